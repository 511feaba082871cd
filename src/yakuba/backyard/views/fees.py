"""The cashier's pages: the day's books as list, CSV and print, one charge with its entries, money to give back."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.backyard.fee_forms import CancelForm, CashForm, ReturnForm, WaiveForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import fee_queries, fees, online_fees
from yakuba.platform.cases import parameter_definitions as collecting
from yakuba.platform.cases.fee_balance import Kind, Way, together, totals
from yakuba.platform.cases.fee_models import FeeCharge
from yakuba.platform.cases.fee_queries import Booked, Shown
from yakuba.platform.register import service as register
from yakuba.platform.screens.forms import EntryForm
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import csv_response, page, render_form_page
from yakuba.platform.tenancy.context import JST, current_context

DUTY = fees.DUTY
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
HEADER = ("日", "時刻", "区分", "手続き", "方法", "金額", "領収番号", "受付番号", "請求番号", "理由", "担当")
DONE = {
    "paid": "手数料を受け取りました",
    "waive": "手数料を免除しました",
    "cancel": "取り消しました",
    "return": "返金を記録しました",
    "renew": "新しい納付番号を頼みました。本人に知らせます",
}
BACK = re.compile(r"/[\w-]+/(?:filings|counter)/[0-9a-f-]{36}/")


def _day(request: AuthenticatedRequest) -> date:
    today = current_context().business_date
    try:
        return min(date.fromisoformat(request.GET.get("day", "")), today)
    except ValueError:
        return today


def _books(day: date) -> dict[str, Any]:
    rows = fee_queries.books(day)
    lines = totals(fee_queries.moved(rows))
    by_way = {one.way: [each for each in lines if each.way == one.way] for one in lines}
    return {
        "day": day,
        "rows": rows,
        "lines": lines,
        "ways": [together(each, "合計", way) for way, each in sorted(by_way.items())],
        "whole": together(lines),
    }


@gate(DUTY)
@require_safe
def books(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """収納日計: by procedure and way, and every entry of the day. No person is named."""
    typed = request.GET.get("number", "").strip()
    if typed and (found := fee_queries.by_number(typed[:40])) is not None:
        return HttpResponseRedirect(reverse("backyard:fee", args=[address, found.id]))
    day, today = _day(request), current_context().business_date
    notice = Notice("warning", "その番号の請求はありません", "受付番号か納付番号を確かめてください") if typed else None
    context = _books(day) | _tab("books") | {"typed": typed[:40], "notice": notice, "today": today}
    context |= {"before": day - timedelta(days=1), "after": day + timedelta(days=1) if day < today else None}
    return page(request, "backyard/fees.html", context)


def _tab(current: str) -> dict[str, Any]:
    return {
        "tab": current,
        "due": fee_queries.to_return(),
        "unpaid": fee_queries.outstanding(),
    }


@gate(DUTY)
@require_safe
def books_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The day's entries as a CSV file; that it left is registered."""
    day = _day(request)
    rows = fee_queries.books(day)
    register.record("print_list", note=register.Note(duty=DUTY, detail={"list": f"収納日計 {day}", "rows": len(rows)}))
    return csv_response(f"収納日計_{day:%Y%m%d}", HEADER, [_cells(one) for one in rows])


def _cells(one: Booked) -> list[object]:
    entry = one.entry
    return [
        f"{entry.day:%Y-%m-%d}",
        f"{entry.at.astimezone(JST):%H:%M}",
        entry.get_kind_display(),
        one.title,
        entry.get_way_display(),
        one.yen,
        entry.receipt_number,
        one.filing.receipt_number if one.filing else "",
        one.charge.number if one.charge else "",
        entry.reason,
        entry.actor_name,
    ]


@gate(DUTY)
@require_safe
def books_sheet(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The same for the printer of the browser, with room for two seals."""
    day = _day(request)
    context = _books(day)
    detail = {"list": f"収納日計 {day}（印刷）", "rows": len(context["rows"])}
    register.record("print_list", note=register.Note(duty=DUTY, detail=detail))
    return page(request, "backyard/fees_sheet.html", context)


@gate(DUTY)
@require_safe
def returns(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """返金待ち: the oldest first."""
    return page(request, "backyard/fees_returns.html", _tab("returns") | {"notice": _notice(request)})


@gate(DUTY)
@require_safe
def outstanding(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """未収: what was decided and nobody paid."""
    return page(request, "backyard/fees_unpaid.html", _tab("unpaid"))


def _notice(request: AuthenticatedRequest) -> Notice | None:
    what = request.GET.get("done", "")
    return Notice("success", DONE[what]) if what in DONE else None


@gate(DUTY)
@require_safe
def show(request: AuthenticatedRequest, address: str, charge_id: UUID) -> HttpResponse:
    """One charge with everything that was written about it."""
    return _charge_page(request, _found(charge_id), notice=_notice(request))


def _found(charge_id: UUID) -> FeeCharge:
    found = fee_queries.find(charge_id)
    if found is None:
        raise Http404
    return found


def _charge_page(request: AuthenticatedRequest, charge: FeeCharge, notice: Notice | None) -> HttpResponse:
    shown = fee_queries.shown(charge)
    subjects = [charge.filing.applicant_number] if charge.filing.applicant_number else []
    register.record("view_case", subjects, note=register.Note(duty=DUTY, detail={"charge": charge.number}))
    context = {
        "charge": charge,
        "filing": charge.filing,
        "shown": shown,
        "lines": [(one, _open_step(shown, one.id)) for one in shown.entries],
        "ways": collecting.COLLECTION_WORDS.get(charge.ways, charge.ways),
        "cash": CashForm(auto_id="cash_%s"),
        "renew": CashForm(auto_id="renew_%s"),
        "may_renew": shown.is_open and charge.ways == collecting.ONLINE and charge.filing.state == "payment",
        "may_waive": shown.state in ("unpaid", "paid"),
        "notice": notice,
        "crumbs": _crumbs(request, charge.number),
    }
    return page(request, "backyard/fee.html", context, 409 if notice and notice.kind == "error" else 200)


def _open_step(shown: Shown, entry_id: UUID) -> str:
    """What may still be done about an entry: cancel, return, or nothing."""
    answered = {one.about_id for one in shown.entries}
    entry = next(one for one in shown.entries if one.id == entry_id)
    if entry.id in answered:
        return ""
    if entry.kind == Kind.WAIVED or (entry.kind == Kind.PAID and entry.way == Way.CASH):
        return "cancel"
    return "return" if entry.kind == Kind.RETURN_DUE else ""


def _crumbs(request: AuthenticatedRequest, title: str) -> list[Crumb]:
    return [Crumb("手数料の収納", reverse("backyard:fees", args=[request.place.address])), Crumb(title)]


@gate(DUTY)
@require_POST
def cash(request: AuthenticatedRequest, address: str, charge_id: UUID) -> HttpResponse:
    """現金で受領. Pressed twice, it is received once."""
    charge, form = _found(charge_id), CashForm(request.POST)
    if not form.is_valid():
        text = problems_of(form).items[0].text
        return _charge_page(request, charge, notice=Notice("error", "受け取れません", text))
    try:
        fees.receive_cash(charge.id, form.key)
    except fees.FeeError as problem:
        return _charge_page(request, charge, notice=Notice("error", "受け取れません", str(problem)))
    back = request.POST.get("back", "")
    if back.startswith(f"/{address}/") and BACK.fullmatch(back):
        return HttpResponseRedirect(f"{back}?done=paid")
    return _to_charge(request, charge.id, "paid")


def _to_charge(request: AuthenticatedRequest, charge_id: UUID | None, what: str) -> HttpResponse:
    name, more = ("backyard:fee", [charge_id]) if charge_id else ("backyard:fees_returns", [])
    return HttpResponseRedirect(f"{reverse(name, args=[request.place.address, *more])}?done={what}")


@dataclass(frozen=True)
class Step:
    """A step with a reason: its title, its name in ``DONE``, the charge, and the entry it answers."""

    title: str
    what: str
    charge: FeeCharge | None
    booked: Booked | None


def _taken(request: AuthenticatedRequest, form: EntryForm, step: Step, take: Callable[[], object]) -> HttpResponse:
    """The form's page; or the step taken, and back to the charge."""
    context: dict[str, Any] = {"step": step, "crumbs": _crumbs(request, step.title)}
    if form.can_go_on:
        try:
            take()
        except fees.FeeError as problem:
            notice = Notice("error", form.lead, str(problem))
            return page(request, "backyard/fee_step.html", context | {"form": form, "notice": notice}, 409)
        return _to_charge(request, step.charge.id if step.charge else None, step.what)
    return render_form_page(request, "backyard/fee_step.html", form, context)


def _entry(entry_id: UUID) -> Booked:
    found = fee_queries.entry(entry_id)
    if found is None:
        raise Http404
    return found


@gate(DUTY)
@FORM_METHODS
def waive(request: AuthenticatedRequest, address: str, charge_id: UUID) -> HttpResponse:
    """免除, with the reason."""
    charge, form = _found(charge_id), WaiveForm(request.POST or None)
    step = Step("免除する", "waive", charge, None)
    return _taken(request, form, step, lambda: fees.waive(charge.id, form.key, form.cleaned_data["reason"]))


@gate(DUTY)
@require_POST
def renew(request: AuthenticatedRequest, address: str, charge_id: UUID) -> HttpResponse:
    """納付番号を出し直す: the one before runs out, or is of no use to the resident."""
    charge, form = _found(charge_id), CashForm(request.POST)
    try:
        if form.is_valid():
            online_fees.renew(charge.id, form.key)
            return _to_charge(request, charge.id, "renew")
        text = problems_of(form).items[0].text
    except fees.FeeError as problem:
        text = str(problem)
    return _charge_page(request, charge, notice=Notice("error", "出し直せません", text))


@gate(DUTY)
@FORM_METHODS
def cancel(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """取消: a mistake is answered by an entry of its own."""
    booked, form = _entry(entry_id), CancelForm(request.POST or None)
    step = Step("取り消す", "cancel", booked.charge, booked)
    return _taken(request, form, step, lambda: fees.cancel(entry_id, form.key, form.cleaned_data["reason"]))


@gate(DUTY)
@FORM_METHODS
def give_back(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """返金: how and by which paper."""
    booked, form = _entry(entry_id), ReturnForm(request.POST or None)
    step = Step("返金を記録する", "return", booked.charge, booked)

    def returned() -> object:
        given = form.cleaned_data
        return fees.give_back(entry_id, form.key, Way(given["way"]), given["reason"])

    return _taken(request, form, step, returned)


@gate(DUTY)
@require_safe
def receipt(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """領収書 of a payment at the counter, printed by the browser; the same however often it is printed."""
    booked = _entry(entry_id)
    if booked.charge is None or not booked.entry.receipt_number:
        raise Http404
    shown = fee_queries.shown(booked.charge)
    if shown.receipt is None or shown.receipt.id != entry_id:
        raise Http404  # cancelled, or to be given back
    number = booked.charge.filing.applicant_number
    detail = {"receipt": booked.entry.receipt_number}
    register.record("print_list", [number] if number else [], note=register.Note(duty=DUTY, detail=detail))
    return page(request, "backyard/fee_receipt.html", {"booked": booked, "entry": booked.entry})
