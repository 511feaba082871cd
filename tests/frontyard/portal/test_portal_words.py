"""The portal's words: three languages under one list of keys, nothing that blames, and easy Japanese that is easy."""

import re
from pathlib import Path

import pytest

from tests.frontyard.portal.test_filing_online import copy_checked, family, key_of, with_card
from tests.frontyard.portal.zone import as_portal, rounds
from tests.world import Town
from yakuba.areas.resident_registry.domain.record import Record
from yakuba.frontyard import portal
from yakuba.frontyard.portal import wording
from yakuba.frontyard.portal.middleware import LANGUAGE
from yakuba.frontyard.portal.models import PortalAccount
from yakuba.frontyard.portal.templatetags import portal as tags
from yakuba.frontyard.reception.agents import REFUSALS
from yakuba.frontyard.reception.linking import WORDS as WORDS_OF_LINKS
from yakuba.frontyard.reception.linking import State
from yakuba.platform.cases.procedures import attorney, catalogue
from yakuba.platform.cases.procedures.definition import LANGUAGES, Text, pieces, without_readings
from yakuba.platform.tenancy.scope import tenant

__all__ = ["family"]
FOLDER = Path(portal.__file__).parent
KANJI = re.compile(r"[\u4e00-\u9fff々]")
MARK = re.compile(r"<[a-z]+>")
LONGEST = 40  # characters of one easy sentence, spaces and readings not counted
BLAMES = ("不正", "無効", "異常", "エラーが発生", "必須項目", "！", "!")
DOUBLE_NEGATIVES = ("ないことはない", "なければできない", "ないわけではない", "なくはない", "ないことはありません")
HUMBLE = (
    "いたします",
    "いただ",
    "ございます",
    "お越し",
    "申し上げ",
    "まいります",
    "うかが",
    "くださいませ",
)


def words() -> list[tuple[str, Text]]:
    """The portal's own, and those of the procedures."""
    found = list(wording.texts().items())
    for one in catalogue.load().procedures:
        found += [(f"{one.code}.{name}", getattr(one, name)) for name in ("title", "summary", "deadline", "bring")]
        found += [(f"{one.code}.afterwards", text) for text in one.afterwards]
        found += [(f"{one.code}.{name}", text) for name, text in one.texts.items()]
        found += [(f"{one.code}.declaration", text) for text in (one.declaration,) if text]
        for question in one.steps:
            found.append((f"{one.code}.{question.id}", question.title))
            found += [(f"{one.code}.{question.id}", text) for text in (question.hint, question.unit) if text]
            found += [(f"{one.code}.{question.id}", option.label) for option in question.options]
    return found


WORDS = [
    *words(),
    *((f"attorney.{one.id}", text) for one in attorney.QUESTIONS for text in (one.title, one.hint) if text),
    *((f"refused.{code}", text) for code, text in REFUSALS.items()),
]
GROUPS: dict[str, list[tuple[str, Text]]] = {}
for each in WORDS:
    GROUPS.setdefault(each[0].partition(".")[0], []).append(each)
ALL = pytest.mark.parametrize("group", GROUPS)  # a test for each text would be thousands, slower to list than to run


def sentences(easy: str) -> list[str]:
    return [one for one in re.split(r"[。：]", without_readings(easy).replace(" ", "")) if one]


def same_marks(key: str, text: Text) -> None:
    """The rules, for one text: whatever else speaks to residents is held to the same three."""
    spoken = [text.in_(language) for language in LANGUAGES]
    assert all(one.strip() for one in spoken), key
    marks = {tuple(sorted(MARK.findall(one))) for one in spoken}
    assert len(marks) == 1, (key, marks)


def blames_nobody(key: str, text: Text) -> None:
    for language in LANGUAGES:
        assert not [word for word in BLAMES if word in text.in_(language)], (key, language)


def is_easy(key: str, text: Text) -> None:
    bare = "".join(part for part, reading in pieces(text.easy) if not reading)
    assert not KANJI.search(bare), f"{key}: kanji without a reading: {text.easy}"
    for part, reading in pieces(text.easy):
        assert not reading or re.fullmatch(r"[\u3041-\u309fー]+", reading), (key, part, reading)
    assert max((len(one) for one in sentences(text.easy)), default=0) <= LONGEST, (key, text.easy)
    plain = without_readings(text.easy)
    assert not [word for word in (*DOUBLE_NEGATIVES, *HUMBLE) if word in plain.replace(" ", "")], (key, plain)
    assert not re.search(r"[〜～]", plain), f"{key}: say から and まで"
    assert not re.search(r"[0-9]:[0-9]{2}", plain), f"{key}: say 午前 and 午後"


@ALL
def test_each_language_has_its_words_with_the_same_marks(group: str) -> None:
    for key, text in GROUPS[group]:
        same_marks(key, text)


@ALL
def test_nothing_blames_or_shouts(group: str) -> None:
    for key, text in GROUPS[group]:
        blames_nobody(key, text)


@ALL
def test_easy_japanese_is_easy(group: str) -> None:
    for key, text in GROUPS[group]:
        is_easy(key, text)


def test_english_has_no_japanese() -> None:
    assert not [key for key, text in WORDS if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", text.en)]


def test_each_word_is_used_and_each_used_word_exists() -> None:
    files = [*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    asked = set(re.findall(r"\{% (?:t|bare) \"([^\"]+)\"", source))
    made = {f"era.{one}" for one in ("seireki", "reiwa", "heisei", "showa", "taisho", "meiji")}
    troubles = ("missing", "refused", "form", "bad", "down", "large")
    made |= {f"trouble.{one}{part}" for one in troubles for part in ("", ".text")}
    made |= {f"mail.{one}.{part}" for one in ("code", "news", "notice") for part in ("subject", "text")}
    made |= {"answer.yes", "answer.no"}
    assert asked - {"key"} <= set(wording.texts()), "key is an example in a docstring"
    unused = {key for key in set(wording.texts()) - asked - made if f'"{key}"' not in source}
    assert not unused


def test_words_are_drawn_as_ruby_and_escaped() -> None:
    assert wording.drawn("{市|し}<b>") == "<ruby>市<rt>し</rt></ruby>&lt;b&gt;"


def test_names_among_english_words_are_marked_as_japanese() -> None:
    assert tags.proper("佐藤　花子", "en") == '<span lang="ja">佐藤　花子</span>'
    assert (tags.proper("佐藤", "ja"), tags.proper("KIM <b>", "en")) == ("佐藤", "KIM &lt;b&gt;")
    drawn = tags.t({"language": "en"}, "check.given_to", place="北見市")
    assert drawn == 'Only the responsible office of <span lang="ja">北見市</span> uses what you send.'
    easy = tags.t({"language": "easy"}, "check.given_to", place="北見市")
    assert "<ruby>内容<rt>ないよう</rt></ruby>" in easy and "北見市だけが" in easy
    assert (tags.spoken({"language": "en"}, "本町"), tags.spoken({"language": "en"}, "Work")) == (' lang="ja"', "")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_the_core_told_is_read_in_each_language(town: Town, family: list[Record]) -> None:
    resident = with_card(town, family[1])
    resident.client.cookies[LANGUAGE] = "easy"
    key = key_of(copy_checked(resident))
    resident.post("file/resident_copy/send/", {"key": key})
    rounds(town)
    assert "<ruby>紙<rt>かみ</rt></ruby>を <ruby>作<rt>つく</rt></ruby>っています" in resident.get(f"mine/{key}/")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [State.REFUSED, State.WAITING])
def test_who_is_not_linked_is_told_why_in_each_language(
    town: Town, family: list[Record], language: str, state: State
) -> None:
    """And the page does not look again for ever: a person has to act first."""
    resident, words = with_card(town, family[1]), WORDS_OF_LINKS[state]
    with as_portal(), tenant(town.id):
        PortalAccount.objects.update(link=state.value, words=words.__dict__)
    resident.client.cookies[LANGUAGE] = language
    page = resident.get("identify/waiting/")
    assert str(wording.drawn(words.in_(language))) in page and "data-again" not in page
