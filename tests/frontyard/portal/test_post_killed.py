"""The post thread dies at any step: no letter is lost, none has two effects."""

from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any
from uuid import UUID

import pytest

from tests.frontyard.portal.test_filing_online import copy_checked, family, key_of, with_card
from tests.frontyard.portal.zone import Resident, as_portal, rounds
from tests.frontyard.reception.test_reception import draw
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard.portal import post, post_rounds, taking, vault
from yakuba.frontyard.portal.models import MailOut, Paper, PortalAccount, Sent
from yakuba.platform.cases.models import Filing
from yakuba.platform.exchange import collector, delivery, spool
from yakuba.platform.tenancy.scope import tenant

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
__all__ = ["family"]
MOST = 40  # steps of a round; a round that has more is not understood any more


class Killed(BaseException):
    pass


class Steps:
    """Each call of what leaves a trace is a step. The process dies before or after the step of this number."""

    def __init__(self, dies_at: int, after: bool) -> None:
        self.left, self.after, self.died = dies_at, after, False

    def watch(self, patch: pytest.MonkeyPatch, place: Any, name: str) -> None:
        real = getattr(place, name)

        def watched(*args: Any, **options: Any) -> Any:
            self.left -= 1
            mine = self.left == -1
            if mine and not self.after:
                self.die()
            answer = real(*args, **options)
            if mine:
                self.die()
            return answer

        patch.setattr(place, name, watched)

    def die(self) -> None:
        self.died = True
        raise Killed


def killed_round(town: Town, patch: pytest.MonkeyPatch, dies_at: int, after: bool) -> bool:
    """One round of the post in which the process dies; whether there was such a step."""
    steps = Steps(dies_at, after)
    with patch.context() as inside:
        for place, name in ((spool, "_write"), (post_rounds, "open_body"), (taking, "take"), (Path, "replace")):
            steps.watch(inside, place, name)
        with as_portal():
            try:
                post_rounds.round_of(town.place)
            except Killed:
                assert steps.died
    return steps.died


def core_writes() -> None:
    """The core's worker, until a letter of it lies in the spool."""
    for _ in range(20):
        collector.collect()
        delivery.handle_due()
        delivery.deliver_due()
        if list((post.spool(False) / "out").iterdir()):
            return
        sleep(0.1)
    raise AssertionError("the core wrote nothing")


def sent_copy(resident: Resident) -> UUID:
    key = key_of(copy_checked(resident))
    resident.post("file/resident_copy/send/", {"key": key})
    return UUID(key)


def each_step(one: Callable[[int], bool]) -> int:
    """How many steps there were; ``one`` says whether the step existed."""
    for number in range(MOST):
        if not one(number):
            return number
    raise AssertionError("no end")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_each_step_of_sending(
    town: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    resident = with_card(town, family[1])
    keys: list[UUID] = []

    def one(number: int) -> bool:
        keys.append(sent_copy(resident))
        died = killed_round(town, monkeypatch, number, after)
        rounds(town)
        with town.open():
            assert Filing.objects.count() == len(keys)
        with as_portal(), tenant(town.id):
            assert Sent.objects.get(id=keys[-1]).state == "decided"
        return died

    assert each_step(one) >= 4, "two files, each written and put in place"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_each_step_of_taking(
    town: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    resident = with_card(town, family[1])
    with as_portal(), tenant(town.id):
        account = PortalAccount.objects.get()
        account.email = vault.seal(f"email/{account.id}", {"email": "hanako@example.jp"})
        account.save(update_fields=["email"])
    keys: list[UUID] = []

    def one(number: int) -> bool:
        keys.append(sent_copy(resident))
        rounds(town)
        draw(town)
        core_writes()
        died = killed_round(town, monkeypatch, number, after)
        rounds(town, 4)
        with as_portal(), tenant(town.id):
            assert Sent.objects.get(id=keys[-1]).state == "done"
            assert Paper.objects.count() == len(keys), "each paper once"
            assert MailOut.objects.count() == len(keys), "and told of once"
        out = post.spool(False) / "out"
        assert not list(out.iterdir()), "every letter was answered and put away"
        return died

    assert each_step(one) >= 8
