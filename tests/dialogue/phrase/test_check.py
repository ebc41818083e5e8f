import itertools

import numpy as np
import pytest

from procgen.dialogue.phrase.book import read_book
from procgen.dialogue.phrase.check import faults, main
from procgen.dialogue.phrase.compose import scope_of
from procgen.dialogue.phrase.coverage import Coverage
from procgen.dialogue.phrase.setting import slots_of
from procgen.dialogue.vocabulary import MOODS, ROLES, SETTINGS
from tests.dialogue.phrase.small_book import BOOK, request


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("(Hello|Hi", "missing"),
        ("Hello <nobody>.", "neither a slot nor a section"),
        ("{mood=jolly} Hello.", "unknown"),
        ("Hello[].", "holds nothing"),
        (
            "Good (day|evening) to you, <you>. Sit wherever you like, and mind the old dog by the door.",
            "nearly the same",
        ),
    ],
)
def test_faults_are_told_by_line(line, words):
    first = "Good (day|morning) to you, <you>. Sit wherever you like, and mind the old dog by the door."
    text = f"== greet\n{first}\n{line}\n== address\nfriend\n"
    (problem,) = faults(read_book(text, "b"))
    assert problem.line == 3
    assert words in problem.text


def test_sections_must_be_used_and_not_lead_back_to_themselves():
    problems = [problem.text for problem in faults(read_book("== greet\nHo.\n== stray\nA.\n== loop\nB <loop>.", "b"))]
    assert problems == ["no template uses the section 'stray'", "section 'loop' leads back to itself"]


def test_the_small_book_is_sound():
    assert faults(BOOK) == []


def test_coverage_counts_what_scopes_find():
    coverage = Coverage(BOOK, frozenset(slots_of(request(listener="Mira"))))
    for section in ("greet", "sell", "address", "bark_idle"):
        counts = coverage.counts(section)
        picked = itertools.product(range(0, len(ROLES), 4), range(0, len(MOODS), 5), range(len(SETTINGS)))
        for role, mood, setting in picked:
            asked = request(
                role=tuple(ROLES)[role], mood=tuple(MOODS)[mood], setting=SETTINGS[setting], listener="Mira"
            )
            assert counts[role, mood, setting] == len(scope_of(asked, BOOK, ()).pool(section)[0])
    assert np.all(coverage.counts("boast") == 0)


def test_a_template_that_is_but_a_section_stands_for_all_of_it():
    book = read_book("== greet\n{mood=sad} <sighs>\nHello.\n== sighs\nAh.\nOh.\n{role=child} Boo.\n", "b")
    counts = Coverage(book).counts("greet")
    sad, child = tuple(MOODS).index("sad"), tuple(ROLES).index("child")
    assert (counts[0, 0, 0], counts[0, sad, 0], counts[child, sad, 0]) == (1, 3, 4)


def test_the_command_line_reports_and_samples(tmp_path, capsys):
    path = tmp_path / "mine.book"
    path.write_text("== greet\nHello there, <you>.\n{mod=sad} Oh.\n== address\nfriend\n", encoding="utf-8")
    assert main([str(path)]) == 1
    printed = capsys.readouterr().out
    assert "mine:3: condition 'mod' is unknown" in printed
    assert "1  greet" in printed
    path.write_text("== my_section\nHello there, <item>.\n", encoding="utf-8")
    assert main([str(path), "--sample", "my_section", "-n", "3"]) == 0
    assert "Hello there, silver locket." in capsys.readouterr().out
