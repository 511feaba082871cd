"""Who is behind an account: by a certificate's serial number, else by the four items of a signature certificate.

A match that used a substitute character, or found several persons, never links by itself: a clerk looks at it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yakuba.areas.resident_registry.service import Candidate, candidates
from yakuba.frontyard.reception import letters
from yakuba.frontyard.reception.models import CertificateLink, ResidentAccount
from yakuba.platform.cases.procedures.definition import Text
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.identity.certificates import FourItems
from yakuba.platform.identity.matching import Match, RecordItems, compare, links_by_itself
from yakuba.platform.register import service as register
from yakuba.platform.tenancy.context import current_context
from yakuba.standards import eras

State = ResidentAccount.State
WORDS = {
    State.LINKED: Text("本人確認ができました。", "あなたの ことが わかりました。", "We have confirmed who you are."),
    State.WAITING: Text(
        "本人確認に職員の確認が必要です。済みましたら、次にサインインしたときにこの画面でお知らせします。お急ぎの方は窓口へお越しください。",
        "{職員|しょくいん}が {確認|かくにん}します。おわったら この ページに {書|か}きます。",
        "Our staff must check who you are. You will see the answer here when you sign in again.",
    ),
    State.REFUSED: Text(
        "この市区町村の住民票が見つかりませんでした。住民票のある市区町村のページから手続きしてください。",
        "この まちに あなたの {住民票|じゅうみんひょう}が ありません。{住|す}んでいる まちの ページを {見|み}ます。",
        "We found no residence record of you in this municipality. Use the page of the municipality you live in.",
    ),
}


@dataclass(frozen=True)
class Shown:
    """The certificate an account was signed in with, as the portal verified it."""

    kind: str
    serial: str
    issuer_key_id: str
    not_after: datetime | None
    status: str

    @property
    def level(self) -> str:
        """A status nobody could confirm is a lower level: it never passes silently."""
        if self.status != "good":
            return "card_unconfirmed"
        return "app" if self.kind == "app" else "card"


def shown_in(body: Mapping[str, Any]) -> Shown | None:
    given = body.get("certificate")
    if not isinstance(given, Mapping):
        return None
    until = given.get("not_after")
    return Shown(
        kind=str(given.get("kind", "")),
        serial=str(given.get("serial", ""))[:64],
        issuer_key_id=str(given.get("issuer_key_id", ""))[:64],
        not_after=datetime.fromisoformat(until) if until else None,
        status=str(given.get("status", "unknown")),
    )


def link(account: UUID, body: Mapping[str, Any]) -> ResidentAccount:
    """Find the person of an account and tell the portal; told again, the same is found again."""
    certificate = shown_in(body)
    number = by_serial(certificate) if certificate else None
    found: list[int] = [number] if number is not None else []
    sure = number is not None
    if number is None and isinstance(body.get("four_items"), Mapping):
        found, sure = by_items(body["four_items"])
        sure = sure and not _is_protected(found)
    state = State.LINKED if sure and len(found) == 1 else State.WAITING if found or not certificate else State.REFUSED
    if certificate and not found and not body.get("four_items"):
        state = State.WAITING  # the signature certificate has not been shown yet
    row = _keep(account, certificate, state, found, body)
    if state == State.LINKED:
        _remember_both(body, found[0])
    tell(row)
    return row


def _is_protected(numbers: list[int]) -> bool:
    """A protected person's account is linked by a clerk who has spoken with her: nothing proves that sign-in and
    signature certificate are one person's, and somebody at home may hold her card."""
    return any(state.subject.protection.active for state in disclosure.subject_state(numbers).values())


def _remember_both(body: Mapping[str, Any], number: int) -> None:
    """The certificate shown, and the user certificate of the same visit: the next sign-in is by that one alone."""
    for name in ("certificate", "user_certificate"):
        shown = shown_in({"certificate": body.get(name)})
        if shown:
            _remember(shown, number)


def linked(account: UUID) -> ResidentAccount | None:
    """The account, when it is known whose it is."""
    return ResidentAccount.objects.filter(account=account, state=State.LINKED).first()


def settle(account: UUID, number: int | None, name: str, how: str = "") -> ResidentAccount:
    """A clerk decides about an account that waits: whose it is, or that it is nobody's here; ``how`` is kept."""
    row = ResidentAccount.objects.select_for_update().get(account=account, state=State.WAITING)
    state = State.LINKED if number is not None else State.REFUSED
    _change(row, state=state, addressee_number=number, linked_by=name)
    if number is not None:
        _remember_both(row.told, number)
    note = register.Note(detail={"account": str(account), "linked": state, "how": how})
    register.record("receive", [number] if number else [], note=note)
    tell(row)
    return row


def tell(row: ResidentAccount) -> None:
    words = WORDS[State(row.state)]
    body = {
        "account": str(row.account),
        "state": row.state,
        "level": row.level,
        "words": {"ja": words.ja, "easy": words.easy, "en": words.en},
    }
    letters.send("linked", row.account, body)


def by_serial(certificate: Shown) -> int | None:
    """Whose this certificate is known to be."""
    return (
        CertificateLink.objects.filter(
            kind=certificate.kind, issuer_key_id=certificate.issuer_key_id, serial=certificate.serial
        )
        .values_list("addressee_number", flat=True)
        .first()
    )


def by_items(items: Mapping[str, Any]) -> tuple[list[int], bool]:
    """The persons of four items, and whether that is certain enough to need nobody."""
    card = four_items(items)
    if card is None or card.born is None:
        return [], False  # a birth date that is not wholly known is looked at by a person
    near = [(one.number, compare(card, record_items(one))) for one in candidates(card.born, card.sex)]
    possible = [(number, found) for number, found in near if found.match is not Match.DIFFERENT]
    return [number for number, _ in possible], links_by_itself([found for _, found in possible])


def four_items(given: Mapping[str, Any]) -> FourItems | None:
    """From a letter; None when something is missing. The birth date as in the certificate, or as YYYY-MM-DD."""
    names = ("name", "birth_date", "sex", "address", "name_substitutes", "address_substitutes")
    values = {name: given.get(name) for name in names}
    if not all(isinstance(value, str) for value in values.values()):
        return None
    texts: dict[str, str] = {name: str(value) for name, value in values.items()}
    if "-" in texts["birth_date"]:
        try:
            day = date.fromisoformat(texts["birth_date"])
        except ValueError:
            return None
        texts["birth_date"] = f"{eras.era_of(day).code}{day:%Y%m%d}"
    if any(len(texts[name]) != len(texts[f"{name}_substitutes"]) for name in ("name", "address")):
        return None
    return FourItems(**texts)


def record_items(candidate: Candidate) -> RecordItems:
    """A resident's side of the comparison."""
    return RecordItems(candidate.names, candidate.birth_date, candidate.sex, candidate.address)


def _keep(
    account: UUID, certificate: Shown | None, state: str, found: list[int], body: Mapping[str, Any]
) -> ResidentAccount:
    level = certificate.level if certificate else "email"
    number = found[0] if state == State.LINKED else None
    row = ResidentAccount.objects.select_for_update().filter(account=account).first()
    told = {name: body.get(name) for name in ("certificate", "user_certificate", "four_items", "claimed")}
    values = {"state": state, "level": level, "addressee_number": number, "candidates": found[:20], "told": told}
    if row is None:
        row = ResidentAccount.objects.create(account=account, changed_at=current_context().instant, **values)
    elif row.state == State.LINKED and state != State.LINKED:
        return row  # what was proved once is not lost by a weaker sign-in
    else:
        _change(row, **values)
    note = register.Note(detail={"account": str(account), "state": state, "level": level})
    register.record("receive", found[:20], note=note)
    return row


def _change(row: ResidentAccount, **values: Any) -> None:
    for name, value in {**values, "changed_at": current_context().instant}.items():
        setattr(row, name, value)
    row.save(update_fields=[*values, "changed_at"])


def _remember(certificate: Shown, number: int) -> None:
    CertificateLink.objects.update_or_create(
        kind=certificate.kind,
        issuer_key_id=certificate.issuer_key_id,
        serial=certificate.serial,
        defaults={
            "addressee_number": number,
            "not_after": certificate.not_after,
            "status": certificate.status,
            "checked_at": current_context().instant,
        },
    )
