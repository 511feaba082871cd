"""Individual numbers and resident codes on a copy of the resident record: only asked for, only for whom the law allows.

住民基本台帳法第12条: the person and the members of the household may ask for them; copies for others never carry them
(第12条の2, 第12条の3), and a proxy gets them by post to the person only, which is not offered at the counter.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yakuba.areas.resident_registry import stops
from yakuba.areas.resident_registry.certificates import TITLES, CannotIssue
from yakuba.areas.resident_registry.documents.content import Kind
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.access import service as access
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.secrets import service as secrets

COPIES = frozenset({Kind.COPY_JOINT, Kind.COPY_INDIVIDUAL})
WITHHELD = {secrets.Kind.INDIVIDUAL_NUMBER: "●●●● ●●●● ●●●●", secrets.Kind.RESIDENT_CODE: "●●●●●●●●●●●"}
"""What a preview and the inspection before the issue show in place of a number: as many signs as will be printed."""
BY_POST = (
    "番号を記載した写しは、代理人に窓口で渡せない（本人の住所へ郵送する扱い。この画面からは発行できない）。"
    "番号なしで発行するときは、記載する人の印を外す"
)
ONLY_FAMILY = (
    "個人番号・住民票コードは、本人か同一世帯の人が請求したときだけ記載できる（住民基本台帳法第12条）。"
    "記載する人の印を外して発行する"
)

Printed = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Asked:
    """Addressee numbers of those whose individual number, or resident code, is to be printed."""

    individual_number: tuple[str, ...] = ()
    resident_code: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.individual_number or self.resident_code)

    def of(self, kind: secrets.Kind) -> tuple[str, ...]:
        """Those asked for of one kind."""
        return self.individual_number if kind is secrets.Kind.INDIVIDUAL_NUMBER else self.resident_code

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of numbers the paper will show."""
        return tuple(kind.value for kind in secrets.Kind if self.of(kind))


def allow(asked: Asked, kind: Kind, claim: stops.Claim, records: Sequence[Record]) -> None:
    """Nothing is opened yet. Raises CannotIssue, with what to do."""
    if not asked:
        return
    if kind not in COPIES:
        raise CannotIssue(
            "個人番号・住民票コードは、住民票の写しにだけ記載できる。記載する人の印を外すか、種別を選び直す"
        )
    names = {record.addressee_number: record.name for record in records}
    if not {*asked.individual_number, *asked.resident_code} <= names.keys():
        raise CannotIssue("番号を記載する人が、証明書の対象に選ばれていない。「誰の証明書か」で選ぶか、記載の印を外す")
    states = stops.states_of(claim)
    requester = disclosure.Requester(stops.CAPACITIES[claim.applicant])
    for one in secrets.Kind:
        for number in asked.of(one):
            subject = states[int(number)].subject
            answer = disclosure.decide(requester, disclosure.Purpose.ISSUE, subject, one.value)
            if answer is not disclosure.Decision.SHOW:
                raise CannotIssue(BY_POST if requester.kind is disclosure.Kind.PROXY else ONLY_FAMILY)
        _all_have(one, asked.of(one), names)


def _all_have(kind: secrets.Kind, numbers: Iterable[str], names: dict[str, str]) -> None:
    wanted = list(numbers)
    held = secrets.has(map(int, wanted), kind) if wanted else set()
    without = [names[number] for number in wanted if int(number) not in held]
    if without:
        raise CannotIssue(f"{'、'.join(without)}：{kind.label}の登録がない。記載の印を外すか、登録を確かめる")


def withheld(asked: Asked) -> tuple[Printed, Printed]:
    """Individual numbers and resident codes as a preview shows them."""
    masked = {kind: tuple((number, WITHHELD[kind]) for number in asked.of(kind)) for kind in secrets.Kind}
    return masked[secrets.Kind.INDIVIDUAL_NUMBER], masked[secrets.Kind.RESIDENT_CODE]


def revealed(asked: Asked, kind: Kind, purpose: str) -> tuple[Printed, Printed]:
    """Open the numbers for this one paper; each leaves its row in the register, with the purpose.

    Raises access.Refused, access.StepUpNeeded, KeysMissing, Unreadable.
    """
    access.require_step_up(secrets.DUTY)
    words = f"{TITLES[kind]}への記載（{purpose}）"

    def opened(one: secrets.Kind) -> Printed:
        return tuple((number, grouped(one, secrets.reveal(int(number), one, words))) for number in asked.of(one))

    return opened(secrets.Kind.INDIVIDUAL_NUMBER), opened(secrets.Kind.RESIDENT_CODE)


def grouped(kind: secrets.Kind, digits: str) -> str:
    """As printed: an individual number in groups of four, a resident code in one piece.

    >>> grouped(secrets.Kind.INDIVIDUAL_NUMBER, "123456789018")
    '1234 5678 9018'
    """
    return " ".join((digits[:4], digits[4:8], digits[8:])) if kind is secrets.Kind.INDIVIDUAL_NUMBER else digits
