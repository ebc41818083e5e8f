import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.guard.names import places
from procgen.dialogue.persona import Persona
from procgen.dialogue.phrase.book import Book, library, read_book
from procgen.dialogue.phrase.compose import candidates, facts_of
from procgen.errors import InvalidFields
from tests.dialogue.phrase.small_book import BOOK, request

CLAUSES = ["the bridge is out", "Old Marrow sold the mill", "wolves took two lambs", "The well has gone dry"]
THINGS = ["three moonpetals", "Old Marrow", "40", "the [b]iron[/b] key", "{reward}"]


def texts(asked, count=16):
    return [row.text for row in candidates(asked, count, BOOK)]


def test_templates_differ_before_any_comes_twice():
    rows = candidates(request(listener="Mira", item="lamp"), 4, BOOK)
    assert len({row.templates[0] for row in rows}) == len(rows) == 4


def test_no_candidate_comes_twice():
    found = texts(request(listener="Mira", item="lamp"), 40)
    assert len(found) == len(set(found)) >= 5


def test_conditions_choose():
    assert not any("thee" in text for text in texts(request()))
    assert any("thee" in text for text in texts(request(register="archaic")))
    assert any("What do you want now?" in text for text in texts(request(mood="angry", relation=-1)))


def test_what_fits_comes_first_more_often():
    firsts = [texts(request(role="innkeeper", seed=seed), 1)[0] for seed in range(200)]
    assert 60 < sum("step" in text for text in firsts) < 195


@given(
    st.sampled_from(["greet", "inform", "farewell", "bark:idle"]),
    st.lists(st.sampled_from(CLAUSES + THINGS), unique=True, min_size=1, max_size=4),
    st.integers(0, 2**64 - 1),
    st.integers(20, 300),
    st.sampled_from(["plain", "formal", "rough", "casual"]),
)
@settings(max_examples=60)
def test_facts_are_said_once_and_the_length_holds(intent, facts, seed, most, register):
    asked = request(intent, facts=tuple(facts), seed=seed, most=most, register=register)
    wanted = facts_of(asked)
    try:
        rows = candidates(asked, 6, BOOK)
    except InvalidFields as error:
        assert error.violations[0].field == "must.most_characters"
        assert sum(map(len, wanted)) + 2 * len(wanted) - 1 > most
        return
    for row in rows:
        assert len(row.text) <= most
        assert [len(places(row.text, fact)) for fact in wanted] == [1] * len(wanted), row.text
        assert not re.search(r"[<>()|]", row.text)
        assert row.text[0].isupper() or not row.text[0].isalpha()
        assert row.text.endswith((".", "!", "?"))
    assert rows == candidates(asked, 6, BOOK)


def test_templates_that_take_a_fact_are_preferred_to_telling_it_after():
    told = [
        row
        for seed in range(40)
        for row in candidates(request("inform", facts=("the bridge is out",), seed=seed), 1, BOOK)
    ]
    assert sum(any(name.startswith("tell_") for name in row.templates) for row in told) < 8


def test_descriptions_state_facts_as_they_are():
    book = read_book("== describe_sign\nA sign, in red paint.\n", "b")
    asked = request("describe:sign", facts=("the bridge is out", "three moonpetals", "40"))
    (row,) = candidates(asked, 4, book)
    assert row.text == "A sign, in red paint. The bridge is out. Three moonpetals and 40."


def test_partings_end_the_line():
    assert all(
        text.endswith(("then.", "stranger.")) for text in texts(request("farewell", facts=("the bridge is out",)))
    )


def test_facts_that_hold_others_are_enough():
    asked = request("inform", facts=("the bridge is out", "bridge"), say=("the bridge is out",))
    assert facts_of(asked) == ("the bridge is out",)


def test_sentences_are_dropped_for_room():
    found = texts(request("farewell", facts=("the bridge is out",), most=20))
    assert found == ["The bridge is out."]


def test_too_many_facts_are_refused():
    with pytest.raises(InvalidFields, match="must be said"):
        candidates(request(facts=("the bridge is out", "the mill burned down"), most=30), 4, BOOK)


def test_blank_facts_are_refused():
    with pytest.raises(InvalidFields, match=r"must\.say"):
        candidates(request(facts=(" ",)), 4, BOOK)


def test_a_limit_below_every_line_is_refused():
    with pytest.raises(InvalidFields, match="most_characters"):
        candidates(request("farewell", most=5), 4, BOOK)


def test_nothing_is_invented_where_no_template_applies():
    with pytest.raises(InvalidFields, match="item"):
        candidates(request("sell"), 4, BOOK)
    with pytest.raises(InvalidFields, match="section"):
        candidates(request("boast"), 4, BOOK)


def test_words_outside_the_vocabulary_are_refused_all_at_once():
    with pytest.raises(InvalidFields) as caught:
        candidates(request("dance", role="king", mood="blue", relation=7), 4, BOOK)
    assert {row.field for row in caught.value.violations} == {
        "intent", "persona.role", "situation.mood", "situation.relation",
    }  # fmt: skip


def test_a_fact_needs_a_section_that_tells_it():
    with pytest.raises(InvalidFields, match="tell_clause"):
        candidates(request(facts=("the bridge is out",)), 4, read_book("== greet\nHello.", "one"))


def sad_beside(*lines: str) -> tuple[Book, set[str]]:
    """A book whose small talk is these lines, with the sentences of sadness of the package, and these."""
    tears = library().sections["manner_sad"]
    talk = read_book("\n".join(["== small_talk", *lines]), "talk").sections
    return Book({**library().sections, **talk}), {template.body for template in tears}


def test_a_mood_that_was_just_heard_is_seldom_heard_again():
    sad = replace(request(mood="sad"), intent="small_talk", persona=Persona("Bram", "smith"))
    book, tears = sad_beside("Fine weather.", "The road's dry.")

    def heard(said: tuple[str, ...]) -> int:
        rows = (candidates(replace(sad, said=said, seed=seed), 1, book)[0] for seed in range(60))
        return sum(any(each in row.text for each in tears) for row in rows)

    often = heard(("The roof leaks.",))
    assert often > 20
    assert heard(("The roof leaks. Forgive my tears.", "So it goes.", "I see.")) < often / 2
    assert heard(("Forgive my tears.", "So it goes.", "I see.", "Well.")) == often


def test_a_sentence_of_mood_is_said_once_in_a_talk():
    sad = replace(request(mood="sad"), intent="small_talk", persona=Persona("Bram", "smith"))
    book, _ = sad_beside("Fine weather.")
    said = ("Forgive my tears.", "So it goes.", "I see.", "Well.")
    rows = [candidates(replace(sad, said=said, seed=seed), 1, book)[0].text for seed in range(60)]
    assert not any("Forgive my tears." in row for row in rows)


def test_where_lines_say_the_mood_no_sentence_does():
    sad = replace(request(mood="sad"), intent="small_talk", persona=Persona("Bram", "smith"))

    def beside(*lines: str) -> int:
        book, tears = sad_beside("Fine weather.", *lines)
        rows = (candidates(replace(sad, seed=seed), 8, book) for seed in range(60))
        plain = (row for found in rows for row in found if row.text.endswith("Fine weather."))
        return sum(any(each in row.text for each in tears) for row in plain)

    none = beside()
    assert none > 20
    assert beside(*(f"{{mood=sad}} It was greener, {n} years ago." for n in range(9))) < none / 3


def test_the_cheerful_comfort_without_good_cheer() -> None:
    cheer = {template.body for template in library().sections["manner_cheerful"]}
    for intent, jars in (("comfort", True), ("greet", False)):
        asked = replace(request(), intent=intent, persona=Persona("Oda", "innkeeper", traits=("cheerful",)))
        rows = [candidates(replace(asked, seed=seed), 1)[0].text for seed in range(40)]
        assert any(each in row for each in cheer for row in rows) is not jars


def test_a_catchphrase_is_said_now_and_then_word_for_word():
    persona = Persona("Bram", catchphrases=("mark my words",))
    said = [
        text
        for seed in range(200)
        for text in [candidates(replace(request(seed=seed), persona=persona), 1, BOOK)[0].text]
        if "Mark my words." in text
    ]
    assert 5 < len(said) < 50
    recent = replace(request(seed=3), persona=persona, said=("Mark my words. mark my words",))
    assert not any(
        "Mark my words" in row.text for seed in range(60) for row in candidates(replace(recent, seed=seed), 1, BOOK)
    )
