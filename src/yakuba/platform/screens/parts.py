"""What templates are given: small frozen values, no markup."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["error", "alert", "notice"]
BannerKind = Literal["success", "error", "warning", "info"]
StepState = Literal["none", "completed", "editing", "error", "skipped"]


@dataclass(frozen=True)
class Notice:
    """A banner: result of the last action, or a warning. `actions`: at most two (text, url) links."""

    kind: BannerKind
    heading: str
    body: str = ""
    actions: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: `target` is the id of the control it is about ('' = no control)."""

    text: str
    target: str = ""
    level: Level = "error"
    source: str = ""


@dataclass(frozen=True)
class Problems:
    """The error summary of a page. False when there is nothing to say."""

    items: tuple[Problem, ...] = ()
    staff: bool = True
    lead: str = "登録できない項目があります"

    def __bool__(self) -> bool:
        return bool(self.items)

    def count(self, level: Level) -> int:
        return sum(1 for item in self.items if item.level == level)

    @property
    def has_errors(self) -> bool:
        return self.count("error") > 0

    @property
    def heading(self) -> str:
        errors, alerts = self.count("error"), self.count("alert")
        if not self.staff:
            return f"入力内容を確認してください（{len(self.items)}か所）"
        counts = [f"エラー{errors}"] * bool(errors) + [f"アラート{alerts}"] * bool(alerts)
        lead = self.lead if errors else "確認が必要な項目があります"
        return f"{lead}（{'・'.join(counts)}）" if counts else lead


@dataclass(frozen=True)
class Row:
    """One row of a summary list. `change` = what the link changes, for its hidden words: 住所 → 「住所を変更する」."""

    term: str
    value: str
    change_url: str = ""
    change: str = ""
    source: str = ""
    is_name: bool = False


@dataclass(frozen=True)
class Step:
    title: str
    state: StepState = "none"
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab is a page: it has its own address."""

    title: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Crumb:
    title: str
    url: str = ""


@dataclass(frozen=True)
class Sort:
    """The order of a list: `key` with `descending`; `form` is the id of the GET form that carries the conditions."""

    key: str
    descending: bool = False
    form: str = "list-order"

    @classmethod
    def parse(cls, text: str, allowed: Sequence[str], form: str = "list-order") -> "Sort":
        """`-kana` → descending kana. Anything not in `allowed` gives the first allowed key, ascending."""
        key = text.removeprefix("-")
        return cls(key, text.startswith("-"), form) if key in allowed else cls(allowed[0], form=form)

    def next_value(self, key: str) -> str:
        """What pressing the header of `key` asks for."""
        return f"-{key}" if key == self.key and not self.descending else key


@dataclass(frozen=True)
class ListPage:
    """One page of a list, already cut: `number` and `total` count from 1."""

    number: int
    total: int
    hits: int
    label: str = "検索結果のページ"
    parameter: str = "page"
    extra: dict[str, str] = field(default_factory=dict)
