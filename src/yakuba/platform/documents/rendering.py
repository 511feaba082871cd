"""Turn plain data into an official PDF: typst templates, shipped fonts, the same bytes each time.

How to use it::

    FORM = Form("joint", "areas/resident_registry/documents/joint.typ", {"sheets[].persons[].name": Box(60, 9, 12, 7)})
    rendered = render(FORM, {"title": "住民票の写し", ...}, made_at=context.instant)
    rendered.content, rendered.pages, rendered.sha256, rendered.overflow

* ``data`` is JSON (dict, list, str, int, bool, None), frozen with the intent by the caller; it must hold ``title``.
  Strings are handed to the template as *values*, never as source: ``#`` or ``[`` in a name are printed as such.
* A string whose path is in ``Form.boxes`` (list indices written ``[]``) is set into that box: it is broken, made
  smaller down to the box's minimum and, if it still does not fit, cut off or left blank and reported (juki-1.0:5.8).
* Every string is checked against the shipped fonts first: :class:`~.glyphs.MissingGlyph`. :func:`inspect` lists all
  such characters and overflows at once, without drawing, for the preview's alerts.
* The bytes depend only on form, data, ``made_at`` and the release: PDF/UA-1 and PDF/A-2a, tagged, language ja.

Nothing here imports Django or opens a connection, so it also runs in spawned worker processes (:mod:`.pool`).
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TypeAlias

import typst

from yakuba.platform.documents.fitting import Box, Fitted, Overflow, OverflowRule, fit
from yakuba.platform.documents.glyphs import FONT_FOLDER, Glyph, MissingGlyph, glyphs, missing

__all__ = [
    "JSON",
    "Box",
    "Fits",
    "Form",
    "Inspection",
    "MissingGlyph",
    "Overflow",
    "Rendered",
    "inspect",
    "render",
    "render_many",
]

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"

Fits: TypeAlias = dict[tuple[str, Box], Fitted]
"""Texts set into their boxes, kept from an inspection to the drawing of one request, never longer."""

PACKAGE_FOLDER = Path(__file__).parents[2]

_INDEX = re.compile(r"\[\d+\]")
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")


@dataclass(frozen=True)
class Form:
    """A form (様式): its name, its template (path below the package ``yakuba``), and the boxes of its texts by path.

    ``duty``: what reading such a paper again needs, where what it says is a secret of one office (地方税法22条).
    """

    name: str
    template: str
    boxes: Mapping[str, Box] = field(default_factory=dict)
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One PDF: its bytes, number of pages, SHA-256 (hexadecimal), and the texts that did not fit."""

    content: bytes
    pages: int
    sha256: str
    overflow: tuple[Overflow, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a person must know before printing: characters no font has, texts that will be cut."""

    missing: tuple[MissingGlyph, ...]
    overflow: tuple[Overflow, ...]
    fits: Fits = field(default_factory=dict, repr=False)


def _runs(units: Sequence[Glyph]) -> JSON:
    """Consecutive units of one font as ``[font, text]``; a bare string when all are in the main font."""
    runs: list[list[str]] = []
    for unit in units:
        if runs and runs[-1][0] == unit.font:
            runs[-1][1] += unit.text
        else:
            runs.append([unit.font, unit.text])
    if all(font == "mj" for font, _ in runs):
        return "".join(text for _, text in runs)
    return runs


class _Preparation:
    """Walks the data of one document and puts each text into the shape the template kit draws."""

    def __init__(self, form: Form, overflow_rule: OverflowRule, fits: Fits | None = None) -> None:
        self._boxes, self._rule, self._prefix = form.boxes, overflow_rule, ""
        self.fits: Fits = {} if fits is None else fits
        self.overflow: list[Overflow] = []

    def document(self, data: Mapping[str, JSON], prefix: str = "") -> JSON:
        self._prefix = prefix
        return self.value(data)

    def value(self, value: JSON, path: str = "") -> JSON:
        if isinstance(value, str):
            return self._text(value, path)
        if isinstance(value, Mapping):
            return {key: self.value(item, f"{path}.{key}" if path else key) for key, item in value.items()}
        if isinstance(value, Sequence):
            return [self.value(item, f"{path}[{index}]") for index, item in enumerate(value)]
        return value

    def _text(self, text: str, path: str) -> JSON:
        box, item = self._boxes.get(_INDEX.sub("[]", path)), self._prefix + path
        if box is None:
            return _runs(list(glyphs(text, item)))
        fitted = self.fits.get((text, box))
        if fitted is None:
            fitted = self.fits[text, box] = fit(text, box, item)
        if fitted.lost:
            self.overflow.append(Overflow(item, text, text if self._rule == "blank" else fitted.lost))
            if self._rule == "blank":
                fitted = Fitted(box.size, ((),), "")
        lines: JSON = [_runs(line) for line in fitted.lines]
        return {"w": box.width, "h": box.height, "p": box.padding, "k": box.pitch - 1, "s": fitted.size, "l": lines}


def inspect(form: Form, data: Mapping[str, JSON], fits: Fits | None = None) -> Inspection:
    """List every missing glyph and every overflow of a document without drawing it (juki-1.0:5.8).

    Characters that cannot be drawn are left out of the measuring of overflow. ``fits``: texts that other documents of
    the same form have already set into their boxes; those of this one are added.
    """
    try:
        preparation = _Preparation(form, "truncate", fits)
        preparation.value(data)
        return Inspection((), tuple(preparation.overflow), preparation.fits)
    except MissingGlyph:
        return _faulty(form, data)


def _faulty(form: Form, data: Mapping[str, JSON]) -> Inspection:
    faults: list[MissingGlyph] = []

    def drawable(value: JSON, path: str = "") -> JSON:
        if isinstance(value, str):
            bad = missing(value, path)
            faults.extend(bad)
            for fault in reversed(bad):
                value = value[: fault.position] + value[fault.position + len(fault.character) :]
            return value
        if isinstance(value, Mapping):
            return {key: drawable(item, f"{path}.{key}" if path else key) for key, item in value.items()}
        if isinstance(value, Sequence):
            return [drawable(item, f"{path}[{index}]") for index, item in enumerate(value)]
        return value

    preparation = _Preparation(form, "truncate")
    preparation.value(drawable(data))
    return Inspection(tuple(faults), tuple(preparation.overflow), preparation.fits)


@cache
def _compiler(template: str) -> typst.Compiler:
    """One compiler per template and process: it keeps the parsed template, the fonts and its caches."""
    return typst.Compiler(
        str(PACKAGE_FOLDER / template),
        root=str(PACKAGE_FOLDER),
        font_paths=[str(FONT_FOLDER)],
        ignore_system_fonts=True,
    )


# typst does not run faster in two threads of one process (measured: slower), and a compiler must not be shared in use.
_one_at_a_time = Lock()


def _compile(form: Form, title: str, documents: Sequence[JSON], made_at: datetime) -> bytes:
    inputs = {"title": title, "documents": json.dumps(documents, ensure_ascii=False, separators=(",", ":"))}
    with _one_at_a_time:
        content = _compiler(form.template).compile(
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["ua-1", "a-2a"],
            timestamp=int(made_at.timestamp()),
        )
    assert isinstance(content, bytes)
    return content


def render(
    form: Form,
    data: Mapping[str, JSON],
    made_at: datetime,
    overflow_rule: OverflowRule = "truncate",
    fits: Fits | None = None,
) -> Rendered:
    """Draw one document. Milliseconds of processor time: about 20 for four persons after the first of its form.

    Args:
        form: the form; one module constant per form, so that its compiler is reused.
        data: JSON with at least ``title``, the document's title for readers of the file.
        made_at: aware instant written into the file as its creation time; take it from the frozen intent.
        overflow_rule: what a text that does not fit becomes, by the municipality's parameter (juki-1.0:5.8).
        fits: texts an inspection of nearly the same data has already set into their boxes.

    Raises:
        MissingGlyph: a character or variation sequence that no shipped font has.
        typst.TypstError: the template and the data do not fit together (a programming error).
    """
    return render_many(form, [data], made_at, overflow_rule, fits)


def render_many(
    form: Form,
    data: Sequence[Mapping[str, JSON]],
    made_at: datetime,
    overflow_rule: OverflowRule = "truncate",
    fits: Fits | None = None,
) -> Rendered:
    """Draw many documents of one form into one PDF, in order; each starts on a new page. See :func:`render`.

    Keep files to some 500 pages: the time per page grows beyond. For separate files use :class:`.pool.RenderPool`.
    The paths of errors and overflows then begin with the document's index, such as ``[3].sheets[0].address``.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at must be an aware datetime")
    titles = [document["title"] for document in data]
    preparation = _Preparation(form, overflow_rule, fits)
    single = len(data) == 1
    documents = [preparation.document(document, "" if single else f"[{n}].") for n, document in enumerate(data)]
    content = _compile(form, str(titles[0]), documents, made_at)
    return Rendered(
        content, len(_PAGE.findall(content)), hashlib.sha256(content).hexdigest(), tuple(preparation.overflow)
    )
