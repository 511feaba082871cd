"""Every paper of a municipality in the clear, one after the other, for its own full export."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from yakuba.platform.documents import papers
from yakuba.platform.documents.models import Intent

CHUNK = 200


@dataclass(frozen=True)
class Leaving:
    """One part of one paper. With ``has_numbers`` it may leave only sealed to its recipient."""

    name: str
    content: bytes = field(repr=False)
    has_numbers: bool


def every_paper() -> Iterator[Leaving]:
    """Frozen inputs as ``<intent>.json``, bytes of issued papers as ``<intent>.pdf``, in the order of the intents.

    Whoever exports holds the rights and registers it. Raises KeysMissing, Unreadable.
    """
    last = None
    while chunk := list((Intent.objects.filter(id__gt=last) if last else Intent.objects).order_by("id")[:CHUNK]):
        for intent in chunk:
            numbers = bool(intent.numbers)
            frozen = papers.frozen(intent, ())
            yield Leaving(f"{intent.id}.json", papers.packed(frozen.data, frozen.overflow_rule), numbers)
            if intent.pages:
                yield Leaving(f"{intent.id}.pdf", papers.bytes_of(intent), numbers)
        last = chunk[-1].id
