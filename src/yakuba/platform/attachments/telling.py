"""What a resident, or a clerk, is told about a file that is not taken."""

from yakuba.platform.attachments.examining import clean_name
from yakuba.platform.attachments.unfit import Unfit
from yakuba.platform.cases.procedures.definition import Question, Text
from yakuba.platform.cases.procedures.messages import PARTS, say


def words(refusal: Unfit, name: str, question: Question | None = None) -> Text:
    """Which file, why not, what to do instead."""
    marks: dict[str, Text | str | int] = dict(refusal.marks)
    if "what" in marks:
        marks["what"] = PARTS[f"file.{marks['what']}"]
    return say(refusal.code, question, **marks, file=clean_name(name))


def together(found: list[Text]) -> Text:
    """Several messages as one, a sentence each."""
    ends = {"ja": "。", "easy": "。", "en": ". "}
    return Text(**{language: end.join(one.in_(language) for one in found) for language, end in ends.items()})
