"""A person for tests, in the corpus's format."""

from dataclasses import replace

from procgen.dialogue.recipe.corpus import Npc, read_npc

FERRY = """\
npc: Nell Oakes
setting: seafarers
place: the ferry stage at Low Quay, below the bell
role: ferryman
age: old
sex: female
traits: grumpy, deadpan
voice: counts everything in crossings
background: Nell has rowed the ferry for forty years.
goals: to row the last crossing herself
# a note for writers

facts:
f1 | the ferry leaves at a quarter past six | about: ferry | when: at a quarter past six
f2 | a crossing costs two coppers | about: crossing, price | how_many: two coppers
f3 | Nell lost her brother Wat in the ice winter because the chain broke | about: Wat | why: because the chain broke |\
 when: in the ice winter

secrets:
s1 | she waters the rum | about: rum | tell: never
s2 | the bell is cracked | about: bell | tell: to the founder

actions:
a1 | row(passengers: number) | rows them over
a2 | ring_bell() | rings the bell | never

talk: relation 0, mood stern
> When do you leave, and what is it?
< Quarter past six. Two coppers.
= ask.when f1, ask.how_many f2 | trait grumpy
> Why so late?
< Nobody's asked me that and I've not asked it either.
= ask.why none, f1 part | it = the ferry | meant: why does it leave late?
> I'm sorry about Wat.
< He'd have hated the fuss.
= condolence f3 | mood sad | attitude +1: kind
> Ring the bell, and take two of us over.
< Bell's not for ringing. Two of you, mind the thwart.
= request.a2, request.a1 | refuse a2: it is never rung | did row(passengers: 2)

bark: see_rain, weary | Wet on top as well, now.
mono: f1 f3, sad | A quarter past six. He was always late for it.
beat: warn, stern, to a boy | Sit. Or swim.
rewrite: f2 | plain: A crossing costs two coppers. | hers: Two coppers. Three if you sing.
"""
KEY = "seafarers/nell_oakes"


def saying(key: str, name: str) -> Npc:
    """Another person like her, whose replies are their own."""
    npc = read_npc(FERRY.replace("Nell Oakes", name), key)
    talks = tuple(
        replace(talk, turns=tuple(replace(turn, reply=f"{turn.reply} So says {name}.") for turn in talk.turns))
        for talk in npc.talks
    )
    return replace(npc, talks=talks)
