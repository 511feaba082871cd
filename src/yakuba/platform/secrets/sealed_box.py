"""A file only the recipient can open: X25519, HKDF-SHA256, AES-256-GCM in frames.

``yakuba-sealed-1\\n`` · 32 bytes ephemeral public key · frames: 4 bytes length (big endian, of the ciphertext) and the
ciphertext. The nonce is the frame's number; the associated data says whether it is the last, so a file cut at a frame's
edge does not open.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

MAGIC = b"yakuba-sealed-1\n"
FRAME = 64 * 1024
MIDDLE, LAST = b"middle", b"last"


class NotForUs(ValueError):
    """The file is no sealed file, is cut or changed, or was sealed to another key."""


def new_pair() -> tuple[bytes, bytes]:
    """A recipient's private and public key as PEM."""
    private = X25519PrivateKey.generate()
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    )


def public_of(private_pem: bytes) -> bytes:
    """The public key of a private one, as PEM."""
    return (
        load_pem_private_key(private_pem, None)
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )


def _raw(public: X25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _cipher(shared: bytes, ephemeral: bytes, recipient: bytes) -> AESGCM:
    info = b"yakuba sealed 1" + ephemeral + recipient
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared))


def seal(recipient_pem: bytes, chunks: Iterable[bytes], out: BinaryIO) -> None:
    """Write ``chunks`` to ``out`` so that only the holder of the recipient's private key can read them."""
    recipient = load_pem_public_key(recipient_pem)
    if not isinstance(recipient, X25519PublicKey):
        raise NotForUs("受取側の公開鍵が X25519 ではありません。yakuba keys recipient で作った公開鍵を使ってください")
    ephemeral = X25519PrivateKey.generate()
    mine = _raw(ephemeral.public_key())
    cipher = _cipher(ephemeral.exchange(recipient), mine, _raw(recipient))
    out.write(MAGIC + mine)
    frames = _frames(chunks)
    number, held = 0, next(frames, b"")
    for frame in frames:
        _write(out, cipher.encrypt(_nonce(number), held, MIDDLE))
        number, held = number + 1, frame
    _write(out, cipher.encrypt(_nonce(number), held, LAST))


def unseal(private_pem: bytes, source: BinaryIO) -> Iterator[bytes]:
    """The plain chunks. Raises NotForUs; what came before a broken frame was genuine, but the file is not whole."""
    private = load_pem_private_key(private_pem, None)
    head = source.read(len(MAGIC) + 32)
    if not isinstance(private, X25519PrivateKey) or not head.startswith(MAGIC) or len(head) < len(MAGIC) + 32:
        raise NotForUs("封をしたファイルではないか、鍵の種類が違います")
    theirs = head[len(MAGIC) :]
    cipher = _cipher(private.exchange(X25519PublicKey.from_public_bytes(theirs)), theirs, _raw(private.public_key()))
    yield from _opened(cipher, source)


def _opened(cipher: AESGCM, source: BinaryIO) -> Iterator[bytes]:
    number, frame = 0, _read(source)
    while frame is not None:
        following = _read(source)
        try:
            yield cipher.decrypt(_nonce(number), frame, LAST if following is None else MIDDLE)
        except InvalidTag:
            raise NotForUs("ファイルが途中で切れているか、書き換えられているか、別の鍵あてです") from None
        number, frame = number + 1, following
    if number == 0:
        raise NotForUs("ファイルが途中で切れています")


def _frames(chunks: Iterable[bytes]) -> Iterator[bytes]:
    pending = bytearray()
    for chunk in chunks:
        pending += chunk
        while len(pending) >= FRAME:
            yield bytes(pending[:FRAME])
            del pending[:FRAME]
    yield bytes(pending)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _write(out: BinaryIO, ciphertext: bytes) -> None:
    out.write(struct.pack(">I", len(ciphertext)) + ciphertext)


def _read(source: BinaryIO) -> bytes | None:
    size = source.read(4)
    if not size:
        return None
    length = struct.unpack(">I", size)[0] if len(size) == 4 else 0
    if not 16 <= length <= FRAME + 16:
        raise NotForUs("ファイルが途中で切れているか、書き換えられています")
    return source.read(length)
