"""Made-up letters of the tax, for pictures, for tests of the forms and for the bench: no resident is in them."""

from __future__ import annotations

from typing import Final

from yakuba.areas.resident_tax.documents.employer import MONTHS, Employee, EmployerContent, Month
from yakuba.areas.resident_tax.documents.notice import Bill, NoticeContent, Pension
from yakuba.areas.resident_tax.letter_words import BY_PENSION, PAYING, Names, contesting, ground
from yakuba.platform.documents.posts import Correspondent, Sender
from yakuba.platform.documents.rendering import JSON

CALLED: Final = Names("見本市", "市民税", "県民税")
SEAL: Final[dict[str, JSON]] = {"side": 22, "columns": [["見", "本", "市"], ["長", "之", "印"]]}
SENDER: Final = Sender(
    title="見本県　見本市長",
    name="見本　花子",
    note="",
    seal=SEAL,
    section="見本市　税務課",
    address="〒090-0024 見本県見本市本町１丁目１番地",
    telephone="0157-00-0000",
    training=False,
)
_DEDUCTIONS: Final = (
    *(
        "雑損控除",
        "医療費控除",
        "社会保険料控除",
        "小規模企業共済等掛金控除",
        "生命保険料控除",
        "地震保険料控除",
        "障害者控除",
    ),
    *(
        "寡婦控除",
        "ひとり親控除",
        "勤労学生控除",
        "配偶者控除",
        "配偶者特別控除",
        "扶養控除",
        "特定親族特別控除",
        "基礎控除",
    ),
    *("所得控除の合計", "課税標準額"),
)
_INCOMES: Final = ("給与収入", "給与所得", "公的年金等の収入", "公的年金等の雑所得", "合計所得金額", "総所得金額等")


def _yen(amount: int) -> str:
    return f"{amount:,}円"


def _name(seed: int) -> str:
    return f"見本　{'一二三四五六七八九'[seed % 9]}{seed}郎"


def notice(seed: int) -> NoticeContent:
    """A tax notice with bills and pension, every name, number and amount another than with other seeds."""
    levy, tax = 90_000 + 100 * (seed % 900), 95_000 + 100 * (seed % 900)
    place = f"見本県見本市本町{seed}丁目{seed % 97}番{seed % 13}号　見本荘{seed}号室"
    return NoticeContent(
        title=f"令和8年度 {CALLED.taxes} 納税通知書",
        heading=f"令和8年度　{CALLED.taxes}\n納税通知書",
        number=str(2_600_000_000 + seed),
        day="令和8年6月10日",
        receiver=Correspondent(f"{_name(seed)}　様", f"090-{seed % 10_000:04d}", place, True),
        sender=SENDER,
        body=f"　令和8年度の{CALLED.taxes}を、次のとおり決定したので通知します。",
        taxes=[
            ("市民税", _yen(levy * 6 // 10), "3,000円", _yen(levy * 6 // 10 + 3_000)),
            ("県民税", _yen(levy * 4 // 10), "1,000円", _yen(levy * 4 // 10 + 1_000)),
            ("森林環境税（国税）", "―", "1,000円", "1,000円"),
        ],
        settled=[
            ("年税額", _yen(tax)),
            ("年金から引かれる額（年金特別徴収）", _yen(tax // 2)),
            ("納付書・口座振替で納める額（普通徴収）", _yen(tax - tax // 2)),
        ],
        changed=False,
        bills=[
            Bill(f"第{n}期", f"令和{8 + n // 4}年{(6, 8, 10, 1)[n - 1]}月30日", _yen(tax // 8 + n)) for n in range(1, 5)
        ],
        pension=Pension(
            [(f"{month}月", _yen(tax // 12 + month)) for month in (4, 6, 8, 10, 12, 2)],
            f"年金の支払者：見本年金機構。次の年度の仮徴収：4月 {_yen(seed)}、6月 {_yen(seed)}、8月 {_yen(seed)}。",
        ),
        incomes=[(label, _yen(1_000_000 + 37 * seed + at)) for at, label in enumerate(_INCOMES)],
        deductions=[(label, _yen(330_000 + 11 * seed + at)) for at, label in enumerate(_DEDUCTIONS)],
        texts=[ground(CALLED), PAYING, BY_PENSION, contesting(CALLED)],
    )


def _employee(seed: int) -> Employee:
    month = 8_000 + seed % 9_000
    parts = ("市民税　所得割", "市民税　均等割", "県民税　所得割", "県民税　均等割", "森林環境税（国税）")
    return Employee(
        name=_name(seed),
        address=f"〒090-{seed % 10_000:04d} 見本県見本市本町{seed}丁目{seed % 97}番{seed % 13}号",
        recipient=f"E-{seed:05d}",
        notice=str(2_600_000_000 + seed),
        months=[month + 700, *[month] * 11],
        incomes=[(label, _yen(3_960_000 + seed + at)) for at, label in enumerate(_INCOMES)],
        deductions=[
            (label, _yen(330_000 + 11 * seed + at)) for at, label in enumerate((*_DEDUCTIONS[2:6], *_DEDUCTIONS[-3:]))
        ],
        taxes=[
            *((label, _yen(1_000 + seed + at)) for at, label in enumerate(parts)),
            ("年税額", _yen(month * 12 + 700)),
            ("この事業所の給与から", _yen(month * 12 + 700)),
        ],
        note="年税額の全部を、この事業所の給与から引きます。",
    )


def employer(seed: int, people: int) -> EmployerContent:
    """A letter to an employer with its people and their slips."""
    employees = [_employee(seed * 1_000 + place) for place in range(people)]
    totals = [sum(one.months[place] for one in employees) for place in range(len(MONTHS))]
    asked = "毎月の給与から、一覧のとおり引いて、翌月10日までに納入してください（地方税法321条の5）。"
    return EmployerContent(
        title=f"令和8年度 {CALLED.taxes} 特別徴収税額の決定通知書",
        heading=f"令和8年度　{CALLED.taxes}\n特別徴収税額の決定通知書（特別徴収義務者用）",
        number=f"特徴2026-{seed:06d}",
        day="令和8年5月15日",
        receiver=Correspondent(f"見本建設株式会社{seed}　御中", "090-0024", f"見本県見本市本町{seed}丁目１番地", True),
        sender=SENDER,
        designated=f"{1_000_000 + seed}",
        body=f"　地方税法321条の4により、令和8年度の{CALLED.taxes}の特別徴収税額を次のとおり決定したので通知します。",
        facts=[("指定番号", f"{1_000_000 + seed}"), ("人数", f"{people}人"), ("年額の合計", _yen(sum(totals)))],
        months=[Month(label, "令8.7.10", _yen(yen)) for label, yen in zip(MONTHS, totals, strict=True)],
        texts=[("お願い", asked), contesting(CALLED)],
        list_title="令和8年度　特別徴収税額の一覧",
        slip_title=f"令和8年度　{CALLED.taxes}　特別徴収税額の決定通知書（納税義務者用）",
        slip_text="　".join(contesting(CALLED)) + "　問い合わせ先：見本市　税務課　電話 0157-00-0000",
        employees=employees,
        totals=totals,
        first=0,
        last_part=True,
    )
