# A fire, the night, and what people tell when they can't see each other well.

=== campfire/first_watch
do {main} can't sleep for {event}, and talks to the player by the fire
count warmth 1 0 5 how near they've come to each other

@ opening campfire
main quiet
  You take the wood side. I get the smoke, I've less to lose.
  Can't you sleep either? Sit. It's a small fire, but it's got opinions.
  Don't poke it. Everybody pokes it. It knows what it's doing.
  That's an owl. I've decided that it's an owl.
main tell
  I keep going over it. <clause.cap>. By day one can walk away from that.
  <clause.cap>. You can say it out here, it hasn't anywhere to bounce.
  You've heard it too, I suppose, that <clause>. Everyone's heard it. It's odd how it's never the same when it's dark.
  I was thinking of <event>. I do, about now, when the second log goes.
-> hub
> -> story
  Tell me. We've got all night.
  What part of it keeps you awake?
  Tell me something else, then.

@ hub hub from 11 furnish calm
> -> story
  Go on about <event>.
  You started a story, before.
  Tell me the bit that you leave out by day.
> -> END
  I'm turning in.
  Wake me for the second watch.
  Good night. Mind the fire.

@ story remember
main sad
  There was a fellow with us who sang. Badly. We threw boots. I'd know those boots anywhere, now, by who isn't throwing them.
  I'd the lamp. I could have gone round by <where> with it. I thought: it's wet. That's what I thought.
  <other> gave me half an apple, that morning, and I said I wasn't hungry. I was. I'd been going to be clever about something.
  Nobody ran. That's how it gets told. I could tell you who didn't run, and which way he didn't.
> -> mine do warmth += 1
  I've one of those. Mine's about a door.
  I'll tell you something as bad, if you like.
  I left somebody once, too.
> -> ask_more do warmth += 1
  What would you do with the lamp now?
  What did <other> say, after?
  And the song? How did it go?
> -> brush
  It's over. Get some sleep.
  You think too much.
  Everyone's got a story like that.

@ mine tender
main tender
  A door. Yes. It's always some perfectly ordinary thing. Nobody's ever haunted by a castle.
  You've never said that before, have you? You said it so carefully, like someone carrying soup.
  Well, then there's two of us. That's a company. We could have a flag.
> -> dawn
  What'd be on the flag?
  An apple and a door.
  Then we'd better keep watch together.
> -> oath
  Don't tell the others.
  It stays here, by the fire.
  Swear that you'll forget it.

@ ask_more confess
main quiet
  I'd go. I'd go and it'd be too late and I'd know it, and I'd have wet feet. I'd give a year for wet feet.
  Nothing. That's just what I can't get past. Nobody's ever said anything.
  It went... no. I'd have to do it badly. I'll do it badly. There. There were eleven verses, one was about a goose.
> -> dawn
  Sing me the goose.
  I'd have stayed as well, I think. It was wet.
  You came back. You're here, with dry feet, and you remember.
> -> oath
  Let's see it put right, you and I.
  We'll go by <where>, tomorrow, with a lamp.
  And <target>? What about <target>?

@ brush stern
main stern
  Yes. That's what I say to the new ones. It sounds so sensible from this end.
  Everyone has. And everyone's awake, look, there, and there. They're only being polite.
  Good night, then. I'll be here. I'm not on watch, I'm just here.
> -> oath
  Wait. I didn't mean it like that.
  I say it because I can't sleep either.
  All right. Move over.
> -> alone
  Good night.
  Somebody's got to march tomorrow.
  Bank it down before you go.

@ oath promise ends
main proud reveal
  Done. On the fire. It's the only thing here that'll be gone by morning, so it can be trusted.
  Give me your hand. It's cold. Good, then you're real.
  With a lamp. Tomorrow. I'll be sorry at breakfast, so say it to me again at breakfast.

@ dawn tender ends
main joyful reveal
  Listen. That was a lark or a very bad owl. We've done it, it's grey over there.
  ...and that's the last verse. You needn't clap. There's somebody crying in the third tent, I'm so pleased.
  You can see your breath. I like it when you can see it, one feels that somebody's been at work.

@ alone sad ends
main weary
  Two logs. I'll make it last. I'm good at making it last.
  Sleep. I'll count you all again. I always get the right number, and I always count again.

@ closed greeting
main amused
  That was by night. By day we say good morning and talk about straps.
  You owe me a goose. We'll say no more about it.
  I slept. I don't recommend it, it only makes one want to do it again.

=== campfire/the_round
cast second hunter
cast third sailor
do {main} and others tell round the fire what they know of {event}, and one of them leaves something out
count tales 0 0 4 how many have told

@ opening campfire
main amused
  One tale each, and no ghosts. Last time there were ghosts, somebody had to walk me to the latrine.
  Whoever holds the ladle talks. That's the rule, my grandmother broke a nose with it.
  We've soup for an hour and wood for two. So somebody'll have to be interesting.
main tell
  I'll begin, I've the ladle. <clause.cap>. There's mine. It's short, it's only true.
  Mine goes: <clause>. Everyone knows that one. Pass it on, and let's have what everyone doesn't know.
  <clause.cap>. I don't tell it well. It wants somebody who wasn't there.
  I'd tell about <event>, but I only know the end.
-> hub
> -> tale_second
  Give <second> the ladle.
  <second>, you were nearer.
  And you, <second>?

@ hub hub from 12 furnish calm
> -> tale_second
  <second>'s turn.
  What does <second> say to that?
  Pass it to <second>.
> -> END
  No tales for me. Good night.
  I've heard enough stories.
  I'd rather have the soup.

@ tale_second remember
~ tales += 1
second quiet
  I was tracking, above <where>. I saw a light go in. I'm used to waiting, so I waited. Nobody came out. Well, nobody came out of that side.
  You find things, in the snow. I found a glove, as small as this. I've never said so. It didn't fit the story.
  There were two sets of prints, going. There's one coming back, and it's deeper.
> -> tale_third
  Now <third>.
  The ladle goes to <third>.
  <third>, does that fit with yours?
> -> doubt_second check perception doubt_fails
  You've left something out, <second>.
  Deeper? Then it was carrying something.
  Which side did they come out of?

@ tale_third remember
~ tales += 1
third weary
  I was at anchor. I heard oars. You can tell a man by his oars, and I could've told, and then I thought of my licence.
  Water's honest. It gives you back everything, only later, and to somebody else. That's all I've to say about <item>.
  <target> paid me to be looking the other way. I did look. I looked so hard the other way that I can draw you that hill.
> -> who_lies
  One of you is lying.
  Those two don't fit together.
  Then somebody at this fire was there.
> -> let_be
  Put the ladle back in the pot.
  That's enough truth for one soup.
  Let's have a song, and no more tales.

@ doubt_second confess from 12
second afraid reveal
  All right. It was me who came back. I'd gone in after <target>, and I carried out what I could. It wasn't much. It was the glove and what was in it.
  I did see the face. I've been telling it without the face for a year, it's got so smooth.
-> tale_third

@ doubt_fails stern from 12
second stern
  I've told what I saw. I've got the ladle. It's a heavy ladle.
  You weren't in the snow. It's very clear what happened, if one wasn't in the snow.
-> tale_third

@ who_lies accuse
main doubtful
  She's right, or he's right, it depends which of you stops looking at the soup.
  I've known you both for nine years. I've shared a tooth-pick. Which of you is it?
  Nobody leave. Not that anybody would, it's dark and there's dumplings.
> -> hears check persuasion breaks
  Whoever it was, say it now, and we'll eat together after.
  Nobody here will hurt you for it.
  I'd sooner know it from you than find it out.
> -> breaks
  Then I'll find out by myself.
  It's <third>. Look at those hands.
  Empty your pockets. All of you.

@ hears confess ends
third sad reveal
  It was my boat. There. It was my boat, it was my oars. I've told it as if I'd heard it. I hear it well enough.
  I'd the chance to ask <target> what was in the sack. I asked what he'd pay. Pass me that, I'd like to hold something hot.
main tender
  Give him the ladle. No, full.
  ...Well. That's told. Sit nearer, you're letting the cold in.

@ breaks angry ends
third angry
  I'll sleep on the boat. You can all sleep with one another's pockets.
  That's it, then. I told you the truth about the hill.
main sad
  There was one more tale to come. Mine, the long one. I don't think that I'll tell it.
  We'll be three tomorrow, then, or two and a half. Somebody bank the fire.

@ let_be amused ends
main joyful
  Best thing that anyone's said tonight. Who knows the one with the goose?
  There's a time for it, and there's a time for dumplings. Hands up who's hungry. Put it down, <second>, you've had three.

@ closed greeting
main neutral
  No tales by daylight. It scares the horses.
  We're one short at the pot, or we aren't. Either way, nobody mentions boats.

=== campfire/the_stranger
do {main} comes out of the dark to the player's fire, with {event} behind them
count trust_shown 0 0 4 what the player has given unasked

@ opening greeting
main doubtful
  I saw the light. I stood out there for an hour, making up my mind about your coat.
  Don't get up. I'm alone, and I've put down everything that's sharp.
  I'd like to sit where it's warm. I'll go again if you say so. I'd only ask you to say it kindly.
main tell
  You needn't ask where I've come from. <clause.cap>. I'm walking away from that.
  I'd better tell you, before you give me anything: <clause>. People like to have known.
  <clause.cap>. You'll hear it at the next village, they'll point the way I went.
  It's on account of <event> that I don't use roads.
-> hub
> -> feed
  Sit. Are you hungry?
  There's soup. Don't talk yet.
  Come where I can see you.

@ hub hub from 11 furnish calm
> -> feed
  Eat first. Then tell me.
  Here, there's enough for two.
  Take the blanket. You're blue.
> -> END
  I can't have you here. I'm sorry.
  There's a barn behind the hill.
  Walk on. Kindly meant.

@ feed thank
~ trust_shown += 1
main quiet
  That's hot. Oh, that's hot. I'd forgotten that it goes all the way down.
  I've eaten roots, and a candle. I'm telling you so you'll know why I'm not talking.
  You've given me the bigger half. I saw. I'd like to have that known somewhere.
> -> name_asked
  Who's after you?
  Is <target> behind you?
  What are you running from?
> -> nothing_asked do trust_shown += 2
  You don't have to tell me anything.
  Sleep. I'll sit up.
  I don't want your story. I want the bowl back.
> -> reward_asked
  There'll be a price on you, I suppose.
  What would <target> give me for telling?
  I could do with some money.

@ name_asked confess
main afraid
  <target>. With four men, and a dog that I brought up from so high. It's the dog that'll find me, it likes me.
  Something I saw, at <where>. I wish I'd been looking at my feet. I generally do.
  Nobody. I only started, and now it's a habit. No. That's a lie, I can't do it with food in me.
> -> hide
  They won't find you here.
  I'll tell them you went west.
  Get under the cart. I can hear something.
> -> move_on
  Then you can't stay. They'd burn me out.
  I'd go before light, if I were you.
  I'll give you bread, and an hour.

@ nothing_asked surprised
main tender
  Nobody's ever not asked. I'd got an answer ready, with a shipwreck in it. It was a good one.
  ...I'm going to tell you anyhow. You've taken away the wall, I was leaning on it.
  I'll wash it. It's a poor sort of a thing to do, but I can do it properly.
> -> hide
  Stay until it's light. Longer, if it's raining.
  I could use somebody who washes up.
  Tell me tomorrow. Or don't.
> -> parted
  Go well, when you go.
  Take the blanket with you.
  The north road's the quiet one.

@ reward_asked scornful
main sad
  Twenty, alive. I've seen the paper. It's not a good likeness, you'd have to point.
  More than the soup was worth. I was just thinking that I'd been too quick about that coat.
> -> hide check persuasion move_on
  I asked so as to know what I'm refusing.
  Twenty! I'd want more for the dog.
  It was a bad joke. I've not had company in a month.
> -> move_on
  Then you'd better go, before I think about it.
  I've children. Go, and don't tell me which way.
  Twenty's a lot.

@ hide promise ends
main tender reveal
  I'll take the second watch. I don't sleep anyway, I may as well do it for somebody.
  If they come, you've never seen me. It's nearly true. You've only seen a person eating.
  You ought to have this. It's what they're after. It's small, isn't it? You'd think it'd be heavier, for all that walking.

@ move_on farewell ends
main weary
  An hour's a long time. I've lived in less. What's the hill called? I like to know what they're called.
  I don't blame you. I'd like you to know that I looked back, and it was a good fire.

@ parted farewell ends
main quiet reveal
  There was somebody here who was kind. I'll say that, when it's me who's got the fire.
  Don't look which way I go. Then you needn't lie. I noticed that you don't like it.

@ closed greeting
main quiet
  It's me. It's only me. I've come to bring the blanket back.
  They asked about you, at the village. I said I'd never met anyone like you. It was meant to sound like no.
