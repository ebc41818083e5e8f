extends "probe.gd"
## Lets a voice say lines as a game would.


## Lips that remember what they were told.
class Lips:
	extends Node

	var most: Dictionary[StringName, float] = {}
	var now: Dictionary[StringName, float] = {}

	func set_blend_shape(shape: StringName, weight: float) -> bool:
		most[shape] = maxf(most.get(shape, 0.0) as float, weight)
		now[shape] = weight
		return true


func voice(arguments: Dictionary) -> Dictionary:
	Engine.max_fps = 60
	var spoken := ProcgenVoice.new()
	spoken.web_port = arguments["web_port"]
	spoken.sex = 1.0
	spoken.age_years = 60.0
	spoken.character = Lips.new()
	var problems := PackedStringArray()
	spoken.failed.connect(func(message: String) -> void: problems.append(message))
	var heard: Array[AudioStreamWAV] = []
	var sentences := PackedStringArray()
	spoken.sentence_started.connect(
		func(text: String) -> void:
			sentences.append(text)
			heard.append(spoken.stream)
	)
	root.add_child(spoken.character)
	root.add_child(spoken)
	var status := await spoken.say(arguments["text"] as String, "angry")
	var made := {
		"status": status.code,
		"mix_rate": (spoken.stream as AudioStreamWAV).mix_rate,
		"playing": spoken.playing,
	}
	await spoken.line_ended
	made["data_sha256"] = _sha256(heard)
	made["sentences"] = sentences.duplicate()
	made["long"] = await _long(spoken, arguments["long"] as String)
	var lips := spoken.character as Lips
	made["lips"] = lips.most
	made["at_rest"] = lips.now.values().all(func(weight: float) -> bool: return weight == 0.0)
	var refused := await spoken.say("")
	made["refused"] = refused.sentence()
	made["problems"] = problems
	var animation := ResourceLoader.load("res://line.lips.tres") as Animation
	made["animation"] = {
		"length_s": animation.length,
		"tracks": animation.get_track_count(),
		"path": str(animation.track_get_path(0)),
		"kind": animation.track_get_type(0) == Animation.TYPE_BLEND_SHAPE,
		"keys": animation.track_get_key_count(0),
	}
	made["moods"] = ProcgenVoice.MOODS.split(",")
	made["styles"] = ProcgenVoice.STYLES.split(",")
	made["talk"] = await _talk(spoken)
	spoken.character.free()
	spoken.free()
	return made


# A long sentence is heard while its rest is made, to its end and in one go.
func _long(spoken: ProcgenVoice, text: String) -> Dictionary:
	var began := {"times": 0, "positions_grow": true}
	var on_begin := func(_text: String) -> void: began["times"] += 1
	spoken.sentence_started.connect(on_begin)
	spoken.say(text)
	var last_s := 0.0
	while not spoken.playing:
		await process_frame
	var stream := spoken.stream as AudioStreamWAV
	while spoken.playing:
		var now_s := spoken.get_playback_position()
		began["positions_grow"] = began["positions_grow"] and now_s >= last_s
		last_s = now_s
		await process_frame
	began["length_s"] = stream.get_length()
	began["heard_to_s"] = last_s
	began["data_sha256"] = _sha256([stream])
	spoken.sentence_started.disconnect(on_begin)
	return began


# Somebody answers, is cut off in the middle, and answers again.
func _talk(spoken: ProcgenVoice) -> Dictionary:
	var smith := ProcgenDialogue.new()
	smith.web_port = spoken.web_port
	smith.speaker_name = "Bram"
	smith.role = "smith"
	smith.sex = "male"
	smith.knows = ["the bridge is out since the flood"]
	smith.voice = spoken
	spoken.sex = -1.0
	spoken.age_years = 0.0
	root.add_child(smith)
	var told := {"text": ""}
	smith.text_received.connect(func(piece: String) -> void: told["text"] += piece)
	await smith.say("What happened to the bridge?")
	told["cut_off"] = spoken.playing
	smith.cancel()
	told["silent"] = not spoken.playing
	told["text"] = ""
	var pieces := PackedStringArray()
	var heard: Array[AudioStreamWAV] = []
	spoken.sentence_started.connect(
		func(text: String) -> void:
			pieces.append(text)
			heard.append(spoken.stream)
	)
	await smith.say("Where is the river?")
	if spoken.playing:
		await spoken.line_ended
	told["heard"] = pieces
	told["data_sha256"] = _sha256(heard)
	told["state"] = JSON.parse_string(smith.save_state())["talk"]
	# What a signal called is not free to free its sender.
	await process_frame
	smith.free()
	return told


func _sha256(streams: Array[AudioStreamWAV]) -> String:
	var context := HashingContext.new()
	context.start(HashingContext.HASH_SHA256)
	for stream in streams:
		context.update(stream.data)
	return context.finish().hex_encode()
