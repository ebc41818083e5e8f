"""All that is measured of characters, in parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from procgen.character.body.basis import packaged_basis
from procgen.character.body.decoder import Decoder
from procgen.character.body.fit import packaged_fitter
from procgen.character.body.shape import Shape
from procgen.character.face.faces import Faces
from procgen.character.generate import stand_up
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import People
from procgen.character.recipe.measures import read_survey
from procgen.character.ruler import population
from procgen.character.ruler.body import decoder_figures, edit_figures, fit_figures, safety_figures
from procgen.character.ruler.cloth import Fit, holes, penetration, poses
from procgen.character.ruler.crowd import evaluate_crowd
from procgen.character.ruler.dressed import Seen, crossing, five_poses
from procgen.character.ruler.face import sampled_variety
from procgen.character.ruler.garments import PIECES, garment_figures
from procgen.character.ruler.lod import lod_figures
from procgen.character.ruler.measured import PAIRS, evaluate_measures
from procgen.character.ruler.motion import sitting_figures
from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.runtime.store import ModelStore

PARTS = ("population", "body", "measures", "faces", "cloth", "crossing", "garments", "lod", "crowd", "motion")
SURVEY = "ansur2.csv.xz"
_FACES_TO_A_PERSON, _LODS_TO_A_PERSON, _MOVERS_TO_A_PERSON, _WEARERS_TO_A_PERSON = 2, 0.02, 0.4, 0.1
_LEAST_PAIRS = 150
"""The area under a judge's curve grows with the pairs that it learns from: with fewer it is held to no bar."""
_HOLES_EVERY = 10
"""Looking for holes takes many rays: every tenth body is looked at."""
_AT_MOST = {
    "decoder_mean_mm": 0.5,
    "measures_area": 0.7,
    "decoder_p99_mm": 2.0,
    "edit_mass_missed_max_kg": 0.5,
    "edit_stature_moved_max_mm": 2.0,
    "edit_bones_moved_noise_p99": 1.0,
    "penetration_share": 0.002,
    "crossing_share": 0.001,
    "garments_crossing": 0.0,
    "lod1_hausdorff_mm": 3.0,
    "lod2_hausdorff_mm": 8.0,
    "lod3_hausdorff_mm": 20.0,
    "faces_broken": 0.0,
    "motion_step_slide_max_mm": 15.0,
    "motion_below_ground_max_mm": 0.01,
}
_AT_LEAST = {"crowd_smallest_distance": 0.05}


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure.

    Attributes:
        parts: out of :data:`PARTS`.
        split: of the survey, for the population and the measures.
        seed: of all that is drawn.
        people: bodies that are fitted, measured, edited and dressed; faces and levels of detail go by it.
        crowd: members of the crowd.
        models: folders with more models.
    """

    parts: tuple[str, ...] = PARTS
    split: str = "test"
    seed: int = 0
    people: int = 500
    crowd: int = 1000
    models: tuple[Path, ...] = ()


Progress = Callable[[str, float], None]
Figures = dict[str, float]


def evaluate_character(data: Path, options: Options, progress: Progress) -> Rows:
    """Every figure of the parts by name: "ours", and where it has a meaning "real", "baseline" and others.

    Args:
        data: folder with the survey.
        options: what to measure.
        progress: called with a part's name and the share of it that is done.

    Raises:
        FileNotFoundError: there is no survey.
        ValueError: it is not a survey.
        ModelUnavailable: a network is missing or damaged.
    """
    rows: Rows = {}
    store = ModelStore(options.models)
    makers: dict[str, Callable[[], Figures]] = {
        "body": lambda: _body(data, store, options),
        "faces": lambda: _faces(store, options),
        "cloth": lambda: cloth_figures(People(store), options.people, options.seed),
        "crossing": lambda: crossing_figures(People(store), options.people, options.seed),
        "garments": lambda: _garments(data, options),
        "lod": lambda: lod_figures(packaged_basis(), max(round(options.people * _LODS_TO_A_PERSON), 1)),
        "crowd": lambda: _crowd(store, options),
        "motion": lambda: sitting_figures(max(round(options.people * _MOVERS_TO_A_PERSON), 1)),
    }
    for part in options.parts:
        progress(part, 0.0)
        if part == "population":
            chosen = population.Options(split=options.split, seed=options.seed, models=options.models)
            rows |= population.evaluate(data, chosen, progress=progress)
        elif part == "measures":
            rows |= evaluate_measures(data, People(store), options.split, options.people, options.seed)
        else:
            rows |= {name: {"ours": float(value)} for name, value in makers[part]().items()}
        progress(part, 1.0)
    return rows


def cloth_figures(people: People, count: int, seed: int) -> Figures:
    """How clothes sit on people as they are drawn, of all settings and roles, in rest, walking and seated."""
    total, by_pose, seen = Fit(), dict[str, Fit](), Fit()
    for number in range(count):
        figure = stand_up(people.draw(Conditions(), seed, number).person, people.basis)
        worn = {piece.kind for piece in figure.person.outfit}
        clothes = [template for template in figure.templates if template.name in worn]
        for pose, rotations in poses(figure.body).items():
            found = penetration(figure.body, clothes, rotations)
            by_pose[pose] = by_pose.get(pose, Fit()) + found
            total += found
            if number % _HOLES_EVERY == 0:
                seen += holes(figure.body, figure.templates, rotations)
    return {
        "penetration_share": total.share_inside,
        **{f"penetration_share_{pose}": fit.share_inside for pose, fit in by_pose.items()},
        "holes_share": seen.holes / max(seen.rays, 1),
    }


def crossing_figures(people: People, count: int, seed: int) -> Figures:
    """What comes through what is worn over it, on people as they are drawn, in all of five poses: "crossing_share" of
    the faces that are seen, of each pose, and of the worst person; "crossing_people", those above the bar.
    """
    by_pose, worst, above = dict[str, Seen](), 0.0, 0
    for number in range(count):
        # What grows on them is no cloth: making it would take a tenth of the time.
        drawn = people.draw(Conditions(), seed, number).person
        figure = stand_up(replace(drawn, hair=None, beard=None, brows=None), people.basis)
        worn = tuple({piece.kind for piece in figure.person.outfit})
        whole = Seen()
        for pose, rotations in five_poses(figure.body).items():
            met = crossing(figure.body, figure.templates, worn, rotations)
            by_pose[pose] = by_pose.get(pose, Seen()) + met
            whole += met
        worst = max(worst, whole.share)
        above += whole.share > _AT_MOST["crossing_share"]
    total = sum(by_pose.values(), Seen())
    return {
        "crossing_faces": float(total.faces),
        "crossing_share": total.share,
        **{f"crossing_share_{pose}": found.share for pose, found in by_pose.items()},
        "crossing_share_worst": worst,
        "crossing_people": float(above),
    }


def _garments(data: Path, options: Options) -> Figures:
    """How garments of others fit; nothing where all parts are measured and the pack has none."""
    if options.parts == PARTS and not (data / PIECES).exists():
        return {}
    return garment_figures(data, max(round(options.people * _WEARERS_TO_A_PERSON), 1), options.seed)


def _body(data: Path, store: ModelStore, options: Options) -> Figures:
    survey = read_survey(data / SURVEY)
    basis, fitter = packaged_basis(), packaged_fitter()
    fitter.fit({"stature": 1.7}, Shape())  # what is prepared once does not count
    return {
        **decoder_figures(Decoder(store, basis), basis, options.people),
        **fit_figures(fitter, survey, options.people),
        **edit_figures(fitter, options.people),
        **safety_figures(basis, options.people),
    }


def _faces(store: ModelStore, options: Options) -> Figures:
    basis = packaged_basis()
    found = sampled_variety(Faces(store, basis), basis, _FACES_TO_A_PERSON * options.people, options.seed + 1)
    return {
        "faces": found.count,
        "face_pair_mean_mm": found.mean_pair_mm,
        "face_pair_least_mm": found.least_pair_mm,
        "faces_broken": sum(found.broken.values()),
        **{f"faces_broken_{defect.replace(' ', '_')}": number for defect, number in found.broken.items()},
    }


def _crowd(store: ModelStore, options: Options) -> Figures:
    found = evaluate_crowd(People(store), Conditions(), options.seed, options.crowd)
    return {
        "crowd_smallest_distance": found.looks.smallest_share,
        "crowd_smallest_body_distance": found.bodies_m.smallest_share,
        "crowd_smallest_face_distance": found.faces_m.smallest_share,
        "crowd_drawn_again": found.drawn_again,
        "crowd_member_ms": 1000.0 * found.wall_s,
    }


def character_bars(rows: Rows) -> list[Bar]:
    """The bars that the rows at hand can be held against; measures of few pairs are held to none."""
    found = population.population_bars(rows)
    few = rows.get(PAIRS, {}).get("ours", 0.0) < _LEAST_PAIRS
    for metric, row in rows.items():
        if metric == "measures_area" and few:
            continue
        if metric in _AT_MOST:
            found.append(Bar(metric, f"at most {_AT_MOST[metric]:g}", row["ours"] <= _AT_MOST[metric]))
        elif metric in _AT_LEAST:
            found.append(Bar(metric, f"at least {_AT_LEAST[metric]:g}", row["ours"] >= _AT_LEAST[metric]))
    return found
