import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.phrase import english

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=10)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("apple", "an apple"), ("key", "a key"), ("hour", "an hour"), ("honest mistake", "an honest mistake"),
        ("house", "a house"), ("unicorn", "a unicorn"), ("uniform", "a uniform"), ("unknown herb", "an unknown herb"),
        ("uninvited guest", "an uninvited guest"), ("unimportant letter", "an unimportant letter"),
        ("umbrella", "an umbrella"), ("used blade", "a used blade"), ("usher", "an usher"),
        ("one-eyed cat", "a one-eyed cat"), ("two-handed sword", "a two-handed sword"),
        ("onerous task", "an onerous task"), ("ewe", "a ewe"), ("heirloom", "an heirloom"), ("herb", "a herb"),
        ("owl", "an owl"), ("urn", "an urn"), ("urgent letter", "an urgent letter"), ("utter fool", "an utter fool"),
        ("MRI scan", "MRI scan"), ("the key", "the key"), ("my sword", "my sword"), ("three keys", "three keys"),
        ("3 keys", "3 keys"), ("Sunblade", "Sunblade"), ("{item}", "{item}"), ("water", "water"),
        ("iron ore", "iron ore"), ("moonpetals", "moonpetals"), ("sack of flour", "a sack of flour"),
        ("flour sack", "a flour sack"), ("Mira's ring", "Mira's ring"), ("glass", "a glass"), ("men", "men"),
        ("[b]amulet[/b]", "an [b]amulet[/b]"), ("twenty-two arrows", "twenty-two arrows"), ("", ""),
        ("some bread", "some bread"), ("union", "a union"), ("university", "a university"),
    ],
)  # fmt: skip
def test_with_article(words, expected):
    assert english.with_article(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("8 coins", "an"), ("18 coins", "an"), ("11 coins", "an"), ("80 coins", "an"), ("1 coin", "a"), ("110 coins", "a"),
     ("11,000 coins", "an"), ("MRI", "an"), ("UFO", "a"), ("SOS", "an"), ("'odd' fellow", "an")],
)  # fmt: skip
def test_article_of_numbers_and_letters(words, expected):
    assert english.article(words) == expected


@given(WORDS)
def test_article_does_not_depend_on_capitals_or_markup(word):
    assert english.article(word) == english.article(word.capitalize()) == english.article(f"[b]{word}[/b]")


@given(st.sampled_from("bcdfgjklmnpqrstvwxyz"), WORDS)
def test_consonants_take_a(first, rest):
    assert english.article(first + rest) == "a"


@given(WORDS)
def test_an_article_is_given_once(word):
    once = english.with_article(word)
    assert english.with_article(once) == once


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("key", "keys"), ("box", "boxes"), ("torch", "torches"), ("berry", "berries"), ("day", "days"),
        ("wolf", "wolves"),
        ("iron key", "iron keys"), ("sack of flour", "sacks of flour"), ("a lantern", "lanterns"),
        ("watchman", "watchmen"),
        ("human", "humans"), ("sheep", "sheep"), ("coins", "coins"), ("child", "children"), ("Man", "Men"),
        ("glass", "glasses"), ("water", "water"), ("hero", "heroes"), ("", ""),
    ],
)  # fmt: skip
def test_plural(one, many):
    assert english.plural(one) == many


@given(WORDS)
def test_a_plural_of_a_plural_is_itself_where_it_looks_plural(word):
    many = english.plural(word)
    if english.is_plural(many):
        assert english.plural(many) == many


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Mira", "Mira's"),
        ("James", "James's"),
        ("the guards", "the guards'"),
        ("the glass", "the glass's"),
        ("{player}", "{player}'s"),
    ],
)
def test_possessive(words, expected):
    assert english.possessive(words) == expected


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("0", "zero"), ("7", "seven"), ("12", "twelve"), ("40", "forty"), ("99", "ninety-nine"), ("100", "one hundred"),
        ("215", "two hundred and fifteen"), ("1,200", "one thousand two hundred"), ("1005", "one thousand and five"),
        ("999999", "nine hundred and ninety-nine thousand nine hundred and ninety-nine"), ("1000000", "1000000"),
        ("3.5", "3.5"), ("1,2", "1,2"), ("ten", "ten"), ("-4", "-4"),
    ],
)  # fmt: skip
def test_number_in_words(number, words):
    assert english.number_in_words(number) == words


@given(st.integers(0, 999_999), st.integers(0, 999_999))
def test_numbers_in_words_differ_and_commas_do_not_matter(one, other):
    words = english.number_in_words(str(one))
    assert not any(map(str.isdigit, words))
    assert words == english.number_in_words(f"{one:,}")
    assert (words == english.number_in_words(str(other))) is (one == other)


@pytest.mark.parametrize(
    ("case", "sex", "expected"),
    [
        ("they", "female", "she"),
        ("them", "male", "him"),
        ("their", "thing", "its"),
        ("their", "", "their"),
        ("them", "other", "them"),
    ],
)
def test_pronoun(case, sex, expected):
    assert english.pronoun(case, sex) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("the end", "The end"),
        ("[b]the end[/b]", "[b]The end[/b]"),
        ("{player}", "{player}"),
        ("'tis", "'Tis"),
        ("", ""),
        ("élan", "Élan"),
    ],
)
def test_capital(words, expected):
    assert english.capital(words) == expected


def test_sentences_end_once():
    assert english.sentence("the bridge is out") == "The bridge is out."
    assert english.sentence("Run!") == "Run!"
    assert english.sentence('he said "no."') == 'He said "no."'


def test_listing():
    assert english.listing([]) == ""
    assert english.listing(["a key"]) == "a key"
    assert english.listing(["a key", "rope"]) == "a key and rope"
    assert english.listing(["a key", "rope", "40"]) == "a key, rope and 40"


def test_words_of_counting_leave_out_what_mostly_says_something_else() -> None:
    assert {"two", "ninety", "dozen", "third", "monday", "december", "noon"} <= english.COUNTING
    assert not {"one", "second", "march", "may"} & english.COUNTING
    assert (len(english.WEEKDAYS), len(english.MONTHS)) == (7, 12)
