"""What the texture figures must come to."""

from __future__ import annotations

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.texture.ruler.evaluate import LENGTH_ERROR

_AT_MOST = {
    "kid_x1000": 8.0,
    "kid_256_x1000": 5.0,
    "judge_256": 0.7,
    "copied_largest_max": 0.12,
    "seam_ratio_max": 1.1,
    "normal_length_error": LENGTH_ERROR,
}
_AT_LEAST = {
    "recall": 0.5,
    "diversity_ratio": 0.7,
    "edge_agreement": 0.4,
    "seam_ratio_min": 0.9,
    "seams_in_band": 0.95,
    "seeds_apart": 0.9,
    "class_share_least": 0.7,
    "normal_curl_correlation": 0.9,
    "normal_height_agreement": 0.9,
    # More often than one time in twenty, pictures that copy nothing would lie as close.
    "memorisation_features_p_value": 0.05,
    "memorisation_pixels_p_value": 0.05,
}
_BETWEEN = {"energy_128_1024": (0.8, 1.25)}
_SHARE_OF_REAL = {"class_accuracy": 0.8, "class_accuracy_largest_20": 0.9, "edges_1024": 0.9}
_BELOW_BASELINE = ("kid_x1000",)


def texture_bars(rows: Rows) -> list[Bar]:
    """The bars that the rows at hand can be held against, in the rows' order."""
    found = []
    for metric, row in rows.items():
        if "ours" not in row:
            continue
        ours, real = row["ours"], row.get("real")
        if metric in _AT_MOST:
            limit = _AT_MOST[metric]
            text, met = f"at most {limit:.4g}", ours <= limit
            if metric in _BELOW_BASELINE and "baseline" in row:
                text, met = f"{text}, and below the baseline", met and ours < row["baseline"]
            found.append(Bar(metric, text, met))
        elif metric in _AT_LEAST:
            found.append(Bar(metric, f"at least {_AT_LEAST[metric]:g}", ours >= _AT_LEAST[metric]))
        elif metric in _BETWEEN:
            low, high = _BETWEEN[metric]
            found.append(Bar(metric, f"{low:g} to {high:g}", low <= ours <= high))
        elif metric in _SHARE_OF_REAL and real is not None:
            share = _SHARE_OF_REAL[metric]
            found.append(Bar(metric, f"at least {share:g} × real", ours >= share * real))
    return found
