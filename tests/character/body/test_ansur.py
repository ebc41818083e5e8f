import re

from procgen.character.body import ansur
from procgen.character.body.measures import NAMES


def test_every_column_of_the_survey_has_one_snake_case_name(survey_sample):
    header = survey_sample.read_text().splitlines()[0].split(",")
    assert list(ansur.COLUMNS) == header[:93]
    assert len(set(ansur.NAMES)) == 93
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in ansur.NAMES)


def test_what_the_mesh_measures_is_a_part_of_the_survey():
    assert set(NAMES) <= set(ansur.NAMES)
    assert len(NAMES) >= 80
    assert "mass" in NAMES


def test_units():
    assert ansur.to_si("stature", 1756) == 1.756
    assert ansur.to_si("weightkg", 815) == 81.5
    assert (ansur.unit("mass"), ansur.unit("stature")) == ("kg", "m")
