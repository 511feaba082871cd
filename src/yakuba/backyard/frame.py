"""The frame round staff pages: header, menu, tint of a training town hall."""

from typing import Any

from django.http import HttpRequest

from yakuba.platform.access import service as access
from yakuba.platform.cases.filing_queries import any_visible
from yakuba.platform.screens.frame import (
    TRAINING_WORDS,
    Frame,
    NavGroup,
    NavItem,
    NavLink,
    nav_items,
    place_words,
    register_nav,
)
from yakuba.platform.screens.links import url_of
from yakuba.platform.tenancy.context import current_context

ADMINISTRATION = (
    ("jobs", "一括処理", "operation.manage"),
    ("messages", "連携の未達", "operation.manage"),
    ("mails", "メールの送信", "operation.manage"),
    ("staff", "職員と事務", "staff.manage"),
    ("places", "場所と端末", "staff.manage"),
    ("procedures", "手続き", "procedures.manage"),
    ("parameters", "パラメータ", "parameters.manage"),
    ("audit", "取扱記録", "audit.view"),
)


def register_own() -> None:
    """Menu lines of the backyard's own pages."""
    register_nav(NavItem("home", "業務の一覧", "窓口", "backyard:home", order=10))
    register_nav(NavItem("filings", "申請の管理", "窓口", "backyard:filings", order=30, shown=any_visible))
    register_nav(
        NavItem("approvals", "審査・決裁", "窓口", "backyard:approvals", "resident_registry.approve", order=40)
    )
    register_nav(NavItem("fees", "手数料の収納", "窓口", "backyard:fees", "fees.collect", order=36))
    for order, (key, title, duty) in enumerate(ADMINISTRATION, 900):
        register_nav(NavItem(key, title, "管理", f"backyard:{key}", duty, order=order))
    register_nav(NavItem("account", "自分のアカウント", "設定", "backyard:account", order=990))


def build(request: HttpRequest) -> Frame:
    """The frame of this request; only the municipality's name before sign-in."""
    place: Any = getattr(request, "place", None)
    if place is None:
        return Frame()
    training = TRAINING_WORDS if place.is_training else ""
    name = place_words(place.full_name, place.is_training)
    context = current_context()
    if context.actor.id is None:
        return Frame(municipality=name, home_url=f"/{place.address}/", training=training)
    duties = context.actor.duties
    return Frame(
        municipality=name,
        home_url=url_of("backyard:home", place.address),
        duty=context.place,
        user=context.actor.name,
        business_date=context.business_date,
        nav=_nav(request, place.address, duties),
        sign_out_url=url_of("backyard:sign_out", place.address),
        search_url=_search_url(place.address, duties),
        training=training,
        session_seconds=access.seconds_left(request.session_row),  # type: ignore[attr-defined]
        extend_url=url_of("backyard:extend", place.address),
    )


def _search_url(address: str, duties: frozenset[str]) -> str:
    for item in nav_items():
        if item.key == "search" and item.permission in duties:
            return url_of(item.url_name, address)
    return ""


def _nav(request: HttpRequest, address: str, duties: frozenset[str]) -> tuple[NavGroup, ...]:
    groups: dict[str, list[NavLink]] = {}
    for item in nav_items():
        if (item.permission and item.permission not in duties) or (item.shown and not item.shown()):
            continue
        url = url_of(item.url_name, address)
        groups.setdefault(item.group, []).append(NavLink(item.title, url, current=request.path == url))
    return tuple(NavGroup(title, tuple(links)) for title, links in groups.items())
