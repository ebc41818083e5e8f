class_name ProcgenDialogue
extends Node
## Somebody who can be talked to while the game runs, and who calls out what happens.
##
## [codeblock]
## var smith := ProcgenDialogue.new()
## smith.speaker_name = "Bram"
## smith.role = "smith"
## smith.text_received.connect(func(piece: String) -> void: $Label.text += piece)
## smith.action_called.connect(_on_action)
## add_child(smith)
## await smith.say("Good morning! What happened to the bridge?")
## await smith.bark("see_rain")
## [/codeblock]
## Each call runs in the background: no frame waits for it.

## The answer's next piece; pieces come as the server sends them.
signal text_received(piece: String)
## The speaker does one of [member actions], with values that it allows.
signal action_called(action: String, arguments: Dictionary)
## A line is complete: an answer to [method say], or what [method bark] or [method speak] asked for.
signal line_finished(line: ProcgenV1.Line)
## One of several says something, after [method say_together]: who, the line, and the name of who is
## spoken to, empty for the player.
signal line_said(speaker: ProcgenDialogue, line: ProcgenV1.Line, to: String)
## The server did not do what was asked, and why.
signal failed(message: String)

const Calls := preload("../calls.gd")
const Common := preload("../common.gd")

## What the inspector suggests; a newer server may know more.
const ROLES := (
	"villager,merchant,innkeeper,smith,farmer,hunter,sailor,guard,soldier,captain,noble,ruler,"
	+ "servant,messenger,priest,healer,scholar,wizard,bard,thief,beggar,child,elder,spirit,"
	+ "detective,mechanic,pilot,officer,robot"
)
const MOODS := (
	"neutral,joyful,amused,tender,eager,proud,angry,scornful,stern,afraid,sad,weary,doubtful,"
	+ "surprised,pleading,quiet"
)
const REGISTERS := "plain,archaic,formal,rough,casual,technical"
## So many lines of [method bark] and [method speak] are remembered, and not said again.
const REMEMBERED_LINES := 64

const _SAVED_VERSION := 1
# Settings that are fields of the request: those that are not empty win over the file's.
const _PERSONA := (
	"speaker_name:name,role,traits,age,sex,register,background,goals,"
	+ "secrets,catchphrases,examples"
)
const _SITUATION := "place,listener,relation,mood,time,weather"
const _BOUNDS := "level,most_characters"
const _BUDGET := (
	"most_turns:turns,most_talk_characters:characters," + "most_words:words,most_seconds:seconds"
)

@export_group("Who")
@export var speaker_name := ""
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, ROLES) var role := ""
## Such as "grumpy" and "honest".
@export var traits := PackedStringArray()
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, "child,young,adult,old") var age := ""
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, "female,male,other") var sex := ""
## Way of speaking; what suits role and setting if empty.
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, REGISTERS) var register := ""
## A few sentences in the third person.
@export_multiline var background := ""
## What they want, each to follow "I want": "to see the mill rebuilt".
@export var goals := PackedStringArray()
## What they know besides the world's facts: clauses without a full stop.
@export var knows := PackedStringArray()
## What they never say.
@export var secrets := PackedStringArray()
## Said now and then, word for word.
@export var catchphrases := PackedStringArray()
## Lines of theirs that others should resemble.
@export var examples := PackedStringArray()
## A file for [code]procgen talk[/code]: persona, situation, actions and bounds. What is set here
## wins over it.
@export var persona_file: JSON = null

@export_group("Where")
## What is true: [code]setting[/code], [code]entities[/code], [code]facts[/code] and
## [code]currency[/code], as in dialogue_world.proto.
@export var world: Dictionary = {}
## The same as a JSON file, if [member world] is empty.
@export var world_file: JSON = null
## Kind of world; that of the world if empty.
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, "medieval,modern,scifi") var setting := ""
@export var place := ""
## Name of who is spoken to; a variable such as "{player}" is kept as it is.
@export var listener := ""
## At the start of a talk: -2 (enemies) to 2 (friends).
@export_range(-2, 2) var relation := 0
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, MOODS) var mood := ""
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, "morning,noon,evening,night") var time := ""
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, "clear,rain,snow,storm,fog") var weather := ""

@export_group("What")
## Chance; the same settings, seed, state and words give the same answer.
@export var dialogue_seed := 0
## One of the server's models; its first one if empty.
@export var model := ""
## What the speaker may do when asked: dictionaries with the fields of TalkAction in dialogue.proto,
## such as [code]{"name": "open_door", "phrases": ["let me in"]}[/code].
@export var actions: Array[Dictionary] = []
## What no line holds, besides the secrets.
@export var never_say := PackedStringArray()
## Most characters of a line; 0 leaves it to the server.
@export_range(0, 1000) var most_characters := 0
## Content filter; "mild" if empty.
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, "none,mild,strict") var level := ""

@export_group("Budget")
## Answers in one talk, then the speaker takes their leave; 0 leaves it to the server, as below.
@export_range(0, 1000000) var most_turns := 0
## Characters of all answers together.
@export_range(0, 100000000) var most_talk_characters := 0
## Words of one answer, about, where a large model writes.
@export_range(0, 200) var most_words := 0
## Time for one answer, where a large model writes: it ends with a whole sentence then.
@export_range(0.0, 600.0, 0.1, "suffix:s") var most_seconds := 0.0

@export_group("Voice")
## Says aloud what the speaker says, each sentence as soon as it is written; silent if null.
@export var voice: ProcgenVoice

@export_group("Server")
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0

## Relation after the last turn of the talk, -2 to 2.
var relation_now := 0
## Whether the speaker has ended the talk; they answer all the same.
var is_over := false
## What the speaker makes of the player after the last turn: what the player told, promises, why the
## relation has moved; null before the first and after [method load_state].
var mind_now: ProcgenV1.TalkMind

var _talking := Calls.new()
var _speaking := Calls.new()
# The talk as the server wants it back.
var _state := ""
var _said := PackedStringArray()
var _said_count := 0
# Whoever waited for what is cancelled then must not start something new.
var _is_leaving := false


func _notification(what: int) -> void:
	if what in [NOTIFICATION_ENTER_TREE, NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE]:
		_is_leaving = what != NOTIFICATION_ENTER_TREE
		if _is_leaving:
			cancel()


## Says something to the speaker, at most 1000 characters; nothing lets them begin. The answer comes
## with [signal text_received], [signal action_called] and [signal line_finished]; the next turn
## goes on from there. Returns how the call ended. An answer that is still on its way is stopped,
## and so not remembered.
func say(text: String) -> ProcgenStatus:
	_talking.stop()
	if _is_leaving:
		return Common.cancelled()
	var request := ProcgenV1.ConverseRequest.new()
	var problems := _describe(request)
	if not problems.is_empty():
		return _told(Common.refused(problems))
	request.seed = dialogue_seed
	request.state = _state
	request.player_text = text
	request.model = model
	if voice:
		voice.belong_to(request.persona)
		request.speak = voice.talk_voice()
		voice.begin()
	var client := ProcgenClient.from_settings(host, web_port)
	var running := client.dialogue.converse(request)
	running.received.connect(_pass_on)
	var status := await _talking.run(running)
	if voice:
		voice.end()
	if status.is_ok():
		var result := running.result
		_take(result.state, result.relation, result.ends, result.mind)
		line_finished.emit(running.result.line)
	return _told(status)


## Says something to this speaker and others, at most five, all of whom hear it: whoever is called
## or knows best answers, others may join in, and each line comes with [signal line_said] of this
## node; nothing said lets them talk among themselves. Actions are this speaker's. Returns how the
## call ended.
func say_together(text: String, others: Array[ProcgenDialogue]) -> ProcgenStatus:
	_talking.stop()
	if _is_leaving:
		return Common.cancelled()
	var request := ProcgenV1.ConverseRequest.new()
	var problems := _describe(request)
	for other in others:
		problems.append_array(other._join(request))
	if not problems.is_empty():
		return _told(Common.refused(problems))
	request.seed = dialogue_seed
	request.state = _state
	request.player_text = text
	request.model = model
	var by_name := {request.persona.name: self}
	for i in others.size():
		by_name[request.others[i].persona.name] = others[i]
	var running := ProcgenClient.from_settings(host, web_port).dialogue.converse(request)
	running.received.connect(
		func(event: ProcgenV1.ConverseEvent, files: Array[PackedByteArray]) -> void:
			if event.said:
				var line := event.said.line
				line_said.emit(by_name[line.speaker], line, event.said.to)
			else:
				_pass_on(event, files)
	)
	var status := await _talking.run(running)
	if status.is_ok():
		var result := running.result
		_take(result.state, result.relation, result.ends, result.mind)
		for i in others.size():
			var member := result.others[i]
			others[i]._take(member.state, member.relation, member.ends, member.mind)
	return _told(status)


## Calls out what happens: "spot_enemy", "low_health", "see_rain" and what else the server lists as
## events. The line comes with [signal line_finished], and is none that was called out before.
func bark(event: String) -> ProcgenStatus:
	return await speak("bark:" + event)


## Says a line outside the talk: one of the server's intents, such as "greet" or "sell", with words
## for it, such as [code]{"item": "brass key", "price": "12"}[/code], and texts that it must hold.
func speak(
	intent: String, slots: Dictionary[String, String] = {}, must_say := PackedStringArray()
) -> ProcgenStatus:
	_speaking.stop()
	if _is_leaving:
		return Common.cancelled()
	var asked := ProcgenV1.ConverseRequest.new()
	var problems := _describe(asked)
	if not problems.is_empty():
		return _told(Common.refused(problems))
	var request := ProcgenV1.LinesRequest.new()
	request.seed = dialogue_seed + _said_count
	request.persona = asked.persona
	request.situation = asked.situation
	request.bounds = asked.bounds
	request.bounds.must_say.append_array(must_say)
	request.said = _said
	request.model = model
	var wish := ProcgenV1.Wish.new()
	wish.intent = intent
	wish.slots = slots
	request.wishes = [wish]
	var client := ProcgenClient.from_settings(host, web_port)
	var running := client.dialogue.generate_lines(request)
	var status := await _speaking.run(running)
	if status.is_ok():
		var line := running.result.lines[0]
		_said_count += 1
		_said.append(line.text)
		_said = _said.slice(-REMEMBERED_LINES)
		line_finished.emit(line)
		if voice:
			voice.belong_to(asked.persona)
			voice.say_line(line)
	return _told(status)


## Stops what runs, on the server too, and what is still heard. Nothing more is emitted, and the
## talk is where it was after the last answer that was complete.
func cancel() -> void:
	_talking.stop()
	_speaking.stop()
	if voice and is_instance_valid(voice):
		voice.hush()


## Whether an answer or a line is on its way.
func is_busy() -> bool:
	return _talking.is_busy() or _speaking.is_busy()


## The talk so far as text to save with the game: a few kilobytes, at most 64 KiB and the lines that
## are remembered. Who the speaker is stays with the node.
func save_state() -> String:
	var saved := {"version": _SAVED_VERSION, "talk": _state, "said": _said}
	saved.merge({"said_count": _said_count, "relation": relation_now, "over": is_over})
	return JSON.stringify(saved)


## Goes on from what [method save_state] gave; an empty text begins anew. If it is no such text,
## [signal failed] is emitted, false returned, and the talk stays as it is.
func load_state(saved: String) -> bool:
	var fields := {"version": _SAVED_VERSION}
	var json := JSON.new()
	if saved:
		fields = {}
		if json.parse(saved) == OK and json.data is Dictionary:
			fields = json.data
	var talk: Variant = fields.get("talk", "")
	var said: Variant = fields.get("said", [])
	if fields.get("version") != _SAVED_VERSION or talk is not String or said is not Array:
		failed.emit("This is no saved talk.")
		return false
	cancel()
	_state = talk
	_said = PackedStringArray(said)
	_said_count = int(fields.get("said_count", 0))
	relation_now = int(fields.get("relation", relation))
	is_over = fields.get("over", false) == true
	mind_now = null
	return true


func _take(state: String, relation_after: int, ends: bool, mind: ProcgenV1.TalkMind) -> void:
	_state = state
	relation_now = relation_after
	is_over = ends
	mind_now = mind


# Adds this speaker to those of a request; returns what is wrong with files and dictionaries.
func _join(request: ProcgenV1.ConverseRequest) -> PackedStringArray:
	var own := ProcgenV1.ConverseRequest.new()
	var problems := _describe(own)
	var member := ProcgenV1.TalkMember.new()
	member.persona = own.persona
	member.state = _state
	if own.situation:
		member.relation = own.situation.relation
		member.mood = own.situation.mood
	request.others.append(member)
	return problems


func _pass_on(event: ProcgenV1.ConverseEvent, _files: Array[PackedByteArray]) -> void:
	if event.action:
		var arguments := {}
		for values: Dictionary in [event.action.choices, event.action.numbers, event.action.truths]:
			arguments.merge(values)
		action_called.emit(event.action.name, arguments)
	elif event.has_field(&"text"):
		text_received.emit(event.text)
	elif voice:
		voice.hear(event.sentence, event.sound)


# Fills in who speaks, where, what they may do and what bounds hold: first the file's word, then the
# node's. Returns what is wrong with files and dictionaries.
func _describe(request: ProcgenV1.ConverseRequest) -> PackedStringArray:
	var problems := PackedStringArray()
	if persona_file:
		problems.append_array(_filled(request, persona_file.data, "persona_file"))
	var said := request.bounds.never_say if request.bounds else PackedStringArray()
	var told := {
		"persona": _set_of(_PERSONA),
		"situation": _set_of(_SITUATION),
		"bounds": _set_of(_BOUNDS),
		"budget": _set_of(_BUDGET),
	}
	if not knows.is_empty():
		told["persona"]["knows"] = Array(knows).map(
			func(text: String) -> Dictionary: return {"text": text}
		)
	told["bounds"]["never_say"] = Array(said + never_say)
	if not actions.is_empty():
		told["actions"] = actions
	problems.append_array(request.merge_json(told, name))
	var situation := request.situation
	if world or world_file:
		situation.world = ProcgenV1.World.new()
		var fields: Variant = world if world else world_file.data
		problems.append_array(_filled(situation.world, fields, "world"))
	if setting:
		situation.set_path_value("world.setting", setting)
	return problems


# The settings that are not empty, by the contract's names; those that differ follow colons.
func _set_of(names: String) -> Dictionary:
	var fields := {}
	for pair in names.split(","):
		var value: Variant = get(pair.get_slice(":", 0))
		if value:
			var field := pair.get_slice(":", pair.get_slice_count(":") - 1)
			fields[field] = Array(value) if value is PackedStringArray else value
	return fields


func _filled(message: ProcgenMessage, fields: Variant, where: String) -> PackedStringArray:
	if fields is Dictionary:
		return message.merge_json(fields as Dictionary, where)
	return ["%s: must be an object." % where]


# A failure is told to whoever listens, too.
func _told(status: ProcgenStatus) -> ProcgenStatus:
	if not status.is_ok() and status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status.sentence())
	return status
