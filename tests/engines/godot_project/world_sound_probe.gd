extends "probe.gd"
## Walks through a world of a folder and records what is heard.

const EYE_M := 1.7
const FPS := 60


## Arguments: "folder", "route" (places [x, z] in metres), "walk_s" for the route, "danger" (pairs
## of a second and what it is from then on), "recording" (a file for 32-bit samples), "bars" and
## "variants".
func world_sound(arguments: Dictionary) -> Dictionary:
	Engine.max_fps = FPS
	var world := ProcgenWorld.new()
	world.open_on_ready = false
	root.add_child(world)
	var problem: String = await world.open(arguments["folder"])
	var walker := Node3D.new()
	walker.add_child(AudioListener3D.new())
	world.add_child(walker)
	(walker.get_child(0) as AudioListener3D).position.y = EYE_M
	(walker.get_child(0) as AudioListener3D).make_current()
	var route: Array = arguments["route"]
	_stand(world, walker, route, 0.0)
	var sound := ProcgenWorldSound.new()
	sound.web_port = arguments["web_port"]
	sound.walker = walker
	sound.music.bars = int(arguments["bars"])
	sound.steps.variants = int(arguments["variants"])
	var trodden := PackedStringArray()
	sound.steps.played.connect(
		func(_effect: String) -> void: trodden.append(sound.steps.surface_below())
	)
	var changes := PackedStringArray()
	sound.music.changed.connect(func(piece: StringName) -> void: changes.append(piece))
	world.add_child(sound)
	var status := await sound.make()
	var heard := AudioEffectCapture.new()
	var walk_s: float = arguments["walk_s"]
	heard.buffer_length = walk_s + 5.0
	AudioServer.add_bus_effect(0, heard)
	var began := Time.get_ticks_msec()
	while Time.get_ticks_msec() - began < walk_s * 1000.0:
		var second := (Time.get_ticks_msec() - began) / 1000.0
		_stand(world, walker, route, second / walk_s)
		for pair: Array in arguments["danger"]:
			if second >= float(pair[0]):
				sound.danger = pair[1]
		await physics_frame
	var samples := heard.get_buffer(heard.get_frames_available())
	var file := FileAccess.open(arguments["recording"], FileAccess.WRITE)
	file.store_buffer(samples.to_byte_array())
	file.close()
	var told := {
		"problem": problem,
		"status": status.sentence() if not status.is_ok() else "",
		"mix_rate": AudioServer.get_mix_rate(),
		"frames": samples.size(),
		"trodden": trodden,
		"changes": changes,
		"biome": sound.ambience.biome,
		"weather": sound.ambience.weather,
		"hour": sound.ambience.hour,
		"settlement": sound.ambience.settlement,
		"things": sound.ambience.things.values(),
		"lands": sound._ears.lands(),
		"heard_lands": sound.lands.size() + 1,
		"shares": sound._ears.shares_at(walker.position),
		"presence": _presence(sound),
		"at": [walker.position.x, walker.position.z],
		"beds": _beds(sound),
		"emitters": sound.ambience.find_children("*", "AudioStreamPlayer3D", true, false).size(),
		"rooms": sound.rooms.get_child_count(),
		"room_rings": AudioServer.get_bus_effect_count(AudioServer.get_bus_index(&"ProcgenRoom")),
		"piece": sound.music.current(),
	}
	sound.ambience.hush()
	for land in sound.lands:
		land.hush()
	sound.music.hush()
	world.free()
	return told


## What is told of the world of a folder.
func world_ears(arguments: Dictionary) -> Dictionary:
	var world := ProcgenWorld.new()
	world.folder = arguments["folder"]
	var ears := ProcgenWorldSound.Ears.new(world)
	var told := {"settlement": ears.settlement(), "use": ears.music_use(), "things": ears.things()}
	world.free()
	return told


# Of each land.
func _presence(sound: ProcgenWorldSound) -> Array:
	var places: Array[ProcgenAmbience] = [sound.ambience]
	places += sound.lands
	return places.map(func(each: ProcgenAmbience) -> float: return each.presence)


# The loudness of each land's first bed, in dB; whether it is mixed.
func _beds(sound: ProcgenWorldSound) -> Array:
	var found := []
	var places: Array[ProcgenAmbience] = [sound.ambience]
	places += sound.lands
	for place in places:
		var bed := (
			place.find_children("*", "AudioStreamPlayer", true, false)[0] as AudioStreamPlayer
		)
		found.append([bed.volume_db, not bed.stream_paused])
	return found


# A share of the way along the route, on the ground.
func _stand(world: ProcgenWorld, walker: Node3D, route: Array, share: float) -> void:
	var along := clampf(share, 0.0, 1.0) * (route.size() - 1)
	var leg := mini(int(along), route.size() - 2)
	var from := Vector2(route[leg][0], route[leg][1])
	var at := from.lerp(Vector2(route[leg + 1][0], route[leg + 1][1]), along - leg)
	walker.position = Vector3(at.x, world.height_at(at.x, at.y), at.y)
