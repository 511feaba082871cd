"""Letters of decisions about refunds, and of instalment plans: begun, watched, taken out file by file, those held."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.collection import plan_letters, queries, refund_letters
from yakuba.areas.collection.actions.planning import PLAN
from yakuba.areas.collection.actions.refunding import REFUND
from yakuba.areas.collection.pages.files import PAGE, crumbs
from yakuba.areas.collection.pages.refund_forms import NoticesForm
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.documents import mailing_views, mailings
from yakuba.platform.documents.mailing_views import Urls
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page

BACK: Final = timedelta(days=30)
"""From when on decisions are told where staff say nothing else."""
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Kind:
    """One kind of letter: its duty, names of its addresses begin with ``urls``; ``back``: the page it belongs to."""

    mailing: str
    duty: str
    urls: str
    title: str
    back: tuple[str, str]
    file: str
    start: Callable[[date], Mailing]
    waiting: Callable[[date], int]


REFUNDS: Final = Kind(
    refund_letters.KIND,
    REFUND,
    "refund_notices",
    "還付・充当の通知書",
    ("還付の振込", "collection:refund_runs"),
    "kanpu-tsuchi",
    refund_letters.start,
    lambda since: len(refund_letters.to_tell(since)),
)
PLANS: Final = Kind(
    plan_letters.KIND,
    PLAN,
    "plan_notices",
    "分割納付の承認通知書",
    ("分割納付", "collection:plans"),
    "bunno-tsuchi",
    plan_letters.start,
    lambda since: len(plan_letters.to_tell(since)),
)


def _mailing(kind: Kind, mailing_id: UUID) -> Mailing:
    found = Mailing.objects.filter(id=mailing_id, kind=kind.mailing).first()
    if found is None:
        raise Http404
    return found


def _urls(kind: Kind, address: str, mailing: Mailing) -> Urls:
    def named(name: str, *more: object) -> str:
        return reverse(f"collection:{kind.urls}_{name}", args=[address, mailing.id, *more])

    def person(row: MailingLetter) -> str:
        return reverse("collection:account", args=[address, row.addressee_number])

    return Urls(
        progress=named("progress"),
        again=named("again"),
        table=named("csv"),
        file=lambda position: named("file", position),
        person=person,
    )


def _crumbs(request: AuthenticatedRequest, kind: Kind, *more: Crumb) -> list[Crumb]:
    address, (words, name) = request.place.address, kind.back
    own = Crumb(kind.title, reverse(f"collection:{kind.urls}", args=[address]) if more else "")
    return crumbs(request, Crumb(words, reverse(name, args=[address])), own, *more)


def _listed(kind: Kind) -> View:
    def listed(request: AuthenticatedRequest, address: str) -> HttpResponse:
        """All mailings of the kind; POST begins one of what is not told yet."""
        since = queries.today() - BACK
        form = NoticesForm(request.POST) if request.method == "POST" else NoticesForm(initial={"since": since})
        if form.is_bound and form.can_go_on:
            try:
                made = kind.start(form.cleaned_data["since"])
            except mailings.CannotMail as stop:
                form.add_error(None, f"{stop}。")
            except NoCertifier as refusal:
                form.add_error(None, f"{refusal}。パラメータの画面で設定する。")
            else:
                return HttpResponseRedirect(reverse(f"collection:{kind.urls}_made", args=[address, made.id]))
        rows = Mailing.objects.filter(kind=kind.mailing).order_by("-started_at", "-id")[:PAGE]
        context = {
            "kind": kind,
            "mailings": [(row, reverse(f"collection:{kind.urls}_made", args=[address, row.id])) for row in rows],
            "waiting": kind.waiting(since),
            "since": since,
            "back": reverse(kind.back[1], args=[address]),
            "crumbs": _crumbs(request, kind),
        }
        return render_form_page(request, "collection/notices.html", form, context)

    return gate(kind.duty)(require_http_methods(["GET", "HEAD", "POST"])(listed))


def _shown(request: AuthenticatedRequest, kind: Kind, mailing: Mailing, notice: Notice | None) -> HttpResponse:
    address = request.place.address
    context: dict[str, Any] = {
        "kind": kind,
        "mailing": mailing,
        "part": mailing_views.shown(mailing, _urls(kind, address, mailing), "並び：郵便番号と住所の順"),
        "notice": notice,
        "back": reverse(f"collection:{kind.urls}", args=[address]),
        "crumbs": _crumbs(request, kind, Crumb(mailing.title)),
    }
    return page(request, "collection/notices_made.html", context, 422 if notice else 200)


def _made(kind: Kind) -> View:
    def made(request: AuthenticatedRequest, address: str, mailing_id: UUID) -> HttpResponse:
        """What became of the letters of one mailing."""
        return _shown(request, kind, _mailing(kind, mailing_id), None)

    return gate(kind.duty)(require_safe(made))


def _progress(kind: Kind) -> View:
    def progress(request: AuthenticatedRequest, address: str, mailing_id: UUID) -> HttpResponse:
        """The part of the page that is asked for again and again while work goes on."""
        found = _mailing(kind, mailing_id)
        return mailing_views.progress(request, found, _urls(kind, address, found))

    return gate(kind.duty)(require_safe(progress))


def _again(kind: Kind) -> View:
    def again(request: AuthenticatedRequest, address: str, mailing_id: UUID) -> HttpResponse:
        """Go on where a failure stopped."""
        mailing_views.again(_mailing(kind, mailing_id))
        return HttpResponseRedirect(reverse(f"collection:{kind.urls}_made", args=[address, mailing_id]))

    return gate(kind.duty)(require_POST(again))


def _file(kind: Kind) -> View:
    def file(request: AuthenticatedRequest, address: str, mailing_id: UUID, position: int) -> HttpResponse:
        """One file to print, as it was kept."""
        found = _mailing(kind, mailing_id)
        try:
            return mailing_views.file(found, position, kind.file)
        except mailings.CannotMail as stop:
            return _shown(request, kind, found, Notice("error", "取り出せませんでした", str(stop)))

    return gate(kind.duty)(require_POST(file))


def _table(kind: Kind) -> View:
    def table(request: AuthenticatedRequest, address: str, mailing_id: UUID) -> HttpResponse:
        """The list for who prints and posts."""
        return mailing_views.table(_mailing(kind, mailing_id))

    return gate(kind.duty)(require_POST(table))


def views(kind: Kind) -> Mapping[str, View]:
    """The pages of a kind by the end of their addresses' names."""
    made = (("", _listed), ("_made", _made), ("_progress", _progress), ("_again", _again), ("_file", _file))
    return {f"{kind.urls}{end}": build(kind) for end, build in (*made, ("_csv", _table))}
