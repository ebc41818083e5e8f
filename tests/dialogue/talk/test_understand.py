"""Understanding: acts, topics, pronouns and noise, on sentences that are none of the examples."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.talk.examples import UTTERANCES
from procgen.dialogue.talk.retrieve import knowledge
from procgen.dialogue.talk.spelling import misspelt, tokens
from procgen.dialogue.talk.understand import understand

from .cast import SMITH, VALLEY

KNOWN = knowledge(SMITH, VALLEY)

# Written for this test. The first set had 44 of 54 right when it was new and the
# second, of harder turns of phrase, 23 of 40; rules and utterances were mended by both. Nothing
# but two thresholds was set by the third.
FIRST = (
    ("Good afternoon, smith!", "greet"),
    ("heya there friend", "greet"),
    ("Right, I better get going.", "farewell"),
    ("see you tomorrow then", "farewell"),
    ("thanks so much for that", "thank"),
    ("I'm really sorry about earlier", "apologise"),
    ("that is a magnificent piece of work you made", "compliment"),
    ("you're a filthy liar", "insult"),
    ("you absolute moron", "insult"),
    ("Talk now or I'll break your fingers", "threaten"),
    ("I will kill you where you stand", "threaten"),
    ("could you tell me your name?", "ask_name"),
    ("so who are you then", "ask_name"),
    ("have you been a smith for long?", "ask_self"),
    ("do you have any children?", "ask_self"),
    ("how's it going", "ask_how"),
    ("are you feeling well today?", "ask_how"),
    ("what do you want from life", "ask_goal"),
    ("got any jobs for a wanderer?", "ask_work"),
    ("is there anything I can help you with?", "ask_work"),
    ("heard any good gossip?", "ask_rumour"),
    ("what's happening in town these days", "ask_rumour"),
    ("which road takes me to Old Marrow?", "ask_way"),
    ("how would I get to the mill from here", "ask_way"),
    ("where might I find Captain Aldous", "ask_where"),
    ("tell me what you know about Mara Venn", "ask_about"),
    ("what happened at Harrow Bridge", "ask_about"),
    ("when does the market open", "ask_when"),
    ("why is the mill idle", "ask_why"),
    ("who is Duke Oswin", "ask_who"),
    ("how much do you want for a horseshoe", "ask_price"),
    ("what can I buy from you, what are your goods", "trade"),
    ("I'd like to buy some nails", "buy"),
    ("that's way too expensive", "haggle"),
    ("you're hiding something from me, aren't you", "ask_secret"),
    ("what do you think about the duke", "ask_opinion"),
    ("do you know what time it is", "ask_time"),
    ("terrible weather we're having", "ask_weather"),
    ("what town am I in? where am i", "ask_place"),
    ("yes, of course", "yes"),
    ("no, not now", "no"),
    ("my sister died last winter", "sad_news"),
    ("know any jokes?", "joke"),
    ("you have gorgeous eyes, marry me", "flirt"),
    ("I bet you stole it yourself, you did it", "accuse"),
    ("shut up already", "hush"),
    ("sorry, what was that? say that again", "repeat"),
    ("tell me more please", "more"),
    ("do you remember my name", "recall_me"),
    ("what have you told me so far", "recall_said"),
    ("please help me, I am in danger", "ask_help"),
    ("are you an actual human being", "ask_nature"),
    ("would you come with me to the bridge?", "ask_come"),
    ("could you sharpen my sword?", "request"),
)
SECOND = (
    ("Morning, Bram", "greet"),
    ("It was nice talking to you, farewell", "farewell"),
    ("I appreciate your help, friend", "thank"),
    ("I shouldn't have said that, forgive me", "apologise"),
    ("your hammer work is superb", "compliment"),
    ("you're nothing but a stinking drunk", "insult"),
    ("One more lie and I will gut you like a fish", "threaten"),
    ("how do people call you?", "ask_name"),
    ("were you born in this village?", "ask_self"),
    ("tell me a bit about your life", "ask_self"),
    ("you look awful, are you alright?", "ask_how"),
    ("what is it that you desire most?", "ask_goal"),
    ("I'm a sellsword looking for employment", "ask_work"),
    ("I could use some coin, any errands?", "ask_work"),
    ("what are folk saying in the tavern?", "ask_rumour"),
    ("point me toward the mill, would you", "ask_way"),
    ("where did the captain go", "ask_where"),
    ("did something happen at the mill?", "ask_about"),
    ("since when is the bridge broken?", "ask_when"),
    ("for what reason did the duke raise the toll?", "ask_why"),
    ("who took the sheep", "ask_who"),
    ("what would a horseshoe cost me", "ask_price"),
    ("show me what you have for sale", "trade"),
    ("I'll have one of those, please", "buy"),
    ("can't you go any lower on the price?", "haggle"),
    ("you know more than you are telling", "ask_secret"),
    ("would you say the duke is a good man?", "ask_opinion"),
    ("is it getting late?", "ask_time"),
    ("looks like rain again", "ask_weather"),
    ("sounds like a deal", "yes"),
    ("nah, forget about it", "no"),
    ("they killed my whole family", "sad_news"),
    ("I finally beat the champion!", "good_news"),
    ("tell us something funny", "joke"),
    ("you murdered him, admit it", "accuse"),
    ("this conversation goes nowhere", "complain"),
    ("could you say it once more?", "repeat"),
    ("and what came after that?", "more"),
    ("what do I call myself, do you remember?", "recall_me"),
    ("I need your help badly", "ask_help"),
)


IDIOMS = (
    ("Top of the morning to you", "greet"),
    ("hey Bram, long time no see", "greet"),
    ("catch you later, smith", "farewell"),
    ("off I go, stay safe", "farewell"),
    ("bless you for this", "thank"),
    ("my bad, I got carried away", "apologise"),
    ("nobody makes nails as good as yours", "compliment"),
    ("you worthless heap of dung", "insult"),
    ("give up the sword or bleed", "threaten"),
    ("and your name would be?", "ask_name"),
    ("how did you end up as a smith?", "ask_self"),
    ("what was your childhood like", "ask_self"),
    ("everything alright with you?", "ask_how"),
    ("what are you hoping to achieve", "ask_goal"),
    ("I'm broke, can I earn something here?", "ask_work"),
    ("anything you need done?", "ask_work"),
    ("so what's the talk of the town", "ask_rumour"),
    ("I'm trying to reach Old Marrow, which direction is it?", "ask_way"),
    ("whereabouts is Mara these days", "ask_where"),
    ("what's the story with the mill", "ask_about"),
    ("what hour does the market start", "ask_when"),
    ("how come the bridge fell", "ask_why"),
    ("who's this Duke Oswin", "ask_who"),
    ("what's a horseshoe worth", "ask_price"),
    ("got anything to sell me?", "trade"),
    ("I'd like to purchase some nails", "buy"),
    ("no way I'm paying that", "haggle"),
    ("spill it, what are you keeping quiet about", "ask_secret"),
    ("do you reckon the duke is honest", "ask_opinion"),
    ("got the time?", "ask_time"),
    ("bit chilly today, isn't it", "ask_weather"),
    ("yup, let's hear it", "yes"),
    ("absolutely not", "no"),
    ("I just buried my father", "sad_news"),
    ("I'm getting married tomorrow!", "good_news"),
    ("cheer me up with a joke", "joke"),
    ("admit that you poisoned him", "accuse"),
    ("zip it", "hush"),
    ("I couldn't hear you, what?", "repeat"),
    ("go ahead, tell me the rest", "more"),
    ("remember who I am?", "recall_me"),
    ("I'm being chased, hide me!", "ask_help"),
)


@pytest.mark.parametrize(
    ("sentences", "share"), [(FIRST, 0.94), (SECOND, 0.85), (IDIOMS, 0.5)], ids=["first", "second", "held out"]
)
def test_most_sentences_are_taken_for_what_they_are(sentences: tuple[tuple[str, str], ...], share: float) -> None:
    heard = [(text, wanted, [act.kind for act in understand(text, KNOWN).acts]) for text, wanted in sentences]
    right = [row for row in heard if row[1] in row[2]]
    assert len(right) >= share * len(sentences), [row for row in heard if row not in right]


def test_the_held_out_ones_are_no_examples() -> None:
    examples = set(UTTERANCES.read_text(encoding="utf-8").lower().splitlines())
    assert not [text for text, _ in IDIOMS if " ".join(tokens(text)) in examples]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("where is mara?", "Mara Venn"),
        ("Have you seen Marra Ven?", "Mara Venn"),
        ("and capitan aldous?", "Captain Aldous"),
        ("What of the dukes taxes", "Duke Oswin"),
        ("who lives in old marow", "Old Marrow"),
        ("tell me about that bridge", "Harrow Bridge"),
        ("how do I reach the mil", "the mill"),
    ],
)
def test_names_are_found_however_they_are_written(text: str, name: str) -> None:
    assert name in [topic.name for _, topic in understand(text, KNOWN).topics]


@pytest.mark.parametrize(
    "text", ["Well, well, well.", "The bell rang at the hall", "male or female", "I walked a mile"]
)
def test_common_words_are_no_misspelt_names(text: str) -> None:
    assert understand(text, KNOWN).topics == ()


def test_secret_names_are_no_topics() -> None:
    assert understand("Tell me about Kestrel", KNOWN).topics == ()


@pytest.mark.parametrize("text", ["asdf jkl qwrt", "xxkcd zzrp", "&%$§ ##", "bvnm,dfgh"])
def test_noise(text: str) -> None:
    assert understand(text, KNOWN).main.kind == "gibberish"


@pytest.mark.parametrize("text", ["", "...", "  ", "?!"])
def test_silence(text: str) -> None:
    assert understand(text, KNOWN).main.kind == "silence"


def test_a_question_comes_before_a_courtesy() -> None:
    heard = understand("Hello friend! Thanks for earlier. Where is Mara?", KNOWN)
    assert heard.main.kind == "ask_where"
    assert heard.does("greet")
    assert heard.does("thank")


def test_what_the_player_tells() -> None:
    heard = understand("My name is Tomas of Ashford and I come from the Grey Hills. I am a weaver.", KNOWN)
    assert heard.told == {"name": "Tomas of Ashford", "origin": "the Grey Hills", "trade": "a weaver"}
    assert understand("Tomas", KNOWN, name_wanted=True).told == {"name": "Tomas"}
    assert understand("I'm tired and I am looking for a fight", KNOWN).told == {}


def test_numbers() -> None:
    assert understand("I'll give you twelve pennies, or 15", KNOWN).numbers == (12, 15)


def test_one_slip_in_a_name_and_two_in_a_long_one() -> None:
    assert misspelt("marow", "marrow")
    assert misspelt("adlous", "aldous")
    assert misspelt("oswyn", "oswin")
    assert misspelt("adlousius", "aldousios")
    assert not misspelt("adlosu", "aldous")
    assert not misspelt("abc", "xyz")
    assert not misspelt("tom", "tim")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_understood_somehow(text: str) -> None:
    assert understand(" ".join(text.split()), KNOWN).acts


def test_who_hums_before_speaking_is_not_silent() -> None:
    heard = understand("Hm. What did she say to that?", KNOWN)
    assert not heard.does("silence")
    assert understand("Hm.", KNOWN).does("silence")
