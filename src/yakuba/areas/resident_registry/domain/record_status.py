"""Items of the record about leaving, removal, foreign residents and the rest (juki-1.0:1.1.2, 1.1.5, 4.1.3)."""

# The functions called in the class bodies only wrap dataclasses.field, so no default is shared.
# ruff: noqa: RUF009

import datetime
from dataclasses import dataclass

from .record_fields import code, day, flag, notation, text, unknown


@dataclass(frozen=True, kw_only=True)
class MoveOutItems:
    """Dates of a move-out (転出): notified, planned, confirmed by the move-in notice."""

    move_out_notified_on: datetime.date | None = day("転出届出年月日", "転出届出日")
    move_out_planned_on: datetime.date | None = day("転出予定年月日", "転出予定日")
    move_out_confirmed_on: datetime.date | None = day("転出年月日（確定）", "転出日（確定）")
    move_in_notice_on: datetime.date | None = day("転入通知年月日", "転入通知日")


@dataclass(frozen=True, kw_only=True)
class PlannedDestinationItems:
    """Destination as notified (転出先住所（予定）), abroad included; kept when the confirmed one arrives."""

    move_out_planned_municipality_code: str = code(
        "転出先住所（予定）_市区町村コード", "転出先（予定）の市区町村コード", 6
    )
    move_out_planned_town_code: str = code("転出先住所（予定）_町字コード", "転出先（予定）の町字コード", 7)
    move_out_planned_prefecture: str = text("転出先住所（予定）_都道府県", "転出先（予定）の都道府県", 4)
    move_out_planned_municipality: str = text("転出先住所（予定）_市区郡町村名", "転出先（予定）の市区町村", 12)
    move_out_planned_town: str = text("転出先住所（予定）_町字", "転出先（予定）の町字", 120)
    move_out_planned_lot: str = text("転出先住所（予定）_番地号表記", "転出先（予定）の番地", 50)
    move_out_planned_building: str = text("転出先住所（予定）_方書", "転出先（予定）の方書", 300)
    move_out_planned_postal_code: str = code("転出先住所（予定）_郵便番号", "転出先（予定）の郵便番号", 7)
    move_out_planned_country_code: str = code("転出先住所（予定）_国名コード", "転出先（予定）の国名コード", 3)
    move_out_planned_country: str = text("転出先住所（予定）_国名等", "転出先（予定）の国名", 200)
    move_out_planned_abroad: str = text("転出先住所（予定）_国外住所", "転出先（予定）の国外住所", 300)


@dataclass(frozen=True, kw_only=True)
class ConfirmedDestinationItems:
    """Destination in the move-in notice (転出先住所（確定）)."""

    move_out_confirmed_municipality_code: str = code(
        "転出先住所（確定）_市区町村コード", "転出先（確定）の市区町村コード", 6
    )
    move_out_confirmed_town_code: str = code("転出先住所（確定）_町字コード", "転出先（確定）の町字コード", 7)
    move_out_confirmed_prefecture: str = text("転出先住所（確定）_都道府県", "転出先（確定）の都道府県", 4)
    move_out_confirmed_municipality: str = text("転出先住所（確定）_市区郡町村名", "転出先（確定）の市区町村", 12)
    move_out_confirmed_town: str = text("転出先住所（確定）_町字", "転出先（確定）の町字", 120)
    move_out_confirmed_lot: str = text("転出先住所（確定）_番地号表記", "転出先（確定）の番地", 50)
    move_out_confirmed_building: str = text("転出先住所（確定）_方書", "転出先（確定）の方書", 300)
    move_out_confirmed_postal_code: str = code("転出先住所（確定）_郵便番号", "転出先（確定）の郵便番号", 7)


@dataclass(frozen=True, kw_only=True)
class RemovalItems:
    """Removal (消除): why and when the record became a removed record (除票) (juki-1.0:1.1.5)."""

    removal_reason: str = code("消除の事由", "消除の事由", 2)
    removal_notified_on: datetime.date | None = day("消除の届出年月日", "消除の届出日")
    removal_date: datetime.date | None = day("消除の異動年月日", "消除の異動日")
    removal_date_unknown: str = unknown("消除の異動年月日", "消除の異動日")
    removal_date_text: str = notation("消除の異動年月日", "消除の異動日")
    is_removed: bool = flag("除票フラグ", "除票")
    removed_database_on: datetime.date | None = day("除票用データベース登録年月日", "除票用データベース登録日")


@dataclass(frozen=True, kw_only=True)
class ForeignItems:
    """Items of a foreign resident (法第30条の45)."""

    foreign_resident_date: datetime.date | None = day("外国人住民となった年月日", "外国人住民となった日")
    foreign_resident_date_unknown: str = unknown("外国人住民となった年月日", "外国人住民となった日")
    foreign_resident_date_text: str = notation("外国人住民となった年月日", "外国人住民となった日")
    alien_registration_date: datetime.date | None = day("旧外登法による登録年月日", "旧外登法による登録日")
    alien_registration_date_unknown: str = unknown("旧外登法による登録年月日", "旧外登法による登録日")
    alien_registration_date_text: str = notation("旧外登法による登録年月日", "旧外登法による登録日")
    nationality_code: str = code("国籍等_国名コード", "国籍・地域コード", 3)
    nationality: str = text("国籍名等", "国籍・地域", 200)
    article_30_45_class: str = code("第30条45規定区分", "法第30条の45区分", 2)
    residence_card_number: str = code("在留カード等番号", "在留カード等の番号", 12)
    residence_card_kind: str = code("在留カード等番号区分", "在留カード等の番号の区分", 1)
    residence_notified: str = code("住居地の届出の有無", "住居地の届出", 1)
    residence_status: str = code("在留資格等コード", "在留資格", 3)
    stay_years: str = code("在留期間等コード_年", "在留期間（年）", 2)
    stay_months: str = code("在留期間等コード_月", "在留期間（月）", 2)
    stay_days: str = code("在留期間等コード_日", "在留期間（日）", 3)
    stay_expires_on: datetime.date | None = day("在留期間の満了の日", "在留期間の満了の日")
    landing_period: str = text("上陸期間", "上陸期間", 40)
    provisional_stay_period: str = text("仮滞在期間", "仮滞在期間", 40)
    landing_permission_move_in: str = code("上陸許可証による転入の旨", "上陸許可証による転入", 1)


@dataclass(frozen=True, kw_only=True)
class OtherItems:
    """Remarks (備考, type C of juki-1.0:1.1.14), card and certificate state, adult ward, districts."""

    remarks: str = text("備考", "備考", 2000)
    adult_ward: str = code("成年被後見人_該当有無", "成年被後見人", 1)
    card_status: str = code("個人番号カード等発行状況", "個人番号カードの発行状況", 2)
    signature_certificate_serial: str = code("署名用電子証明書シリアル番号", "署名用電子証明書の番号", 40)
    user_certificate_serial: str = code("利用者証明用電子証明書シリアル番号", "利用者証明用電子証明書の番号", 40)
    district_code_1: str = code("地区管理コード1", "地区1", 20)
    district_code_2: str = code("地区管理コード2", "地区2", 20)
    district_code_3: str = code("地区管理コード3", "地区3", 20)
    district_code_4: str = code("地区管理コード4", "地区4", 20)
    district_code_5: str = code("地区管理コード5", "地区5", 20)
    district_code_6: str = code("地区管理コード6", "地区6", 20)
    district_code_7: str = code("地区管理コード7", "地区7", 20)
    district_code_8: str = code("地区管理コード8", "地区8", 20)
    district_code_9: str = code("地区管理コード9", "地区9", 20)
    district_code_10: str = code("地区管理コード10", "地区10", 20)
