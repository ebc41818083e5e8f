"""How ``procgen evaluate all`` measures tables."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.kit.ruler.side import Found, Ruler, Sample, Surroundings, mean_rows, pictured
from procgen.kit.ruler.standard_figures import NEAREST, measured
from procgen.table.wire.service import TableService
from procgen.v1 import table_pb2

_TABLES: Final = ("ecology", "settlement", "roles", "loot", "encounter", "scenario")

_COMMON: Final = {
    "nll": measured("nll_nats", about="exact, nats a row, the mean over tables; the baseline is a tree"),
    "kl": measured("pair_kl_nats", "class_kl", about="of pairs of columns, and of ten clusters of rows"),
    "inception_score": measured("inception_score", about="by ten clusters of train rows"),
    "fid": measured("fid", about="states of rows, main directions"),
    "kid": measured("kid_x1000"),
    "precision": measured("precision"),
    "recall": measured("recall"),
    "diversity": measured("diversity_ratio", about="mean distance of two rows over that of real ones"),
    "validity": measured("validity", about="no two categories together that never are in the train split"),
    "memorisation": measured("nearest_ratio", "new_share", about=f"{NEAREST}; rows that are no train row"),
}


def _measure(around: Surroundings, _folder: Path) -> Found:
    from procgen.table.reading import read_wishes  # noqa: PLC0415
    from procgen.table.recipe.data import read_table  # noqa: PLC0415
    from procgen.table.recipe.sources import SOURCES  # noqa: PLC0415
    from procgen.table.ruler.evaluate import evaluate_table, table_bars  # noqa: PLC0415 scikit-learn
    from procgen.table.table import load_table  # noqa: PLC0415

    found: Rows = {}
    each_table: list[Rows] = []
    held: list[Bar] = []
    samples = []
    service = around.domains.service(TableService)
    for name in _TABLES:
        source = SOURCES[name]
        request = table_pb2.TableRequest(seed=around.seed + 1, table=name, count=500)
        samples.append(Sample(source.title, pictured(service.generate, request)))
        try:
            rows = read_table(source.csv(around.folders), read_wishes(source.wishes), source.group)
        except FileNotFoundError as error:
            around.say(f"table {name} is left out: {error}")
            samples.append(Sample(source.title, lines=(f"No figures: {error}.",)))
            continue
        made = evaluate_table(load_table(around.store, name), rows, seed=around.seed)
        each_table.append(made.metrics)
        found |= {f"{name}_{key}": row for key, row in made.metrics.items()}
        held += table_bars(made, f"{name}_")
        around.say(f"table {name}")
    return {**mean_rows(each_table), **found}, held, samples


RULER: Final = Ruler(_measure, _COMMON, weight=2)
