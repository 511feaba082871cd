"""帰化・国籍取得・国籍喪失: one record ends, another begins under the same number (juki-1.0:4.5.3 to 4.5.5)."""

from typing import Any

from yakuba.areas.resident_registry.domain.events import NationalityChange
from yakuba.areas.resident_registry.domain.record import FOREIGN, JAPANESE
from yakuba.areas.resident_registry.domain.record_address import OriginDomicileItems
from yakuba.areas.resident_registry.domain.record_status import ForeignItems
from yakuba.areas.resident_registry.pages.changes import persons
from yakuba.areas.resident_registry.pages.changes.parts import ChangeForm, Section, Setting
from yakuba.platform.screens.fields import ChoiceField

ACTIONS = {
    FOREIGN: (("naturalisation", "帰化"), ("acquisition", "国籍取得")),
    JAPANESE: (("loss", "国籍喪失"),),
}
CARRIED_OVER = frozenset(persons.BOTH)


class NationalityForm(ChangeForm):
    """What the person is called now, and the domicile or the items of a foreign resident; the rest is carried over."""

    action = ChoiceField(label="すること", choices=[])

    def __init__(self, setting: Setting, *args: Any, **options: Any) -> None:
        super().__init__(setting, *args, **options)
        self.person = setting.first
        self.becomes = JAPANESE if self.person.resident_type == FOREIGN else FOREIGN
        field: Any = self.fields["action"]
        field.choices = ACTIONS[self.person.resident_type]
        for name, make in persons.FIELDS_OF[self.becomes].items():
            if name not in CARRIED_OVER:
                self.fields[f"p_{name}"] = make()

    def propose(self) -> None:
        super().propose()
        choices = ACTIONS[self.person.resident_type]
        self.initial["action"] = choices[0][0] if len(choices) == 1 else ""

    def restore(self, event: Any) -> None:
        super().restore(event)
        known = persons.named(event.names) | persons.of_domicile(event.domicile) | persons.of_foreigner(event.foreign)
        self.initial |= {"action": event.action, **{f"p_{name}": value for name, value in known.items()}}

    def event(self) -> NationalityChange:
        row = {name.removeprefix("p_"): value for name, value in self.cleaned_data.items() if name.startswith("p_")}
        japanese = self.becomes == JAPANESE
        return NationalityChange(
            filing=self.filing(),
            addressee_number=self.person.addressee_number,
            action=self.cleaned_data["action"],
            names=persons.names_of(row) if japanese else persons.foreign_names_of(row),
            domicile=persons.domicile_of(row) if japanese else OriginDomicileItems(),
            foreign=ForeignItems() if japanese else persons.foreign_of(row),
        )

    @property
    def sections(self) -> list[Section]:
        names = [name for name in self.fields if name.startswith("p_")]
        return [(f"{self.person.name}の国籍", [self["action"], *(self[name] for name in names)]), *super().sections]
