"""Ranges of the numbers that requests for terrain carry."""

from __future__ import annotations

from procgen.runtime.ranges import Range

ORIGIN_LIMIT_PX = 2.0**30

SEED = Range(0, 2.0**64 - 1, "The world; any 64-bit number.", 0, whole=True)
POSITION = Range(-ORIGIN_LIMIT_PX, ORIGIN_LIMIT_PX, "A place on the world's grid, pixels.")
AREA_ORIGIN = Range(-2 * ORIGIN_LIMIT_PX, 2 * ORIGIN_LIMIT_PX, "An edge on the world's grid, pixels.", whole=True)
AREA_SIDE = Range(1, 2**20, "Columns or rows of an area, pixels.", whole=True)
HEIGHT = Range(-12000.0, 20000.0, "A height, metres.")
RELIEF = Range(1.0, 20000.0, "Height difference within 256 x 256 pixels, metres.")

SKETCH_SIDE = Range(2, 256, "Columns or rows of a sketch.", None, whole=True)
SKETCH_HEIGHT = Range(-12000.0, 20000.0, "A height in a sketch, metres.")
SKETCH_WEIGHT = Range(0.0, 1.0, "How much a sketched height counts.", 1.0)
STRENGTH = Range(0.0, 1.0, "How strictly something is followed.", 1.0)

STROKES = Range(0, 64, "Strokes in a request.", whole=True)
STROKE_POINTS = Range(0, 4096, "Points of all strokes of a request.", whole=True)
PATH_POINTS = Range(1, 256, "Points of a line.", whole=True)
PATH_LENGTH = Range(0.0, 32768.0, "Length of a river or a road, pixels.")
STROKE_RADIUS = Range(1.0, 512.0, "How far a stroke reaches to each side, pixels.", 32.0)
STROKE_AMOUNT = Range(0.0, 20000.0, "Height of a ridge or depth of a valley or river, metres.")
RIVER_WIDTH = Range(0.1, 10000.0, "Width of a river's bed, metres.")

LOCK_SIDE = Range(1, 2049, "Columns or rows of a lock, pixels.", whole=True)
STRIP = Range(1, 64, "Rows or columns in a neighbour's rim, pixels.", whole=True)
SHARE = Range(0.0, 1.0, "How much of another seed is mixed in.", 0.0)

EPSG = Range(0, 32766, "EPSG code of a projection in metres; 0 for a local frame.", 0, whole=True)
EASTING = Range(-1e8, 1e8, "A place on a map, metres.", 0.0)

MAP_SIDE = Range(1, 64, "Columns or rows of a landform map.", whole=True)
MAP_PALETTE = Range(1, 64, "Landscapes in a landform map.", whole=True)
MAP_ROUGHNESS = Range(0.0, 1.0, "How irregular a landform map's borders are.", 0.6)

STAMPS = Range(0, 32, "Stamps in a request.", whole=True)
STAMP_SIDE = Range(2, 2048, "Columns or rows of a stamp, cells.", whole=True)
STAMP_PLACE = Range(-2e12, 2e12, "Where a stamp's middle lies: metres from the north-western corner of pixel 0, 0.")
STAMP_WIDTH = Range(1.0, 1e6, "A stamp's width on the ground, metres.")
STAMP_DEPTH = Range(1.0, 1e6, "Its depth; by default what keeps its cells square.")
STAMP_TURN = Range(-360.0, 360.0, "How far a stamp is turned, clockwise, degrees.", 0.0)
STAMP_SCALE = Range(-100.0, 100.0, "Factor on a stamp's heights; below 0 it is upside down.", 1.0)
STAMP_ZERO = Range(-12000.0, 20000.0, "Its height that stands on the ground, metres; by default the mean of its rim.")
STAMP_FOOT = Range(-12000.0, 20000.0, "Where that comes to lie, metres; by default on the land.")
STAMP_FALLOFF = Range(0.0, 1.0, "How far a stamp fades from its edge, as a share of the way to its middle.", 0.5)
STAMP_ROUGHNESS = Range(0.0, 1.0, "How irregular a stamp's outline is.", 0.5)
EROSION_SIDE = Range(2, 256, "Columns or rows of an erosion map.", whole=True)
TALUS = Range(5.0, 80.0, "Angle at which painted slopes come to rest, degrees.", 36.0)

POINTS = Range(0, 256, "Points that a terrain must pass through.", whole=True)
POINT_RADIUS = Range(1.0, 128.0, "How far around a point the ground follows, pixels.", 16.0)
FLAT_AREAS = Range(0, 64, "Level areas in a request.", whole=True)
FLAT_RADIUS = Range(0.5, 1024.0, "Radius of a level circle, pixels.")
FALLOFF = Range(0.0, 512.0, "Width of the slope around level ground, pixels.", 16.0)
ROADS = Range(0, 64, "Roads in a request.", whole=True)
ROAD_WIDTH = Range(0.1, 1000.0, "Width of a road, metres.", 8.0)
ROAD_GRADE = Range(0.001, 2.0, "Steepest grade along a road, rise over run.", 0.1)
ROAD_SHOULDER = Range(0.0, 512.0, "Width of the slope on each side of a road, pixels.", 8.0)
