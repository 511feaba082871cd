"""異動の取消し: what is cancelled, and a choice for everything that another change touched since (juki-1.0:4.6)."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yakuba.areas.resident_registry.actions.cancelled import conflicts_of
from yakuba.areas.resident_registry.domain.cancel import Conflict
from yakuba.areas.resident_registry.domain.event_inputs import CancelledChange, Decision, Filing, RecordedDate
from yakuba.areas.resident_registry.domain.events import Cancellation
from yakuba.areas.resident_registry.domain.reasons import FilingKind
from yakuba.areas.resident_registry.pages.changes.item_fields import RelationshipField
from yakuba.areas.resident_registry.pages.changes.parts import ChangeForm, Section, Setting
from yakuba.platform.screens import dates
from yakuba.platform.screens.fields import RadioField

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
CHOICES = {"before": "取消し前の値に戻す", "after": "取り消す異動の値にする", "now": "今の値のままにする"}
_NOTHING = "（空欄）"


def in_words(text: str) -> str:
    """A value as the clerk reads it: dates in the Japanese calendar, nothing as 空欄."""
    return _ISO.sub(lambda found: dates.short_japanese(date.fromisoformat(found.group())), text) or _NOTHING


@dataclass(frozen=True)
class Compared:
    """One line of the table: what, and its value before, after and now."""

    person: str
    label: str
    before: str
    after: str
    now: str


class CancellationForm(ChangeForm):
    """One question for each conflict: before, after and now side by side."""

    date_label = "取消しの異動日"

    def __init__(self, setting: Setting, *args: Any, **options: Any) -> None:
        super().__init__(setting, *args, **options)
        self.cancels: CancelledChange = setting.event.cancels if setting.event is not None else setting.cancels
        self.conflicts: list[Conflict] = []
        self._names = {record.addressee_number: record.name for record in setting.members}
        plain = Filing(change_date=RecordedDate(setting.today), kind=FilingKind.EX_OFFICIO)
        bare = Cancellation(filing=plain, cancels=self.cancels)
        self.ask(conflicts_of(bare, setting.today))
        # A choice may bring somebody back to a household with another head: the question follows the choice.
        if setting.typed:
            self.ask(conflicts_of(replace(bare, decisions=self._typed(setting.typed)), setting.today))

    def _typed(self, data: Any) -> tuple[Decision, ...]:
        return tuple(
            Decision(one.addressee_number, one.unit, data.get(_name(one), "now"))
            for one in self.conflicts
            if not one.must_enter
        )

    def ask(self, conflicts: tuple[Conflict, ...]) -> None:
        """Add the questions that are not asked yet."""
        for conflict in conflicts:
            if _name(conflict) in self.fields:
                continue
            self.conflicts.append(conflict)
            person = self._names.get(conflict.addressee_number, conflict.addressee_number)
            label = f"{person}の{conflict.label}"
            if conflict.must_enter:
                self.fields[_name(conflict)] = RelationshipField(
                    label=f"{label}（今の世帯主との続柄）",
                    support=f"取消し前：{in_words(conflict.before)}。世帯主が替わっているので入れ直す",
                )
            else:
                choices = [(key, CHOICES[key]) for key in conflict.options]
                self.fields[_name(conflict)] = RadioField(label=label, choices=choices)

    @property
    def compared(self) -> list[Compared]:
        """Before, after and now side by side; the choices follow in the same order."""
        return [
            Compared(
                self._names.get(one.addressee_number, one.addressee_number),
                one.label,
                in_words(one.before),
                in_words(one.after),
                in_words(one.now),
            )
            for one in self.conflicts
        ]

    def propose(self) -> None:
        super().propose()
        self.initial["change_date"] = RecordedDate(self.setting.today)

    def restore(self, event: Any) -> None:
        super().restore(event)
        for decision in event.decisions:
            value: Any = decision.relationship or decision.choice
            self.initial[f"{'r' if decision.relationship else 'd'}_{decision.addressee_number}_{decision.unit}"] = value

    def decisions(self) -> tuple[Decision, ...]:
        given = self.cleaned_data
        chosen = {(c.addressee_number, c.unit): given[_name(c)] for c in self.conflicts if not c.must_enter}
        entered = {(c.addressee_number, c.unit): given[_name(c)] for c in self.conflicts if c.must_enter}
        keys = dict.fromkeys((*chosen, *entered))
        return tuple(Decision(*key, chosen.get(key, "now"), entered.get(key, ())) for key in keys)

    def event(self) -> Cancellation:
        return Cancellation(filing=self.filing(), cancels=self.cancels, decisions=self.decisions())

    @property
    def sections(self) -> list[Section]:
        asked = [self[_name(conflict)] for conflict in self.conflicts]
        parts = super().sections
        return [*parts, ("このあとの異動と重なる項目", asked)] if asked else parts


def _name(conflict: Conflict) -> str:
    return f"{'r' if conflict.must_enter else 'd'}_{conflict.addressee_number}_{conflict.unit}"
