class_name ProcgenWorldSound
extends Node3D
## What is heard of a [ProcgenWorld]: birds, wind and rain by its hour and by the land that is
## walked, its rivers, its shore and its houses from where they are, steps on what the ground is,
## rooms that ring, and music that grows with danger. A world makes one of its own where
## [member ProcgenWorld.sounds] says so. Asks the server.

## All of it is there.
signal made
## The server did not do what was asked, and why.
signal failed(message: String)

const Ears := preload("world_ears.gd")

## On these buses rooms ring, and what is outdoors is dull while the walker is in a house.
const ROOM_BUS := &"ProcgenRoom"
const OUTDOORS_BUS := &"ProcgenOutdoors"
const OPEN_HZ := 20500.0
const INDOORS_HZ := 700.0
## Danger from which it is the battle's music, and below which it no longer is.
const BATTLE_FROM := 0.7
const BATTLE_UNTIL := 0.4
## The music's loudness: under what happens.
const MUSIC_DB := -8.0
const WALK_STRIDE_M := 0.72
const RUN_STRIDE_M := 1.25
const RUN_M_S := 3.5
## What a room of ordinary furniture swallows of what meets its walls.
const SWALLOWED := 0.2

## 0 calm to 1: the music follows.
@export_range(0.0, 1.0, 0.01) var danger := 0.0
@export_custom(PROPERTY_HINT_ENUM_SUGGESTION, ProcgenSound.FEET) var foot := "boot"
## In plain words, added to what the world says of itself.
@export var music_text := ""

@export_group("Server")
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0

## Whose steps are heard.
var walker: Node3D
## Of the settlement, of what is heard from where it is, and of the land that there is most of.
var ambience := ProcgenAmbience.new()
## Of the other lands.
var lands: Array[ProcgenAmbience] = []
var steps := ProcgenSound.new()
var music := ProcgenMusic.new()
## The rooms that ring; a body in one is indoors.
var rooms := Node3D.new()

var _world: ProcgenWorld
var _ears: Ears
var _last := Vector3.INF
var _gone_m := 0.0
var _speed_m_s := 0.0
var _indoors := 0
var _piece := &""


func _init() -> void:
	name = &"Sound"
	ambience.name = &"Ambience"
	steps.name = &"Steps"
	music.name = &"Music"
	rooms.name = &"Rooms"
	ambience.made.connect(_send_outdoors.bind(ambience))
	music.bars = 16
	music.volume_db = MUSIC_DB
	for part: Node in [ambience, steps, music, rooms]:
		add_child(part)


func _exit_tree() -> void:
	music.hush()


## Makes what is heard of an opened world, whose child this node is. Returns how the last call
## ended.
func make() -> ProcgenStatus:
	_world = get_parent() as ProcgenWorld
	_ears = Ears.new(_world)
	_add_buses()
	_build_rooms()
	for part: Node in [ambience, steps, music]:
		part.set(&"host", host)
		part.set(&"web_port", web_port)
	steps.foot = foot
	steps.wetness = _ears.wetness()
	steps.surface_of = _surface_at
	var status := await steps.prepare_steps(_ears.surfaces())
	if status.is_ok():
		status = await _make_ambience()
	if status.is_ok():
		music.text = ("%s %s" % [_ears.mood_words(), music_text]).strip_edges()
		music.era = _ears.era()
		music.uses = PackedStringArray([_ears.music_use(), "battle"])
		music.music_seed = _ears.sound_seed
		status = await music.make()
	if status.is_ok():
		made.emit()
	elif status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status.sentence())
	return status


func _make_ambience() -> ProcgenStatus:
	var names := _ears.lands()
	_tell_place(ambience, names[0])
	ambience.settlement = _ears.settlement()
	for thing: Array in _ears.things():
		var marker := Marker3D.new()
		ambience.add_child(marker)
		marker.position = (thing[1] as Vector3) - ambience.position
		ambience.things[ambience.get_path_to(marker)] = thing[0]
	var status := await ambience.make()
	for land in lands:
		land.queue_free()
	lands.clear()
	for name_of_it in names.slice(1):
		if status.is_ok():
			var land := ProcgenAmbience.new()
			land.name = name_of_it.to_pascal_case()
			land.host = host
			land.web_port = web_port
			land.presence = 0.0
			land.made.connect(_send_outdoors.bind(land))
			_tell_place(land, name_of_it)
			add_child(land)
			lands.append(land)
			status = await land.make()
	return status


func _tell_place(place: ProcgenAmbience, biome: String) -> void:
	place.biome = biome
	place.weather = _ears.weather()
	place.hour = _ears.hour()
	place.place_seed = _ears.sound_seed
	place.position = _ears.middle()
	place.radius_m = _ears.radius_m()
	place.follows = walker
	place.ground_of = _ground_at


# The land that somebody walks through is heard.
func _follow_land(at: Vector3) -> void:
	if lands.is_empty():
		return
	var shares := _ears.shares_at(at)
	if shares.size() != lands.size() + 1:
		return
	ambience.presence = shares[0]
	for number in lands.size():
		lands[number].presence = shares[number + 1]


# Of a place below the ambience, whose own ground is at its height.
func _ground_at(place: Vector3) -> float:
	var at := ambience.position + place
	return maxf(_world.height_at(at.x, at.z), 0.0) - ambience.position.y


# What is outdoors is dull indoors.
func _send_outdoors(place: ProcgenAmbience) -> void:
	for kind: String in ["AudioStreamPlayer", "AudioStreamPlayer3D"]:
		for player in place.find_children("*", kind, true, false):
			player.set(&"bus", OUTDOORS_BUS)


func _physics_process(delta: float) -> void:
	_follow_danger()
	_dull(delta)
	if walker == null or _ears == null:
		return
	var at := _world.to_local(walker.global_position)
	steps.position = at
	_follow_land(at)
	var moved := Vector2(at.x - _last.x, at.z - _last.z).length() if _last != Vector3.INF else 0.0
	_last = at
	var body := walker as CharacterBody3D
	if body and not body.is_on_floor():
		return
	_speed_m_s = lerpf(_speed_m_s, moved / delta, 0.1)
	var runs := _speed_m_s > RUN_M_S
	_gone_m += moved
	if _gone_m > (RUN_STRIDE_M if runs else WALK_STRIDE_M):
		_gone_m = 0.0
		steps.volume_db = 3.0 if runs else 0.0
		steps.step()


# Layers come with danger; past a threshold the other piece, and back from a lower one.
func _follow_danger() -> void:
	music.intensity = danger
	var pieces := music.pieces()
	if pieces.size() < 2:
		return
	var wanted := _piece
	if danger >= BATTLE_FROM:
		wanted = pieces[1]
	elif danger < BATTLE_UNTIL:
		wanted = pieces[0]
	if wanted != _piece:
		if _piece or wanted != pieces[0]:
			music.change_to(wanted)
		_piece = wanted


func _dull(delta: float) -> void:
	var bus := AudioServer.get_bus_index(OUTDOORS_BUS)
	if bus < 0:
		return
	var filter := AudioServer.get_bus_effect(bus, 0) as AudioEffectLowPassFilter
	var wanted := INDOORS_HZ if _indoors > 0 else OPEN_HZ
	filter.cutoff_hz = lerpf(filter.cutoff_hz, wanted, clampf(4.0 * delta, 0.0, 1.0))


# What the ears say, and nothing where something is stood on: that says itself what it is.
func _surface_at(place: Vector3) -> String:
	return _ears.surface_at(_world.to_local(place))


func _add_buses() -> void:
	for bus: StringName in [ROOM_BUS, OUTDOORS_BUS]:
		if AudioServer.get_bus_index(bus) >= 0:
			continue
		AudioServer.add_bus()
		var number := AudioServer.bus_count - 1
		AudioServer.set_bus_name(number, bus)
		if bus == ROOM_BUS:
			var reverb := ProcgenAmbience.reverb_of(_ears.ringing_s(SWALLOWED))
			reverb.dry = 0.0
			reverb.wet = 0.6
			AudioServer.add_bus_effect(number, reverb)
		else:
			var filter := AudioEffectLowPassFilter.new()
			filter.cutoff_hz = OPEN_HZ
			AudioServer.add_bus_effect(number, filter)


# Each building is a room that rings, and what is trodden in it is wood.
func _build_rooms() -> void:
	for group: NodePath in [^"Buildings", ^"Bridges", ^"Piers"]:
		var built := _world.get_node_or_null(group)
		if built:
			built.set_meta(ProcgenSound.SURFACE_META, "wood")
	for building in _ears.buildings:
		var area := Area3D.new()
		var shape := CollisionShape3D.new()
		var box := BoxShape3D.new()
		box.size = Vector3(building["width_m"], building["height_m"], building["depth_m"])
		shape.shape = box
		area.add_child(shape)
		var floor_m: float = building["floor_m"]
		area.position = Vector3(building["x_m"], floor_m + box.size.y / 2.0, building["z_m"])
		area.rotation.y = deg_to_rad(building["turn_deg"] as float)
		area.monitorable = false
		area.reverb_bus_enabled = true
		area.reverb_bus_name = ROOM_BUS
		area.reverb_bus_amount = 0.5
		area.body_entered.connect(_on_passed.bind(1))
		area.body_exited.connect(_on_passed.bind(-1))
		rooms.add_child(area)


func _on_passed(body: Node3D, more: int) -> void:
	if body == walker:
		_indoors += more
