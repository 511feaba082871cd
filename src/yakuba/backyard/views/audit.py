"""Audit viewer (A9): the register of personal-data processing. Looking at it is registered too (juki-1.0:10.2)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.backyard.audit_forms import AuditForm, ExportForm, MassForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.register import queries
from yakuba.platform.register import service as register
from yakuba.platform.register.acts import LABELS, NUMBER_ACTS, Act
from yakuba.platform.register.models import RegisterEntry, RegisterSealed
from yakuba.platform.screens.parts import Crumb
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import UNPROCESSABLE, csv_response, page
from yakuba.platform.tenancy.context import JST, current_context

VIEW = "audit.view"
MOST_ROWS = 20_000  # of a CSV file; more is the work of `yakuba audit export`
FEW = 20  # subjects shown at once; more are folded
OUTCOMES = {"done": "済み", "refused": "拒否", "failed": "できなかった", "not_found": "該当なし"}
RARE = ("terminal", "outcome", "at_least_subjects", "numbers_only")  # folded away unless used
HEADER = ("日時", "職員", "事務", "場所", "端末", "操作", "対象（宛名番号）", "項目", "目的", "結果", "連鎖")


def midnight(day: date) -> datetime:
    """The beginning of a day in Japan."""
    return datetime.combine(day, time(), JST)


def _form(request: AuthenticatedRequest) -> AuditForm:
    """The conditions asked for; without any, today's entries."""
    today = current_context().business_date
    asked = request.GET.copy()
    asked.setdefault("since", today.isoformat().replace("-", ""))
    asked.setdefault("until", today.isoformat().replace("-", ""))
    return AuditForm(asked)


def wanted(form: AuditForm) -> queries.Filter:
    """What a checked form asks of the register."""
    given = form.cleaned_data
    return queries.Filter(
        since=midnight(given["since"]),
        until=midnight(given["until"] + timedelta(days=1)),
        actor_id=UUID(given["actor"]) if given["actor"] else None,
        subject=int(given["subject"]) if given["subject"] else None,
        acts=(Act(given["act"]),) if given["act"] else (),
        terminal=given["terminal"],
        outcome=given["outcome"],
        numbers_only=given["numbers_only"],
        off_hours_only=given["off_hours_only"],
        at_least_subjects=given["at_least_subjects"] or 0,
    )


def _after(text: str) -> tuple[datetime, UUID] | None:
    """The place of a page, as the link before wrote it; anything else is the first page."""
    try:
        at, key = text.split("~")
        return datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None


@gate(VIEW)
@require_safe
def entries(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Entries by conditions, newest first, with the state of the chain on top."""
    form = _form(request)
    context: dict[str, Any] = {"form": form, "export": ExportForm(), "chain": queries.chain_state(), "tab": "entries"}
    context["narrow"] = any(request.GET.get(name) for name in RARE)
    if not form.is_valid():
        return page(request, "backyard/audit.html", {**context, "problems": problems_of(form)}, UNPROCESSABLE)
    found = queries.entries(wanted(form), _after(request.GET.get("after", "")))
    more = request.GET.copy()
    if found.after:
        more["after"] = f"{found.after[0].isoformat()}~{found.after[1]}"
    first = request.GET.copy()
    first.pop("after", None)
    context |= {
        "lines": _lines(found.entries),
        "more": more.urlencode() if found.after else "",
        "first": first.urlencode() if "after" in request.GET else "",
        "is_later_page": "after" in request.GET,
    }
    return page(request, "backyard/audit.html", context)


def _lines(rows: Sequence[RegisterEntry]) -> list[dict[str, Any]]:
    """Each entry with its words; how many seals hold it is one query."""
    sealed = RegisterSealed.objects.filter(entry_id__in=[row.id for row in rows])
    sequences = dict(sealed.values_list("entry_id", "sequence"))
    return [
        {
            "row": row,
            "act": LABELS.get(Act(row.act), row.act) if row.act in set(Act) else row.act,
            "outcome": OUTCOMES.get(row.outcome, row.outcome),
            "is_number": row.act in NUMBER_ACTS,
            "subjects": row.subjects[:3],
            "others": max(0, len(row.subjects) - 3),
            "sequence": sequences.get(row.id),
        }
        for row in rows
    ]


@gate(VIEW)
@require_safe
def entry(request: AuthenticatedRequest, address: str, entry_id: UUID) -> HttpResponse:
    """One entry with everything it says."""
    row = RegisterEntry.objects.filter(id=entry_id).first()
    if row is None:
        raise Http404
    note = register.Note(duty=VIEW, detail={"entry": str(row.id)})
    register.record(Act.AUDIT_VIEW, row.subjects, note=note)
    crumbs = [Crumb("取扱記録", reverse("backyard:audit", args=[address])), Crumb("記録の明細")]
    (line,) = _lines([row])
    detail = sorted((name, _plain(value)) for name, value in row.detail.items())
    context = {"line": line, "row": row, "detail": detail, "crumbs": crumbs, "many": len(row.subjects) > FEW}
    return page(request, "backyard/audit_entry.html", context)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "、".join(f"{name}={_plain(inner)}" for name, inner in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


@gate(VIEW)
@require_safe
def mass(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Who touched many persons within an hour."""
    today = current_context().business_date
    asked = request.GET.copy()
    asked.setdefault("since", (today - timedelta(days=6)).isoformat().replace("-", ""))
    asked.setdefault("until", today.isoformat().replace("-", ""))
    asked.setdefault("at_least", "300")
    form = MassForm(asked)
    context: dict[str, Any] = {"form": form, "chain": queries.chain_state(), "tab": "mass"}
    if not form.is_valid():
        return page(request, "backyard/audit_mass.html", {**context, "problems": problems_of(form)}, UNPROCESSABLE)
    given = form.cleaned_data
    until = midnight(given["until"] + timedelta(days=1))
    context["uses"] = queries.mass_use(midnight(given["since"]), until, given["at_least"])
    return page(request, "backyard/audit_mass.html", context)


@gate(VIEW, step_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The entries of the conditions in the address as a CSV file; needs a reason, which is registered.

    Coming back from the step-up page (GET) leads to the viewer with the same conditions.
    """
    if request.method != "POST":
        return HttpResponseRedirect(f"{reverse('backyard:audit', args=[address])}?{request.GET.urlencode()}")
    form, reason = _form(request), ExportForm(request.POST)
    if not (form.is_valid() and reason.is_valid()):
        problems = problems_of(reason if form.is_valid() else form)
        context = {"form": form, "export": reason, "chain": queries.chain_state(), "problems": problems, "narrow": True}
        return page(request, "backyard/audit.html", {**context, "tab": "entries"}, UNPROCESSABLE)
    rows = _all_rows(wanted(form))
    detail = {"rows": len(rows), "conditions": request.GET.urlencode()}
    note = register.Note(duty=VIEW, purpose=reason.cleaned_data["reason"], detail=detail)
    register.record(Act.AUDIT_EXPORT, note=note)
    return csv_response(f"取扱記録_{current_context().business_date:%Y%m%d}", HEADER, rows)


def _all_rows(asked: queries.Filter) -> list[Sequence[object]]:
    rows: list[Sequence[object]] = []
    after = None
    while True:
        found = queries.entries(asked, after, limit=1_000)
        rows += [_csv_row(line) for line in _lines(found.entries)]
        after = found.after
        if after is None or len(rows) >= MOST_ROWS:
            return rows[:MOST_ROWS]


def _csv_row(line: dict[str, Any]) -> Sequence[object]:
    row: RegisterEntry = line["row"]
    at = row.occurred_at.astimezone(JST)
    who = (f"{at:%Y-%m-%d %H:%M:%S}", row.actor_name, row.duty, row.place, row.terminal)
    what = (line["act"], " ".join(map(str, row.subjects)), " ".join(row.items), row.purpose, line["outcome"])
    return (*who, *what, line["sequence"] or "封印待ち")
