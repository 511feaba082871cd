"""Why a line was not taken, and how it is mended, in the clerk's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Message:
    """``mendable``: a clerk can put it right in the holding list; otherwise the sender sends the line again."""

    reason: str
    remedy: str
    mendable: bool = True


MESSAGES: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "encoding": Message(
            "文字コードが Shift_JIS（CP932）として読めない", "提出者に Shift_JIS で作り直してもらう", False
        ),
        "utf8": Message("文字コードが UTF-8 になっている", "Shift_JIS（CP932）で保存し直したファイルを取り込む", False),
        "control": Message("制御文字が入っている（ファイルが壊れている）", "提出者に再提出してもらう", False),
        "empty": Message("空の行", "対応は要らない（資料のない行）", False),
        "code": Message(
            "資料の種類が 315（給報）・331（年報）・700（確定申告書）のどれでもない",
            "資料の種類を確かめ、正しいファイルを取り込む",
            False,
        ),
        "columns": Message(
            "項目数がどの年分の様式とも合わない（途中で切れたか、項目が欠けている）", "提出者に再提出してもらう", False
        ),
        "quote": Message("引用符が閉じていない", "提出者に再提出してもらう", False),
        "too_long": Message("行が長すぎる（改行が失われている）", "提出者に再提出してもらう", False),
        "duplicate": Message("同じ内容の資料を取り込み済み", "対応は要らない（二重に取り込まない）", False),
        "missing": Message("必須の項目が空欄", "原本か提出者に確かめて入力する"),
        "digits": Message("数字でない文字がある", "原本か提出者に確かめ、数字だけを入力する"),
        "length": Message("長さが決まりと合わない", "決められた長さになるように入力する"),
        "choice": Message("決められた値ではない", "決められた値を入力する"),
        "birth": Message("生年月日が暦にない", "原本か住民記録で確かめて、元号・年・月・日を入力する"),
        "year": Message(
            "年分が、この取込みの年度の所得の年と違う", "年分を確かめる。別の年度の資料なら、その年度で取り込む"
        ),
        "municipality": Message(
            "提出先市町村コードがこの市区町村ではない", "提出先を確かめる。他団体の資料なら回送する"
        ),
    }
)
