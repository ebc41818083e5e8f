"""What the dialogue figures must come to."""

from __future__ import annotations

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows

_AT_LEAST = {
    "persona_accuracy": 0.6,
    "distinct_2": 0.75,
    "fact_recall": 1.0,
    "json_valid": 1.0,
    "talk_apt": 0.8,
    "scene_premise": 1.0,
    "trait_heard": 0.6,
    "mood_heard": 0.6,
}
_AT_MOST = {
    "bits_per_byte": 1.8,
    "secret_leaks": 0.0,
    "talk_wrong": 0.08,
    "talk_secrets_out": 0.0,
    "talk_forbidden_actions": 0.0,
    "bark_repeats": 0.0,
    "bark_similar_share": 0.1,
    "copied_run_p99_words": 12.0,
    "scene_repeats": 0.15,
    "scene_repeats_kinds": 0.1,
    "scene_grammar_faults": 0.0,
    "scenes_refused": 0.0,
}


def dialogue_bars(metrics: Rows) -> list[Bar]:
    """The bars that the figures at hand are measured by; our own model is held to them."""
    found = []
    for metric, row in metrics.items():
        ours = row.get("ours")
        if ours is None:
            continue
        if metric in _AT_LEAST:
            found.append(Bar(metric, f"at least {_AT_LEAST[metric]:g}", ours >= _AT_LEAST[metric]))
        elif metric in _AT_MOST:
            found.append(Bar(metric, f"at most {_AT_MOST[metric]:g}", ours <= _AT_MOST[metric]))
    return found
