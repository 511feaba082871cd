"""A filing in words: answers by kind, where each came from, when it is promised, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from yakuba.platform.cases import agents, panels
from yakuba.platform.cases.answer_words import words_of
from yakuba.platform.cases.filing_measures import Source
from yakuba.platform.cases.filing_queries import WAITING
from yakuba.platform.cases.filings import CHANNELS
from yakuba.platform.cases.models import Filing, FilingStep
from yakuba.platform.cases.procedure_parts import checks_of
from yakuba.platform.cases.procedures import answers as reading
from yakuba.platform.cases.procedures.definition import Procedure
from yakuba.platform.screens.chips import Chip

NOBODY = "（住民票と結び付いていない）"
LEVELS = {
    "card": "マイナンバーカード",
    "app": "マイナンバーカード（認証アプリで確認済み）",
    "card_unconfirmed": "マイナンバーカード（失効は確認できていない）",
    "signed": "マイナンバーカードの電子署名（申請サービスで確認）",
    "email": "メールアドレスのみ",
    "counter": "窓口で本人を確認",
    "none": "なし",
}
STUCK = "引渡しが滞っている。下の理由を確かめ、直ったら［もう一度送る］"
LANGUAGES = {"ja": "日本語", "easy": "やさしい日本語", "en": "英語"}


@dataclass(frozen=True)
class Answer:
    """One answer as a page shows it. ``value`` is empty where nothing was given."""

    question: str
    title: str
    value: str
    source: Source
    can_be_typed: bool = True


def procedure_of(filing: Filing) -> Procedure:
    return agents.procedure_of(filing)


def channel_words(channel: str) -> str:
    return CHANNELS.get(channel, channel)


def name_words(filing: Filing, people: Mapping[int, panels.Named]) -> str:
    """Whom a list names: the applicant, with the mark in words of anybody the filing is about."""
    named = people.get(filing.applicant_number or 0)
    concerned = (filing.applicant_number or 0, filing.agent_number or 0, *filing.people.values())
    mark = next((people[number].mark for number in concerned if number in people and people[number].mark), "")
    return (named.name if named else NOBODY) + (f"【{mark}】" if mark else "")


def tokens_named(filing: Filing, people: Mapping[int, panels.Named]) -> dict[str, str]:
    """The persons of a filing by the token the answers use."""
    return {token: people[number].name for token, number in filing.people.items() if number in people}


def answers_of(filing: Filing, people: Mapping[int, panels.Named]) -> list[Answer]:
    """The questions that apply, in the order they are asked."""
    names = tokens_named(filing, people)
    return [
        Answer(
            one.id,
            one.title.ja,
            words_of(one, filing.answers.get(one.id), names),
            Source.of(str(filing.provenance.get(one.id, ""))),
            one.kind != "file",
        )
        for one in reading.relevant(procedure_of(filing), filing.answers)
    ]


def summary_words(filing: Filing, people: Mapping[int, panels.Named], most: int = 3) -> str:
    """The first answers in one line, for a list."""
    given = [one.value for one in answers_of(filing, people) if one.value]
    return " / ".join(given[:most])


def promise_chip(filing: Filing, today: date) -> Chip | None:
    """Overdue or due today, in words and with an icon; None for what has time or is done."""
    if filing.state not in WAITING or filing.promised_on > today:
        return None
    if filing.promised_on == today:
        return Chip("今日まで", "clock", "warning")
    return Chip("期限切れ", "octagon", "urgent")


@dataclass(frozen=True)
class Checks:
    """Titles of the automatic checks that found nothing, and of those that could not run yet."""

    passed: tuple[str, ...] = ()
    not_run: tuple[str, ...] = ()


def checks_shown(filing: Filing, steps: Sequence[FilingStep]) -> Checks:
    """What the newest run of the checks says. Where errors of the form stand in the way, none has run."""
    told = next((one.attributes["passed"] for one in reversed(steps) if "passed" in one.attributes), None)
    titles = {one.name: one.title for one in checks_of(procedure_of(filing))}
    if told is None:
        return Checks()
    passed = tuple(title for name, title in titles.items() if name in told)
    stopped = any(str(one["code"]).startswith(("F-", "X-")) for one in filing.findings)
    return Checks(passed, tuple(titles.values()) if stopped and not passed else ())


def next_words(filing: Filing) -> str:
    """What comes next and who does it."""
    levels = {one["level"] for one in filing.findings}
    states = Filing.State
    if filing.state == states.RECEIVED:
        if "error" in levels:
            return "エラーの原因を直してから［もう一度確認する］。直せないときは本人に返答を求めるか、受け付けない"
        return "アラートごとに理由を入力して進める" if "alert" in levels else "［もう一度確認する］で先へ進む"
    return {
        states.ASKED: "本人の返答を待つ。届くと自動で確認し直す",
        states.VISIT: "本人の来庁を待つ。来たら本人を確かめて［来庁を確かめて進める］",
        states.PAYMENT: "手数料の支払いを待つ。支払われると自動で先へ進む。窓口で払いに来たら［現金で受領］",
        states.HANDED: "引渡し先の受領を待つ。返事が来ると自動で終わる",
        states.ENTERED: "入力していない担当者が、案件を開いて本登録するか差し戻す",
        states.DECIDED: "交付物を自動で作成中。できると本人に届く",
        states.DONE: "手続きは終わり",
        states.DECLINED: "手続きは終わり。理由は本人に届いている",
        states.WITHDRAWN: "手続きは終わり（本人の取下げ）",
    }[states(filing.state)]


def percent(share: float | None) -> str:
    """
    >>> percent(0.123), percent(None)
    ('12.3%', '―')
    """
    return "―" if share is None else f"{share * 100:.1f}%"


def minutes_words(minutes: float | None) -> str:
    """
    >>> minutes_words(0.2), minutes_words(75), minutes_words(60 * 24 * 3), minutes_words(None)
    ('1分未満', '1時間15分', '3日0時間', '―')
    """
    if minutes is None:
        return "―"
    whole = round(minutes)
    if minutes < 1:
        return "1分未満"
    if whole < 60:
        return f"{whole}分"
    hours, left = divmod(whole, 60)
    return f"{hours}時間{left}分" if hours < 24 else f"{hours // 24}日{hours % 24}時間"
