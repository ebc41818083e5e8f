class_name ProcgenVoice
extends AudioStreamPlayer3D
## The voice of a person: says lines aloud while the game runs, each sentence as soon as it is made,
## the first as soon as its first half second is, and moves the lips of a character.
##
## [codeblock]
## var voice := ProcgenVoice.new()
## voice.speaker_name = "Bram"
## voice.age_years = 60.0
## voice.character = $Bram  # a ProcgenCharacter, or anything with set_blend_shape(name, weight)
## add_child(voice)
## await voice.say("Who goes there?", "angry")
## [/codeblock]
## A [ProcgenDialogue] whose [member ProcgenDialogue.voice] it is answers by it, in its speaker's
## voice.

## A sentence begins to be heard.
signal sentence_started(text: String)
## All that was to be said is heard, or stopped.
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
const _FRAMES_PER_S := 60.0
# Sentences come as they are; of files, which a request can't be without, this is the smallest.
const _OUTPUTS: Array[String] = ["timing"]

@export_group("Who")
## Whoever has a name has one voice, wherever it is said; a [ProcgenDialogue]'s if empty.
@export var speaker_name := ""
## As dialogue has it; a [ProcgenDialogue]'s if empty.
@export var role := ""
## 0 female to 1 male; what follows from the speaker if below 0.
@export_range(-1.0, 1.0) var sex := -1.0
## What follows from the speaker if 0.
@export_range(0.0, 100.0, 0.5, "suffix:years") var age_years := 0.0
## What is usual for sex and age if 0.
@export_range(0.0, 3.0, 0.01, "suffix:m") var stature_m := 0.0
## Which person of that kind: the same has the same voice; 0 leaves it to the name.
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
var _takes := 0
# Who speaks as a dialogue tells it.
var _persona: ProcgenV1.Persona
# Sentences that wait, the one that is heard, and the one whose samples come: it may be heard
# already while its rest is made.
var _waiting: Array[Sentence] = []
var _heard: Sentence
var _last: Sentence
# Whether more may come, and whether something was heard since the last end.
var _is_coming := false
var _is_speaking := false


func _init() -> void:
	finished.connect(_go_on)


func _notification(what: int) -> void:
	if what in [NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE]:
		_asking.stop()
	if what == NOTIFICATION_EXIT_TREE:
		stop()


## Says a text; what is still heard is cut off. It is heard sentence by sentence; returns how the
## call ended, which is before the last one is over: see [signal line_ended].
func say(text: String, with_mood := "", with_intent := "") -> ProcgenStatus:
	hush()
	var request := ProcgenV1.SpeechRequest.new()
	request.seed = _takes
	_takes += 1
	request.text = text
	request.person = _person()
	request.style = style
	request.mood = with_mood if with_mood else mood
	request.intent = with_intent
	request.strength = strength
	request.rate = rate
	request.babble = babble
	request.dictionary = dictionary
	request.loudness_lufs = loudness_lufs
	request.outputs = PackedStringArray(_OUTPUTS)
	request.live = true
	begin()
	var running := ProcgenClient.from_settings(host, web_port).speech.generate_speech(request)
	running.received.connect(
		func(event: ProcgenV1.SpeechEvent, _files: Array[PackedByteArray]) -> void:
			hear(event.sentence, event.sound)
	)
	var status := await _asking.run(running)
	end()
	if not status.is_ok() and status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status.sentence())
	return status


## Says a line of a [ProcgenDialogue], with its mood.
func say_line(line: ProcgenV1.Line) -> ProcgenStatus:
	return await say(line.text, line.mood, line.intent)


## Stops at once, on the server too.
func hush() -> void:
	_asking.stop()
	_is_coming = false
	_last = null
	_waiting.clear()
	if playing:
		stop()
		_go_on()


## Lets it be the voice of somebody whom a dialogue describes, where it says nothing else itself.
func belong_to(persona: ProcgenV1.Persona) -> void:
	_persona = persona


## How a talk asks for it.
func talk_voice() -> ProcgenV1.TalkVoice:
	var asked := ProcgenV1.TalkVoice.new()
	asked.person = _person()
	asked.style = style
	asked.strength = strength
	asked.babble = babble
	asked.dictionary = dictionary
	asked.loudness_lufs = loudness_lufs
	return asked


## Sentences come next, for [method hear]; what is still heard is cut off.
func begin() -> void:
	hush()
	_is_coming = true


## Takes a sentence, or its samples, of what the server sends; either may be null.
func hear(sentence: ProcgenV1.SpokenSentence, sound: ProcgenV1.SpeechSound) -> void:
	if not _is_coming:
		return
	if sentence and not sentence.unspoken:
		_last = Sentence.new(sentence)
	if sound and _last:
		if _last.stream.data.is_empty():
			_waiting.append(_last)
		_last.add(sound)
		if not playing:
			_go_on()


## No more sentences come.
func end() -> void:
	if _is_coming:
		_is_coming = false
		if not playing:
			_go_on()


func _process(_delta: float) -> void:
	if playing and character and _heard:
		var heard_s := get_playback_position() + AudioServer.get_time_since_last_mix()
		_show(int((heard_s - AudioServer.get_output_latency()) * _FRAMES_PER_S))


func _show(frame: int) -> void:
	for shape in _heard.face:
		var weights := _heard.face[shape]
		var weight := weights[clampi(frame, 0, weights.size() - 1)] if frame >= 0 else 0
		character.call(&"set_blend_shape", shape, weight / 255.0)


# The next sentence; where there is none, the face is as it was before.
func _go_on() -> void:
	if character and _heard:
		for shape in _heard.face:
			character.call(&"set_blend_shape", shape, 0.0)
	_heard = null
	if not _waiting.is_empty():
		_heard = _waiting.pop_front()
		stream = _heard.stream
		_is_speaking = true
		play()
		sentence_started.emit(_heard.text)
	elif _is_speaking and not _is_coming:
		_is_speaking = false
		line_ended.emit()


func _person() -> ProcgenV1.SpeechPerson:
	var person := ProcgenV1.SpeechPerson.new()
	person.name = speaker_name
	person.role = role
	var told_sex := sex
	if _persona:
		person.name = speaker_name if speaker_name else _persona.name
		person.role = role if role else _persona.role
		person.age = _persona.age
		if sex < 0.0 and _persona.sex in ["female", "male"]:
			told_sex = 1.0 if _persona.sex == "male" else 0.0
	if told_sex >= 0.0:
		person.sex = told_sex
	if age_years > 0.0:
		person.age_years = age_years
	if stature_m > 0.0:
		person.stature_m = stature_m
	person.seed = person_seed
	return person


## A sentence, its sound, and what the face does meanwhile.
class Sentence:
	extends RefCounted

	var text := ""
	var stream := AudioStreamWAV.new()
	# Of each shape a byte a frame.
	var face: Dictionary[StringName, PackedByteArray] = {}

	var _duration_s := 0.0
	var _first := 0

	func _init(sentence: ProcgenV1.SpokenSentence) -> void:
		text = sentence.text
		_duration_s = sentence.duration_s
		stream.format = AudioStreamWAV.FORMAT_16_BITS
		for curve in sentence.face:
			face[StringName(curve.morph)] = curve.weights

	# The stream is as long as the whole from the first samples on, so that it goes on playing while
	# others are put in.
	func add(sound: ProcgenV1.SpeechSound) -> void:
		var samples := stream.data
		if samples.is_empty():
			stream.mix_rate = sound.sample_rate_hz
			_first = sound.offset_samples
			samples.resize(2 * roundi(_duration_s * sound.sample_rate_hz))
		var begin := 2 * (sound.offset_samples - _first)
		var put := samples.slice(0, begin)
		put.append_array(sound.pcm_s16le)
		put.append_array(samples.slice(put.size()))
		stream.data = put
