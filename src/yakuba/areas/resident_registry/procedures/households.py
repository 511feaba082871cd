"""世帯主変更・世帯分離・世帯合併: from answers to the change, and checks of their own (住民基本台帳法第25条)."""

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.events import HeadChange, HouseholdMerge, HouseholdSplit
from yakuba.areas.resident_registry.domain.household import is_head
from yakuba.areas.resident_registry.domain.record_address import AddressItems
from yakuba.areas.resident_registry.domain.record_values import group_of
from yakuba.areas.resident_registry.procedures import kin
from yakuba.areas.resident_registry.procedures.changing import day_of, filing_of, household_at, household_of
from yakuba.platform.cases.errors import FilingError
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, automatic_check, builder

NO_HEAD = "新しい世帯主：選ばれていない"


def _around_new_head(facts: Facts) -> kin.Related | None:
    people = household_of(facts)
    head = kin.chosen_head(facts, people)
    return kin.around(people, head, facts.answers.get("relations", "")) if head else None


@builder("resident_registry.head_change_notification")
def head_change_notification(facts: Facts) -> HeadChange:
    """Raises FilingError for answers its checks do not let through."""
    related = _around_new_head(facts)
    if related is None:
        raise FilingError(NO_HEAD)
    return HeadChange(
        filing=filing_of(facts, day_of(facts, "changed_on")),
        household_number=household_of(facts)[0].household_number,
        members=related.movers,
    )


@builder("resident_registry.household_split_notification")
def household_split_notification(facts: Facts) -> HouseholdSplit:
    """Raises FilingError for answers its checks do not let through."""
    related = kin.of_movers(facts)
    if related is None:
        raise FilingError(NO_HEAD)
    return HouseholdSplit(filing=filing_of(facts, day_of(facts, "changed_on")), movers=related.movers)


@builder("resident_registry.household_merge_notification")
def household_merge_notification(facts: Facts) -> HouseholdMerge:
    """The applicant's whole household joins the other one, which lives at the same address."""
    related = kin.joining(household_of(facts), facts.answers["relations_there"])
    return HouseholdMerge(
        filing=filing_of(facts, day_of(facts, "changed_on")), movers=related.movers, household_number=_there(facts)
    )


def _there(facts: Facts) -> str:
    """The household of the named head at the applicant's own address; blank when it is none, or their own."""
    people = household_of(facts)
    if not people:
        return ""
    number = household_at(group_of(AddressItems, people[0]), facts.answers.get("head_there", ""))
    return "" if number == people[0].household_number else number


@automatic_check("resident_registry.head_is_new", "新しい世帯主が、いまの世帯主とちがう一人か")
def head_is_new(facts: Facts) -> list[Finding]:
    chosen = storage.latest(facts.numbers("new_head"))
    if len(chosen) == 1 and not is_head(chosen[0]):
        return []
    message = "新しい世帯主：一人が選ばれていないか、すでに世帯主"
    return [Finding("error", "P-29", "new_head", message, "本人に選び直してもらう", "juki-1.0:4.1.4.2")]


@automatic_check("resident_registry.relationships_of_household", "世帯の全員の続柄がわかるか")
def relationships_of_household(facts: Facts) -> list[Finding]:
    related = _around_new_head(facts)
    return kin.findings(related, "relations") if related else []


@automatic_check("resident_registry.household_here_is_known", "同じ住所の、入る世帯がわかるか")
def household_here_is_known(facts: Facts) -> list[Finding]:
    if _there(facts):
        return []
    message = "入る世帯：申請する人と同じ住所に、その世帯主のほかの世帯が見つからないか、一つに決まらない"
    remedy = "世帯主の氏名を本人に確かめて補正する。住所がちがうときは転居届を案内し、受け付けない"
    return [Finding("error", "P-28", "head_there", message, remedy, "juki-1.0:4.1.4.1")]
