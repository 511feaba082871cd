"""What staff type into the pages of trials: whose law, which year, what is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError

from yakuba.areas.resident_tax import service as tax
from yakuba.insight.law_changes.measuring import HEALTH, OWN, TAX
from yakuba.insight.law_changes.source_words import source_words
from yakuba.law.parameters import Law, Parameter, Version, in_force
from yakuba.law.resident_tax.ordinance import fixed_by
from yakuba.law.schemes import scheme_named
from yakuba.law.what_if import Bill, BillWrong, check_ordinance, day_of, typed
from yakuba.platform.screens.bound_fields import KitBoundField
from yakuba.platform.screens.fields import ChoiceField, FileField, RadioField, TextAreaField, TextField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.tenancy.context import current_context

LARGEST: Final = 20 * 1024 * 1024  # bytes of a file of cases
MOST_LINES: Final = 12
RATE, YEN = "0", 0  # the shape of what an ordinance fixes

Item = tuple[str, str | int]  # its name, and RATE or YEN
_TAX_ORDINANCE: Final[dict[str, Item]] = {
    "city_rate": ("市町村民税の所得割の税率", RATE),
    "pref_rate": ("道府県民税の所得割の税率", RATE),
    "city_per_capita": ("市町村民税の均等割（円）", YEN),
    "pref_per_capita": ("道府県民税の均等割（円）", YEN),
}
_PARTS = {"medical": "医療分", "support": "支援金分", "care": "介護分", "child": "子ども・子育て分"}
_RATES: Final[dict[str, Item]] = {
    "rate": ("所得割率", RATE),
    "per_capita": ("均等割（円）", YEN),
    "per_household": ("平等割（円）", YEN),
}
ORDINANCES: Final[dict[str, dict[str, Item]]] = {
    TAX: _TAX_ORDINANCE,
    HEALTH: {
        f"{part}.{key}": (f"{label}の{words}", kind)
        for part, label in _PARTS.items()
        for key, (words, kind) in _RATES.items()
    },
}


def ordinance_names(scheme: str) -> dict[str, str]:
    """What an ordinance may fix, by key."""
    return {key: label for key, (label, _) in ORDINANCES.get(scheme, {}).items()}


def periods(scheme: str) -> list[tuple[str, str]]:
    """The years, or months, a trial may be for."""
    period, today = scheme_named(scheme).period, current_context().business_date
    if period.field == "month":
        this = today.year * 12 + today.month - 1
        months = [f"{month // 12}-{month % 12 + 1:02d}" for month in range(this - 6, this + 25)]
        return [(one, f"{one[:4]}年{int(one[5:])}月") for one in months if period.refuses(one) is None]
    assert isinstance(period.first, int) and isinstance(period.last, int)
    return [(str(year), f"令和{year - 2018}年度") for year in range(period.last, period.first - 1, -1)]


def usual_period(scheme: str) -> str:
    """The year or month that is shown first: this one, or the last one the law is known of."""
    today = current_context().business_date
    wanted = f"{today:%Y-%m}" if scheme_named(scheme).period.field == "month" else str(today.year - (today.month < 4))
    known = [value for value, _ in periods(scheme)]
    return wanted if wanted in known else known[0]


class PeriodForm(FormKit):
    """Which year's, or month's, law is changed."""

    period = ChoiceField(label="いつの法令で試算するか", choices=())

    def __init__(self, scheme: str, period: str) -> None:
        super().__init__({"period": period})
        self.fields["period"].choices = periods(scheme)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ParameterRow:
    """A parameter of the year as the table shows it, with the field for a new value."""

    name: str
    explanation: str
    now: str
    law: str
    source: str
    mark: str
    field: KitBoundField


class PeopleForm(FormKit):
    """Whose amounts are computed: the town's own people, where it holds them, or the cases of a file."""

    scheme = ""

    def add_people(self) -> None:
        """The fields, by scheme."""
        if self.scheme in OWN:
            whose = (("own", "この役場の資料・台帳の人"), ("file", "ファイルの事例"))
            self.fields["whose"] = RadioField(label="だれを計算するか", choices=whose, initial="own")
        if self.scheme == TAX:
            self.fields["material"] = ChoiceField(
                label="使う課税資料", choices=materials(), required=False, support="役場の資料を使うときに選びます"
            )
        kinds = {"JSON Lines・JSON・CSV": b""}
        support = "事例のファイル（UTF-8、20MBまで）。形式は yakuba law calc と同じです"
        self.fields["file"] = FileField(
            label="事例のファイル", required=self.scheme not in OWN, limit=LARGEST, kinds=kinds, support=support
        )

    @property
    def people_fields(self) -> Sequence[KitBoundField]:
        """The fields that say whose amounts are computed."""
        return [self[name] for name in ("whose", "material", "file") if name in self.fields]  # type: ignore[misc]

    def check_people(self, given: dict[str, Any]) -> None:
        """That what the choice needs is there."""
        if given.get("whose") == "own" and self.scheme == TAX and not given.get("material"):
            self.add_error("material", "課税資料の年度を選んでください。資料がなければ、事例のファイルを使います")
        if given.get("whose") == "file" and not given.get("file"):
            self.add_error("file", "事例のファイルを選んでください")

    def people(self, period: str) -> dict[str, Any]:
        """Of whom, as `studying.Asked` takes it; only after a successful check."""
        given = self.cleaned_data
        file = given.get("file") if given.get("whose", "file") == "file" else None
        if file is not None:
            return {"file_name": file.name, "pieces": file.chunks()}
        return {"material": given.get("material") or period}


class RehearsalForm(PeopleForm):
    """The rehearsal of a package: for when, and whose amounts."""

    lead = "予行できない項目があります"
    period = ChoiceField(label="いつの分を予行するか", choices=())

    def __init__(self, scheme: str, known: Sequence[tuple[str, str]], *given: Any) -> None:
        super().__init__(*given)
        self.scheme = scheme
        self.fields["period"].choices = known  # type: ignore[attr-defined]
        if known:
            self.fields["period"].initial = known[0][0]
        self.add_people()

    def clean(self) -> dict[str, Any]:
        """The people asked for are there."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_people(given)
        return given


class BillForm(PeopleForm):
    """A trial: its name, whose people, and every parameter of the law with room for a new value."""

    lead = "試算できない項目があります"
    title = TextField(label="試算の名前", limit=100, width="full", support="例：均等割を500円上げる案")

    def __init__(self, scheme: str, period: str, code: str, *given: Any) -> None:
        super().__init__(*given)
        self.scheme, self.period = scheme, period
        self.law: Law = in_force(scheme, day_of(scheme, period), known_on=current_context().business_date)
        self.bill = Bill("", {}, {})
        self.fixed = fixed_by(self.law, code) if scheme == TAX else None
        self.add_people()
        for name, parameter in _held(self.law):
            self.fields[f"p-{name}"] = _value_field(f"新しい値：{_short(parameter.label)}", self.law.value(name))
        for key, (label, _) in ORDINANCES.get(scheme, {}).items():
            self.fields[f"o-{key}"] = TextField(label=f"新しい値：{label}", required=False, limit=40, width="12")

    @property
    def rows(self) -> Iterator[ParameterRow]:
        """The parameters in force, in the order of the law's file."""
        for name, parameter in _held(self.law):
            version: Version = parameter.on(self.law.day)
            short = _short(parameter.label)
            yield ParameterRow(
                short,
                parameter.label[len(short) :].strip("。"),
                typed.shown(version.value) or "なし",
                parameter.law,
                source_words(version.source),
                version.mark,
                self[f"p-{name}"],  # type: ignore[arg-type]
            )

    @property
    def ordinance_rows(self) -> Iterator[ParameterRow]:
        """What the ordinance may fix."""
        for key, (label, kind) in ORDINANCES.get(self.scheme, {}).items():
            field = self[f"o-{key}"]
            yield ParameterRow(label, "", self._fixed_now(key, kind), "条例", "", "", field)  # type: ignore[arg-type]

    def _fixed_now(self, key: str, kind: str | int) -> str:
        if self.fixed is None:
            return "事例にある値"
        value = int(getattr(self.fixed, key))
        return typed.parts_shown(value) if kind == RATE else f"{value:,}"

    def clean(self) -> dict[str, Any]:
        """The bill from what was typed: only what differs from the law counts."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        parameters, ordinance = self._parameters(given), self._ordinance(given)
        self.bill = Bill(str(given.get("title", "")), parameters, ordinance)
        if self.errors:
            return given
        if not (parameters or ordinance):
            raise ValidationError("変わる値がありません。表のどれかに新しい値を入力してください")
        try:
            check_ordinance(scheme_named(self.scheme).case, self.bill)
        except BillWrong as problem:
            raise ValidationError(str(problem)) from None
        self.check_people(given)
        return given

    def _parameters(self, given: dict[str, Any]) -> dict[str, Any]:
        found = {}
        for name, parameter in _held(self.law):
            old, text = self.law.value(name), str(given.get(f"p-{name}") or "")
            if not text or text == typed.shown(old):
                continue
            value = self._read(f"p-{name}", _short(parameter.label), old, text)
            if value is not None and value != old:
                found[name] = value
        return found

    def _ordinance(self, given: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, (label, kind) in ORDINANCES.get(self.scheme, {}).items():
            text = str(given.get(f"o-{key}") or "")
            value = self._read(f"o-{key}", label, kind, text) if text else None
            if value is not None:
                *path, last = key.split(".")
                place = found
                for part in path:
                    place = place.setdefault(part, {})
                place[last] = value
        return found

    def _read(self, field: str, label: str, old: Any, text: str) -> Any:
        try:
            return typed.read(label, old, text)
        except BillWrong as problem:
            self.add_error(field, str(problem))
            return None


def materials() -> list[tuple[str, str]]:
    """The years of documents that can be computed."""
    found = tax.trial_years()
    return [
        (
            str(one.fiscal_year),
            f"令和{one.fiscal_year - 2018}年度（資料{one.documents:,}件{'・決定済み' if one.decided else ''}）",
        )
        for one in found
    ]


def _held(law: Law) -> list[tuple[str, Parameter]]:
    """The parameters that hold on the law's day."""
    return [(name, one) for name, one in law.parameters.items() if one.versions[0].valid_from <= law.day]


def _short(label: str) -> str:
    return label.split("。")[0]


def _value_field(label: str, value: Any) -> TextField:
    text = typed.shown(value)
    lines = text.count("\n") + 1
    if isinstance(value, list | dict):
        rows = min(max(lines, 2), MOST_LINES)
        return TextAreaField(label=label, required=False, limit=4000, rows=rows, initial=text)
    return TextField(label=label, required=False, limit=40, width="12", initial=text)
