"""Suppressions (抑止): list, set, release. juki-1.0:3.1"""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.pages.protection_forms import EndForm, SuppressionForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.disclosure.models import Suppression
from yakuba.platform.disclosure.service import Level
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import render_form_page
from yakuba.platform.tenancy.context import current_context

MANAGE, RELEASE = disclosure.MANAGE, disclosure.RELEASE
FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
LEVEL_WORDS = {Level.ERROR.value: "抑止", Level.ALERT.value: "注意", Level.NONE.value: "―"}
DONE = {
    "set": Notice("success", "抑止を設定しました", "検索結果、住民票の画面、証明書の発行に反映されました"),
    "released": Notice("success", "抑止を解除しました"),
}


@dataclass(frozen=True)
class Line:
    """One suppression in the list; levels in words."""

    row: Suppression
    whom: str
    change: str
    issue: str
    inquiry: str
    is_overdue: bool


def _names(numbers: list[int]) -> dict[int, Record]:
    return {int(record.addressee_number): record for record in storage.latest(numbers)}


def _line(row: Suppression, names: dict[int, Record]) -> Line:
    number, household = row.addressee_number, row.household_number
    whom = f"世帯 {household}" if number is None else (names[number].name if number in names else str(number))
    change, issue, inquiry = (LEVEL_WORDS[level] for level in (row.change, row.issue, row.inquiry))
    today = current_context().business_date
    return Line(row, whom, change, issue, inquiry, is_overdue=row.ends_on is not None and row.ends_on < today)


@gate(MANAGE)
@FORM_METHODS
def overview(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Suppressions in force, and the form that sets one."""
    form = SuppressionForm(request.POST or None)
    if form.can_go_on:
        new = form.new()
        if _exists(new):
            if not _already(new):
                disclosure.set_suppression(new)
            return HttpResponseRedirect(f"{reverse('resident_registry:suppressions', args=[address])}?done=set")
        form.add_error("number" if new.addressee_number else "household", "番号：該当なし。住民検索で確かめて入力")
    rows = list(Suppression.objects.filter(released_at__isnull=True).order_by("ends_on", "set_at", "id"))
    numbers = [row.addressee_number for row in rows if row.addressee_number is not None]
    register.record("view_protection", numbers, note=register.Note(duty=MANAGE, detail={"list": "suppressions"}))
    names = _names(numbers)
    context = {
        "lines": [_line(row, names) for row in rows],
        "may_release": RELEASE in current_context().actor.duties,
        "notice": DONE.get(request.GET.get("done", "")),
    }
    return render_form_page(request, "resident_registry/suppressions.html", form, context)


def _already(new: disclosure.NewSuppression) -> bool:
    """The same setting sent twice (a double click) is one."""
    levels = {"change": new.levels.change, "issue": new.levels.issue, "inquiry": new.levels.inquiry}
    whom = {"addressee_number": new.addressee_number, "household_number": new.household_number}
    rows = Suppression.objects.filter(released_at__isnull=True, explanation=new.explanation.strip())
    return rows.filter(**whom, **levels, reason=new.reason, ends_on=new.ends_on).exists()


def _exists(new: disclosure.NewSuppression) -> bool:
    """Whether the person or household is known here."""
    if new.addressee_number is not None:
        return Addressee.objects.filter(addressee_number=new.addressee_number).exists()
    return bool(storage.latest_of_households(storage.spellings(str(new.household_number))))


@gate(RELEASE)
@FORM_METHODS
def release(request: AuthenticatedRequest, address: str, suppression_id: UUID) -> HttpResponse:
    """End a suppression, with the reason."""
    back = reverse("resident_registry:suppressions", args=[address])
    row = Suppression.objects.filter(id=suppression_id).first()
    if row is None:
        raise Http404
    form = EndForm(request.POST or None)
    crumbs = [Crumb("抑止", back), Crumb("抑止の解除")]
    if form.can_go_on:
        try:
            disclosure.release_suppression(row.id, form.cleaned_data["reason"])
        except disclosure.NotNow as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(f"{back}?done=released")
    number = row.addressee_number
    names = _names([number] if number is not None else [])
    context = {"line": _line(row, names), "crumbs": crumbs}
    return render_form_page(request, "resident_registry/suppression_release.html", form, context)
