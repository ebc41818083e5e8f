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
	root.add_child(spoken.character)
	root.add_child(spoken)
	var status := await spoken.say(arguments["text"] as String, "angry")
	var heard := spoken.stream as AudioStreamWAV
	var made := {
		"status": status.code,
		"data_sha256": _sha256(heard.data),
		"mix_rate": heard.mix_rate,
		"length_s": heard.get_length(),
		"playing": spoken.playing,
	}
	await spoken.line_ended
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
	spoken.character.free()
	spoken.free()
	return made


func _sha256(data: PackedByteArray) -> String:
	var context := HashingContext.new()
	context.start(HashingContext.HASH_SHA256)
	context.update(data)
	return context.finish().hex_encode()
