class_name ProcgenTerrainBuilder
extends RefCounted
## Turns the heights of a terrain into a body that can be seen and stood on.
##
## Heights are metres above the sea, row by row from the north-west; x points east, z south, y up.
## One unit is one metre. The north-western corner lies at the body's origin.

const Messages := preload("../client/messages.gd")
const TerrainCall := preload("../client/terrain_call.gd")

## Name of the body's metadata that holds its recipe as JSON: saved to a file, it makes the same
## terrain again with [code]procgen generate terrain --recipe FILE[/code].
const RECIPE_META := &"procgen_recipe"
## Colour of the material that a mesh starts with.
const GROUND_COLOUR := Color(0.33, 0.31, 0.24)


## The heights among a finished call's outputs, in metres; none if heights were not asked for.
static func heights_of(terrain_call: TerrainCall) -> PackedFloat32Array:
	return terrain_call.artifact("heights_f32").to_float32_array()


## A body of a call that finished with OK, see [method build]; the arithmetic happens in the
## background. Null if heights are not among the outputs that were asked for.
static func build_in_background(terrain_call: TerrainCall) -> StaticBody3D:
	var heights := heights_of(terrain_call)
	var result := terrain_call.result
	if heights.is_empty():
		push_error("The terrain came without heights: ask for HEIGHTS_F32.")
		return null
	var parts: Array[Resource] = []
	var task := WorkerThreadPool.add_task(
		func() -> void: parts.assign(_build_parts(heights, result)), false, "procgen: terrain"
	)
	var tree: SceneTree = Engine.get_main_loop()
	while not WorkerThreadPool.is_task_completed(task):
		await tree.process_frame
	WorkerThreadPool.wait_for_task_completion(task)
	return _assemble(parts, result)


## A [StaticBody3D] with a [CollisionShape3D] "Shape" and a [MeshInstance3D] "Surface", and the
## recipe in its metadata. Takes about a second for a million heights.
static func build(heights: PackedFloat32Array, result: Messages.TerrainResult) -> StaticBody3D:
	return _assemble(_build_parts(heights, result), result)


## The arrays of a mesh surface: vertices, normals, UVs in metres, and triangles. Can be called on
## any thread.
static func surface_arrays(
	heights: PackedFloat32Array, width: int, depth: int, metres_per_pixel: float
) -> Array:
	assert(heights.size() == width * depth, "a height for each point of the grid")
	var count := width * depth
	var vertices := PackedVector3Array()
	var normals := PackedVector3Array()
	var uvs := PackedVector2Array()
	vertices.resize(count)
	normals.resize(count)
	uvs.resize(count)
	for row in depth:
		var north := maxi(row - 1, 0)
		var south := mini(row + 1, depth - 1)
		var z := row * metres_per_pixel
		for column in width:
			var west := maxi(column - 1, 0)
			var east := mini(column + 1, width - 1)
			var index := row * width + column
			var x := column * metres_per_pixel
			vertices[index] = Vector3(x, heights[index], z)
			uvs[index] = Vector2(x, z)
			# The plane through the neighbours; on the border one of them is the point itself.
			var rise_east := heights[row * width + east] - heights[row * width + west]
			var rise_south := heights[south * width + column] - heights[north * width + column]
			normals[index] = (
				Vector3(-rise_east / (east - west), metres_per_pixel, -rise_south / (south - north))
				. normalized()
			)
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	arrays[Mesh.ARRAY_VERTEX] = vertices
	arrays[Mesh.ARRAY_NORMAL] = normals
	arrays[Mesh.ARRAY_TEX_UV] = uvs
	arrays[Mesh.ARRAY_INDEX] = _triangles(width, depth)
	return arrays


# Seen from above, the corners of a triangle follow one another clockwise. Quads are split from
# north-east to south-west, as the physics engines split them.
static func _triangles(width: int, depth: int) -> PackedInt32Array:
	var indices := PackedInt32Array()
	indices.resize((width - 1) * (depth - 1) * 6)
	var position := 0
	for row in depth - 1:
		for column in width - 1:
			var north_west := row * width + column
			var south_west := north_west + width
			indices[position] = north_west
			indices[position + 1] = north_west + 1
			indices[position + 2] = south_west
			indices[position + 3] = north_west + 1
			indices[position + 4] = south_west + 1
			indices[position + 5] = south_west
			position += 6
	return indices


# The mesh and the shape: what takes long and touches no node.
static func _build_parts(
	heights: PackedFloat32Array, result: Messages.TerrainResult
) -> Array[Resource]:
	var mesh := ArrayMesh.new()
	mesh.add_surface_from_arrays(
		Mesh.PRIMITIVE_TRIANGLES,
		surface_arrays(heights, result.width_px, result.depth_px, result.metres_per_pixel)
	)
	# In sunlight the engine's own white shows no relief.
	var ground := StandardMaterial3D.new()
	ground.albedo_color = GROUND_COLOUR
	ground.roughness = 1.0
	mesh.surface_set_material(0, ground)
	if Engine.is_editor_hint():
		# What the editor needs for picking with the mouse. It would make it when the mesh comes
		# into the scene, and stand still for seconds meanwhile; the mesh keeps what was made.
		mesh.generate_triangle_mesh()

	# The cells of a height map shape measure one unit, and physics wants the same scale along all
	# axes; hence heights in units of a cell.
	var cell_heights := heights.duplicate()
	for index in cell_heights.size():
		cell_heights[index] /= result.metres_per_pixel
	var shape := HeightMapShape3D.new()
	shape.map_width = result.width_px
	shape.map_depth = result.depth_px
	shape.map_data = cell_heights
	return [mesh, shape]


static func _assemble(parts: Array[Resource], result: Messages.TerrainResult) -> StaticBody3D:
	var body := StaticBody3D.new()
	body.name = "Terrain"
	body.set_meta(RECIPE_META, result.recipe.to_json())

	var surface := MeshInstance3D.new()
	surface.name = "Surface"
	surface.mesh = parts[0]
	body.add_child(surface)

	var collision := CollisionShape3D.new()
	collision.name = "Shape"
	collision.shape = parts[1]
	collision.scale = Vector3.ONE * result.metres_per_pixel
	# The shape's origin is its middle.
	collision.position = (
		Vector3(result.width_px - 1, 0, result.depth_px - 1) * result.metres_per_pixel / 2.0
	)
	# It collides all the same; visible, the editor would draw each of its cells over the surface.
	collision.visible = false
	body.add_child(collision)
	return body
