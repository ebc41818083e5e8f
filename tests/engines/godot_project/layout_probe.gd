extends SceneTree
## Looks at layouts as the engine sees them, and prints a line of JSON about it: scenes that were
## written as files, and what the addon makes of a server's answer.
##
## The only argument is a file of JSON: [code]tile_map[/code] and [code]grid_map[/code] are scenes,
## [code]flows[/code] others, after a flow graph,
## [code]web_port[/code] is the server's, [code]request[/code] a LayoutRequest, and the names in
## [code]library[/code] are those of the items that one's own mesh library has.

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0
const Wire := preload("wire_probe.gd")


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	var report := {}
	report["tile_map"] = await _tile_map(arguments["tile_map"])
	report["grid_map"] = await _grid_map(arguments["grid_map"])
	for path: String in arguments["flows"]:
		report[path] = _flow(path)
	report["built"] = await _built(arguments)
	print(JSON.stringify(report, "", true, true))
	quit(0)


func _tile_map(path: String) -> Dictionary:
	var scene: Node2D = (load(path) as PackedScene).instantiate()
	root.add_child(scene)
	# Physics knows new tiles after a step.
	await physics_frame
	await physics_frame
	var layer: TileMapLayer = scene.get_node("Tiles")
	var report := _described(layer)
	report["recipe"] = scene.get_meta(&"procgen_recipe")
	report["markers"] = _markers(scene.get_node("Markers"))
	report["nearest"] = layer.texture_filter == CanvasItem.TEXTURE_FILTER_NEAREST
	scene.free()
	return report


func _described(layer: TileMapLayer) -> Dictionary:
	var area := layer.get_used_rect()
	var names: Array[String] = []
	var walkable: Array[bool] = []
	var blocked: Array[bool] = []
	var space := root.world_2d.direct_space_state
	for row in area.size.y:
		for column in area.size.x:
			var data := layer.get_cell_tile_data(Vector2i(column, row))
			names.append(data.get_custom_data("tile"))
			walkable.append(data.get_custom_data("walkable"))
			var point := PhysicsPointQueryParameters2D.new()
			point.position = layer.to_global(layer.map_to_local(Vector2i(column, row)))
			blocked.append(not space.intersect_point(point, 1).is_empty())
	return {
		"position": [area.position.x, area.position.y],
		"size": [area.size.x, area.size.y],
		"names": names,
		"walkable": walkable,
		"blocked": blocked,
	}


func _markers(parent: Node) -> Array:
	return parent.get_children().map(
		func(marker: Node) -> Dictionary:
			var place: Variant = marker.get(&"position")
			return {
				"name": str(marker.name),
				"group": str(marker.get_groups()[0]),
				"place": [place.x, place.y] if place is Vector2 else [place.x, place.y, place.z],
			}
	)


func _flow(path: String) -> Dictionary:
	var scene: Node = (load(path) as PackedScene).instantiate()
	root.add_child(scene)
	var marks := []
	for marker: Node in scene.get_node("Markers").get_children():
		if str(marker.get_groups()[0]).begins_with("flow_"):
			var place: Variant = marker.get(&"position")
			var said := {}
			for key: StringName in marker.get_meta_list():
				var value: Variant = marker.get_meta(key)
				said[key] = [value.position.x, value.position.y] if value is Rect2i else value
			said["group"] = marker.get_groups()[0]
			said["place"] = [place.x, place.y] if place is Vector2 else [place.x, place.y, place.z]
			marks.append(said)
	var heights := {}
	if scene.has_node("Ground"):
		for cell: Vector3i in (scene.get_node("Ground") as GridMap).get_used_cells():
			heights[cell.y] = maxi(heights.get(cell.y, 0), cell.x)
	scene.free()
	return {"marks": marks, "heights": heights}


func _grid_map(path: String) -> Dictionary:
	var scene: Node3D = (load(path) as PackedScene).instantiate()
	root.add_child(scene)
	await physics_frame
	await physics_frame
	var report := {
		"recipe": scene.get_meta(&"procgen_recipe"), "markers": _markers(scene.get_node("Markers"))
	}
	for part: String in ["Ground", "Things"]:
		var map: GridMap = scene.get_node(part)
		var cells := []
		for cell: Vector3i in map.get_used_cells():
			var turned := map.get_cell_item_basis(cell) * Vector3.BACK
			var name := map.mesh_library.get_item_name(map.get_cell_item(cell))
			cells.append([cell.x, cell.y, cell.z, name, roundi(turned.x), roundi(turned.z)])
		report[part] = cells
	var ground: GridMap = scene.get_node("Ground")
	var library := ground.mesh_library
	report["cell_size"] = [ground.cell_size.x, ground.cell_size.y, ground.cell_size.z]
	var meshes := {}
	for item in library.get_item_list():
		var mesh := library.get_item_mesh(item) as ArrayMesh
		var triangles := 0
		var outward := 0
		for surface in mesh.get_surface_count():
			var arrays := mesh.surface_get_arrays(surface)
			var corners: PackedVector3Array = arrays[Mesh.ARRAY_VERTEX]
			var normals: PackedVector3Array = arrays[Mesh.ARRAY_NORMAL]
			for first in range(0, corners.size(), 3):
				triangles += 1
				# Godot's faces are clockwise seen from outside.
				var face := (corners[first + 2] - corners[first]).cross(
					corners[first + 1] - corners[first]
				)
				if face.normalized().dot(normals[first]) > 0.99:
					outward += 1
		var box := mesh.get_aabb()
		meshes[library.get_item_name(item)] = {
			"triangles": triangles,
			"outward": outward,
			"low": [box.position.x, box.position.y, box.position.z],
			"high": [box.end.x, box.end.y, box.end.z],
			"shapes": library.get_item_shapes(item).size() / 2.0,
		}
	report["meshes"] = meshes
	# What one bumps into at the height of one's knees.
	var space := scene.get_world_3d().direct_space_state
	var solid := []
	for cell: Vector3i in ground.get_used_cells():
		var point := PhysicsPointQueryParameters3D.new()
		point.position = ground.map_to_local(cell) + Vector3.UP * 0.5
		if not space.intersect_point(point, 1).is_empty():
			solid.append([cell.x, cell.z])
	report["solid"] = solid
	scene.free()
	return report


func _built(arguments: Dictionary) -> Dictionary:
	var client := ProcgenClient.new(int(arguments["web_port"]))
	var request: ProcgenV1.LayoutRequest = Wire.message_of(arguments["request"])
	var running := client.layout.generate(request)
	var status: ProcgenStatus = await running.finished
	if not status.is_ok():
		return {"status": Wire.describe(status)}
	var layer := ProcgenLayoutBuilder.tile_map_of(running.result, running.artifacts)
	root.add_child(layer)
	await physics_frame
	await physics_frame
	var report := {"status": Wire.describe(status), "tile_map": _described(layer)}
	report["result"] = Wire.to_dictionary(running.result)
	report["recipe"] = layer.get_meta(ProcgenLayoutBuilder.RECIPE_META)
	var area := layer.get_used_rect()
	layer.erase_cell(Vector2i(3, 2))
	report["fixed"] = Array(ProcgenLayoutBuilder.fixed_tiles_of(layer, area))
	layer.free()
	var library := MeshLibrary.new()
	for name: String in arguments["library"]:
		var item := library.get_last_unused_item_id()
		library.create_item(item)
		library.set_item_name(item, name)
		library.set_item_mesh(item, BoxMesh.new())
	var map := ProcgenLayoutBuilder.grid_map_of(running.result, running.artifacts, library)
	root.add_child(map)
	var cells := {}
	for cell: Vector3i in map.get_used_cells():
		var name := library.get_item_name(map.get_cell_item(cell))
		cells[name] = cells.get(name, 0) + 1
	report["items"] = cells
	report["cell_m"] = map.cell_size.x
	map.free()
	return report
