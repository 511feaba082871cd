"""Code lists as data, each with its source, edition and standing.

Standing: *official* values are published; *observed* values were seen in the export of a conforming system while the
official list is not in reach; *internal* values are ours and never leave yakuba unmapped.

>>> code_list("resident-kind").name("2"), code_list("resident-kind").code("日本人")
('外国人', '1')
>>> relationship_text(("20", "12")), relationship_codes("妻（未届）の子")
('子の妻', ('14', '20'))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, NamedTuple, cast

from yakuba.standards import _data
from yakuba.standards.errors import NotFound, StandardsError

Standing = Literal["official", "observed", "internal"]
HEAD, RELATIVE, LODGER = "02", "96", "99"
_ALONE = frozenset((HEAD, RELATIVE, LODGER))
LONGEST_RELATIONSHIP = 4


class Code(NamedTuple):
    """One value of a list."""

    code: str
    name: str
    note: str


@dataclass(frozen=True)
class CodeList:
    """A list of codes; `codes` keeps the order of the source."""

    id: str
    title: str
    standing: Standing
    source: str
    edition: str
    codes: tuple[Code, ...]

    @cached_property
    def _by_code(self) -> Mapping[str, Code]:
        return {one.code: one for one in self.codes}

    @cached_property
    def _by_name(self) -> Mapping[str, Code]:
        return {one.name: one for one in reversed(self.codes)}

    def __contains__(self, code: object) -> bool:
        """Whether the list has the code."""
        return code in self._by_code

    def name(self, code: str) -> str:
        """Name of a code.

        >>> code_list("country").name("FIN")
        'フィンランド共和国'
        >>> code_list("sex").name("7")
        Traceback (most recent call last):
        yakuba.standards.errors.NotFound: 性別のコード「7」は一覧にありません。0・1・2のどれかを選んでください。
        """
        found = self._by_code.get(code)
        if found is None:
            choices = "・".join(self._by_code) if len(self.codes) <= 6 else "一覧"
            remedy = f"{choices}のどれかを選んでください。" if len(self.codes) <= 6 else "一覧から選んでください。"
            raise NotFound(f"{self.title}のコード「{code}」は一覧にありません。{remedy}")
        return found.name

    def code(self, name: str) -> str:
        """Code of a name; the first where a name stands twice.

        >>> code_list("relationship").code("孫")
        Traceback (most recent call last):
        yakuba.standards.errors.NotFound: 続柄「孫」は一覧にありません。一覧から選んでください。
        """
        found = self._by_name.get(name)
        if found is None:
            raise NotFound(f"{self.title}「{name}」は一覧にありません。一覧から選んでください。")
        return found.code


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    return {row[0]: row for row in _data.table("code_lists/index.csv")}


def ids() -> tuple[str, ...]:
    """Ids of all lists.

    >>> "change-reason" in ids()
    True
    """
    return tuple(_index())


@cache
def code_list(list_id: str) -> CodeList:
    """A list by id.

    >>> code_list("change-reason").name("31"), code_list("change-reason").standing
    ('転居', 'internal')
    >>> code_list("nothing")
    Traceback (most recent call last):
    yakuba.standards.errors.NotFound: コード一覧「nothing」はありません。
    """
    if list_id not in _index():
        raise NotFound(f"コード一覧「{list_id}」はありません。")
    _, title, standing, source, edition = _index()[list_id]
    codes = tuple(Code(*row) for row in _data.table(f"code_lists/{list_id}.csv"))
    return CodeList(list_id, title, cast(Standing, standing), source, edition, codes)


def relationship_text(codes: Sequence[str]) -> str:
    """A relationship to the head as printed, from one to four codes joined by の (juki-1.0:1.1.11).

    >>> relationship_text(["02"]), relationship_text(["20", "20", "20", "20"])
    ('世帯主', '子の子の子の子')
    >>> relationship_text(["20", "99"])
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 続柄「同居人」は「の」でつなげません。単独で使ってください。
    """
    names = [code_list("relationship").name(code) for code in codes]
    if not names:
        raise StandardsError("続柄がありません。続柄を選んでください。")
    if len(names) > LONGEST_RELATIONSHIP:
        raise StandardsError(f"続柄「{'の'.join(names)}」は5つ以上つながっています。「縁故者」を使ってください。")
    for code, name in zip(codes, names, strict=True):
        if len(codes) > 1 and code in _ALONE:
            raise StandardsError(f"続柄「{name}」は「の」でつなげません。単独で使ってください。")
    return "の".join(names)


def relationship_codes(text: str) -> tuple[str, ...]:
    """The codes of a relationship as printed; half-width brackets are taken too.

    >>> relationship_codes("子の子"), relationship_codes("夫(未届)")
    (('20', '20'), ('13',))
    >>> relationship_codes("孫")
    Traceback (most recent call last):
    yakuba.standards.errors.StandardsError: 続柄「孫」は使えません。「子の子」のように...
    """
    plain = "".join(text.split()).replace("(", "（").replace(")", "）")
    codes = _split(plain)
    if codes is None:
        remedy = "「子の子」のように続柄を「の」でつなぐか、「縁故者」を選んでください。"
        raise StandardsError(f"続柄「{text}」は使えません。{remedy}")
    relationship_text(codes)
    return codes


def _split(text: str) -> tuple[str, ...] | None:
    """Codes of names joined by の, the longest name first: 子（子の夫） holds a の itself."""
    for name in sorted((one.name for one in code_list("relationship").codes), key=len, reverse=True):
        if text == name:
            return (code_list("relationship").code(name),)
        if text.startswith(name + "の"):
            rest = _split(text[len(name) + 1 :])
            if rest:
                return (code_list("relationship").code(name), *rest)
    return None
