"""Writes files of header, data, trailer and end records. Either the whole file is right, or nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from yakuba.standards.money.errors import Fault, FieldError, FileRefused, refused
from yakuba.standards.money.forms import Group, H, T, WritableForm
from yakuba.standards.money.profiles import STANDARD, Profile


def write(groups: Sequence[Group[H, T]], form: WritableForm[H, T], profile: Profile = STANDARD) -> bytes:
    """The bytes of a file. FileRefused lists every record that cannot be sent, numbered as in the file."""
    if not groups or any(not group.records for group in groups):
        raise refused("明細が1件もありません", "明細のあるものだけをファイルにしてください")
    if len(groups) > profile.groups:
        reason = f"組が{len(groups)}組あります（この銀行の設定は{profile.groups}組まで）"
        raise refused(reason, "ファイルを分けてください")
    lines: list[str] = []
    faults: list[Fault] = []
    for group in groups:
        _write_group(group, form, profile, (lines, faults))
    if faults:
        raise FileRefused(faults)
    lines.append(form.end.encode({}, profile))
    end = profile.line_end.decode("ascii")
    text = end.join(lines) + end + ("\x1a" if profile.end_mark else "")
    return text.encode("cp932")


def _write_group(
    group: Group[H, T], form: WritableForm[H, T], profile: Profile, made: tuple[list[str], list[Fault]]
) -> None:
    lines, faults = made
    try:
        form.check_header(group.header, profile)
        lines.append(form.header_layout().encode_object(form.header_row(group.header), profile))
    except FieldError as error:
        faults.append(error.at(len(lines) + len(faults) + 1))
    for record in group.records:
        try:
            form.check(record, profile)
            lines.append(form.layout_to_write(record).encode_object(form.row(record), profile))
        except FieldError as error:
            faults.append(error.at(len(lines) + len(faults) + 1))
    try:
        lines.append(form.trailer.encode(form.totals(group.records), profile))
    except FieldError as error:
        faults.append(error.at(len(lines) + len(faults) + 1))
