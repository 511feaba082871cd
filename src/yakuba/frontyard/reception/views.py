"""Staff's desk for accounts of the portal that could not be linked by themselves: look, decide, tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from yakuba.areas.resident_registry.service import Candidate, people
from yakuba.frontyard.reception import linking
from yakuba.frontyard.reception.models import ResidentAccount
from yakuba.platform.access.gates import AuthenticatedRequest, gate
from yakuba.platform.disclosure import service as disclosure
from yakuba.platform.register import service as register
from yakuba.platform.screens import dates
from yakuba.platform.screens.fields import RadioField, TextField
from yakuba.platform.screens.forms import FormKit
from yakuba.platform.screens.parts import Crumb, Notice
from yakuba.platform.screens.views import page, render_form_page
from yakuba.platform.tenancy.context import current_context

DUTY = "resident_registry.enter"
NOBODY, TYPED = "nobody", "typed"
MOST = 200
SEXES = {"1": "男", "2": "女"}
HOW = {
    "identified": "来庁した本人を、書類で確かめた",
    "called": "記録にある電話・住所に連絡して確かめた",
    "certificate": "証明書の記載だけで判断した（文字の違いだけ）",
}


class LinkForm(FormKit):
    """Whose account it is, and how that was found out."""

    who = RadioField(label="だれの口座か", choices=[])
    number = TextField(label="宛名番号", required=False, width="12", support="上にいない人のとき。検索で調べて入れる")
    how = RadioField(label="確かめ方", choices=list(HOW.items()))

    def __init__(self, candidates: tuple[Candidate, ...], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        who: Any = self.fields["who"]
        who.choices = [
            *((str(one.number), f"{one.names[0]}　{_day(one.birth_date)}　{one.address}") for one in candidates),
            (TYPED, "宛名番号を入力する"),
            (NOBODY, "この市区町村の住民ではない（結び付けない）"),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("who") == TYPED and not _known(given.get("number", "")):
            self.add_error("number", "宛名番号：現存する住民が見つからない。住民検索で確かめて入力")
        return dict(given)

    def chosen(self) -> int | None:
        who = self.cleaned_data["who"]
        return None if who == NOBODY else int(self.cleaned_data["number"] if who == TYPED else who)


def _known(number: str) -> bool:
    return number.isdecimal() and len(number) <= 15 and bool(people([int(number)]))


def _day(day: date | None) -> str:
    return dates.japanese(day) if day else "生年月日不詳"


@dataclass(frozen=True)
class Line:
    """An account as the list shows it: what it said of itself, how many it may be."""

    row: ResidentAccount
    name: str
    candidates: int


def _stated(row: ResidentAccount) -> Mapping[str, Any]:
    return row.told.get("four_items") or row.told.get("claimed") or {}


@gate(DUTY)
@require_safe
def accounts(request: AuthenticatedRequest, address: str) -> HttpResponse:
    """Accounts that wait for somebody, the oldest first."""
    rows = ResidentAccount.objects.filter(state=ResidentAccount.State.WAITING).order_by("changed_at", "id")[:MOST]
    lines = [Line(row, str(_stated(row).get("name") or "（氏名の申告なし）"), len(row.candidates)) for row in rows]
    register.record("search", note=register.Note(duty=DUTY, detail={"accounts": len(lines)}))
    done = Notice("success", "決めました", "本人のポータルに知らせました") if request.GET.get("done") else None
    return page(request, "reception/accounts.html", {"lines": lines, "notice": done})


@gate(DUTY)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: AuthenticatedRequest, address: str, account: UUID) -> HttpResponse:
    """One account: what it stated beside whom it may be."""
    row = ResidentAccount.objects.filter(account=account, state=ResidentAccount.State.WAITING).first()
    if row is None:
        raise Http404
    found = tuple(people(row.candidates))
    form = LinkForm(found, request.POST or None)
    if form.can_go_on:
        actor = current_context().actor
        linking.settle(account, form.chosen(), actor.name, HOW[form.cleaned_data["how"]])
        return HttpResponseRedirect(f"{reverse('reception:accounts', args=[address])}?done=1")
    states = disclosure.subject_state([one.number for one in found])
    note = register.Note(duty=DUTY, detail={"account": str(account)})
    register.record("view_record", [one.number for one in found], note=note)
    stated = _stated(row)
    context = {
        "row": row,
        "stated": [(label, str(stated.get(name) or "―")) for name, label in ITEMS],
        "sex": SEXES.get(str(stated.get("sex")), "―"),
        "marks": [(one.names[0], states[one.number].mark) for one in found if states[one.number].mark],
        "crumbs": [Crumb("口座の本人確認", reverse("reception:accounts", args=[address])), Crumb("一件")],
    }
    return render_form_page(request, "reception/account.html", form, context)


ITEMS = (("name", "氏名"), ("birth_date", "生年月日"), ("address", "住所"))
