"""Files of filings not sent yet: examined at once, kept in cipher, sent as letters before the filing, then deleted."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.http import HttpRequest

from yakuba.frontyard.portal import post, vault
from yakuba.frontyard.portal.models import Draft, PortalAccount, Sent, Upload
from yakuba.platform.attachments import receiving, telling
from yakuba.platform.attachments.examining import Examined
from yakuba.platform.attachments.unfit import Unfit
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.answers import Problem, Reading
from yakuba.platform.cases.procedures.definition import Procedure, Question
from yakuba.platform.cases.procedures.messages import say
from yakuba.platform.tenancy.context import current_context

MOST_OF_ACCOUNT = 60 * 1024 * 1024
"""Bytes of all files of an account that are not sent yet."""


@dataclass(frozen=True)
class Shelf:
    """Where the files of one filing are kept meanwhile (receiving.Store)."""

    account: PortalAccount
    filing_key: UUID

    def keep(self, name: str, found: Examined) -> str:
        PortalAccount.objects.select_for_update().get(id=self.account.id)  # two windows do not exceed it together
        mine = Upload.objects.filter(account_id=self.account.id)
        if (mine.aggregate(held=Sum("size"))["held"] or 0) + found.size > MOST_OF_ACCOUNT:
            raise Unfit("file_quota", most=MOST_OF_ACCOUNT // 1024 // 1024)
        row = Upload(
            account_id=self.account.id,
            filing_key=self.filing_key,
            size=found.size,
            made_at=current_context().instant,
        )
        row.content = vault.seal_bytes(f"upload/{row.id}", found.content)
        row.save(force_insert=True)
        return str(row.id)

    def drop(self, file_id: str) -> None:
        Upload.objects.filter(id=UUID(file_id), account_id=self.account.id, filing_key=self.filing_key).delete()


def posted(
    request: HttpRequest, account: PortalAccount, filing_key: UUID, asked: tuple[Question, Any]
) -> tuple[list[dict[str, Any]], Reading | None]:
    """What the answer is now, and how it reads; no reading when the same page is to be shown again."""
    question, held = asked
    done = receiving.posted(request, question, held, Shelf(account, filing_key))
    if done.problems:
        return done.refs, Reading(None, Problem(question.id, "file", telling.together(done.problems)))
    if not done.goes_on:
        return done.refs, None
    return done.refs, reading.judge(question, done.refs, current_context().business_date)


def _named(procedure: Procedure, answers: Mapping[str, Any]) -> list[tuple[Question, Mapping[str, Any]]]:
    asked = [one for one in procedure.steps if one.kind == "file"]
    return [(one, ref) for one in asked for ref in answers.get(one.id) or ()]


def missing(filing_key: UUID, procedure: Procedure, answers: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Files an answer names that are not here any more."""
    named = _named(procedure, answers)
    if not named:
        return ()
    here = {str(key) for key in Upload.objects.filter(filing_key=filing_key).values_list("id", flat=True)}
    return tuple(
        Problem(one.id, "file_missing", say("file_missing", one, file=str(ref["name"])))
        for one, ref in named
        if ref["id"] not in here
    )


def send(account: PortalAccount, filing_key: UUID, procedure: Procedure, answers: Mapping[str, Any]) -> None:
    """A letter for each file that is here, in the order of the account's letters; here it is deleted with that.

    The letter is sealed to the core: nothing in this zone opens it any more. Raises post.NoCore.
    """
    mine = Upload.objects.filter(account_id=account.id, filing_key=filing_key)
    for question, ref in _named(procedure, answers):
        row = mine.filter(id=UUID(str(ref["id"]))).first()
        if row is None:
            continue  # sent before, and the answer is given again
        content = base64.b64encode(vault.opened_bytes(f"upload/{row.id}", row.content)).decode()
        body = {"key": str(filing_key), "question": question.id, "file": dict(ref), "content": content}
        post.write("portal_attachment", account, body)
    mine.delete()


def forget_loose() -> None:
    """Files of drafts that are gone, and of answers nobody waits for any more."""
    waiting = Sent.objects.filter(state="needs_answer").values_list("id", flat=True)
    kept = [*Draft.objects.values_list("id", flat=True), *waiting]
    Upload.objects.exclude(filing_key__in=kept).delete()
