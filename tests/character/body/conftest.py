from pathlib import Path

import pytest

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.fit import Fitter, packaged_fitter
from procgen.character.body.measure import Gauge, packaged_gauge


@pytest.fixture(scope="session")
def basis() -> Basis:
    return packaged_basis()


@pytest.fixture(scope="session")
def gauge() -> Gauge:
    return packaged_gauge()


@pytest.fixture(scope="session")
def fitter() -> Fitter:
    return packaged_fitter()


@pytest.fixture(scope="session")
def survey_sample() -> Path:
    """Thirty women and thirty men of ANSUR II, drawn at random from its public tables."""
    return Path(__file__).parent / "data" / "ansur_sample.csv"
