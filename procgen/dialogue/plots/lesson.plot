# Somebody teaches what they know, by what went wrong.

=== lesson/the_mistake
do {main} teaches the player by what went wrong with {item}
count learned 0 0 4 what the player has understood

@ opening teach
main stern
  Put that down. No. Pick it up, and put it down as if it belonged to somebody.
  You're late, which is good, you'll be sorry, and then you'll listen.
  First rule: you don't touch anything until you can tell me what it'll do.
main tell
  Look at this. <clause.cap>. How would you go about seeing that it never happens again?
  I always begin with a failure. This week's is a good one: <clause>.
  <clause.cap>. Everybody's shouting about who. You and I will sit here and ask how.
  Today's lesson is <event>. I've no other, and it's fresh.
-> hub
> -> ask_first
  What should I look at first?
  I'm listening.
  Where do I begin?

@ hub hub from 11 furnish questions
> -> ask_first
  All right. Where do I begin?
  Go on with the lesson.
  What would you have done?
> -> END
  I haven't the head for it today.
  I learn better alone.
  Can we do this tomorrow?

@ ask_first question
main neutral
  I'll ask, you answer. Three people passed <where>, and each of them noticed something and said nothing. What's the first thing that failed?
  Here's a knot, and here's <item>. Which of them gave way? Think. They both look innocent.
  Suppose it's you, that night, and you've one hand free. What do you do with it?
> -> right do learned += 1
  Nobody spoke. That failed first.
  I'd shout. Before I did anything clever.
  Neither. Whoever tied it was in a hurry.
> -> wrong
  Somebody wasn't strong enough.
  I'd grab hold of it and pull.
  <target> did. It's plainly <target.poss> fault.
> -> honest do learned += 2
  I don't know.
  I'd have stood there with my mouth open.
  I've no idea. Show me.

@ right proud
main proud
  Good. You're unbearable now, but good. Everyone else says "the rope".
  Just so. It wasn't the hand, it was the mouth. It's nearly always the mouth.
  Yes! And it took me nine years and a finger. Look. No, the other hand.
> -> deeper
  How did you find that out?
  What happened to the finger?
  Who taught you that?
> -> done
  Then let me try it.
  Give me the rope.
  I think that I've got it.

@ wrong stern from 10
main stern
  So you'd have been the fourth. Sit on your hands. I mean it, sit on them.
  That's what I'd have said, at your age, and I'd have said it from under the cart.
  Blame's quick, isn't it? It's over in a moment, and you've learnt nothing and lost a friend.
> -> deeper
  Then tell me what I missed.
  All right. What did you do wrong, once?
  I'm sitting on them.
> -> leave_it
  You're only trying to make me feel small.
  I don't see what it matters.
  I'd still have pulled.

@ honest tender
main tender
  "I don't know." There. I've had pupils for a year who never got that far. Write down the date.
  With your mouth open. So did I. It's just that nobody tells you, they tell you about the second minute.
  Good. Then there's room in there.
> -> deeper
  What did you do, the first time?
  Tell me about your own first minute.
  Were you ever as stupid as this?
> -> done if learned >= 2
  Show me, slowly.
  Let me do it with you watching.
  Once more. I'll do it, you complain.

@ deeper confess
~ learned += 1
main quiet reveal
  I let go. That's all. There were two of us on it, and I let go first. I teach knots because you can't teach that.
  I'd been told to check. I said that I'd checked. It was a nice evening. It's been an evening ever since.
  My own teacher did it in front of me, and everyone said how well it had been done. I was eleven. I saw that it wasn't.
> -> done
  Then I'll check. Every time.
  Let me try now.
  I won't let go.
> -> leave_it
  I don't think that I want to know this.
  I can't carry that as well.
  Perhaps I'm not made for it.

@ done accept ends
main joyful
  There. It holds. Don't smile at it, it'll slip.
  Now do it in the dark. Now do it while I talk. Now do it while I talk about your mother.
  That's it. That's the whole craft, the rest is only carrying things. Come on Monday.

@ leave_it refuse ends
main weary
  No. Well. Better you know it now than on the ladder. There's no shame. Shut the door on the inside, there's a draught.
  That's a lesson too, and you didn't even break anything. Go and be happy. I'd be glad to see how it's done.
  Then take the rope with you. It's a good rope. Somebody should get some good of it.

@ closed greeting
main neutral
  School's out. Do it twice more, and don't show me.
  I've taught you what I know about <event>. The rest you'll have to get wrong yourself.
  Hands. Let me see your hands. Good. Go on.

=== lesson/the_bad_pupil
do {main} would rather learn from the player than be told off for {event}
count ease 1 0 4 how much the pupil dares

@ opening plead
main afraid
  Don't tell me off. I've done that already, I did it all night, I was very thorough.
  I know what you're going to say. I've written it down, so you needn't.
  Is it true that you've done it without anyone dying?
main tell
  <clause.cap>. And I was standing right beside it with the book open.
  You'll have heard that <clause>. I'd like to be able to say it wasn't me. I've practised.
  It says in the book that it can't happen. <clause.cap>. So it's me or the book.
  It's about <event>. Everyone else has been very kind. I can't learn from kind.
-> hub
> -> see
  Show me what you did.
  Start from where it went well.
  I'm not angry. Tell me.

@ hub hub from 11 furnish calm
> -> see
  Now show me how you do it.
  Take me through it, one step at a time.
  Let me watch your hands.
> -> END
  I've no time for this.
  Ask somebody more patient.
  Read it again. Then come.

@ see answer
main doubtful
  So I take it like this. And then I shut my eyes. Is that wrong? I thought that it would help.
  First I'm careful. I'm so careful that I can't feel my arms. Then it goes.
  I did everything that's in the book, in order. There's a page stuck together. I only saw it afterwards.
> -> praise do ease += 2
  That's better than most. You only stop too soon.
  Do you know, that first part was very good?
  You noticed the page. Most people never notice.
> -> drill
  Again. And again. A hundred times.
  Open your eyes and do it over.
  Put the book away. Watch me.
> -> scold_it do ease -= 1
  With your eyes shut? What did you think would happen?
  <target> was right about you.
  It's a wonder that anyone's still alive.

@ praise surprised from 10
main surprised
  Good? Which bit? Can I stop there and always only do that bit?
  Nobody's ever said so. I'd like to write it down, if you'd say it slower.
  You're being kind. Oh, you're not. You've got a different face for kind.
> -> try_it
  Now do the next bit as well.
  Try it once more. I won't say a word.
  Do it as if nobody had ever watched you.
> -> drill
  Good, but not enough. Again.
  Now do that a hundred times.
  Once more, and breathe.

@ drill weary
main weary
  Forty-one. My thumb's gone to sleep. It's the only one of us that has.
  I'm not thinking any more. Is that it? Is that what it's like?
  When do I get to the part where I'm good?
> -> try_it
  Now. Without counting.
  You stopped thinking. Do it now.
  That's what it's like. Go.
> -> quits
  When I say so.
  You've fifty-nine left.
  Perhaps never.

@ scold_it sad from 11
main sad
  I thought it'd go away, what I was looking at. It mostly does.
  <target> says it so everyone can hear. You say it quieter. It goes in further.
> -> drill
  I'm sorry. Let's do it together, from the start.
  That was hard of me. Again, with me.
  Come. Open your eyes and take my hand.
> -> quits
  It needed saying.
  Somebody should have told you sooner.
  Better you hear it from me.

@ try_it question
main eager
  Like this? Don't nod. Don't not nod either.
  Here goes. If it breaks, I'd like it said that I was looking.
> -> did check perception almost
  Slower. There, on the left.
  Breathe out, and then.
  Watch the end, not your hand.
> -> almost
  Look out!
  Let me take it.
  No, no, not so.

@ did joyful ends
main joyful reveal
  It stayed! Nobody move. It stayed. I'm going to be dreadful about this at supper.
  I did it with my eyes open. I saw it happen. It's quite beautiful, isn't it? Nobody said.
  May I do it again, or will that use it up?

@ almost amused ends
main amused
  It's in two bits. But they're good bits, aren't they? They're much better bits.
  That was closer. That was so close that I've stopped being frightened. Tomorrow?
  Well, nobody died. Can I put that in the book?

@ quits refuse ends
main sad
  I think I'll be something else. I'm quite good with geese.
  Thank you for your trouble. I'd have liked to be somebody you'd taught.
  I'll give you back the book. I've unstuck the page.

@ closed greeting
main neutral
  I've been practising. Don't ask on what.
  I did forty this morning. I only shut one eye.

=== lesson/the_price_of_it
do {main} knows something about {where} that can be learnt, and names a price for it
count owed 0 0 4 what the pupil owes the teacher

@ opening bargain
main scornful
  Everyone wants to know how. Nobody's ever asked me what it costs.
  I don't teach. I let people stand near. It comes to the same, but they can't complain.
  You've good hands and no patience. I could mend one of those.
main tell
  You've seen what happens to people who half know it. <clause.cap>. That was half.
  And you come now. Now that <clause>. Now everyone would like to have listened.
  <clause.cap>. I could've told them. I did tell them, I told them in a reasonable voice, that was the mistake.
  It's because of <event> that you're here. Fear's a fair teacher. I'm better, and I cost more.
-> hub
> -> price
  What does it cost?
  What do you want for it?
  Name it. I want to learn.

@ hub hub from 11 furnish questions
> -> price
  I'm ready to pay. What is it?
  Then teach me. What's the price?
  What would I have to do?
> -> END
  I'll learn it somewhere else.
  It's not worth it to me.
  Keep it, then.

@ price offer
main quiet
  Fifteen, and a year of fetching water. Or an errand, if you're in a hurry: you go to <target>, and you say I'm sorry. I can't say it myself, I've looked into that.
  Either money, or you tell me the thing that you're most ashamed of. I collect them. I'm very discreet, I've nobody to tell.
  One question, answered straight. Or fifteen, in the jar. People always think that the jar's dearer.
> -> coin if coins >= 15 do coins -= 15
  <price> <currency>, in the jar.
  Money. Here's <price> <currency>.
  I'd rather pay. <price> <currency>.
> -> truth do owed += 1
  Ask your question.
  I'll tell you. It won't take long.
  I left somebody behind, once, and said they'd fallen.
> -> errand do owed += 2
  I'll go to <target> for you.
  I'll carry your "sorry". What's it for?
  The errand. I'm good at doors.

@ coin teach ends
main neutral
  Clink. That's the dear way, you'll see. Look: at <where> you keep left, you don't sing, and you never, ever answer the second knock.
  Right. So: it isn't strength, it's when. You wait until it's bored. There, that's all. It took me thirty years to get it that short.
  Good money. Now: whatever you do, do it a moment after you want to. You'll see. No, you'll hear.

@ truth question
main doubtful
  Do you sleep?
  And did they fall?
  Then here's mine: what do you want it for? Not what you'd tell your mother.
> -> taught do owed += 1
  No. Not since.
  They didn't fall.
  To stop being afraid. I'm always afraid.
> -> guarded_answer
  Like anyone.
  That's more than one question.
  For the good of all.

@ guarded_answer stern
main stern
  No. You see, I asked, and a shutter came down. I can't put anything in through that.
  That was for somebody else, that answer. You've had it ready. Try the jar.
> -> coin if coins >= 15 do coins -= 15
  The jar, then. <price> <currency>.
  All right. Money. <price> <currency>.
  Here's <price> <currency>. No more questions.
> -> taught check persuasion sent_off
  Wait. I'll say it properly.
  It's hard. Ask me again, and look somewhere else.
  The truth's uglier. Do you still want it?

@ errand confess from 10
main sad
  For saying nothing. I was in the room. <target> looked at me. I'd a mouthful of bread, and I chewed it.
  You needn't make it pretty. Say it's from the one who was at the window. <target> will know which window.
> -> taught
  I'll say it just so.
  And if <target> says it back?
  I'll go today.
> -> sent_off
  You should go yourself.
  I can't carry that for you.
  That's not a thing to send by somebody.

@ taught teach ends
main tender reveal
  Then come here, and stand where I stand. There. That's it. You can't see it from anywhere else.
  Good. Now I can show you. It's a small thing. You'll be angry at how small. You let it win, a little, at the start.
  I'll tell you all of it, and I'll only leave out the bit that I don't know. I'll show you where the gap is. You can put your foot in it.

@ sent_off refuse ends
main stern
  You're quite right. Go home. I've had a bad idea, and you've been very decent about it.
  Then we're neither of us brave today. Come when one of us is.

@ closed greeting
main quiet
  You've had what I had. It's better, used.
  Left, no singing, second knock. Don't come asking for a third thing, there isn't one.
