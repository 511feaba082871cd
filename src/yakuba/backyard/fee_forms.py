"""Forms of the cashier: why it is waived, taken back as a mistake, or how it was given back."""

from yakuba.platform.cases.fee_balance import WAYS, Way
from yakuba.platform.screens.fields import RadioField, TextField
from yakuba.platform.screens.forms import EntryForm


class CashForm(EntryForm):
    """Nothing but the press."""

    lead = "受け取れません"


class WaiveForm(EntryForm):
    lead = "免除できません"
    reason = TextField(
        label="免除の理由", width="full", limit=200, support="根拠（条例の条項など）を書く。収納の記録に残る"
    )


class CancelForm(EntryForm):
    lead = "取り消せません"
    reason = TextField(label="取消の理由", width="full", limit=200, support="何が間違いだったか。収納の記録に残る")


class ReturnForm(EntryForm):
    lead = "返金を記録できません"
    way = RadioField(
        label="返した方法", choices=[(way.value, WAYS[way]) for way in (Way.CASH, Way.TRANSFER, Way.ONLINE)]
    )
    reason = TextField(
        label="返金の記録", width="full", limit=200, support="だれに、どの書類で返したか（受領書の番号など）"
    )
