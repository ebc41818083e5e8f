"""All domains' evaluations in one go: what is left out is said, the same seed gives the same figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from procgen.cli.app import main
from procgen.cli.every import RUNNERS, Measured, Runner, Sample, folder_of, is_time, mean_rows
from procgen.cli.every_page import every_html
from procgen.domains import DOMAINS
from procgen.kit.ruler.bars import Bar


def test_every_domain_that_makes_content_is_measured() -> None:
    made = {domain.name.removeprefix("procgen.v1.").removesuffix("Service").lower() for domain in DOMAINS}
    assert set(RUNNERS) == made | {"critic"}


def test_packs_are_found_by_what_they_hold(tmp_path: Path) -> None:
    for name in ("terrain", "textures"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").touch()
    texture = RUNNERS["texture"]
    assert folder_of(texture, "texture", [tmp_path]) == tmp_path / "textures"
    assert folder_of(texture, "texture", [tmp_path / "textures"]) == tmp_path / "textures"
    assert folder_of(RUNNERS["terrain"], "terrain", [tmp_path]) is None
    assert folder_of(RUNNERS["layout"], "layout", []) == Path()


def test_the_page_shows_figures_intervals_and_samples() -> None:
    rows = {"kid": {"ours": 2.0, "ours_low": 1.5, "ours_high": 2.5, "real": 1.0, "baseline": 9.0, "noise": 9.0}}
    sample = Sample("a < b", lines=("Hello & goodbye",))
    found = Measured(
        "terrain",
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
    page = every_html([Measured("texture", {}, (), (), 1.0)], {}, 0, "test")
    assert "none: adversarial" in page


def test_means_over_parts() -> None:
    one = {"fid": {"ours": 1.0, "ours_low": 0.0, "ours_high": 2.0, "tree": 4.0}, "own": {"ours": 1.0}}
    other = {"fid": {"ours": 3.0, "ours_low": 2.0, "ours_high": 4.0}}
    found = mean_rows([one, other])
    assert found["fid"]["ours"] == 2.0
    assert found["fid"]["ours_high"] == pytest.approx(2.0 + 2**0.5 / 2)
    assert "tree" not in found["fid"]
    assert "own" not in found
    assert mean_rows([]) == {}


def test_times_are_told_from_figures() -> None:
    assert is_time("fit_ms")
    assert is_time("decoder_ms_a_body_of_16")
    assert not is_time("bits_per_tile")


def test_the_same_seed_gives_the_same_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procgen.cli.every._TABLES", ("loot", "settlement"))
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
    assert one["settlement_gain_over_tree_nats"]["ours_low"] > 0.0
    assert "loot_nll_nats" not in one


def test_what_is_unknown_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["evaluate", "all", "--domain", "music", "--split", "train", "--page", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "--domain: got music" in said
    assert "--split: got train" in said


def test_a_runner_without_a_file_needs_no_folder() -> None:
    assert folder_of(Runner(lambda _around, _folder: ({}, (), ())), "x", []) == Path()
