"""Whom the letters of collection go to: residents, people outside the register and bodies, named politely."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from yakuba.platform.addressee.models import Addressee
from yakuba.platform.documents import posts
from yakuba.platform.documents.mailings import Envelope, Held
from yakuba.platform.documents.models import MailingLetter
from yakuba.platform.documents.posts import Correspondent, Senders, Unreachable

DESK: Final = "収納担当"
COLUMNS: Final = ("文書番号", "宛名番号", "郵便番号", "住所・所在地", "氏名・名称")


def receivers(numbers: Collection[int]) -> dict[int, Correspondent | Held]:
    """Whom letters to these go to today, with the polite word a person or a body is written to with."""
    rows = Addressee.objects.filter(addressee_number__in=list(numbers), kind=Addressee.Kind.BODY)
    bodies = set(rows.values_list("addressee_number", flat=True))
    found: dict[int, Correspondent | Held] = {}
    for number, post in posts.reached(numbers).items():
        if isinstance(post, Unreachable):
            found[number] = Held(post.why)
        else:
            found[number] = replace(post, name=f"{post.name}　{'御中' if number in bodies else '様'}")
    return found


def envelopes(letters: Sequence[MailingLetter], gone: Mapping[str, str]) -> dict[int, Envelope | Held]:
    """Where each letter goes today; ``gone``: why one may not go at all, by its subject."""
    senders, posted = Senders(DESK), receivers({one.addressee_number or 0 for one in letters})
    found: dict[int, Envelope | Held] = {}
    for one in letters:
        receiver = posted[one.addressee_number or 0]
        if one.subject in gone:
            found[one.place] = Held(gone[one.subject])
        elif isinstance(receiver, Held):
            found[one.place] = receiver
        else:
            found[one.place] = posts.envelope(receiver, senders.to(receiver))
    return found


def line(letter: MailingLetter, receiver: Correspondent) -> tuple[str, ...]:
    """Of the list for who prints and posts, by ``COLUMNS``."""
    return (letter.number, str(letter.addressee_number), receiver.postcode, receiver.address, receiver.name)
