@tool
extends EditorPlugin
## Opens files that the exporters wrote and prints a line of JSON about what Godot made of them.
##
## The only argument is a file of JSON that names the files: [code]lod[/code] and
## [code]collision[/code] (imported scenes), [code]image[/code] and [code]region[/code]
## (resources), [code]splat[/code] (a picture), and a [code]grid[/code] of heights with places to
## stand on.

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0
const ABOVE_M := 10000.0


func _enter_tree() -> void:
	if OS.get_cmdline_user_args().is_empty():
		return
	get_tree().create_timer(TIME_LIMIT_S).timeout.connect(get_tree().quit.bind(EXIT_TOO_SLOW))
	_report()


func _report() -> void:
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
	var report := {
		"lod": _nodes(arguments["lod"]),
		"collision": _nodes(arguments["collision"]),
		"image": _image(load(arguments["image"]) as Image),
		"splat": _colours(Image.load_from_file(arguments["splat"])),
		"region": _region(load(arguments["region"])),
		"ground_m": await _ground(arguments["grid"]),
		"mesh_ground_m": await _mesh_ground(arguments["collision"], arguments["grid"]["places"]),
	}
	print(JSON.stringify(report, "", true, true))
	get_tree().quit(0)


## Every mesh of an imported scene: its node's path, triangles, extent and what glTF calls extras.
func _nodes(path: String) -> Array:
	var root: Node = (load(path) as PackedScene).instantiate()
	var found := []
	for node: MeshInstance3D in root.find_children("*", "MeshInstance3D", true, false):
		var arrays := node.mesh.surface_get_arrays(0)
		var indices: PackedInt32Array = arrays[Mesh.ARRAY_INDEX]
		@warning_ignore("integer_division")
		var triangles := indices.size() / 3
		var box := node.get_aabb()
		(
			found
			. append(
				{
					"path": str(root.get_path_to(node)),
					"triangles": triangles,
					"low": [box.position.x, box.position.y, box.position.z],
					"high": [box.end.x, box.end.y, box.end.z],
					"extras": node.get_meta("extras", {}),
				}
			)
		)
	root.free()
	return found


func _image(image: Image) -> Dictionary:
	return {
		"width": image.get_width(),
		"height": image.get_height(),
		"is_float": image.get_format() == Image.FORMAT_RF,
		"sha256": _sha256(image.get_data()),
		"recipe": image.get_meta("procgen_recipe", ""),
	}


func _colours(image: Image) -> Array:
	var found := []
	for y in image.get_height():
		for x in image.get_width():
			var colour := image.get_pixel(x, y)
			found.append([colour.r, colour.g, colour.b, colour.a])
	return found


## The addon's class is not here: the editor keeps what the file says in a MissingResource.
func _region(resource: Resource) -> Dictionary:
	var missing := resource as MissingResource
	var range_m: Vector2 = missing.get("height_range")
	return {
		"class": missing.original_class,
		"version": missing.get("version"),
		"region_size": missing.get("region_size"),
		"vertex_spacing": missing.get("vertex_spacing"),
		"height_range": [range_m.x, range_m.y],
		"height_map": _image(missing.get("height_map") as Image),
		"control_map": _image(missing.get("control_map") as Image),
		"recipe": missing.get_meta("procgen_recipe", ""),
	}


func _sha256(data: PackedByteArray) -> String:
	var hashing := HashingContext.new()
	hashing.start(HashingContext.HASH_SHA256)
	hashing.update(data)
	return hashing.finish().hex_encode()


## Height of a HeightMapShape3D under each place, metres from the north-western corner.
func _ground(grid: Dictionary) -> Array:
	var shape := HeightMapShape3D.new()
	shape.map_width = grid["width"]
	shape.map_depth = grid["depth"]
	var spacing: float = grid["metres"]
	var heights := FileAccess.get_file_as_bytes(grid["file"]).to_float32_array()
	for index in heights.size():
		heights[index] /= spacing
	shape.map_data = heights
	var holder := CollisionShape3D.new()
	holder.shape = shape
	holder.scale = Vector3.ONE * spacing
	holder.position = (Vector3(shape.map_width - 1.0, 0.0, shape.map_depth - 1.0) * 0.5 * spacing)
	return await _heights_under(holder, grid["places"])


func _mesh_ground(path: String, places: Array) -> Array:
	var root: Node = (load(path) as PackedScene).instantiate()
	var node: MeshInstance3D = root.find_children("*", "MeshInstance3D", true, false)[0]
	var holder := CollisionShape3D.new()
	holder.shape = node.mesh.create_trimesh_shape()
	root.free()
	return await _heights_under(holder, places)


func _heights_under(holder: CollisionShape3D, places: Array) -> Array:
	var body := StaticBody3D.new()
	body.add_child(holder)
	get_tree().root.add_child(body)
	# The physics server knows a new body after a step.
	await get_tree().physics_frame
	await get_tree().physics_frame
	var space := body.get_world_3d().direct_space_state
	var found := []
	for place: Array in places:
		var query := PhysicsRayQueryParameters3D.create(
			Vector3(place[0], ABOVE_M, place[1]), Vector3(place[0], -ABOVE_M, place[1])
		)
		var hit := space.intersect_ray(query)
		found.append(hit["position"].y if hit else null)
	body.queue_free()
	return found
