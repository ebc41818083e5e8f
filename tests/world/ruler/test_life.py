"""Figures of days: sums of all worlds, and what went wrong with the seed of its world."""

from __future__ import annotations

from procgen.world.life.trial import Trial
from procgen.world.ruler.life import evaluate_lives


def test_days_of_all_worlds_are_summed_and_what_went_wrong_is_told() -> None:
    sound = Trial(30, 30, 0, ())
    wrong = Trial(20, 19, 1, ("smith on the way to sleep: no way leads there",))
    good = evaluate_lives(lambda number: (2, sound), 2, 7, lambda done: None)
    bad = evaluate_lives({7: (2, sound), 8: (3, wrong)}.__getitem__, 2, 7, lambda done: None)
    assert all(bar.met for bar in good.bars)
    assert (good.metrics["life_people"]["ours"], good.metrics["life_stops"]["ours"]) == (4.0, 60.0)
    assert bad.metrics["life_reached_share"]["ours"] == 49 / 50
    assert bad.found == ("seed 8: smith on the way to sleep: no way leads there",)
    assert [bar.metric for bar in bad.bars if not bar.met] == ["life_reached_share", "life_stuck", "life_problems"]
    nobody = evaluate_lives(lambda number: (0, Trial(0, 0, 0, ())), 1, 1, lambda done: None)
    assert [bar.metric for bar in nobody.bars if not bar.met] == ["life_stops"]
