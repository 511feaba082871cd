"""A held line put right by a clerk: judged again, and taken like any other when nothing is wrong any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from yakuba.areas.resident_tax import matching, settling, taking
from yakuba.areas.resident_tax.domain import reading
from yakuba.areas.resident_tax.domain.examining import Fault, faults
from yakuba.areas.resident_tax.domain.layouts import Layout, choose
from yakuba.areas.resident_tax.models import DocumentBatch, HeldLine
from yakuba.platform.access import service as access
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context


class CannotMend(ValueError):
    """The message says why, for the clerk."""


@dataclass(frozen=True)
class Mended:
    """``faults`` are what is still wrong; none: the document was taken (or ``duplicate``: it was there already)."""

    faults: tuple[Fault, ...]
    duplicate: bool = False


def layout_of(held: HeldLine) -> Layout:
    """The layout a held line was read by."""
    found = choose(held.code, len(held.cells), 0)
    assert found is not None, "a held line has a layout"
    return found


def values_of(held: HeldLine) -> list[str]:
    """The cells as they stand: the file's, with the clerk's in their place."""
    return [held.mended.get(str(at), cell) for at, cell in enumerate(held.cells, 1)]


def mend(batch_id: UUID, line: int, typed: Mapping[int, str]) -> Mended:
    """Put ``typed`` (column from 1 → text) into a held line and try to take it. Sent again after that: no effect.

    Raises access.Refused, CannotMend for a batch that is not taken in yet, HeldLine.DoesNotExist.
    """
    access.require(taking.DUTY)
    held = HeldLine.objects.select_for_update().get(batch_id=batch_id, line=line)
    batch = DocumentBatch.objects.get(id=batch_id)
    if held.state != HeldLine.State.HELD:
        return Mended(())
    if batch.state != DocumentBatch.State.TAKEN:
        raise CannotMend("保留の補正：取込みが終わっていない。取込みを始めてから直す")
    layout = layout_of(held)
    hidden = {item.at for item in layout.numbers}
    held.mended |= {
        str(at): text.strip() for at, text in typed.items() if 0 < at <= len(held.cells) and at not in hidden
    }
    cells = values_of(held)
    for item, number in zip(layout.numbers, taking.sealed_numbers(batch, held), strict=False):
        cells[item.at - 1] = number
    found = tuple(faults(cells, layout, taking.expected(batch)))
    held.faults = [{"field": one.field, "value": one.value, "code": one.code} for one in found]
    duplicate = False
    if not found:
        duplicate = _take(batch, held, cells)
        held.state = HeldLine.State.REJECTED if duplicate else HeldLine.State.MENDED
        held.mended_at, held.mended_by_name = current_context().instant, current_context().actor.name
        _count(batch, duplicate)
    held.save()
    detail = {"batch": str(batch.id), "line": line, "open": len(found)}
    register.record(register.Act.MEND, note=register.Note(duty=taking.DUTY, detail=detail))
    return Mended(found, duplicate)


def _take(batch: DocumentBatch, held: HeldLine, cells: list[str]) -> bool:
    """Whether the same document was there already."""
    text = ",".join(f'"{cell}"' if "," in cell or '"' in cell else cell for cell in cells)
    block = reading.read(text.encode("cp932", "replace"), held.line, taking.expected(batch))
    assert len(block.documents) == 1, "a line without faults is a document"
    again = taking.write(batch, block.documents, block.relatives, f"m{held.line % 10_000_000}")
    if again:
        held.faults = [{"field": "", "value": "", "code": "duplicate"}]
        return True
    settling.settle(batch)
    matching.match_waiting(batch.fiscal_year)
    return False


def _count(batch: DocumentBatch, duplicate: bool) -> None:
    batch.counts["held"] -= 1
    batch.counts["rejected" if duplicate else "accepted"] += 1
    batch.save(update_fields=["counts"])
