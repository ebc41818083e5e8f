# Interrogations, rumours and trials.

=== interrogation/the_witness
do {main} saw something of {event} and is asked about it
count nerve 2 0 5 how far the witness dares to speak

@ opening question
main afraid tell
  I only came to ask for my coat back. <clause.cap>, yes, everyone knows that. Why am I the one on the chair?
  <clause.cap>. That's what I told the other gentleman. He wrote it down and then looked at me, as if I'd more.
  You want to know about <event>. I was just standing there. Somebody's always just standing there.
  I'll say it again: <clause>. I'd be glad to stop saying it.
  Is it about <event>? I've a cake in. I'd like it noted that I've a cake in.
-> hub
> -> account
  Nobody's accusing you. What did you see?
  Start at the beginning.
  Tell me about that day.

@ hub hub from 11 furnish questions
> -> account
  Tell me what you saw. In order.
  Where were you standing?
  Let's go through it once more.
> -> END
  That'll do for now. Go and see to your cake.
  We'll talk tomorrow.
  Go home. Don't leave town.

@ account answer
main doubtful
  I was by <where>, shaking out a cloth. I saw <target> go by. I waved. I don't know why it's the waving that I can't forget.
  It was someone with <target.poss> walk. I don't say it was <target>. I say that the walk was.
  There were two. One I'd know and one I'd rather not. They'd <item> between them, under a sheet, like something ill.
> -> kind do nerve += 1
  You did nothing wrong by waving.
  Take your time. Have some water.
  Nobody will hear of this from me.
> -> press do nerve -= 1
  You know more than that.
  Whom are you protecting?
  I can hold you here.
> -> sketch check perception sticks
  You said "waved". With which hand? And the other one?
  If it was dark, how did you see the sheet?
  Stand up. Show me where. There, you've left out the door.

@ kind tender
main weary
  You've got a nice way. They said that you'd shout. I had my answer ready for somebody shouting.
  Water. Yes. It's a good cup. Everything's very clear, isn't it, when one's about to say something.
> -> speaks
  So say it. Then it's my business, and not yours.
  What did <target> do when you waved?
  Who was the other one?
> -> sticks
  I think we're finished, then.
  Good. Sign here.
  That's all I need.

@ press stern
main stern
  I've a cousin who'd hear of it. He can't do anything, but he'd hear of it.
  That's shouting. I know you said it quietly, that's what it was.
> -> sticks
  Suit yourself.
  Then sit there until you remember.
  I've got all day.
> -> kind do nerve += 1
  I'm sorry. I've slept badly too.
  Let me begin again.
  Here. Have my coat, it's cold in here.

@ speaks confess ends
main sad reveal
  <target> put a finger to the lips. Like that. Like with a child. And I nodded. I've been keeping that nod for a week.
  The other one was <other>. I've not said so, because I owe <other> for the goat. It's a good goat.
  <target> waved back. You see? As if it were an ordinary day. So I went in and made it one.

@ sketch confess ends
main surprised reveal
  The left. I'd the cloth in the right. So I was facing the other way, so it was before the bell. Oh. Oh, that changes who it was.
  The door. I've been telling it without the door, because <target> came out of it. There. You'd make a good aunt.

@ sticks refuse ends
main quiet
  I've told you what I saw. What I think I keep at home.
  That's all. May I have the coat?
  I said what I said. It's written down, it must be true.

@ closed greeting
main quiet
  I've been heard, thank you. I've been heard twice.
  If it's about <event>, the cake burned. I'd like that put in.

=== interrogation/the_wrong_one
do {main} is held for {event}, and the case against them does not hold
count case 3 0 5 how strong the case still looks

@ opening deny
main angry
  I've been asked eight times. I'll answer a ninth, if you'll answer one of mine: who says so?
  Oh good, a new one. The last one cracked his knuckles.
  You've tired eyes. I like that. The fresh ones have already decided.
main tell
  <clause.cap>. I know. They read it to me as if I'd be proud of it.
  Every time the door opens, somebody tells me that <clause>. I was there when they told me the first time.
  All that anybody knows is that <clause>. And I was near, and I've got this face.
  It's <event>, still? I'd hoped that somebody had been caught.
-> hub
> -> hear
  Convince me.
  What have they got against you?
  Where were you?

@ hub hub from 11 furnish questions
> -> hear
  Let's look at the case. What have they got?
  Tell me why it wasn't you.
  Who'd want you blamed?
> -> END
  I'll be back.
  Think about it overnight.
  That's enough for today.

@ hear answer
main weary
  A glove. It's not even mine. I've shown them, it doesn't go over the thumb. They said I'd been eating.
  <other> saw me. <other> also saw a comet, last week, at noon.
  I'd been heard to say that it served <target> right. I'd say it again. One may say it and still go to bed.
> -> check_glove do case -= 2
  Show me the glove. Put it on.
  How far away was <other>?
  And where was <target>, all this time?
> -> lean do case += 1
  Innocent people sleep. You've not slept.
  Then why did you run?
  You had a reason. That's half of it.
> -> offer
  Say that you did it, and you'll be out by spring.
  Give me a name instead of yours.
  Help me, and I'll help you.

@ check_glove reveal
main surprised
  You're the first who asked. Look. See? I could keep a mouse in the rest of it.
  Across the square, at dusk, without spectacles. I can see <other> from here: you're holding up how many, <other>?
  Somewhere else, very loudly. <target> made sure that eleven people saw. I don't know eleven people.
> -> freed check persuasion kept
  Then somebody wanted it to be you. Who gave them the glove?
  It's <target> who fits this.
  You're going home. Tell me who hates you.
> -> kept
  It's not enough.
  I'd need more than a thumb.
  I'll put it in the file.

@ lean angry from 10
main angry
  I ran because there were four of you with sticks. I'd run now, if you hadn't got the chair.
  I've not slept because there's a man in the next cell who sings.
> -> kept
  You'll sit here till you tell me.
  I know a liar.
  Sing along, then.
> -> check_glove do case -= 1
  All right. Show me this glove.
  Maybe. Let's look at it again from the start.
  Who saw you? How well?

@ offer scornful
main scornful
  By spring! I'd be out by spring for something I did. What do I get for what I didn't?
  I could give you a name. I could give you anybody's, I've a good memory. That's what worries me about the one who gave you mine.
> -> kept
  It's a fair offer. Think.
  Then I can't help you.
  Your pride will hang you.
> -> freed check persuasion kept
  Good. That was the right answer.
  I had to see if you'd take it.
  Somebody guilty would have asked how early in spring.

@ freed thank ends
main tender reveal
  Is it raining? I'd like it to be raining. I'd like to get properly wet and then go in.
  It was <target>. I didn't say so, because they'd have thought I was doing what had been done to me.
  I'd thank you, but I've a feeling that if I open my mouth I'll say something about knuckles. Which way's out?

@ kept sad ends
main sad
  Then shut it quietly. He's just stopped singing.
  All right. Bring me the thing to sign. I won't sign it. I'd like something to read.

@ closed greeting
main neutral
  They've let go of my sleeve. I don't discuss gloves.
  Ask somebody who was there. I've got that in writing.

=== interrogation/the_proud_one
do {main} knows who is behind {event} and makes the player work for it
count game 1 0 5 who is ahead

@ opening challenge
main amused
  You've brought the small notebook. I'd have thought that I was worth the big one.
  Sit where I can see what you write. I like to watch my words go in.
  Ask me well, and I'll answer. Ask me badly, and I'll answer too, and you'll be sorry.
main tell
  Shall I do it for you? "<clause.cap>." And then you pause, and look at the window.
  <clause.cap>. We agree so far. It's from here that it gets interesting.
  Your whole file's one line long: <clause>. I could've sent you that on a postcard.
  It's about <event>, and you have nothing. I can tell by how straight your cuffs are.
-> hub
> -> first_move
  You know who did it.
  You want me to ask who. I'll ask why.
  What do you get out of this?

@ hub hub from 11 furnish questions
> -> first_move
  Let's play, then. You know who it was.
  My turn to ask.
  Enough about my notebook.
> -> END
  I've someone more honest to see.
  Enjoy your own company.
  I'll come back with the big notebook.

@ first_move question
main proud
  Of course. I knew on the day. It's so badly done that I was embarrassed for all of us.
  "Why" is good. Nobody's asked me why. They do so love a "who".
  I'll trade. One of mine for one of yours. And mine are true.
> -> flatter_it do game -= 1
  You see what other people miss.
  I can't do it without you.
  I'd like to learn how you knew.
> -> bore_it do game += 2
  To be honest, it hardly matters. <other> has told us nearly everything.
  We've closed it. I'm only here for the form.
  I've ten minutes, and then there's supper.
> -> trade_it do game += 1
  A trade, then. You first.
  Ask. But I'll know if yours is a cheap one.
  Done. Mine's easy: who carried <item>?

@ flatter_it scornful
main scornful
  Oh, don't. You did it with your whole face. I nearly gave you something out of pity.
  I do, don't I? I see you're being paid by the day.
> -> keeps
  Then I'll find out alone.
  That's my best face.
  I meant it.
> -> trade_it
  All right. Let's trade.
  Then ask me something.
  What would you give me for an honest answer?

@ bore_it angry
main surprised
  <other>? <other> doesn't know which end of it is up! Who've you been talking to? Write this down.
  Closed? With what's-his-name in the cell? He couldn't plan a sandwich.
  Supper! This is the only clever thing that's been done here in years, and you're thinking of supper?
> -> gives
  So it was clever. Whose is it?
  Go on, then. Quickly.
  I'm listening. For a minute.
> -> keeps
  Save it for your memoirs.
  It's in the file. Good evening.
  We know what we need.

@ trade_it answer
main quiet
  Mine first: what did you do, that makes you so good at this? ...Ah. No, that'll do. That's worth two.
  <target> carried it. Not alone. And now you: were you ever on my side of this table?
> -> gives check persuasion keeps
  Yes. Once. I said nothing, and somebody else paid.
  I let one go. It's the reason I'm here.
  You want to be found out. So did I.
> -> keeps
  I don't discuss that.
  You've had your question.
  No. Never.

@ gives confess ends
main proud reveal
  <target>, with <other.poss> key, for a reason so small that I'll make you guess it. There. Isn't it ugly? Isn't it neat?
  You'll find that <target> never left. Look in the place you looked first. They put it there after you'd gone.
  Get a clean page. I'll give it to you in order, and I'll thank you to spell me properly.

@ keeps refuse ends
main amused
  Pity. You were very nearly good company.
  We'll stop there. I like to be taken away while I'm winning.

@ closed greeting
main scornful
  You've had what there was to have. Do bring somebody cleverer.
  Ah, the notebook. Is it over? It felt over. I was so enjoying it.

=== rumour_mill/the_well
cast second villager
cast third messenger
do {main} and others pass on what they heard of {event}, each a little larger
count size 0 0 4 how large the story has grown

@ opening rumour
main eager tell
  I'm not one to talk. <clause.cap>. I'm only telling you so that you won't hear it from somebody who is.
  You've come at the right time, we've just got to the horses. <clause.cap>. That's only how it starts.
  <clause.cap>! I had it from somebody who had it from the window.
  There's a new part to <event>. It's not been seen by anyone, so it can't be disproved.
-> hub
> -> one
  And what's the new part?
  Who saw it?
  Go on. What's behind it?

@ hub hub from 12 furnish talk
> -> one
  So what really happened?
  Who began that story?
  Tell me your version.
> -> END
  I don't listen to gossip.
  I've heard it better told.
  Good day to you all.

@ one rumour
main quiet
  <target> was seen, with a sack. It moved. I say that it moved, I wasn't told what it was.
  There's talk of <target> and a candle. I leave it to you.
  They say that <item> was only the half of it.
> -> two do size += 1
  A sack! What was in it?
  What does <second> say to that?
  Go on. It moved?
> -> where_from
  Who told you that?
  Did you see the sack yourself?
  Where does that come from?

@ two rumour
second eager
  It was two sacks, and they were singing. My aunt's neighbour heard it through a wall. She's deaf on the one side, but that's not the side.
  I'd it from the carter: there was blood, or beets. It was a red thing, and there was a lot.
  <target> wasn't alone. There was somebody tall. There always is, isn't there?
> -> three do size += 1
  And who was the tall one?
  <third>, you've been on the road. What do they say there?
  It gets better. Next?
> -> where_from
  Two? It was one a minute ago.
  Beets, then. Say beets.
  Whose wall?

@ three rumour
third amused
  Two villages over, it's a dragon. I was told it with the name of the dragon.
  On the road they say that it was you lot. All of you, with torches. I've been buying drinks on that.
  I carry letters. There've been three about it, and they all begin "do not tell". I've told nobody but you.
> -> truth
  Then let's take it back, dragon first.
  What's left if we leave out the sacks?
  Who was actually there?
> -> swallow
  I believe every word.
  A dragon. I'll pass it on.
  I'd add a comet.

@ where_from doubt
main doubtful
  From <other>. Well, <other> didn't say so. <other> didn't say that it wasn't. It was how the bucket was put down.
  I saw it as clear as I see you. I saw the person who saw it.
> -> truth
  So nobody saw anything.
  What do you know, really?
  And if <target> hears of it?
> -> swallow
  A bucket doesn't lie.
  That's good enough for me.
  I thought as much.

@ truth reveal ends
main weary reveal
  What's left? A light, at <where>. <target> walked by. That's all there is, it's not enough to keep a person warm.
  When you take out the sacks there's somebody crying. We put in the sacks because nobody knew what to do about that.
  Well, I lent <target> a lamp. That's the whole of it. I began it. I said "I wonder what that's for".

@ swallow joyful ends
main joyful
  You're a pleasure. You've no idea how people quibble.
  You'll tell it well, I can see that. Don't forget the horses.
  There, and by tomorrow it'll come back to us with a hat on.

@ closed greeting
main amused
  That one's done. There's a new one about a cheese.
  We don't talk of <event> any more. It came out, and it was smaller.

=== rumour_mill/who_to_believe
cast second merchant
do {main} and {second} each tell the player who is behind {event}, and only one of them was there
count weighed 0 0 3 how many stories were heard

@ opening rumour
main stern
  Whatever they've told you next door, forget it. They've got it from the cat.
  Come in by me first. I've the door that's nearer to it.
  You'll want to hear this from somebody sober. I'm the nearest you'll get.
main tell
  It's known that <clause>. And there, I'm afraid, what's known stops.
  <clause.cap>. Everybody can say that much. I can say more, and I've a witness, and it's me.
  Well: <clause>. Now ask me what I was doing up at that hour.
  <event.cap> isn't what they think.
-> hub
> -> mine
  And what do you know?
  Then tell it your way.
  What's your version?

@ hub hub from 11 furnish talk
> -> mine
  Tell me your story first.
  I want to hear both of you. You begin.
  Who's behind it, in your opinion?
> -> END
  I'll ask somebody who doesn't mind so much.
  I've heard enough.
  You two should talk to each other.

@ mine rumour
~ weighed += 1
main quiet
  It was <target>. I was on the stairs, I'd one shoe on. I'd know that cough in a hundred.
  I say <target>, and I say it without pleasure. Well, a little. I was never asked to the wedding.
  Somebody let them in. Who's got a key? <target> has got a key. I rest my case, it's heavy.
> -> theirs
  Now <second>.
  And what does <second> say?
  I'd like to hear the other side.

@ theirs rumour
~ weighed += 1
second scornful
  On the stairs! There aren't any stairs. It's a ladder, and it was in my shop.
  <target> was with me till midnight, losing at cards. I've got the money, I can show you the money.
  It was <other>. Nobody looks at <other>, that's the beauty of it.
> -> judge_main
  I believe the cough.
  The cough convinces me. It was <target>.
  Nobody makes up one shoe.
> -> judge_second
  <second> has got the money. It was <other>.
  There's no stairs. I believe <second>.
  It fits better with <other>.
> -> both_lie check perception judge_main
  You're both leaving something out. The same thing.
  Neither of you looks at <where> when you say it.
  You two were together.

@ judge_main verdict ends
main proud
  There. I've never been believed before. It's rather frightening.
  Thank you. I did have both shoes on, but it sounded so bare.
second angry
  By a cough! I'd like to see a man hanged by a cough.
  I'll remember who shops here.

@ judge_second verdict ends
second proud reveal
  I'm obliged. There's a discount in it, on anything I can't sell.
  And you never even asked to see the money. It's buttons, mostly. But it's true all the same.
main angry
  It's a sort of stairs. It's a ladder with ambitions.
  You'll come back to me, when it turns out. I won't be in.

@ both_lie confess ends
main afraid reveal
  ...Tell them, <second>. No, I'll tell them. We held the lantern. We thought it was a surprise, for somebody's birthday.
  We saw it together, and we ran together, and we've not been able to stand each other since.
second sad
  It was cold, and there was only the one lantern. That's all. There was only the one.
  I said I'd never say it. Well, I've not. You have.

@ closed greeting
main neutral
  You've had both sides of it. There's a third, but he's dead.
  I'm minding my own business. It's a quiet trade.

=== rumour_mill/the_one_it_is_about
stance witness wronged guilty
do everyone talks about {main} and {event}, and {main} asks the player what they say
count told 0 0 3 how much the player passed on

@ opening question
main stern
  They stop when I come in. You don't. So you'll tell me what it is they stop.
  I bought bread this morning, and it was too quiet for bread.
  I've been nodded at. By everyone. It's how you nod at a hearse.
main tell
  I know what began it: <clause>. I want to know what it's grown into.
  <clause.cap>. That's true, I'd be the last to deny it. But they've added something, I can hear it in how they cough.
  It's because <clause>, isn't it? What's it got to do with me?
  It's <event>. What do they say I had to do with it?
-> hub
> -> tell_it
  You'd better sit down.
  Do you want it with or without names?
  It isn't kind.

@ hub hub from 11 furnish talk
> -> tell_it
  I'll tell you what they say.
  Ask me, then.
  You won't like it.
> -> END
  I don't carry tales.
  Ask them yourself.
  It isn't my place to say.

@ tell_it answer
main doubtful
  Without. No, with. I'll only guess otherwise, and I'd guess the wrong ones and like it.
  I'm sitting. I've been sitting since the bread.
> -> harsh do told += 2
  That you helped <target>, for money.
  They say that it was you, and that <target> only held the door.
  That you knew a week before, and bought candles.
> -> mild do told += 1
  That you know more than you've said.
  Only that you've been seen near <where>.
  That you're unlucky to stand next to.
> -> nothing_said check deception harsh
  Nothing. They're sorry for you, that's why they're quiet.
  They talk about the price of bread.
  It's about <other>. You came in at the wrong moment.

@ harsh angry
main angry
  For money! I've been doing without meat since March! Which of them? No, don't. I know which. I lent her a pan.
  Me. I see. And they'll be in here tonight, wanting their hair cut, with their necks out.
  I bought candles because it gets dark!
> -> speak_up
  Say so. At the pump, at noon, once.
  Then go in there now and say it.
  I'd tell them about the pan.
> -> find_source do told += 1
  I can find out who began it.
  Somebody gains by it. Who?
  It came from <target>, I'd say.
> -> bear_it
  It'll pass. Keep your head down.
  They'll have something else by Friday.
  Don't give them more to talk about.

@ mild weary
main weary
  That's all? I know a great deal more than I've said. So does the vicar. It's how one lives here.
  Near <where>! I live near <where>. I've been seen there every day for thirty years, mostly with a bucket.
> -> speak_up
  Then say what you know.
  Clear it up, once, in public.
  Tell them about the bucket.
> -> bear_it
  Laugh at it.
  Leave it. It'll shrink.
  They're only bored.

@ nothing_said tender ends
main tender
  You're a dreadful liar, and I'm going to believe you until about teatime. Thank you. I'd like it to be teatime.
  Bread. Yes. It's very dear. ...You've a good heart, you know. You went pink.

@ speak_up proud ends
main proud reveal
  At noon, then. I'll wear the hat. And I'll tell them what I did see, that nobody's ever asked me, since they were so busy nodding.
  I'll say it once and I won't raise my voice. And then I'll ask for the pan.

@ find_source stern ends
main stern
  Find out. I won't do anything. I'd only like to look at them, the next time I'm cutting somebody's hair.
  <target>. Of course. You throw mud so as to have somewhere to wash your hands.

@ bear_it sad ends
main sad
  By Friday. It's only Monday, you know. But I've a book.
  I'll laugh. I'll practise. Ha. No, that's worse, isn't it?

@ closed greeting
main quiet
  They talk about a cheese now. I've never been so fond of a cheese.
  Good morning. Hear that? They went straight on talking.

=== trial/the_bench_of_neighbours
cast target farmer
cast second villager
do {target} stands before the neighbours for {event}, {main} presides, and the player speaks for them
count mercy 0 0 5 how far the bench leans to mercy

@ opening charge
main stern tell
  Sit, all of you, and whoever's brought a goose, take it out. <target>, stand there. <clause.cap>, and we've all got to go on living here.
  I never asked to sit on this side. <clause.cap>. Somebody has to say what it costs. <target>, hat off.
  <clause.cap>. That's the matter. We'll hear it once, with no singing, and then we'll decide it before milking.
  This is about <event>, and about <target>, who's standing there. I've known <target> since the christening, I'd ask you all to forget that.
-> hub
> -> witness
  I speak for <target>.
  May I ask some questions first?
  Who accuses <target>?

@ hub hub from 12 furnish questions
> -> witness
  Call whoever accuses <target>.
  I'd like to hear <second>.
  Let's begin.
> -> END
  I ask for another day.
  I'm not ready to speak.
  I step down.

@ witness testimony
second doubtful
  I saw what I saw. I was up a tree. It's my own tree.
  I'd never have said anything. It's only that I was asked, with everyone looking.
  It was <target>, or it was <target.poss> hat. There's been a good deal of wind.
> -> shaken check perception firm
  What were you doing up a tree?
  How well can one see from there?
  Have you ever lent anybody that hat?
> -> gentle do mercy += 1
  Has <target> ever done you harm?
  What did <target> do the year your barn burnt?
  You don't want to be here, do you?

@ shaken check_passed
~ mercy += 2
second afraid
  ...They were <target.poss> pears. I was up <target.poss> tree. I'd sooner that wasn't written.
  I'd the sun in my eyes. I said so to somebody. They said I needn't mention the sun.
-> last

@ firm check_failed
second stern
  I've good eyes, and it's a good tree.
  I know a hat from a person. I've been married to a hat.
-> last

@ gentle answer
second sad
  Never. <target.cap> carried out my mother, the year of the barn. In that hat.
  No. I'd like to go home. I'd like all of us to.
-> last

@ last hub
main weary
  Then it's the last word. Make it short, the cows can't read.
  We've heard it. I've heard more than I wanted about pears. What do you say for <target>?
  Speak, then. You're not from here, so it'll sound like sense.
> -> free if mercy >= 1
  You know <target>. You'd be sitting in judgment on a neighbour for a hat.
  There's nothing here but wind and pears. Let <target> go home.
  Ask yourselves who'll carry you out, next time.
> -> fined
  Let it be paid for, with work.
  A debt can be mended. A neighbour can't be got new.
  If somebody must pay, let it be in days, not in shame.
> -> guilty_verdict
  I've nothing to add.
  Let the bench decide.
  If it was done, it was done.

@ free verdict ends
main tender reveal
  Hands? ...That's all of you. <second>, you can put up the other one as well. Go home, <target>. We're sorry, and we'll be sorrier tomorrow.
  Then it's no crime we can find. <target>, put on the hat. It's a good hat.
target surprised
  I'd a speech. I'd like to say it anyhow. No. No, I can't, I've lost the front of it.
  I'll bring pears round. To everyone. You needn't climb.

@ fined verdict ends
main stern
  Ten days' work on the wall, and it's over, and whoever brings it up pays me a penny.
  We take the days. Both hands, <target>, and we'll send out soup.
target weary
  It's fair. It's even a wall I'd wanted mended.
  I'll do it. I'd have done it without the sitting.

@ guilty_verdict verdict ends
main sad
  Then I've got to say it. Out by Sunday, <target>. I wish somebody'd stopped me.
  It's the road, then. I won't watch. Somebody else can ring the bell.
target angry
  I know all of your names. I'll say them over, on the road, to keep warm.
  You might have looked at me. Not one of you. You looked at the goose.

@ closed greeting
main neutral
  The bench is a bench again. We sit on it.
  That's been judged. I don't do it twice, I'd do it differently.

=== trial/the_confession_in_the_pocket
cast target servant
do the player defends {target} over {event} and learns that {main}, who judges, has a share in it
count proof 0 0 4 what the player holds against the judge

@ opening charge
main stern tell
  This won't take long. <clause.cap>, there's the accused, and I have a dinner at six.
  <clause.cap>. The accused has been good enough to look guilty. Does anyone speak for the creature?
  Let it be entered that <clause>. Let it be entered that I'm impartial. Both in ink.
  In the matter of <event>, <target> stands accused. You may speak, if you're brief. I'm told that it's customary.
-> hub
> -> object
  I speak for the accused.
  Why the hurry?
  I ask for the evidence.

@ hub hub from 11 furnish questions
> -> object
  Then let me see the evidence.
  I'd like a word with <target> first.
  Who brought the charge?
> -> END
  I ask for an adjournment.
  I can't defend this today.
  I yield.

@ object question
target afraid
  I carried what I was given. I was given it by somebody with that ring. That one. There.
  I only hold doors. I held one for a person in a very good coat. It's hanging behind the chair.
  They said that if I signed I could go home. I can't write. I drew a duck.
> -> ring check perception silenced
  May the court show us its ring?
  Whose coat is that, behind the chair?
  This is a duck. Who witnessed this duck?
> -> plead_it do proof += 1
  Look at <target>. Is that somebody who plans things?
  Who gains by it? Not somebody who holds doors.
  Give me one night, and I'll bring you who did it.

@ ring reveal
~ proof += 2
main doubtful
  A ring's a ring. Half the town... Take your eyes off my hand.
  It's a common coat. It's a very expensive common coat.
  The witness was... It's smudged. It appears to be me.
> -> quiet_word
  Might we speak in your chambers?
  I think you'd sooner adjourn.
  I'll ask the next question softly, shall I?
> -> loud
  Let everyone see it!
  The judge was there. Write that down!
  I accuse the court.

@ silenced check_failed
main stern
  You'll address the bench, not its furniture. One more word and you'll stand next to your client.
  Out of order. I've always wanted to say it to somebody with dirty boots.
> -> plead_it do proof += 1
  Then I'll only ask you to look at <target>.
  I withdraw it. Look at who's standing there.
  I beg the court's pardon, and its mercy.
> -> sentence
  Then I've nothing more.
  As the court pleases.
  You've decided already.

@ plead_it plead
main weary
  I am looking. I look at nothing else, there's a pillar in front of the window.
  One night. It's curious, you ask as though I'd still be here in the morning.
> -> loud if proof >= 1
  You wore that coat. You know that you did.
  I'll say it aloud, then: it was you.
  Who pays for that dinner at six?
> -> sentence
  Then do what you came for.
  I've said it.
  It's in your hands. Look at them.

@ quiet_word confess ends
main afraid reveal
  Not here. Not here. Case dismissed, the duck's inadmissible. Come through. How much? ...You don't want money. Oh God.
  It was meant to be a loan. One's always meaning it to be a loan. I'll resign, I'll say it's my chest. Let the creature go.
target joyful
  Is it over? I held that door as well as I could.

@ loud accuse ends
main angry
  Clear the court! I said clear... Why's nobody moving? I've got the hammer!
  Lies. I was at dinner. I was at dinner with <other>. Why are you all looking at <other>?
target proud
  That's him. I'd have said so before. Nobody ever asks the door.
  I'd like the duck back, please. It's a good duck.

@ sentence verdict ends
main stern
  Seven years. There, and it's only half past five.
  Guilty, as drawn. Take that away. And somebody open a window, round the pillar.
target sad
  Who'll do the doors?
  I thought it went on longer. I thought that there'd be a part where they asked me.

@ closed greeting
main stern
  The court's not sitting. The court's in bed with its chest.
  That was decided. I've forgotten it, by decree.
target neutral
  I'm back on the door. It's a better class of person.
