"""The subjects under which the first page lists what can be filed, in the order most people look for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from yakuba.platform.cases.procedures.definition import Procedure

Offered = tuple[Procedure, int]
TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("topic.register", ("resident_registry.", "handover.seal_registration", "handover.family_register_office")),
    ("topic.tax", ("resident_tax.", "handover.resident_tax", "handover.light_vehicle_tax", "handover.collection")),
    ("topic.children", ("child_allowance.", "handover.childcare", "handover.schooling", "handover.maternal_health")),
    ("topic.insurance", ("handover.health_insurance", "handover.late_elderly", "handover.national_pension")),
    ("topic.welfare", ("handover.long_term_care", "handover.disability_welfare", "handover.medical_aid")),
    ("topic.living", ("handover.water", "handover.waste", "handover.dogs", "handover.disaster")),
)
"""Key of the words, and how the names of the actions begin in which its procedures end."""
OTHER = "topic.other"


@dataclass
class Topic:
    """``key`` of its words; ``offered``: procedures with fees, in the order given."""

    key: str
    offered: list[Offered] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return self.key.replace(".", "-")


def by_topic(offered: Iterable[Offered]) -> list[Topic]:
    """Everything offered, each once; no subject without a procedure. What a municipality made itself comes last."""
    found = {key: Topic(key) for key in (*(key for key, _ in TOPICS), OTHER)}
    for one, fee in offered:
        found[topic_of(one)].offered.append((one, fee))
    return [topic for topic in found.values() if topic.offered]


def topic_of(procedure: Procedure) -> str:
    return next((key for key, ends in TOPICS if procedure.action.startswith(ends)), OTHER)
