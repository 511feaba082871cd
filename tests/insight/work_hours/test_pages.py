"""The page that compares surveys of hours: what it shows and hides, what it refuses, and that nothing is kept."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.insight.processes.surveys import row, write_csv
from tests.world import Town, found_town, signed_in
from yakuba.insight.processes.catalogue.mapping import StepMapping, proposed
from yakuba.insight.processes.catalogue.mapping_file import write_mapping
from yakuba.insight.processes.catalogue.own_steps import steps_of_survey
from yakuba.insight.processes.hours.lines import lines_of
from yakuba.insight.processes.hours.survey import read_survey, survey_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
AT = "/012084/work-hours/"
MINUTES = {"北見市": 6, "網走市": 12, "紋別市": 12, "根室市": 18, "小樽市": 30}


@pytest.fixture
def kitami() -> Town:
    """北見市, as it is founded."""
    return found_town("012084")


def texts(content: bytes) -> str:
    """What a page says, without marks."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode())))


def surveys(folder: Path, people: str = "6", extra: tuple[list[str], ...] = ()) -> list[SimpleUploadedFile]:
    """Surveys of five cities that need 6 to 30 minutes for 異動入力."""
    found = []
    for body, minutes in MINUTES.items():
        rows = [row("異動の入力", people=people, minutes=str(minutes)), row("届書の保管", people=people), *extra]
        path = write_csv(folder / f"{body}.csv", rows)
        found.append(SimpleUploadedFile(path.name, path.read_bytes()))
    return found


def sent(client: Client, files: list[SimpleUploadedFile], status: int = 200, **typed: str) -> str:
    """What the page says of these files."""
    answer = client.post(AT, {"surveys": files, "peers": "everyone", "suggestions": "on", **typed})
    assert answer.status_code == status, texts(answer.content)
    return texts(answer.content)


def test_the_volume_zone_of_five_cities(kitami: Town, tmp_path: Path) -> None:
    """Of 1,200 cases each: 小樽 could save 18 of its 30 minutes, 根室 6 of 18: 480 hours, and rows to mend are told."""
    chief = signed_in(kitami, "kakaricho")
    assert "調査票" in texts(chief.get(AT).content)
    said = sent(chief, surveys(tmp_path, extra=(row("通知", minutes="x"),)))
    assert "年 480 時間減り、その 100% が「異動の入力」" in said
    assert "合計480時間。最も多いのは異動の入力の480時間" in said
    assert re.search(r"小樽市 異動の入力 5／5 600 60% 360", said)
    assert re.search(r"北見市 都市Ⅲ 121,226 3 2 1 0 0% 0%", said)
    assert "「x」は数字ではありません" in said and "4 保留 1件あたり分" in said
    grouped = sent(chief, surveys(tmp_path), peers="population")
    assert "4団体以上にあるとき" in grouped  # no population group has four of these cities


def test_figures_of_few_are_not_shown(kitami: Town, tmp_path: Path) -> None:
    said = sent(signed_in(kitami, "kakaricho"), surveys(tmp_path, people="3"))
    assert "比べられる作業がありません" in said and "15個は示していません" in said
    assert "480" not in said and "360" not in said


def test_a_mapping_counts_as_decided_and_suggestions_only_when_asked(kitami: Town, tmp_path: Path) -> None:
    files = surveys(tmp_path)
    own = survey_of(lines_of(files[0].read()), "北見市")
    files[0].seek(0)
    write_mapping(tmp_path / "m.csv", StepMapping("北見市", proposed("北見市", steps_of_survey(own)).rows))
    mapping = SimpleUploadedFile("m.csv", (tmp_path / "m.csv").read_bytes())
    said = sent(signed_in(kitami, "kakaricho"), [*files, mapping], suggestions="")
    assert re.search(r"北見市 都市Ⅲ 121,226 2 2 0 0 100% 100%", said)
    assert "年 480 時間減り" in said  # the same words meet without a catalogue


def test_what_cannot_be_compared_is_told_by_the_name_of_its_file(kitami: Town, tmp_path: Path) -> None:
    chief = signed_in(kitami, "kakaricho")
    files = surveys(tmp_path)
    assert "「x.xlsx」：Excel ブック" in sent(chief, [SimpleUploadedFile("x.xlsx", b"PK\x03\x04")], 422)
    assert "見出し" in sent(chief, [SimpleUploadedFile("x.csv", "業務,作業\n転入,受付\n".encode())], 422)
    assert "団体「小樽市」の調査票が2つ" in sent(chief, [*files, *surveys(tmp_path)[-1:]], 422)
    assert "調査票と対応表" in sent(chief, [], 422)
    many = write_csv(tmp_path / "多い.csv", [row(f"作業{number}") for number in range(5_001)])
    assert "5,000行まで" in sent(chief, [SimpleUploadedFile("多い.csv", many.read_bytes())], 422)
    assert "1.1MB" in sent(chief, [SimpleUploadedFile("x.csv", b"x" * 1_150_000)], 422)


def test_the_sheets_can_be_fetched_and_read_again(kitami: Town, tmp_path: Path) -> None:
    chief = signed_in(kitami, "kakaricho")
    for kind in ("csv", "xlsx"):
        answer = chief.get(f"{AT}template.{kind}")
        assert answer.status_code == 200 and f".{kind}" in answer["Content-Disposition"]
        path = tmp_path / f"t.{kind}"
        path.write_bytes(answer.content)
        assert read_survey(path).given == 0
    assert chief.get(f"{AT}template.exe").status_code == 404


def test_who_has_no_duty_of_it_sees_neither_page_nor_sheet(kitami: Town) -> None:
    clerk = signed_in(kitami, "madoguchi")
    assert [clerk.get(AT).status_code, clerk.get(f"{AT}template.csv").status_code] == [403, 403]
