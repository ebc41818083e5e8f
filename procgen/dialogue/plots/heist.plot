# A job is planned: who goes in, how, and who may be trusted.

=== heist/the_way_in
do {main} plans with the player how to get at {item}
count plan 0 0 5 how good the plan has become

@ opening plan
main quiet tell
  (Close|Bar) the door. You know that <clause>. Good. Now I'll tell you what everyone who says so has missed.
  Lean in, I'm only saying it once. <clause.cap>. So nobody's looking at the back of <where>.
  <clause.cap>. People shake their heads over that. I thought: so there's a way.
  I've walked round <where> eleven times, with eleven different hats. <clause.cap>. And I can get at <item>.
  It's about <item>. It isn't stealing if you ask <target>. So let's not ask <target>.
  I want <item>, and I've wanted it since <event>. I've a plan. It has a hole in it, about your size.
-> hub
> -> way
  How do we get in?
  What's the way in?
  Tell me about the hole.

@ hub hub from 11 furnish questions
> -> way
  All right. How do we get in?
  Show me the plan.
  Then let's talk about the way in.
> -> END
  Find someone else.
  It's madness. Good luck to you.
  I never heard any of this.

@ way plan
main eager
  There's a drain. I won't describe the drain. And there's a door, but the door has a man in front of it.
  Two ways. Over the roof, which is wet, or through the front, which is <target>.
  By the kitchen at six, when everyone's shouting. Or by the roof at two, when nobody is.
  The wall's low on the north side, and somebody's planted a pear tree against it. I could kiss whoever did that.
> -> roof do plan += 1
  The high way. Fewer people look up.
  I'd rather be wet than seen.
  I'll climb. You keep the street.
> -> front
  Straight through the front, with a tray.
  If you walk as if you belong there, you do.
  By the door. I'll talk, you carry.

@ roof plan
main doubtful reveal
  Wet slates, then. I'd one slide out from under me in spring. It took its time coming down, and so did I.
  I can't do heights. I can say "heights", you see, quite calmly. It's my knees that go on about it.
  Good. Eleven slates, then a skylight, then it's only <target.poss> bedroom.
  You go first. I'm not being polite.
> -> inside
  And the lookout?
  Who keeps watch for us?
  What about <target>?
> -> off
  This is too thin. I'm out.
  No. Somebody ends up on the cobbles.
  I don't like the sound of "only".

@ front plan
main amused reveal
  With a tray! What's on it? It has to be something hot. Nobody stops a person with something hot.
  You'd need a coat like theirs. There's one on the line at <where>, Mondays. It's a small coat.
  I like it. It's stupid. I've been caught doing clever things twice.
  Through the front, and past <target>. <target.cap> never looks at hands. Only at shoes. We'll need shoes.
> -> inside do plan += 1
  And the lookout?
  Who keeps watch for us?
  What do we do about <target>?
> -> off
  I can't talk my way past <target>.
  No. I've no gift for trays.
  I don't like it. Count me out.

@ inside plan
main quiet
  <other>'s outside with a lamp. If it goes out, we come out. <other> has never been late, and never been lucky.
  <other> will whistle. It's a horrible whistle, there's no mistaking it for a bird.
  We've one minute by the clock in the hall, and that clock's slow. I've allowed for that. I've allowed for it twice, I think.
  Then you take <item>, I take the blame if it goes wrong, and we never eat in the same room again.
> -> go check perception sprung
  Good. Tonight, then.
  I'm in. Say when.
  Let's do it before I think.
> -> go_fair if plan >= 1
  Change one thing: we leave a note, and what it's worth.
  I'll do it if <other> gets a third.
  One condition. Nobody gets hurt, not even the dog.
> -> off
  I've changed my mind. Leave <item> where it is.
  And if we're caught, who pays? No.
  It's a good plan. It isn't mine.

@ go accept ends
main joyful
  Tonight. Eat nothing with beans.
  Then we're three, and one of us knows what we're doing. I'll leave you to wonder.
  Wear dark. Not black, you look guilty in black. Everyone does, except priests.
  I've waited a year for somebody to say "tonight". I nearly don't want to, now. I do, though.

@ go_fair accept ends from 10
main tender
  You'd spoil a perfectly good theft with manners. All right. All right, I'd have felt bad by Wednesday.
  A condition! I like that. It makes it sound as if we'd get away with it.
  Agreed. I've a soft spot for the dog as well, it's just never been convenient.

@ sprung check_failed ends
main afraid
  Don't look. The man by the pump has been buttering the same bread since we sat down.
  <other> told <target>. I can see it in how the lamp's being held. Go out by the yard, and walk.
  They've moved <item>. This morning, with six men and a blanket. Somebody's been listening to my hats.

@ off refuse ends
main sad
  Then it's a drawing on a tablecloth. I'll ask them not to wash it.
  You're right, I expect. You've ruined it, but you're right.
  Pity. You'd a good back for it. Finish your drink, and we never spoke.
  No. Well. I'll go on walking round it. It keeps me fit.

@ closed greeting
main quiet
  We don't know each other. How are you?
  Ask me about the weather. Somebody's listening. Lovely, thank you, for the time of year.
  It's done, or it's not done, and <item> is nobody's business, least of all ours.

=== heist/the_crew
do {main} is picking people for a job at {where}, and one of them talks
cast second thief
count doubt 0 0 4 how far the crew mistrust each other

@ opening plan
main stern
  That's everyone. Four chairs, and nobody's to sit by the window.
  Right. Names are for people who get caught. You're here because you can keep still.
  We're a small company, and I'd like to be a living one. So listen.
main tell
  <clause.cap>. You've all heard that. I'm going to use it.
  What we've got is this: <clause>. What we need is an hour, and <item>.
  It'd be easy, but <clause>. That makes it merely possible.
  It's <item>, out of <where>, between one bell and the next.
-> hub
> -> trust
  Who's this with us?
  I don't know your friend there.
  Before we start: who brought <second>?

@ hub hub from 11 furnish questions
> -> trust
  I want to talk about <second>.
  How well do you know <second>?
  First, tell me who <second> is.
> -> END
  There's one too many at this table. Good night.
  I only work with people I've been hungry with.
  I'm going. I was never here.

@ trust question
second amused
  I'm the one who can open it. I can also play the flute, if it takes long.
  They call me in for locks. I go in first and I come out with the rest. Mostly.
  You needn't like me. You only need to be on the same side of the door.
main doubtful
  Somebody's been to <target>. I don't say it's <second>. I say that <target> changed the guard on Tuesday, and we chose Wednesday on Monday.
  And here's what I'd have told you alone: one of us has talked.
  There were three people who knew about <item>. Now there are five, and I only told one.
> -> accuse do doubt += 1
  It's <second>. Look at those hands, they're too clean.
  Ask <second> where Tuesday went.
  I'd start with the one who's smiling.
> -> vouch
  If we start that, we're finished. Trust all of us or none.
  Anyone can be unlucky. Nobody's talked.
  Let <second> open the lock, here, now. Then we'll know something.
> -> bait
  Then tell each of us a different hour. We'll see which one <target> keeps.
  Let's feed <target> a lie, and see who carried it.
  Say it's Thursday. Say it to one of us only.

@ accuse accuse
second angry
  Tuesday I was at my mother's. She's deaf, ask her anything you like.
  Clean hands! I'm a locksmith, I've got to feel things. Yours look like feet.
  I talked to <target>, yes. About a horse. One can talk about a horse.
> -> split
  That's enough for me. Out.
  I won't go in with somebody who knows <target>'s horse.
  One of us leaves, or nobody goes.
> -> bait do doubt -= 1
  Then you won't mind a test.
  All right. Let's find out properly.
  Maybe. Let's see which hour <target> hears of.

@ vouch agree ends
main weary reveal
  You're a better man than I am. I'd have thrown them all out and gone alone, and you can't lift <item> alone.
  All or none. I'll sleep badly, but I'll be asleep in company.
  Good. Then it's settled, and if I'm wrong I'd sooner be wrong with my back to the wall.
second tender
  Nobody's ever done that. I'll open your lock, and I'll oil it afterwards.
  I did take something once. From <target>. I wanted you to have heard it from me.

@ bait plan ends
main eager reveal
  One says six, one says nine, one says noon. And then we go and watch <target> get out of bed.
  Oh, that's mean. That's lovely. Which of us is going to be told the truth?
  Done it before, have you? Don't say. I'd have to tell you a different hour as well.

@ split refuse ends
main sad
  There goes the only one of us who can open it. What have we got? We've got each other, and a ladder.
  Then it's off. I've known it go off for less. I've known it go off for a sandwich.
  So much for that. <item.cap> stays where it is, and so, I'm afraid, do we.

@ closed greeting
main stern
  The company's wound up. We don't nod in the street.
  Wrong table. You're looking for four other people.

=== heist/the_old_hand
do {main} has done it once and is asked to do it once more
count will 1 0 4 how near they are to saying yes

@ opening refuse
main weary
  No. Whatever it is. I keep bees now.
  I know that look. Nobody comes to me with that look about honey.
  I'm retired. I've a certificate, I drew it myself.
main tell
  And I know why you've come. <clause.cap>. I can read, when it's nailed up.
  <clause.cap>, and so you thought of me. I'm touched. No.
  You'll say that <clause>. You'll say that it's different this time. It's what I said.
  It's <where>, is it? I did <where>. I was twenty and I had both ears.
-> hub
> -> pitch
  Just hear me out.
  I need what you know. Not you, only that.
  They've still got <item> in there.

@ hub hub from 11 furnish calm
> -> pitch
  One question about <where>. Then I'll go.
  Tell me how you did it.
  You've thought about it. I can tell.
> -> END
  Enjoy the bees.
  Forget it. I shouldn't have come.
  I'll manage without you.

@ pitch remember
main doubtful
  The third stair. You'd need to know about the third stair. That's all, I'm not saying any more.
  They'll have changed the lock. They won't have changed the cook. It all hangs on whether the cook likes you.
  You'd go in by the chapel, like everyone, and you'd be caught by the chapel, like everyone. Oh, give me that chalk.
  Who've you got for the wall? No, don't tell me. It's somebody tall, isn't it? It wants somebody short.
> -> proud do will += 1
  They say that nobody could do it now.
  <target> says that it was luck, the first time.
  You were the best. I wanted to see whether that was true.
> -> honest do will += 2
  I'm frightened, and I've nobody else to ask.
  I don't know how to do it. You do. That's the whole of it.
  If I go alone, I won't come back.
> -> money
  Half of it's yours.
  You could buy a lot of bees.
  Name a share.

@ proud boast
main proud
  Luck! I was under that bed for nine hours. I could draw you that bed. I could draw you <target>'s feet.
  Nobody could. I'd have to be twenty, and drunk. I could do it at sixty with a shopping basket, but don't tell anyone.
  That's cheap, that. It's working, but I want you to know it's cheap.
> -> yes if will >= 2
  So show me.
  Then come and do it once more.
  One night. Then back to the bees.
> -> map
  Draw me the bed, then.
  Only tell me about the stairs.
  I'd settle for a map.

@ honest comfort
main tender
  Well. That's the first sensible thing that anyone's said to me about it in thirty years. I was frightened too. I never told them.
  You've your mother's chin, and she was never any good at it either. Sit down. Not there, that's the queen.
  Alone, you'd not come back, no. I didn't, in a way. I left a fellow on the wall.
> -> yes
  Then come with me.
  Come and keep me from being stupid.
  I'd go if you were there.
> -> map
  Tell me what you did wrong.
  Then just teach me the stairs.
  Draw it for me. I'll go carefully.

@ money scornful
main scornful
  I've half of something already. It's in the ground by the third hive, and I've never needed it.
  What would I do with it? I've a roof, I've a spoon. You young people think it's about the money.
  That's what <other> said, and <other> got a share. A small one, with bars on it.
> -> map
  Then give me what you know, for nothing.
  All right. Just the map.
  Then do it for spite. Draw me the way in.
> -> no
  Everyone wants money.
  I thought you were a professional.
  So you've gone soft.

@ yes accept ends
main eager
  Tell nobody. And move the hives to the shade, they get cross when I'm arrested.
  Once. Once more, and you'll carry the bag, and if I say run, you don't look to see if I'm running.
  I'd have to wear my glasses. They've never seen me with glasses. Oh, that's good, that's really quite good.

@ map teach ends
main quiet reveal
  Here. Third stair, second door, and you don't breathe on the landing. If <target> wakes, you're a cat. Can you do a cat?
  I'll draw it once, and you'll burn it. And you'll bring me the little bell that hangs by <item>. I've missed that bell.
  There's your way. It's in honey, sorry. It was that or the good pen.

@ no refuse ends
main stern
  Soft. Yes. I can sit in a garden and hear a gate without getting behind something. I worked for that.
  Mind the step. And mind the third stair, damn you, mind the third stair.
  Then go and do it hard. I'll hear about it. One always hears.

@ closed greeting
main quiet
  The bees are well. That's all we talk about now.
  I heard. Everyone's heard. I said I'd been in bed since eight, and I cried a bit, to make it good.
