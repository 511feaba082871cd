"""Public figures the populations are measured against, typed from 社会・人口統計体系 (e-Stat) by prefecture."""

from dataclasses import dataclass

MOVES_INSIDE_PREFECTURE = 2_709_920 / 123_750_000
"""住民基本台帳人口移動報告 2023: moves between municipalities of one prefecture, over the population estimate."""

MOVES_WITHIN = 0.020
"""2020 census, 5年前の常住地: 9 to 10 % moved inside their municipality in five years."""

SURNAME_SHARES = {10: 0.100, 100: 0.328, 500: 0.591, 1999: 0.790}
"""Share of the population with one of the so many commonest surnames (sum of estimated holders over 126 million)."""


@dataclass(frozen=True)
class Figures:
    """Raw figures of a prefecture: 2020 census, 2023 vital statistics, 2024 estimates, 2025 migration."""

    households: int  # A710101
    members: int  # A710201
    alone: int  # A810105
    nuclear: int  # A810102
    population: int  # A1101
    japanese: int  # A1102
    moved_in: int  # A5103
    moved_out: int  # A5104
    deaths: int  # A4200
    married_women: int  # A1602002
    census_population: int  # A710201 + A710202

    @property
    def move_in(self) -> float:
        """転入 per resident and year."""
        return self.moved_in / self.population + MOVES_INSIDE_PREFECTURE

    @property
    def move_out(self) -> float:
        """転出 per resident and year."""
        return self.moved_out / self.population + MOVES_INSIDE_PREFECTURE


FIGURES = {
    "012084": Figures(
        2_469_063, 5_032_739, 999_825, 1_324_406, 5_043_000, 4_980_000, 53_656, 58_818, 75_120, 1_268_335, 5_224_614
    ),
    "122041": Figures(
        2_767_661, 6_166_145, 1_003_440, 1_572_544, 6_251_000, 6_057_000, 165_248, 157_412, 73_002, 1_540_888, 6_284_480
    ),
    "431001": Figures(
        716_740, 1_678_793, 242_940, 396_063, 1_697_000, 1_669_000, 28_923, 31_256, 24_265, 422_666, 1_738_301
    ),
}
"""北海道 for 北見市, 千葉県 for 船橋市, 熊本県 for 熊本市."""
