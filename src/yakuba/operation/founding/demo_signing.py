"""Signing keys of the demo's town halls, by the simulated authority: so that papers in the portal are signed there."""

from __future__ import annotations

from pathlib import Path

from yakuba.operation.simulators.paper_authority import PaperAuthority
from yakuba.platform.documents import signing
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import now
from yakuba.platform.tenancy.directory import Place

FOLDER = "paper-authority"


def make(home: Path) -> None:
    """A key for each town hall of the demo that has none; one that is there is never touched."""
    for place in directory.everyone():
        if place.is_demo and not signing.place(place.address).exists():
            renew(home, place)


def renew(home: Path, place: Place) -> None:
    """A new key and certificate, named after the office and the town hall; a training one says that it is."""
    at = now()
    authority = PaperAuthority.found(home / FOLDER, at)
    title = f"{place.name}長{'（研修）' if place.is_training else ''}"
    signing.install(place.address, authority.issue(title, at), at)
