extends "probe.gd"
## Streams terrain, makes materials and takes nodes away in the middle of their work.


## What a terrain does while a camera goes over it: stands, moves on over two tiles, sees the server
## die and come back, and is freed with calls on their way. [code]settings[/code] are those of the
## node, [code]places[/code] where the camera is one after the other, [code]server_pid[/code] what
## is killed before the last one.
func streamed(arguments: Dictionary) -> Dictionary:
	Engine.max_fps = 60
	var places: Array = arguments["places"]
	var camera := Camera3D.new()
	root.add_child(camera)
	var terrain_node := ProcgenTerrain.new()
	for setting: String in arguments["settings"]:
		terrain_node.set(setting, arguments["settings"][setting])
	var failures: Array[String] = []
	terrain_node.tile_failed.connect(
		func(_coords: Vector3i, status: ProcgenStatus) -> void:
			failures.append(ProcgenStatus.Code.find_key(status.code))
	)
	var most_at_once: Array[int] = [0]
	var count := [0]
	terrain_node.tile_ready.connect(func(_coords: Vector3i) -> void: count[0] += 1)
	process_frame.connect(
		func() -> void:
			most_at_once[0] = maxi(most_at_once[0], count[0])
			count[0] = 0
	)
	camera.position = _above(places[0])
	root.add_child(terrain_node)
	await terrain_node.all_ready
	var report := {"stays": []}
	report["stays"].append(await _stay(terrain_node, places[0]))
	camera.position = _above(places[1])
	await terrain_node.all_ready
	report["stays"].append(await _stay(terrain_node, places[1]))
	report["failures_before"] = failures.size()
	OS.kill(arguments["server_pid"])
	camera.position = _above(places[2])
	await terrain_node.all_ready
	report["stays"].append(await _stay(terrain_node, places[2]))
	report["failures"] = failures.duplicate()
	report["most_at_once"] = most_at_once[0]
	camera.position = _above(places[0])
	for frame in 3:
		await process_frame
	terrain_node.free()
	await create_timer(0.5).timeout
	report["after"] = failures.size() - report["failures"].size()
	return report


## A terrain with a setting that is none.
func misspelt_terrain(arguments: Dictionary) -> Dictionary:
	var terrain_node := ProcgenTerrain.new()
	terrain_node.settings = arguments["settings"]
	root.add_child(Camera3D.new())
	var told: Array[ProcgenStatus] = []
	terrain_node.tile_failed.connect(
		func(_coords: Vector3i, status: ProcgenStatus) -> void: told.append(status)
	)
	root.add_child(terrain_node)
	for frame in 5:
		await process_frame
	return {"told": told.map(Wire.describe), "streaming": terrain_node.streaming}


## A photograph from above of the tile at the origin, as high as the picture, with rock in red and
## scree in green, into [code]picture[/code]. Needs a screen.
func painted(arguments: Dictionary) -> Dictionary:
	var terrain_node := ProcgenTerrain.new()
	for setting: String in arguments["settings"]:
		terrain_node.set(setting, arguments["settings"][setting])
	terrain_node.layers = {"rock": _plain(Color.RED), "scree": _plain(Color.GREEN)}
	var world := WorldEnvironment.new()
	world.environment = Environment.new()
	world.environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	world.environment.ambient_light_color = Color.WHITE
	root.add_child(world)
	var side_m: float = arguments["side_m"]
	var camera := Camera3D.new()
	camera.projection = Camera3D.PROJECTION_ORTHOGONAL
	camera.size = side_m
	camera.far = 10_000.0
	camera.rotation_degrees.x = -90.0
	camera.position = _above([side_m / 2.0, side_m / 2.0])
	root.add_child(camera)
	root.add_child(terrain_node)
	await terrain_node.all_ready
	for frame in 3:
		await process_frame
	await RenderingServer.frame_post_draw
	root.get_texture().get_image().save_png(arguments["picture"])
	return {"recipe": terrain_node.get_node(^"Tile_0_0_0_0").get_meta("procgen_recipe")}


## Materials on what asked for them.
func surfaces(arguments: Dictionary) -> Dictionary:
	var wall := MeshInstance3D.new()
	wall.mesh = QuadMesh.new()
	root.add_child(wall)
	var box := CSGBox3D.new()
	box.name = "Box"
	root.add_child(box)
	var bricks := _material(arguments)
	wall.add_child(bricks)
	var made: Material = await bricks.material_ready
	var report := {
		"described": Materials.describe(made as ORMMaterial3D),
		"is_on_wall": wall.material_override == made and bricks.material == made,
	}
	bricks.target = ^"/root/Box"
	bricks.hide_repeats = true
	report["kept"] = Wire.describe(await bricks.generate())
	report["box_kept"] = box.material.get_class()
	bricks.material_class = "sand"
	# From here on the project says where the server is.
	ProjectSettings.set_setting("procgen/server/web_port", bricks.web_port)
	bricks.web_port = 0
	report["status"] = Wire.describe(await bricks.generate())
	report["box"] = box.material.get_class()
	report["box_recipe"] = box.material.get_meta(ProcgenMaterialBuilder.RECIPE_META)
	bricks.weather = {"mos": 0.5}
	report["misspelt"] = Wire.describe(await bricks.generate())
	bricks.weather = {}
	bricks.material_class = "unobtainium"
	report["refused"] = Wire.describe(await bricks.generate())
	return report


## Nodes go in the middle of their calls: with and without having been in the tree. What waited for
## them goes on.
func freed(arguments: Dictionary) -> Dictionary:
	var ends: Array[String] = []
	var note := func(status: ProcgenStatus) -> void: ends.append(_code_of(status))
	for frames: int in [0, 1, 30]:
		var character := ProcgenCharacter.new()
		character.web_port = arguments["web_port"]
		root.add_child(character)
		var wait := func() -> void: note.call(await character.generate())
		wait.call()
		await _free_after(character, frames)
		var surface := _material(arguments)
		surface.generate_on_ready = false
		root.add_child(surface)
		wait = func() -> void: note.call(await surface.generate())
		wait.call()
		await _free_after(surface, frames)
		var speaker := ProcgenDialogue.new()
		speaker.web_port = arguments["web_port"]
		wait = func() -> void: note.call(await speaker.say("Hello!"))
		wait.call()
		await _free_after(speaker, frames)
	var moved := ProcgenCharacter.new()
	moved.web_port = arguments["web_port"]
	moved.texture_px = 0
	moved.profile = "slim"
	root.add_child(moved)
	ends.append(_code_of(await moved.generate()))
	moved.set_slider("weight", 0.9)
	await _free_after(moved, 1)
	while Quiet.is_calling(self):
		await process_frame
	return {"ends": ends}


func _free_after(node: Node, frames: int) -> void:
	for frame in frames:
		await process_frame
	node.free()


func _material(arguments: Dictionary) -> ProcgenMaterial:
	var made := ProcgenMaterial.new()
	made.web_port = arguments["web_port"]
	made.material_class = "brick"
	made.size_px = 256
	made.metres = 2.0
	made.weather = {"moss": 0.5}
	return made


func _plain(colour: Color) -> StandardMaterial3D:
	var texels := Image.create_empty(8, 8, false, Image.FORMAT_RGB8)
	texels.fill(colour)
	var plain := StandardMaterial3D.new()
	plain.albedo_texture = ImageTexture.create_from_image(texels)
	return plain


func _above(place: Array) -> Vector3:
	return Vector3(place[0], 1000.0, place[1])


# What there is when all is there: tiles, their borders, what covers what, and the ground below.
func _stay(terrain_node: ProcgenTerrain, place: Array) -> Dictionary:
	# Tiles are freed at the end of a frame, and the physics server knows new bodies after a step.
	for frame in 3:
		await physics_frame
		await process_frame
	var space := root.get_world_3d().direct_space_state
	var ray := PhysicsRayQueryParameters3D.create(_above(place), _above(place) + Vector3.DOWN * 2e4)
	var hit := space.intersect_ray(ray)
	var tiles: Dictionary[String, Dictionary] = {}
	for node: MeshInstance3D in terrain_node.find_children("Tile_*", "", false, false):
		var vertices: PackedVector3Array = node.mesh.surface_get_arrays(0)[Mesh.ARRAY_VERTEX]
		var heights := PackedFloat32Array()
		for vertex in vertices:
			heights.append(vertex.y)
		tiles[node.name] = {
			"x": node.position.x,
			"z": node.position.z,
			"visible": node.visible,
			"solid": node.has_node(^"Body"),
			"heights": heights.to_byte_array().hex_encode(),
			"recipe": node.get_meta("procgen_recipe"),
			"normals": _normals_of(node),
		}
	return {
		"tiles": tiles,
		"ground_m": hit["position"].y if hit else null,
		"height_m": terrain_node.height_at(place[0], place[1]),
		"is_ready": terrain_node.is_ready_at(Vector3(place[0], 0.0, place[1])),
		"is_ready_far_away": terrain_node.is_ready_at(Vector3(1e6, 0.0, 1e6)),
		"has_far_height": not is_nan(terrain_node.height_at(1e6, 1e6)),
	}


func _normals_of(node: MeshInstance3D) -> String:
	var normals: PackedVector3Array = node.mesh.surface_get_arrays(0)[Mesh.ARRAY_NORMAL]
	return normals.to_byte_array().hex_encode()


func _code_of(status: ProcgenStatus) -> String:
	return ProcgenStatus.Code.find_key(status.code)


## A terrain with water: how many tiles came, what surfaces they have, and how deep its ground goes.
func watered(arguments: Dictionary) -> Dictionary:
	var terrain_node := ProcgenTerrain.new()
	for setting: String in arguments["settings"]:
		terrain_node.set(setting, arguments["settings"][setting])
	var camera := Camera3D.new()
	root.add_child(camera)
	camera.position = _above(arguments["place"])
	root.add_child(terrain_node)
	await terrain_node.all_ready
	var names: Array[String] = []
	var tiles := 0
	for tile: MeshInstance3D in terrain_node.get_children():
		tiles += int(tile.name.ends_with("_0_0"))
		if tile.has_node(^"Water"):
			for surface in tile.get_node(^"Water").get_children():
				names.append(surface.name)
	var lowest := INF
	for x in range(-400, 1400, 30):
		for z in range(-400, 1400, 30):
			var height := terrain_node.height_at(x, z)
			lowest = lowest if is_nan(height) else minf(lowest, height)
	# Not while it still tells that all is ready.
	await process_frame
	terrain_node.free()
	return {"tiles": tiles, "surfaces": names.size(), "names": names, "lowest_m": lowest}
