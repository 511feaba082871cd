"""The municipality's signing key and certificates, for papers that leave as data: a file beside the master key.

``<key place>/signing/<address>.pem`` holds the private key and the chain, the municipality's own certificate first, all
as PEM, readable by its owner alone; in one file, so that a renewal is one rename. In the field the certificate is a
職責証明書 of the government's authority (LGPKI). Whether anybody trusts the chain is the reader's to say; here it is
only seen to that a signature made with it can be believed at all. The signature itself is :mod:`.pades`.
"""

import functools
import os
import re
import stat
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID
from django.conf import settings

from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import JST
from yakuba.platform.tenancy.scope import current

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey
WARN_BEFORE = timedelta(days=60)  # a new 職責証明書 takes weeks
SMALLEST_RSA = 2048
_BLOCK = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----\n?", re.DOTALL)
_RENEW = "新しい証明書を置いて（yakuba signing install）から、［再開］を押す"


class CannotSign(Exception):
    """There is a signing key, and it may not be used. The text says what is wrong and what to do."""


@dataclass(frozen=True)
class Signer:
    """A key with its chain, own certificate first. Made by `read`, so it fits together."""

    key: PrivateKey = field(repr=False, compare=False)
    chain: tuple[x509.Certificate, ...]

    @property
    def name(self) -> str:
        """Who signs, as the certificate says it."""
        return _common_name(self.chain[0].subject)

    @property
    def authority(self) -> str:
        """Who says so: the issuer of the certificate, its organisation first."""
        issuer = self.chain[0].issuer
        named = [str(one.value) for one in issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
        return "、".join(dict.fromkeys([*named, _common_name(issuer)]))

    @property
    def until(self) -> datetime:
        """The end of the first certificate of the chain to end (aware UTC)."""
        return min(one.not_valid_after_utc for one in self.chain)

    def check_time(self, at: datetime) -> None:
        """Raises CannotSign when a certificate of the chain is not valid at the aware instant ``at``."""
        if at > self.until:
            raise CannotSign(f"電子署名の証明書：{_day(self.until)}に有効期間が終わった。{_RENEW}")
        since = max(one.not_valid_before_utc for one in self.chain)
        if at < since:
            raise CannotSign(f"電子署名の証明書：{_day(since)}まで使えない。時計を確かめ、その日に［再開］を押す")


def place(address: str) -> Path:
    """The file of a municipality, whether it is there or not."""
    return Path(settings.YAKUBA_KEYS).with_name("signing") / f"{address}.pem"


def signer(at: datetime) -> Signer | None:
    """The open municipality's at an instant; None when it has no signing key, so that its papers go out unsigned.

    Raises CannotSign: a key that is there and does not fit is never passed over in silence.
    """
    found = of(directory.by_id(current()).address)
    if found is not None:
        found.check_time(at)
    return found


def of(address: str) -> Signer | None:
    """The same, whatever its period. Raises CannotSign."""
    file = place(address)
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    except OSError:
        raise CannotSign(f"署名鍵のファイル：読めない（{file.name}）。置き場所の権限を確かめる") from None
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise CannotSign(f"署名鍵のファイル：他の利用者が読める（{file.name}）。権限を 0600 にする")
    return _kept(file, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=64)
def _kept(file: Path, changed: int, size: int) -> Signer:
    """Loading a key tests it, which costs more than a signature: once for each version of the file."""
    return read(file.read_bytes())


def read(content: bytes) -> Signer:
    """Key and chain of a file's content. Raises CannotSign when they do not belong together or are too weak."""
    blocks = [(found[1], found[0]) for found in _BLOCK.finditer(content)]
    keys = [block for kind, block in blocks if kind.endswith(b"PRIVATE KEY")]
    if len(keys) != 1:
        raise CannotSign("署名鍵のファイル：秘密鍵がちょうど一つでない。鍵と証明書を置き直す")
    try:
        key = load_pem_private_key(keys[0], None)
        chain = tuple(x509.load_pem_x509_certificate(block) for kind, block in blocks if kind == b"CERTIFICATE")
    except (ValueError, TypeError):
        raise CannotSign(
            "署名鍵のファイル：読み取れない（パスワード付きの鍵は使えない）。鍵と証明書を置き直す"
        ) from None
    if not isinstance(key, PrivateKey) or not _strong(key):
        raise CannotSign("署名鍵：RSA 2048ビット以上か、楕円曲線 P-256・P-384 でない。鍵を作り直す")
    _check_chain(key, chain)
    return Signer(key, chain)


def _strong(key: PrivateKey) -> bool:
    if isinstance(key, RSAPrivateKey):
        return key.key_size >= SMALLEST_RSA
    return isinstance(key.curve, SECP256R1 | SECP384R1)


def _check_chain(key: PrivateKey, chain: tuple[x509.Certificate, ...]) -> None:
    if len(chain) < 2:
        raise CannotSign("電子署名の証明書：発行元の証明書がない。自治体の証明書から順に、発行元まで続けて置く")
    if chain[0].public_key() != key.public_key():
        raise CannotSign("電子署名の証明書：秘密鍵と組になっていない。組になる鍵と証明書を置く")
    for lower, upper in pairwise(chain):
        try:
            lower.verify_directly_issued_by(upper)
        except (ValueError, TypeError, InvalidSignature):
            raise CannotSign("電子署名の証明書：発行元とつながらない。自治体の証明書から順に置く") from None
    if not _may_sign(chain[0]) or not all(_is_authority(one) for one in chain[1:]):
        raise CannotSign("電子署名の証明書：署名用でないか、発行元が認証局でない。署名用の証明書を置く")


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return (usage.digital_signature or usage.content_commitment) and not _is_authority(certificate)


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (x509.ExtensionNotFound, ValueError):
        return False


def warning(address: str, at: datetime) -> str:
    """What staff should know of the signing key: why it cannot sign, or that it ends soon; empty when all is well.

    A municipality without a key is well: its papers say that they are not signed.
    """
    try:
        found = of(address)
        if found is None:
            return ""
        found.check_time(at)
    except CannotSign as problem:
        return str(problem)
    if at < found.until - WARN_BEFORE:
        return ""
    return f"電子署名の証明書：{_day(found.until)}に有効期間が終わる。それまでに新しい証明書を置く"


def install(address: str, content: bytes, at: datetime) -> Signer:
    """Put key and chain in place of earlier ones, all at once. Raises CannotSign and leaves what was there."""
    new = read(content)
    new.check_time(at)
    file = place(address)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    return new


def _common_name(name: x509.Name) -> str:
    found = [str(one.value) for one in name.get_attributes_for_oid(NameOID.COMMON_NAME)]
    return found[0] if found else name.rfc4514_string()


def _day(instant: datetime) -> str:
    day = instant.astimezone(JST)
    return f"{day.year}年{day.month}月{day.day}日"
