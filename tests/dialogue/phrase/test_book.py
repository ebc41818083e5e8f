import pytest

from procgen.dialogue.phrase.book import Either, Maybe, Slot, Text, library, merged, read_body, read_book, slots_of
from procgen.dialogue.phrase.conditions import BookError


def test_a_body_is_taken_apart():
    nodes = read_body("Hail[, <you>]. (Come|In (you|we) go|) for <item.a.cap>!")
    assert nodes == (
        Text("Hail"),
        Maybe((Text(", "), Slot("you"))),
        Text(". "),
        Either(((Text("Come"),), (Text("In "), Either(((Text("you"),), (Text("we"),))), Text(" go")), ())),
        Text(" for "),
        Slot("item", ("a", "cap")),
        Text("!"),
    )


def test_signs_can_be_written_for_themselves():
    assert read_body(r"He said \(twice\) \[no\].") == (Text("He said (twice) [no]."),)


def test_a_price_and_its_currency_are_one_slot():
    assert [slot.name for slot in slots_of(read_body("Pay <price> <currency>, or [<price.n> <currency>]."))] == [
        "money"
    ] * 2


@pytest.mark.parametrize(
    "body",
    ["(a|b", "a)", "a]", "[a", "a|b", "(a]", "<item", "item>", "<Item>", "<item.x>", "{player}", "a } b", "[a|b]"],
)
def test_broken_bodies_are_refused(body):
    with pytest.raises(BookError):
        read_body(body)


def test_lines_are_sorted_into_sections_and_keep_their_numbers():
    book = read_book("# note\n== greet\n\nHello.\n{mood=sad} Oh.\n== farewell\nBye.\n== greet\nHi.\n", "one")
    assert {name: [(row.line, row.body) for row in rows] for name, rows in book.sections.items()} == {
        "greet": [(4, "Hello."), (5, "Oh."), (9, "Hi.")],
        "farewell": [(7, "Bye.")],
    }
    assert book.sections["greet"][0].id == "greet@one:4"
    assert not book.problems


@pytest.mark.parametrize(
    ("text", "line"),
    [("Hello.", 1), ("== Greet", 1), ("== greet\n{mood=joly} Hi.", 2), ("== greet\n{mood=sad Hi.", 2)],
)
def test_problems_have_line_numbers(text, line):
    (problem,) = read_book(text, "one").problems
    assert (problem.book, problem.line) == ("one", line)


def test_sections_of_several_books_are_one():
    both = merged([read_book("== a\nOne.", "one"), read_book("== a\nTwo.\n== b\nThree.", "two")])
    assert {name: [row.body for row in rows] for name, rows in both.sections.items()} == {
        "a": ["One.", "Two."],
        "b": ["Three."],
    }


def test_the_library_is_read_once():
    assert library() is library()
