"""Signed papers, judged by others: pyHanko's validation under the authority's root, and poppler's pdfsig."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.papers import authority, ending, key_of, long_ago
from tests.platform.documents.test_rendering import FORM, MADE_AT, data
from yakuba.operation.simulators.paper_authority import ORGANISATION, PaperAuthority
from yakuba.platform.documents import pades, signing
from yakuba.platform.documents.rendering import render
from yakuba.platform.documents.signing import CannotSign
from yakuba.platform.tenancy.context import now

ADDRESS = "012084"


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render(FORM, data("北見市"), MADE_AT).content


@pytest.fixture(scope="module")
def signed(paper: bytes) -> bytes:
    return pades.sign(paper, signing.read(key_of("北見市長")), "北海道北見市")


@pytest.fixture
def keys(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    yield tmp_path / "keys" / "signing" / f"{ADDRESS}.pem"


def judged(pdf: bytes, root: x509.Certificate) -> Any:
    """What somebody who trusts this root is told of the only signature."""
    trusted = asn1.Certificate.load(root.public_bytes(Encoding.DER))
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    context = ValidationContext(trust_roots=[trusted], allow_fetching=False)
    with ThreadPoolExecutor(1) as own:  # its event loop, apart from that of a browser's driver
        return own.submit(validate_pdf_signature, signature, context).result()


def test_whoever_trusts_the_authority_believes_the_paper(paper: bytes, signed: bytes) -> None:
    found = judged(signed, authority().root)
    assert found.bottom_line, found.pretty_print_details()
    assert found.signing_cert.subject.native["common_name"] == "北見市長"
    assert found.signing_cert.issuer.native["organization_name"] == ORGANISATION
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signed.startswith(paper), "what was drawn stays as it is"


def test_whoever_does_not_trust_it_is_told(signed: bytes, tmp_path: Path) -> None:
    stranger = PaperAuthority.found(tmp_path, now(), curve=True)
    found = judged(signed, stranger.root)
    assert found.intact and not found.trusted and not found.bottom_line


def test_a_changed_byte_and_an_addition_are_noticed(paper: bytes, signed: bytes) -> None:
    at = signed.index(b"/MediaBox") + 1
    changed = signed[:at] + b"N" + signed[at + 1 :]
    assert not judged(changed, authority().root).intact
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    writer.root["/PageLayout"] = NameObject("/TwoColumnLeft")
    writer.update_root()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    found = judged(out.getvalue(), authority().root)
    assert found.intact and not found.bottom_line, "the signed bytes are there, and something behind them"


def test_a_key_on_a_curve_signs_as_well(paper: bytes) -> None:
    signer = signing.read(ending(now() + timedelta(days=90)))
    assert judged(pades.sign(paper, signer, "北海道北見市"), authority().root).bottom_line


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not installed")
def test_popplers_reader_agrees(signed: bytes, tmp_path: Path) -> None:
    def told(content: bytes) -> str:
        file = tmp_path / "paper.pdf"
        file.write_bytes(content)
        done = subprocess.run(
            ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        return done.stdout

    assert "Signature is Valid." in told(signed) and "Total document signed" in told(signed)
    assert "Signature is Valid." not in told(signed.replace(b"/MediaBox", b"/MediaBoy", 1))


def test_what_does_not_fit_together_never_signs() -> None:
    good = key_of("北見市長")
    blocks = good.split(b"-----BEGIN ")
    key, own, issuing, root = (b"-----BEGIN " + one for one in blocks[1:])
    weak = rsa.generate_private_key(65537, 1024).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    other = b"-----BEGIN " + ending(now()).split(b"-----BEGIN ")[1]
    for content, says in (
        (b"", "ちょうど一つでない"),
        (key + other + own + issuing, "ちょうど一つでない"),
        (key.replace(b"MII", b"MIJ") + own + issuing, "読み取れない"),
        (weak + own + issuing, "2048"),
        (key + own, "発行元の証明書がない"),
        (other + own + issuing, "組になっていない"),
        (key + own + root, "つながらない"),
        (key + own + issuing + own, "つながらない"),
    ):
        with pytest.raises(CannotSign, match=says):
            signing.read(content)
    assert signing.read(key + own + issuing).name == "北見市長", "the root itself need not lie there"


def test_an_authoritys_own_key_signs_no_papers() -> None:
    folder = authority().folder
    content = b"".join((folder / name).read_bytes() for name in ("issuing.key", "issuing.pem", "root.pem"))
    with pytest.raises(CannotSign, match="署名用でない"):
        signing.read(content)


def test_the_key_lies_closed_and_is_renewed_at_once(keys: Path) -> None:
    assert signing.of(ADDRESS) is None and signing.warning(ADDRESS, now()) == ""
    signing.install(ADDRESS, key_of("北見市長"), now())
    assert oct(keys.stat().st_mode & 0o777) == "0o600" and signing.warning(ADDRESS, now()) == ""
    with pytest.raises(CannotSign):
        signing.install(ADDRESS, b"", now())
    found = signing.of(ADDRESS)
    assert found is not None and found.name == "北見市長", "what was there stays"
    until = now() + timedelta(days=90)
    signing.install(ADDRESS, ending(until), now())
    found = signing.of(ADDRESS)
    assert found is not None and abs(found.until - until) < timedelta(seconds=2)
    keys.chmod(0o640)
    with pytest.raises(CannotSign, match="0600"):
        signing.of(ADDRESS)
    assert "0600" in signing.warning(ADDRESS, now())


def test_its_end_is_told_before_and_nothing_is_signed_after(keys: Path) -> None:
    until = now() + timedelta(days=59)
    content = ending(until)
    signing.install(ADDRESS, content, now())
    assert "有効期間が終わる" in signing.warning(ADDRESS, now())
    assert signing.warning(ADDRESS, now() - timedelta(days=3)) == ""
    assert "終わった" in signing.warning(ADDRESS, until + timedelta(seconds=1))
    found = signing.of(ADDRESS)
    assert found is not None
    for at, says in ((until + timedelta(seconds=1), "終わった"), (long_ago(days=800), "使えない")):
        with pytest.raises(CannotSign, match=says):
            found.check_time(at)
    with pytest.raises(CannotSign, match="終わった"):
        signing.install(ADDRESS, content, until + timedelta(days=1))
