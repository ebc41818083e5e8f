class_name ProcgenAmbience
extends Node3D
## What is heard of a place at an hour: loops all around, and sounds in space around this node.
##
## [codeblock]
## var place := ProcgenAmbience.new()
## place.biome = "grassland"
## place.settlement = "village"
## place.hour = 7.0
## add_child(place)
## await place.make()
## [/codeblock]

## The place is heard.
signal made
## The server did not do what was asked, and why.
signal failed(message: String)

const Calls := preload("../calls.gd")

## What the inspector suggests; a newer server may know more.
const WEATHERS := "clear,breeze,windy,gale,drizzle,rain,downpour,thunderstorm,snow,fog"
const SETTLEMENTS := "none,farm,hamlet,village,town,harbour"
## How long it takes until all of the land is heard, or none.
const FADE_S := 4.0

## One of terrain's biomes, or "cave", "dungeon", "hall".
@export var biome := "temperate_forest"
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, WEATHERS) var weather := "clear"
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, SETTLEMENTS) var settlement := "none"
@export_range(0.0, 24.0, 0.25, "suffix:h") var hour := 12.0
@export_range(10.0, 500.0, 1.0, "suffix:m") var radius_m := 60.0
## What is heard where: names such as "campfire" by nodes below this one, whose places they take.
@export var things: Dictionary[NodePath, String] = {}
@export var place_seed := 0
## How much of the land is heard, by power: its beds, and what is strewn over it. Several places
## with a share each are heard as one where they pass into each other. What is of a settlement, of
## the sky or of [member things] is always heard in full. Comes and goes within [constant FADE_S].
@export_range(0.0, 1.0, 0.01) var presence := 1.0
## Made as soon as it is in the tree.
@export var on_ready := false

@export_group("Server")
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0

## Who hears it, such as the camera or the player: what is of the land is then around that node, as
## if there were no end of it. What is of a settlement, of the sky or of [member things] stays.
var follows: Node3D
## Takes a place below this node and gives how high the ground is there, for what follows.
var ground_of := Callable()
## Until a sound in the place is quieter by 60 dB; 0 outdoors.
var reverberation_s := 0.0

var _asking := Calls.new()
var _heard: Node3D
var _present := 1.0
# Of the players of the land, in dB.
var _gains: Dictionary[Node, float] = {}


func _ready() -> void:
	if on_ready:
		make()


func _notification(what: int) -> void:
	if what in [NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE]:
		_asking.stop()
	if what == NOTIFICATION_EXIT_TREE:
		hush()


func _process(delta: float) -> void:
	if _heard and _present != presence:
		_present = move_toward(_present, presence, delta / FADE_S)
		_show_presence()
	if is_instance_valid(follows) and _heard:
		keep_around(to_local(follows.global_position))


## Has what is of the land within [member radius_m] of a place below this node, to the east and to
## the south: what is left behind is heard again ahead. What sounds now and then goes there while it
## is silent.
func keep_around(place: Vector3) -> void:
	if _heard == null:
		return
	for node in _heard.get_children():
		var emitter := node as ProcgenSoundBuilder.Emitter
		if emitter == null or not emitter.strewn:
			continue
		if emitter.playing and emitter.silent_most_s > 0.0:
			continue
		var at := emitter.position
		at.x = place.x + wrapf(at.x - place.x, -radius_m, radius_m)
		at.z = place.z + wrapf(at.z - place.z, -radius_m, radius_m)
		if is_equal_approx(at.x, emitter.position.x) and is_equal_approx(at.z, emitter.position.z):
			continue
		if ground_of.is_valid():
			at.y = ground_of.call(at) + emitter.high_m
		emitter.position = at


## Asks for the place; what was heard before goes on until the new one is there.
func make() -> ProcgenStatus:
	_asking.stop()
	var request := ProcgenV1.AmbienceRequest.new()
	request.seed = place_seed
	request.biome = biome
	request.weather = weather
	request.settlement = settlement
	request.hour = hour
	request.radius_m = radius_m
	request.outputs = PackedStringArray(["wav"])
	for path in things:
		var node := get_node_or_null(path) as Node3D
		if node:
			var thing := ProcgenV1.AmbienceThing.new()
			var place := to_local(node.global_position)
			thing.kind = things[path]
			thing.x_m = place.x
			thing.y_m = place.y
			thing.z_m = place.z
			request.things.append(thing)
	var running := ProcgenClient.from_settings(host, web_port).ambience.generate_ambience(request)
	var status := await _asking.run(running)
	if status.is_ok():
		_take(ProcgenSoundBuilder.build_ambience(running))
		made.emit()
	elif status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status.sentence())
	return status


## Silence: what is heard stops, until a place is made anew.
func hush() -> void:
	if _heard:
		for player in _heard.get_children():
			player.call(&"stop")
		_heard.queue_free()
		_heard = null
		_gains.clear()


## A reverberation as long as the place's, for a bus of the game's.
func reverb() -> AudioEffectReverb:
	return reverb_of(reverberation_s)


## A reverberation of so many seconds, until a sound is quieter by 60 dB.
static func reverb_of(seconds: float) -> AudioEffectReverb:
	var effect := AudioEffectReverb.new()
	# Freeverb's room of 0 to 1 lasts 0.5 to 8 seconds, longer and longer towards its end.
	effect.room_size = clampf(1.0 - exp(-0.45 * seconds), 0.0, 1.0)
	effect.wet = clampf(0.12 * seconds, 0.0, 0.5)
	return effect


func _take(heard: Node3D) -> void:
	if _heard:
		_heard.queue_free()
	_heard = heard
	reverberation_s = heard.get_meta(&"reverberation_s")
	_gains.clear()
	for player in heard.get_children():
		var emitter := player as ProcgenSoundBuilder.Emitter
		if emitter == null or emitter.strewn:
			_gains[player] = player.get(&"volume_db")
	add_child(heard)
	_present = presence
	_show_presence()


# What is not heard at all is not mixed either.
func _show_presence() -> void:
	for player: Node in _gains:
		player.set(&"stream_paused", _present <= 0.0)
		player.set(&"volume_db", _gains[player] + linear_to_db(sqrt(maxf(_present, 1e-6))))
