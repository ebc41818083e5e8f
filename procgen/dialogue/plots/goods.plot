# Goods and their price.

=== haggle/the_hot_goods
do {main} has something to sell that has to do with {event}
count nerves 1 0 4 how nervous the seller is

@ opening trade_open
main quiet
  You're buying? Then stand with your back to the square. A bit more. There.
  I've the usual out here. And I've a thing in the back, for somebody who doesn't ask.
  Have a look round. Not at that. Well, at that too, if you're quick.
main tell
  You'll have heard that <clause>. I mention it because you'll see something, and think something.
  <clause.cap>. It's got nothing to do with what's under the cloth. I only say so.
  <clause.cap>, and the price of certain things has gone very odd.
  Since <event>, people come in here and look under things.
-> hub
> -> look
  Is that <item>, under the cloth?
  Show me what's in the back.
  What would it cost?

@ hub hub from 11 furnish talk
> -> look
  I've come about <item>.
  I'd like to see the other thing.
  What do you want for it?
> -> END
  I don't buy things with a cloth on.
  Not today.
  I'll come back with somebody in a uniform.

@ look sell
main eager
  Twenty-four. There, isn't it handsome? It's never been anyone's. I mean it was, but not so that you'd notice.
  It goes for twenty-four. It'd be forty if it had a history, and it's lucky for you that it hasn't.
  Look, feel, and give it back. Twenty-four, and that's with the cloth.
> -> sold if coins >= 24 do coins -= 24
  Done. <price> <currency>, and I was never here.
  <price> <currency>, and keep the cloth.
  I'll take it. <price> <currency>.
> -> pressed do nerves += 1
  This is <item>, or I've never been to <where>.
  I know where that's from. So do you.
  <target> would pay more, to hear you've got it.
> -> lower
  Fourteen. You want it out of the house.
  Nobody at <where> would touch it. I'll give you fourteen.
  You've been trying to sell it for a week. Fourteen.

@ pressed haggle
main afraid
  That's rust. It's a very regular rust.
  Not so loud. I took it in good faith. I took it with my eyes shut, that's as good as faith.
  I never asked. I'd a feeling that I'd be told.
> -> given check intimidation thrown
  Give me <item>, and <target> never needs to hear of it.
  It's going home. You can help, or you can explain.
  Who brought it? Say it, and I'll take it off your hands.
> -> lower
  Then let's say fourteen, for both our nerves.
  I'm no constable. Fourteen, and it's gone.
  I'd have to buy it, so as to lose it. Fourteen.

@ lower haggle
main doubtful
  Fourteen! There's fourteen in the cloth. ...It's true that I don't sleep in the same room with it.
  You're robbing me. You see how it feels, I say, to nobody in particular.
> -> sold if coins >= 14 do coins -= 14
  <price> <currency>, now, before somebody comes.
  Here. <price> <currency>. Sleep well.
  Take the <price> <currency>.
> -> thrown
  Ten.
  On second thoughts, no.
  I only wanted to see how low you'd go.

@ sold deal ends
main joyful
  Out by the yard. If it's asked about, you've had it from your aunt. Have you an aunt? You have now.
  Gone! It's gone, and so's the ringing in my ears. Come again. With a bag.
  Don't thank me. Really don't. I've never sold you anything.

@ given confess ends
main weary reveal
  Take it. It was <target> who brought it, with a hand over one eye, as if that'd make it somebody else's face.
  There. I'm out of pocket, and I feel as if I'd had a bath. Is that how you people feel all the time?

@ thrown refuse ends
main angry
  Then out. I'm an honest tradesman, I've a sign that says so.
  We're closed. We've been closed since you came in.

@ closed greeting
main neutral
  I've only got buckets now. It's restful, a bucket.
  What cloth? There was never a cloth. Mind the bucket.

=== haggle/the_keepsake
do {main} must sell a keepsake because of {event}, and would rather not
count worth 1 0 4 how well the buyer has understood it

@ opening trade_open
main sad
  You can look. I've put it at the back, so that people would have to mean it.
  Everything's for sale. I'll say it a few times more, I want to get it smooth.
  That table, those chairs. And that. That's at the end, if nothing else goes.
main tell
  I wouldn't be doing it. But <clause>, and one can't eat off memories, I've tried, with a spoon.
  <clause.cap>. So there's a cloth on the ground, and me behind it.
  <clause.cap>. It all costs so much, doesn't it, what other people do.
  It's through <event> that I'm standing here. I'd always been on your side of the cloth.
-> hub
> -> ask_price
  What's that, at the back?
  What do you want for it?
  You don't want to sell it.

@ hub hub from 11 furnish talk
> -> ask_price
  How much is <item>, there, at the back?
  Tell me about that one.
  I mean it. What's it cost?
> -> END
  It's not for me.
  I'll leave you your things.
  Good luck with the chairs.

@ ask_price sell
main doubtful
  Thirty. I thought, if I say thirty, nobody will.
  It was my mother's. That isn't a price, I know. Thirty. It's a number.
  It plays, if you open it. Please don't open it.
> -> full if coins >= 30 do coins -= 30; worth += 1
  Thirty. And I won't open it.
  Here's <price> <currency>. Tell me what it plays.
  <price> <currency>. I'd like it to be enough.
> -> low_offer
  It's worth twelve, and you know that.
  The hinge is broken. Twelve.
  I could get that anywhere for twelve.
> -> story do worth += 2
  What's <item> to you?
  Who broke the hinge?
  Tell me about your mother first.

@ story remember
main tender
  I did. I was four. I wanted to see who was in there. She said, "well, now they've got a window."
  It's a waltz. She couldn't dance, she'd one leg shorter. She used to hold it to her ear, and go like this.
> -> lend if coins >= 10 do coins -= 10
  I'll lend you ten, and you keep it.
  Take <price> <currency>, and put it back in your pocket.
  <price> <currency>. For the waltz. I've heard it now.
> -> full if coins >= 30 do coins -= 30
  I'll buy it, and look after it. <price> <currency>.
  <price> <currency>. It'll be held to an ear, I promise.
  Then <price> <currency> is cheap.
> -> leave_it
  Then you can't sell <item>.
  Put it away. Sell the chairs.
  I can't take that from you.

@ low_offer scornful
main sad
  Twelve. There's a man who gives me nine, he comes by every day, he says that it's only going to rain.
  Yes. I could see that you'd an eye for things.
> -> sold_low if coins >= 12 do coins -= 12
  <price> <currency>. Take it or leave it.
  <price> <currency> today, or nine tomorrow.
  Here's <price> <currency>. It's only a box.
> -> story do worth += 1
  I'm sorry. What is it, to you?
  Forgive me. Whose was it?
  That was hard. Who broke it?
> -> leave_it
  No. You keep it.
  I won't be the second man.
  Forget that I asked.

@ full deal ends
main quiet reveal
  Thank you. Wind it on Sundays. Not hard. It gets a bit slow at the end, you'll think that it's stopped. You've got to wait.
  There. Don't wrap it. I'd like to see it go along the street.

@ sold_low deal ends
main weary
  That's the rent, to Thursday. On Thursday I'll think of something else that she had.
  Take it quick. It's started to play.

@ lend thank ends
main joyful reveal
  But I can't give you anything for it! ...Listen, then. Come close. There. You have to go like this.
  I'll pay it back. I'll find you, I'll ask for somebody who waits for the end.

@ leave_it refuse ends
main tender
  You're no good at this at all, are you? I'm so glad. Buy a chair.
  I'll put it under the cloth. If anyone asks, it's broken. It is broken.

@ closed greeting
main quiet
  The chairs went. I've learnt to lean.
  I've nothing at the back any more. Good day. It's kind of you to look.

=== market/the_found_thing
cast second farmer
do {main} and {second} both claim {item} on the market, in the middle of the talk about {event}
count side 0 0 4 how far the player has taken a side

@ opening event
main angry
  That's mine, and I'll thank you to take your thumb off it!
  I set it down to give change! One moment I set it down!
second angry
  It was on my side of the barrel. I've eyes, and it's my barrel.
  Yours! Has it got your name on? It's got a turnip on it, and I sell turnips.
main tell
  You, you're not from here! Hear this: <clause>. And now it's lying on a turnip stall.
  <clause.cap>. Everyone knows that! And who's got it? Turnips has got it!
  Here's somebody with clean hands. <clause.cap>, I say, and this one says it's barrels.
  It's to do with <event>. I could tell you. I'd have to let go of it, though.
-> square

@ square hub furnish talk
> -> first_claim
  You first. How is <item> yours?
  Let go, both of you. Who had it last?
  Put it on the barrel. Now talk.
> -> walk_off
  I only came for onions.
  I'm not a judge.
  Fight it out. I've a list.

@ first_claim question
main stern
  There's a nick, underneath, from when my boy dropped it. Look for a nick. You'll see a nick.
  I've had it since the flood. I can tell you what it smells of. It smells of the flood.
second scornful
  There's a nick in everything. There's a nick in my ear.
  I bought it from <other>, on Tuesday, and I gave two sacks for it. You can smell the sacks.
> -> nick check perception halves
  There's a nick. And there's a turnip root in it, dried. So it's been on both stalls.
  This nick's fresh. Somebody has heard about the nick.
  Turn it over. What's that scratched in there?
> -> halves
  Sell <item> to <target>, and share.
  Toss a coin.
  I'll hold it, till you've stopped shouting.
> -> buy_off if coins >= 15 do coins -= 15
  I'll give <price> <currency> for it. Share that.
  <price> <currency>, and it's nobody's quarrel.
  Here: <price> <currency>. Now it's mine.

@ nick reveal
main surprised reveal
  That's... that's <target.poss> mark. I never turned it over. Twenty years, I never turned it over.
  A root. Well. I may have swapped it for turnips. It was a hard winter. I may have cried and forgotten about it.
second afraid
  I've not seen that. If I'd seen that, I'd never have touched it. You take it. No, you.
  So we've both been had. By <other>. Where's <other>? He was eating a pie, just there.
-> walk_off

@ halves answer
main weary
  Share it! With the barrel! ...I'd want the bigger half.
  You hold it, then. You've got the sort of face that gives back.
second amused
  I'd take a coin's word for it. A coin's never sold me a duck.
-> walk_off

@ buy_off deal
main quiet
  Seven, and seven, and one for the boy. I feel as though I'd won and been robbed.
second amused
  I'd have paid seven to have that over. Have a turnip. Have two.
-> walk_off

@ walk_off farewell
main neutral
  Well, that's that. Does anyone want eggs?
  There's a crowd. Look at that. I've not had a crowd since the calf.
  Get your onions over there. She's dear, but she doesn't shout.
> -> END
  Good day to you both.
  I'll look around some more.
  I'm off, before you start again.

@ again greeting
main neutral
  It's quiet today. We miss it a bit.
  We've painted a line on the barrel. You can still see the thumb.
  Eggs, or justice? We've only eggs.

=== market/the_watched_stall
do {main} sells with one eye on the crowd, because of {event}
count calm 1 0 4 how safe the seller feels

@ opening market_cry
main eager
  Fresh! Fresh as you like! Don't look behind you. Fresh!
  Three for two! Buy something, will you? Anything. And stand there while you do.
  Best in the row! You, with the honest back! Could you hold this, and be broad?
main tell
  I'm selling as loud as I can. <clause.cap>, and whoever did it buys here, I'd swear to it.
  <clause.cap>. And this morning somebody asked me what time I pack up.
  Keep smiling. <clause.cap>. I've been told that I'm next. Would you like a pear?
  It's since <event>. I used to sing at this stall. Now I count hats.
-> square

@ square hub furnish talk
> -> which_one
  Are you watching for <target>?
  Did <target> send somebody?
  I'm standing. Tell me.
> -> packs_up
  I've got what I came for.
  I'll go on. Good luck.
  It's too loud here for me.

@ which_one question
main afraid
  Grey hat, by the fish. He's been choosing a herring for an hour. Nobody's that fond of herring.
  I don't know. That's why I'm counting. There's one more hat than there are heads to it.
  It's <target.poss> people. They don't buy. They weigh things.
> -> confront_hat check intimidation scared
  I'll go and help him choose.
  Grey hat! A word!
  I'll stand next to him until he buys it.
> -> trick_hat check deception scared
  I'll tell him you packed up an hour ago.
  Give me your apron. You go home in my coat.
  Shout that it's free. He'll be trampled.
> -> stay_close do calm += 1
  I'll stay until you've packed up.
  Sell me a pear. Slowly.
  Let him look. Now there's two of us.

@ confront_hat check_passed
main joyful reveal
  He's gone! He's left the herring! What did you say to him? Say it to me, I'd like to use it on my brother.
  He went white. He's only a boy, under the hat. It's always a boy. Somebody's got the hat made.
-> packs_up

@ trick_hat check_passed
main amused reveal
  It's a terrible coat, I feel like a prince in it. He looked straight through me. I've been wanting that for days.
  They're on him like gulls! Oh, the herring! I can see his boots! Thank you, whoever you are!
-> packs_up

@ scared check_failed
main afraid
  He's smiling. He's put the herring in his pocket, and he's smiling. You'd better buy something, you've a family, I hope you haven't.
  It didn't take. He's only moved to the cheese. Well. The cheese can see me better.
-> packs_up

@ stay_close thank
main tender
  That's one copper. No, take longer. Ask me if it's ripe. I'm so grateful that I could give you a wrong change.
  I think I could sing, if you hummed. It's only got the four notes.
-> packs_up

@ packs_up farewell
main weary
  I'll pack up, I think. While there's people. Take the last pear, it only fell the once.
  Sold out. Near enough. I'm going home by the street with the lamps.
> -> END
  Keep to the lamps.
  Same time tomorrow, then.
  Good night. Mind the fish.

@ again greeting
main eager
  You! Stand there again, would you? You bring in custom. You bring in fewer hats.
  I sang this morning. They asked me to stop, but I sang.
