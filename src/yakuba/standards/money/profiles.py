"""What a bank narrows or widens of the common rules: one profile for each bank, held as data.

>>> STANDARD.line_end, STANDARD.wo
(b'\\r\\n', False)
>>> Profile("見本銀行", extra={"party": "\\\\｢｣/"}, wo=True).added("party")
'\\\\｢｣/ｦ'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CRLF, NONE = b"\r\n", b""
# 預金種目
ORDINARY, CURRENT, TAX_RESERVE, SAVINGS, OTHER = "1", "2", "3", "4", "9"
ACCOUNT_KINDS: Mapping[str, str] = {
    "1": "普通",
    "2": "当座",
    "3": "納税準備",
    "4": "貯蓄",
    "5": "通知",
    "6": "定期",
    "7": "積立定期",
    "8": "定期積金",
    "9": "その他",
}
_KINDS: Mapping[str, frozenset[str]] = {
    "transfer": frozenset("1249"),
    "salary": frozenset("12"),
    "debit": frozenset("1239"),
    "own": frozenset("129"),
}


@dataclass(frozen=True)
class Profile:
    """One bank's rules for the files sent to it and read from it.

    `line_end` after each record: CRLF or nothing; `end_mark`: a last byte 0x1A is written; `bare_line_ends`: CR or LF
    alone are read too; `groups`: most header-trailer groups in one file; `extra`: characters allowed besides the common
    ones, by kind of text ("bank", "party", "salary", "edi"); `wo`: ｦ is allowed in names; `credit_format`: form of
    振込入金通知 it sends; `account_kinds`: 預金種目 taken, by use ("transfer", "salary", "debit", "own").
    """

    name: str
    line_end: bytes = CRLF
    end_mark: bool = False
    bare_line_ends: bool = False
    groups: int = 1
    extra: Mapping[str, str] = field(default_factory=dict)
    wo: bool = False
    credit_format: str = "A"
    account_kinds: Mapping[str, frozenset[str]] = field(default_factory=lambda: _KINDS)

    def added(self, kind: str) -> str:
        """Half-width characters that this bank takes besides the common ones in a kind of text."""
        return self.extra.get(kind, "") + ("ｦ" if self.wo else "")

    def kinds(self, use: str) -> frozenset[str]:
        """預金種目 taken in a use."""
        return self.account_kinds.get(use, _KINDS[use])


STANDARD = Profile("標準")
# For files of several 委託者 in one, as a bank's data centre sends them, and for statements of several accounts.
SEVERAL_GROUPS = Profile("標準（マルチファイル）", groups=1000)
