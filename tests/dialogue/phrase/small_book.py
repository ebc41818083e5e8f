"""A book for tests, and requests to it."""

from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.phrase.book import read_book
from procgen.dialogue.request import LineRequest, Must

BOOK = read_book(
    """
== greet
Well met, <you>.
{role=merchant,innkeeper} (Come in|In you come)[, <you>]. Mind the step.
{mood=angry,scornful; relation<0} What do you want now?
{register=archaic; setting=medieval} Hail[, <you>]. What brings thee to <place>?
{*0.3} Ah. You again. Wipe your boots before you touch anything in here.
<oath>! I did not see you there.
You look like you could use <item.a>.

== sell
That <item> costs <price> <currency>.
{has=item} I have a <item> left. Forty says it's gone by noon.

== inform
They say <clause>.
You'll need <thing>.
Have you heard[, <you>]? It seems <clause>.

== farewell
Safe roads, <you>.
Off with you, then.

== bark_idle
(Slow|Quiet|Long) (night|shift|watch).
My (feet|knees) ache.

== oath
By the old stones
{setting=scifi} Void and vacuum

== address
{relation>=1} friend
{relation<=0} stranger

== tell_clause
Word is, <clause>.
Mark this: <clause>.

== tell_thing
Remember <thing>.
And keep <thing> in mind.
""",
    "small",
)


def request(
    intent: str = "greet",
    *,
    role: str = "villager",
    register: str = "",
    setting: str = "medieval",
    mood: str = "neutral",
    relation: int = 0,
    listener: str = "",
    place: str = "Millford",
    say: tuple[str, ...] = (),
    facts: tuple[str, ...] = (),
    most: int = 400,
    seed: int = 0,
    **slots: str,
) -> LineRequest:
    world = World(setting, (Entity("Millford", "place"), Entity("Mira", "person", sex="female")), currency="crowns")
    return LineRequest(
        intent=intent,
        persona=Persona("Bram", role, register=register),
        situation=Situation(world, place, listener, relation, mood),
        facts=tuple(map(Fact, facts)),
        must=Must(say=say, most_characters=most),
        slots=slots,
        seed=seed,
    )
