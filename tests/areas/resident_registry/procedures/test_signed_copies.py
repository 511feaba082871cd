"""A copy that goes to the portal is signed by the municipality: once, outside the transaction, or the job says why."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from tests.areas.resident_registry.procedures.test_resident_copy import family
from tests.filings import clerk, copy_of
from tests.papers import authority, ending, long_ago, sign_papers
from tests.platform.documents.test_signing import judged
from tests.world import Town, found_town, signed_in
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.platform.cases import filings
from yakuba.platform.cases.models import Filing
from yakuba.platform.documents import pades, signing
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.models import Intent
from yakuba.platform.jobs import service as jobs
from yakuba.platform.jobs.models import Job
from yakuba.platform.jobs.queries import Progress
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import master

__all__ = ["family"]
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def town(tmp_path: Path, settings: Any) -> Town:
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    master.create()
    return found_town("012084")


def drawn(town: Town) -> Progress:
    """What the worker does with the only job."""
    with town.open():
        job = Job.objects.get(kind="resident_registry.draw_copy").id
    return jobs.run_here(town.id, job)


def kept(town: Town) -> tuple[Intent, bytes]:
    with town.open():
        return documents.content(Intent.objects.get().id)


def test_it_is_signed_outside_the_transaction_and_once_whenever_the_worker_is_killed(
    town: Town, family: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_papers(town.place.address)
    with town.open():
        filing = filings.receive(copy_of(family, ["t0"]))
    real, made = pades.sign, []

    def signs(*given: Any) -> bytes:
        assert not connection.in_atomic_block
        made.append(real(*given))
        return made[-1]

    monkeypatch.setattr(pades, "sign", signs)
    for where, name in ((pades, "sign"), (documents, "keep"), (filings, "paper_ready")):
        with monkeypatch.context() as patch:
            patch.setattr(where, name, killed)
            with pytest.raises(KeyboardInterrupt):
                drawn(town)
        with town.open():
            assert Intent.objects.get().state == Intent.State.PREPARED
    assert drawn(town).state == "succeeded"
    intent, content = kept(town)
    assert content == made[-1] and len(set(made)) == len(made) == 3, "three were made, the last one is the paper"
    assert judged(content, authority().root).bottom_line
    assert (intent.signer, "NOT LGPKI" in intent.authority) == ("北見市長", True)
    assert kept(town)[1] == content, "read again, the same bytes"
    with town.open():
        filing.refresh_from_db()
        assert filing.state == Filing.State.DONE and filing.outcome["paper"] == str(intent.id)
        assert RegisterEntry.objects.get(act="issue").detail["signed"].startswith("北見市長")


def told(town: Town, who: str, path: str) -> str:
    return signed_in(town, who).get(f"/{town.place.address}/{path}").content.decode()


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_expired_certificate_signs_nothing_and_the_job_says_so_until_it_is_renewed(
    town: Town, family: list[Record]
) -> None:
    signing.install(town.place.address, ending(long_ago(days=1)), long_ago(days=2))
    with town.open():
        filing = filings.receive(copy_of(family, ["t0"]))
    end = drawn(town)
    assert end.state == "failed" and "有効期間が終わった" in end.failure and "［再開］" in end.failure
    with town.open():
        filing.refresh_from_db()
        assert (filing.state, Intent.objects.get().state) == (Filing.State.DECIDED, Intent.State.PREPARED)
    page, home = told(town, "kakaricho", f"filings/{filing.id}/"), told(town, "kakaricho", "")
    assert "作成が止まっています" in page and "有効期間が終わった" in page and f"jobs/{end.id}/" in page
    assert "有効期間が終わ" in home and "有効期間" not in told(town, "madoguchi", ""), "who runs the service knows"
    with town.open():
        jobs.retry(end.id)
    sign_papers(town.place.address)
    assert "有効期間" not in told(town, "kakaricho", "")
    assert drawn(town).state == "succeeded" and kept(town)[0].signer == "北見市長"
    assert "NOT LGPKI" in told(town, "kakaricho", f"residents/certificates/{kept(town)[0].id}/")


def test_without_a_key_and_at_the_counter_nothing_pretends_to_be_signed(town: Town, family: list[Record]) -> None:
    with town.open():
        filings.receive(copy_of(family, ["t0"]))
    drawn(town)
    intent, content = kept(town)
    assert (intent.signer, intent.authority) == ("", "") and b"/ByteRange" not in content
    sign_papers(town.place.address)
    with town.open("clerk"):
        at_counter = copy_of(family, ["t1"], channel="counter", level="counter", typed_by=clerk(town), account=None)
        filing = filings.receive(at_counter)
        job = Job.objects.get(kind="resident_registry.draw_copy", state="waiting").id
    jobs.run_here(town.id, job)
    with town.open():
        filing.refresh_from_db()
        printed, content = documents.content(UUID(filing.outcome["paper"]))
        assert printed.signer == "" and b"/ByteRange" not in content, "what is printed bears the seal on the paper"
