"""One line of a file as an application: its values converted by the mapping, what is wrong with it said. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from yakuba.frontyard.reception.intake import conversions, faults
from yakuba.frontyard.reception.intake.conversions import listed, narrow
from yakuba.frontyard.reception.intake.faults import Fault, Unreadable
from yakuba.frontyard.reception.intake.mapping import IDENTITIES, PARTS, Item, Plan, narrow_key, plain
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.answers import ACCOUNT_KINDS, MOST_FILES, Problem
from yakuba.platform.cases.procedures.definition import Procedure, Question
from yakuba.platform.tenancy.context import JST
from yakuba.standards import addresses

ANSWERS = ("answers.", "回答.")
KINDS = dict(zip(("普通", "当座", "貯蓄"), ACCOUNT_KINDS, strict=True))
YES_NO = {"はい": "yes", "いいえ": "no", "true": "yes", "false": "no", "有": "yes", "無": "no"}
LONGEST_NUMBER = 64
FIRST_BIRTH = date(1868, 10, 23)
ATTACHMENTS = "@attachments"
"""Under this the headings tell the column of the attachments."""
OpenOn = Callable[[str, date], Procedure | None]
"""The version of a procedure that is open on a day and may be filed from outside; None for none."""


@dataclass(frozen=True)
class Named:
    """An attachment as a line names it: which question it belongs to (blank: nobody knows) and which file it is."""

    question: str
    file: str


@dataclass(frozen=True)
class Application:
    """One application. ``who``: addressee_number or the four items, as ISO day and 1 or 2 where they could be read.

    ``people``: question → words for persons, resolved where the record is. ``headings``: question → its columns.
    """

    service: str
    number: str
    received_at: str
    procedure: str
    version: int
    level: str
    who: Mapping[str, str]
    answers: Mapping[str, Any]
    people: Mapping[str, list[str]]
    files: tuple[Named, ...]
    faults: tuple[Fault, ...]
    headings: Mapping[str, list[str]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def digest(self, hashes: Mapping[str, str]) -> str:
        """What tells it from the same application with other content; ``hashes`` are those of its attachments."""
        told = asdict(replace(self, headings={}, unknown=(), version=0))
        whole = json.dumps({**told, "hashes": dict(hashes)}, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    @property
    def filed_at(self) -> datetime:
        return datetime.fromisoformat(self.received_at)


def convert(cells: Mapping[str, str], plan: Plan, open_on: OpenOn, now: datetime) -> Application:
    """A line's cells by heading → the application. Raises Unreadable where no clerk could make a filing of it."""
    return _Line(cells, plan, now).application(open_on)


def number_of(cells: Mapping[str, str], plan: Plan) -> tuple[str, str]:
    """Service and receipt number of a line, as far as they are there: a line that fails is still told by them."""
    line = _Line(cells, plan, datetime.max.replace(tzinfo=JST))
    service = plan.service or narrow(line.get("service")).lower()
    return service[:32], narrow(line.get("receipt_number"))[:LONGEST_NUMBER]


class _Line:
    def __init__(self, cells: Mapping[str, str], plan: Plan, now: datetime) -> None:
        self.plan, self.now = plan, now
        self.cells = {plain(heading): (heading, value.strip()) for heading, value in cells.items()}
        self.found: list[Fault] = []

    def get(self, column: str) -> str:
        """The value of one of our columns; several headings that are filled are joined by a space."""
        here = [self.cells[plain(one)][1] for one in self.plan.columns.get(column, ()) if plain(one) in self.cells]
        return "　".join(filter(None, here))

    def heading(self, column: str) -> str:
        named = self.plan.columns.get(column, ())
        return next((self.cells[plain(one)][0] for one in named if plain(one) in self.cells), column)

    def fault(self, code: str, column: str, reason: str, remedy: str) -> Fault:
        return Fault(code, self.heading(column), self.get(column), reason, remedy)

    def application(self, open_on: OpenOn) -> Application:
        service, number = self.plan.service or narrow(self.get("service")).lower(), narrow(self.get("receipt_number"))
        if not service or len(service) > 32:
            raise Unreadable(self.fault(faults.UNREAD, "service", "申請サービスが読めない", "32 字までの名前を入れる"))
        if not number or len(number) > LONGEST_NUMBER:
            remedy = "申請サービスが付けた受付番号（64 字まで）を入れて、取り込み直す"
            raise Unreadable(self.fault(faults.UNREAD, "receipt_number", "受付番号がない、または長すぎる", remedy))
        received = self.received()
        procedure, items = self.procedure(open_on, received or self.now)
        values, headings, unknown = self.answers(procedure, items)
        people = {one.id: values[one.id] for one in procedure.steps if one.kind == "people" and one.id in values}
        self.check(procedure, values, headings, (received or self.now).astimezone(JST).date())
        return Application(
            service=service,
            number=number,
            received_at=received.isoformat() if received else "",
            procedure=procedure.code,
            version=procedure.version,
            level=self.level(),
            who=self.who(),
            answers={name: value for name, value in values.items() if name not in people},
            people=people,
            files=self.files(procedure),
            faults=tuple(self.found),
            headings={**headings, ATTACHMENTS: [self.heading("attachments")]},
            unknown=tuple(unknown),
        )

    def received(self) -> datetime | None:
        column, told = "received_at", self.get("received_at")
        try:
            found = conversions.moment(told)
        except (ValueError, OverflowError):
            remedy = "2026-11-24 10:05 か 令和8年11月24日 10時5分 の形にする"
            self.found.append(self.fault(faults.VALUE, column, "受付日時が読めない", remedy))
            return None
        if found > self.now:
            self.found.append(self.fault(faults.VALUE, column, "受付日時が未来", "申請サービスの受付日時に直す"))
            return None
        return found

    def procedure(self, open_on: OpenOn, at: datetime) -> tuple[Procedure, Mapping[str, Item] | None]:
        told, items = narrow_key(self.get("procedure")), None
        code = told
        if self.plan.procedures is not None:
            target = self.plan.procedures.get(told)
            if target is None:
                remedy = "対応表の procedures に書き足して、取り込み直す"
                raise Unreadable(self.fault(faults.UNKNOWN, "procedure", "対応表にない手続き", remedy))
            code, items = target.procedure, target.items
        found = open_on(code, at.astimezone(JST).date())
        if found is None:
            remedy = "手続きの番号と、受付日に外から申請できた手続きかを確かめて、取り込み直す"
            raise Unreadable(self.fault(faults.UNKNOWN, "procedure", "受け付けられる手続きでない", remedy))
        return found, items

    def level(self) -> str:
        told = narrow_key(self.get("identity"))
        level = self.plan.values.get("identity", {}).get(told, told) or "none"
        if level in IDENTITIES:
            return level
        remedy = "対応表の values の identity に書き足すか、signed、email、none のどれかにする"
        self.found.append(self.fault(faults.VALUE, "identity", "本人確認の方法がわからない", remedy))
        return "none"

    def who(self) -> dict[str, str]:
        """Who files, in one form; what is wrong is left as it was and said."""
        number = narrow(self.get("addressee_number"))
        who = {"name": self.get("name"), "address": self.get("address"), "birth_date": "", "sex": ""}
        if number and not (number.isdecimal() and len(number) <= 15):
            remedy = "数字だけにする。わからないときは空にして四項目で探す"
            self.found.append(self.fault(faults.VALUE, "addressee_number", "宛名番号が数字でない", remedy))
        if self.get("birth_date"):
            try:
                born = conversions.day(self.get("birth_date"))
                if not FIRST_BIRTH <= born <= self.now.astimezone(JST).date():
                    raise ValueError(born)
                who["birth_date"] = born.isoformat()
            except ValueError:
                remedy = "昭和55年12月26日 か 1980-12-26 の形にする"
                self.found.append(self.fault(faults.VALUE, "birth_date", "生年月日が読めない", remedy))
        if self.get("sex"):
            told = narrow_key(self.get("sex"))
            sexes = {**conversions.SEXES, **self.plan.values.get("sex", {})}
            who["sex"] = sexes.get(told, "")
            if not who["sex"]:
                self.found.append(self.fault(faults.VALUE, "sex", "性別が読めない", "男か女、または 1 か 2 にする"))
        if not number:
            for column, title in (("name", "氏名"), ("birth_date", "生年月日"), ("sex", "性別"), ("address", "住所")):
                if not self.get(column):
                    remedy = f"宛名番号か、四項目の{title}を入れる"
                    self.found.append(self.fault(faults.NOBODY, column, f"{title}がない", remedy))
        return {**who, "addressee_number": number}

    def answers(
        self, procedure: Procedure, items: Mapping[str, Item] | None
    ) -> tuple[dict[str, Any], dict[str, list[str]], list[str]]:
        """Values by question, the columns they came from, and headings nobody knows."""
        values: dict[str, Any] = {}
        headings: dict[str, list[str]] = {}
        unknown = []
        questions = {one.id: one for one in procedure.steps if one.kind != "file"}
        for key, (heading, value) in self.cells.items():
            item = items.get(key) if items is not None else self._own(key, questions)
            question = questions.get(item.question) if item else None
            if item is None or question is None:
                if value and key not in self.plan.known and not self._of_another(key):
                    unknown.append(heading)
                continue
            headings.setdefault(question.id, []).append(heading)
            if value:
                _put(values, question, item, value)
        return values, headings, unknown

    def _own(self, key: str, questions: Mapping[str, Question]) -> Item | None:
        """Columns of our own layout: answers.question, answers.question.part."""
        prefix = next((one for one in ANSWERS if key.startswith(one)), None)
        if prefix is None:
            return None
        id_, _, part = key.removeprefix(prefix).partition(".")
        question = questions.get(id_)
        fits = question is not None and (not part or part in PARTS.get(question.kind, ()))
        return Item(id_, part) if fits else None

    def _of_another(self, key: str) -> bool:
        """Whether the column belongs to another procedure of the same file."""
        if self.plan.procedures is None:
            return False
        return any(key in one.items for one in self.plan.procedures.values())

    def check(
        self, procedure: Procedure, values: Mapping[str, Any], headings: Mapping[str, list[str]], day: date
    ) -> None:
        kinds = {one.id: one.kind for one in procedure.steps}
        titles = {one.id: one.title.ja for one in procedure.steps}
        for problem in reading.check(procedure, values, day).problems:
            if kinds[problem.question] != "file":  # a paper can be added to the filing itself
                self.found.append(self._answer_fault(problem, headings, titles[problem.question]))

    def _answer_fault(self, problem: Problem, headings: Mapping[str, list[str]], title: str) -> Fault:
        here = headings.get(problem.question) or [f"answers.{problem.question}"]
        column = next((one for one in here if one.endswith(f".{problem.part}")), here[0])
        value = self.cells[plain(column)][1] if plain(column) in self.cells else ""
        remedy = f"「{title}」の値を直す" if value else f"「{title}」の値を入れる。列がなければ対応表に書き足す"
        return Fault(faults.ANSWER, column, value, problem.message.ja, remedy)

    def files(self, procedure: Procedure) -> tuple[Named, ...]:
        """Named as ``question=file``, or by the file alone where one question asks for files."""
        asked = [one.id for one in procedure.steps if one.kind == "file"]
        found: list[Named] = []
        for told in listed(self.get("attachments")):
            question, equals, file = told.partition("=")
            if not equals:
                question, file = (asked[0] if len(asked) == 1 else ""), told
            if question.strip() not in asked:
                remedy = f"「質問の番号=ファイル名」にする（{'、'.join(asked)}）" if asked else "添付の欄を空にする"
                reason = f"添付「{told}」をどの質問に付けるかわからない" if asked else "添付のない手続き"
                self.found.append(self.fault(faults.FILE, "attachments", reason, remedy))
                question = ""
            found.append(Named(question.strip(), file.strip()))
        for question in asked:
            if sum(one.question == question for one in found) > MOST_FILES:
                remedy = f"{MOST_FILES} 個までにする。残りは受け付けたあとに添える"
                self.found.append(self.fault(faults.FILE, "attachments", "添付が多すぎる", remedy))
        return tuple(dict.fromkeys(found))


def _put(values: dict[str, Any], question: Question, item: Item, value: str) -> None:
    """One cell into the answers, in the shape the question's reader takes."""
    if item.part:
        parts = values.setdefault(question.id, {})
        if isinstance(parts, dict):
            parts[item.part] = _part(question, item, value)
    elif question.kind in ("choices", "people"):
        codes = _codes(question, item)
        values[question.id] = [codes.get(narrow_key(one), one) for one in listed(value)]
    elif question.kind == "address":
        values[question.id] = _address(value)
    else:
        values[question.id] = _codes(question, item).get(narrow_key(value), value)


def _codes(question: Question, item: Item) -> dict[str, str]:
    """The mapping's own codes, else the words and values of the choices."""
    labels = {narrow_key(one.label.ja): one.value for one in question.options}
    usual = YES_NO if question.kind == "yes_no" else labels | {one.value: one.value for one in question.options}
    return {**usual, **item.codes}


def _part(question: Question, item: Item, value: str) -> str:
    given = item.codes.get(narrow_key(value), value)
    return KINDS.get(narrow_key(given), given) if question.kind == "account" and item.part == "kind" else given


def _address(value: str) -> dict[str, str]:
    """A whole address in one cell, divided by the town master; what cannot be divided fails the question's check."""
    found = addresses.parse(value)
    return {
        "postcode": "",
        "prefecture": found.prefecture,
        "municipality": found.municipality,
        "town": found.town,
        "lot": found.house_number,
        "building": found.building,
    }
