@tool
class_name ProcgenWorldPerson
extends Node3D
## Somebody who lives in a [ProcgenWorld]: turns to whoever comes near and says one line after the
## other.

## Somebody came near, and this was said.
signal said(text: String)

const HEARD_M := 4.5
const SECONDS_A_LINE := 6.0
const TURNS_A_SECOND := 3.0
const LETTER_M := 0.0032

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
	_bubble.no_depth_test = true
	_bubble.hide()
	add_child(_bubble)


func _ready() -> void:
	if not _bubble:
		_bubble = get_node_or_null(^"Bubble")
		_facing = rotation.y
	# Of one that was saved with a scene there are the nodes alone.
	var players := find_children("*", "AnimationPlayer", true, false)
	var player: AnimationPlayer = players[0] if players else null
	if player and player.has_animation(&"idle"):
		player.play(&"idle")
		# Not all breathe at once.
		player.seek(fmod(absf(position.x + position.z), player.current_animation_length), true)
		# What moves would have the editor draw all the time.
		if Engine.is_editor_hint():
			player.pause()


func _process(delta: float) -> void:
	if not viewer:
		return
	var away := viewer.global_position - global_position
	var is_near := away.length() < HEARD_M
	var wanted := atan2(away.x, away.z) if is_near else _facing
	rotation.y = lerp_angle(rotation.y, wanted, minf(TURNS_A_SECOND * delta, 1.0))
	_seconds_left -= delta
	if is_near and _seconds_left <= 0.0:
		speak()
	elif not is_near:
		_bubble.hide()
		_seconds_left = 0.0


## Says the next line, if there is one.
func speak() -> void:
	if lines.is_empty():
		return
	var text: String = lines[_next_line % lines.size()]["text"]
	_next_line += 1
	_seconds_left = SECONDS_A_LINE
	_bubble.text = "%s, %s\n%s" % [full_name, role, text]
	_bubble.show()
	said.emit(text)


func _height_m(root: Node3D) -> float:
	var tallest := 1.7
	for part: MeshInstance3D in root.find_children("*", "MeshInstance3D", true, false):
		tallest = maxf(tallest, part.get_aabb().end.y)
	return tallest
