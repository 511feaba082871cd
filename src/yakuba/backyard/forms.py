"""Forms of the backyard's own pages."""

from yakuba.platform.screens.fields import DigitsField, PasswordField, TextAreaField, TextField
from yakuba.platform.screens.forms import EntryForm, FormKit


class SignInForm(FormKit):
    """職員ID and password. Password managers and paste work (WCAG 2.2, 3.3.8)."""

    login_name = TextField(label="職員ID", autocomplete="username", width="24", limit=64)
    password = PasswordField(label="パスワード", limit=128)


class OneTimeForm(FormKit):
    """The six digits of the authenticator."""

    code = DigitsField(
        label="ワンタイムパスワード",
        length=6,
        support="認証アプリに表示されている6桁の数字です。30秒ごとに変わります",
        autocomplete="one-time-code",
    )


class ReasonForm(EntryForm):
    """A reason, for sending back."""

    reason = TextAreaField(label="差戻しの理由", limit=400, support="どこをどう直すかを書く")
