"""Items of the record about the row itself, the change that made it, and the person (juki-1.0:1.1.1, 1.2.1)."""

# The functions called in the class bodies only wrap dataclasses.field, so no default is shared.
# ruff: noqa: RUF009

import datetime
from dataclasses import dataclass, field

from .record_fields import code, day, flag, kana, month, notation, number, text, time_of_day, unknown


@dataclass(frozen=True, kw_only=True)
class ManagementItems:
    """Keys and state of one version row. Resident code and individual number are not here: they are kept as secrets."""

    municipality_code: str = code("市区町村コード", "市区町村コード", 6)
    ward_code: str = code("指定都市_行政区等コード", "行政区", 12)
    addressee_number: str = field(
        metadata={"ja": "宛名番号", "item": "宛名番号", "length": 15, "kind": "code"},
    )
    history_number: int = number("個人履歴番号", "履歴番号", default=1)
    branch_number: int = number("個人履歴番号_枝番号", "枝番号", default=1)
    is_latest: bool = flag("最新フラグ", "最新", default=True)
    remade_number: int = number("改製番号", "改製番号", default=1)
    remade_date: datetime.date | None = day("改製記載年月日", "改製年月日")
    remade_date_unknown: str = unknown("改製記載年月日", "改製年月日")
    remade_date_text: str = notation("改製記載年月日", "改製年月日")
    household_number: str = code("世帯番号", "世帯番号", 15)
    resident_type: str = code("住民種別", "住民種別", 1)
    resident_state: str = code("住民状態", "住民状態", 1)


@dataclass(frozen=True, kw_only=True)
class ChangeItems:
    """The change (異動) that made this row (juki-1.0:1.2.1); the entry (記載) by which the person came on record."""

    change_date: datetime.date | None = day("異動年月日", "異動日")
    change_date_unknown: str = unknown("異動年月日", "異動日")
    change_date_text: str = notation("異動年月日", "異動日")
    notified_on: datetime.date | None = day("異動届出年月日", "届出日")
    notification_number: str = code("届出番号", "届出番号", 20)
    reason: str = code("異動事由", "異動事由", 2)
    filing_kind: str = code("異動区分", "異動区分", 2)
    entry_kind: str = code("記載等の種別", "記載等の種別", 2)
    notice_on: datetime.date | None = day("通知日", "通知日")
    applied_on: datetime.date | None = day("申出日", "申出日")
    requested_on: datetime.date | None = day("請求日", "請求日")
    processed_on: datetime.date | None = day("処理年月日", "処理日")
    input_place: str = text("入力場所", "入力場所", 50)
    input_terminal: str = text("入力端末", "入力端末", 50)
    note: str = text("留意事項", "留意事項", 2000)
    entry_change_date: datetime.date | None = day("記載の異動年月日", "記載の異動日")
    entry_change_date_unknown: str = unknown("記載の異動年月日", "記載の異動日")
    entry_change_date_text: str = notation("記載の異動年月日", "記載の異動日")
    entry_reason: str = code("記載の事由", "記載の事由", 2)


@dataclass(frozen=True, kw_only=True)
class NameItems:
    """Names, readings, former surname (旧氏) and alias (通称) (juki-1.0:1.1.7, 1.1.18)."""

    name: str = text("氏名", "氏名", 100)
    surname: str = text("氏_日本人", "氏", 50)
    given_name: str = text("名_日本人", "名", 50)
    name_roman: str = text("氏名_外国人ローマ字", "氏名（アルファベット）", 100)
    name_kanji: str = text("氏名_外国人漢字", "氏名（漢字）", 100)
    name_katakana: str = kana("氏名_氏名のカタカナ表記", "氏名（カタカナ表記）", 100)
    name_kana: str = kana("氏名_フリガナ", "氏名のフリガナ", 100)
    surname_kana: str = kana("氏_日本人_フリガナ", "氏のフリガナ", 50)
    given_name_kana: str = kana("名_日本人_フリガナ", "名のフリガナ", 50)
    name_kana_status: str = code("氏名_フリガナ確認状況", "氏名のフリガナ確認", 1)
    former_surname: str = text("旧氏", "旧氏", 50)
    former_surname_kana: str = kana("旧氏_フリガナ", "旧氏のフリガナ", 50)
    former_surname_kana_status: str = code("旧氏_フリガナ確認状況", "旧氏のフリガナ確認", 1)
    alias: str = text("通称", "通称", 100)
    alias_kana: str = kana("通称_フリガナ", "通称のフリガナ", 100)
    alias_kana_status: str = code("通称_フリガナ確認状況", "通称のフリガナ確認", 1)
    alias_entered_on: datetime.date | None = day("通称を記載した年月日", "通称の記載日")
    alias_entered_municipality: str = text("通称を記載した市区町村", "通称を記載した市区町村", 16)
    alias_entered_municipality_code: str = code("通称を記載した市区町村コード", "通称を記載した市区町村コード", 6)
    alias_deleted_on: datetime.date | None = day("通称を削除した年月日", "通称の削除日")
    alias_deleted_municipality: str = text("通称を削除した市区町村", "通称を削除した市区町村", 16)
    alias_deleted_municipality_code: str = code("通称を削除した市区町村コード", "通称を削除した市区町村コード", 6)
    name_priority: str = code("氏名優先区分", "氏名優先区分", 2)
    mailing_name_code: str = code("郵便物送付コード", "郵便物の宛名", 2)


@dataclass(frozen=True, kw_only=True)
class BirthItems:
    """Sex and birth date (juki-1.0:1.1.8: unknown and non-existing dates keep their notation)."""

    sex: str = code("性別", "性別", 1)
    sex_text: str = text("性別表記", "性別の表記", 10)
    birth_era: str = code("生年月日_元号", "生年月日の元号", 1)
    birth_date: datetime.date | None = day("生年月日", "生年月日")
    birth_date_unknown: str = unknown("生年月日", "生年月日")
    birth_date_text: str = notation("生年月日", "生年月日")


@dataclass(frozen=True, kw_only=True)
class EligibilityItems:
    """Electoral roll, insurance, pension and allowance. Flags may be blank in real data, so they are codes."""

    electoral_roll: str = code("選挙人名簿登録有無", "選挙人名簿の登録", 1)
    health_insurance: str = code("国保資格有無", "国民健康保険", 1)
    health_insurance_from: datetime.date | None = day("国保資格取得年月日", "国民健康保険の取得日")
    health_insurance_until: datetime.date | None = day("国保資格喪失年月日", "国民健康保険の喪失日")
    elderly_medical: str = code("後期高齢資格有無", "後期高齢者医療", 1)
    elderly_medical_from: datetime.date | None = day("後期高齢資格取得年月日", "後期高齢者医療の取得日")
    elderly_medical_until: datetime.date | None = day("後期高齢資格喪失年月日", "後期高齢者医療の喪失日")
    care_insurance: str = code("介護資格有無", "介護保険", 1)
    care_insurance_from: datetime.date | None = day("介護資格取得年月日", "介護保険の取得日")
    care_insurance_until: datetime.date | None = day("介護資格喪失年月日", "介護保険の喪失日")
    pension: str = code("年金資格有無", "国民年金", 1)
    pension_number: str = code("基礎年金番号", "基礎年金番号", 10)
    pension_class: str = code("年金資格種別", "国民年金の種別", 2)
    pension_class_changed_on: datetime.date | None = day("年金資格種別変更年月日", "国民年金の種別の変更日")
    pension_from: datetime.date | None = day("年金資格取得年月日", "国民年金の取得日")
    pension_until: datetime.date | None = day("年金資格喪失年月日", "国民年金の喪失日")
    child_allowance_class: str = code("児童手当資格区分", "児童手当", 2)
    child_allowance_from: str = month("児童手当受給開始年月", "児童手当の開始年月")
    child_allowance_until: str = month("児童手当受給終了年月", "児童手当の終了年月")


@dataclass(frozen=True, kw_only=True)
class ControlItems:
    """Items by which systems steer themselves; carried so that a round trip loses nothing."""

    integrated_addressee: str = code("統合宛名フラグ", "統合宛名", 1)
    hidden_from_other_work: str = code("他業務参照不可フラグ", "他業務参照不可", 1)
    work_id: str = code("業務ID", "業務ID", 3)
    is_deleted: bool = flag("削除フラグ", "削除")
    operator_id: str = code("操作者ID", "操作者ID", 50)
    operated_on: datetime.date | None = day("操作年月日", "操作日")
    operated_at: datetime.time | None = time_of_day("操作時刻", "操作時刻")
    history_unselectable: bool = flag("履歴選択不可フラグ", "履歴選択不可")
