"""The first page lists what can be filed by subject."""

import pytest

from yakuba.frontyard.portal import topics, wording
from yakuba.platform.cases.procedures import catalogue

SHIPPED = [(one, 0) for one in catalogue.load().procedures if "portal" in one.channels]


def test_each_shipped_procedure_is_found_once_under_a_subject_of_its_own() -> None:
    found = topics.by_topic(SHIPPED)
    assert [one.key for one in found] == [key for key, _ in topics.TOPICS], "none is left for the rest"
    listed = [one.code for topic in found for one, _ in topic.offered]
    assert sorted(listed) == sorted(one.code for one, _ in SHIPPED)
    assert {one.key for one in found} | {topics.OTHER} <= set(wording.texts())
    assert len({one.anchor for one in found}) == len(found)


@pytest.mark.parametrize(
    ("code", "key"),
    [("move_out", "topic.register"), ("dog_register", "topic.living"), ("resident_tax_return", "topic.tax")],
)
def test_where_people_look_for_it(code: str, key: str) -> None:
    assert next(topics.topic_of(one) for one, _ in SHIPPED if one.code == code) == key


def test_of_nothing_there_is_no_subject() -> None:
    assert topics.by_topic([]) == []
