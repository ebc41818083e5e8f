class_name ProcgenMusicBuilder
extends RefCounted
## Makes streams of Godot's of music that the server sends: layers that play together, pieces that
## follow each other on bar lines, stingers. The call must have asked for "clips".

const Common := preload("../common.gd")

## Names of the layers of a stream that plays them together, from the calmest.
const LAYERS_META := &"procgen_layers"
## Names of the stingers of a stream that has them.
const STINGERS_META := &"procgen_stingers"
const _FADE_BEATS := 1.0
const _BRIDGE := &"to_%s"


## A piece: its layers together.
static func build_piece(made_call: ProcgenCall) -> AudioStreamSynchronized:
	var result: ProcgenV1.MusicResult = made_call.answer
	var stream := _together(result.piece, _clips(made_call))
	stream.set_meta(&"procgen_recipe", Common.recipe_text(result.recipe))
	return stream


## The music of a place: a clip a piece, and a bar that leads to each from any other.
static func build_set(made_call: ProcgenCall) -> AudioStreamInteractive:
	var result: ProcgenV1.MusicSetResult = made_call.answer
	var clips := _clips(made_call)
	var pieces := _of_kind(result, "piece")
	var bridges := _of_kind(result, "bridge")
	var stream := AudioStreamInteractive.new()
	stream.clip_count = pieces.size() + bridges.size()
	for number in pieces.size():
		stream.set_clip_name(number, pieces[number].name)
		stream.set_clip_stream(number, _together(pieces[number], clips))
		if number > 0 and not pieces[number].loop:
			stream.set_clip_auto_advance(number, AudioStreamInteractive.AUTO_ADVANCE_ENABLED)
			stream.set_clip_auto_advance_next_clip(number, 0)
	for number in bridges.size():
		var filler := pieces.size() + number
		stream.set_clip_name(filler, _BRIDGE % bridges[number].name)
		stream.set_clip_stream(filler, _bridge(bridges[number], clips))
		stream.add_transition(
			AudioStreamInteractive.CLIP_ANY,
			number,
			AudioStreamInteractive.TRANSITION_FROM_TIME_NEXT_BAR,
			AudioStreamInteractive.TRANSITION_TO_TIME_START,
			AudioStreamInteractive.FADE_CROSS,
			_FADE_BEATS,
			true,
			filler
		)
	stream.set_meta(&"procgen_recipe", Common.recipe_text(result.recipe))
	return stream


## The stingers of a set by name.
static func build_stingers(made_call: ProcgenCall) -> Dictionary[StringName, AudioStream]:
	var found: Dictionary[StringName, AudioStream] = {}
	var clips := _clips(made_call)
	for told in _of_kind(made_call.answer as ProcgenV1.MusicSetResult, "stinger"):
		found[StringName(told.name)] = _together(told, clips)
	return found


static func _of_kind(result: ProcgenV1.MusicSetResult, kind: String) -> Array[ProcgenV1.MusicPiece]:
	return result.pieces.filter(
		func(piece: ProcgenV1.MusicPiece) -> bool: return piece.kind == kind
	)


# By what their names end in.
static func _clips(made_call: ProcgenCall) -> Dictionary[String, PackedByteArray]:
	var found: Dictionary[String, PackedByteArray] = {}
	var told: Array[ProcgenV1.Artifact] = made_call.answer.get(&"artifacts")
	for index in told.size():
		if told[index].kind == "clips" and told[index].file_name.ends_with(".ogg"):
			found[told[index].file_name.trim_suffix(".ogg")] = made_call.artifacts[index]
	return found


static func _together(
	piece: ProcgenV1.MusicPiece, clips: Dictionary[String, PackedByteArray]
) -> AudioStreamSynchronized:
	var stream := AudioStreamSynchronized.new()
	stream.stream_count = piece.layers.size()
	for number in piece.layers.size():
		stream.set_sync_stream(number, _layer(piece, piece.layers[number], clips))
	stream.set_meta(LAYERS_META, piece.layers)
	return stream


# What follows begins with its last beat, what rings on goes on.
static func _bridge(
	piece: ProcgenV1.MusicPiece, clips: Dictionary[String, PackedByteArray]
) -> AudioStreamSynchronized:
	var stream := _together(piece, clips)
	for number in stream.stream_count:
		var layer := stream.get_sync_stream(number) as AudioStreamOggVorbis
		layer.beat_count = piece.beat_samples.size()
	return stream


static func _layer(
	piece: ProcgenV1.MusicPiece, layer: String, clips: Dictionary[String, PackedByteArray]
) -> AudioStreamOggVorbis:
	var ending := "-%s" % layer
	if piece.kind != "":
		ending = "-%s-%s-%s" % [piece.kind, piece.name, layer]
	for name: String in clips:
		if name.ends_with(ending):
			var stream := AudioStreamOggVorbis.load_from_buffer(clips[name])
			stream.bpm = piece.tempo_bpm * piece.beat_unit / 4.0
			stream.bar_beats = piece.beats_per_bar
			stream.loop = piece.loop
			return stream
	return null
