"""Codes of residence agree with the nation's code lists."""

from yakuba.areas.resident_registry.domain import residence
from yakuba.standards.code_lists import code_list


def test_every_status_is_in_the_code_list_once() -> None:
    listed = {one.name for one in code_list("residence-status").codes if "ならない" not in one.note}
    assert sorted(residence.RESIDENCE_STATUSES.values()) == sorted(listed)


def test_categories_are_those_of_the_act() -> None:
    assert tuple(residence.CATEGORIES.values()) == tuple(one.name for one in code_list("foreign-resident-kind").codes)


def test_labels_keep_foreign_codes() -> None:
    assert (residence.status_label("101"), residence.category_label("1")) == ("永住者", "中長期在留者")
    assert (residence.status_label("XYZ"), residence.category_label("77")) == ("XYZ", "77")
    assert residence.status_label(residence.SPECIAL_PERMANENT_STATUS) == ""
