"""What the letters of the tax say besides figures: names of the taxes, grounds, how to pay, how to contest.

Sources: 地方税法24条・41条・294条・319条・319条の2・321条の4・321条の6・321条の7の2・321条の7の5・323条・326条・331条,
森林環境税及び森林環境譲与税に関する法律3条・7条, 行政不服審査法82条 and 地方税法19条の12 (教示).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from yakuba.areas.resident_tax.documents.certificate import Line
from yakuba.areas.resident_tax.models import AssessmentRun
from yakuba.platform.documents import contesting as shared
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.scope import current

DESK: Final = "税務課"
_MUNICIPAL: Final = {"市": "市民税", "町": "町民税", "村": "村民税", "区": "特別区民税"}
_PREFECTURAL: Final = {"都": "都民税", "道": "道民税", "府": "府民税", "県": "県民税"}
Cause = AssessmentRun.Cause
_CAUSES: Final = {
    Cause.COMPUTED: "課税資料の追加・訂正などにより",
    Cause.MOVED: "勤務先からの届出（給与所得者異動届出書など）により",
    Cause.PENSION_STOPPED: "年金からの特別徴収が停止されたことにより",
    Cause.RELIEVED: "減免（地方税法323条）の決定により",
}


@dataclass(frozen=True)
class Names:
    """What the taxes are called here, and the municipality itself."""

    town: str
    municipal: str
    prefectural: str

    @property
    def taxes(self) -> str:
        """All that is collected together."""
        return f"{self.municipal}・{self.prefectural}・森林環境税"


def names() -> Names:
    """The names of the open municipality."""
    place = directory.by_id(current())
    return Names(
        place.name,
        _MUNICIPAL.get(place.name[-1], "市町村民税"),
        _PREFECTURAL.get(place.prefecture[-1:], "道府県民税"),
    )


def year_words(fiscal_year: int) -> str:
    """A fiscal year as letters name it.

    >>> year_words(2026), year_words(2019)
    ('令和8年度', '令和元年度')
    """
    return f"令和{fiscal_year - 2018}年度" if fiscal_year > 2019 else "令和元年度"


def cause(run: AssessmentRun) -> str:
    """Why a tax is told anew; empty for what is told for the first time."""
    return "" if run.initial else _CAUSES[Cause(run.cause)]


def ground(called: Names) -> Line:
    """Why somebody is taxed at all."""
    return (
        "課税の根拠",
        f"{called.municipal}は地方税法294条と{called.town}税条例、{called.prefectural}は地方税法24条・41条、森林環境税（国税）は"
        "森林環境税及び森林環境譲与税に関する法律3条・7条により、1月1日に住所のある人に、前の年の所得をもとに課税します。",
    )


PAYING: Final = (
    "納め方と、納期限までに納めないとき",
    "納期限までに、納付書または口座振替で納めてください。納期限を過ぎると、納めた日までの日数に応じた延滞金がかかり（地方税法326条）、"
    "督促状を発した日から10日を過ぎても完納されないときは、財産を差し押さえることがあります（地方税法331条）。"
    "災害・失業などで納めることが難しいときは、納期限までに相談してください（徴収の猶予・減免：地方税法15条・323条）。",
)
BY_PENSION: Final = (
    "年金からの特別徴収について",
    "65歳以上の人の年金にかかる税額は、年金から引いて納めます（地方税法321条の7の2）。4月・6月・8月は前の年度の税額をもとにした"
    "仮徴収（同321条の7の8）、10月・12月・2月は、今年度の税額から仮徴収を引いた本徴収です。",
)


def contesting(called: Names, what: str = "この決定") -> Line:
    """教示: to whom, until when, and before which court."""
    return shared.contesting(called.town, what)
