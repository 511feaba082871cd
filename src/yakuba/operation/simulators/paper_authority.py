"""模擬の職責証明書認証局: a test authority that gives a municipality a signing certificate. It is not the government's.

Two tiers, as in the field: a root and an issuing authority below it. Its folder holds ``root.pem`` (what a reader of
papers would have to trust), ``issuing.pem`` and both keys. Its names say that it is a simulation; so does every page
that shows who signed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from yakuba.operation.simulators.card_authority import write_whole

ORGANISATION = "YAKUBA TEST AUTHORITY (NOT LGPKI)"
ROOT, ISSUING = "模擬ルート認証局", "模擬職責証明書認証局"
_CA_YEARS, _YEARS = 10, 2
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Period:
    """From when until when a certificate is valid (aware); for tests of what has ended or not begun."""

    since: datetime
    until: datetime


class PaperAuthority:
    """The authority in a folder; made with its keys by `found`, opened again by the constructor."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def found(cls, folder: Path, at: datetime, *, curve: bool = False) -> "PaperAuthority":
        """The authority of the folder, founded at `at` when there is none yet; RSA 2048 as in the field, or P-256."""
        made = cls(folder)
        if not (folder / "issuing.pem").exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            period = Period(at - timedelta(days=1), at + timedelta(days=365 * _CA_YEARS))
            root_key, key = _new_key(curve), _new_key(curve)
            root = _certificate(ROOT, root_key, period, None)
            issuing = _certificate(ISSUING, key, period, (root, root_key))
            for name, content in (
                ("root.key", _key_text(root_key)),
                ("issuing.key", _key_text(key)),
                ("root.pem", _text(root)),
                ("issuing.pem", _text(issuing)),
            ):
                write_whole(folder / name, content)
        return made

    @property
    def root(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self.folder / "root.pem").read_bytes())

    def issue(self, title: str, at: datetime, period: Period | None = None, *, curve: bool = False) -> bytes:
        """Key and chain (PEM, as `yakuba signing install` takes them) for an office such as 北見市長, for two years."""
        period = period or Period(at - timedelta(minutes=1), at + timedelta(days=365 * _YEARS))
        above = x509.load_pem_x509_certificate((self.folder / "issuing.pem").read_bytes())
        above_key = load_pem_private_key((self.folder / "issuing.key").read_bytes(), None)
        assert isinstance(above_key, PrivateKey)
        key = _new_key(curve)
        own = _certificate(title, key, period, (above, above_key), authority=False)
        return _key_text(key) + _text(own) + _text(above) + _text(self.root)


def _certificate(
    name: str,
    key: PrivateKey,
    period: Period,
    above: tuple[x509.Certificate, PrivateKey] | None,
    authority: bool = True,
) -> x509.Certificate:
    subject = _name(name)
    issuer, issuer_key = (above[0].subject, above[1]) if above else (subject, key)
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(period.since).not_valid_after(period.until)
    builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    builder = builder.add_extension(_usage(authority), critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return builder.add_extension(identifier, critical=False).sign(issuer_key, SHA256())


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str) -> x509.Name:
    parts = ((NameOID.COUNTRY_NAME, "JP"), (NameOID.ORGANIZATION_NAME, ORGANISATION), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


def _new_key(curve: bool) -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1()) if curve else rsa.generate_private_key(65537, 2048)


def _key_text(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _text(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)
