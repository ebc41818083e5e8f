"""How good a texture generator is, quickly, while it is trained: against train materials set aside for the choice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.texture.recipe.pack import TexturePack, images_of
from procgen.texture.ruler.features import features
from procgen.texture.ruler.metrics import diversity_ratio, kid_x1000, mean_pair_distance, precision_and_recall


class TextureJudge:
    """Compares pictures of 128 x 128 with the validation split; its own features are worked out once.

    Args:
        data: folder of the texture pack.

    Raises:
        FileNotFoundError: it lacks a file.
    """

    def __init__(self, data: Path) -> None:
        pack = TexturePack(data)
        held, train = pack.of("validation"), pack.of("train")
        self.held_classes: list[str] = [item.material for item in held]
        self._all_classes = [*(item.material for item in train), *self.held_classes]
        self._held, self._train = features(images_of(held)), features(images_of(train))
        self._all = np.concatenate([self._train, self._held])
        self._held_distance = mean_pair_distance(self._held)

    def classes(self, count: int) -> list[str]:
        """Classes to generate, ``count`` of them in the mix of the validation split (in whole rounds of it if it can).

        The figures are only comparable between runs that ask for the same classes.
        """
        # A step that shares no divisor with the length visits all places, far ones first, so that any count is a mix.
        length = len(self.held_classes)
        step = next(step for step in range(round(length * 0.618), length + 2) if np.gcd(step, length) == 1)
        return [self.held_classes[index * step % length] for index in range(count)]

    def judge(self, images: npt.NDArray[np.float32], classes: Sequence[str] | None = None) -> dict[str, float]:
        """Figures of merit.

        Args:
            images: (n, 128, 128, 3) sRGB, 0 to 1; 256 are a fair number. A class mix like :meth:`classes`.
            classes: (n) the class asked for; without it, diversity is over all pictures rather than within classes.

        Returns:
            ``kid_x1000`` and its ``kid_spread`` against the validation split, ``kid_train_x1000`` against the train
            split without it (steadier, but a copy scores well), ``precision``, ``recall`` (real train against
            validation has 0.8), ``diversity_ratio`` (1 as diverse as real), ``seconds``.
        """
        start = time.monotonic()
        found = features(images)
        kid = kid_x1000(self._held, found)
        precision, recall = precision_and_recall(self._held, found)
        if classes is None:
            diversity = mean_pair_distance(found) / self._held_distance
        else:
            diversity = diversity_ratio(self._all, self._all_classes, found, classes)
        return {
            "kid_x1000": kid.value,
            "kid_spread": kid.spread,
            "kid_train_x1000": kid_x1000(self._train, found).value,
            "precision": precision,
            "recall": recall,
            "diversity_ratio": diversity,
            "seconds": time.monotonic() - start,
        }
