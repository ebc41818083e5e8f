"""A small model with random weights, exported as real ones are."""

from pathlib import Path

import torch

from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.model.bpe import BytePairs
from procgen.dialogue.model.controls import special_tokens
from procgen.dialogue.model.script import NGRAM_BUCKETS
from procgen.dialogue.recipe.export import export
from procgen.models.autoregressive import Decoder, DecoderConfig
from procgen.runtime.store import ModelStore

MERGES = [(b" ", b"t"), (b"h", b"e"), (b" t", b"he"), (b"o", b"u"), (b" ", b"g"), (b"l", b"d"), (b"o", b"ld")]
NAME = "random"


def random_checkpoint(folder: Path) -> tuple[Path, BytePairs]:
    """A checkpoint whose every weight matters, and its tokenizer."""
    pairs = BytePairs(special_tokens(), MERGES)
    config = {
        "vocabulary": len(pairs), "width": 64, "layers": 2, "heads": 4, "key_heads": 2, "head": 16, "hidden": 96,
        "value_layers": (0, 1),
    }  # fmt: skip
    torch.manual_seed(3)
    model = Decoder(DecoderConfig(**config))  # type: ignore[arg-type]
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 2:
                parameter.normal_(0.0, 0.01 if len(parameter) == NGRAM_BUCKETS else 0.1)
            else:
                parameter.add_(0.1 * torch.randn_like(parameter))
        for block in model.blocks:
            # Small heads make for sharp attention, in which rounding flips choices.
            block.sharpness.mul_(0.2)  # type: ignore[operator]
    path = folder / "last.pt"
    torch.save({"model": model.state_dict(), "config": config}, path)
    return path, pairs


def random_model(folder: Path) -> OwnModel:
    """Exported into a folder and loaded from there."""
    checkpoint, pairs = random_checkpoint(folder)
    export(checkpoint, pairs, folder / "models", generator=NAME, licence="MIT", default=False)
    return OwnModel.load(ModelStore((folder / "models",)), NAME)
