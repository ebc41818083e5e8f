extends "probe.gd"
## Plays music as a game would, and records what is heard.

const RUN_S := 12.0


## The set that the test wrote: calm, then strong, then another piece, a stinger on the way.
func music(arguments: Dictionary) -> Dictionary:
	Engine.max_fps = 60
	await process_frame
	var heard := AudioEffectCapture.new()
	heard.buffer_length = RUN_S + 4.0
	AudioServer.add_bus_effect(0, heard)
	var player := ProcgenMusic.new()
	player.intensity = 1.0
	root.add_child(player)
	var beats := PackedInt32Array()
	var bars := PackedInt32Array()
	var changes := PackedStringArray()
	player.beat.connect(func(number: int) -> void: beats.append(number))
	player.bar.connect(func(number: int) -> void: bars.append(number))
	player.changed.connect(func(piece: StringName) -> void: changes.append(piece))
	player.begin(ResourceLoader.load("res://set.tres") as AudioStream)
	var refused := player.change_to(&"disco")
	await create_timer(arguments["change_s"]).timeout
	var at_change := beats.size()
	var changing := player.change_to(&"battle")
	await create_timer(RUN_S - float(arguments["change_s"])).timeout
	var samples := heard.get_buffer(heard.get_frames_available())
	var file := FileAccess.open(arguments["recording"], FileAccess.WRITE)
	file.store_buffer(samples.to_byte_array())
	file.close()
	var several := player.stream as AudioStreamInteractive
	var made := {
		"mix_rate": AudioServer.get_mix_rate(),
		"frames": samples.size(),
		"discarded": heard.get_discarded_frames(),
		"pieces": player.pieces(),
		"current": player.current(),
		"refused": refused,
		"changing": changing,
		"beats": beats,
		"beats_at_change": at_change,
		"bars": bars,
		"changes": changes,
		"goes_on_with": several.get_clip_auto_advance_next_clip(2),
		"layers": several.get_clip_stream(0).get_meta(ProcgenMusicBuilder.LAYERS_META),
		"calm": await _faded(player, 0.0),
		"wild": await _faded(player, 1.0),
		"stingers": _stingers(),
	}
	made.merge(_piece())
	player.hush()
	player.free()
	return made


# Volumes of the layers some beats after another intensity.
func _faded(player: ProcgenMusic, intensity: float) -> PackedFloat32Array:
	player.intensity = intensity
	await create_timer(2.5).timeout
	var layers := (
		(player.stream as AudioStreamInteractive).get_clip_stream(1) as AudioStreamSynchronized
	)
	var found := PackedFloat32Array()
	for number in layers.stream_count:
		found.append(layers.get_sync_stream_volume(number))
	return found


func _stingers() -> int:
	return (ResourceLoader.load("res://set-stingers.tres") as AudioStreamRandomizer).streams_count


func _piece() -> Dictionary:
	var piece := ResourceLoader.load("res://piece.tres") as AudioStreamSynchronized
	var first := piece.get_sync_stream(0) as AudioStreamOggVorbis
	return {
		"piece_layers": piece.stream_count,
		"piece_length_s": piece.get_length(),
		"bpm": first.bpm,
		"bar_beats": first.bar_beats,
		"loops": first.loop,
		"gains":
		range(4).map(func(layer: int) -> float: return ProcgenMusic.gain_of(layer, 4, 0.5)),
	}
