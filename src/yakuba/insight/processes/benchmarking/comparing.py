"""Bodies side by side from their work: what may be shown of it, the volume zone, and who stands where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.insight.processes.benchmarking.figures import Shown, shown, step_figures, task_figures
from yakuba.insight.processes.benchmarking.peers import Body
from yakuba.insight.processes.benchmarking.volume import (
    GroupOf,
    Ranked,
    VolumeRow,
    everyone,
    ranked_tasks,
    volume,
    zone,
)
from yakuba.insight.processes.hours.joining import BodyWork


@dataclass(frozen=True)
class Benchmark:
    """What is shown, the rows of bodies and of all together, and places of tasks; bodies whose group is not known."""

    shown: Shown
    steps: list[VolumeRow]
    zone: list[VolumeRow]
    ranks: list[Ranked]
    ungrouped: tuple[str, ...] = ()


def benchmarked(
    works: Sequence[BodyWork], bodies: Mapping[str, Body], peers: str | None = None, *, everything: bool = False
) -> Benchmark:
    """Bodies compared. ``peers``: `population` or `similar` groups; ``everything``: nothing is hidden."""
    seen = seen_of(works, bodies, everything=everything)
    groups = {name: getattr(body, f"{peers}_group") for name, body in bodies.items()} if peers else {}
    group_of: GroupOf = groups.get if peers else everyone
    rows = volume(seen.steps, group_of)
    without = tuple(name for name, group in groups.items() if group is None)
    return Benchmark(seen, rows, zone(rows), ranked_tasks(seen.tasks, group_of), without)


def seen_of(works: Sequence[BodyWork], bodies: Mapping[str, Body], *, everything: bool = False) -> Shown:
    """The figures of these bodies that may be shown."""
    steps = [figure for one in works for figure in step_figures(one)]
    people = {name: body.population for name, body in bodies.items()}
    tasks = [figure for one in works for figure in task_figures(one, people.get(one.body))]
    return shown(steps, tasks, everything=everything)
