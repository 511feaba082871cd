"""Cases from a file and answers to a file: JSON Lines, a JSON array, or CSV with keys flattened by dots."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any, Protocol, TextIO

from yakuba.law.contract import problem

_HALF = re.compile("[\ud800-\udfff]")
_NOT_UTF8 = "UTF-8 の文字ではありません。文字コードを UTF-8 にしてください"
JSON_LINES, JSON_ARRAY, CSV = "jsonl", "json", "csv"
_ENDINGS = {".jsonl": JSON_LINES, ".ndjson": JSON_LINES, ".json": JSON_ARRAY, ".csv": CSV}


class Source(Protocol):
    """What cases are read from: a text stream."""

    def __iter__(self) -> Iterator[str]: ...

    def read(self) -> str: ...


class Unreadable(ValueError):
    """The file as a whole cannot be read: not text in UTF-8, not JSON, a heading twice."""


class BrokenLine:
    """A line that is not JSON; it takes the place of its case."""

    def __init__(self, line: int, reason: str) -> None:
        self.problems = [problem("", "json", f"{line} 行目は JSON として読めません（{reason}）。")]
        self.answer: dict[str, Any] = {"id": None, "errors": self.problems}


def form_of(name: str, start: str = "") -> str:
    """The form of a file by the end of its name; where that tells nothing, by its first line.

    >>> form_of("a.CSV"), form_of("-", "[{"), form_of("cases", "id,age"), form_of("-", "{"), form_of("-", '{"id": 1}')
    ('csv', 'json', 'csv', 'json', 'jsonl')
    """
    ending = PurePath(name).suffix.lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    begun = start.lstrip("\ufeff \r\n").rstrip()
    if begun.startswith("[") or begun == "{":  # an object over several lines
        return JSON_ARRAY
    return JSON_LINES if begun[:1] in ("{", "") else CSV


def read_cases(stream: Source, form: str) -> Iterator[Any]:
    """The cases of a stream in order. Empty lines are passed over. Unreadable."""
    if form == CSV:
        yield from _from_csv(_text(stream))
    elif form == JSON_ARRAY:
        yield from _from_json(_text(stream))
    else:
        for number, line in enumerate(stream, start=1):
            text = line.lstrip("\ufeff").strip()
            if text:
                yield _loaded(number, text)


def write_answers(stream: TextIO, form: str, answers: Iterable[Mapping[str, Any]]) -> None:
    """The answers in order. CSV needs all headings first, so it holds them all in memory."""
    if form == CSV:
        _to_csv(stream, [flattened(answer) for answer in answers])
    elif form == JSON_ARRAY:
        stream.write(_written(list(answers)) + "\n")
    else:
        for answer in answers:
            stream.write(_written(answer) + "\n")


def in_blocks(cases: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The cases in lists of at most `size`."""
    waiting = iter(cases)
    while block := list(itertools.islice(waiting, size)):
        yield block


def flattened(answer: Any, prefix: str = "") -> dict[str, Any]:
    """Nested answers by dotted keys.

    >>> flattened({"a": {"b": 1}, "c": [2, 3]})
    {'a.b': 1, 'c.0': 2, 'c.1': 3}
    """
    if isinstance(answer, Mapping):
        parts: Iterable[tuple[Any, Any]] = answer.items()
    elif isinstance(answer, list):
        parts = enumerate(answer)
    else:
        return {prefix: answer}
    flat: dict[str, Any] = {}
    for key, value in parts:
        flat |= flattened(value, f"{prefix}.{key}" if prefix else str(key))
    return flat


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted keys as a tree; keys that are all numbers make a list, in the order of the numbers. Years stay keys.

    >>> nested({"a.b": "1", "c.1": "3", "c.0": "2", "d.2025": "4"})
    {'a': {'b': '1'}, 'c': ['2', '3'], 'd': {'2025': '4'}}
    """
    tree: dict[str, Any] = {}
    for key, value in flat.items():
        *path, last = key.split(".")
        place = tree
        for part in path:
            step = place.setdefault(part, {})
            if not isinstance(step, dict):
                raise Unreadable(f"見出し {key} は {part} と両立しません。")
            place = step
        place[last] = value
    return {key: _listed(value) for key, value in tree.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(part) for key, part in value.items()}
    if inner and all(key.isdecimal() and len(key) < len("2025") for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def _written(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    # Half of a surrogate pair (an id may hold one) is no text in UTF-8: it goes back escaped, as it came.
    return json.dumps(value) if _HALF.search(text) else text


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _HALF.sub("\ufffd", value) if isinstance(value, str) else value


def _text(stream: Source) -> str:
    text = stream.read().lstrip("\ufeff")
    if not text.isascii() and _HALF.search(text):
        raise Unreadable(_NOT_UTF8)
    return text


def _from_json(text: str) -> Iterator[Any]:
    """An array, one object, or lines under the name of an array."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as failure:
        lines = list(enumerate(io.StringIO(text), start=1))
        first = next((line for _, line in lines if line.strip()), "")
        if not first.lstrip().startswith("{") or isinstance(_loaded(1, first), BrokenLine):
            raise Unreadable(f"JSON として読めません（{failure}）。") from None
        yield from (_loaded(number, line) for number, line in lines if line.strip())
        return
    yield from found if isinstance(found, list) else [found]


def _loaded(number: int, text: str) -> Any:
    if not text.isascii() and _HALF.search(text):
        return BrokenLine(number, _NOT_UTF8)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as failure:
        return BrokenLine(number, str(failure))


def _from_csv(text: str) -> Iterator[Any]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        headings = next(reader, [])
        if len(set(headings)) != len(headings):
            raise Unreadable("同じ見出しが二つあります。")
        for cells in reader:
            if len(cells) > len(headings):
                yield BrokenLine(reader.line_num, f"欄が見出しより多い: {len(cells)} > {len(headings)}")
            elif any(cells):
                yield nested({name: cell for name, cell in zip(headings, cells, strict=False) if cell != ""})
    except csv.Error as failure:
        raise Unreadable(f"CSV として読めません（{failure}）。") from None


def _to_csv(stream: TextIO, rows: list[dict[str, Any]]) -> None:
    headings = list(dict.fromkeys(itertools.chain.from_iterable(rows)))
    writer = csv.DictWriter(stream, headings, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
