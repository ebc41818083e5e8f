"""All domains' evaluations in one go: what is left out is said, the same seed gives the same figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from procgen.cli.app import main
from procgen.cli.every import MEASURED, Measured
from procgen.cli.every_page import every_html
from procgen.domains import DOMAINS
from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.side import Sample


def test_every_domain_is_measured() -> None:
    # Speech is measured by judges of an extra, sound and music by commands of their own; ambience is made of
    # sounds, animals by rules that tests hold.
    others = ("creature", "speech", "sound", "ambience", "music")
    assert list(MEASURED) == [domain.name for domain in DOMAINS if domain.name not in others]


def test_the_page_shows_figures_intervals_and_samples() -> None:
    rows = {"kid": {"ours": 2.0, "ours_low": 1.5, "ours_high": 2.5, "real": 1.0, "baseline": 9.0, "noise": 9.0}}
    sample = Sample("a < b", lines=("Hello & goodbye",))
    found = Measured(
        "terrain",
        MEASURED["terrain"].load_ruler().common,
        {"fid": rows["kid"], **rows},
        (Bar("kid", "at most 3", True),),
        (sample, Sample("map", png=b"\x89PNG")),
        3.2,
    )
    page = every_html([found], {"texture": "no folder"}, 5, "test")
    for text in ("a &lt; b", "Hello &amp; goodbye", "iVBORw==", "at most 3", "texture is left out: no folder", "kid"):
        assert text in page
    # The longest bar is 130 pixels wide, the interval's strip a ninth of a bar of nine.
    assert "width:130.0px" in page
    assert f"left:{1.5 / 9 * 130:.1f}px;width:{1 / 9 * 130:.1f}px" in page
    # The table over all domains has the figure with its interval, and says what is missing.
    assert "<b>2</b> <small>[1.5, 2.5]</small>" in page
    assert "slope_kl: not measured in this run" in page
    assert "1 of 1 bars are met" in page


def test_figures_that_there_are_not_have_a_reason_on_the_page() -> None:
    page = every_html([Measured("texture", MEASURED["texture"].load_ruler().common, {}, (), (), 1.0)], {}, 0, "test")
    assert "none: adversarial" in page


def test_the_same_seed_gives_the_same_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procgen.table.ruler.side._TABLES", ("loot", "roles"))
    flags = ["evaluate", "all", "--domain", "table", "--domain", "terrain", "--data", str(tmp_path), "--json"]
    found = []
    for run in ("one", "two"):
        assert main([*flags, "--seed", "3", "--page", str(tmp_path / run)]) == 0
        found.append(json.loads(capsys.readouterr().out))
        assert (tmp_path / run / "index.html").read_text().count("<img") == 2
    one, two = (each["domains"]["table"]["metrics"] for each in found)
    assert one == two
    assert set(found[0]["domains"]) == {"table"}
    assert "terrain_00.npz" in found[0]["left_out"]["terrain"]
    assert one["roles_gain_over_tree_nats"]["ours_low"] > 0.0
    assert "loot_nll_nats" not in one


def test_what_is_unknown_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["evaluate", "all", "--domain", "music", "--split", "train", "--page", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "--domain: got music" in said
    assert "--split: got train" in said
