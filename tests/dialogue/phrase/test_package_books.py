"""The books of the package: sound, and wide enough for every request."""

from procgen.dialogue.phrase.book import library
from procgen.dialogue.phrase.check import SECTIONS, faults, guarded
from procgen.dialogue.phrase.coverage import ALL_SLOTS, NO_SLOTS, Coverage


def test_nothing_is_wrong_in_the_books():
    assert [str(problem) for problem in faults(library())] == []


def test_the_guard_lets_templates_pass():
    # One in twelve; `python -m procgen.dialogue.phrase.check` tries them all.
    books = {row.book for rows in library().sections.values() for row in rows}
    assert [str(problem) for problem in guarded(library(), books, every=12)] == []


def test_three_templates_or_more_apply_to_every_intent_role_mood_and_setting():
    assert Coverage(library(), ALL_SLOTS).gaps(sorted(SECTIONS), 3) == {}


def test_a_request_that_names_nothing_has_lines_too():
    sections = sorted(SECTIONS - {"tell_clause", "tell_thing", "tell_more_clause", "tell_more_thing"})
    assert Coverage(library(), NO_SLOTS).gaps(sections, 1) == {}
