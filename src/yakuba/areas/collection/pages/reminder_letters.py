"""督促状 of a run on paper: made, watched, taken out file by file, and those that cannot be sent."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.collection import reminder_letters
from yakuba.areas.collection.actions.reminding import REMIND
from yakuba.areas.collection.models import ReminderRun
from yakuba.areas.collection.pages.files import crumbs
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.documents import mailing_views, mailings
from yakuba.platform.documents.mailing_views import Urls
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.screens import dates
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page


def _run(run_id: UUID) -> ReminderRun:
    run = ReminderRun.objects.filter(id=run_id).first()
    if run is None:
        raise Http404
    return run


def _mailing(run_id: UUID) -> Mailing:
    found = mailings.find(reminder_letters.KIND, str(_run(run_id).id))
    if found is None:
        raise Http404
    return found


def _urls(address: str, run_id: UUID) -> Urls:
    def named(name: str, *more: object) -> str:
        return reverse(f"collection:reminder_letters{name}", args=[address, run_id, *more])

    def person(row: MailingLetter) -> str:
        return reverse("collection:account", args=[address, row.addressee_number])

    return Urls(
        progress=named("_progress"),
        again=named("_again"),
        table=named("_csv"),
        file=lambda position: named("_file", position),
        person=person,
    )


@gate(REMIND)
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """What became of the letters of a run; POST begins to make them, once."""
    run = _run(run_id)
    if request.method == "POST":
        try:
            reminder_letters.start(run)
        except mailings.CannotMail as stop:
            return _shown(request, run, Notice("error", "作れません", str(stop)))
        except NoCertifier as refusal:
            return _shown(request, run, Notice("error", "作れません", f"{refusal}。パラメータの画面で設定する"))
        return HttpResponseRedirect(reverse("collection:reminder_letters", args=[address, run.id]))
    return _shown(request, run, None)


def _shown(request: AuthenticatedRequest, run: ReminderRun, notice: Notice | None) -> HttpResponse:
    mailing = mailings.find(reminder_letters.KIND, str(run.id))
    address = request.place.address
    of_run = reverse("collection:reminder_run", args=[address, run.id])
    context = {
        "run": run,
        "part": mailing_views.shown(mailing, _urls(address, run.id), "並び：郵便番号と住所の順") if mailing else None,
        "notice": notice,
        "crumbs": crumbs(
            request,
            Crumb("督促状", reverse("collection:reminders", args=[address])),
            Crumb(dates.japanese(run.day), of_run),
            Crumb("紙の督促状"),
        ),
    }
    return page(request, "collection/reminder_letters.html", context, 422 if notice else 200)


@gate(REMIND)
@require_safe
def progress(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The part of the page that is asked for again and again while work goes on."""
    return mailing_views.progress(request, _mailing(run_id), _urls(address, run_id))


@gate(REMIND)
@require_POST
def again(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """Go on where a failure stopped."""
    mailing_views.again(_mailing(run_id))
    return HttpResponseRedirect(reverse("collection:reminder_letters", args=[address, run_id]))


@gate(REMIND)
@require_POST
def file(request: AuthenticatedRequest, address: str, run_id: UUID, position: int) -> HttpResponse:
    """One file to print, as it was kept."""
    try:
        return mailing_views.file(_mailing(run_id), position, "tokusoku")
    except mailings.CannotMail as stop:
        return _shown(request, _run(run_id), Notice("error", "取り出せませんでした", str(stop)))


@gate(REMIND)
@require_POST
def table(request: AuthenticatedRequest, address: str, run_id: UUID) -> HttpResponse:
    """The list for who prints and posts."""
    return mailing_views.table(_mailing(run_id))
