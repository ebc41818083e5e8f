class_name ProcgenSound
extends Node3D
## Sounds of a running game: footsteps that ask the ground what it is, and any other effect.
##
## [codeblock]
## var feet := ProcgenSound.new()
## feet.foot = "boot"
## add_child(feet)
## await feet.prepare_steps(["gravel", "planks"])
## feet.step()  # of an animation's method track: what is below is asked
##
## var request := ProcgenV1.SoundRequest.new()
## request.effect = "door"
## request.kind = "open"
## await feet.play_effect(request)
## [/codeblock]
## The ground says what it is by the metadata [code]procgen_surface[/code] of the collider or of a
## node above it: a surface ("gravel") or a class of texture ("paving"); or by [member surface_of].

## A sound begins to be heard.
signal played(effect: String)
## The server did not do what was asked, and why.
signal failed(message: String)

const Calls := preload("../calls.gd")

## Metadata of colliders and the nodes above them.
const SURFACE_META := &"procgen_surface"
## What the inspector suggests; a newer server may know more.
const FEET := "shoe,bare,boot,heel,armour,paw,hoof"
const GAITS := "walk,run,sneak,jump,land,scuff"
const SURFACES := "stone,tile,wood,metal,carpet,dirt,mud,sand,gravel,snow,ice,grass,leaves,water"

@export_group("Steps")
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, FEET) var foot := "shoe"
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, GAITS) var gait := "walk"
## Where nothing says what the ground is.
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, SURFACES) var usual_surface := "dirt"
@export_range(0.0, 1.0) var intensity := 0.5
@export_range(0.0, 1.0) var wetness := 0.0
## Steps of a kind, none like another.
@export_range(1, 32) var variants := 8
## How far below the node the ground is looked for.
@export_range(0.1, 10.0, 0.1, "suffix:m") var reach_m := 2.0
@export_flags_3d_physics var collision_mask := 1

@export_group("Heard")
@export_range(0.1, 100.0, 0.1, "suffix:m") var radius_m := 3.0
@export_range(-60.0, 12.0, 0.5, "suffix:dB") var volume_db := 0.0
@export var bus: StringName = &"Master"
## How many are heard at once.
@export_range(1, 16) var voices := 4
## Which sounds of their kind.
@export var sound_seed := 0

@export_group("Server")
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0

## Takes a place in the world and gives the name of a surface or a class of texture, or nothing.
var surface_of := Callable()

var _asking := Calls.new()
# By what was asked for, as JSON.
var _made: Dictionary[String, AudioStream] = {}
var _players: Array[AudioStreamPlayer3D] = []
var _next := 0


func _notification(what: int) -> void:
	if what in [NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE]:
		_asking.stop()


## Makes steps on some grounds before they are walked on. Returns how the last call ended.
func prepare_steps(surfaces: Array[String]) -> ProcgenStatus:
	var status := ProcgenStatus.new()
	for surface in surfaces:
		status = await prepare(_step_request(surface))
		if not status.is_ok():
			break
	return status


## Makes one step on what is below, or on a surface. It is silent the first time if the ground's
## steps are not there yet: they are then made.
func step(surface := "") -> void:
	var request := _step_request(surface if surface else surface_below())
	if not _play(request):
		await prepare(request)


## Makes a sound, if it is not there yet, and plays it. Returns how the call ended.
func play_effect(request: ProcgenV1.SoundRequest) -> ProcgenStatus:
	var status := await prepare(request)
	if status.is_ok():
		_play(request)
	return status


## Makes a sound, if it is not there yet.
func prepare(request: ProcgenV1.SoundRequest) -> ProcgenStatus:
	var key := _key(request)
	if key in _made:
		return ProcgenStatus.new()
	var asked := request.copy() as ProcgenV1.SoundRequest
	asked.outputs = PackedStringArray(["wav"])
	var running := ProcgenClient.from_settings(host, web_port).sound.generate_sound(asked)
	var status := await _asking.run(running)
	if status.is_ok():
		_made[key] = ProcgenSoundBuilder.one_of(ProcgenSoundBuilder.streams(running))
	elif status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status.sentence())
	return status


## What the ground below is: what [member surface_of] says, or the metadata of what a ray meets, or
## [member usual_surface].
func surface_below() -> String:
	if surface_of.is_valid():
		var told: String = surface_of.call(global_position)
		if told:
			return told
	if not is_inside_tree():
		return usual_surface
	var from := global_position + Vector3.UP * 0.5
	var ray := PhysicsRayQueryParameters3D.create(
		from, from + Vector3.DOWN * (reach_m + 0.5), collision_mask
	)
	var hit := get_world_3d().direct_space_state.intersect_ray(ray)
	var node: Node = hit.get("collider")
	while node:
		if node.has_meta(SURFACE_META):
			return node.get_meta(SURFACE_META)
		node = node.get_parent()
	return usual_surface


func _step_request(surface: String) -> ProcgenV1.SoundRequest:
	var request := ProcgenV1.SoundRequest.new()
	request.effect = "footstep"
	request.seed = sound_seed
	request.surface = surface
	request.foot = foot
	request.gait = gait
	request.intensity = intensity
	request.wetness = wetness
	request.variants = variants
	return request


func _key(request: ProcgenV1.SoundRequest) -> String:
	return JSON.stringify(request.to_json(), "", true)


# Whether it is there and is heard now.
func _play(request: ProcgenV1.SoundRequest) -> bool:
	var stream: AudioStream = _made.get(_key(request))
	if not stream:
		return false
	var player := _player()
	player.stream = stream
	player.unit_size = radius_m
	player.volume_db = volume_db
	player.bus = bus
	player.play()
	played.emit(request.effect)
	return true


func _player() -> AudioStreamPlayer3D:
	if _players.size() < voices:
		var made := AudioStreamPlayer3D.new()
		_players.append(made)
		add_child(made)
		return made
	_next = (_next + 1) % _players.size()
	return _players[_next]
