"""How an area shows a case: before and after. The area gives a function; screens ask here."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from yakuba.platform.cases.models import Case
from yakuba.platform.cases.service import action_of


@dataclass(frozen=True)
class Change:
    """One item of one person, before and after, as text."""

    item: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class PersonChanges:
    """What the case changes for a person. ``protected`` marks 支援措置."""

    addressee_number: str
    name: str
    changes: tuple[Change, ...]
    url: str = ""
    protected: str = ""


@dataclass(frozen=True)
class Panel:
    """Everything the case page shows of an area's case. ``links``: (text, url) of papers and pages that follow."""

    people: tuple[PersonChanges, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    subjects: tuple[int, ...] = ()
    edit_url: str = ""
    notes: Sequence[str] = field(default_factory=tuple)


_namers: list[Callable[[Sequence[Case]], Mapping[UUID, str]]] = []


def register_names(build: Callable[[Sequence[Case]], Mapping[UUID, str]]) -> None:
    """An area says once, at start, whom its cases are about, in a few words for a list (佐藤 花子 ほか2人)."""
    _namers.append(build)


def names_of(cases: Sequence[Case]) -> dict[UUID, str]:
    """Whom each case is about; a case no area knows is left out."""
    return {key: words for build in _namers for key, words in build(cases).items()}


@dataclass(frozen=True)
class Named:
    """A person as lists name them. ``mark`` says 支援措置 and the like, mostly empty; ``url`` is the record's page."""

    name: str
    mark: str = ""
    url: str = ""


_people: list[Callable[[Collection[int]], Mapping[int, Named]]] = []


def register_people(build: Callable[[Collection[int]], Mapping[int, Named]]) -> None:
    """An area says once, at start, how the persons it keeps are named: addressee number → name and mark."""
    if build not in _people:
        _people.append(build)


def people_of(numbers: Collection[int]) -> dict[int, Named]:
    """Addressee number → name and mark; a number no area keeps is left out."""
    return {key: named for build in _people for key, named in build(numbers).items()} if numbers else {}


_panels: dict[str, Callable[[Case], Panel]] = {}


def register_panel(action: str, build: Callable[[Case], Panel]) -> None:
    """An area says once, at start, how a case of an action is shown."""
    if action in _panels:
        raise ValueError(f"the panel of {action} is registered twice")
    _panels[action] = build


def panel_of(case: Case) -> Panel:
    """The panel of a case; empty when the area gave none."""
    build = _panels.get(action_of(case).name)
    return build(case) if build else Panel()
