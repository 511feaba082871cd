"""Files of a mailing taken out: the kept bytes, the same each time, and never a letter that may no longer be sent.

Where one may not (a support measure, a move since it was made) it is held back from now on, and the rest is drawn anew.
Every output is registered with all persons it tells about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from yakuba.platform.access import service as access
from yakuba.platform.documents import mailings, rendering
from yakuba.platform.documents.mailings import DATA, PDF, CannotMail, Held, State, sort_of
from yakuba.platform.documents.models import Mailing, MailingFile, MailingLetter
from yakuba.platform.register import service as register
from yakuba.platform.secrets import safe

Kept = Mapping[str, Any]
_CHANGED = "作ったあとで宛先か問い合わせ先が変わった。新しい宛先を確かめ、個別に送る"


def files_of(mailing: Mailing) -> list[MailingFile]:
    """The files in order."""
    return list(MailingFile.objects.filter(mailing_id=mailing.id).order_by("position"))


def pdf_of(mailing: Mailing, position: int) -> bytes:
    """One file to print. Raises CannotMail, access.Refused, MailingFile.DoesNotExist."""
    access.require(sort_of(mailing).duty)
    file = MailingFile.objects.get(mailing_id=mailing.id, position=position)
    content = safe.get(file.id, PDF)
    if content is None:
        raise CannotMail("ファイルがありません。作り終わるまで待ってください")
    kept = still(mailing, file)
    if not kept:
        raise CannotMail("このファイルの通知は、どれも送れなくなりました。理由は「送れない通知」にあります")
    if len(kept) < file.letters:
        forms = [one["form"] for one in kept.values()]
        content = rendering.render_many(sort_of(mailing).form, forms, file.made_at).content
    _register_output(mailing, kept.values())
    return content


def table_of(mailing: Mailing) -> tuple[tuple[str, ...], list[list[str]]]:
    """Header and lines of the list for who prints and posts: what is in the files, in order. Raises access.Refused."""
    access.require(sort_of(mailing).duty)
    kept = [(file.position, one) for file in files_of(mailing) for one in still(mailing, file).values()]
    _register_output(mailing, (one for _, one in kept))
    return ("ファイル", *sort_of(mailing).columns), [[str(position), *one["line"]] for position, one in kept]


def one_of(row: MailingLetter) -> bytes:
    """One letter as its own PDF, from what was kept. Raises CannotMail, access.Refused."""
    mailing = Mailing.objects.get(id=row.mailing_id)
    access.require(sort_of(mailing).duty)
    file = MailingFile.objects.filter(mailing_id=mailing.id, position=row.position).first()
    kept = still(mailing, file).get(row.place) if file else None
    if file is None or kept is None:
        raise CannotMail("この通知書はありません。送れなくなったときは、一覧に理由があります")
    detail = {"title": mailing.title, "number": row.number}
    register.record("view_document", kept["people"], note=register.Note(duty=sort_of(mailing).duty, detail=detail))
    return rendering.render(sort_of(mailing).form, kept["form"], file.made_at).content


def still(mailing: Mailing, file: MailingFile) -> dict[int, Kept]:
    """Letters of a file by place that may be sent as they were made; the others are held from now on."""
    sealed = safe.get(file.id, DATA)
    kept: dict[str, Kept] = json.loads(sealed) if sealed else {}
    rows = MailingLetter.objects.filter(mailing_id=mailing.id, position=file.position, state=State.MADE)
    letters = list(rows.order_by("place"))
    now = sort_of(mailing).envelopes(mailing, letters)
    found = {}
    for row in letters:
        one = kept[str(row.place)]
        if why := _changed(one, now.get(row.place, Held("送る理由がなくなった"))):
            MailingLetter.objects.filter(id=row.id).update(state=State.HELD, why=why[:200])
        else:
            found[row.place] = one
    return found


def _changed(kept: Kept, now: mailings.Envelope | Held) -> str:
    if isinstance(now, Held):
        return f"作ったあとで変わった：{now.why}"
    return "" if all(kept["form"][part] == told for part, told in now.items()) else _CHANGED


def _register_output(mailing: Mailing, kept: Iterable[Kept]) -> None:
    people = sorted({int(number) for one in kept for number in one["people"]})
    note = register.Note(duty=sort_of(mailing).duty, detail={"list": mailing.title, "people": len(people)})
    register.record("print_list", people, note=note)


def every_file() -> Iterator[tuple[str, bytes]]:
    """Every kept file in the clear (name, bytes), for the municipality's own full export; who exports registers it."""
    for file in MailingFile.objects.order_by("id").iterator(chunk_size=100):
        content = safe.get(file.id, PDF)
        if content is not None:
            yield f"{file.id}.pdf", content
