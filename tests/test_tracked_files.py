"""About the files themselves: no package-registry host, no path of somebody's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Written in pieces, so that this file passes its own test.
HOSTS = (
    "pypi" + ".org",
    "python" + "hosted",
    "test." + "pypi",
    "npm" + "js",
    "registry.yarn" + "pkg",
    "deb." + "debian.org",
    "crates" + ".io",
    "conda" + ".anaconda",
    "proxy." + "golang",
)
LOCAL_PATHS = re.compile(r"(?<![\w/.:\-}])/(?:root|work|home/[a-z]\w*|Users/\w+|tmp/pytest)(?=[/\s\"'`):,]|$)")


def tracked() -> list[Path]:
    """Files of the commit being made; in an export without git, every file."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name.decode() for name in listed.split(b"\0") if name]


def texts() -> dict[Path, str]:
    found = {}
    for path in tracked():
        content = path.read_bytes() if path.is_file() else b""
        if b"\0" not in content[:8000]:
            found[path] = content.decode(errors="replace")
    return found


def test_no_tracked_file_names_a_package_registry_host() -> None:
    all_texts = texts()
    assert len(all_texts) > 50
    assert [(str(path), host) for path, text in all_texts.items() for host in HOSTS if host in text.lower()] == []


def test_no_tracked_file_names_a_local_path() -> None:
    found = [(str(path), hit.group()) for path, text in texts().items() for hit in LOCAL_PATHS.finditer(text)]
    assert found == []


def test_the_pattern_finds_what_it_should_and_no_more() -> None:
    for text in ("see /" + "root/x", '"/' + 'work/main"', "/" + "home/taro/a"):
        assert LOCAL_PATHS.search(text), text
    for text in ("https://example.jp/work/", "/012084/work/", "/usr/lib/postgresql/15/bin", "/rooted"):
        assert not LOCAL_PATHS.search(text), text


def test_locked_requirements_have_hashes_and_nothing_else() -> None:
    for name in ("build", "base", "dev"):
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        kept = re.compile(r"[a-z0-9.\-]+==[\w.]+( ; [\w .'\"!=<>()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
        assert [line for line in lines if not kept.fullmatch(line)] == []
