@tool
class_name ProcgenTerrainBuilder
extends RefCounted
## Turns the heights of a terrain into a body that can be seen and stood on.
##
## Heights are metres above the sea, row by row from the north-west; x points east, z south, y up.
## One unit is one metre. The north-western corner lies at the body's origin.

const Common := preload("../common.gd")
const Ground := preload("terrain_ground.gd")

## Name of the body's metadata that holds its recipe as JSON: saved to a file, it makes the same
## terrain again with [code]procgen generate terrain --recipe FILE[/code].
const RECIPE_META := Common.RECIPE_META
## Kinds of the outputs that say which layer of ground is where.
const SPLATS: Array[String] = ["splat0_png", "splat1_png"]

# Of grids of at most so many points, triangles are kept: a world is streamed in tiles of one size.
const _KEPT_POINTS := 513 * 513

static var _kept: Dictionary[Vector3i, PackedInt32Array] = {}
static var _mutex := Mutex.new()


## A [StaticBody3D] of what a call came to, with a [CollisionShape3D] "Shape" and a [MeshInstance3D]
## "Surface", and the recipe in its metadata; and with the node "Water" of [ProcgenWaterBuilder] if
## WATER_GLB is among the outputs. Rock, soil, grass and the other layers of ground have a colour
## each; where they are SPLAT0_PNG and SPLAT1_PNG say if they are among the outputs, else slope and
## height. The arithmetic happens in the background: about a second for a million heights, less with
## NORMALS_F32 among the outputs. Null, with an error, if heights are not among them.
static func build_in_background(
	result: ProcgenV1.TerrainResult, files: Array[PackedByteArray]
) -> StaticBody3D:
	var parts: Array[Resource] = []
	await Common.in_background(func() -> void: parts.assign(_build_parts(result, files)), "terrain")
	var body := _assemble(parts, result)
	if body:
		var water := await ProcgenWaterBuilder.build_in_background(result, files)
		if water:
			body.add_child(water)
	return body


## The heights among a call's outputs, in metres; none if heights were not asked for.
static func heights_of(
	result: ProcgenV1.TerrainResult, files: Array[PackedByteArray]
) -> PackedFloat32Array:
	return Common.file_of(result, files, "heights_f32").to_float32_array()


## The arrays of a mesh surface: vertices, normals, UVs in metres from [param corner], triangles.
## Normals are worked out where there are none. With a [param skirt_m], a wall of that depth hangs
## from the border and hides gaps beside coarser ground. Can be called on any thread.
static func surface_arrays(
	heights: PackedFloat32Array,
	width: int,
	depth: int,
	metres_per_pixel: float,
	normals := PackedVector3Array(),
	corner := Vector2.ZERO,
	skirt_m := 0.0
) -> Array:
	assert(heights.size() == width * depth, "a height for each point of the grid")
	if normals.is_empty():
		normals = _normals(heights, width, depth, metres_per_pixel)
	var vertices := PackedVector3Array()
	var uvs := PackedVector2Array()
	vertices.resize(heights.size())
	uvs.resize(heights.size())
	var index := 0
	for row in depth:
		var z := row * metres_per_pixel
		var v := corner.y + z
		for column in width:
			var x := column * metres_per_pixel
			vertices[index] = Vector3(x, heights[index], z)
			uvs[index] = Vector2(corner.x + x, v)
			index += 1
	if skirt_m > 0.0:
		for point in _border(width, depth):
			vertices.append(vertices[point] + Vector3.DOWN * skirt_m)
			uvs.append(uvs[point])
			normals.append(normals[point])
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	arrays[Mesh.ARRAY_VERTEX] = vertices
	arrays[Mesh.ARRAY_NORMAL] = normals
	arrays[Mesh.ARRAY_TEX_UV] = uvs
	arrays[Mesh.ARRAY_INDEX] = _triangles(width, depth, skirt_m > 0.0)
	return arrays


## What physics collides with; its origin is the middle, and it must be scaled by the metres of a
## pixel. Can be called on any thread.
static func shape_of(
	heights: PackedFloat32Array, width: int, depth: int, metres_per_pixel: float
) -> HeightMapShape3D:
	# The cells of a height map shape measure one unit, and physics wants the same scale along all
	# axes; hence heights in units of a cell.
	var cell_heights := heights.duplicate()
	for index in cell_heights.size():
		cell_heights[index] /= metres_per_pixel
	var shape := HeightMapShape3D.new()
	shape.map_width = width
	shape.map_depth = depth
	shape.map_data = cell_heights
	return shape


## A node for a shape of [method shape_of], with the grid's north-western corner at its parent's
## origin.
static func collision_of(shape: HeightMapShape3D, metres_per_pixel: float) -> CollisionShape3D:
	var collision := CollisionShape3D.new()
	collision.name = "Shape"
	collision.shape = shape
	collision.scale = Vector3.ONE * metres_per_pixel
	collision.position = (
		Vector3(shape.map_width - 1, 0, shape.map_depth - 1) * metres_per_pixel / 2.0
	)
	# It collides all the same; visible, the editor would draw each of its cells over the surface.
	collision.visible = false
	return collision


# Of the plane through the neighbours; on the border one of them is the point itself.
static func _normals(
	heights: PackedFloat32Array, width: int, depth: int, metres_per_pixel: float
) -> PackedVector3Array:
	var normals := PackedVector3Array()
	normals.resize(heights.size())
	for row in depth:
		var north := maxi(row - 1, 0)
		var south := mini(row + 1, depth - 1)
		for column in width:
			var west := maxi(column - 1, 0)
			var east := mini(column + 1, width - 1)
			var rise_east := heights[row * width + east] - heights[row * width + west]
			var rise_south := heights[south * width + column] - heights[north * width + column]
			normals[row * width + column] = (
				Vector3(-rise_east / (east - west), metres_per_pixel, -rise_south / (south - north))
				. normalized()
			)
	return normals


# Seen from above, the corners of a triangle follow one another clockwise. Quads are split from
# north-east to south-west, as the physics engines split them.
static func _triangles(width: int, depth: int, has_skirt: bool) -> PackedInt32Array:
	var kind := Vector3i(width, depth, int(has_skirt))
	_mutex.lock()
	var indices: PackedInt32Array = _kept.get(kind, PackedInt32Array())
	_mutex.unlock()
	if not indices.is_empty():
		return indices
	indices.resize((width - 1) * (depth - 1) * 6)
	var corners: Array[int] = [0, 1, width, 1, width + 1, width]
	var position := 0
	for row in depth - 1:
		for north_west in range(row * width, row * width + width - 1):
			for corner in corners:
				indices[position] = north_west + corner
				position += 1
	if has_skirt:
		# From the border down to its lowered copies, which come after the grid's points.
		var border := _border(width, depth)
		var below := width * depth
		for step in border.size():
			var next := (step + 1) % border.size()
			indices.append_array([border[step], below + step, border[next]])
			indices.append_array([border[next], below + step, below + next])
	if width * depth <= _KEPT_POINTS:
		_mutex.lock()
		_kept[kind] = indices
		_mutex.unlock()
	return indices


# The points around the grid, clockwise from the north-west.
static func _border(width: int, depth: int) -> PackedInt32Array:
	var last := width * depth - 1
	var points := PackedInt32Array(range(width - 1))
	points.append_array(range(width - 1, last, width))
	points.append_array(range(last, last - width + 1, -1))
	points.append_array(range(last - width + 1, 0, -width))
	return points


# The mesh and the shape: what takes long and touches no node.
static func _build_parts(
	result: ProcgenV1.TerrainResult, files: Array[PackedByteArray]
) -> Array[Resource]:
	var heights := heights_of(result, files)
	if heights.is_empty():
		push_error("The terrain came without heights: ask for HEIGHTS_F32.")
		return []
	var size := Vector2i(result.width_px, result.depth_px)
	var normals := Common.file_of(result, files, "normals_f32").to_vector3_array()
	var mesh := ArrayMesh.new()
	mesh.add_surface_from_arrays(
		Mesh.PRIMITIVE_TRIANGLES,
		surface_arrays(heights, size.x, size.y, result.metres_per_pixel, normals)
	)
	mesh.surface_set_material(0, _look_of(result, files))
	if Engine.is_editor_hint():
		# What the editor needs for picking with the mouse. It would make it when the mesh comes
		# into the scene, and stand still for seconds meanwhile; the mesh keeps what was made.
		mesh.generate_triangle_mesh()
	return [mesh, shape_of(heights, size.x, size.y, result.metres_per_pixel)]


# What the ground looks like.
static func _look_of(
	result: ProcgenV1.TerrainResult, files: Array[PackedByteArray]
) -> ShaderMaterial:
	var asked := ProcgenV1.TerrainRequest.new()
	asked.merge_json(JSON.parse_string(result.recipe.request_json) as Dictionary)
	var look := Ground.material_of({}, asked.sea_level_m)
	# Metres become shares of a square picture.
	var side := maxi(result.width_px, result.depth_px)
	for index in SPLATS.size():
		var picture := Image.new()
		var png := Common.file_of(result, files, SPLATS[index])
		if png.is_empty() or picture.load_png_from_buffer(png) != OK:
			return look
		var square := Image.create_empty(side, side, false, picture.get_format())
		square.blit_rect(picture, Rect2i(Vector2i.ZERO, picture.get_size()), Vector2i.ZERO)
		look.set_shader_parameter("splat%d" % index, ImageTexture.create_from_image(square))
	var place := Vector3(1.0 / result.metres_per_pixel, 0.5, 0.5) / side
	look.set_shader_parameter(&"splat_place", place)
	look.set_shader_parameter(&"has_splats", true)
	return look


static func _assemble(parts: Array[Resource], result: ProcgenV1.TerrainResult) -> StaticBody3D:
	if parts.is_empty():
		return null
	var body := StaticBody3D.new()
	body.name = "Terrain"
	body.set_meta(RECIPE_META, Common.recipe_text(result.recipe))
	var surface := MeshInstance3D.new()
	surface.name = "Surface"
	surface.mesh = parts[0]
	body.add_child(surface)
	body.add_child(collision_of(parts[1] as HeightMapShape3D, result.metres_per_pixel))
	return body
