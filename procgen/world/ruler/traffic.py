"""Figures of traffic: who touches whom, how long anybody stands, and flow over density beside what the model says."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.world.traffic.collisions import collisions
from procgen.world.traffic.diagram import Point, fundamental_diagram
from procgen.world.traffic.following import STEP_S
from procgen.world.traffic.record import Scene

DENSITIES_KM: Final = (10.0, 24.0, 40.0, 60.0, 90.0, 120.0)
STANDS_S: Final = 120.0
"""Whoever stands for longer and is held up by no event is in a deadlock."""
_OFF: Final = 0.05
"""Share by which flow on a ring may be off the model's."""


@dataclass(frozen=True, slots=True)
class TrafficEvaluation:
    """Rows of figures, what they are held to, what was found, and the fundamental diagram."""

    metrics: Rows
    bars: tuple[Bar, ...]
    found: tuple[str, ...]
    diagram: tuple[Point, ...]


def evaluate_traffic(
    make: Callable[[int], Scene],
    count: int,
    seed: int,
    progress: Callable[[str], None],
    densities_km: Sequence[float] = DENSITIES_KM,
) -> TrafficEvaluation:
    """Simulate worlds and a ring road.

    Args:
        make: gives the traffic of a world of a number.
        count: how many worlds.
        seed: of the first.
        progress: told what is done.
        densities_km: of the ring.
    """
    found: list[str] = []
    rows: list[dict[str, float]] = []
    careless = False
    for number in range(count):
        traffic = make(seed + number).traffic
        touched = collisions(traffic)
        careless = careless or any(each.kind == "jaywalking" for each in traffic.happened)
        found += [f"seed {seed + number}: {each.first} and {each.second} touch at step {each.step}" for each in touched]
        speed = np.diff(traffic.gone_m, axis=0) / STEP_S
        driven = speed[np.isfinite(speed) & (speed >= 0.0)]
        standing = max(traffic.longest_stand_s, traffic.longest_wait_s, traffic.longest_stuck_s)
        rows.append(
            {
                "vehicles": float(len(traffic.kinds)),
                "walkers": float(traffic.walkers_m.shape[1]),
                "collisions": float(len(touched)),
                "deadlocks": float(standing > STANDS_S),
                "vehicle_stands_max_s": traffic.longest_stand_s,
                "kerb_wait_max_s": traffic.longest_wait_s,
                "walker_stands_max_s": traffic.longest_stuck_s,
                "braking_max_m_s2": traffic.hardest_m_s2,
                "speed_mean_m_s": float(driven.mean()) if len(driven) else math.nan,
            }
        )
        progress(f"traffic {number + 1} of {count}")
    diagram = fundamental_diagram(densities_km)
    off = max(abs(point.flow_h / point.theory_h - 1.0) for point in diagram)
    metrics: Rows = {}
    for name in rows[0] if rows else ():
        values = [row[name] for row in rows if math.isfinite(row[name])]
        if not values:
            continue
        sums = name in ("collisions", "deadlocks")
        value = sum(values) if sums else max(values) if "_max_" in name else float(np.mean(values))
        metrics[f"traffic_{name}"] = {"ours": value}
    for point in diagram:
        name = f"traffic_flow_at_{point.density_km:.0f}_per_km_per_h"
        metrics[name] = {"ours": round(point.flow_h, 1), "model": round(point.theory_h, 1)}
    metrics["traffic_flow_off_share"] = {"ours": off}
    bars = (
        Bar("traffic_flow_off_share", f"at most {_OFF:g}", off <= _OFF),
        *(
            Bar(name, "0", metrics[name]["ours"] == 0.0)
            for name in ("traffic_collisions", "traffic_deadlocks")
            # Whoever is asked to step out before cars may be hit.
            if name in metrics and not (careless and name == "traffic_collisions")
        ),
    )
    return TrafficEvaluation(metrics, bars, tuple(found), tuple(diagram))
