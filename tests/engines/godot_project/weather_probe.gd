extends "probe.gd"
## What weather and hours make of surfaces and of the sky, in pictures.

const Weather := preload("res://addons/procgen/world/world_weather.gd")
const CELL_PX := 16


## Surfaces that all face the eye, a column for each of [code]tilts[/code] (degrees from upright,
## which their normals alone follow) and one more, which looks up in its own axes but is turned
## aside; a row for each kind of material; [code]pictures[/code] have a path, [code]snow[/code] and
## [code]wet[/code] each.
func surfaces(arguments: Dictionary) -> Dictionary:
	var tilts: Array = arguments["tilts"]
	var kinds: Array[StandardMaterial3D] = [_paint(), _pictured(), _leaves()]
	var weather := Weather.new()
	var view := _view(Vector2i(tilts.size() + 1, kinds.size()) * CELL_PX)
	for row in kinds.size():
		for column in tilts.size() + 1:
			var is_aside := column == tilts.size()
			var tilt := 0.0 if is_aside else deg_to_rad(tilts[column])
			var shown := MeshInstance3D.new()
			shown.mesh = _facing(Vector3(0.0, cos(tilt), sin(tilt)), kinds[row])
			shown.rotation.z = PI / 2.0 if is_aside else 0.0
			shown.position = Vector3(column + 0.5, -row - 0.5, 0.0)
			weather.expose(shown.mesh)
			view.add_child(shown)
	var eye := Camera3D.new()
	eye.projection = Camera3D.PROJECTION_ORTHOGONAL
	eye.size = kinds.size()
	eye.position = Vector3((tilts.size() + 1) / 2.0, -kinds.size() / 2.0, 5.0)
	view.add_child(eye)
	for wanted: Dictionary in arguments["pictures"]:
		for look in weather.materials:
			look.set_shader_parameter(&"snow", wanted["snow"])
			look.set_shader_parameter(&"wet", wanted["wet"])
		await _take(view, wanted["path"])
	return {"materials": weather.materials.size()}


## The sky above grey ground, once for each of [code]scenarios[/code], in the file at its
## [code]path[/code].
func skies(arguments: Dictionary) -> Dictionary:
	var view := _view(Vector2i(96, 64))
	var scenario := ProcgenScenario.new()
	scenario.follow_manifest = false
	view.get_child(0).free()
	view.add_child(scenario)
	scenario.set_process(false)
	var ground := MeshInstance3D.new()
	var plane := PlaneMesh.new()
	plane.size = Vector2(400.0, 400.0)
	var grey := StandardMaterial3D.new()
	grey.albedo_color = Color(0.46, 0.46, 0.46)
	plane.material = grey
	ground.mesh = plane
	view.add_child(ground)
	var eye := Camera3D.new()
	view.add_child(eye)
	eye.look_at_from_position(Vector3(0.0, 2.0, 0.0), Vector3(0.0, 4.0, -10.0))
	var wrong := ""
	for said: Dictionary in arguments["scenarios"]:
		wrong += scenario.apply(said["scenario"])
		await _take(view, said["path"])
	return {"wrong": wrong}


func _view(size: Vector2i) -> SubViewport:
	var view := SubViewport.new()
	view.size = size
	view.own_world_3d = true
	view.render_target_update_mode = SubViewport.UPDATE_ALWAYS
	root.add_child(view)
	var holder := WorldEnvironment.new()
	holder.environment = Environment.new()
	holder.environment.background_mode = Environment.BG_COLOR
	holder.environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	holder.environment.ambient_light_color = Color.WHITE
	view.add_child(holder)
	return view


func _take(view: SubViewport, path: String) -> void:
	for frame in 3:
		await process_frame
	await RenderingServer.frame_post_draw
	view.get_texture().get_image().save_png(path)


func _facing(normal: Vector3, look: Material) -> ArrayMesh:
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	var corners: Array[Vector2] = [
		Vector2(-0.5, -0.5), Vector2(0.5, -0.5), Vector2(0.5, 0.5), Vector2(-0.5, 0.5)
	]
	var places := PackedVector3Array()
	var on := PackedVector2Array()
	for corner in corners:
		places.append(Vector3(corner.x, corner.y, 0.0))
		on.append(corner + Vector2(0.5, 0.5))
	arrays[Mesh.ARRAY_VERTEX] = places
	arrays[Mesh.ARRAY_TEX_UV] = on
	arrays[Mesh.ARRAY_NORMAL] = PackedVector3Array([normal, normal, normal, normal])
	var tangent := PackedFloat32Array([1.0, 0.0, 0.0, 1.0])
	arrays[Mesh.ARRAY_TANGENT] = tangent + tangent + tangent + tangent
	# Clockwise is the front.
	arrays[Mesh.ARRAY_INDEX] = PackedInt32Array([0, 2, 1, 0, 3, 2])
	var mesh := ArrayMesh.new()
	mesh.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays)
	mesh.surface_set_material(0, look)
	return mesh


func _paint() -> StandardMaterial3D:
	var look := StandardMaterial3D.new()
	look.albedo_color = Color(0.5, 0.3, 0.2)
	return look


func _pictured() -> StandardMaterial3D:
	var look := _paint()
	look.albedo_texture = _flat(Color.WHITE)
	look.normal_enabled = true
	look.normal_texture = _flat(Color(0.5, 0.5, 1.0))
	look.roughness_texture = _flat(Color(1.0, 1.0, 0.0))
	return look


func _leaves() -> StandardMaterial3D:
	var look := _paint()
	look.transparency = BaseMaterial3D.TRANSPARENCY_ALPHA_SCISSOR
	look.albedo_texture = _flat(Color.WHITE)
	return look


func _flat(colour: Color) -> ImageTexture:
	var image := Image.create(8, 8, true, Image.FORMAT_RGBA8)
	image.fill(colour)
	image.generate_mipmaps()
	return ImageTexture.create_from_image(image)
