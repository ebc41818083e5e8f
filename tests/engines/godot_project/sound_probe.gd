extends "probe.gd"
## Lets feet walk and a place sound as a game would.


func sound(arguments: Dictionary) -> Dictionary:
	Engine.max_fps = 60
	var ground := StaticBody3D.new()
	var shape := CollisionShape3D.new()
	shape.shape = WorldBoundaryShape3D.new()
	ground.add_child(shape)
	ground.set_meta(ProcgenSound.SURFACE_META, "planks")
	root.add_child(ground)
	var feet := ProcgenSound.new()
	feet.web_port = arguments["web_port"]
	feet.foot = "boot"
	feet.variants = 3
	feet.sound_seed = 7
	feet.position.y = 0.1
	var problems := PackedStringArray()
	var heard := PackedStringArray()
	feet.failed.connect(func(message: String) -> void: problems.append(message))
	feet.played.connect(func(effect: String) -> void: heard.append(effect))
	root.add_child(feet)
	for _step in 3:
		await physics_frame
	var below := feet.surface_below()
	var status := await feet.prepare_steps(["planks"])
	feet.step()
	var player := feet.get_child(0) as AudioStreamPlayer3D
	var steps := player.stream as AudioStreamRandomizer
	var first := steps.get_stream(0) as AudioStreamWAV
	var made := {
		"status": status.code,
		"below": below,
		"elsewhere": _elsewhere(feet, ground),
		"heard": heard,
		"playing": player.playing,
		"variants": steps.streams_count,
		"no_repeats": steps.playback_mode == AudioStreamRandomizer.PLAYBACK_RANDOM_NO_REPEATS,
		"mix_rate": first.mix_rate,
		"data_sha256": _sha256(first.data),
	}
	var wrong := ProcgenV1.SoundRequest.new()
	wrong.effect = "trombone"
	made["refused"] = (await feet.play_effect(wrong)).sentence()
	made["problems"] = problems
	made["place"] = await _heard_place(arguments)
	var kept := ResourceLoader.load("res://steps.tres") as AudioStreamRandomizer
	var loop := ResourceLoader.load("res://loop.tres") as AudioStreamWAV
	made["resources"] = {
		"variants": kept.streams_count,
		"length_s": kept.get_stream(1).get_length(),
		"loops": loop.loop_mode == AudioStreamWAV.LOOP_FORWARD,
		"loop_end": loop.loop_end,
		"stereo": loop.stereo,
	}
	made["feet"] = ProcgenSound.FEET.split(",")
	made["gaits"] = ProcgenSound.GAITS.split(",")
	made["surfaces"] = ProcgenSound.SURFACES.split(",")
	made["weathers"] = ProcgenAmbience.WEATHERS.split(",")
	made["settlements"] = ProcgenAmbience.SETTLEMENTS.split(",")
	feet.free()
	ground.free()
	return made


func _elsewhere(feet: ProcgenSound, ground: Node) -> Array[String]:
	feet.surface_of = func(_place: Vector3) -> String: return "snow"
	var asked := feet.surface_below()
	feet.surface_of = Callable()
	ground.remove_meta(ProcgenSound.SURFACE_META)
	return [asked, feet.surface_below()]


func _heard_place(arguments: Dictionary) -> Dictionary:
	var place := ProcgenAmbience.new()
	place.web_port = arguments["web_port"]
	place.biome = "cave"
	var fire := Node3D.new()
	fire.name = &"Fire"
	fire.position = Vector3(3.0, 0.0, -4.0)
	place.add_child(fire)
	place.things = {NodePath("Fire"): "campfire"}
	root.add_child(place)
	var status := await place.make()
	var around: Array[Node] = place.find_children("*", "AudioStreamPlayer", true, false)
	var emitters: Array[Node] = place.find_children("*", "AudioStreamPlayer3D", true, false)
	var made := {
		"status": status.code,
		"bed": around.size(),
		"bed_plays": around.all(func(each: AudioStreamPlayer) -> bool: return each.playing),
		"bed_loops": _loops((around[0] as AudioStreamPlayer).stream),
		"emitters": emitters.map(func(each: Node) -> String: return each.name),
		"plays": emitters.all(func(each: AudioStreamPlayer3D) -> bool: return each.playing),
		"reverberation_s": place.reverberation_s,
		"reverb": place.reverb().room_size,
	}
	for each: AudioStreamPlayer3D in emitters:
		if str(each.name).begins_with("campfire"):
			made["fire"] = [each.position.x, each.position.y, each.position.z]
	made["followed"] = _followed(place, emitters)
	place.free()
	return made


# Somebody walks far away: how far what is of the land is from them, where the fire is, and how high
# what moved is over ground that rises by one in ten.
func _followed(place: ProcgenAmbience, emitters: Array[Node]) -> Dictionary:
	var walker := Node3D.new()
	place.add_child(walker)
	place.ground_of = func(at: Vector3) -> float: return 0.1 * at.x
	var before := emitters.map(func(each: Node3D) -> Vector3: return each.position)
	walker.position = Vector3(20.0, 0.0, 0.0)
	place.keep_around(walker.position)
	var kept := 0
	for index in emitters.size():
		kept += int((emitters[index] as Node3D).position == before[index])
	walker.position = Vector3(700.0, 0.0, -300.0)
	place.follows = walker
	place._process(0.0)
	var found := {"kept": kept, "away_m": [], "over_m": []}
	for each: AudioStreamPlayer3D in emitters:
		if each.get(&"strewn"):
			var away := each.position - walker.position
			found["away_m"].append(maxf(absf(away.x), absf(away.z)))
			found["over_m"].append(
				each.position.y - 0.1 * each.position.x - float(each.get(&"high_m"))
			)
		else:
			found["stays"] = [each.position.x, each.position.y, each.position.z]
	return found


func _loops(stream: AudioStream) -> bool:
	return (stream as AudioStreamWAV).loop_mode == AudioStreamWAV.LOOP_FORWARD


func _sha256(data: PackedByteArray) -> String:
	var context := HashingContext.new()
	context.start(HashingContext.HASH_SHA256)
	context.update(data)
	return context.finish().hex_encode()
