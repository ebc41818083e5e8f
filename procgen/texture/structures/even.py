"""Structures of what is nearly even: pressed, fired, polished, crumpled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from procgen.texture.classical.canvas import Canvas, Field, smoothstep, standard
from procgen.texture.material import FloatArray
from procgen.texture.structures.form import Colour, Form, Frame, Part, one_of
from procgen.texture.structures.shapes import Outline, cracks, scattered


def cardboard(canvas: Canvas) -> Form:
    """Kraft liner over flutes, which show through."""
    colour = one_of(canvas, "colour", ((0.68, 0.54, 0.38), (0.62, 0.47, 0.31), (0.74, 0.62, 0.47)))
    _, high = canvas.pieces
    flutes = np.cos(2.0 * np.pi * canvas.points.y * max(round(56.0 * high), 1)) + 0.0 * canvas.points.x
    fibres = standard(canvas.fbm("fibres", 60.0, 2, stretch=(6.0, 1.0)))
    specks = smoothstep(0.62, 0.75, canvas.grain("specks", 2.0))
    tone = 1.0 + 0.012 * flutes + 0.02 * fibres + 0.03 * standard(canvas.fbm("clouds", 2.5, 4)) - 0.18 * specks
    return Form(0.05 * flutes + 0.02 * fibres, (Part("wallpaper", None, colour, tone, 0.12, 0.9, 0.0),))


def paper(canvas: Canvas) -> Form:
    """Pressed fibres, a little wavy."""
    colour = one_of(canvas, "colour", ((0.93, 0.91, 0.86), (0.88, 0.80, 0.64), (0.80, 0.68, 0.48), (0.95, 0.94, 0.92)))
    fibres = standard(canvas.ridged("fibres", 24.0, 3, at=canvas.moved("bent", 8.0, 0.03)))
    wavy = canvas.fbm("waves", 2.0, 3)
    stains = smoothstep(0.1, 0.7, canvas.fbm("stains", 1.5, 5))
    age = canvas.style("age", 0.0, 0.14)
    tone = 1.0 + 0.015 * fibres - age * stains
    return Form(0.02 * fibres + 0.8 * wavy, (Part("wallpaper", None, colour, tone, 0.08, 0.92, 0.0),))


def porcelain(canvas: Canvas) -> Form:
    """Glaze over clay, with cracks as fine as hairs in some."""
    colours = ((0.93, 0.93, 0.91), (0.78, 0.86, 0.80), (0.86, 0.90, 0.94), (0.92, 0.89, 0.80))
    colour = one_of(canvas, "colour", colours)
    hairs = cracks(canvas, "crazing", 7.0, 0.0025) * np.float32(canvas.style("crazed", -0.6, 1.0) > 0.0)
    tone = 1.0 + 0.015 * standard(canvas.fbm("clouds", 2.0, 3)) - 0.16 * hairs
    return Form(
        0.5 * canvas.fbm("waves", 3.0, 2) - 0.1 * hairs, (Part("wallpaper", None, colour, tone, 0.0, 0.07, 0.0),)
    )


def clay(canvas: Canvas) -> Form:
    """Smeared by hand, with cracks where it has dried."""
    colour = one_of(canvas, "colour", ((0.62, 0.47, 0.36), (0.55, 0.42, 0.33), (0.66, 0.55, 0.45), (0.60, 0.39, 0.28)))
    # As it dries it cracks all over, in the middle of each piece again and more finely; else it is smooth.
    dry = np.float32(canvas.style("dry", 0.0, 1.0) < 0.5)
    thinner = 0.55 + 0.45 * smoothstep(-0.4, 0.4, canvas.fbm("dry", 2.0, 3))
    split = dry * thinner * smoothstep(0.0, 0.7, cracks(canvas, "cracks", 5.0, 0.011, 0.05))
    hairs = dry * smoothstep(0.1, 0.7, cracks(canvas, "hairs", 14.0, 0.0035, 0.025))
    hairs = hairs * smoothstep(-0.1, 0.4, canvas.fbm("crazed", 4.0, 3))
    curled = dry * smoothstep(
        0.06, 0.0, canvas.scattered("cracks", 5.0, at=canvas.moved("cracks/crooked", 7.5, 0.025, 4)).border / 5.0
    )
    smears = canvas.ridged("smears", 4.0, 4, stretch=(3.0, 1.0), at=canvas.moved("drawn", 2.0, 0.12))
    tone = 1.0 + 0.05 * standard(canvas.fbm("clouds", 3.0, 5)) + 0.06 * curled - 0.55 * split - 0.25 * hairs
    height = 0.35 * smears + 0.9 * np.square(curled) - 2.2 * split - 0.35 * hairs
    return Form(height, (Part("sand", None, colour, tone, 0.3, 0.85, 0.0),))


def terracotta(canvas: Canvas) -> Form:
    """Square tiles of fired clay: flashed by the kiln, chipped at their edges, with lime coming out of some."""
    kinds: tuple[tuple[Colour, Colour], ...] = (
        ((0.72, 0.41, 0.28), (0.50, 0.26, 0.18)),
        ((0.65, 0.34, 0.23), (0.43, 0.23, 0.18)),
        ((0.77, 0.52, 0.37), (0.60, 0.34, 0.22)),
    )
    colour, flashed = one_of(canvas, "colour", kinds)
    tiles = canvas.laid("tiles", 4.0, 4.0, offset=0.0, at=canvas.moved("crooked", 7.0, 0.005, 3))
    chips = canvas.ridged("chips", 18.0, 4)
    edge = tiles.border - 0.005 * np.maximum(chips - 1.0, 0.0)
    body = smoothstep(0.0095, 0.0125, edge)
    clouds = standard(canvas.fbm("clouds", 3.0, 5))
    # What a stack hid from the fire stayed pale; each tile lay elsewhere in it.
    flash = smoothstep(-0.5, 1.6, clouds + 2.6 * (tiles.second - 0.55) - 14.0 * np.minimum(tiles.border - 0.05, 0.06))
    pits = canvas.scattered("pits", 46.0)
    pit = smoothstep(0.0, 0.05, 0.05 + 0.13 * pits.second - pits.nearest) * (pits.first > 0.72) * body
    lime = smoothstep(0.2, 2.2, standard(canvas.fbm("lime", 5.0, 6)) - 8.0 * tiles.border + 2.0 * (tiles.third - 0.8))
    dirt = smoothstep(0.045, 0.010, tiles.border)
    tone = (0.84 + 0.32 * tiles.first) * (1.0 + 0.05 * clouds - 0.45 * pit - 0.14 * dirt)
    worn = standard(canvas.fbm("worn", 10.0, 4))
    height = (
        2.0 * smoothstep(0.008, 0.016, edge)
        + 0.7 * smoothstep(0.012, 0.05, edge)
        + 0.5 * (tiles.second - 0.5)
        + (0.14 * clouds + 0.08 * worn) * body
        - 0.9 * pit
    )
    pieces = tiles.second, tiles.third
    mortar = 0.95 + 0.08 * standard(canvas.fbm("mortar", 12.0, 4))
    return Form(
        height,
        (
            Part("sand", None, (0.60, 0.55, 0.48), mortar, 1.0, 0.92, 0.0),
            Part("plaster", body, colour, tone, 0.25, 0.78, 0.0, pieces=pieces),
            Part("plaster", 0.85 * flash * body, flashed, tone, 0.0, 0.74, 0.0, pieces=pieces),
            Part("plaster", 0.45 * lime * body, (0.84, 0.76, 0.69), 1.0, 0.0, 0.88, 0.0, pieces=pieces),
        ),
    )


def granite(canvas: Canvas) -> Form:
    """Polished: feldspar, quartz and mica."""
    kinds: tuple[tuple[Colour, Colour], ...] = (
        ((0.75, 0.73, 0.70), (0.48, 0.48, 0.49)),
        ((0.74, 0.55, 0.48), (0.52, 0.47, 0.45)),
        ((0.35, 0.36, 0.38), (0.60, 0.60, 0.62)),
    )
    feldspar, quartz = one_of(canvas, "kind", kinds)
    at = canvas.moved("crooked", 70.0, 0.006, 2)
    coarse, fine = canvas.scattered("crystals", 62.0, at=at), canvas.scattered("mica", 130.0, at=at)
    # Crystals of a kind lie together in patches, and none is cut as with scissors: small ones grow into large.
    among = 0.16 * canvas.fbm("patches", 14.0, 3)
    grey = smoothstep(0.60, 0.66, coarse.first + 0.22 * (fine.second - 0.5) + among)
    black = smoothstep(0.84, 0.88, fine.first - among) * smoothstep(0.0, 0.08, fine.border)
    tone = 0.80 + 0.28 * coarse.second + 0.16 * fine.second + 0.04 * standard(canvas.fbm("clouds", 5.0, 4))
    return Form(
        0.0 * coarse.first,
        (
            Part("marble", None, feldspar, tone, 0.0, 0.26, 0.0, pieces=(coarse.first, coarse.second)),
            Part("marble", grey, quartz, tone, 0.0, 0.2, 0.0, pieces=(coarse.second, coarse.first)),
            Part("marble", black, (0.08, 0.08, 0.09), 0.7 + 0.6 * fine.second, 0.0, 0.3, 0.0),
        ),
    )


def cork(canvas: Canvas) -> Form:
    """Crumbs, pressed and glued."""
    colour = one_of(canvas, "colour", ((0.72, 0.54, 0.36), (0.66, 0.48, 0.32), (0.76, 0.60, 0.43)))
    at = canvas.moved("crooked", 60.0, 0.007, 2)
    crumbs, flecks = canvas.scattered("crumbs", 52.0, at=at), canvas.scattered("flecks", 96.0, at=at)
    # Bark is left in some crumbs; pressed, they lie close, and hardly a gap is seen.
    dark = smoothstep(0.95, 0.97, crumbs.first)
    fleck = smoothstep(0.90, 0.93, flecks.first) * smoothstep(0.0, 0.25, flecks.border)
    gap = smoothstep(0.09, 0.0, crumbs.border) * crumbs.first
    tone = (0.86 + 0.26 * crumbs.second) * (1.0 - 0.35 * gap) * (1.0 - 0.5 * dark) * (1.0 - 0.4 * fleck)
    height = 0.14 * smoothstep(0.0, 0.3, crumbs.border) * (0.5 + crumbs.first) - 0.25 * dark - 0.2 * fleck
    return Form(height, (Part("ground", None, colour, tone, 0.08, 0.88, 0.0, pieces=(crumbs.first, crumbs.second)),))


def foil(canvas: Canvas) -> Form:
    """Crumpled and smoothed out again: faces that meet in folds."""
    height = 0.0 * canvas.fbm("flat", 1.0, 1)
    for number, (frequency, reach) in enumerate(((5.0, 2.0), (10.0, 1.0), (21.0, 0.4))):
        at = canvas.moved(f"pulled{number}", frequency, 0.25 / frequency)
        cells = canvas.scattered(f"faces{number}", frequency, at=at)
        other = canvas.scattered(f"folds{number}", 0.8 * frequency, at=at)
        height = height + reach * (cells.nearest - other.nearest)
    colours = ((0.91, 0.92, 0.92), (0.91, 0.92, 0.92), (0.98, 0.80, 0.44))
    colour = one_of(canvas, "colour", colours)
    return Form(height, (Part("metal", None, colour, 1.0, 0.2, 0.22, 1.0),))


def _splinter(long: float, narrow: float, wide: float) -> Outline:
    """A strand of split wood: half as long and half as wide as said, frayed at its ends, no two of one outline."""

    def outline(along: FloatArray, across: FloatArray, number: FloatArray) -> Field:
        own = (number * np.float32(17.3)) % 1.0
        bowed = across + np.float32(0.06 * long) * np.sin(2.0 / long * along + 6.3 * number)
        # Wood splits along its grain: sides are nearly straight, and run together to one end.
        tapered = 1.0 - 0.35 * own * (along / long) - 0.05 * np.sin((4.0 + 5.0 * own) / long * along + 11.0 * number)
        side = (narrow + (wide - narrow) * own) * tapered - np.abs(bowed)
        slant = (number - 0.5) * 1.6 * bowed
        frayed = 0.09 * np.sin(5.0 / wide * bowed + 40.0 * number) + 0.05 * np.sin(19.0 / wide * bowed + 9.0 * own)
        end = long * (0.62 + 0.38 * own + 0.5 * frayed) - np.abs(along + slant)
        inside: Field = np.minimum(side, end)
        return inside

    return outline


def _piled(
    canvas: Canvas, name: str, frequencies: Sequence[float], outline: Outline, lift: float
) -> Mapping[str, Field]:
    """Layers of strands over each other.

    Args:
        canvas: to draw on.
        name: of the strands.
        frequencies: strands a natural piece, the lowest layer first.
        outline: of each.
        lift: how much higher each layer lies, to how far strands lean out of theirs.

    Returns:
        By name, of the uppermost: "edge" how far inside it a place is, "high" in layers, "number" of its layer, "first"
        and "second" numbers of its own, "along" and "across" places in it, natural pieces, and how it is "turned".
    """
    names = ("edge", "high", "number", "first", "second", "along", "across", "turned")
    found = {each: np.zeros((canvas.rows, canvas.columns), np.float32) for each in names}
    found["high"] -= 1.0
    for number, frequency in enumerate(frequencies):
        layer = scattered(canvas, f"{name}{number}", frequency, outline)
        lean = (layer.second - 0.5) * layer.along + (layer.first - 0.5) * layer.across
        high = lift * number + lean
        over = (layer.body > 0.0) & (high > found["high"])
        values = (
            layer.body / frequency,
            high,
            np.float32(number),
            layer.first,
            layer.second,
            layer.along / frequency,
            layer.across / frequency,
            layer.turned,
        )
        for each, value in zip(names, values, strict=True):
            np.copyto(found[each], np.asarray(value, np.float32), where=over)
    return found


def chipboard(canvas: Canvas) -> Form:
    """Strands of wood, pressed flat over each other."""
    top = _piled(canvas, "strands", (15.0, 17.0, 20.0), _splinter(1.35, 0.12, 0.42), 4.0)
    rim = smoothstep(0.0, 0.0022, top["edge"])
    there = smoothstep(-0.9, -0.8, top["high"])
    glue = standard(canvas.fbm("glue", 5.0, 4))
    tone = (0.70 + 0.50 * top["second"]) * (0.90 + 0.10 * rim) * (0.75 + 0.25 * there) + 0.02 * glue
    ruddy = smoothstep(0.74, 0.92, (top["first"] * np.float32(7.7)) % 1.0)
    dark = smoothstep(0.93, 0.97, (top["second"] * np.float32(5.3)) % 1.0)
    frame = Frame(top["along"], top["across"], top["turned"], finer=2.0)
    pieces = top["first"], top["second"]
    height = 0.16 * rim * (0.5 + top["second"]) + 0.05 * top["number"]
    return Form(
        height,
        (
            Part("wood", None, (0.80, 0.64, 0.42), tone, 0.10, 0.62, 0.0, pieces=pieces, frame=frame),
            Part("wood", 0.75 * ruddy, (0.70, 0.47, 0.28), tone, 0.0, 0.62, 0.0, pieces=pieces, frame=frame),
            Part("wood", 0.65 * dark, (0.42, 0.28, 0.17), tone, 0.0, 0.66, 0.0, pieces=pieces, frame=frame),
        ),
    )


def wood_chips(canvas: Canvas) -> Form:
    """Loose chips, several layers deep."""
    top = _piled(canvas, "chips", (11.0, 12.0, 13.0, 15.0), _splinter(0.95, 0.14, 0.40), 0.55)
    there = top["high"] > -0.95
    rim = smoothstep(0.0, 0.006, top["edge"])
    # Chips lie in each other's shade, the lower the darker.
    deep = np.where(there, 0.42 + 0.16 * np.clip(top["high"] / 0.55, -0.5, 3.5), 0.12)
    tone = deep * (0.66 + 0.62 * top["second"]) * (0.82 + 0.18 * rim)
    grey = smoothstep(0.62, 0.9, (top["first"] * np.float32(7.7)) % 1.0) * there
    pale = smoothstep(0.80, 0.95, (top["second"] * np.float32(5.3)) % 1.0) * there
    frame = Frame(top["along"], top["across"], top["turned"], finer=2.0)
    pieces = top["first"], top["second"]
    height = np.where(there, 5.0 * top["high"] + 0.9 * rim, -6.0)
    return Form(
        np.asarray(height, np.float32),
        (
            Part("wood", None, (0.60, 0.43, 0.28), tone, 0.30, 0.88, 0.0, pieces=pieces, frame=frame),
            Part("wood", 0.7 * pale, (0.78, 0.62, 0.42), tone, 0.0, 0.86, 0.0, pieces=pieces, frame=frame),
            Part("wood", 0.8 * grey, (0.44, 0.38, 0.33), tone, 0.0, 0.9, 0.0, pieces=pieces, frame=frame),
        ),
    )
