"""How the cases of the child allowance are shown to whoever decides: who, from when, how much, and why."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from yakuba.areas.child_allowance import rights, runs
from yakuba.areas.child_allowance.actions import changes, claim, names, paying, placing
from yakuba.areas.child_allowance.domain import entitlement, months
from yakuba.areas.child_allowance.domain.right import CARE_WORDS, Right
from yakuba.areas.child_allowance.models import PaymentRun
from yakuba.platform.cases import panels
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.panels import Panel
from yakuba.platform.cases.service import input_of
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current
from yakuba.standards.money.accounts import Account

Facts = list[tuple[str, str]]
KINDS = {"ordinary": "普通", "current": "当座", "savings": "貯蓄"}


def url(name: str, *args: object) -> str:
    """Address of a page of this area in the open municipality."""
    return reverse(f"child_allowance:{name}", args=[directory.by_id(current()).address, *args])


def account_words(account: Account | None) -> str:
    """An account in one line."""
    if account is None:
        return "（登録なし）"
    kind = KINDS.get(account.kind, account.kind)
    return f"{account.bank}-{account.branch} {kind} {account.number} {account.holder}"


def amount_facts(right: Right, month: str) -> Facts:
    """What each child is worth in a month, with the reason, and the sum."""
    found = entitlement.explained(right, month)
    told = [(one.name, f"{one.yen:,}円　{one.note}") for one in found.children]
    return [*told, (f"{months.words(month)}分の月額", f"{found.yen:,}円")]


def _name(number: int, people: dict[int, panels.Named]) -> str:
    named = people.get(number)
    return f"{named.name}{f'【{named.mark}】' if named.mark else ''}" if named else str(number)


def claim_panel(case: Case) -> Panel:
    """A claim with its verdict."""
    given: claim.NewClaim = input_of(case)
    verdict, right = claim.verdict_of(given), claim.right_of(given)
    people = panels.people_of({given.claimant})
    facts: Facts = [
        ("請求者", _name(given.claimant, people)),
        ("請求の日", dates.japanese(given.claimed_on)),
        ("事由の日", dates.japanese(given.happened_on) if given.happened_on else "―"),
        ("児童との関係", CARE_WORDS[given.care]),
        ("決定", "認定" if verdict.granted else "却下"),
    ]
    if verdict.why:
        facts.append(("決定の理由", f"{verdict.why}（{verdict.basis}）" if verdict.basis else verdict.why))
    if verdict.granted:
        facts += [("支給開始", f"{months.words(right.first)}分"), *amount_facts(right, right.first)]
        facts.append(("振込先", account_words(given.account)))
    facts.append(("入力", case.drafted_by_name))
    return Panel(facts=tuple(facts), links=_links(case), subjects=given.numbers)


def change_panel(case: Case) -> Panel:
    """A change of a right: before and after in the first month it counts for."""
    given: Any = input_of(case)
    row = rights.open_of(given.claimant)
    people = panels.people_of({given.claimant})
    facts: Facts = [("受給者", _name(given.claimant, people))]
    if case.state != Case.State.REGISTERED and row is not None:
        right = rights.value_of(row)
        done = changes.STEPS[case.action].make(given, right, row.number)
        facts += [("受給者番号", row.number), ("理由", done.why or "―")]
        facts.append(("改定・適用", f"{months.words(done.month)}分から"))
        if case.action == names.ACCOUNT:
            facts += [("前の口座", account_words(right.account)), ("新しい口座", account_words(done.right.account))]
        else:
            facts += amount_facts(done.right, done.month)
    facts.append(("入力", case.drafted_by_name))
    subjects = changes.subjects_of(given)
    return Panel(facts=tuple(facts), links=_links(case), subjects=subjects)


def place_panel(case: Case) -> Panel:
    """A child that came to a body: from when, and whose right is reduced by the same decision."""
    given: placing.Placing = input_of(case)
    facts: Facts = [("施設等", _name(given.claimant, panels.people_of({given.claimant})))]
    facts += [("児童", given.child.name), ("入所・委託の日", dates.japanese(given.entered_on))]
    facts += [
        ("届出の日", dates.japanese(given.claimed_on)),
        ("支給開始", f"{months.words(placing.month_of(given))}分から"),
    ]
    if case.state != Case.State.REGISTERED:
        last = months.words(months.last_month(given.entered_on))
        facts += [("いまの受給者", f"{row.number}（{last}分まで）") for row in placing.others(given)]
    facts.append(("入力", case.drafted_by_name))
    subjects = (given.claimant, *((given.child.number,) if given.child.number is not None else ()))
    return Panel(facts=tuple(facts), links=_links(case), subjects=subjects)


def run_panel(case: Case) -> Panel:
    """A payment run: counts and total."""
    given: runs.Paying = input_of(case)
    run = PaymentRun.objects.filter(id=given.run).first()
    if run is None:
        return Panel()
    facts = (
        ("支払", f"{months.words(run.month)}　{run.get_kind_display()}"),
        ("支払日", dates.japanese(run.pay_on)),
        ("対象の月", f"{months.words(run.through)}分まで"),
        ("件数", f"{run.payments:,}件"),
        ("合計", f"{run.total:,}円"),
        ("支払わないもの", f"差止 {run.held:,}件、口座なし {run.without_account:,}件、過払い残 {run.with_debt:,}件"),
        ("計算した人", run.planned_by_name),
    )
    return Panel(facts=facts, links=(("支払の内訳", url("run", run.id)),))


def demand_panel(case: Case) -> Panel:
    """A demand to pay back."""
    given: paying.Demand = input_of(case)
    row = rights.latest(given.right)
    if row is None:
        return Panel()
    people = panels.people_of({row.claimant_number})
    facts: Facts = [("受給者", _name(row.claimant_number, people)), ("受給者番号", row.number)]
    if case.state != Case.State.REGISTERED:
        owed = paying.owed_back(row)
        facts += [(f"{months.words(month)}分", f"{yen:,}円") for month, yen in owed.lines.items()]
        facts.append(("返還を求める額", f"{owed.debt:,}円"))
    facts += [("理由", given.reason), ("入力", case.drafted_by_name)]
    links = ((f"受給者 {row.number}", url("right", row.right_id)),)
    return Panel(facts=tuple(facts), links=links, subjects=(row.claimant_number,))


def _links(case: Case) -> tuple[tuple[str, str], ...]:
    outcome = case.outcome or {}
    if "right" not in outcome:
        return ()
    return ((f"受給者 {outcome['number']}", url("right", outcome["right"])),)


def names_of(listed: Sequence[Case]) -> dict[UUID, str]:
    """Whom the cases are about; a run by its month."""
    whose: dict[UUID, int] = {}
    found: dict[UUID, str] = {}
    for case in listed:
        given: Any = input_of(case) if case.action.startswith("child_allowance.") else None
        if isinstance(given, runs.Paying):
            run = PaymentRun.objects.filter(id=given.run).first()
            found[case.id] = f"{months.words(run.month)}分の支払 {run.payments:,}件" if run else "支払"
        elif isinstance(given, paying.Demand):
            row = rights.latest(given.right)
            whose |= {case.id: row.claimant_number} if row else {}
        elif given is not None:
            whose[case.id] = given.claimant
    people = panels.people_of(set(whose.values()))
    return found | {key: _name(number, people) for key, number in whose.items()}


def today() -> str:
    """The month of the business date."""
    return months.of(current_context().business_date)


def register_all() -> None:
    """Called once at start."""
    panels.register_names(names_of)
    panels.register_panel(names.CLAIM, claim_panel)
    for name in changes.STEPS:
        panels.register_panel(name, change_panel)
    panels.register_panel(names.PLACE, place_panel)
    panels.register_panel(names.PAY, run_panel)
    panels.register_panel(names.REPAY, demand_panel)
