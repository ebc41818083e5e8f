"""The learned population of bodies: measures of adults by sex, age and any of the measures or named axes."""

from procgen.character.population.axes import AXES, AXIS_NAMES, Axis
from procgen.character.population.measures import INDEX, MEASURES, Measure
from procgen.character.population.model import Population
from procgen.character.population.plausibility import Problem

__all__ = ["AXES", "AXIS_NAMES", "INDEX", "MEASURES", "Axis", "Measure", "Population", "Problem"]
