class_name ProcgenSoundBuilder
extends RefCounted
## Makes sounds of Godot's of what the server sends: streams, sets of variants, and places that are
## heard.

const Common := preload("../common.gd")
const Emitter := preload("sound_emitter.gd")

const _SUFFIX := ".wav"
# In a chunk "smpl": how many loops there are, and the first sample of the first.
const _LOOPS_AT := 36
const _LOOP_AT := 52


## The streams of a call's WAV files in their order; those that loop do so.
static func streams(made_call: ProcgenCall) -> Array[AudioStreamWAV]:
	var found: Array[AudioStreamWAV] = []
	found.assign(_by_name(made_call).values())
	return found


## What is heard of a WAV file of 16 bits, as the server sends it, loop and all; null if it is none.
## (Godot's own reader warns of every file that it reads from memory.)
static func stream_of(wav: PackedByteArray) -> AudioStreamWAV:
	var made := AudioStreamWAV.new()
	made.format = AudioStreamWAV.FORMAT_16_BITS
	var at := 12
	while at + 8 <= wav.size():
		var size := wav.decode_u32(at + 4)
		var end := at + 8 + size
		match wav.slice(at, at + 4).get_string_from_ascii():
			"fmt ":
				made.stereo = wav.decode_u16(at + 10) == 2
				made.mix_rate = wav.decode_u32(at + 12)
			"data":
				made.data = wav.slice(at + 8, end)
			"smpl":
				if wav.decode_u32(at + _LOOPS_AT) > 0 and end <= wav.size():
					made.loop_mode = AudioStreamWAV.LOOP_FORWARD
					made.loop_begin = wav.decode_u32(at + _LOOP_AT)
					made.loop_end = wav.decode_u32(at + _LOOP_AT + 4) + 1
		at = end + size % 2
	return made if made.data else null


## One stream as it is, or several of which one is chosen each time, never the same twice in a row.
static func one_of(variants: Array[AudioStreamWAV]) -> AudioStream:
	if variants.size() == 1:
		return variants[0]
	var made := AudioStreamRandomizer.new()
	made.playback_mode = AudioStreamRandomizer.PLAYBACK_RANDOM_NO_REPEATS
	for variant in variants:
		made.add_stream(-1, variant)
	return made


## A node with a player for each layer all around, and one in space for each emitter; they play as
## soon as they are in the tree. The call must have asked for "wav".
static func build_ambience(made_call: ProcgenCall) -> Node3D:
	var result: ProcgenV1.AmbienceResult = made_call.answer
	var by_name := _by_name(made_call)
	var root := Node3D.new()
	root.name = &"Ambience"
	root.set_meta(&"procgen_recipe", Common.recipe_text(result.recipe))
	root.set_meta(&"reverberation_s", result.reverberation_s)
	for layer in result.bed:
		var player := AudioStreamPlayer.new()
		player.name = layer.sound.validate_node_name()
		player.stream = one_of(_variants(by_name, layer.sound))
		player.volume_db = layer.gain_db
		player.autoplay = true
		root.add_child(player)
	for told in result.emitters:
		var emitter := Emitter.new()
		emitter.name = told.name.validate_node_name()
		emitter.position = Vector3(told.x_m, told.y_m, told.z_m)
		emitter.stream = one_of(_variants(by_name, told.sound))
		emitter.unit_size = told.radius_m
		emitter.volume_db = told.gain_db
		emitter.silent_least_s = told.silent_least_s
		emitter.silent_most_s = told.silent_most_s
		emitter.strewn = told.strewn
		emitter.high_m = told.y_m
		root.add_child(emitter)
	return root


# By name without what follows of the kind of file; what several emitters share is read once.
static func _by_name(made_call: ProcgenCall) -> Dictionary[String, AudioStreamWAV]:
	var found: Dictionary[String, AudioStreamWAV] = {}
	var told: Array[ProcgenV1.Artifact] = made_call.answer.get(&"artifacts")
	for index in told.size():
		if told[index].kind == "wav":
			var name := told[index].file_name.trim_suffix(_SUFFIX)
			found[name] = stream_of(made_call.artifacts[index])
	return found


static func _variants(
	by_name: Dictionary[String, AudioStreamWAV], sound: String
) -> Array[AudioStreamWAV]:
	var found: Array[AudioStreamWAV] = []
	for name: String in by_name:
		if name == sound or name.get_slice(sound + "-", 1).is_valid_int():
			found.append(by_name[name])
	return found
