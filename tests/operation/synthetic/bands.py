"""The bands in which a population must lie, as docs/synthetic-population.md states them."""

from tests.operation.synthetic.figures import FIGURES, MOVES_WITHIN, SURNAME_SHARES
from tests.operation.synthetic.residents import CHI_SQUARE_95_DF_37, Produced, is_nuclear
from yakuba.standards import names

COLUMNS = frozenset(
    {
        *("最新フラグ", "住民状態", "住民種別", "世帯番号", "氏名", "氏_日本人", "性別", "生年月日", "続柄表記"),
        *("異動年月日", "異動事由", "記載の異動年月日", "記載の事由", "消除の異動年月日", "消除の事由"),
    }
)
"""The columns that are measured."""


def measured(town: Produced, slack: float = 1.0) -> dict[str, tuple[float, float, float]]:
    """Each measure with the least and the most it may be; `slack` widens the bands of small populations."""
    real = FIGURES[town.code]
    count = len(town.residents)
    homes = town.households.values()
    roles = [line["続柄表記"] for line in town.residents]
    married = real.married_women / real.census_population
    spouses = sum(role in ("妻", "夫", "妻（未届）", "夫（未届）") for role in roles) / count
    moved_in = town.per_year("記載の事由", {"11", "12"}, "記載の異動年月日", town.latest)
    moved_out = town.per_year("消除の事由", {"21", "22", "26"}, "消除の異動年月日", town.latest)
    return {
        "pyramid": (town.chi_square(), 0.0, 1.5 * CHI_SQUARE_95_DF_37),
        "household size": _relative(count / len(homes), real.members / real.households, 0.04 * slack),
        "alone": _around(sum(len(one) == 1 for one in homes) / len(homes), real.alone / real.households, 0.03 * slack),
        "nuclear": _around(sum(map(is_nuclear, homes)) / len(homes), real.nuclear / real.households, 0.05 * slack),
        "heads": _relative(roles.count("世帯主") / count, real.households / real.members, 0.04 * slack),
        "spouses": (spouses, married - 0.04 * slack, married + 0.01 * slack),
        "children": (roles.count("子") / count, 0.19, 0.30),
        "chains": (sum("の" in role for role in roles) / count, 0.005, 0.06),
        "foreign": _relative(_foreign_share(town), 1 - real.japanese / real.population, 0.15 * slack),
        "move-ins": _relative(moved_in, real.move_in, 0.25 * slack),
        "moves within": _relative(
            town.per_year("異動事由", {"31"}, "異動年月日", town.lines), MOVES_WITHIN, 0.40 * slack
        ),
        "move-outs": _relative(moved_out, real.move_out, 0.20 * slack),
        "deaths": _relative(
            town.per_year("消除の事由", {"23"}, "消除の異動年月日", town.latest),
            real.deaths / real.population,
            0.2 * slack,
        ),
        "variant characters": (_variant_share(town), 0.005, 0.03),
        **{f"surnames {rank}": _around(share, SURNAME_SHARES[rank], 0.03 * slack) for rank, share in _curve(town)},
    }


def outside(found: dict[str, tuple[float, float, float]]) -> dict[str, tuple[float, float, float]]:
    """Measures that do not lie in their band."""
    return {name: (value, least, most) for name, (value, least, most) in found.items() if not least <= value <= most}


def _relative(value: float, real: float, share: float) -> tuple[float, float, float]:
    return value, real * (1 - share), real * (1 + share)


def _around(value: float, real: float, points: float) -> tuple[float, float, float]:
    return value, real - points, real + points


def _foreign_share(town: Produced) -> float:
    return sum(line["住民種別"] == "2" for line in town.residents) / len(town.residents)


def _variant_share(town: Produced) -> float:
    unusual = "髙﨑邉邊齋齊濵𠮷栁瀨桒德"
    return sum(
        any(one in unusual or "\U000e0100" <= one <= "\U000e01ef" for one in line["氏名"]) for line in town.residents
    ) / len(town.residents)


def _curve(town: Produced) -> list[tuple[int, float]]:
    ranks = {one.kanji: rank for rank, one in enumerate(names.surnames(), 1)}
    plain = str.maketrans("髙﨑邉邊齋濵𠮷栁瀨桒德", "高崎辺辺斎浜吉柳瀬桑徳")
    seen = [ranks.get(line["氏_日本人"].translate(plain), 9_999) for line in town.residents if line["氏_日本人"]]
    return [(rank, sum(one <= rank for one in seen) / len(seen)) for rank in SURNAME_SHARES]
