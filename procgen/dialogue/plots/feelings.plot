# Quarrels, companions, old friends, and talk.

=== confrontation/the_accused_friend
do {main} believes the player had a hand in {event}
count heat 2 0 5 how near to blows it is

@ opening accuse
main angry
  Stand there. No, in the light. I'd like to see it on your face.
  I've been looking for you. I've walked it off twice, and it walks back.
  Don't sit. This isn't a sitting conversation.
main angry tell
  <clause.cap>. And you were the only one I'd told.
  You know that <clause>. What I want to know is since when.
  <clause.cap>! I defended you. I said: never, I'd know it.
  It's about <event>. You've got until I've counted the chairs.
> -> innocent
  You're wrong. I wasn't near it.
  Ask me anything. I've nothing to hide.
  Somebody's lied to you.
> -> owned
  I was there. It isn't what you think.
  Yes. I should have told you.
  I did a part of it. Let me say which.
> -> mocked do heat += 1
  You and your chairs.
  Are you finished?
  You'd believe anything, wouldn't you?

@ innocent answer
main doubtful
  <other> saw you at <where>. <other> doesn't lie. <other> hasn't the memory for it.
  That's just what <target> said. In those words. Did you learn it together?
  Then where were you? Not the short answer.
> -> peace check persuasion blows
  I was with my own trouble. I was ashamed to say so.
  I was at the grave. You can ask the sexton.
  Look at me. You've known me since the bad winter.
> -> truce
  I can't prove it. You'll have to wait and see.
  Think what you like. You'll find out.
  Ask <target>, then come back.

@ owned confess
~ heat -= 1
main sad
  You might have come to me. I'd have shouted, and then I'd have got my coat.
  Which part? Careful. There's a part that I could live with.
  So it's true. I'd got a whole speech for if you lied. I've nothing for this.
> -> peace
  I'm sorry. I was afraid of that face.
  I'll put it right with you, or alone.
  I thought I was sparing you. I was sparing me.
> -> blows do heat += 2
  You'd have done the same.
  It was business.
  You always make it about you.

@ mocked angry from 10
main angry
  That's it. That's the tone. <target> has that tone as well.
  I came here hoping. I'd like you to know that. I came up those stairs with hope.
> -> blows
  Then go down them with it.
  Touch me, and see.
  I've had enough of your tone.
> -> owned
  I'm sorry. That was fear.
  No. Wait. I'll tell you.
  All right. I was there.

@ peace forgive ends
main tender reveal
  Sit down. I'll get the chairs. I've forgotten how many there were.
  I'm going to be angry till Sunday, and you're to come to dinner anyhow.
  Give me your hand. It's shaking. Good. So's mine.
-> after

@ truce truce ends
main stern
  Then we'll wait. I'll nod to you in the street, and it'll cost me something each time.
  I'll ask <target>. If you've lied, don't be here. If you haven't, be here.
-> after

@ blows fight ends
main angry
  Take off your coat. I gave you that coat.
  I'd hoped you wouldn't say that. Now I've got to be as good as my word.

@ after hub from 11 furnish calm
> -> END
  I'll see you on Sunday.
  I'll go now.
  That's enough for one day.

@ closed greeting
main quiet
  That's been said between us. I don't chew twice.
  I've nothing to add about <event>. I've the mark of it on my hand, it tells me when it's going to rain.

=== confrontation/the_debt_of_silence
do {main} reproaches the player with having said nothing about {event}
count shame 1 0 4 how far the player's silence weighs

@ opening accuse
main stern
  You knew. You don't have to nod. You've been not nodding for a week.
  I'm not going to shout. I've found that you can stand being shouted at.
  I want to ask you something, and I want you to do it without the hands.
main tell
  <clause.cap>. And you passed my door every day with that in your mouth.
  <clause.cap>. You could have said it in four words. I've counted, I've had the evenings.
  All of us were told in the end that <clause>. Some of us were told by the bailiff.
  When you knew about <event>, what did you have for supper? I ask because I remember mine.
-> hub
> -> why_silent
  I didn't know how to say it.
  I thought somebody else would.
  Who says I knew?

@ hub hub from 11 furnish calm
> -> why_silent
  You're right. I knew.
  Let me explain.
  Ask what you want to ask.
> -> END
  I can't do this now.
  I owe you nothing.
  Let it lie.

@ why_silent answer
main weary
  You'd have found a way if it had been good news. You came over the wall for the christening.
  Somebody else did. Somebody else told it in the square, to a great many people, and did the voices.
  <target> asked you not to, was that it? And I didn't ask you anything. I see.
> -> amends do shame += 1
  What can I do now?
  I'd carry it for you, if it could be carried.
  I'll say it now, to anyone you want.
> -> excuse
  I'd promised <target>.
  It would only have hurt you sooner.
  I've a family too.
> -> turn_round check persuasion worse
  And what did you not say, when it was me?
  You knew about mine, that spring. You talked of onions.
  We've both walked past a door.

@ amends promise
main tender
  You could sit with me on Thursday. It's Thursdays that it gets in.
  Go with me to <target>. You needn't talk. You've shown that you needn't talk.
> -> mended
  Thursday. I'll bring the chairs.
  I'll come. And I'll open my mouth.
  Whatever you ask.
> -> worse
  Thursday's not good.
  I meant something smaller.
  Let me think about it.

@ excuse scornful from 10
main scornful
  Sooner! Yes. I might've packed. I might've hidden the spoons, or cried in private.
  A promise. Everyone's so honourable, and here's me on an orange box.
> -> amends do shame += 1
  You're right. It's a poor excuse.
  I'd break it, if I had it again.
  I've no better one. I'm sorry.
> -> worse
  I'd do the same again.
  I won't apologise for that.
  You're not the only one who suffers.

@ turn_round surprised
main surprised
  ...Onions. Yes. I did, didn't I? I'd put on the brown hat so as not to be stopped.
  I hoped that you'd forgotten. I'd nearly forgotten it myself, I had it painted over.
> -> mended
  Then shall we both stop?
  One door each. Let's say it's even.
  I forgave that years ago. I only never said.

@ mended forgive ends
main tender reveal
  We're a fine pair. We could've been told things, the two of us, for years.
  Bring the onions on Thursday. I'd like to hear all about them.
  It's still there. But there's a chair beside it now.

@ worse refuse ends
main sad
  Then I've got my answer. I won't ask again, and you needn't cross over. I'll do it.
  I see. Mind the orange box on your way out.

@ closed greeting
main quiet
  I've said it to you once. It was the having to say it.
  We talk of other things now, you and I. We do the onions.

=== recruit/the_reluctant
do {main} is asked to come along and see to {event}
count will 1 0 4 how near they are to coming

@ opening greeting
main doubtful
  You've got the look of somebody who's going somewhere. I've only just got the stove to draw.
  If it's to ask me along, ask quick, I'm in a mood to say no properly.
  Before you start: I've bad feet, a good bed, and a cat.
main tell
  You're going on account of it, I suppose. <clause.cap>, and nobody else'll lift a finger.
  <clause.cap>. I've got eyes. I see you've bought rope.
  I heard that <clause>. And I thought: they'll come for me. And I tidied up.
  It's <event>. It's been walking round my house for days. I hear it try the shutters.
-> hub
> -> ask_along
  I need somebody with me.
  Will you come?
  It can't be done alone.

@ hub hub from 11 furnish calm
> -> ask_along
  Come with me to <where>.
  Let's talk about your coming along.
  I'm asking you. Nobody else.
> -> END
  Stay by your stove.
  Forget that I asked.
  I'll go alone.

@ ask_along refuse
main weary
  What use am I? I was brave for one afternoon, eleven years ago, and I've dined on it since.
  And who'd feed the cat? It isn't only a cat. It was <other.poss> cat.
  I said I'd never go near <where> again. I said it out loud, to a person who's dead.
> -> need do will += 1
  One afternoon's more than most.
  I don't need brave. I need somebody who'd notice if I didn't come back.
  You know the way. You know what's at the end of it.
> -> debt do will += 2
  You're not doing it for me. Who was it you said it to?
  You've been waiting for somebody to ask.
  If you stay, you'll hear it at the shutters till you die.
> -> sneer
  So it's true what they say of you.
  I'd thought better of you.
  A cat!

@ need answer
main tender
  I'd notice. I notice when you're late with the milk.
  I do know the way. I go along it, nights, as far as the bend. In bed, I mean.
> -> comes if will >= 2
  Then come as far as the bend.
  Bring the cat.
  We leave at first light.
> -> half
  Then draw me the way.
  Lend me your rope arm, at least. And a map.
  Keep a light in the window for me.

@ debt confess
main sad
  <other>. I'd the rope in my hand and I said "you first". There. That's what I've got instead of a heart, that "you first".
  Yes. I've had the bag packed since the spring. I take out the socks and wear them, and put in others.
> -> comes
  I'll go first, this time.
  Then put on the good socks.
  Come and say it at the place itself.
> -> half
  It's not the day for it. Help me from here.
  I won't make you. Only tell me where <other> went in.
  Stay. But tell me all of it.

@ sneer scornful from 10
main scornful
  It's true. I started it myself, it saves explaining.
  The cat never asked me to die for anything. It's a point in its favour.
> -> debt do will += 1
  I'm sorry. I'm frightened, that's all it is.
  That was low. What happened, back then?
  Forgive me. Whose cat was it?
> -> stays
  Keep your bed, then.
  I've nothing to say to a coward.
  I wish you joy of it.

@ comes accept ends
main eager reveal
  Give me one minute. I've got to tell the cat something, and it's a thing that wants a closed door.
  All right. But I walk behind. No. No, I walk in front. Oh, I hate this already. Which way's the wind?
  I'll get my hat. You've got me for a week. After that I'm a burden.

@ half agree ends
main quiet reveal
  Here. It's all on there, up to the bend. After the bend I've drawn a tree, I was only being polite.
  There'll be a light. I'll put two, so that you'll know it's me and not the moon.

@ stays refuse from 10 ends
main sad
  I'd have come, I think, if you'd asked it once more. Well. Don't.
  Shut the door. It lets it in.

@ closed greeting
main neutral
  We've had that talk, the bag's packed or it isn't.
  About <where>? It's as we said. Ask the cat.

=== recruit/the_price_of_company
do {main} will come along over {event}, if the terms are right
count terms_good 0 0 4 how good the terms are

@ opening bargain
main amused
  I'm for hire, I'm not for sale, and I'm not cheap. You may cry now if you need to.
  You want me. I can always tell. People who don't want me look at my hat.
  State your business. I charge for suspense.
main tell
  Let me guess. <clause.cap>, and you've got a plan with a gap in it, and the gap's got my name on.
  <clause.cap>. I wondered who'd come. I had money on somebody taller.
  It's common knowledge that <clause>. It's less common to do something about it. I've a rate for that.
  It's over <event>. That's double. I'd do it for single if you'd said it was rats.
-> hub
> -> rate
  What's your rate?
  What would it take?
  I heard that you're good.

@ hub hub from 11 furnish calm
> -> rate
  Let's talk terms.
  What do you want for coming?
  Name your conditions.
> -> END
  Too dear for me.
  I'd rather have the rats.
  I'll look further.

@ rate offer
main stern
  Twenty-five down. I eat what you eat. And if I say "don't open that", you don't open it.
  I've three conditions, and the third one's that you don't ask about the second.
  Half of what we find, all of the blame, and I pick where we sleep.
> -> pay_down if coins >= 25 do coins -= 25; terms_good += 2
  Here's <price> <currency>. We leave tonight.
  <price> <currency>. Count it on the way.
  Fine. <price> <currency>, and I snore.
> -> haggle_terms
  I can't pay that. I can give you something else.
  What if it's the right thing to do?
  No money. But <target> will be sorry to see you.
> -> ask_second
  What's the second condition?
  What is it that you don't open?
  Why the blame?

@ pay_down accept ends
main joyful reveal
  It's real! I've bitten it. That's a bad habit, I've hardly any left. Which way?
  Done. From now on I'm on your side, and I'm told that it's noticeable.
  Good. I'll tell you something for nothing, then: I'd have taken twelve.

@ haggle_terms doubtful
main doubtful
  "The right thing." I knew somebody who did that. Lovely funeral.
  <target>. Say that again, and slower. ...I've a tooth missing on account of <target>.
  What else have you got? I don't take stories. I take stories if they're short.
> -> joins_for_spite check persuasion walks
  Then come and collect the tooth.
  You'd be there when <target> opens the door.
  Think of the face.
> -> walks
  A share of the glory.
  You'll feel good about it.
  I could owe you.

@ ask_second confess
~ terms_good += 1
main quiet
  That nobody's left behind. It's not in the contract. Nobody ever asks. I lost a contract over it, and before that I lost somebody.
  Doors that are warm. I opened one. There were six of us, and I had the gloves.
> -> joins_for_spite
  I'd have asked for that myself.
  Nobody's left behind. My hand on it.
  Then we've the same second condition.
> -> walks
  That's a lot to promise.
  I can't swear to that.
  Business first.

@ joins_for_spite accept ends
main proud reveal
  Keep the money. Buy rope. Buy more than you think.
  You've got me, and I've got a tooth to see about. Let's go while I'm still cross.

@ walks refuse ends
main weary
  No. I've been warm on glory before, it goes out about three in the morning.
  You're honest. It's not enough, but I wanted to say I'd noticed. Try the tall one.

@ closed greeting
main neutral
  We've a bargain or we haven't. I don't renegotiate in doorways.
  If it's about <event>: same terms. I've put it on a card.

=== reunion/the_letter_unanswered
do {main} meets the player again, and a letter about {event} was never answered
count warmth 2 0 5 how glad they are of it

@ opening surprised
main surprised
  It can't be. Turn round. It is! You've got fat, or I've got honest.
  I know that cough. I'd know that cough in a coal cellar.
  Well, hang me. They said you were dead, at the post office. They were very sure.
main tell
  You've come back to a mess. <clause.cap>. I wrote to you about it.
  You'll have had my letter. No? <clause.cap>. I put it better in the letter.
  <clause.cap>. You were the first I thought of telling, and then I'd to remember that I wasn't speaking to you.
  I wrote you four pages about <event>. I underlined.
-> hub
> -> letter
  I did get the letter.
  I never knew what to answer.
  What did it say, your letter?

@ hub hub from 11 furnish calm
> -> letter
  About that letter.
  I owe you an answer.
  What happened, after I'd gone?
> -> END
  I can't stay. I only wanted to see you.
  I'll come by tomorrow.
  Let's not spoil it. Goodbye.

@ letter doubtful
main doubtful
  Did you read it to the end? I ask because of what's at the end.
  I sat by the window a good deal, that autumn. I said that it was for the light.
  I'd asked you one thing. It had a question mark as big as an egg.
> -> truth_told do warmth += 1
  I read it twenty times. I was ashamed of where I was.
  I started nine answers. I've got them here.
  I was in prison. They don't give you ink.
> -> pretend check deception caught_out
  It never reached me.
  The water got at it. I could only read the top.
  I wrote back. Didn't it come?
> -> cold_answer do warmth -= 1
  It was a long time ago.
  You were always one for underlining.
  I thought it would blow over.

@ truth_told tender
main tender
  Twenty. I only wrote it twice. Give me that, there, the ninth one. "Dear"... Yes. That's as far as I got, mostly.
  You great fool. I'd have come. I'd have brought ink.
> -> close
  Ask me now. What you asked at the end.
  The answer was yes. It's late.
  I'd have said: wait for me.
> -> apart
  It wouldn't have changed anything.
  It's better that I didn't.
  We'd only have made each other sad.

@ pretend quiet from 11
main quiet
  The water. Well, that's all right, then. That's... I'd thought of everything except water. I'm so pleased.
  It must have got lost. There was a thief on that road. I'll think kindly of him now, I'd like a thief better than the other thing.
> -> close
  What did you ask me, in it?
  Then ask me now.
  Say it, and I'll answer on the spot.
> -> apart
  So it wasn't anyone's fault.
  No harm done, then.
  Let's have a drink, and say no more.

@ caught_out stern from 11
main stern
  You've still got it. It's sticking out of your coat. I know my own egg.
  You touched your ear. You did that when you broke the window as well.
> -> truth_told
  I read it. I read it every night.
  All right. I was ashamed.
  I couldn't answer. I tried.
> -> apart
  Then there's nothing I can say.
  I shouldn't have come.
  You always did see through me.

@ cold_answer sad from 10
main sad
  It did. It blew over, and it took the roof.
  I only underlined what I thought that you'd skip.
> -> truth_told do warmth += 1
  I didn't skip a word.
  I'm sorry. I know it by heart.
  I was afraid of it.
> -> apart
  I never asked you to write.
  People move on.
  You look well, anyhow.

@ close joyful ends
main joyful reveal
  It was about the boat. I asked if you'd still want a half of the boat. It's been painted twice. It's got your half of the name on it.
  I'd asked if you'd come home. You seem to have done it without reading.
  Sit there. Don't move. I'm going to fetch everyone, and I'm going to be unbearable.

@ apart farewell ends
main sad
  Yes. Well. It was good to see the coat.
  I'll burn my half of it, if you'll burn yours. Then we'll be two people who used to know each other.

@ closed greeting
main amused
  You, again! I'd only just got used to your having come back.
  Have you answered your post? Then come in.

=== reunion/the_one_who_changed
do {main} and the player were young together, and {event} has made {main} somebody else
count known 1 0 4 how far they find each other again

@ opening doubtful
main stern
  Yes? ...Oh. I don't use that name now.
  You've the wrong door. No. You've the right door. Keep your voice down.
  I saw you from up there. I hoped that you'd go by, and I came down three stairs at a time.
main tell
  You'll have been told why. <clause.cap>. After that I wasn't who you used to know.
  <clause.cap>. There's before that and there's after it, and you're from before.
  It's quite simple. <clause.cap>. And I found out what I was like.
  You've come because of <event>. Nobody comes because of me.
-> hub
> -> old_name
  I came because of you.
  What happened to you?
  You still stand on one leg when you're lying.

@ hub hub from 11 furnish calm
> -> old_name
  Do you remember the roof, and the plums?
  Who are you, then, now?
  I don't care what you're called.
> -> END
  I see I've come too late.
  I'll leave you to it.
  Then I don't know you either.

@ old_name remember
main quiet
  I remember everything. That's what's the matter with it. I was happy in a very cheap coat.
  There was one of us who never laughed at the others. It was you. I've had it on my mind, now that I'm somebody people don't laugh at.
  I've a key to everything here. You used to say that I couldn't keep hold of a shoe.
> -> laugh do known += 2
  Where's the shoe?
  You lost both. In one night. It was the plums.
  And now you've a door, and you open it yourself.
> -> ask_hard
  What did you do, at <where>?
  What did <target> make of you?
  Is it true, what they say about you and <other>?
> -> mourn_it
  I liked the other one.
  I miss that coat.
  I'm sorry that I wasn't there.

@ laugh amused
main amused
  Don't. I've people upstairs. I've people who think I've never had feet.
  In the millpond! They're still in the millpond! I think of it in meetings!
> -> back
  Come out. Just for an hour. Without the keys.
  There's plums on the same wall.
  Tell them you've gone to see about a shoe.
> -> stays_so
  You'd better go up.
  I'd better let you be important.
  It's good that it's still in there.

@ ask_hard confess
main sad
  I signed it. It was put in front of me, and everyone in the room was so tired. I'd a good pen.
  <target> needed somebody who'd not make a fuss. I'd been told all my life not to make a fuss.
> -> back check persuasion stays_so
  Then unsign it. Come with me, now.
  You can still make a fuss.
  I'd sit next to you while you said so.
> -> stays_so
  I see.
  Others would have done it too.
  I won't judge you.

@ mourn_it tender from 10
main tender
  So did I. I left the light on for him, for a while.
  You couldn't have. You'd have been sitting where I was sitting, and then who'd I have had to be ashamed in front of?
> -> back
  Give him an hour. Come for a walk.
  I'd know him if I saw him eat a plum.
  He'd come, if I said it was a dare.
> -> stays_so
  Then I'll say goodbye to him here.
  Look after whoever you are.
  I only wanted to see.

@ back accept ends
main joyful reveal
  One hour. Hold this. It's the keys. If I ask for them, run.
  I dare you back. Go on. I'm wearing the most dreadful expensive shoes.
  Say it again, the name. ...Yes. That's him. He's stiff in the knees, but he's coming.

@ stays_so farewell ends
main weary
  I'll have someone see you out. No, I won't. Go by the kitchen, they've got plums.
  If you pass by again, don't knock. Throw something at the window. I'd like to be annoyed.

@ closed greeting
main quiet
  Not here. In the kitchen. They think you've come about the drains.
  I've been meaning to be myself, one of these days. How's the wall?

=== talk/the_long_evening
do {main} has time to talk, and {event} on their mind
count ease 1 0 4 how much they have warmed to the player

@ opening greeting
main neutral
  Sit anywhere. That one's got a leg missing, but it knows where the wall is.
  You're company. I'd got as far as talking to the kettle.
  Come in, if you don't mind onions. If you mind onions, come in all the same.
main tell
  We'll get it over with, shall we? <clause.cap>. There. Now we can talk like people.
  <clause.cap>. That's the great subject here. The lesser one's drains.
  I'm told that I'm gloomy. <clause.cap>, I say. What's yours?
  It's been all <event> and no sleep. Do talk about something. Or talk about that, but nicely.
-> hub

@ hub hub furnish talk
> -> offer_help do ease += 1
  Is there something I can do for you?
  You look as though you'd like to ask me something.
  Can I lend you a hand with the onions?
> -> parting
  I ought to be going.
  I've kept you long enough.
  Good night, then.

@ offer_help thank
main tender
  You could hold the other end of this. It isn't that it's heavy. It's that it's got two ends.
  Ask me how I am, and then wait. Nobody waits.
  There is. Go by <other.poss>, on your way, and see if there's a light. You needn't knock.
-> hub_after

@ hub_after hub from 12 furnish calm
> -> parting
  I'd better go, before it rains.
  Thank you for the chair.
  I'll remember what you said.

@ parting farewell
main quiet reveal
  Mind the step, it's the one I'm always going to mend.
  You're a good listener. You'll get no thanks for it, so I'll say it now. Thanks.
  Go on. And tell nobody that I talked. I've a name for not talking.

@ again greeting
main amused
  You came back. I've glued the chair.
  It's you. I'd thought of an answer to something, and you'd gone.
  Come in, come in. It's leeks today.

=== talk/the_wary_one
do {main} knows about {event} and gives nothing for nothing
count trust_won 0 0 4 how far they have come to trust the player

@ opening greeting
main doubtful
  I don't know you. I'm not saying it's a fault.
  You've a lot of pockets. What's in them?
  Ask your question from there. I hear well.
main tell
  If it's about what I think, I can save you the walk. <clause.cap>. That's all you'll get for looking friendly.
  <clause.cap>. You know that, I know that. The next thing's got a price.
  Everyone gets told that <clause>. It's what I give away, like the stale end.
  They've all been here about <event>. They all smiled like that.
-> hub

@ hub hub furnish talk
> -> earn
  What would it take for you to trust me?
  How does one earn it, with you?
  I'd like you to know me better.
> -> parting
  I won't trouble you.
  Keep it, then. Good day.
  I'll be off.

@ earn question
main stern
  Tell me something that's no use to you.
  You could start by not standing in the door. I like to see who's behind people.
  There's a bucket. It wants emptying. I'm just mentioning it.
> -> earned do trust_won += 2
  I'm afraid of geese.
  I've emptied your bucket.
  There. Nobody behind me. There's never been.
> -> unearned
  That's childish.
  I've no time for tests.
  Trust me, and I'll show you.

@ earned reveal
main amused reveal
  Geese! Well. Well, sit down. I know somebody who's afraid of geese, and I'd tell <target.them> anything. It's not <target>.
  You did it. And you rinsed it. I'll tell you what I saw, and it's the only time: <target>, at <where>, counting.
-> hub_after

@ unearned refuse
main scornful
  There it is. I was only waiting for it to come out of its hole.
  Show me first and I'll trust you. I've got that on a plate, in the kitchen.
-> hub_after

@ hub_after hub from 13 furnish calm
> -> parting
  I'll be going now.
  Good day to you.
  That's all I wanted.

@ parting farewell
main neutral
  Shut it behind you. No, harder. It likes to be told.
  You can come again. I don't say that I'll be in.
  Go round by the back, and don't look as if you'd learnt something.

@ again greeting
main doubtful
  Pockets again. Well, I know what's in them now.
  You. I'd counted you out. Sit.
  Still curious? It's bad for the teeth.
