"""現況届 of a year: who must file it, who has, and the letters that ask for it and remind of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yakuba.areas.child_allowance import letters, mailings, notices, rights
from yakuba.areas.child_allowance.domain import entitlement, months, yearly
from yakuba.areas.child_allowance.domain.right import Right
from yakuba.areas.child_allowance.mailings import About, Addressed, CannotMail, Composed
from yakuba.areas.child_allowance.models import AllowanceVersion, Mailing, MailingLetter
from yakuba.platform.screens import dates
from yakuba.platform.tenancy.context import current_context

COLUMNS = ("年", "提出の理由", "提出期限", "児童", "振込先")
HOW = "オンライン（児童手当の現況届）か、窓口、郵送で出せます。わかっていることは、入力済みです。"
ELSE = (
    "出ないときは、８月分から（10月に振り込む分から）支払を止めます（児童手当法第11条）。出ると、止めた分も支払います。"
)
TWO_YEARS = "そのまま２年たつと、時効により受けられなくなります。"


@dataclass(frozen=True)
class Line:
    """One recipient who is asked in a year. ``is_held``: the next payment stays back for it."""

    row: AllowanceVersion
    right: Right
    grounds: tuple[str, ...]
    is_filed: bool
    is_held: bool

    @property
    def words(self) -> str:
        """The reasons in words."""
        return "、".join(yearly.WORDS[one] for one in self.grounds)


def listed(year: int) -> list[Line]:
    """Everybody asked in a year, by number, filed or not. Who stopped receiving since is not asked any more."""
    today = months.of(current_context().business_date)
    through = months.paid_through(today, regular=True)
    found = []
    for row in AllowanceVersion.objects.filter(is_latest=True).exclude(state="ended").order_by("number"):
        right = rights.value_of(row)
        if grounds := yearly.grounds_in(right, year):
            held = yearly.missing(right, through) == year
            found.append(Line(row, right, grounds, yearly.is_filed(right, year), held))
    return found


def not_filed(year: int) -> list[Line]:
    """Those whose report of the year is not there."""
    return [one for one in listed(year) if not one.is_filed]


def ask(year: int) -> Mailing:
    """Begin the letters that ask for a year's report, once a year. Raises CannotMail, access.Refused."""
    newest = current_context().business_date.year
    if year != newest:
        raise CannotMail(f"お知らせを作れるのは、{newest}年の分だけです")
    return mailings.start(About(kind=Mailing.Kind.ASKED, key=str(year), year=year))


def remind(year: int) -> Mailing:
    """Begin the letters to who has not filed by the last day; again and again. Raises CannotMail, access.Refused."""
    last = yearly.due_on(year)
    if current_context().business_date <= last:
        raise CannotMail(f"提出期限（{dates.japanese(last)}）が過ぎてから作ります")
    before = Mailing.objects.filter(kind=Mailing.Kind.REMINDED, year=year)
    if before.filter(state=Mailing.State.MAKING).exists():
        raise CannotMail("前の督促を作り終わるまで待ってください")
    return mailings.start(About(kind=Mailing.Kind.REMINDED, key=f"{year}/{before.count() + 1}", year=year))


def mailings_of(year: int) -> list[Mailing]:
    """The letters of a year's report, the newest first."""
    return list(Mailing.objects.filter(year=year, run_id=None).order_by("-started_at", "-id"))


def _whom(mailing: Mailing) -> list[Addressed]:
    return [
        Addressed(right_id=one.row.right_id, right_number=one.row.number, claimant=one.row.claimant_number)
        for one in not_filed(mailing.year or 0)
    ]


def _compose(mailing: Mailing, rows: Sequence[MailingLetter]) -> Mapping[int, Composed]:
    """Who has filed since the list was frozen gets no letter."""
    year = mailing.year or 0
    waiting = {one.row.right_id: one for one in not_filed(year)}
    found = {}
    for row in rows:
        line = waiting.get(row.right_id)
        if line is None:
            continue
        account = notices.masked(line.right.account)
        cells = (
            str(year),
            line.words,
            dates.japanese(yearly.due_on(year)),
            " ".join(child.name for child in line.right.children if not child.last),
            account,
        )
        telling = letters.Telling(line.right.claimant, letters.about(line.right.numbers, line.right.claimant))
        found[row.place] = Composed(_text(mailing, line, account), telling, cells)
    return found


def _text(mailing: Mailing, line: Line, account: str) -> letters.Text:
    year, reminds = mailing.year or 0, mailing.kind == Mailing.Kind.REMINDED
    last = dates.japanese(yearly.due_on(year))
    body = (
        f"児童手当の現況届が、提出期限（{last}）を過ぎても出ていません。すぐに出してください。"
        if reminds
        else f"児童手当を続けて受けるために、{last}までに現況届を出してください。",
        "次のとおり届け出られています。変わったところがあれば、現況届に書いてください。",
    )
    rows = (
        ("受給者番号", line.row.number),
        ("提出をお願いする理由", line.words),
        ("提出期限", last),
        ("出し方", HOW),
        ("振込先", account),
    )
    month = months.of(current_context().business_date)
    children = notices.children_of(line.right, [max(month, line.right.first)])
    told = (ELSE, TWO_YEARS) if reminds else (ELSE,)
    return letters.Text(
        f"児童手当　現況届の{'督促' if reminds else 'お知らせ'}（{year}年）", body, rows, children, told
    )


def register_sorts() -> None:
    """Called once at start."""
    for kind in (Mailing.Kind.ASKED, Mailing.Kind.REMINDED):
        mailings.register_sort(kind, mailings.Sort(_whom, _compose, COLUMNS))


def monthly_of(lines: Sequence[Line]) -> list[int]:
    """This month's yen of each line, in one pass."""
    month = months.of(current_context().business_date)
    return entitlement.totals([one.right for one in lines], month) if lines else []
