"""What the resident is told of a filing, in plain words; and the paper, when it is there."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from yakuba.frontyard.counter import bookings
from yakuba.frontyard.reception import agents, letters, moving_destinations
from yakuba.frontyard.reception.paying import Paying
from yakuba.platform.cases.filing_models import Filing
from yakuba.platform.cases.procedures.definition import Text
from yakuba.platform.documents import service as documents
from yakuba.platform.exchange.service import Message, post, to_area
from yakuba.platform.tenancy.context import JST, current_context

STATES = {
    Filing.State.RECEIVED: "checking",
    Filing.State.ASKED: "needs_answer",
    Filing.State.ENTERED: "checking",
    Filing.State.VISIT: "visit",
    Filing.State.PAYMENT: "payment",
    Filing.State.DECIDED: "decided",
    Filing.State.HANDED: "handed",
    Filing.State.DONE: "done",
    Filing.State.DECLINED: "declined",
    Filing.State.WITHDRAWN: "withdrawn",
}
WORDS = {
    "checking": Text(
        "申請は届いています。職員が確認しています。",
        "{申請|しんせい}は とどいています。{職員|しょくいん}が {見|み}ています。",
        "We have your filing and are checking it.",
    ),
    "needs_answer": Text(
        "確認したいことがあります。下の項目に返答してください。",
        "{聞|き}きたいことが あります。{下|した}の {質問|しつもん}に {答|こた}えて ください。",
        "We have a question. Please answer the items below.",
    ),
    "visit": Text(
        "内容を確認しました。窓口に来てください。入力した内容は届いているので、書き直しは要りません。",
        "{内容|ないよう}を {見|み}ました。{窓口|まどぐち}に {来|き}て ください。"
        "もう{一度|いちど} {書|か}かなくて いいです。",
        "We have checked it. Please come to the counter. What you entered is there; you need not write it again.",
    ),
    "payment": Text(
        "内容を確認しました。手数料の支払いを確認すると、次へ進みます。",
        "{内容|ないよう}を {見|み}ました。お{金|かね}を {払|はら}うと つぎへ すすみます。",
        "We have checked it. It goes on as soon as the fee is paid.",
    ),
    "handed": Text(
        "確認が済み、担当の係に渡しました。係が受け取ると、ここでお知らせします。",
        "{確認|かくにん}が おわって、{担当|たんとう}の {係|かかり}に わたしました。",
        "It is checked and was handed to the responsible office. We tell you here when the office has it.",
    ),
    "decided": Text(
        "決定しました。証明書を作成しています。数分で受け取り箱に届きます。",
        "{決|き}まりました。{紙|かみ}を {作|つく}っています。すこし {待|ま}って ください。",
        "It is decided. The document is being made and will arrive in your inbox within minutes.",
    ),
    "moved_in": Text(
        "転出の手続きが完了しました。転入先での転入の届出も済みました。",
        "{引|ひ}っ{越|こ}しの {手続|てつづ}きが ぜんぶ おわりました。",
        "Your move-out is done, and your new municipality has registered your moving-in.",
    ),
    "done": Text("手続きが完了しました。", "{手続|てつづ}きが おわりました。", "This is done."),
    "declined": Text(
        "この申請は受け付けられませんでした。理由を確認してください。",
        "この {申請|しんせい}は できませんでした。{理由|りゆう}を {読|よ}んで ください。",
        "We could not accept this filing. Please read the reason.",
    ),
    "withdrawn": Text("取り下げました。", "とりさげました。", "You have withdrawn it."),
}


def tell(filing: Filing) -> None:
    """Called in the transaction in which a filing changed. What came at the counter is told there, not here."""
    if filing.account is None:
        return
    if filing.state == Filing.State.DONE and filing.outcome.get("paper"):
        # The paper is read in a transaction of its own, by the worker: it is large, and reading it is registered. Only
        # then is the resident told that it is done.
        post(Message(to_area("reception"), "paper_ready", str(filing.id), {"filing": str(filing.id)}, "reception"))
        return
    _send_state(filing)


def tell_booking(filing: Filing, problem: str = "") -> None:
    """What became of a wish for a time, with the times that are free now."""
    _send_state(filing, Visiting.of(filing, problem))


def tell_offer(filing: Filing, told: Mapping[str, Any], mark: str) -> None:
    """What the municipality says where the family moves to; ``place`` is its name."""
    free, problem = str(told.get("free") or "").split(), str(told.get("problem") or "")
    place = moving_destinations.name_of(filing)
    _send_state(filing, Visiting(str(told.get("booked") or ""), tuple(free), problem, f"0/{mark}", place))


@dataclass(frozen=True)
class Visiting:
    """What a resident who has to come is told: the booked time, free times (ISO 8601), what went wrong, and where:
    ``place`` is empty for this town hall."""

    booked: str
    free: tuple[str, ...]
    problem: str
    mark: str
    place: str = ""

    @classmethod
    def of(cls, filing: Filing, problem: str = "") -> "Visiting":
        row = bookings.of(filing)
        booked = row.starts_at.astimezone(JST).isoformat() if row and row.state == row.State.BOOKED else ""
        mark = f"{row.revision if row else 0}/{uuid4() if problem else ''}"
        return cls(booked, tuple(one.isoformat() for one in bookings.free()), problem, mark)


def _send_state(filing: Filing, visiting: Visiting | None = None) -> None:
    assert filing.account is not None
    if visiting is None and filing.state == Filing.State.VISIT:
        visiting = Visiting.of(filing)
    state = STATES[Filing.State(filing.state)]
    refusal = agents.REFUSALS.get(str(filing.outcome.get("refused")))
    words = refusal or WORDS["moved_in" if filing.outcome.get("moved_in_on") else state]
    body: dict[str, Any] = {
        "account": str(filing.account),
        "key": str(filing.key),
        "receipt_number": filing.receipt_number,
        "state": state,
        "step_at": current_context().instant.isoformat(),
        "promised_on": filing.promised_on.isoformat(),
        "words": _with_reference(words, str(filing.outcome.get("reference", "")) if state == "done" else ""),
        "reason": filing.reason if state == "declined" and refusal is None else "",
        "ask": filing.ask,
        "afterwards": state == "done",
    }
    key = f"{filing.id}/{filing.revision}"
    if visiting is not None:
        body["visit"] = {"booked": visiting.booked, "free": list(visiting.free), "problem": visiting.problem}
        body["visit"] |= {"place": visiting.place}
        key += f"/{visiting.mark}"
    paying = Paying.of(filing)
    if paying is not None:
        body["payment"] = paying.told
        key += f"/{paying.mark}"
    letters.send("filing_state", filing.account, body, key=key)


def _with_reference(words: Text, reference: str) -> dict[str, str]:
    """The words, and the number under which the responsible office keeps it: who calls there is asked for it."""
    if not reference:
        return {"ja": words.ja, "easy": words.easy, "en": words.en}
    return {
        "ja": f"{words.ja}担当の係の番号は {reference} です。",
        "easy": f"{words.easy}{{係|かかり}}の {{番号|ばんごう}}は {reference} です。",
        "en": f"{words.en} The office keeps it under number {reference}.",
    }


def send_paper(filing_id: UUID) -> None:
    """The stored bytes, to the account that asked, and the news that it is done."""
    filing = Filing.objects.get(id=filing_id)
    if filing.account is None:
        return
    intent, content = documents.content(UUID(filing.outcome["paper"]))
    body = {
        "account": str(filing.account),
        "key": str(filing.key),
        "title": intent.title,
        "number": intent.number,
        "signer": intent.signer,
        "authority": intent.authority,
        "pdf": base64.b64encode(content).decode(),
    }
    letters.send("paper", filing.account, body, key=f"{filing.id}/paper")
    _send_state(filing)
