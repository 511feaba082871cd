"""Registering a second factor: security key, client certificate, or one-time password where it counts."""

from django.http import HttpRequest, HttpResponse

from yakuba.backyard.forms import KeyForm, OneTimeForm
from yakuba.platform.access import client_certificates, factors, security_keys
from yakuba.platform.access.models import SecondFactor, StaffSession
from yakuba.platform.access.sealing import seal, unseal
from yakuba.platform.register import service as register
from yakuba.platform.screens.parts import Problem, Problems
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import UNPROCESSABLE, page
from yakuba.platform.tenancy.context import current_context

Kind = SecondFactor.Kind
WRONG_CODE = "ワンタイムパスワードが合いません。新しい鍵を認証アプリに入れ直し、表示された数字を入力してください"


class FactorSetup:
    """One request to the page that registers a factor. What is registered is chosen by ``?kind=``."""

    def __init__(self, request: HttpRequest, row: StaffSession) -> None:
        self.request, self.row = request, row
        self.card = client_certificates.presented(request.META)
        self.kinds = self._offered()
        wanted = request.POST.get("kind") or request.GET.get("kind", "")
        self.kind = Kind(wanted) if wanted in self.kinds else (self.kinds[0] if self.kinds else None)
        data = request.POST if request.method == "POST" else None
        self.form = OneTimeForm(data) if self.kind == Kind.TOTP else KeyForm(data)
        self.problem = ""

    def _offered(self) -> list[Kind]:
        key = [Kind.WEBAUTHN] * security_keys.site_of(self.request).takes_keys
        return key + [Kind.CERTIFICATE] * (self.card is not None) + [Kind.TOTP] * factors.totp_allowed()

    def registered(self) -> bool:
        """Whether this request registered a factor; it is in the register then."""
        if self.request.method != "POST" or self.kind is None:
            return False
        try:
            made = self._register()
        except (security_keys.KeyRefused, client_certificates.AlreadyRegistered) as problem:
            self.problem = str(problem)
            made = False
        if made:
            account = str(self.row.account_id)
            detail = {"change": "factor added", "kind": str(self.kind), "account": account}
            register.record("change_staff", note=register.Note(detail=detail))
        return made

    def _register(self) -> bool:
        if self.kind == Kind.CERTIFICATE and self.card is not None:
            client_certificates.register(self.row.account, self.card)
            return True
        if not self.form.can_go_on:
            return False
        if self.kind == Kind.TOTP:
            return self._register_one_time()
        site = security_keys.site_of(self.request)
        security_keys.register(self.row, self.request.POST.get("answer", ""), self.form.cleaned_data["label"], site)
        return True

    def _register_one_time(self) -> bool:
        """The seed was shown on the page before and waits, sealed, in the session."""
        kept = StaffSession.objects.get(id=self.row.id)
        secret = unseal(bytes(kept.challenge), f"seed {self.row.id}").decode() if kept.challenge else ""
        if not secret or not factors.code_fits(secret, self.form.cleaned_data["code"]):
            self.form.add_error(
                "code",
                "ワンタイムパスワードが合いません。下の新しい鍵を認証アプリに入れ直し、表示された数字を入力してください",
            )
            return False
        factors.add_totp(self.row.account, f"認証アプリ {current_context().business_date:%Y-%m-%d}", secret)
        StaffSession.objects.filter(id=self.row.id).update(challenge=b"")
        return True

    def page(self, newcomer: bool) -> HttpResponse:
        """The page; each showing opens a new challenge or seed."""
        problems = problems_of(self.form) if self.form.is_bound and self.form.errors else Problems()
        if self.problem:
            problems = Problems((Problem(self.problem),))
        context = {
            "frame_template": "screens/signin.html" if newcomer else "screens/staff.html",
            "newcomer": newcomer,
            "kinds": self.kinds,
            "kind": self.kind,
            "form": self.form,
            "card": self.card,
            "key_options": self._key_options(),
            "seed": self._seed(),
            "problems": problems,
        }
        return page(self.request, "backyard/add_factor.html", context, UNPROCESSABLE if problems else 200)

    def _key_options(self) -> str:
        if self.kind != Kind.WEBAUTHN:
            return ""
        town = self.request.place.name  # type: ignore[attr-defined]
        return security_keys.registration_options(self.row, security_keys.site_of(self.request), town)

    def _seed(self) -> factors.Seed | None:
        if self.kind != Kind.TOTP:
            return None
        seed = factors.new_seed(self.row.account)
        StaffSession.objects.filter(id=self.row.id).update(challenge=seal(seed.secret.encode(), f"seed {self.row.id}"))
        return seed
