"""Automatic checks against the record for care, disability, tax, seals and certificates of the family register."""

import unicodedata
from datetime import date

from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import JAPANESE, Record
from yakuba.areas.resident_registry.procedures.checks import found
from yakuba.areas.resident_registry.procedures.person_checks import PEOPLE
from yakuba.platform.cases.findings import Finding
from yakuba.platform.cases.procedure_parts import Facts, Given, Parameter, check_with
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current
from yakuba.standards import ages, municipalities


def _chosen(facts: Facts, given: Given) -> list[Record]:
    return storage.latest(facts.numbers(str(given["people"])))


def _applicant(facts: Facts) -> Record | None:
    return next(iter(storage.latest([facts.applicant])), None)


def _alert(code: str, question: str, message: str, remedy: str, source: str = "background") -> list[Finding]:
    return [Finding("alert", code, question, message, remedy, source)]


@check_with(
    "resident_registry.resident_on_january_1",
    "「{people}」が「{year}」の1月1日にここの住民だったか",
    PEOPLE,
    Parameter("year", "どの年か", "question", ("number",)),
    general=False,
)
def resident_on_january_1(facts: Facts, given: Given) -> list[Finding]:
    """The individual resident's tax belongs to the municipality of 1 January: only that one can certify it."""
    year = facts.answers.get(str(given["year"]))
    if year is None:
        return []
    day = date(year, 1, 1)
    late = [one for one in _chosen(facts, given) if one.became_resident_date and one.became_resident_date > day]
    if not late:
        return []
    message = f"賦課期日：{year}年1月1日より後に住民となった人が{len(late)}人いる"
    remedy = "その日の住所の市区町村を案内し、ここに課税の資料があるときは記録して続行"
    return _alert("T-05", str(given["year"]), message, remedy, "地方税法第39条、第318条")


@check_with(
    "resident_registry.applicant_age",
    "申請する人が{at_least}歳以上か",
    Parameter("at_least", "何歳から", "whole"),
)
def applicant_age(facts: Facts, given: Given) -> list[Finding]:
    own, least = _applicant(facts), int(given["at_least"])
    if own is None or own.birth_date is None or ages.age_on(own.birth_date, facts.filed_on) >= least:
        return []
    return found("T-08", f"申請する人：{least}歳未満", "この年齢では受け付けられないことを本人に伝える")


@check_with(
    "resident_registry.text_from_name",
    "「{question}」が住民票の氏名・旧氏・通称の文字か",
    Parameter("question", "印影の文字", "question", ("text",)),
)
def text_from_name(facts: Facts, given: Given) -> list[Finding]:
    """印鑑登録証明事務処理要領: a seal is refused that shows anything but name, surname, given name, former surname,
    alias or a part of them. 印 and 之印 after the name are usual and do no harm."""
    own, name = _applicant(facts), str(given["question"])
    typed = unicodedata.normalize("NFKC", str(facts.answers.get(name, "")))
    shown = typed.replace("之印", "").replace("印", "").upper()
    if own is None or not shown:
        return []
    if all(letter in _letters(own) for letter in shown if not letter.isspace()):
        return []
    remedy = "印影の文字を確かめ、氏名を表していなければ別の印鑑にしてもらう"
    return [Finding("error", "T-09", name, "印影の文字：住民票の氏名にない文字がある", remedy, "印鑑登録条例")]


def _letters(own: Record) -> set[str]:
    names = (own.name, own.former_surname, own.alias, own.name_roman, own.name_kanji, own.name_katakana, own.name_kana)
    return set(unicodedata.normalize("NFKC", "".join(names)).upper())


@check_with(
    "resident_registry.domicile_here",
    "「{question}」が「{value}」のとき、申請する人の本籍がここか",
    Parameter("question", "どの戸籍か", "question", ("choice",)),
    Parameter("value", "いまの自分の戸籍という答え", "text"),
)
def domicile_here(facts: Facts, given: Given) -> list[Finding]:
    own, name = _applicant(facts), str(given["question"])
    if own is None or facts.answers.get(name) != given["value"]:
        return []
    if own.resident_type != JAPANESE:
        remedy = "住民票の写しか、届書の記載事項証明書を案内する"
        return [Finding("error", "T-11", name, "戸籍：外国人住民なので戸籍がない", remedy, "戸籍法第10条")]
    if not own.origin_domicile or _domicile_is_here(own):
        return []
    remedy = "本籍地の市区町村か、窓口での広域交付（戸籍法第120条の2）を案内する"
    return [Finding("error", "T-11", name, "戸籍：本籍がほかの市区町村にある", remedy, "戸籍法第10条")]


def _domicile_is_here(own: Record) -> bool:
    """By its code; records taken over from older systems have the text alone."""
    if own.origin_domicile_municipality_code:
        return _is_here(own.origin_domicile_municipality_code)
    here = directory.by_id(current())
    return own.origin_domicile.startswith((here.name, here.prefecture + here.name))


def _is_here(code: str) -> bool:
    """This municipality, or a ward of it where it is a designated city."""
    own = directory.by_id(current()).lg_code
    return code == own or (municipalities.exists(code) and municipalities.get(code).parent == own)


@check_with(
    "resident_registry.address_here",
    "「{question}」がこの市区町村の中か",
    Parameter("question", "どの住所か", "question", ("address",)),
)
def address_here(facts: Facts, given: Given) -> list[Finding]:
    name = str(given["question"])
    address = facts.answers.get(name)
    if address is None:
        return []
    if any(_is_here(one.code) for one in municipalities.find(address["prefecture"] + address["municipality"])):
        return []
    title = facts.procedure.question(name).title.ja.rstrip("。？?")
    return [Finding("error", "T-12", name, f"「{title}」：ほかの市区町村の中", "その市区町村を案内する", "background")]


@check_with(
    "resident_registry.files_alone_from",
    "「{people}」が{age}歳以上なら、本人が申請しているか",
    PEOPLE,
    Parameter("age", "何歳から本人か", "whole"),
)
def files_alone_from(facts: Facts, given: Given) -> list[Finding]:
    """Somebody else may file for who is younger (the guardian); for the others a person looks at the authority."""
    least = int(given["age"])
    others = [one for one in _chosen(facts, given) if int(one.addressee_number) != facts.applicant]
    grown = [one for one in others if one.birth_date is None or ages.age_on(one.birth_date, facts.filed_on) >= least]
    if not grown:
        return []
    message = f"申請する人：{least}歳以上の対象者が{len(grown)}人いて、本人の申請でない"
    return _alert("T-15", str(given["people"]), message, "本人の意思か委任を確かめ、記録して続行")
