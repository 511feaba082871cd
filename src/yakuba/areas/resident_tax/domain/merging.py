"""Documents of one person become one row of the law's input: sums over employers, one family, dependants with ages.

What a report does not say is derived as clerks do: the premium behind an earthquake deduction, the part of a housing
credit that income tax could not absorb, an age of the class a dependant is counted in.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from yakuba.areas.resident_tax.domain.layouts import PENSIONS, WAGES
from yakuba.areas.resident_tax.material_shape import AMOUNTS, DEPENDANTS, EMPLOYERS, PEOPLE, Material

_CLASSES: Final = (
    # class, age told for it, relation, cohabiting
    ("specific", 20, "child", True),
    ("elderly_together", 72, "parent", True),
    ("elderly", 72, "other", False),
    ("general", 30, "other", True),
    ("under16", 10, "child", True),
)
_AGE_OF_ELDERLY_SPOUSE: Final = 72
_AGE_OF_SPOUSE: Final = 45


def merged(fiscal_year: int, documents: pl.DataFrame, relatives: pl.DataFrame, everybody: pl.DataFrame) -> Material:
    """``documents`` and ``relatives`` as ``material`` reads them; ``everybody``: number, birth_date, sex, resident,
    household and kana of the town's people."""
    counted = without_previous_pay(documents)
    facts = everybody.unique("number", keep="first")
    people = _people(counted).join(facts.select("number", "birth_date", "sex", "resident"), on="number", how="left")
    known = _known_relatives(fiscal_year, relatives, facts)
    people = _with_spouse(people, known)
    dependants = _dependants(counted, known)
    people, dependants = _disabled(counted, people, dependants)
    return Material(
        fiscal_year,
        _shaped(people).sort("number"),
        dependants.select(*DEPENDANTS).sort("number", "position"),
        _employers(documents),
    )


def without_previous_pay(documents: pl.DataFrame) -> pl.DataFrame:
    """A year-end adjustment counts the pay of a previous employer in; that employer's own report then adds nothing.

    Recognised by the very amount (支払金額 of one report = 他の支払者が支払った給与等の金額 of another).
    """
    told = documents.filter((pl.col("code") == WAGES) & (pl.col("other_payment") > 0))
    told = told.select("number", "other_payment", teller="line", teller_batch="batch")
    wages = documents.filter(pl.col("code") == WAGES).select("number", "batch", "line", "payment")
    again = wages.join(told, left_on=["number", "payment"], right_on=["number", "other_payment"])
    again = again.filter((pl.col("line") != pl.col("teller")) | (pl.col("batch") != pl.col("teller_batch")))
    once = again.unique(["number", "teller", "teller_batch"], keep="first").select("batch", "line").unique()
    return documents.join(once, on=["batch", "line"], how="anti", maintain_order="left")


def _sum(name: str, code: int | None = None) -> pl.Expr:
    value = pl.col(name).fill_null(0)
    return (value if code is None else pl.when(pl.col("code") == code).then(value).otherwise(0)).sum()


def _most(name: str) -> pl.Expr:
    """Families are told once, to the main employer; whoever is told to two is not counted twice."""
    return pl.col(name).fill_null(0).max()


def _people(documents: pl.DataFrame) -> pl.DataFrame:
    wages = pl.col("code") == WAGES
    old = pl.col("old_long_term_casualty").fill_null(0)
    in_income_tax = pl.when(old <= 10_000).then(old).otherwise(pl.min_horizontal(old // 2 + 5_000, pl.lit(15_000)))
    earthquake = (pl.col("earthquake_deduction").fill_null(0) - in_income_tax).clip(0)
    small = pl.col("small_enterprise_mutual_aid").fill_null(0)
    rest = pl.col("housing_possible").fill_null(0) - pl.col("housing_credit").fill_null(0)
    taxable = pl.col("employment_income").fill_null(0) - pl.col("total_deductions").fill_null(0)
    taxable = taxable.clip(0) // 1000 * 1000
    housing = (pl.col("housing_possible").fill_null(0) > 0) & (rest > 0)
    amounts = {
        "income.salary_revenue": _sum("payment", WAGES),
        "income.pension_revenue": _sum("payment", PENSIONS),
        "paid.social_insurance": (pl.col("social_insurance").fill_null(0) - pl.when(wages).then(small).otherwise(0))
        .clip(0)
        .sum(),
        "paid.small_enterprise_mutual_aid": small.sum(),
        "paid.life_new_general": _sum("life_new_general"),
        "paid.life_new_pension": _sum("life_new_pension"),
        "paid.life_care_medical": _sum("life_care_medical"),
        "paid.life_old_general": _sum("life_old_general"),
        "paid.life_old_pension": _sum("life_old_pension"),
        "paid.earthquake": earthquake.sum(),
        "paid.old_long_term_casualty": old.sum(),
        "credits.housing_loan.remaining": rest.filter(housing).sum(),
        "credits.housing_loan.income_tax_taxable": taxable.filter(housing).sum(),
    }
    return documents.group_by("number", maintain_order=True).agg(
        *(amounts.get(name, pl.lit(0, pl.Int64).first()).cast(pl.Int64).alias(name) for name in AMOUNTS),
        pl.col("housing_move_in").filter(housing).first().alias("credits.housing_loan.move_in"),
        *(_most(name).alias(f"told_{name}") for name in _MARKS),
        pl.col("spouse_income").max().alias("told_spouse_income"),
        (pl.col("spouse_kind").fill_null(0) == 1).any().alias("told_spouse"),
        (pl.col("spouse_deduction").fill_null(0) > 0).any().alias("told_spouse_special"),
        pl.len().cast(pl.Int64).alias("documents"),
        pl.col("employer_key").filter(wages).n_unique().cast(pl.Int64).alias("employers"),
    )


_MARKS: Final = (
    "self_special",
    "self_general",
    "widow",
    "special_widow",
    "single_parent",
    "working_student",
    "spouse_elderly",
)


def _shaped(people: pl.DataFrame) -> pl.DataFrame:
    parent = pl.when(pl.col("sex") == "2").then(pl.lit("mother")).otherwise(pl.lit("father"))
    special = pl.when(pl.col("told_self_special") > 0).then(pl.lit("special"))
    disability = special.when(pl.col("told_self_general") > 0).then(pl.lit("general"))
    made = people.with_columns(
        pl.col("resident").fill_null(False),
        disability.otherwise(None).alias("self.disability"),
        ((pl.col("told_widow") > 0) | (pl.col("told_special_widow") > 0)).alias("self.widow"),
        pl.when(pl.col("told_single_parent") > 0).then(parent).otherwise(None).alias("self.single_parent"),
        (pl.col("told_working_student") > 0).alias("self.working_student"),
        pl.lit(False).alias("self.public_assistance"),
        pl.lit(None, pl.Boolean).alias("credits.housing_loan.specified_acquisition"),
    )
    return made.select(*(pl.col(name).cast(kind) for name, kind in PEOPLE.items()))


def _known_relatives(fiscal_year: int, relatives: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Named relatives, each once, with the birth date the register has: by number, else by reading in the household."""
    born = facts.select(holder="number", by_number="birth_date")
    homes = facts.select("number", "household")
    readings = facts.filter((pl.col("household") != "") & (pl.col("kana") != "")).select(
        "household", by_kana="birth_date", near="number", kana=pl.col("kana").str.split("\n").list.first()
    )
    readings = readings.unique(["household", "kana"], keep="none")
    found = (
        relatives.with_columns(pl.col("kana").fill_null(""))
        .unique(["number", "kind", "kana", "holder"], keep="first", maintain_order=True)
        .join(born, on="holder", how="left", maintain_order="left")
        .join(homes, on="number", how="left", maintain_order="left")
        .join(readings, on=["household", "kana"], how="left", maintain_order="left")
    )
    year_end = pl.date(fiscal_year - 1, 12, 31)
    birth = pl.coalesce("by_number", "by_kana")
    # Who was born on 1 January reaches an age on the last day of the year before (年齢計算ニ関スル法律).
    tomorrow = year_end + pl.duration(days=1)
    had = (tomorrow.dt.month() * 100 + tomorrow.dt.day()) >= (birth.dt.month() * 100 + birth.dt.day())
    age = tomorrow.dt.year() - birth.dt.year() - pl.when(had).then(0).otherwise(1)
    return found.with_columns(birth.alias("birth_date"), age.cast(pl.Int64).alias("age_known")).select(
        "number", "kind", "birth_date", "age_known", "abroad", relative=pl.coalesce("holder", "near")
    )


def claims(fiscal_year: int, relatives: pl.DataFrame, everybody: pl.DataFrame) -> pl.DataFrame:
    """Who claims whom, as far as the register knows the relative: ``number``, ``kind``, ``relative``, each once."""
    known = _known_relatives(fiscal_year, relatives, everybody.unique("number", keep="first"))
    return (
        known.filter(pl.col("relative").is_not_null()).select("number", "kind", "relative").unique(maintain_order=True)
    )


def _with_spouse(people: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    spouses = (
        known.filter(pl.col("kind") == "spouse")
        .unique("number", keep="first")
        .select("number", spouse_born="birth_date")
    )
    joined = people.join(spouses, on="number", how="left", maintain_order="left")
    claimed = pl.col("told_spouse") | pl.col("told_spouse_special")
    age = pl.when(pl.col("told_spouse_elderly") > 0).then(_AGE_OF_ELDERLY_SPOUSE).otherwise(_AGE_OF_SPOUSE)
    return joined.with_columns(
        claimed.alias("spouse.claimed"),
        pl.when(claimed).then(pl.col("told_spouse_income").fill_null(0)).otherwise(None).alias("spouse.income"),
        pl.when(claimed).then(pl.col("spouse_born")).otherwise(None).alias("spouse.birth_date"),
        pl.when(claimed & pl.col("spouse_born").is_null()).then(age).otherwise(None).alias("spouse.age"),
    )


def _counts(documents: pl.DataFrame) -> pl.DataFrame:
    """Heads of each class a person claims."""
    together = pl.col("dep_elderly_cohabiting").fill_null(0)
    return documents.group_by("number", maintain_order=True).agg(
        _most("dep_specific").alias("specific"),
        together.max().alias("elderly_together"),
        (pl.col("dep_elderly").fill_null(0) - together).clip(0).max().alias("elderly"),
        _most("dep_general").alias("general"),
        _most("dep_under16").alias("under16"),
    )


def _dependants(documents: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Those the register knows with their birth date; for the rest of each class so many of its age."""
    age = pl.col("age_known")
    of_class = (
        pl.when(age < 16)
        .then(pl.lit("under16"))
        .when((age >= 19) & (age <= 22))
        .then(pl.lit("specific"))
        .when(age >= 70)
        .then(pl.lit("elderly"))
        .otherwise(pl.lit("general"))
    )
    told = known.filter((pl.col("kind") != "spouse") & pl.col("birth_date").is_not_null())
    told = told.with_columns(of_class.alias("class"))
    heads = _counts(documents).unpivot(index="number", variable_name="class", value_name="heads")
    elderly = heads.filter(pl.col("class") == "elderly_together").select("number", together="heads")
    ranked = told.join(elderly, on="number", how="left", maintain_order="left").with_columns(
        pl.int_range(pl.len()).over("number", "class").alias("rank")
    )
    with_parents = (pl.col("class") == "elderly") & (pl.col("rank") < pl.col("together").fill_null(0))
    ranked = ranked.with_columns(
        pl.when(with_parents).then(pl.lit("elderly_together")).otherwise("class").alias("class")
    )
    taken = ranked.group_by("number", "class").agg(pl.len().alias("taken"))
    rest = heads.join(taken, on=["number", "class"], how="left", maintain_order="left").with_columns(
        (pl.col("heads") - pl.col("taken").fill_null(0).cast(pl.Int64)).clip(0).alias("left")
    )
    unnamed = (
        rest.filter(pl.col("left") > 0)
        .select("number", "class", pl.lit(0).repeat_by("left").alias("each"))
        .explode("each")
    )
    both = pl.concat(
        [
            ranked.select("number", "class", "birth_date"),
            unnamed.select("number", "class", pl.lit(None, pl.Date).alias("birth_date")),
        ]
    )
    ages = {name: age for name, age, _, _ in _CLASSES}
    relations = {name: relation for name, _, relation, _ in _CLASSES}
    homes = {name: together for name, _, _, together in _CLASSES}
    order = {name: place for place, (name, *_) in enumerate(_CLASSES)}
    column = pl.col("class")
    made = both.with_columns(
        pl.when(pl.col("birth_date").is_null()).then(column.replace_strict(ages, return_dtype=pl.Int64)).alias("age"),
        column.replace_strict(relations, return_dtype=pl.String).alias("relation"),
        column.replace_strict(homes, return_dtype=pl.Boolean).alias("cohabiting"),
        column.replace_strict(order, return_dtype=pl.Int64).alias("order"),
        pl.lit(0, pl.Int64).alias("income"),
        pl.lit(None, pl.String).alias("disability"),
    ).sort("number", "order", "birth_date", nulls_last=True, maintain_order=True)
    return made.with_columns(pl.int_range(pl.len()).over("number").cast(pl.Int64).alias("position"))


def _disabled(
    documents: pl.DataFrame, people: pl.DataFrame, dependants: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Reports count disabled relatives without naming them: the first dependants count, then the spouse."""
    heads = documents.group_by("number").agg(
        _most("disabled_special").alias("special"),
        _most("disabled_special_cohabiting").alias("together"),
        _most("disabled_general").alias("general"),
    )
    of = dependants.join(heads, on="number", how="left", maintain_order="left")
    place = pl.col("position")
    special, general = pl.col("special").fill_null(0), pl.col("general").fill_null(0)
    mark = pl.when(place < special).then(pl.lit("special")).when(place < special + general).then(pl.lit("general"))
    home = pl.when(place < special).then(place < pl.col("together").fill_null(0)).otherwise("cohabiting")
    of = of.with_columns(mark.otherwise(None).alias("disability"), home.alias("cohabiting"))
    size = dependants.group_by("number").agg(pl.len().cast(pl.Int64).alias("size"))
    about = people.join(heads, on="number", how="left", maintain_order="left")
    about = about.join(size, on="number", how="left", maintain_order="left")
    at = pl.col("size").fill_null(0)
    first = pl.when(pl.col("spouse.claimed") & (at < special)).then(pl.lit("special"))
    spouse = first.when(pl.col("spouse.claimed") & (at < special + general)).then(pl.lit("general"))
    return about.with_columns(spouse.otherwise(None).alias("spouse.disability")), of


def _employers(documents: pl.DataFrame) -> pl.DataFrame:
    made = documents.with_columns(
        pl.col("code").alias("kind"),
        pl.col("payment").fill_null(0).alias("revenue"),
        pl.col("withheld").fill_null(0),
        (pl.col("ordinary").fill_null(0) > 0).alias("ordinary"),
        (pl.col("secondary").fill_null(0) > 0).alias("secondary"),
        pl.when(pl.col("joined_left") == 2).then("joined_left_on").otherwise(None).alias("left_on"),
    )
    return made.select(*(pl.col(name).cast(kind) for name, kind in EMPLOYERS.items())).sort("number", "batch", "line")
