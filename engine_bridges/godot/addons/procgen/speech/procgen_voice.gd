class_name ProcgenVoice
extends AudioStreamPlayer3D
## The voice of a person: says lines aloud while the game runs, and moves the lips of a character.
##
## [codeblock]
## var voice := ProcgenVoice.new()
## voice.sex = 1.0
## voice.age_years = 60.0
## voice.character = $Bram  # a ProcgenCharacter, or anything with set_blend_shape(name, weight)
## add_child(voice)
## await voice.say("Who goes there?", "angry")
## [/codeblock]
## A [ProcgenDialogue] whose [member ProcgenDialogue.voice] it is says its lines by it.

## A line begins to be heard.
signal line_started(text: String)
## A line is over, or stopped.
signal line_ended
## The server did not do what was asked, and why.
signal failed(message: String)

const Calls := preload("../calls.gd")
const Common := preload("../common.gd")

## What the inspector suggests; a newer server may know more.
const STYLES := "human,dwarf,giant,ghost,robot,small"
const MOODS := (
	"neutral,joyful,amused,tender,eager,proud,angry,scornful,stern,afraid,sad,weary,doubtful,"
	+ "surprised,pleading,quiet"
)
const _OUTPUTS: Array[String] = ["wav", "lips"]

@export_group("Who")
## 0 female to 1 male.
@export_range(0.0, 1.0) var sex := 0.0
@export_range(4.0, 100.0, 0.5, "suffix:years") var age_years := 30.0
## What is usual for sex and age if 0.
@export_range(0.0, 3.0, 0.01, "suffix:m") var stature_m := 0.0
## Which person of that kind: the same has the same voice.
@export var person_seed := 0
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, STYLES) var style := ""

@export_group("How")
## Where [method say] is told none.
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, MOODS) var mood := ""
## How much of the mood is heard.
@export_range(0.0, 1.0) var strength := 0.75
@export_range(0.4, 2.5) var rate := 1.0
## Made-up syllables instead of words.
@export var babble := false
## How names sound, in IPA.
@export var dictionary: Dictionary[String, String] = {}
@export_range(-40.0, -10.0, 0.5, "suffix:LUFS") var loudness_lufs := -23.0

@export_group("Lips")
## Whose they are: a node with [code]set_blend_shape(name: StringName, weight: float)[/code].
@export var character: Node

@export_group("Server")
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0

var _asking := Calls.new()
var _frames_per_s := 60.0
# Of each shape a weight a frame.
var _morphs: Dictionary[StringName, PackedFloat32Array] = {}
var _takes := 0


func _init() -> void:
	finished.connect(_rest)


func _notification(what: int) -> void:
	if what in [NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE]:
		_asking.stop()
	if what == NOTIFICATION_EXIT_TREE:
		stop()


## Says a text; what is still heard is cut off. Returns, once it begins to be heard, how the call
## ended.
func say(text: String, with_mood := "", with_intent := "") -> ProcgenStatus:
	hush()
	var request := ProcgenV1.SpeechRequest.new()
	request.seed = _takes
	_takes += 1
	request.text = text
	request.person = ProcgenV1.SpeechPerson.new()
	request.person.sex = sex
	request.person.age_years = age_years
	if stature_m > 0.0:
		request.person.stature_m = stature_m
	request.person.seed = person_seed
	request.style = style
	request.mood = with_mood if with_mood else mood
	request.intent = with_intent
	request.strength = strength
	request.rate = rate
	request.babble = babble
	request.dictionary = dictionary
	request.loudness_lufs = loudness_lufs
	request.outputs = PackedStringArray(_OUTPUTS)
	var running := ProcgenClient.from_settings(host, web_port).speech.generate_speech(request)
	var status := await _asking.run(running)
	if status.is_ok():
		stream = ProcgenSoundBuilder.stream_of(running.artifact("wav"))
		_read_lips(running.artifact("lips"))
		play()
		line_started.emit(text)
	elif status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status.sentence())
	return status


## Says a line of a [ProcgenDialogue], with its mood.
func say_line(line: ProcgenV1.Line) -> ProcgenStatus:
	return await say(line.text, line.mood, line.intent)


## Stops at once, on the server too.
func hush() -> void:
	_asking.stop()
	if playing:
		stop()
		_rest()


func _process(_delta: float) -> void:
	if playing and character:
		var heard_s := get_playback_position() + AudioServer.get_time_since_last_mix()
		_show(int((heard_s - AudioServer.get_output_latency()) * _frames_per_s))


func _show(frame: int) -> void:
	for shape in _morphs:
		var weights := _morphs[shape]
		var weight := weights[clampi(frame, 0, weights.size() - 1)] if frame >= 0 else 0.0
		character.call(&"set_blend_shape", shape, weight)


func _read_lips(json: PackedByteArray) -> void:
	_morphs.clear()
	var told: Variant = JSON.parse_string(json.get_string_from_utf8())
	if told is Dictionary:
		_frames_per_s = float(told["frames_per_s"])
		for shape: String in told["morphs"]:
			_morphs[StringName(shape)] = PackedFloat32Array(told["morphs"][shape] as Array)


# The face is as it was before the line.
func _rest() -> void:
	if character:
		for shape in _morphs:
			character.call(&"set_blend_shape", shape, 0.0)
	_morphs.clear()
	line_ended.emit()
