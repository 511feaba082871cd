"""An officer makes 犬の登録 (狂犬病予防法第4条) in the browser, tries it, publishes it; a filing ends in the ledger.

Counted: every click and every filled field is one action. 14 questions, 2 of them asked only after an answer, a fee, an
attachment, three kinds of checks, a ledger and a letter. The number is in docs/front-yard.md.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browser import sideways
from tests.filings import FUNABASHI, arrival
from tests.residents import FAMILY, move_in
from tests.stories.conftest import Office
from tests.stories.hands import Hands
from tests.world import TODAY
from yakuba.areas.own_ledgers.models import LedgerEntry
from yakuba.platform.cases import filings, shelf
from yakuba.platform.cases.models import Filing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
]
ANSWERS = {
    "q1": "ポチ",
    "q2": "a1",
    "q4": "a2",
    "q5": "2026-05-01",
    "q6": "茶",
    "q8": "2026-11-10",
    "q9": FUNABASHI,
    "q11": "no",
    "q13": "0157-23-7111",
    "q14": 1,
}
MOST = 120
DOCUMENT = Path(__file__).parents[2] / "docs" / "front-yard.md"


@dataclass
class Maker:
    """The officer, counted. Each kind of page is looked at once for accessibility, also at 200 % (half the width)."""

    hands: Hands
    actions: int = 0
    seen: set[str] = field(default_factory=set)

    def press(self, selector: str, page: str = "") -> None:
        """A click that leads to another page, named for the look at it."""
        self.actions += 1
        with self.hands.page.expect_navigation():
            self.hands.page.click(selector)
        if page and page not in self.seen:
            self.seen.add(page)
            self.hands.look()
            self.hands.page.set_viewport_size({"width": 683, "height": 384})
            assert sideways(self.hands.page) == 0, page
            self.hands.page.set_viewport_size({"width": 1366, "height": 768})

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            self.actions += 1
            self.hands.page.fill(f"#id_{name}", text)

    def choose(self, name: str, value: str) -> None:
        self.actions += 1
        self.hands.page.select_option(f"#id_{name}", value)

    def tick(self, name: str, value: str) -> None:
        self.actions += 1
        self.hands.page.check(f"input[name={name}][value={value}]")

    def optional(self) -> None:
        self.actions += 1
        self.hands.page.uncheck("#id_required")

    def save(self, page: str = "") -> None:
        self.press("#entry-go", page)

    def ask(self, kind: str, title: str) -> None:
        self.press(f"#add-{kind}", "question" if kind == "choice" else "")
        self.write(title=title)


def basics(maker: Maker) -> None:
    maker.press("#new-go", "basics")
    maker.write(
        title="犬の登録",
        summary="犬を飼い始めた人が、市に登録します。",
        basis="狂犬病予防法第4条",
        deadline="飼い始めた日から30日のうちに（生まれて90日までの犬は、90日を過ぎた日から）",
        desk="環境課",
        fee_yen="3000",
    )
    maker.save("overview")
    maker.hands.says("下書きを作りました", "質問：一つもない", "台帳：名前がない")


def questions(maker: Maker) -> None:
    """Fourteen; the third is asked for 「そのほか」 only, the twelfth for vaccinated dogs only."""
    maker.ask("text", "犬の名前")
    maker.save()
    maker.ask("choice", "犬の種類")
    maker.write(options="柴犬\n秋田犬\n雑種\nそのほか")
    maker.save()
    maker.ask("text", "種類の名前")
    maker.choose("when", "q2=a4")
    maker.save()
    maker.ask("choice", "犬の性別")
    maker.write(options="オス\nメス")
    maker.save()
    maker.ask("date", "犬の生まれた日")
    maker.tick("range", "past")
    maker.save()
    maker.ask("text", "毛の色")
    maker.save()
    maker.ask("text", "体の特徴")
    maker.optional()
    maker.save()
    maker.ask("date", "犬を飼い始めた日")
    maker.tick("range", "past")
    maker.save()
    maker.ask("address", "犬のいる所")
    maker.save()
    maker.ask("text", "マイクロチップの番号")
    maker.optional()
    maker.save()
    maker.ask("yes_no", "今年度の予防注射を受けましたか")
    maker.save()
    maker.ask("file", "注射の証明書の写真")
    maker.choose("when", "q11=yes")
    maker.save()
    maker.ask("phone", "電話番号")
    maker.save()
    maker.ask("number", "家にいる犬の数")
    maker.write(unit="頭")
    maker.save()


def checks_ends_and_letter(maker: Maker) -> None:
    maker.press("#to-checks", "checks")
    maker.press("a[href$='/checks/answers.within/']", "check")
    maker.choose("p_question", "q8")
    maker.write(p_days="30")
    maker.save()
    maker.press("#to-checks")
    maker.press("a[href$='/checks/answers.digits/']")
    maker.choose("p_question", "q10")
    maker.write(p_length="15")
    maker.save()
    maker.press("#to-ends", "ends")
    maker.write(ledger="犬の登録台帳", number_prefix="犬")
    maker.save()
    maker.press("#to-letter", "letter")
    maker.write(
        title="犬の登録のお知らせ",
        body="［氏名］様の犬「［犬の名前］」を登録しました。\n登録番号は［番号］です。鑑札は環境課でお渡しします。",
    )
    maker.save("whole")
    maker.hands.says("そろっています")


def trial(maker: Maker) -> None:
    """Both ways through the branches: what is asked, and what the letter would say."""
    page = maker.hands.page
    maker.press("#to-try", "trial")
    maker.actions += 1
    page.fill("#field", "ポチ")
    maker.press("#next")
    maker.actions += 1
    page.check("input[name=q][value=a4]")
    maker.press("#next")
    maker.hands.says("種類の名前")
    maker.press("#sample", "result")
    maker.hands.says("この答えで申請できます", "見本　花子様の犬「ポチ」を登録しました", "犬2026-00001")
    maker.press("#again")
    maker.press("#sample")
    maker.hands.says("聞かれなかった質問", "種類の名前")
    maker.press("#back")


def test_a_dog_is_registered_by_a_procedure_made_in_the_browser(office: Office) -> None:
    maker = Maker(office.chief)
    maker.hands.page.set_default_timeout(30_000)  # a busy machine is no failure
    maker.hands.open("procedures/")
    maker.hands.says("独自の手続きはまだありません", "住民票の写し")
    basics(maker)
    questions(maker)
    checks_ends_and_letter(maker)
    trial(maker)
    maker.press("#to-publish", "publish")
    maker.hands.reach("#id_day")  # the day is today's; by the keyboard alone one gets there, too
    maker.save("published")
    maker.hands.says("公開する日を決めました", "受付中", "公開した版は変えられません")
    assert maker.actions <= MOST
    assert f"{maker.actions} actions" in DOCUMENT.read_text(encoding="utf-8")

    with office.town.open():
        code = next(one.code for one in shelf.open_on(TODAY, "portal") if shelf.is_own(one.code))
        one = shelf.get(code, 1)
        assert (len(one.steps), len([each for each in one.steps if each.when]), one.fee_yen) == (14, 2, 3000)
        family = move_in(FAMILY)
        filing = filings.receive(arrival(code, family, ANSWERS))
        assert (filing.state, filing.findings) == (Filing.State.ENTERED, [])
    maker.hands.open("approvals/")
    maker.hands.push("main a[data-row]")
    maker.hands.press("F9")
    with office.town.open():
        entry = LedgerEntry.objects.get()
        assert (entry.ledger_name, entry.number, entry.version) == ("犬の登録台帳", "犬2026-00001", 1)
        assert entry.values["q1"] == "ポチ" and entry.holder_number == int(family[0].addressee_number)
        filing.refresh_from_db()
        assert filing.state == Filing.State.DECIDED  # the letter is being drawn
