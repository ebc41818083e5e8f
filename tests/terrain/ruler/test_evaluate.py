from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from procgen.cli.app import app
from procgen.errors import Failed
from procgen.kit.ruler.charts import Axes, Series, chart
from procgen.terrain.command.evaluate import PARTS as NAMED_PARTS
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.ruler.bars import bars
from procgen.terrain.ruler.blind_page import blind_html, choose, landforms_html
from procgen.terrain.ruler.evaluate import PARTS, Evaluation, Options, evaluate
from procgen.terrain.ruler.fine import fine_patches
from procgen.terrain.ruler.judge import Effort
from procgen.terrain.ruler.report import report_html
from procgen.terrain.ruler.samples import peer_surfaces
from tests.terrain.recipe.packs import write_pack
from tests.terrain.ruler.fields import fractal

OUGHT = {"slope_kl", "hypsometry_kl", "hi_w1", "beta", "flooded_share", "hack_exponent", "fid", "kid"}
JUDGED = ("judge", "fine", "landforms")
"""Parts that learn from the data, and need more of it than the rest."""
NOISE = {"noise_fbm", "noise_ridged", "noise_warped"}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("data") / "pack")


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("peer")
    np.save(folder / "wide.npy", 100.0 + 50.0 * fractal(3.0, 1, 512))
    (folder / "wide.json").write_text(json.dumps({"metres_per_pixel": 30.0, "sea_level_m": 20.0}))
    return folder


@pytest.fixture(scope="module")
def evaluation(pack: Path, peer: Path) -> Evaluation:
    parts = tuple(part for part in PARTS if part not in JUDGED)
    return evaluate(pack, Options(samples=4, per_patch=1, sketches=2, parts=parts, peers={"other": peer}))


def test_all_figures_for_all_generators(evaluation: Evaluation) -> None:
    metrics = evaluation.metrics
    assert set(metrics) >= OUGHT | {f"{name}_conditional" for name in OUGHT}
    assert set(metrics) >= {"precision", "recall", "class_accuracy", "sketch_correlation", "flooded_share_drained"}
    assert set(metrics) >= {f"memorisation_{kind}_p_value" for kind in ("encoder", "pixels")}
    for name, row in metrics.items():
        assert all(np.isfinite(value) for value in row.values())
        assert {"ours", "real", "baseline"} <= set(row), name
        assert row["baseline"] == row["noise_fbm"]
    for name in OUGHT:
        assert set(metrics[name]) >= {"ours", "real", "baseline", *NOISE}
    assert "other" in metrics["slope_kl"]
    assert "other" not in metrics["slope_kl_conditional"]


def test_noise_is_the_best_model_of_noise(evaluation: Evaluation) -> None:
    # The pack of this test is made by noise-fbm itself.
    row = evaluation.metrics["slope_kl_land_conditional"]
    assert row["noise_fbm"] == min(row[name] for name in NOISE)


def test_the_figures_do_not_depend_on_the_number_of_processes(pack: Path) -> None:
    options = {"samples": 2, "per_patch": 1, "parts": ("statistics", "drainage"), "model": "noise-ridged"}
    assert evaluate(pack, Options(**options)).metrics == evaluate(pack, Options(**options, processes=2)).metrics


def test_parts_are_worked_out_alone_and_the_same(pack: Path, evaluation: Evaluation, peer: Path) -> None:
    options = Options(samples=4, per_patch=1, parts=("statistics",), peers={"other": peer})
    alone = evaluate(pack, options).metrics
    assert set(alone) < set(evaluation.metrics)
    assert all(evaluation.metrics[name] == row for name, row in alone.items())


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    split = {"train": 2, "validation": 2, "test": 6}
    folder = write_pack(tmp_path_factory.mktemp("fine") / "pack", split, spacing_m=8.0, patches_of_a_region=2)
    options = Options(
        per_patch=1,
        model="noise-warped",
        of_each_landform=2,
        fine=folder,
        effort=Effort(trees=8, steps=4, families=False),
        parts=("judge", "fine", "landforms"),
    )
    return evaluate(folder, options)


def test_judges_have_figures_of_both_packs(judged: Evaluation) -> None:
    for prefix in ("", "fine_"):
        for blur in ("", "_blur15", "_blur3"):
            for judge, columns in (
                ("judge_128", {"ours", "real", "baseline"}),
                ("network_judge_128", {"ours", "real"}),
            ):
                row = judged.metrics[f"{prefix}{judge}{blur}"]
                assert columns <= set(row)
                assert all(0.0 <= value <= 1.0 for value in row.values())
        # Warped noise is told from the plain noise that this pack is of.
        assert judged.metrics[f"{prefix}judge_128_by_patch"]["ours"] > 0.8
    bar = {one.metric: one for one in bars(judged.metrics)}
    assert bar["fine_judge_128"].text == "at most 0.85"


def test_parts_that_do_not_look_at_the_train_split_leave_it_alone(judged: Evaluation) -> None:
    assert len(judged.sets.train) == 0
    assert len(judged.sets.unconditional["ours"]) == 0
    assert report_html(judged, 1.0).count("<svg") >= 3


def test_the_page_of_landforms_shows_groups_without_their_names(judged: Evaluation) -> None:
    page = landforms_html(judged)
    tags = Tags()
    tags.feed(page)
    assert not tags.open
    assert tags.pictures == 2 * len(LANDFORM_NAMES)
    assert page.count("<h2>") == len(LANDFORM_NAMES)
    assert not any(f"<h2>{name}" in page for name in LANDFORM_NAMES)
    assert page.count("<figcaption>karst</figcaption>") == 2
    # Two patches teach nothing of landforms.
    assert not any(name.startswith("landform_named") for name in judged.metrics)


class Tags(HTMLParser):
    VOID = ("meta", "img", "link", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pictures += tag == "img"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_report_is_whole_and_says_every_figure(evaluation: Evaluation) -> None:
    page = report_html(evaluation, 12.0)
    tags = Tags()
    tags.feed(page)
    assert not tags.open
    assert tags.pictures >= 2
    assert all(f"<td>{name}</td>" in page for name in evaluation.metrics)
    assert page.count("<svg") >= 8
    assert "http://" not in page
    assert "https://" not in page


def test_the_blind_page_shows_all_kinds_with_labels_in_captions_only(evaluation: Evaluation) -> None:
    shown = choose(evaluation)
    kinds = {one.label.split(",")[0] for one in shown}
    assert kinds == {"real", "ours", "noise_fbm", "noise_ridged", "other"}
    page = blind_html(shown, 0)
    tags = Tags()
    tags.feed(page)
    assert tags.pictures == len(shown)
    assert page == blind_html(shown, 0)
    assert page != blind_html(shown, 1)


def test_a_chart_is_well_formed_and_leaves_out_what_can_not_be_drawn() -> None:
    x = np.array([0.0, 1.0, 10.0, 100.0])
    text = chart([Series("a<b", x, np.array([1.0, np.nan, 3.0, 4.0]))], Axes("x & y", "y", log_x=True))
    root = ET.fromstring(text)
    line = next(element for element in root.iter() if element.tag == "polyline")
    assert len(line.attrib["points"].split()) == 2
    assert chart([Series("nothing", x, np.full(4, np.nan))], Axes("x", "y")) == ""
    ET.fromstring(chart([Series("one", np.array([0.0]), np.array([2.0]), points=True)], Axes("", "y", names=("here",))))


def test_bars_are_held_against_the_real_value_where_they_say_so() -> None:
    rows = {
        "slope_kl": {"ours": 0.01, "real": 0.005},
        "hack_exponent": {"ours": 0.55, "real": 0.49},
        "fid": {"ours": 2.0, "real": 1.0},
        "sketch_correlation": {"ours": 0.9, "real": 1.0},
        "recall": {"ours": 0.1, "real": 0.7},
        "ridge_length_gap": {"ours": 0.2, "real": 0.1},
    }
    met = {bar.metric: bar.met for bar in bars(rows)}
    assert met == {
        "slope_kl": True,
        "hack_exponent": False,
        "fid": True,
        "sketch_correlation": False,
        "recall": False,
        "ridge_length_gap": False,
    }


def test_a_peers_maps_are_cut_into_squares_above_its_sea(peer: Path) -> None:
    surfaces = peer_surfaces(peer)
    assert len(surfaces) == 4
    whole = np.load(peer / "wide.npy")
    np.testing.assert_allclose(surfaces[3].heights, whole[256:, 256:] - 20.0)
    assert surfaces[0].metres_per_pixel == 30.0


@pytest.mark.parametrize("fault", ["empty", "no sidecar", "small", "not finite"])
def test_an_unfit_peer_is_named(tmp_path: Path, fault: str) -> None:
    heights = np.ones((64 if fault == "small" else 256, 256), np.float32)
    if fault == "not finite":
        heights[3, 3] = np.nan
    if fault != "empty":
        np.save(tmp_path / "map.npy", heights)
    if fault != "no sidecar":
        (tmp_path / "map.json").write_text('{"metres_per_pixel": 30}')
    with pytest.raises(Failed, match=str(tmp_path.name)):
        peer_surfaces(tmp_path)


def test_the_command_says_json_and_writes_the_pages(pack: Path, peer: Path, tmp_path: Path) -> None:
    command = ["evaluate", "terrain", "--data", str(pack), "--json", "--page", str(tmp_path / "out"), "--threads", "1"]
    small = ["--samples", "3", "--per-patch", "1", "--part", "statistics", "--peer", f"other={peer}"]
    done = CliRunner().invoke(app, [*command, *small, "--model", "noise-warped", "--seed", "5"])
    assert done.exit_code == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["domain"] == "terrain"
    assert said["seed"] == 5
    assert {"ours", "real", "baseline", "other"} <= set(said["metrics"]["slope_kl"])
    assert said["bars"]["slope_kl"]["met"] in (True, False)
    assert json.loads((tmp_path / "out" / "metrics.json").read_text()) == said
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"metrics.json", "report.html", "blind.html"}


def test_the_command_names_all_that_is_wrong() -> None:
    command = ["evaluate", "terrain", "--data", "x", "--part", "colours", "--peer", "Ours=here", "--peer", "a=nowhere"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code != 0
    text = f"{done.exception}"
    assert "colours" in text
    assert "Ours=here" in text
    assert "a=nowhere" in text
    assert set(PARTS) == set(NAMED_PARTS)


@pytest.mark.parametrize("flags", [["--part", "fine"], ["--fine", "nowhere"]])
def test_fine_land_needs_its_pack(flags: list[str]) -> None:
    done = CliRunner().invoke(app, ["evaluate", "terrain", "--data", "x", *flags])
    assert done.exit_code != 0
    assert "--fine" in f"{done.exception}"


def test_a_pack_without_fine_land_is_named(pack: Path) -> None:
    with pytest.raises(Failed, match="two regions"):
        fine_patches(pack, "test")
