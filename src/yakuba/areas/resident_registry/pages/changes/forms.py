"""The form of each kind of change, and how an entered change comes back into it."""

from typing import Any

from yakuba.areas.resident_registry.domain import events
from yakuba.areas.resident_registry.domain.event_inputs import PreviousAddress
from yakuba.areas.resident_registry.domain.record_address import PreviousAddressItems
from yakuba.areas.resident_registry.domain.record_status import ConfirmedDestinationItems, PlannedDestinationItems
from yakuba.areas.resident_registry.pages.changes.parts import (
    HEAD,
    ChangeForm,
    DestinationPart,
    MembersPart,
    PersonsPart,
)
from yakuba.platform.screens.fields import CheckField, ChoiceField, RadioField, TextField
from yakuba.standards import municipalities


def _split_address(typed: str) -> tuple[str, str, str, str]:
    """(code, prefecture, municipality, rest) of an address that begins with a municipality's name."""
    found = municipalities.starting(typed)
    if found is None:
        return "", "", "", typed
    town, rest = found
    return town.code, town.prefecture, town.name, rest


class MoveInForm(PersonsPart, DestinationPart):
    """転入 (juki-1.0:4.1.1)."""

    origin = RadioField(
        label="転入前の住所地",
        choices=[("domestic", "国内"), ("abroad", "国外")],
        initial="domestic",
        inline=True,
    )
    previous = TextField(label="転入前住所", width="24", limit=300, support="都道府県から。国外のときは国名から")
    previous_head = TextField(label="転入前の世帯主", width="12", required=False, limit=100)
    unreported = CheckField(label="転入前住所は未届（届け出ていない住所）", required=False)

    def event(self) -> events.MoveIn:
        given = self.cleaned_data
        return events.MoveIn(
            filing=self.filing(),
            persons=self.incoming(),
            destination=self.to_where(),
            previous=PreviousAddress(address=self._previous(given), unreported=given["unreported"]),
            origin=given["origin"],
        )

    def _previous(self, given: dict[str, Any]) -> PreviousAddressItems:
        if given["origin"] == "abroad":
            return PreviousAddressItems(previous_address_abroad=given["previous"])
        code, prefecture, municipality, rest = _split_address(given["previous"])
        return PreviousAddressItems(
            previous_address_municipality_code=code,
            previous_address_prefecture=prefecture,
            previous_address_municipality=municipality,
            previous_address_town=rest,
            previous_address_head_name=given["previous_head"],
        )

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        names = ("origin", "previous", "previous_head", "unreported")
        return [*super().sections, ("転入前", [self[name] for name in names])]


class BirthForm(PersonsPart):
    """出生: into the household the screen was opened for (juki-1.0:4.2.1.2)."""

    def event(self) -> events.Birth:
        number = self.setting.members[0].household_number
        return events.Birth(filing=self.filing(), persons=self.incoming(), household_number=number)


class ExOfficioEntryForm(PersonsPart, DestinationPart):
    """職権記載（住所設定） (juki-1.0:4.2.1.1)."""

    def event(self) -> events.ExOfficioEntry:
        return events.ExOfficioEntry(filing=self.filing(), persons=self.incoming(), destination=self.to_where())


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


class _Joining(MembersPart):
    """Members who go to another household at the same address."""

    asks_relationship = True

    household_number = TextField(label="入る世帯の世帯番号", width="12", support="同じ住所の世帯")

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
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
    """世帯主変更: a new head; relationships of all members (juki-1.0:4.1.4.2)."""

    asks_relationship = True
    everyone = True
    people_label = "世帯員"

    def event(self) -> events.HeadChange:
        number = self.setting.members[0].household_number
        return events.HeadChange(filing=self.filing(), household_number=number, members=self.movers())


class MoveOutForm(MembersPart):
    """転出: the change date is the planned date (juki-1.0:4.1.3.0)."""

    everyone = True

    abroad = RadioField(label="転出先", choices=[("", "国内"), ("1", "国外")], initial="", inline=True, required=False)
    planned = TextField(label="転出先住所（予定）", width="24", limit=300, support="都道府県から。市区町村まででもよい")
    special = CheckField(label="特例転入を利用（転出証明書情報をCSへ送り、紙は出さない）", required=False)

    def event(self) -> events.MoveOut:
        given = self.cleaned_data
        abroad = given["abroad"] == "1"
        return events.MoveOut(
            filing=self.filing(),
            persons=self.people(),
            destination=self._planned(given["planned"], abroad),
            abroad=abroad,
            special=given["special"],
        )

    def _planned(self, typed: str, abroad: bool) -> PlannedDestinationItems:
        if abroad:
            return PlannedDestinationItems(move_out_planned_abroad=typed)
        code, prefecture, municipality, rest = _split_address(typed)
        return PlannedDestinationItems(
            move_out_planned_municipality_code=code,
            move_out_planned_prefecture=prefecture,
            move_out_planned_municipality=municipality,
            move_out_planned_town=rest,
        )

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        names = ("abroad", "planned", "special")
        return [*super().sections, ("転出先", [self[name] for name in names])]


class ConfirmMoveOutForm(MembersPart):
    """転入通知の受理 (juki-1.0:4.1.3.1.1)."""

    everyone = True

    confirmed = TextField(label="転出先住所（確定）", width="24", limit=300, support="転入通知にある住所。都道府県から")

    def event(self) -> events.ConfirmMoveOut:
        code, prefecture, municipality, rest = _split_address(self.cleaned_data["confirmed"])
        return events.ConfirmMoveOut(
            filing=self.filing(),
            persons=self.people(),
            destination=ConfirmedDestinationItems(
                move_out_confirmed_municipality_code=code,
                move_out_confirmed_prefecture=prefecture,
                move_out_confirmed_municipality=municipality,
                move_out_confirmed_town=rest,
            ),
        )

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        return [*super().sections, ("転出先", [self["confirmed"]])]


class DeathForm(MembersPart):
    """死亡 (juki-1.0:4.2.2.1). No cause of death is asked: the standard forbids it."""

    people_label = "死亡した人"

    def event(self) -> events.Death:
        return events.Death(filing=self.filing(), persons=self.people())


class RemovalForm(MembersPart):
    """職権消除 (juki-1.0:4.2.2.2)."""

    ground = ChoiceField(
        label="根拠",
        choices=[("survey", "実態調査"), ("disappearance", "失踪宣告"), ("loss_of_coverage", "住民基本台帳法の適用外")],
    )

    def event(self) -> events.ExOfficioRemoval:
        return events.ExOfficioRemoval(filing=self.filing(), persons=self.people(), ground=self.cleaned_data["ground"])

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
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
}
"""Kinds entered with a form of their own; corrections and cancellations have pages of their own."""

NEEDS_HOUSEHOLD = frozenset(FORMS) - {"move_in", "ex_officio_entry"}

__all__ = ["FORMS", "HEAD", "NEEDS_HOUSEHOLD"]
