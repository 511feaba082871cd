"""Files of ended loads are removed: they hold personal data, and the registry has what was in them."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from yakuba.areas.resident_registry.load_models import LoadLine, ResidentLoad
from yakuba.areas.resident_registry.loads import stage

_ENDED = (ResidentLoad.State.LOADED, ResidentLoad.State.REFUSED)


def tidy(load: ResidentLoad) -> None:
    """Once committed, remove the file of a load that has ended and holds nothing back, unless another load needs it."""
    same = ResidentLoad.objects.filter(content_hash=load.content_hash)
    held = LoadLine.objects.filter(load_id__in=same.values("id"), state=LoadLine.State.HELD)
    if same.exclude(state__in=_ENDED).exists() or held.exists():
        return
    paths = [stage.source(load.content_hash), *(stage.held_path(one) for one in same.values_list("id", flat=True))]
    transaction.on_commit(lambda: _remove(paths))


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
