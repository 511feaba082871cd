"""Collection data of convenience stores: 速報, 確報 and 速報取消, read and written through a layout that is data.

The field table of the guideline's transmission format could not be read. So the layout is a setting; `PROVISIONAL` is
one of our own, good for trials until the agent's table is at hand. 速報 may stop reminders, 確報 alone is an entry of
the ledger, and the day at the till is the day of payment.

>>> PROVISIONAL.provisional, PROVISIONAL.data.field_at(15).label
(True, 'バーコード')
>>> Kind.PRELIMINARY.label
'速報'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, Final

from yakuba.standards.errors import StandardsError
from yakuba.standards.money import reading, slips, writing
from yakuba.standards.money.errors import Fault, FieldError
from yakuba.standards.money.forms import Figure, Group, Reading, Tally, WritableForm, first_difference
from yakuba.standards.money.layout import Layout, layout_from, layout_of
from yakuba.standards.money.profiles import SEVERAL_GROUPS, Profile

_ASK = "収納代行会社に確かめてください"
_NEEDED = ("kind", "paid_on", "slip", "amount")
_KNOWN = (*_NEEDED, "paid_at", "chain", "shop", "transfer_on")


class Kind(StrEnum):
    """What a record tells; `code` of the provisional layout."""

    PRELIMINARY = "preliminary"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Its Japanese name."""
        return {"preliminary": "速報", "confirmed": "確報", "withdrawn": "速報取消"}[self]


@dataclass(frozen=True)
class StoreLayout:
    """Where the fields are. Records begin with データ区分 1, 2, 8, 9; the header has a fixed 種別コード of two next.

    `kinds` maps the file's codes to kinds. `data` has the fields kind, paid_on (YYYYMMDD), slip (44 digits) and amount,
    and may have paid_at (HHMM), chain, shop, transfer_on; figures of the trailer that are known are compared: count and
    amount, and those of a kind such as confirmed_count. StandardsError for a table that does not fit.
    """

    name: str
    kinds: Mapping[str, Kind]
    header: Layout
    data: Layout
    trailer: Layout
    end: Layout
    provisional: bool = False

    def __post_init__(self) -> None:
        """Refuse a table that does not fit."""
        names = {field.name for field in self.data.valued}
        missing = [name for name in _NEEDED if name not in names]
        unknown = sorted(names.difference(_KNOWN))
        if missing or unknown:
            said = f"足りない項目：{'、'.join(missing) or 'なし'}、知らない項目：{'、'.join(unknown) or 'なし'}"
            raise StandardsError(f"コンビニ収納のレイアウト「{self.name}」を直してください（{said}）。")
        parts = (self.header, self.data, self.trailer, self.end)
        marks = "".join(part.fields[0].value for part in parts)
        if len({part.length for part in parts}) > 1 or marks != "1289" or len(self.file_kind) != 2:
            raise StandardsError(
                f"コンビニ収納のレイアウト「{self.name}」は、同じ長さで、先頭が1・2・8・9の4種類のレコードと、"
                "見出しの2桁の種別コード（固定）が要ります。"
            )

    @property
    def file_kind(self) -> str:
        """The fixed 種別コード of the header."""
        second = self.header.fields[1] if len(self.header.fields) > 1 else self.header.fields[0]
        return second.value if second.position == 1 else ""


PROVISIONAL: Final = StoreLayout(
    "暫定（当システム独自）",
    {"01": Kind.PRELIMINARY, "02": Kind.CONFIRMED, "03": Kind.WITHDRAWN},
    header=layout_of("store.header"),
    data=layout_of("store.data"),
    trailer=layout_of("store.trailer"),
    end=layout_of("store.end"),
    provisional=True,
)


def layout_from_settings(said: Mapping[str, Any]) -> StoreLayout:
    """A layout of settings: name, kinds, and header, data, trailer, end as rows of six texts. StandardsError.

    A row is name, label, position, length, kind of field, fixed value, as in `data/money-layouts.csv`.
    """
    try:
        header, data, trailer, end = (
            layout_from(part, [tuple(map(str, row)) for row in said[part]])
            for part in ("header", "data", "trailer", "end")
        )
        kinds = {str(code): Kind(kind) for code, kind in said["kinds"].items()}
        return StoreLayout(str(said["name"]), kinds, header, data, trailer, end)
    except FieldError:
        raise
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, StandardsError):
            raise
        remedy = "name、kinds、header、data、trailer、endと、各行6項目を確かめてください"
        raise StandardsError(f"コンビニ収納のレイアウトを読めません（{error}）。{remedy}。") from error


@dataclass(frozen=True, slots=True)
class StoreHeader:
    """Whose file, made on which day."""

    made_on: date | None = None
    issuer_code: str = ""
    issuer_name: str = ""


@dataclass(frozen=True, slots=True)
class StorePayment:
    """One record: a slip of 44 digits paid at a till; yen. `paid_at` and `transfer_on` None where they are not told."""

    kind: Kind
    slip: str
    paid_on: date
    amount: int
    paid_at: time | None = None
    chain: str = ""
    shop: str = ""
    transfer_on: date | None = None


class _StoreTally(Tally):
    """Count and sum, of all and of each kind."""

    def __init__(self, layout: StoreLayout) -> None:
        at = {field.name: slice(field.position, field.end) for field in layout.data.valued}
        self._kind, self._amount = at["kind"], at["amount"]
        self._layout = layout
        self.figures: dict[str, int] = {}

    def add(self, record: str) -> bool:
        """Count a record."""
        kind, said = self._layout.kinds.get(record[self._kind]), record[self._amount]
        if kind is None or not (said.isascii() and said.isdigit()):
            return False
        self.count(kind, int(said))
        return True

    def count(self, kind: Kind, amount: int) -> None:
        """Count a payment."""
        for prefix in ("", f"{kind}_"):
            self.figures[f"{prefix}count"] = self.figures.get(f"{prefix}count", 0) + 1
            self.figures[f"{prefix}amount"] = self.figures.get(f"{prefix}amount", 0) + amount

    def compare(self, trailer: Mapping[str, Any], unreadable: int) -> Fault | None:
        """Compare the figures that are known."""
        return first_difference(
            (
                Figure(field.label, self.figures.get(field.name, 0), trailer[field.name], "amount" in field.name)
                for field in self._layout.trailer.valued
                if field.name.endswith(("count", "amount"))
            ),
            unreadable,
        )


class StoreData(WritableForm[StoreHeader, StorePayment]):
    """Collection data in a layout."""

    title = "コンビニ収納データ"

    def __init__(self, layout: StoreLayout) -> None:
        self._layout = layout
        self._codes = {kind: code for code, kind in layout.kinds.items()}
        self.kinds = frozenset([layout.file_kind])
        self.length = layout.data.length
        self.trailer, self.end = layout.trailer, layout.end

    def header_layout(self) -> Layout:
        """The layout of headers."""
        return self._layout.header

    def data_layout(self, record: str) -> Layout:
        """One layout for all."""
        return self._layout.data

    def layout_to_write(self, record: StorePayment) -> Layout:
        """One layout for all."""
        return self._layout.data

    def make_header(self, values: dict[str, Any]) -> StoreHeader:
        """The typed header, of what the layout tells."""
        made_on = values.get("made_on", "").strip()
        return StoreHeader(
            _day(made_on, "作成日") if made_on else None, values.get("issuer_code", ""), values.get("issuer_name", "")
        )

    def make(self, values: dict[str, Any], header: StoreHeader) -> StorePayment:
        """The typed payment: a slip with its check digit, and the amount that stands on it."""
        kind = self._layout.kinds.get(values["kind"])
        if kind is None:
            known = "、".join(f"{code} {one.label}" for code, one in self._layout.kinds.items())
            raise FieldError("収納種別", f"「{values['kind']}」は知らない種別です（{known}）", _ASK)
        slip = slips.parse(values["slip"])
        if values["amount"] != slip.amount:
            reason = f"収納金額{values['amount']:,}円がバーコードの{slip.amount:,}円と違います"
            raise FieldError("収納金額", reason, _ASK)
        transfer_on = values.get("transfer_on", "").strip("0 ")
        return StorePayment(
            kind,
            values["slip"],
            _day(values["paid_on"], "収納日"),
            values["amount"],
            _time(values["paid_at"]) if values.get("paid_at", "").strip() else None,
            values.get("chain", ""),
            values.get("shop", ""),
            _day(values["transfer_on"], "振込予定日") if transfer_on else None,
        )

    def tally(self, header: StoreHeader) -> Tally:
        """Count and sum of each kind."""
        return _StoreTally(self._layout)

    def check_header(self, header: StoreHeader, profile: Profile) -> None:
        """Nothing is known that an agent would send back."""
        return

    def check(self, record: StorePayment, profile: Profile) -> None:
        """Refuse what no reader would take."""
        if slips.parse(record.slip).amount != record.amount:
            raise FieldError("収納金額", f"{record.amount:,}円はバーコードの額ではありません", "額を確かめてください")

    def header_row(self, header: StoreHeader) -> object:
        """The header as the layout's texts."""
        made_on = f"{header.made_on:%Y%m%d}" if header.made_on else ""
        return SimpleNamespace(made_on=made_on, issuer_code=header.issuer_code, issuer_name=header.issuer_name)

    def row(self, record: StorePayment) -> object:
        """The payment as the layout's texts."""
        return SimpleNamespace(
            kind=self._codes[record.kind],
            slip=record.slip,
            paid_on=f"{record.paid_on:%Y%m%d}",
            paid_at=f"{record.paid_at:%H%M}" if record.paid_at else "",
            amount=record.amount,
            chain=record.chain,
            shop=record.shop,
            transfer_on=f"{record.transfer_on:%Y%m%d}" if record.transfer_on else "",
        )

    def totals(self, records: Iterable[StorePayment]) -> Mapping[str, int]:
        """The figures which the trailer has."""
        tally = _StoreTally(self._layout)
        for record in records:
            tally.count(record.kind, record.amount)
        return {field.name: tally.figures.get(field.name, 0) for field in self.trailer.valued}


def read(
    data: bytes, layout: StoreLayout = PROVISIONAL, profile: Profile = SEVERAL_GROUPS
) -> Reading[StoreHeader, StorePayment]:
    """Collection data. FileRefused for a file that is none in this layout."""
    return reading.read(data, StoreData(layout), profile)


def write(
    groups: Sequence[Group[StoreHeader, StorePayment]],
    layout: StoreLayout = PROVISIONAL,
    profile: Profile = SEVERAL_GROUPS,
) -> bytes:
    """Collection data, as trials and tests need it. FileRefused lists what cannot be written."""
    return writing.write(groups, StoreData(layout), profile)


def _day(said: str, label: str) -> date:
    try:
        return datetime.strptime(said, "%Y%m%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise FieldError(label, f"「{said}」は暦にない日付です", _ASK) from None


def _time(said: str) -> time:
    try:
        return time(int(said[:2]), int(said[2:]))
    except ValueError:
        raise FieldError("収納時刻", f"「{said}」は時刻ではありません", _ASK) from None
