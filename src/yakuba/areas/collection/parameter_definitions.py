"""What the municipality's ordinance says of reminders, and from which account refunds are paid."""

from yakuba.platform.ledger.bank_files import define_sender
from yakuba.platform.parameters.kinds import Whole
from yakuba.platform.parameters.registry import Definition, define
from yakuba.standards.money import transfers

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
