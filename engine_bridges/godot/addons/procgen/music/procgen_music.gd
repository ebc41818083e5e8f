class_name ProcgenMusic
extends AudioStreamPlayer
## Music that grows with danger: layers come and go on the beat, pieces change on bar lines,
## stingers fall on beats. Plays what the server makes, or a [code].tres[/code] that it made before.
##
## [codeblock]
## var music := ProcgenMusic.new()
## add_child(music)
## await music.make()
## music.intensity = 0.8
## music.change_to(&"battle")
## music.sting(&"victory")
## [/codeblock]

## The music is there, and plays.
signal made
## The server did not do what was asked, and why.
signal failed(message: String)
## A beat is heard; `number` is its place in the bar, from 0.
signal beat(number: int)
## A bar begins; `number` counts those of the piece, from 0.
signal bar(number: int)
## Another piece is heard.
signal changed(piece: StringName)

const Calls := preload("../calls.gd")
const _SILENT_DB := -80.0
const _LATE_S := 0.1

## What the inspector suggests; a newer server may know more.
const MOODS := (
	"neutral,joyful,amused,tender,eager,proud,angry,scornful,stern,afraid,sad,weary,doubtful,"
	+ "surprised,pleading,quiet"
)
const ENSEMBLES := (
	"orchestra,chamber,quartet,consort,baroque,tavern,choir,harp,piano,music box,eastern,desert,"
	+ "synth,chip,rock,war"
)

## How strong it is: 0 is the calmest layer alone, 1 all of them. Takes effect on the next beat.
@export_range(0.0, 1.0, 0.01) var intensity := 0.3
## How long a layer fades.
@export_range(0.0, 16.0, 0.25, "suffix:beats") var fade_beats := 2.0
## In plain words, such as "sad harbour at night, slow waltz, accordion".
@export var text := ""
## A piece each, from one motif; the server's own if empty.
@export var uses := PackedStringArray()
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, MOODS) var mood := ""
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, "medieval,modern,scifi") var era := ""
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, ENSEMBLES) var ensemble := ""
## Notes that all is made from, such as "E4 D4 C4:2".
@export var motif := ""
## Of each piece; the server's own if 0.
@export_range(0, 160) var bars := 0
@export var music_seed := 0
## Made as soon as it is in the tree.
@export var on_ready := false

@export_group("Server")
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0

## What the set's stingers are.
var stingers: Dictionary[StringName, AudioStream] = {}

var _asking := Calls.new()
var _stinging := AudioStreamPlayer.new()
var _began_s := 0.0
var _latency_s := 0.0
var _beats := -1
var _clip := -1
var _waiting := &""
var _wanted := 0.0
var _shown: Dictionary[AudioStreamSynchronized, PackedFloat32Array] = {}


func _ready() -> void:
	_stinging.bus = bus
	add_child(_stinging)
	if on_ready:
		make()


func _notification(what: int) -> void:
	if what in [NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE]:
		_asking.stop()


## Asks for the music of a place and plays it; what is heard goes on until it is there.
func make() -> ProcgenStatus:
	_asking.stop()
	var request := ProcgenV1.MusicSetRequest.new()
	request.seed = music_seed
	request.text = text
	request.uses = uses
	request.mood = mood
	request.era = era
	request.ensemble = ensemble
	request.motif = motif
	if bars > 0:
		request.bars = bars
	request.outputs = PackedStringArray(["clips"])
	var running := ProcgenClient.from_settings(host, web_port).music.generate_music_set(request)
	var status := await _asking.run(running)
	if status.is_ok():
		stingers = ProcgenMusicBuilder.build_stingers(running)
		begin(ProcgenMusicBuilder.build_set(running))
		made.emit()
	elif status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status.sentence())
	return status


## Plays music from its beginning: an AudioStreamInteractive of pieces, or the layers of one.
func begin(music: AudioStream) -> void:
	stream = music
	_shown.clear()
	_clip = -1
	_wanted = intensity
	for each in _all_layers():
		_set_layers(each, 1.0)
	play()
	_latency_s = AudioServer.get_output_latency()
	_began_s = _now_s()
	_beats = -1


## Changes to another piece on the next bar line, by way of the bar that leads there. Says whether
## there is one of that name.
func change_to(piece: StringName) -> bool:
	var playback := get_stream_playback() as AudioStreamPlaybackInteractive
	if playback == null or piece not in pieces():
		return false
	playback.switch_to_clip_by_name(piece)
	return true


## Silence: what is heard stops.
func hush() -> void:
	stop()
	_stinging.stop()


## The pieces that there are.
func pieces() -> Array[StringName]:
	var found: Array[StringName] = []
	var several := stream as AudioStreamInteractive
	if several:
		for number in several.clip_count:
			if not String(several.get_clip_name(number)).begins_with("to_"):
				found.append(several.get_clip_name(number))
	return found


## The piece that is heard, or the bar that leads to one; empty if there is but one.
func current() -> StringName:
	var several := stream as AudioStreamInteractive
	return several.get_clip_name(_clip) if several and _clip >= 0 else &""


## Plays a stinger on the next beat. Says whether there is one of that name.
func sting(name_of_it: StringName) -> bool:
	if name_of_it not in stingers:
		return false
	_waiting = name_of_it
	if not playing:
		_play_waiting()
	return true


## How loud a layer is at an intensity, 0 to 1: the calmest always, each further one from where the
## one before is there.
static func gain_of(layer: int, layers: int, strength: float) -> float:
	if layer == 0:
		return 1.0
	return clampf(strength * (layers - 1) - (layer - 1), 0.0, 1.0)


func _process(delta: float) -> void:
	if not playing or stream == null:
		return
	_follow()
	var layers := _layers_now()
	var first := layers.get_sync_stream(0) as AudioStreamOggVorbis if layers else null
	if first == null or first.bpm <= 0.0:
		return
	var beat_s := 60.0 / first.bpm
	var passed := floori((_now_s() - _began_s - _latency_s) / beat_s)
	while _beats < passed:
		_beats += 1
		_on_beat(_beats, first.bar_beats)
	_set_layers(layers, delta / maxf(fade_beats * beat_s, delta))


# What the clock of the beats counts from is where the piece began: when it is another, that is a
# bar line of the one before.
func _follow() -> void:
	var playback := get_stream_playback() as AudioStreamPlaybackInteractive
	if playback == null:
		return
	var clip := playback.get_current_clip_index()
	if clip == _clip or clip < 0:
		return
	var now := _now_s()
	var exact := now
	var before := _layers_of(_clip)
	if before:
		var last := before.get_sync_stream(0) as AudioStreamOggVorbis
		var bar_s := 60.0 / last.bpm * last.bar_beats
		exact = _began_s + roundf((now - _began_s) / bar_s) * bar_s
	_began_s = exact if absf(exact - now) < _LATE_S else now
	_beats = -1
	_clip = clip
	changed.emit(current())


func _on_beat(number: int, bar_beats: int) -> void:
	_wanted = intensity
	beat.emit(number % bar_beats)
	if number % bar_beats == 0:
		bar.emit(floori(float(number) / bar_beats))
	_play_waiting()


func _play_waiting() -> void:
	if _waiting:
		_stinging.stream = stingers[_waiting]
		_stinging.play()
		_waiting = &""


func _set_layers(layers: AudioStreamSynchronized, most: float) -> void:
	var shown: PackedFloat32Array = _shown.get(layers, PackedFloat32Array())
	if shown.is_empty():
		shown.resize(layers.stream_count)
		most = 1.0
	for number in layers.stream_count:
		var gain := gain_of(number, layers.stream_count, _wanted)
		shown[number] = move_toward(shown[number], gain, most)
		var loud := maxf(linear_to_db(shown[number]), _SILENT_DB)
		layers.set_sync_stream_volume(number, loud)
	_shown[layers] = shown


func _layers_now() -> AudioStreamSynchronized:
	return (
		_layers_of(_clip) if stream is AudioStreamInteractive else stream as AudioStreamSynchronized
	)


func _layers_of(clip: int) -> AudioStreamSynchronized:
	var several := stream as AudioStreamInteractive
	return (
		several.get_clip_stream(clip) as AudioStreamSynchronized if several and clip >= 0 else null
	)


func _all_layers() -> Array[AudioStreamSynchronized]:
	var found: Array[AudioStreamSynchronized] = []
	var several := stream as AudioStreamInteractive
	for clip in several.clip_count if several else 0:
		if _layers_of(clip):
			found.append(_layers_of(clip))
	if stream is AudioStreamSynchronized:
		found.append(stream)
	return found


static func _now_s() -> float:
	return Time.get_ticks_usec() / 1e6
