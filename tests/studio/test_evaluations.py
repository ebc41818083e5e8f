"""Cards and records as the page of evaluations has them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from procgen.domains import DOMAINS
from procgen.errors import InvalidFields
from procgen.kit.command.evaluating import Run
from procgen.kit.ruler.bars import Bar
from procgen.runtime.catalog import packaged_assets
from procgen.studio.evaluations import RECORD_BYTES, cards, read_record, records

METRICS = {"fid": {"ours": 13.0, "ours_low": 12.0, "real": 10.9}, "kid": {"ours": 0.05}}


def measured(folder: Path, domain: str = "terrain", seed: int = 1) -> Path:
    """A folder as `procgen evaluate` leaves it."""
    folder.mkdir(parents=True)
    Run(folder, domain=domain, split="test", seed=seed, json=True).finish(
        {}, METRICS, [Bar("fid", "at most 12", False)]
    )
    return folder


def test_every_card_of_a_model_is_there_with_its_figures() -> None:
    found = {each["file"]: each for each in cards(packaged_assets(), [domain.name for domain in DOMAINS])}
    named = {
        path.name for path in packaged_assets().glob("*.md") if path.read_text().startswith(("# Model card", "# Card"))
    }
    assert set(found) == named
    terrain = found["terrain.md"]
    assert terrain["domain"] == "terrain"
    [figures] = [each for each in terrain["sections"] if each["heading"] == "Figures"]
    tables = [block for block in figures["blocks"] if "rows" in block]
    written = packaged_assets().joinpath("terrain.md").read_text().partition("## Figures")[2]
    assert tables[0]["rows"][0][0] in written
    for card in found.values():
        for section in card["sections"]:
            for block in section["blocks"]:
                if "rows" in block:
                    assert {len(row) for row in block["rows"]} == {len(block["head"])}, (
                        card["file"],
                        section["heading"],
                    )


def test_records_are_found_below_folders_the_latest_first(tmp_path: Path) -> None:
    for age, path in enumerate((measured(tmp_path / "one", seed=1), measured(tmp_path / "more/two", "texture", 2))):
        os.utime(path / "metrics.json", (1000 + age, 1000 + age))
    (tmp_path / "three").mkdir()
    (tmp_path / "three/metrics.json").write_text("nothing")
    found, wrong = records([tmp_path, tmp_path / "one", tmp_path / "nowhere"])
    assert [(each["domain"], each["seed"], each["made_unix_ms"]) for each in found] == [
        ("texture", 2, 1_001_000),
        ("terrain", 1, 1_000_000),
    ]
    assert found[0]["metrics"] == METRICS
    assert found[0]["bars"] == {"fid": {"bar": "at most 12", "met": False}}
    [told] = wrong
    assert told.startswith(str(tmp_path / "three/metrics.json"))


def test_a_record_of_all_domains_is_one_of_each() -> None:
    part = {"metrics": METRICS, "bars": {}, "seconds": 3.0}
    data = json.dumps({"domain": "all", "seed": 4, "quick": True, "domains": {"terrain": part, "layout": part}})
    found = read_record(data.encode(), "metrics.json")
    assert [(each["domain"], each["seed"], each["quick"], each["seconds"]) for each in found] == [
        ("terrain", 4, True, 3.0),
        ("layout", 4, True, 3.0),
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"[1]", b"{}", b'{"metrics": 3}', b'{"metrics": {"fid": 3}}', b"[" * 9000, bytes(RECORD_BYTES + 1)],
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidFields, match="file: got"):
        read_record(data, "metrics.json")


def test_figures_that_are_none_are_left_out() -> None:
    long = "9" * 400
    figures = f'{{"ours": NaN, "real": "much", "more": true, "long": {long}, "own": 1}}'
    [found] = read_record(f'{{"domain": "x", "seed": {long}, "metrics": {{"fid": {figures}}}}}'.encode(), "")
    assert found["metrics"] == {"fid": {"own": 1}}
    assert found["seed"] is None
