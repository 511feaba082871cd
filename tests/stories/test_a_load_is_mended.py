"""A load with dirty rows: uploaded, checked before anything is written, watched, mended, released and reconciled."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from tests.stories.conftest import Office
from yakuba.areas.resident_registry import storage
from yakuba.areas.resident_registry.loads import reading, settling
from yakuba.areas.resident_registry.models import LoadLine, ResidentLoad, ResidentRecord, SearchEntry
from yakuba.operation.founding.synthetic import Population, write
from yakuba.platform.jobs import runner
from yakuba.platform.register.models import RegisterEntry
from yakuba.platform.secrets import master

pytestmark = [pytest.mark.django_db(transaction=True, databases=["default", "owner"]), pytest.mark.browser]
BAR = "progress#load-bar"


@pytest.fixture
def own_home(tmp_path: Path, settings: Settings) -> Path:
    """Where the load keeps its file, with a master key for the resident codes in it."""
    settings.HOME = tmp_path
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    master.create()
    return tmp_path


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A real layout with one sex of no code list and one line cut off; and the spoilt person's true cells."""
    path = tmp_path_factory.mktemp("story") / "kitami.csv"
    write(Population("012084", 60, 9, date(2026, 10, 1)), path)
    lines = path.read_text(encoding="utf-8").splitlines()
    headings = lines[0].split(",")
    place = next(place for place, line in enumerate(lines) if line.split(",")[headings.index("最新フラグ")] == "1")
    cells = lines[place].split(",")
    true = dict(zip(headings, cells, strict=True))
    cells[headings.index("性別")] = "7"
    lines[place] = ",".join(cells)
    path.write_text("\n".join([*lines, "短い,行"]), encoding="utf-8")
    return path, true


def upload(office: Office, path: Path) -> UUID:
    """From the menu to the page of the load, the file chosen in the dialog that the space bar opens."""
    clerk = office.clerk
    clerk.open("")
    clerk.push('nav a[href$="/loads/"]')
    clerk.reach("#id_file")
    with clerk.page.expect_file_chooser() as chooser:
        clerk.page.keyboard.press("Space")
    chooser.value.set_files(path)
    clerk.press("F9")
    return UUID(clerk.page.url.split("/loads/")[1].split("/")[0])


@contextmanager
def worked(office: Office, load_id: UUID, job: str) -> Iterator[None]:
    """The worker begins, stands still in the middle of the job, and ends it; the page follows without a key."""
    page = office.clerk.page
    with office.town.open():
        job_id = getattr(ResidentLoad.objects.get(id=load_id), job)
    errand = runner.Errand(job_id=job_id)
    assert page.locator(BAR).get_attribute("value") == "0"
    for _ in range(2):  # the plan, and the first piece
        assert runner.step(office.town.id, errand)
    page.wait_for_selector(f'{BAR}:not([value="0"])')
    yield
    with page.expect_navigation():
        while runner.step(office.town.id, errand):
            pass
    assert not page.locator(BAR).count()
    office.clerk.look()


def records(office: Office) -> int:
    with office.town.open():
        return ResidentRecord.objects.count()


@pytest.mark.proof
def test_a_load_with_dirty_rows_is_mended_and_released(
    office: Office, own_home: Path, dirty: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", 40_000)  # several pieces of work, so that there is a middle to see
    monkeypatch.setattr(settling, "CHUNK_LINES", 30)
    path, true = dirty
    clerk = office.clerk
    load_id = upload(office, path)
    with worked(office, load_id, "check_job_id"):
        clerk.says("検査中")
    clerk.says("検査の結果", "検査済み（取込み待ち）", "コードの一覧にない")
    assert not records(office), "a check writes nothing"
    clerk.press("F9")
    with worked(office, load_id, "insert_job_id"):
        clerk.says("取込み中")
        assert records(office), "what is written is there while the rest is on its way"
    clerk.says("取込み済み")
    household_is_mended(office, load_id, true)
    clerk.open(f"residents/loads/{load_id}/")
    clerk.push(f'a[href$="{load_id}/sheet/"]')
    clerk.says("行数は合っています", "目で比べる見本")
    given = len(path.read_text(encoding="utf-8").splitlines()) - 1
    with office.town.open():
        lines = {state: LoadLine.objects.filter(load_id=load_id, state=state).count() for state in LoadLine.State}
    rows = clerk.page.eval_on_selector_all("#sum td, td.number", "all => all.slice(0, 5).map(one => one.innerText)")
    total, accepted, held, released, rejected = (int(text) for text in rows)
    assert (total, held, rejected) == (given, 0, 1)
    assert released == lines[LoadLine.State.RELEASED] > 0
    assert accepted + released == records(office) == given - 1


def household_is_mended(office: Office, load_id: UUID, true: dict[str, str]) -> None:
    """The holding area names the household; a second wrong value is refused, the right one releases it."""
    clerk, number = office.clerk, int(true["宛名番号"])
    with office.town.open():
        assert not ResidentRecord.objects.filter(addressee_number=number).exists()
        held = LoadLine.objects.filter(load_id=load_id, state=LoadLine.State.HELD).count()
    before = records(office)
    clerk.push(f'a[href$="{load_id}/held/"]')
    clerk.says(true["世帯番号"], "コードの一覧にない", "読めなかった行")
    clerk.push("main a[data-row]")
    wrong = 'input[aria-invalid="true"]'
    for text, answer in (("8", "直すところが残っています"), (true["性別"], "保留の世帯はありません")):
        clerk.reach(wrong)
        clerk.page.keyboard.press("Control+A")
        clerk.page.keyboard.insert_text(text)
        clerk.press("F9")
        clerk.says(answer)
    assert records(office) == before + held
    with office.town.open():
        (saved,) = storage.latest([number])
        assert (saved.name, saved.sex) == (true["氏名"], true["性別"])
        assert SearchEntry.objects.filter(addressee_number=number).exists()
        assert RegisterEntry.objects.filter(act="mend").count() == 2
