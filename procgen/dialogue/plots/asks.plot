# Questions about what a scene is about, for any kind: a node is an answer, its choice the question.

=== ask/who
@ last_seen question
> -> last_seen
  When did you last see <target>?
  Where was <target> when you saw <target.them> last?
  Has anybody seen <target> since?
main
  Yesterday, buying string. Nobody needs that much string.
  At <where>, walking fast and pretending not to.
  I see <target> every day. It's only lately that I look.
  Going home by the long way. There's a short way, and it passes my window.
  Too recently, and I owe <target.them> a nod for it. I was raised to nod.
  {has=is_wronged} In my doorway. I keep looking at the doorway.
  In a good mood. That's what I'd look into, if it were my job to look.
  A week ago, arguing with a dog. The dog was winning.
  Asleep in company, with one eye not quite shut.
@ what_like question
> -> what_like
  How would you describe <target>?
  What sort of a person is <target>?
  Tell me how I'd know <target> in a crowd.
main
  The sort who holds the door and looks at what you're carrying.
  Pleasant. I've known three pleasant people, and two of them are in this story.
  <target.cap> never raised a hand to anyone. There are other ways, you can do it with a ledger.
  Ask ten people and you'll get ten people. I think <target> likes it that way.
  Somebody who says your name too often. It's as if it were on a list.
  Not clever. People keep saying clever. Patient, that's a different animal.
  The first to laugh and the last to pay. Otherwise there's no harm in <target>.
  You know how a cat sits beside the butter, not looking at it? So.
  Polite to the old, short with the young, and never seen to eat.
@ capable question
> -> capable
  Would <target> really do such a thing?
  Is <target> capable of it?
  You think that <target> had it in <target.them>?
main
  Anyone would, on the right day. I've met my own right day, and I was very lucky it rained.
  Alone, no. I keep coming back to that. Somebody held the lamp.
  I'd have said no last year. Last year I said a lot of things.
  With a good reason, yes. I've been trying to think of a reason, and there's one I don't like.
  To do it, yes. To keep quiet afterwards, that's what surprises me.
  You ask as if it were hard. It's only the first half minute that's hard, I should think.
  I'd sooner believe it of <other>. But it's what I'd sooner believe that's been wrong all week.
  In cold blood, never. But who's been cold lately?
@ friends question
> -> friends
  Who does <target> talk to?
  Does <target> have friends here?
  Who would stand up for <target>?
main
  <other>, on and off. Mostly off since <event>.
  Nobody who'd say so before noon.
  There's a cousin. There's always a cousin, they come up like mushrooms.
  People who owe money. It looks like friendship from the far side of the street.
  <other> used to. Now they cross over, and I've seen which of them crosses first.
  The children like <target>. I put it down to sweets, but it's against my theory.
  A few. They sat together, before. Now they sit near each other.
@ gains question
> -> gains
  Who gains by <event>?
  Who's better off now than before?
  Somebody must have profited by it. Who?
main
  Follow the new boots. I've seen two pairs since.
  <other>, if you ask who's eating better. I'd not swear that it isn't just luck with hens.
  Nobody did, and that's what keeps me up. You can understand greed. This was something else.
  Whoever sleeps well. So it's none of us.
  I made a list. I'm third on it. I thought I'd tell you before you did the sum.
  The one who had least to lose went and lost it anyway. Explain me that.
  <target>, people say. People say it loudest who were nowhere near.

=== ask/thing
@ worth question
> -> worth
  What's <item> worth?
  Why does <item> matter so much?
  Is it really about <item>?
main
  In money? A dinner. People don't do this for a dinner.
  To a stranger, nothing. You'd put it out on the step for the rain.
  It was never the worth. It's that it was there every morning, and one day it wasn't the same.
  Twice what was said and half of what was hoped, as with anything.
  I'd have given it away, if anyone had asked me. Nobody asks any more.
  Ask <other>. <other> had it weighed once, and came home very quiet.
  It holds the place together. I don't mean that as poetry, you should see the place.
  More since Tuesday. It's wonderful what trouble does for a price.
@ where_now question
> -> where_now
  Where is <item> now?
  Where would one look for <item>?
  Has anyone looked at <where>?
main
  If I knew that, I'd be sitting somewhere else, with a hammer.
  Not far. Far costs money, and it's that sort of trouble to begin with.
  They've been through <where> twice. The second time they were looking for what the first lot dropped.
  In plain sight, I'd guess. It's where I'd put it, and I've thought about it more than is healthy.
  Ask who's stopped using the short cut.
  You'll get three answers to that before supper. I gave two of them.
  I've a feeling in my knee about <where>. It's been right about rain.
@ whose question
> -> whose
  Who had a right to <item>?
  Whose business was it in the first place?
  Did anyone else lay claim to it?
main
  On paper, one. By habit, all of us. There's the trouble in a spoonful.
  My grandmother would have told you. She'd have told you wrong, but nobody would've argued.
  <other> says it was promised. Promised by whom, I'd like to know, and were they sober?
  It belonged to whoever looked after it, and for nine years nobody asked who that was.
  It depends on whether you count from the flood or from the wedding.
  There's a paper. It's been read by three people, and they no longer speak.
@ before question
> -> before
  Did anything like that happen before?
  Was there any sign of it?
  Could somebody have seen it coming?
main
  Once, in my mother's time. They blamed the weather, and the weather left town.
  A gate left open. A dog that stopped barking. You only count them afterwards.
  I saw it coming. I saw it coming so slowly that I waved.
  There was a bad smell and a good harvest. I should have known, they never come together.
  Small things went first. A spoon. A bucket. Then it had practice.
  Everybody says so now. I don't remember them saying it on Sunday.
  I had a dream, but it was about geese.

=== ask/night
@ that_night question
> -> that_night
  Where were you when it happened?
  What did you see yourself?
  Tell me about that night.
main
  In bed, with my boots on. I couldn't tell you why. I've never done it before.
  At the window. I saw a light where there's never a light, and I thought: good, somebody's up.
  {has=is_guilty} Here. I was here. I've said it to myself so often that it's nearly true.
  Asleep. I've a whole house of people who slept through it, you'd think that we'd been paid.
  Holding somebody's horse. Don't ask whose. It was a favour, and now it's evidence.
  I'd gone to see about a noise. It was the wrong noise, the right one was behind me.
  Counting. I count things when I can't sleep. There was one too few.
@ noise question
> -> noise
  Did you hear anything?
  Was there any noise?
  Somebody must have heard something.
main
  A cart, with rags on the wheels. You don't hear that, you hear that you don't hear it.
  Two people not talking. It's quite loud, if you know them.
  Singing. Low, and very well in tune. I can't get anyone to believe me.
  The dog didn't bark. Don't look like that, it's a very stupid dog.
  A laugh. I'd know it again, and I'd give a good deal not to.
  A door. Just the one. But it shut like a door that's being held.
  My own heart, chiefly. Since you ask.
@ first question
> -> first
  Who knew of it first?
  Who found out?
  How did the news get about?
main
  The baker. It's always the baker, nobody else is up.
  <other>. And <other> went home and ate a whole breakfast before saying so.
  I did. I stood there and thought: if I walk away now, somebody else will have found it.
  A boy. He was told not to tell, so we'd all heard by eight.
  It came up the road before the man who brought it did.
  I was told at the well, by somebody who'd been told at the mill. By then there were horses in it.
@ said question
> -> said
  What are people saying about it?
  What do the others think of <event>?
  What's the talk about it?
main
  That it serves somebody right. They haven't settled on whom.
  They're very calm. They've all bought locks.
  Half say <target>, half say nobody, and they've stopped drinking together.
  They talk of the price of it. It's what one talks of when one's frightened.
  I don't listen. But <other> says that it was bound to happen, and has been saying so with a great deal of detail.
  They say to leave it be. Mostly the ones who live furthest from it.
  Whatever it is, they stop saying it when I come in.
@ law question
> -> law
  Why hasn't anyone been called to account?
  Who ought to deal with it?
  Did nobody report it?
main
  It was written down. Then it was filed. I've seen the cupboard.
  There's one man for the whole district, and he's afraid of stairs.
  They came, looked at <where>, ate here, and said it was a nice place.
  To whom? One of them's his brother, and the other can't read.
  You could call somebody. They'd be here by spring, and they'd want a room.
  It's easier to be sorry. You can do that sitting down.

=== ask/self
@ why_care question
> -> why_care
  Why does it trouble you so?
  What is it to you?
  Why do you care about <event>?
main
  {has=is_wronged} Because it was me. You'd think that would wear off. It's the other way round.
  {has=is_guilty} It doesn't. I sleep. I don't dream, I've seen to that, but I sleep.
  Somebody has to, and I'd nothing on this week.
  I said I'd keep an eye on it, once, to somebody who's dead. They can't let you off.
  I've to live here afterwards. You'll have noticed that you don't.
  I keep thinking that it might have been my door.
  It doesn't. It's my knee that troubles me. I only sound like this.
  Because I laughed when I heard. I'd thought it was about somebody else.
@ what_want question
> -> what_want
  What do you want to happen now?
  How should it end, if you had your way?
  What would put it right?
main
  I'd like one whole day on which nobody lowers their voice.
  For somebody to say it was wrong. Not to do anything. Just to say it, and not look at the floor.
  Nothing would. There are things that get paid for and things that get put up with.
  <target>, here, on that chair, and a long evening.
  I'd like it to be last year. Failing that, supper.
  I want it told straight, once, and then I want it left alone.
  Less. I used to want a great deal, and I've cut it down to less.
@ afraid question
> -> afraid
  Are you afraid of <target>?
  What is it that frightens you?
  You keep looking at the door. Why?
main
  Not of <target>. Of what I'd do, if I were asked quietly.
  I'm afraid that it's over. I'd got used to waiting for it.
  It sticks. I watch it, in case somebody has to get out.
  Yes. I hoped that it wouldn't show, I've been practising in a spoon.
  Only at night, and between meals.
  I was. Then I found out that <target> is afraid of geese. It helps.
@ regret question
> -> regret
  What would you do differently?
  Is there something you should have done?
  Do you blame yourself?
main
  I'd have got up. That's all. I heard it, and I turned over.
  I had the words ready. I was waiting for a pause.
  I lent somebody a ladder. I don't say that it was that ladder.
  Every morning, until about ten. Then there's work.
  I should've asked <other> in. It was raining, and I saw the lamp go by.
  I'd have been kinder to a person I didn't like. It wouldn't have cost much. I worked it out.
