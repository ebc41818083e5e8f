"""A page of pairs to listen to."""

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from procgen.music.play.bank import packaged_bank
from procgen.music.play.render import render
from procgen.music.recipe.corpus import Work, load_works
from procgen.music.ruler import blind_page
from procgen.music.ruler.evaluate import as_events
from procgen.runtime.store import ModelStore
from tests.music.pieces import small_pack


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> list[Work]:
    folder: Path = tmp_path_factory.mktemp("pack")
    small_pack(folder)
    return load_works(folder)


@pytest.mark.parametrize("number", [0, 5])
def test_pieces_are_played_as_they_are(works: list[Work], number: int) -> None:
    piece = works[number].piece
    again = as_events(blind_page.as_score(piece), piece.bars[0])
    assert np.array_equal(np.sort(again.notes, axis=0), np.sort(piece.notes, axis=0))
    assert np.array_equal(again.steps, piece.steps)
    assert np.abs(render(blind_page.as_score(piece), packaged_bank()).mix).max() > 0.01


def test_pairs_are_real_and_ours(works: list[Work], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blind_page, "ours_like", lambda excerpt, _seed, _store: excerpt.piece)
    page = blind_page.blind_html(works, ModelStore(), 1, pairs=1)
    assert page.count("<audio") == 2
    assert page.count('src="data:audio/ogg;base64,') == 2
    pictures = [base64.b64decode(data) for data in re.findall(r'src="data:image/png;base64,([^"]+)"', page)]
    assert len(pictures) == 4, "notes and spectrogram of each"
    for picture in pictures:
        assert np.asarray(Image.open(io.BytesIO(picture)).convert("L")).std() > 5.0, "there is something to see"
    assert page.count(">ours<") == page.count(">real, ") == 1
