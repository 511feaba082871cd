"""Reading files of applications and mappings: what is wrong is told with its place and remedy. No database."""

import io
import stat
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from yakuba.frontyard.reception.intake import applications, container, mapping, records
from yakuba.frontyard.reception.intake.checking import Setting
from yakuba.frontyard.reception.intake.faults import Refused, Unreadable
from yakuba.platform.cases.procedures import catalogue

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
NEWEST = {one.code: one for one in catalogue.load().procedures}
HEAD = "申請サービス,受付番号,受付日時,手続き,氏名,生年月日,性別,住所"
WHO = "佐藤　太郎,昭和５２年５月２日,男,北海道北見市大通西一丁目１番地２"


def plan(text: str | None = None, name: str = "layout") -> mapping.Plan:
    return mapping.read(text if text is not None else mapping.text_of(name), name, NEWEST.get)


def source(tmp_path: Path, content: bytes, kind: str = records.CSV, encoding: str = "utf-8") -> records.Source:
    path = tmp_path / "file"
    path.write_bytes(content)
    return records.opened(path, kind, encoding)


def rows(found: records.Source) -> list[records.Record]:
    return list(records.read(found, found.start, found.first_line))


def convert(cells: dict[str, str], text: str | None = None, name: str = "layout") -> applications.Application:
    return Setting(plan(text, name), catalogue.load().procedures, NOW).convert(cells)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "何も入っていない"),
        (b"\n", "何も入っていない"),
        (f"{HEAD}\n".encode("cp932"), "Shift_JIS のようです"),
        (f"{HEAD}\n".encode("utf-16"), "UTF-16"),
        (f"{HEAD},受付番号\n".encode(), "見出し「受付番号」：二つある"),
        (b"a,,b\n", "2 列目が空"),
        (b'"a,b\n', "引用符が閉じていない"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_remedy(content: bytes, told: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=told):
        source(tmp_path, content)


def test_a_json_array_is_told_to_become_lines(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="1 行に 1 件"):
        source(tmp_path, b'[{"a": 1}]', records.JSONL)


def test_broken_lines_are_set_apart_and_reading_goes_on(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n3\r\n" + "佐藤,x\n".encode("cp932") + b'"stray,6\n7,"two\nlines"\n8,9'
    found = rows(source(tmp_path, content))
    assert [(one.line, list(one.cells.values())) for one in found] == [
        (2, ["1", "2"]),
        (4, []),
        (5, []),
        (6, []),
        (7, ["7", "two\nlines"]),
        (9, ["8", "9"]),
    ]
    reasons = [one.fault.reason for one in found if one.fault]
    assert (
        "項目が 1 個ある（見出しは 2 個）" in reasons[0] and "Shift_JIS の行" in reasons[1] and "引用符" in reasons[2]
    )
    assert next(iter(rows(source(tmp_path, "氏名\n佐藤\n".encode("cp932"), encoding="cp932")))).cells == {
        "氏名": "佐藤"
    }


def test_blocks_read_one_by_one_are_the_whole_file(tmp_path: Path) -> None:
    lines = "".join(f'{number},"a\n{number}"\n\n' for number in range(7))
    found = source(tmp_path, b"n,t\n" + lines.encode())
    starts, count = records.starts(found, 3)
    assert count == 7 and len(starts) == 3
    again = [one for start in starts for one in list(records.read(found, *start))[:3]]
    assert [(one.line, one.cells) for one in again] == [(one.line, one.cells) for one in rows(found)]


def test_json_lines_become_cells(tmp_path: Path) -> None:
    listed = '["a", {"question": "p", "file": "f"}]'
    good = f'{{"applicant": {{"name": "佐藤"}}, "n": 1, "ok": true, "none": null, "list": {listed}}}'
    wrong = ['{"a": 1, "a": 2}', "[1]", "{", '{"a": [[1]]}', '{"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}', '"\\ud800"']
    found = rows(source(tmp_path, "\n".join([good, *wrong]).encode(), records.JSONL))
    assert found[0].cells == {"applicant.name": "佐藤", "n": "1", "ok": "yes", "none": "", "list": "a;p=f"}
    assert all(one.fault for one in found[1:]) and len(found) == len(wrong) + 1


def test_a_line_of_our_own_layout_becomes_an_application() -> None:
    cells = dict(zip(HEAD.split(","), f"Pittari,Ａ－１,令和8年11月24日 9時5分,move_out,{WHO}".split(","), strict=True))
    cells |= {
        "本人確認": "電子署名",
        "回答.movers": "本人；花子",
        "answers.moved_on": "R8.12.1",
        "answers.where": "日本の中",
    }
    cells |= {
        "answers.new_address": "千葉県船橋市湊町2-10-25",
        "answers.phone": "０９０－１２３４－５６７８",
        "備考": "x",
    }
    found = convert(cells)
    assert (found.service, found.number, found.level) == ("pittari", "A-1", "signed")
    assert found.filed_at.isoformat() == "2026-11-24T09:05:00+09:00" and found.faults == ()
    assert found.who == {
        "name": "佐藤　太郎",
        "birth_date": "1977-05-02",
        "sex": "1",
        "address": "北海道北見市大通西一丁目１番地２",
        "addressee_number": "",
    }
    assert found.people == {"movers": ["本人", "花子"]} and found.answers["where"] == "japan"
    assert found.answers["new_address"]["town"] == "湊町二丁目" and found.unknown == ("備考",)


def test_the_example_mapping_is_right_and_converts() -> None:
    cells = {
        "受付番号": "０００１",
        "申請日時": "20261124090500",
        "手続ID": "ＴＥＮＳＨＵＴＳＵ",
        "申請者氏": "佐藤",
        "申請者名": "太郎",
        "申請者生年月日": "S52.5.2",
        "申請者性別": "男性",
        "申請者住所": "北海道北見市大通西一丁目１番地２",
        "申請者方書": "",
        "電子署名": "1",
        "異動する人": "世帯全員",
        "異動予定日": "20261201",
        "転出先区分": "2",
        "転出先国名": "フランス",
        "連絡先電話番号": "0901112222",
        "請求の理由": "（ほかの手続き）",
    }
    found = convert(cells, name="pittari_example")
    assert (found.service, found.number, found.procedure, found.level) == ("pittari", "0001", "move_out", "signed")
    assert found.answers == {"moved_on": "20261201", "where": "abroad", "country": "フランス", "phone": "0901112222"}
    assert found.who["name"] == "佐藤　太郎" and found.faults == () and found.unknown == ()


def test_what_is_wrong_in_a_line_is_told_by_column() -> None:
    cells = dict(zip(HEAD.split(","), f"x,2,きのう,move_out,{WHO}".split(","), strict=True))
    cells |= {
        "性別": "？",
        "生年月日": "3520502",
        "本人確認": "たぶん",
        "answers.moved_on": "2026-13-01",
        "answers.where": "月",
    }
    told = {one.column: one for one in convert(cells).faults}
    assert set(told) >= {
        "受付日時",
        "性別",
        "生年月日",
        "本人確認",
        "answers.moved_on",
        "answers.where",
        "answers.movers",
    }
    assert told["answers.moved_on"].value == "2026-13-01" and all(one.reason and one.remedy for one in told.values())
    for column, wrong in {"受付番号": "", "手続き": "protection_request", "申請サービス": ""}.items():
        with pytest.raises(Unreadable):
            convert({**cells, column: wrong})


def test_other_content_is_told_by_the_digest() -> None:
    cells = dict(zip(HEAD.split(","), f"x,3,2026-11-24,resident_copy,{WHO}".split(","), strict=True))
    one = convert({**cells, "answers.whose": "本人"})
    assert one.digest({}) == convert({**cells, "回答.whose": "本人", "備考": "y"}).digest({}), "the same values"
    assert one.digest({}) != convert({**cells, "answers.whose": "花子"}).digest({})
    assert one.digest({}) != one.digest({"a.pdf": "00"})


BROKEN = """\
service: PITTARI
encoding: latin-1
columns:
  receipt_number: 受付番号
  received_at: 申請日時
  procedure: 手続
  shoe_size: 靴
values: {identity: {有: passport}}
procedures:
  A:
    procedure: no_such
  B:
    procedure: move_out
    items:
      異動日: {question: moved_away}
      区分: {question: where, codes: {国内: mars}}
      方: {question: where, codes: nowhere}
      住所: {question: new_address.street}
      B: {question: phone}
      B: {question: phone}
wrong: 1
"""


def test_faults_of_a_mapping_are_told_with_line_and_remedy() -> None:
    with pytest.raises(Refused) as refusal:
        plan(BROKEN, "mine")
    text = str(refusal.value)
    for line, told in (
        (1, "英小文字"),
        (2, "cp932"),
        (7, "shoe_size"),
        (8, "passport"),
        (11, "no_such"),
        (15, "moved_on"),
    ):
        assert f"{line}行目" in text and told in text, (line, told)
    for line, told in ((16, "mars"), (17, "nowhere"), (18, "new_address.town"), (20, "二つある"), (21, "wrong")):
        assert f"{line}行目" in text and told in text, (line, told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "1行目|2行目"),
        ("", "何も書かれていない"),
        ("- a", "並びでない"),
        ("a: &x 1\nb: *x\n", "参照"),
        ("- " * 5000, "深すぎる"),
    ],
)
def test_a_mapping_that_is_none_is_refused(text: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        plan(text, "mine")


def zipped(tmp_path: Path, members: dict[str, bytes], **about: int) -> Path:
    path = tmp_path / "file.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in about.items():
                setattr(member, attribute, value)
            archive.writestr(member, content)
    return path


def test_a_zip_with_a_folder_and_japanese_names(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"dl/applications.csv": b"x", "dl/診断書.pdf": b"y", "__MACOSX/._a": b""})
    inside = container.look(path)
    assert inside.kind == records.CSV and set(inside.attachments) == {"診断書.pdf"}
    assert container.content(path, inside.attachments["診断書.pdf"]) == b"y"
    container.copy_list(path, inside, tmp_path / "list")
    assert (tmp_path / "list").read_bytes() == b"x"


@pytest.mark.parametrize(
    ("members", "about", "told"),
    [
        ({"applications.csv": b"", "../evil": b""}, {}, "外を指している"),
        ({"applications.csv": b"", "/etc/passwd": b""}, {}, "外を指している"),
        ({"applications.csv": b"", "a\\..\\..\\evil": b""}, {}, "外を指している"),
        ({"applications.csv": b"", "C:evil": b""}, {}, "外を指している"),
        ({"applications.csv": b""}, {"external_attr": (stat.S_IFLNK | 0o777) << 16}, "リンク"),
        ({"applications.csv": b"", "bomb.pdf": b"\0" * 30_000_000}, {}, "爆弾"),
        ({"a.csv": b""}, {}, "applications.csv か applications.jsonl がない"),
        ({"applications.csv": b"", "x/applications.jsonl": b""}, {}, "2 個ある"),
    ],
)
def test_an_unsafe_zip_is_refused(members: dict[str, bytes], about: dict[str, int], told: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=told):
        container.look(zipped(tmp_path, members, **about))


def test_a_broken_or_lying_zip_is_refused(tmp_path: Path) -> None:
    whole = zipped(tmp_path, {"applications.csv": b"abc" * 1000, "a.pdf": b"x" * 1000}).read_bytes()
    path = tmp_path / "broken.zip"
    for cut in (b"PK\x03\x04", whole[:-30], whole[: len(whole) // 2]):
        path.write_bytes(cut)
        with pytest.raises(Refused, match="壊れていて"):
            container.look(path)
    damaged = bytearray(whole)
    damaged[45:60] = b"\xff" * 15  # inside the packed list
    path.write_bytes(bytes(damaged))
    with pytest.raises(Refused, match="壊れていて"):
        container.copy_list(path, container.look(path), tmp_path / "out")
    many = io.BytesIO(whole)
    place = whole.rfind(b"PK\x05\x06")
    many.seek(place + 12)
    many.write((64 * 1024 * 1024).to_bytes(4, "little"))
    path.write_bytes(many.getvalue())
    with pytest.raises(Refused, match="多すぎる"):
        container.look(path)
