"""docs/security.md keeps its word: every test it names exists, and its figures and lists are those of the code."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.security.test_asvs_table import exists
from tests.security.test_source_code import NETWORK
from yakuba.areas.resident_registry.queries import CAP
from yakuba.operation.settings import base
from yakuba.platform.access import limits, passwords
from yakuba.platform.access.duties import DUTIES
from yakuba.platform.exchange.spool import LARGEST
from yakuba.platform.parameters import parameter_definitions as p

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text()
SECTIONS = {part.split("\n", 1)[0]: part for part in re.split(r"^## ", TEXT, flags=re.M)[1:]}


def named_tests() -> list[str]:
    """Every `path::test` of the document; `::test` alone belongs to the path before it in the same line."""
    found = []
    for line in TEXT.splitlines():
        path = ""
        for start, name in re.findall(r"`([A-Za-z0-9_/.]*)::(test_\w+)`", line):
            path = start or path
            found.append(f"tests/{path}::{name}")
    return found


def test_every_test_it_names_exists() -> None:
    named = named_tests()
    assert len(named) > 80
    assert [one for one in named if not exists(one)] == []


def test_every_row_of_threats_names_a_test() -> None:
    rows = [line for name in SECTIONS for line in SECTIONS[name].splitlines() if line.startswith("| ")]
    tables = [part for part in SECTIONS.values() if "| Threat | Control | Test |" in part]
    assert len(tables) >= 4
    threats = [line for part in tables for line in part.split("|---|---|---|")[1].splitlines() if line.startswith("| ")]
    assert set(threats) <= set(rows)
    assert [line[:60] for line in threats if "::" not in line and "the same test" not in line] == []


def test_the_figures_in_the_document_are_those_of_the_code() -> None:
    signing, files = SECTIONS["Signing in"], SECTIONS["Files taken in, and what is heavy"]
    assert f"{passwords.MIN_LENGTH} to {passwords.MAX_LENGTH} characters" in signing
    for definition, words in (
        (p.LOCK_AFTER_FAILURES, "| {} (the municipality may choose {} to {})"),
        (p.SESSION_IDLE_MINUTES, "| {} minutes ({} to {})"),
        (p.SESSION_LONGEST_HOURS, "| {} hours ({} to {})"),
    ):
        kind = definition.kind
        assert words.format(definition.default, kind.least, kind.most) in signing, definition.key  # type: ignore[attr-defined]
    assert f"for {p.LOCK_MINUTES.default} minutes" in signing
    assert f"{limits.SOURCE_LIMIT} within {limits.SOURCE_WINDOW // timedelta(minutes=1)} minutes" in signing
    assert f"second factor | {limits.PASSWORD_ONLY_FOR // timedelta(minutes=1)} minutes" in signing
    assert f"step-up | {limits.STEP_UP_FOR // timedelta(minutes=1)} minutes" in signing
    assert "sessions at once | not limited" in signing
    assert f"{base.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2} MB and 1,000 fields" in files
    assert f"spool | {LARGEST // 1024**2} MB" in files
    assert f"search | {CAP} hits" in files
    web = (ROOT / "src/yakuba/operation/web.py").read_text()
    assert 'setdefault("YAKUBA_STATEMENT_SECONDS", "20")' in web and "page | 20 seconds" in files
    assert re.search(r"vulnerability within \d+ days, others within \d+", SECTIONS["What the operator must do"])


def test_the_words_no_password_may_hold_are_listed() -> None:
    line = next(line for line in SECTIONS["Signing in"].splitlines() if line.startswith("Words no password"))
    assert set(re.findall(r"`(\w+)`", line)) == set(passwords.CONTEXT_WORDS)


def test_every_duty_is_in_the_document() -> None:
    assert set(re.findall(r"^\| `([a-z_.]+)` \|", SECTIONS["Who may do what"], flags=re.M)) == set(DUTIES)


def test_every_algorithm_and_key_is_in_the_inventory() -> None:
    part = SECTIONS["Algorithms and keys"]
    source = "".join(path.read_text() for path in (ROOT / "src/yakuba/platform").rglob("*.py"))
    for used, written in (
        ("AESGCM", "AES-256-GCM"), ("HKDF", "HKDF-SHA256"), ("X25519", "X25519"), ("hmac.digest", "HMAC-SHA256"),
        ("hashlib.sha256", "SHA-256"), ("pyotp", "HMAC-SHA-1"), ("Argon2", "Argon2id"), ("webauthn", "security keys"),
        ("SECRET_KEY", "installation key"), ("YAKUBA_KEYS", "YAKUBA_KEYS"), ("x509", "client certificates"),
    ):  # fmt: skip
        assert used in source and written in part, used


def test_every_way_to_the_network_is_in_the_document() -> None:
    part = SECTIONS["Ways to the network"]
    assert len(NETWORK) == 3
    for word in ("YAKUBA_SMTP_URL", "YAKUBA_APP_ISSUER", "/health", "spool", "DATABASE_URL", "web port"):
        assert word in part, word


def test_the_classes_of_data_are_in_the_document() -> None:
    rows = re.findall(r"^\| (\w+) \| ([^|]+) \|", SECTIONS["Data and what each class asks for"], flags=re.M)
    assert [name for name, _ in rows if name not in ("Class",)] == [
        "secret", "protected", "personal", "credential", "evidence", "open",
    ]  # fmt: skip


@pytest.mark.parametrize("log", ["register_entry", "journal_entry", "web.log", "worker.log", "postgres.log", "HEADS"])
def test_every_log_is_in_the_document(log: str) -> None:
    assert log in SECTIONS["Logs"]
    used = "".join(path.read_text() for path in (ROOT / "src/yakuba").rglob("*.py"))
    assert log.removesuffix(".log") in used
