"""Forms of signing in, of the own account, and of cases."""

from typing import Any

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


class CardForm(FormKit):
    """The password, asked together with a certificate before a sensitive act."""

    password = PasswordField(label="パスワード", limit=128, support="ICカードを挿したまま、パスワードを入力します")


class KeyForm(FormKit):
    """The name by which the owner knows a security key."""

    label = TextField(label="キーの呼び名", limit=64, support="例：職員証の鍵、端末の指紋", width="24")


class NewPasswordForm(FormKit):
    """A new password twice, after the present one."""

    present = PasswordField(label="今のパスワード", limit=128)
    new = PasswordField(
        label="新しいパスワード", limit=128, autocomplete="new-password", support="12文字以上。職員IDを含まないもの"
    )
    again = PasswordField(label="新しいパスワード（確認）", limit=128, autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", "新しいパスワード（確認）：上の欄と違う。同じものを入力")
        return given


class ReasonForm(EntryForm):
    """A reason, for sending back."""

    reason = TextAreaField(label="差戻しの理由", limit=400, support="どこをどう直すかを書く")
