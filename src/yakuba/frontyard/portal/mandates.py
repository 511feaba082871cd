"""委任: what a resident writes to give a mandate, read and put into a letter."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.http import QueryDict

from yakuba.frontyard.portal import filing, post
from yakuba.frontyard.portal.sessions import Signed
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Procedure, Question, Text

LASTS = (30, 90, 180, 365)
"""Days a mandate may last, as offered."""
BORN = Question(
    "born_on",
    "date",
    Text("相手の生年月日", "その {人|ひと}の {生|う}まれた {日|ひ}", "Birth date of that person"),
    "生年月日",
    latest=0,
)


@dataclass
class Wish:
    """What was written, and what is wrong with it: field of the page → key of the words, or words."""

    name: str = ""
    code: str = ""
    born_on: str = ""
    procedures: tuple[str, ...] = ()
    days: int = 0
    wrong: dict[str, str | Text] = field(default_factory=dict)


def offered() -> list[Procedure]:
    """Procedures one may give a mandate for."""
    return [one for one, _ in filing.offered() if "mandate" in one.who]


def last_days() -> list[tuple[int, date]]:
    return [(days, filing.today() + timedelta(days=days)) for days in LASTS]


def read(given: QueryDict) -> Wish:
    """From the page; nothing of it is believed."""
    codes = {one.code for one in offered()}
    days = given.get("days", "")
    wish = Wish(
        name=given.get("name", "").strip()[:100],
        code=given.get("code", "").strip()[:20],
        procedures=tuple(one for one in given.getlist("procedures") if one in codes),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 and int(days) in LASTS else 0,
    )
    if not wish.name:
        wish.wrong["name"] = "mandate.name.empty"
    if not wish.code:
        fields = {f"q-{part}": given.getlist(f"q-{part}") for part in ("era", "year", "month", "day")}
        born = reading.read(BORN, fields, filing.today())
        wish.born_on = born.value or ""
        if born.problem is not None:
            wish.wrong["field"] = born.problem.message
    if not wish.procedures:
        wish.wrong["procedures"] = "mandate.procedures.empty"
    if not wish.days:
        wish.wrong["days"] = "mandate.days.empty"
    return wish


def give(signed: Signed, key: UUID, wish: Wish) -> None:
    """Raises post.NoCore."""
    who: Mapping[str, str] = {"code": wish.code} if wish.code else {"born_on": wish.born_on}
    body = {
        "key": str(key),
        "name": wish.name,
        **who,
        "procedures": list(wish.procedures),
        "until": (filing.today() + timedelta(days=wish.days)).isoformat(),
        "level": signed.session.level,
    }
    post.write("portal_mandate", signed.account, body)


def end(signed: Signed, key: UUID) -> None:
    """Raises post.NoCore."""
    post.write("portal_mandate_ended", signed.account, {"key": str(key)})
