"""Parts the change forms are made of: filing, members, destination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain import kinship
from yakuba.areas.resident_registry.domain.event_inputs import (
    Destination,
    ExistingHousehold,
    Filing,
    Mover,
    NewHousehold,
)
from yakuba.areas.resident_registry.domain.household import Household
from yakuba.areas.resident_registry.domain.kinds import Kind
from yakuba.areas.resident_registry.domain.needs import residents
from yakuba.areas.resident_registry.domain.reasons import FILING_KINDS, FilingKind
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.domain.record_address import AddressItems
from yakuba.areas.resident_registry.domain.relationships import HEAD
from yakuba.areas.resident_registry.pages.changes.item_fields import RecordedDateField, RelationshipField
from yakuba.platform.screens.fields import (
    ChecksField,
    ChoiceField,
    PostcodeField,
    QuickDateField,
    RadioField,
    TextAreaField,
    TextField,
)
from yakuba.platform.screens.forms import EntryForm
from yakuba.standards import municipalities, towns

Section = tuple[str, list[Any]]


@dataclass(frozen=True)
class Setting:
    """What a form is filled in for: the municipality, today, the household's people, the kind of change.

    ``chosen``: persons chosen on the page before; ``into``: household that is joined; ``event``: the input of an open
    case that is being corrected; ``typed``: what the screen sent, for forms that grow (rows, items).
    """

    lg_code: str
    today: date
    kind: Kind
    members: Sequence[Record] = ()
    place: str = ""
    terminal: str = ""
    chosen: tuple[str, ...] = ()
    into: str = ""
    event: Any = None
    typed: Mapping[str, Any] | None = None
    cancels: Any = None

    @property
    def first(self) -> Record:
        """The person chosen first, else the first member."""
        by_number = {record.addressee_number: record for record in self.members}
        return by_number[self.chosen[0]] if self.chosen and self.chosen[0] in by_number else self.members[0]


class ChangeForm(EntryForm):
    """Filing of any change. Subclasses add their parts and say ``event()``."""

    initial: dict[str, Any]
    date_label = ""
    notified_label = ""

    change_date = RecordedDateField(label="異動日", support="S55.12.26、令8.11.20 など")
    filing_kind = RadioField(label="届出の区分", choices=[], inline=True)
    notified_on = QuickDateField(label="届出日・通知日", required=False)
    note = TextAreaField(label="留意事項", required=False, limit=400, rows=2)

    def __init__(self, setting: Setting, *args: Any, **options: Any) -> None:
        self.setting = setting
        super().__init__(*args, **options)
        choices = [(kind.value, FILING_KINDS[kind]) for kind in setting.kind.filings]
        field: Any = self.fields["filing_kind"]
        field.choices = choices
        self.initial.setdefault("filing_kind", choices[0][0])
        self.initial.setdefault("notified_on", setting.today)
        when: Any = self.fields["change_date"]
        when.may_be_unknown = setting.kind.unknown_date
        when.label = self.date_label or when.label
        self.fields["notified_on"].label = self.notified_label or self.fields["notified_on"].label

    def prefill(self) -> None:
        """Put what is known into the fields: an open case's input, or sensible proposals. Called once, unbound."""
        event = self.setting.event
        if event is None:
            self.propose()
            return
        filing: Filing = event.filing
        days = (filing.notified_on, filing.applied_on, filing.requested_on, filing.notice_on)
        self.initial |= {
            "change_date": filing.change_date,
            "filing_kind": filing.kind.value,
            "notified_on": next((day for day in days if day), None),
            "note": filing.note,
        }
        self.restore(event)

    def propose(self) -> None:
        """Proposals for a new entry."""

    def restore(self, event: Any) -> None:
        """The input of an open case, back in the fields."""

    def suggest(self, data: Any) -> None:
        """What the button 続柄の案を入れる fills in, from what was typed."""

    def filing(self) -> Filing:
        """The filing as typed. 届出日, 申出日, 請求日 and 通知日 share one item (juki-1.0:4.1.0.2, 4.2.0.4)."""
        given = self.cleaned_data
        kind = FilingKind(given["filing_kind"])
        on, asked = given.get("notified_on"), self.setting.kind.dates
        return Filing(
            change_date=given["change_date"],
            kind=kind,
            notified_on=on
            if "notified_on" in asked and kind in (FilingKind.NOTIFICATION, FilingKind.EX_OFFICIO)
            else None,
            applied_on=on if kind == FilingKind.APPLICATION else None,
            requested_on=on if kind == FilingKind.REQUEST else None,
            notice_on=on if asked == ("notice_on",) else None,
            note=given.get("note", ""),
            input_place=self.setting.place,
            input_terminal=self.setting.terminal,
        )

    def event(self) -> Any:
        """The typed input of the change; only when the form can go on."""
        raise TypeError(f"{type(self).__name__} does not say its event")

    def field_of(self, item: str) -> str:
        """The field that a finding's item is about; blank when it is about none."""
        name = {"filing.change_date": "change_date", "filing.kind": "filing_kind"}.get(item, "")
        return "notified_on" if item.startswith("filing.") and not name else name

    @property
    def sections(self) -> list[Section]:
        """Headings and fields in the order of the screen."""
        return [("日付と区分", [self[name] for name in ("change_date", "filing_kind", "notified_on", "note")])]


class MembersPart(ChangeForm):
    """Which members of the household the change is about; with ``asks_relationship``, each one's 続柄 afterwards."""

    asks_relationship = False
    everyone = False
    people_label = "異動者"

    chosen = ChecksField(label="異動者", choices=[])

    def __init__(self, setting: Setting, *args: Any, **options: Any) -> None:
        super().__init__(setting, *args, **options)
        field: Any = self.fields["chosen"]
        field.label = self.people_label
        field.choices = [
            (record.addressee_number, f"{record.name}（{record.relationship or '続柄なし'}）")
            for record in setting.members
        ]
        if self.asks_relationship:
            self._ask_relationships()

    def _ask_relationships(self) -> None:
        self.fields["new_head"] = ChoiceField(
            label="異動後の世帯主（続柄の案のもと）",
            required=False,
            choices=[(record.addressee_number, record.name) for record in self.setting.members],
            support="選んで「続柄の案を入れる」を押すと、下の続柄に案が入る",
        )
        for place, record in enumerate(self.setting.members):
            self.fields[f"relationship_{record.addressee_number}"] = RelationshipField(
                label=f"{record.name}の異動後の続柄",
                required=False,
                support="" if place else "世帯主、妻、子、子の子 など。世帯ごと移って変わらないときは空欄",
            )

    def propose(self) -> None:
        everyone = [record.addressee_number for record in self.setting.members]
        chosen = [number for number in self.setting.chosen if number in everyone]
        self.initial["chosen"] = chosen or (everyone if self.everyone else [])
        if self.asks_relationship and len(chosen) == 1 and len(everyone) > 1 and not self.setting.into:
            self.initial |= {"new_head": chosen[0], f"relationship_{chosen[0]}": (HEAD,)}
        head = next((one.addressee_number for one in self.setting.members if one.relationship_codes == (HEAD,)), "")
        if self.asks_relationship and head in chosen and 1 < len(chosen) < len(everyone) and not self.setting.into:
            self.initial["new_head"] = head  # who goes with the head stays what they are to the head
            self.suggest_for(chosen, head)

    def restore(self, event: Any) -> None:
        super().restore(event)
        self.initial["chosen"] = list(residents(event))
        for mover in (*getattr(event, "movers", ()), *getattr(event, "members", ())):
            self.initial[f"relationship_{mover.addressee_number}"] = mover.relationship

    def suggest(self, data: Any) -> None:
        super().suggest(data)
        chosen = data.getlist("chosen") or [record.addressee_number for record in self.setting.members]
        self.suggest_for(chosen, data.get("new_head", ""))

    def suggest_for(self, chosen: Sequence[str], head: str) -> None:
        """Relationships of these members when ``head`` becomes their head (juki-1.0:4.1.4.2)."""
        group = tuple(record for record in self.setting.members if record.addressee_number in chosen)
        if head not in [record.addressee_number for record in group]:
            return
        for proposal in kinship.propose(Household("", group), head):
            name = f"relationship_{proposal.addressee_number}"
            self.initial[name] = proposal.chain or ""
            if proposal.chain is None:
                self.fields[name].help_text = "案を出せない。戸籍で確かめて入れる"
            elif proposal.to_confirm:
                self.fields[name].help_text = "案。戸籍で確かめる"

    def people(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["chosen"])

    def movers(self) -> tuple[Mover, ...]:
        return tuple(
            Mover(number, self.cleaned_data.get(f"relationship_{number}", ()) or ()) for number in self.people()
        )

    def field_of(self, item: str) -> str:
        parts = item.split(".")
        if parts[0] in ("movers", "members") and len(parts) > 1 and self.asks_relationship:
            return f"relationship_{self.people()[int(parts[1])]}"
        return "chosen" if parts[0] in ("persons", "movers", "members") else super().field_of(item)

    @property
    def sections(self) -> list[Section]:
        asked = [self[name] for name in self.fields if name.startswith("relationship_")]
        parts: list[Section] = [(self.people_label, [self["chosen"]]), *super().sections]
        return [*parts, ("異動後の続柄", [self["new_head"], *asked])] if asked else parts


class JoinsHousehold(ChangeForm):
    """Has a field ``household_number``: typed with or without leading zeros, it means the household that is there."""

    def clean_household_number(self) -> str:
        typed = str(self.cleaned_data["household_number"])
        return storage.household_called(typed) if typed else ""


class DestinationPart(JoinsHousehold):
    """Where to: an address of its own, or a household that is there."""

    destination = RadioField(
        label="異動先の世帯", choices=[("new", "新しい世帯をつくる"), ("existing", "今ある世帯に入る")], initial="new"
    )
    household_number = TextField(label="入る世帯の世帯番号", required=False, width="12", support="今ある世帯に入るとき")
    postcode = PostcodeField(label="郵便番号", required=False)
    town = TextField(label="町名", required=False, attrs={"list": "towns"}, support="例：本町一丁目")
    lot = TextField(label="番地・号", required=False, support="例：１番地２")
    building = TextField(label="方書", required=False, width="24", limit=300)

    def propose(self) -> None:
        super().propose()
        if self.setting.into:
            self.initial |= {"destination": "existing", "household_number": self.setting.into}

    def restore(self, event: Any) -> None:
        super().restore(event)
        there: Destination = event.destination
        if isinstance(there, ExistingHousehold):
            self.initial |= {"destination": "existing", "household_number": there.household_number}
            return
        self.initial |= {
            "destination": "new",
            "postcode": there.address.address_postal_code,
            "town": there.address.address_town,
            "lot": there.address.address_lot,
            "building": there.address.address_building,
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("destination") == "existing":
            if not given.get("household_number"):
                self.add_error("household_number", "入る世帯の世帯番号：未入力。世帯を検索して番号を入れる")
        elif "town" in given:
            self._find_town(given["town"])
            if not given.get("lot"):
                self.add_error("lot", "番地・号：未入力。届出の番地を入れる")
        return given

    def _find_town(self, typed: str) -> None:
        matches = [match for match in towns.match_town(self.setting.lg_code, typed) if not match.rest]
        if not typed:
            self.add_error("town", "町名：未入力。町名の一部を入れて候補から選ぶ")
        elif not matches:
            self.add_error("town", f"町名：「{typed}」は町字マスタにない。候補から選ぶ")
        else:
            self.cleaned_data["found_town"] = matches[0].town

    def to_where(self) -> Destination:
        given = self.cleaned_data
        if given["destination"] == "existing":
            return ExistingHousehold(household_number=given["household_number"])
        town = given["found_town"]
        place = municipalities.get(town.lg_code)
        return NewHousehold(
            address=AddressItems(
                address_municipality_code=town.lg_code,
                address_town_code=town.machiaza_id,
                address_prefecture=place.prefecture,
                address_municipality=place.name,
                address_town=town.name,
                address_lot=given["lot"],
                address_building=given.get("building", ""),
                address_postal_code=given.get("postcode") or town.postcode,
            ),
            ward_code=town.lg_code if town.lg_code != self.setting.lg_code else "",
        )

    def field_of(self, item: str) -> str:
        if item.startswith("destination"):
            return "household_number" if self.cleaned_data.get("destination") == "existing" else "town"
        return super().field_of(item)

    @property
    def sections(self) -> list[Section]:
        names = ("destination", "postcode", "town", "lot", "building", "household_number")
        return [*super().sections, ("異動先", [self[name] for name in names])]
