"""A form with every kind of field."""

import datetime

from yakuba.platform.screens import fields
from yakuba.platform.screens.forms import EntryForm, FormKit

RELATIONS = [("02", "世帯主"), ("51", "妻"), ("52", "夫"), ("20", "子"), ("90", "同居人")]
PLACES = [("0001", "本町一丁目"), ("0002", "本町二丁目"), ("0003", "緑が丘")]


class MoveInForm(EntryForm):
    family_name = fields.NameField(label="氏")
    given_name = fields.NameField(label="名")
    family_kana = fields.KanaField(label="氏フリガナ")
    given_kana = fields.KanaField(label="名フリガナ", support="ひらがな・半角でも入力できる")
    born = fields.QuickDateField(
        label="生年月日", latest=datetime.date(2026, 11, 23), support="S551226、昭和55.12.26 など"
    )
    resident_since = fields.CivilDateField(
        label="住民となった日", required=False, support="月日が分からないときは「昭和20年月日不詳」のように入力"
    )
    moved = fields.DatePartsField(label="異動日", era="R", support="処理日以前")
    sex = fields.RadioField(label="性別", choices=[("1", "男"), ("2", "女")], inline=True)
    relation = fields.ChoiceField(label="続柄", choices=RELATIONS)
    postcode = fields.PostcodeField(label="郵便番号", required=False)
    town = fields.ChoiceField(label="町名", choices=PLACES)
    lot = fields.TextField(label="番地", width="8", limit=20)
    copies = fields.IntegerField(label="通数", low=1, high=20, unit="通", initial=1, width="4")
    number = fields.DigitsField(label="宛名番号", length=8, required=False)
    items = fields.ChecksField(
        label="記載する項目",
        choices=[("head", "世帯主・続柄"), ("domicile", "本籍・筆頭者")],
        required=False,
        inline=True,
    )
    memo = fields.TextAreaField(label="メモ", limit=40, required=False)
    paper = fields.FileField(label="添付", required=False)
    asked_reading = fields.CheckField(label="フリガナを本人に確認した")


class SignInForm(FormKit):
    voice = "resident"
    account = fields.TextField(label="職員番号", autocomplete="username")
    secret = fields.PasswordField(label="パスワード")
    birth = fields.DatePartsField(label="生年月日", support="例：昭和55年12月26日", required=False)
    wish = fields.RadioField(label="希望する受け取り方", choices=[("counter", "窓口"), ("post", "郵送")])
    agreed = fields.CheckField(label="利用のきまりを読みました")
