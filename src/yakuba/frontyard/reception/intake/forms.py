"""Forms of the import of applications: which file under which mapping; what a clerk says of a held line."""

from collections.abc import Sequence
from typing import Any

import yaml

from yakuba.areas.resident_registry.service import Candidate, people
from yakuba.frontyard.reception.intake import mapping as mappings
from yakuba.frontyard.reception.intake import running
from yakuba.frontyard.reception.intake.faults import Refused
from yakuba.frontyard.reception.intake.models import FilingIntake
from yakuba.platform.screens import dates
from yakuba.platform.screens.fields import ChoiceField, FileField, RadioField, TextAreaField, TextField
from yakuba.platform.screens.forms import FormKit

OWN = "own"
AUTO, TYPED = "auto", "typed"
HOW = {
    "documents": "申請の書類と住民票を見比べた",
    "called": "本人に連絡して確かめた",
    "identified": "来庁した本人を、書類で確かめた",
}
MOST_USED = 10


class UploadForm(FormKit):
    """A file and its mapping: a shipped one, one used before, or a file of one's own."""

    lead = "取り込めない項目があります"
    file = FileField(
        label="申請のファイル",
        limit=running.LARGEST,
        kinds={"CSV・JSON Lines・ZIP": b""},
        support="CSV（UTF-8、1行目は見出し）、JSON Lines、または applications.csv と添付を入れた ZIP",
    )
    mapping = ChoiceField(label="対応表", choices=[], support="ファイルの見出しと yakuba の項目の対応")
    own = FileField(
        label="対応表のファイル",
        limit=mappings.LARGEST,
        kinds={"YAML（UTF-8）": b""},
        required=False,
        support="「ファイルを選ぶ」のとき。下の見本を写して直した YAML",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: Any = self.fields["mapping"]
        self.used = _used()
        choices.choices = [
            *((name, _title(mappings.text_of(name), name)) for name in mappings.shipped()),
            *((key, f"前に使った対応表：{one.name}") for key, one in self.used.items()),
            (OWN, "ファイルを選ぶ"),
        ]
        if not self.is_bound:
            self.initial["mapping"] = next(iter(self.used), mappings.LAYOUT)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("mapping") == OWN and not given.get("own"):
            self.add_error("own", "対応表のファイル：選ばれていない。YAML のファイルを選ぶ")
        return dict(given)

    def chosen(self) -> running.Chosen:
        """The mapping. Raises Refused when its file is no UTF-8."""
        name = self.cleaned_data["mapping"]
        if name in self.used:
            return self.used[name]
        if name != OWN:
            return running.chosen(name)
        file = self.cleaned_data["own"]
        try:
            return running.Chosen(file.name, file.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise Refused(f"対応表「{file.name}」：UTF-8 として読めない。文字コードを UTF-8 にして保存し直す") from None


def _title(text: str, name: str) -> str:
    found = yaml.safe_load(text)
    return str(found.get("title", name)) if isinstance(found, dict) else name


def _used() -> dict[str, running.Chosen]:
    """Mappings of one's own that were used before, the newest first."""
    rows = FilingIntake.objects.exclude(mapping_name__in=mappings.shipped()).order_by("-created_at", "-id")
    found: dict[str, running.Chosen] = {}
    for row in rows.exclude(state=FilingIntake.State.REFUSED)[:100]:
        found.setdefault(f"used-{row.mapping_hash[:16]}", running.Chosen(row.mapping_name, row.mapping_text))
    return dict(list(found.items())[:MOST_USED])


class ReleaseForm(FormKit):
    """Who files, and how that was found out. What is mended stands in the cells beside it."""

    lead = "受け付けられない項目があります"
    who = RadioField(label="申請した人", choices=[])
    number = TextField(
        label="宛名番号", required=False, width="12", support="「宛名番号を入力する」のとき。住民検索で調べて入れる"
    )
    how = RadioField(label="確かめ方", required=False, choices=list(HOW.items()), support="人を選んだとき")

    def __init__(self, candidates: Sequence[Candidate], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        who: Any = self.fields["who"]
        who.choices = [
            (AUTO, "ファイルの四項目（宛名番号）で探し直す"),
            *((str(one.number), _words(one)) for one in candidates),
            (TYPED, "宛名番号を入力する"),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        who = given.get("who")
        if who == TYPED and not _known(given.get("number", "")):
            self.add_error("number", "宛名番号：現存する住民が見つからない。住民検索で確かめて入力")
        if who and who != AUTO and not given.get("how"):
            self.add_error("how", "確かめ方：選ばれていない。どうやって本人とわかったかを選ぶ")
        return dict(given)

    def person(self) -> int | None:
        who = self.cleaned_data["who"]
        return None if who == AUTO else int(self.cleaned_data["number"] if who == TYPED else who)


def _words(one: Candidate) -> str:
    born = dates.japanese(one.birth_date) if one.birth_date else "生年月日不詳"
    return f"{one.names[0]}　{born}　{one.address}"


def _known(number: str) -> bool:
    return number.isdecimal() and len(number) <= 15 and bool(people([int(number)]))


class DeclineForm(FormKit):
    """Why an application is not accepted."""

    lead = "受け付けないことにできません"
    reason = TextAreaField(label="受け付けない理由", limit=400, support="申請者には、申請サービスから伝える")
