"""The map of how a procedure's cases flow, kept with its figures and drawn when it is looked at. Own figures only."""

from __future__ import annotations

from dataclasses import asdict

from yakuba.insight.processes.event_log import EventLog
from yakuba.insight.processes.pictures import process_map
from yakuba.insight.processes.pictures.map_figures import Choice, MapFigures, MapLink, MapStep, Overlay, map_figures
from yakuba.insight.processes.pictures.picture import Picture
from yakuba.insight.work_comparison.figures import Figures

MAP = "map"  # where the figures keep it
OVERLAYS: dict[str, Overlay] = {"frequency": "frequency", "time": "time"}


def kept(log: EventLog) -> Figures:
    """The figures of the map, as JSON keeps them."""
    return asdict(map_figures(log, Choice()))


def picture(found: Figures, overlay: Overlay) -> Picture | None:
    """The map of kept figures, None where none were kept."""
    if MAP not in found:
        return None
    told = dict(found[MAP])
    steps = tuple(MapStep(**one) for one in told.pop("steps"))
    links = tuple(MapLink(**one) for one in told.pop("links"))
    return process_map.draw(MapFigures(steps=steps, links=links, **told), overlay, "ja", f"map-{overlay}")


def moves(found: Figures) -> list[tuple[str, str, str, str]]:
    """The map as a table: from a step to the next, how often, the median days between."""
    links = found.get(MAP, {}).get("links", [])
    return [(one["before"], one["after"], f"{one['count']:,}", f"{one['wait_days']:,.1f}") for one in links]
