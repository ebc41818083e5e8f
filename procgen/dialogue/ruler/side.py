"""How ``procgen evaluate all`` measures dialogue."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.language.network import Network
from procgen.dialogue.language.own import DOMAIN
from procgen.dialogue.wire.models import OURS, PHRASES, Models
from procgen.dialogue.wire.service import DialogueService
from procgen.kit.ruler.side import Found, Ruler, Sample, Surroundings
from procgen.kit.ruler.standard_figures import NEAREST, measured
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import receive
from procgen.v1 import dialogue_pb2

_COMMON: Final = {
    "nll": measured("bits_per_byte", about="exact, of held-out plays; baseline: the best compressor or n-gram"),
    "kl": measured("trigram_kl", "class_kl", about="of letters, and of ten clusters of meanings, nats"),
    "inception_score": measured("inception_score", about="by ten clusters of train lines"),
    "fid": measured("fid", about="meanings of lines, main directions"),
    "kid": measured("kid_x1000"),
    "precision": measured("precision"),
    "recall": measured("recall"),
    "diversity": measured("diversity_ratio", "distinct_2", about="of meanings; of pairs of words"),
    "validity": measured("json_valid", "fact_recall", about="files that fit their schema; facts said"),
    "memorisation": measured("nearest_ratio", about=NEAREST),
}


def _measure(around: Surroundings, folder: Path) -> Found:
    from procgen.dialogue.ruler.bars import dialogue_bars  # noqa: PLC0415
    from procgen.dialogue.ruler.evaluate import Options, evaluate_dialogue  # noqa: PLC0415 scikit-learn

    models = Models(around.store)
    backends: dict[str, LanguageModel | None] = {OURS: models.get(OURS), PHRASES: models.get(PHRASES)}
    few = 10 if around.quick else 1
    parts = ("keeping", "variety") if around.quick else ("keeping", "variety", "bits", "likeness")
    options = Options(
        split=around.split, seed=around.seed, requests=200 // few, scenes=4 // few, attacks=60 // few,
        barks=300 // few, groups=1, parts=parts,
    )  # fmt: skip
    network = Network(around.store.part(DOMAIN, "own", "decoder"))
    found = evaluate_dialogue(folder, backends, options, around.progress, network=network).metrics
    wishes = [dialogue_pb2.Wish(intent=intent) for intent in ("greet", "warn", "refuse", "small_talk", "bark:idle")]
    request = dialogue_pb2.LinesRequest(seed=around.seed + 1, wishes=wishes)
    service = around.domains.service(DialogueService)
    said = receive(service.generate_lines(request, Call("evaluate"), lambda _: None)).result.lines
    return found, dialogue_bars(found), [Sample("Lines", lines=tuple(f"{each.intent}: {each.text}" for each in said))]


RULER: Final = Ruler(_measure, _COMMON, file="dialogue.jsonl.xz", weight=5)
