"""異動入力確認票 (20.0.1): what was entered, item by item, before and after, to be checked by a second person."""

from collections.abc import Mapping

from yakuba.areas.resident_registry.documents.notice_content import CheckLine, CheckPrintContent
from yakuba.platform.documents.fitting import Box
from yakuba.platform.documents.rendering import JSON, Form

TITLE = "異動入力確認票"
LINES_PER_SHEET = 28
_FINDINGS_ON_LAST = 6

_LINE = 6.6
BOXES: Mapping[str, Box] = {
    "facts[].label": Box(28, 6.4, 8, 6, lines=1),
    "facts[].text": Box(62, 6.4, 9.5, 6, lines=2),
    "sheets[].lines[].person": Box(36, _LINE, 9, 5, lines=2),
    "sheets[].lines[].item": Box(32, _LINE, 8.5, 5, lines=2),
    "sheets[].lines[].before": Box(53, _LINE, 9, 5, lines=2),
    "sheets[].lines[].after": Box(53, _LINE, 9, 5, lines=2),
    "sheets[].findings[]": Box(180, 5.5, 9, 6, lines=1),
    "printed": Box(120, 5, 8, 6, lines=1),
}
FORM = Form("check_print", "areas/resident_registry/documents/check_print.typ", BOXES)


def _line(line: CheckLine, previous: CheckLine | None) -> dict[str, JSON]:
    same = previous is not None and previous.person == line.person
    return {
        "person": "" if same else line.person,
        "item": line.item,
        "before": line.before,
        "after": line.after,
        "changed": line.changed,
    }


def layout(content: CheckPrintContent) -> dict[str, JSON]:
    """The data of :data:`FORM`. Facts stand on every sheet, findings from the last sheet on."""
    sheets: list[dict[str, JSON]] = []
    for start in range(0, max(1, len(content.lines)), LINES_PER_SHEET):
        chosen = content.lines[start : start + LINES_PER_SHEET]
        lines = [_line(line, chosen[n - 1] if n else None) for n, line in enumerate(chosen)]
        sheets.append({"lines": lines, "findings": []})
    findings = content.findings
    sheets[-1]["findings"] = list(findings[:_FINDINGS_ON_LAST])
    for start in range(_FINDINGS_ON_LAST, len(findings), LINES_PER_SHEET):
        sheets.append({"lines": [], "findings": list(findings[start : start + LINES_PER_SHEET])})
    return {
        "title": TITLE,
        "case": content.case_number,
        "printed": content.printed_text,
        "facts": [{"label": label, "text": text} for label, text in content.facts],
        "sheets": [{**sheet, "page": f"{n}/{len(sheets)}"} for n, sheet in enumerate(sheets, start=1)],
    }
