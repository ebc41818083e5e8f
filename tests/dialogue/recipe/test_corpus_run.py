"""The flags of tools that learn from the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from procgen.dialogue.recipe.corpus_run import read_flags


def test_a_run_is_told() -> None:
    told = read_flags(None, "90m", arguments=["corpus", "--run", "r", "--resume"])
    assert (told.corpus, told.run, told.budget_s, told.resume, told.seed) == (
        Path("corpus"),
        Path("r"),
        5400.0,
        True,
        0,
    )
    assert read_flags(None, "90m", arguments=["c", "--run", "r", "--budget", "0"]).budget_s == 0.0


def test_tools_have_paths_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    more = {"--data!": "folder of the pack", "--published": "zip"}
    told = read_flags(None, "1h", more=more, arguments=["c", "--run", "r", "--data", "d"])
    assert (told.data, told.published) == (Path("d"), None)
    with pytest.raises(SystemExit):
        read_flags(None, "1h", more=more, arguments=["c", "--run", "r"])
    assert "--data" in capsys.readouterr().err
