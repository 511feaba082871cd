"""Steps on one filing. Each is taken once, however often its page is sent; what it needs is said in the summary."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.backyard import filing_words as words
from yakuba.backyard.filing_forms import ArriveForm, AskForm, CorrectForm, DeclineForm, ProceedForm, StepForm
from yakuba.backyard.views.filings import filing_page, found_filing, people_shown
from yakuba.platform.access import service as access
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.cases import filing_desk, filings, work_steps
from yakuba.platform.cases.answer_words import YES_NO, words_of
from yakuba.platform.cases.models import Filing
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Question
from yakuba.platform.cases.registry import actions
from yakuba.platform.cases.service import CaseError
from yakuba.platform.screens.parts import Crumb, Notice, Problems
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import JST, current_context

ERAS = (
    ("seireki", "西暦"),
    ("reiwa", "令和"),
    ("heisei", "平成"),
    ("showa", "昭和"),
    ("taisho", "大正"),
    ("meiji", "明治"),
)
ADDRESS_LABELS = {
    "postcode": "郵便番号",
    "prefecture": "都道府県",
    "municipality": "市区町村",
    "town": "町名",
    "lot": "番地",
    "building": "建物名・部屋番号",
}

ACCOUNT_LABELS = {
    "bank": "金融機関コード",
    "branch": "支店コード",
    "kind": "種類（ordinary 普通、current 当座、savings 貯蓄）",
    "number": "口座番号",
    "holder": "口座名義（カタカナ）",
}
NEEDED = {"address": ("prefecture", "municipality"), "account": tuple(ACCOUNT_LABELS)}


def take_step(
    request: AuthenticatedRequest, filing: Filing, form: StepForm, what: str, step: Callable[[UUID], Filing]
) -> HttpResponse:
    """Take the step and go back to the page; a step that cannot be taken now is told there."""
    try:
        filing_desk.once(filing.id, form.key, step)
    except (filings.FilingError, CaseError) as error:
        return filing_page(request, found_filing(filing.id), notice=Notice("error", "進められません", str(error)))
    return _back(request, filing, what)


def _back(request: AuthenticatedRequest, filing: Filing, what: str) -> HttpResponse:
    target = reverse("backyard:filing", args=[request.place.address, filing.id])
    return HttpResponseRedirect(f"{target}?done={what}")


def enterable(filing_id: UUID) -> Filing:
    """The filing, for somebody who may change it. Raises Http404, access.Refused."""
    filing = found_filing(filing_id)
    access.require(actions.get(words.procedure_of(filing).action).enter_duty)
    return filing


@gate()
@require_POST
def recheck(request: AuthenticatedRequest, address: str, filing_id: UUID) -> HttpResponse:
    """もう一度確認する."""
    filing, form = enterable(filing_id), StepForm(request.POST, auto_id="recheck_%s")
    if not form.is_valid():
        return filing_page(request, filing, problems=problems_of(form))
    return take_step(request, filing, form, "recheck", filings.recheck)


@gate()
@require_POST
def proceed(request: AuthenticatedRequest, address: str, filing_id: UUID) -> HttpResponse:
    """アラートに理由を付けて進める."""
    filing = enterable(filing_id)
    form = ProceedForm(filing.findings, request.POST)
    if not form.can_go_on:
        return filing_page(request, filing, sent=form, problems=problems_of(form))
    return take_step(request, filing, form, "proceed", lambda key: filings.proceed(key, form.reasons()))


@gate()
@require_POST
def arrive(request: AuthenticatedRequest, address: str, filing_id: UUID) -> HttpResponse:
    """来庁を確かめて進める: the law wants the person here, and now the person is."""
    filing, form = enterable(filing_id), ArriveForm(request.POST)
    if not form.can_go_on:
        return filing_page(request, filing, sent=form, problems=problems_of(form))
    seen = form.cleaned_data["identification"]
    return take_step(request, filing, form, "arrive", lambda key: filings.arrive(key, seen))


@gate()
@require_POST
def tick(request: AuthenticatedRequest, address: str, filing_id: UUID) -> HttpResponse:
    """済みにする: a step of the municipality's own flow was done."""
    filing, form, name = enterable(filing_id), StepForm(request.POST, auto_id="tick_%s"), request.POST.get("step", "")
    if not form.is_valid():
        return filing_page(request, filing, problems=problems_of(form))
    return take_step(request, filing, form, "ticked", lambda key: work_steps.tick(key, name))


@gate()
@require_POST
def assign(request: AuthenticatedRequest, address: str, filing_id: UUID) -> HttpResponse:
    """担当する, or 外す. Pressed twice, it is the same."""
    filing, what = enterable(filing_id), request.POST.get("do", "")
    actor = current_context().actor
    owner = {"take": (actor.id, actor.name), "release": (None, "")}.get(what)
    if owner is None:
        raise Http404
    try:
        filings.assign(filing.id, *owner)
    except filings.FilingError as error:
        return filing_page(request, found_filing(filing.id), notice=Notice("error", "進められません", str(error)))
    return _back(request, filing, what)


def closed_page(request: AuthenticatedRequest, filing: Filing) -> HttpResponse | None:
    """The page of a filing that is past changing, with why; None while it is open."""
    if filing.state in filings.OPEN:
        return None
    text = f"この申請は「{filing.get_state_display()}」です"
    return filing_page(request, filing, notice=Notice("error", "進められません", text))


def step_crumbs(request: AuthenticatedRequest, filing: Filing, title: str) -> list[Crumb]:
    address = request.place.address
    return [
        Crumb("申請の管理", reverse("backyard:filings", args=[address])),
        Crumb(filing.receipt_number, reverse("backyard:filing", args=[address, filing.id])),
        Crumb(title),
    ]


@gate()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: AuthenticatedRequest, address: str, filing_id: UUID) -> HttpResponse:
    """返答を求める: which answers, and why."""
    filing = enterable(filing_id)
    if request.method != "POST" and (closed := closed_page(request, filing)):
        return closed
    people = people_shown([filing], {"filing": filing.receipt_number}, case_id=filing.case_id)
    # Only what the form itself found is worded for residents.
    hints = {
        str(one["item"]): str(one["message"]) for one in filing.findings if one["code"] in ("F-01", "X-01", "X-02")
    }
    given = [(one.question, one.title, one.value) for one in words.answers_of(filing, people)]
    form = AskForm(given, hints, request.POST or None)
    if form.can_go_on:
        return take_step(request, filing, form, "ask", lambda key: filings.ask(key, form.asked()))
    context = {"filing": filing, "crumbs": step_crumbs(request, filing, "返答を求める")}
    return render_form_page(request, "backyard/filing_ask.html", form, context)


@gate()
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: AuthenticatedRequest, address: str, filing_id: UUID) -> HttpResponse:
    """受け付けない, with the reason the resident reads."""
    filing = enterable(filing_id)
    if request.method != "POST" and (closed := closed_page(request, filing)):
        return closed
    form = DeclineForm(request.POST or None)
    if form.can_go_on:
        return take_step(
            request, filing, form, "decline", lambda key: filings.decline(key, form.cleaned_data["reason"])
        )
    context = {"filing": filing, "crumbs": step_crumbs(request, filing, "受け付けない")}
    return render_form_page(request, "backyard/filing_decline.html", form, context)


@gate()
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: AuthenticatedRequest, address: str, filing_id: UUID, question: str) -> HttpResponse:
    """補正する: one answer, retyped by a member of staff."""
    filing = enterable(filing_id)
    asked = next((one for one in words.procedure_of(filing).steps if one.id == question), None)
    if asked is None or asked.kind == "file":  # files are attached, not typed
        raise Http404
    if request.method != "POST":
        return closed_page(request, filing) or _correcting(request, filing, asked, CorrectForm(), Problems())
    form = CorrectForm(request.POST)
    fields = {name: [str(one) for one in values] for name, values in request.POST.lists()}
    found = reading.read(asked, fields, filing.filed_at.astimezone(JST).date())
    if found.problem is not None:
        target = f"q-{found.problem.part}" if found.problem.part else _first_control(asked)
        problems = form.problems(found.problem.message.ja, target)
        return _correcting(request, filing, asked, form, problems)
    if not form.is_valid():
        return _correcting(request, filing, asked, form, problems_of(form))
    return take_step(request, filing, form, "correct", lambda key: filings.correct(key, asked.id, found.value))


def _first_control(question: Question) -> str:
    """The id of the first control of a question."""
    named = {"date": "q-year", "address": "q-postcode", "account": "q-bank"}
    return "q" if question.is_one_field else named.get(question.kind, "q-1")


def _correcting(
    request: AuthenticatedRequest, filing: Filing, question: Question, form: CorrectForm, problems: Problems
) -> HttpResponse:
    people = people_shown([filing], {"filing": filing.receipt_number}, case_id=filing.case_id)
    names = words.tokens_named(filing, people)
    value = filing.answers.get(question.id)
    wrong = problems.items[-1] if problems else None
    context = {
        "filing": filing,
        "question": question,
        "form": form,
        "problems": problems,
        "wrong": wrong.text if wrong else "",
        "wrong_id": wrong.target if wrong else "",
        "now": words_of(question, value, names),
        "automatic": words.procedure_of(filing).finish == "automatic",
        "eras": ERAS,
        "crumbs": step_crumbs(request, filing, "補正する"),
        **_controls(request, question, value, names),
    }
    return page(request, "backyard/filing_correct.html", context, 422 if problems else 200)


def _controls(request: AuthenticatedRequest, question: Question, value: Any, names: dict[str, str]) -> dict[str, Any]:
    """What the controls of a question hold: what was sent, else the answer as it stands."""
    sent = request.POST if request.method == "POST" else None
    if question.kind == "date":
        kept = _date_parts(value)
        parts = {name: sent.get(f"q-{name}", "") if sent else kept[name] for name in kept}
        return {"control": "date", "parts": parts}
    if question.kind in ("address", "account"):
        given = value if isinstance(value, dict) else {}
        rows = [
            (name, label, sent.get(f"q-{name}", "") if sent else str(given.get(name) or ""))
            for name, label in (ADDRESS_LABELS if question.kind == "address" else ACCOUNT_LABELS).items()
        ]
        return {"control": "address", "rows": rows, "needed": NEEDED[question.kind]}
    if question.is_one_field:
        return {"control": "text", "typed": sent.get("q", "") if sent else str(value or "")}
    chosen = sent.getlist("q") if sent else value if isinstance(value, list) else [value]
    many = question.kind in ("people", "choices")
    return {"control": "many" if many else "one", "options": _options(question, names), "chosen": chosen}


def _options(question: Question, names: dict[str, str]) -> list[tuple[str, str]]:
    if question.kind == "people":
        return list(names.items())
    if question.kind == "yes_no":
        return list(YES_NO.items())
    return [(one.value, one.label.ja) for one in question.options]


def _date_parts(value: Any) -> dict[str, str]:
    """A kept date in the parts of its controls, in the western calendar."""
    year, _, rest = str(value or "").partition("-")
    month, _, day = rest.partition("-")
    return {"era": "seireki", "year": year, "month": month.lstrip("0"), "day": day.lstrip("0")}
