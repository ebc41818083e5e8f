"""Characters from the command line, mostly in this process: what is read and baked once serves all tests."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from procgen.character.command import bench
from procgen.character.people.catalogue import CLOTHES, SHOPS, UNDERLAYER
from procgen.character.people.roles import ROLES
from procgen.character.wire.request import KINDS, TEXTURE_SIDES_PX
from procgen.cli.app import main
from tests.command_line import procgen, program, said, succeeded
from tests.figures import scaled

ROOT = Path(__file__).parents[3]
PLAIN = ["--format", "slim", "--textures", "0"]
"""A file for an engine that takes little time."""


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs ``procgen generate character`` with some flags; the JSON that it says."""

    def run(*flags: object, out: str = "out") -> dict[str, Any]:
        capsys.readouterr()
        arguments = ["generate", "character", *map(str, flags), "--out", str(tmp_path / out), "--json"]
        assert main(arguments) == 0, capsys.readouterr().err
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return run


def digests(answer: dict[str, Any]) -> list[str]:
    return [record["sha256"] for record in answer["artifacts"]]


def person_in(answer: dict[str, Any], number: int = 0) -> dict[str, Any]:
    """The person of a file that ``--format person`` wrote."""
    paths = [record["path"] for record in answer["artifacts"] if record["kind"] == "person"]
    person: dict[str, Any] = json.loads(Path(paths[number]).read_text())["person"]
    return person


def test_the_program_writes_what_it_says(tmp_path: Path) -> None:
    answer = said("generate", "character", "--seed", 7, *PLAIN, "--format", "person", "--out", tmp_path, run=program)
    artifacts, people = answer["artifacts"], answer["people"]
    assert isinstance(artifacts, list)
    assert isinstance(people, list)
    assert [record["kind"] for record in artifacts] == ["slim", "person"]
    assert all(Path(record["path"]).is_file() for record in artifacts)
    assert Path(artifacts[0]["path"]).read_bytes()[:4] == b"glTF"
    assert len(list(tmp_path.glob("character-*.recipe.json"))) == 1
    assert people[0]["name"]
    assert people[0]["role"] in ROLES
    assert {"stature", "mass"} <= set(people[0]["measures"])


def test_recipes_and_persons_give_the_same_bytes(made: Any, tmp_path: Path) -> None:
    first = made("--seed", 11, *PLAIN, "--format", "person", "--threads", 1)
    recipe = next((tmp_path / "out").glob("*.recipe.json"))
    person = next(record["path"] for record in first["artifacts"] if record["kind"] == "person")
    for number, source in enumerate((("--recipe", recipe), ("--person", person), ("--person", recipe))):
        again = made(*source, *PLAIN, "--threads", 2, out=str(number))
        assert digests(again)[0] == digests(first)[0]


def test_a_portrait_carries_its_recipe(made: Any) -> None:
    answer = made("--seed", 3, "--format", "portrait", "--size", 64)
    with Image.open(answer["artifacts"][0]["path"]) as picture:
        assert max(picture.size) == 64
        assert json.loads(picture.text["procgen:recipe"])["domain"] == "character"  # type: ignore[attr-defined]


def test_what_is_said_holds(made: Any) -> None:
    who = ["--sex", 1, "--age", 45, "--stature", 1.92, "--mass", 104, "--measure", "waist_circumference=1.02"]
    answer = made(*who, "--seed", 2, "--setting", "modern", "--format", "person")
    (person,) = answer["people"]
    assert person["sex"] == 1
    assert person["age_years"] == 45
    assert person["setting"] == "modern"
    assert person["measures"]["stature"] == pytest.approx(1.92, abs=0.002)
    assert person["measures"]["mass"] == pytest.approx(104, abs=0.5)
    assert person["measures"]["waist_circumference"] == pytest.approx(1.02, abs=0.01)


def test_flags_win_over_words_and_unknown_words_are_told(
    made: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = made("--text", "an old blacksmith", "--age", 30, "--format", "person")
    assert answer["people"][0]["age_years"] == 30
    assert answer["people"][0]["role"] == "blacksmith"
    assert (
        main(["generate", "character", "--text", "a man, zorgled", "--format", "person", "--out", str(tmp_path)]) == 0
    )
    assert "zorgled" in capsys.readouterr().err


def test_looks_and_clothes_are_worn(made: Any) -> None:
    looks = ["--skin", "freckles=0.5", "--skin", "lipstick=#8a2030", "--eyes", "left=green", "--eyes", "right=#123456"]
    worn = ["--hair", "braids:#8a3a1c:braids=two", "--wear", "cloak:#7a2030:length=0.9"]
    person = person_in(made("--seed", 6, "--sex", 0, "--role", "knight", *looks, *worn, "--format", "person"))
    assert person["skin"]["numbers"]["freckles"] == 0.5
    assert person["skin"]["colours_rgb"]["lipstick"] == 0x8A2030
    assert person["eyes"]["words"]["left"] == "green"
    assert person["eyes"]["colours_rgb"]["right"] == 0x123456
    assert person["hair"]["words"]["braids"] == "two"
    assert set(person["hair"]["colours_rgb"].values()) == {0x8A3A1C}
    cloak = next(piece for piece in person["outfit"] if piece["kind"] == "cloak")
    assert cloak["colours_rgb"]["cloak"] == 0x7A2030
    assert cloak["numbers"]["length"] == pytest.approx(0.9)


def test_bald_and_shaven(made: Any) -> None:
    person = person_in(made("--sex", 1, "--age", 40, "--hair", "none", "--beard", "none", "--format", "person"))
    assert "hair" not in person
    assert "beard" not in person


def test_a_change_changes_what_it_must(made: Any) -> None:
    before = made("--seed", 5, "--age", 30, "--format", "person", out="before")
    saved = before["artifacts"][0]["path"]
    after = made("--person", saved, "--edit", "mass=+10", "--lock", "face", "--format", "person", out="after")
    gained = {
        name: value - before["people"][0]["measures"][name] for name, value in after["people"][0]["measures"].items()
    }
    assert gained["mass"] == pytest.approx(10, abs=0.5)
    assert abs(gained["stature"]) <= 0.002
    assert gained["waist_circumference"] > 0.02
    for name in ("skin", "eyes", "outfit"):
        assert person_in(after)[name] == person_in(before)[name]
    older = made("--seed", 5, "--age", 30, "--edit", "age=+35", "--format", "person", out="older")
    assert older["people"][0]["age_years"] == 65


def test_relatives_keep_what_is_locked(made: Any) -> None:
    answer = made("--seed", 5, "--vary", 0.4, "--lock", "outfit", "--count", 3, "--format", "person")
    own = person_in(made("--seed", 5, "--format", "person", out="own"))
    relatives = [person_in(answer, number) for number in range(3)]
    assert all(relative["outfit"] == own["outfit"] for relative in relatives)
    assert len({json.dumps(relative["shape"]["modifiers"], sort_keys=True) for relative in relatives}) == 3
    assert len({record["path"] for record in answer["artifacts"]}) == 3


def test_a_crowd_is_varied_and_comes_again(made: Any, tmp_path: Path) -> None:
    flags = ["--crowd", "--count", 4, "--seed", 3, "--roles", "peasant=3", "--roles", "guard=1"]
    answer = made(*flags)
    assert len(answer["people"]) == 4
    assert {person["role"] for person in answer["people"]} <= {"peasant", "guard"}
    assert len(set(digests(answer))) == 4
    assert answer["smallest_distance"] >= 0.05
    recipe = next((tmp_path / "out").glob("character_crowd-*.recipe.json"))
    again = made("--recipe", recipe, "--format", "person", out="again")
    assert digests(again) == digests(answer)
    fewer = made(*flags[:1], "--count", 2, *flags[3:], out="fewer")
    assert digests(fewer) == digests(answer)[:2]


def test_a_collection_is_worn_by_others(made: Any, tmp_path: Path) -> None:
    answer = made("--collection", "desert guards in indigo", "--count", 2, "--seed", 3)
    assert [record["kind"] for record in answer["artifacts"]] == ["person", "outfit"] * 2 + ["collection"]
    outfits = [record["path"] for record in answer["artifacts"] if record["kind"] == "outfit"]
    other = made("--seed", 8, "--outfit", outfits[1], "--format", "person", out="other")
    assert person_in(other)["outfit"] == person_in(answer, 1)["outfit"]
    hatted = made("--seed", 8, "--outfit", outfits[1], "--wear", "cap", "--format", "person", out="hatted")
    assert "cap" in {worn["kind"] for worn in person_in(hatted)["outfit"]}


def test_a_file_without_clothes_is_no_outfit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "outfit.json"
    path.write_text("{}")
    assert main(["generate", "character", "--outfit", str(path), "--out", str(tmp_path)]) != 0
    said = capsys.readouterr().err
    assert "holds no clothes" in said
    assert "--format outfit" in said


ERRORS = [
    (["--age", "-1"], 2, ["age_years", "6"]),
    (["--age", "nan"], 2, ["age_years"]),
    (["--stature", "3"], 2, ["stature", "nearest"]),
    (["--stature", "1.9", "--mass", "30"], 2, ["mass", "nearest"]),
    (["--sex", "2", "--muscle", "-3"], 2, ["sex", "muscle"]),
    (["--measure", "tail_length=1"], 2, ["tail_length"]),
    (["--measure", "stature"], 2, ["--measure", "NAME=NUMBER"]),
    (["--axis", "charm=1"], 2, ["charm", "shoulders"]),
    (["--face", "jaw=99"], 2, ["jaw"]),
    (["--heritage", "martian=1"], 2, ["martian", "asian"]),
    (["--slider", "horns=1"], 2, ["horns"]),
    (["--role", "dragon"], 2, ["dragon", "knight"]),
    (["--role", "knight", "--setting", "modern"], 2, ["setting", "medieval"]),
    (["--wear", "ballgown"], 2, ["ballgown"]),
    (["--wear", "cloak:=1"], 2, ["--wear", "KIND"]),
    (["--wear", "cloak:#12"], 2, ["--wear"]),
    (["--hair", "wig"], 2, ["wig", "bob"]),
    (["--age", "9", "--wear", "sword"], 2, ["sword", "child-safe"]),
    (["--age", "9", "--beard", "goatee"], 2, ["beard", "18"]),
    (["--skin", "freckles=7"], 2, ["freckles"]),
    (["--eyes", "plaid"], 2, ["plaid", "green"]),
    (["--style", "cubist"], 2, ["cubist", "chibi"]),
    (["--format", "fbx"], 2, ["fbx", "vrm"]),
    (["--lod", "9"], 2, ["lod"]),
    (["--textures", "100"], 2, ["texture_px", "1024"]),
    (["--texture-format", "bmp"], 2, ["bmp", "webp"]),
    (["--size", "5", "--format", "portrait"], 2, ["picture_px"]),
    (["--seed", "-1"], 2, ["--seed"]),
    (["--edit", "mass=heavy"], 2, ["--edit", "mass=+10"]),
    (["--edit", "tail=+1"], 2, ["tail"]),
    (["--vary", "3"], 2, ["amount"]),
    (["--lock", "face"], 2, ["--lock", "--edit"]),
    (["--sheet"], 2, ["--sheet", "--crowd"]),
    (["--crowd", "--edit", "age=3"], 2, ["--edit", "--crowd"]),
    (["--crowd", "--count", "2", "--spread", "7"], 2, ["spread"]),
    (["--crowd", "--count", "2", "--roles", "king=1"], 2, ["king"]),
    (["--person", "words.txt", "--age", "4"], 2, ["--person", "--edit"]),
    (["--person", "nowhere.json"], 1, ["nowhere.json"]),
    (["--person", "words.txt"], 1, ["words.txt", "--format person"]),
    (["--controls", "words.txt"], 1, ["words.txt", "Conditions"]),
    (["--recipe", "words.txt"], 1, ["words.txt", "character"]),
]


@pytest.mark.parametrize(("arguments", "code", "words"), ERRORS, ids=[" ".join(a) for a, _, _ in ERRORS])
def test_errors_are_one_line_with_a_remedy(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    words: list[str],
) -> None:
    (tmp_path / "words.txt").write_text("no person, no JSON")
    monkeypatch.chdir(tmp_path)
    assert main(["generate", "character", *arguments]) == code
    printed = capsys.readouterr()
    assert not printed.out
    lines = printed.err.splitlines()
    assert len(lines) == 2, printed.err
    assert lines[0].startswith("error: ")
    assert lines[1].startswith("hint: ")
    assert all(word in printed.err for word in words), printed.err


def test_a_recipe_of_another_domain_says_where_it_belongs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "terrain", "--size", "64", "--format", "npy", "--out", str(tmp_path)]) == 0
    recipe = next(tmp_path.glob("*.recipe.json"))
    assert main(["generate", "character", "--recipe", str(recipe), "--out", str(tmp_path)]) == 1
    assert "procgen generate terrain" in capsys.readouterr().err


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # its connections end with the program
def test_bench_reports_the_common_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "BATCH", scaled(1, bench.BATCH))
    monkeypatch.setattr(bench, "WARM_UP", scaled(1, bench.WARM_UP))
    results = said("bench", "character", "--runs", 1)["results"]
    assert isinstance(results, dict)
    rates = {"character_glb_per_s", "character_slim_per_s"}
    assert rates | {"character_glb_ms", "character_dressed_ms", "character_update_ms"} <= set(results)
    assert not [name for name in results if name.startswith(("terrain", "texture"))]
    for name, row in results.items():
        assert row["unit"] == ("1/s" if name in rates else "ms")
        low, high = sorted((row["median"], row["p99"]))
        assert 0.0 < low <= high


def test_evaluate_says_what_it_needs(tmp_path: Path) -> None:
    done = procgen("evaluate", "character", "--data", tmp_path, "--part", "population")
    assert done.returncode == 1
    assert "ansur2.csv.xz" in done.stderr
    done = procgen("evaluate", "character", "--data", "x", "--part", "taste", "--split", "train")
    assert done.returncode == 2
    assert all(word in done.stderr for word in ("--part", "--split", "cloth"))


def test_parts_are_those_of_the_evaluation() -> None:
    from procgen.character.command.evaluate import PARTS
    from procgen.character.ruler.evaluate import PARTS as KNOWN

    assert PARTS == KNOWN


@pytest.mark.parametrize("model", ["population", "face"])
def test_training_says_what_it_needs(tmp_path: Path, model: str, capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--data", str(tmp_path), "--out", str(tmp_path / "run")]
    assert main(["train", f"character-{model}", *folders]) == 1
    assert "ansur2.csv.xz" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", ["generate character", "evaluate character", "train character-population", "train character-face"]
)
def test_help_has_an_example(command: str) -> None:
    assert "Example: " in " ".join(succeeded(*command.split(), "--help").stdout.replace("│", " ").split())


def test_the_page_names_all_that_can_be_chosen() -> None:
    from procgen.character.face.axes import NAMES as FACE_AXES
    from procgen.character.population import AXIS_NAMES
    from procgen.character.skin import IRISES
    from procgen.character.style.proportions import STYLES

    page = (ROOT / "docs" / "character.md").read_text()
    named = set(re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", page, flags=re.M | re.S)))
    for category in (*CLOTHES, "hair", "beard"):
        assert set(SHOPS[category].kinds) - {UNDERLAYER} <= named, category
    assert {*ROLES, *STYLES, *FACE_AXES, *AXIS_NAMES, *KINDS, UNDERLAYER} <= named
    assert all(re.search(rf"\b{colour}\b", page) for colour in IRISES)
    assert all(str(side) in page for side in (TEXTURE_SIDES_PX[1], TEXTURE_SIDES_PX[-1]))
