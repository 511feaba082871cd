"""Each line is written as a conforming system writes it, and is consistent in itself."""

import re
import unicodedata

from tests.operation.synthetic.residents import AS_OF, Line, Produced, age, day
from yakuba.areas.resident_registry.domain import record, relationships
from yakuba.areas.resident_registry.domain.reasons import Reason, entry_kind
from yakuba.areas.resident_registry.domain.residence import RESIDENCE_STATUSES, SPECIAL_PERMANENT_STATUS
from yakuba.operation.founding.synthetic import COLUMNS
from yakuba.standards import addresses, characters, check_digits, eras, towns
from yakuba.standards.code_lists import code_list

KATAKANA = re.compile(r"[ァ-ヶー　]+")


def test_the_columns_are_the_observed_ones() -> None:
    assert len(COLUMNS) == len(set(COLUMNS)) == 139
    assert set(COLUMNS) - set(record.BY_JA) == {"住民票コード"}
    assert COLUMNS[:3] == ("市区町村コード", "宛名番号", "個人履歴番号")
    assert COLUMNS[121] == "氏名_外国人ローマ字"
    assert COLUMNS[-1] == "住所_番地枝番数値"


def test_every_line_has_every_column(kitami: Produced) -> None:
    assert all(None not in line and None not in line.values() for line in kitami.lines)
    assert tuple(kitami.lines[0]) == COLUMNS


def test_names_of_japanese_residents(kitami: Produced) -> None:
    for line in kitami.lines:
        if line["住民種別"] == record.JAPANESE:
            assert line["氏名"] == f"{line['氏_日本人']}　{line['名_日本人']}"
            assert line["氏名_フリガナ"] == f"{line['氏_日本人_フリガナ']}　{line['名_日本人_フリガナ']}"
            assert KATAKANA.fullmatch(line["氏名_フリガナ"])
            assert line["本籍"] and line["戸籍_筆頭者"]
            assert line["本籍"] == line["本籍_都道府県"] + line["本籍_市区郡町村名"] + line["本籍_町字"]


def test_addresses_are_in_the_town_master(kumamoto: Produced) -> None:
    for line in kumamoto.lines:
        town = towns.town(line["住所_市区町村コード"], line["住所_町字コード"])
        assert town.name == line["住所_町字"]
        assert unicodedata.normalize("NFKC", line["住所_郵便番号"]) == town.postcode
        assert re.fullmatch(r"[０-９]+番地?([０-９]+)?号?", line["住所_番地号表記"])
        assert line["住所_番地枝番数値"] == addresses.sort_text(line["住所_番地号表記"])
        assert line["住所_都道府県"] == "熊本県"


def test_earlier_addresses_are_real_places_elsewhere(kitami: Produced) -> None:
    arrived = [line for line in kitami.lines if line["記載の事由"] == Reason.MOVE_IN]
    assert arrived
    for line in arrived:
        assert line["転入前住所_市区町村コード"] != "012084"
        town = towns.town(line["転入前住所_市区町村コード"], line["転入前住所_町字コード"])
        assert town.name == line["転入前住所_町字"]
        assert line["転入前住所_世帯主氏名"]
    assert not any(line["転入前住所_町字"] for line in kitami.lines if line["記載の事由"] == Reason.BIRTH)


def test_all_characters_are_in_the_character_table(kitami: Produced, kumamoto: Produced) -> None:
    lines = [*kitami.lines, *kumamoto.lines]
    texts = {line[column] for line in lines for column in ("氏名", "戸籍_筆頭者", "通称", "住所_方書")}
    assert [text for text in texts if not characters.within_mj(text)] == []


def test_sex_era_and_relationship_codes(kitami: Produced) -> None:
    for line in kitami.lines:
        assert (line["性別"], line["性別表記"]) in {("1", "男"), ("2", "女")}
        assert eras.era_of(day(line["生年月日"])).code == line["生年月日_元号"]
        chain = relationships.parse(line["続柄表記"])
        assert chain[0] == line["続柄コード1"]
        assert relationships.SEX.get(chain[-1], line["性別"]) == line["性別"]


def test_change_codes_are_those_of_the_registry(kitami: Produced) -> None:
    for line in kitami.lines:
        assert entry_kind(Reason(line["異動事由"])) == line["記載等の種別"]
        assert line["異動区分"] in {"1", "2", "4"}
        assert line["住民状態"] in record.RESIDENT_STATES


def test_numbers_have_check_digits_and_belong_to_one(kitami: Produced) -> None:
    people = {line["宛名番号"] for line in kitami.lines}
    assert all(map(check_digits.addressee_number_is_valid, people))
    assert all(check_digits.addressee_number_is_valid(line["世帯番号"]) for line in kitami.lines)
    codes = {line["宛名番号"]: line["住民票コード"] for line in kitami.lines}
    assert len(set(codes.values())) == len(people)
    assert all(re.fullmatch(r"99\d{9}", code) for code in codes.values())
    assert {line["宛名番号"] for line in kitami.numbers} == people
    values = {line["値"] for line in kitami.numbers}
    assert len(values) == len(people)
    assert all(check_digits.individual_number_is_valid(value) and value.startswith("99") for value in values)
    assert {line["種別"] for line in kitami.numbers} == {"individual_number"}


def test_individual_numbers_are_nowhere_in_the_layout(kitami: Produced) -> None:
    text = kitami.path.read_text(encoding="utf-8")
    assert not any(line["値"] in text for line in kitami.numbers[:200])


def test_eligibility_agrees_with_age(kitami: Produced) -> None:
    for line in kitami.residents:
        years = age(line)
        assert line["後期高齢資格有無"] == ("1" if years >= 75 else "0")
        assert line["国保資格有無"] == "0" or years < 75
        if line["生年月日"][5:] != "10-02":  # the eve of the birthday counts for the others
            assert line["介護資格有無"] == ("1" if years >= 65 else "0")
            assert line["年金資格有無"] == ("1" if 20 <= years < 60 else "0")
            assert line["選挙人名簿登録有無"] == "0" or (years >= 18 and line["住民種別"] == record.JAPANESE)
        for flag, since in (("国保", "国保"), ("後期高齢", "後期高齢"), ("介護", "介護"), ("年金", "年金")):
            assert bool(line[f"{since}資格取得年月日"]) == (line[f"{flag}資格有無"] == "1")


def test_parents_receive_child_allowance(kitami: Produced) -> None:
    receiving = {line["世帯番号"] for line in kitami.residents if line["児童手当資格区分"]}
    with_infants = {
        number
        for number, members in kitami.households.items()
        if any(age(one) < 15 and one["続柄表記"] == "子" for one in members)
    }
    assert with_infants <= receiving
    assert all(re.fullmatch(r"\d{4}-\d\d", one["児童手当受給開始年月"]) for one in kitami.residents if _receives(one))
    assert not any(_receives(one) and age(one) < 16 for one in kitami.residents)


def _receives(line: Line) -> bool:
    return bool(line["児童手当資格区分"])


def test_foreign_residents(kumamoto: Produced) -> None:
    foreign = [line for line in kumamoto.residents if line["住民種別"] == record.FOREIGN]
    assert foreign
    for line in foreign:
        assert line["氏名"] in {line["氏名_外国人ローマ字"], line["氏名_外国人漢字"]}
        assert re.fullmatch(r"[A-Z ]+", line["氏名_外国人ローマ字"])
        assert KATAKANA.fullmatch(line["氏名_フリガナ"])
        assert check_digits.residence_card_is_formed(line["在留カード等番号"])
        assert re.fullmatch(r"[A-Z]{3}", line["国籍等_国名コード"]) and line["国籍名等"]
        assert line["第30条45規定区分"] in {"1", "2"}
        assert not line["本籍"] and not line["戸籍_筆頭者"]
        assert line["選挙人名簿登録有無"] == "0"
        assert line["外国人住民となった年月日"] >= line["住民となった年月日"]
        assert line["外国人住民となった年月日"] >= "2012-07-09"
        assert not line["在留期間の満了の日"] or line["在留期間の満了の日"] > AS_OF.isoformat()
    assert any(line["氏名_外国人漢字"] for line in foreign)
    assert all(line["国籍等_国名コード"] in code_list("country") for line in foreign)
    assert {line["在留資格等コード"] for line in foreign} <= {*RESIDENCE_STATUSES, SPECIAL_PERMANENT_STATUS}
    japanese = [line for line in kumamoto.lines if line["住民種別"] == record.JAPANESE]
    assert not any(line["国籍名等"] or line["氏名_外国人ローマ字"] for line in japanese)
