"""The resident registry's door for other floors: short, typed, stable."""

from yakuba.areas.resident_registry.actions.follow_ups import move_out_subject
from yakuba.areas.resident_registry.arrivals import (
    Arrival,
    arrival_by_subject,
    arrival_of,
    arrivals_of_day,
    expected_still,
    watch_arrivals,
)
from yakuba.areas.resident_registry.compared import Compared, people_to_compare
from yakuba.areas.resident_registry.correspondence import Correspondent, NoResident, Sender, correspondent, sender
from yakuba.areas.resident_registry.feeding import FedFacts, Feed, are_known, facts_for_system
from yakuba.areas.resident_registry.for_certificates import (
    APPLICANTS,
    Asking,
    Certified,
    certificate_closing,
    certified,
    hold_certificate,
    hold_certificate_once,
    name_of,
)
from yakuba.areas.resident_registry.front import (
    Candidate,
    Found,
    Member,
    ResidentFacts,
    candidates,
    facts_for,
    find_residents,
    known_of_arrival,
    people,
)
from yakuba.areas.resident_registry.kinfolk import Kin, children_with, parents_of
from yakuba.areas.resident_registry.leaving import Left, left_of
from yakuba.areas.resident_registry.letters import NotByPost
from yakuba.areas.resident_registry.loads.exporting import Exported, export
from yakuba.areas.resident_registry.loads.numbers_back import load_numbers
from yakuba.areas.resident_registry.loads.permits import NoPermit
from yakuba.areas.resident_registry.loads.profile import LoadRefused
from yakuba.areas.resident_registry.loads.reports import write_report
from yakuba.areas.resident_registry.loads.running import Report, Wish, load_file, silent
from yakuba.areas.resident_registry.many_letters import Unreachable, correspondents, post_order
from yakuba.areas.resident_registry.roll import ROLL, roll
from yakuba.areas.resident_registry.standing import grounds_among, is_called, may_mandate, names_told, person_called
from yakuba.areas.resident_registry.stops import Stopped

__all__ = [
    "APPLICANTS",
    "ROLL",
    "Arrival",
    "Asking",
    "Candidate",
    "Certified",
    "Compared",
    "Correspondent",
    "Exported",
    "FedFacts",
    "Feed",
    "Found",
    "Kin",
    "Left",
    "LoadRefused",
    "Member",
    "NoPermit",
    "NoResident",
    "NotByPost",
    "Report",
    "ResidentFacts",
    "Sender",
    "Stopped",
    "Unreachable",
    "Wish",
    "are_known",
    "arrival_by_subject",
    "arrival_of",
    "arrivals_of_day",
    "candidates",
    "certificate_closing",
    "certified",
    "children_with",
    "correspondent",
    "correspondents",
    "expected_still",
    "export",
    "facts_for",
    "facts_for_system",
    "find_residents",
    "grounds_among",
    "hold_certificate",
    "hold_certificate_once",
    "is_called",
    "known_of_arrival",
    "left_of",
    "load_file",
    "load_numbers",
    "may_mandate",
    "move_out_subject",
    "name_of",
    "names_told",
    "parents_of",
    "people",
    "people_to_compare",
    "person_called",
    "post_order",
    "roll",
    "sender",
    "silent",
    "watch_arrivals",
    "write_report",
]
