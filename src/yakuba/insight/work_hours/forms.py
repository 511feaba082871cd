"""Which surveys are compared, and how: read and checked while the form is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from yakuba.insight.processes.catalogue.mapping import MappingWrong, StepMapping
from yakuba.insight.processes.catalogue.mapping_file import is_mapping, mapping_of
from yakuba.insight.processes.event_log import Unreadable
from yakuba.insight.processes.hours.lines import lines_of
from yakuba.insight.processes.hours.survey import Survey, survey_of
from yakuba.platform.screens import widgets
from yakuba.platform.screens.fields import CheckField, FileField, RadioField
from yakuba.platform.screens.forms import FormKit

LARGEST: Final = 1024 * 1024  # bytes of one file; a survey of a thousand rows has a tenth of it
MOST: Final = 60  # files at a time
MOST_ROWS: Final = 5_000  # of all surveys together, so that the answer comes at once
EVERYONE, POPULATION = "everyone", "population"


class ManyFiles(widgets.FileInput):
    """Several files at a time. Value: a list."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return list(files.getlist(name))


class FilesField(FileField):
    """Several files of `kinds` up to `limit` bytes each."""

    widget = ManyFiles

    def validate(self, value: Any) -> None:
        if not value:
            super().validate(value)
        for one in value:
            super().validate(one)


@dataclass
class Given:
    """What the files say: surveys, and mappings by body."""

    surveys: list[Survey] = field(default_factory=list)
    mappings: dict[str, StepMapping] = field(default_factory=dict)


class SurveysForm(FormKit):
    """Surveys, one a body, and mappings with them."""

    lead = "比べられない項目があります"
    surveys = FilesField(
        label="調査票と対応表",
        limit=LARGEST,
        kinds={"CSV・Excel": b""},
        attrs={"multiple": True, "accept": ".csv,.xlsx"},
        support=f"団体ごとに1つ。まとめて選べます（{MOST}個、1つ1MBまで）",
    )
    peers = RadioField(
        label="比べる相手",
        choices=((EVERYONE, "選んだ団体どうし"), (POPULATION, "人口の区分が同じ団体どうし")),
        initial=EVERYONE,
    )
    suggestions = CheckField(label="確定していない作業名は、近い標準の作業に当てはめる", required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        """The files are read; what cannot be is told by its name."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.given = Given()
        files = cleaned.get("surveys") or []
        if len(files) > MOST:
            self.add_error("surveys", f"{MOST}個までのファイルを選んでください")
            return cleaned
        for file in files:
            try:
                self._read(file)
            except (Unreadable, MappingWrong) as problem:
                self.add_error("surveys", f"「{file.name}」：{problem}")
        if sum(one.given for one in self.given.surveys) > MOST_ROWS:
            said = f"調査票は合わせて{MOST_ROWS:,}行までです。業務ごとに分けて選んでください"
            self.add_error("surveys", said)
        if files and not self.given.surveys and not self.errors:
            self.add_error("surveys", "調査票が1つもありません。対応表だけでなく、調査票も選んでください")
        return cleaned

    def _read(self, file: UploadedFile[bytes]) -> None:
        lines = lines_of(file.read())
        if is_mapping(lines):
            mapping = mapping_of(lines)
            before = self.given.mappings.get(mapping.body)
            rows = (*before.rows, *mapping.rows) if before else mapping.rows
            self.given.mappings[mapping.body] = StepMapping(mapping.body, rows)
            return
        survey = survey_of(lines, str(file.name).rpartition("/")[2].split(".")[0])
        if survey.body in {one.body for one in self.given.surveys}:
            raise Unreadable(f"団体「{survey.body}」の調査票が2つあります。1つにするか、団体の列を直してください。")
        self.given.surveys.append(survey)
