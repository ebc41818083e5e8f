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
signal line_finished(line: WorldMessages.Line)
## The server did not do what was asked, and why.
signal failed(message: String)

const DialogueMessages := preload("../client/dialogue_messages.gd")
const GrpcStatus := preload("../client/grpc_status.gd")
const GrpcWebCall := preload("../client/grpc_web_call.gd")
const JsonMessages := preload("json_messages.gd")
const LinesCall := preload("../client/lines_call.gd")
const ProcgenClientScript := preload("../client/procgen_client.gd")
const TalkCall := preload("../client/talk_call.gd")
const WorldMessages := preload("../client/dialogue_world_messages.gd")

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

@export_group("Server")
@export var host := "127.0.0.1"
@export_range(1, 65535) var web_port := ProcgenClientScript.DEFAULT_WEB_PORT

## Relation after the last turn of the talk, -2 to 2.
var relation_now := 0
## Whether the speaker has ended the talk; they answer all the same.
var is_over := false

var _talking: Waiting = null
var _speaking: Waiting = null
# The talk as the server wants it back.
var _state := ""
var _said := PackedStringArray()
var _said_count := 0
# Whoever waited for what is cancelled then must not start something new.
var _is_leaving := false


func _enter_tree() -> void:
	_is_leaving = false


func _exit_tree() -> void:
	_is_leaving = true
	cancel()


## Says something to the speaker, at most 1000 characters; nothing lets them begin. The answer comes
## with [signal text_received], [signal action_called] and [signal line_finished]; the next turn
## goes on from there. Returns how the call ended. An answer that is still on its way is stopped,
## and so not remembered.
func say(text: String) -> GrpcStatus:
	_stop_talking()
	if _is_leaving:
		return Waiting.cancelled()
	var request := DialogueMessages.ConverseRequest.new()
	var problems := _describe(request)
	if not problems.is_empty():
		return _refuse(problems)
	request.seed = dialogue_seed
	request.state = _state
	request.player_text = text
	request.model = model
	_limit(request)
	var running := _client().converse(request)
	running.text_received.connect(_pass_on_text)
	running.action_called.connect(_pass_on_action)
	var waiting := Waiting.new(running)
	_talking = waiting
	var status: GrpcStatus = await waiting.ended
	if waiting != _talking:
		return status
	_talking = null
	if status.is_ok():
		_state = running.result.state
		relation_now = running.result.relation
		is_over = running.result.ends
		line_finished.emit(running.result.line)
	else:
		failed.emit(_sentences(status))
	return status


## Calls out what happens: "spot_enemy", "low_health", "see_rain" and what else the server lists as
## events. The line comes with [signal line_finished], and is none that was called out before.
func bark(event: String) -> GrpcStatus:
	return await speak("bark:" + event)


## Says a line outside the talk: one of the server's intents, such as "greet" or "sell", with words
## for it, such as [code]{"item": "brass key", "price": "12"}[/code], and texts that it must hold.
func speak(
	intent: String, slots: Dictionary[String, String] = {}, must_say := PackedStringArray()
) -> GrpcStatus:
	_stop_speaking()
	if _is_leaving:
		return Waiting.cancelled()
	var asked := DialogueMessages.ConverseRequest.new()
	var problems := _describe(asked)
	if not problems.is_empty():
		return _refuse(problems)
	var request := DialogueMessages.LinesRequest.new()
	request.seed = dialogue_seed + _said_count
	request.persona = asked.persona
	request.situation = asked.situation
	request.bounds = asked.bounds
	request.bounds.must_say.append_array(must_say)
	request.said = _said
	request.model = model
	var wish := DialogueMessages.Wish.new()
	wish.intent = intent
	wish.slots = slots
	request.wishes = [wish]
	var running := _client().generate_lines(request)
	var waiting := Waiting.new(running)
	_speaking = waiting
	var status: GrpcStatus = await waiting.ended
	if waiting != _speaking:
		return status
	_speaking = null
	if status.is_ok():
		_remember(running.result.lines[0].text)
		line_finished.emit(running.result.lines[0])
	else:
		failed.emit(_sentences(status))
	return status


## Stops what runs, on the server too. Nothing more is emitted, and the talk is where it was after
## the last answer that was complete.
func cancel() -> void:
	_stop_talking()
	_stop_speaking()


## Whether an answer or a line is on its way.
func is_busy() -> bool:
	return _talking != null or _speaking != null


## The talk so far as text to save with the game: a few kilobytes, at most 64 KiB and the lines that
## are remembered. Who the speaker is stays with the node.
func save_state() -> String:
	return (
		JSON
		. stringify(
			{
				"version": _SAVED_VERSION,
				"talk": _state,
				"relation": relation_now,
				"over": is_over,
				"said": _said,
				"said_count": _said_count,
			}
		)
	)


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
	return true


func _pass_on_text(piece: String) -> void:
	text_received.emit(piece)


func _pass_on_action(action: DialogueMessages.ActionCall) -> void:
	var arguments := {}
	for values: Dictionary in [action.choices, action.numbers, action.truths]:
		arguments.merge(values)
	action_called.emit(action.name, arguments)


func _stop_talking() -> void:
	var stopped := _talking
	_talking = null
	if stopped:
		stopped.cancel()


func _stop_speaking() -> void:
	var stopped := _speaking
	_speaking = null
	if stopped:
		stopped.cancel()


func _remember(text: String) -> void:
	_said_count += 1
	_said.append(text)
	if _said.size() > REMEMBERED_LINES:
		_said = _said.slice(-REMEMBERED_LINES)


# Fills in who speaks, where, what they may do and what bounds hold: first the file's word, then the
# node's. Returns what is wrong with files and dictionaries.
func _describe(request: DialogueMessages.ConverseRequest) -> PackedStringArray:
	var problems := PackedStringArray()
	request.persona = WorldMessages.Persona.new()
	request.situation = WorldMessages.Situation.new()
	request.situation.world = WorldMessages.World.new()
	request.bounds = WorldMessages.Bounds.new()
	if persona_file:
		problems.append_array(_fill(request, persona_file.data, "persona_file"))
	if not actions.is_empty():
		request.actions.clear()
		problems.append_array(JsonMessages.fill(request, {"actions": actions}, name))
	if world or world_file:
		request.situation.world = WorldMessages.World.new()
		var fields: Variant = world if world else world_file.data
		problems.append_array(_fill(request.situation.world, fields, "world"))
	if setting:
		request.situation.world.setting = setting
	_describe_persona(request.persona)
	var situation := request.situation
	for field: String in ["place", "listener", "relation", "mood", "time", "weather"]:
		if get(field):
			situation.set(field, get(field))
	if level:
		request.bounds.level = level
	if most_characters:
		request.bounds.most_characters = most_characters
	request.bounds.never_say.append_array(never_say)
	return problems


func _limit(request: DialogueMessages.ConverseRequest) -> void:
	if not request.budget:
		request.budget = DialogueMessages.TalkBudget.new()
	if most_turns:
		request.budget.turns = most_turns
	if most_talk_characters:
		request.budget.characters = most_talk_characters
	if most_words:
		request.budget.words = most_words
	if most_seconds:
		request.budget.seconds = most_seconds


func _describe_persona(persona: WorldMessages.Persona) -> void:
	if speaker_name:
		persona.name = speaker_name
	for field: String in [
		"role",
		"traits",
		"age",
		"sex",
		"register",
		"background",
		"goals",
		"secrets",
		"catchphrases",
		"examples"
	]:
		if get(field):
			persona.set(field, get(field))
	for text in knows:
		var fact := WorldMessages.Fact.new()
		fact.text = text
		persona.knows.append(fact)


func _fill(message: RefCounted, fields: Variant, where: String) -> PackedStringArray:
	if fields is Dictionary:
		return JsonMessages.fill(message, fields as Dictionary, where)
	return ["%s must be an object." % where]


func _refuse(problems: PackedStringArray) -> GrpcStatus:
	var status := GrpcStatus.of(GrpcStatus.Code.INVALID_ARGUMENT, " ".join(problems))
	failed.emit(status.message)
	return status


# What went wrong, and what can be done about it.
func _sentences(status: GrpcStatus) -> String:
	if status.detail and status.detail.remedy:
		return "%s %s" % [status.message, status.detail.remedy]
	return status.message


func _client() -> ProcgenClientScript:
	return ProcgenClientScript.new(web_port, host)


## A call that is waited for. Cancelled, it is over at once: whoever waits goes on before the node
## can be freed.
class Waiting:
	extends RefCounted

	signal ended(status: GrpcStatus)

	var _running: GrpcWebCall

	static func cancelled() -> GrpcStatus:
		return GrpcStatus.of(GrpcStatus.Code.CANCELLED, "The call was cancelled.")

	func _init(running: GrpcWebCall) -> void:
		_running = running
		_running.finished.connect(_end)

	func cancel() -> void:
		_running.finished.disconnect(_end)
		_running.cancel()
		_end(cancelled())

	func _end(status: GrpcStatus) -> void:
		ended.emit(status)
