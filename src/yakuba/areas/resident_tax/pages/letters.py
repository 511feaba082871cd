"""Letters on paper of a decided run: made, watched, taken out file by file, and those that cannot be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yakuba.areas.resident_tax import assessments, employer_letters, letter_words, tax_letters
from yakuba.areas.resident_tax.models import AssessmentRun
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.documents import mailing_views, mailings, posts
from yakuba.platform.documents.mailing_views import Urls
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.documents.posts import Correspondent
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page

KINDS: Final = {"notices": tax_letters.KIND, "employers": employer_letters.KIND}
TITLES: Final = {"notices": "納税通知書", "employers": "特別徴収税額通知"}
ORDERS: Final = {"notices": "並び：郵便番号と住所の順", "employers": "並び：指定番号の順"}


@dataclass(frozen=True)
class Offered:
    """One kind of letter on the console: its name in addresses, its title, what became of it so far."""

    kind: str
    title: str
    mailing: Mailing | None


def offered(run: AssessmentRun) -> list[Offered]:
    """The kinds of letters of a decided run."""
    return [Offered(kind, TITLES[kind], mailings.find(KINDS[kind], str(run.id))) for kind in KINDS]


def _run(run_id: UUID, kind: str) -> AssessmentRun:
    found = AssessmentRun.objects.filter(id=run_id, state=AssessmentRun.State.APPROVED).first()
    if found is None or kind not in KINDS:
        raise Http404
    return found


def _mailing(run_id: UUID, kind: str) -> Mailing:
    run = _run(run_id, kind)
    found = mailings.find(KINDS[kind], str(run.id))
    if found is None:
        raise Http404
    return found


def _title(run: AssessmentRun, kind: str) -> str:
    return (
        f"{letter_words.year_words(run.fiscal_year)} {TITLES[kind]}（{'当初' if run.initial else '変更'} {run.number}）"
    )


def _urls(address: str, run_id: UUID, kind: str) -> Urls:
    def named(name: str, *more: object) -> str:
        return reverse(f"resident_tax:letters{name}", args=[address, run_id, kind, *more])

    def person(row: MailingLetter) -> str:
        if kind != "notices":
            return ""
        return reverse("resident_tax:taxpayer", args=[address, row.addressee_number])

    return Urls(
        progress=named("_progress"),
        again=named("_again"),
        table=named("_csv"),
        file=lambda position: named("_file", position),
        person=person,
    )


@gate(assessments.DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str) -> HttpResponse:
    """What became of the letters of one kind; POST begins to make them, once."""
    run = _run(run_id, kind)
    if request.method == "POST":
        try:
            posts.Senders(letter_words.DESK).to(Correspondent("", "", "", True))
        except NoCertifier as refusal:
            return _shown(request, run, kind, Notice("error", "作れません", f"{refusal}。パラメータの画面で設定する"))
        mailings.start(KINDS[kind], str(run.id), _title(run, kind))
        return HttpResponseRedirect(reverse("resident_tax:letters", args=[address, run.id, kind]))
    return _shown(request, run, kind, None)


def _shown(request: AuthenticatedRequest, run: AssessmentRun, kind: str, notice: Notice | None) -> HttpResponse:
    mailing = mailings.find(KINDS[kind], str(run.id))
    address = request.place.address
    context = {
        "run": run,
        "kind": kind,
        "name": _title(run, kind),
        "part": mailing_views.shown(mailing, _urls(address, run.id, kind), ORDERS[kind]) if mailing else None,
        "notice": notice,
        "crumbs": [
            Crumb("賦課", reverse("resident_tax:runs", args=[address])),
            Crumb(f"計算 {run.number}", reverse("resident_tax:run", args=[address, run.id])),
            Crumb(TITLES[kind]),
        ],
    }
    return page(request, "resident_tax/letters.html", context, 422 if notice else 200)


@gate(assessments.DUTY)
@require_safe
def progress(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str) -> HttpResponse:
    """How far the letters are; when they have ended the whole page is asked for."""
    return mailing_views.progress(request, _mailing(run_id, kind), _urls(address, run_id, kind))


@gate(assessments.DUTY)
@require_POST
def again(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str) -> HttpResponse:
    """Go on where a failure stopped."""
    mailing_views.again(_mailing(run_id, kind))
    return HttpResponseRedirect(reverse("resident_tax:letters", args=[address, run_id, kind]))


@gate(assessments.DUTY)
@require_POST
def file(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str, position: int) -> HttpResponse:
    """One file to print, as it was kept."""
    try:
        return mailing_views.file(_mailing(run_id, kind), position, f"juminzei-{kind}")
    except mailings.CannotMail as stop:
        return _shown(request, _run(run_id, kind), kind, Notice("error", "取り出せませんでした", str(stop)))


@gate(assessments.DUTY)
@require_POST
def table(request: AuthenticatedRequest, address: str, run_id: UUID, kind: str) -> HttpResponse:
    """The list for who prints and posts: number, addressee and address of each letter, by file and order."""
    return mailing_views.table(_mailing(run_id, kind))
