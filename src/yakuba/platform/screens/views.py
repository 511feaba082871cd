"""How a view answers: a page, a form page (422 when something is wrong), a fragment for htmx, a CSV file."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header

from yakuba.platform.screens.frame import frame_of
from yakuba.platform.screens.parts import Problems
from yakuba.platform.screens.problems import problems_of

UNPROCESSABLE = 422
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def is_fragment(request: HttpRequest) -> bool:
    """True when htmx asks for a part of a page (a boosted or history request wants the whole page)."""
    whole = any(name in request.headers for name in ("HX-Boosted", "HX-History-Restore-Request"))
    return request.headers.get("HX-Request") == "true" and not whole


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> TemplateResponse:
    """A whole page inside the frame. `context` may hold `problems` (Problems), `notice` (Notice), `crumbs` (Crumbs).

    The page is personal: it is never kept by a cache.
    """
    full = {"frame": frame_of(request), "problems": Problems(), **(context or {})}
    response = TemplateResponse(request, template, full, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def fragment(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> TemplateResponse:
    """A part of a page: the template is drawn without the frame. Use after `is_fragment(request)`."""
    return page(request, template, context, status)


def render_form_page(
    request: HttpRequest, template: str, form: BaseForm, context: Mapping[str, Any] | None = None
) -> TemplateResponse:
    """A page with `form`. Answers 422 with the error summary when the form was sent and something in it is wrong.

    Alerts alone (see `FormKit.findings`) also answer 422: the entry waits for an acknowledgement.
    """
    problems = problems_of(form) if form.is_bound else Problems()
    status = UNPROCESSABLE if problems else 200
    return page(request, template, {"form": form, "problems": problems, **(context or {})}, status)


def guard_cell(value: object) -> str:
    """The text of a CSV cell that no spreadsheet takes for a formula: such a start gets an apostrophe before it.

    Integers are left alone, so that -1 stays a number.
    """
    if isinstance(value, int):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file as Japanese spreadsheets open it: UTF-8 with BOM, CRLF, cells guarded. `name` without extension."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guard_cell(cell) for cell in header])
    writer.writerows([[guard_cell(cell) for cell in row] for row in rows])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _attachment(name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _attachment(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=f"{name}.csv") or "attachment"
