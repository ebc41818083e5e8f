"""What a newcomer sees first, in the real editor's window: drawn on a screen, since headless editors show no docks."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from tools.film_dock import film


def test_dock_comes_to_the_front_offers_a_server_and_makes_something_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no_programs").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'no_programs'}:/usr/bin:/bin")
    report = film(tmp_path, ("table",))
    assert report["in_front"]
    domains = all_services(ModelStore(), BlobStore()).described()
    assert report["named"] == [domain.title for domain in domains], "each tab is in sight"
    assert report["state"].startswith("procgen ")
    assert not report["tabs"]["table"].startswith("not done"), report
    assert [Path(path).name for path in report["pictures"]] == [
        "01-switched-on.png",
        "02-how.png",
        "03-install.png",
        "04-start.png",
        "05-table.png",
    ]
    for path in report["pictures"]:
        with Image.open(path) as picture:
            assert len(picture.convert("RGB").resize((64, 64)).getcolors(4096) or ()) > 50, path
