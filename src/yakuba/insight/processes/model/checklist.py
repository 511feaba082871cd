"""A flow as the list of its steps: what is left when only the order and what may be left out are asked."""

from __future__ import annotations

from yakuba.insight.processes.model.flow import Block, Exclusive, Flow, Loop, Skippable, Task, children


def checklist(flow: Flow) -> list[tuple[str, bool]]:
    """Steps in the order of the flow, each once, and whether every case has to have it.

    Not every case has what is one of several ways, may be left out, or lies on the way back of a loop.
    """
    found: dict[str, bool] = {}
    waiting: list[tuple[Block, bool]] = [(flow.root, True)]
    while waiting:
        block, needed = waiting.pop()
        if isinstance(block, Task):
            found[block.name] = found.get(block.name, False) or needed
            continue
        inner = needed and not isinstance(block, Exclusive | Skippable)
        parts = [(part, inner) for part in children(block)]
        if isinstance(block, Loop) and block.again is not None:
            parts[1] = (block.again, False)
        waiting.extend(reversed(parts))
    return list(found.items())
