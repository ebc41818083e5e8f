class_name DemoWalker
extends CharacterBody3D
## Somebody through whose eyes one looks: the keys W A S D or the arrows, the mouse turns the view,
## Shift runs, Space jumps.

const WALK_M_S := 2.2
const RUN_M_S := 7.0
const JUMP_M_S := 4.5
const TURN_PER_PIXEL := 0.003
const STEEPEST_VIEW := 1.4

var _gravity: float = ProjectSettings.get_setting("physics/3d/default_gravity")

@onready var camera: Camera3D = $Camera


func _unhandled_input(event: InputEvent) -> void:
	if event is InputEventMouseButton and (event as InputEventMouseButton).pressed:
		Input.mouse_mode = Input.MOUSE_MODE_CAPTURED
	elif event.is_action_pressed(&"ui_cancel"):
		Input.mouse_mode = Input.MOUSE_MODE_VISIBLE
	elif event is InputEventMouseMotion and Input.mouse_mode == Input.MOUSE_MODE_CAPTURED:
		var moved := (event as InputEventMouseMotion).relative * TURN_PER_PIXEL
		look(rotation.y - moved.x, camera.rotation.x - moved.y)


func _physics_process(delta: float) -> void:
	var keys := Input.get_vector(&"walk_left", &"walk_right", &"walk_forward", &"walk_back")
	var speed := RUN_M_S if Input.is_action_pressed(&"run") else WALK_M_S
	var wanted := Vector3(keys.x, 0.0, keys.y).rotated(Vector3.UP, rotation.y) * speed
	velocity.x = wanted.x
	velocity.z = wanted.z
	if is_on_floor() and Input.is_action_just_pressed(&"jump"):
		velocity.y = JUMP_M_S
	velocity.y -= _gravity * delta
	move_and_slide()


## Turns the view: around, and up or down, in radians.
func look(around: float, up: float) -> void:
	rotation.y = around
	camera.rotation.x = clampf(up, -STEEPEST_VIEW, STEEPEST_VIEW)
