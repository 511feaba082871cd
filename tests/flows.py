"""Changes through the screens: a clerk enters, gives the reasons for alerts, the chief approves."""

import re
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from tests.world import Town, signed_in
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.areas.resident_registry.models import ResidentRecord
from yakuba.platform.cases.models import Case

FILING = {"filing_kind": "1", "change_date": "令8.11.20", "notified_on": "令8.11.24"}
EX_OFFICIO = FILING | {"filing_kind": "2"}
REASON = re.compile(r'name="(reason-[^"]+)"')


class Desk:
    """A clerk and a chief of one town, each in a browser of their own."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.clerk: Client = signed_in(town, "madoguchi")
        self.chief: Client = signed_in(town, "kakaricho")

    def url(self, path: str) -> str:
        return f"/{self.town.place.address}/residents/{path}"

    def draft(self, path: str, form: dict[str, Any]) -> str:
        """Send a change form; the address of the case."""
        url = self.url(path)
        assert self.clerk.get(url).status_code == 200
        answer = self.clerk.post(url, {"idempotency_key": str(uuid4()), **form})
        assert answer.status_code == 302, problems(answer.content.decode())
        return answer.headers["Location"]

    def enter(self, case_url: str) -> None:
        """仮登録, with a reason for every alert."""
        page = self.clerk.get(case_url).content.decode()
        reasons = dict.fromkeys(REASON.findall(page), "本人に確かめた")
        answer = self.clerk.post(f"{case_url}enter/", reasons)
        assert answer.status_code == 302, problems(answer.content.decode())

    def approve(self, case_url: str) -> Case:
        answer = self.chief.post(f"{case_url}approve/")
        assert answer.status_code == 302, problems(answer.content.decode())
        with self.town.open():
            return Case.objects.get(id=UUID(case_url.rstrip("/").rsplit("/", 1)[-1]))

    def register(self, path: str, form: dict[str, Any]) -> Case:
        """From the form to the record."""
        case_url = self.draft(path, form)
        self.enter(case_url)
        case = self.approve(case_url)
        assert case.state == Case.State.REGISTERED
        return case


def problems(page: str) -> str:
    """The error summary of a page, for the message of a failed test."""
    start = page.find("error-summary")
    return re.sub(r"<[^>]+>|\s+", " ", page[start : start + 3000] if start >= 0 else page)


def written(town: Town, case: Case) -> list[Record]:
    """The versions a registered case made, in the order of the household."""
    with town.open():
        rows = ResidentRecord.objects.filter(event_id=(case.outcome or {})["event"])
        keys = set(rows.values_list("addressee_number", "history_number"))
        found = storage.versions({number for number, _ in keys})
    mine = [record for record in found if (int(record.addressee_number), record.history_number) in keys]
    return sorted(mine, key=lambda record: (record.household_number, record.display_order))


def titles(case: Case) -> list[str]:
    """What follows a registered case, in words."""
    return [item["title"] for item in (case.outcome or {})["follow_ups"]]


def person_row(place: int, **values: str) -> dict[str, str]:
    """Fields of one incoming person."""
    return {f"p{place}_{name}": value for name, value in values.items()}


def japanese(place: int, names: tuple[str, str, str, str], birth: str, sex: str, relationship: str) -> dict[str, str]:
    """A Japanese person's row: names are surname, given name and both readings."""
    surname, given, surname_kana, given_kana = names
    return person_row(
        place,
        surname=surname,
        given_name=given,
        surname_kana=surname_kana,
        given_name_kana=given_kana,
        birth=birth,
        sex=sex,
        relationship=relationship,
        domicile="東京都千代田区丸の内一丁目１番地",
        register_head="山田　太郎",
    )
