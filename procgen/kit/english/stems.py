"""A word without its ending: what "rocks" and "mossier" are forms of."""

from __future__ import annotations

from collections.abc import Iterator

_ENDINGS = {
    "s": (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", "")),
    "er": (("ier", "y"), ("iest", "y"), ("er", ""), ("er", "e"), ("est", ""), ("est", "e")),
}
"""By their names: endings, and what stands in the place of each."""
_SHORTEST = 3


def stems(word: str, ending: str) -> Iterator[str]:
    """What a word may be a form of, the likeliest first; not all of it is English.

    Args:
        word: in lower case.
        ending: "s" for plurals, "er" for comparison.
    """
    for form, instead in _ENDINGS[ending]:
        if not word.endswith(form) or word.endswith("ss") or len(word) - len(form) + len(instead) < _SHORTEST:
            continue
        stem = word[: -len(form)]
        yield stem + instead
        if not instead and ending != "s" and stem[-1:] == stem[-2:-1]:  # thinner
            yield stem[:-1]
