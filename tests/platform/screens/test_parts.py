"""Chips, keys, list order, frame, answers, CSV."""

import csv
import io
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory
from whitenoise.middleware import WhiteNoiseMiddleware

from yakuba.platform import screens
from yakuba.platform.screens import chips, errors, frame, keys
from yakuba.platform.screens.chips import Chip
from yakuba.platform.screens.fields import TextField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.gallery import views as gallery_views
from yakuba.platform.screens.icons import PATHS, icon
from yakuba.platform.screens.parts import ListPage, Problem, Problems, Sort
from yakuba.platform.screens.plots import bars
from yakuba.platform.screens.problems import problems_of
from yakuba.platform.screens.views import csv_response, guard_cell, is_fragment, render_form_page


def draw(source: str, **context: object) -> str:
    context.setdefault("request", RequestFactory().get("/gallery/list", {"page": "2", "state": "draft"}))
    return str(engines["django"].from_string("{% load screens %}" + source).render(context))


class Light(Enum):
    RED = "red"
    GREEN = "green"


def test_a_state_without_a_chip_stops_the_start() -> None:
    with pytest.raises(ValueError, match="GREEN"):
        chips.register("test_light", Light, {Light.RED: Chip("止まれ", "stop", "error")})


@pytest.mark.parametrize(
    ("text", "mark", "tone"), [("", "check", "info"), ("可", "nothing", "info"), ("可", "check", "x")]
)
def test_a_chip_needs_words_icon_and_tone(text: str, mark: str, tone: str) -> None:
    with pytest.raises(ValueError, match="lacks"):
        Chip(text, mark, tone)  # type: ignore[arg-type]


def test_every_state_of_every_kind_has_its_own_words_and_an_icon() -> None:
    assert "gallery_case" in chips.registered()
    for kind, (states, table) in chips.registered().items():
        shown = [chips.chip_for(kind, member) for member in states]
        assert len(shown) == len(table)
        assert len({chip.text for chip in shown}) == len(shown), kind
        assert all(chip.icon in PATHS for chip in shown), kind


def test_a_chip_is_drawn_with_icon_and_words_from_the_stored_value() -> None:
    text = draw("{% chip 'gallery_case' 'late' %}")
    assert "期限切れ" in text and "<svg" in text and "chip--urgent" in text
    with pytest.raises(ValueError, match="unknown"):
        draw("{% chip 'gallery_case' 'unknown' %}")


def test_an_icon_with_a_name_is_an_image_and_without_one_is_silent() -> None:
    assert 'role="img" aria-label="印刷"' in icon("printer", "印刷")
    assert 'aria-hidden="true"' in icon("printer")
    with pytest.raises(KeyError):
        icon("unicorn")


def test_a_key_is_bound_once_on_a_page() -> None:
    with pytest.raises(keys.KeyTaken):
        draw('{% button "登録する" key="F9" %}{% link_button "次へ" "/" key="F9" %}')


@pytest.mark.parametrize("key", [*sorted(keys.FORBIDDEN), "a", "Ctrl+S", "Enter"])
def test_forbidden_keys_cannot_be_bound(key: str) -> None:
    with pytest.raises(ValueError, match="key table"):
        draw("{% button '登録する' key=key %}", key=key)


def test_the_key_table_takes_no_forbidden_key() -> None:
    assert not keys.BINDABLE & keys.FORBIDDEN
    assert len({key.code for key in keys.KEYS}) == len(keys.KEYS)


def test_words_from_outside_are_escaped() -> None:
    bad = "<script>alert(1)</script>"
    text = draw(
        "{% button bad %}{% link_button bad '/' %}{% banner 'info' bad %}{{ bad }}{% endbanner %}"
        "{% table bad 'x' %}<tbody><tr><td>{{ bad }}</td></tr></tbody>{% endtable %}{% error_summary problems %}",
        bad=bad,
        problems=Problems((Problem(bad, bad),)),
    )
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 6


@pytest.mark.parametrize(
    ("asked", "key", "descending"),
    [("", "due", False), ("-kana", "kana", True), ("kana", "kana", False), ("id;--", "due", False)],
)
def test_only_allowed_orders_are_taken(asked: str, key: str, descending: bool) -> None:
    sort = Sort.parse(asked, ["due", "kana"])
    assert (sort.key, sort.descending) == (key, descending)


def test_a_sorted_header_says_so_and_turns_round() -> None:
    text = draw("{% sort_header '期限' 'due' sort %}{% sort_header '氏名' 'kana' sort %}", sort=Sort("due"))
    assert text.count("aria-sort=") == 1
    assert 'aria-sort="ascending"' in text
    assert 'value="-due"' in text and 'value="kana"' in text


def test_a_new_order_keeps_the_conditions_and_starts_at_the_first_page() -> None:
    text = draw("{% sort_form sort %}", sort=Sort("due"))
    assert 'name="state" value="draft"' in text
    assert 'name="page"' not in text


@pytest.mark.parametrize(("number", "before", "after"), [(1, False, True), (5, True, True), (12, True, False)])
def test_pagination_omits_what_is_not_there(number: int, before: bool, after: bool) -> None:
    text = draw("{% pagination p %}", p=ListPage(number, 12, 300))
    assert ("前へ" in text, "次へ" in text) == (before, after)
    assert f"{number} / 12" in text
    assert "state=draft" in text


def test_one_page_needs_no_pagination() -> None:
    assert draw("{% pagination p %}", p=ListPage(1, 1, 3)) == ""


def test_headings_of_the_summary_count() -> None:
    problems = Problems((Problem("a"), Problem("b"), Problem("c", level="alert")))
    assert problems.heading == "登録できない項目があります（エラー2・アラート1）"
    assert Problems((Problem("c", level="alert"),)).heading == "確認が必要な項目があります（アラート1）"
    assert Problems((Problem("a"), Problem("b")), staff=False).heading == "入力内容を確認してください（2か所）"


@dataclass(frozen=True)
class Found:
    level: str
    item: str
    message: str
    remedy: str
    source: str


class LotForm(FormKit):
    lot = TextField(label="番地")


def test_findings_join_the_summary_and_lead_to_their_field() -> None:
    form = LotForm({"lot": "2"})
    findings = [
        Found("error", "lot", "番地：この町にない", "町名を確かめる", "juki-1.0:4.0.7"),
        Found("alert", "", "異動日から14日超過", "理由を記録して続行", ""),
    ]
    lines = problems_of(form, findings).items
    assert [(line.text, line.target, line.level) for line in lines] == [
        ("番地：この町にない。町名を確かめる", "id_lot", "error"),
        ("異動日から14日超過。理由を記録して続行", "", "alert"),
    ]


@pytest.mark.parametrize(
    ("data", "status", "title"), [({"lot": "2"}, 200, ""), ({"lot": ""}, 422, "エラー："), (None, 200, "")]
)
def test_a_wrong_form_answers_422(data: dict[str, str] | None, status: int, title: str) -> None:
    answer = render_form_page(RequestFactory().get("/"), "screens/gallery/signin.html", LotForm(data))
    assert answer.status_code == status
    assert f"<title>{title}サインイン" in answer.render().text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "part"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_only_a_true_htmx_request_gets_a_part(headers: dict[str, str], part: bool) -> None:
    request = RequestFactory().get("/gallery/list", headers=headers)
    assert is_fragment(request) is part
    text = gallery_views.listing(request).render().text  # type: ignore[attr-defined]
    assert ("<html" in text) is not part
    assert "7K2-481" in text


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝１", "＠x"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert guard_cell(cell) == f"'{cell}"


def test_numbers_and_words_are_left_alone() -> None:
    assert [guard_cell(cell) for cell in (-1, 0, None, "佐藤", "3-2")] == ["-1", "0", "", "佐藤", "3-2"]


def test_csv_opens_in_a_japanese_spreadsheet() -> None:
    answer: HttpResponse = csv_response("受付一覧", ["受付番号", "氏名"], [["7K2-481", '佐藤 "花子"'], ["1", "=cmd"]])
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.content.endswith(b"\r\n")
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["受付番号", "氏名"], ["7K2-481", '佐藤 "花子"'], ["1", "'=cmd"]]


@pytest.mark.parametrize("status", [400, 403, 404, 422, 500, 503])
def test_trouble_pages_say_what_to_do_and_nothing_of_the_inside(status: int) -> None:
    answer = gallery_views.trouble(RequestFactory().get("/"), status)
    assert answer.status_code == status
    text = answer.content.decode()
    assert text.count("<h1>") == 1
    assert "ください" in text
    for word in ("Exception", "Traceback", "不正", "無効", "異常"):
        assert word not in text


def test_a_refused_token_is_told_plainly() -> None:
    answer = errors.csrf_failure(RequestFactory().post("/"), reason="CSRF token missing")
    assert answer.status_code == 403
    assert "有効期限" in answer.content.decode()
    assert "CSRF" not in answer.content.decode()


def test_menu_lines_come_in_order_and_are_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "_items", {})
    search = frame.NavItem("search", "住民検索", "窓口", "x:search", order=20)
    frame.register_nav(search)
    frame.register_nav(search)
    frame.register_nav(frame.NavItem("home", "業務の一覧", "窓口", "x:home", order=10))
    assert [item.key for item in frame.nav_items()] == ["home", "search"]
    with pytest.raises(ValueError, match="twice"):
        frame.register_nav(frame.NavItem("search", "別の検索", "窓口", "x:other"))


def test_the_name_font_is_kept_by_the_browser_and_its_address_carries_its_version() -> None:
    serve = WhiteNoiseMiddleware(lambda request: HttpResponse(status=404))
    answer = serve(RequestFactory().get("/static/fonts/ipamjm.ttf"))
    answer.close()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "font/ttf"
    assert "immutable" in answer.headers["Cache-Control"]
    sheet = (Path(screens.__file__).parent / "static/screens/staff.css").read_text(encoding="utf-8")
    assert "ipamjm.ttf?v=005.01" in sheet


def test_a_plot_says_its_finding_and_has_its_table_and_no_style_of_its_own() -> None:
    plot = bars("p", "受け付けた案件", "日", "件", [("11/23", 0), ("11/24", 1200), ("11/25", 600)])
    text = draw("{% bar_plot plot %}", plot=plot)
    assert 'role="img" aria-label="受け付けた案件。合計1,800件。最も多いのは11/24の1,200件"' in text
    assert [bar.length for bar in plot.rows] == [0, 370, 185]
    assert '<th scope="row">11/24</th><td class="number">1,200</td>' in text
    assert "style=" not in text and "<script" not in text
    assert "合計0件" in draw("{% bar_plot plot %}", plot=bars("q", "なし", "日", "件", []))
