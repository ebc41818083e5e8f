"""What requests for terrain may say."""

from __future__ import annotations

from typing import Final

from procgen.kit.wire.forms import Flag, Form, under
from procgen.runtime.ranges import ranges_of
from procgen.terrain.controls.limits import STRENGTH, TALUS
from procgen.terrain.controls.shapes import (
    STAMP_LANDFORMS,
    STAMP_RULES,
    STROKE_KINDS,
    Edges,
    FlatArea,
    GeoFrame,
    LandformMap,
    PointConstraint,
    Road,
    SeedMix,
    Stamp,
    Stroke,
)
from procgen.terrain.ground.parameters import DRAINING_METHODS, GROUND_RANGES
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.parameters import RANGES
from procgen.terrain.rivers import RIVER_RANGES
from procgen.terrain.wire.outputs import OUTPUTS
from procgen.v1 import terrain_pb2

_DRAWN: Final = "drawn by hand: --controls"
_OF_THE_GROUND: Final = "many numbers for few: --controls"

FORM: Final = Form(
    terrain_pb2.DESCRIPTOR.services_by_name["TerrainService"].methods_by_name["Generate"],
    "terrain",
    "Terrain",
    basic=("landform", "seed", "width_px", "depth_px", "metres_per_pixel", "relief_m", "mean_height_m", "rivers"),
    numbers={
        **RANGES,
        **under("geo_frame", ranges_of(GeoFrame)),
        "sketch.strength": STRENGTH,
        **under("strokes", ranges_of(Stroke)),
        **under("edges", ranges_of(Edges)),
        **under("variation", ranges_of(SeedMix), "share"),
        **under("landform_map", ranges_of(LandformMap)),
        **under("constraints.points", ranges_of(PointConstraint), "radius_px"),
        **under("constraints.flat_areas", ranges_of(FlatArea), "radius_px", "falloff_px"),
        **under("constraints.roads", ranges_of(Road)),
        **under("stamps", ranges_of(Stamp)),
        "erosion.talus_deg": TALUS,
        **under("rivers", RIVER_RANGES),
        **under("ground", GROUND_RANGES),
    },
    choices={
        "model": (None, "Which generator."),
        "landform": (LANDFORM_NAMES, "Kind of landscape; any if empty."),
        "strokes.kind": (STROKE_KINDS, "What a stroke draws."),
        "stamps.landform": (STAMP_LANDFORMS, "A landform's form, instead of heights of one's own."),
        "stamps.rule": (STAMP_RULES, "How a stamp and the ground make the new ground."),
        "ground.draining": (DRAINING_METHODS, "What becomes of hollows."),
        "outputs": (OUTPUTS, "What to send."),
    },
    switches={
        "keep_sea_floor": "Leave the ground below the sea as it is; otherwise the sea is flat.",
        "rivers": "Carve rivers that all tiles of a world agree on; setting one of their numbers does so too.",
        "stamps.round": "End at the ellipse within a stamp's edges.",
        "ground.reshape": "Hand out the heights as they are after erosion, draining and channels.",
    },
    flags={
        "width_px": Flag(
            "size", about=f"Pixels along one side, {RANGES['width_px'].ends}; to 65536 made in strips.", default=512
        ),
        "depth_px": Flag(about="Rows, where the map is not square.", otherwise="size"),
        "origin_x_px": Flag("x"),
        "origin_z_px": Flag("z"),
        "model": Flag(about="diffusion, noise-fbm, noise-ridged, noise-warped or your own."),
        "variation.share": Flag("mix_share", default=0.2),
        "geo_frame.epsg": Flag(about="EPSG code of the projection that the world lies in, for GeoTIFFs; 0 for none."),
        "geo_frame.easting_m": Flag(about="Easting of the world's pixel 0, 0 (its outer corner), metres."),
        "geo_frame.northing_m": Flag(about="Northing of the same, metres."),
        # Tiles have kinds of their own.
        "outputs": Flag("format", default=("png16", "hillshade_png"), checked=False),
    },
    unflagged={
        "sketch": "goes with the sketch",
        "strokes": _DRAWN,
        "edges": _DRAWN,
        "landform_map": _DRAWN,
        "constraints": _DRAWN,
        "stamps": "said with the stamp: --stamp",
        "erosion": "goes with the erosion map",
        "rivers": _OF_THE_GROUND,
        "ground": _OF_THE_GROUND,
    },
)
