"""A clerk says whom a document is about: one of the candidates, another person, or somebody outside the register."""

from __future__ import annotations

from uuid import UUID

from yakuba.areas.resident_tax import taking
from yakuba.areas.resident_tax.models import OutsidePerson, SourceDocument
from yakuba.platform.access import service as access
from yakuba.platform.addressee import service as addressees
from yakuba.platform.addressee.models import Addressee
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

Match = SourceDocument.Match


class CannotDecide(ValueError):
    """The message says why, for the clerk."""


def choose(batch_id: UUID, line: int, number: int) -> None:
    """The document is about this addressee. Decided the same way again: no effect.

    Raises access.Refused, CannotDecide, SourceDocument.DoesNotExist.
    """
    access.require(taking.DUTY)
    document = _locked(batch_id, line)
    if document.addressee_number == number:
        return
    found = Addressee.objects.filter(addressee_number=number).first()
    if found is None or found.merged_into is not None:
        raise CannotDecide(f"宛名番号 {number}：登録がないか、統合されている。番号を確かめて入力する")
    _decide(document, number)


def outside(batch_id: UUID, line: int) -> int:
    """Nobody on the register: a person outside it (住登外者) is made of what the document tells. Gives the new number.

    Raises access.Refused, CannotDecide for a document that has its person, SourceDocument.DoesNotExist.
    """
    access.require(taking.DUTY)
    document = _locked(batch_id, line)
    if document.addressee_number is not None:
        raise CannotDecide("名寄せ：この資料はもう特定されている。画面を読み直す")
    number = addressees.next_number()
    addressees.register([number], Addressee.Kind.NON_RESIDENT)
    OutsidePerson.objects.create(
        municipality_id=current(),
        addressee_number=number,
        name=document.name,
        name_kana=document.name_kana,
        birth_date=document.birth_date,
        address=document.address,
        entered_at=current_context().instant,
        entered_by_name=current_context().actor.name,
    )
    _decide(document, number)
    return number


def _locked(batch_id: UUID, line: int) -> SourceDocument:
    found = SourceDocument.objects.select_for_update().get(batch_id=batch_id, line=line)
    if found.state != SourceDocument.State.ACTIVE:
        raise CannotDecide("名寄せ：この資料は訂正または取消しをされている。新しい資料のほうを特定する")
    return found


def _decide(document: SourceDocument, number: int) -> None:
    context = current_context()
    SourceDocument.objects.filter(batch_id=document.batch_id, line=document.line).update(
        addressee_number=number, match=Match.DECIDED, decided_by_name=context.actor.name, decided_at=context.instant
    )
    detail = {"batch": str(document.batch_id), "line": document.line, "before": document.addressee_number}
    register.record(register.Act.ENTER, [number], note=register.Note(duty=taking.DUTY, detail=detail))
