@tool
extends SubViewportContainer
## A ball of a material under a lamp, or the picture that a call streams before there is one.

const SIZE_PX := 320
const BALL_M := 1.0

var _viewport := SubViewport.new()
var _ball := MeshInstance3D.new()
var _picture := TextureRect.new()


func _init() -> void:
	custom_minimum_size = Vector2(SIZE_PX, SIZE_PX)
	stretch = true
	_viewport.own_world_3d = true
	_viewport.msaa_3d = Viewport.MSAA_2X
	# Nothing moves: it is drawn when something has changed.
	_viewport.render_target_update_mode = SubViewport.UPDATE_DISABLED
	add_child(_viewport)

	var camera := Camera3D.new()
	camera.fov = 30.0
	camera.position = Vector3(0.0, 0.0, 2.15 * BALL_M)
	_viewport.add_child(camera)
	for lamp: Array in [[Vector3(-45, -35, 0), 1.5], [Vector3(-10, 120, 0), 0.4]]:
		var light := DirectionalLight3D.new()
		light.rotation_degrees = lamp[0]
		light.light_energy = lamp[1]
		_viewport.add_child(light)
	_viewport.add_child(_surroundings())
	var mesh := SphereMesh.new()
	mesh.radius = BALL_M / 2.0
	mesh.height = BALL_M
	_ball.mesh = mesh
	_ball.visible = false
	_viewport.add_child(_ball)

	_picture.set_anchors_preset(Control.PRESET_FULL_RECT)
	_picture.expand_mode = TextureRect.EXPAND_IGNORE_SIZE
	_picture.stretch_mode = TextureRect.STRETCH_KEEP_ASPECT_CENTERED
	_viewport.add_child(_picture)


## Shows a flat picture.
func show_picture(picture: Texture2D) -> void:
	_picture.texture = picture
	_picture.visible = true
	_ball.visible = false
	_viewport.render_target_update_mode = SubViewport.UPDATE_ONCE


## Shows a material on the ball: one tile on a quarter of its way round, however large the tile is.
func show_material(made: ORMMaterial3D) -> void:
	var shown: ORMMaterial3D = made.duplicate()
	shown.uv1_triplanar = false
	shown.uv1_world_triplanar = false
	shown.uv1_scale = Vector3(4.0, 2.0 * made.uv1_scale.y / made.uv1_scale.x, 1.0)
	_ball.material_override = shown
	_picture.visible = false
	_ball.visible = true
	_viewport.render_target_update_mode = SubViewport.UPDATE_ONCE


func _surroundings() -> WorldEnvironment:
	var sky := Sky.new()
	sky.sky_material = ProceduralSkyMaterial.new()
	# Enough to shine on a ball, and made at once.
	sky.radiance_size = Sky.RADIANCE_SIZE_64
	var surroundings := WorldEnvironment.new()
	surroundings.environment = Environment.new()
	surroundings.environment.background_mode = Environment.BG_COLOR
	surroundings.environment.background_color = Color(0.12, 0.13, 0.15)
	surroundings.environment.sky = sky
	surroundings.environment.ambient_light_source = Environment.AMBIENT_SOURCE_SKY
	surroundings.environment.reflected_light_source = Environment.REFLECTION_SOURCE_SKY
	return surroundings
