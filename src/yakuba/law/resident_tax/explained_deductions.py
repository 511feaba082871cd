"""The sentences on 所得控除: what was deducted and, where something was told that gives nothing, why."""

from __future__ import annotations

from yakuba.law.resident_tax.trail import Trail, man, yen


def explain_deductions(trail: Trail) -> None:
    """One step a deduction, and the sum."""
    _casualty(trail)
    _medical(trail)
    _insurance(trail)
    _disability(trail)
    _status(trail)
    _spouse(trail)
    _dependants(trail)
    _basic(trail)
    total = trail.found("total_deductions")
    trail.add("total_deductions", total, f"所得控除の合計は {yen(total)} です。", {}, "地方税法34条・314条の2")


def _casualty(trail: Trail) -> None:
    loss, amount = trail.given("casualty_loss"), trail.found("deduction_casualty")
    if not (loss or trail.given("disaster_expense")):
        return
    share, less = trail.law.rows("casualty")[0]
    inputs = {name: trail.given(name) for name in ("casualty_loss", "casualty_reimbursed", "disaster_expense")}
    if amount:
        text = (
            f"雑損控除は {yen(amount)} です（補てんを除いた損失のうち総所得金額等の {share}% を超える額と、"
            f"災害関連支出のうち {man(less)} を超える額の、多い方）。"
        )
    else:
        text = (
            f"損失が総所得金額等の {share}% を超えず、災害関連支出も {man(less)} を超えないため、雑損控除はありません。"
        )
    trail.add("casualty", amount, text, inputs)


def _medical(trail: Trail) -> None:
    paid, bought, amount = trail.given("medical"), trail.given("self_medication"), trail.found("deduction_medical")
    if not (paid or bought):
        return
    threshold, share, most = trail.law.rows("medical")[0]
    inputs = {name: trail.given(name) for name in ("medical", "medical_reimbursed", "self_medication")}
    floor = min(trail.found("total_income_after_carryover") * share // 100, threshold)
    if trail.found("self_medication_chosen"):
        less, cap = trail.law.rows("self_medication")[0]
        text = (
            f"セルフメディケーション税制で、購入費 {yen(bought)} のうち {yen(less)} を超える額（{yen(cap)} まで）、"
            f"{yen(amount)} を控除します。通常の医療費控除より有利です。"
        )
        trail.add("medical", amount, text, inputs, "self_medication")
        return
    net = paid - trail.given("medical_reimbursed")
    if amount:
        text = (
            f"医療費控除は {yen(amount)} です（支払った医療費 {yen(paid)} "
            f"から補てんされた額を引いた {yen(net)} のうち、"
            f"{yen(floor)}〔{man(threshold)} か総所得金額等の {share}%〕を超える額。限度 {man(most)}）。"
        )
    else:
        text = f"補てんされた額を引いた医療費が {yen(floor)} を超えないため、医療費控除はありません。"
    trail.add("medical", amount, text, inputs)


def _insurance(trail: Trail) -> None:
    social, mutual = trail.found("deduction_social_insurance"), trail.found("deduction_small_enterprise_mutual_aid")
    if social:
        text = f"支払った社会保険料 {yen(social)} の全額を控除します。"
        trail.add("social_insurance", social, text, {}, "地方税法34条1項3号・314条の2第1項3号")
    if mutual:
        text = f"支払った小規模企業共済等掛金（iDeCo を含みます）{yen(mutual)} の全額を控除します。"
        trail.add("small_enterprise_mutual_aid", mutual, text, {}, "地方税法34条1項4号・314条の2第1項4号")
    life = trail.found("deduction_life")
    if life:
        parts = {
            label: trail.found(name)
            for name, label in (
                ("life_general", "一般"),
                ("life_pension", "個人年金"),
                ("life_care_medical", "介護医療"),
            )
        }
        told = "、".join(f"{label} {yen(part)}" for label, part in parts.items() if part)
        cap = trail.law.yen("life_total_cap")
        held = f"合計は {yen(cap)} までなので、" if sum(parts.values()) > cap else ""
        text = f"生命保険料控除: {told}（それぞれ1円未満切上げ）。{held}控除は {yen(life)} です。"
        trail.add("life", life, text, parts, "life_total_cap")
    quake = trail.found("deduction_earthquake")
    if quake:
        _, cap = trail.law.rows("earthquake")[0]
        paid = {name: trail.given(name) for name in ("earthquake", "old_long_term_casualty")}
        text = (
            f"地震保険料控除は {yen(quake)} です（地震保険料 {yen(paid['earthquake'])} の2分の1、旧長期損害保険料 "
            f"{yen(paid['old_long_term_casualty'])} は表による額。1円未満切上げ、合計の限度 {yen(cap)}）。"
        )
        trail.add("earthquake", quake, text, paid)


def _disability(trail: Trail) -> None:
    amount = trail.found("deduction_disability")
    if not amount:
        return
    rows = zip(
        ("disabled_general", "disabled_special", "disabled_cohabiting"),
        ("障害者", "特別障害者", "同居特別障害者"),
        trail.law.rows("disability"),
        strict=True,
    )
    people = [(label, trail.found(name), each) for name, label, (each, _) in rows if trail.found(name)]
    told = "、".join(f"{label} {count}人 × {man(each)}" for label, count, each in people)
    text = f"障害者控除は {told} で {yen(amount)} です。"
    trail.add("disability", amount, text, {label: count for label, count, _ in people})


def _status(trail: Trail) -> None:
    total = trail.found("total_income")
    for name, label, limit in (
        ("widow", "寡婦控除", trail.law.rows("widow")[0][2]),
        ("single_parent", "ひとり親控除", trail.law.rows("single_parent")[0][3]),
        ("working_student", "勤労学生控除", trail.law.rows("working_student")[0][2]),
    ):
        if not trail.given(name):
            continue
        amount = trail.found(f"deduction_{name}")
        if amount:
            text = f"{label}は {yen(amount)} です（合計所得金額 {man(limit)} 以下）。"
        elif total > limit:
            text = f"合計所得金額 {yen(total)} が {man(limit)} を超えるため、{label}はありません。"
        elif name == "widow":
            text = "ひとり親控除を受けるため、寡婦控除はありません。"
        else:
            other = trail.law.rows("working_student")[0][3]
            text = f"勤労によらない所得が {man(other)} を超えるため、勤労学生控除はありません。"
        trail.add(name, amount, text, {"total_income": total})


def _spouse(trail: Trail) -> None:
    if not trail.given("has_spouse"):
        return
    own, income = trail.found("total_income"), trail.given("spouse_income")
    limit, most = trail.law.yen("dependant_income_limit"), trail.law.value("spouse_tiers")[-1]
    inputs = {"total_income": own, "spouse_income": income, "spouse_age": trail.given("spouse_age")}
    if trail.found("spouse_counted"):
        amount = trail.found("deduction_spouse")
        elder = "（70歳以上）" if trail.given("spouse_age") >= trail.law.yen("spouse_elder_age") else ""
        text = f"配偶者{elder}の所得 {yen(income)} が {man(limit)} 以下なので、配偶者控除は {yen(amount)} です。"
        if not amount:
            text = (
                f"合計所得金額 {yen(own)} が {man(most)} を超えるため、配偶者控除はありません。"
                "配偶者は非課税や障害者控除の人数には入ります。"
            )
        trail.add("spouse", amount, text, inputs)
        return
    amount = trail.found("deduction_spouse_special")
    ceiling = trail.law.rows("spouse_special")[-1][0]
    if amount:
        text = (
            f"配偶者の所得 {yen(income)} が {man(limit)} を超え {man(ceiling)} "
            f"以下なので、配偶者特別控除は {yen(amount)} です。"
        )
    elif own > most:
        text = f"合計所得金額 {yen(own)} が {man(most)} を超えるため、配偶者特別控除はありません。"
    else:
        text = f"配偶者の所得 {yen(income)} が {man(ceiling)} を超えるため、配偶者控除も配偶者特別控除もありません。"
    trail.add("spouse_special", amount, text, inputs)


def _dependants(trail: Trail) -> None:
    limit = trail.law.yen("dependant_income_limit")
    _, amounts, _ = trail.law.table("dependant")
    parent = trail.law.rows("dependant_elder_parent")[0][0]
    names = ("under_16", "age_16_to_18", "age_19_to_22", "age_23_to_69", "elder", "elder_parent")
    labels = ("16歳未満", "16歳から18歳", "19歳から22歳（特定）", "23歳から69歳", "70歳以上", "70歳以上の同居の親等")
    people = [
        (label, trail.found(name), each)
        for name, label, each in zip(names, labels, (*amounts, parent), strict=True)
        if trail.found(name)
    ]
    amount = trail.found("deduction_dependants")
    if amount:
        told = "、".join(f"{label} {count}人 × {man(each)}" for label, count, each in people if each)
        text = f"扶養控除は {told} で {yen(amount)} です（所得が {man(limit)} 以下の親族）。"
        trail.add("dependants", amount, text, {label: count for label, count, _ in people}, "dependant")
    if trail.found("under_16"):
        text = (
            f"16歳未満の扶養親族 {trail.found('under_16')}人は、扶養控除はありませんが、非課税の判定の人数に入ります。"
        )
        trail.add("under_16", 0, text, {"under_16": trail.found("under_16")}, "dependant")
    special = trail.found("deduction_specified_relative_special")
    if special:
        text = f"所得が {man(limit)} を超える19歳から22歳の親族について、特定親族特別控除は {yen(special)} です。"
        trail.add("specified_relative_special", special, text)


def _basic(trail: Trail) -> None:
    amount, total = trail.found("deduction_basic"), trail.found("total_income")
    limits, _ = trail.law.table("basic")
    if not amount:
        text = f"合計所得金額 {yen(total)} が {man(limits[-1])} を超えるため、基礎控除はありません。"
    elif total > limits[0]:
        text = f"合計所得金額 {yen(total)} が {man(limits[0])} を超えるため、基礎控除は {yen(amount)} です。"
    else:
        text = f"基礎控除は {yen(amount)} です。"
    trail.add("basic", amount, text, {"total_income": total})
