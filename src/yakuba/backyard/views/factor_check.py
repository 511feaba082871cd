"""Asking for the second factor: the same page at sign-in and before a sensitive act."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from yakuba.backyard.forms import CardForm, OneTimeForm
from yakuba.platform.access import client_certificates, factors, passwords, security_keys, service
from yakuba.platform.access.front import source_of
from yakuba.platform.access.models import SecondFactor, StaffSession
from yakuba.platform.register import service as register
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.parts import Problem, Problems
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import UNPROCESSABLE, page

Kind = SecondFactor.Kind

WRONG = {
    Kind.TOTP: "ワンタイムパスワードが合いません。次の番号に変わるのを待って、もう一度入力してください",
    Kind.WEBAUTHN: "セキュリティキーを確認できません。登録したキーで、もう一度操作してください",
    Kind.CERTIFICATE: "ICカード（証明書）かパスワードを確認できません。登録したカードを挿し、もう一度操作してください",
}


class FactorCheck:
    """One request to the page that asks. ``passed`` after ``answer()`` says whether the factor was shown."""

    def __init__(self, request: HttpRequest, row: StaffSession, purpose: str) -> None:
        self.request, self.row, self.purpose = request, row, purpose
        self.card = client_certificates.presented(request.META)
        self.method = self._method()
        self.one_time = OneTimeForm(request.POST if self.method == Kind.TOTP else None)
        self.with_card = CardForm(request.POST if self.method == Kind.CERTIFICATE else None)
        self.problem = ""

    def _method(self) -> str:
        given = self.request.POST.get("method", Kind.TOTP) if self.request.method == "POST" else ""
        return given if given in Kind.values else ""

    def passed(self) -> bool:
        """Look at what was sent; a wrong factor is counted like a wrong password."""
        if not self.method or (self.method == Kind.TOTP and not self.one_time.can_go_on):
            return False
        if service.is_locked(self.row.account) or service.source_is_slowed(source_of(self.request.META)):
            self.problem = service.LOCKED
            return False
        if self._accepts():
            return True
        service.count_factor_failure(self.row.account, source_of(self.request.META))
        detail = {"step": "second factor", "kind": self.method, "account": str(self.row.account_id)}
        register.record("sign_in_failed", note=register.Note(outcome="refused", detail=detail))
        if self.method == Kind.TOTP:
            self.one_time.add_error("code", WRONG[Kind.TOTP])
        else:
            self.problem = WRONG[Kind(self.method)]
        return False

    def _accepts(self) -> bool:
        account = self.row.account
        if self.method == Kind.TOTP:
            return factors.totp_accepts(account, self.one_time.cleaned_data["code"])
        if self.method == Kind.WEBAUTHN:
            return security_keys.accepts(
                self.row, self.request.POST.get("answer", ""), security_keys.site_of(self.request)
            )
        return client_certificates.accepts(account, self.card) and self._knows_password()

    def _knows_password(self) -> bool:
        """A browser shows a certificate by itself: before a sensitive act the person must do something too."""
        if self.purpose == "sign_in":
            return True
        return self.with_card.can_go_on and passwords.matches(
            self.with_card.cleaned_data["password"], self.row.account.password
        )

    def page(self) -> HttpResponse:
        """The page with every factor of the account that works in this browser."""
        kinds = factors.kinds_of(self.row.account)
        site = security_keys.site_of(self.request)
        form: FormKit = self.one_time if self.method == Kind.TOTP else self.with_card
        problems = problems_of(form) if form.is_bound and form.errors else Problems()
        if self.problem:
            problems = Problems((Problem(self.problem),))
        context: dict[str, Any] = {
            "purpose": self.purpose,
            "form": self.one_time if Kind.TOTP in kinds else None,
            "key_options": security_keys.authentication_options(self.row, site) if Kind.WEBAUTHN in kinds else "",
            "card": self.card if client_certificates.accepts(self.row.account, self.card) else None,
            "card_form": self.with_card,
            "problems": problems,
        }
        context["nothing"] = not (context["form"] or context["key_options"] or context["card"])
        status = UNPROCESSABLE if problems else 200
        return page(self.request, "backyard/second_factor.html", context, status)
