"""Whether one member of a household is another's parent, by 続柄 alone."""

import pytest

from tests.areas.resident_registry.domain.conftest import Town
from yakuba.areas.resident_registry.domain.parenthood import parenthood
from yakuba.areas.resident_registry.domain.relationships import parse


@pytest.mark.parametrize(
    ("parent", "child", "others", "answer"),
    [
        ("世帯主", "子", (), "sure"),
        ("妻", "子", ("世帯主",), "unsure"),  # may be a step-mother
        ("妻", "妻の子", ("世帯主",), "sure"),
        ("世帯主", "妻の子", (), "no"),  # a step-child is adopted or is not
        ("夫（未届）", "子", ("世帯主",), "unsure"),
        ("母", "世帯主", (), "sure"),
        ("妻の母", "妻", ("世帯主",), "sure"),
        ("子", "子の子", ("世帯主",), "unsure"),  # the parent may be one who does not live here
        ("子の妻", "子の子", ("世帯主", "子"), "unsure"),
        ("子", "子", ("世帯主",), "no"),
        ("兄", "世帯主", (), "no"),
        ("世帯主", "同居人", (), "no"),
        ("同居人", "子", ("世帯主",), "no"),
    ],
)
def test_what_the_relationships_say(town: Town, parent: str, child: str, others: tuple[str, ...], answer: str) -> None:
    listed = (parent, child, *others)
    members = [town.resident(str(place), f"甲野　{'一二三四五'[place]}", one) for place, one in enumerate(listed)]
    assert all(one.relationship_codes == parse(words) for one, words in zip(members, listed, strict=True))
    assert parenthood(members[0], members[1], members) == answer
