"""The survey sheet: its columns, what each may hold, and the template people fill in."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from enum import StrEnum

from yakuba.insight.processes.hours.workbook_writing import Sheet, workbook

SHEET = "調査票"
EXPLANATION = "記入要領"
REMARK = "#"  # a line of a CSV file that begins so explains and is no row


class Staff(StrEnum):
    """Kind of staff, as personnel statistics part them (地方公務員法17条・22条の2・22条の4, 民法632条)."""

    REGULAR = "正規職員"
    REAPPOINTED = "再任用職員"
    FISCAL_YEAR = "会計年度任用職員"
    TEMPORARY_AGENCY = "派遣"
    CONTRACTOR = "委託"


@dataclass(frozen=True)
class Column:
    """A column: name, other headings taken for it, explanation, width in characters."""

    name: str
    also: tuple[str, ...]
    explanation: str
    width: int
    required: bool = False


BODY = Column("団体", ("団体名", "自治体", "市町村"), "団体の名前。空ならファイルの名前。1つのファイルに1団体。", 12)
YEAR = Column("年度", ("調査年度",), "西暦4桁（2025）。1つのファイルに1年度。", 8)
TASK = Column("業務", ("業務名", "事務", "事務名", "大分類"), "例: 転入・転居・転出、証明交付。", 20, True)
SUBTASK = Column("区分", ("小分類", "中分類", "業務区分"), "業務の中のまとまり。例: 転入。無ければ空。", 14)
STEP = Column(
    "作業", ("作業名", "作業項目", "手順", "工程"), "例: 届出書の確認。1行に1つの作業と1つの職員の種別。", 28, True
)
STAFF = Column("職員の種別", ("職員種別", "雇用形態", "任用形態", "職種"), "選択肢から選ぶ。", 18, True)
PEOPLE = Column(
    "従事人数", ("人数", "従事者数", "従事職員数"), "その作業をした、その種別の人の数（延べでなく実人数）。", 10
)
CASES = Column(
    "年間件数", ("件数", "処理件数", "年間処理件数"), "その作業の1年の件数。同じ作業の行には同じ数を書く。", 10, True
)
MINUTES = Column(
    "1件あたり分",
    ("1件当たり分", "1件あたり時間(分)", "1件当たり時間(分)", "処理時間(分)", "所要時間(分)", "分/件"),
    "全件でならした、その種別の職員の1件あたりの分。待ち時間は含めない。年間時間を書くなら空でよい。",
    12,
)
HOURS = Column(
    "年間時間",
    ("年間従事時間", "従事時間", "年間時間数", "業務量(時間)"),
    "1年の時間の合計。1件あたり分を書くなら空。",
    10,
)
RATE = Column("時間単価", ("人件費単価", "単価", "時間単価(円)"), "1時間あたりの円。費用を比べるときだけ。", 10)
NOTE = Column("備考", ("メモ",), "自由に。集計には使わない。", 24)
COLUMNS = (BODY, YEAR, TASK, SUBTASK, STEP, STAFF, PEOPLE, CASES, MINUTES, HOURS, RATE, NOTE)

_STAFF_ALSO = {
    Staff.REGULAR: ("正規", "常勤", "正職員", "職員", "任期の定めのない職員"),
    Staff.REAPPOINTED: ("再任用", "定年前再任用短時間勤務職員", "暫定再任用職員", "任期付職員", "任期付"),
    Staff.FISCAL_YEAR: ("会計年度", "会計年度任用", "会任", "パート", "臨時職員", "非常勤", "非常勤職員"),
    Staff.TEMPORARY_AGENCY: ("派遣職員", "派遣社員", "人材派遣"),
    Staff.CONTRACTOR: ("委託事業者", "業務委託", "委託職員", "指定管理"),
}
KINDS = {name: kind for kind, others in _STAFF_ALSO.items() for name in (kind.value, *others)}

_GENERAL = (
    "業務量調査の調査票です。1行に1つの作業と1つの職員の種別を書きます。",
    "1件あたり分と年間時間は、どちらか一方を書きます。両方書いたら、件数×分÷60 が年間時間と合うことを確かめます。",
    "合計の行は書かなくてよく、書いてあれば除きます。数字は全角でも、桁区切りがあってもかまいません。",
    "職員の名前は書きません。5人未満の人が行った作業と10件未満の作業の数字は、他の団体に見せるときに伏せます。",
)
_EXAMPLE = ("転入・転居・転出", "転入", "届出書の確認", Staff.FISCAL_YEAR.value, 6, 1200, 5)


def template(kind: str) -> bytes:
    """An empty survey with its explanation: `xlsx` with choices and a sheet that explains, or `csv`."""
    return _workbook() if kind == "xlsx" else _csv()


def _csv() -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for line in (*_GENERAL, *(f"{name}: {said}" for name, said in _explained()), _told_example()):
        writer.writerow([f"{REMARK} {line}"])
    writer.writerow([column.name for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")  # the mark makes Excel read it as UTF-8


def _workbook() -> bytes:
    kinds = [kind.value for kind in Staff]
    headings = [column.name for column in COLUMNS]
    survey = Sheet(SHEET, [headings], [one.width for one in COLUMNS], {COLUMNS.index(STAFF) + 1: kinds})
    lines: list[list[str]] = [[line] for line in _GENERAL]
    lines += [[], *([name, said] for name, said in _explained()), [], [_told_example()]]
    return workbook([survey, Sheet(EXPLANATION, lines, [60, 80])])


def _explained() -> list[tuple[str, str]]:
    told = [(one.name + ("（必須）" if one.required else ""), one.explanation) for one in COLUMNS]
    choices = "、".join(kind.value for kind in Staff)
    return [(name, f"{said}{choices}。" if name.startswith(STAFF.name) else said) for name, said in told]


def _told_example() -> str:
    task, subtask, step, kind, people, cases, minutes = _EXAMPLE
    return (
        f"例: 業務 {task}、区分 {subtask}、作業 {step}、職員の種別 {kind}、従事人数 {people}、"
        f"年間件数 {cases}、1件あたり分 {minutes} は、年間 {int(cases) * int(minutes) // 60} 時間です。"
    )
