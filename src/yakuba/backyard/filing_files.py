"""Files of a filing as staff see them in a list."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from yakuba.backyard import filing_words as words
from yakuba.platform.attachments import service as attachments
from yakuba.platform.attachments.examining import KINDS, size_words
from yakuba.platform.cases.models import Filing
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current


@dataclass(frozen=True)
class FileLine:
    """``url`` is empty for a file that was refused: nothing of it is kept but the reason, told in ``note``."""

    name: str
    title: str
    kind: str
    size: str
    received_at: datetime
    url: str
    note: str


def files_of(filing: Filing) -> list[FileLine]:
    """What came with a filing, in the order it came. One an answer does not name any more says so."""
    rows = attachments.of_filing(filing.key, filing.account)
    if not rows:
        return []
    titles = {one.id: one.title.ja for one in words.procedure_of(filing).steps}
    named = {str(ref.get("id")) for value in filing.answers.values() for ref in attachments.refs_in(value)}
    address = directory.by_id(current()).address
    found = []
    for row in rows:
        refused = row.state == attachments.State.REFUSED
        by = f"（{row.brought_by_name}が追加）" if row.account is None and row.brought_by_name else ""
        note = row.reason if refused else by if str(row.file_id) in named else "（差し替え前のもの）"
        url = "" if refused else reverse("backyard:filing_file", args=[address, filing.id, row.file_id])
        size = "―" if refused else size_words(row.size)
        title = titles.get(row.question, row.question)
        found.append(FileLine(row.name, title, KINDS.get(row.kind, "―"), size, row.received_at, url, note))
    return found
