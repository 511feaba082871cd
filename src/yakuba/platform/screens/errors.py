"""Pages for what went wrong, in plain words: what happened, what to do next. Named in the URL roots as handler404 …"""

import sys
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader

from yakuba.platform.screens.frame import TRAINING_WORDS, Frame, place_words
from yakuba.platform.tenancy.passing import AGAIN_AFTER, is_passing


@dataclass(frozen=True)
class Trouble:
    status: int
    heading: str
    lines: tuple[str, ...]


FORBIDDEN = Trouble(
    403,
    "この画面を開く権限がありません",
    (
        "この画面は、担当の事務を割り当てられた職員だけが開けます。",
        "担当になった場合は、係の責任者に割り当てを依頼してください。",
    ),
)
STALE = Trouble(
    403,
    "画面の有効期限が切れました",
    (
        "長い時間がたったか、別の画面でサインインし直したため、送信を受け付けませんでした。",
        "前の画面に戻り、開き直してから、もう一度操作してください。",
    ),
)
NOT_FOUND = Trouble(
    404,
    "ページが見つかりません",
    (
        "アドレスが変わったか、入力したアドレスが違っている可能性があります。",
        "アドレスを確認するか、最初の画面から開き直してください。",
    ),
)
UNREADABLE = Trouble(
    400,
    "送られた内容を読み取れませんでした",
    ("前の画面に戻り、入力した内容を確認してから、もう一度操作してください。",),
)
UNPROCESSABLE = Trouble(
    422,
    "このままでは進められません",
    (
        "入力した内容のうち、確認が必要なものがあります。",
        "前の画面に戻り、内容を確認してから、もう一度操作してください。",
    ),
)
LARGE = Trouble(
    413,
    "送られた内容が大きすぎます",
    (
        "途中で受け取りをやめたので、何も登録されていません。ファイルは1つ5MB、1回に合わせて6MBまでです。",
        "前の画面に戻り、写真を小さくするか、ページを分けて、選び直してください。",
    ),
)
BROKEN = Trouble(
    500,
    "ただいま画面を表示できません",
    (
        "システムの側で問題が起きました。登録の途中だった内容は、登録されていません。",
        "少し待って、もう一度操作してください。続く場合は、時刻を添えてシステムの担当者に連絡してください。",
    ),
)
BUSY = Trouble(
    503,
    "混み合っています",
    (
        "時間内に処理できませんでした。登録の途中だった内容は、登録されていません。",
        "数秒待って、もう一度操作してください。続く場合は、時刻を添えてシステムの担当者に連絡してください。",
    ),
)


def trouble_page(request: HttpRequest, trouble: Trouble, reference: str = "") -> HttpResponse:
    """The page of `trouble`. Uses no database and no session, since either may be what broke."""
    place = getattr(request, "place", None)
    frame, way_back = Frame(), ("役場の一覧へ", "/")
    if place is not None:
        name = place_words(place.full_name, place.is_training)
        frame = Frame(municipality=name, training=TRAINING_WORDS if place.is_training else "")
        way_back = ("業務の一覧へ", f"/{place.address}/")
    context = {
        "frame": frame,
        "heading": trouble.heading,
        "lines": trouble.lines,
        "actions": [way_back],
        "reference": reference,
    }
    text = loader.render_to_string("screens/error.html", context)
    response = HttpResponse(text, status=trouble.status)
    response.headers["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return trouble_page(request, UNREADABLE)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return trouble_page(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return trouble_page(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while what was raised is handled: what passes by itself is told so, with the time to come again."""
    if not is_passing(sys.exc_info()[1]):
        return trouble_page(request, BROKEN)
    answer = trouble_page(request, BUSY)
    answer.headers["Retry-After"] = str(AGAIN_AFTER)
    return answer


def too_large(request: HttpRequest, status: int) -> HttpResponse:
    """Named in BODY_REFUSED_VIEW: the body was not read."""
    return trouble_page(request, replace(LARGE, status=status))


def csrf_failure(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """Named in CSRF_FAILURE_VIEW. The reason is for the log, not for the person."""
    return trouble_page(request, STALE)
