"""Forms of the backyard's own pages."""

from django import forms

from yakuba.platform.screens.fields import DigitsField, TextAreaField, TextField
from yakuba.platform.screens.forms import EntryForm, FormKit


class HiddenTyping(forms.PasswordInput):
    """A password is never sent back to the page."""

    template_name = "screens/field/input.html"


class PasswordField(TextField):
    widget = HiddenTyping

    def to_python(self, value: str | None) -> str:
        """As typed: spaces at the ends belong to it."""
        return value or ""


class SignInForm(FormKit):
    """職員ID and password. Password managers and paste work (WCAG 2.2, 3.3.8)."""

    login_name = TextField(label="職員ID", autocomplete="username", width="24", limit=64)
    password = PasswordField(label="パスワード", autocomplete="current-password", width="24", limit=128)


class OneTimeForm(FormKit):
    """The six digits of the authenticator."""

    code = DigitsField(
        label="ワンタイムパスワード",
        digits=6,
        support="認証アプリに表示されている6桁の数字です。30秒ごとに変わります",
        autocomplete="one-time-code",
    )


class ReasonForm(EntryForm):
    """A reason, for sending back."""

    reason = TextAreaField(label="差戻しの理由", limit=400, support="どこをどう直すかを書く")
