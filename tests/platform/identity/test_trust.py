"""Whose certificates are believed: pinned authorities by key, in their time, for their use."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.platform.identity.card import World, anchored, sign, with_sha1
from yakuba.operation.simulators.card_authority import CardAuthority, Shape, issuer_name, new_key
from yakuba.platform.identity.certificates import Certificate, Kind, read
from yakuba.platform.identity.errors import NotTrusted
from yakuba.platform.identity.trust import PRODUCTION, Anchors, check, signed_by

DAY = timedelta(days=1)


def refused(certificate: Certificate, anchors: Anchors, kind: Kind, at: datetime) -> str:
    with pytest.raises(NotTrusted) as found:
        check(certificate, anchors, kind, at)
    assert str(found.value).endswith("。")
    return found.value.code


def test_certificates_of_the_pinned_authority_are_believed(world: World, at: datetime) -> None:
    for issued, kind in ((world.user, Kind.USER), (world.signature, Kind.SIGNATURE)):
        assert check(read(issued.certificate), world.anchors, kind, at).kind is kind


def test_another_authority_with_the_same_name_is_not(world: World, at: datetime, tmp_path: Path) -> None:
    impostor = CardAuthority.found(tmp_path, at - DAY)
    forged = read(impostor.issue(Kind.SIGNATURE, world.holder, at).certificate)
    assert forged.parsed.issuer == read(world.signature.certificate).parsed.issuer
    assert refused(forged, world.anchors, Kind.SIGNATURE, at) == "issuer"
    # Its file put into the folder of authorities is left aside, because its fingerprint is not pinned.
    stolen = tmp_path / "mixed"
    stolen.mkdir()
    for name in ("user.cer", "fingerprints.txt"):
        (stolen / name).write_bytes((world.folder / "ca" / name).read_bytes())
    (stolen / "signature.cer").write_bytes((tmp_path / "ca" / "signature.cer").read_bytes())
    anchors = Anchors.open_test(stolen)
    assert [anchor.kind for anchor in anchors.anchors] == [Kind.USER]
    assert anchors.ignored == ("signature.cer",)


def test_a_key_identifier_copied_from_the_true_authority_does_not_help(world: World, at: datetime) -> None:
    true = world.anchors.by_key_id(read(world.user.certificate).issuer_key_id)
    assert true is not None
    other = anchored(new_key(), issuer_name(Kind.USER), Kind.USER, at - DAY)
    lying = Anchors(True, (type(true)(Kind.USER, true.key_id, true.sha256, other.anchors[0].parsed),))
    assert refused(read(world.user.certificate), lying, Kind.USER, at) == "signature"


def test_the_test_authority_is_never_an_authority_of_real_cards(world: World, at: datetime) -> None:
    real = Anchors.open(world.folder / "ca")
    assert real.anchors == () and set(real.ignored) == {"user.cer", "signature.cer"}
    # Even with its key among them, its policy is refused.
    believed = Anchors(False, world.anchors.anchors)
    assert refused(read(world.signature.certificate), believed, Kind.SIGNATURE, at) == "policy"


def test_a_production_policy_is_refused_under_test_authorities(world: World, at: datetime) -> None:
    shape = Shape(policy="1.2.392.200149.8.5.1.1.20")
    posing = read(world.authority.issue(Kind.SIGNATURE, world.holder, at, shape).certificate)
    assert refused(posing, world.anchors, Kind.SIGNATURE, at) == "policy"


def test_no_folder_no_trust(world: World, at: datetime, tmp_path: Path) -> None:
    (tmp_path / "broken.cer").write_bytes(b"\x30\x82")
    for anchors in (Anchors.open_test(tmp_path), Anchors.open_test(tmp_path / "missing")):
        assert refused(read(world.user.certificate), anchors, Kind.USER, at) == "issuer"
    assert len(PRODUCTION) == 5 and all(len(digest) == 64 for digest in PRODUCTION)


def test_a_user_certificate_is_no_signature_certificate_nor_the_reverse(world: World, at: datetime) -> None:
    assert refused(read(world.user.certificate), world.anchors, Kind.SIGNATURE, at) == "kind"
    assert refused(read(world.signature.certificate), world.anchors, Kind.USER, at) == "kind"


@pytest.mark.parametrize(("kind", "non_repudiation"), [(Kind.SIGNATURE, False), (Kind.USER, True)])
def test_key_usage_must_fit(world: World, at: datetime, kind: Kind, non_repudiation: bool) -> None:
    issued = world.authority.issue(kind, world.holder, at, Shape(non_repudiation=non_repudiation))
    assert refused(read(issued.certificate), world.anchors, kind, at) == "key_usage"


def test_validity_is_asked_at_the_instant_of_signing(world: World, at: datetime) -> None:
    issued = world.authority.issue(Kind.USER, world.holder, at, Shape(valid=(at, at + DAY)))
    certificate = read(issued.certificate)
    assert check(certificate, world.anchors, Kind.USER, at + DAY / 2)
    assert refused(certificate, world.anchors, Kind.USER, at - DAY) == "not_yet"
    assert refused(certificate, world.anchors, Kind.USER, at + DAY * 2) == "expired"


def test_an_authority_past_its_time_issues_nothing_any_more(world: World, at: datetime) -> None:
    late = at + timedelta(days=3660)
    issued = world.authority.issue(Kind.USER, world.holder, at, Shape(valid=(at, late + DAY)))
    assert refused(read(issued.certificate), world.anchors, Kind.USER, late) == "expired"


def test_sha_1_is_refused_even_from_the_true_authority(world: World, at: datetime) -> None:
    weak = read(with_sha1(world.user.certificate, world.authority.root(Kind.USER)[1]))
    assert refused(weak, world.anchors, Kind.USER, at) == "algorithm"


def test_a_changed_byte_of_the_content_is_found(world: World, at: datetime) -> None:
    certificate = world.signature.certificate
    changed = certificate.replace("花子".encode(), "花代".encode())
    assert changed != certificate
    assert refused(read(changed), world.anchors, Kind.SIGNATURE, at) == "signature"


def test_the_next_generation_of_cards_is_believed(world: World, at: datetime) -> None:
    issued = world.authority.issue(Kind.USER, world.holder, at, Shape(curve=True))
    certificate = read(issued.certificate)
    assert check(certificate, world.anchors, Kind.USER, at)
    assert signed_by(certificate.key, sign(issued.key, b"x"), b"x")
    assert not signed_by(certificate.key, sign(issued.key, b"x"), b"y")


def test_other_key_lengths_are_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    for key in (rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256R1())):
        with pytest.raises(NotTrusted):
            signed_by(key.public_key(), b"", b"")
