class_name WorldDemo
extends Node3D
## A world of [code]procgen generate world --out FOLDER[/code] to walk about in, without a server.
## The folder stands behind "--world" on the command line, or in [member world]'s own property:
## [code]godot --path . res://demo/world_demo.tscn -- --world FOLDER[/code]

## Everything is there, and the walker stands on the ground.
signal all_here

const FLAG := "--world"
const DEFAULT_FOLDER := "res://world"

@onready var world: ProcgenWorld = $World
@onready var walker: DemoWalker = $Walker
## Has people live their days; without it they stand about.
@onready var life: ProcgenLife = get_node_or_null(^"Life")
@onready var _hint: Label = %Hint


func _ready() -> void:
	walker.set_physics_process(false)
	_hint.text = "The world is being opened…"
	var problem: String = await world.open(_folder())
	if problem:
		_hint.text = problem
		return
	_hint.text = "%s  ·  W A S D to walk, the mouse to look, Shift to run" % world.manifest["name"]
	_place_walker()
	walker.set_physics_process(true)
	all_here.emit()


func _folder() -> String:
	var arguments := OS.get_cmdline_user_args()
	var flag := arguments.find(FLAG)
	if flag >= 0 and flag + 1 < arguments.size():
		return arguments[flag + 1]
	return world.folder if world.folder else DEFAULT_FOLDER


# Where one comes in while people live their days, else before one of them, or in the middle.
func _place_walker() -> void:
	var ground: Dictionary = world.manifest["ground"]
	var size_m := Vector3(ground["width_m"], 0.0, ground["depth_m"])
	var at := size_m / 2.0
	if life and life.has_days():
		var spawn: Dictionary = world.manifest["points"][0]
		at = Vector3(spawn["x_m"], 0.0, spawn["z_m"])
		var turn: float = spawn["turn_deg"]
		walker.look(deg_to_rad(turn) + PI, 0.0)
	elif world.people:
		var host := world.people[0]
		at = host.position + Vector3.BACK.rotated(Vector3.UP, host.rotation.y) * 3.0
		walker.look(host.rotation.y, 0.0)
	at.y = world.height_at(at.x, at.z) + 0.1
	walker.global_position = world.to_global(at)
