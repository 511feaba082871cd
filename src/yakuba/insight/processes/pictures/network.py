"""The network of hand-overs: who gives work to whom, on a circle."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.event_log import CASE, RESOURCE, EventLog
from yakuba.insight.processes.pictures.picture import Picture, Table, with_names
from yakuba.insight.processes.pictures.svg import BLUES, INK, SUB, Drawing, Point, number
from yakuba.insight.processes.pictures.wording import Language, Words, count, percent, shortened, shown

WIDTH, HEIGHT, RADIUS = 760.0, 560.0, 195.0
MOST_PEOPLE, MOST_EDGES = 20, 40


@dataclass(frozen=True)
class Person:
    """Who works: events done."""

    name: str
    events: int


@dataclass(frozen=True)
class HandOver:
    """Times that the next event of a case after one of ``giver`` was of ``taker``."""

    giver: str
    taker: str
    count: int


@dataclass(frozen=True)
class Network:
    """Everybody and all hand-overs, the most frequent first; the picture draws the first of them."""

    body: str
    people: tuple[Person, ...]
    edges: tuple[HandOver, ...]

    @property
    def drawn(self) -> tuple[tuple[Person, ...], tuple[HandOver, ...]]:
        """Those in the picture."""
        names = {one.name for one in self.people[:MOST_PEOPLE]}
        edges = tuple(one for one in self.edges if one.giver in names and one.taker in names)[:MOST_EDGES]
        linked = {name for one in edges for name in (one.giver, one.taker)}
        return tuple(one for one in self.people[:MOST_PEOPLE] if one.name in linked or not edges), edges


def handed(log: EventLog) -> pl.DataFrame:
    """`CASE`, `giver`, `taker` of each hand-over; events without a person are passed over."""
    named = log.events.filter(pl.col(RESOURCE).is_not_null()).select(CASE, RESOURCE)
    return (
        named.select(
            CASE,
            pl.col(RESOURCE).alias("giver"),
            pl.col(RESOURCE).shift(-1).alias("taker"),
            (pl.col(CASE) == pl.col(CASE).shift(-1)).alias("same"),
        )
        .filter(pl.col("same") & (pl.col("giver") != pl.col("taker")))
        .drop("same")
    )


def figures(log: EventLog) -> Network:
    """Of one log."""
    people = log.events.drop_nulls(RESOURCE).group_by(RESOURCE).agg(pl.len().alias("n"))
    edges = handed(log).group_by("giver", "taker").agg(pl.len().alias("n"))
    return Network(
        log.body,
        tuple(Person(*row) for row in people.sort("n", RESOURCE, descending=[True, False]).iter_rows()),
        tuple(HandOver(*row) for row in edges.sort("n", "giver", "taker", descending=[True, False, False]).iter_rows()),
    )


def picture(log: EventLog, language: Language, name: str = "network") -> Picture:
    """With the cases of the hand-overs drawn: how often in each."""
    found = figures(log)
    made = draw(found, language, name)
    wanted = pl.DataFrame(
        [(one.giver, one.taker) for one in found.drawn[1]], {"giver": pl.String, "taker": pl.String}, orient="row"
    ).with_row_index("rank")
    counted = handed(log).group_by(CASE, "giver", "taker").agg(pl.len().alias("times"))
    cases = counted.join(wanted, on=["giver", "taker"], how="inner").sort(
        "rank", "times", CASE, descending=[False, True, False]
    )
    return Picture(
        made.name, made.title, made.sentence, made.svg, made.table, made.notes, with_names(log, cases.drop("rank"))
    )


def draw(found: Network, language: Language, name: str = "network") -> Picture:
    """The picture of these figures."""
    title = shown(found.body, language) + Words("：仕事の引継ぎ", ": who hands work to whom").to(language)
    sentence = said(found).to(language)
    drawing = Drawing(name, WIDTH, HEIGHT)
    people, edges = found.drawn
    places = _circle(people)
    _edges(drawing, edges, places)
    most = max((one.events for one in people), default=1)
    for one in people:
        x, y = places[one.name]
        drawing.add("circle", cx=x, cy=y, r=_size(one, most), fill=BLUES[3], stroke=INK)
        _name(drawing, one, (x, y), _size(one, most), language)
    head = ("渡した人", "受けた人", "回数") if language == "ja" else ("from", "to", "times")
    rows = tuple((one.giver, one.taker, one.count) for one in found.edges[:200])
    total = sum(one.count for one in found.edges)
    share = percent(sum(one.count for one in edges) / total) if total else percent(0.0)
    note = Words(
        f"担当 {count(len(found.people))} 人のうち記録と引継ぎの多い {len(people)} 人、"
        f"引継ぎ {count(total)} 回のうち {share}を描いています。"
        "円が大きいほど記録が多く、線が太いほど引継ぎが多い。矢印は受け取る側。",
        f"Drawn are the {len(people)} busiest of {count(len(found.people))} people and"
        f" {share} of {count(total)} hand-overs. Larger: more events;"
        " thicker: more hand-overs; arrows point to who receives.",
    )
    return Picture(name, title, sentence, drawing.svg(title, sentence), Table(head, rows), (note.to(language),))


def said(found: Network) -> Words:
    """The one sentence."""
    if not found.people:
        return Words("担当の記録がありません。", "The log does not say who did what.")
    if len(found.people) == 1:
        return Words("担当は 1 人で、引継ぎはありません。", "One person did everything; there is no hand-over.")
    if not found.edges:
        return Words(
            f"担当 {count(len(found.people))} 人の間に引継ぎはありません。",
            f"There is no hand-over between the {count(len(found.people))} people.",
        )
    first, total = found.edges[0], sum(one.count for one in found.edges)
    share = percent(first.count / total)
    return Words(
        f"いちばん多い引継ぎは「{shown(first.giver)}」→「{shown(first.taker)}」の {count(first.count)} 回で、"
        f"全 {count(total)} 回の {share}です。",
        f"The most frequent hand-over is “{shown(first.giver, 'en')}” → “{shown(first.taker, 'en')}”:"
        f" {count(first.count)} of {count(total)} ({share}).",
    )


def _circle(people: tuple[Person, ...]) -> dict[str, Point]:
    """The busiest apart from each other: they hand over to each other most, and short thick arrows hide all."""
    size = max(1, len(people))
    stride = next(one for one in range(max(1, round(0.382 * size)), size + 1) if math.gcd(one, size) == 1)
    angles = [2 * math.pi * (place * stride % size) / size for place in range(size)]
    return {
        one.name: (WIDTH / 2 + 1.25 * RADIUS * math.sin(angle), HEIGHT / 2 - RADIUS * math.cos(angle))
        for one, angle in zip(people, angles, strict=False)
    }


def _size(person: Person, most: int) -> float:
    return 5 + 13 * math.sqrt(person.events / most)


def _edges(drawing: Drawing, edges: tuple[HandOver, ...], places: dict[str, Point]) -> None:
    if not edges:
        return
    head = drawing.arrow_head("head", SUB)
    most = edges[0].count
    for one in reversed(edges):
        start, end = places[one.giver], places[one.taker]
        # Bent to the left of the way, so that there and back are two lines.
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        bend = (middle[0] + (end[1] - start[1]) * 0.16, middle[1] - (end[0] - start[0]) * 0.16)
        stop, begin = _short_of(bend, end, 20.0), _short_of(bend, start, 16.0)
        drawing.path(
            f"M{number(begin[0])} {number(begin[1])}Q{number(bend[0])} {number(bend[1])}"
            f" {number(stop[0])} {number(stop[1])}",
            stroke=SUB,
            stroke_width=0.7 + 5.3 * one.count / most,
            marker_end=head,
        )


def _short_of(start: Point, end: Point, room: float) -> Point:
    length = math.dist(start, end)
    share = max(0.0, 1 - room / length) if length else 0.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _name(drawing: Drawing, person: Person, at: Point, size: float, language: Language) -> None:
    x, y = at
    words = shortened(shown(person.name, language), 110, 12)
    aside = x - WIDTH / 2
    room = size + 6
    if abs(aside) < 30:
        upper = y < HEIGHT / 2
        drawing.label(
            (x, y - room - 14 if upper else y + room + 8), words, text_anchor="middle", font_weight="bold", font_size=12
        )
        drawing.label((x, y - room if upper else y + room + 22), count(person.events), text_anchor="middle", fill=SUB)
        return
    anchor = "start" if aside > 0 else "end"
    x += room if aside > 0 else -room
    drawing.label((x, y + 1), words, text_anchor=anchor, font_weight="bold", font_size=12)
    drawing.label((x, y + 14), count(person.events), text_anchor=anchor, fill=SUB)
