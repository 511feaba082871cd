"""Named actors and towns for tests: 北見市 and 船橋市, a clerk, a chief, a clerk of another city."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.test import Client

from yakuba.platform.access import factors, middleware
from yakuba.platform.access import service as access
from yakuba.platform.access.duties import DUTIES
from yakuba.platform.access.middleware import SESSION_COOKIE
from yakuba.platform.access.models import Account, StaffSession
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import SYSTEM, Context, use_context
from yakuba.platform.tenancy.directory import Founding, Place
from yakuba.platform.tenancy.scope import tenant

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 10:00 in Japan
TODAY = date(2026, 11, 24)
PASSWORD = "tsuru-no-ongaeshi-1"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

CLERK_DUTIES = (
    "resident_registry.inquire",
    "resident_registry.enter",
    "resident_registry.issue",
    "resident_registry.load",
)
CHIEF_DUTIES = tuple(DUTIES)


@dataclass(frozen=True)
class Town:
    """A founded municipality with its 窓口職員 (clerk) and 係長 (chief)."""

    place: Place
    clerk: Account
    chief: Account

    @property
    def id(self) -> int:
        return self.place.id

    @contextmanager
    def open(self, who: str = "system", instant: datetime = MORNING) -> Iterator[Context]:
        """The town's tenant and a context: ``who`` is clerk, chief or system."""
        with tenant(self.id):
            context = Context(instant=instant, actor=SYSTEM, municipality=self.id, place="本庁", terminal="本庁1")
            with use_context(context):
                account = {"clerk": self.clerk, "chief": self.chief}.get(who)
                actor = access.actor_of(account, context.business_date) if account else SYSTEM
            with use_context(replace(context, actor=actor)) as opened:
                yield opened


def found_town(lg_code: str, training: bool = False) -> Town:
    """Found a demonstration (there one-time passwords count) with two accounts, or a training town hall.

    Needs transactional_db with databases default and owner.
    """
    place = directory.found(
        Founding(lg_code=lg_code, instant=MORNING, day=date(2026, 4, 1), training=training, demo=True)
    )
    with tenant(place.id), use_context(Context(instant=MORNING, actor=SYSTEM, municipality=place.id)):
        return Town(
            place, _account("madoguchi", "窓口 花子", CLERK_DUTIES), _account("kakaricho", "係長 一郎", CHIEF_DUTIES)
        )


def _account(login: str, name: str, duties: tuple[str, ...]) -> Account:
    account = access.create_account(access.NewAccount(login, name, "市民課", PASSWORD))
    for duty in duties:
        access.assign(account, duty, date(2026, 4, 1))
    factors.add_totp(account, "テスト", SEED)
    return account


def signed_in(town: Town, login: str) -> Client:
    """A browser of that account, past both factors."""
    with town.open():
        account = Account.objects.get(login_name=login)
        # A session lives by the server's clock, which a test may have set.
        with use_context(Context(instant=middleware.now(), actor=SYSTEM, municipality=town.id)):
            token = access.open_session(account, StaffSession.Stage.FULL, access.Seat("本庁", "本庁1"))
    client = Client()
    client.cookies[SESSION_COOKIE] = token
    return client
