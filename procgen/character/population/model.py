"""The population at work: people by sex, age and any known measures, from the trained networks.

Three networks of the store take part: "core" is a table (:class:`procgen.character.population.core.CoreTable`);
"encoder" moves the core's posterior of the latents to the known values; "population" is the decoder, which bends means
and spreads. Latents are drawn by sampling importance resampling (Rubin 1988): of some proposals of the encoder one is
kept, with a chance in proportion to its likelihood. Measures that are not known then follow in closed form.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.population.axes import AXES, AXIS_INDEX, Axis
from procgen.character.population.core import Core, CoreTable
from procgen.character.population.marginals import FloatArray, context
from procgen.character.population.measures import INDEX, MEASURES
from procgen.character.population.plausibility import Problem, nearest_possible, problems
from procgen.character.population.posterior import CHUNK, PROPOSALS, Given, Proposal, chosen, lower_factor, person_noise
from procgen.errors import InvalidFields
from procgen.runtime.store import ModelStore

DOMAIN: Final = "character"
GENERATOR: Final = "population"
_DECIMALS = 6
"""Micrometres and milligrams: the last bits of a matrix product may depend on the number of threads."""


class Population:
    """A learned population of a store.

    Args:
        store: where its networks come from.
        generator: its name.

    Raises:
        ModelUnavailable: a network is missing or damaged.
    """

    def __init__(self, store: ModelStore, generator: str = GENERATOR) -> None:
        self._decoder = store.part(DOMAIN, generator, "population")
        self._encoder = store.part(DOMAIN, generator, "encoder")
        core = store.part(DOMAIN, generator, "core")
        self._table = CoreTable(np.asarray(core.run({}), np.float64))
        low, high = self._decoder.entry.properties["age_years"]
        self.age_range_years: tuple[float, float] = (float(low), float(high))
        """The ages that the survey has."""
        self.model_sha256: Mapping[str, str] = {
            model.entry.name: model.entry.sha256 for model in (self._decoder, self._encoder, core)
        }

    def axes(self) -> tuple[Axis, ...]:
        """The named axes, in the order of :meth:`encode`."""
        return AXES

    def core(self, sex: float, age_years: float) -> Core:
        """The Gaussian core of a sex and age; nothing is checked."""
        return self._table.at(sex, age_years)

    def _field_problems(self, conditions: Mapping[str, float], sex: float, age_years: float) -> list[Problem]:
        """What can be said of each field alone, without the core."""
        found = []
        low, high = self.age_range_years
        if not low <= age_years <= high:
            near = min(max(age_years, low), high) if math.isfinite(age_years) else None
            found.append(Problem("age_years", age_years, f"a number from {low:g} to {high:g}", near))
        if not 0.0 <= sex <= 1.0:
            near = min(max(sex, 0.0), 1.0) if math.isfinite(sex) else None
            found.append(Problem("sex", sex, "a number from 0 (female) to 1 (male)", near))
        for field, value in conditions.items():
            if field not in INDEX and field not in AXIS_INDEX:
                found.append(Problem(field, value, "the name of a measure or of an axis", None))
        return found

    def _sound(
        self, conditions: Mapping[str, float], sex: float, age_years: float
    ) -> tuple[Core, dict[str, float], list[str]]:
        """The core of the nearest allowed sex and age, the finite conditions, and the known fields that are not."""
        low, high = self.age_range_years
        age = min(max(age_years, low), high) if math.isfinite(age_years) else 0.5 * (low + high)
        core = self.core(min(max(sex, 0.0), 1.0) if math.isfinite(sex) else 0.5, age)
        known = {field: value for field, value in conditions.items() if field in INDEX or field in AXIS_INDEX}
        finite = {field: float(value) for field, value in known.items() if math.isfinite(value)}
        return core, finite, [field for field in known if field not in finite]

    def check(self, conditions: Mapping[str, float], sex: float, age_years: float) -> list[Problem]:
        """Everything that is wrong with conditions; empty where they are possible.

        Args:
            conditions: measures (metres, kilograms) and axes (standard deviations) by name.
            sex: 0 female to 1 male.
            age_years: of the person.
        """
        core, finite, odd = self._sound(conditions, sex, age_years)
        found = self._field_problems(conditions, sex, age_years)
        if odd:
            offered = self.nearest(conditions, sex, age_years)
            found += [Problem(field, conditions[field], "a finite number", offered[field]) for field in odd]
        return found + problems(core, finite)

    def nearest(self, conditions: Mapping[str, float], sex: float, age_years: float) -> dict[str, float]:
        """The nearest possible values of the known fields, for the nearest allowed sex and age.

        A field that is no finite number gets the mean that the others leave it. Values that are possible come back
        bit-equal. Arguments as of :meth:`check`.
        """
        core, finite, odd = self._sound(conditions, sex, age_years)
        found = nearest_possible(core, finite)
        if odd:
            joint = core.joint([*found, *odd])
            count = len(found)
            score = np.array([core.to_score(field, value) for field, value in found.items()])
            mean = joint[count:, :count] @ np.linalg.solve(joint[:count, :count], score)
            found |= {field: core.to_value(field, float(at)) for field, at in zip(odd, mean, strict=True)}
            # A mean may lie beyond what is allowed alone.
            found = nearest_possible(core, found)
        return {field: found[field] for field in conditions if field in found}

    def sample(
        self, conditions: Mapping[str, float], sex: float, age_years: float, count: int, seed: int, first: int = 0
    ) -> FloatArray:
        """People by what is known of them.

        Args:
            conditions: measures (metres, kilograms) and axes (standard deviations) by name, any number of them.
            sex: 0 female to 1 male; what lies between is described in :meth:`CoreTable.at`.
            age_years: of all.
            count: how many.
            seed: 0 to 2^64 - 1.
            first: number of the first person; who comes of a number depends on nothing but the other arguments.

        Returns:
            (count, D) in metres and kilograms, in the order of ``MEASURES``; known measures are bit-equal.

        Raises:
            InvalidFields: the conditions are impossible; names all that are wrong.
        """
        found = self.check(conditions, sex, age_years)
        if found:
            raise InvalidFields([problem.violation() for problem in found])
        given = Given(self.core(sex, age_years), {field: float(value) for field, value in conditions.items()})
        told = context(sex, age_years)
        proposal = self._proposal(given, told)
        start = first - first % CHUNK
        made = [self._chunk(given, told, proposal, seed, at) for at in range(start, first + count, CHUNK)]
        people = np.concatenate(made)[first - start :][:count] if made else np.empty((0, len(MEASURES)))
        return np.ascontiguousarray(people)

    def _proposal(self, given: Given, told: npt.NDArray[np.float32]) -> Proposal:
        """Where proposals of the latents are drawn.

        The encoder has not learned of fixed axes; with these, or with nothing known, the Gaussian's posterior stays as
        it is, and the likelihood alone chooses among the proposals.
        """
        latents = given.loadings.shape[1]
        if len(given.fixed) or not len(given.known):
            return Proposal(np.zeros(latents), np.zeros(latents), 0.0)
        mask = np.zeros((1, len(MEASURES)), np.float32)
        mask[:, given.known] = 1.0
        both = self._encoder.run(
            {
                "values": given.scored[None].astype(np.float32),
                "mask": mask,
                "surprise": np.array([[given.surprise]], np.float32),
                "context": told[None],
            }
        )[0].astype(np.float64)
        return Proposal(both[:latents], both[latents:], float(self._encoder.entry.properties["spread"]))

    def _chunk(
        self,
        given: Given,
        told: npt.NDArray[np.float32],
        proposal: Proposal,
        seed: int,
        first: int,
    ) -> FloatArray:
        """(CHUNK, D) people from number ``first`` on."""
        count, latents = given.loadings.shape
        noise = person_noise(seed, "latents", first, PROPOSALS * latents).reshape(-1, latents)[:, given.free]
        # The last latent is drawn first, and stretches the others.
        last = proposal.step[-1] + noise[:, -1:] * np.exp(proposal.log_stretch[-1])
        stretches = np.repeat(proposal.log_stretch[None, given.free], len(noise), axis=0)
        stretches[:, :-1] += proposal.spread * last
        free = given.mean + (proposal.step[given.free] + noise * np.exp(stretches)) @ given.factor.T
        latent = np.empty((len(noise), latents))
        latent[:, given.free], latent[:, given.fixed] = free, given.axes
        bent = self._decoder.run(
            {"latent": latent.astype(np.float32), "context": np.repeat(told[None], len(latent), axis=0)}
        ).astype(np.float64)
        mean, scale = latent @ given.loadings.T + bent[:, :count], np.exp(bent[:, count:])
        kept = np.arange(CHUNK) * PROPOSALS
        white = np.empty((len(noise), 0))
        if len(given.known):
            error = (given.scored[given.known] - mean[:, given.known]) / scale[:, given.known]
            white = np.linalg.solve(given.residual_factor, error.T).T
            weight = -0.5 * np.square(white).sum(1) - bent[:, count + given.known].sum(1)
            weight += 0.5 * (np.square(noise) - np.square(free)).sum(1) + stretches.sum(1)
            kept = kept + chosen(weight.reshape(CHUNK, PROPOSALS), seed, first)
        people = np.empty((CHUNK, count))
        people[:, given.known] = given.values
        if len(given.rest):
            residual = given.core.residual
            across = np.linalg.solve(given.residual_factor, residual[np.ix_(given.known, given.rest)])
            factor = lower_factor(residual[np.ix_(given.rest, given.rest)] - across.T @ across)
            own = person_noise(seed, "measures", first, count)[:, given.rest]
            error = white[kept] @ across + own @ factor.T
            scored = np.zeros((CHUNK, count))
            scored[:, given.rest] = mean[kept][:, given.rest] + scale[kept][:, given.rest] * error
            people[:, given.rest] = given.core.to_measures(scored)[:, given.rest].round(_DECIMALS)
        return people

    def encode(self, measures: FloatArray, sex: float, age_years: float) -> FloatArray:
        """Where people lie on the named axes: means of the core's posterior given all measures.

        Args:
            measures: (n, D) in metres and kilograms, people of one sex and age.

        Returns:
            (n, axes) standard deviations.
        """
        core = self.core(sex, age_years)
        weights = np.linalg.solve(core.covariance, core.loadings[:, : len(AXES)])
        return np.asarray(core.to_residuals(measures) @ weights)

    def edit(
        self,
        person: FloatArray,
        sex: float,
        age_years: float,
        changes: Mapping[str, float],
        *,
        locked: tuple[str, ...] = (),
        to_sex: float | None = None,
        to_age_years: float | None = None,
    ) -> FloatArray:
        """The same person with some measures or axes changed, and the rest as little as that calls for.

        What does not follow from sex, age and changes stays: the residual scores move by the core's conditional mean,
        which is the least change by Mahalanobis distance.

        Args:
            person: (D,) measures in metres and kilograms.
            sex: theirs, and ``to_sex`` what it becomes.
            age_years: theirs, and ``to_age_years`` what it becomes.
            changes: new values of measures and axes.
            locked: measures that stay bit-equal.

        Returns:
            (D,) measures; those changed are as given.

        Raises:
            InvalidFields: the changes and the locked measures are impossible together or apart.
        """
        sex_after = sex if to_sex is None else to_sex
        age_after = age_years if to_age_years is None else to_age_years
        wanted = {**{name: float(person[INDEX[name]]) for name in locked}, **changes}
        found = self.check(wanted, sex_after, age_after)
        if found:
            raise InvalidFields([problem.violation() for problem in found])
        before, after = self.core(sex, age_years), self.core(sex_after, age_after)
        scored = before.to_residuals(person)
        if not wanted:
            return after.to_measures(scored) if (sex_after, age_after) != (sex, age_years) else person.copy()
        axes = self.encode(person[None], sex, age_years)[0]
        fields = list(wanted)
        now = np.array([scored[INDEX[f]] if f in INDEX else axes[AXIS_INDEX[f]] for f in fields])
        aim = np.array([after.to_score(field, wanted[field]) for field in fields])
        across = np.stack(
            [after.covariance[INDEX[f]] if f in INDEX else after.loadings[:, AXIS_INDEX[f]] for f in fields]
        )
        edited = after.to_measures(scored + np.linalg.solve(after.joint(fields), aim - now) @ across)
        for field in fields:
            if field in INDEX:
                edited[INDEX[field]] = wanted[field]
        return edited
