"""Whether a file can be taken: by its content, never by its name or what the browser says of it. Pure: both zones."""

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from yakuba.platform.attachments import pictures
from yakuba.platform.attachments.pdf import pdf
from yakuba.platform.attachments.unfit import Unfit

MOST_BYTES = 5 * 1024 * 1024
LONGEST_NAME = 80
KINDS: Mapping[str, str] = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG"}
MEDIA: Mapping[str, str] = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
ENDINGS: Mapping[str, tuple[str, ...]] = {"pdf": (".pdf",), "jpeg": (".jpg", ".jpeg"), "png": (".png",)}
_STARTS = {"pdf": b"%PDF-", "jpeg": b"\xff\xd8\xff", "png": pictures.PNG_START}
_CLEAN: Mapping[str, Callable[[bytes], bytes]] = {"pdf": pdf, "jpeg": pictures.jpeg, "png": pictures.png}


@dataclass(frozen=True)
class Examined:
    """A file as it is kept: cleaned, so that examining it again changes nothing."""

    kind: str
    content: bytes = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def examine(content: bytes, accepts: Collection[str] = tuple(KINDS)) -> Examined:
    """The file, cleaned. Raises Unfit with the reason."""
    if not content:
        raise Unfit("file_empty")
    if len(content) > MOST_BYTES:
        raise too_large()
    kind = next((kind for kind, start in _STARTS.items() if content.startswith(start)), "")
    if not kind:
        raise Unfit("file_unknown")
    if kind not in accepts:
        raise Unfit("file_not_accepted", kind=KINDS[kind], accepts="・".join(KINDS[one] for one in accepts))
    return Examined(kind, _CLEAN[kind](content))


def too_large() -> Unfit:
    return Unfit("file_too_large", most=MOST_BYTES // 1024 // 1024)


def clean_name(given: str, kind: str = "") -> str:
    """A name for people to read: no folders, nothing that cannot be seen, an ending that fits what the file is.

    >>> clean_name("C:\\\\fakepath\\\\診断書.PDF", "pdf"), clean_name("../../etc/passwd", "png"), clean_name("", "jpeg")
    ('診断書.PDF', 'passwd.png', 'file.jpg')
    >>> clean_name("photo\\u202egpj.exe", "jpeg")
    'photogpj.exe.jpg'
    """
    name = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if unicodedata.category(one)[0] not in "CZ" or one in " 　").strip(" 　.")
    endings = ENDINGS.get(kind, ("",))
    if not name.lower().endswith(endings):
        name = (name or "file") + endings[0]
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = (
            stem[: LONGEST_NAME - len(ending) - 2] + "…" + dot + ending
            if dot and len(ending) < 6
            else name[:LONGEST_NAME]
        )
    return name


def size_words(size: int) -> str:
    """
    >>> size_words(900), size_words(150_000), size_words(3_400_000)
    ('1KB', '147KB', '3.2MB')
    """
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}KB"
    return f"{size / 1024 / 1024:.1f}MB"
