@tool
extends Node3D
## The land of a region from afar: for each place of a tile a flat grid in levels of detail, which
## takes heights and colours from pictures of the whole region, and is hidden while the tile itself
## stands. Around the region it goes on mirrored, and lower. Its origin is the north-western corner
## of the region.

const Folder := preload("region_folder.gd")
const Ground := preload("world_ground.gd")
const WATER := preload("../shaders/procgen_water.gdshader")
const SHADER := preload("../shaders/procgen_far.gdshader")

## Cells of a square along a side, by level; the finest has no more cells than there are heights.
const CELLS: Array[int] = [64, 32, 8]
## Distances at which the next coarser level begins, over a tile's side.
const RANGES: Array[float] = [2.0, 5.0]
## So many squares there are beyond the border.
const AROUND := 2
## How deep curtains hang from the border of a tile that stands where no other does, and how far
## apart their points are.
const CURTAIN_M := 16.0
const CURTAIN_STEP_M := 4.0
## At so many places along a side it is looked for the sea.
const SOUNDINGS := 16
## The sides of a tile, as the ways to its neighbours.
const SIDES: Array[Vector2i] = [Vector2i.UP, Vector2i.DOWN, Vector2i.LEFT, Vector2i.RIGHT]

## What shaders are told of: the grids', and that of curtains.
var materials: Array[ShaderMaterial] = []

var _folder: Folder
var _first := Vector2.ZERO
var _squares: Dictionary[Vector2i, Node3D] = {}
# By tile, one for each of [constant SIDES]: before it stands, and while it does.
var _prepared: Dictionary[Vector2i, Array] = {}
var _curtains: Dictionary[Vector2i, Array] = {}


## Becomes the land of a folder whose far files were read.
func take(folder: Folder) -> void:
	_folder = folder
	_first = Vector2.ONE * -folder.side_m / 2.0
	position = Vector3(_first.x, 0.0, _first.y)
	var height_map := ImageTexture.create_from_image(
		Image.create_from_data(
			folder.height_columns,
			folder.height_rows,
			false,
			Image.FORMAT_RF,
			folder.heights.to_byte_array()
		)
	)
	var sorted := folder.heights.duplicate()
	sorted.sort()
	var low_m := sorted[0]
	if is_finite(folder.sea_level_m):
		low_m = maxf(low_m, folder.sea_level_m)
	var picture := ImageTexture.create_from_image(folder.picture)
	# Of squares and of curtains.
	for number in 2:
		var look := ShaderMaterial.new()
		look.shader = SHADER
		look.set_shader_parameter(&"picture", picture)
		look.set_shader_parameter(&"height_map", height_map)
		look.set_shader_parameter(&"height_spacing_m", folder.metres_per_height)
		look.set_shader_parameter(&"ground_size_m", Vector2.ONE * folder.side_m)
		look.set_shader_parameter(&"low_m", low_m)
		look.set_shader_parameter(&"has_heights", number == 0)
		materials.append(look)
	_make_squares(Vector2(sorted[0], sorted[-1]))


## The height at a place of the region (x, z), metres.
func height_at(place: Vector2) -> float:
	var at := ((place - _first) / _folder.metres_per_height).max(Vector2.ZERO)
	var last := Vector2i(_folder.height_columns, _folder.height_rows) - Vector2i.ONE * 2
	var cell := Vector2i(at.floor()).clamp(Vector2i.ZERO, last)
	var within := (at - Vector2(cell)).min(Vector2.ONE)
	var start := cell.y * _folder.height_columns + cell.x
	var north := lerpf(_folder.heights[start], _folder.heights[start + 1], within.x)
	start += _folder.height_columns
	var south := lerpf(_folder.heights[start], _folder.heights[start + 1], within.x)
	return lerpf(north, south, within.y)


## What closes gaps beside a tile of a region, given its ground and what it looks like, one for each
## of [constant SIDES]; on any thread.
static func curtains(
	tile: Vector2i, folder: Folder, ground: Ground, look: Material
) -> Array[MeshInstance3D]:
	var corner := folder.area_of(tile).position + Vector2.ONE * folder.side_m / 2.0
	var around: Array[MeshInstance3D] = []
	for side in SIDES:
		around.append(_curtain(corner, folder.tile_m, side, ground, look))
	return around


## Takes [method curtains] of a tile that is about to stand.
func prepare(tile: Vector2i, around: Array[MeshInstance3D]) -> void:
	for strip in around:
		strip.hide()
		add_child(strip, false, INTERNAL_MODE_BACK)
	_prepared[tile] = around


## Hides the square where a prepared tile stands now.
func give_way(tile: Vector2i) -> void:
	_squares[_folder.square_of(tile)].hide()
	_curtains[tile] = _prepared[tile]
	_prepared.erase(tile)
	_draw_curtains()


## Shows the square again: the tile is about to go.
func take_back(tile: Vector2i) -> void:
	_squares[_folder.square_of(tile)].show()
	for curtain: Node in _curtains.get(tile, []):
		curtain.queue_free()
	_curtains.erase(tile)
	_draw_curtains()


# Tiles that stand beside one another hide the border between them.
func _draw_curtains() -> void:
	for tile in _curtains:
		for number in SIDES.size():
			var beside := _folder.square_of(tile) + SIDES[number]
			var node: MeshInstance3D = _curtains[tile][number]
			node.visible = _folder.squares.get(beside, Vector2i.MIN) not in _curtains


func _make_squares(heights_m: Vector2) -> void:
	var side := _folder.tile_m
	var finest := clampi(roundi(side / _folder.metres_per_height), CELLS[-1], CELLS[0])
	var meshes: Array[ArrayMesh] = []
	for cells in CELLS:
		var many := mini(cells, finest)
		var cell_m := side / many
		meshes.append(Ground.grid_of(many, cell_m, 1.0 + 0.75 * cell_m))
	var sea := ShaderMaterial.new()
	sea.shader = WATER
	var aside := ceili(_folder.side_m / side - 0.001)
	var deepest := 2.0 + side / CELLS[-1]
	var box := AABB(
		Vector3(0.0, heights_m.x - deepest, 0.0),
		Vector3(side, heights_m.y - heights_m.x + deepest, side)
	)
	for row in range(-AROUND, aside + AROUND):
		for column in range(-AROUND, aside + AROUND):
			var square := Node3D.new()
			square.name = "Square_%d_%d" % [column, row]
			square.position = Vector3(column, 0.0, row) * side
			for level in CELLS.size():
				var part := MeshInstance3D.new()
				part.mesh = meshes[level]
				part.material_override = materials[0]
				part.custom_aabb = box
				part.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
				if level > 0:
					part.visibility_range_begin = RANGES[level - 1] * side
				if level < RANGES.size():
					part.visibility_range_end = RANGES[level] * side
				square.add_child(part)
			square.set_meta(&"label", "ground")
			if _lies_under_sea(Rect2(Vector2(column, row) * side, Vector2.ONE * side)):
				square.add_child(_sea(sea))
			_squares[Vector2i(column, row)] = square
			add_child(square, false, INTERNAL_MODE_BACK)


# Whether the sea covers something of a square, which may lie beyond the border.
func _lies_under_sea(area: Rect2) -> bool:
	if not is_finite(_folder.sea_level_m):
		return false
	var whole := _folder.side_m
	for row in SOUNDINGS + 1:
		for column in SOUNDINGS + 1:
			var place := area.position + area.size * Vector2(column, row) / SOUNDINGS
			var inside := (
				Vector2.ONE * whole - (place.posmod(2.0 * whole) - Vector2.ONE * whole).abs()
			)
			if height_at(inside + _first) < _folder.sea_level_m:
				return true
	return false


func _sea(look: ShaderMaterial) -> MeshInstance3D:
	var plane := PlaneMesh.new()
	plane.size = Vector2.ONE * _folder.tile_m
	var surface := MeshInstance3D.new()
	surface.mesh = plane
	surface.material_override = look
	surface.position = Vector3(plane.size.x / 2.0, _folder.sea_level_m, plane.size.y / 2.0)
	surface.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	surface.set_meta(&"label", "water")
	return surface


# A strip that hangs from a border, seen from both sides.
static func _curtain(
	corner: Vector2, length: float, side: Vector2i, ground: Ground, look: Material
) -> MeshInstance3D:
	var steps := maxi(ceili(length / CURTAIN_STEP_M), 1)
	var vertices := PackedVector3Array()
	var normals := PackedVector3Array()
	var uvs := PackedVector2Array()
	var indices := PackedInt32Array()
	for number in steps + 1:
		var along := number * length / steps
		var inside := Vector2(
			along if side.x == 0 else maxf(side.x, 0.0) * length,
			along if side.y == 0 else maxf(side.y, 0.0) * length
		)
		var place := corner + inside
		var high := ground.height_at(inside)
		for low: float in [0.05, CURTAIN_M]:
			vertices.append(Vector3(place.x, high - low, place.y))
			normals.append(Vector3.UP)
			uvs.append(place)
		if number < steps:
			var first := number * 2
			for corner_of: int in [0, 1, 2, 2, 1, 3, 2, 1, 0, 3, 1, 2]:
				indices.append(first + corner_of)
	var arrays := []
	arrays.resize(Mesh.ARRAY_MAX)
	arrays[Mesh.ARRAY_VERTEX] = vertices
	arrays[Mesh.ARRAY_NORMAL] = normals
	arrays[Mesh.ARRAY_TEX_UV] = uvs
	arrays[Mesh.ARRAY_INDEX] = indices
	var mesh := ArrayMesh.new()
	mesh.add_surface_from_arrays(Mesh.PRIMITIVE_TRIANGLES, arrays)
	var strip := MeshInstance3D.new()
	strip.mesh = mesh
	strip.material_override = look
	strip.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	strip.set_meta(&"label", "ground")
	return strip
