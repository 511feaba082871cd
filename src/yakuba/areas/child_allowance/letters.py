"""The letters: 認定, 額改定, 消滅, 却下, 返還. Held to what can be printed before anything is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from yakuba.areas.child_allowance import bodies
from yakuba.areas.child_allowance.documents import letter as paper
from yakuba.areas.child_allowance.domain import entitlement, months
from yakuba.areas.child_allowance.domain.right import CARE_WORDS, Right
from yakuba.areas.resident_registry import service as registry
from yakuba.platform.cases.findings import Finding
from yakuba.platform.documents import service as documents
from yakuba.platform.documents.rendering import inspect
from yakuba.platform.jobs import service as jobs
from yakuba.platform.parameters.errors import NoCertifier
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import numbers
from yakuba.platform.tenancy.context import current_context
from yakuba.platform.tenancy.ids import new_uuid7

DESK = "子育て支援課"
DRAW = "child_allowance.draw_letter"
REVIEW = (
    "この決定に不服があるときは、この通知を受け取った日の翌日から起算して３か月以内に、都道府県知事に対して"
    "審査請求をすることができます。決定の取消しの訴えは、この通知を受け取った日の翌日から起算して６か月以内に提起できます。"
)
EVEN_MONTHS = "手当は、偶数の月に、その前月までの２か月分を振り込みます。"
BY_ITSELF = "３歳の誕生日と、18歳・22歳の年度末には、届出がなくても額が変わります。"


@dataclass(frozen=True)
class Text:
    """What one letter says, without addressee and sender."""

    title: str
    body: tuple[str, ...]
    rows: tuple[tuple[str, str], ...] = ()
    children: tuple[tuple[str, str, str, str], ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Telling:
    """Who is told. ``about`` are further persons it names; ``online``: it leaves through the portal too."""

    holder: int
    about: tuple[int, ...] = ()
    online: bool = False


def granted(right: Right, number: str, why: str = "") -> Text:
    """認定通知書."""
    month = entitlement.explained(right, right.first)
    rows = [("受給者番号", number), ("支給開始", f"{months.words(right.first)}分から")]
    rows += [("児童との関係", CARE_WORDS[right.care]), ("手当月額の合計", yen_words(month.yen))]
    body = ("児童手当の認定の請求について、次のとおり認定しました。", *((why,) if why else ()))
    return Text("児童手当　認定通知書", body, tuple(rows), _children(month, right), (EVEN_MONTHS, BY_ITSELF, REVIEW))


def changed(right: Right, number: str, month: str, why: str) -> Text:
    """額改定通知書: from which month how much, beside what it was."""
    before, after = entitlement.totals([right], months.add(month, -1))[0], entitlement.explained(right, month)
    rows = (
        ("受給者番号", number),
        ("改定の理由", why),
        ("改定", f"{months.words(month)}分から"),
        ("改定前の月額", yen_words(before)),
        ("改定後の月額", yen_words(after.yen)),
    )
    body = ("児童手当の額を、次のとおり改定しました。",)
    return Text("児童手当　額改定通知書", body, rows, _children(after, right), (EVEN_MONTHS, BY_ITSELF, REVIEW))


def ended(right: Right, number: str, why: str) -> Text:
    """消滅通知書."""
    rows = (("受給者番号", number), ("消滅の理由", why), ("支給の終わり", f"{months.words(right.last)}分まで"))
    body = ("児童手当の支給を受ける権利は、次のとおり消滅しました。",)
    rest = "まだ振り込まれていない月の分は、次の支払月に振り込みます。払い過ぎがあるときは、別にお知らせします。"
    return Text("児童手当　支給事由消滅通知書", body, rows, (), (rest, REVIEW))


def refused(why: str, basis: str, claimed_on: str) -> Text:
    """認定請求却下通知書."""
    rows = (("請求の日", claimed_on), ("理由", why), ("根拠", basis))
    return Text(
        "児童手当　認定請求却下通知書", ("児童手当の認定の請求を、次の理由により却下しました。",), rows, (), (REVIEW,)
    )


def repay(number: str, amount: int, lines: Mapping[str, int]) -> Text:
    """返還請求書: what was paid too much, by month."""
    told = tuple((f"{months.words(month)}分", yen_words(-yen)) for month, yen in sorted(lines.items()))
    rows = (("受給者番号", number), *told, ("返還していただく額", yen_words(amount)))
    body = ("児童手当を払い過ぎました。次の額をお返しください。納付の方法は、別に納付書でお知らせします。",)
    return Text("児童手当　返還請求書", body, rows, (), (REVIEW,))


def order_words(order: int) -> str:
    """The place of a child in the order; none for who does not count.

    >>> order_words(3), order_words(0)
    ('第3子', '―')
    """
    return f"第{order}子" if order else "―"


def yen_words(yen: int) -> str:
    """Yen as letters say them.

    >>> yen_words(30000)
    '30,000円'
    """
    return f"{yen:,}円"


def _children(month: entitlement.Month, right: Right) -> tuple[tuple[str, str, str, str], ...]:
    born = {child.key: dates.japanese(child.birth_date) for child in right.children}
    return tuple(
        (one.name, born[one.key], f"第{one.order}子" if one.order else "―", yen_words(one.yen))
        for one in month.children
    )


class CannotWrite(Exception):
    """The letter cannot be made; ``finding`` says why and what to do."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(f"{message}。{remedy}")
        self.finding = Finding("error", code, "", message, remedy, "background")


def parties(telling: Telling) -> tuple[registry.Correspondent, registry.Sender]:
    """To whom a letter goes and who sends it, by what may be shown to whom now. Raises CannotWrite."""
    try:
        receiver = bodies.correspondent(telling.holder)
        receiver = receiver or registry.correspondent(telling.holder, telling.about, online=telling.online)
        return receiver, registry.sender(DESK, receiver)
    except registry.NoResident:
        raise CannotWrite("K-21", "通知書の宛先：住民票がない", "宛先を確かめる") from None
    except registry.NotByPost as refusal:
        raise CannotWrite("K-22", str(refusal), "支援措置の責任者に引き継ぐ") from None
    except NoCertifier as refusal:
        raise CannotWrite("K-23", str(refusal), "パラメータの画面で設定する") from None


def set_out(text: Text, telling: Telling, number: str) -> documents.Draft:
    """The letter ready to be issued. Raises CannotWrite."""
    receiver, sender = parties(telling)
    day = dates.japanese(current_context().business_date)
    content = paper.LetterContent(
        text.title, number, day, receiver, sender, text.body, text.rows, text.children, text.closing
    )
    data = paper.layout(content)
    found = inspect(paper.FORM, data)
    if found.missing:
        sign = found.missing[0].character
        raise CannotWrite("K-24", f"通知書：「{sign}」の字形がない", "文字を直すか、外字を依頼する")
    if found.overflow:
        lost = found.overflow[0].lost
        raise CannotWrite("K-25", f"通知書：文字があふれる。「{lost[:40]}」が印字されない", "理由などを短くする")
    return documents.Draft(
        form=paper.FORM,
        title=text.title[:64],
        number=number,
        data=data,
        subjects=tuple(dict.fromkeys([telling.holder, *telling.about])),
        submission=new_uuid7(),
        request={"purpose": "児童手当"},
        fits=found.fits,
    )


def faults(text: Text, telling: Telling) -> list[Finding]:
    """Whether the letter could be made now."""
    try:
        set_out(text, telling, f"児手{current_context().business_date.year}-99999")
    except CannotWrite as refusal:
        return [refusal.finding]
    return []


def issue(text: Text, telling: Telling, case_id: UUID | None = None) -> UUID:
    """Number and freeze a letter in the open transaction; a job draws it. Gives the intent. Raises CannotWrite."""
    year = current_context().business_date.year
    (serial,) = numbers.take(f"allowance-letter-{year}")
    intent = documents.prepare(set_out(text, telling, f"児手{year}-{serial:05d}")).intent.id
    jobs.start(DRAW, {"intent": str(intent), "case": str(case_id or intent)}, key=str(intent))
    return intent


def about(numbers_of: Sequence[int], holder: int) -> tuple[int, ...]:
    """Whom a letter names besides its holder."""
    return tuple(number for number in dict.fromkeys(numbers_of) if number != holder)
