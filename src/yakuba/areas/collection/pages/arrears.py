"""What is late: as a list, as CSV, as a sheet to print. Output is registered with the persons in it."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions.receiving import INQUIRE
from yakuba.areas.collection.pages.files import PAGE, crumbs
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.views import csv_response, page
from yakuba.platform.tenancy.context import current_context

MOST = 5_000
HEADER = (
    "債権番号",
    "宛名番号",
    "氏名・名称",
    "支援措置・抑止",
    "件名",
    "区分",
    "会計年度",
    "期別",
    "納期限",
    "未収額",
)


def _rows(start: int, size: int, act: str) -> list[dict[str, Any]]:
    """Late claims with their payers' names, kept in the register as shown."""
    day = current_context().business_date
    found = ledger.arrears(queries.last_overdue(day), "", start, size)
    payers = sorted({claim.addressee_number for claim, _ in found})
    if payers:
        register.record(act, payers, note=register.Note(duty=INQUIRE, detail={"list": "滞納", "rows": len(found)}))
    names = queries.names_of(payers)
    return [
        {"claim": claim, "open": open_, "named": names[claim.addressee_number], "days": (day - claim.due_on).days}
        for claim, open_ in found
    ]


def _context(request: AuthenticatedRequest, rows: list[dict[str, Any]]) -> dict[str, Any]:
    day = current_context().business_date
    count, amount = ledger.arrears_total(queries.last_overdue(day), "")
    return {"rows": rows, "count": count, "amount": amount, "day": day, "crumbs": crumbs(request, Crumb("滞納"))}


@gate(INQUIRE)
@require_safe
def arrears(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """One page of what is late, the oldest first."""
    number = small_number(request.GET.get("page", "1"))
    rows = _rows((number - 1) * PAGE, PAGE + 1, "view_account")
    turn = {"number": number, "before": number - 1, "after": number + 1 if len(rows) > PAGE else 0}
    return page(request, "collection/arrears.html", {**_context(request, rows[:PAGE]), **turn})


@gate(INQUIRE)
@require_safe
def sheet(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The whole list, to print."""
    return page(
        request, "collection/arrears_sheet.html", {**_context(request, _rows(0, MOST, "print_list")), "most": MOST}
    )


@gate(INQUIRE)
@require_POST
def arrears_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The whole list as CSV; no addresses."""
    table = [
        (
            row["claim"].number,
            row["claim"].addressee_number,
            row["named"].name,
            row["named"].mark,
            row["claim"].title,
            Claim.Part(row["claim"].part).label,
            row["claim"].fiscal_year,
            row["claim"].instalment or "",
            f"{row['claim'].due_on:%Y-%m-%d}",
            row["open"],
        )
        for row in _rows(0, MOST, "print_list")
    ]
    return csv_response(f"滞納_{current_context().business_date:%Y%m%d}", HEADER, table)
