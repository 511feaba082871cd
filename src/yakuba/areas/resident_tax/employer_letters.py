"""特別徴収税額通知 of a decided run: each employer that takes a month of it, with its people and their slips.

Who took the first months and who goes on each get their own months. Of a later decision those employers are told whose
months are others than before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q

from yakuba.areas.resident_tax import assessments, claiming, explaining, letter_post, tax_letters
from yakuba.areas.resident_tax import letter_words as words
from yakuba.areas.resident_tax.breakdown import yen
from yakuba.areas.resident_tax.documents import employer as paper
from yakuba.areas.resident_tax.documents.certificate import Line
from yakuba.areas.resident_tax.documents.employer import Employee, EmployerContent, Month
from yakuba.areas.resident_tax.domain import collecting
from yakuba.areas.resident_tax.models import Assessment, AssessmentRun, Collector
from yakuba.platform.documents import mailings, posts
from yakuba.platform.documents.mailings import Addressed, Held, Letter, Sort
from yakuba.platform.documents.models import Mailing, MailingLetter
from yakuba.platform.documents.posts import Correspondent, Reached, Unreachable
from yakuba.platform.screens import dates
from yakuba.platform.tenancy import numbers

KIND: Final = "resident_tax.employers"
COLUMNS: Final = ("通知番号", "指定番号", "特別徴収義務者", "郵便番号", "所在地", "人数")
PEOPLE: Final = 200
"""People a letter: an employer of more gets several, each with its own cover."""
_TAKEN: Final = (
    "employer_key", "employer_name", "designated_number", "recipient_number", "addressee_number", "notice_number",
    "special", "earlier_collectors",
)  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """The months one employer takes of somebody: yen by month from June, nothing in those of others."""

    person: int
    notice: int
    recipient: str
    months: tuple[int, ...]


@dataclass
class Employer:
    """An employer of a run, its people in the order of its own numbers."""

    key: str
    name: str
    designated: str
    turns: list[Turn] = field(default_factory=list)

    @property
    def totals(self) -> list[int]:
        """Yen by month from June."""
        return [sum(one.months[place] for one in self.turns) for place in range(collecting.MONTHS)]


def ident(key: str, name: str) -> str:
    """By which an employer is found again: its key, or its name where the reports told none (then nobody is joined)."""
    return key or "?" + hashlib.sha256(name.encode()).hexdigest()[:39]


def turns_of(row: Mapping[str, Any]) -> list[tuple[str, str, str, Turn]]:
    """Who takes which months of a row: key, name, designated number, turn. The months add up to the row's."""
    special = row["special"]
    earlier = collecting.earlier_of(row["earlier_collectors"])
    ends = [(one.key, one.name, one.designated, one.until) for one in earlier]
    now = (row["employer_key"], row["employer_name"], row["designated_number"], len(special))
    found, since = [], 0
    for key, name, designated, until in (*ends, now):
        months = tuple(amount if since <= place < until else 0 for place, amount in enumerate(special))
        recipient = row["recipient_number"] if since == 0 else ""  # an employer's own number of the employee
        found.append((key, name, designated, Turn(row["addressee_number"], row["notice_number"], recipient, months)))
        since = until
    return found


def employers(run: AssessmentRun, idents: Iterable[str] | None = None) -> dict[str, Employer]:
    """The employers that are told of a run, all or some of them, by ``ident`` in the order of their numbers."""
    rows = Assessment.objects.filter(run_id=run.id, special__len__gt=0)
    wanted = None if idents is None else set(idents)
    if wanted is not None:
        keys = ["" if one.startswith("?") else one for one in wanted]
        rows = rows.filter(Q(employer_key__in=keys) | ~Q(earlier_collectors="[]"))
    values = list(rows.values(*_TAKEN))
    before = {} if run.initial else _before(run, [row["addressee_number"] for row in values])
    found: dict[str, Employer] = {}
    for row in values:
        for key, name, designated, turn in turns_of(row):
            one = ident(key, name)
            if (wanted is None or one in wanted) and (run.initial or before.get((turn.person, one)) != turn.months):
                found.setdefault(one, Employer(key, name, designated)).turns.append(turn)
    for employer in found.values():
        employer.turns.sort(key=lambda turn: (turn.recipient, turn.notice))
    return dict(sorted(found.items(), key=lambda one: (one[1].designated, one[0])))


def _before(run: AssessmentRun, people: Sequence[int]) -> dict[tuple[int, str], tuple[int, ...]]:
    """The months in force before a later decision, by person and employer."""
    found = {}
    for row in claiming.in_force_before(run, people).values():
        if row.special:
            for key, name, _, turn in turns_of({one: getattr(row, one) for one in _TAKEN}):
                found[turn.person, ident(key, name)] = turn.months
    return found


def _whom(mailing: Mailing) -> list[Addressed]:
    run = tax_letters.run_of(mailing)
    parties = {one.key: one.addressee_number for one in Collector.objects.all()}
    parts = [
        (one, employer.key, part, len(employer.turns[part * PEOPLE : (part + 1) * PEOPLE]))
        for one, employer in employers(run).items()
        for part in range(-(-len(employer.turns) // PEOPLE))
    ]
    serials = numbers.take(f"tax-employer-letter-{run.fiscal_year}", len(parts)) if parts else range(0)
    return [
        Addressed(
            number=f"特徴{run.fiscal_year}-{serial:06d}",
            subject=f"{part}|{one}",
            addressee=parties.get(key),
            pages=paper.pages_of(people),
        )
        for serial, (one, key, part, people) in zip(serials, parts, strict=True)
    ]


def _subject(row: MailingLetter) -> tuple[int, str]:
    part, _, one = row.subject.partition("|")
    return int(part), one


@dataclass(frozen=True)
class Told:
    """What the letters of one file are written from. ``posts``: of employers by key, ``people``: of their people."""

    run: AssessmentRun
    called: words.Names
    employers: Mapping[str, Employer]
    collectors: Mapping[str, Collector]
    posts: Mapping[str, Reached]
    people: Mapping[int, Reached]


def _told(mailing: Mailing, letters: Sequence[MailingLetter]) -> Told:
    run = tax_letters.run_of(mailing)
    found = employers(run, {_subject(row)[1] for row in letters})
    names = {one.key: one.name for one in found.values() if one.key}
    people = {turn.person for row in letters for turn in _part(found, row)}
    return Told(
        run,
        words.names(),
        found,
        {one.key: one for one in Collector.objects.filter(key__in=list(names))},
        letter_post.employers(run.fiscal_year, names),
        posts.reached(sorted(people)),
    )


def _part(found: Mapping[str, Employer], row: MailingLetter) -> list[Turn]:
    part, one = _subject(row)
    return found[one].turns[part * PEOPLE : (part + 1) * PEOPLE] if one in found else []


def _receiver(told: Told, row: MailingLetter) -> Correspondent | Held:
    """Where a letter goes: an office near a protected person's home is named to no employer either."""
    employer = told.employers[_subject(row)[1]]
    turns = _part(told.employers, row)
    post = told.posts.get(employer.key, Unreachable("特別徴収義務者の番号が課税資料にない。資料を直し、個別に送る"))
    if isinstance(post, Unreachable):
        return Held(f"{employer.name}：{post.why}")
    unnamed = [turn.person for turn in turns if not told.people[turn.person].name]
    if unnamed:
        return Held(f"宛名番号{unnamed[0]}：{posts.NOBODY}")
    number = told.collectors[employer.key].addressee_number if employer.key in told.collectors else None
    stopped = letter_post.may_name([turn.person for turn in turns], employer.name, number)
    if stopped:
        return Held(stopped)
    tells = all(told.people[turn.person].names_the_office for turn in turns)
    return Correspondent(f"{post.name}　御中", post.postcode, post.address, tells)


def _compose(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, Letter | Held]:
    told, senders = _told(mailing, letters), posts.Senders(words.DESK)
    rows = _rows(told.run, [turn.person for row in letters for turn in _part(told.employers, row)])
    found: dict[int, Letter | Held] = {}
    for row in letters:
        if not _part(told.employers, row):
            continue
        receiver = _receiver(told, row)
        if isinstance(receiver, Held):
            found[row.place] = receiver
            continue
        content = content_of(told, row, receiver, senders, rows)
        line = (row.number, content.designated, receiver.name, receiver.postcode, receiver.address)
        people = tuple(turn.person for turn in _part(told.employers, row))
        found[row.place] = Letter(data=paper.layout(content), people=people, line=(*line, str(len(people))))
    return found


def _rows(run: AssessmentRun, people: Sequence[int]) -> dict[int, tuple[Assessment, Mapping[str, Any]]]:
    rows = list(Assessment.objects.filter(run_id=run.id, addressee_number__in=list(people)))
    return {row.addressee_number: (row, told) for row, told in zip(rows, explaining.answers_of(rows), strict=True)}


def _envelopes(mailing: Mailing, letters: Sequence[MailingLetter]) -> dict[int, mailings.Envelope | Held]:
    """Addressee and contact, and the people's addresses on their slips."""
    told, senders = _told(mailing, letters), posts.Senders(words.DESK)
    found: dict[int, mailings.Envelope | Held] = {}
    for row in letters:
        turns = _part(told.employers, row)
        if not turns:
            continue
        receiver = _receiver(told, row)
        if isinstance(receiver, Held):
            found[row.place] = receiver
        else:
            addresses = [_address(told.people[turn.person]) for turn in turns]
            found[row.place] = {**posts.envelope(receiver, senders.to(receiver)), "addresses": addresses}
    return found


def _address(post: Reached) -> str:
    """An employee's address on the slip, which passes through the employer: none of a protected person."""
    if isinstance(post, Unreachable) or not post.names_the_office:
        return ""
    return " ".join(filter(None, (f"〒{post.postcode}" if post.postcode else "", post.address)))


Rows = Mapping[int, tuple[Assessment, Mapping[str, Any]]]


def content_of(
    told: Told, row: MailingLetter, receiver: Correspondent, senders: posts.Senders, rows: Rows
) -> EmployerContent:
    """What one letter to an employer says."""
    run, called = told.run, told.called
    part, one = _subject(row)
    employer, turns = told.employers[one], _part(told.employers, row)
    parts = -(-len(employer.turns) // PEOPLE)
    year, said = words.year_words(run.fiscal_year), "決定" if run.initial else "変更"
    sender = senders.to(receiver)
    people = [_employee(told, turn, *rows[turn.person]) for turn in turns]
    share = f"（{parts}通のうち{part + 1}通目、{len(turns):,}人分）" if parts > 1 else ""
    slip = f"{year}　{called.taxes}　特別徴収税額の{said}通知書"
    return EmployerContent(
        title=f"{year} {called.taxes} 特別徴収税額の{said}通知書",
        heading=f"{year}　{called.taxes}\n特別徴収税額の{said}通知書（特別徴収義務者用）",
        number=row.number,
        day=dates.japanese(claiming.decided_on(run)),
        receiver=receiver,
        sender=sender,
        designated=employer.designated,
        body=_body(run, called, said),
        facts=[
            ("指定番号", employer.designated or "―"),
            ("人数", f"{len(employer.turns):,}人{share}"),
            ("年額の合計", yen(sum(employer.totals))),
        ],
        months=_months(told, employer),
        texts=[_DUTIES, *([] if run.initial else [_BACK]), words.contesting(called)],
        list_title=f"{year}　特別徴収税額の一覧",
        slip_title=f"{slip}（納税義務者用）",
        slip_text="　".join(words.contesting(called)) + f"　問い合わせ先：{sender.section}　電話 {sender.telephone}",
        employees=people,
        totals=employer.totals,
        first=part * PEOPLE,
        last_part=part == parts - 1,
    )


_BACK: Final[Line] = (
    "納入した額が多くなったとき",
    "変更後の額より多く納入された分は、納入した事業所に還付するか、未納の額に充てます（別にお知らせします）。"
    "変更の前に給与からの徴収が終わっていた人の分は、本人に還付します。",
)
_DUTIES: Final[Line] = (
    "お願い",
    "毎月の給与から、一覧のとおり引いて、翌月10日（納期の特例の承認を受けたときは12月10日と6月10日）までに納入してください"
    "（地方税法321条の5）。同封の納税義務者用の通知書は、本人のほかの人に見えないように、5月31日まで（変更のときは届いたらすぐ）に本人に渡してください。"
    "退職・休職・転勤などで給与を支払わなくなったときは、翌月10日までに給与所得者異動届出書を出してください。",
)


def _body(run: AssessmentRun, called: words.Names, said: str) -> str:
    article = "321条の4" if run.initial else "321条の6"
    year = words.year_words(run.fiscal_year)
    return (
        f"　{words.cause(run)}、" if words.cause(run) else "　"
    ) + f"地方税法{article}により、{year}の{called.taxes}の特別徴収税額を次のとおり{said}したので通知します。"


def _months(told: Told, employer: Employer) -> list[Month]:
    kept = told.collectors.get(employer.key)
    decided = claiming.decided_on(told.run)
    found = []
    for place, amount in enumerate(employer.totals):
        due = collecting.pay_in_on(told.run.fiscal_year, place + 1, kept.halves if kept else False, decided)
        found.append(Month(f"{collecting.month_of(place + 1)}月", dates.short_japanese(due), yen(amount)))
    return found


def _employee(told: Told, turn: Turn, row: Assessment, answer: Mapping[str, Any]) -> Employee:
    post = told.people[turn.person]
    incomes, deductions = tax_letters.parts_of(row, answer)
    return Employee(
        name=post.name,
        address=_address(post),
        recipient=turn.recipient,
        notice=str(turn.notice),
        months=turn.months,
        incomes=incomes,
        deductions=[one for one in deductions if one[1] != yen(0)],
        taxes=_taxes(row, told.called, turn),
        note=_note(row, turn),
    )


def _taxes(row: Assessment, called: words.Names, turn: Turn) -> list[Line]:
    found = [
        (f"{called.municipal}　所得割", row.city_income_levy),
        (f"{called.municipal}　均等割", row.city_per_capita),
        (f"{called.prefectural}　所得割", row.pref_income_levy),
        (f"{called.prefectural}　均等割", row.pref_per_capita),
        ("森林環境税（国税）", row.forest_tax),
        ("年税額", row.annual_tax),
        *([("減免額", row.relief)] if row.relief else []),
        ("この事業所の給与から", sum(turn.months)),
    ]
    return [(label, yen(amount)) for label, amount in found]


def _note(row: Assessment, turn: Turn) -> str:
    """What is paid otherwise, so that the slip adds up to the year's tax."""
    others = (
        ("ほかの事業所の給与から", sum(row.special) - sum(turn.months)),
        ("年金から", sum(row.pension)),
        ("納付書・口座振替で（別に通知します）", sum(row.ordinary)),
        ("納期の来た分の減額（納付済みのときは別にお知らせします）", row.refund),
    )
    told = "、".join(f"{label} {yen(amount)}" for label, amount in others if amount)
    return f"この通知書の額のほか：{told}。" if told else "年税額の全部を、この事業所の給与から引きます。"


def register_sort() -> None:
    """Called once at start."""
    mailings.register_sort(
        Sort(
            kind=KIND,
            form=paper.FORM,
            duty=assessments.DUTY,
            columns=COLUMNS,
            whom=_whom,
            compose=_compose,
            envelopes=_envelopes,
        )
    )
