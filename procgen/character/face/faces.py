"""The learned population of faces: samples, variations, edits by named axes, and how plausible a face is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.face import soundness
from procgen.character.face.axes import AXES, NAMES, Axis
from procgen.character.face.features import Features
from procgen.character.face.mesh import HERITAGES, Condition, corner_weights
from procgen.character.face.sliders import face_sliders, slider_bounds, to_face, to_row
from procgen.character.face.tight import load_pairs
from procgen.errors import InvalidFields, Violation
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.philox import gaussian_field
from procgen.runtime.store import ModelStore

Rows = npt.NDArray[np.float32]
Face = dict[str, float]

AGES = (1.0, 90.0)
"""Years. Faces are learned from 4 years on; younger ones are made as at 4, on the mesh of their own age."""
LEARNED_FROM = 4.0
AXIS_LIMIT = 3.5
CARICATURE = (0.0, 2.5)
_BLOCK = 8
"""Rows a call: always as many, so that a face's numbers do not depend on how many are asked for."""
_ATTEMPTS = 6
_SHRINKS = 12
_SHRINK = 0.85
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Plausibility:
    """How plausible a face is.

    Attributes:
        energy: half the squared Mahalanobis distance of its features from those expected of its sex, age and heritage.
        percentile: 0 to 100, share of sound faces with a lower energy.
        defects: name of each defect of :data:`procgen.character.face.soundness.DEFECTS` to its measure.
        sound: whether every defect keeps its bound and the energy is one that sound faces have.
    """

    energy: float
    percentile: float
    defects: Mapping[str, float]
    sound: bool


class Faces:
    """Faces of any people. A face is a mapping of slider to value, for ``Shape.modifiers``.

    Args:
        store: the networks.
        basis: the mesh.
        generator: name in the catalog.

    Raises:
        ModelUnavailable: a network is missing or damaged.
    """

    axes: tuple[Axis, ...] = AXES

    def __init__(self, store: ModelStore, basis: Basis, generator: str = "face") -> None:
        self._decoder = store.part("character", generator, "face")
        self._encoder = store.part("character", generator, "encoder")
        self._density = store.part("character", generator, "density")
        self._latents = int(self._decoder.entry.properties["latents"])
        self._quantiles = np.asarray(self._density.entry.properties["quantiles"], np.float64)
        self.sliders = face_sliders(basis)
        self._bounds = slider_bounds(self.sliders, basis).astype(np.float32)
        self._soundness = soundness.Soundness(basis, self.sliders, load_pairs(packaged_assets()))
        self._features = Features(basis, self.sliders)

    def sample(
        self,
        seed: int,
        sex: float,
        age_years: float,
        heritage: Mapping[str, float],
        count: int = 1,
        *,
        axes: Mapping[str, float] | None = None,
        caricature: float = 1.0,
    ) -> list[Face]:
        """Faces of people of one condition. Face ``i`` does not depend on ``count``.

        Args:
            seed: 0 to 2^64 - 1.
            sex: 0 female to 1 male.
            age_years: 1 to 90.
            heritage: shares of african, asian, caucasian.
            count: how many.
            axes: values that named axes shall have, in standard deviations.
            caricature: how far faces differ from their mean: 0.5 subtle, 1 as people do, 2 strong.

        Returns:
            Slider to value. Every face is sound: a draw that is not is drawn again, and if that fails as well, brought
            nearer to the mean until it is.

        Raises:
            InvalidFields: names every argument that is wrong.
        """
        _check(seed, axes or {}, caricature, count)
        condition = _condition(sex, age_years, heritage)
        made: list[Face] = []
        for block in range(0, count, _BLOCK):
            rows = self._block(seed, block, min(count - block, _BLOCK), condition, axes or {}, caricature)
            made += [to_face(row, self.sliders) for row in rows]
        return made

    def vary(
        self,
        face: Mapping[str, float],
        seed: int,
        amount: float,
        sex: float,
        age_years: float,
        heritage: Mapping[str, float],
        count: int = 1,
    ) -> list[Face]:
        """Faces like a given one.

        Args:
            face: slider to value; missing sliders are 0.
            seed: of the differences.
            amount: 0 gives the same face again, 1 faces that have no more to do with it than with their mean.
            sex, age_years, heritage, count: as for :meth:`sample`.

        Raises:
            InvalidFields: names every argument that is wrong.
        """
        wrong = [] if 0.0 <= amount <= 1.0 else [Violation.of("amount", amount, "0 to 1")]
        _check(seed, {}, 1.0, count, wrong)
        condition = _condition(sex, age_years, heritage)
        centre = self._row(face)
        if amount == 0.0:
            return [to_face(centre, self.sliders) for _ in range(count)]
        mean = self._mean(condition)
        # A walk that keeps the population's covariance: keep² + step² = 1.
        keep, step = np.float32(1.0 - amount), np.float32(np.sqrt(1.0 - (1.0 - amount) ** 2))
        made: list[Face] = []
        for block in range(0, count, _BLOCK):
            other = self._draw(seed, "character/face/vary", block, condition, {})
            wanted = mean + keep * (centre - mean) + step * (other - mean)
            made += [to_face(self._settle(row, centre, condition), self.sliders) for row in wanted[: count - block]]
        return made

    def encode(
        self, face: Mapping[str, float], sex: float, age_years: float, heritage: Mapping[str, float]
    ) -> dict[str, float]:
        """The values of a face's named axes. Raises InvalidFields."""
        latent = self._latent(self._row(face), _condition(sex, age_years, heritage))
        return {name: float(value) for name, value in zip(NAMES, latent, strict=False)}

    def edit(
        self,
        face: Mapping[str, float],
        axes: Mapping[str, float],
        sex: float,
        age_years: float,
        heritage: Mapping[str, float],
    ) -> Face:
        """The same face with other values of some axes; what they leave alone keeps its value.

        Raises:
            InvalidFields: names every argument that is wrong.
        """
        _check(0, axes, 1.0, 1)
        condition = _condition(sex, age_years, heritage)
        row = self._row(face)
        latent = self._latent(row, condition)
        changed = latent.copy()
        for name, value in axes.items():
            changed[NAMES.index(name)] = value
        both = np.zeros((_BLOCK, self._latents), np.float32)
        both[0], both[1] = latent, changed
        decoded = self._decode(both, np.zeros((_BLOCK, len(self.sliders)), np.float32), condition)
        return to_face(self._settle(row + decoded[1] - decoded[0], row, condition), self.sliders)

    def plausibility(
        self, face: Mapping[str, float], sex: float, age_years: float, heritage: Mapping[str, float]
    ) -> Plausibility:
        """How plausible a face is for a person. Raises InvalidFields."""
        condition = _condition(sex, age_years, heritage)
        energy, defects = self._judge(self._row(face), condition)
        return Plausibility(
            energy,
            float(np.interp(energy, self._quantiles, np.linspace(0.0, 100.0, len(self._quantiles)))),
            {name: float(value) for name, value in zip(soundness.NAMES, defects, strict=True)},
            self._whole(energy, defects),
        )

    def _row(self, face: Mapping[str, float]) -> Rows:
        """(S,) values of a face, cut to their ranges."""
        try:
            row = to_row(face, self.sliders)
        except KeyError as error:
            raise InvalidFields([Violation.of("face", str(error.args[0]), "sliders of the face")]) from error
        cut: Rows = np.clip(row.astype(np.float32), *self._bounds)
        return cut

    def _decode(self, latent: Rows, noise: Rows, condition: Rows) -> Rows:
        """(8, S) slider values, not cut."""
        return self._decoder.run({"latent": latent, "noise": noise, "condition": condition})

    def _mean(self, condition: Rows) -> Rows:
        """(S,) the mean face of a condition, cut."""
        latent = np.zeros((_BLOCK, self._latents), np.float32)
        made = self._decode(latent, np.zeros((_BLOCK, len(self.sliders)), np.float32), condition)
        cut: Rows = np.clip(made[0], *self._bounds)
        return cut

    def _latent(self, row: Rows, condition: Rows) -> Rows:
        """(L,) the latents' means of a face."""
        posterior = self._encoder.run({"values": np.tile(row, (_BLOCK, 1)), "condition": condition})
        mean: Rows = posterior[0, : self._latents]
        return mean

    def _draw(self, seed: int, stream: str, block: int, condition: Rows, axes: Mapping[str, float]) -> Rows:
        """(8, S) faces of the population, not cut."""
        width = self._latents + len(self.sliders)
        normal = gaussian_field(seed, stream, 0, block, width, _BLOCK)
        latent = np.ascontiguousarray(normal[:, : self._latents])
        for name, value in axes.items():
            latent[:, NAMES.index(name)] = value
        return self._decode(latent, np.ascontiguousarray(normal[:, self._latents :]), condition)

    def _block(
        self, seed: int, block: int, count: int, condition: Rows, axes: Mapping[str, float], caricature: float
    ) -> list[Rows]:
        """The first ``count`` of the sound faces ``block`` to ``block + 7`` of a seed."""
        mean = self._mean(condition)
        chosen: dict[int, Rows] = {}
        last = np.zeros((_BLOCK, len(self.sliders)), np.float32)
        for attempt in range(_ATTEMPTS):
            drawn = self._draw(seed, f"character/face/{attempt}", block, condition, axes)
            last = self._cut(mean + np.float32(caricature) * (drawn - mean))
            for number in range(count):
                if number not in chosen and self._sound(last[number], condition):
                    chosen[number] = last[number]
            if len(chosen) == count:
                break
        return [
            chosen[number] if number in chosen else self._settle(last[number], mean, condition)
            for number in range(count)
        ]

    def _cut(self, rows: Rows) -> Rows:
        """Values inside their ranges, rounded: sums in another order give the same faces."""
        return np.asarray(np.round(np.clip(rows, *self._bounds), _DECIMALS), np.float32)

    def _settle(self, row: Rows, anchor: Rows, condition: Rows) -> Rows:
        """(S,) a face brought nearer to its anchor until it is sound; one that never is becomes the anchor."""
        for number in range(_SHRINKS):
            settled = self._cut(anchor + np.float32(_SHRINK**number) * (row - anchor))
            if self._sound(settled, condition):
                return settled
        return self._cut(anchor)

    def _judge(self, row: Rows, condition: Rows) -> tuple[float, npt.NDArray[np.float64]]:
        """Energy and (8,) defects. One face at a time: the sums of several might differ in the last bit."""
        one = condition[:1]
        features = self._features.measure(row[None], one).astype(np.float32)
        energy = self._density.run({"features": features, "condition": one})
        return float(energy[0, 0]), self._soundness.measure(row[None], one)[0]

    def _whole(self, energy: float, defects: npt.NDArray[np.float64]) -> bool:
        """Whether a face is neither broken nor unlike all that were learned from."""
        return bool(np.all(defects <= soundness.BOUNDS) and energy <= self._quantiles[-1])

    def _sound(self, row: Rows, condition: Rows) -> bool:
        return self._whole(*self._judge(row, condition))


def _check(
    seed: int,
    axes: Mapping[str, float],
    caricature: float,
    count: int,
    wrong: Sequence[Violation] = (),
) -> None:
    found = list(wrong)
    if not 0 <= seed < 2**64:
        found.append(Violation.of("seed", seed, "0 to 2^64 - 1"))
    if count < 0:
        found.append(Violation.of("count", count, "0 or more"))
    if not CARICATURE[0] <= caricature <= CARICATURE[1]:
        found.append(Violation.of("caricature", caricature, f"{CARICATURE[0]} to {CARICATURE[1]}"))
    for name, value in axes.items():
        if name not in NAMES:
            found.append(Violation.of(f"axes.{name}", value, "one of " + ", ".join(NAMES)))
        elif not abs(value) <= AXIS_LIMIT:
            found.append(Violation.of(f"axes.{name}", value, f"-{AXIS_LIMIT} to {AXIS_LIMIT}"))
    if found:
        raise InvalidFields(found)


def _condition(sex: float, age_years: float, heritage: Mapping[str, float]) -> Rows:
    """(8, 24): one condition for a block."""
    wrong = []
    if not 0.0 <= sex <= 1.0:
        wrong.append(Violation.of("sex", sex, "0 to 1"))
    if not AGES[0] <= age_years <= AGES[1]:
        wrong.append(Violation.of("age_years", age_years, f"{AGES[0]} to {AGES[1]}"))
    unknown = sorted(set(heritage) - set(HERITAGES))
    shares = [heritage.get(name, 0.0) for name in HERITAGES]
    if unknown or not all(0.0 <= share < np.inf for share in shares) or not sum(shares) > 0.0:
        wrong.append(Violation.of("heritage", dict(heritage), "shares of " + ", ".join(HERITAGES)))
    if wrong:
        raise InvalidFields(wrong)
    return np.repeat(corner_weights([Condition(sex, max(age_years, LEARNED_FROM), heritage)]), _BLOCK, axis=0)
