extends SceneTree
## Shows the folder of docs/underfoot_image.py and takes its picture.

const TerrainBuilder := preload("res://addons/procgen/terrain/terrain_builder.gd")


func _initialize() -> void:
	var folder := OS.get_cmdline_user_args()[0]
	var said: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(folder.path_join("view.json"))
	)
	Engine.max_fps = 2
	var world := ProcgenWorld.new()
	world.open_on_ready = false
	root.add_child(world)
	var problem: String = await world.open(folder)
	assert(not problem, problem)
	var surface := world.get_node(^"Ground/Surface") as MeshInstance3D
	var near := surface.mesh.surface_get_material(0) as ShaderMaterial
	var far: ShaderMaterial = near.duplicate()
	far.set_shader_parameter(&"has_splats", false)
	far.set_shader_parameter(&"snow_line_m", said["snow_line_m"])
	for part: Dictionary in said["around"]:
		root.add_child(_around(folder, part, far))
	_light()
	var camera := Camera3D.new()
	camera.fov = 56.0
	camera.far = 30000.0
	root.add_child(camera)
	camera.look_at_from_position(_vector(said["eye"]), _vector(said["to"]))
	camera.current = true
	Engine.max_fps = 0
	for frame in 4:
		await process_frame
	await RenderingServer.frame_post_draw
	root.get_texture().get_image().save_png(said["picture"])
	quit()


func _vector(numbers: Array) -> Vector3:
	return Vector3(numbers[0], numbers[1], numbers[2])


func _around(folder: String, part: Dictionary, material: ShaderMaterial) -> MeshInstance3D:
	var bytes := FileAccess.get_file_as_bytes(folder.path_join(part["file"]))
	var side: int = part["side"]
	var mesh := ArrayMesh.new()
	mesh.add_surface_from_arrays(
		Mesh.PRIMITIVE_TRIANGLES,
		TerrainBuilder.surface_arrays(
			bytes.to_float32_array(), side, side, part["spacing"], PackedVector3Array()
		)
	)
	mesh.surface_set_material(0, material)
	var shown := MeshInstance3D.new()
	shown.mesh = mesh
	shown.position = Vector3(part["x"], 0.0, part["z"])
	return shown


func _light() -> void:
	var sun := DirectionalLight3D.new()
	sun.rotation_degrees = Vector3(-31.0, -70.0, 0.0)
	sun.light_color = Color(1.0, 0.9, 0.76)
	sun.light_energy = 2.1
	sun.shadow_enabled = true
	sun.shadow_bias = 0.04
	sun.directional_shadow_max_distance = 260.0
	root.add_child(sun)
	var look := ProceduralSkyMaterial.new()
	look.sky_top_color = Color(0.17, 0.35, 0.66)
	look.sky_horizon_color = Color(0.66, 0.76, 0.86)
	look.sky_curve = 0.12
	look.ground_horizon_color = Color(0.66, 0.76, 0.86)
	look.ground_bottom_color = Color(0.3, 0.33, 0.36)
	var sky := Sky.new()
	sky.sky_material = look
	var around := Environment.new()
	around.background_mode = Environment.BG_SKY
	around.sky = sky
	around.ambient_light_source = Environment.AMBIENT_SOURCE_SKY
	around.ambient_light_energy = 0.85
	around.tonemap_mode = Environment.TONE_MAPPER_AGX
	around.tonemap_exposure = 1.15
	around.ssao_enabled = true
	around.ssao_radius = 0.8
	around.fog_enabled = true
	around.fog_light_color = Color(0.62, 0.72, 0.84)
	around.fog_density = 0.00007
	around.fog_aerial_perspective = 0.5
	around.fog_sun_scatter = 0.12
	var environment := WorldEnvironment.new()
	environment.environment = around
	root.add_child(environment)
