"""A language network that diverged is named, whichever way its logits are used."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.dialogue.language.network import Network
from procgen.errors import ModelUnavailable
from procgen.runtime.model_file import open_model
from procgen.runtime.store import ModelStore
from tests.runtime.onnx_models import scaled


def go_on() -> None:
    pass


@pytest.mark.parametrize("factor", [np.nan, np.inf, -np.inf])
def test_logits_that_are_not_finite_are_refused(factor: float) -> None:
    entry = ModelStore().entries["dialogue_decoder"]
    data = entry.path.read_bytes()
    good, bad = Network(open_model(entry, data)), Network(open_model(entry, scaled(data, factor)))
    state = good.read([1, 5, 9], go_on)
    assert all(np.isfinite(each).all() for each in good.scores(state, [[7, 8], [3]], 3, go_on))
    for use in (
        lambda: bad.scores(state, [[7, 8], [3]], 3, go_on),
        lambda: bad.read([1, 5, 9], go_on),
        lambda: bad.told(np.array([[1, 5, 9]]), go_on),
        lambda: bad.step(state.times(1), np.array([4])),
    ):
        with pytest.raises(ModelUnavailable, match="model dialogue_decoder: its output 'logits'"):
            use()
