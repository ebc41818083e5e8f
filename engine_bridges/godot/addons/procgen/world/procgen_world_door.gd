@tool
class_name ProcgenWorldDoor
extends AnimatableBody3D
## A door of a house in a [ProcgenWorld]: its origin lies at its hinges. It opens for whoever comes
## near, and closes behind them; [method open] and [method close] do so at any time.

## It began to open or to close.
signal moved(is_open: bool)

const SECONDS := 0.7
const NEAR_M := 1.5

## Whether it opens by itself.
@export var opens_by_itself := true
## By how much it turns, in degrees; which way says the sign.
@export var opens_deg := 105.0

var is_open := false

var _closed := 0.0
var _near := 0
var _is_held := false
var _tween: Tween


## Becomes the door that a node of the scene's file has.
func take(part: MeshInstance3D, turns_deg: float) -> void:
	name = part.name
	transform = part.transform
	opens_deg = turns_deg
	sync_to_physics = false
	_closed = rotation.y
	var leaf := MeshInstance3D.new()
	leaf.name = "Leaf"
	leaf.mesh = part.mesh
	add_child(leaf)
	var box := part.mesh.get_aabb()
	var solid := BoxShape3D.new()
	solid.size = box.size
	var collision := CollisionShape3D.new()
	collision.name = "Shape"
	collision.shape = solid
	collision.position = box.get_center()
	add_child(collision)
	var area := Area3D.new()
	area.name = "Near"
	var sphere := SphereShape3D.new()
	sphere.radius = NEAR_M
	var reach := CollisionShape3D.new()
	reach.name = "Shape"
	reach.shape = sphere
	area.add_child(reach)
	area.position = box.get_center()
	area.body_entered.connect(_on_near.bind(1))
	area.body_exited.connect(_on_near.bind(-1))
	add_child(area)


## Opens it.
func open() -> void:
	_move(true)


## Closes it.
func close() -> void:
	_move(false)


## Keeps it open for somebody who is no body of physics, or no longer.
func let_through(somebody: bool) -> void:
	if somebody == _is_held:
		return
	_is_held = somebody
	_follow()


## Hangs at once as it will when it has opened or closed.
func settle() -> void:
	if _tween:
		_tween.kill()
	rotation.y = _closed + (deg_to_rad(opens_deg) if is_open else 0.0)


## The middle of its opening, in the scene's axes.
func middle() -> Vector3:
	var shape := get_node(^"Shape") as Node3D
	return get_parent_node_3d().global_transform * (transform_closed() * shape.position)


## Where it hangs while it is shut, below its house.
func transform_closed() -> Transform3D:
	return Transform3D(Basis(Vector3.UP, _closed), position)


func _move(wanted: bool) -> void:
	if wanted == is_open:
		return
	is_open = wanted
	if _tween:
		_tween.kill()
	_tween = create_tween().set_trans(Tween.TRANS_SINE)
	_tween.set_process_mode(Tween.TWEEN_PROCESS_PHYSICS)
	var angle := _closed + (deg_to_rad(opens_deg) if wanted else 0.0)
	_tween.tween_property(self, "rotation:y", angle, SECONDS)
	moved.emit(wanted)


# Walls and the door itself are no visitors.
func _on_near(body: Node3D, step: int) -> void:
	if not body is CharacterBody3D:
		return
	_near += step
	_follow()


func _follow() -> void:
	if opens_by_itself:
		_move(_near > 0 or _is_held)
