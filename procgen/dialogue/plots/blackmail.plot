# Somebody knows something and wants to be paid for it.

=== blackmail/sold_silence
do {main} wants to be paid for keeping quiet about {event}
count nerve 2 0 4 how sure of themselves the blackmailer is

@ opening accuse
main quiet tell
  Shut the door. (No, sit|Sit). <clause.cap>, and so far I'm the only one who can say (who was near|who walked away from it).
  I've a good memory and a bad roof. <clause.cap>. One of those two could be mended.
  Let's not call it a threat. <clause.cap>. I merely happen to know more of it than I've told.
  <clause.cap>. That's what's said. What isn't said yet is where you were[ <when>].
  You'll have heard that <clause>. I could add a line to that story, with your boots in it.
  This is about <event>. I know a thing or two, and I was never any good at giving things away.
  I've been turning <event> over, and each time I shake it, you fall out.
-> hub
> -> price
  What do you want?
  (Name it.|Name your price.)
  And what does your silence cost?

@ hub hub from 11 furnish questions
> -> price
  What do you want for it?
  All right. How much?
  Let's hear the sum, then.
> -> END
  I won't sit here for this.
  You've nothing. Good evening.
  Tell it to the wall.

@ price bargain
main stern
  Twenty, and I go back to being forgetful. It's a gift, forgetting. It shouldn't be a free one.
  Twenty. I could ask for more, but then you'd have to explain to somebody where it went.
  I'll say twenty. That's what a new door costs, and I'd sleep better behind a new door.
  Twenty now. I won't come back for more. People like me always say that, and I've noticed it too.
  Let's say twenty. It's less than <item> would fetch, and you needn't carry it.
> -> paid if coins >= 20 do coins -= 20
  (Here|There). <price> <currency>. Now forget me.
  <price> <currency>, and I want to hear you say you saw nothing.
  Take the <price> <currency>. Choke on it, if there's time.
> -> bluffed do nerve -= 1
  You were somewhere you shouldn't have been, too, or you'd have seen nothing.
  And how will you explain what you were doing there?
  Tell them. Then tell them why you waited.
> -> turned check persuasion refused
  You don't want money. You want somebody to ask you what you saw.
  Say it to me instead. All of it. Then it's said.
  You've carried that alone for days. I can see where it rubs.

@ bluffed answer
main doubtful
  I was... passing. One may pass. It's a road.
  That's neither here nor there. I was there, yes. But not in the way that you were.
  You've a nasty way of listening. Nobody asked me what I was doing. I was doing nothing.
  Don't turn it round. I had it the right way round this morning, I practised.
> -> turned
  Then we've both been seen. Shall we both be quiet?
  You keep mine and I'll keep yours.
  So each of us holds a rope. Let's put them down together.
> -> refused do nerve += 1
  I'll tell them you made it up.
  Nobody will take your word against mine.
  Then it's your word, and I've heard what your word costs.

@ paid payment ends
main quiet
  You're a gentleman, or a guilty one. I've never cared which, the coin's the same.
  Much obliged. I've already begun to forget. There was a... no. Gone.
  That's the roof done. Odd, I thought I'd enjoy it more.
  Not a word from me. If anyone asks about <event>, I was asleep, and I'm known for it.
  There. Now I've taken your money, and you know something about me too. Hadn't thought of that.

@ turned confess ends
main weary reveal
  I saw <target>, if you want it plain. I didn't shout. I've wondered since why I didn't shout.
  All right. It was never you I saw. It was <target>, and I'm afraid of <target>. You looked easier.
  No money, then. Just listen. I was there, I saw <target> with <item>, and I stepped back so as not to be seen seeing.
  Keep your money. I only wanted to find out whether it was worth something, what I know. It isn't. It's just heavy.
  I'd have spent it all by Friday, and I'd still have known. So: <target>. There. Now you lie awake.

@ refused threat ends
main angry
  Then I'll talk. Not tonight. You'll have the whole night to think about which day.
  As you like. I'm going for a walk, and I'll be walking past everyone.
  Fine. I'll give it away, then. It's worth more to <target> than to you, I should think.
  You'll wish you'd haggled. Everyone else haggles.

@ closed greeting
main quiet
  We've had our talk about <event>. I don't do it twice, it's bad for the nerves.
  You're looking at me as if I'd said something. I never said anything. That was the bargain.
  (What's|Whatever was) between us is between us. Move along, people are watching us be quiet.

=== blackmail/the_squeeze
deeds theft hiding lie debt death fire state bond want absence harm loss threat clue
do {target} squeezes {main} for money over {event}
count courage 1 0 4 how ready the victim is to face it

@ opening plead
main afraid tell
  Don't turn round. Is <target> still across the way? (Good|Then I've a minute). You'll have heard that <clause>. I'm paying for it. Every week.
  I need somebody who isn't known here. <clause.cap>. And <target> has worked out what that's worth to me.
  It began with a note under the door. "<clause.cap>," it said, and under it a sum. Nothing else. Good handwriting.
  I pay <target>. There. First time I've said it. I pay, because <clause>, and there's more behind it that I can't have told.
  <clause.cap>. That's the part that everybody may know. The other part costs me half of what I earn, and <target> collects.
  It's <target>. It's about <event>. I've sold my good chair, and next week it's the table.
-> hub
> -> ask
  What does <target> have on you?
  Start with what <target> knows.
  How long has this been going on?

@ hub hub from 11 furnish calm
> -> ask
  What exactly does <target> hold over you?
  Tell me about the notes.
  How did it start?
> -> END
  I'd rather not be part of this.
  That's between you and <target>.
  I can't help you with this one.

@ ask confess
main quiet
  A page in my hand. I wrote it the night of <event>, to get it off my chest. It's a good clear hand, I was proud of it.
  I was at <where>, and I'd sworn that I wasn't. <target> saw my coat. I should never have bought a green coat.
  There's a receipt. Somebody signed for <item>. I've looked at that signature for so long that I no longer know it's mine.
  Nothing you could call a crime. I kept quiet when I should've spoken. You'd be surprised what that goes for by the week.
> -> fetch do courage += 1
  I'll get it back from <target>.
  Tell me where <target> keeps it.
  Then we take away what <target> has.
> -> tell_all do courage += 2
  Say it yourself, out loud, before <target> can.
  Tell everyone. Then there's nothing left to sell.
  A secret that's been told can't be sold.
> -> pay_on
  Go on paying. It's cheaper than shame.
  Pay, and keep your head down.
  How much longer can you pay?

@ fetch plan
main eager reveal
  Behind the third brick, I'd bet. <target> looks at that wall whenever I pay. People look at what they love.
  <target> goes to <where> on market days and locks one lock out of two. I've had time to watch. I've had nothing but time and no table.
  You'd do that? It's in a tin. It rattles. I hear it rattle when I count out the money, it's meant to be heard.
  In the lining of the good hat. Nobody wears a hat that carefully for the weather.
> -> done check perception caught
  I'll go tonight.
  Leave the lamp in your window. I'll come back by that.
  Have the money ready anyway. Let <target> see you count it.
> -> tell_all do courage += 1
  Or you could come with me and say it to <target.poss> face.
  There's a cheaper way. You speak first.
  I could steal it. But you'd still be afraid of tins.

@ caught check_failed
main afraid
  <target.cap> was home. I heard the chair go over from here. Tell me you ran.
  Did <target> see your face? Then there'll be two notes next week, and one's for you.
  You came back without it. No, I'm glad. I'm glad that you came back. I just hoped, for about an hour.
> -> tell_all do courage += 1
  So <target> knows that I know. You'd better speak first.
  There's no time left for bricks. Say it, today.
  I ran. You can stop running.
> -> pay_on
  We'll have to leave it, then. Pay a while longer.
  I won't try that twice.
  Lie low. Pay up. It'll pass.

@ done turn_in ends
main tender
  That's my hand. That's my silly, clear hand. May I? I'd like to burn it myself, a corner at a time.
  Is that all it was? One page? I sold a chair for that. I'd have sold the bed.
  Give it here. No. You burn it, I'd only read it again first.
  <target> will know by morning. Let <target> count bricks.

@ tell_all confess ends
main proud
  Then listen, you'll be the first: I was there, at <where>, and I held my tongue about <event>. Oh. That wasn't so long, was it?
  All right. I'll say it on the steps, in my working clothes, and <target> can stand there with an empty tin.
  I feel sick and about two stone lighter. Come with me? Only as far as the corner. After that I'll be talking.
  I've been poor for a year so as not to be ashamed for a week. When you do the sum it's quite funny.

@ pay_on sad ends
main sad
  Yes. That's what I thought you'd say. It's what I say, on Thursdays, when I count it out.
  It isn't for ever. <target> has a cough. I've started to listen to it. That's what I've become, I listen to a cough.
  Then I'll sell the table. One can eat off a knee.

@ closed greeting
main quiet
  It's settled, about <target>. I still look across the way. Habit.
  I had a note this morning and nearly died. It was the bill for the milk.
  You did what you could with <event>. I don't talk of it, but I think of it, and you come out of it well.

=== blackmail/the_other_hand
do the player knows what {main} did, and {main} knows that
count fear 1 0 4 how far the player has frightened them
cast second servant

@ opening greeting
main stern
  You have something of mine, I'm told. A piece of knowledge.
  My people say you've been asking about <event>. People who ask want an answer or a price.
  So you're the one with the long ears. I'd pictured somebody taller.
  Sit, or stand, I won't offer twice. You've come to tell me what you know, and I've come to find out how little it is.
main tell
  Let me say it, so that you needn't: <clause>. Now it's my story. What have you got left?
  <clause.cap>. The whole street knows that. I'll pay for what the street doesn't know.
  Everybody will tell you that <clause>. I'd advise you not to know more than everybody.
  And it's about <event>, I suppose. It's always about that, this season.
-> hub
> -> show
  I know the part that you left out.
  I was at <where>. I saw the end of it.
  You forgot <second>. <second> talks.

@ hub hub from 11 furnish questions
> -> show
  I'll tell you what I have.
  Then let me begin with <second>.
  Here's the part that you left out.
> -> END
  Not today. Let it ripen.
  I'll keep it a while longer.
  I only wanted to see your face.

@ show threat
main doubtful
  <second>? <second> can't remember where the spoons are kept. What did <second> say, exactly?
  Anyone can have been at <where>. The question is who'll swear to it, and in what sort of clothes.
  Go on. I'm not worried. I always hold the chair like this.
  You've been careful, I'll give you that. Nobody's brought me a fact in years. They bring me feelings.
> -> money do fear += 1
  Thirty, and I was never here.
  It'll cost you thirty to hear me forget it.
  What's your good name worth? I'd have said thirty.
> -> mend
  I don't want money. I want it put right.
  Give back <item>. That's my price.
  You'll go to <other>, and you'll say it yourself.
> -> spare
  I came to warn you. Others will find it too.
  Keep your money. I only wanted you to know that it's known.
  I won't use it. I wanted to see whether you'd deny it.

@ money payment ends
~ coins += 30
main scornful
  Thirty. I've paid more for worse plays. Take it, and understand that I now know exactly what you are.
  There. You needn't count it, I'm only dishonest in large amounts.
  Cheap. I had fifty in my hand, under the table. Good evening.
  Take it. You've just sold me the only thing you had. What will you live on next week?

@ mend persuaded
main quiet
  Put right. With what? It's been done, it's lain there, things have grown over it.
  To <other>? You want me to stand in that doorway, with my hat off, and say it?
  You'd be easier to deal with if you were a worse person.
> -> mended check persuasion broken
  It's one doorway. You've walked through worse.
  You hold that chair as if it were the last one. Let go of it.
  You could be rid of me in an hour. And of that.
> -> broken do fear += 1
  Then I'll say it for you, tomorrow, in front of everyone.
  You have until morning.
  Somebody will stand in that doorway. It can be you or it can be me.

@ mended confess ends
main sad reveal
  Get me my hat. Not that one. The old one, that I had then.
  All right. I'll go to <other>, and I won't explain. Every time I rehearse it, it's the explaining that stinks.
  I did it, and I did it badly, and I've dined on it since. There. You've heard it first. Come along and see that I say it again.

@ broken threat ends
main angry
  <second>! Show our guest out. By the back, where the step is loose.
  No. I've had that doorway in my dreams and I'm not going there awake. Do what you like.
  You've made a mistake. You've frightened me, and I'm not at my best when I'm frightened. Ask <target>.

@ spare thank ends
main surprised
  You want nothing. I've no idea what to do with that. I've a drawer for everything else.
  I was going to have you followed. I feel rather foolish, there's a man behind that curtain.
  Then why do I feel worse? I'd have known what to do with a bill.

@ closed greeting
main stern
  Our business about <event> is closed. I've had the chair recovered.
  You again. I pay my debts and I don't frame the receipts.
  <second> still can't find the spoons. I thought of you. That's all I have to say.
second neutral
  I never said anything to anybody. I only ever said it in the kitchen.
  They've counted the spoons twice since you came. Twelve. It was always twelve.
