"""Traffic as files: ``traffic.json`` says what there is, ``tracks.bin`` where it is when, ``models.glb`` how it looks.

Vehicles' tracks are how far each has come along the segments of its trip, so that every axle of every vehicle follows
the way; walkers' are places. An engine that reads both shows what was simulated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from procgen.creature.exporters import EXPORTERS
from procgen.creature.generate import generate as generate_creature
from procgen.creature.parameters import CreatureParameters
from procgen.formats.gltf import FLOAT, Block, Slice, write_glb
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.recipe import Recipe
from procgen.world.glb_merge import UNSIGNED_BYTE, Collector
from procgen.world.meshes import Model
from procgen.world.traffic.drive import Behaviour, driver_of
from procgen.world.traffic.following import STEP_S
from procgen.world.traffic.models import (
    HORSES,
    LAMPS,
    SHAPES,
    WALKERS,
    WHEELS,
    body_model,
    lamp_model,
    signal_model,
    tree_model,
    walker_model,
    wheel_model,
)
from procgen.world.traffic.parked import Parked
from procgen.world.traffic.pavement import Pavement
from procgen.world.traffic.signals import Signal, heads
from procgen.world.traffic.simulate import Traffic
from procgen.world.traffic.vehicles import BOATS, KINDS, VehicleKind

FOLDER: Final = "traffic"
JSON, TRACKS, MODELS = "traffic.json", "tracks.bin", "models.glb"
_HORSE_LOOKS: Final = (("horse-1.glb", 11, "riding"), ("horse-2.glb", 29, "riding"))
_MATERIALS: Final[Mapping[str, dict[str, Any]]] = {
    "paint": {"pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.55}},
    "glass": {
        "pbrMetallicRoughness": {
            "baseColorFactor": [0.03, 0.04, 0.05, 1.0], "metallicFactor": 0.2, "roughnessFactor": 0.08,
        }
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Traffic and what belongs to it.

    Attributes:
        traffic: what was simulated.
        pavement: where walkers go.
        parked: vehicles that stand.
        setting: of the settlement.
        behaviour: of all.
        hour: at which it begins.
        shares: of vehicles and walkers that are under way.
        seed: of all.
    """

    traffic: Traffic
    pavement: Pavement | None
    parked: tuple[Parked, ...]
    setting: str
    behaviour: Behaviour
    hour: float
    shares: tuple[float, float]
    seed: int


def tracks_bytes(traffic: Traffic) -> tuple[bytes, dict[str, Any]]:
    """All tracks, and how they lie in the file."""
    gone = np.where(np.isnan(traffic.gone_m), -1.0, traffic.gone_m).astype("<f4")
    people = traffic.walkers_m
    low = people.reshape(-1, 2).min(axis=0) if people.size else np.zeros(2)
    span = max(float((people.reshape(-1, 2).max(axis=0) - low).max()), 1.0) if people.size else 1.0
    low = np.round(low, 3)
    scale = round(span / 65000.0, 8)
    places = np.rint((people - low) / scale).clip(0, 65535).astype("<u2")
    data = gone.tobytes() + places.tobytes()
    told = {
        "file": f"{FOLDER}/{TRACKS}",
        "vehicles": {"offset": 0, "type": "float32", "shape": list(gone.shape)},
        "walkers": {
            "offset": gone.nbytes, "type": "uint16", "shape": list(places.shape), "scale_m": scale,
            "origin_m": [float(value) for value in low],
        },
    }  # fmt: skip
    return data, told


def _points(points: Any) -> list[list[float]]:
    return [[round(float(value), 3) for value in point] for point in points]


def _kind_record(kind: VehicleKind) -> dict[str, Any]:
    return {
        "length_m": kind.length_m,
        "floats": kind.name in BOATS,
        "bodies": [
            {name: getattr(body, name) for name in ("nose_m", "tail_m", "front_m", "rear_m", "width_m")}
            for body in kind.bodies
        ],
        "wheels": [
            {"body": wheel.body, "x_m": wheel.x_m, "z_m": wheel.z_m, "radius_m": wheel.radius_m,
             "model": wheel_model(kind.name, wheel.radius_m).name}
            for wheel in WHEELS.get(kind.name, ())
        ],
        "horses": [list(at) for at in HORSES.get(kind.name, ())],
    }  # fmt: skip


def scene_record(scene: Scene) -> dict[str, Any]:
    """``traffic.json``, without the recipes."""
    traffic, network = scene.traffic, scene.traffic.network
    ways = [
        {
            "kind": segment.kind,
            "from": segment.start,
            "to": segment.node,
            "road": "water" if segment.kind == "water" else "road" if segment.road else "street",
            "limit_m_s": round(float(segment.limit_m_s.max()), 2),
            "follows": segment.ways,
            "opposite": segment.opposite,
            "points_m": _points(segment.points_m),
        }
        for segment in traffic.segments
    ]
    nodes = [{"kind": node.kind, "x_m": round(node.x_m, 3), "z_m": round(node.z_m, 3)} for node in network.graph.nodes]
    crossings = [] if scene.pavement is None else [
        {"x_m": round(each.x_m, 3), "z_m": round(each.z_m, 3),
         "across": [round(each.across_x, 4), round(each.across_z, 4)],
         "lanes": [[lane, round(along, 3)] for lane, along in each.lanes]}
        for each in scene.pavement.crossings
    ]  # fmt: skip
    vehicles = []
    for number, kind in enumerate(traffic.kinds):
        hurry, attention, gap = traffic.drivers[number]
        driver = driver_of(kind, hurry)
        vehicles.append(
            {
                "id": f"{kind.name}-{number + 1:03d}",
                "kind": kind.name,
                "shape": number % SHAPES,
                "driver": {
                    "hurry": round(hurry, 3), "attention": round(attention, 3), "gap_s": round(gap, 3),
                    "speed_m_s": round(driver.speed_m_s, 3), "headway_s": round(driver.headway_s, 3),
                    "accelerates_m_s2": round(driver.accelerates_m_s2, 3), "brakes_m_s2": driver.brakes_m_s2,
                },
                "trips": [
                    {"first": trip.first, "last": trip.last if trip.last >= 0 else len(traffic.gone_m),
                     "segments": trip.segments, "ahead_m": round(trip.ahead_m, 3)}
                    for trip in traffic.trips[number]
                ],
            }
        )  # fmt: skip
    return {
        "setting": scene.setting,
        "starts_s": round(scene.hour * 3600.0, 1),
        "step_s": STEP_S,
        "steps": len(traffic.gone_m) - 1,
        "seed": str(scene.seed),
        "share_of_vehicles": round(scene.shares[0], 3),
        "share_of_walkers": round(scene.shares[1], 3),
        "behaviour": {
            "hurry": scene.behaviour.hurry,
            "attention": scene.behaviour.attention,
            "gap_s": scene.behaviour.gap_s,
        },
        "rules": {"keep": "right", "junctions": "larger road first, then right before left",
                  "signals": bool(traffic.signals)},
        "nodes": nodes,
        "ways": ways,
        "crossings": crossings,
        "signals": [_signal_record(signal) for signal in traffic.signals],
        "signal_heads": [
            {"model": each.model, "signal": each.signal, "lane": each.lane, "x_m": round(each.x_m, 3),
             "y_m": round(each.y_m, 3), "z_m": round(each.z_m, 3), "turn_deg": round(each.turn_deg, 2),
             "needs_s": round(each.needs_s, 3)}
            for each in heads(network, scene.pavement, traffic.signals)
        ],
        "signal_lamps": {
            model: {shown: list(at) for shown, at in lamps.items()} for model, lamps in LAMPS.items()
        } if traffic.signals else {},
        "kinds": {kind.name: _kind_record(kind) for kind in sorted(_kinds(scene), key=lambda each: each.name)},
        "vehicles": vehicles,
        "walkers": [
            {"id": f"walker-{number + 1:03d}", "shape": number % WALKERS, "pace_m_s": round(float(pace), 3)}
            for number, pace in enumerate(traffic.pace_m_s)
        ],
        "parked": [
            {"kind": each.kind, "shape": each.shape, "x_m": each.x_m, "y_m": each.y_m, "z_m": each.z_m,
             "turn_deg": each.turn_deg}
            for each in scene.parked
        ],
        "events": [
            {"kind": each.kind, "from_s": round(each.step * STEP_S, 1), "until_s": round(each.until * STEP_S, 1),
             "vehicle": each.vehicle, "walker": each.walker, "x_m": round(each.x_m, 3), "y_m": round(each.y_m, 3),
             "z_m": round(each.z_m, 3), "turn_deg": round(each.turn_deg, 2)}
            for each in traffic.happened
        ],
        "models": f"{FOLDER}/{MODELS}",
        "horses": [f"{FOLDER}/{name}" for name, _, _ in _HORSE_LOOKS] if _has_horses(scene) else [],
    }  # fmt: skip


def _signal_record(signal: Signal) -> dict[str, Any]:
    return {
        "node": signal.node,
        "offset_s": signal.offset_s,
        "cycle_s": round(signal.cycle_s, 3),
        "phases": [
            {"lanes": list(phase.lanes), "green_s": phase.green_s, "amber_s": phase.amber_s,
             "all_red_s": phase.all_red_s}
            for phase in signal.phases
        ],
        "crossings": [list(each) for each in signal.crossings],
    }  # fmt: skip


def _kinds(scene: Scene) -> list[VehicleKind]:
    names = {kind.name for kind in scene.traffic.kinds} | {each.kind for each in scene.parked}
    known = {**KINDS, **BOATS}
    return [known[name] for name in sorted(names)]


def _has_horses(scene: Scene) -> bool:
    return any(kind.horses for kind in scene.traffic.kinds)


def models_glb(scene: Scene, recipe: Recipe) -> bytes:
    """A .glb with a node for each model, all at the origin: a library, not a scene."""
    models: list[Model] = []
    for kind in _kinds(scene):
        models += [body_model(kind.name, body, shape) for body in range(len(kind.bodies)) for shape in range(SHAPES)]
        models += [
            wheel_model(kind.name, radius) for radius in sorted({each.radius_m for each in WHEELS.get(kind.name, ())})
        ]
    if any(each.kind == "fallen_tree" for each in scene.traffic.happened):
        models.append(tree_model())
    if scene.traffic.signals:
        models += [*(signal_model(name) for name in LAMPS), lamp_model()]
    if len(scene.traffic.pace_m_s):
        models += [walker_model(scene.setting, shape) for shape in range(WALKERS)]
    blocks: list[Block | Slice] = []
    materials = [{**entry, "name": name} for name, entry in _MATERIALS.items()]
    tree: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": f"procgen {recipe.code_version}", "extras": {"recipe": recipe.sha256}},
        "materials": materials,
    }
    file = Collector(tree, blocks)
    nodes = []
    for model in models:
        primitives = []
        for slot, mesh in model.meshes.items():
            low, high = (
                [float(value) for value in pick] for pick in (mesh.positions.min(axis=0), mesh.positions.max(axis=0))
            )
            attributes = {
                "POSITION": file.vertices(mesh.positions, "VEC3", FLOAT, min=low, max=high),
                "NORMAL": file.vertices(mesh.normals, "VEC3", FLOAT),
            }
            if slot == "paint":
                alpha = np.full((len(mesh.colours), 1), 255, np.uint8)
                colours = np.concatenate([mesh.colours, alpha], axis=1)
                attributes["COLOR_0"] = file.vertices(colours, "VEC4", UNSIGNED_BYTE, normalized=True)
            if model.name.startswith("walker"):
                attributes["TEXCOORD_0"] = file.vertices(mesh.uv_m, "VEC2", FLOAT)
            material = list(_MATERIALS).index(slot)
            primitives.append({"attributes": attributes, "indices": file.indices(mesh), "material": material})
        number = file.add("meshes", {"name": model.name, "primitives": primitives})
        nodes.append(file.add("nodes", {"name": model.name, "mesh": number}))
    tree["scenes"] = [{"name": "Traffic", "nodes": nodes}]
    tree["scene"] = 0
    return write_glb(tree, blocks)


def horse_glbs(scene: Scene, checkpoint: Checkpoint) -> dict[str, bytes]:
    """By name, the files of horses that draw and carry."""
    if not _has_horses(scene):
        return {}
    found = {}
    for name, seed, breed in _HORSE_LOOKS:
        made = generate_creature(
            CreatureParameters(species="horse", breed=breed, seed=seed, lod=2), (2,), checkpoint=checkpoint
        )
        found[name] = EXPORTERS["slim"].write(made, checkpoint)
    return found
