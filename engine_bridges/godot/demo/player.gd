class_name DemoPlayer
extends CharacterBody3D
## Somebody to walk about with: the keys W A S D or the arrows, the mouse turns the camera, Shift
## runs, Space jumps. Stands still until there is ground.

const WALK_M_S := 1.4
const RUN_M_S := 5.0
const JUMP_M_S := 4.5
const TURN_PER_PIXEL := 0.004
const STEEPEST_VIEW := 1.2

## Whether keys and the mouse move the player; a talk takes them away.
var is_steered := true

var _gravity: float = ProjectSettings.get_setting("physics/3d/default_gravity")

@onready var _arm: SpringArm3D = $Arm
@onready var _body: ProcgenCharacter = $Body


func _unhandled_input(event: InputEvent) -> void:
	if not is_steered:
		return
	if event is InputEventMouseButton and (event as InputEventMouseButton).pressed:
		Input.mouse_mode = Input.MOUSE_MODE_CAPTURED
	elif event.is_action_pressed(&"ui_cancel"):
		Input.mouse_mode = Input.MOUSE_MODE_VISIBLE
	elif event is InputEventMouseMotion and Input.mouse_mode == Input.MOUSE_MODE_CAPTURED:
		var moved := (event as InputEventMouseMotion).relative * TURN_PER_PIXEL
		look(_arm.rotation.y - moved.x, _arm.rotation.x - moved.y)


func _physics_process(delta: float) -> void:
	var keys := Vector2.ZERO
	if is_steered:
		keys = Input.get_vector(&"walk_left", &"walk_right", &"walk_forward", &"walk_back")
	var speed := RUN_M_S if is_steered and Input.is_action_pressed(&"run") else WALK_M_S
	move(Vector3(keys.x, 0.0, keys.y).rotated(Vector3.UP, _arm.rotation.y) * speed)
	if is_steered and is_on_floor() and Input.is_action_just_pressed(&"jump"):
		velocity.y = JUMP_M_S
	velocity.y -= _gravity * delta
	move_and_slide()


## Walks along [param wanted], in metres per second over level ground.
func move(wanted: Vector3) -> void:
	velocity.x = wanted.x
	velocity.z = wanted.z
	var walks := wanted.length() > 0.1
	if walks:
		var heading := atan2(wanted.x, wanted.z)
		_body.rotation.y = lerp_angle(_body.rotation.y, heading, 0.2)
	_body.play(&"walk" if walks else &"idle")


## Turns the camera: around the player, and up or down, in radians.
func look(around: float, up: float) -> void:
	_arm.rotation.y = around
	_arm.rotation.x = clampf(up, -STEEPEST_VIEW, STEEPEST_VIEW)
