"""Forms of the consoles."""

from yakuba.platform.screens.fields import TextAreaField
from yakuba.platform.screens.forms import FormKit


class SettleForm(FormKit):
    """Why a message counts as done."""

    reason = TextAreaField(
        label="手で完了にする理由", limit=300, rows=2, support="例：相手に電話で確かめた、紙で送った"
    )
