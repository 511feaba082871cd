"""Mappings (対応表) as data: which heading of another service is what here, which of its procedures is ours.

A mapping is YAML; see mappings/pittari_example.yaml. What is wrong in it is told with its line and what to do.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from yakuba.frontyard.reception.intake.faults import Refused
from yakuba.platform.cases.procedures.answers import ACCOUNT, ADDRESS
from yakuba.platform.cases.procedures.definition import Procedure, Question

FOLDER = Path(__file__).parent / "mappings"
LAYOUT, EXAMPLE = "layout", "pittari_example"
NEEDED = ("receipt_number", "received_at", "procedure")
FOUR = ("name", "birth_date", "sex", "address")
COLUMNS = ("service", *NEEDED, "addressee_number", *FOUR, "identity", "attachments")
IDENTITIES = ("signed", "email", "none")
ENCODINGS = ("utf-8", "cp932")
PARTS = {"address": ADDRESS, "account": ACCOUNT}
LARGEST = 256 * 1024
Find = Callable[[str], Procedure | None]
_TOP = ("title", "service", "encoding", "columns", "values", "codes", "ignore", "procedures")
_SERVICE = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


def plain(heading: str) -> str:
    """A heading as it is compared: spaces and width of letters do not count.

    >>> plain("受付 番号（１）") == plain("受付番号(1)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", heading).split()).lower()


@dataclass(frozen=True)
class Item:
    """What a column answers: a question, or one part of an address or account; ``codes`` translate its values."""

    question: str
    part: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """One procedure of the other service: ours, and its columns (as compared) → what they answer."""

    procedure: str
    items: Mapping[str, Item]


@dataclass(frozen=True)
class Plan:
    """A mapping as it is used. ``procedures`` is None where the file names our own procedures and questions."""

    name: str
    title: str
    service: str
    encoding: str
    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]]
    ignore: frozenset[str]
    procedures: Mapping[str, Target] | None

    @cached_property
    def known(self) -> frozenset[str]:
        """Headings (as compared) that stand for a column of ours or are left out on purpose."""
        return self.ignore | {plain(one) for each in self.columns.values() for one in each}

    def lacking(self, headings: list[str]) -> list[str]:
        """What a file with these headings has not got, by the names it may have them under."""
        here = {plain(one) for one in headings}

        def has(column: str) -> bool:
            return any(plain(one) in here for one in self.columns.get(column, ()))

        missing = [column for column in NEEDED if not has(column)]
        if not self.service and not has("service"):
            missing.append("service")
        if not has("addressee_number"):
            missing += [column for column in FOUR if not has(column)]
        return ["か".join(self.columns.get(column) or (column,)) for column in missing]


def shipped() -> list[str]:
    """Names of the mappings that come with the release, our own layout first."""
    return sorted((path.stem for path in FOLDER.glob("*.yaml")), key=lambda name: (name != LAYOUT, name))


def text_of(name: str) -> str:
    """The text of a shipped mapping, or of a file. Raises Refused."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    try:
        if path.stat().st_size > LARGEST:
            raise Refused(f"対応表「{name}」：大きすぎる。{LARGEST // 1024}KB までにする")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Refused(f"対応表「{name}」：UTF-8 として読めない。文字コードを UTF-8 にして保存し直す") from None
    except OSError:
        told = "、".join(shipped())
        raise Refused(f"対応表「{name}」：ない。YAML のファイル名を確かめるか、{told} から選ぶ") from None


def read(text: str, name: str, find: Find) -> Plan:
    """A mapping. ``find`` gives the newest version of a procedure. Raises Refused with every fault and its line."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"{mark.line + 1}行目" if mark else "どこか"
        raise Refused(f"対応表「{name}」{where}：YAML として読めない。字下げとコロンの後の空白を確かめる") from None
    except RecursionError:
        raise Refused(f"対応表「{name}」：入れ子が深すぎる。見本（pittari_example）の形にする") from None
    again = next(_references(node), None)
    if again is not None:
        told = f"{again.start_mark.line + 1}行目：参照（& と *）は使えない。同じ内容を書き写す"
        raise Refused(f"対応表「{name}」{told}")
    reader = _Reader(find)
    plan = reader.plan(node, name)
    if reader.faults:
        more = f"（ほか {len(reader.faults) - 20}件）" if len(reader.faults) > 20 else ""
        raise Refused(f"対応表「{name}」" + "。".join(reader.faults[:20]) + more)
    return plan


def _references(node: Any) -> Iterator[Any]:
    """Nodes that stand in a second place too: through them a short file could become endless to walk."""
    seen: set[int] = set()
    left = [node]
    while left:
        one = left.pop()
        if id(one) in seen:
            yield one
            continue
        seen.add(id(one))
        if isinstance(one, yaml.MappingNode):
            left += [part for pair in one.value for part in pair]
        elif isinstance(one, yaml.SequenceNode):
            left += one.value


class _Reader:
    """Walks the YAML nodes, so that each fault knows its line. Faults are collected, not raised."""

    def __init__(self, find: Find) -> None:
        self.find = find
        self.faults: list[str] = []
        self.lists: dict[str, dict[str, str]] = {}

    def say(self, node: Any, message: str) -> None:
        self.faults.append(f"{node.start_mark.line + 1}行目：{message}")

    def pairs(self, node: Any, what: str) -> Iterator[tuple[str, Any, Any]]:
        """Key, its node and the value's node of each entry; a key given twice is a fault."""
        if not isinstance(node, yaml.MappingNode):
            if node is not None:
                self.say(node, f"{what}が「名前: 値」の並びでない。字下げして並べる")
            return
        seen: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not name or name in seen:
                self.say(key, f"{what}の「{name}」が二つあるか、名前でない。一つにする")
                continue
            seen.add(name)
            yield name, key, value

    def word(self, node: Any, what: str) -> str:
        if isinstance(node, yaml.ScalarNode) and node.tag != "tag:yaml.org,2002:null":
            return str(node.value)
        self.say(node, f"{what}が文字でない。一つの値を書く")
        return ""

    def words(self, node: Any, what: str) -> tuple[str, ...]:
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.word(one, what) for one in node.value)
        return (self.word(node, what),)

    def table(self, node: Any, what: str) -> dict[str, str]:
        return {name: self.word(value, what) for name, _, value in self.pairs(node, what)}

    def plan(self, node: Any, name: str) -> Plan:
        given: dict[str, tuple[Any, Any]] = {}
        for key, at, value in self.pairs(node, "対応表"):
            if key in _TOP:
                given[key] = (at, value)
            else:
                self.say(at, f"「{key}」は使えない。{'、'.join(_TOP)} のどれかにする")
        values = {key: value for key, (_, value) in given.items()}
        if node is None:
            self.faults.append("1行目：何も書かれていない。見本（pittari_example）を写して直す")
        self.lists = {key: self.table(one, "codes") for key, _, one in self.pairs(values.get("codes"), "codes")}
        ignore = values.get("ignore")
        return Plan(
            name=name,
            title=self.word(values["title"], "title") if "title" in values else name,
            service=self._service(values.get("service")),
            encoding=self._one_of(values.get("encoding"), "encoding", ENCODINGS) or "utf-8",
            columns=self._columns(node, values.get("columns")),
            values=self._values(values.get("values")),
            ignore=frozenset(map(plain, self.words(ignore, "ignore"))) if ignore is not None else frozenset(),
            procedures=self._procedures(values["procedures"]) if "procedures" in values else None,
        )

    def _service(self, node: Any) -> str:
        if node is None:
            return ""
        name = self.word(node, "service")
        if name and not _SERVICE.fullmatch(name):
            self.say(node, f"service「{name}」は使えない。英小文字・数字・- _ の 32 字までにする")
        return name

    def _one_of(self, node: Any, what: str, allowed: tuple[str, ...]) -> str:
        if node is None:
            return ""
        value = self.word(node, what)
        if value not in allowed:
            self.say(node, f"{what}「{value}」は使えない。{'、'.join(allowed)} のどれかにする")
        return value

    def _columns(self, top: Any, node: Any) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, at, value in self.pairs(node, "columns"):
            if name in COLUMNS:
                found[name] = self.words(value, f"columns の {name}")
            else:
                self.say(at, f"columns の「{name}」はない。{'、'.join(COLUMNS)} のどれかにする")
        lacking = [name for name in NEEDED if name not in found]
        if lacking and top is not None:
            self.say(node or top, f"columns に {'、'.join(lacking)} がない。ファイルの見出しを書く")
        return found

    def _values(self, node: Any) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name, at, value in self.pairs(node, "values"):
            if name not in ("identity", "sex"):
                self.say(at, f"values の「{name}」はない。identity か sex にする")
                continue
            found[name] = self._codes(value, f"values の {name}")
            allowed = IDENTITIES if name == "identity" else ("1", "2")
            for written in set(found[name].values()) - set(allowed):
                self.say(value, f"values の {name} の値「{written}」は使えない。{'、'.join(allowed)} のどれかにする")
        return found

    def _codes(self, node: Any, what: str) -> dict[str, str]:
        if isinstance(node, yaml.ScalarNode):
            if node.value not in self.lists:
                self.say(node, f"{what}：コード表「{node.value}」が codes にない。codes に書き足す")
            return self.lists.get(str(node.value), {})
        return self.table(node, what)

    def _procedures(self, node: Any) -> dict[str, Target]:
        found: dict[str, Target] = {}
        for outside, at, value in self.pairs(node, "procedures"):
            parts = {name: (key, one) for name, key, one in self.pairs(value, f"手続き「{outside}」")}
            for name in parts.keys() - {"procedure", "items"}:
                self.say(parts[name][0], f"手続き「{outside}」の「{name}」は使えない。procedure か items にする")
            if "procedure" not in parts:
                self.say(at, f"手続き「{outside}」に procedure がない。yakuba の手続きの番号を書く")
                continue
            code_node = parts["procedure"][1]
            code = self.word(code_node, "procedure")
            procedure = self.find(code)
            if procedure is None:
                self.say(
                    code_node, f"手続き「{code}」はない。docs/procedures.md の番号か、公開した独自の手続きの番号にする"
                )
                continue
            items = self._items(procedure, parts["items"][1] if "items" in parts else None)
            found[narrow_key(outside)] = Target(code, items)
        return found

    def _items(self, procedure: Procedure, node: Any) -> dict[str, Item]:
        questions = {one.id: one for one in procedure.steps}
        found: dict[str, Item] = {}
        for heading, at, value in self.pairs(node, "items"):
            parts = {name: one for name, _, one in self.pairs(value, f"項目「{heading}」")}
            for name in parts.keys() - {"question", "codes"}:
                self.say(parts[name], f"項目「{heading}」の「{name}」は使えない。question か codes にする")
            if "question" not in parts:
                self.say(at, f"項目「{heading}」に question がない。答えになる質問の番号を書く")
                continue
            id_, _, part = self.word(parts["question"], "question").partition(".")
            question = questions.get(id_)
            if question is None:
                told = "、".join(questions)
                self.say(parts["question"], f"{procedure.code} に質問「{id_}」はない。{told} のどれかにする")
                continue
            if part and part not in PARTS.get(question.kind, ()):
                allowed = "、".join(f"{id_}.{one}" for one in PARTS.get(question.kind, ())) or id_
                self.say(parts["question"], f"質問「{id_}」に「{part}」という部分はない。{allowed} にする")
            if question.kind == "file":
                self.say(parts["question"], f"質問「{id_}」は添付。columns の attachments に「{id_}=ファイル名」で書く")
            codes = self._codes(parts["codes"], f"項目「{heading}」") if "codes" in parts else {}
            self._check_codes(parts.get("codes"), question, codes)
            found[plain(heading)] = Item(id_, part, {narrow_key(key): one for key, one in codes.items()})
        return found

    def _check_codes(self, node: Any, question: Question, codes: Mapping[str, str]) -> None:
        offered = [one.value for one in question.options] or (["yes", "no"] if question.kind == "yes_no" else [])
        for written in codes.values():
            if offered and written not in offered:
                self.say(node, f"質問「{question.id}」に選択肢「{written}」はない。{'、'.join(offered)} のどれかにする")


def narrow_key(text: str) -> str:
    """A code as it is compared.

    >>> narrow_key("０１ ") == narrow_key("01")
    True
    """
    return unicodedata.normalize("NFKC", text).strip()
