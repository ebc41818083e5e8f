class_name ProcgenLife
extends Node
## Has the people of a [ProcgenWorld] live their days: they walk along streets and through doors,
## work, eat, meet, sit, talk to one another and sleep, as the world's folder says of each hour.
## They greet the [member ProcgenWorld.viewer], and go on a little faster afterwards.
##
## The hour is that of a [ProcgenScenario], if there is one; while that stands still, seconds go by
## all the same. Whoever is far from the camera moves without a clip.

## Somebody has come to where their day led them.
signal arrived(person: ProcgenWorldPerson, activity: String)

const Days := preload("world_days.gd")
const Folder := preload("world_folder.gd")
const DAY_S := Days.DAY_S
const HOUR_S := 3600.0
## Beyond, nobody sees limbs move; farther away nobody is drawn.
const CLIPS_M := 60.0
const DRAWN_M := 220.0
## Whoever passes the viewer so near halts for a moment.
const GREETS_M := 3.0
const GREETING_S := 2.5
## How much faster whoever halted goes afterwards.
const HURRY := 0.4
## Doors so near to whoever walks are open, and on whose floor.
const DOOR_M := 1.7
const DOOR_HEIGHT_M := 2.0
## Two at rest so near to one another talk, each so long.
const TALK_M := 2.2
const TALK_S := 7.0
const SOCIAL: Array[String] = ["market", "meet", "tavern", "eat", "play"]
const TALK_CLIP := &"talk_both_hands"
const STAND_CLIP := &"idle"
const WALK_CLIP := &"walk"

@export_node_path("ProcgenWorld") var world: NodePath:
	set(value):
		world = value
		ProcgenWorld.when_open(self, world, _begin)
## Whose hour it is; without one, [member second] is counted on from where it is.
@export_node_path("ProcgenScenario") var scenario: NodePath
## Seconds of the day that go by in a second where no scenario's hours do.
@export_range(0.0, 600.0) var pace := 1.0
## The second of the day, 0 to 86400.
@export var second := 8.0 * HOUR_S

var _days: Days
# Read before they are needed, and of which folder.
var _prepared: Days
var _prepared_of := ""
var _lags: Dictionary[ProcgenWorldPerson, float] = {}
var _greeted: Dictionary[ProcgenWorldPerson, float] = {}
var _stops: Dictionary[ProcgenWorldPerson, Days.Stop] = {}
var _talk_left := 0.0
var _talk_turn := 0
var _doors: Array[ProcgenWorldDoor] = []
var _last_hour := -1.0
var _ticks := 0


func _ready() -> void:
	ProcgenWorld.when_open(self, world, _begin)


## Whether the world says how its people live.
func has_days() -> bool:
	return _days != null


## Where somebody is at a second of the day, in the world's own axes; null if nobody knows.
func where(id: String, at_second: float) -> Days.Whereabouts:
	return _days.where(id, at_second) if _days and id in _days.stops else null


## Goes to a second of the day at once.
func go_to(at_second: float) -> void:
	second = fposmod(at_second, DAY_S)
	var sky := get_node_or_null(scenario) as ProcgenScenario
	if sky:
		sky.hour = second / HOUR_S
		_last_hour = sky.hour
	_lags.clear()
	_greeted.clear()
	_live(0.0, 0.0)


## Reads the days of a world's folder, on any thread, before the world is there: that takes some ten
## milliseconds.
func prepare(path: String) -> void:
	_prepared = null
	_prepared_of = path
	var folder := Folder.new(path)
	if not folder.has(Days.FILE):
		return
	var said := folder.json(Days.FILE)
	if folder.problem:
		push_error(folder.problem)
		return
	_prepared = Days.new()
	_prepared.take(said)


func _begin() -> void:
	var place := get_node(world) as ProcgenWorld
	_days = null
	_lags.clear()
	_greeted.clear()
	_stops.clear()
	_doors.clear()
	if _prepared_of != place.folder:
		prepare(place.folder)
	_days = _prepared
	_prepared = null
	_prepared_of = ""
	if not _days:
		return
	for door: ProcgenWorldDoor in place.find_children("*", "ProcgenWorldDoor", true, false):
		_doors.append(door)
	var sky := get_node_or_null(scenario) as ProcgenScenario
	if sky:
		second = sky.hour * HOUR_S
		_last_hour = sky.hour
	_live(0.0, 0.0)


func _process(delta: float) -> void:
	if not _days:
		return
	var sky := get_node_or_null(scenario) as ProcgenScenario
	var before := second
	if sky and sky.hour != _last_hour:
		second = sky.hour * HOUR_S
		_last_hour = sky.hour
	elif not sky or sky.hours_a_second == 0.0:
		second = fposmod(second + delta * pace, DAY_S)
	_live(delta, fposmod(second - before, DAY_S))


# After some seconds of the game, in which so many of the day have gone by.
func _live(delta: float, gone: float) -> void:
	var place := get_node_or_null(world) as ProcgenWorld
	# While another folder is opened, nobody is there, and no door.
	if not _days or not place or not place.manifest:
		return
	var camera := get_viewport().get_camera_3d()
	_ticks += 1
	for person in place.people:
		if person.id in _days.stops:
			_move(person, delta, gone, camera)
	if _ticks % 3 == 0 or delta == 0.0:
		_open_doors(place)
	_talk_left -= delta
	if _talk_left <= 0.0:
		_talk_left = TALK_S
		_talk_turn += 1
		_talk(place)


func _move(person: ProcgenWorldPerson, delta: float, gone: float, camera: Camera3D) -> void:
	var lag: float = _lags.get(person, 0.0)
	var is_now := _days.where(person.id, fposmod(second - lag, DAY_S))
	var far := 0.0
	if camera:
		far = camera.global_position.distance_to(person.global_position)
	person.show_from(far, CLIPS_M, DRAWN_M)
	if is_now.speed > 0.0 and _halts(person, delta):
		_lags[person] = lag + gone
		person.halt()
		return
	if lag > 0.0:
		_lags[person] = maxf(lag - HURRY * gone, 0.0)
	if is_now.speed > 0.0:
		person.walk(is_now.place, is_now.turn, is_now.speed * (1.0 + (HURRY if lag > 0.0 else 0.0)))
		_stops.erase(person)
		return
	var clip: StringName = is_now.stop.clip
	person.stay(is_now.place, is_now.turn, clip, is_now.stop.activity)
	if _stops.get(person) != is_now.stop:
		_stops[person] = is_now.stop
		arrived.emit(person, is_now.stop.activity)


# Whether whoever walks stands still to greet: once, until the viewer has gone away again.
func _halts(person: ProcgenWorldPerson, delta: float) -> bool:
	if not person.viewer:
		return false
	var away := person.viewer.global_position.distance_to(person.global_position)
	if away > 2.0 * GREETS_M:
		_greeted.erase(person)
	if away > GREETS_M and person not in _greeted:
		return false
	_greeted[person] = _greeted.get(person, 0.0) + delta
	return _greeted[person] < GREETING_S


func _open_doors(place: ProcgenWorld) -> void:
	var walking := PackedVector3Array()
	for person in place.people:
		if person.is_walking:
			walking.append(person.global_position)
	for door in _doors:
		var middle := door.middle()
		var is_wanted := false
		for feet in walking:
			var away := feet - middle
			if absf(away.y) < DOOR_HEIGHT_M and away.x * away.x + away.z * away.z < DOOR_M * DOOR_M:
				is_wanted = true
				break
		door.let_through(is_wanted)


# Of two who are at rest beside one another one speaks, by turns.
func _talk(place: ProcgenWorld) -> void:
	var taken: Dictionary[ProcgenWorldPerson, bool] = {}
	for one in place.people:
		if one in taken or not _is_sociable(one):
			continue
		for other in place.people:
			if other == one or other in taken or not _is_sociable(other):
				continue
			if one.global_position.distance_to(other.global_position) > TALK_M:
				continue
			taken[one] = true
			taken[other] = true
			var speaker := one if _talk_turn % 2 else other
			speaker.say_to(other if speaker == one else one, TALK_S)
			break


func _is_sociable(person: ProcgenWorldPerson) -> bool:
	return person.activity in SOCIAL and not person.is_walking
