"""From what a source says of cases and events to the `EventLog`: times understood, the unusable held, in order."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from yakuba.insight.processes.event_log import ACTIVITY, CASE, CASE_NAME, RESOURCE, TIME, EventLog, Held
from yakuba.insight.processes.reading.times import instants, names_no_offset

_ROW, _OURS = "@row", "@"
MOST_COLUMNS = 1_000  # attributes of one kind of thing
MOST_CELLS = 500_000_000  # of all attributes; each takes 16 bytes, also where it is empty
_LARGE = 1_000_000  # events from which memory matters more than the time to look each text up


@dataclass(frozen=True)
class Raw:
    """Columns as the source gave them, all text. `of_case` names for each event the row of its case."""

    body: str
    case_names: pl.Series
    case_attributes: pl.DataFrame
    of_case: pl.Series
    activity: pl.Series
    time: pl.Series
    resource: pl.Series
    event_attributes: pl.DataFrame
    remarks: tuple[str, ...] = ()


def most_columns(rows: int) -> int:
    """How many different attributes are kept, so that a file with ever new ones does not fill the memory."""
    return min(MOST_COLUMNS, max(20, MOST_CELLS // max(rows, 1)))


def too_many(dropped: int) -> str:
    """The remark on attributes that were left out."""
    return f"属性の種類が多すぎるため、後から出てくる {dropped} 種類は使いません。"


def in_order(raw: Raw) -> EventLog:
    """The log. Events without a step or a readable time are held; cases of the same name become one."""
    remarks = list(raw.remarks)
    cases, row_of_case = _cases(raw, remarks)
    if raw.time.len() and names_no_offset(raw.time):
        remarks.append("時差の書かれていない日時は日本時間としました。")
    events = pl.DataFrame(
        {
            CASE: row_of_case.gather(raw.of_case) if raw.of_case.len() else pl.Series([], dtype=pl.UInt32),
            ACTIVITY: _shared(raw.activity.replace("", None)),
            RESOURCE: _shared(raw.resource.replace("", None)),
        }
    ).hstack(instants(raw.time))
    if raw.event_attributes.width:
        events = events.hstack(_apart(raw.event_attributes))
    events = events.with_row_index(_ROW)
    held = _held(events, cases[CASE_NAME], raw.time)
    given = events.height
    if held:
        events = events.filter(pl.col(ACTIVITY).is_not_null() & pl.col(TIME).is_not_null())
    if not _is_in_order(events):
        events = events.sort(CASE, TIME, _ROW)
    return EventLog(raw.body, cases, events.drop(_ROW), given, held, tuple(remarks))


def _is_in_order(events: pl.DataFrame) -> bool:
    """Whether events of a case stand together and in order of time already, as most files have them."""
    case, time = pl.col(CASE), pl.col(TIME)
    later = (case > case.shift(1)) | ((case == case.shift(1)) & (time >= time.shift(1)))
    return bool(events.select(later.fill_null(value=True).all()).item())


def _shared(texts: pl.Series) -> pl.Series:
    """The same texts, each different one kept once: a step is named millions of times."""
    return texts.cast(pl.Categorical).cast(pl.String) if texts.len() >= _LARGE else texts


def _apart(attributes: pl.DataFrame) -> pl.DataFrame:
    """Attributes of a source whose names begin as our own columns do are given another beginning."""
    names = set(attributes.columns)
    renamed = {}
    for name in attributes.columns:
        if name.startswith(_OURS):
            fresh = "_" + name
            while fresh in names:
                fresh = "_" + fresh
            names.add(fresh)
            renamed[name] = fresh
    return attributes.rename(renamed) if renamed else attributes


def _cases(raw: Raw, remarks: list[str]) -> tuple[pl.DataFrame, pl.Series]:
    """The cases by name, and for each case of the source its row among them."""
    rows = pl.DataFrame({"given": raw.case_names}).with_row_index("source")
    unnamed = pl.concat_str(pl.lit("(名のない案件 "), pl.col("source") + 1, pl.lit(")"))
    rows = rows.with_columns(
        pl.when(pl.col("given").fill_null("") == "").then(unnamed).otherwise(pl.col("given")).alias(CASE_NAME)
    )
    without = int((raw.case_names.fill_null("") == "").sum())
    if without:
        remarks.append(f"名のない案件が {without} 件あり、順番で名を付けました。")
    first = rows.unique(CASE_NAME, keep="first", maintain_order=True)
    if twice := rows.height - first.height:
        remarks.append(f"同じ名の案件が {twice} 件あり、1つの案件としました。")
    numbered = first.select(CASE_NAME).with_row_index(CASE)
    row_of_case = rows.join(numbered, on=CASE_NAME, how="left", maintain_order="left")[CASE]
    cases = first.select(CASE_NAME)
    if raw.case_attributes.width:  # a table without columns has no rows either
        cases = cases.hstack(_apart(raw.case_attributes)[first["source"]])
    return cases, row_of_case


def _held(events: pl.DataFrame, names: pl.Series, written: pl.Series) -> tuple[Held, ...]:
    """Why events are put aside, each counted once: no step first, then no time."""
    no_step = events.filter(pl.col(ACTIVITY).is_null())
    no_time = events.filter(pl.col(ACTIVITY).is_not_null() & pl.col(TIME).is_null())
    found = []
    if no_step.height:
        where = _place(no_step, names)
        found.append(Held("activity", no_step.height, f"作業の名がありません。先頭: {where}。"))
    if no_time.height:
        text = written[int(no_time[_ROW][0])]
        said = f"「{text}」は日時として読めません" if text else "日時がありません"
        found.append(Held("time", no_time.height, f"{said}。先頭: {_place(no_time, names)}。"))
    return tuple(found)


def _place(held: pl.DataFrame, names: pl.Series) -> str:
    return f"案件 {names[int(held[CASE][0])]}、全体で {int(held[_ROW][0]) + 1} 番目の記録"
