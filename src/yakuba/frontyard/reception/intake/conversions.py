"""Values as other systems write them: days and instants in 和暦 or ISO, digits of any width, lists, sex. Pure."""

import re
import unicodedata
from datetime import date, datetime, time

from yakuba.platform.tenancy.context import JST
from yakuba.standards import eras
from yakuba.standards.errors import StandardsError

SEPARATORS = re.compile(r"[;；、\n]+")
SEXES = {"1": "1", "男": "1", "男性": "1", "M": "1", "2": "2", "女": "2", "女性": "2", "F": "2"}
_CLOCK = re.compile(
    r"(?P<day>.+?)[T ]*(?P<hour>[0-9]{1,2})[:時](?P<minute>[0-9]{1,2})(?:分|:(?P<second>[0-9]{1,2}))?(?:\.[0-9]+)?"
)
_RUN = re.compile(r"[0-9]{14}|[0-9]{12}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.+")


def narrow(text: str) -> str:
    """Digits, letters and signs in one width.

    >>> narrow(" １２３－ＡＢ ")
    '123-AB'
    """
    return unicodedata.normalize("NFKC", text).strip()


def listed(text: str) -> list[str]:
    """The parts of a cell that holds several values.

    >>> listed("本人；花子、 ")
    ['本人', '花子']
    """
    return [part.strip() for part in SEPARATORS.split(text) if part.strip()]


def day(text: str) -> date:
    """A day in 和暦 or the Western calendar. Raises ValueError.

    >>> day("令和８年１１月２４日") == day("2026-11-24") == day("20261124")
    True
    """
    try:
        return eras.parse(narrow(text))
    except StandardsError as problem:
        raise ValueError(str(problem)) from None


def moment(text: str) -> datetime:
    """An instant; without a zone it is one of Japan, without a time the beginning of the day. Raises ValueError.

    >>> str(moment("令和8年11月24日 10時5分")), str(moment("2026-11-24T01:05:00Z"))
    ('2026-11-24 10:05:00+09:00', '2026-11-24 01:05:00+00:00')
    >>> str(moment("20261124100500")), str(moment("2026/11/24"))
    ('2026-11-24 10:05:00+09:00', '2026-11-24 00:00:00+09:00')
    """
    plain = narrow(text)
    if _RUN.fullmatch(plain):
        return datetime.strptime(plain.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=JST)
    if _ISO.fullmatch(plain):
        told = datetime.fromisoformat(plain)
        return told if told.tzinfo else told.replace(tzinfo=JST)
    found = _CLOCK.fullmatch(plain)
    if found is None:
        return datetime.combine(day(plain), time.min, JST)
    clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    return datetime.combine(day(found["day"]), clock, JST)
