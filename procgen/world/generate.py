"""From parameters to a world: its parts, what can be side by side, and their files."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from procgen.character.cloth import Cloth
from procgen.character.people.collection import MAX_OUTFITS, design
from procgen.character.people.collection import Collection as Clothes
from procgen.character.people.draw import People
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.language.own import OwnModel, own_digests
from procgen.errors import InvalidFields, Violation
from procgen.formats.usd import ROOT as USD_ROOT
from procgen.formats.usd import with_recipe
from procgen.layout.generate import layout_models
from procgen.layout.network import load_network
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.table.schema import Value
from procgen.table.table import load_table
from procgen.world.beside import Beside
from procgen.world.chance import part_seed
from procgen.world.checks import problems
from procgen.world.cover.grow import grow_cover
from procgen.world.cover.grown import Cover
from procgen.world.ecology import ECOLOGY
from procgen.world.ground_paint import covers_of_land, splat_of
from procgen.world.herd_models import herd_glbs
from procgen.world.herds import make_herds
from procgen.world.keep import blended, kept_ground
from procgen.world.land import cover, make_land
from procgen.world.life.day import make_days
from procgen.world.life.navigation import NavigationMesh, navigation_mesh
from procgen.world.looks import character_models, make_glbs
from procgen.world.manifest import (
    BUILT,
    FORMATS,
    LIFE,
    MANIFEST,
    MAP,
    OUTPUTS,
    PLACE_PARTS,
    SCENE,
    TRAFFIC,
    USD,
    File,
    cover_part_files,
    creature_files,
    dialogue_file,
    life_files,
    manifest_file,
    materials_files,
    people_files,
    props_file,
    said_record,
    settlement_files,
    terrain_files,
    traffic_files,
    usd_files,
)
from procgen.world.map_picture import map_png
from procgen.world.materials import Materials, Painting, material_files, style_of
from procgen.world.names import Namer
from procgen.world.parameters import PARTS, WorldParameters, violations
from procgen.world.parts import STANDS_ON, Callbacks, Report
from procgen.world.people import make_people
from procgen.world.place import Animal, Land, Person, Place, Prop, Settlement, Talk
from procgen.world.plan import Plan, make_plan
from procgen.world.region.outline import region_outline
from procgen.world.scatter import scatter
from procgen.world.scenario import TABLE as SCENARIO
from procgen.world.scenario import draw_scenario
from procgen.world.scene_glb import built_glb, scene_glb
from procgen.world.scene_usd import scene_usd
from procgen.world.scenery import Instance, scenery
from procgen.world.settlement import make_settlement
from procgen.world.talk import known_names, make_talk
from procgen.world.text import USUAL_CLIMATE, understand
from procgen.world.traffic.generate import make_traffic

DOMAIN: Final = "world"
_SHARES: Final[Mapping[str, float]] = {
    "terrain": 0.2,
    "settlement": 0.12,
    "materials": 0.25,
    "props": 0.05,
    "people": 0.2,
    "dialogue": 0.1,
    BUILT: 0.02,
    SCENE: 0.06,
    USD: 0.06,
    MAP: 0.02,
    LIFE: 0.05,
    TRAFFIC: 0.1,
}
"""How long each takes, as a share of the whole; what is not made leaves its share to the others."""
_FIRST: Final = ("terrain", "settlement")
_WALKABLE: Final = (*_FIRST, "props", "materials", BUILT)
"""What one needs to walk about, in the order in which it is done: ground and water, buildings and plants, and what
they look like."""
_HERDS: Final = "herds"
"""Animals: of the part "props", and made after what is walkable."""
_ORDER: Final = (*_WALKABLE, _HERDS, "people", "dialogue", SCENE, MAP, LIFE, TRAFFIC)
"""Of a world's files."""
Sent: TypeAlias = Callable[[Sequence[File], File | None], None]
"""Takes the next files of a world, and with those that make it walkable the manifest of all so far; whatever it raises
ends the work."""
TRAFFIC_FIELDS: Final = (
    "vehicles", "walkers", "traffic_hour", "traffic_hurry", "traffic_attention", "traffic_gap_s", "traffic_events",
    "fit_traffic", "no_signals",
)  # fmt: skip
"""Of a request: what its traffic alone depends on."""
_NOT_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "props": ("props",),
    "animals": ("props",),
    **dict.fromkeys(TRAFFIC_FIELDS, ()),
    "cover": ("props",),
    "lines": ("dialogue",),
    "collection": ("people",),
    "people": ("settlement", "props", "materials", "people", "dialogue"),
}
"""Numbers of a request that only these parts depend on."""
_LOCK_SHOWS: Final[Mapping[str, tuple[str, ...]]] = {"settlement": PARTS, "dialogue": ("people", "dialogue")}
"""By locked part, the parts that its lock may change."""


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A world and its files."""

    place: Place
    recipe: Recipe
    files: tuple[File, ...]
    """In the order in which they are done, those that make it walkable first and the manifest last."""
    unknown_words: tuple[str, ...] = ()
    """Of the text, those that mean nothing here."""
    seeds: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    """What was asked for, by the text, and has found no place."""


def check(parameters: WorldParameters) -> None:
    """Refuse what can't be made.

    Raises:
        InvalidFields: names every parameter at fault, and locks that contradict other fields.
    """
    found = violations(parameters)
    try:
        make_plan(parameters)
    except InvalidFields as error:
        found += [each for each in error.violations if each not in found]
    found = found or _conflicts(parameters)
    if found:
        raise InvalidFields(found)


def _conflicts(parameters: WorldParameters) -> list[Violation]:
    """Locks that can't be kept."""
    found = []
    before = locked_from(parameters)
    for index, part in enumerate(parameters.locked):
        name = f"locked[{index}]"
        if part_seed(parameters, part) != part_seed(before, part):
            found.append(
                Violation.of(name, part, f"a part without another seed: part_seeds.{part} differs from what is locked")
            )
        if part == "dialogue":
            changed = [
                other for other in ("terrain", "settlement") if part_seed(parameters, other) != part_seed(before, other)
            ]
            if changed:
                allowed = "kept only while terrain and settlement are: its lines name their buildings and directions"
                found.append(Violation.of(name, f"dialogue, with another {' and '.join(changed)}", allowed))
    return found


def locked_from(parameters: WorldParameters) -> WorldParameters:
    """The world that locked parts are taken from."""
    return replace(parameters, part_seeds=dict(parameters.locked_part_seeds), locked=(), locked_part_seeds={})


def request_record(parameters: WorldParameters) -> dict[str, Any]:
    """The recipe's request, named as in the contract."""
    record: dict[str, Any] = {
        "seed": str(parameters.seed),
        "text": parameters.text,
        "side_m": float(parameters.side_m),
        "metres_per_pixel": float(parameters.metres_per_pixel),
        "landform": parameters.landform,
        "climate": parameters.climate,
        "settlement": parameters.settlement,
        "props": parameters.props,
        "cover": float(parameters.cover),
        "people": parameters.people,
        "animals": parameters.animals,
        "lines": parameters.lines,
    }
    if parameters.region_tiles:
        record |= {name: int(getattr(parameters, name)) for name in ("region_tiles", "column", "row")}
    if parameters.collection:
        record["collection"] = parameters.collection
    if parameters.vehicles or parameters.walkers:
        record |= {name: getattr(parameters, name) for name in TRAFFIC_FIELDS}
        record["traffic_events"] = list(parameters.traffic_events)
    if parameters.part_seeds:
        record["part_seeds"] = _seeds_record(parameters.part_seeds)
    if parameters.locked:
        record["locked"] = [part for part in PARTS if part in parameters.locked]
    if parameters.locked_part_seeds:
        record["locked_part_seeds"] = _seeds_record(parameters.locked_part_seeds)
    return record


def _seeds_record(seeds: Mapping[str, int]) -> dict[str, str]:
    return {part: str(seeds[part]) for part in PARTS if part in seeds}


def part_record(parameters: WorldParameters, part: str) -> dict[str, Any]:
    """The request of one part's recipe: without whatever has no influence on it, so that it stays the same when
    other parts are made anew.
    """
    if part in parameters.locked and part == "dialogue":
        # What is kept to the letter keeps its recipe too.
        parameters = locked_from(parameters)
    record = request_record(parameters)
    for name, parts in _NOT_OF.items():
        if part not in parts:
            record.pop(name, None)
    locked = [each for each in record.pop("locked", []) if part in _LOCK_SHOWS[each]]
    # A locked settlement has its say in the terrain beneath it.
    used = {*STANDS_ON[part], part, *locked}
    for name in ("part_seeds", "locked_part_seeds"):
        kept = {other: seed for other, seed in record.pop(name, {}).items() if other in used}
        if kept and (name == "part_seeds" or locked):
            record[name] = kept
    return {**record, **({"locked": locked} if locked else {}), "parts": [part]}


def _kept_in(
    around: Land, old: Land, ground: Land, settlement: Settlement | None, plan: Plan, callbacks: Callbacks
) -> tuple[Land, tuple[Land, Settlement | None]]:
    """Other land with a settlement of before in it: without its earthworks, and with them.

    Raises:
        InvalidFields: the land does not carry the settlement.
    """
    if settlement is None:
        return around, (around, None)
    mask = kept_ground(ground, settlement)
    natural = cover(blended(old, around, mask, callbacks), replace(old, recipe=around.recipe), plan, callbacks)
    land = cover(blended(ground, around, mask, callbacks), replace(ground, recipe=around.recipe), plan, callbacks)
    wrong = problems(Place(settlement.name, land, settlement, ()))
    if wrong:
        allowed = "kept where the other terrain carries it, but: " + "; ".join(wrong[:3])
        raise InvalidFields([Violation.of("locked", "settlement, with another terrain", allowed)])
    return natural, (land, settlement)


def _wild_name(parameters: WorldParameters) -> str:
    """What people call a place where nobody lives."""
    if parameters.region_tiles:
        return region_outline(parameters).name_of(int(parameters.column), int(parameters.row))
    return Namer(part_seed(parameters, "settlement"), "world/wilds").place(make_plan(parameters).culture)


class _Stages:
    """Turns the reports of parts into the share of the whole; safe to use from several threads."""

    def __init__(self, report: Report, made: Collection[str]) -> None:
        self._report = report
        whole = sum(_SHARES[part] for part in made)
        self._shares = {part: _SHARES[part] / whole for part in _SHARES if part in made}
        self._done = dict.fromkeys(self._shares, 0.0)
        self._lock = threading.Lock()

    def of(self, part: str) -> Report:
        """What one part reports to."""

        def report(stage: str, share: float) -> None:
            named = part if stage == part else f"{part}: {stage}"
            with self._lock:
                self._done[part] = max(self._done[part], min(share, 1.0))
                done = sum(self._shares[each] * share for each, share in self._done.items())
                self._report(named, min(done, 1.0))

        report(part, 0.0)
        return report


def generate(
    parameters: WorldParameters,
    store: ModelStore,
    callbacks: Callbacks | None = None,
    *,
    outputs: Collection[str] = OUTPUTS,
    drawn_by: People | None = None,
    cloth: Cloth | None = None,
    model: LanguageModel | None = None,
    seen: Callable[[Land], None] | None = None,
    sent: Sent | None = None,
) -> World:
    """Make a world.

    Args:
        parameters: what is asked for.
        store: where the networks come from.
        callbacks: how to watch and stop the work.
        outputs: of :data:`procgen.world.manifest.OUTPUTS`: whose files are made. What they stand on is made too. With
            the scene, :data:`procgen.world.manifest.FORMATS` as well.
        drawn_by: draws people, where somebody has it ready; made of the store otherwise.
        cloth: weaves what they wear, likewise.
        model: chooses lines, likewise.
        seen: is shown the ground, with what was levelled and cut, as soon as it is there.
        sent: is given the first files of the world while the rest is made, as they are done, where outputs hold all
            that one needs to walk about; the last time with a manifest of those so far. Never otherwise.

    Returns:
        The world and its files. Equal recipes have equal files on one machine, byte for byte.

    Raises:
        InvalidFields: names every parameter that can't be accepted, and locks that can't be kept.
        ModelUnavailable: a network is missing or damaged.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    check(parameters)
    work = _Work(parameters, store, callbacks, frozenset(outputs), drawn_by, cloth, model, seen, sent)
    return work.world()


# One world in the making: its parts are made when something first stands on them, and kept.
class _Work:
    """One world while it is made."""

    def __init__(
        self,
        parameters: WorldParameters,
        store: ModelStore,
        callbacks: Callbacks,
        outputs: frozenset[str],
        drawn_by: People | None,
        cloth: Cloth | None,
        model: LanguageModel | None,
        seen: Callable[[Land], None] | None,
        sent: Sent | None,
    ) -> None:
        self._parameters = parameters
        self._said = understand(parameters.text)
        self._store = store
        self._callbacks = callbacks
        self._outputs = outputs
        needed = set(outputs)
        if BUILT in needed:
            needed |= {*_WALKABLE}
        if needed & {SCENE, MAP, LIFE}:
            needed |= set(PARTS if SCENE in needed else PLACE_PARTS)
        self._moves = bool(parameters.vehicles or parameters.walkers)
        if not self._moves:
            needed.discard(TRAFFIC)
        if TRAFFIC in needed:
            needed |= {"terrain", "settlement", "props"}
        for part in PARTS[::-1]:
            if part in needed:
                needed |= set(STANDS_ON[part])
        self._needed = needed
        self._stages = _Stages(callbacks.report, needed)
        self._drawn_by = drawn_by
        self._cloth = cloth
        self._model = model
        self._seen = seen
        self._sent = sent if outputs >= {*_WALKABLE} else None
        before = locked_from(parameters)
        self._moved = "settlement" in parameters.locked and part_seed(parameters, "terrain") != part_seed(
            before, "terrain"
        )
        self._kept: tuple[Land, Settlement | None] | None = None
        self._recipes: dict[str, Recipe] = {}
        self._digests: dict[str, dict[str, str]] = {}
        self._files: dict[str, list[File]] = {}
        self._creatures: dict[str, bytes] = {}

    @contextlib.contextmanager
    def _watched(self, part: str) -> Iterator[Callbacks]:
        """A block in which one part is made."""
        self._callbacks.checkpoint()
        report = self._stages.of(part)
        yield Callbacks(report, self._callbacks.checkpoint)
        report(part, 1.0)

    def _recipe(self, part: str, own: Mapping[str, str]) -> Recipe:
        """The recipe of a part, with the models of all that it stands on."""
        digests = dict(own)
        for below in STANDS_ON[part]:
            digests |= self._digests.get(below, {})
        self._digests[part] = digests
        recipe = Recipe(DOMAIN, part_record(self._parameters, part), digests)
        self._recipes[part] = recipe
        return recipe

    def world(self) -> World:
        parameters, store = self._parameters, self._store
        natural = self._terrain()
        land, settlement = self._settlement(natural)
        if self._seen is not None:
            self._seen(land)
        name = settlement.name if settlement is not None else _wild_name(parameters)
        place = Place(name, land, settlement, (), deserted=self._said.deserted)
        self._give(*_FIRST)
        with Beside(store.threads) as beside:
            # Networks paint materials, mostly outside Python's lock, while plants are put where they grow within it.
            painting, splat = self._painting(place, beside)
            if "props" in self._needed:
                props, grown = self._props(land, settlement, splat)
                place = replace(place, props=props, cover=grown)
                self._give("props")
            # Models don't wait for what they are painted with.
            standing = self._standing(place) if self._outputs & {BUILT, SCENE} else ()
            painted = self._materials(painting, splat, beside)
            if BUILT in self._outputs:
                assert painted is not None
                self._built(place, painted, standing)
            self._give_walkable(place)
            herds: dict[str, Future[bytes]] = {}
            if "props" in self._needed:
                place = replace(place, animals=self._animals(place))
                herds = self._herds(place.animals, beside)
            if "people" in self._needed:
                place = replace(place, people=self._cast(place))
            talk = beside.do(self._dialogue, place) if "dialogue" in self._needed else None
            if MAP in self._outputs:
                beside.do(self._map, place)
            walkable = beside.do(navigation_mesh, place) if self._outputs & {SCENE, LIFE} else None
            glbs = self._bodies(place.people, beside) if "people" in self._needed else {}
            beside.help()
            self._creatures = {name: made.result() for name, made in herds.items()}
            if talk is not None:
                place = replace(place, talk=talk.result())
            place = replace(place, recipes=self._recipes_so_far())
            if LIFE in self._outputs:
                assert walkable is not None
                beside.do(self._life, place, walkable.result())
            if TRAFFIC in self._outputs and self._moves:
                beside.do(self._traffic, place)
            if SCENE in self._outputs:
                assert painted is not None
                assert walkable is not None
                self._scene(place, painted, glbs, walkable.result(), standing)
                if USD in self._outputs:
                    self._usd(place, painted, glbs)
            beside.help()
        if "props" in self._outputs:
            self._files[_HERDS] = list(creature_files(place.animals, self._creatures, self._recipes["props"]))
        return self._finished(place)

    def _recipes_so_far(self) -> dict[str, Recipe]:
        return {part: self._recipes[part] for part in PARTS if part in self._recipes}

    def _files_of(self, *outputs: str) -> list[File]:
        return [file for output in outputs for file in self._files.get(output, ())]

    def _give(self, *outputs: str) -> None:
        """Give away files, in the order of :data:`_ORDER`, while the rest is made."""
        if self._sent is not None:
            self._sent(self._files_of(*outputs), None)

    def _give_walkable(self, place: Place) -> None:
        """Give away what makes it walkable, with the manifest that it would have were that all."""
        if self._sent is not None:
            place = replace(place, animals=(), recipes=self._recipes_so_far())
            recipe = self._recipe_of(_WALKABLE)
            manifest = self._manifest(place, self._files_of(*_WALKABLE), recipe)
            self._sent(self._files_of(*_WALKABLE[len(_FIRST) + 1 :]), manifest)

    def _add(self, part: str, *files: File) -> None:
        if part in self._outputs:
            self._files.setdefault(part, []).extend(files)

    def _props(
        self, land: Land, settlement: Settlement | None, splat: npt.NDArray[np.uint8] | None
    ) -> tuple[tuple[Prop, ...], Cover | None]:
        parameters = self._parameters
        with self._watched("props") as callbacks:
            props = tuple(scatter(land, settlement, parameters, self._store, callbacks))
            grown = grow_cover(land, settlement, props, parameters, self._store, callbacks.checkpoint, splat)
            recipe = self._recipe("props", load_table(self._store, ECOLOGY).model_sha256)
            self._add("props", props_file(props, recipe))
            if grown is not None and "props" in self._outputs:
                self._add("props", *cover_part_files(grown, land, props, recipe, callbacks))
        return props, grown

    def _animals(self, place: Place) -> tuple[Animal, ...]:
        """Who grazes and pecks there."""
        most, seed = self._parameters.animals, part_seed(self._parameters, "props")
        return make_herds(place.land, place.settlement, place.props, place.cover, most, seed, place.deserted)

    def _herds(self, animals: tuple[Animal, ...], beside: Beside) -> dict[str, Future[bytes]]:
        """What animals are going to look like, by file."""
        if not self._outputs & {"props", SCENE}:
            return {}
        seed = part_seed(self._parameters, "props")
        return {name: beside.do(make) for name, make in herd_glbs(animals, seed, self._callbacks)}

    def _terrain(self) -> Land:
        """The ground as nature made it; where a settlement is locked on other ground, that stays beneath it."""
        parameters, store = self._parameters, self._store
        with self._watched("terrain") as callbacks:
            if self._moved:
                before = locked_from(parameters)
                plan = make_plan(before)
                old = make_land(before, store, callbacks, plan)
                ground, settlement = make_settlement(old, before, store, callbacks)
                # The outline of the land and its waters are the plan's: they stay, and heights and hills change.
                around = make_land(parameters, store, callbacks, plan)
                natural, self._kept = _kept_in(around, old, ground, settlement, plan, callbacks)
            else:
                natural = make_land(parameters, store, callbacks)
        recipe = self._recipe("terrain", natural.recipe.model_sha256)
        self._add("terrain", *terrain_files(natural, recipe))
        return natural

    def _settlement(self, natural: Land) -> tuple[Land, Settlement | None]:
        if "settlement" not in self._needed:
            return natural, None
        with self._watched("settlement") as callbacks:
            land, settlement = self._kept or make_settlement(natural, self._parameters, self._store, callbacks)
        models: dict[str, str] = {}
        if settlement is not None:
            models |= load_table(self._store, "settlement").model_sha256
            if settlement.underground:
                models |= load_network(self._store, layout_models(self._store)[0]).digests
        recipe = self._recipe("settlement", models)
        if "settlement" in self._outputs:
            kept = self._kept is not None
            own = Recipe(DOMAIN, part_record(locked_from(self._parameters), "settlement"), recipe.model_sha256)
            files = settlement_files(land, settlement, own if kept else recipe, recipe, callbacks)
            self._add("settlement", *files)
        return land, settlement

    def _painting(self, place: Place, beside: Beside) -> tuple[Painting | None, npt.NDArray[np.uint8] | None]:
        """Materials that are being made beside other work, and where what of them lies on the ground."""
        if not self._needed & {"materials", "props"}:
            return None, None
        checkpoint = self._callbacks.checkpoint
        checkpoint()
        painting = None
        if "materials" in self._needed:
            callbacks = Callbacks(self._stages.of("materials"), checkpoint)
            seed, pictured = part_seed(self._parameters, "materials"), "materials" in self._outputs
            painting = Painting(place, seed, self._store, beside, callbacks, pictured=pictured)
            painting.begin_building()
        covers = covers_of_land(place.land, checkpoint)
        if painting is not None:
            painting.begin_ground(covers)
        return painting, splat_of(place, checkpoint=checkpoint, covers=covers)

    def _materials(
        self, painting: Painting | None, splat: npt.NDArray[np.uint8] | None, beside: Beside
    ) -> Materials | None:
        """What was begun with :meth:`_painting`, once it is there."""
        if painting is None or splat is None:
            return None
        beside.help()
        materials, pictures = painting.finished(splat)
        if "materials" in self._outputs:
            self._add("materials", *materials_files(material_files(materials, pictures, self._callbacks.checkpoint)))
        models: dict[str, str] = {}
        for made in (*materials.ground.values(), *materials.building.values()):
            models |= made.recipe.model_sha256
        self._recipe("materials", models)
        return materials

    def _cast(self, place: Place) -> tuple[Person, ...]:
        """Who the people are; nobody in a deserted place, however many are asked for."""
        parameters = self._parameters
        # Locked lines keep who people are; another seed gives them other bodies, faces and clothes.
        kept = locked_from(parameters) if "dialogue" in parameters.locked else parameters
        tempers = load_table(self._store, "roles")
        self._recipe("people", {**character_models(self._store), **tempers.model_sha256})
        self._callbacks.checkpoint()
        count = 0 if place.deserted else parameters.people
        return make_people(place.land, place.settlement, count, part_seed(kept, "people"), tempers)

    def _bodies(self, people: tuple[Person, ...], beside: Beside) -> dict[str, bytes]:
        """What the people look like, by id; put together on both sides."""
        recipe = self._recipes["people"]
        glbs: dict[str, bytes] = {}
        with self._watched("people") as callbacks:
            if people and self._outputs & {"people", SCENE}:
                drawn_by = self._drawn_by or People(self._store)
                cloth = self._cloth or Cloth(self._store)
                seed = part_seed(self._parameters, "people")
                make = make_glbs(people, drawn_by, cloth, seed, recipe, callbacks, self._collection(seed))
                bodies = {who: beside.do(body) for who, body in make}
                beside.help()
                glbs = {who: body.result() for who, body in bodies.items()}
        if "people" in self._outputs:
            self._add("people", *people_files(people, glbs, recipe))
        return glbs

    def _collection(self, seed: int) -> Clothes | None:
        """What people wear, where a sentence says."""
        text = self._parameters.collection.strip()
        return design(text, seed, MAX_OUTFITS) if text else None

    def _dialogue(self, place: Place) -> tuple[Talk, ...]:
        parameters = self._parameters
        count = parameters.lines if place.people else 0
        model = self._model or (OwnModel.load(self._store) if count else None)
        seed = part_seed(parameters, "dialogue")
        with self._watched("dialogue") as callbacks:
            talk = make_talk(place.name, place.land, place.settlement, place.people, count, seed, model, callbacks)
        recipe = self._recipe("dialogue", own_digests(self._store))
        names = known_names(place.name, place.settlement, place.people)
        self._add("dialogue", dialogue_file(talk, names, recipe))
        return talk

    def _map(self, place: Place) -> None:
        with self._watched(MAP) as callbacks:
            data = map_png(place, callbacks)
        self._add(MAP, File(MAP, "map_png", "", "map.png", "image/png", data))

    def _standing(self, place: Place) -> list[Instance]:
        """Buildings, walls, bridges, piers and props, as models; their materials' seed has rooms differ, too."""
        self._callbacks.checkpoint()
        return scenery(place, style_of(place), part_seed(self._parameters, "materials"))

    def _built(self, place: Place, materials: Materials, standing: Sequence[Instance]) -> None:
        with self._watched(BUILT) as callbacks:
            data = built_glb(replace(place, recipes=self._recipes_so_far()), materials, callbacks, standing)
        if data:
            self._add(BUILT, File(BUILT, "built_glb", "", "built.glb", "model/gltf-binary", data))

    def _scene(
        self,
        place: Place,
        materials: Materials,
        glbs: Mapping[str, bytes],
        walkable: NavigationMesh,
        standing: Sequence[Instance],
    ) -> None:
        with self._watched(SCENE) as callbacks:
            models = {**glbs, **self._creatures}
            data = scene_glb(place, materials, models, callbacks, walkable=walkable, standing=standing)
        self._add(SCENE, File(SCENE, "scene_glb", "", "world.glb", "model/gltf-binary", data))

    def _usd(self, place: Place, materials: Materials, glbs: Mapping[str, bytes]) -> None:
        with self._watched(USD) as callbacks:
            self._add(
                SCENE, *usd_files(scene_usd(place, materials, {**glbs, **self._creatures}, self._scenario(), callbacks))
            )

    def _life(self, place: Place, walkable: NavigationMesh) -> None:
        with self._watched(LIFE) as callbacks:
            # Houses are those of the scene: their rooms hang on its seed.
            seed = part_seed(self._parameters, "materials")
            days = make_days(place, style_of(place), seed, callbacks.checkpoint)
            self._add(LIFE, *life_files(place, days, walkable))

    def _traffic(self, place: Place) -> None:
        with self._watched(TRAFFIC) as callbacks:
            scene = make_traffic(place, self._parameters, self._scenario(), callbacks.checkpoint)
            self._add(TRAFFIC, *traffic_files(place, scene, callbacks))

    def _scenario(self) -> Mapping[str, Value]:
        """The hour at which the world is first seen."""
        table = load_table(self._store, SCENARIO)
        climate = self._parameters.climate or self._said.climate or USUAL_CLIMATE
        return draw_scenario(self._said, climate, self._parameters.seed, table, self._callbacks.checkpoint)

    def _recipe_of(self, outputs: Collection[str]) -> Recipe:
        """The recipe of a world with these outputs, of what was made so far."""
        record = request_record(self._parameters)
        if {*outputs} & {*FORMATS}:
            record["formats"] = [name for name in FORMATS if name in outputs]
        if not {*outputs} >= {*OUTPUTS}:
            record["parts"] = [name for name in OUTPUTS if name in outputs]
        digests: dict[str, str] = {}
        for own in self._digests.values():
            digests |= own
        return Recipe(DOMAIN, record, digests | load_table(self._store, SCENARIO).model_sha256)

    def _manifest(self, place: Place, files: Sequence[File], recipe: Recipe) -> File:
        """The manifest of files, part by part."""
        seeds = {part: part_seed(self._parameters, part) for part in place.recipes}
        files = sorted(files, key=lambda file: OUTPUTS.index(file.part))
        heard = said_record(self._said, place.settlement)
        return manifest_file(place, place.recipes, seeds, recipe, self._scenario(), files, heard)

    def _finished(self, place: Place) -> World:
        recipe = self._recipe_of(self._outputs)
        files = [
            replace(file, data=with_recipe(file.data, recipe.to_json())) if file.name == USD_ROOT else file
            for file in self._files_of(*_ORDER)
        ]
        files.append(self._manifest(place, files, recipe))
        self._callbacks.report(MANIFEST, 1.0)
        missing = () if place.settlement is None else place.settlement.missing
        seeds = {part: part_seed(self._parameters, part) for part in place.recipes}
        return World(place, recipe, tuple(files), self._said.unknown, seeds, missing)
