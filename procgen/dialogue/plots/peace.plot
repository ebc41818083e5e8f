# Two sides talk terms, and the player stands between.

=== peace/the_table
do {main} and {target} talk terms over {event}, and the player sits between them
cast target captain
count trust_between 1 0 5 how far each side believes the other

@ opening order
main stern
  Nobody's to draw anything, not even a chair. You sit there, between us, and look harmless.
  We've agreed on the table. It took two days. It had to be round and there wasn't one.
  Swords in the bucket. The bucket stays where we can both see it.
main tell
  Then let it be said aloud, so that nobody can say it wasn't: <clause>.
  We are here because <clause>. I'd have come for less, and I've stayed away for less.
  <clause.cap>. That's our side of it. Theirs is longer, and has horses in it.
  It's about <event>. It was about something else once. I can't think what.
target scornful
  That's how you tell it. I've heard it told at our fires, and you'd not know it.
  Prettily said. There were three of mine in the ditch, you've left those out.
  I'll answer that when somebody's given me a chair with four legs.
-> hub
> -> claim
  What does each side want?
  Let me hear what you need. Not what you're owed.
  Start with the worst of it.

@ hub hub from 9 furnish questions
> -> claim
  Then to business. What do you each want?
  Let's hear the terms.
  Both of you: what would be enough?
> -> END
  You're not ready for this.
  Call me when you mean it.
  I've seen enough. The bucket's yours.

@ claim demand
main proud
  <item>, back, and the man who took us for fools, in front of everyone, without his hat.
  The low pasture till autumn. And I want it in writing that we were right.
  I want to bury our people on our side. And I want <target> to carry one end.
target stern
  We'll go back behind <where>. But not first. I've told my people not first.
  I won't kneel. I've a bad knee and good reasons.
  Half of what's asked, and nobody's to sing about it.
> -> both do trust_between += 2
  You both go back, on the same bell. I'll ring it.
  Each gives one thing, now, on this table.
  Then carry it together. One end each.
> -> lean
  <target> should give way. <target> began it.
  It's plain who's in the wrong here.
  I'd say the first word is <target.poss> to say.
> -> name_it check perception storm
  That's not what you want. What happened that you haven't said?
  You keep looking at that empty chair. Whose is it?
  There's something under this. I'd put it on the table.

@ name_it reveal from 12
main quiet reveal
  My brother's. It's his chair. I brought it. I thought that <target> should have to look at it.
  There was a letter, asking for peace. In spring. I didn't open it. I said it never came.
  I gave the order. It was dark. Everybody's been so careful to say "it happened".
> -> both do trust_between += 2
  Now you've said it. Can you both stand up with that?
  Then that's where we begin.
  Leave the chair there. Sign beside it.
> -> storm
  Then it's you who'll pay for it.
  Does <target> know that? <target> does now.
  You'll answer for that before anything is signed.

@ both accept ends
main weary reveal
  On the same bell. And if it's a second late, I'll say it was the rope.
  All right. I'll put my hand on it. Don't anyone cheer, I'd take it back.
  It isn't peace. It's two tired people. But I've seen worse things called peace.
target tender
  I'd like to sit here a moment. I've not sat with my back to a door in four years.
  My mother will spit. She'll do it indoors, though. That's something.
  Then give me that bucket. No. You take mine, and I'll take yours.

@ lean answer
target angry
  So that's your middle. It's got a slope on it.
  I see. You're a table with one leg after all.
main doubtful
  I wanted you to say it. And now you've said it I could wish that you hadn't.
  We're agreed, then, you and I. It's a pity. I'd need <target> for it.
> -> storm
  I say what I see.
  Somebody has to be first.
  I'm not here to please either of you.
> -> both do trust_between += 1
  I spoke too soon. Let me put it another way.
  I was wrong to weigh it. You go back together.
  Forgive me. Each gives something, or nobody does.

@ storm threat ends
main stern
  Fetch the bucket. We tried. I'll say that we tried, and I'll say it every time.
  Then it'll be harvest with one hand again. Tell your people I'd hoped otherwise.
  That's that. Somebody put out the lamp, it's our oil.
target angry
  Mind how you ride home. That's not a threat. There's ice.
  I kept my knee. It's not much, to go home with.

@ closed greeting
main stern
  It's signed, or it's not. Either way I'm not to be asked about it by the gate.
  The table went for firewood. It wasn't a bad table.
target neutral
  We nod, now. It took a month to get as far as nodding.
  I've nothing against you. You'd a hard chair.

=== peace/the_white_flag
stance wronged witness guilty
do the player brings terms to {main}, who has had enough of {event} and too much pride
count pride 3 0 5 how much of it is left to overcome

@ opening challenge
main scornful
  A clean sheet on a broom. Whose sheet was it? It's good linen, they'll want it back.
  That's near enough. You can shout the rest.
  So <target> sends somebody with a nice face. Last time it was somebody with a horn.
main tell
  You know what we've had here. <clause.cap>. Say your terms to that.
  Take this back for an answer: <clause>. And then I'll hear about peace.
  <clause.cap>. I've men who can't sleep for it. So choose your words, they're tired and they've got rocks.
  It's <event> that I've to think of, and I think of it with a bandage on.
-> hub
> -> terms
  I'm not here to shout.
  <target> wants it to stop. So do you.
  I've brought an offer. It's short.

@ hub hub from 11 furnish questions
> -> terms
  Will you hear the offer?
  Here's what <target> will give.
  Let me say what I came to say.
> -> END
  I'll tell them that you threw rocks.
  You've had your chance.
  Then I'll take the sheet home.

@ terms offer
main doubtful
  Three days without anyone dying. That's the offer? I've had that by accident.
  They'd give back <item>. Just like that? What's wrong with it?
  And what do they get? Don't say "peace". Nobody's ever wanted just peace.
> -> dead
  They get to bury theirs. You get to bury yours.
  Both sides want their dead in the ground.
  Three days is long enough for a funeral.
> -> flatter do pride += 1
  They know that they can't beat you.
  They say you're the only one they'd trust to keep it.
  They asked for you by name.
> -> plain do pride -= 2
  You're losing. So are they. It's just not the same day.
  You've flour for nine days. I counted the sacks.
  If you win tomorrow, what have you got? <where>, and nobody in it.

@ dead mourn
main sad
  There's a boy of theirs against our wall. We've put a blanket on him. I couldn't tell you why it had to be a good blanket.
  I wrote to eleven mothers. I used the same letter. I changed the bit about the hair.
  ...They've a drummer who plays at dusk. I've not had him shot. People have asked me about it.
> -> sign
  Then you've already begun. Finish it.
  Give them back the boy. Start with that.
  They've got one of yours, under a blanket too.
> -> swear check persuasion no
  Swear it on him.
  Promise me those three days. Not them. Me.
  Say it while you're thinking of the drummer.

@ flatter amused
main amused
  By name! They never could pronounce it.
  You do that very well. I was nearly taller, for a moment.
  The only one. Well. It's true, but you shouldn't say it to a man with a bad hat.
> -> sign
  Then show them.
  Be what they say, for three days.
  It wouldn't cost you anything that you'd miss.
> -> no
  And they're afraid of you.
  You could ask for double.
  They'd crawl, I think.
> -> dead
  It's the boy at the wall they ask about.
  All right, plainly: they want their dead.
  They'd like their drummer to stop, too.

@ plain weary
main weary reveal
  Eight. It's eight days. There's a sack that's sand, I had it put at the front.
  I know. I do the sum at night, and it's a short one.
  You've eyes. You'd make a good enemy. Sit down, then, I've a chair that I keep for somebody who doesn't lie.
> -> sign
  Sign, while you can still do it standing.
  Nobody need know about the sand.
  You'd be giving them three days. They'd be giving you nine.
> -> no
  Then surrender.
  I'd have to tell <target> about the sand.
  You've no choice at all.

@ swear promise from 11
main proud
  On my name, then, and on the boy. Three days. I'd not break it for the king.
  You have my word. It's about the last thing in the store that isn't sand.
-> sign

@ sign accept ends
main tender
  Give me that. Where? I always sign too large, I was told that it looked brave.
  Three days. And leave the sheet. I've a use for it, at the wall.
  Done. Tell the drummer that he's flat on the seventh. He'll know.

@ no refuse ends
main stern
  No. There's a bit of me that can't, and it's the bit that's held the gate. Go back while it's light.
  You nearly had it. Then you smiled.
  Take your sheet. I'll have the drums, tonight, and I'll think about what I'd have done with three days.

@ closed greeting
main stern
  I gave my answer. There's a copy in the mud.
  Still here? The rocks are still here as well.
  We don't talk about <event> now. We talk about wells. It's duller, I recommend it.

=== peace/the_feud_at_home
do {main} has not spoken to {target} since {event}, and both have asked the player to carry words
count thaw 0 0 5 how far it has melted

@ opening complain
main stern
  If <target.they>'s sent you, you can tell <target.them> I'm out.
  I'm not quarrelling. I've simply stopped talking. It's been very peaceful for one of us.
  You've come from over there. You've <target.poss> mud on your boots.
main tell
  I suppose you were told that <clause>. I suppose it was told so that it was my fault.
  <clause.cap>. I say it calmly. I've got it down to where I only break small things.
  It's simple: <clause>. And not a word since. Not one. I've been listening at the wall.
  Since <event> we've a line chalked down the middle of the yard. It rains, and we both go out and chalk it.
-> hub
> -> carry
  I'm to ask you something.
  There's a message. Do you want it?
  How long do you mean to keep this up?

@ hub hub from 11 furnish calm
> -> carry
  Shall I give you the message?
  I've a word for you from over there.
  What should I say when I go back?
> -> END
  I'm not a pigeon.
  Sort it out between you.
  I've chalk on my shoes. Good day.

@ carry question
main doubtful
  Well? Is it "sorry"? It isn't, is it? It's about the ladder.
  Say it, then. Say it in your own voice, I don't want the faces.
  I don't care what it is. What is it?
> -> true_words
  It was: "Is the cough better?" That's all.
  There was no message. <target> asked how you looked, that's all.
  <target> said: tell nobody that I asked.
> -> kind_lie check deception caught_lie
  <target> says sorry. In those words.
  <target> cried, a little. By the pump.
  You were right. I was told to say that you were right.
> -> scold do thaw -= 1
  You're both behaving like geese.
  The whole street's laughing at the chalk.
  There are people with real troubles.

@ true_words tender
~ thaw += 2
main quiet
  The cough. How does anyone know about the cough? That's through a wall.
  Well. It's better. You can say that it's better. No. Say it's the same, and see what comes back.
  ...Did <target> stand like this, with the weight on the left? <target.they.cap> always does when it's something.
> -> over
  Say it yourself. It's nine steps.
  I'll go with you as far as the chalk.
  There's soup on, over there. It's too much for one.
> -> wait_more
  I'll tell <target>. I'll come again tomorrow.
  Give it another day.
  One more message, then. What shall it be?

@ kind_lie surprised
~ thaw += 1
main surprised
  In those words? <target> doesn't have those words. I'd have thought they'd need to be sent for.
  By the pump! Where people could see? Then it's worse than I thought.
  Right? I was right? I've been so long at it that I've forgotten about what.
> -> over
  Go over before it cools.
  Then you could be generous.
  Being right's a good thing to walk in with.
> -> wait_more
  Sleep on it.
  You needn't answer today.
  I'd keep it to yourself for now.

@ caught_lie scornful
main scornful
  No. You scratched your nose. You never came by that honestly.
  <target> has never said that in <target.their> life. You made that up at the corner.
> -> scold do thaw -= 1
  Somebody has to say it!
  All right. I wanted it to be true.
  I'm tired of walking to and fro.
> -> true_words
  The real one was: "Is the cough better?"
  All right. I was only asked how you looked.
  I'm sorry. The truth is shorter.

@ scold answer from 11
main angry
  Geese keep together. It's the one thing about geese.
  Let them laugh. I draw a straighter line.
> -> over
  Then be geese. Go over.
  Show them, then. Walk across it.
  Rub it out. In daylight.
> -> wait_more
  I'll say nothing more.
  I've done what I can.
  Think about it. That's all.

@ over forgive ends
main tender reveal
  Nine steps. Hold my apron. I'll say I've come about the ladder. We'll get round to it.
  If <target.they> says one word about the chalk, I'll turn round. I'll turn round slowly.
  Give me your arm. I've been angry sitting down, I'd no idea how much it takes out of you.

@ wait_more sad ends
main sad
  Tomorrow, then. I'll leave the door on the latch. It isn't for anyone. It's the cat.
  You can tell <target> that you saw me. You needn't say how I was.
  It'll keep. It's kept very well so far, it's like jam.

@ closed greeting
main neutral
  We've done all that. Mind the chalk, it's the children's now.
  Don't ask. It's going along. One doesn't lift the lid.
