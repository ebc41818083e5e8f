@tool
class_name ProcgenWorldPerson
extends Node3D
## Somebody who lives in a [ProcgenWorld]: turns to whoever comes near and says one line after the
## other. [ProcgenLife] has them walk and do things.

## Somebody came near, and this was said.
signal said(text: String)

const HEARD_M := 4.5
const SECONDS_A_LINE := 6.0
const TURNS_A_SECOND := 3.0
const LETTER_M := 0.0032
## Seconds that one clip takes to become another.
const FADE_S := 0.3
const IDLE := &"idle"
const WALK := &"walk"
const WAVE := &"wave"
const TALK := &"talk_both_hands"
## From farther away they are a few pixels.
const SEEN_M := 160.0
## From farther away nobody reads what is said.
const READ_M := 14.0
## So much nearer somebody must be to be listened to instead of who speaks.
const NEARER_M := 0.4

# Who is listened to, by the viewer: lines of people who stand together would hide one another.
static var _heard: Dictionary[Node3D, ProcgenWorldPerson] = {}

## The name in people.json, such as "person-03".
@export var id := ""
@export var full_name := ""
@export var role := ""
## Names of buildings.
@export var home := ""
@export var work := ""
## What they say: entries of dialogue.json.
@export var lines: Array[Dictionary] = []
## Skeleton, meshes and clips; see [ProcgenCharacterBuilder].
var figure: RefCounted = null
## To whom they turn and speak; null if to nobody.
var viewer: Node3D = null
## What they do just now, as [ProcgenLife] says; empty without one.
var activity := ""
var is_walking := false

var _player: AnimationPlayer
var _clip := IDLE
var _waved := false
var _talks_s := 0.0
var _next_line := 0
var _seconds_left := 0.0
var _facing := 0.0
var _bubble: Label3D


## Becomes somebody whom [code]people.json[/code] describes, with their figure and lines.
func take(entry: Dictionary) -> void:
	id = entry["id"]
	full_name = entry["name"]
	role = entry["role"]
	home = entry["home"]
	work = entry["work"]
	lines.assign(entry["lines"])
	figure = entry["figure"]
	name = full_name.validate_node_name()
	position = Vector3(entry["x_m"], entry["y_m"], entry["z_m"])
	_facing = deg_to_rad(entry["turn_deg"])
	rotation.y = _facing
	var root: Node3D = figure.get(&"root")
	root.name = "Figure"
	add_child(root)
	for part: MeshInstance3D in root.find_children("*", "MeshInstance3D", true, false):
		if not part.visibility_range_end:
			part.visibility_range_end = SEEN_M
	_bubble = Label3D.new()
	_bubble.name = "Bubble"
	_bubble.position.y = _height_m(root) + 0.35
	_bubble.billboard = BaseMaterial3D.BILLBOARD_ENABLED
	_bubble.pixel_size = LETTER_M
	_bubble.font_size = 44
	_bubble.outline_size = 14
	_bubble.outline_modulate = Color(0.05, 0.05, 0.07, 0.85)
	_bubble.width = 760.0
	_bubble.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_bubble.vertical_alignment = VERTICAL_ALIGNMENT_BOTTOM
	_bubble.hide()
	add_child(_bubble)


func _ready() -> void:
	if not _bubble:
		_bubble = get_node_or_null(^"Bubble")
		_facing = rotation.y
	# Of one that was saved with a scene there are the nodes alone.
	var players := find_children("*", "AnimationPlayer", true, false)
	_player = players[0] if players else null
	if _player and _player.has_animation(IDLE):
		_player.play(IDLE)
		# Not all breathe at once.
		_player.seek(fmod(absf(position.x + position.z), _player.current_animation_length), true)
		# What moves would have the editor draw all the time.
		if Engine.is_editor_hint():
			_player.pause()


func _exit_tree() -> void:
	for listener: Node3D in _heard.keys():
		if _heard[listener] == self:
			_heard.erase(listener)


func _process(delta: float) -> void:
	_talks_s -= delta
	_seconds_left -= delta
	if not viewer:
		if _talks_s <= 0.0 and _seconds_left <= 0.0:
			_bubble.hide()
		return
	var away := viewer.global_position - global_position
	var is_near := away.length() < HEARD_M and activity != "sleep"
	var is_upright := _clip in [IDLE, WAVE, TALK]
	if not is_walking:
		var wanted := atan2(away.x, away.z) if is_near and is_upright else _facing
		rotation.y = lerp_angle(rotation.y, wanted, minf(TURNS_A_SECOND * delta, 1.0))
	var is_heard := _is_heard(away.length(), is_near)
	if is_near:
		_greet()
	if is_near and is_heard and _seconds_left <= 0.0:
		speak()
	elif away.length() > READ_M or not (is_heard if is_near else _talks_s > 0.0):
		_bubble.hide()
		_seconds_left = minf(_seconds_left, 0.0)
		if not is_near:
			_waved = false


# Whether the viewer listens to them: to the nearest, who goes on while nobody comes much nearer.
func _is_heard(far_m: float, is_near: bool) -> bool:
	var other: ProcgenWorldPerson = _heard.get(viewer)
	if not is_near:
		if other == self:
			_heard.erase(viewer)
		return false
	if is_instance_valid(other) and other != self and other.is_inside_tree():
		var other_m := other.global_position.distance_to(viewer.global_position)
		if other_m < HEARD_M and other_m < far_m + NEARER_M:
			return false
	_heard[viewer] = self
	return true


## Is somewhere on a way, looking ahead; [param speed] is metres a second.
func walk(place: Vector3, turn: float, speed: float) -> void:
	is_walking = true
	activity = ""
	position = place
	_facing = turn
	rotation.y = lerp_angle(rotation.y, turn, 0.25)
	var pace := 1.0
	if figure:
		var ground: Vector3 = (figure.get(&"velocities") as Dictionary).get(WALK, Vector3.ZERO)
		pace = clampf(speed / ground.z, 0.4, 2.5) if ground.z > 0.1 else 1.0
	_play(WALK, pace)


## Stands where they are for a moment.
func halt() -> void:
	is_walking = false
	_play(IDLE)


## Is at a place and does something there: [param clip] goes on.
func stay(place: Vector3, turn: float, clip: StringName, does: String) -> void:
	is_walking = false
	activity = does
	position = place
	if _talks_s <= 0.0 or clip != IDLE:
		_facing = turn
	if not viewer:
		rotation.y = lerp_angle(rotation.y, _facing, 0.15)
	if clip != IDLE or (_talks_s <= 0.0 and not (_waved and _is_waving())):
		_play(clip)


## Turns at once to where their day has them look; otherwise that takes a moment.
func settle() -> void:
	rotation.y = _facing


## Draws them as far as they can be seen: without clips beyond [param clips_m].
func show_from(far_m: float, clips_m: float, drawn_m: float) -> void:
	visible = far_m < drawn_m
	if _player:
		_player.active = far_m < clips_m


## Says something to somebody beside them, for some seconds.
func say_to(other: ProcgenWorldPerson, seconds: float) -> void:
	_talks_s = seconds
	if _clip == IDLE:
		var away := other.global_position - global_position
		_facing = atan2(away.x, away.z)
		_play(TALK)
	var meant := lines.filter(
		func(line: Dictionary) -> bool: return line.get("listener", "") == other.id
	)
	var some: Array[Dictionary] = meant if meant else lines
	if some:
		_say(some[_next_line % some.size()]["text"], seconds)
		_next_line += 1


func _is_waving() -> bool:
	return _player != null and _player.current_animation == WAVE and _player.is_playing()


# Whoever stands about waves once to who comes.
func _greet() -> void:
	if _waved or _clip != IDLE or is_walking:
		return
	_waved = true
	if activity and _player and _player.has_animation(WAVE):
		_player.play(WAVE, FADE_S)
		_player.queue(IDLE)


func _play(clip: StringName, pace := 1.0) -> void:
	if not _player:
		return
	var known := clip if _player.has_animation(clip) else IDLE
	if known != _clip or (known == WALK and not is_equal_approx(_player.speed_scale, pace)):
		_clip = known
		_player.play(known, FADE_S)
		_player.speed_scale = pace


## Says the next line, if there is one.
func speak() -> void:
	if lines.is_empty():
		return
	var text: String = lines[_next_line % lines.size()]["text"]
	_next_line += 1
	_say(text, SECONDS_A_LINE)


func _say(text: String, seconds: float) -> void:
	_seconds_left = seconds
	_bubble.text = "%s, %s\n%s" % [full_name, role, text]
	_bubble.show()
	said.emit(text)


func _height_m(root: Node3D) -> float:
	var tallest := 1.7
	for part: MeshInstance3D in root.find_children("*", "MeshInstance3D", true, false):
		tallest = maxf(tallest, part.get_aabb().end.y)
	return tallest
