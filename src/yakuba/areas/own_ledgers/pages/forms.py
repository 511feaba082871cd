"""Forms of the ledgers: what is looked for, why an entry ends."""

from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.platform.screens.fields import ChoiceField, TextAreaField, TextField
from yakuba.platform.screens.forms import EntryForm, FormKit


class AnyChoice(ChoiceField):
    """A condition that may be left open."""

    blank = (("", "すべて"),)


class LedgerForm(FormKit):
    """Conditions of one ledger. They are posted, so that no name stands in an address or a browser's history."""

    text = TextField(
        label="番号・氏名・内容", required=False, limit=100, width="24", support="空白で区切ると、すべてを含むもの"
    )
    state = AnyChoice(label="状態", required=False, choices=(*LedgerEntry.State.choices,))


class CloseForm(EntryForm):
    """The reason an entry ends."""

    reason = TextAreaField(label="廃止の理由", limit=400, support="例：本人の届出（令和8年11月24日）、資格の喪失")
