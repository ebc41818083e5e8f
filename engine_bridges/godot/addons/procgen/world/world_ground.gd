@tool
extends RefCounted
## The ground of a world as tiles with levels of detail: flat grids that share a few meshes and take
## their heights from a picture. Beyond the border the land goes on, mirrored and flatter, as far
## as one sees.

const TerrainBuilder := preload("../terrain/terrain_builder.gd")

## Cells of a tile's finest level along a side.
const TILE_CELLS := 64
const LEVELS := 5
## So many tiles along a side are drawn as one, by level.
const ASIDE: Array[int] = [1, 2, 2, 4, 8]
## Distances from a tile's middle at which the next coarser level begins, over a tile's side.
const RANGES: Array[float] = [2.2, 3.7, 7.5, 14.5]
## Beyond the border: tiles of so many cells, each so many grid points wide, and how many of them;
## where the ground is that wide, fewer of so many times the side.
const FAR_CELLS := 16
const FAR_STEP := 16
const FAR_TILES := 4
const FAR_WIDE: Array[int] = [4, 2]
const HEIGHTS_MARGIN_M := 4.0
## So many heights beyond the border are in the picture of a ground that goes on there: as far as
## normals of the coarsest level reach.
const RIM := 1 << (LEVELS - 2)

var heights: PackedFloat32Array
## Columns and rows of heights around which the ground has a hole: a way leads down there.
var holes: Array[Vector2i] = []
var width: int
var depth: int
var spacing_m: float
## A texel each grid point, metres; around them so many more, as far as the ground goes on.
var height_map := ImageTexture.new()
var rim := 0
var material: ShaderMaterial
## What the land beyond the border falls to: the sea's level, or the lowest ground where that is
## higher.
var low_m: float
## Least and greatest height of each tile, row by row.
var bounds := PackedVector2Array()
var columns: int
var rows: int

var _meshes: Array[ArrayMesh] = []
var _far_wide := 1


## Takes heights, row by row, and the columns and rows of those around which the ground has a hole;
## on any thread. What lies beside one that goes on beyond its border is as in [method join].
func _init(
	of: PackedFloat32Array,
	points_x: int,
	points_z: int,
	metres_per_point: float,
	open_at: Array[Vector2i] = [],
	goes_on := false,
	beside: Dictionary[Vector2i, PackedFloat32Array] = {}
) -> void:
	heights = of
	holes = open_at
	width = points_x
	depth = points_z
	spacing_m = metres_per_point
	rim = RIM if goes_on else 0
	join(beside)
	columns = ceili((width - 1) / float(TILE_CELLS))
	rows = ceili((depth - 1) / float(TILE_CELLS))
	_measure()
	for level in LEVELS:
		var cell_m := spacing_m * (1 << level)
		# Near the eye, none hangs into what lies below the ground.
		var skirt_m := 0.3 + 0.3 * cell_m if level == 0 else 1.0 + 0.75 * cell_m
		var cells := TILE_CELLS * _aside(level)
		_meshes.append(grid_of(cells >> level, cell_m, skirt_m))
	var far_m := spacing_m * FAR_STEP
	var narrowest := minf(size_m().x, size_m().y)
	for wide in FAR_WIDE:
		if narrowest >= wide * FAR_CELLS * far_m * 0.9:
			_far_wide = wide
			break
	_meshes.append(grid_of(FAR_CELLS * _far_wide, far_m, 1.0 + 0.75 * far_m))


## Tells the shaders of the heights beyond the border, of which normals on it follow: by the way
## there (north is [constant Vector2i.UP]), those of a ground of the same size that lies there.
## Where none is known the slope goes on. On any thread.
func join(beside: Dictionary[Vector2i, PackedFloat32Array]) -> void:
	var north := _row_from.bind(beside.get(Vector2i.UP, PackedFloat32Array()), depth - 1, -1, 0)
	var south := _row_from.bind(beside.get(Vector2i.DOWN, PackedFloat32Array()), 0, 1, depth - 1)
	var corner := PackedFloat32Array()
	corner.resize(rim)
	var all := PackedFloat32Array()
	for out in range(rim, 0, -1):
		all.append_array(corner + (north.call(out) as PackedFloat32Array) + corner)
	var west: PackedFloat32Array = beside.get(Vector2i.LEFT, PackedFloat32Array())
	var east: PackedFloat32Array = beside.get(Vector2i.RIGHT, PackedFloat32Array())
	for row in depth:
		var first := row * width
		var last := first + width - 1
		for out in range(rim, 0, -1):
			all.append(west[last - out] if west else 2.0 * heights[first] - heights[first + out])
		all.append_array(heights.slice(first, last + 1))
		for out in range(1, rim + 1):
			all.append(east[first + out] if east else 2.0 * heights[last] - heights[last - out])
	for out in range(1, rim + 1):
		all.append_array(corner + (south.call(out) as PackedFloat32Array) + corner)
	height_map.set_image(
		Image.create_from_data(
			width + 2 * rim, depth + 2 * rim, false, Image.FORMAT_RF, all.to_byte_array()
		)
	)


func size_m() -> Vector2:
	return Vector2(width - 1, depth - 1) * spacing_m


## Gives a shader what it needs to know of the heights.
func describe_to(shader: ShaderMaterial) -> void:
	shader.set_shader_parameter(&"height_map", height_map)
	shader.set_shader_parameter(&"height_spacing_m", spacing_m)
	shader.set_shader_parameter(&"height_rim", rim)
	shader.set_shader_parameter(&"ground_size_m", size_m())
	shader.set_shader_parameter(&"low_m", low_m)


## Least and greatest height in a rectangle (x, z) in metres, from the tiles that it touches.
func height_range(area: Rect2) -> Vector2:
	var side_m := TILE_CELLS * spacing_m
	var first := Vector2i((area.position / side_m).floor()).clamp(
		Vector2i.ZERO, Vector2i(columns - 1, rows - 1)
	)
	var last := Vector2i((area.end / side_m).floor()).clamp(first, Vector2i(columns - 1, rows - 1))
	var found := Vector2(INF, -INF)
	for row in range(first.y, last.y + 1):
		for column in range(first.x, last.x + 1):
			var here := bounds[row * columns + column]
			found = Vector2(minf(found.x, here.x), maxf(found.y, here.y))
	return found


## The height at metres from the north-western corner (x, z); beyond the border that on it.
func height_at(place: Vector2) -> float:
	var at := (place / spacing_m).clamp(Vector2.ZERO, Vector2(width - 1, depth - 1))
	var cell := Vector2i(at.floor()).min(Vector2i(width, depth) - Vector2i.ONE * 2)
	var within := at - Vector2(cell)
	var start := cell.y * width + cell.x
	var east := heights[start + 1]
	var south := heights[start + width]
	# Cells are split from north-east to south-west.
	if within.x + within.y <= 1.0:
		var corner := heights[start]
		return corner + within.x * (east - corner) + within.y * (south - corner)
	var far := heights[start + width + 1]
	return far + (1.0 - within.x) * (south - far) + (1.0 - within.y) * (east - far)


## How far an eye is from what grows in a rectangle (x, z), up to so many metres high.
func metres_to(area: Rect2, tallest_m: float, eye: Vector3) -> float:
	var flat := Vector2(eye.x, eye.z)
	var away := flat.distance_to(flat.clamp(area.position, area.end))
	var high := height_range(area).y + tallest_m
	return Vector2(away, maxf(eye.y - high, 0.0)).length()


## The nodes of all tiles, which wear [member material]. Each is seen from its distance on, unless
## the coarser one that it has for its visibility's parent is.
func tiles() -> Node3D:
	var all := Node3D.new()
	all.name = "Surface"
	var coarser: Dictionary[Vector2i, MeshInstance3D] = {}
	for level in range(LEVELS - 1, -1, -1):
		var aside := _aside(level)
		var side_m := TILE_CELLS * spacing_m * aside
		var made: Dictionary[Vector2i, MeshInstance3D] = {}
		for row in ceili(rows / float(aside)):
			for column in ceili(columns / float(aside)):
				var at := Vector2i(column, row)
				var mesh := _meshes[level]
				if level == 0:
					mesh = _pierced(mesh, at * TILE_CELLS)
				var tile := _tile(mesh, Vector2(at) * side_m, Vector2(side_m, side_m))
				tile.name = "Tile_%d_%d_%d" % [column, row, level]
				if level > 0:
					tile.visibility_range_begin = RANGES[level - 1] * TILE_CELLS * spacing_m
				# Normals tell the relief; drawn for each split of the sun's shadow, it would cost
				# most.
				tile.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
				all.add_child(tile)
				made[at] = tile
				if coarser:
					@warning_ignore("integer_division")
					var over := at * aside / _aside(level + 1)
					tile.visibility_parent = tile.get_path_to(coarser[over])
		coarser = made
	return all


## The nodes of the land beyond the border.
func beyond() -> Node3D:
	var all := Node3D.new()
	all.name = "Beyond"
	var side_m := FAR_CELLS * FAR_STEP * spacing_m * _far_wide
	@warning_ignore("integer_division")
	var around := FAR_TILES / _far_wide
	var inner := Vector2(columns, rows) * TILE_CELLS * spacing_m
	var whole := height_range(Rect2(Vector2.ZERO, size_m()))
	var across := ceili(inner.x / side_m)
	var along := ceili(inner.y / side_m)
	for row in range(-around, along + around):
		for column in range(-around, across + around):
			if row >= 0 and row < along and column >= 0 and column < across:
				continue
			var corner := Vector2(column, row) * side_m
			# East and south of the ground, tiles begin where its own end.
			corner.x = corner.x if column < 0 else corner.x + minf(inner.x - across * side_m, 0.0)
			corner.y = corner.y if row < 0 else corner.y + minf(inner.y - along * side_m, 0.0)
			var tile := _tile(_meshes[LEVELS], corner, Vector2(side_m, side_m), whole)
			tile.name = "Far_%d_%d" % [column, row]
			tile.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
			all.add_child(tile)
	return all


## A flat grid of square cells, each vertex with its place in metres as UV, and, in UV2, how far it
## hangs down (a skirt around the border hides gaps beside other levels) and how wide its cells are.
static func grid_of(cells: int, cell_m: float, skirt_m: float) -> ArrayMesh:
	var side := cells + 1
	var flat := PackedFloat32Array()
	flat.resize(side * side)
	var normals := PackedVector3Array()
	normals.resize(side * side)
	normals.fill(Vector3.UP)
	var arrays := TerrainBuilder.surface_arrays(
		flat, side, side, cell_m, normals, Vector2.ZERO, skirt_m
	)
	var vertices: PackedVector3Array = arrays[Mesh.ARRAY_VERTEX]
	var uv2s := PackedVector2Array()
	uv2s.resize(vertices.size())
	uv2s.fill(Vector2(0.0, cell_m))
	# The shader lets the skirt hang, whose points come after the grid's.
	for point in range(side * side, vertices.size()):
		vertices[point].y = 0.0
		uv2s[point].x = skirt_m
	arrays[Mesh.ARRAY_VERTEX] = vertices
	arrays[Mesh.ARRAY_TEX_UV2] = uv2s
	var mesh := ArrayMesh.new()
	mesh.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays)
	return mesh


# The finest mesh of a tile without the cells around holes within; itself where there are none.
func _pierced(mesh: ArrayMesh, first: Vector2i) -> ArrayMesh:
	var gone: Dictionary[int, bool] = {}
	for hole in holes:
		for corner: Vector2i in [Vector2i.ZERO, Vector2i.LEFT, Vector2i.UP, -Vector2i.ONE]:
			var cell := hole + corner - first
			if cell == cell.clamp(Vector2i.ZERO, Vector2i.ONE * (TILE_CELLS - 1)):
				gone[cell.y * TILE_CELLS + cell.x] = true
	if gone.is_empty():
		return mesh
	var arrays := mesh.surface_get_arrays(0)
	var indices: PackedInt32Array = arrays[Mesh.ARRAY_INDEX]
	var cells := TILE_CELLS * TILE_CELLS
	# Six for each cell, row by row, and then those of the skirt.
	var kept := PackedInt32Array()
	for cell in cells:
		if not gone.has(cell):
			kept.append_array(indices.slice(cell * 6, cell * 6 + 6))
	kept.append_array(indices.slice(cells * 6))
	arrays[Mesh.ARRAY_INDEX] = kept
	var pierced := ArrayMesh.new()
	pierced.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays)
	return pierced


func _tile(
	mesh: Mesh, corner: Vector2, side_m: Vector2, heights_m := Vector2.INF
) -> MeshInstance3D:
	if heights_m == Vector2.INF:
		heights_m = height_range(Rect2(corner + side_m * 0.25, side_m * 0.5))
	var tile := MeshInstance3D.new()
	tile.mesh = mesh
	tile.material_override = material
	tile.position = Vector3(corner.x, 0.0, corner.y)
	var low := heights_m.x - HEIGHTS_MARGIN_M
	var size := Vector3(side_m.x, heights_m.y + HEIGHTS_MARGIN_M - low, side_m.y)
	tile.custom_aabb = AABB(Vector3(0.0, low, 0.0), size)
	return tile


# A row so many points beyond the border, of the ground that lies there: [param away] leads from
# its row on the border, [param shared]; where there is none, the slope at the own row there,
# [param own], goes on.
func _row_from(
	out: int, there: PackedFloat32Array, shared: int, away: int, own: int
) -> PackedFloat32Array:
	if there:
		var first := (shared + away * out) * width
		return there.slice(first, first + width)
	var found := PackedFloat32Array()
	var inside := (own - away * out) * width
	for column in width:
		found.append(2.0 * heights[own * width + column] - heights[inside + column])
	return found


# So many tiles of a level are drawn as one: not many more than there are.
func _aside(level: int) -> int:
	return mini(ASIDE[level], nearest_po2(maxi(columns, rows)))


# Every other point is enough: bounds have a margin.
func _measure() -> void:
	for row in rows:
		for column in columns:
			var low := INF
			var high := -INF
			for z in range(row * TILE_CELLS, mini((row + 1) * TILE_CELLS + 1, depth), 2):
				var start := z * width
				for x in range(column * TILE_CELLS, mini((column + 1) * TILE_CELLS + 1, width), 2):
					var height := heights[start + x]
					low = minf(low, height)
					high = maxf(high, height)
			bounds.append(Vector2(low, high))
