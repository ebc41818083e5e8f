import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.body.density import fat_line, lung_air_m3, mass_of

sexes = st.floats(0, 1)
statures = st.floats(1.0, 2.2)


@given(st.floats(0.02, 0.2), statures, sexes, st.floats(6, 90))
def test_mass_share_of_fat_and_density_agree(volume, stature, sex, age):
    mass, slope = mass_of(volume, stature, sex, age)
    line, start = fat_line(sex, age)
    fat = min(max(line * mass / stature**2 + start, 3.0), 60.0)
    tissue = volume - lung_air_m3(sex, age, stature)
    assert mass == pytest.approx(495_000 / (fat + 450) * tissue, rel=1e-6)
    assert 900 < mass / tissue < 1100
    step = 1e-7
    assert slope == pytest.approx((mass_of(volume + step, stature, sex, age)[0] - mass) / step, rel=1e-3)


@given(st.floats(0.04, 0.15), statures, sexes, st.sampled_from([15.0, 18.0]))
def test_nobody_jumps_on_a_birthday(volume, stature, sex, birthday):
    before, _ = mass_of(volume, stature, sex, birthday - 1e-6)
    after, _ = mass_of(volume, stature, sex, birthday + 1e-6)
    assert after == pytest.approx(before, abs=1e-3)


def test_lungs_of_grown_people_hold_litres():
    assert lung_air_m3(1.0, 30, 1.76) == pytest.approx(0.00333, abs=1e-4)
    assert lung_air_m3(0.0, 30, 1.63) == pytest.approx(0.00268, abs=1e-4)
    assert 0.0004 < lung_air_m3(0.5, 6, 1.15) < 0.0012
