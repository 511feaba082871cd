"""What the municipality's ordinance says of reminders, of slips, direct debit and refunds by transfer."""

from yakuba.areas.collection.domain.schemes import CHARGES
from yakuba.platform.ledger.bank_files import define_sender
from yakuba.platform.parameters.kinds import Choice, Text, Whole
from yakuba.platform.parameters.registry import Definition, define
from yakuba.standards.money import direct_debit, transfers

REMINDER_DAYS = define(
    Definition(
        "collection.reminder_days",
        "督促状を発するまでの日数",
        Whole(1, 20),
        20,
        unit="日",
        source="地方税法第329条ほか（納期限後20日以内）",
        description="納期限（閉庁日のときは次の開庁日）からこの日数が過ぎた未収に、督促状を発する",
    )
)
REMINDER_FEE = define(
    Definition(
        "collection.reminder_fee",
        "督促手数料",
        Whole(0, 1_000),
        0,
        unit="円",
        source="地方税法第330条ほか、条例",
        description="1通ごとに加える額。0円のときは加えない",
    )
)
REFUND_SENDER = define_sender("collection.refund_", "還付の振込", transfers.GENERAL)
DEBIT_SENDER = define_sender("collection.debit_", "口座振替", direct_debit.KIND)
SLIP_COMPANY = define(
    Definition(
        "collection.slip_company",
        "納付書：請求書発行企業コード",
        Text(6, 0, "[0-9]{6}|"),
        "",
        source="GS1-128による標準料金代理収納ガイドライン",
        description="収納代行との契約で決まる6桁。空のときは、コンビニのバーコードを付けない",
    )
)
STORE_LIMIT = define(
    Definition(
        "collection.store_limit",
        "納付書：コンビニで納められる上限の額",
        Whole(1, 999_999),
        300_000,
        unit="円",
        source="収納代行との契約",
        description="これを超える納付書には、バーコードを付けない",
    )
)
EL_BODY = define(
    Definition(
        "collection.el_body",
        "納付書：共通納税機関コード",
        Text(5, 0, "[0-9]{5}|"),
        "",
        source="地方税統一QRコード（eL番号）",
        description="空のときは、eL番号を付けない",
    )
)
EL_ITEMS = define(
    Definition(
        "collection.el_items",
        "納付書：税目・料金番号",
        Text(400, 0, "([a-z_-]+=[0-9]{1,20}( |$))*"),
        "",
        source="地方税統一QRコード（eL番号）",
        description="税目ごとに「税目の符号=番号」を空白で並べる。例：resident_tax=001 light_vehicle_tax=003",
    )
)

BY_TAX_LAW, BY_ORDINANCE, NO_LATE_CHARGE = "tax", "ordinance", "none"
_RULES = {
    BY_TAX_LAW: "地方税と同じ（特例基準割合による）",
    BY_ORDINANCE: "条例で決めた割合",
    NO_LATE_CHARGE: "延滞金なし",
}
_ORDINANCE = "条例（地方自治法第231条の3第2項ほか）"


def _rate(scheme: str, key: str, label: str) -> Definition[str]:
    description = "年○％を数字で（例：14.6）。1月1日に有効な割合を、その1年の日に使う。条例で決めた割合のときだけ"
    kind = Text(6, 0, "[0-9]{1,2}([.][0-9]{1,2})?|")
    name = f"{label}：{CHARGES[scheme]}"
    return define(Definition(f"collection.{key}_{scheme}", name, kind, "", "％", _ORDINANCE, description))


LATE_RULES = {
    scheme: define(
        Definition(
            f"collection.late_rule_{scheme}",
            f"延滞金の決め方：{name}",
            Choice(_RULES),
            BY_TAX_LAW,
            source=_ORDINANCE,
            description="地方税法によらない料金の延滞金と還付加算金を、どの割合で計算するか",
        )
    )
    for scheme, name in CHARGES.items()
}
LATE_RATES = {
    scheme: (
        _rate(scheme, "late_first", "延滞金の低い割合"),
        _rate(scheme, "late_later", "延滞金のその後の割合"),
        _rate(scheme, "refund_rate", "還付加算金の割合"),
    )
    for scheme in CHARGES
}
LATE_MONTHS = {
    scheme: define(
        Definition(
            f"collection.late_months_{scheme}",
            f"延滞金の低い割合の月数：{name}",
            Whole(1, 12),
            1,
            unit="月",
            source=_ORDINANCE,
            description="納期限の翌日から、低い割合で計算する月数",
        )
    )
    for scheme, name in CHARGES.items()
}
