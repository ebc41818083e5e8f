extends "probe.gd"
## Water of a terrain as the addon shows it.

const Glb := preload("res://addons/procgen/character/character_builder.gd")


## A terrain out of two files, [code]heights[/code] and [code]water[/code], of [code]width[/code] by
## [code]depth[/code] pixels of [code]metres[/code], seen from [code]eye[/code] to [code]at[/code]:
## what its meshes have, and two [code]pictures[/code], before and with the water.
func water(arguments: Dictionary) -> Dictionary:
	var heights := FileAccess.get_file_as_bytes(arguments["heights"]).to_float32_array()
	var width := int(arguments["width"])
	var ground := MeshInstance3D.new()
	var mesh := ArrayMesh.new()
	mesh.add_surface_from_arrays(
		Mesh.PRIMITIVE_TRIANGLES,
		ProcgenTerrainBuilder.surface_arrays(
			heights, width, int(arguments["depth"]), arguments["metres"]
		)
	)
	var soil := StandardMaterial3D.new()
	soil.albedo_color = Color(0.42, 0.38, 0.24)
	soil.roughness = 1.0
	mesh.surface_set_material(0, soil)
	ground.mesh = mesh
	root.add_child(ground)
	_light()
	var camera := Camera3D.new()
	camera.near = 2.0
	camera.far = 50000.0
	root.add_child(camera)
	camera.look_at_from_position(_vector(arguments["eye"]), _vector(arguments["at"]))
	await _picture(arguments["pictures"][0])
	var state := Glb.new_state()
	var problem := Glb.read(state, FileAccess.get_file_as_bytes(arguments["water"]))
	var node := ProcgenWaterBuilder.node_of(state)
	root.add_child(node)
	if arguments.has("crop"):
		var sides: Array = arguments["crop"]
		ProcgenWaterBuilder.crop(node, Rect2(sides[0], sides[1], sides[2], sides[3]))
	await _picture(arguments["pictures"][1])
	var report := {"problem": problem}
	for surface: MeshInstance3D in node.get_children():
		var arrays := surface.mesh.surface_get_arrays(0)
		report[surface.name] = {
			"vertices": arrays[Mesh.ARRAY_VERTEX].size(),
			"triangles": arrays[Mesh.ARRAY_INDEX].size() / 3.0,
			"flows": arrays[Mesh.ARRAY_TEX_UV2].size(),
			"colours": arrays[Mesh.ARRAY_COLOR].size(),
			"fastest": _fastest(arrays[Mesh.ARRAY_TEX_UV2]),
		}
	return report


func _fastest(flows: PackedVector2Array) -> float:
	var most := 0.0
	for flow in flows:
		most = maxf(most, flow.length())
	return most


func _light() -> void:
	var sun := DirectionalLight3D.new()
	sun.rotation_degrees = Vector3(-42.0, 130.0, 0.0)
	sun.light_energy = 1.2
	root.add_child(sun)
	var world := WorldEnvironment.new()
	world.environment = Environment.new()
	world.environment.background_mode = Environment.BG_COLOR
	world.environment.background_color = Color(0.62, 0.74, 0.86)
	world.environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	world.environment.ambient_light_color = Color(0.6, 0.66, 0.75)
	world.environment.ambient_light_energy = 0.6
	root.add_child(world)


func _picture(path: String) -> void:
	for frame in 5:
		await process_frame
	await RenderingServer.frame_post_draw
	root.get_texture().get_image().save_png(path)


func _vector(numbers: Array) -> Vector3:
	return Vector3(numbers[0], numbers[1], numbers[2])
