"""Reads files of header, data, trailer and end records. A group is first added up, then told record by record.

Nothing is kept of the records but what the caller keeps, so that a file of a million records needs little more memory
than its bytes. A group whose totals differ from its records is held as a whole: what of it is right nobody can say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeAlias

from yakuba.standards.money.errors import Fault, FieldError, refused
from yakuba.standards.money.forms import (
    DATA,
    END,
    HEADER,
    TRAILER,
    Accepted,
    Form,
    Group,
    H,
    Opened,
    Reading,
    Remark,
    T,
    Tally,
)
from yakuba.standards.money.layout import FORBIDDEN, Layout
from yakuba.standards.money.profiles import STANDARD, Profile
from yakuba.standards.money.records import check_code, records, refuse_many_groups

_AGAIN = "ファイルを受け取り直してください"
Item: TypeAlias = Opened[H] | Accepted[T] | Fault | Remark


@dataclass(slots=True)
class _Verdict(Generic[H]):
    """What the first look at a group found: its header, and the fault for which it is held."""

    header: H | None = None
    fault: Fault | None = None
    tally: Tally | None = None
    unreadable: int = 0
    closed: bool = False


@dataclass(slots=True)
class _Frames:
    """How many records were frames, that is, right and without data."""

    count: int = 0
    ended: bool = field(default=False)


def scan(data: bytes, form: Form[H, T], profile: Profile = STANDARD) -> Iterator[Item[H, T]]:
    """What a file holds, in its order: headers, records, faults. FileRefused for a file that is none of this kind."""
    return _scan(data, form, profile, _Frames())


def read(data: bytes, form: Form[H, T], profile: Profile = STANDARD) -> Reading[H, T]:
    """A whole file at once. FileRefused for a file that is none of this kind."""
    frames = _Frames()
    groups: list[tuple[H, list[T]]] = []
    held: list[Fault] = []
    remarks: list[str] = []
    for item in _scan(data, form, profile, frames):
        if isinstance(item, Opened):
            groups.append((item.header, []))
        elif isinstance(item, Accepted):
            groups[-1][1].append(item.value)
        elif isinstance(item, Fault):
            held.append(item)
        else:
            remarks.append(item.text)
    made = tuple(Group(header, tuple(taken)) for header, taken in groups)
    count = len(held) + sum(len(group.records) for group in made)
    return Reading(made, tuple(held), tuple(remarks), count, frames.count)


def _scan(data: bytes, form: Form[H, T], profile: Profile, frames: _Frames) -> Iterator[Item[H, T]]:
    check_code(data, profile)
    verdicts = _verdicts(data, form, profile)
    group, verdict = -1, _Verdict[H]()
    outside = Fault(0, "見出し", "見出しレコードより前、または合計レコードより後にあります", _AGAIN)
    inside = False
    for number, raw in records(data, form.length, profile):
        text = _checked(raw, number, form)
        kind = raw[:1].decode("latin-1")
        if _is_header(raw, form) and not frames.ended:
            group += 1
            verdict, inside = verdicts[group], True
            if verdict.header is None:
                yield _placed(verdict.fault or outside, number)
            else:
                frames.count += 1
                yield Opened(number, verdict.header)
        elif isinstance(text, Fault):
            yield text
        elif kind == DATA:
            yield _record(text, number, form, verdict if inside else _Verdict(fault=outside))
        elif kind == TRAILER and inside:
            inside = False
            yield from _closing(number, verdict, frames)
        elif kind == END and not inside and group >= 0 and not frames.ended:
            frames.ended = True
            yield from _ending(text, (number, group + 1), form, frames)
        else:
            yield _unexpected(kind, number)
    yield from _afterwards(frames, verdicts, inside)


def _verdicts(data: bytes, form: Form[H, T], profile: Profile) -> list[_Verdict[H]]:
    """The first look: each group's header, and whether its records add up."""
    found: list[_Verdict[H]] = []
    ended = False
    for number, raw in records(data, form.length, profile):
        if number == 1 and raw[:1] == b"1" and len(raw) == form.length:
            _check_kind(raw, form)
        if _is_header(raw, form) and not ended:
            found.append(_opened(raw, form))
            if len(found) > profile.groups:
                raise refuse_many_groups(len(found), profile)
        elif found and not found[-1].closed:
            _add(found[-1], raw, form)
        elif found and _is_whole(raw, b"9", form):
            ended = True
    if not found:
        reason = f"見出しレコード（{form.length}バイト、先頭が1）がありません"
        raise refused(reason, f"{form.title}のファイルか確かめてください")
    for verdict in found:
        if not verdict.closed:
            reason = "合計レコード（先頭が8）がありません。途中で切れているおそれがあります"
            verdict.fault = verdict.fault or Fault(0, "トレーラー", reason, _AGAIN)
    return found


def _is_header(raw: bytes, form: Form[H, T]) -> bool:
    return raw[:1] == b"1" and len(raw) == form.length and raw[1:3].decode("latin-1") in form.kinds


def _is_whole(raw: bytes, kind: bytes, form: Form[H, T]) -> bool:
    """Whether a record of this kind can be read; whether its values are right is another question."""
    return raw[:1] == kind and len(raw) == form.length and FORBIDDEN.search(raw) is None


def _check_kind(raw: bytes, form: Form[H, T]) -> None:
    kind = raw[1:3].decode("latin-1")
    if kind not in form.kinds:
        reason = f"種別コードが「{kind}」です（{form.title}は{'・'.join(sorted(form.kinds))}）"
        raise refused(reason, "ファイルの種類を確かめてください", record=1, field="種別コード")
    if raw[3:4] == b"1":
        raise refused("コード区分が1（EBCDIC）です", "JIS（0）のファイルを求めてください", record=1, field="コード区分")


def _opened(raw: bytes, form: Form[H, T]) -> _Verdict[H]:
    wrong = FORBIDDEN.search(raw)
    layout = form.header_layout()
    if wrong is not None:
        return _Verdict(fault=_two_bytes(0, layout, wrong.start()))
    try:
        header = form.make_header(layout.decode(raw.decode("cp932")))
    except FieldError as error:
        return _Verdict(fault=error.at(0))
    return _Verdict(header, tally=form.tally(header))


def _add(verdict: _Verdict[H], raw: bytes, form: Form[H, T]) -> None:
    """A record behind its header, in the first look."""
    if _is_whole(raw, b"8", form):
        verdict.closed = True
        if verdict.tally is not None:
            verdict.fault = _compared(raw, verdict, form)
    elif verdict.tally is not None:
        # Figures are digits, so that one character a byte is all that counts here.
        data = raw[:1] == b"2" and len(raw) == form.length
        if not data or not verdict.tally.add(raw.decode("latin-1")):
            verdict.unreadable += 1


def _compared(raw: bytes, verdict: _Verdict[H], form: Form[H, T]) -> Fault | None:
    if verdict.tally is None:
        return verdict.fault
    try:
        stated = form.trailer.decode(raw.decode("latin-1"))
    except FieldError as error:
        return error.at(0)
    return verdict.tally.compare(stated, verdict.unreadable)


def _checked(raw: bytes, number: int, form: Form[H, T]) -> str | Fault:
    """A record as text, one character a byte; a fault for a wrong length or bytes that are no single characters."""
    if len(raw) != form.length:
        hint = "。UTF-8で書かれているようです" if b"\xef\xbd" in raw or b"\xef\xbe" in raw else ""
        return Fault(number, "", f"長さが{len(raw)}バイトです（正しくは{form.length}バイト）{hint}", _AGAIN)
    wrong = FORBIDDEN.search(raw)
    if wrong is None:
        return raw.decode("cp932")
    text = raw.decode("latin-1")
    layout = {DATA: form.data_layout(text), TRAILER: form.trailer}.get(text[0], form.end)
    return _two_bytes(number, layout, wrong.start())


def _two_bytes(number: int, layout: Layout, position: int) -> Fault:
    label = layout.field_at(position).label
    reason = f"{position + 1}バイト目に2バイト文字か制御文字があります"
    return Fault(number, label, reason, "半角カナ・英数字だけのファイルを求めてください")


def _record(text: str, number: int, form: Form[H, T], verdict: _Verdict[H]) -> Accepted[T] | Fault:
    if verdict.fault is not None or verdict.header is None:
        return _placed(verdict.fault or Fault(0, "見出し", "見出しレコードが読めません", _AGAIN), number)
    try:
        return Accepted(number, form.make(form.data_layout(text).decode(text), verdict.header))
    except FieldError as error:
        return error.at(number)


def _placed(fault: Fault, number: int) -> Fault:
    return Fault(number, fault.field, fault.reason, fault.remedy)


def _closing(number: int, verdict: _Verdict[H], frames: _Frames) -> Iterator[Fault | Remark]:
    if verdict.fault is not None:
        yield _placed(verdict.fault, number)
        return
    frames.count += 1
    if verdict.unreadable:
        yield Remark(f"読めない明細が{verdict.unreadable}件あります。合計との差は、その明細の額です。")


def _ending(text: str, place: tuple[int, int], form: Form[H, T], frames: _Frames) -> Iterator[Fault]:
    number, groups = place
    try:
        form.check_end(form.end.decode(text), groups)
    except FieldError as error:
        yield error.at(number)
    else:
        frames.count += 1


def _unexpected(kind: str, number: int) -> Fault:
    known = {TRAILER: "合計", END: "エンド", HEADER: "見出し"}.get(kind)
    if known is None:
        return Fault(number, "データ区分", f"先頭の「{kind}」は1・2・8・9のどれでもありません", _AGAIN)
    return Fault(number, "データ区分", f"{known}レコードがここにあるのは正しくありません", _AGAIN)


def _afterwards(frames: _Frames, verdicts: list[_Verdict[H]], inside: bool) -> Iterator[Remark]:
    if inside:
        yield Remark("ファイルが途中で切れています。最後の組は保留しました。")
    elif not frames.ended and verdicts:
        yield Remark("エンドレコード（先頭が9）がありません。続きがないか、銀行に確かめてください。")
