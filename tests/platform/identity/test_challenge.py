"""Sign-in by challenge, and four items by signature: once, fresh, by the right card, over the right bytes."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.platform.identity.card import World, answer
from yakuba.platform.identity import signed_items
from yakuba.platform.identity.certificates import Kind
from yakuba.platform.identity.challenge import FRESH, Challenge, for_sign_in, for_signing, read, sign_in
from yakuba.platform.identity.errors import AnswerRefused, IdentityError, NotTrusted
from yakuba.platform.identity.levels import Level
from yakuba.platform.identity.status import NoConnection, State
from yakuba.platform.identity.verification import Answer, Verifier

ORIGIN, TOWN = "https://portal.example.jp", "012084"


def made(at: datetime) -> Challenge:
    return for_sign_in(ORIGIN, TOWN, at)


def refused(challenge: Challenge, given: Answer, verifier: Verifier, at: datetime) -> str:
    with pytest.raises(IdentityError) as found:
        sign_in(challenge, given, verifier, at, ())
    assert str(found.value).endswith("。")
    return found.value.code


def test_a_user_certificate_signs_in(world: World, at: datetime) -> None:
    challenge = made(at)
    found = sign_in(challenge, answer(world.user, challenge.to_sign()), world.verifier, at + FRESH / 2, set())
    assert (found.serial, found.level, found.status.state) == (world.user.serial, Level.CARD, State.GOOD)
    assert found.letter == {
        "kind": "user",
        "serial": world.user.serial,
        "issuer_key_id": found.issuer_key_id,
        "not_after": found.not_after.isoformat(),
        "status": "good",
    }


def test_an_unknown_status_lowers_the_level_and_says_so(world: World, at: datetime) -> None:
    challenge, verifier = made(at), Verifier(world.anchors, NoConnection())
    found = sign_in(challenge, answer(world.user, challenge.to_sign()), verifier, at, set())
    assert found.level is Level.CARD_UNCONFIRMED and found.letter["status"] == "unknown"
    assert "署名は正しい" in found.status.sentence("ja") and "確認できていません" in found.status.sentence("ja")
    signing = for_signing(ORIGIN, TOWN, at, b"filing")
    items = signed_items.answer_to(signing, answer(world.signature, signing.to_sign()), verifier, at, ())
    assert items.level is Level.CARD_UNCONFIRMED


def test_a_used_and_an_old_challenge_are_refused(world: World, at: datetime) -> None:
    challenge = made(at)
    given = answer(world.user, challenge.to_sign())
    with pytest.raises(AnswerRefused) as again:
        sign_in(challenge, given, world.verifier, at, {challenge.nonce})
    assert again.value.code == "used"
    assert sign_in(challenge, given, world.verifier, at + FRESH, ())
    for late in (FRESH + timedelta(seconds=1), timedelta(seconds=-2)):
        assert refused(challenge, given, world.verifier, at + late) == "stale"


@pytest.mark.parametrize(
    "other",
    [{"origin": "https://portal.example.com"}, {"municipality": "122041"}, {"nonce": "0" * 64}, {"subject": "0" * 64}],
)
def test_an_answer_to_another_portal_town_or_challenge_is_refused(
    world: World, at: datetime, other: dict[str, str]
) -> None:
    challenge = made(at)
    given = answer(world.user, replace(challenge, **other).to_sign())  # type: ignore[arg-type]
    assert refused(challenge, given, world.verifier, at) == "signature"


def test_a_signature_certificate_does_not_sign_in_and_a_user_certificate_does_not_sign(
    world: World, at: datetime
) -> None:
    challenge, signing = made(at), for_signing(ORIGIN, TOWN, at, b"filing")
    assert refused(challenge, answer(world.signature, challenge.to_sign()), world.verifier, at) == "kind"
    assert refused(signing, answer(world.user, signing.to_sign()), world.verifier, at) == "challenge"
    with pytest.raises(NotTrusted) as found:
        signed_items.answer_to(signing, answer(world.user, signing.to_sign()), world.verifier, at, ())
    assert found.value.code == "kind"
    with pytest.raises(AnswerRefused):
        signed_items.answer_to(challenge, answer(world.signature, challenge.to_sign()), world.verifier, at, ())


def test_another_cards_certificate_with_this_cards_signature_is_refused(world: World, at: datetime) -> None:
    other = world.authority.issue(Kind.USER, world.holder, at)
    challenge = made(at)
    mixed = Answer(other.certificate, answer(world.user, challenge.to_sign()).signature)
    assert refused(challenge, mixed, world.verifier, at) == "signature"


def test_a_revoked_card_is_refused(world: World, at: datetime) -> None:
    issued = world.authority.issue(Kind.USER, world.holder, at)
    world.authority.revoke(issued.serial, "keyCompromise", at)
    world.authority.publish(at)
    challenge = made(at)
    assert refused(challenge, answer(issued, challenge.to_sign()), world.verifier, at) == "revoked"


def test_four_items_come_with_a_signature_over_exactly_the_bytes(world: World, at: datetime) -> None:
    given = answer(world.signature, b"what is filed")
    found = signed_items.verify(b"what is filed", given, world.verifier, at)
    assert found.items.name == "高橋　花子" and found.level is Level.CARD
    assert found.letter["kind"] == "signature" and found.letter["serial"] == world.signature.serial
    assert found.items_letter() == {
        "name": "高橋　花子",
        "birth_date": "1990-01-02",
        "sex": "2",
        "address": world.holder.address,
        "name_substitutes": "10000",
        "address_substitutes": "0" * len(world.holder.address),
    }
    with pytest.raises(AnswerRefused):
        signed_items.verify(b"what is filed!", given, world.verifier, at)


def test_a_signed_filing_is_bound_to_its_content_and_used_once(world: World, at: datetime) -> None:
    signing, other = for_signing(ORIGIN, TOWN, at, b"filing"), for_signing(ORIGIN, TOWN, at, b"another")
    given = answer(world.signature, signing.to_sign())
    assert signing.subject != other.subject
    assert signed_items.answer_to(signing, given, world.verifier, at, ()).items.sex == "2"
    with pytest.raises(AnswerRefused):
        signed_items.answer_to(replace(signing, subject=other.subject), given, world.verifier, at, ())
    with pytest.raises(AnswerRefused):
        signed_items.answer_to(signing, given, world.verifier, at, {signing.nonce})


def test_challenges_are_never_the_same_and_survive_their_text(at: datetime) -> None:
    assert len({made(at).nonce for _ in range(50)}) == 50
    for challenge in (made(at), for_signing("http://127.0.0.1:8001", TOWN, at, b"x")):
        assert read(challenge.text()) == challenge and read(challenge.text()).to_sign() == challenge.to_sign()


@pytest.mark.parametrize("origin", ["https://a.jp/path", "https://a.jp\nnonce", "portal", "https://user@a.jp", ""])
def test_an_origin_that_is_none_is_refused(at: datetime, origin: str) -> None:
    with pytest.raises(AnswerRefused):
        for_sign_in(origin, TOWN, at)


def test_random_answers_and_challenges_raise_the_typed_error_only(world: World, at: datetime) -> None:
    chance, challenge = random.Random(7), made(at)
    for _ in range(300):
        noise = chance.randbytes(chance.randint(0, 300))
        for given in (Answer(noise, noise), Answer(world.user.certificate, noise)):
            with pytest.raises(IdentityError):
                sign_in(challenge, given, world.verifier, at, ())
        for text in (noise.decode("latin-1"), noise.hex(), challenge.text()[: chance.randint(0, 200)], "あ="):
            with pytest.raises(IdentityError):
                read(text)
