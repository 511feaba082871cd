"""A ZIP file with the applications and what is attached to them: looked at as a whole before anything of it is read.

Nothing of it is unpacked to a path of its own: the list of applications is copied out under our name, attachments are
read one by one into memory, each up to the limit of an attachment, and go to the examination of `platform/attachments`.
"""

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from yakuba.frontyard.reception.intake.faults import Refused
from yakuba.frontyard.reception.intake.records import CSV, JSONL
from yakuba.platform.attachments.examining import MOST_BYTES

START = b"PK\x03\x04"
LISTS = {"applications.csv": CSV, "applications.jsonl": JSONL}
MOST_MEMBERS = 20_000
MOST_OF_LIST = 512 * 1024 * 1024
MOST_RATIO = 200
"""Bytes unpacked for each packed one; text packs to a tenth, what packs to a hundredth is made for it."""
MOST_DIRECTORY = 8 * 1024 * 1024
BROKEN = "ZIP：壊れていて読めない。出し直して、取り込み直す"
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError)
_PIECE = 1024 * 1024
_TAIL = 66_000
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Inside:
    """What a ZIP file holds: kind and member of the list, and members of attachments by the name lines call them."""

    kind: str
    listing: str
    attachments: Mapping[str, str]


def is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (START, b"PK\x05\x06")


def look(path: Path) -> Inside:
    """What is in it, by the directory alone. Raises Refused for what is unsafe or no list of applications."""
    with _zip(path) as archive:
        members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise Refused(f"ZIP：{len(members):,} 個のファイルがある。{MOST_MEMBERS:,} 個までに分ける")
    names: dict[str, str] = {}
    for member in members:
        name = _name(member)
        if name.startswith(_IGNORED[0]) or PurePosixPath(name).name in _IGNORED[1:]:
            continue
        _require_safe(member, name)
        if member.is_dir():
            continue
        if name in names:
            raise Refused(f"ZIP の「{name}」：二つある。どちらかを除く")
        names[name] = member.filename
    return _inside(names)


def _inside(names: Mapping[str, str]) -> Inside:
    lists = [name for name in names if PurePosixPath(name).name in LISTS]
    if len(lists) != 1:
        told = "ない" if not lists else f"{len(lists)} 個ある"
        raise Refused(f"ZIP：applications.csv か applications.jsonl が{told}。一つだけ入れる")
    folder = lists[0].rpartition("/")[0]
    prefix = f"{folder}/" if folder else ""
    attached = {name.removeprefix(prefix): member for name, member in names.items() if name != lists[0]}
    return Inside(LISTS[PurePosixPath(lists[0]).name], names[lists[0]], attached)


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name: old Windows programs write Shift_JIS without saying so, Macs decomposed kana."""
    name = member.orig_filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("cp932")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    return unicodedata.normalize("NFC", name).replace("\\", "/")


def _require_safe(member: zipfile.ZipInfo, name: str) -> None:
    shown = name[:80]
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or ":" in name or "\x00" in name or not name.strip("/"):
        raise Refused(f"ZIP の「{shown}」：置き場所が ZIP の外を指している。作り直す")
    mode = member.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(f"ZIP の「{shown}」：ふつうのファイルでない（リンクなど）。除いて作り直す")
    if member.flag_bits & 0x1:
        raise Refused(f"ZIP の「{shown}」：暗号化されている。パスワードなしで作り直す")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(f"ZIP の「{shown}」：この圧縮方法は開けない。ふつうの ZIP で作り直す")
    if member.file_size > _PIECE and member.file_size > member.compress_size * MOST_RATIO:
        raise Refused(f"ZIP の「{shown}」：開くと極端に大きくなる（ZIP 爆弾の疑い）。作り直す")


def copy_list(path: Path, inside: Inside, target: Path) -> None:
    """Copy the list of applications out, up to its limit. Raises Refused."""
    size = 0
    try:
        with _zip(path) as archive, archive.open(inside.listing) as file, target.open("wb") as out:
            while piece := file.read(_PIECE):
                size += len(piece)
                if size > MOST_OF_LIST:
                    raise Refused(f"ZIP の申請の一覧：{MOST_OF_LIST // 1024 // 1024}MB を超える。分けて取り込む")
                out.write(piece)
    except _BROKEN:
        raise Refused(BROKEN) from None


def content(path: Path, member: str) -> bytes | None:
    """The bytes of an attachment, one more than the limit at the most; None when it is broken."""
    try:
        with _zip(path) as archive, archive.open(member) as file:
            return file.read(MOST_BYTES + 1)
    except (*_BROKEN, Refused):
        return None


def _zip(path: Path) -> zipfile.ZipFile:
    _require_short_directory(path)
    try:
        return zipfile.ZipFile(path)
    except (*_BROKEN, UnicodeDecodeError):
        raise Refused(BROKEN) from None


def _require_short_directory(path: Path) -> None:
    """The directory is read into memory as a whole: how long it says it is, is looked at first."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 16:
        raise Refused(BROKEN)
    if tail[max(0, place - 20) : place].startswith(b"PK\x06\x07"):
        raise Refused("ZIP：ZIP64 の形になっている。4GB 未満、65,535 個未満のふつうの ZIP に分ける")
    if int.from_bytes(tail[place + 12 : place + 16], "little") > MOST_DIRECTORY:
        raise Refused(f"ZIP：ファイルの数が多すぎる。{MOST_MEMBERS:,} 個までに分ける")
