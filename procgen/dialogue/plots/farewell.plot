# Somebody leaves, or is left, and something is still unsaid.

=== farewell/the_one_who_goes
do {main} is leaving because of {event}, and tells the player so
count ease 1 0 4 how lightly they can go

@ opening farewell
main quiet tell
  I'm off in the morning. <clause.cap>, and I find I don't want to be here when people have finished talking about it.
  I was going to leave a note. Then I thought you'd correct the spelling. <clause.cap>. So I'm going.
  <clause.cap>. That's the reason I'll give. It's a perfectly good reason, it has only the one fault.
  You'll have seen the bag. I'm going. <clause.cap>, and every face here reminds me.
  Since <event> I've packed and unpacked four times. This time I've given away the cat.
  It's <event>. I can't walk past <where> any more, and everything here is past <where>.
-> hub
> -> why
  You can't just go.
  Were you going to tell me?
  Sit down. Tell me properly.

@ hub hub from 11 furnish calm
> -> why
  Tell me why. The other reason.
  You're not going because of <event>.
  What aren't you saying?
> -> END
  Go well, then.
  I won't keep you.
  I'm no good at this. Goodbye.

@ why confess
main sad
  Because nobody's said "stay". I'm not asking you to. I only noticed that nobody had.
  I've been brave about it for a week, and I've run out. It's not a thing you can borrow.
  If I stay, I'll forgive <target>. I can feel it coming on, and I don't want to.
  I want to find out whether it's this place or me. I've a nasty feeling. But I want to find out.
> -> stay_asked
  Stay.
  Then I'll say it. Don't go.
  What if I asked you to stay?
> -> blessed do ease += 2
  Then go, and don't look at the windows.
  Go and find out. Write and tell me which it was.
  You should go. I'd go with you if I were braver.
> -> hurt do ease -= 1
  Run, then. You always do.
  So it's easier to leave than to talk to <target>.
  And the rest of us? We just stay here with it?

@ stay_asked surprised
main surprised
  Oh. Oh, that's not fair. I've given away the cat.
  You might have said that on Monday. On Monday I'd have sat down.
  Don't. You say it so well. I've sold the bed.
> -> stays check persuasion goes
  We'll get the cat back.
  Give it until spring. If it's no better, I'll carry the bag.
  One more week. I'll walk past <where> with you.
> -> goes do ease += 1
  No. You're right. Forget I said it.
  I had to say it. Now go.
  I know. I only wanted you to have heard it.

@ hurt angry from 10
main angry
  Yes. I always do. Ask me why it works.
  That's what my father said, from a chair. He's still in it.
  You'll be sorry you said that, about an hour after I've gone. I'm only telling you so that you'll be ready.
> -> goes
  I'm sorry. That was unkind.
  I didn't mean it. Not all of it.
  Go on. I'll be sorry in an hour.
> -> cold
  I won't be.
  Then go.
  Send my regards to the next place.

@ stays joyful ends
main joyful
  One week. And you're telling the woman who took the cat.
  All right. I'll unpack the kettle. Only the kettle.
  I'd only wanted somebody to spoil it. Take the other handle, it's heavy, I'd put in all the stones.

@ goes farewell ends
main tender reveal
  Here, have this. It's the key. It doesn't fit anything since they changed the lock, but it's been in my pocket longer than you have.
  I'll go by the low road, so that nobody waves. You can wave. But don't be seen at it.
  Look after <other>. You needn't do anything. Just ask now and then, and don't believe the answer.
  Well. That's that said. I thought it'd be longer.

@ blessed farewell ends
main tender reveal
  That's the kindest thing. I shall be angry about it as far as the bridge.
  I'll write. I'll put the weather first, so that you can stop there if you like.
  You'd hate it. You'd miss complaining about the place. I'll do it for both of us.
  Then it's goodbye. I'll say it quick. There.

@ cold farewell ends from 10
main stern
  Very well. I'll remember you as you were at breakfast.
  Good. That makes it lighter.
  I'd something to give you. It'll do for somebody on the road.

@ closed greeting
main quiet
  You've caught me with the gate open. We've done this part.
  Don't make me say it twice. I'd do it worse.
  I've said my goodbye. I'm only looking for my hat.

=== farewell/the_one_who_stays
do the player is leaving, and {main} finds it hard
count warmth 1 0 4 how much of it can be said

@ opening farewell
main quiet
  So today's the day. I'd hoped that the road would be under water.
  I made too much breakfast. I'd counted you. Sit, it's only going cold.
  You've got your walking face on. I've been calling it that all week.
main tell
  And with things as they are. <clause.cap>, and now you.
  I'd not ask you to stay. It's just that <clause>, and you were the one I talked to about it.
  <clause.cap>. I'd got used to saying so to you. Now I'll say it to the stove.
  And <event> not even settled. But that's not your trouble any more, is it?
-> hub
> -> gift
  I couldn't go without seeing you.
  I've an hour yet.
  There's something I wanted to say.

@ hub hub from 11 furnish calm
> -> gift
  I'd better be going soon.
  Before I go, one thing.
  Is there anything you need, before I go?
> -> END
  Let's not make a business of it. Goodbye.
  I'm late. Look after yourself.
  I'll be back before you miss me.

@ gift tender
main tender
  Take this. It's socks. I know. When your feet are dry you'll think kindly of me, it's how socks work.
  I wrote down the names of people who'll give you a bed. Two of them are dead, but they'd sons.
  I was going to give you advice. I've looked for some all morning, and I've only got bread.
  I've a thing of <other>'s. It ought to go where somebody's going.
> -> thanked do warmth += 1
  I'll wear them out and come back for more.
  I've nothing to give you in return.
  You've given me enough already.
> -> promise do warmth += 2
  I'll see to <target> for you, on the way.
  If I hear anything of <event>, I'll send word.
  I'll come back. I mean by the first snow.
> -> light
  Socks! You do know how to wring a heart.
  You'll have a new friend by Thursday.
  You'll be glad of the quiet.

@ thanked thank ends
main quiet reveal
  In return! You came in here wet and told me the truth, twice. I've lived on it since.
  You carried water when I'd my back. I never forget who's carried water.
  It's I who should. But if I start that, I'll go on, and the carter won't wait.

@ promise hope
main doubtful
  Don't promise. I've a drawer full of those. They don't keep, there's moth in them.
  By the first snow. I'll hold you to that. I'll stand here in it like a post.
  To <target>? What would you say? No, say it. I'd like to have heard it once.
> -> kept check persuasion unkept
  I've broken promises. I won't break this one.
  Have I ever told you something and not done it?
  Then keep something of mine, and I'll have to come for it.
> -> unkept
  You're right. I'll only say that I'd like to.
  I'll try. That's all that it means.
  Maybe not the first snow.

@ kept joyful ends
main joyful reveal
  Leave me the hat, then. It's a dreadful hat. You'll be back.
  All right. I believe you. I'm too old for it, and I do.
  Then it isn't a farewell, it's only a long day. Go on. Go, before I count again.

@ unkept sad ends
main sad
  That's honest. I'd sooner have that, I think. I'll know better tomorrow.
  I'd have liked to be lied to, just this once. But it's done now, and you've your bread.
  "Try" is a good warm word. It's got holes in, but I've worn worse.

@ light amused ends
main amused
  Quiet! I'll have it stuffed. Get along, before I say something that needs a handkerchief.
  I'll have one by Wednesday, and he'll be taller. Mind the step. You always forget the step.
  Go on, laugh. I've put an onion in there, for you to cry with later, in private.

@ closed greeting
main quiet
  You'd gone. I'd already done the crying. This is extra.
  Forgot something? I hoped that you would. I hid it.

=== farewell/at_the_grave
deeds death absence
do {main} says goodbye to somebody who is past hearing it
count said 0 0 4 how much could be said aloud

@ opening mourn
main sad tell
  You came. I didn't put up a notice. <clause.cap>, and there's the size of it.
  They've all gone in for the soup. <clause.cap>. I've been trying to say that sentence without the middle.
  <clause.cap>. I knew it. I've known it for days. And this morning I laid two cups.
  It's about <event>. You needn't say anything. People have said such a number of things.
-> hub
> -> what
  I wanted to be here.
  What were they like, to you?
  I won't say that I'm sorry. You've heard it.

@ hub hub from 11 furnish calm
> -> what
  Tell me about it. Only if you like.
  What do you keep thinking of?
  What would you have said?
> -> END
  I'll leave you alone.
  I'll be inside, with the soup.
  I'll go. Come when you're ready.

@ what remember
main quiet
  The coughing. I used to lie there and hate it. You'd not believe what I'd give for a cough.
  We'd quarrelled about a ladder. It's still leaning there. I can't move it now, I'd have won.
  There was a joke. I never let it get to the end. I'd always say, yes, yes, the bishop. I don't know what the bishop says.
  Whoever it was that stood there this morning talked about somebody very good. I kept looking round for who it was.
> -> tell_it do said += 1
  Say it now. To the ladder, if you must.
  Tell me the joke as far as you know it.
  What would you say, if you'd one minute?
> -> blame
  Whose fault was it?
  Do you blame <target>?
  Could it have been prevented?
> -> silence do said += 1
  ...
  I'll just stand here a bit.
  We needn't talk.

@ tell_it confess ends
main tender reveal
  I'd say: you were right about the ladder. And I'd say it loudly, you were getting deaf. And you'd say "what?"
  There. I've said it. A crow heard it. I think I'll hold the ladder for somebody, this week.
  I'd not say much. I'd want to hear about the bishop.

@ blame accuse
main angry
  <target.poss>. Mine. The doctor's. I go round it like a horse in a mill, and it grinds nothing.
  I'd like it to be <target.poss>. It would be such a rest.
  Somebody left something open. That's all it ever is. Somebody always leaves something open.
> -> let_go check persuasion hard
  It won't bring anyone back.
  You could put that down, just for today.
  If it had been you, would they have blamed <target>?
> -> hard
  Then let <target> answer for it.
  I'd want to know, in your place.
  Somebody should pay.

@ let_go forgive ends
main weary reveal
  No. They'd have made <target> a cup of tea. That's what was so annoying about them.
  Just for today. I can do today. Don't ask me about Thursday.
  Is there any of that soup?

@ hard threat ends
main stern
  Yes. And I've got <target.poss> name, and I've all the time there is now.
  I'll see to it. It gives one something to get dressed for.
  They'll pay. I don't know what in. I'll think of a currency.

@ silence thank ends
main tender reveal
  ...Thank you. You're the only one who didn't say "time".
  You can hear the bees, if you wait. I'd never waited before. They'd always something that needed doing.
  That was good. That's the first bit of it that's been any good.

@ closed greeting
main quiet
  I've moved the ladder. I thought you'd want to know.
  We've said it, you and I. It doesn't want saying over, it wants weeding.
