"""The form of each kind of change, and how an entered change comes back into it."""

from typing import Any

from yakuba.areas.resident_registry.domain import events
from yakuba.areas.resident_registry.domain.event_inputs import PreviousAddress
from yakuba.areas.resident_registry.domain.record_address import LastRegisteredItems, PreviousAddressItems
from yakuba.areas.resident_registry.domain.record_status import ConfirmedDestinationItems, PlannedDestinationItems
from yakuba.areas.resident_registry.domain.relationships import CHILD, HEAD
from yakuba.areas.resident_registry.pages.changes.cancelling import CancellationForm
from yakuba.areas.resident_registry.pages.changes.corrections import AliasForm, CorrectionForm, FormerSurnameForm
from yakuba.areas.resident_registry.pages.changes.nationality import NationalityForm
from yakuba.areas.resident_registry.pages.changes.parts import (
    ChangeForm,
    DestinationPart,
    JoinsHousehold,
    MembersPart,
    Section,
)
from yakuba.areas.resident_registry.pages.changes.persons import PersonsPart
from yakuba.areas.resident_registry.pages.changes.places import items_from
from yakuba.platform.screens.fields import CheckField, ChoiceField, NameField, RadioField, TextField


def _joined(group: Any, prefix: str) -> str:
    """An address of a group of items in one line, as it is typed."""
    names = ("prefecture", "municipality", "town", "lot", "building", "country", "abroad")
    return "".join(getattr(group, f"{prefix}_{name}", "") for name in names)


class _Previous(ChangeForm):
    """Where the persons come from."""

    previous = TextField(label="転入前住所", width="24", limit=300, support="都道府県から。国外のときは国名から")
    previous_head = NameField(label="転入前の世帯主", width="12", required=False, limit=100)
    unreported = CheckField(label="転入前住所は未届（届け出ていない住所）", required=False)
    last_registered = TextField(
        label="最終登録住所地",
        width="24",
        limit=300,
        required=False,
        support="未届のときだけ。最後に住民票があった住所",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("unreported") and not given.get("last_registered"):
            self.add_error(
                "last_registered", "最終登録住所地：未入力。転出証明書を見て、最後に住民票があった住所を入れる"
            )
        return given

    def restore(self, event: Any) -> None:
        super().restore(event)
        previous: PreviousAddress = event.previous
        self.initial |= {
            "previous": _joined(previous.address, "previous_address"),
            "previous_head": previous.address.previous_address_head_name,
            "unreported": previous.unreported,
            "last_registered": _joined(previous.last_registered, "last_registered"),
        }

    def came_from(self, abroad: bool = False) -> PreviousAddress:
        given = self.cleaned_data
        typed, head = given["previous"], given["previous_head"]
        if abroad:
            return PreviousAddress(
                address=PreviousAddressItems(previous_address_abroad=typed, previous_address_head_name=head)
            )
        items = items_from(typed, "previous_address")
        last = items_from(given["last_registered"], "last_registered") if given["unreported"] else {}
        return PreviousAddress(
            address=PreviousAddressItems(**items, previous_address_head_name=head),
            unreported=given["unreported"],
            last_registered=LastRegisteredItems(**last),
        )

    def field_of(self, item: str) -> str:
        return "previous" if item.startswith("previous") else super().field_of(item)

    @property
    def sections(self) -> list[Section]:
        names = ("origin", "previous", "previous_head", "unreported", "last_registered")
        return [*super().sections, ("転入前", [self[name] for name in names if name in self.fields])]


class MoveInForm(PersonsPart, _Previous, DestinationPart):
    """転入 (juki-1.0:4.1.1)."""

    origin = RadioField(
        label="転入前の住所地", choices=[("domestic", "国内"), ("abroad", "国外")], initial="domestic", inline=True
    )

    def restore(self, event: Any) -> None:
        super().restore(event)
        self.initial["origin"] = event.origin

    def event(self) -> events.MoveIn:
        origin = self.cleaned_data["origin"]
        return events.MoveIn(
            filing=self.filing(),
            persons=self.incoming(),
            destination=self.to_where(),
            previous=self.came_from(abroad=origin != "domestic"),
            origin=origin,
        )


class BirthForm(PersonsPart):
    """出生: into the household the screen was opened for (juki-1.0:4.2.1.2). The change date is the birth date."""

    date_label = "生年月日（異動日）"
    leaves_out = ("birth",)

    def propose(self) -> None:
        super().propose()
        head = next((m for m in self.setting.members if m.relationship_codes == (HEAD,)), self.setting.first)
        self.initial |= {
            "p1_surname": head.surname,
            "p1_surname_kana": head.surname_kana,
            "p1_relationship": (CHILD,),
            "p1_domicile": head.origin_domicile,
            "p1_register_head": head.family_register_head,
        }

    def event(self) -> events.Birth:
        number = self.setting.members[0].household_number
        return events.Birth(filing=self.filing(), persons=self.incoming(), household_number=number)


class ExOfficioEntryForm(PersonsPart, _Previous, DestinationPart):
    """職権記載（住所設定） (juki-1.0:4.2.1.1)."""

    def event(self) -> events.ExOfficioEntry:
        return events.ExOfficioEntry(
            filing=self.filing(), persons=self.incoming(), destination=self.to_where(), previous=self.came_from()
        )

    def propose(self) -> None:
        super().propose()
        self.initial["previous"] = "不明"


class MoveWithinForm(MembersPart, DestinationPart):
    """転居 (juki-1.0:4.1.2)."""

    asks_relationship = True
    everyone = True

    def event(self) -> events.MoveWithin:
        return events.MoveWithin(filing=self.filing(), movers=self.movers(), destination=self.to_where())


class SplitForm(MembersPart):
    """世帯分離."""

    asks_relationship = True
    people_label = "分かれる人"

    def event(self) -> events.HouseholdSplit:
        return events.HouseholdSplit(filing=self.filing(), movers=self.movers())


class _Joining(MembersPart, JoinsHousehold):
    """Members who go to another household at the same address."""

    asks_relationship = True

    household_number = TextField(label="入る世帯の世帯番号", width="12", support="同じ住所の世帯")

    def restore(self, event: Any) -> None:
        super().restore(event)
        self.initial["household_number"] = event.household_number

    def field_of(self, item: str) -> str:
        return "household_number" if item in ("destination", "household_number") else super().field_of(item)

    @property
    def sections(self) -> list[Section]:
        return [*super().sections, ("異動先", [self["household_number"]])]


class MergeForm(_Joining):
    """世帯合併: everyone of this household."""

    everyone = True

    def event(self) -> events.HouseholdMerge:
        number = self.cleaned_data["household_number"]
        return events.HouseholdMerge(filing=self.filing(), movers=self.movers(), household_number=number)


class HouseholdChangeForm(_Joining):
    """世帯変更: some members."""

    def event(self) -> events.HouseholdChange:
        number = self.cleaned_data["household_number"]
        return events.HouseholdChange(filing=self.filing(), movers=self.movers(), household_number=number)


class HeadChangeForm(MembersPart):
    """世帯主変更: a new head; relationships of all members, proposed from the present ones (juki-1.0:4.1.4.2)."""

    asks_relationship = True
    everyone = True
    people_label = "世帯員"

    def propose(self) -> None:
        super().propose()
        members = [record.addressee_number for record in self.setting.members]
        self.initial["chosen"] = members
        if len(self.setting.chosen) == 1:
            self.initial["new_head"] = self.setting.chosen[0]
            self.suggest_for(members, self.setting.chosen[0])

    def event(self) -> events.HeadChange:
        number = self.setting.members[0].household_number
        return events.HeadChange(filing=self.filing(), household_number=number, members=self.movers())


class MoveOutForm(MembersPart):
    """転出: the change date is the planned date (juki-1.0:4.1.3.0)."""

    everyone = True
    date_label = "転出予定日（異動日）"

    abroad = RadioField(label="転出先", choices=[("0", "国内"), ("1", "国外")], initial="0", inline=True)
    planned = TextField(label="転出先住所（予定）", width="24", limit=300, support="都道府県から。市区町村まででもよい")
    special = CheckField(label="特例転入を利用（転出証明書情報をCSへ送り、紙は出さない）", required=False)

    def restore(self, event: Any) -> None:
        super().restore(event)
        self.initial |= {
            "abroad": "1" if event.abroad else "0",
            "planned": _joined(event.destination, "move_out_planned"),
            "special": event.special,
        }

    def event(self) -> events.MoveOut:
        given = self.cleaned_data
        abroad = given["abroad"] == "1"
        items = (
            {"move_out_planned_abroad": given["planned"]}
            if abroad
            else items_from(given["planned"], "move_out_planned")
        )
        return events.MoveOut(
            filing=self.filing(),
            persons=self.people(),
            destination=PlannedDestinationItems(**items),
            abroad=abroad,
            special=given["special"],
        )

    def field_of(self, item: str) -> str:
        return "planned" if item == "destination" else super().field_of(item)

    @property
    def sections(self) -> list[Section]:
        return [*super().sections, ("転出先", [self[name] for name in ("abroad", "planned", "special")])]


class ConfirmMoveOutForm(MembersPart):
    """転入通知の受理 (juki-1.0:4.1.3.1.1)."""

    everyone = True
    date_label = "転入先で住み始めた日（異動日）"
    notified_label = "転入通知日"

    confirmed = TextField(label="転出先住所（確定）", width="24", limit=300, support="転入通知にある住所。都道府県から")

    def propose(self) -> None:
        super().propose()
        if not self.setting.chosen:
            leaving = [m for m in self.setting.members if m.move_out_planned_on and not m.move_in_notice_on]
            self.initial["chosen"] = [member.addressee_number for member in leaving]

    def restore(self, event: Any) -> None:
        super().restore(event)
        self.initial["confirmed"] = _joined(event.destination, "move_out_confirmed")

    def event(self) -> events.ConfirmMoveOut:
        items = items_from(self.cleaned_data["confirmed"], "move_out_confirmed")
        return events.ConfirmMoveOut(
            filing=self.filing(), persons=self.people(), destination=ConfirmedDestinationItems(**items)
        )

    @property
    def sections(self) -> list[Section]:
        return [*super().sections, ("転出先", [self["confirmed"]])]


class DeathForm(MembersPart):
    """死亡 (juki-1.0:4.2.2.1). No cause of death is asked: the standard forbids it."""

    people_label = "死亡した人"
    date_label = "死亡日（異動日）"

    def event(self) -> events.Death:
        return events.Death(filing=self.filing(), persons=self.people())


class RemovalForm(MembersPart):
    """職権消除 (juki-1.0:4.2.2.2)."""

    ground = ChoiceField(
        label="根拠",
        choices=[("survey", "実態調査"), ("disappearance", "失踪宣告"), ("loss_of_coverage", "住民基本台帳法の適用外")],
    )

    def restore(self, event: Any) -> None:
        super().restore(event)
        self.initial["ground"] = event.ground

    def event(self) -> events.ExOfficioRemoval:
        return events.ExOfficioRemoval(filing=self.filing(), persons=self.people(), ground=self.cleaned_data["ground"])

    @property
    def sections(self) -> list[Section]:
        return [*super().sections, ("根拠", [self["ground"]])]


FORMS: dict[str, type[ChangeForm]] = {
    "move_in": MoveInForm,
    "birth": BirthForm,
    "ex_officio_entry": ExOfficioEntryForm,
    "move_within": MoveWithinForm,
    "household_split": SplitForm,
    "household_merge": MergeForm,
    "household_change": HouseholdChangeForm,
    "head_change": HeadChangeForm,
    "move_out": MoveOutForm,
    "move_out_confirmed": ConfirmMoveOutForm,
    "death": DeathForm,
    "ex_officio_removal": RemovalForm,
    "ex_officio_correction": CorrectionForm,
    "former_surname": FormerSurnameForm,
    "alias": AliasForm,
    "nationality_change": NationalityForm,
    "cancellation": CancellationForm,
}
"""Kinds a clerk enters with a form."""

NEEDS_HOUSEHOLD = frozenset(FORMS) - {"move_in", "ex_officio_entry", "cancellation"}
OF_REMOVED = frozenset({"move_out_confirmed", "cancellation"})
"""Kinds that are also about persons who are no longer residents."""

__all__ = ["FORMS", "NEEDS_HOUSEHOLD", "OF_REMOVED"]
