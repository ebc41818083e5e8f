"""What figures of terrain must come to."""

from __future__ import annotations

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows

_AT_MOST = {
    "slope_kl": 0.02,
    "hypsometry_kl": 0.01,
    "hi_w1": 0.02,
    "slope_kl_conditional": 0.05,
    "hypsometry_kl_conditional": 0.02,
    "hi_w1_conditional": 0.03,
    "beta_landform_gap_max": 0.15,
    "flooded_share_drained": 0.0,
    **{
        f"{name}_128{blur}": limit
        for name in ("judge", "fine_judge")
        for blur, limit in (("", 0.85), ("_blur15", 0.75), ("_blur3", 0.65))
    },
}
_AT_LEAST = {
    "sketch_correlation": 0.95,
    "landform_named": 0.8,
    "recall": 0.6,
    # The usual level: more often than one time in twenty, maps that copy nothing would lie as close.
    "memorisation_encoder_p_value": 0.05,
    "memorisation_pixels_p_value": 0.05,
}
_OFF_REAL = {"beta": 0.15, "beta_conditional": 0.15, "hack_exponent": 0.03, "hack_exponent_conditional": 0.03}
_TIMES_REAL = {
    **{
        f"{name}_gap{suffix}": 1.0
        for name in ("valley_length", "ridge_length", "horton_bifurcation", "horton_length", "horton_area")
        for suffix in ("", "_conditional")
    },
    "flooded_share": 1.5,
    "flooded_share_conditional": 1.5,
    "fid": 2.5,
    "fid_conditional": 2.5,
}


def bars(rows: Rows) -> list[Bar]:
    """The bars that the rows at hand can be held against, in the rows' order."""
    found = []
    for metric, row in rows.items():
        if "ours" not in row:
            continue
        ours, real = row["ours"], row.get("real")
        if metric in _AT_MOST:
            limit = _AT_MOST[metric]
            found.append(Bar(metric, f"at most {limit:g}", ours <= limit))
        elif metric in _AT_LEAST:
            limit = _AT_LEAST[metric]
            found.append(Bar(metric, f"at least {limit:g}", ours >= limit))
        elif metric in _OFF_REAL and real is not None:
            limit = _OFF_REAL[metric]
            found.append(Bar(metric, f"within {limit:g} of real", abs(ours - real) <= limit))
        elif metric in _TIMES_REAL and real is not None:
            limit = _TIMES_REAL[metric]
            found.append(Bar(metric, f"at most {limit:g} × real", ours <= limit * real))
    return found
