"""Checks of the rows a change would make: blanks, relationships, heads, places, ages (E-03, E-07, B-xx)."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from yakuba.standards.ages import full_years

from . import relationships as rel
from .changes import Changes, RegisterView
from .events import Event
from .findings import Finding
from .household import is_head, is_same_place
from .record import FOREIGN, ITEMS, JAPANESE, Record
from .situation import alert, error

HEAD_AGE: Final = 15

_FOR_ALL: Final = ("birth_date", "became_resident_date", "address_municipality", "household_number")
_FOR_JAPANESE: Final = ("origin_domicile", "family_register_head")
_FOR_FOREIGN: Final = ("foreign_resident_date", "article_30_45_class")


@dataclass(frozen=True)
class Outcome:
    """Rows before and after, and the register as it would be."""

    before: RegisterView
    after: RegisterView
    changes: Changes
    on: datetime.date

    def pairs(self) -> Iterator[tuple[Record | None, Record]]:
        """Each new row of a current resident, with the row before it where the person was a resident."""
        for row in self.changes.rows:
            if row.is_current_resident:
                former = self.before.person(row.addressee_number)
                yield (former if former is not None and former.is_current_resident else None, row)


def check_result(event: Event, before: RegisterView, changes: Changes, on: datetime.date) -> list[Finding]:
    """Findings about the rows of a change, in the order of the table."""
    outcome = Outcome(before, before.after(changes), changes, on)
    return [finding for check in _CHECKS for finding in check(outcome)]


def _blank(o: Outcome) -> Iterator[Finding]:
    """E-03: a mandatory item left or made blank blocks; one that was blank already is an alert."""
    for former, row in o.pairs():
        special = _FOR_JAPANESE if row.resident_type == JAPANESE else _FOR_FOREIGN
        for name in (*_FOR_ALL, *special):
            if _has(row, name):
                continue
            was_blank = former is not None and not _has(former, name)
            make = alert if was_blank else error
            label = ITEMS[name]["item"]
            yield make("E-03", name, f"{row.name}：{label}が未入力", f"{label}を入れる", "juki-1.0:1.1.6")


def _has(row: Record, name: str) -> bool:
    return bool(getattr(row, name) or getattr(row, f"{name}_text", ""))


def _two_heads(o: Outcome) -> Iterator[Finding]:
    """B-01."""
    for number in _households(o):
        heads = [member for member in o.after.members(number) if is_head(member)]
        if len(heads) > 1:
            yield error(
                "B-01",
                "relationship",
                f"世帯主が{len(heads)}人になる（{'、'.join(head.name for head in heads)}）",
                "世帯主を1人にして、ほかの人の続柄を入れる",
                "background",
            )


def _no_head(o: Outcome) -> Iterator[Finding]:
    """Who lives alone is the head; a new household of several without head is allowed (juki-1.0:1.1.10)."""
    for number in _households(o):
        members = o.after.members(number)
        if any(is_head(member) for member in members):
            continue
        if len(members) == 1 and _is_new(o, members[0]):
            yield error(
                "B-37",
                "relationship",
                f"{members[0].name}：1人の世帯で続柄が世帯主でない",
                "続柄を世帯主にする",
                "juki-1.0:4.0.4",
            )
        elif not o.before.members(number):
            yield alert(
                "B-38",
                "relationship",
                "世帯主が未設定",
                "世帯主を決めて続柄を入れる。未設定のままなら理由を記録して続行",
                "juki-1.0:1.1.10",
            )


def _is_new(o: Outcome, row: Record) -> bool:
    """Whether household or relationship of the row are new; what was loaded so is left alone."""
    former = o.before.person(row.addressee_number)
    return former is None or (former.household_number, former.relationship) != (row.household_number, row.relationship)


def _one_place(o: Outcome) -> Iterator[Finding]:
    for number in _households(o):
        if not is_same_place(o.after.members(number)):
            yield error(
                "B-22",
                "address",
                f"世帯番号{number}：世帯員の住所が分かれる",
                "全員を異動者にするか、世帯を分ける",
                "juki-1.0:1.2.1",
            )


def _households(o: Outcome) -> dict[str, None]:
    return dict.fromkeys(row.household_number for _, row in o.pairs())


def _relationship(o: Outcome) -> Iterator[Finding]:
    """E-07, B-04 for relationships that are new."""
    for former, row in o.pairs():
        chain = row.relationship_codes
        if former is not None and former.relationship_codes == chain and former.sex == row.sex:
            continue
        if not rel.is_allowed(chain):
            yield error(
                "E-07",
                "relationship",
                f"{row.name}：続柄「{row.relationship}」は使えない",
                "一覧から選び、4つまで「の」でつなぐ。5つ以上は縁故者",
                "juki-1.0:1.1.11",
            )
        elif rel.SEX.get(chain[-1], row.sex) != row.sex:
            yield alert(
                "B-04",
                "relationship",
                f"{row.name}：続柄「{row.relationship}」と性別が合わない",
                "続柄と性別を確かめる。正しければ理由を記録して続行",
                "background",
            )


def _age(o: Outcome) -> Iterator[Finding]:
    """B-07: a very young head, a parent younger than the child."""
    for former, row in o.pairs():
        unchanged = former is not None and former.relationship_codes == row.relationship_codes
        if unchanged and former is not None and former.birth_date == row.birth_date:
            continue
        if is_head(row) and row.birth_date is not None and full_years(row.birth_date, o.on) < HEAD_AGE:
            yield alert(
                "B-07",
                "relationship",
                f"{row.name}：世帯主が{HEAD_AGE}歳未満",
                "ほかに世帯主になる人がいないか確かめ、理由を記録して続行",
                "background",
            )
        yield from _generation(o, row)


def _generation(o: Outcome, row: Record) -> Iterator[Finding]:
    head = next((m for m in o.after.members(row.household_number) if is_head(m)), None)
    if head is None or head.birth_date is None or row.birth_date is None:
        return
    chain = row.relationship_codes
    child_is_older = chain == (rel.CHILD,) and row.birth_date <= head.birth_date
    parent_is_younger = chain in ((rel.FATHER,), (rel.MOTHER,)) and row.birth_date >= head.birth_date
    if child_is_older or parent_is_younger:
        yield alert(
            "B-07",
            "relationship",
            f"{row.name}：続柄「{row.relationship}」と年齢が合わない",
            "続柄と生年月日を確かめる。正しければ理由を記録して続行",
            "background",
        )


def _stay_expired(o: Outcome) -> Iterator[Finding]:
    """B-09."""
    for _, row in o.pairs():
        if row.resident_type == FOREIGN and row.stay_expires_on is not None and row.stay_expires_on < o.on:
            yield alert(
                "B-09",
                "stay_expires_on",
                f"{row.name}：在留期間の満了の日（{row.stay_expires_on}）を過ぎている",
                "在留カードを確かめ、理由を記録して続行",
                "background",
            )


_CHECKS: Final[tuple[Callable[[Outcome], Iterator[Finding]], ...]] = (
    _blank,
    _two_heads,
    _no_head,
    _one_place,
    _relationship,
    _age,
    _stay_expired,
)
