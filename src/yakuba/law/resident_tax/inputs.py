"""A case of the command line, and cases as columns."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from yakuba.law.columns import Ints, column
from yakuba.law.contract import Age, Case, Day, MunicipalityCode, Rate, SignedYen, Whole, Words, Yen
from yakuba.law.parameters import Law
from yakuba.law.resident_tax.income import employment_income
from yakuba.law.resident_tax.ordinance import Fixed, fixed_by
from yakuba.law.resident_tax.tables import NOT_TOLD, UNKNOWN_AGE, Dependants, OrdinanceColumns, Taxpayers

Disability = Literal["general", "special"] | None
DISABILITIES = {None: 0, "general": 1, "special": 2}
SINGLE_PARENTS = {None: 0, "mother": 1, "father": 2}
COVERED = range(2024, 2028)  # fiscal years
RELATIONS = {"child": 0, "parent": 1, "other": 2}


def _yen(description: str) -> Any:
    return Field(default=0, description=f"円。{description}")


class SeparateIncome(Words):
    """Incomes taxed apart (申告分離課税). Losses count as nothing."""

    long_transfer: SignedYen = _yen("土地・建物等の長期譲渡所得")
    short_transfer: SignedYen = _yen("土地・建物等の短期譲渡所得")
    listed_shares: SignedYen = _yen("上場株式等の譲渡所得等")
    listed_dividend: SignedYen = _yen("上場株式等の配当所得等（申告分離課税を選んだもの）")
    futures: SignedYen = _yen("先物取引の雑所得等")


class Income(Words):
    """Incomes of the year before; salary and pension as revenue, all others after costs and special deductions."""

    salary_revenue: Yen = _yen("給与収入（源泉徴収票の支払金額の合計）")
    pension_revenue: Yen = _yen("公的年金等の収入（遺族年金・障害年金は含めない）")
    business: SignedYen = _yen("事業所得。損失は負の数")
    real_estate: SignedYen = _yen("不動産所得。損失は負の数")
    interest: SignedYen = _yen("利子所得（総合課税）")
    dividend: SignedYen = _yen("配当所得（総合課税）")
    transfer_short: SignedYen = _yen("総合課税の短期譲渡所得（特別控除後）")
    transfer_long: SignedYen = _yen("総合課税の長期譲渡所得（特別控除後、2分の1にする前）")
    occasional: SignedYen = _yen("一時所得（特別控除後、2分の1にする前）")
    miscellaneous: SignedYen = _yen("公的年金等以外の雑所得")
    forestry: SignedYen = _yen("山林所得（特別控除後）")
    separate: SeparateIncome = SeparateIncome()
    net_loss_carryover: Yen = _yen("前年以前から繰り越す純損失")


class Paid(Words):
    """What was paid or lost in the income year."""

    social_insurance: Yen = _yen("社会保険料")
    small_enterprise_mutual_aid: Yen = _yen("小規模企業共済等掛金（iDeCo を含む）")
    life_new_general: Yen = _yen("新契約の一般の生命保険料")
    life_new_pension: Yen = _yen("新契約の個人年金保険料")
    life_care_medical: Yen = _yen("介護医療保険料")
    life_old_general: Yen = _yen("旧契約の一般の生命保険料")
    life_old_pension: Yen = _yen("旧契約の個人年金保険料")
    earthquake: Yen = _yen("地震保険料")
    old_long_term_casualty: Yen = _yen("旧長期損害保険料")
    medical: Yen = _yen("医療費")
    medical_reimbursed: Yen = _yen("医療費を補う保険金等")
    self_medication: Yen = _yen("特定一般用医薬品等の購入費")
    casualty_loss: Yen = _yen("災害等による損失（災害関連支出を含む）")
    casualty_reimbursed: Yen = _yen("損失を補う保険金等")
    disaster_expense: Yen = _yen("損失のうち災害関連支出")
    furusato: Yen = _yen("ふるさと納税（都道府県・市区町村への寄附）")
    donation_prefecture: Yen = _yen("都道府県が条例で指定した寄附")
    donation_municipality: Yen = _yen("市区町村が条例で指定した寄附")


class Self(Words):
    """Circumstances of the taxpayer."""

    disability: Disability = Field(default=None, description="障害者 general、特別障害者 special")
    widow: bool = Field(default=False, description="寡婦")
    single_parent: Literal["mother", "father"] | None = Field(default=None, description="ひとり親")
    working_student: bool = Field(default=False, description="勤労学生")
    public_assistance: bool = Field(default=False, description="1月1日に生活扶助を受けている")


class Relative(Words):
    """A person in the taxpayer's livelihood. `income` goes before `salary_revenue`."""

    birth_date: Day | None = Field(default=None, description="生年月日")
    age: Age | None = Field(default=None, description="所得の年の12月31日の年齢（生年月日がないとき）")
    income: Yen | None = Field(default=None, description="円。合計所得金額")
    salary_revenue: Yen | None = Field(default=None, description="円。給与収入だけのとき、その収入")
    disability: Disability = Field(default=None, description="障害者 general、特別障害者 special")
    cohabiting: bool = Field(default=True, description="同居している")


class Spouse(Relative):
    """The spouse."""


class Dependant(Relative):
    """A relative other than the spouse; `parent` is any ascendant (直系尊属) of the taxpayer or the spouse."""

    relation: Literal["child", "parent", "other"] = Field(default="child", description="続柄")


class HousingLoan(Words):
    """住宅借入金等特別税額控除."""

    remaining: Yen = _yen("所得税で引ききれなかった控除額")
    move_in: Day | None = Field(default=None, description="居住開始の日")
    specified_acquisition: bool = Field(default=False, description="特定取得等（消費税8%・10%での取得）")
    income_tax_taxable: Yen | None = Field(default=None, description="円。所得税の課税総所得金額等")


class CreditsTold(Words):
    """What credits need beside incomes and expenses."""

    housing_loan: HousingLoan | None = None
    dividend: Yen = _yen("配当控除の対象となる株式の配当所得（総合課税）")
    foreign_tax: Yen = _yen("所得税で引ききれなかった外国税額")
    dividend_levy_withheld: Yen = _yen("特別徴収された配当割額・株式等譲渡所得割額（申告したもの）")


class PensionRequest(Words):
    """年金特別徴収."""

    continuing: bool = Field(default=True, description="前年度から続いている（仮徴収がある）")
    previous_year_pension_tax: Yen = _yen("前年度の年金所得にかかる年税額")
    pension_part_tax: Yen = _yen("今年度の年金所得にかかる年税額")


class CollectionRequest(Words):
    """Which splits are wanted beside 給与特別徴収 and 普通徴収."""

    pension: PensionRequest | None = None


class OrdinanceTold(Words):
    """What takes the place of the municipality's ordinance."""

    designated_city: bool | None = Field(default=None, description="指定都市（市町村8%・道府県2%）")
    city_rate: Rate | None = Field(default=None, description="市町村民税の所得割の税率。標準 0.06（指定都市 0.08）")
    pref_rate: Rate | None = Field(default=None, description="道府県民税の所得割の税率。標準 0.04（指定都市 0.02）")
    city_per_capita: Yen | None = Field(default=None, description="円。市町村民税の均等割。標準 3000")
    pref_per_capita: Yen | None = Field(default=None, description="円。道府県民税の均等割。標準 1000")
    livelihood_grade: Annotated[Whole, Field(ge=1, le=3)] | None = Field(default=None, description="級地。既定は 1")


class ResidentTaxCase(Case):
    """One taxpayer in one fiscal year. 地方税法; figures and their sources are in law/data/resident-tax.yaml."""

    fiscal_year: Whole = Field(description="年度（前年の所得に課税）")
    municipality: MunicipalityCode | None = Field(default=None, description="市区町村コード 6 桁")
    birth_date: Day | None = Field(default=None, description="生年月日")
    age: Age | None = Field(default=None, description="所得の年の12月31日の年齢（生年月日がないとき）")
    income: Income = Income()
    paid: Paid = Paid()
    self: Self = Self()
    spouse: Spouse | None = None
    dependants: list[Dependant] = []
    credits: CreditsTold = CreditsTold()
    collection_request: CollectionRequest = CollectionRequest()
    ordinance: OrdinanceTold = OrdinanceTold()

    @field_validator("birth_date", "spouse")
    @classmethod
    def _there(cls, given: datetime.date | Spouse | None, info: ValidationInfo) -> datetime.date | Spouse | None:
        year = info.data.get("fiscal_year")  # missing when it was refused itself
        birth = given.birth_date if isinstance(given, Spouse) else given
        if isinstance(year, int) and year in COVERED and birth is not None and birth > datetime.date(year, 1, 1):
            raise PydanticCustomError("contradiction", f"{year} 年1月1日にはまだ生まれていません。")
        return given


def age_at_year_end(birth: datetime.date, year: int) -> int:
    """The age on 31 December of `year`; who is born on 1 January attains an age on the day before the birthday.

    >>> age_at_year_end(datetime.date(2010, 1, 1), 2025)
    16
    """
    return year - birth.year + ((birth.month, birth.day) == (1, 1))


def is_born(person: ResidentTaxCase | Relative, fiscal_year: int) -> bool:
    """Whether someone was there on 31 December of the income year, the day by which relatives count."""
    return person.birth_date is None or person.birth_date.year < fiscal_year


def is_minor(birth: datetime.date, fiscal_year: int, adult_age: int) -> bool:
    """Whether someone is under age on 1 January of the fiscal year (who is born on 2 January just is not)."""
    attained = fiscal_year - birth.year - ((birth.month, birth.day) > (1, 2))
    return attained < adult_age


def ordinance_columns(
    law: Law, codes: Sequence[str | None], told: Sequence[OrdinanceTold] | None = None
) -> OrdinanceColumns:
    """The ordinances of each row's municipality (six digits), with what a case says in its place."""
    fixed = [fixed_by(law, code) for code in codes]
    if told is not None:
        fixed = [
            one.replaced(law, said) if said.model_fields_set else one for one, said in zip(fixed, told, strict=True)
        ]
    names = Fixed.__dataclass_fields__
    return OrdinanceColumns(**{name: np.array([getattr(one, name) for one in fixed]) for name in names})


def one_ordinance(law: Law, code: str, rows: int, told: OrdinanceTold | None = None) -> OrdinanceColumns:
    """The ordinance of one municipality for all its rows, with what is told in its place."""
    one = ordinance_columns(law, [code], None if told is None else [told])
    return OrdinanceColumns.blank(rows, **{name: value[0] for name, value in vars(one).items()})


def columns_of(law: Law, cases: Sequence[ResidentTaxCase]) -> tuple[OrdinanceColumns, Taxpayers, Dependants]:
    """Cases of one fiscal year as columns."""
    year, adult = law.day.year, law.yen("adult_age")
    given: dict[str, list[Any]] = {"age": [_age(case, year) for case in cases]}
    given["minor"] = [
        is_minor(case.birth_date, year, adult) if case.birth_date else (case.age is not None and case.age < adult)
        for case in cases
    ]
    separate = list(SeparateIncome.model_fields)
    _take(given, [name for name in Income.model_fields if name != "separate"], cases, lambda case: case.income)
    _take(given, separate, cases, lambda case: case.income.separate)
    _take(given, list(Paid.model_fields), cases, lambda case: case.paid)
    given["disability"] = [DISABILITIES[case.self.disability] for case in cases]
    given["single_parent"] = [SINGLE_PARENTS[case.self.single_parent] for case in cases]
    _take(given, ["widow", "working_student", "public_assistance"], cases, lambda case: case.self)
    _spouses(given, law, cases)
    _credits(given, cases)
    ordinances = ordinance_columns(law, [case.municipality for case in cases], [case.ordinance for case in cases])
    return ordinances, Taxpayers.blank(len(cases), **given), _dependants(law, cases)


def _take(
    given: dict[str, list[Any]],
    names: Sequence[str],
    cases: Sequence[ResidentTaxCase],
    part: Callable[[ResidentTaxCase], Words],
) -> None:
    parts = [part(case) for case in cases]
    for name in names:
        given[name] = [getattr(one, name) for one in parts]


def _age(person: ResidentTaxCase | Relative, fiscal_year: int) -> int:
    """Age on 31 December of the income year; an unknown one is that of a grown-up below all ages of the law."""
    if person.birth_date is not None:
        return max(age_at_year_end(person.birth_date, fiscal_year - 1), 0)
    return UNKNOWN_AGE if person.age is None else person.age


def _incomes(law: Law, people: Sequence[Relative]) -> Ints:
    earned = employment_income(law, column([one.salary_revenue or 0 for one in people]))
    told = column([NOT_TOLD if one.income is None else one.income for one in people])
    return np.where(told == NOT_TOLD, earned, told)


def _spouses(given: dict[str, list[Any]], law: Law, cases: Sequence[ResidentTaxCase]) -> None:
    spouses = [case.spouse or Spouse() for case in cases]
    given["has_spouse"] = [case.spouse is not None for case in cases]
    given["spouse_income"] = _incomes(law, spouses).tolist()
    given["spouse_age"] = [_age(one, law.day.year) for one in spouses]
    given["spouse_disability"] = [DISABILITIES[one.disability] for one in spouses]
    given["spouse_cohabiting"] = [one.cohabiting for one in spouses]


def _credits(given: dict[str, list[Any]], cases: Sequence[ResidentTaxCase]) -> None:
    loans = [case.credits.housing_loan or HousingLoan() for case in cases]
    given["housing_remaining"] = [one.remaining for one in loans]
    given["housing_move_in"] = [int(one.move_in.strftime("%Y%m%d")) if one.move_in else 0 for one in loans]
    given["housing_specified"] = [one.specified_acquisition for one in loans]
    given["income_tax_taxable"] = [
        NOT_TOLD if one.income_tax_taxable is None else one.income_tax_taxable for one in loans
    ]
    given["dividend_creditable"] = [case.credits.dividend for case in cases]
    given["foreign_tax"] = [case.credits.foreign_tax for case in cases]
    given["dividend_levy_withheld"] = [case.credits.dividend_levy_withheld for case in cases]


def _dependants(law: Law, cases: Sequence[ResidentTaxCase]) -> Dependants:
    kept = [(row, one) for row, case in enumerate(cases) for one in case.dependants if is_born(one, law.day.year)]
    people = [one for _, one in kept]
    return Dependants.blank(
        len(kept),
        owner=[row for row, _ in kept],
        age=[_age(one, law.day.year) for one in people],
        income=_incomes(law, people),
        relation=[RELATIONS[one.relation] for one in people],
        cohabiting=[one.cohabiting for one in people],
        disability=[DISABILITIES[one.disability] for one in people],
    )
