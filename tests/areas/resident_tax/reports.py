"""Lines of reports for tests, built from the layouts by key."""

from yakuba.areas.resident_tax.domain.examining import Expected
from yakuba.areas.resident_tax.domain.layouts import FINAL_RETURNS, Layout, choose, layouts

KITAMI = Expected(2026, "012084")

WAGE: dict[str, str] = {
    "code": "315",
    "employer_address": "北海道北見市北１条東１丁目１",
    "employer_name": "北見建設株式会社",
    "correction": "0",
    "income_year": "07",
    "address": "北海道北見市端野町５番地",
    "name": "佐藤　太郎",
    "payment": "5500000",
    "withheld": "120000",
    "social_insurance": "800000",
    "birth_era": "1",
    "birth_year": "55",
    "birth_month": "4",
    "birth_day": "1",
    "name_kana": "ｻﾄｳ ﾀﾛｳ",
    "recipient_number": "E-001",
    "municipality_code": "012084",
    "designated_number": "1000001",
    "purpose": "2",
}
PENSION: dict[str, str] = {
    **WAGE,
    "code": "331",
    "payment_1": "1200000",
    "withheld_1": "20000",
    "recipient_number": "P-001",
}
FINAL: dict[str, str] = {
    **{name: WAGE[name] for name in ("address", "name", "birth_era", "birth_year", "birth_month", "birth_day")},
    "code": "700",
    "filer_number": "00123",
    "employer_name": "北見税務署",
    "correction": "0",
    "income_year": "07",
    "name_kana": "ｻﾄｳ ﾀﾛｳ",
    "recipient_number": "1234567890123456",
    "municipality_code": "012084",
}


def layout(code: int = 315, columns: int = 144) -> Layout:
    """The layout of so many columns; of a final return there is one."""
    found = layouts(code)[-1] if code == FINAL_RETURNS else choose(code, columns, 2025)
    assert found is not None
    return found


def cells(columns: int = 144, **changes: str) -> list[str]:
    """The cells of one line; unknown keys of the layout are left out."""
    given = {**{"331": PENSION, "700": FINAL}.get(changes.get("code", ""), WAGE), **changes}
    return [given.get(item.key, "") if item.key else "" for item in layout(int(given["code"]), columns).items]


def line(columns: int = 144, **changes: str) -> str:
    return ",".join(cells(columns, **changes))


def file(*lines: str, end: str = "\r\n") -> bytes:
    return "".join(one + end for one in lines).encode("cp932")
