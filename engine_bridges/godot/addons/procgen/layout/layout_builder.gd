@tool
class_name ProcgenLayoutBuilder
extends RefCounted
## Turns what a layout call came to into nodes: a [TileMapLayer], or a [GridMap].
##
## Tiles are numbers of [enum ProcgenV1.LayoutTile], row by row from the north-west; x points east,
## y (in three dimensions z) south. The outputs TILES_U8 and, for pictures, TILES_PNG are needed;
## complete scenes as files come with GODOT_TSCN and GODOT_GRIDMAP_TSCN.

const Common := preload("../common.gd")

## Name of the nodes' metadata that holds the recipe as JSON: saved to a file, it makes the same
## layout again with [code]procgen generate layout --recipe FILE[/code].
const RECIPE_META := Common.RECIPE_META
## Side of a tile in the picture, pixels.
const TILE_PX := 16
## Tiles in a row of the picture.
const COLUMNS := 8
## Name of the custom data that holds a tile's name, such as "locked_door".
const TILE_DATA := "tile"
## Name of the custom data that says whether one can walk on a tile.
const WALKABLE_DATA := "walkable"
## In [method fixed_tiles_of]: a tile that the generator chooses.
const FREE := 255
## Tiles that one can't walk on.
const SOLID: Array[ProcgenV1.LayoutTile] = [
	ProcgenV1.LayoutTile.ROCK,
	ProcgenV1.LayoutTile.WALL,
	ProcgenV1.LayoutTile.WATER,
	ProcgenV1.LayoutTile.DEEP_WATER,
	ProcgenV1.LayoutTile.TREE,
	ProcgenV1.LayoutTile.FENCE,
	ProcgenV1.LayoutTile.BOULDER,
	ProcgenV1.LayoutTile.SHRUB,
	ProcgenV1.LayoutTile.WINDOW,
	ProcgenV1.LayoutTile.CHEST,
	ProcgenV1.LayoutTile.TABLE,
	ProcgenV1.LayoutTile.BED,
	ProcgenV1.LayoutTile.HEARTH,
	ProcgenV1.LayoutTile.SHELF,
]


## The numbers of the tiles among a call's outputs; none, with an error, if TILES_U8 was not asked
## for.
static func tiles_of(
	result: ProcgenV1.LayoutResult, files: Array[PackedByteArray]
) -> PackedByteArray:
	var tiles := Common.file_of(result, files, "tiles_u8")
	if tiles.size() != result.width * result.depth:
		push_error("ProcgenLayoutBuilder: ask for TILES_U8 among the outputs.")
		return PackedByteArray()
	return tiles


## Name of a tile: "locked_door".
static func name_of(tile: int) -> String:
	var key: Variant = ProcgenV1.LayoutTile.find_key(tile)
	return "" if key == null else str(key).to_lower()


## A set of all tiles, made of the picture among a call's outputs, with collision shapes for what
## one can't walk through, locked doors among it, and ground for navigation elsewhere. Null, with an
## error, if TILES_PNG was not asked for. Layouts can share it.
static func tile_set_of(result: ProcgenV1.LayoutResult, files: Array[PackedByteArray]) -> TileSet:
	var picture := Image.new()
	var png := Common.file_of(result, files, "tiles_png")
	if png.is_empty() or picture.load_png_from_buffer(png) != OK:
		push_error("ProcgenLayoutBuilder: ask for TILES_PNG among the outputs.")
		return null
	var made := TileSet.new()
	made.tile_size = Vector2i.ONE * TILE_PX
	made.add_physics_layer()
	made.add_navigation_layer()
	made.add_custom_data_layer()
	made.set_custom_data_layer_name(0, TILE_DATA)
	made.set_custom_data_layer_type(0, TYPE_STRING)
	made.add_custom_data_layer()
	made.set_custom_data_layer_name(1, WALKABLE_DATA)
	made.set_custom_data_layer_type(1, TYPE_BOOL)
	var atlas := TileSetAtlasSource.new()
	atlas.resource_name = "procgen"
	atlas.texture = ImageTexture.create_from_image(picture)
	atlas.texture_region_size = Vector2i.ONE * TILE_PX
	made.add_source(atlas, 0)
	var half := TILE_PX / 2.0
	var square := PackedVector2Array(
		[Vector2(-half, -half), Vector2(half, -half), Vector2(half, half), Vector2(-half, half)]
	)
	var ground := NavigationPolygon.new()
	ground.vertices = square
	ground.add_polygon(PackedInt32Array([0, 1, 2, 3]))
	for tile: ProcgenV1.LayoutTile in ProcgenV1.LayoutTile.values():
		var place := atlas_place(tile)
		atlas.create_tile(place)
		var data := atlas.get_tile_data(place, 0)
		data.set_custom_data(TILE_DATA, name_of(tile))
		data.set_custom_data(WALKABLE_DATA, not SOLID.has(tile))
		if SOLID.has(tile) or tile == ProcgenV1.LayoutTile.LOCKED_DOOR:
			data.add_collision_polygon(0)
			data.set_collision_polygon_points(0, 0, square)
		else:
			data.set_navigation_polygon(0, ground)
	return made


## Where a tile stands in the picture, counted in tiles.
static func atlas_place(tile: int) -> Vector2i:
	@warning_ignore("integer_division")
	return Vector2i(tile % COLUMNS, tile / COLUMNS)


## A [TileMapLayer] "Tiles" with the tiles of what a call came to, and the recipe in its metadata;
## with a [param tile_set] of one's own, whose tiles stand as in the picture, TILES_PNG is not
## needed. Null, with an error, if an output is missing.
static func tile_map_of(
	result: ProcgenV1.LayoutResult, files: Array[PackedByteArray], tile_set: TileSet = null
) -> TileMapLayer:
	var tiles := tiles_of(result, files)
	if tile_set == null:
		tile_set = tile_set_of(result, files)
	if tiles.is_empty() or tile_set == null:
		return null
	var layer := TileMapLayer.new()
	layer.name = &"Tiles"
	layer.texture_filter = CanvasItem.TEXTURE_FILTER_NEAREST
	layer.tile_set = tile_set
	var index := 0
	for row in result.depth:
		for column in result.width:
			layer.set_cell(Vector2i(column, row), 0, atlas_place(tiles[index]))
			index += 1
	layer.set_meta(RECIPE_META, Common.recipe_text(result.recipe))
	return layer


## A [GridMap] "Layout" with an item for each tile of what a call came to, and the recipe in its
## metadata. Items of the [param library] are known by the names of tiles ("wall", "locked_door");
## tiles that it lacks stay empty. Null, with an error, if TILES_U8 was not asked for.
static func grid_map_of(
	result: ProcgenV1.LayoutResult, files: Array[PackedByteArray], library: MeshLibrary
) -> GridMap:
	var tiles := tiles_of(result, files)
	if tiles.is_empty():
		return null
	var items: Dictionary[int, int] = {}
	for tile: int in ProcgenV1.LayoutTile.values():
		items[tile] = library.find_item_by_name(name_of(tile))
	var map := GridMap.new()
	map.name = &"Layout"
	map.mesh_library = library
	map.cell_size = Vector3(result.metres_per_tile, map.cell_size.y, result.metres_per_tile)
	map.cell_center_y = false
	var index := 0
	for row in result.depth:
		for column in result.width:
			if items[tiles[index]] != GridMap.INVALID_CELL_ITEM:
				map.set_cell_item(Vector3i(column, 0, row), items[tiles[index]])
			index += 1
	map.set_meta(RECIPE_META, Common.recipe_text(result.recipe))
	return map


## The scene of GODOT_GRIDMAP_TSCN among a call's outputs: a [Node3D] "Layout" with the [GridMap]s
## "Ground" and "Things", whose library has a piece for each tile, and "Markers" for doors, keys,
## entrances and exits. Null, with an error, if that output is missing.
static func block_out_of(result: ProcgenV1.LayoutResult, files: Array[PackedByteArray]) -> Node3D:
	var bytes := Common.file_of(result, files, "godot_gridmap_tscn")
	if bytes.is_empty():
		push_error("ProcgenLayoutBuilder: ask for GODOT_GRIDMAP_TSCN among the outputs.")
		return null
	# The engine reads scenes from files only.
	var path := "user://%s.tscn" % result.recipe.sha256
	var file := FileAccess.open(path, FileAccess.WRITE)
	if file == null or not file.store_buffer(bytes):
		push_error("ProcgenLayoutBuilder: %s can't be written." % path)
		return null
	file.close()
	var scene: PackedScene = ResourceLoader.load(
		path, "PackedScene", ResourceLoader.CACHE_MODE_IGNORE_DEEP
	)
	DirAccess.remove_absolute(path)
	var node: Node3D = scene.instantiate()
	# Neither it nor its parts belong to that file, which is gone.
	node.scene_file_path = ""
	_own((node.get_node(^"Ground") as GridMap).mesh_library)
	node.set_meta(RECIPE_META, Common.recipe_text(result.recipe))
	return node


static func _own(library: MeshLibrary) -> void:
	library.resource_path = ""
	for item in library.get_item_list():
		var mesh := library.get_item_mesh(item)
		mesh.resource_path = ""
		for surface in mesh.get_surface_count():
			mesh.surface_get_material(surface).resource_path = ""
		for part: Variant in library.get_item_shapes(item):
			if part is Shape3D:
				(part as Shape3D).resource_path = ""


## What a request's [code]fixed_tiles[/code] says to keep the tiles of a [TileMapLayer] and to fill
## its empty cells, in a rectangle of cells. Tiles are known by their custom data
## [constant TILE_DATA].
static func fixed_tiles_of(layer: TileMapLayer, area: Rect2i) -> PackedByteArray:
	var fixed := PackedByteArray()
	fixed.resize(area.size.x * area.size.y)
	fixed.fill(FREE)
	for row in area.size.y:
		for column in area.size.x:
			var data := layer.get_cell_tile_data(area.position + Vector2i(column, row))
			if data == null:
				continue
			var key := str(data.get_custom_data(TILE_DATA)).to_upper()
			if ProcgenV1.LayoutTile.has(key):
				fixed[row * area.size.x + column] = ProcgenV1.LayoutTile[key]
	return fixed
