"""納付書: made for a due date or for one person, as CSV and as sheets to print."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import slips
from yakuba.areas.collection.actions.mandates import BILL
from yakuba.areas.collection.documents import slip as paper
from yakuba.areas.collection.models import PaymentSlip, SlipBatch
from yakuba.areas.collection.pages.billing_forms import SlipDueForm, SlipForm
from yakuba.areas.collection.pages.files import PAGE, crumbs
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.documents.glyphs import MissingGlyph
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Refused
from yakuba.platform.register import service as register
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import csv_response, page, render_form_page
from yakuba.platform.tenancy.context import JST

MOST_SHEETS = 300
HEADER = (
    "債権番号",
    "宛名番号",
    "氏名・名称",
    "支援措置・抑止",
    "件名",
    "会計年度",
    "賦課年度",
    "通知書番号",
    "期別",
    "納期限",
    "支払期限",
    "金額",
    "再発行",
    "コンビニのバーコード（44桁）",
    "バーコードの下の文字",
    "共通納税機関コード",
    "案件特定キー",
    "確認番号",
    "税目・料金番号",
)
EL_WORDS = HEADER[-4:]


@gate(BILL)
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Batches, newest first, and the form for the claims due on a day."""
    form = SlipDueForm(request.POST) if request.method == "POST" else SlipDueForm()
    if form.is_bound and form.can_go_on:
        try:
            batch = slips.make_due(form.cleaned_data["due_on"], form.cleaned_data["until"], form.key)
        except Refused as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(reverse("collection:slip_batch", args=[address, batch.id]))
    batches = list(SlipBatch.objects.order_by("-made_at", "-id")[:PAGE])
    context = {"batches": batches, "crumbs": crumbs(request, Crumb("納付書"))}
    return render_form_page(request, "collection/slips.html", form, context)


@gate(BILL)
@require_http_methods(["GET", "HEAD", "POST"])
def of_payer(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """Slips of one person's open claims."""
    if not Addressee.objects.filter(addressee_number=number).exists():
        raise Http404
    owed = ledger.open_claims(number)
    choices = [(str(one.id), f"{one.title}　未収{standing.open:,}円（{one.number}）") for one, standing in owed]
    initial = {"claims": [key for key, _ in choices]}
    form = (
        SlipForm(request.POST, claims=choices)
        if request.method == "POST"
        else SlipForm(claims=choices, initial=initial)
    )
    if form.is_bound and form.can_go_on:
        wanted = [UUID(one) for one in form.cleaned_data["claims"]]
        try:
            batch = slips.make_for(number, wanted, form.cleaned_data["until"], form.key)
        except Refused as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(reverse("collection:slip_batch", args=[address, batch.id]))
    register.record("view_account", [number], note=register.Note(duty=BILL))
    back = reverse("collection:account", args=[address, number])
    context = {
        "number": number,
        "named": queries.names_of([number])[number],
        "owed": owed,
        "crumbs": crumbs(request, Crumb("収納状況", back), Crumb("納付書")),
    }
    return render_form_page(request, "collection/payer_slips.html", form, context)


def _found(batch_id: UUID) -> SlipBatch:
    batch = SlipBatch.objects.filter(id=batch_id).first()
    if batch is None:
        raise Http404
    return batch


def _rows(batch: SlipBatch, start: int, size: int, act: str) -> list[dict[str, Any]]:
    """Slips with their claims and names, kept in the register as shown."""
    found = list(PaymentSlip.objects.filter(batch_id=batch.id).order_by("place")[start : start + size])
    claims = {claim.id: claim for claim in Claim.objects.filter(id__in=[one.claim_id for one in found])}
    people = sorted({claim.addressee_number for claim in claims.values()})
    if people:
        register.record(act, people, note=register.Note(duty=BILL, detail={"list": "納付書", "rows": len(found)}))
    names = queries.names_of(people)
    return [
        {"one": one, "claim": claims[one.claim_id], "named": names[claims[one.claim_id].addressee_number]}
        for one in found
    ]


@gate(BILL)
@require_safe
def batch(request: AuthenticatedRequest, address: str, batch_id: UUID) -> HttpResponse:
    """One batch: its slips with the digits under the bars."""
    return _shown(request, _found(batch_id), None)


def _shown(request: AuthenticatedRequest, found: SlipBatch, notice: Notice | None, status: int = 200) -> HttpResponse:
    number = small_number(request.GET.get("page", "1"))
    rows = _rows(found, (number - 1) * PAGE, PAGE + 1, "view_account")
    way = Crumb("納付書", reverse("collection:slips", args=[request.place.address]))
    context = {
        "batch": found,
        "rows": [{**row, "readable": slips.readable(row["one"])} for row in rows[:PAGE]],
        "printable": found.count <= MOST_SHEETS,
        "most": MOST_SHEETS,
        "number": number,
        "before": number - 1,
        "after": number + 1 if len(rows) > PAGE else 0,
        "notice": notice,
        "crumbs": crumbs(request, way, Crumb(f"{found.made_at:%Y/%m/%d}")),
    }
    return page(request, "collection/slip_batch.html", context, status)


@gate(BILL)
@require_POST
def batch_csv(request: AuthenticatedRequest, address: str, batch_id: UUID) -> HttpResponse:
    """The batch as CSV, for who prints it; no addresses."""
    found = _found(batch_id)
    contracted = slips.numbers_on(found.made_at.astimezone(JST).date())
    table = []
    for row in _rows(found, 0, slips.MOST, "print_list"):
        one, claim = row["one"], row["claim"]
        words = slips.el_words(one, claim, contracted)
        table.append(
            (
                claim.number,
                claim.addressee_number,
                row["named"].name,
                row["named"].mark,
                claim.title,
                claim.fiscal_year,
                claim.levy_year,
                claim.notice_number,
                claim.instalment or "",
                f"{claim.due_on:%Y-%m-%d}",
                f"{found.until:%Y-%m-%d}",
                one.amount,
                one.issue,
                one.barcode,
                slips.readable(one),
                *(words.get(name, "") for name in EL_WORDS),
            )
        )
    return csv_response(f"納付書_{found.made_at:%Y%m%d}", HEADER, table)


@gate(BILL)
@require_POST
def sheets(request: AuthenticatedRequest, address: str, batch_id: UUID) -> HttpResponse:
    """The slips as a PDF, one a page, the bars drawn."""
    found = _found(batch_id)
    if found.count > MOST_SHEETS:
        stop = Notice("error", "印刷できません", f"{MOST_SHEETS}件までです。CSVで出し、印刷の委託先に渡してください")
        return _shown(request, found, stop, 409)
    rows = _rows(found, 0, MOST_SHEETS, "print_list")
    contracted = slips.numbers_on(found.made_at.astimezone(JST).date())
    told = [
        paper.Told(
            row["named"].name,
            row["claim"],
            row["one"].amount,
            found.until,
            (slips.readable(row["one"]), slips.widths(row["one"])),
            slips.el_words(row["one"], row["claim"], contracted),
        )
        for row in rows
    ]
    try:
        content = paper.drawn(request.place.name, told, found.made_at)
    except MissingGlyph as missing:
        stop = Notice("error", "印刷できません", f"「{missing.character}」の字形がありません。CSVで出してください")
        return _shown(request, found, stop, 409)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="nofusho.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
