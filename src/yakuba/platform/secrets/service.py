"""The only door to individual numbers and resident codes. Every use is registered; numbers never are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from yakuba.platform.access import service as access
from yakuba.platform.register import service as register
from yakuba.platform.secrets import keyring, store, vault
from yakuba.platform.secrets.errors import NoValue, PurposeNeeded, UnusableValue
from yakuba.platform.secrets.kinds import Kind, examine, formed
from yakuba.platform.secrets.models import SecretValue
from yakuba.platform.secrets.secret import Secret
from yakuba.platform.tenancy.scope import current

__all__ = ["Bulk", "Kind", "Rejected", "Secret", "Stored", "copy_all", "find", "holders", "put", "put_many", "reveal"]

DUTY = "numbers.reveal"
EXPORT_DUTY = "resident_registry.export"
CHUNK = 10_000


@dataclass(frozen=True)
class Stored:
    """``changed`` is False when the person had this very number; ``doubts`` are codes for the clerk to look at."""

    changed: bool
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rejected:
    addressee_number: int
    kind: str
    reason: str


@dataclass(frozen=True)
class Bulk:
    """What became of a load's numbers: ``stored + unchanged + len(rejected)`` is what was given."""

    stored: int
    unchanged: int
    rejected: tuple[Rejected, ...]


def put(addressee_number: int, kind: Kind | str, value: str | Secret) -> Stored:
    """Keep a person's number; a different one than before becomes the next version. juki-1.0:4.3.1.

    Raises UnusableValue, KeysMissing. The caller's action has required its own duty (entry, load).
    """
    kind = Kind(kind)
    examined = examine(kind, value)
    changed = bool(store.write([(addressee_number, kind.value, examined.value)]))
    if changed:
        register.record(register.Act.CHANGE_NUMBER, [addressee_number], note=register.Note(items=(kind.value,)))
    return Stored(changed, examined.doubts)


def put_many(rows: Iterable[tuple[int, Kind | str, str | Secret]], origin: str) -> Bulk:
    """Keep many numbers, ``(addressee number, kind, value)``, inside the open transaction; ``origin`` names the load.

    One row in the register tells of all. A malformed value is returned as rejected, a later value of the same person
    and kind in the same chunk wins.
    """
    stored = unchanged = 0
    rejected: list[Rejected] = []
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        good, bad = _examined(chunk)
        changed = len(store.write(good))
        stored += changed
        unchanged += len(chunk) - len(bad) - changed
        rejected += bad
    detail = {"origin": origin, "stored": stored, "unchanged": unchanged, "rejected": len(rejected)}
    register.record(register.Act.CHANGE_NUMBER, note=register.Note(detail=detail))
    return Bulk(stored, unchanged, tuple(rejected))


def _examined(chunk: list[tuple[int, Kind | str, str | Secret]]) -> tuple[list[store.Row], list[Rejected]]:
    good: dict[tuple[int, str], store.Row] = {}
    bad: list[Rejected] = []
    for number, name, given in chunk:
        kind = Kind(name)
        try:
            good[number, kind.value] = (number, kind.value, formed(kind, given))
        except UnusableValue as problem:
            bad.append(Rejected(number, kind.value, problem.reason))
    return list(good.values()), bad


def reveal(addressee_number: int, kind: Kind | str, purpose: str) -> str:
    """The person's current number, for showing it once. Never put it in a URL, a log, a job or a search text.

    Needs the duty ``numbers.reveal``, the second factor shown again, and a purpose. Raises access.Refused,
    access.StepUpNeeded, PurposeNeeded, NoValue, Unreadable, KeysMissing. juki-1.0:10.2.
    """
    kind = _allowed(kind, purpose)
    row = SecretValue.objects.filter(addressee_number=addressee_number, kind=kind.value, is_latest=True).first()
    note = register.Note(
        items=(kind.value,), duty=DUTY, purpose=purpose.strip(), outcome="done" if row else "not_found"
    )
    register.record(register.Act.REVEAL_NUMBER, [addressee_number], note=note)
    if row is None:
        raise NoValue(f"宛名番号 {addressee_number} の{kind.label}は登録されていません")
    ((_, value),) = store.opened([row])
    return value.open()


def find(kind: Kind | str, value: str | Secret, purpose: str) -> list[int]:
    """Addressee numbers of those who have or had this number, the current holder first.

    Same needs and errors as ``reveal``; raises UnusableValue when the value cannot be such a number.
    """
    kind = _allowed(kind, purpose)
    text = examine(kind, value).value
    digests = [vault.lookup(key, kind.value, text) for key in keyring.ring().lookup.values()]
    rows = SecretValue.objects.filter(lookup__in=digests, kind=kind.value).order_by("-is_latest", "addressee_number")
    found = list(dict.fromkeys(rows.values_list("addressee_number", flat=True)))
    note = register.Note(items=(kind.value,), duty=DUTY, purpose=purpose.strip(), detail={"hits": len(found)})
    register.record(register.Act.SEARCH_BY_NUMBER, found, note=note)
    return found


_HOLDERS = """
SELECT lookup, addressee_number FROM secret_value
WHERE municipality_id = %s AND kind = %s AND lookup = ANY(%b::bytea[]) ORDER BY is_latest, version
"""


def holders(kind: Kind | str, values: Sequence[str], origin: str) -> dict[str, int]:
    """Whom these numbers belong to, where anybody here has or had them: for loads that name persons by number.

    Nothing is opened or told but the addressee; one row in the register counts what was asked. ``origin`` names the
    load. Raises KeysMissing.
    """
    kind = Kind(kind)
    ring = keyring.ring()
    asked = {vault.lookup(key, kind.value, value): value for key in ring.lookup.values() for value in set(values)}
    if not asked:
        return {}
    with store.binary_cursor() as cursor:
        rows = cursor.execute(_HOLDERS, [current(), kind.value, list(asked)], binary=True).fetchall()
    found = {asked[bytes(digest)]: number for digest, number in rows}
    detail = {"origin": origin, "asked": len(set(values)), "hits": len(found)}
    register.record(register.Act.SEARCH_BY_NUMBER, note=register.Note(items=(kind.value,), detail=detail))
    return found


def has(addressee_numbers: Iterable[int], kind: Kind | str) -> set[int]:
    """Which of these persons have a number. Nothing is opened, so no duty is asked for here."""
    rows = SecretValue.objects.filter(addressee_number__in=list(addressee_numbers), kind=Kind(kind), is_latest=True)
    return set(rows.values_list("addressee_number", flat=True))


@dataclass(frozen=True)
class Copy:
    """One stored value with its place; earlier versions are included with ``is_latest`` False."""

    addressee_number: int
    kind: str
    version: int
    is_latest: bool
    value: Secret


def copy_all(purpose: str) -> Iterator[Copy]:
    """Every number of the open municipality, for its own full export. Needs the export duty and the second factor."""
    access.require_step_up(EXPORT_DUTY)
    if not purpose.strip():
        raise PurposeNeeded("個人番号の利用目的を入力してください")
    note = register.Note(items=tuple(kind.value for kind in Kind), duty=EXPORT_DUTY, purpose=purpose.strip())
    register.record(register.Act.EXPORT, note=note)
    return _copies()


def _copies() -> Iterator[Copy]:
    last = (0, "", 0)
    while rows := _after(last):
        for row, value in store.opened(rows):
            yield Copy(row.addressee_number, row.kind, row.version, row.is_latest, value)
        last = (rows[-1].addressee_number, rows[-1].kind, rows[-1].version)


def _after(last: tuple[int, str, int]) -> list[SecretValue]:
    """The next chunk in key order: a whole city never sits in memory, and no cursor stays open."""
    rows = SecretValue.objects.extra(where=["(addressee_number, kind, version) > (%s, %s, %s)"], params=list(last))
    return list(rows.order_by("addressee_number", "kind", "version")[:CHUNK])


def _allowed(kind: Kind | str, purpose: str) -> Kind:
    access.require_step_up(DUTY)
    if not purpose.strip():
        raise PurposeNeeded("個人番号・住民票コードの利用目的を入力してください")
    return Kind(kind)
