"""A year of work that is counted and published, here and in another town, for the pages of process comparison; a flow
that its cases are held against."""

from tests.accessibility.filling import Filled
from tests.insight.work_comparison.working import YEAR, Work, add, analysed, checked
from tests.world import found_town
from yakuba.insight.work_comparison import publishing
from yakuba.platform.tenancy.context import now


def work(full: Filled) -> None:
    """One procedure of which everything is told, one of too few cases; the other town's comes out quicker."""
    here = (Work(), Work("dog_registration", "犬の登録", cases=6))
    full.names["work_year"] = YEAR
    for town, works in ((full.town, here), (found_town("012025"), (Work(days=1.0),))):
        add(town, *works)
        analysed(town)
        with town.open("chief", now()) as context:
            day = context.business_date
            consent = publishing.give(publishing.Wanted(["move_out", "dog_registration"], day, day))
            full.names.setdefault("work_consent", consent.id)
    check = checked(full.town)
    full.names |= {"work_flow": check.flow_id, "work_check": check.id}
