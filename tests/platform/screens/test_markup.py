"""What pages draw without templates: every value escaped, links as Django composes them, the menu as given."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import reverse
from django.utils.safestring import SafeString

from yakuba.platform.screens import fields, frame_markup
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.frame import NavGroup, NavLink
from yakuba.platform.screens.links import numbered, url_of
from yakuba.platform.screens.markup import attributes, draw, draw_all, joined

HOSTILE = """"'><script>alert(1)</script>&"""


class Seen(HTMLParser):
    """Elements with their attributes, and the texts."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_values_are_escaped_and_markup_is_kept() -> None:
    assert draw("<b>{}</b>", HOSTILE) == "<b>&quot;&#x27;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;</b>"
    assert draw("<b>{}</b>", draw("<i>{}</i>", "&")) == "<b><i>&amp;</i></b>"
    assert draw_all("<td>{}</td>", [("<",), (None,)]) == "<td>&lt;</td><td></td>"
    assert joined([draw("{}", "<"), draw("a")]) == "&lt;a"
    assert attributes({"value": HOSTILE, "checked": True, "hidden": False}).count(">") == 0
    assert all(isinstance(one, SafeString) for one in (draw("a"), draw_all("a", []), joined([]), attributes({})))


CHOICES = [(HOSTILE, HOSTILE), ("2", "女")]


@pytest.mark.parametrize(
    ("made", "tag"),
    [
        (fields.TextField(label=HOSTILE, support=HOSTILE), "input"),
        (fields.TextAreaField(label=HOSTILE), "textarea"),
        (fields.QuickDateField(label=HOSTILE), "input"),
        (fields.IntegerField(label=HOSTILE, unit=HOSTILE), "input"),
        (fields.ChoiceField(label=HOSTILE, choices=CHOICES), "select"),
        (fields.RadioField(label=HOSTILE, choices=CHOICES), "input"),
        (fields.ChecksField(label=HOSTILE, choices=CHOICES), "input"),
        (fields.CheckField(label=HOSTILE), "input"),
    ],
)
def test_no_text_of_a_field_becomes_markup(made: fields.KitField, tag: str) -> None:
    form = type("OneForm", (FormKit,), {"x": made})({"x": HOSTILE})
    form.is_valid()
    seen = Seen(str(form))
    assert tag in [name for name, _ in seen.elements]
    assert "script" not in [name for name, _ in seen.elements]
    assert "".join(seen.texts).count(HOSTILE) >= 1


def values_of(form: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for tag, attrs in Seen(str(form)).elements:
        if tag == "input":
            found[str(attrs["name"])] = "checked" in attrs if attrs["type"] == "checkbox" else attrs.get("value")
        if tag == "option" and "selected" in attrs:
            found["chosen"] = attrs["value"]
    return found


def test_controls_carry_what_was_typed_and_secrets_never() -> None:
    class Entry(FormKit):
        name = fields.TextField(label="氏名")
        secret = fields.PasswordField(label="パスワード")
        sex = fields.ChoiceField(label="性別", choices=[("1", "男"), ("2", "女")])
        past = fields.CheckField(label="過去も", required=False)

    typed = {"name": "O'Brien", "secret": "himitsu", "sex": "2", "past": "on"}
    assert values_of(Entry(typed)) == {"name": "O'Brien", "secret": None, "chosen": "2", "past": True}
    assert values_of(Entry({})) == {"name": None, "secret": None, "chosen": "", "past": False}


def test_labels_marks_and_errors_belong_to_their_control() -> None:
    class Entry(FormKit):
        name = fields.TextField(label="氏名", support="姓と名")

    form = Entry({})
    form.is_valid()
    seen = Seen(str(form))
    control = next(attrs for tag, attrs in seen.elements if tag == "input")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_name_error id_name_helptext"
    ids = {attrs.get("id") for _, attrs in seen.elements}
    assert {"id_name", "id_name_error", "id_name_helptext"} <= ids
    assert ("label", {"class": "field__label", "for": "id_name"}) in seen.elements
    assert "※必須" in seen.texts and "氏名：未入力" in seen.texts


def test_remembered_addresses_are_those_of_the_pages() -> None:
    for address in ("012084", "training-012084"):
        assert url_of("backyard:home", address) == reverse("backyard:home", args=[address])
    page_of = numbered("resident_registry:history", "012084")
    for number in ("7", "000000000023574"):
        assert page_of(number) == f"/012084/residents/{number}/history/"


def test_the_menu_is_kept_by_what_it_shows() -> None:
    first = NavGroup("窓口", (NavLink("検索", "/a/", current=True), NavLink("<b>", "/b/", count=3)))
    second = NavGroup("窓口", (NavLink("検索", "/a/"), NavLink("<b>", "/b/", count=4)))
    shown, other = (Seen(frame_markup.menu((group,))) for group in (first, second))
    assert [attrs for tag, attrs in shown.elements if tag == "a"] == [
        {"href": "/a/", "aria-current": "page"},
        {"href": "/b/"},
    ]
    assert "3" in shown.texts and "<b>" in shown.texts
    assert "4" in other.texts and not any("aria-current" in attrs for _, attrs in other.elements)
