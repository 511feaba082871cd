"""Logs for tests, written as XES by hand: what a reader has to understand is chosen here, not by a library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from yakuba.insight.processes.event_log import EventLog
from yakuba.insight.processes.reading.xes import read_xes

Event = tuple[str, str, str | None]  # step, time, resource
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n\t<string key="concept:name" value="log"/>\n'


def attribute(key: str, value: str, tag: str = "string") -> str:
    """One attribute on its line, as tools write it."""
    return f"<{tag} key={quoteattr(key)} value={double_quoted(value)}/>\n"


def double_quoted(value: str) -> str:
    """Between double quotes, whatever is in it."""
    quoted = quoteattr(value)
    return quoted if quoted.startswith('"') else '"' + quoted[1:-1].replace('"', "&quot;") + '"'


def xes(cases: Sequence[tuple[dict[str, str], Sequence[Event]]]) -> str:
    """A log of cases: attributes of the case, then its events."""
    lines = [HEAD]
    for attributes, events in cases:
        lines += ["<trace>\n", *(attribute(key, value) for key, value in attributes.items())]
        for step, time, resource in events:
            lines += ["<event>\n", attribute("concept:name", step), attribute("time:timestamp", time, "date")]
            lines += [attribute("org:resource", resource)] if resource is not None else []
            lines.append("</event>\n")
        lines.append("</trace>\n")
    return "".join([*lines, "</log>\n"])


def log_of(folder: Path, cases: Sequence[tuple[dict[str, str], Sequence[Event]]], name: str = "town") -> EventLog:
    """The same, read."""
    path = folder / f"{name}.xes"
    path.write_text(xes(cases), encoding="utf-8")
    return read_xes(path)


def steps(*names: str, day: str = "2025-04-01", who: str | None = "A") -> list[Event]:
    """Events of one day, an hour apart, Japanese time."""
    return [(name, f"{day}T{9 + place:02}:00:00+09:00", who) for place, name in enumerate(names)]
