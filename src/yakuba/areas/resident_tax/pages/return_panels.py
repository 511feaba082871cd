"""How a return is shown to whoever decides: what was told, what changed, and what the tax would be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from yakuba.areas.resident_tax import return_estimates, returns
from yakuba.areas.resident_tax.actions import returns as acts
from yakuba.areas.resident_tax.domain.return_form import LINES
from yakuba.areas.resident_tax.domain.returns import NOTHING_WORDS, Dependant, Spouse, TaxReturn
from yakuba.areas.resident_tax.models import TaxReturnVersion
from yakuba.platform.cases import panels
from yakuba.platform.cases.models import Case
from yakuba.platform.cases.panels import Panel
from yakuba.platform.cases.service import input_of
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current

Facts = list[tuple[str, str]]
RELATIONS = {"child": "子・孫など", "parent": "父母・祖父母など", "other": "その他の親族"}
DISABILITIES = {"": "", "general": "障害者", "special": "特別障害者"}


def url(name: str, *args: object) -> str:
    """Address of a page of this area in the open municipality."""
    return reverse(f"resident_tax:{name}", args=[directory.by_id(current()).address, *args])


def words_of(told: TaxReturn) -> Facts:
    """What a return says, line by line, without the person."""
    facts: Facts = [("申告の日", dates.japanese(told.filed_on))]
    if told.no_income:
        facts.append(("収入", f"なし（{NOTHING_WORDS.get(told.nothing, '―')}）"))
    facts += [(line.label, f"{told.amounts[name]:,}円") for name, line in LINES.items() if name in told.amounts]
    alone = (
        "寡婦" if told.widow else {"mother": "ひとり親（母）", "father": "ひとり親（父）"}.get(told.single_parent, "")
    )
    marks = (
        DISABILITIES[told.disability],
        alone,
        "勤労学生" if told.working_student else "",
        "生活扶助" if told.public_assistance else "",
    )
    if any(marks):
        facts.append(("本人の事情", "、".join(mark for mark in marks if mark)))
    if told.spouse:
        facts.append(("配偶者", _relative(told.spouse)))
    facts += [("扶養親族", f"{_relative(one)}　{RELATIONS[one.relation]}") for one in told.dependants]
    if told.note:
        facts.append(("備考", told.note))
    return facts


def _relative(one: Spouse | Dependant) -> str:
    born = dates.japanese(one.birth_date) if one.birth_date else "生年月日不明"
    apart = "" if not isinstance(one, Dependant) or one.cohabiting else "　別居"
    mark = f"　{DISABILITIES[one.disability]}" if one.disability else ""
    return f"{one.name}　{born}　所得 {one.income:,}円{mark}{apart}"


def _name(number: int) -> str:
    named = panels.people_of({number}).get(number)
    return f"{named.name}{f'【{named.mark}】' if named.mark else ''}" if named else str(number)


def file_panel(case: Case) -> Panel:
    """A return, with what it would come to; a correction with the lines that change."""
    given: acts.Filed = input_of(case)
    told = given.told
    facts: Facts = [("申告する人", _name(told.taxpayer)), ("年度", f"{told.fiscal_year}年度"), *words_of(told)]
    if case.state != Case.State.REGISTERED:
        facts += _against(told, returns.latest(told.fiscal_year, told.taxpayer))
        found = return_estimates.estimate(told)
        facts.append(("年税額の試算", f"{found.annual_tax:,}円" if found else "ここでは課税されない"))
    if given.reason:
        facts.append(("訂正の理由", given.reason))
    facts.append(("入力", case.drafted_by_name))
    links = (("申告の画面", url("return", told.fiscal_year, told.taxpayer)),)
    mend = url("return_mend", told.fiscal_year, told.taxpayer, case.id) if told.channel == "desk" else ""
    return Panel(facts=tuple(facts), links=links, subjects=told.numbers, edit_url=mend)


def _against(told: TaxReturn, row: TaxReturnVersion | None) -> Facts:
    """What the version in force says differently."""
    if row is None or row.state != returns.State.FILED:
        return []
    before, now = words_of(returns.value_of(row)), words_of(told)
    gone = [one for one in before if one not in now]
    return [(f"訂正前：{label}", words) for label, words in gone]


def withdraw_panel(case: Case) -> Panel:
    """A withdrawal: whose, which year, why."""
    given: acts.Withdrawn = input_of(case)
    facts = (
        ("申告した人", _name(given.taxpayer)),
        ("年度", f"{given.fiscal_year}年度"),
        ("取下げの理由", given.reason),
        ("入力", case.drafted_by_name),
    )
    links = (("申告の画面", url("return", given.fiscal_year, given.taxpayer)),)
    return Panel(facts=facts, links=links, subjects=(given.taxpayer,))


def names_of(listed: Sequence[Case]) -> dict[UUID, str]:
    """Whom the cases are about."""
    whose: dict[UUID, int] = {}
    for case in listed:
        given: Any = input_of(case) if case.action in (acts.FILE, acts.WITHDRAW) else None
        if given is not None:
            whose[case.id] = given.told.taxpayer if isinstance(given, acts.Filed) else given.taxpayer
    people = panels.people_of(set(whose.values()))
    return {key: people[number].name if number in people else str(number) for key, number in whose.items()}


def register_all() -> None:
    """Called once at start."""
    panels.register_names(names_of)
    panels.register_panel(acts.FILE, file_panel)
    panels.register_panel(acts.WITHDRAW, withdraw_panel)
