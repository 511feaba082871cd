"""From which account the municipality pays, and how the bank knows it (a 総合振込 file's header)."""

from yakuba.platform.parameters.kinds import Text, Whole
from yakuba.platform.parameters.registry import Definition, define

_SOURCE = "全銀協規定フォーマット（総合振込）"


def _text(key: str, label: str, length: int, pattern: str, description: str) -> Definition[str]:
    kind = Text(length, 0, pattern)
    return define(Definition(f"child_allowance.{key}", label, kind, "", source=_SOURCE, description=description))


SENDER_CODE = _text("sender_code", "児童手当の振込：委託者コード", 10, "[0-9]{10}|", "金融機関との契約で決まる10桁")
SENDER_NAME = _text("sender_name", "児童手当の振込：振込依頼人名（カナ）", 40, "", "例：キタミシ　カイケイカンリシヤ")
BANK = _text("bank", "児童手当の振込：仕向金融機関の番号", 4, "[0-9]{4}|", "市区町村の口座がある金融機関の4桁")
BRANCH = _text("branch", "児童手当の振込：仕向支店の番号", 3, "[0-9]{3}|", "その支店の3桁")
ACCOUNT = _text("account", "児童手当の振込：口座番号（普通預金）", 7, "[0-9]{7}|", "振込の資金を引き落とす口座の7桁")
PAY_DAY = define(
    Definition(
        "child_allowance.pay_day",
        "児童手当の支払日",
        Whole(1, 28),
        10,
        unit="日",
        source="児童手当法第8条第4項（偶数月。日は市区町村が決める）",
        description="偶数の月のこの日に支払う。休みの日に当たるときは、その前の開庁日",
    )
)
