"""Labelled pictures that Unity's component leaves, made into a data set by the command and checked by reprojection."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest

from procgen.cli.app import main
from tests.engines.unity_runtime import ask, compile_runtime


def test_pictures_of_unity_become_a_data_set_without_a_wrong_mask(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ask(compile_runtime(tmp_path / "program"), "mono", "Capture", 1, tmp_path)
    assert "Folder is empty" in told["refused"][0]
    assert '"cart" is labelled "dragon": it must be one of sky, ground' in told["unknown"]
    assert told["worn"], "everything has its own look again"
    assert told["log"] == []
    raw, made = tmp_path / "raw", tmp_path / "set"
    assert main(["capture", "--raw", str(raw), "--out", str(made), "--photo", "jpg", "--json"]) == 0
    capsys.readouterr()
    assert main(["capture", "--check", str(made), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["pictures"], found["masks"], found["wrong"]) == (2, 4, 0)
    records = [json.loads((made / f"frames/{number:06d}.json").read_text()) for number in range(2)]
    seen = {each["name"]: each for each in records[1]["instances"]}
    assert {name: each["class"] for name, each in seen.items()} == {"cart": "vehicle", "crate": "prop"}
    assert seen["cart"]["centre_m"] == pytest.approx(told["cart"], abs=1e-3)
    assert seen["cart"]["half_m"] == pytest.approx([0.5, 1.0, 1.5], abs=1e-3)
    assert records[0]["class_pixels"].keys() == {"sky", "road", "prop", "vehicle"}
    listed = json.loads((made / "annotations/instances.json").read_text())
    picture = cv2.imread(str(made / listed["images"][0]["file_name"]))
    assert picture is not None
    assert picture.shape == (64, 96, 3)
    (raw / "000001.bin").write_bytes(b"short")
    assert main(["capture", "--raw", str(raw), "--out", str(tmp_path / "again")]) == 1
    assert "has 5 bytes of a picture" in capsys.readouterr().err
