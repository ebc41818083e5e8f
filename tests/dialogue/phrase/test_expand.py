import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.phrase.book import Template, read_book
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.compose import scope_of
from procgen.dialogue.phrase.conditions import read_conditions
from procgen.dialogue.phrase.expand import Expander, Piece, Spent, joined
from tests.dialogue.phrase.small_book import BOOK, request

SLOTS = {"item": "iron key", "price": "40", "danger": "the owl", "listener": "Mira", "count": "1,200"}


def expanded(body: str, seed: int = 0, **kinds: object) -> str:
    template = Template("greet", "test", 1, read_conditions(""), body)
    scope = scope_of(request(**{**SLOTS, **kinds}), BOOK, ())  # type: ignore[arg-type]
    assert scope.possible(template.nodes)
    return Expander(scope, Chance("test", seed)).write(template).text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Take <item.a>.", "Take an iron key."),
        ("Take a <item>.", "Take an iron key."),
        ("Take a <reward>.", "Take a lamp."),
        ("An <reward>, then.", "A lamp, then."),
        ("Fear the <danger>.", "Fear the owl."),
        ("Fear a <danger>.", "Fear the owl."),
        ("<danger.cap> hunts.", "The owl hunts."),
        ("<danger> hunts.", "The owl hunts."),
        ("Look! <danger> hunts.", "Look! The owl hunts."),
        ("Look... <danger> hunts.", "Look... the owl hunts."),
        ("No <item.s> left.", "No iron keys left."),
        ("<name.poss> turn.", "Mira's turn."),
        ("<name.they.cap> left <name.their> knife. Tell <name.them>.", "She left her knife. Tell her."),
        ("<count.n> men.", "One thousand two hundred men."),
        ("That is <price> <currency>.", "That is 40 crowns."),
        ("That is <price.n> <currency>.", "That is forty crowns."),
        ("Go to <place>(| now) .", None),
        ("(|)Come( |) in(,|,) then.", None),
    ],
)
def test_slots_and_filters(body, expected):
    text = expanded(body, reward="lamp")
    assert expected is None or text == expected
    assert "  " not in text
    assert " ." not in text


def test_an_optional_part_goes_where_its_slot_is_missing():
    assert {expanded("Hail[, <faction>].", seed) for seed in range(9)} == {"Hail."}
    assert {expanded("Hail[ to <item>].", seed) for seed in range(9)} == {"Hail to iron key."}
    assert {expanded("Hail[, <name>].", seed) for seed in range(40)} == {"Hail.", "Hail, Mira."}


def test_alternatives_with_missing_slots_are_not_drawn():
    assert {expanded("(<faction>|Nobody) knows.", seed) for seed in range(20)} == {"Nobody knows."}


def test_one_line_has_one_address():
    for seed in range(30):
        first, second = expanded("<you>; <you.cap>!", seed).removesuffix("!").split("; ")
        assert first.lower() == second.lower()


def test_a_price_keeps_its_own_unit():
    assert expanded("It costs <price> <currency>.", price="two goats") == "It costs two goats."
    assert expanded("It costs <price> <currency>.", price="40 Crowns") == "It costs 40 crowns."
    assert expanded("It costs <price> <currency>.", price="1") == "It costs 1 crown."


def test_markup_and_variables_in_slots_stay():
    text = expanded("<item>! Give <name> the <item>.", item="[b]the  {sword}[/b]<br>", listener="{player}")
    assert (
        text == "[b]The  {sword}[/b]<br>! Give {player} [b]the  {sword}[/b]<br>." or "[b]the  {sword}[/b]<br>" in text
    )
    assert "{player}" in text


def test_a_full_stop_is_not_doubled():
    assert joined([Piece("So says "), Piece("Dr.", given=True), Piece(".")]) == "So says Dr."
    assert joined([Piece("He cried "), Piece("Halt!", given=True), Piece(".")]) == "He cried Halt!"


def test_a_section_that_leads_back_to_itself_never_applies():
    book = read_book("== greet\n<loop>\n== loop\nso <loop>\n", "loop")
    assert scope_of(request(), book, ()).pool("greet") == ((), ())


def test_a_sections_article_is_small_within_a_sentence_but_names_keep_theirs():
    helpers = "== hat\nA hat\n== who\nThe woman\n== name_inn\n<the> Toad\n== the\nThe\n"
    book = read_book("== greet\nIn <hat>, <who> waits at <name_inn>.\n" + helpers, "b")
    scope = scope_of(request(), book, ())
    (template,) = book.sections["greet"]
    made = Expander(scope, Chance("test", 1)).write(template)
    assert made.text == "In a hat, the woman waits at The Toad."
    assert made.invented == ("The Toad",)


def test_facts_are_not_said_twice():
    scope = scope_of(request(), BOOK, ("the bridge is out",))
    template = Template("greet", "test", 1, read_conditions(""), "<clause>, I say: <clause>.")
    with pytest.raises(Spent):
        Expander(scope, Chance("test", 1), ("the bridge is out",)).write(template)


WORDS = st.sampled_from(["Come", " in", ", then", ". ", " a ", "Well", "! ", "..."])
LEAVES = st.one_of(
    WORDS, st.sampled_from(["<item>", "<item.a>", "<you>", "<faction>", "<oath>", "<price> <currency>", "<count.n>"])
)
BODIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda options: f"({'|'.join(options)}|)"),
        inner.map(lambda body: f"[{body}]"),
    ),
    max_leaves=12,
)


@given(BODIES, st.integers(0, 2**64 - 1))
def test_no_mark_of_a_template_is_left_and_seeds_decide(body, seed):
    template = Template("greet", "test", 1, read_conditions(""), body)
    scope = scope_of(request(**SLOTS), BOOK, ())
    if not scope.possible(template.nodes):
        return
    text = Expander(scope, Chance("test", seed)).write(template).text
    assert not re.search(r"[<>()\[\]{}|]", text)
    assert not re.search(r"\b[Aa] (?:iron|owl|apple)", text)
    assert "  " not in text
    assert text == Expander(scope, Chance("test", seed)).write(template).text
