"""Runs copied from a body of text, and measures of variety."""

from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.ruler.copies import ROOT, Copies, distinct, self_bleu, words

BODY = [
    "It was the best of times, it was the worst of times, it was the age of wisdom.",
    "The miller's daughter went to the well and the well was dry and the well was deep.",
]


def test_the_longest_run_is_found() -> None:
    copies = Copies(BODY)
    assert copies.longest("They say it was the WORST of times - it was the age; of reason.") == 11
    assert copies.longest("and the well was dry and the well was wide") == 9
    assert copies.longest("the well was") == 0
    assert copies.longest("of wisdom the miller's daughter went") == ROOT
    assert copies.longest("") == 0
    assert copies.longest(BODY[0]) == len(words(BODY[0]))


@given(st.lists(st.sampled_from("abc"), min_size=0, max_size=14), st.lists(st.sampled_from("abc"), max_size=60))
def test_it_agrees_with_plain_search(line: list[str], body: list[str]) -> None:
    runs = [
        end - start
        for start in range(len(line))
        for end in range(start + ROOT, len(line) + 1)
        if any(body[i : i + end - start] == line[start:end] for i in range(len(body)))
    ]
    assert Copies([" ".join(body)]).longest(" ".join(line)) == max(runs, default=0)


def test_distinct_counts_shares() -> None:
    assert distinct(["a b a b"], 2) == 2 / 3
    assert distinct(["a b", "c d"], 2) == 1.0
    assert distinct([], 2) == 0.0


def test_self_bleu_tells_echoes_from_variety() -> None:
    same = ["we keep the old mill by the river", "we keep the old mill by the river"] * 3
    other = [
        "who goes there", "put down that spear now", "my feet hurt", "rain again by supper", "he owes me nine crowns",
    ]  # fmt: skip
    assert self_bleu(same) > 0.99
    assert self_bleu(other) < 0.35
    assert self_bleu(["alone"]) == 0.0
