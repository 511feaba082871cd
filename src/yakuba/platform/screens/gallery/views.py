"""Pages of the gallery."""

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from yakuba.platform.screens import chips, errors
from yakuba.platform.screens.chips import Chip
from yakuba.platform.screens.frame import Frame, NavGroup, NavLink
from yakuba.platform.screens.gallery.forms import MoveInForm, SignInForm
from yakuba.platform.screens.parts import Crumb, ListPage, Notice, Problem, Problems, Row, Sort, Step, Tab
from yakuba.platform.screens.plots import bars
from yakuba.platform.screens.views import is_fragment, page, render_form_page


class CaseState(Enum):
    DRAFT = "draft"
    PROVISIONAL = "provisional"
    SENT_BACK = "sent_back"
    DONE = "done"
    LATE = "late"
    STOPPED = "stopped"
    PROTECTED = "protected"


chips.register(
    "gallery_case",
    CaseState,
    {
        CaseState.DRAFT: Chip("下書き", "pencil", "neutral"),
        CaseState.PROVISIONAL: Chip("仮登録", "hourglass", "info"),
        CaseState.SENT_BACK: Chip("差戻し", "back", "warning"),
        CaseState.DONE: Chip("本登録", "check", "success"),
        CaseState.LATE: Chip("期限切れ", "clock", "urgent"),
        CaseState.STOPPED: Chip("連携未達", "octagon", "error"),
        CaseState.PROTECTED: Chip("支援措置", "shield", "special"),
    },
)


@dataclass(frozen=True)
class Line:
    receipt: str
    procedure: str
    person: str
    kana: str
    due: datetime.date
    state: CaseState
    next_step: str
    minutes: int


def _frame(request: HttpRequest) -> Frame:
    links = (
        NavLink("受付一覧", "/gallery/list", request.path == "/gallery/list", 9),
        NavLink("住民検索", "/gallery/", request.path == "/gallery/"),
        NavLink("転入の入力", "/gallery/form", request.path == "/gallery/form"),
        NavLink("証明書の発行", "/gallery/record", request.path == "/gallery/record"),
    )
    more = (NavLink("審査・決裁", "/gallery/list?page=2", False, 4), NavLink("閲覧の記録", "/gallery/list?empty=1"))
    return Frame(
        municipality="みどり市",
        home_url="/gallery/",
        duty="住民記録",
        user="鈴木 一郎（窓口係）",
        business_date=datetime.date(2026, 11, 23),
        nav=(NavGroup("窓口", links), NavGroup("管理", more)),
        sign_out_url="/gallery/",
        search_url="/gallery/?find=1",
        help_url="/gallery/",
        training=request.GET.get("training", "") and "研修環境です。登録しても住民の記録は変わりません",
        session_seconds=int(request.GET.get("session", "0")),
        extend_url="/gallery/extend",
        as_of=request.GET.get("as_of", "") and "令和5年4月1日の状態を表示しています",
    )


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponseBase:
    return page(request, f"screens/gallery/{name}.html", {"frame": _frame(request), **context}, status)


def parts(request: HttpRequest) -> HttpResponseBase:
    steps = [
        Step("異動者", "completed", "/gallery/form"),
        Step("日付", "completed", "/gallery/form"),
        Step("住所", "editing"),
        Step("世帯", "error"),
        Step("本籍等", "skipped"),
        Step("確認"),
    ]
    problems = Problems((Problem("番地：未入力", "x-lot"), Problem("異動日から14日超過", "", "alert", "juki-1.0:11.2")))
    context = {
        "crumbs": [Crumb("ホーム", "/gallery/"), Crumb("部品一覧")],
        "steps": steps,
        "states": list(CaseState),
        "plot": bars("sample-plot", "受け付けた案件（3日間）", "日", "件", [("11/22", 3), ("11/23", 0), ("11/24", 12)]),
        "sample_problems": problems if request.GET.get("problems") else Problems(),
        "notice": Notice(
            "success", "仮登録しました（決裁待ち）", "次：審査依頼", [("受付票を見る", "/gallery/record")]
        ),
    }
    return _page(request, "parts", context)


LINES = [
    Line(
        "7K2-481",
        "転入",
        "佐藤 花子",
        "サトウ ハナコ",
        datetime.date(2026, 11, 23),
        CaseState.PROVISIONAL,
        "前住所の照合",
        12,
    ),
    Line(
        "7K2-479",
        "転居",
        "渡邉 太郎",
        "ワタナベ タロウ",
        datetime.date(2026, 11, 24),
        CaseState.DRAFT,
        "住所の入力",
        34,
    ),
    Line(
        "7K2-470", "転出", "葛󠄀西 実", "カサイ ミノル", datetime.date(2026, 11, 20), CaseState.LATE, "本人へ連絡", 4310
    ),
    Line(
        "7K2-455",
        "世帯変更",
        "NGUYEN VAN AN",
        "グエン ヴァン アン",
        datetime.date(2026, 11, 25),
        CaseState.SENT_BACK,
        "続柄の確認",
        88,
    ),
    Line(
        "7K2-431",
        "職権修正",
        "髙橋 ミドリ",
        "タカハシ ミドリ",
        datetime.date(2026, 11, 27),
        CaseState.STOPPED,
        "国保へ再送",
        140,
    ),
    Line("7K2-402", "出生", "山﨑 翼", "ヤマザキ ツバサ", datetime.date(2026, 11, 26), CaseState.DONE, "―", 25),
    Line(
        "7K2-399",
        "転入",
        "小林 誠",
        "コバヤシ マコト",
        datetime.date(2026, 11, 30),
        CaseState.PROTECTED,
        "責任者へ引継ぎ",
        7,
    ),
]


def listing(request: HttpRequest) -> HttpResponseBase:
    sort = Sort.parse(request.GET.get("sort", ""), ["due", "person", "state"])
    keys = {"due": lambda line: line.due, "person": lambda line: line.kana, "state": lambda line: line.state.value}
    lines = [] if request.GET.get("empty") else sorted(LINES, key=keys[sort.key], reverse=sort.descending)
    number = request.GET.get("page", "1")
    shown = ListPage(int(number) if number.isdecimal() else 1, 6, 142, "受付一覧のページ")
    context = {
        "crumbs": [Crumb("ホーム", "/gallery/"), Crumb("受付一覧")],
        "lines": lines,
        "sort": sort,
        "list_page": shown,
    }
    name = "rows" if is_fragment(request) else "list"
    return _page(request, name, context)


def form(request: HttpRequest) -> HttpResponseBase:
    sent = MoveInForm(request.POST, request.FILES) if request.method == "POST" else MoveInForm()
    context = {"frame": _frame(request), "crumbs": [Crumb("ホーム", "/gallery/"), Crumb("転入の入力")]}
    if sent.is_bound and sent.can_go_on:
        context["notice"] = Notice("success", "仮登録しました（決裁待ち）")
    return render_form_page(request, "screens/gallery/form.html", sent, context)


def record(request: HttpRequest) -> HttpResponseBase:
    rows = [
        Row("氏名", "佐藤 花子", is_name=True),
        Row("フリガナ", "サトウ ハナコ"),
        Row("生年月日", "昭和55年12月26日"),
        Row("住所", "みどり市本町一丁目2番3号", "/gallery/form", "住所", "住民票の情報"),
        Row("続柄", "妻"),
        Row("本籍", ""),
    ]
    tabs = [
        Tab("基本", "/gallery/record", True),
        Tab("世帯", "/gallery/record?tab=2"),
        Tab("異動履歴", "/gallery/record?tab=3", False, 6),
        Tab("証明", "/gallery/record?tab=4", False, 2),
    ]
    context = {"crumbs": [Crumb("住民検索", "/gallery/"), Crumb("佐藤 花子")], "rows": rows, "tabs": tabs}
    return _page(
        request, "record", context | {"state": CaseState.PROTECTED, "percent": int(request.GET.get("percent", "62"))}
    )


def signin(request: HttpRequest) -> HttpResponseBase:
    sent = SignInForm(request.POST) if request.method == "POST" else SignInForm()
    return render_form_page(request, "screens/gallery/signin.html", sent, {"frame": _frame(request)})


def extend(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


def trouble(request: HttpRequest, status: int) -> HttpResponse:
    found = {
        400: errors.UNREADABLE,
        403: errors.FORBIDDEN,
        404: errors.NOT_FOUND,
        422: errors.UNPROCESSABLE,
        500: errors.BROKEN,
        503: errors.BUSY,
    }
    return errors.trouble_page(request, found[status], reference="20261123-0001")
