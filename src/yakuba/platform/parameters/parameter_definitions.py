"""The parameters this release knows. Periods the standard leaves to the municipality have a cautious default."""

from datetime import date

from yakuba.platform.parameters.kinds import Choice, Day, Items, Text, Whole, YesNo
from yakuba.platform.parameters.registry import Definition, define

# Certificates by code: name and form of the standard (juki-1.0:20.x).
CERTIFICATES = {
    "record_copy_individual": ("住民票の写し（個人票）", "juki-1.0:20.1.1"),
    "record_copy_joint": ("住民票の写し（世帯連記式）", "juki-1.0:20.1.2"),
    "removed_record_copy": ("住民票の除票の写し", "juki-1.0:20.1.3"),
    "certificate_of_entries": ("住民票記載事項証明書", "juki-1.0:20.1.4"),
    "move_out_certificate": ("転出証明書", "juki-1.0:20.2.1"),
}

# What may be left out (juki-1.0:5.1): the first four for everybody, the rest for foreign residents.
OMISSIONS = {
    "head_and_relationship": "世帯主・続柄",
    "family_register": "本籍・筆頭者",
    "resident_code": "住民票コード",
    "individual_number": "個人番号",
    "nationality": "国籍・地域",
    "foreign_category": "法第30条の45に規定する区分",
    "residence_status": "在留資格",
    "residence_period": "在留期間等",
    "residence_expiry": "在留期間の満了の日",
    "residence_card_number": "在留カード等の番号",
    "alias_history": "通称の記載及び削除に関する事項",
}

_EVERYTHING = frozenset(OMISSIONS)
_MOVE_OUT = frozenset({"individual_number", "resident_code"})


def _omission(code: str) -> Definition[frozenset[str]]:
    name, _ = CERTIFICATES[code]
    return define(
        Definition(
            key=f"certificate.{code}.omit",
            label=f"{name}：省略する項目の初期値",
            kind=Items(OMISSIONS),
            default=_MOVE_OUT if code == "move_out_certificate" else _EVERYTHING,
            source="juki-1.0:5.1",
            description="特別の請求がないとき、はじめから省略にしておく項目。発行のたびに変えられる",
        )
    )


def _fee(code: str) -> Definition[int]:
    name, _ = CERTIFICATES[code]
    return define(
        Definition(
            key=f"fee.{code}",
            label=f"{name}：手数料",
            kind=Whole(0, 10_000),
            default=0 if code == "move_out_certificate" else 300,
            unit="円",
            source="地方自治法第227条、第228条（額は条例で定める）",
            description="1通あたり。条例の額に合わせる",
        )
    )


OMISSION_DEFAULTS = {code: _omission(code) for code in CERTIFICATES}
FEES = {code: _fee(code) for code in CERTIFICATES}

TEXT_OVERFLOW = define(
    Definition(
        key="certificate.text_overflow",
        label="証明書の文字あふれ",
        kind=Choice({"truncate": "入るところまで印字", "blank": "空欄"}),
        default="truncate",
        source="juki-1.0:5.8",
        description="字を小さくしても欄に入らないとき。どちらでも発行のときにアラートを出し、あふれ一覧に載せる",
    )
)
DISPLAY_OF_SEAL = define(
    Definition(
        key="certificate.print_seal",
        label="電子公印を印字する",
        kind=YesNo(),
        default=True,
        source="juki-1.0:5.6",
        description="「いいえ」のときは「公印省略」と印字する",
    )
)

MAYOR_TITLE = define(
    Definition("certifier.mayor.title", "首長の職名", Text(30), "", source="juki-1.0:1.3.9", description="例：北見市長")
)
MAYOR_NAME = define(Definition("certifier.mayor.name", "首長の氏名", Text(50), "", source="juki-1.0:1.3.9"))
MAYOR_SEAL_TEXT = define(
    Definition(
        "certifier.mayor.seal_text",
        "首長の公印の文字",
        Text(24),
        "",
        source="juki-1.0:1.3.7",
        description="例：北見市長之印。空欄のときは職名から作る",
    )
)
DEPUTY_TITLE = define(
    Definition(
        "certifier.deputy.title",
        "職務代理者の職名",
        Text(40),
        "",
        source="juki-1.0:1.3.9、地方自治法第152条",
        description="例：北見市長職務代理者 北見市副市長",
    )
)
DEPUTY_NAME = define(Definition("certifier.deputy.name", "職務代理者の氏名", Text(50), "", source="juki-1.0:1.3.9"))
DEPUTY_SEAL_TEXT = define(
    Definition("certifier.deputy.seal_text", "職務代理者の公印の文字", Text(24), "", source="juki-1.0:1.3.7")
)
_NO_DAY: date | None = None
DEPUTY_FROM = define(
    Definition(
        "certifier.deputy.from",
        "職務代理の期間：始まり",
        Day(),
        _NO_DAY,
        source="juki-1.0:1.3.9",
        description="期間の間は、認証者が職務代理者へ自動で切り替わる",
    )
)
DEPUTY_UNTIL = define(
    Definition(
        "certifier.deputy.until",
        "職務代理の期間：終わり",
        Day(),
        _NO_DAY,
        source="juki-1.0:1.3.9",
        description="この日を含む。空欄のときは終わりを定めない",
    )
)

SEARCH_CAP = define(
    Definition(
        "search.cap",
        "検索結果の上限",
        Whole(20, 200),
        200,
        unit="件",
        description="これより多く当たるときは、条件を足すよう案内する",
    )
)

SESSION_IDLE_MINUTES = define(
    Definition(
        "session.idle_minutes",
        "操作のないまま画面を閉じるまでの時間",
        Whole(5, 120),
        30,
        unit="分",
        source="juki-1.0:10.3",
    )
)
SESSION_LONGEST_HOURS = define(
    Definition("session.longest_hours", "サインインの最長時間", Whole(1, 24), 10, unit="時間", source="juki-1.0:10.3")
)
LOCK_AFTER_FAILURES = define(
    Definition(
        "sign_in.lock_after_failures",
        "ロックするまでのサインイン失敗回数",
        Whole(3, 10),
        5,
        unit="回",
        source="juki-1.0:10.3",
    )
)
LOCK_MINUTES = define(
    Definition("sign_in.lock_minutes", "ロックの時間", Whole(1, 1440), 15, unit="分", source="juki-1.0:10.3")
)

DRAFT_RETENTION_DAYS = define(
    Definition(
        "retention.draft_days",
        "下書きを残す日数",
        Whole(1, 365),
        30,
        unit="日",
        description="これより長く手を付けていない下書きは、取りやめの扱いにする",
    )
)
LOG_RETENTION_YEARS = define(
    Definition(
        "retention.log_years",
        "取扱記録の保存年数",
        Whole(1, 150),
        7,
        unit="年",
        source="juki-1.0:10.2",
        description="市区町村が定める期間。この間は消せない",
    )
)
ISSUE_HISTORY_YEARS = define(
    Definition(
        "retention.issue_history_years",
        "交付履歴の保存年数",
        Whole(1, 150),
        5,
        unit="年",
        source="juki-1.0:1.3.8",
        description="市区町村が定める期間。この間は消せない",
    )
)

TEMPORARY_RELEASE_MINUTES = define(
    Definition(
        "suppression.temporary_release_minutes",
        "抑止の一時解除が自動で戻るまでの時間",
        Whole(1, 480),
        30,
        unit="分",
        source="juki-1.0:3.1",
    )
)

NOTIFICATION_DAYS = define(
    Definition(
        "notification.period_days",
        "届出期間",
        Whole(14, 14),
        14,
        unit="日",
        source="住民基本台帳法第22条、第23条、第25条",
        description="法律の定め。変えられない",
    )
)
