"""What staff type of a paper return: grouped as the form is, with the household from the register filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.forms.boundfield import BoundField

from yakuba.areas.resident_tax.domain.return_form import GROUPS, LINES
from yakuba.areas.resident_tax.domain.returns import NOTHING_WORDS, Dependant, Spouse, TaxReturn
from yakuba.areas.resident_tax.material_shape import LOSSES
from yakuba.areas.resident_tax.pages.forms import years
from yakuba.platform.screens.date_fields import QuickDateField
from yakuba.platform.screens.fields import (
    CheckField,
    ChoiceField,
    DigitsField,
    IntegerField,
    RadioField,
    TextAreaField,
    TextField,
)
from yakuba.platform.screens.forms import EntryForm, FormKit

APART: Final = 3
"""Rows for relatives who live elsewhere, at the least."""
_MINUS: Final = "-−－▲△"
_MOST: Final = 99_999_999_999
_DISABILITIES: Final = (("general", "障害者"), ("special", "特別障害者"))
_CLAIMED: Final = (
    ("spouse", "配偶者"),
    ("child", "子・孫など"),
    ("parent", "父母・祖父母など"),
    ("other", "その他の親族"),
)


class NobodyChoice(ChoiceField):
    """A choice whose first line says that nothing applies."""

    blank = (("", "―"),)


class YenField(IntegerField):
    """Whole yen; with `signed` a loss is typed with a leading minus or ▲. Commas are allowed."""

    def __init__(self, *, signed: bool = False, **options: Any) -> None:
        super().__init__(low=-_MOST if signed else 0, high=_MOST, unit="円", width="12", required=False, **options)
        self.signed = signed

    def to_python(self, value: Any) -> Any:
        text = str("" if value is None else value).strip().replace(",", "").replace("，", "").replace("、", "")
        below = bool(text) and text[0] in _MINUS
        if below and not self.signed:  # folding would drop the sign
            raise self.say("range", low=self.low, high=self.high)
        number = super().to_python(text[1:] if below else text)
        return -number if below and number else number


@dataclass(frozen=True)
class Near:
    """A relative who can be claimed: of the household on the register, or named by the return before."""

    number: int
    name: str
    birth_date: date | None
    relationship: str = ""
    together: bool = True


@dataclass(frozen=True)
class Whose:
    """Whose return it is: as the register knows the person now."""

    number: int
    name: str
    birth_date: date | None
    address: str
    mark: str
    household: tuple[Near, ...] = ()


@dataclass(frozen=True)
class Row:
    """One relative's fields, for the template."""

    near: Near | None
    fields: Sequence[BoundField]


def field_of(name: str) -> str:
    """The form's field of an amount."""
    return name.replace(".", "-")


class FindReturnForm(FormKit):
    """Whose return, and for which year."""

    year = ChoiceField(label="年度", choices=())
    number = DigitsField(label="宛名番号", limit=15)

    def __init__(self, *given: object, **more: object) -> None:
        super().__init__(*given, **more)
        self.fields["year"].choices = years()  # type: ignore[attr-defined]


class WithdrawForm(EntryForm):
    """The reason of a withdrawal."""

    reason = TextAreaField(label="取下げの理由", limit=400, support="例：確定申告をしたため、本人から取下げの申出")


class ReturnForm(EntryForm):
    """One return of a person. `before`: what it is filled with; `correcting`: a reason is asked for."""

    filed_on = QuickDateField(label="申告の日", support="受け付けた日。郵送は通信日付印の日")
    no_income = CheckField(
        label="この年に収入はない（遺族年金・障害年金だけの人も）",
        required=False,
        support="選んだら、収入の欄は空けておきます",
    )
    nothing = NobodyChoice(label="収入がない理由", required=False, choices=tuple(NOTHING_WORDS.items()))
    disability = NobodyChoice(label="本人の障害", required=False, choices=_DISABILITIES)
    alone = RadioField(
        label="寡婦・ひとり親",
        required=False,
        inline=True,
        choices=(("", "どちらでもない"), ("widow", "寡婦"), ("mother", "ひとり親（母）"), ("father", "ひとり親（父）")),
    )
    working_student = CheckField(label="勤労学生", required=False)
    public_assistance = CheckField(label="1月1日に生活扶助を受けている", required=False)
    note = TextAreaField(label="備考", required=False, limit=400)

    def __init__(
        self, whose: Whose, data: Any = None, *, before: TaxReturn | None = None, correcting: bool = False, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.whose, self.before = whose, before
        self.rows = range(1, max(APART, _apart(before, whose.household) + 1) + 1)
        for line in LINES.values():
            signed = line.name in LOSSES
            self.fields[field_of(line.name)] = YenField(label=line.label, support=line.support, signed=signed)
        for one in whose.household:
            self._relative(f"m{one.number}", one.name)
        for place in self.rows:
            label = f"別居の{place}人目"
            self.fields[f"a{place}_name"] = TextField(label=f"{label}の氏名", required=False, limit=100)
            self.fields[f"a{place}_birth"] = QuickDateField(label=f"{label}の生年月日", required=False)
            self._relative(f"a{place}", label)
        if correcting:
            self.fields["reason"] = TextAreaField(
                label="訂正の理由", limit=400, support="例：医療費の領収書が後から出された"
            )
        for field in self.fields.values():
            if hasattr(field, "voice"):
                field.voice = self.voice
        if before is not None and not self.is_bound:
            self.initial = {**_initial(before, whose.household), **self.initial}

    def _relative(self, key: str, name: str) -> None:
        self.fields[f"{key}_as"] = NobodyChoice(label=f"{name}の続柄", required=False, choices=_CLAIMED)
        self.fields[f"{key}_income"] = YenField(label=f"{name}の合計所得金額")
        self.fields[f"{key}_disability"] = NobodyChoice(label=f"{name}の障害", required=False, choices=_DISABILITIES)

    @property
    def groups(self) -> list[tuple[str, str, bool, list[BoundField]]]:
        """The amounts as the paper groups them: key, title, folded, fields. Opened where something is filled in."""
        found = []
        for group in GROUPS:
            fields = [self[field_of(line.name)] for line in group.lines]
            filled = any(one.value() not in (None, "") or one.errors for one in fields)
            found.append((group.key, group.title, group.folded and not filled, fields))
        return found

    @property
    def at_home(self) -> list[Row]:
        """The household, a row each."""
        return [Row(one, [self[f"m{one.number}_{part}"] for part in _PARTS]) for one in self.whose.household]

    @property
    def apart(self) -> list[Row]:
        """Rows for who lives elsewhere."""
        parts = ("name", "birth", *_PARTS)
        return [Row(None, [self[f"a{place}_{part}"] for part in parts]) for place in self.rows]

    def clean(self) -> dict[str, Any]:
        """At most one spouse; a relative elsewhere has a name when anything is said of him or her."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        keys = [*(f"m{one.number}" for one in self.whose.household), *(f"a{place}" for place in self.rows)]
        spouses = [key for key in keys if cleaned.get(f"{key}_as") == "spouse"]
        for key in spouses[1:]:
            self.add_error(f"{key}_as", "配偶者が2人選ばれています。1人にしてください")
        for place in self.rows:
            said = [cleaned.get(f"a{place}_{part}") for part in ("name", "birth", "as")]
            if any(said) and not all(said) and not any(f"a{place}_{part}" in self.errors for part in ("name", "birth")):
                self.add_error(f"a{place}_name", "氏名・生年月日・続柄のどれかが空いています。3つとも入力してください")
        return cleaned

    def value(self, fiscal_year: int) -> TaxReturn:
        """The return as it was typed; only after a successful check."""
        got = self.cleaned_data
        spouse, dependants = self._family()
        alone = got["alone"]
        return TaxReturn(
            taxpayer=self.whose.number,
            fiscal_year=fiscal_year,
            filed_on=got["filed_on"],
            channel=self.before.channel if self.before else "desk",
            no_income=got["no_income"],
            nothing=got["nothing"] if got["no_income"] else "",
            amounts=self._amounts(),
            disability=got["disability"],
            widow=alone == "widow",
            single_parent=alone if alone in ("mother", "father") else "",
            working_student=got["working_student"],
            public_assistance=got["public_assistance"],
            spouse=spouse,
            dependants=tuple(dependants),
            note=got["note"],
        )

    def _amounts(self) -> dict[str, int]:
        """What was typed, and what the version before told that stands on no line of the form."""
        kept = {} if self.before is None else {k: v for k, v in self.before.amounts.items() if k not in LINES}
        typed = {name: self.cleaned_data[field_of(name)] for name in LINES}
        return kept | {name: value for name, value in typed.items() if value is not None}

    def _family(self) -> tuple[Spouse | None, list[Dependant]]:
        got, spouse, dependants = self.cleaned_data, None, []
        rows = [(f"m{one.number}", one) for one in self.whose.household]
        for place in self.rows:
            key = f"a{place}"
            rows.append((key, Near(0, got[f"{key}_name"], got[f"{key}_birth"], together=False)))
        for key, near in rows:
            claimed = got[f"{key}_as"]
            told: dict[str, Any] = {
                "name": near.name,
                "birth_date": near.birth_date,
                "number": near.number or None,
                "disability": got[f"{key}_disability"],
                "income": got[f"{key}_income"] or 0,
            }
            if claimed == "spouse":
                spouse = Spouse(**told)
            elif claimed:
                dependants.append(Dependant(**told, relation=claimed, cohabiting=near.together))
        return spouse, dependants


_PARTS: Final = ("as", "income", "disability")


def _apart(before: TaxReturn | None, household: tuple[Near, ...]) -> int:
    """How many of the version before stand in rows of their own."""
    if before is None:
        return 0
    at_home = {one.number for one in household}
    return sum(1 for one in (before.spouse, *before.dependants) if one is not None and one.number not in at_home)


def _initial(before: TaxReturn, household: tuple[Near, ...]) -> dict[str, Any]:
    """The fields as the version before fills them."""
    initial: dict[str, Any] = {
        "filed_on": before.filed_on,
        "no_income": before.no_income,
        "nothing": before.nothing,
        "disability": before.disability,
        "alone": "widow" if before.widow else before.single_parent,
        "working_student": before.working_student,
        "public_assistance": before.public_assistance,
        "note": before.note,
        **{field_of(name): value for name, value in before.amounts.items()},
    }
    at_home = {one.number for one in household}
    place = 0
    family: list[Spouse | Dependant] = [*([before.spouse] if before.spouse else []), *before.dependants]
    for one in family:
        if one.number in at_home:
            key = f"m{one.number}"
        else:
            place += 1
            key = f"a{place}"
            initial |= {f"{key}_name": one.name, f"{key}_birth": one.birth_date}
        relation: Any = one.relation if isinstance(one, Dependant) else "spouse"
        initial |= {f"{key}_as": relation, f"{key}_income": one.income or "", f"{key}_disability": one.disability}
    return initial
