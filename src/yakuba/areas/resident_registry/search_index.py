"""Keeps ``search_entry`` in step with the versions of a person (juki-1.0:2.1.3: now and past)."""

from collections.abc import Callable, Iterable

from yakuba.areas.resident_registry import grams, storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import SearchEntry
from yakuba.platform.tenancy.scope import current
from yakuba.standards.folding import FOLDING_VERSION, fold_kana, fold_name


def names_of(record: Record) -> list[str]:
    """Every form a person's name is asked by: name, roman, kanji, alias, and the name with the former surname."""
    with_former = record.former_surname + record.given_name if record.former_surname else ""
    forms = (record.name, record.name_roman, record.name_kanji, record.alias, with_former)
    return [fold_name(form) for form in forms if form]


def kana_of(record: Record) -> list[str]:
    with_former = record.former_surname_kana + record.given_name_kana if record.former_surname_kana else ""
    forms = (record.name_kana, record.name_katakana, record.alias_kana, with_former)
    return [fold_kana(form) for form in forms if form]


def address_of(record: Record) -> list[str]:
    text = record.address_town + record.address_lot + record.address_building
    return [fold_name(text)] if text else []


def _now_and_past(forms: Callable[[Record], list[str]], versions: list[Record]) -> tuple[str, str]:
    """Lines of the forms of the last version, and of those that only earlier versions have; each form once."""
    *past, now = versions
    here = dict.fromkeys(forms(now))
    former = dict.fromkeys(form for record in past for form in forms(record) if form not in here)
    return "\n".join(here), "\n".join(former)


def entry(versions: list[Record]) -> SearchEntry:
    """The search entry of one person from all versions, oldest first."""
    now = versions[-1]
    names, names_past = _now_and_past(names_of, versions)
    kana, kana_past = _now_and_past(kana_of, versions)
    addresses, addresses_past = _now_and_past(address_of, versions)
    texts = {
        "name": f"{names}\n{names_past}",
        "kana": f"{kana}\n{kana_past}",
        "address": f"{addresses}\n{addresses_past}",
    }
    return SearchEntry(
        municipality_id=current(),
        addressee_number=int(now.addressee_number),
        names=names,
        names_past=names_past,
        kana=kana,
        kana_past=kana_past,
        addresses=addresses,
        addresses_past=addresses_past,
        kana_sort=(kana.split("\n")[0] or names.split("\n")[0])[:100],
        birth_date=now.birth_date,
        sex=now.sex,
        is_removed=not now.is_current_resident,
        grams=grams.of_entry(current(), texts),
        folding=FOLDING_VERSION,
    )


_KEYS = ("municipality", "addressee_number")
_FIELDS = [field.name for field in SearchEntry._meta.concrete_fields if field.name not in _KEYS]


def refresh(numbers: Iterable[int]) -> None:
    """Write the entries of these persons anew."""
    by_person: dict[str, list[Record]] = {}
    for record in storage.versions(numbers):
        by_person.setdefault(record.addressee_number, []).append(record)
    SearchEntry.objects.bulk_create(
        [entry(versions) for versions in by_person.values()],
        update_conflicts=True,
        unique_fields=["municipality", "addressee_number"],
        update_fields=_FIELDS,
    )
