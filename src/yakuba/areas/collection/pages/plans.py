"""分割納付: all plans with those that are behind first, one plan with its parts and its end, a new plan of a person."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from yakuba.areas.collection import queries
from yakuba.areas.collection.actions import planning
from yakuba.areas.collection.actions.planning import PLAN, Debt, Kept
from yakuba.areas.collection.domain import plans
from yakuba.areas.collection.domain.plans import Part
from yakuba.areas.collection.models import InstalmentPlan, PlannedClaim
from yakuba.areas.collection.pages.files import PAGE, crumbs
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.ledger import service as ledger
from yakuba.platform.ledger.service import Claim, Refused
from yakuba.platform.register import service as register
from yakuba.platform.screens.date_fields import QuickDateField
from yakuba.platform.screens.fields import CheckField, ChecksField, IntegerField, TextAreaField
from yakuba.platform.screens.forms import EntryForm
from yakuba.platform.screens.paging import small_number
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import csv_response, render_form_page
from yakuba.standards.errors import StandardsError

STATES = {"behind": "遅れ", "kept": "約束どおり", "done": "完納", "ended": "取りやめ"}
HEADER = (
    "計画の番号",
    "状態",
    "宛名番号",
    "氏名・名称",
    "支援措置・抑止",
    "約束の日",
    "約束の額",
    "納めた額",
    "遅れの額",
    "次の期日",
    "次の額",
)
DONE = {
    "agreed": Notice("success", "分割納付の計画を登録しました", "守られている間、督促状は発付しません"),
    "ended": Notice("success", "計画を取りやめました", "未収は、次の督促状の対象に戻ります"),
}


class PlanForm(EntryForm):
    """A plan: over what, from when, how often; or each payment as it was agreed."""

    lead = "登録できません"
    claims = ChecksField(label="分割する未収", choices=())
    first_on = QuickDateField(label="初回の期日", required=False, support="2回目からは毎月の同じ日")
    times = IntegerField(label="回数", low=1, high=plans.MOST_PARTS, required=False, unit="回", width="4")
    lines = TextAreaField(
        label="回ごとの期日と金額",
        required=False,
        limit=2_000,
        rows=6,
        support="等分でないときだけ、1行に1回。例：2026-12-31 9,000",
    )
    reason = TextAreaField(label="分割の理由・聞き取った事情", limit=400)
    sure = CheckField(label="計画の内容を本人と確かめた（登録するときに選ぶ）", required=False)

    def __init__(self, *args: Any, debts: Sequence[Debt], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["claims"]
        assert isinstance(field, ChecksField)  # as declared above
        field.choices = tuple((str(one.claim.id), _words(one)) for one in debts)

    def clean(self) -> dict[str, Any]:
        """Either dates and amounts, or a first day and a count."""
        given: dict[str, Any] = super().clean() or {}
        for name, label in (("first_on", "初回の期日"), ("times", "回数")):
            if not given.get("lines") and not given.get(name) and name not in self.errors:
                self.add_error(name, f"{label}がありません。入れるか、回ごとの期日と金額を入力してください")
        return given


class EndForm(EntryForm):
    """The end of a plan."""

    lead = "取りやめられません"
    reason = TextAreaField(label="取りやめの理由", limit=400, support="例：2回続けて納付がない、計画を作り直す")


def _words(debt: Debt) -> str:
    late = f"＋延滞金{debt.late:,}円" if debt.late else ""
    return f"{debt.claim.title}　未収{debt.open:,}円{late}（{debt.claim.number}）"


def _parts(form: PlanForm, total: int) -> tuple[Part, ...]:
    """What the form says. StandardsError."""
    given = form.cleaned_data
    return plans.written(given["lines"]) if given["lines"] else plans.spread(total, given["first_on"], given["times"])


@gate(PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AuthenticatedRequest, address: str, number: int) -> HttpResponse:
    """A new plan: first shown as it would be, then, when it was ticked, kept."""
    if not Addressee.objects.filter(addressee_number=number).exists():
        raise Http404
    debts, stopped = _debts(number)
    late = [str(one.claim.id) for one in debts if one.claim.due_on <= queries.last_overdue(queries.today())]
    sent = request.POST if request.method == "POST" else None
    form = PlanForm(sent, debts=debts) if sent is not None else PlanForm(debts=debts, initial={"claims": late})
    shown: Sequence[Part] = ()
    if form.is_bound and form.can_go_on:
        wanted = {UUID(one) for one in form.cleaned_data["claims"]}
        try:
            shown = _parts(form, sum(one.sum for one in debts if one.claim.id in wanted))
            plans.check(shown, sum(one.sum for one in debts if one.claim.id in wanted), queries.today())
            if form.cleaned_data["sure"]:
                plan = planning.agree(number, wanted, shown, (form.key, form.cleaned_data["reason"]))
                return HttpResponseRedirect(f"{reverse('collection:plan', args=[address, plan.id])}?done=agreed")
            form.add_error("sure", "下の計画を本人と確かめ、チェックを入れて、もう一度押してください")
        except (Refused, StandardsError) as stop:
            form.add_error(None, str(stop))
    register.record("view_account", [number], note=register.Note(duty=PLAN))
    back = reverse("collection:account", args=[address, number])
    context = {
        "number": number,
        "named": queries.names_of([number])[number],
        "debts": debts,
        "stopped": stopped,
        "shown": shown,
        "total": sum(part.amount for part in shown),
        "crumbs": crumbs(request, Crumb("収納状況", back), Crumb("分割納付")),
    }
    return render_form_page(request, "collection/plan_new.html", form, context)


def _debts(number: int) -> tuple[list[Debt], str]:
    """What may be planned, and why nothing may."""
    try:
        return planning.debts(number), ""
    except Refused as stop:
        return [], str(stop)


@gate(PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: AuthenticatedRequest, address: str, plan_id: UUID) -> HttpResponse:
    """One plan: its parts as they stand, what it is over, and its end."""
    plan = InstalmentPlan.objects.filter(id=plan_id).first()
    if plan is None:
        raise Http404
    form = EndForm(request.POST) if request.method == "POST" else EndForm()
    if form.is_bound and form.can_go_on:
        try:
            planning.end(plan.id, form.cleaned_data["reason"])
        except Refused as stop:
            form.add_error(None, str(stop))
        else:
            return HttpResponseRedirect(f"{reverse('collection:plan', args=[address, plan.id])}?done=ended")
    register.record("view_account", [plan.addressee_number], note=register.Note(duty=PLAN))
    (kept,) = planning.track([plan])
    planned = {one.claim_id: one for one in PlannedClaim.objects.filter(plan_id=plan.id)}
    claims = {claim.id: claim for claim in Claim.objects.filter(id__in=list(planned)).order_by("due_on", "number")}
    standings = ledger.balances(claims)
    context = {
        "kept": kept,
        "plan": plan,
        "claims": [(claim, planned[key], standings[key]) for key, claim in claims.items()],
        "named": queries.names_of([plan.addressee_number])[plan.addressee_number],
        "notice": DONE.get(request.GET.get("done", "")),
        "crumbs": crumbs(request, Crumb("分割納付", reverse("collection:plans", args=[address])), Crumb(plan.number)),
    }
    return render_form_page(request, "collection/plan.html", form, context)


def _listed(state: str) -> list[Kept]:
    """Plans of a state, those behind first."""
    if state in ("ended", ""):
        rows = InstalmentPlan.objects.order_by("-number")
        found = planning.track(list(rows.filter(state="ended")[:1_000] if state else rows[:1_000]))
    else:
        found = [one for one in planning.active() if one.state == state]
    return sorted(found, key=lambda one: (list(STATES).index(one.state), one.plan.number))


def _named(found: Sequence[Kept], act: str) -> list[dict[str, Any]]:
    people = sorted({one.plan.addressee_number for one in found})
    if people:
        register.record(act, people, note=register.Note(duty=PLAN, detail={"list": "分割納付", "rows": len(found)}))
    names = queries.names_of(people)
    return [{"kept": one, "plan": one.plan, "named": names[one.plan.addressee_number]} for one in found]


@gate(PLAN)
@require_http_methods(["GET", "HEAD"])
def listed(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All plans, those behind first."""
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in STATES else ""
    number = small_number(request.GET.get("page", "1"))
    found = _listed(wanted)
    context = {
        "rows": _named(found[(number - 1) * PAGE : number * PAGE], "view_account"),
        "count": len(found),
        "wanted": wanted,
        "states": STATES.items(),
        "number": number,
        "before": number - 1,
        "after": number + 1 if len(found) > number * PAGE else 0,
        "crumbs": crumbs(request, Crumb("分割納付")),
    }
    return render_form_page(request, "collection/plans.html", EndForm(), context)


@gate(PLAN)
@require_POST
def list_csv(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """All plans as CSV; no addresses."""
    table = []
    for row in _named(_listed(""), "print_list"):
        kept, plan = row["kept"], row["plan"]
        coming = kept.next
        table.append(
            (
                plan.number,
                STATES[kept.state],
                plan.addressee_number,
                row["named"].name,
                row["named"].mark,
                f"{plan.agreed_on:%Y-%m-%d}",
                plan.total,
                kept.paid,
                kept.behind,
                f"{coming.due_on:%Y-%m-%d}" if coming else "",
                coming.amount if coming else "",
            )
        )
    return csv_response("分割納付", HEADER, table)
