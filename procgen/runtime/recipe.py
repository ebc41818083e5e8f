"""Recipes: everything needed to make the same bytes again, and the hash that names a result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from procgen import __version__


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no white space: equal values give equal text. Raises ValueError for NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What made a result."""

    domain: str
    request: Mapping[str, Any]
    """The request with every default filled in, JSON-ready; without what does not change the bytes."""
    model_sha256: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each model file that took part."""
    code_version: str = __version__

    def _content(self) -> dict[str, Any]:
        return {
            "code_version": self.code_version,
            "domain": self.domain,
            "model_sha256": dict(self.model_sha256),
            "request": dict(self.request),
        }

    @property
    def sha256(self) -> str:
        """Names the result: equal recipes, equal bytes."""
        return hashlib.sha256(canonical_json(self._content()).encode()).hexdigest()

    def to_json(self) -> str:
        """One line that :meth:`from_json` reads; it goes into every artifact."""
        return canonical_json({**self._content(), "sha256": self.sha256})

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read a recipe.

        Raises:
            ValueError: not a recipe, or its hash is not that of its content.
        """
        try:
            data = json.loads(text)
            recipe = cls(
                domain=str(data["domain"]),
                request=dict(data["request"]),
                model_sha256={str(k): str(v) for k, v in data["model_sha256"].items()},
                code_version=str(data["code_version"]),
            )
            claimed = data["sha256"]
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise ValueError(f"not a recipe: {error}") from error
        if claimed != recipe.sha256:
            raise ValueError("the recipe was changed: its sha256 does not match its content")
        return recipe
