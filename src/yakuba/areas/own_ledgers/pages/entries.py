"""One entry: what stands in it, its letter, its history; its closing."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.own_ledgers import letters, queries
from yakuba.areas.own_ledgers.actions import close, enter
from yakuba.areas.own_ledgers.documents import sheet
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.areas.own_ledgers.pages.forms import CloseForm
from yakuba.platform.access import service as access
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import filing_queries, panels
from yakuba.platform.cases import queries as case_queries
from yakuba.platform.cases import service as cases
from yakuba.platform.cases.models import Case, Filing
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent
from yakuba.platform.documents.rendering import inspect, render
from yakuba.platform.register import service as register
from yakuba.platform.screens import dates
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import JST, current_context


def _found(entry_id: UUID) -> LedgerEntry:
    queries.require_read()
    entry = queries.find(entry_id)
    if entry is None:
        raise Http404
    return entry


def _shown(entry: LedgerEntry, act: str = "view_ledger") -> dict[str, Any]:
    """The entry in words, kept in the register as shown."""
    numbers = queries.persons([entry])
    note = register.Note(case_id=entry.case_id, detail={"ledger": entry.ledger, "entry": entry.number})
    register.record(act, sorted(numbers), note=note)
    people = panels.people_of(numbers)
    made = queries.definitions([entry])[entry.procedure, entry.version]
    return {
        "entry": entry,
        "holder": people.get(entry.holder_number),
        "answers": letters.lines_with(made, entry.values, people),
        "marked": [one for one in people.values() if one.mark],
        "procedure": made,
    }


def _crumbs(request: AuthenticatedRequest, entry: LedgerEntry) -> list[Crumb]:
    address = request.place.address
    return [
        Crumb("独自台帳", reverse("own_ledgers:ledgers", args=[address])),
        Crumb(entry.ledger_name, reverse("own_ledgers:ledger", args=[address, entry.ledger])),
        Crumb(entry.number),
    ]


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """Answers under the titles of their version, filing, letter, history."""
    entry = _found(entry_id)
    filing = Filing.objects.filter(key=entry.filing_key).first()
    seen = filing_queries.find(filing.id) if filing else None
    closing = queries.closing_of(entry)
    waits = closing is not None and closing.state == Case.State.PROVISIONAL
    context = {
        **_shown(entry),
        "filing": seen,
        "letter": Intent.objects.filter(id=entry.letter).first() if entry.letter else None,
        "case": case_queries.find(entry.case_id),
        "closing": closing,
        "closing_waits": waits,
        "history": [*(filing_queries.steps(filing) if filing else ())],
        "closing_steps": case_queries.journal(closing) if closing else (),
        "may_close": entry.state == LedgerEntry.State.OPEN
        and not waits
        and enter.ENTER in current_context().actor.duties,
        "notice": Notice("success", "廃止を入力しました", "別の担当者が決裁すると、廃止になります")
        if request.GET.get("done") == "closing"
        else None,
        "crumbs": _crumbs(request, entry),
    }
    return page(request, "own_ledgers/entry.html", context)


@gate()
@require_safe
def letter(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """The stored bytes of the letter; reading them is registered by the documents room."""
    entry = _found(entry_id)
    if entry.letter is None:
        raise Http404
    try:
        _, content = documents.content(entry.letter)
    except documents.NotIssued as error:
        raise Http404 from error
    return _pdf(content, "letter")


@gate()
@require_safe
def print_view(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """The entry as a sheet of paper (台帳票), for whoever still files paper."""
    entry = _found(entry_id)
    shown = _shown(entry, "print_list")
    context = current_context()
    facts = [
        ("番号", entry.number),
        ("名義人", shown["holder"].name if shown["holder"] else str(entry.holder_number)),
        ("登録日", dates.japanese(entry.entered_at.astimezone(JST).date())),
        ("状態", entry.get_state_display()),
    ]
    if entry.closed_at:
        facts += [("廃止日", dates.japanese(entry.closed_at.astimezone(JST).date())), ("理由", entry.closed_reason)]
    made = "　".join(filter(None, (dates.japanese(context.business_date), context.place, context.actor.name, "出力")))
    content = sheet.SheetContent(
        title=entry.ledger_name,
        marks=tuple(f"{one.name}【{one.mark}】" for one in shown["marked"]),
        facts=tuple(facts),
        answers=tuple((title, words) for _, title, words in shown["answers"]),
        made=made,
    )
    data = sheet.layout(content)
    if missing := inspect(sheet.FORM, data).missing:
        body = f"「{missing[0].character}」の字形がないため、印刷用の表示を作れません。画面で確かめてください"
        notice = Notice("error", "印刷用に表示できません", body)
        context_of = {**shown, "notice": notice, "crumbs": _crumbs(request, entry), "history": ()}
        return page(request, "own_ledgers/entry.html", context_of, 409)
    return _pdf(render(sheet.FORM, data, made_at=context.instant).content, "entry")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@gate(enter.ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def close_entry(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """Enter the closing; somebody else decides it. Sent twice with the same key, it is one case."""
    entry = _found(entry_id)
    access.require(enter.ENTER)
    form = CloseForm(request.POST) if request.method == "POST" else CloseForm()
    if form.is_bound and form.can_go_on:
        try:
            _enter(entry, form)
        except cases.Blocked as stop:
            form.add_error(None, "".join(f"{one.message}。{one.remedy}" for one in stop.findings))
        except cases.CaseError as stop:
            form.add_error(None, str(stop))
        else:
            target = reverse("own_ledgers:entry", args=[address, entry.id])
            return HttpResponseRedirect(f"{target}?done=closing")
    back = reverse("own_ledgers:entry", args=[address, entry.id])
    context = {**_shown(entry), "crumbs": [Crumb(entry.number, back), Crumb("廃止")]}
    return render_form_page(request, "own_ledgers/close.html", form, context)


def _enter(entry: LedgerEntry, form: CloseForm) -> None:
    if cases.find_submission(form.key) is not None:
        return
    waiting = queries.closing_of(entry)
    if waiting is not None:
        raise cases.CaseError("台帳：この登録の廃止は、もう入力されている。決裁を待つ")
    closing = close.Closing(entry=entry.id, reason=form.cleaned_data["reason"])
    if found := close.check(closing):
        raise cases.Blocked(found)
    cases.enter(cases.draft(cases.Draft(close.NAME, closing, form.key, {})).id)
