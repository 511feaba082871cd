"""A visitor's My Number card at the counter: the challenge, the check of the answer, who may be the holder.

Certificate and signature prove that the card was there and its PIN known. The four items come from the card's
text-entry application, by way of the clerk's terminal, and are signed by nobody: they find the record, and the clerk
compares the visitor with the photo. Nothing is linked here.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q

from yakuba.areas.resident_registry import service as registry
from yakuba.frontyard.counter.models import CardReading, Visit
from yakuba.frontyard.counter.visits import CounterError
from yakuba.frontyard.reception import linking
from yakuba.platform.identity import challenge as challenges
from yakuba.platform.identity.certificates import FourItems
from yakuba.platform.identity.challenge import SignedIn
from yakuba.platform.identity.errors import AnswerRefused, IdentityError
from yakuba.platform.identity.levels import Level
from yakuba.platform.identity.matching import compare
from yakuba.platform.identity.verification import Answer, Verifier
from yakuba.platform.register import service as register
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.scope import current

LASTS = timedelta(minutes=30)
"""How long a reading may begin the visit."""
ITEMS = {"name": "氏名", "birth_date": "生年月日", "sex": "性別", "address": "住所"}
NOBODY = (
    "カードの四情報に合う人が見つかりません。カナか生年月日で探してください。"
    "転入予定の人と、氏名の変更がカードに記載されていない人は、カードでは見つかりません。"
)
NOT_READ = "券面事項入力補助用の暗証番号で四情報を読むか、カナか生年月日で探してください。"
_SALT = "counter.card"
_PURPOSE = "窓口受付（カードの読取り）"


@dataclass(frozen=True)
class Told:
    """What the page sent."""

    challenge: str
    certificate: str
    signature: str
    items: str
    items_problem: str


@dataclass(frozen=True)
class Hit:
    """A resident who may be the holder. ``apart``: items that are not as on the record, ``alike``: only nearly so."""

    number: int
    name: str
    birth_date: date | None
    address: str
    apart: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()

    @property
    def different(self) -> str:
        """In words, for the clerk."""
        return "、".join([*(ITEMS[one] for one in self.apart), *(f"{ITEMS[one]}（字の違い）" for one in self.alike)])


@cache
def verifier() -> Verifier:
    """Authorities and revocation lists from the operator's folders."""
    return Verifier.open(Path(settings.CARD_AUTHORITIES), Path(settings.CARD_LISTS), test=settings.CARD_TEST)


def is_offered() -> bool:
    return bool(settings.CARD_READER)


def ask(origin: str) -> tuple[str, str]:
    """A new challenge for the card, and the same signed for the page's form: it comes back from this clerk alone."""
    context = current_context()
    made = challenges.for_sign_in(origin, directory.by_id(current()).lg_code, context.instant).text()
    return made, signing.dumps([made, str(context.actor.id), current()], salt=_SALT)


def take(told: Told) -> tuple[CardReading, list[Hit]]:
    """Who may be the holder, kept for the visit that follows, and registered. Raises CounterError with the remedy."""
    try:
        nonce, proved = _proved(told)
    except IdentityError as refusal:
        note = register.Note(purpose=_PURPOSE, outcome="refused", detail={"card": refusal.code})
        register.record("search", note=note)
        raise CounterError(str(refusal)) from None
    items = _items(told.items)
    how, hits = _found(proved, items)
    reading = _keep(nonce, proved, how, hits)
    note = register.Note(purpose=_PURPOSE, detail={"card": how, "level": proved.level.code})
    register.record("search", [one.number for one in hits], note=note)
    if not hits:
        raise CounterError(NOBODY if items else f"{told.items_problem}{NOT_READ}")
    return reading, hits


def _proved(told: Told) -> tuple[str, SignedIn]:
    """Raises IdentityError: also for a challenge that is not this clerk's, and for an answer that was given before."""
    context = current_context()
    try:
        text, clerk, municipality = signing.loads(told.challenge, salt=_SALT, max_age=challenges.FRESH)
    except signing.SignatureExpired:
        raise AnswerRefused("stale", "時間が過ぎました。もう一度、5分以内に読み取ってください。") from None
    except (signing.BadSignature, ValueError):
        text, clerk, municipality = "", "", 0
    if (clerk, municipality) != (str(context.actor.id), current()):
        raise AnswerRefused("challenge", "この画面からの読取りではありません。［カードで確認］からやり直してください。")
    try:
        answer = Answer(*(base64.b64decode(one, validate=True) for one in (told.certificate, told.signature)))
    except (binascii.Error, ValueError):
        raise AnswerRefused("answer", "カードの読取り結果が届いていません。もう一度読み取ってください。") from None
    challenge = challenges.read(text)
    used = CardReading.objects.filter(nonce=challenge.nonce).values_list("nonce", flat=True)
    return challenge.nonce, challenges.sign_in(challenge, answer, verifier(), context.instant, set(used))


def _items(text: str) -> FourItems | None:
    """What the terminal read of the four items; None when there are none in a form that can be compared."""
    try:
        given = json.loads(text) if text else None
    except ValueError:
        given = None
    if not isinstance(given, Mapping):
        return None
    told = {name: str(given.get(name, "")) for name in ITEMS}
    born = told["birth_date"]
    told["birth_date"] = f"{born[:4]}-{born[4:6]}-{born[6:]}"
    told["sex"] = told["sex"] if told["sex"] in ("1", "2") else "3"
    return linking.four_items(told | {f"{name}_substitutes": "0" * len(told[name]) for name in ("name", "address")})


def _found(proved: SignedIn, items: FourItems | None) -> tuple[str, list[Hit]]:
    shown = linking.Shown("user", proved.serial, proved.issuer_key_id, proved.not_after, proved.status.state.value)
    number = linking.by_serial(shown)
    if number is not None and (known := registry.people([number])):
        return "serial", [_hit(one, items) for one in known]
    if items is None or items.born is None:
        return "items", []
    near = [_hit(one, items) for one in registry.candidates(items.born, items.sex)]
    return "items", [one for one in near if set(one.apart) <= {"address"}]


def _hit(person: registry.Candidate, items: FourItems | None) -> Hit:
    shown = (person.number, person.names[0], person.birth_date, person.address)
    if items is None:
        return Hit(*shown)
    found = compare(items, linking.record_items(person))
    return Hit(*shown, found.different, found.wildcard)


def _clerk() -> UUID:
    """The clerk at work; the page's gate lets nobody else in."""
    clerk = current_context().actor.id
    if clerk is None:
        raise CounterError("サインインしてください")
    return clerk


def _keep(nonce: str, proved: SignedIn, how: str, hits: list[Hit]) -> CardReading:
    """Raises CounterError when the same answer was counted a moment ago."""
    context = current_context()
    try:
        with transaction.atomic():
            return CardReading.objects.create(
                nonce=nonce,
                clerk_id=_clerk(),
                level=proved.level.code,
                how=how,
                people=[{"number": one.number, "different": one.different} for one in hits],
                read_at=context.instant,
            )
    except IntegrityError:
        raise CounterError("この読取りは、もう受け取っています。もう一度読み取ってください。") from None


def of_visitor(number: int, key: str = "") -> CardReading | None:
    """This clerk's newest reading of a card of this resident that began no visit yet, but for the visit ``key``."""
    context = current_context()
    began = Q(visit_id=None)
    try:
        began |= Q(visit_id=UUID(key))
    except ValueError:
        pass
    rows = CardReading.objects.filter(began, clerk_id=_clerk(), read_at__gte=context.instant - LASTS)
    return rows.filter(people__contains=[{"number": number}]).order_by("-read_at", "-id").first()


def identification(reading: CardReading | None) -> str:
    """What the visit keeps: a status nobody could confirm is the lower one."""
    if reading is None:
        return ""
    sure = reading.level == Level.CARD.code
    return Visit.Identification.CARD_READ if sure else Visit.Identification.CARD_UNCONFIRMED


@dataclass(frozen=True)
class Known:
    """What the start page says of a reading. ``different``: the card's items that are not as on the record."""

    read_at: datetime
    is_sure: bool
    different: str


def about(reading: CardReading | None, number: int) -> Known | None:
    """For the start page of this resident."""
    if reading is None:
        return None
    different = next(str(one["different"]) for one in reading.people if one["number"] == number)
    return Known(reading.read_at, identification(reading) == Visit.Identification.CARD_READ, different)


def began(reading: CardReading | None, visit: Visit) -> None:
    """The reading was used for this visit and for no other."""
    if reading is not None and visit.identification == identification(reading):
        CardReading.objects.filter(id=reading.id).update(visit_id=visit.id)
