"""Scores made sound: a bank of instruments, players that are a little uneven, a hall around them.

``render(score, packaged_bank(), seed=1, loop=True)`` gives a :class:`Rendered`: its ``mix`` is (samples, 2) at its
``rate_hz``, ``stems()`` are its parts, ``layers([[0], [1, 2]])`` groups of them, and ``beats`` says where beats and
bars are. All of them are as long, and add up.
"""

from procgen.music.play.bank import Bank, packaged_bank, read_bank
from procgen.music.play.beats import BeatMap, bar_marks, beat_map
from procgen.music.play.render import RATES_HZ, Manner, Rendered, Singer, Sung, render

__all__ = [
    "RATES_HZ",
    "Bank",
    "BeatMap",
    "Manner",
    "Rendered",
    "Singer",
    "Sung",
    "bar_marks",
    "beat_map",
    "packaged_bank",
    "read_bank",
    "render",
]
