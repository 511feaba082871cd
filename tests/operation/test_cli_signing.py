"""`yakuba signing` as an operator runs it: a key is put in place, looked at, and refused when it does not fit."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.papers import ending, key_of
from tests.world import found_town
from yakuba.operation.cli.main import main
from yakuba.operation.founding import demo_signing
from yakuba.platform.documents import signing
from yakuba.platform.tenancy import directory
from yakuba.platform.tenancy.context import now, system_context
from yakuba.platform.tenancy.directory import Founding

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_from_no_key_to_a_renewed_one(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.YAKUBA_KEYS = tmp_path / "keys" / "master.key"
    monkeypatch.setenv("YAKUBA_KEYS", str(settings.YAKUBA_KEYS))
    monkeypatch.setenv("YAKUBA_HOME", str(tmp_path))
    found_town("012084")
    context = system_context()
    directory.found(Founding("122041", context.instant, context.business_date))  # no demonstration
    assert main(["signing", "status"]) == 0
    assert "署名鍵なし" in capsys.readouterr().out
    key, chain, soon = tmp_path / "key.pem", tmp_path / "chain.pem", tmp_path / "soon.pem"
    blocks = key_of("船橋市長").split(b"-----BEGIN ")
    key.write_bytes(b"-----BEGIN " + blocks[1])
    chain.write_bytes(b"".join(b"-----BEGIN " + one for one in blocks[2:]))
    soon.write_bytes(ending(now() + timedelta(days=20)))
    assert main(["signing", "install", "--municipality", "122041", str(key)]) == 1
    assert main(["signing", "install", "--municipality", "999999", str(key), str(chain)]) == 1
    assert "発行元の証明書がない" in capsys.readouterr().err and not signing.place("122041").exists()
    assert main(["signing", "install", "--municipality", "122041", str(key), str(chain)]) == 0
    assert main(["signing", "simulate", "--municipality", "122041"]) == 1, "a real town hall gets no simulated key"
    demo_signing.make(tmp_path)
    first = signing.place("012084").read_bytes()
    demo_signing.make(tmp_path)
    assert signing.place("012084").read_bytes() == first, "made once, and for the demonstration alone"
    assert main(["signing", "simulate", "--municipality", "012084"]) == 0
    assert signing.place("012084").read_bytes() != first
    capsys.readouterr()
    assert main(["signing", "status", "--json"]) == 0
    rows = {row["address"]: row for row in json.loads(capsys.readouterr().out)}
    assert (rows["122041"]["signer"], rows["012084"]["signer"]) == ("船橋市長", "北見市長")
    assert all("NOT LGPKI" in row["authority"] for row in rows.values())
    assert main(["signing", "install", "--municipality", "122041", str(soon)]) == 0
    assert main(["signing", "status"]) == 1, "it ends within 60 days"
    assert "有効期間が終わる" in capsys.readouterr().out
