"""Certificates read: kinds, four items by object identifier, and bytes that are none."""

import random
from datetime import date, datetime

import pytest

from tests.platform.identity.card import World
from yakuba.operation.simulators.card_authority import GOOD, Shape, item_list
from yakuba.platform.identity.certificates import ITEMS, FourItems, Kind, four_items, read
from yakuba.platform.identity.errors import IdentityError, UnreadableCertificate


def test_both_kinds_are_told_apart_and_named_by_number(world: World) -> None:
    user, signature = read(world.user.certificate), read(world.signature.certificate)
    assert (user.kind, signature.kind) == (Kind.USER, Kind.SIGNATURE)
    assert (user.serial, signature.serial) == (world.user.serial, world.signature.serial)
    assert {user.issuer_key_id, signature.issuer_key_id} == {anchor.key_id for anchor in world.anchors.anchors}
    assert user.test and user.not_before < user.not_after
    assert "CRL Distribution Points" in signature.distribution_point and "北見市" in signature.distribution_point


def test_a_signature_certificate_states_four_items_with_substitutes(world: World) -> None:
    items = four_items(read(world.signature.certificate))
    assert items == FourItems("高橋　花子", "419900102", "2", world.holder.address, "10000", "0" * len(items.address))
    assert items.born == date(1990, 1, 2)


def test_a_user_certificate_never_gives_four_items(world: World) -> None:
    with pytest.raises(UnreadableCertificate, match="利用者証明用"):
        four_items(read(world.user.certificate))


def test_items_are_known_by_identifier_not_by_place(world: World, at: datetime) -> None:
    swapped = tuple(reversed(item_list(world.holder)))
    issued = world.authority.issue(Kind.SIGNATURE, world.holder, at, Shape(items=swapped))
    assert four_items(read(issued.certificate)) == four_items(read(world.signature.certificate))


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("name", None),
        ("sex", "9"),
        ("birth_date", "19900102"),
        ("birth_date", "619900102"),
        ("name_substitutes", "1000"),
        ("name_substitutes", "2abcd"),
        ("address", ""),
    ],
)
def test_items_of_another_form_are_refused(world: World, at: datetime, item: str, text: str | None) -> None:
    kept = [(oid, value) for oid, value in item_list(world.holder) if oid != ITEMS[item]]
    changed = Shape(items=(*kept, *([(ITEMS[item], text)] if text is not None else [])))
    issued = world.authority.issue(Kind.SIGNATURE, world.holder, at, changed)
    with pytest.raises(UnreadableCertificate) as refused:
        four_items(read(issued.certificate))
    assert refused.value.code == "items"


def test_an_item_given_twice_is_refused(world: World, at: datetime) -> None:
    twice = Shape(items=(*item_list(world.holder), (ITEMS["name"], "別人　太郎")))
    issued = world.authority.issue(Kind.SIGNATURE, world.holder, at, twice)
    with pytest.raises(UnreadableCertificate):
        four_items(read(issued.certificate))


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("419900102", date(1990, 1, 2)),
        ("118991201", date(1899, 12, 1)),
        ("319890107", date(1989, 1, 7)),
        ("419890107", None),  # a day of 昭和 under 平成
        ("019900102", None),
        ("319450800", None),
        ("319450000", None),
        ("319450230", None),
    ],
)
def test_partial_birth_dates_stay_text(text: str, born: date | None) -> None:
    items = FourItems("試験", text, "1", "試験県", "00", "000")
    assert (items.birth_date, items.born) == (text, born)
    assert items.born_text == (born.isoformat() if born else "")


def test_a_policy_outside_the_profile_and_a_kind_against_its_issuer_are_refused(world: World, at: datetime) -> None:
    for policy, code in (("1.2.392.200149.8.5.1.1.99", "policy"), ("1.2.392.200149.8.5.1.0.30", "kind")):
        issued = world.authority.issue(Kind.SIGNATURE, world.holder, at, Shape(policy=policy))
        with pytest.raises(UnreadableCertificate) as refused:
            read(issued.certificate)
        assert refused.value.code == code


def test_cut_and_changed_and_random_bytes_raise_the_typed_error_only(world: World) -> None:
    whole = world.signature.certificate
    assert GOOD.policy == ""
    for length in range(0, len(whole), 7):
        with pytest.raises(UnreadableCertificate):
            read(whole[:length])
    with pytest.raises(UnreadableCertificate):
        read(whole + b"\0")
    chance = random.Random(20261128)
    for _ in range(1500):
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        _read_or_refuse(bytes(changed))
        _read_or_refuse(chance.randbytes(chance.randint(0, 400)))


def _read_or_refuse(der: bytes) -> None:
    try:
        found = read(der)
        four_items(found)
    except IdentityError as refused:
        assert str(refused).endswith("。")
