"""The town hall of the accessibility tests while it is filled: what its pages' addresses are made of."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client

from tests.world import Town, signed_in
from yakuba.platform.access.models import StaffSession
from yakuba.platform.tenancy.context import now

AT = "/012084/"


@dataclass
class Filled:
    """The town hall and the names that stand in its addresses."""

    town: Town
    names: dict[str, Any] = field(default_factory=dict)

    def stepped_up(self, login: str) -> Client:
        """A browser past the second factor that was shown a moment ago."""
        client = signed_in(self.town, login)
        self.renew()
        return client

    def renew(self) -> None:
        with self.town.open():
            StaffSession.objects.update(step_up_until=now() + timedelta(hours=2))
