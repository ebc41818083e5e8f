from procgen.character.body.measure import measure_shape
from procgen.character.body.plausible import random_shape
from procgen.character.body.safety import shape_problems


def test_seeds_give_different_valid_people_and_the_same_ones_again(basis, gauge):
    shapes = [random_shape(seed, basis) for seed in range(40)]
    assert len({repr(shape) for shape in shapes}) == 40
    assert [random_shape(seed, basis) for seed in range(5)] == shapes[:5]
    for shape in shapes:
        assert not shape_problems(shape, basis)
        assert 6 <= shape.macro.age_years <= 90
    statures = [measure_shape(shape, gauge)["stature"] for shape in shapes if shape.macro.age_years > 20]
    assert 1.4 < min(statures) < 1.65 < max(statures) < 2.1


def test_faces_can_be_left_alone(basis):
    shape = random_shape(1, basis, min_years=20, face=False)
    assert not [name for name in shape.modifiers if name.startswith(("nose", "eye", "mouth", "asym"))]
    assert random_shape(1, basis, min_years=20).macro == shape.macro
