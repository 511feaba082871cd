"""The register of recipients (受給者台帳): the list with its search, and one recipient's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.child_allowance import bodies, queries, rights
from yakuba.areas.child_allowance.actions.paying import owed_back
from yakuba.areas.child_allowance.domain import entitlement, months, yearly
from yakuba.areas.child_allowance.domain.right import CARE_WORDS, Right
from yakuba.areas.child_allowance.models import AllowanceVersion, Payment
from yakuba.areas.child_allowance.pages.forms import ListForm
from yakuba.areas.child_allowance.pages.panels import account_words
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import panels
from yakuba.platform.documents import service as documents
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import csv_response, page, render_form_page
from yakuba.platform.tenancy.context import current_context

PAGE = 50
MOST_ROWS = 50_000
SHOWN_MONTHS = 14
HEADER = ("受給者番号", "受給者", "支援措置・抑止", "状態", "支給開始", "支給終わり", "児童の数", "今月の額")
DONE = {
    "hold": Notice("success", "差止を入力しました", "別の担当者が決裁すると、支払が止まります"),
    "release": Notice(
        "success", "差止の解除を入力しました", "別の担当者が決裁すると、次の支払で止めた月の分も払います"
    ),
    "repay": Notice("success", "返還請求を入力しました", "別の担当者が決裁すると、返還請求書ができます"),
    "report": Notice("success", "現況届を入力しました", "別の担当者が決裁すると、止まっている支払も再開します"),
    "grounds": Notice(
        "success", "現況届を求める理由を入力しました", "別の担当者が決裁すると、次のお知らせから変わります"
    ),
    "account": Notice("success", "口座の変更を入力しました", "別の担当者が決裁すると、次の支払から変わります"),
    "leave": Notice("success", "退所を入力しました", "別の担当者が決裁すると、その月の分までになります"),
    "place": Notice("success", "入所を入力しました", "別の担当者が決裁すると、通知書ができます"),
    "returned": Notice(
        "success", "振込不能を記録しました", "新しい口座を聞いてください。口座が変わると次の支払に入ります"
    ),
}


@dataclass(frozen=True)
class Line:
    """One right of the list, in words; ``yen`` is this month's amount."""

    row: AllowanceVersion
    name: str
    mark: str
    children: int
    first: str
    last: str
    yen: int


def this_month() -> str:
    """The month of the business date."""
    return months.of(current_context().business_date)


@gate()
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All recipients, narrowed by what is looked for."""
    queries.require_read()
    form = ListForm(request.POST) if request.method == "POST" else ListForm()
    year = yearly.year_of(current_context().business_date)
    if form.is_bound and not form.is_valid():
        return render_form_page(request, "child_allowance/rights.html", form, {"lines": (), "total": 0, "year": year})
    rows = queries.listed(_wanted(form))
    total, number = rows.count(), small_number(request.POST.get("page", "1"))
    lines = _lines(list(rows[(number - 1) * PAGE : number * PAGE]), "view_ledger")
    pages = max(1, -(-total // PAGE))
    context = {
        "form": form,
        "lines": lines,
        "total": total,
        "number": number,
        "pages": pages,
        "before": number - 1 if number > 1 else 0,
        "after": number + 1 if number < pages else 0,
        "month": months.words(this_month()),
        "year": year,
    }
    return page(request, "child_allowance/rights.html", context)


def _wanted(form: ListForm) -> queries.Wanted:
    given = form.cleaned_data if form.is_bound else {}
    return queries.Wanted(given.get("text", ""), given.get("state", ""))


def _lines(rows: Sequence[AllowanceVersion], act: str) -> list[Line]:
    """With names and marks; that they were shown is registered with the persons."""
    numbers = queries.people(rows)
    if rows:
        note = register.Note(detail={"ledger": "child_allowance", "listed": len(rows)})
        register.record(act, sorted(numbers), note=note)
    named = panels.people_of({row.claimant_number for row in rows})
    values = [rights.value_of(row) for row in rows]
    amounts = entitlement.totals(values, this_month()) if values else []
    return [
        _line(row, right, yen, named.get(row.claimant_number))
        for row, right, yen in zip(rows, values, amounts, strict=True)
    ]


def _line(row: AllowanceVersion, right: Right, yen: int, named: panels.Named | None) -> Line:
    counted = sum(1 for child in right.children if not child.last)
    last = months.words(right.last) if right.last else ""
    name, mark = (named.name, named.mark) if named else (str(row.claimant_number), "")
    return Line(row, name, mark, counted, months.words(right.first), last, yen)


@gate()
@require_POST
def list_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The list as it is narrowed; the output is registered with all persons. No address, no account."""
    queries.require_read()
    form = ListForm(request.POST)
    if not form.is_valid():
        raise Http404
    lines = _lines(list(queries.listed(_wanted(form))[:MOST_ROWS]), "print_list")
    table = (
        (
            line.row.number,
            line.name,
            line.mark,
            line.row.get_state_display(),
            line.first,
            line.last,
            line.children,
            line.yen,
        )
        for line in lines
    )
    return csv_response("児童手当受給者.csv", HEADER, table)


def found(right_id: UUID) -> AllowanceVersion:
    """The right for a page. Raises Http404, access.Refused."""
    queries.require_read()
    row = queries.find(right_id)
    if row is None:
        raise Http404
    return row


@gate()
@require_safe
def show(request: AuthenticatedRequest, address: str, right_id: UUID) -> HttpResponse:
    """Children, this month's amount and why, months to come, payments, history."""
    row = found(right_id)
    right = rights.value_of(row)
    note = register.Note(detail={"ledger": "child_allowance", "entry": row.number})
    register.record("view_ledger", sorted(row.people), note=note)
    named = panels.people_of(set(row.people))
    payments, notices = queries.payments_of(right_id), queries.notices_of(right_id)
    told = {one.payment_id: one for one in notices if one.payment_id}
    context = {
        "row": row,
        "holder": named.get(row.claimant_number),
        "marked": [one for one in named.values() if one.mark],
        "care": CARE_WORDS[right.care],
        "account": account_words(right.account),
        "first": months.words(right.first),
        "last": months.words(right.last) if right.last else "",
        **_amounts(right),
        "payments": [(one, _months_of(one), told.get(one.id)) for one in payments],
        "asked": [one for one in notices if one.payment_id is None],
        "returned": queries.needs_account(row),
        "is_body": bodies.find(row.claimant_number) is not None,
        "grounds": [(yearly.WORDS[one], months.words(since)) for one, since in right.grounds],
        "report_missing": yearly.missing(right, months.paid_through(this_month(), regular=True)),
        "reported": right.reported[-1] if right.reported else None,
        "owed": owed_back(row),
        "history": [(one, months.words(one.month) if one.month else "―") for one in rights.versions(right_id)],
        "may_enter": queries.may_enter(),
        "notice": DONE.get(request.GET.get("done", "")),
        "crumbs": [Crumb("児童手当", reverse("child_allowance:rights", args=[address])), Crumb(row.number)],
    }
    return page(request, "child_allowance/right.html", context)


def _amounts(right: Right) -> dict[str, Any]:
    """This month with its reasons, and the months around it in which the amount changes."""
    now = max(this_month(), right.first)
    explained = entitlement.explained(right, now)
    born = {child.key: child for child in right.children}
    shown: list[tuple[str, int]] = []
    begin = max(right.first, months.add(now, -2))
    before = entitlement.totals([right], months.add(begin, -1))[0]  # nothing before the first month
    for month in months.between(begin, months.add(now, SHOWN_MONTHS)):
        yen = entitlement.totals([right], month)[0]
        if before != yen:
            shown.append((months.words(month), yen))
        before = yen
    return {
        "month": months.words(now),
        "explained": explained,
        "children": [(one, born[one.key]) for one in explained.children],
        "changes": shown,
    }


def _months_of(payment: Payment) -> list[tuple[str, int]]:
    """The months a payment is for, in words, with their yen."""
    return [(months.words(month), yen) for month, yen in sorted(payment.lines.items())]


@gate()
@require_safe
def letter(request: AuthenticatedRequest, address: str, right_id: UUID, intent_id: UUID) -> HttpResponse:
    """The stored bytes of one of the right's letters; reading them is registered by the documents room."""
    row = found(right_id)
    known = {one.letter for one in rights.versions(row.right_id)}
    known |= {one.letter for one in queries.payments_of(row.right_id)}
    if intent_id not in known:
        raise Http404
    try:
        _, content = documents.content(intent_id)
    except documents.NotIssued as error:
        raise Http404 from error
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
