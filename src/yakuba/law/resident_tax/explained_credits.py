"""The sentences on 税額控除, tapering, 定額減税 and what was withheld."""

from __future__ import annotations

from yakuba.law.resident_tax.trail import Trail, man, yen


def explain_credits(trail: Trail) -> None:
    """One step a credit."""
    _adjustment(trail)
    _plain(trail, "dividend_credit", "配当控除", "dividend_creditable")
    _housing(trail)
    _donation(trail)
    _plain(trail, "foreign_credit", "外国税額控除", "foreign_tax")
    _taper(trail)
    _flat(trail)
    _withheld(trail)


def _told(pair: tuple[int, int]) -> str:
    return f"市町村民税 {yen(pair[0])}、道府県民税 {yen(pair[1])}"


def _inputs(pair: tuple[int, int], **more: int) -> dict[str, int]:
    return {"city": pair[0], "pref": pair[1], **more}


def _adjustment(trail: Trail) -> None:
    pair, diff = trail.pair("adjustment"), trail.found("personal_diff_total")
    taxed = trail.found("taxable") + trail.found("separate_forestry_taxable")
    bound, least, share = trail.law.rows("adjustment")[0]
    if trail.found("total_income") > trail.law.yen("adjustment_income_limit"):
        text = f"合計所得金額が {man(trail.law.yen('adjustment_income_limit'))} を超えるため、調整控除はありません。"
    elif not sum(pair):
        text = "総合課税の課税所得がないため、調整控除はありません。"
    elif taxed <= bound:
        text = (
            f"所得税との人的控除の差の合計 {yen(diff)} と課税所得 {yen(taxed)} の少ない方の {share}%、"
            f"{yen(sum(pair))} を調整控除として引きます（{_told(pair)}）。"
        )
    else:
        text = (
            f"人的控除の差の合計 {yen(diff)} から課税所得の {man(bound)} を超える部分 {yen(taxed - bound)} を引いた額"
            f"（{man(least)} を下回るときは {man(least)}）の {share}%、"
            f"{yen(sum(pair))} を調整控除として引きます（{_told(pair)}）。"
        )
    trail.add("adjustment", sum(pair), text, _inputs(pair, personal_diff_total=diff, taxable=taxed))


def _plain(trail: Trail, name: str, label: str, told: str) -> None:
    given, pair = trail.given(told), trail.pair(name)
    if not given:
        return
    text = f"{label}は {yen(sum(pair))} です（{_told(pair)}。1円未満切上げ、残る所得割まで）。"
    law = "dividend_credit" if name == "dividend_credit" else "地方税法37条の3・314条の8"
    trail.add(name, sum(pair), text, _inputs(pair, given=given), law)


def _housing(trail: Trail) -> None:
    remaining, pair = trail.given("housing_remaining"), trail.pair("housing_credit")
    if not remaining:
        return
    if sum(pair):
        held = "全額" if sum(pair) >= remaining else "法律の限度と残る所得割の範囲で"
        text = (
            f"所得税で引ききれなかった住宅ローン控除 {yen(remaining)} を{held}引きます:"
            f" {yen(sum(pair))}（{_told(pair)}）。"
        )
    else:
        text = (
            f"所得税で引ききれなかった住宅ローン控除 {yen(remaining)} "
            "は、対象となる入居日でないか、引ける所得割がないため引けません。"
        )
    inputs = _inputs(pair, remaining=remaining, move_in=trail.given("housing_move_in"))
    trail.add("housing_credit", sum(pair), text, inputs)


def _donation(trail: Trail) -> None:
    given = {name: trail.given(name) for name in ("furusato", "donation_prefecture", "donation_municipality")}
    if not sum(given.values()):
        return
    pair, special = trail.pair("donation_credit"), trail.pair("donation_special")
    _, less, _ = trail.law.rows("donation_basic")[0]
    cap = trail.law.yen("donation_special_cap")
    if sum(pair):
        text = (
            f"寄附 {yen(sum(given.values()))} のうち {yen(less)} を超える部分について、"
            f"{yen(sum(pair))} を引きます（{_told(pair)}）。"
        )
        if sum(special):
            text += f"うち {yen(sum(special))} はふるさと納税の特例分で、調整控除後の所得割の {cap}% が限度です。"
    else:
        text = f"寄附が {yen(less)} を超えないか、引ける所得割がないため、寄附金税額控除はありません。"
    trail.add("donation_credit", sum(pair), text, {**_inputs(pair), **given}, "donation_basic")


def _taper(trail: Trail) -> None:
    pair = trail.pair("taper")
    if not sum(pair):
        return
    limit = trail.found("income_levy_limit")
    text = (
        f"所得割を引いた後の所得が非課税限度額 {yen(limit)} を下回らないように、所得割を {yen(sum(pair))} 減らします"
        f"（{_told(pair)}）。"
    )
    trail.add("taper", sum(pair), text, _inputs(pair, income_levy_limit=limit), "地方税法附則3条の3第4項・第5項")


def _flat(trail: Trail) -> None:
    rows = trail.law.rows("flat_credit")
    if not rows:
        return
    pair, (each, other_spouse, limit) = trail.pair("flat_credit"), rows[0]
    people = trail.found("dependants_counted") + trail.found("spouse_counted")
    if sum(pair):
        of = f"本人・配偶者・扶養親族一人あたり {yen(each)}" if each else ""
        extra = f"控除対象でない同一生計配偶者 {yen(other_spouse)}" if other_spouse else ""
        text = f"定額減税 {yen(sum(pair))} を引きます（{of or extra}、残る所得割まで。{_told(pair)}）。"
    elif trail.found("total_income") > limit:
        text = f"合計所得金額が {man(limit)} を超えるため、定額減税はありません。"
    elif each:
        text = "引ける所得割がないため、定額減税はありません。"
    else:
        return
    trail.add("flat_credit", sum(pair), text, _inputs(pair, people=people))


def _withheld(trail: Trail) -> None:
    given, pair = trail.given("dividend_levy_withheld"), trail.pair("withheld")
    if not given:
        return
    text = (
        f"すでに特別徴収された配当割額・株式等譲渡所得割額 {yen(given)} のうち "
        f"{yen(sum(pair))} を所得割から引きます（{_told(pair)}）。"
    )
    excess = trail.found("withheld_excess")
    if excess:
        text += f"引ききれない {yen(excess)} は還付するか、均等割などに充てます。"
    trail.add("withheld", sum(pair), text, _inputs(pair, withheld_excess=excess), "地方税法37条の4・314条の9")
