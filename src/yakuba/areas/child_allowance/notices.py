"""What the letters around a payment say: 支払通知書, 振込不能のお知らせ. Without addressee and sender."""

from collections.abc import Sequence
from datetime import date

from yakuba.areas.child_allowance import transfer_file
from yakuba.areas.child_allowance.domain import entitlement, months
from yakuba.areas.child_allowance.domain.right import Right
from yakuba.areas.child_allowance.letters import Text, order_words, yen_words
from yakuba.areas.child_allowance.models import Payment
from yakuba.platform.screens import dates
from yakuba.standards.money.accounts import Account

KINDS = {"ordinary": "普通", "current": "当座", "savings": "貯蓄"}
SHOWN_DIGITS = 3
CLOSING = ("振込先を変えるときは、口座の変更を届け出てください。", "額についてわからないことは、お尋ねください。")
MEND = "オンライン（児童手当の振込口座の変更）か、窓口で届け出てください。通帳など、口座番号のわかるものが要ります。"


def masked(account: Account | None) -> str:
    """An account as a letter may say it: the last digits only, and no holder.

    >>> masked(Account(bank="0001", branch="002", kind="ordinary", number="0123456", holder="ヤマダ"))
    '金融機関0001　支店002　普通　****456'
    """
    if account is None:
        return "―"
    hidden = "*" * (len(account.number) - SHOWN_DIGITS) + account.number[-SHOWN_DIGITS:]
    return f"金融機関{account.bank}　支店{account.branch}　{KINDS.get(account.kind, account.kind)}　{hidden}"


def spans(wanted: Sequence[str]) -> str:
    """Months in words, what follows without a gap as from and to.

    >>> spans(["2026-10", "2026-11", "2027-01"])
    '令和8年10月から令和8年11月、令和9年1月'
    """
    found: list[list[str]] = []
    for month in sorted(wanted):
        if found and months.add(found[-1][-1], 1) == month:
            found[-1].append(month)
        else:
            found.append([month])
    words = [
        months.words(one[0]) if len(one) == 1 else f"{months.words(one[0])}から{months.words(one[-1])}" for one in found
    ]
    return "、".join(words)


def children_of(right: Right, wanted: Sequence[str]) -> tuple[tuple[str, str, str, str], ...]:
    """Each child with its monthly amount; where that changes between the months, a row for each amount with its months.

    Columns as in ``documents.letter.HEAD``. A child for whom nothing is paid in these months and who does not count
    is left out.
    """
    born = {child.key: dates.japanese(child.birth_date) for child in right.children}
    found: dict[tuple[str, str], dict[tuple[int, int], list[str]]] = {}
    for month in sorted(wanted):
        for one in entitlement.explained(right, month).children:
            if one.order or one.yen:
                found.setdefault((one.key, one.name), {}).setdefault((one.order, one.yen), []).append(month)
    rows = []
    for (key, name), amounts in found.items():
        for (order, yen), of in amounts.items():
            told = name if len(amounts) == 1 else f"{name}（{spans(of)}）"
            rows.append((told, born[key], order_words(order), yen_words(yen)))
    return tuple(rows)


def paid(payment: Payment, right: Right, day: date, today: date) -> Text:
    """支払通知書: for which months how much, for whom, when and where to."""
    lines = sorted(payment.lines.items())
    rows = [("受給者番号", payment.number), ("支払日", dates.japanese(day))]
    rows.append(("振込先", masked(transfer_file.account_of(payment.account))))
    rows += [(f"{months.words(month)}分", _signed(yen)) for month, yen in lines]
    rows.append(("支払額", yen_words(payment.amount)))
    body = [f"児童手当を、次のとおり振り込み{'ました' if day <= today else 'ます'}。"]
    if payment.supplement:
        body.append(f"このうち{yen_words(payment.supplement)}は、前の期間の不足の分です。")
    if payment.offset:
        body.append(f"払い過ぎていた{yen_words(payment.offset)}を差し引きました。")
    children = children_of(right, [month for month, yen in lines if yen > 0])
    closing = (
        "振込先を変えるときは、口座の変更を届け出てください。",
        "額に覚えのないことがあるときは、お尋ねください。",
    )
    return Text("児童手当　支払通知書", tuple(body), tuple(rows), children, closing)


def came_back(payment: Payment, day: date | None) -> Text:
    """振込不能のお知らせ: what did not arrive, why, and how to mend it."""
    rows = [("受給者番号", payment.number)]
    if day is not None:
        rows.append(("支払日", dates.japanese(day)))
    rows.append(("対象の月", spans([month for month, yen in payment.lines.items() if yen > 0])))
    rows.append(("支払額", yen_words(payment.amount)))
    rows.append(("振込先", masked(transfer_file.account_of(payment.account))))
    rows.append(("振り込めなかった理由", payment.returned_for))
    body = (
        "次の児童手当は、届け出のあった口座に振り込むことができませんでした。新しい口座を届け出てください。",
        "口座が変わると、次の支払のときに、この分もいっしょに振り込みます。それまでは、どの口座にも振り込みません。",
    )
    last = "偶数の月の支払に間に合うのは、その前の月の末日までの届出です。"
    return Text("児童手当　振込不能のお知らせ", body, tuple(rows), (), (MEND, last))


def _signed(yen: int) -> str:
    return yen_words(yen) if yen >= 0 else f"－{yen_words(-yen)}（差引き）"
