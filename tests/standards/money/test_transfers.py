"""総合振込 and 給与・賞与振込: the published layout byte for byte, and what comes back from any file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yakuba.standards.money import transfers
from yakuba.standards.money.errors import FileRefused
from yakuba.standards.money.forms import Group, Reading
from yakuba.standards.money.profiles import NONE, SEVERAL_GROUPS, STANDARD, Profile
from yakuba.standards.money.transfers import SalaryPayment, Transfer, TransferHeader

HEADER = TransferHeader(
    "21", "1234567890", "シケンシ　カイケイカンリシヤ", "1130", "9999", "シケン", "999", "ホンテン", "1", "9000001"
)
YAMADA = Transfer(
    "9999", "シケン", "991", "ヒガシ", "1", "9000002", "ヤマダ　タロウ", 30_000, "1", "0000000001", "0000000000"
)
SHOKAI = Transfer(
    "9999",
    "シケン",
    "992",
    "ヒガシ",
    "1",
    "9000003",
    "カ）シケン－シヨウカイ",
    125_400,
    "0",
    "0000000002",
    "0000000000",
)
LINES = (
    "12101234567890ｼｹﾝｼ ｶｲｹｲｶﾝﾘｼﾔ                          11309999ｼｹﾝ            999ﾎﾝﾃﾝ           19000001",
    "29999ｼｹﾝ            991ﾋｶﾞｼ           000019000002ﾔﾏﾀﾞ ﾀﾛｳ                      00000300001000000000100000000007",
    "29999ｼｹﾝ            992ﾋｶﾞｼ           000019000003ｶ)ｼｹﾝ-ｼﾖｳｶｲ                   00001254000000000000200000000007",
    "8000002000000155400",
    "9",
)
EXAMPLE = b"".join(line.ljust(120).encode("cp932") + b"\r\n" for line in LINES)
BLOCK = replace(STANDARD, line_end=NONE)
AMOUNT_OF_FIRST = 122 + 80


def test_the_example_byte_for_byte() -> None:
    group = Group(HEADER, (YAMADA, SHOKAI))
    assert transfers.write([group]) == EXAMPLE
    assert transfers.write([group], BLOCK) == EXAMPLE.replace(b"\r\n", b"")
    assert transfers.write([group], replace(STANDARD, end_mark=True)) == EXAMPLE + b"\x1a"


@pytest.mark.parametrize(
    "data",
    [
        EXAMPLE,
        EXAMPLE[:-2],
        EXAMPLE + b"\x1a",
        EXAMPLE.replace(b"\r\n", b""),
        EXAMPLE.replace(b"\r\n", b"") + b"\x1a",
    ],
    ids=["crlf", "no last line end", "end mark", "block", "block with end mark"],
)
def test_it_is_read_with_and_without_line_ends(data: bytes) -> None:
    reading = transfers.read(data)
    assert (reading.held, reading.remarks, reading.records, reading.frames) == ((), (), 2, 3)
    first, second = reading.accepted
    assert (first.payee_name, first.amount, first.customer_code_1, first.new_code) == (
        "ﾔﾏﾀﾞ ﾀﾛｳ",
        30_000,
        "0000000001",
        "1",
    )
    assert (second.payee_name, second.amount, second.branch_number) == ("ｶ)ｼｹﾝ-ｼﾖｳｶｲ", 125_400, "992")
    assert reading.groups[0].header.month_day == "1130"


def test_salaries_have_their_own_layout_and_no_latin_letters() -> None:
    header = replace(HEADER, kind="71")
    payment = SalaryPayment(
        "9999", "シケン", "991", "ヒガシ", "1", "9000002", "スズキ　ハナコ", 250_000, "1", "123", "45"
    )
    data = transfers.write_salaries([Group(header, (payment,))], BLOCK)
    record = data[120:240].decode("cp932")
    assert record[50:80].rstrip() == "ｽｽﾞｷ ﾊﾅｺ"
    assert record[80:] == "00002500001" + "0000000123" + "0000000045" + " " * 9
    assert transfers.read_salaries(data).accepted[0].employee_number == "0000000123"
    with pytest.raises(FileRefused, match="2件目 受取人名：英字「A」は使えません"):
        transfers.write_salaries([Group(header, (replace(payment, payee_name="ANNA"),))])
    with pytest.raises(FileRefused, match="種別コードが「71」です（総合振込は21）"):
        transfers.read(data)


def test_edi_information_takes_the_place_of_the_codes() -> None:
    data = transfers.write([Group(HEADER, (replace(YAMADA, edi="コウキ「1」／ヲ"),))], BLOCK)
    record = data[120:240].decode("cp932")
    assert record[91:120] == "ｺｳｷ｢1｣/ｦ".ljust(20) + "7Y" + " " * 7
    (back,) = transfers.read(data).accepted
    assert (back.edi, back.customer_code_1) == ("ｺｳｷ｢1｣/ｦ", "0")


def test_every_payment_that_cannot_be_sent_is_told_with_its_record() -> None:
    wrong = (
        replace(YAMADA, payee_name="山田　太郎"),
        replace(YAMADA, amount=0),
        replace(YAMADA, account_kind="3"),
        replace(YAMADA, account_number="12345678"),
        YAMADA,
        replace(YAMADA, amount=10_000_000_000),
        replace(YAMADA, payee_name="　"),
        replace(YAMADA, account_number="0000000"),
        replace(YAMADA, new_code="7"),
        replace(YAMADA, edi="A" * 21),
        replace(YAMADA, bank_number=""),
    )
    with pytest.raises(FileRefused) as refused:
        transfers.write([Group(HEADER, wrong)])
    assert [(fault.record, fault.field) for fault in refused.value.faults] == [
        (2, "受取人名"),
        (3, "振込金額"),
        (4, "預金種目"),
        (5, "口座番号"),
        (7, "振込金額"),
        (8, "受取人名"),
        (9, "口座番号"),
        (10, "新規コード"),
        (11, "EDI情報"),
        (12, "被仕向銀行番号"),
    ]
    assert str(refused.value).startswith(
        "2件目 受取人名：漢字「山」は使えません。カナの読みを入力してください。3件目 振込金額：0円は"
    )
    assert "（ほか7件）" in str(refused.value)


def test_long_names_are_cut_between_kana_never_before_a_mark() -> None:
    name = "ア" * 29 + "ガ"
    record = transfers.write([Group(HEADER, (replace(YAMADA, payee_name=name),))], BLOCK)[120:240].decode("cp932")
    assert record[50:80] == "ｱ" * 29 + " "


def test_a_bank_may_take_more_characters() -> None:
    bank = Profile("見本銀行", extra={"party": "/"}, wo=True)
    payment = replace(YAMADA, payee_name="ヲノ／A")
    assert transfers.read(transfers.write([Group(HEADER, (payment,))], bank)).accepted[0].payee_name == "ｦﾉ/A"
    with pytest.raises(FileRefused, match="「ヲ」は使えません。「オ」で入力する"):
        transfers.write([Group(HEADER, (payment,))])


def test_several_groups_only_where_the_bank_takes_them() -> None:
    groups = [Group(HEADER, (YAMADA,)), Group(replace(HEADER, sender_code="9876543210"), (SHOKAI, YAMADA))]
    with pytest.raises(FileRefused, match="組が2組あります（この銀行の設定は1組まで）"):
        transfers.write(groups)
    data = transfers.write(groups, SEVERAL_GROUPS)
    with pytest.raises(FileRefused, match="2組以上あります"):
        transfers.read(data)
    reading = transfers.read(data, SEVERAL_GROUPS)
    assert [(group.header.sender_code, len(group.records)) for group in reading.groups] == [
        ("1234567890", 1),
        ("9876543210", 2),
    ]
    assert (reading.records, reading.frames, reading.held) == (3, 5, ())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "ファイルが空です"),
        (b"\r\n\x1a", "ファイルが空です"),
        (b"\xef\xbb\xbf" + EXAMPLE, "文字コードがUTF-8です"),
        (EXAMPLE.decode("cp932").encode("utf-8"), "文字コードがUTF-8です"),
        (EXAMPLE.decode("cp932").encode("utf-16"), "文字コードがUTF-16です"),
        (b"\xf1" + EXAMPLE[1:], "文字コードがEBCDICです"),
        (EXAMPLE[:3] + b"1" + EXAMPLE[4:], "コード区分が1（EBCDIC）です"),
        (EXAMPLE.replace(b"\r\n", b"\n"), "改行にLFだけのところがあります"),
        (EXAMPLE.replace(b"\r\n", b"\r"), "改行にCRだけのところがあります"),
        (b"191" + EXAMPLE[3:], "種別コードが「91」です（総合振込は21）"),
        (EXAMPLE[122:], "見出しレコード"),
        (b"\x00" * 5000, "見出しレコード"),
    ],
)
def test_files_that_are_refused_as_a_whole(data: bytes, message: str) -> None:
    with pytest.raises(FileRefused) as refused:
        transfers.read(data)
    assert message in str(refused.value)


def test_a_bank_whose_files_have_bare_line_ends_is_read_when_set_so() -> None:
    bank = replace(STANDARD, bare_line_ends=True)
    assert len(transfers.read(EXAMPLE.replace(b"\r\n", b"\n"), bank).accepted) == 2


def held(data: bytes) -> list[tuple[int, str]]:
    return [(fault.record, fault.field) for fault in transfers.read(data).held]


def test_wrong_totals_hold_the_whole_group() -> None:
    amount = AMOUNT_OF_FIRST
    reading = transfers.read(EXAMPLE[:amount] + b"0000030001" + EXAMPLE[amount + 10 :])
    assert reading.accepted == ()
    assert [(fault.record, fault.field) for fault in reading.held] == [(n, "合計金額") for n in (2, 3, 4)]
    assert reading.held[0].reason == "合計レコードは155,400、明細は155,401です"
    assert (reading.records, reading.frames) == (3, 2)


def test_a_line_that_cannot_be_read_is_held_alone_when_the_totals_leave_room_for_it() -> None:
    second = 122
    cut_short = EXAMPLE[: second + 60] + EXAMPLE[second + 61 :]
    reading = transfers.read(cut_short)
    assert [record.payee_name for record in reading.accepted] == ["ｶ)ｼｹﾝ-ｼﾖｳｶｲ"]
    assert [fault.reason for fault in reading.held] == ["長さが119バイトです（正しくは120バイト）"]
    assert len(reading.remarks) == 1
    kanji = EXAMPLE[: second + 50] + "山田".encode("cp932") + EXAMPLE[second + 54 :]
    assert held(kanji) == [(2, "受取人名")]
    letters = EXAMPLE[:AMOUNT_OF_FIRST] + b"00000300X0" + EXAMPLE[AMOUNT_OF_FIRST + 10 :]
    assert held(letters) == [(2, "振込金額")]
    first_byte = EXAMPLE[:second] + b"7" + EXAMPLE[second + 1 :]
    assert held(first_byte) == [(2, "データ区分")]


def test_truncated_files_are_held_and_told() -> None:
    reading = transfers.read(EXAMPLE[: 122 * 3])
    assert (reading.accepted, len(reading.held), reading.records, reading.frames) == ((), 2, 2, 1)
    assert reading.held[0].field == "トレーラー"
    assert "途中で切れています" in reading.remarks[0]
    assert "エンドレコード" in transfers.read(EXAMPLE[: 122 * 4]).remarks[0]
    block = transfers.read(EXAMPLE.replace(b"\r\n", b"")[:300])
    assert [fault.record for fault in block.held] == [2, 3]


def test_records_where_they_do_not_belong() -> None:
    after = transfers.read(EXAMPLE + EXAMPLE)
    assert (len(after.accepted), [fault.record for fault in after.held]) == (2, [6, 7, 8, 9, 10])
    before = transfers.read(EXAMPLE[122:244] + EXAMPLE)
    assert [(fault.record, fault.field) for fault in before.held] == [(1, "見出し")]


NAMES = st.text("ｱｶｻﾀﾅﾊﾏﾔﾗﾜﾝﾞﾟ ABZ019().-", min_size=1, max_size=30).map(str.strip).filter(bool)
DIGITS = st.text("0123456789", min_size=10, max_size=10)
PAYMENTS = st.builds(
    Transfer,
    st.text("0123456789", min_size=4, max_size=4),
    st.text("ｱｶｻ-Z9", max_size=15),
    st.text("0123456789", min_size=3, max_size=3),
    st.text("ｱｶｻ-Z9", max_size=15),
    st.sampled_from("1249"),
    st.integers(1, 9_999_999).map(lambda number: f"{number:07}"),
    NAMES,
    st.integers(1, 9_999_999_999),
    st.sampled_from("012"),
    DIGITS,
    DIGITS,
)


@settings(max_examples=25)
@given(st.lists(PAYMENTS, min_size=1, max_size=6), st.sampled_from([STANDARD, BLOCK]))
def test_what_is_written_comes_back(payments: list[Transfer], profile: Profile) -> None:
    reading = transfers.read(transfers.write([Group(HEADER, tuple(payments))], profile), profile)
    assert list(reading.accepted) == payments
    assert (reading.held, reading.remarks) == ((), ())


def records_in(data: bytes) -> int:
    """Counted by another way than the reader's."""
    body = data.rstrip(b"\x1a")
    if b"\r\n" in body:
        return len(body.removesuffix(b"\r\n").split(b"\r\n"))
    return -(-len(body) // 120)


@settings(max_examples=80)
@given(st.data())
def test_accepted_and_held_are_all_records_of_a_broken_file(data: st.DataObject) -> None:
    """Bytes changed, taken out, put in twice: every record is counted once, and every held one says why."""
    broken = bytearray(EXAMPLE if data.draw(st.booleans()) else EXAMPLE.replace(b"\r\n", b""))
    for _ in range(data.draw(st.integers(1, 3))):
        at, size = data.draw(st.integers(0, len(broken))), data.draw(st.sampled_from([1, 2, 10, 122]))
        broken[at : at + size] = data.draw(st.sampled_from([b"", b"\x82", b"8", b"1", b"9", b"2" * 122, b"\r\n", b" "]))
    try:
        reading: Reading[TransferHeader, Transfer] = transfers.read(bytes(broken))
    except FileRefused as refused:
        assert all(fault.reason and fault.remedy for fault in refused.faults)
        return
    assert len(reading.accepted) + len(reading.held) == reading.records
    assert reading.records + reading.frames == records_in(bytes(broken))
    assert len({fault.record for fault in reading.held}) == len(reading.held)
    assert all(fault.record and fault.reason and fault.remedy for fault in reading.held)
