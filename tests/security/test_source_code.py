"""What the code must not contain, read from the code itself: evaluation, unsafe parsers, weak algorithms, leaks."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from yakuba.operation.settings import base

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "yakuba"
MODULES = sorted(SOURCE.rglob("*.py"))
SCRIPTS = [path for path in SOURCE.rglob("*.js") if "vendor" not in path.parts]
TEMPLATES = sorted(SOURCE.rglob("*.html"))

# The only rooms that speak to the outside, each to what the operator names (docs/security.md).
NETWORK = {
    "frontyard/portal/app_wire.py": "the authentication app's provider, YAKUBA_APP_ISSUER",
    "platform/mail/transport.py": "the SMTP server of YAKUBA_SMTP_URL",
    "operation/supervisor/townhall.py": "/health on the loopback; whether the port is free",
}


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text())))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


@cache
def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nothing_is_evaluated() -> None:
    wrong = [f"{name_of(path)}: {name}" for path in MODULES for name, _ in calls(path) if name in ("eval", "exec")]
    assert wrong == []


def test_no_parser_builds_objects_or_follows_entities() -> None:
    unsafe = {"pickle", "marshal", "shelve", "xml", "lxml", "dill", "jsonpickle"}
    escaping = "xml.sax.saxutils"  # writes text into markup and reads nothing
    read_by = {path: {m for m in imported(path) if not m.startswith(escaping)} for path in MODULES}
    wrong = {name_of(path): bad for path in MODULES if (bad := {m.split(".")[0] for m in read_by[path]} & unsafe)}
    assert wrong == {}
    safe = 'getattr(yaml, "CSafeLoader", yaml.SafeLoader)'  # the same in C: the only loader that may be named
    for path in MODULES:
        used = {name for name, _ in calls(path) if name.startswith("yaml.")}
        assert used <= {"yaml.safe_load", "yaml.safe_dump", "yaml.load", "yaml.compose"}, path
        for _, call in (one for one in calls(path) if one[0] == "yaml.compose"):  # nodes alone, no objects
            assert [ast.unparse(word.value) for word in call.keywords] == ["yaml.SafeLoader"], path
        for _, call in (one for one in calls(path) if one[0] == "yaml.load"):
            given = [*call.args[1:], *(word.value for word in call.keywords)]
            assert [ast.unparse(one) for one in given] == ["_LOADER"] and f"_LOADER = {safe}" in path.read_text(), path


def test_no_shell_ever_sees_a_command() -> None:
    wrong = []
    for path in MODULES:
        for name, call in calls(path):
            shell = any(word.arg == "shell" for word in call.keywords)
            if shell or name in ("os.system", "os.popen", "subprocess.getoutput", "commands.getoutput"):
                wrong.append(f"{name_of(path)}:{call.lineno} {name}")
    assert wrong == []
    upper = {name_of(path) for path in MODULES if "subprocess" in imported(path)}
    assert all(name.startswith("operation/") for name in upper), upper  # no page starts a program


def test_values_reach_statements_as_parameters_only() -> None:
    """A statement made by formatting is allowed where its parts are our own constants: migrations, set-up, loads."""
    made = []
    for path in MODULES:
        place = name_of(path)
        if "/migrations/" in place or place.startswith("operation/database/") or place.endswith("tenancy/walls.py"):
            continue
        for name, call in calls(path):
            if name.split(".")[-1] in ("execute", "executemany", "RawSQL", "raw") and call.args:
                first = call.args[0]
                if isinstance(first, ast.JoinedStr | ast.BinOp) or (
                    isinstance(first, ast.Call) and ast.unparse(first.func).endswith(".format")
                ):
                    made.append(f"{place}: {ast.unparse(first)[:60]}")
    own_names_only = ("areas/resident_registry/loads/", "operation/prepare.py: f'GRANT SELECT ON django_migrations")
    assert [one for one in made if not one.startswith(own_names_only)] == []


def test_only_the_icons_of_our_own_are_marked_safe() -> None:
    marked = {name_of(path) for path in MODULES for name, _ in calls(path) if name.split(".")[-1] == "mark_safe"}
    assert marked == {"platform/screens/icons.py", "platform/screens/markup.py"}
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"\|\s*safe(seq)?\b|autoescape\s+off|{%\s*debug", text), name_of(path)


def test_scripts_write_text_and_never_markup_or_code() -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function|"
        r"setTimeout\(\s*[\"'`]|javascript:|addEventListener\([\"']message|postMessage|document\.cookie|__proto__"
    )
    assert len(SCRIPTS) >= 5
    assert {name_of(path): bad for path in SCRIPTS if (bad := re.findall(forbidden, path.read_text()))} == {}


def test_browsers_store_no_person() -> None:
    """Storage is used by one script, for the fold of the menu and the like; nothing typed or shown goes there."""
    users = {name_of(path) for path in SCRIPTS if re.search(r"localStorage|sessionStorage|indexedDB", path.read_text())}
    assert users == {"platform/screens/static/screens/keys.js"}
    kept = re.findall(r"\bset\(\s*([^,]+),", (SOURCE / users.pop()).read_text())
    assert kept and not any(re.search(r"value|text|name\b.*input|input", one) for one in kept), kept


def test_pages_load_nothing_from_elsewhere() -> None:
    files = [*TEMPLATES, *SCRIPTS, *(path for path in SOURCE.rglob("*.css") if "vendor" not in path.parts)]
    allowed = ("http://www.w3.org/",)
    for path in files:
        hosts: list[str] = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}/?", path.read_text())
        assert [url for url in hosts if not url.startswith(allowed)] == [], name_of(path)


def test_weak_algorithms_are_absent() -> None:
    weak = re.compile(r"\b(md5|sha1|MD5|SHA1|DES|TripleDES|ARC4|RC4|ECB|CBC|PKCS1v15)\b")
    found = {name_of(path): set(words) for path in MODULES if (words := weak.findall(path.read_text()))}
    # What a My Number card signs is PKCS#1 v1.5 with SHA-256, so it is what can be verified (and simulated).
    simulated = ("operation/simulators/card_client.py", "operation/simulators/card_chip.py")
    # And it is what a 職責証明書 signs papers with (PAdES, RSA keys).
    papers = "platform/documents/pades.py"
    assert found == {path: {"PKCS1v15"} for path in ("platform/identity/trust.py", papers, *simulated)}
    ciphers = {
        one for path in MODULES for one in imported(path) if one.startswith("cryptography.hazmat.primitives.ciphers")
    }
    assert ciphers == {
        "cryptography.hazmat.primitives.ciphers.aead",
        "cryptography.hazmat.primitives.ciphers.aead.AESGCM",
    }


def test_secrets_come_from_the_systems_generator() -> None:
    """The random module draws the synthetic population only, from a seed on purpose."""
    users = {name_of(path) for path in MODULES if {"random", "random.Random"} & imported(path)}
    assert all(name.startswith("operation/founding/synthetic/") for name in users), users
    for path in ("platform/access/service.py", "platform/access/staff.py", "operation/home.py"):
        assert "secrets" in imported(SOURCE / path), path


def test_only_named_rooms_speak_to_the_network() -> None:
    speaking = {"socket", "http.client", "urllib.request", "smtplib", "ftplib", "ssl", "requests", "httpx", "aiohttp"}
    assert {name_of(path) for path in MODULES if speaking & imported(path)} == set(NETWORK)
    mail = (SOURCE / "platform/mail/transport.py").read_text()
    assert "create_default_context" in mail and "CERT_NONE" not in mail


def test_no_secret_stands_in_the_code() -> None:
    assigned = re.compile(r"^(?:[A-Z_]*(?:SECRET|PASSWORD|TOKEN|API_KEY)[A-Z_]*)\s*=\s*[\"'][^\"']+[\"']", re.M)
    found = {name_of(path): bad for path in MODULES if (bad := assigned.findall(path.read_text()))}
    assert found == {}
    assert not re.search(r"-----BEGIN [A-Z ]*PRIVATE KEY", "".join(path.read_text() for path in MODULES))
    assert base.SECRET_KEY == "only-for-tests"  # from the environment; without one Django refuses to start


def test_debugging_is_off_and_no_page_is_for_developers() -> None:
    from django.urls import get_resolver

    assert base.DEBUG is False
    apps = " ".join(base.INSTALLED_APPS)
    assert not re.search(r"admin|debug|silk|extensions|gallery", apps)
    routes = " ".join(str(entry.pattern) for entry in get_resolver().url_patterns)
    assert not re.search(r"admin|debug|gallery|metrics|api/docs", routes)


def test_what_the_table_calls_not_applicable_is_not_there() -> None:
    """docs/asvs: a row is not applicable because the code has none of it."""
    absent = ("graphql", "websocket", "ldap", "xpath", "memcache", "saml", "oauth", "jwt", "webrtc")
    names = {one.split(".")[0].lower() for path in MODULES for one in imported(path)}
    requirements = (ROOT / "requirements" / "base.in").read_text().lower()
    for word in absent:
        assert not any(word in name for name in names), word
        assert word not in requirements, word
