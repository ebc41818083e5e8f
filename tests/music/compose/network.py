"""A network of a few thousand weights that knows nothing, in the form that serves."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from procgen.kit.recipe.checkpoint import save_checkpoint
from procgen.music.compose.network import ComposerNetwork
from procgen.music.recipe.corpus import load_works
from procgen.music.recipe.export import FILE, TABLES_FILE, export_composer
from procgen.music.recipe.rows import Rows
from procgen.music.recipe.train import kept_of, new_composer
from procgen.runtime.arrays import arrays_in
from procgen.runtime.catalog import read_catalog
from procgen.runtime.model_file import open_model
from tests.music.pieces import small_pack


@cache
def small_network() -> ComposerNetwork:
    """The network."""
    torch.manual_seed(3)
    model = new_composer(width=32, layers=2, heads=2, head=16, hidden=48)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.15)
    with TemporaryDirectory() as made:
        folder = Path(made)
        small_pack(folder)
        save_checkpoint(folder / "best.pt", kept_of(model))
        export_composer(folder / "best.pt", folder, Rows([load_works(folder)[0].piece]), licence="MIT", default=True)
        (entry,) = read_catalog(folder)
        arrays = dict(arrays_in((folder / TABLES_FILE).read_bytes()))
        return ComposerNetwork(open_model(entry, (folder / FILE).read_bytes()), arrays)
