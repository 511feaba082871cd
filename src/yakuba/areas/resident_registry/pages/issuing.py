"""Certificate counter (A7): preview, issue, what was issued, reprint, disposal."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_registry import certificates, printed_numbers, queries, stops, storage
from yakuba.areas.resident_registry.documents.content import CertificateContent
from yakuba.areas.resident_registry.documents.forms import compose
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.pages import records as record_pages
from yakuba.areas.resident_registry.pages.certificate_forms import CertificateForm, NumberedCertificateForm
from yakuba.platform.access import service as access
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import service as cases
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.fitting import Overflow
from yakuba.platform.documents.models import Intent, PrintEvent
from yakuba.platform.documents.rendering import JSON, Fits, Form, inspect, render
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.register import service as register
from yakuba.platform.screens.forms import Alert
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.secrets import service as secrets
from yakuba.platform.secrets.errors import KeysMissing, Unreadable
from yakuba.platform.tenancy.context import current_context

ISSUE, INQUIRE = "resident_registry.issue", "resident_registry.inquire"
LONGEST_REASON = 200
TOO_LONG = Notice("error", "記録できません", f"理由：長すぎる。{LONGEST_REASON}文字以内に縮めて、もう一度記録する")
PRINTS = {"printed": "印刷できた", "reprinted": "刷り直し", "disposed": "廃棄"}


def _members(request: AuthenticatedRequest) -> tuple[Record, ...]:
    try:
        return queries.household(request.GET.get("household", ""))
    except queries.NoSuchPerson as error:
        raise Http404 from error


@gate(ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """The request. Checks and the number in this transaction; drawing after it; the outcome in another."""
    members = _members(request)
    form, with_numbers = _form(request, members)
    context = {
        "household_number": members[0].household_number,
        "numbers_url": f"?household={members[0].household_number}&numbers=on",
        "may_number": secrets.DUTY in current_context().actor.duties and not with_numbers,
        "step_up": with_numbers and not current_context().stepped_up,
        "crumbs": [
            Crumb("世帯", reverse("resident_registry:household", args=[address, members[0].household_number])),
            Crumb("証明書の発行"),
        ],
    }
    if not (form.is_bound and form.can_go_on):
        return render_form_page(request, "resident_registry/issue.html", form, context)
    preview = request.POST.get("do") == "preview"
    earlier = None if preview else documents.find_submission(form.key)
    if earlier is not None:
        return HttpResponseRedirect(reverse("resident_registry:issued", args=[address, earlier]))
    try:
        if preview:
            return _preview(form, members)
        prepared = _prepare(form, members, seen=request.POST.get("overflow") == "seen")
    except (certificates.CannotIssue, NoCertifier, stops.Stopped, cases.CaseError, KeysMissing, Unreadable) as refusal:
        form.add_error(None, str(refusal))
        return render_form_page(request, "resident_registry/issue.html", form, context)
    except access.StepUpNeeded:
        # What was typed stays on the page: the factor is shown in another window.
        form.add_error(None, "番号の記載：職員の本人確認が要る。［もう一度確認する］のあと、この画面でまた［発行する］")
        return render_form_page(request, "resident_registry/issue.html", form, context)
    except Overflowing as overflow:
        # The transaction goes on to the answer, but nothing was taken or written: the inspection comes first.
        form.findings += overflow.alerts
        return render_form_page(request, "resident_registry/issue.html", form, context | {"overflow": True})
    intent, now = prepared.intent, current_context()
    drawing = partial(documents.finish, intent.municipality_id, intent.id, now, prepared)
    request.after_request = drawing  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("resident_registry:issued", args=[address, intent.id]))


def _form(request: AuthenticatedRequest, members: tuple[Record, ...]) -> tuple[CertificateForm, bool]:
    """The form, and whether it offers numbers. What was typed before they were wanted is on it, not yet checked."""
    with_numbers, wanted_now = request.GET.get("numbers") == "on", request.POST.get("do") == "numbers"
    if with_numbers:
        access.require(secrets.DUTY)
        if request.method != "POST":
            access.require_step_up(secrets.DUTY)
    kind = NumberedCertificateForm if with_numbers else CertificateForm
    form = kind(members, request.POST if request.method == "POST" and not wanted_now else None)
    if wanted_now:
        form.begin_with(request.POST)
    form.initial.setdefault("chosen", request.GET.getlist("chosen"))
    return form, with_numbers


class Overflowing(Exception):
    """Texts that do not fit; the clerk looks at the preview and presses again (juki-1.0:5.8)."""

    def __init__(self, overflow: Sequence[Overflow]) -> None:
        self.alerts = [
            Alert(
                "",
                f"文字があふれる：「{one.text}」の「{one.lost}」が印字されない",
                "プレビューで確かめ、よければもう一度［発行する］",
            )
            for one in overflow
        ]
        super().__init__(len(self.alerts))


def _held(form: CertificateForm, members: tuple[Record, ...]) -> list[Record]:
    """The chosen persons, once nothing stands in the way. Raises CaseError, stops.Stopped."""
    chosen = set(form.cleaned_data["chosen"])
    records = [member for member in members if member.addressee_number in chosen]
    numbers = [int(record.addressee_number) for record in records]
    cases.hold_unlocked(numbers)
    claim = _claim(form, members, numbers)
    stops.hold(claim)
    printed_numbers.allow(form.numbers(), form.wish().kind, claim, records)
    return records


Numbers = tuple[printed_numbers.Printed, printed_numbers.Printed]


def _content(form: CertificateForm, records: list[Record], numbers: Numbers | None = None) -> CertificateContent:
    """With the numbers given, else with words in their place."""
    individual, codes = printed_numbers.withheld(form.numbers()) if numbers is None else numbers
    wish = replace(form.wish(), individual_numbers=individual, resident_codes=codes)
    asked = records if wish.shown.history else []
    histories = {record.addressee_number: storage.versions([int(record.addressee_number)]) for record in asked}
    return certificates.content_of(wish, records, histories)


def _inspected(content: CertificateContent, seen: bool) -> tuple[Form, dict[str, JSON], Fits]:
    """Form, data, texts in their boxes. Raises CannotIssue for a missing glyph, Overflowing unless ``seen``."""
    paper, data = compose(content)
    found = inspect(paper, data)
    if found.missing:
        fault = found.missing[0]
        raise certificates.CannotIssue(
            f"「{fault.character}」の字形がない（{fault.item}）。文字を直すか、外字を依頼する"
        )
    if found.overflow and not seen:
        raise Overflowing(found.overflow)
    return paper, data, found.fits


def _preview(form: CertificateForm, members: tuple[Record, ...]) -> HttpResponse:
    """The certificate without number and seal, marked プレビュー on every page; only a register row is kept."""
    records = _held(form, members)
    paper, data, fits = _inspected(_content(form, records), seen=True)
    title = certificates.TITLES[form.wish().kind]
    note = register.Note(duty=ISSUE, detail={"preview": title, "purpose": form.cleaned_data["purpose"]})
    register.record("view_document", [int(record.addressee_number) for record in records], note=note)
    return _pdf(render(paper, data, current_context().instant, fits=fits).content)


def _prepare(form: CertificateForm, members: tuple[Record, ...], seen: bool) -> documents.Prepared:
    records = _held(form, members)
    unnumbered = _content(form, records)
    _, _, fits = _inspected(unnumbered, seen)
    asked, kind = form.numbers(), form.wish().kind
    if asked:
        opened = printed_numbers.revealed(asked, kind, form.cleaned_data["purpose"])
        unnumbered = _content(form, records, opened)
    content = certificates.numbered(unnumbered, documents.take_serial())
    paper, data = compose(content)
    draft = documents.Draft(
        form=paper,
        title=certificates.TITLES[kind],
        number=certificates.number_text(content),
        data=data,
        subjects=[int(record.addressee_number) for record in records],
        submission=form.key,
        request=form.request(),
        numbers=asked.kinds,
        fits=fits,
    )
    return documents.prepare(draft)


def _claim(form: CertificateForm, members: tuple[Record, ...], numbers: list[int]) -> stops.Claim:
    given = form.cleaned_data
    household = tuple(int(member.addressee_number) for member in members)
    number = int(members[0].household_number)
    return stops.Claim(form.key, given["applicant"], given["applicant_name"], tuple(numbers), household, number)


@gate(INQUIRE)
@require_safe
def issues(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """The issue history of a person (juki-1.0:2.2.2)."""
    record = record_pages.found_person(number)
    context = record_pages.head_context(request, record, "issues") | {"issues": documents.issues_of(number)}
    return page(request, "resident_registry/issues.html", context)


@gate(ISSUE)
@require_safe
def issued(request: AuthenticatedRequest, address: str, intent_id: UUID) -> HttpResponse:
    """What became of an issue, and the question whether it printed well."""
    documents.mark_lost()
    intent = Intent.objects.filter(id=intent_id).first()
    if intent is None:
        raise Http404
    return page(request, "resident_registry/issued.html", _context(intent, _notice(intent)))


def _context(intent: Intent, notice: Notice | None) -> dict[str, Any]:
    return {
        "intent": intent,
        "prints": [(PRINTS[p.what], p) for p in PrintEvent.objects.filter(intent_id=intent.id).order_by("at", "id")],
        "states": Intent.State,
        "notice": notice,
        "crumbs": [Crumb("証明書の発行"), Crumb(intent.number)],
    }


def _notice(intent: Intent) -> Notice | None:
    states = Intent.State
    if intent.state == states.ISSUED:
        return Notice("success", "交付の準備ができました", "表示して印刷し、正しく印刷できたかを記録してください")
    if intent.state == states.FAILED:
        return Notice("error", "作成できませんでした", f"{intent.failure}。原因を直して、もう一度発行してください")
    if intent.state == states.UNKNOWN:
        return Notice("warning", "作成の途中で止まりました", "紙を渡したかどうかを確かめ、結果を記録してください")
    return None


@gate(ISSUE)
@require_safe
def pdf(request: AuthenticatedRequest, address: str, intent_id: UUID) -> HttpResponse:
    """The stored bytes."""
    try:
        _, content = documents.content(intent_id)
    except documents.NotIssued as error:
        raise Http404 from error
    return _pdf(content)


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="certificate.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


@gate(ISSUE)
@require_POST
def note_print(request: AuthenticatedRequest, address: str, intent_id: UUID) -> HttpResponse:
    """はい / 刷り直し / 廃棄; or how an unknown outcome was settled."""
    what, reason = request.POST.get("what", ""), request.POST.get("reason", "").strip()
    intent = Intent.objects.filter(id=intent_id).first()
    if intent is None:
        raise Http404
    if len(reason) > LONGEST_REASON:
        return page(request, "resident_registry/issued.html", _context(intent, TOO_LONG), 422)
    if what in PRINTS and intent.state == Intent.State.ISSUED and (what != "disposed" or reason):
        documents.note_print(intent_id, what, reason)
    elif what in ("handed_over", "not_handed_over") and intent.state == Intent.State.UNKNOWN:
        documents.settle_unknown(intent_id, what == "handed_over", reason)
    return HttpResponseRedirect(reverse("resident_registry:issued", args=[address, intent_id]))
