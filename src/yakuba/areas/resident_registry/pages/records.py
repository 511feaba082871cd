"""Resident record (A3) and household (A4)."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yakuba.areas.resident_registry import memos, queries
from yakuba.areas.resident_registry.domain.record import FOREIGN, Record
from yakuba.areas.resident_registry.domain.residence import status_label
from yakuba.areas.resident_registry.pages import comparing, marks, starts, words
from yakuba.areas.resident_registry.pages.forms import MemoForm
from yakuba.platform.access import service as access
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.screens import dates
from yakuba.platform.screens.parts import Crumb, Row, Tab
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import JST, current_context

INQUIRE = "resident_registry.inquire"
MOMENTS = ("as_of", "as_known_at")


def _moment(request: AuthenticatedRequest) -> queries.Moment:
    """``?as_of=`` a day by event dates; ``?as_known_at=`` the end of a day as it was known. A wrong day shows now."""
    for name in MOMENTS:
        typed = request.GET.get(name, "").strip()
        if not typed:
            continue
        try:
            day = dates.read(typed).day
        except dates.NotADate:
            continue
        if name == "as_of":
            return queries.Moment(day=day)
        return queries.Moment(instant=datetime.combine(day, time.max, JST))
    return queries.NOW


def _moment_words(moment: queries.Moment) -> str:
    if moment.instant is not None:
        return f"{dates.japanese(moment.instant.date())}に見えていた記録を表示しています"
    return f"{dates.japanese(moment.day)}の状態（異動日による）を表示しています" if moment.day else ""


def _tabs(address: str, record: Record, current: str) -> list[Tab]:
    number = int(record.addressee_number)
    items = (
        ("person", "基本"),
        ("household_of", "世帯"),
        ("history", "異動履歴"),
        ("issues", "証明"),
        ("memo", "メモ"),
    )
    return [
        Tab(title, reverse(f"resident_registry:{name}", args=[address, number]), name == current)
        for name, title in items
    ]


def head_context(request: AuthenticatedRequest, record: Record, tab: str, on: date | None = None) -> dict[str, object]:
    """What every tab of a person shows above: name, age ``on`` a day (None: today), state, mark, tabs."""
    number = int(record.addressee_number)
    address = request.place.address
    return {
        "record": record,
        "number": number,
        "mark": marks.of([number]).get(number, ""),
        "state": words.state_text(record),
        "birth": words.day_text(record, "birth_date"),
        "age": words.age_text(record, on or current_context().business_date),
        "sex": words.sex_text(record),
        "tabs": _tabs(address, record, tab),
        "crumbs": [Crumb("住民検索", reverse("resident_registry:search", args=[address])), Crumb(record.name)],
    }


@gate(INQUIRE)
@require_safe
def person(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """One person's record: now, on a day, or as it was known on a day."""
    moment = _moment(request)
    record = found_person(number, moment)
    shown_day = moment.instant.astimezone(JST).date() if moment.instant else moment.day
    context = head_context(request, record, "person", shown_day) | {
        "groups": _groups(record),
        "moment_words": _moment_words(moment),
        "memos": queries.memos(number),
        "moment_unread": moment == queries.NOW and any(request.GET.get(name) for name in MOMENTS),
        "actions_open": moment == queries.NOW,
        "buttons": starts.of_person(record),
    }
    return page(request, "resident_registry/person.html", context)


def found_person(number: int, moment: queries.Moment = queries.NOW) -> Record:
    """The record, or 404."""
    try:
        return queries.person(number, moment)
    except queries.NoSuchPerson as error:
        raise Http404 from error


def _groups(record: Record) -> list[tuple[str, list[Row]]]:
    foreign = record.resident_type == FOREIGN
    groups = [("氏名・生年月日", _identity(record)), ("住所", _place(record)), ("世帯", _household_rows(record))]
    groups.append(("外国人住民の事項", _foreign(record)) if foreign else ("戸籍の表示", _origin(record)))
    if record.is_removed or record.move_out_planned_on:
        groups.append(("転出・消除", _removal(record)))
    return groups


def _identity(record: Record) -> list[Row]:
    rows = [
        Row("氏名", record.name, is_name=True),
        Row("フリガナ", record.name_kana),
        Row("生年月日", words.day_text(record, "birth_date")),
        Row("性別", words.sex_text(record)),
    ]
    extra = (("ローマ字氏名", record.name_roman), ("漢字氏名", record.name_kanji), ("通称", record.alias))
    rows += [Row(term, value, is_name=True) for term, value in extra if value]
    if record.former_surname:
        rows.append(Row("旧氏", record.former_surname, is_name=True))
    return rows


def _place(record: Record) -> list[Row]:
    return [
        Row("住所", words.address_text(record)),
        Row("郵便番号", words.postcode_text(record.address_postal_code)),
        Row("住民となった日", words.day_text(record, "became_resident_date")),
        Row("住所を定めた日", words.day_text(record, "address_set_date")),
        Row("最後の異動の届出日", words.day_text(record, "notified_on")),
        Row("転入前住所", words.address_text(record, "previous_address")),
    ]


def _household_rows(record: Record) -> list[Row]:
    return [
        Row("世帯番号", record.household_number),
        Row("世帯主", record.head_name, is_name=True),
        Row("続柄", record.relationship),
    ]


def _origin(record: Record) -> list[Row]:
    return [Row("本籍", record.origin_domicile), Row("筆頭者", record.family_register_head, is_name=True)]


def _foreign(record: Record) -> list[Row]:
    return [
        Row("国籍・地域", record.nationality),
        Row("在留カード等の番号", record.residence_card_number),
        Row("在留資格", status_label(record.residence_status)),
        Row("在留期間の満了の日", words.day_text(record, "stay_expires_on")),
        Row("外国人住民となった日", words.day_text(record, "foreign_resident_date")),
    ]


def _removal(record: Record) -> list[Row]:
    rows = [
        Row("転出届出日", words.day_text(record, "move_out_notified_on")),
        Row("転出予定日", words.day_text(record, "move_out_planned_on")),
        Row("転出先（予定）", words.address_text(record, "move_out_planned")),
        Row("転出先（確定）", words.address_text(record, "move_out_confirmed")),
        Row("消除の事由", words.item_text(record, "removal_reason")),
        Row("消除の異動日", words.day_text(record, "removal_date")),
    ]
    return [row for row in rows if row.value]


@dataclass(frozen=True)
class Member:
    """A line of the household page."""

    record: Record
    birth: str
    sex: str
    state: str
    mark: str


@gate(INQUIRE)
@require_safe
def household_of(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """The household of a person."""
    record = found_person(number)
    return HttpResponseRedirect(reverse("resident_registry:household", args=[address, record.household_number]))


@gate(INQUIRE)
@require_safe
def household(request: AuthenticatedRequest, address: str, household_number: str) -> HttpResponse:
    """Members in the order of juki-1.0:5.2; removed ones on request (3.3)."""
    moment = _moment(request)
    try:
        records = queries.household(household_number, moment)
    except queries.NoSuchPerson as error:
        raise Http404 from error
    numbers = [int(record.addressee_number) for record in records]
    marked = marks.of_current(records) if moment == queries.NOW else marks.of(numbers)
    members = [_member(record, marked) for record in records]
    present = [member for member in members if member.record.is_current_resident]
    context = {
        "household_number": household_number,
        "members": present,
        "removed": [member for member in members if not member.record.is_current_resident],
        "first": records[0],
        "head": next((m.record for m in present if m.record.relationship_codes[:1] == ("02",)), None),
        "address": words.address_text(records[0]),
        "moment_words": _moment_words(moment),
        "actions_open": moment == queries.NOW,
        "starts": starts.of_household(household_number),
        "certificate": starts.certificate(household_number),
        "buttons": starts.move_in_to(household_number) if present else [],
        "chosen": request.GET.getlist("chosen"),
        "crumbs": [
            Crumb("住民検索", reverse("resident_registry:search", args=[address])),
            Crumb(f"世帯 {household_number}"),
        ],
    }
    return page(request, "resident_registry/household.html", context)


def _member(record: Record, marked: dict[int, str]) -> Member:
    return Member(
        record,
        words.day_text(record, "birth_date", short=True),
        words.sex_text(record),
        words.state_text(record),
        marked.get(int(record.addressee_number), ""),
    )


@gate(INQUIRE)
@require_safe
def history(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """All changes of a person, newest first, with what each changed."""
    record = found_person(number)
    lines = queries.history(number)
    olders = [*[line.record for line in lines[1:]], None]
    shown = [
        {
            "line": line,
            "reason": words.item_text(line.record, "reason"),
            "day": words.day_text(line.record, "change_date", short=True),
            "changes": comparing.differences(older, line.record) if older else [],
            "first": older is None,
            "cancel_url": _cancel_url(line),
        }
        for line, older in zip(lines, olders, strict=True)
    ]
    return page(request, "resident_registry/history.html", head_context(request, record, "history") | {"lines": shown})


def _cancel_url(line: queries.HistoryLine) -> str:
    """Changes entered here can be taken back, once; a cancellation cannot (juki-1.0:4.6.0.1)."""
    if line.cancelled or line.event is None or line.event.kind == "cancellation":
        return ""
    return starts.cancel_url(line.record.addressee_number, line.record.history_number)


@gate(INQUIRE)
@require_safe
def memo(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Memos about a person."""
    return _memo_page(request, number, MemoForm())


def _memo_page(request: AuthenticatedRequest, number: int, form: MemoForm) -> HttpResponse:
    access.require(INQUIRE)
    context = head_context(request, found_person(number), "memo") | {"memos": queries.memos(number)}
    return render_form_page(request, "resident_registry/memo.html", form, context)


@gate("resident_registry.enter")
@require_POST
def write_memo(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Add a memo; it stays in the history. What cannot be kept comes back as it was typed."""
    form = MemoForm(request.POST)
    if not form.can_go_on:
        return _memo_page(request, number, form)
    found_person(number)
    memos.write(number, form.cleaned_data["text"])
    return HttpResponseRedirect(reverse("resident_registry:memo", args=[address, number]))
