extends RefCounted
## A square of a streamed terrain: what is asked for it, and what is made of the answer.

const Calls := preload("../calls.gd")
const Common := preload("../common.gd")
const Glb := preload("../character/character_builder.gd")

# More is asked for than is shown: normals need neighbours, and coarse pixels have to be moved.
const _MARGIN_PX := 2
# Deep enough for the gap beside a tile with other pixels.
const _SKIRT_PX := 3.0

## Column, row and level: the western edge lies at column times the side.
var coords: Vector3i
## Side in pixels of its level, and the size of one in metres.
var side_px: int
var pixel_m: float
## It is shown in so many pieces along each side: a far tile lets near ones take the place of some.
var pieces: int
var calls := Calls.new()
## Whether the server has been asked for it, and has not failed.
var is_asked := false
## (side_px + 1)² heights in metres, the borders among them; none until they have come.
var heights := PackedFloat32Array()
## Of each piece, row by row; none until they have come, as what follows.
var meshes: Array[ArrayMesh] = []
var shape: HeightMapShape3D = null
var splats: Array[Texture2D] = []
var recipe := ""
## Of the water that was asked for, as a file that was read.
var water: GLTFState = null
## What shows the meshes.
var nodes: Array[MeshInstance3D] = []


func _init(
	column_row_level: Vector3i, side_pixels: int, metres_per_pixel: float, pieces_a_side: int
) -> void:
	coords = column_row_level
	side_px = side_pixels
	pixel_m = metres_per_pixel * (1 << coords.z)
	pieces = pieces_a_side


func rectangle() -> Rect2:
	var side_m := side_px * pixel_m
	return Rect2(coords.x * side_m, coords.y * side_m, side_m, side_m)


## From a place (x, z) to the nearest of the tile's.
func distance_m(place: Vector2) -> float:
	var area := rectangle()
	return place.distance_to(place.clamp(area.position, area.end))


## Whether water is asked for: far ground shows the sea alone, as it is painted.
func has_water(wished: bool) -> bool:
	return wished and coords.z == 0


func request(
	template: ProcgenV1.TerrainRequest, with_splats: bool, with_water: bool
) -> ProcgenV1.TerrainRequest:
	var asked: ProcgenV1.TerrainRequest = template.copy()
	asked.level = coords.z
	asked.origin_x_px = coords.x * side_px - _MARGIN_PX
	asked.origin_z_px = coords.y * side_px - _MARGIN_PX
	asked.width_px = side_px + 1 + 2 * _MARGIN_PX
	asked.depth_px = asked.width_px
	# Where the sea begins is seen on its floor.
	asked.keep_sea_floor = true
	var output := ProcgenV1.TerrainOutput
	asked.outputs = [output.HEIGHTS_F32, output.NORMALS_F32]
	if with_splats:
		asked.outputs.append_array([output.SPLAT0_PNG, output.SPLAT1_PNG])
	if has_water(with_water):
		asked.outputs.append(output.WATER_GLB)
	return asked


## Makes meshes, shape and pictures; on any thread. What is below the sea is raised to it unless
## [param template] says otherwise or there is water over it. Returns what is wrong with the
## answer, or nothing.
func make(
	template: ProcgenV1.TerrainRequest,
	result: ProcgenV1.TerrainResult,
	files: Array[PackedByteArray]
) -> String:
	var width := result.width_px
	heights = _on_grid(ProcgenTerrainBuilder.heights_of(result, files), width)
	var normals: PackedVector3Array = _on_grid(
		Common.file_of(result, files, "normals_f32").to_vector3_array(), width
	)
	var glb := Common.file_of(result, files, "water_glb")
	if not glb.is_empty():
		water = Glb.new_state()
		var wrong := Glb.read(water, glb)
		if wrong:
			return wrong
	var floors := PackedFloat32Array()
	var raised := not template.keep_sea_floor and not water
	if raised and result.height_min_m < template.sea_level_m:
		floors = heights.duplicate()
		for index in heights.size():
			heights[index] = maxf(heights[index], template.sea_level_m)
	for piece in pieces * pieces:
		var cell_px := _cell_px()
		var first := _first_of(piece)
		var arrays := ProcgenTerrainBuilder.surface_arrays(
			_cell(heights, first),
			cell_px + 1,
			cell_px + 1,
			pixel_m,
			_cell(normals, first),
			rectangle().position + Vector2(first) * pixel_m,
			_SKIRT_PX * pixel_m
		)
		if not floors.is_empty():
			arrays[Mesh.ARRAY_TEX_UV2] = _depths(_cell(floors, first), arrays, template.sea_level_m)
		meshes.append(ArrayMesh.new())
		meshes[-1].add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays)
	if coords.z == 0:
		shape = ProcgenTerrainBuilder.shape_of(heights, side_px + 1, side_px + 1, pixel_m)
	for kind: String in ["splat0_png", "splat1_png"]:
		var png := Common.file_of(result, files, kind)
		if not png.is_empty():
			var picture := Image.new()
			if picture.load_png_from_buffer(png) != OK:
				return "The engine can't read the tile's splat weights."
			splats.append(ImageTexture.create_from_image(picture))
	recipe = Common.recipe_text(result.recipe)
	return ""


## Puts the meshes into the scene; each starts hidden.
func show_in(parent: Node3D, material: Material) -> void:
	for piece in meshes.size():
		var node := MeshInstance3D.new()
		node.name = "Tile_%d_%d_%d_%d" % [coords.x, coords.y, coords.z, piece]
		node.mesh = meshes[piece]
		node.material_override = material
		node.set_meta(Common.RECIPE_META, recipe)
		var corner := rectangle().position + Vector2(_first_of(piece)) * pixel_m
		node.position = Vector3(corner.x, 0.0, corner.y)
		node.visible = false
		parent.add_child(node)
		nodes.append(node)
	if water:
		var surfaces := ProcgenWaterBuilder.node_of(water)
		# It was asked for with a margin; its origin is the first pixel of that.
		surfaces.position = Vector3(-_MARGIN_PX, 0.0, -_MARGIN_PX) * pixel_m
		nodes[0].add_child(surfaces)
		var corner := nodes[0].global_position
		var side_m := Vector2.ONE * side_px * pixel_m
		ProcgenWaterBuilder.crop(surfaces, Rect2(Vector2(corner.x, corner.z), side_m))
		water = null


## From metres of the terrain to the splat pictures: a factor, and what is added.
func splat_place() -> Vector3:
	var pixels := side_px + 1 + 2 * _MARGIN_PX
	var first := (_MARGIN_PX - 0.5 + _share()) * Vector2.ONE - rectangle().position / pixel_m
	return Vector3(1.0 / pixel_m, first.x, first.y) / pixels


## Height in metres at a place within, between the four heights around it.
func height_at(place: Vector2) -> float:
	var pixels := (place - rectangle().position) / pixel_m
	var column := clampi(floori(pixels.x), 0, side_px - 1)
	var row := clampi(floori(pixels.y), 0, side_px - 1)
	var first := row * (side_px + 1) + column
	var east := clampf(pixels.x - column, 0.0, 1.0)
	var second := first + side_px + 1
	return lerpf(
		lerpf(heights[first], heights[first + 1], east),
		lerpf(heights[second], heights[second + 1], east),
		clampf(pixels.y - row, 0.0, 1.0)
	)


func is_solid() -> bool:
	return nodes[0].has_node(^"Body")


## Puts a body below the node, or takes it away.
func set_solid(solid: bool, layer: int) -> void:
	if solid and not is_solid():
		var body := StaticBody3D.new()
		body.name = "Body"
		body.collision_layer = layer
		body.add_child(ProcgenTerrainBuilder.collision_of(shape, pixel_m))
		nodes[0].add_child(body)
	elif is_solid() and not solid:
		nodes[0].get_node(^"Body").free()


func _cell_px() -> int:
	@warning_ignore("integer_division")
	return side_px / pieces


# Column and row of a piece's north-western point.
func _first_of(piece: int) -> Vector2i:
	@warning_ignore("integer_division")
	return Vector2i(piece % pieces, piece / pieces) * _cell_px()


# Of values at all points, those of a piece.
func _cell(values: Variant, first: Vector2i) -> Variant:
	var cell: Variant = values.slice(0, 0)
	for row in range(first.y, first.y + _cell_px() + 1):
		var start := row * (side_px + 1) + first.x
		cell.append_array(values.slice(start, start + _cell_px() + 1))
	return cell


# How deep the true ground lies below the sea, for each vertex: the addon's ground draws the shore.
func _depths(floors: PackedFloat32Array, arrays: Array, sea_level_m: float) -> PackedVector2Array:
	var depths: PackedVector2Array = arrays[Mesh.ARRAY_TEX_UV].duplicate()
	depths.fill(Vector2.ZERO)
	for index in floors.size():
		depths[index].x = sea_level_m - floors[index]
	return depths


# How far a point of the grid lies on the way from the sample before it to its own: a coarse sample
# is the mean of its pixel, and so lies in the pixel's middle.
func _share() -> float:
	return 0.5 + 0.5 / (1 << coords.z)


# Of samples with a margin, row by row, those at the tile's grid points: a packed array of the same
# kind. Neighbours come to the same bits on their common border.
func _on_grid(samples: Variant, width: int) -> Variant:
	var count := side_px + 1
	var share := _share()
	var grid: Variant = samples.slice(0, 0)
	for row in range(_MARGIN_PX, _MARGIN_PX + count):
		var start := row * width + _MARGIN_PX
		if coords.z == 0:
			grid.append_array(samples.slice(start, start + count))
			continue
		for at in range(start, start + count):
			var north: Variant = lerp(samples[at - width - 1], samples[at - width], share)
			grid.append(lerp(north, lerp(samples[at - 1], samples[at], share), share))
	return grid
