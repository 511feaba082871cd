"""Whose title and name stand on a certificate of a day: the mayor's, or the deputy's in the deputy's period."""

from dataclasses import dataclass
from datetime import date

from yakuba.platform.parameters import parameter_definitions as p
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.parameters.service import many

_USED = (
    p.DEPUTY_FROM,
    p.DEPUTY_UNTIL,
    p.MAYOR_TITLE,
    p.MAYOR_NAME,
    p.MAYOR_SEAL_TEXT,
    p.DEPUTY_TITLE,
    p.DEPUTY_NAME,
    p.DEPUTY_SEAL_TEXT,
)


@dataclass(frozen=True)
class Certifier:
    """Certifying officer (認証者). The prefecture's name, which precedes the title, is not in ``title``."""

    title: str
    name: str
    is_deputy: bool
    seal_text: str


def certifier(day: date) -> Certifier:
    """The certifying officer of the open municipality on a day (juki-1.0:1.3.9, 5.6).

    Raises NoCertifier when title or name is missing: a certificate is never printed without them.
    """
    values = many(_USED, day)
    start, end = values[p.DEPUTY_FROM.key], values[p.DEPUTY_UNTIL.key]
    is_deputy = start is not None and start <= day and (end is None or day <= end)
    title, name, seal = (
        (p.DEPUTY_TITLE, p.DEPUTY_NAME, p.DEPUTY_SEAL_TEXT)
        if is_deputy
        else (p.MAYOR_TITLE, p.MAYOR_NAME, p.MAYOR_SEAL_TEXT)
    )
    found = Certifier(values[title.key], values[name.key], is_deputy, values[seal.key])
    for definition, text in ((title, found.title), (name, found.name)):
        if not text:
            raise NoCertifier(f"{definition.label}：未設定。パラメータの画面で設定してから発行する")
    return found
