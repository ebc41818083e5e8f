extends SubViewportContainer
## Where a character stands while it is made: it is turned by dragging and photographed.

## Views by name: how much is seen, in metres, and the height of its middle as a share of the
## body's.
const VIEWS: Dictionary[String, Vector2] = {
	"Face": Vector2(0.36, 0.93), "Bust": Vector2(0.75, 0.85), "Figure": Vector2(2.0, 0.5)
}
const _FIELD_DEG := 24.0
# Shadows reach so far behind the character and no farther, or a face would have a few blocks of
# them; they begin so many of their texels off the skin, or where light grazes it they would lie on
# it as flakes.
const _SHADOWS_BEHIND_M := 1.5
const _SHADOWS_OFF := 3.0
const _SHADOWS_BLUR := 1.5

## The character.
var character := ProcgenCharacter.new()
## What is seen.
var view := "Bust"
## How far the character is turned.
var turn_deg := -18.0

var _viewport := SubViewport.new()
var _camera := Camera3D.new()
var _key: DirectionalLight3D


func _init() -> void:
	stretch = true
	size_flags_horizontal = Control.SIZE_EXPAND_FILL
	size_flags_vertical = Control.SIZE_EXPAND_FILL
	_viewport.own_world_3d = true
	_viewport.msaa_3d = Viewport.MSAA_4X
	add_child(_viewport)
	_viewport.add_child(_camera)
	_viewport.add_child(character)
	_camera.fov = _FIELD_DEG
	_key = _light(Vector3(-38.0, 35.0, 0.0), Color(1.0, 0.97, 0.94), 0.62)
	_key.shadow_opacity = 0.55
	_key.shadow_enabled = true
	_key.shadow_normal_bias = _SHADOWS_OFF
	_key.shadow_blur = _SHADOWS_BLUR
	_key.directional_shadow_mode = DirectionalLight3D.SHADOW_ORTHOGONAL
	_light(Vector3(-12.0, -60.0, 0.0), Color(0.85, 0.91, 1.0), 0.3)
	_light(Vector3(-25.0, 165.0, 0.0), Color(1.0, 0.98, 0.95), 0.4)
	var world := WorldEnvironment.new()
	world.environment = Environment.new()
	world.environment.background_mode = Environment.BG_COLOR
	world.environment.background_color = Color(0.16, 0.17, 0.2)
	world.environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	world.environment.ambient_light_color = Color(0.87, 0.89, 0.93)
	world.environment.ambient_light_energy = 0.36
	world.environment.tonemap_mode = Environment.TONE_MAPPER_AGX
	_viewport.add_child(world)


func _process(_delta: float) -> void:
	if not character.figure:
		return
	var skeleton := character.figure.skeleton
	var head := skeleton.find_bone("Head")
	# Eyes are at about 0.93 of the body.
	var tall := skeleton.get_bone_global_rest(head).origin.y / 0.88
	var seen := VIEWS[view]
	var middle := Vector3(0.0, tall * seen.y, 0.0)
	var away := seen.x * maxf(tall / 1.75, 0.7) / 2.0 / tan(deg_to_rad(_FIELD_DEG) / 2.0)
	_key.directional_shadow_max_distance = away + _SHADOWS_BEHIND_M
	character.rotation_degrees.y = turn_deg
	_camera.look_at_from_position(middle + Vector3(0.0, 0.02, away), middle)


func _gui_input(event: InputEvent) -> void:
	var motion := event as InputEventMouseMotion
	if motion and motion.button_mask & MOUSE_BUTTON_MASK_LEFT:
		turn_deg += motion.relative.x * 0.5


## A photograph of what is seen, as soon as it has been drawn.
func photograph() -> Image:
	await RenderingServer.frame_post_draw
	return _viewport.get_texture().get_image()


func _light(turn: Vector3, colour: Color, energy: float) -> DirectionalLight3D:
	var light := DirectionalLight3D.new()
	light.rotation_degrees = turn
	light.light_color = colour
	light.light_energy = energy
	_viewport.add_child(light)
	return light
