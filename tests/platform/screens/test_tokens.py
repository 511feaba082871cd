"""Colours and lengths come from the tokens; each pair of text and ground in use is in the list with its ratio."""

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

import yakuba
from yakuba.platform import screens

ROOM = Path(screens.__file__).parent
STATIC = ROOM / "static" / "screens"
PROJECT = Path(yakuba.__file__).parent
OWN_CSS = sorted(path for path in STATIC.glob("*.css") if path.name != "tokens.css")
DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")

# text role, ground role, least ratio (3 for large text and parts of the interface, 4.5 for text)
PAIRS: list[tuple[str, str, float]] = [
    *((text, "--c-ground", 4.5) for text in ("--c-text", "--c-text-strong", "--c-text-sub", "--c-link", "--c-primary")),
    *((text, "--c-panel", 4.5) for text in ("--c-text", "--c-text-strong", "--c-text-sub", "--c-link", "--c-primary")),
    ("--c-text-strong", "--c-head", 4.5),
    ("--c-text", "--c-head", 4.5),
    ("--c-text", "--c-row-hover", 4.5),
    ("--c-text", "--c-row-selected", 4.5),
    ("--c-link", "--c-row-selected", 4.5),
    ("--c-link", "--c-row-hover", 4.5),
    ("--c-primary", "--c-row-selected", 4.5),
    ("--c-primary", "--c-primary-tint", 4.5),
    ("--c-link-hover", "--c-ground", 4.5),
    ("--c-link-active", "--c-ground", 4.5),
    ("--c-link-visited", "--c-ground", 4.5),
    ("--c-text-on-primary", "--c-primary", 4.5),
    ("--c-text-on-primary", "--c-primary-hover", 4.5),
    ("--c-text-on-primary", "--c-primary-active", 4.5),
    ("--c-text-on-primary", "--c-error-on-tint", 4.5),
    ("--c-text-on-primary", "--c-error-hover", 4.5),
    ("--c-error", "--c-ground", 4.5),
    ("--c-error-on-tint", "--c-ground", 4.5),
    ("--c-error-on-tint", "--c-panel", 4.5),
    ("--c-error-on-tint", "--c-error-tint", 4.5),
    ("--c-success", "--c-ground", 4.5),
    ("--c-success-on-tint", "--c-success-tint", 4.5),
    ("--c-warning", "--c-ground", 4.5),
    ("--c-warning-on-tint", "--c-warning-tint", 4.5),
    ("--c-text-strong", "--c-warning-tint", 4.5),
    ("--c-urgent-on-tint", "--c-urgent-tint", 4.5),
    ("--c-urgent-text", "--c-ground", 4.5),
    ("--c-special", "--c-special-tint", 4.5),
    ("--c-text-strong", "--c-special-tint", 4.5),
    ("--c-text", "--c-special-tint", 4.5),
    ("--c-text-sub", "--c-special-tint", 4.5),
    ("--c-primary", "--c-special-tint", 4.5),
    ("--c-info", "--c-info-tint", 4.5),
    ("--c-text-strong", "--c-focus-glow", 4.5),
    ("--c-input-border", "--c-ground", 3),
    ("--c-rule", "--c-ground", 3),
    ("--c-rule-on-tint", "--c-panel", 3),
    ("--c-success-mark", "--c-ground", 3),
    ("--c-warning-mark", "--c-ground", 3),
    ("--c-urgent", "--c-ground", 3),
    ("--c-focus-line", "--c-ground", 3),
    ("--c-focus-line", "--c-row-selected", 3),
]


def _declared() -> dict[str, str]:
    texts = [(STATIC / name).read_text(encoding="utf-8") for name in ("tokens.css", "roles.css")]
    return {name: value.strip() for text in texts for name, value in DECLARED.findall(text)}


def _hex(role: str) -> str:
    names, value = _declared(), f"var({role})"
    while found := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = names[found[1]]
    return value


def _rgb(value: str) -> tuple[int, int, int]:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def _luminance(value: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in _rgb(value))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two hex colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_the_one_of_the_guideline() -> None:
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_each_pair_is_readable(text: str, ground: str, least: float) -> None:
    assert ratio(_hex(text), _hex(ground)) >= least


def test_tokens_are_the_agencys_unchanged() -> None:
    digest = hashlib.sha256((STATIC / "tokens.css").read_bytes()).hexdigest()
    assert digest == "ec3fb5b1e881d1bdf076feff29fe15a32269353c7a9cef40194f1eff0c3d7a90"


@pytest.mark.parametrize("sheet", OWN_CSS, ids=lambda path: path.name)
def test_no_raw_colour_outside_the_token_file(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])|\b(?:rgba?|hsla?|oklch)\(", text) == []
    if sheet.name != "roles.css":
        assert re.findall(r"var\(--color-[\w-]+\)", text) == [], "use a role (--c-…), not the palette"


@pytest.mark.parametrize("sheet", OWN_CSS, ids=lambda path: path.name)
def test_every_variable_in_use_exists(sheet: Path) -> None:
    used = set(re.findall(r"var\((--[\w-]+)", sheet.read_text(encoding="utf-8")))
    assert used <= set(_declared())


def test_no_sheet_or_script_names_another_host() -> None:
    for path in [*STATIC.glob("*.css"), *STATIC.glob("*.js")]:
        assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", path.read_text(encoding="utf-8")), path.name


TEMPLATES = sorted(PROJECT.glob("**/templates/**/*.html"))
FORBIDDEN_MARKUP = {
    "inline style": r"\sstyle\s*=",
    "style element": r"<style[\s>]",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "event attribute": r"\son[a-z]+\s*=\s*[\"']",
    "htmx code": r"\shx-on[:\w-]*=|hx-vals=[\"']js:",
    "placeholder": r"\splaceholder\s*=",
    "disabled": r"<(input|select|textarea|button)[^>]*\sdisabled",
    "number or date control": r"type=[\"'](number|date|datetime-local|month)[\"']",
    "accesskey": r"\saccesskey=",
    "raw colour": r"#[0-9a-fA-F]{6}\b",
}


@pytest.mark.parametrize("fault", FORBIDDEN_MARKUP)
def test_no_template_of_any_room_has(fault: str) -> None:
    pattern = re.compile(FORBIDDEN_MARKUP[fault])
    assert [
        str(path.relative_to(PROJECT)) for path in TEMPLATES if pattern.search(path.read_text(encoding="utf-8"))
    ] == []


IN_USE = """() => {
  const pairs = new Set();
  const opaque = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const ground = getComputedStyle(at).backgroundColor;
      if (!ground.startsWith("rgba(0, 0, 0, 0")) return ground;
    }
    return "rgb(255, 255, 255)";
  };
  for (const element of document.querySelectorAll("body *")) {
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (words && element.checkVisibility()) pairs.add(`${getComputedStyle(element).color} on ${opaque(element)}`);
  }
  return [...pairs];
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "address",
    ["/gallery/?problems=1&training=1&as_of=1", "/gallery/list", "/gallery/form", "/gallery/record", "/gallery/signin"],
)
def test_each_pair_in_use_is_in_the_list(page: Page, gallery: str, address: str) -> None:
    known = {
        "rgb({}, {}, {}) on rgb({}, {}, {})".format(*_rgb(_hex(text)), *_rgb(_hex(ground)))
        for text, ground, least in PAIRS
        if least == 4.5
    }
    page.goto(gallery + address)
    used = set(page.evaluate(IN_USE))
    assert len(used) >= 3
    assert used - known == set()
