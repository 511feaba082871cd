"""Items of the record about places: household, addresses, domicile of origin (juki-1.0:1.1.1, 1.1.12, 1.1.17)."""

# The functions called in the class bodies only wrap dataclasses.field, so no default is shared.
# ruff: noqa: RUF009

import datetime
from dataclasses import dataclass

from .record_fields import code, day, kana, notation, number, text, unknown


@dataclass(frozen=True, kw_only=True)
class HouseholdItems:
    """The person's place in the household; repeated on each member's row (juki-1.0:1.2.1)."""

    relationship_code_1: str = code("続柄コード1", "続柄コード1", 2)
    relationship_code_2: str = code("続柄コード2", "続柄コード2", 2)
    relationship_code_3: str = code("続柄コード3", "続柄コード3", 2)
    relationship_code_4: str = code("続柄コード4", "続柄コード4", 2)
    relationship: str = text("続柄表記", "続柄", 20)
    head_name: str = text("世帯主氏名", "世帯主の氏名", 100)
    head_name_kana: str = kana("世帯主氏名_フリガナ", "世帯主の氏名のフリガナ", 100)
    display_order: int = number("記載順位", "並び順")


@dataclass(frozen=True, kw_only=True)
class AddressItems:
    """Where the household lives (住所)."""

    address_municipality_code: str = code("住所_市区町村コード", "住所の市区町村コード", 6)
    address_town_code: str = code("住所_町字コード", "住所の町字コード", 7)
    address_prefecture: str = text("住所_都道府県", "住所の都道府県", 4)
    address_municipality: str = text("住所_市区郡町村名", "住所の市区町村", 12)
    address_town: str = text("住所_町字", "住所の町字", 120)
    address_lot: str = text("住所_番地号表記", "住所の番地", 50)
    address_lot_number: str = code("住所_番地枝番数値", "住所の番地（数値）", 30)
    address_building_code: str = code("住所_方書コード", "方書コード", 20)
    address_building: str = text("住所_方書", "方書", 300)
    address_building_kana: str = kana("住所_方書_フリガナ", "方書のフリガナ", 300)
    address_postal_code: str = code("住所_郵便番号", "住所の郵便番号", 7)


@dataclass(frozen=True, kw_only=True)
class ResidencyItems:
    """Since when the person lives at the address and in the municipality."""

    address_set_date: datetime.date | None = day("住所を定めた年月日", "住所を定めた日")
    address_set_date_unknown: str = unknown("住所を定めた年月日", "住所を定めた日")
    address_set_date_text: str = notation("住所を定めた年月日", "住所を定めた日")
    became_resident_date: datetime.date | None = day("住民となった年月日", "住民となった日")
    became_resident_date_unknown: str = unknown("住民となった年月日", "住民となった日")
    became_resident_date_text: str = notation("住民となった年月日", "住民となった日")


@dataclass(frozen=True, kw_only=True)
class PreviousAddressItems:
    """Address before moving in (転入前住所), abroad included."""

    previous_address_municipality_code: str = code("転入前住所_市区町村コード", "転入前住所の市区町村コード", 6)
    previous_address_town_code: str = code("転入前住所_町字コード", "転入前住所の町字コード", 7)
    previous_address_prefecture: str = text("転入前住所_都道府県", "転入前住所の都道府県", 4)
    previous_address_municipality: str = text("転入前住所_市区郡町村名", "転入前住所の市区町村", 12)
    previous_address_town: str = text("転入前住所_町字", "転入前住所の町字", 120)
    previous_address_lot: str = text("転入前住所_番地号表記", "転入前住所の番地", 50)
    previous_address_building: str = text("転入前住所_方書", "転入前住所の方書", 300)
    previous_address_postal_code: str = code("転入前住所_郵便番号", "転入前住所の郵便番号", 7)
    previous_address_country_code: str = code("転入前住所_国名コード", "転入前住所の国名コード", 3)
    previous_address_country: str = text("転入前住所_国名等", "転入前住所の国名", 200)
    previous_address_abroad: str = text("転入前住所_国外住所", "転入前住所（国外）", 300)
    previous_address_head_name: str = text("転入前住所_世帯主氏名", "転入前の世帯主の氏名", 100)


@dataclass(frozen=True, kw_only=True)
class MovedFromItems:
    """Address before the latest move inside the municipality (転居前住所)."""

    moved_from_municipality_code: str = code("転居前住所_市区町村コード", "転居前住所の市区町村コード", 6)
    moved_from_town_code: str = code("転居前住所_町字コード", "転居前住所の町字コード", 7)
    moved_from_prefecture: str = text("転居前住所_都道府県", "転居前住所の都道府県", 4)
    moved_from_municipality: str = text("転居前住所_市区郡町村名", "転居前住所の市区町村", 12)
    moved_from_town: str = text("転居前住所_町字", "転居前住所の町字", 120)
    moved_from_lot: str = text("転居前住所_番地号表記", "転居前住所の番地", 50)
    moved_from_building: str = text("転居前住所_方書", "転居前住所の方書", 300)
    moved_from_postal_code: str = code("転居前住所_郵便番号", "転居前住所の郵便番号", 7)


@dataclass(frozen=True, kw_only=True)
class LastRegisteredItems:
    """Last registered address (最終登録住所地) of one who came with unreported stays elsewhere (juki-1.0:4.1.1.4)."""

    last_registered_municipality_code: str = code("最終登録住所_市区町村コード", "最終登録住所地の市区町村コード", 6)
    last_registered_town_code: str = code("最終登録住所_町字コード", "最終登録住所地の町字コード", 7)
    last_registered_prefecture: str = text("最終登録住所_都道府県", "最終登録住所地の都道府県", 4)
    last_registered_municipality: str = text("最終登録住所_市区郡町村名", "最終登録住所地の市区町村", 12)
    last_registered_town: str = text("最終登録住所_町字", "最終登録住所地の町字", 120)
    last_registered_lot: str = text("最終登録住所_番地号表記", "最終登録住所地の番地", 50)
    last_registered_building: str = text("最終登録住所_方書", "最終登録住所地の方書", 300)
    last_registered_postal_code: str = code("最終登録住所_郵便番号", "最終登録住所地の郵便番号", 7)


@dataclass(frozen=True, kw_only=True)
class OriginDomicileItems:
    """戸籍の表示: domicile of origin, head of the family register; 「なし」, 「不明」 are values (juki-1.0:1.1.12)."""

    origin_domicile: str = text("本籍", "本籍", 300)
    origin_domicile_prefecture: str = text("本籍_都道府県", "本籍の都道府県", 4)
    origin_domicile_municipality: str = text("本籍_市区郡町村名", "本籍の市区町村", 12)
    origin_domicile_town: str = text("本籍_町字", "本籍の町字", 120)
    origin_domicile_lot: str = text("本籍_地番号または、街区符号", "本籍の地番号", 50)
    origin_domicile_municipality_code: str = code("本籍_市区町村コード", "本籍の市区町村コード", 6)
    origin_domicile_town_code: str = code("本籍_町字コード", "本籍の町字コード", 7)
    family_register_head: str = text("戸籍_筆頭者", "筆頭者", 100)
    family_register_head_surname: str = text("戸籍_筆頭者_氏", "筆頭者の氏", 50)
    family_register_head_given_name: str = text("戸籍_筆頭者_名", "筆頭者の名", 50)
