"""Whether fees of filings are collected here, and how (only shown, unless a municipality says so); work steps."""

from yakuba.platform.cases import shelf, work_line
from yakuba.platform.cases.own_models import OwnProcedure
from yakuba.platform.cases.procedures import catalogue
from yakuba.platform.parameters.kinds import Choice, Whole, YesNo
from yakuba.platform.parameters.registry import Definition, Family, define, define_family

NONE, COUNTER, ONLINE = "none", "counter", "online"
COLLECTION_WORDS = {NONE: "なし（額の表示だけ）", COUNTER: "窓口（現金）", ONLINE: "窓口（現金）とオンライン"}

COLLECTION = define(
    Definition(
        key="fee.collection",
        label="手数料の収納",
        kind=Choice(COLLECTION_WORDS),
        default=NONE,
        source="地方自治法第227条、第231条",
        description="「なし」のほかは、申請ごとに請求を作り、オンラインの申請は支払いを待って先へ進む",
    )
)
ONLINE_DAYS = define(
    Definition(
        key="fee.online_days",
        label="手数料のオンライン支払い：納付番号で払える日数",
        kind=Whole(1, 60),
        default=14,
        unit="日",
        source="収納サービスとの取決め",
        description="確認が済んだ日から数える。過ぎた番号は、担当者が出し直せる",
    )
)
WAIVE_PROTECTED = define(
    Definition(
        key="fee.waive_protected",
        label="支援措置を受けている人の手数料を求めない",
        kind=YesNo(),
        default=False,
        source="地方自治法第228条（免除は条例で定める）",
        description="「はい」のとき、支援措置を受けている本人の申請には請求を作らない（画面にも何も出ない）",
    )
)


def _steps(code: str, title: str) -> Definition[str]:
    return Definition(
        key=work_line.key_of(code),
        label=f"{title}：仕事の手順",
        kind=work_line.StepLine(),
        default="",
        source="団体が定める標準の流れ（BPR）",
        description="申請の画面に並び、職員が済みにする。その日から受け付けた申請に使う",
    )


def _of_own(key: str) -> Definition[str] | None:
    """Of a procedure the open municipality made and has published, open or closed."""
    code = key.removeprefix(work_line.key_of(""))
    return next((one for one in _of_all_own(code=code)), None)


def _of_all_own(**narrowed: str) -> list[Definition[str]]:
    rows = OwnProcedure.objects.filter(state=OwnProcedure.State.PUBLISHED, **narrowed).order_by("code", "version")
    titles = dict(rows.values_list("code", "title"))  # of the newest version
    return [_steps(code, title) for code, title in titles.items()]


WORK_STEPS = {
    code: define(_steps(code, title))
    for code, title in {p.code: p.title.ja for p in catalogue.load().procedures}.items()
}
define_family(Family(prefix=work_line.key_of(shelf.OWN), one=_of_own, every=_of_all_own))
