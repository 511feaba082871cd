"""`{% load screens %}`: the parts of a page. Larger markup is in templates/screens/components/."""

import datetime
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.utils.safestring import SafeString

from yakuba.platform.screens import chips, keys
from yakuba.platform.screens.dates import fiscal_words, japanese, short_japanese
from yakuba.platform.screens.frame_markup import key_rows, menu
from yakuba.platform.screens.icons import icon
from yakuba.platform.screens.markup import NOTHING, attributes, draw
from yakuba.platform.screens.parts import BannerKind, Crumb, ListPage, Notice, Problems, Row, Sort, Step, Tab
from yakuba.platform.screens.plots import BarPlot

register = template.Library()
register.simple_tag(icon, name="icon")
register.simple_tag(menu, name="staff_menu")
register.simple_tag(key_rows)

_BANNERS = {
    "success": ("check-circle", "成功"),
    "error": ("octagon", "エラー"),
    "warning": ("triangle", "注意"),
    "info": ("info", "お知らせ"),
}
_LEVELS = {"error": ("octagon", "エラー"), "alert": ("triangle", "アラート"), "notice": ("info", "お知らせ")}
_STEPS = {"none": "これから", "completed": "完了", "editing": "入力中", "error": "要確認", "skipped": "対象外"}
_MESSAGE_KINDS: dict[str, BannerKind] = {"success": "success", "warning": "warning", "error": "error"}
_SORT_ICONS = {None: ("sort", ""), False: ("sort-up", "ascending"), True: ("sort-down", "descending")}


@register.simple_tag(name="static")
@lru_cache(maxsize=256)
def static_address(path: str) -> SafeString:
    """As Django's tag, remembered: a page names fifteen files."""
    return draw("{}", static(path))


def _draw(context: Context, name: str, values: dict[str, Any]) -> SafeString:
    if context.template is None:
        raise template.TemplateSyntaxError("a screens tag was drawn outside a template")
    found = context.template.engine.get_template(f"screens/components/{name}.html")
    return found.render(Context(values))


def _claim(context: Context, key: str) -> dict[str, str]:
    """The attributes of a control with a key; the key may be bound once on a page."""
    if not key:
        return {}
    page: Any = context.render_context.dicts[0]
    keys.claim(key, page.setdefault("screens.keys", set()))
    return {"data-key": key, "aria-keyshortcuts": key}


def _attributes(values: dict[str, Any]) -> dict[str, Any]:
    """`hx_post` → `hx-post`; empty values are left out, True is a bare attribute."""
    return {
        name.rstrip("_").replace("_", "-"): value for name, value in values.items() if value not in (None, "", False)
    }


def _face(text: str, key: str, mark: str) -> SafeString:
    shown_icon = icon(mark) if mark else NOTHING
    shown_key = draw(' <kbd class="key" aria-hidden="true">{}</kbd>', key) if key else NOTHING
    return draw("{}{}{}", shown_icon, text, shown_key)


@register.simple_tag(takes_context=True)
def button(context: Context, text: str, kind: str = "outline", key: str = "", **attrs: Any) -> SafeString:
    """A button that acts. kind: solid (one per screen), outline, text, danger. `key`: F1 F2 F4 F8 F9.

    Further attributes: name, value, type, form, size (sm, xs, lg), icon, dialog (id to open), hx_post … .
    """
    mark, size, opens = attrs.pop("icon", ""), attrs.pop("size", ""), attrs.pop("dialog", "")
    css = f"button button--{kind}" + (f" button--{size}" if size else "")
    given = {"type": "button" if opens else "submit", **_attributes(attrs)}
    if opens:
        given |= {"data-dialog": opens, "aria-haspopup": "dialog"}
    return draw(
        '<button class="{}"{}>{}</button>', css, attributes(given | _claim(context, key)), _face(text, key, mark)
    )


@register.simple_tag(takes_context=True)
def link_button(context: Context, text: str, href: str, key: str = "", **attrs: Any) -> SafeString:
    """A link that moves, drawn as a button. Same further attributes as `button`, and `kind`."""
    mark, size, kind = attrs.pop("icon", ""), attrs.pop("size", ""), attrs.pop("kind", "outline")
    css = f"button button--{kind}" + (f" button--{size}" if size else "")
    given = {"href": href, **_attributes(attrs)}
    return draw('<a class="{}"{}>{}</a>', css, attributes(given | _claim(context, key)), _face(text, key, mark))


@register.simple_tag
def chip(kind: str, value: Enum | str) -> SafeString:
    """The chip of a state, by the table in `chips`: words, icon, colour."""
    return plain_chip(chips.chip_for(kind, value))


@register.simple_tag
def plain_chip(shown: chips.Chip) -> SafeString:
    """A chip made by the view."""
    return draw('<span class="chip chip--{}">{}{}</span>', shown.tone, icon(shown.icon), shown.text)


@register.simple_block_tag(takes_context=True)
def banner(context: Context, content: str, kind: str, heading: str, announce: bool = False) -> SafeString:
    """A block banner: success, error, warning, info. `announce` for the result of the person's own action."""
    mark, word = _BANNERS[kind]
    values = {"kind": kind, "heading": heading, "content": content, "announce": announce, "mark": mark, "word": word}
    return _draw(context, "banner", values)


@register.simple_tag(takes_context=True)
def notice_banner(context: Context, notice: Notice) -> SafeString:
    """The banner of a `Notice`, announced."""
    mark, word = _BANNERS[notice.kind]
    values = {"kind": notice.kind, "heading": notice.heading, "content": notice.body, "actions": notice.actions}
    return _draw(context, "banner", values | {"announce": True, "mark": mark, "word": word})


@register.simple_tag(takes_context=True)
def error_summary(context: Context, problems: Problems) -> SafeString:
    """The box above the heading that takes the focus. Nothing is drawn when there is no problem."""
    if not problems:
        return SafeString("")
    lines = [(problem, *_LEVELS[problem.level]) for problem in problems.items]
    return _draw(context, "error_summary", {"problems": problems, "lines": lines})


@register.simple_tag(takes_context=True)
def summary_list(context: Context, rows: Sequence[Row], two_columns: bool = False) -> SafeString:
    """Question, answer, 変更."""
    return _draw(context, "summary_list", {"rows": rows, "two_columns": two_columns})


@register.simple_block_tag(takes_context=True)
def table(context: Context, content: str, caption: str, id: str, note: str = "") -> SafeString:
    """A reading table in a named, focusable scroll region; the block holds thead and tbody. `id` unique on the page."""
    return _draw(context, "table", {"content": content, "caption": caption, "id": id, "note": note})


@register.simple_tag
def sort_header(text: str, key: str, sort: Sort, css: str = "") -> SafeString:
    """A `th` whose button asks for another order through the form `sort.form` (see `sort_form`)."""
    active = sort.descending if sort.key == key else None
    mark, direction = _SORT_ICONS[active]
    th = {"scope": "col", "class": css or None, "aria-sort": direction or None}
    press = {"type": "submit", "name": "sort", "value": sort.next_value(key), "form": sort.form, "id": f"sort-{key}"}
    face = draw('<button class="sort"{}>{}{}</button>', attributes(press), text, icon(mark))
    return draw("<th{}>{}</th>", attributes({k: v for k, v in th.items() if v}), face)


@register.simple_tag(takes_context=True)
def sort_form(context: Context, sort: Sort) -> SafeString:
    """The hidden GET form which carries the conditions of the list when its order changes."""
    query: QueryDict = context["request"].GET
    kept = [(name, value) for name, values in query.lists() for value in values if name not in ("sort", "page")]
    return _draw(context, "sort_form", {"id": sort.form, "kept": kept})


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: ListPage) -> SafeString:
    """前へ 5 / 12 次へ; nothing for one page. Keeps the other conditions of the address."""
    if page.total <= 1:
        return SafeString("")
    return _draw(
        context, "pagination", {"page": page, "before": _turn(context, page, -1), "after": _turn(context, page, 1)}
    )


def _turn(context: Context, page: ListPage, by: int) -> str:
    if not 1 <= page.number + by <= page.total:
        return ""
    query: QueryDict = context["request"].GET.copy()
    query[page.parameter] = str(page.number + by)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def step_navigation(context: Context, steps: Sequence[Step], label: str = "手続きの段階") -> SafeString:
    """Numbered steps with a hidden 「全5ステップ中、2ステップ目」; links only to passed steps."""
    here = next((number for number, step in enumerate(steps, 1) if step.state in ("editing", "error")), len(steps))
    lines = [(number, step, _STEPS[step.state]) for number, step in enumerate(steps, 1)]
    return _draw(context, "steps", {"lines": lines, "here": here, "total": len(steps), "label": label})


@register.simple_tag(takes_context=True)
def tabs(context: Context, items: Sequence[Tab], label: str) -> SafeString:
    """Tabs as links to real pages."""
    return _draw(context, "tabs", {"items": items, "label": label})


@register.simple_tag(takes_context=True)
def breadcrumb(context: Context, crumbs: Sequence[Crumb]) -> SafeString:
    """現在位置; the last one is plain text."""
    return _draw(context, "breadcrumb", {"crumbs": crumbs}) if crumbs else SafeString("")


@register.simple_tag(takes_context=True)
def progress_bar(context: Context, label: str, percent: int, detail: str = "", id: str = "progress") -> SafeString:
    """A bar in whole percent; progress.js announces each tenth in the live region."""
    return _draw(context, "progress", {"label": label, "percent": percent, "detail": detail, "id": id})


@register.simple_tag(takes_context=True)
def bar_plot(context: Context, plot: BarPlot) -> SafeString:
    """A bar plot with its table folded under it."""
    return _draw(context, "bar_plot", {"plot": plot})


@register.filter
def thousands(value: object) -> str:
    """30005 → 30,005; nothing for None; anything but an integer is left alone."""
    return f"{value:,}" if isinstance(value, int) else str("" if value is None else value)


@register.simple_block_tag(takes_context=True)
def empty_state(context: Context, content: str, why: str) -> SafeString:
    """Nothing here: why, and in the block the next step."""
    return _draw(context, "empty", {"why": why, "content": content})


@register.simple_block_tag(takes_context=True)
def details(context: Context, content: str, heading: str, open: bool = False) -> SafeString:
    """Folded extra matter; never errors, fees or required fields."""
    return _draw(context, "details", {"heading": heading, "content": content, "open": open})


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, id: str, heading: str) -> SafeString:
    """A modal for irreversible acts; the block holds body and `.dialog__actions`. Opened by `button … dialog=id`."""
    return _draw(context, "dialog", {"id": id, "heading": heading, "content": content})


@register.simple_block_tag
def action_bar(content: str) -> SafeString:
    """The bar at the bottom of a staff page: way back first, then `.action-bar__end` with the primary action last."""
    return draw('<section class="action-bar" aria-label="操作">{}</section>', content)


@register.simple_tag(takes_context=True)
def key_attributes(context: Context, key: str) -> SafeString:
    """`data-key` and `aria-keyshortcuts` for a control that is not drawn by `button`."""
    return attributes(_claim(context, key))


@register.filter
def wareki(day: datetime.date | None) -> str:
    """令和8年11月23日; '' for None."""
    return japanese(day) if day else ""


@register.filter
def short_wareki(day: datetime.date | None) -> str:
    """令8.11.23; '' for None."""
    return short_japanese(day) if day else ""


@register.filter
def fiscal(period: int | str) -> str:
    """令和8年度 of 2026, 令和8年11月 of 2026-11."""
    return fiscal_words(period)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One field of a form: label, mark, support, control, error."""
    return bound.as_field_group()


@register.filter
def as_notice(message: Message) -> Notice:
    """A message of django.contrib.messages as a banner."""
    kind = _MESSAGE_KINDS.get(message.level_tag, "info")
    return Notice(kind, str(message.message))
