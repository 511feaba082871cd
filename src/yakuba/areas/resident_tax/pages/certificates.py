"""The counter's certificates of tax: find the person, preview, issue, print, dispose of."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_registry import service as registry
from yakuba.areas.resident_tax import certifying
from yakuba.areas.resident_tax.documents import certificate as paper
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun
from yakuba.areas.resident_tax.pages.documents import to
from yakuba.areas.resident_tax.pages.forms import IDENTIFICATION, TaxCertificateForm, TaxpayerForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent, PrintEvent
from yakuba.platform.documents.rendering import render
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.secrets.errors import KeysMissing, Unreadable
from yakuba.platform.tenancy.context import current_context

PRINTS: Final = {"printed": "印刷できた", "reprinted": "刷り直し", "disposed": "廃棄"}
LONGEST_REASON: Final = 200
NONE: Final = "この番号の決定はありません。番号を確かめるか、申告を受けて賦課してから発行してください"


@gate(certifying.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """By addressee number or number of the notice to the request."""
    form = TaxpayerForm(request.POST) if request.method == "POST" else TaxpayerForm()
    if form.is_bound and form.is_valid():
        number = int(form.cleaned_data["number"])
        rows = Assessment.objects.filter(run__state=AssessmentRun.State.APPROVED)
        row = rows.filter(Q(addressee_number=number) | Q(notice_number=number)).order_by("-run__number").first()
        if row is not None:
            return to(request, "certificate", row.addressee_number)
        form.add_error("number", NONE)
    return render_form_page(request, "resident_tax/certificates.html", form, {"crumbs": [Crumb("税の証明")]})


@gate(certifying.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """The request. Checks and the number in this transaction; drawing after it; the outcome in another."""
    years = certifying.years_of(number)
    known = registry.people_to_compare([number])
    if not years or not known:
        raise Http404
    today = current_context().business_date
    form = TaxCertificateForm(years, request.POST) if request.method == "POST" else TaxCertificateForm(years)
    context = {
        "number": number,
        "person": known[0],
        "fees": [(label, certifying.fee(kind, today)) for kind, label in certifying.KINDS.items()],
        "crumbs": [Crumb("税の証明", reverse("resident_tax:certificates", args=[address])), Crumb(str(number))],
    }
    if not (form.is_bound and form.can_go_on):
        return render_form_page(request, "resident_tax/certificate.html", form, context)
    preview = request.POST.get("do") == "preview"
    earlier = None if preview else documents.find_submission(form.key)
    if earlier is not None:
        return to(request, "certificate_issued", earlier)
    try:
        if preview:
            return _preview(form, number)
        prepared = certifying.prepare(_wish(form, number), _given(form))
    except (certifying.CannotCertify, NoCertifier, registry.Stopped, KeysMissing, Unreadable) as refusal:
        form.add_error(None, str(refusal))
        return render_form_page(request, "resident_tax/certificate.html", form, context)
    intent = prepared.intent
    drawing = partial(documents.finish, intent.municipality_id, intent.id, current_context(), prepared)
    request.after_request = drawing  # type: ignore[attr-defined]
    return to(request, "certificate_issued", intent.id)


def _wish(form: TaxCertificateForm, number: int) -> certifying.Wish:
    return certifying.Wish(number, int(form.cleaned_data["year"]), form.cleaned_data["kind"])


def _given(form: TaxCertificateForm) -> certifying.Given:
    told = form.cleaned_data
    return certifying.Given(
        form.key, told["applicant"], told["applicant_name"], told["identification"], told["purpose"]
    )


def _preview(form: TaxCertificateForm, number: int) -> HttpResponse:
    """The certificate without number and seal, marked プレビュー; only a register row is kept."""
    wish, given = _wish(form, number), _given(form)
    registry.hold_certificate(registry.Asking(given.key, given.applicant, given.name, number))
    content = certifying.content_of(wish)
    data, fits = certifying.set_out(content)
    note = register.Note(duty=certifying.DUTY, detail={"preview": content.title, "purpose": given.purpose})
    register.record(register.Act.VIEW_DOCUMENT, [number], note=note)
    return _pdf(render(paper.FORM, data, current_context().instant, fits=fits).content)


def _intent(intent_id: UUID) -> Intent:
    """A certificate of tax; any other paper is not there."""
    found = Intent.objects.filter(id=intent_id, form=paper.FORM.name).first()
    if found is None:
        raise Http404
    return found


@gate(certifying.DUTY)
@require_safe
def issued(request: AuthenticatedRequest, address: str, intent_id: UUID) -> HttpResponse:
    """What became of an issue, and the question whether it printed well."""
    documents.mark_lost()
    return _shown(request, _intent(intent_id), None)


def _shown(request: AuthenticatedRequest, intent: Intent, notice: Notice | None) -> HttpResponse:
    prints = PrintEvent.objects.filter(intent_id=intent.id).order_by("at", "id")
    context: dict[str, Any] = {
        "intent": intent,
        "fee": intent.request.get("fee_yen", 0),
        "number": next(iter(documents.subjects_of(intent)), None),
        "identification": dict(IDENTIFICATION).get(str(intent.request.get("identification")), ""),
        "applicant": registry.APPLICANTS.get(str(intent.request.get("applicant")), ""),
        "prints": [(PRINTS[one.what], one) for one in prints],
        "notice": notice or _notice(intent),
        "crumbs": [
            Crumb("税の証明", reverse("resident_tax:certificates", args=[request.place.address])),
            Crumb(intent.number),
        ],
    }
    return page(request, "resident_tax/certificate_issued.html", context, 422 if notice else 200)


def _notice(intent: Intent) -> Notice | None:
    states = Intent.State
    if intent.state == states.ISSUED:
        return Notice("success", "交付の準備ができました", "表示して印刷し、正しく印刷できたかを記録してください")
    if intent.state == states.FAILED:
        return Notice("error", "作成できませんでした", f"{intent.failure}。原因を直して、もう一度発行してください")
    if intent.state == states.UNKNOWN:
        return Notice("warning", "作成の途中で止まりました", "紙を渡したかどうかを確かめ、結果を記録してください")
    return None


@gate(certifying.DUTY)
@require_safe
def pdf(request: AuthenticatedRequest, address: str, intent_id: UUID) -> HttpResponse:
    """The stored bytes."""
    try:
        _, content = documents.content(_intent(intent_id).id)
    except documents.NotIssued as error:
        raise Http404 from error
    return _pdf(content)


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="certificate.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@gate(certifying.DUTY)
@require_POST
def note_print(request: AuthenticatedRequest, address: str, intent_id: UUID) -> HttpResponse:
    """はい / 刷り直し / 廃棄; or how an unknown outcome was settled."""
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "").strip()
    intent = _intent(intent_id)
    if len(reason) > LONGEST_REASON:
        words = f"理由：長すぎる。{LONGEST_REASON}文字以内に縮めて、もう一度記録する"
        return _shown(request, intent, Notice("error", "記録できません", words))
    if what in PRINTS and intent.state == Intent.State.ISSUED and (what != "disposed" or reason):
        documents.note_print(intent_id, what, reason)
    elif what in ("handed_over", "not_handed_over") and intent.state == Intent.State.UNKNOWN:
        documents.settle_unknown(intent_id, what == "handed_over", reason)
    return HttpResponseRedirect(reverse("resident_tax:certificate_issued", args=[address, intent_id]))
