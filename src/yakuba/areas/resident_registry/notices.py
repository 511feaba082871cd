"""From a registered change to the papers that follow it: notices, the record of an ex-officio act, move-out papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yakuba.areas.resident_registry import certificates, storage
from yakuba.areas.resident_registry.correspondence import contact, issuer, postcode_words, town_hall
from yakuba.areas.resident_registry.documents import check_print, notice
from yakuba.areas.resident_registry.documents.content import Kind
from yakuba.areas.resident_registry.documents.forms import compose
from yakuba.areas.resident_registry.documents.notice_content import (
    Addressee,
    CheckLine,
    CheckPrintContent,
    NoticeContent,
    NoticeItem,
    NoticeKind,
)
from yakuba.areas.resident_registry.domain.changes import FollowUpKind
from yakuba.areas.resident_registry.domain.reasons import reason_label
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.letters import Letter
from yakuba.areas.resident_registry.models import ChangeEvent, ResidentRecord
from yakuba.areas.resident_registry.pages import comparing, words
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.rendering import JSON, Form
from yakuba.platform.screens import dates
from yakuba.platform.tenancy.context import current_context

NOTICES = {
    FollowUpKind.HEAD_CHANGE_NOTICE: NoticeKind.HEAD_CHANGED,
    FollowUpKind.HEAD_CHANGE_REQUEST: NoticeKind.HEAD_REQUESTED,
    FollowUpKind.ACCEPTANCE_NOTICE: NoticeKind.ACCEPTED,
    FollowUpKind.EX_OFFICIO_NOTICE: NoticeKind.EX_OFFICIO,
}
CERTIFICATES = {
    FollowUpKind.MOVE_OUT_CERTIFICATE: Kind.MOVE_OUT,
    FollowUpKind.MOVE_OUT_EQUIVALENT: Kind.MOVE_OUT_EQUIVALENT,
}
RECORD_TITLE = "職権記録書"
MOST_ITEMS = 60


@dataclass(frozen=True)
class Made:
    """The rows of one change: each person's row after it, and before it where there was one."""

    event: ChangeEvent
    pairs: tuple[tuple[Record | None, Record], ...]

    @property
    def after(self) -> tuple[Record, ...]:
        return tuple(after for _, after in self.pairs)

    def of(self, number: str) -> Record:
        """The row of a person after the change; the latest one of somebody it did not touch."""
        found = [after for after in self.after if after.addressee_number == number]
        return found[-1] if found else storage.latest([int(number)])[0]


def made_by(event_id: str) -> Made:
    """What a registered change wrote."""
    event = ChangeEvent.objects.get(id=event_id)
    rows = ResidentRecord.objects.filter(event_id=event.id)
    keys = set(rows.values_list("addressee_number", "history_number"))
    versions = storage.versions({number for number, _ in keys})
    by_key = {(int(one.addressee_number), one.history_number): one for one in versions}
    pairs = [(by_key.get((number, history - 1)), by_key[number, history]) for number, history in sorted(keys)]
    pairs.sort(key=lambda pair: (pair[1].household_number, pair[1].display_order))
    return Made(event, tuple(pairs))


@dataclass(frozen=True)
class Paper:
    """A paper ready to be issued: form, frozen data, persons it is about."""

    form: Form
    title: str
    number: str
    data: Mapping[str, JSON]
    subjects: tuple[int, ...]


@dataclass(frozen=True)
class Reissue:
    """再交付 of a move-out certificate: the day of the first issue in words."""

    first_issued: str


def paper(follow_up: Mapping[str, Any], event_id: str, number: str, reissue: Reissue | None = None) -> Paper:
    """The paper of one follow-up of a registered case; certificates take an issue number of their own instead of
    ``number``. Raises certificates.CannotIssue, letters.NotByPost, NoCertifier."""
    kind = FollowUpKind(follow_up["kind"])
    subjects = tuple(int(person) for person in follow_up["persons"])
    if kind in CERTIFICATES:
        records = storage.latest(subjects)
        first = reissue.first_issued if reissue else ""
        wish = certificates.Wish(kind=CERTIFICATES[kind], reissued=reissue is not None, first_issued=first)
        certificate = certificates.numbered(certificates.content_of(wish, records, {}), documents.take_serial())
        form, data = compose(certificate)
        return Paper(form, follow_up["title"], certificates.number_text(certificate), data, subjects)
    made = made_by(event_id)
    if kind == FollowUpKind.EX_OFFICIO_RECORD:
        data = check_print.layout(_record_of(made, number))
        return Paper(check_print.FORM, RECORD_TITLE, number, {**data, "title": RECORD_TITLE}, subjects)
    content = _notice(NOTICES[kind], follow_up, made, number)
    return Paper(notice.FORM, follow_up["title"], number, notice.layout(content), subjects)


def _notice(kind: NoticeKind, follow_up: Mapping[str, Any], made: Made, number: str) -> NoticeContent:
    persons = [made.of(one) for one in follow_up["persons"]]
    letter = Letter(made.of(follow_up["addressee"]) if follow_up["addressee"] else persons[0], tuple(persons))
    letter.hold()
    place = letter.place()
    return NoticeContent(
        kind=kind,
        addressee=Addressee(postcode_words(place.postcode), place.address, place.name),
        issuer=issuer(),
        contact=contact() if letter.names_the_office else town_hall(),
        issued_on_text=dates.japanese(current_context().business_date),
        items=tuple(_items(kind, letter, made)),
        document_number=number,
    )


def _items(kind: NoticeKind, letter: Letter, made: Made) -> list[NoticeItem]:
    if kind is NoticeKind.HEAD_CHANGED:
        return _head_items(letter, made)
    names = "、".join(person.name for person in letter.persons)
    if kind is NoticeKind.HEAD_REQUESTED:
        return [*_address(letter), NoticeItem("世帯員", names), *_dates(made)]
    if kind is NoticeKind.ACCEPTED:
        what = NoticeItem("届出の種類", reason_label(made.event.reason))
        return [what, NoticeItem("異動した人", names), *_address(letter), *_dates(made)]
    return [*_dates(made), *_differences(letter, made)][:MOST_ITEMS]


def _address(letter: Letter) -> list[NoticeItem]:
    """The address of the first person; left out, without a word, where the letter may not tell it of all of them."""
    if not all(letter.says(person, "address") for person in letter.persons):
        return []
    return [NoticeItem("住所", words.address_text(letter.persons[0]))]


def _head_items(letter: Letter, made: Made) -> list[NoticeItem]:
    befores = {after.addressee_number: before for before, after in made.pairs}
    first = letter.persons[0]
    before = befores.get(first.addressee_number)
    head = NoticeItem("世帯主", first.head_name, before.head_name if before else "")
    told = [head] if letter.says(first, "head_name") else []
    return [*told, NoticeItem("変更の事由", reason_label(made.event.reason)), *_dates(made)]


def _dates(made: Made) -> list[NoticeItem]:
    row = next((after for after in made.after if after.reason == made.event.reason), made.after[0])
    lines = [NoticeItem("異動年月日", words.day_text(row, "change_date"))]
    if row.notified_on:
        lines.append(NoticeItem("届出年月日", words.day_text(row, "notified_on")))
    return lines


def _differences(letter: Letter, made: Made) -> list[NoticeItem]:
    wanted = {person.addressee_number for person in letter.persons}
    lines = []
    for before, after in made.pairs:
        if after.addressee_number in wanted:
            lines.append(NoticeItem("氏名", after.name))
            lines += [
                NoticeItem(label, new, old)
                for name, label, old, new in comparing.lines(before, after)
                if letter.says(after, name)
            ]
    return lines


def _record_of(made: Made, number: str) -> CheckPrintContent:
    row = made.after[0]
    facts = [("異動事由", reason_label(made.event.reason)), ("異動日", words.day_text(row, "change_date"))]
    if row.notified_on:
        facts.append(("届出日", words.day_text(row, "notified_on")))
    return CheckPrintContent(
        case_number=number,
        printed_text=printed_text(),
        facts=tuple(facts),
        lines=tuple(
            CheckLine(after.name, label, old, new)
            for before, after in made.pairs
            for label, old, new in comparing.differences(before, after)
        ),
    )


def printed_text() -> str:
    """When and by whom a sheet was printed."""
    context = current_context()
    day = dates.japanese(context.business_date)
    return "　".join(filter(None, (day, context.place, context.actor.name, "出力")))
