"""What changed from one version of a procedure to the next, in sentences."""

from collections.abc import Iterator

from yakuba.platform.cases.procedures.definition import Procedure, Question
from yakuba.platform.cases.procedures.drafting import KINDS

_PARTS = {
    "title": "手続きの名前",
    "summary": "説明",
    "basis": "根拠",
    "deadline": "期限",
    "bring": "持ち物",
    "afterwards": "このあとの流れ",
    "declaration": "宣言の文",
    "identity": "本人確認の水準",
    "channels": "受け付ける所",
    "finish": "決め方",
    "days": "お返事までの日数",
    "fee_yen": "手数料",
    "desk": "担当課",
    "keywords": "探すときの言葉",
    "action": "行き先",
    "ledger": "台帳",
    "letter": "通知の文",
}


def differences(before: Procedure, after: Procedure) -> list[str]:
    """Empty when nothing but version and dates differ."""
    return [*_parts(before, after), *_questions(before, after), *_checks(before, after)]


def _parts(before: Procedure, after: Procedure) -> Iterator[str]:
    for name, label in _PARTS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            plain = isinstance(old, int) and isinstance(new, int)
            yield f"{label}：{old:,} → {new:,}" if plain else f"{label}：変更"


def _questions(before: Procedure, after: Procedure) -> Iterator[str]:
    old = {one.id: one for one in before.steps}
    new = {one.id: one for one in after.steps}
    yield from (f"質問を加えた：「{one.title.ja}」" for name, one in new.items() if name not in old)
    yield from (f"質問をやめた：「{one.title.ja}」" for name, one in old.items() if name not in new)
    for name, one in new.items():
        if name in old and old[name] != one:
            yield f"質問を変えた：「{one.title.ja}」（{'、'.join(_question(old[name], one))}）"
    kept = [name for name in old if name in new]
    if kept != [name for name in new if name in old]:
        yield "質問の順番：変更"


def _question(old: Question, new: Question) -> Iterator[str]:
    if old.title != new.title:
        yield "文"
    if old.kind != new.kind:
        yield f"{KINDS[old.kind]} → {KINDS[new.kind]}"
    if old.required != new.required:
        yield "必須" if new.required else "任意"
    if old.options != new.options:
        yield "選択肢"
    if old.when != new.when:
        yield "聞く条件"
    limits = ("earliest", "latest", "longest", "least", "most", "unit", "accepts")
    if any(getattr(old, name) != getattr(new, name) for name in limits):
        yield "受け付ける値"
    if old.hint != new.hint:
        yield "補足"


def _checks(before: Procedure, after: Procedure) -> Iterator[str]:
    old, new = ({one.key for one in each.checks} for each in (before, after))
    if new - old:
        yield f"自動の確認：{len(new - old)}つ加えた"
    if old - new:
        yield f"自動の確認：{len(old - new)}つやめた"
