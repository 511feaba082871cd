"""What the core may tell of a person's tax and allowance, with something in every place of the pages."""

from typing import Any

from yakuba.frontyard.portal.own_money import _AMOUNTS, _PAYMENTS

AMOUNTS = dict(
    zip(_AMOUNTS, (4_360_000, 1_700_000, 2_660_000, 154_000, 102_600, 3000, 1000, 1000, 261_600), strict=True)
)
STEP = {
    "text": "給与収入 6,000,000円 から給与所得控除を所得税法別表第五の表で差し引くと、給与所得は 4,360,000円 です。",
    "law": "所得税法28条",
}
TAX: dict[str, Any] = {
    "year": 2026,
    "notice": "2600000001",
    "decided_on": "2026-06-01",
    "method": "ordinary",
    "employer": "北見建設株式会社",
    "amounts": AMOUNTS,
    "per_capita_exempt": False,
    "income_levy_exempt": False,
    "refund": 300,
    "instalments": [
        {"way": "ordinary", "part": 1, "due": "2026-06-30", "yen": 66_600, "open": 0, "state": "paid"},
        {"way": "ordinary", "part": 2, "due": "2026-08-31", "yen": 65_000, "open": 20_000, "state": "late"},
        {"way": "ordinary", "part": 4, "due": "2027-02-01", "yen": 65_000, "open": 65_000, "state": "open"},
        {"way": "pension", "month": "2026-10", "yen": 65_000, "state": "withheld"},
        {"way": "special", "month": "2026-11", "yen": 21_800, "state": "withheld"},
    ],
    "changes": [{"decided_on": "2026-08-01", "refund": 300, "lines": [["annual_tax", 261_900, 261_600]]}],
    "reasons": [
        {"part": part, "steps": [STEP, STEP]} for part in ("income", "deductions", "taxable", "exempt", "levy", "total")
    ],
}
ALLOWANCE: dict[str, Any] = {
    "number": "児2026-00001",
    "state": "held",
    "first": "2026-12",
    "last": "2027-03",
    "month": "2027-03",
    "yen": 25_000,
    "children": [
        {"order": 1, "yen": 10_000, "note": "3歳から18歳の年度末まで・第1子"},
        {"order": 2, "yen": 15_000, "note": "3歳未満・第2子"},
        {"order": 0, "yen": 0, "note": "監護し生計を同じくしていないため、数えません。"},
    ],
    "months": [{"month": f"2027-{month:02d}", "yen": 25_000} for month in (1, 2, 3)],
    "payments": [
        {
            "state": state,
            "yen": 55_000,
            "offset": 5_000 if state == "sent" else 0,
            "pay_on": "2027-02-10",
            "lines": [{"month": "2026-12", "yen": 30_000}, {"month": "2027-01", "yen": 25_000}],
        }
        for state in _PAYMENTS
    ],
}
TOLD = {"tax": [TAX], "allowance": [ALLOWANCE]}
