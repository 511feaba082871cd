"""Why a line cannot be taken as it is, and what to do about it: every reason a load gives, in one place."""

from types import MappingProxyType
from typing import Final, NamedTuple


class Message(NamedTuple):
    """Reason and remedy, in the words of the screens."""

    reason: str
    remedy: str


MESSAGES: Final = MappingProxyType(
    {
        "columns": Message("列の数が見出しと違う", "元のシステムから出し直すか、この行の区切りを直す"),
        "encoding": Message("UTF-8 で読めない文字がある", "UTF-8 で出し直す"),
        "control": Message("文字でない符号（NUL）がある", "元のシステムで文字を直して出し直す"),
        "required": Message("空欄になっている", "値を入れる"),
        "number": Message("数字で書かれていない", "半角の数字で入れる"),
        "number_range": Message("桁数が多すぎる", "15 桁以内の番号を入れる"),
        "flag": Message("0 でも 1 でもない", "0 か 1 を入れる"),
        "date": Message(
            "暦にない日付、または読めない日付", "正しい日付を YYYY-MM-DD で入れる。不詳日は不詳フラグと表記を入れる"
        ),
        "month": Message("年月として読めない", "YYYY-MM で入れる"),
        "time": Message("時刻として読めない", "HH:MM:SS で入れる"),
        "length": Message("項目の長さを超えている", "短くする。書ききれない分は備考に入れる"),
        "code": Message("コードの一覧にない", "一覧にあるコードに直す。体系が違うときは対応表に加える"),
        "character": Message("文字情報基盤（MJ）にない文字がある", "MJ の文字に置き換える"),
        "kana": Message("カタカナでない文字がある", "全角カタカナで入れる"),
        "kana_missing": Message("フリガナがない", "フリガナを入れる"),
        "town": Message("町字マスターにない町字", "町字コードと町字名を町字マスターのものに直す"),
        "municipality": Message("この市区町村の住所でない", "市区町村コードを確かめる"),
        "relationship": Message("続柄のコードと表記が合わない", "コードか表記を、標準の続柄に直す"),
        "born_after": Message("生年月日が記載や異動の日より後", "生年月日か異動日を直す"),
        "duplicate": Message("同じ宛名番号・履歴番号の行が二つある", "どちらかの履歴番号を直すか、余る行を除く"),
        "latest_none": Message("最新の行がない", "最後の履歴の最新フラグを 1 にする"),
        "latest_many": Message("最新の行が二つ以上ある", "最後の履歴だけ最新フラグを 1 にする"),
        "latest_order": Message("最新の行が最後の履歴でない", "履歴番号か最新フラグを直す"),
        "heads": Message("世帯主が二人以上いる", "世帯主でない人の続柄を直す"),
        "lines_lost": Message("同じ世帯の行が読めなかった", "読めなかった行を直してから、いっしょに取り込む"),
        "together": Message("同じ世帯の行に直すところがある", "その行を直す"),
        "taken": Message("宛名番号が住民でない宛名に使われている", "宛名を確かめ、番号を直す"),
    }
)
"""By code. The code is what tests and reports count by."""
