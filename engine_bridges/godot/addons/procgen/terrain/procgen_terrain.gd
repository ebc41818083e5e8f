class_name ProcgenTerrain
extends Node3D
## A terrain without end that a procgen server makes around whoever looks at it.
##
## [codeblock]
## var terrain := ProcgenTerrain.new()
## terrain.terrain_seed = 7
## terrain.landform = "alpine"
## add_child(terrain)
## await terrain.all_ready
## $Player.position.y = terrain.height_at($Player.position.x, $Player.position.z) + 2.0
## [/codeblock]
## Tiles near the viewer come first; far ones are coarser. A tile that can't be had is asked for
## again, so that the terrain goes on when the server does.

## A tile is there: its column, row and level.
signal tile_ready(coords: Vector3i)
## A tile can't be had now, and why.
signal tile_failed(coords: Vector3i, status: ProcgenStatus)
## All tiles that can be seen from here are there.
signal all_ready

const Common := preload("../common.gd")
const Ground := preload("terrain_ground.gd")
const Tile := preload("terrain_tile.gd")

# Tiles stay so much longer than they have to be there, so that who walks to and fro asks for none.
const _HYSTERESIS := 1.2
# The server makes nothing smaller.
const _LEAST_PX := 64
const _PAUSE_MIN_S := 1.0
const _PAUSE_MAX_S := 10.0

@export_group("World")
@export var terrain_seed := 0
## One of the server's landforms, such as "alpine"; any if empty.
@export var landform := ""
## Spacing of the finest heights.
@export_range(0.1, 1000.0, 0.1, "suffix:m") var metres_per_pixel := 8.0
## What else is asked for, by the fields of TerrainRequest in terrain.proto, such as
## [code]{"relief_m": 300, "rivers": {}}[/code]; what is set above wins.
@export var settings: Dictionary = {}

@export_group("Tiles")
## Side of a tile in pixels.
@export_enum("64:64", "128:128", "256:256") var tile_px: int = 128
## How far one sees.
@export_range(10.0, 1000000.0, 1.0, "suffix:m") var view_distance_m := 6000.0
## How far one sees the finest heights.
@export_range(10.0, 100000.0, 1.0, "suffix:m") var near_distance_m := 1500.0
## The level of what lies farther away, where pixels are 2 to the level times as large; 0 if all is
## fine. 3 costs a learned model least; models of noise have none above 2.
@export_range(0, 5) var far_level := 3
## How near tiles can be stood on.
@export_range(0.0, 100000.0, 1.0, "suffix:m") var collision_distance_m := 200.0
@export_flags_3d_physics var collision_layer := 1
## Most tiles that the server works on at a time.
@export_range(1, 16) var most_calls := 3

@export_group("Look")
## Instead of the addon's ground; UVs are metres.
@export var material: Material = null:
	set(value):
		material = value
		for tile: Tile in _tiles.values():
			for node in tile.nodes:
				node.material_override = _material_of(tile)
## Materials of the layers that the server paints, by name: "rock", "scree", "soil", "grass",
## "forest_floor", "sand", "snow" and "mud". Layers without have a colour. If there are none, slope
## and height alone say what is where.
@export var layers: Dictionary[String, BaseMaterial3D] = {}
## Whether the rivers that [member settings] ask for, lakes and the sea have surfaces of their own
## on the finest tiles. Without, the sea is painted on the ground.
@export var water := false

@export_group("Viewer")
## Around which node tiles are made; the current camera if empty.
@export var viewer := NodePath()
## Whether tiles are asked for.
@export var streaming := true

@export_group("Server")
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0

var _tiles: Dictionary[Vector3i, Tile] = {}
# What waits for its turn, the nearest first; and what has come and is not in the scene yet.
var _missing: Array[Tile] = []
var _made: Array[Tile] = []
var _template: ProcgenV1.TerrainRequest = null
var _ground: ShaderMaterial = null
var _place := Vector2.INF
var _open_calls := 0
var _pause_s := 0.0
var _resume_msec := 0
var _is_complete := false


func _process(_delta: float) -> void:
	var eye: Node3D = get_node_or_null(viewer) as Node3D if viewer else null
	if not eye and not viewer:
		eye = get_viewport().get_camera_3d()
	if not eye or not streaming or not _has_template():
		return
	var seen_from := to_local(eye.global_position)
	var place := Vector2(seen_from.x, seen_from.z)
	if place.distance_to(_place) > tile_px * metres_per_pixel / 16.0:
		_place = place
		_choose()
	if not _made.is_empty():
		_add(_made.pop_front())
		_tell_if_complete()
	while (
		_open_calls < most_calls
		and not _missing.is_empty()
		and Time.get_ticks_msec() >= _resume_msec
	):
		_load(_missing.pop_front())


func _notification(what: int) -> void:
	if what in [NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE]:
		reload()


## Lets go of all tiles and begins anew, with the settings as they are now.
func reload() -> void:
	for tile: Tile in _tiles.values():
		_drop(tile)
	_tiles.clear()
	_template = null
	_ground = null
	_place = Vector2.INF
	_resume_msec = 0
	_is_complete = false


## Height of the ground at a place of the world, in metres; NAN where none is loaded.
func height_at(x: float, z: float) -> float:
	var place := to_local(Vector3(x, 0.0, z))
	var tile := _shown_at(Vector2(place.x, place.z))
	if not tile:
		return NAN
	var height := tile.height_at(Vector2(place.x, place.z))
	return to_global(Vector3(place.x, height, place.z)).y


## Whether all tiles that can be seen from here are there.
func is_complete() -> bool:
	return _is_complete


## Whether the finest ground at a place of the world is there.
func is_ready_at(place: Vector3) -> bool:
	var here := to_local(place)
	var tile := _shown_at(Vector2(here.x, here.z))
	return tile != null and tile.coords.z == 0


# The finest tile there; null if there is none.
func _shown_at(place: Vector2) -> Tile:
	for level: int in [0, far_level]:
		var square := Vector2i((place / _side_m(level)).floor())
		var tile: Tile = _tiles.get(Vector3i(square.x, square.y, level))
		if tile and not tile.nodes.is_empty():
			return tile
	return null


# Sides of a far tile in near ones: the server makes no tile of fewer than 64 pixels.
func _pieces(level: int) -> int:
	@warning_ignore("integer_division")
	return maxi(4, (_LEAST_PX << level) / tile_px) if level > 0 else 1


func _side_m(level: int) -> float:
	return tile_px * metres_per_pixel * _pieces(level)


func _has_template() -> bool:
	if not _template:
		var request := ProcgenV1.TerrainRequest.new()
		var problems := request.merge_json(settings, "settings")
		if not problems.is_empty():
			_fail(Vector3i.ZERO, Common.refused(problems))
			return false
		request.seed = terrain_seed
		request.landform = landform if landform else request.landform
		request.metres_per_pixel = metres_per_pixel
		_template = request
		_ground = Ground.material_of(layers, request.sea_level_m)
	return true


# Decides which tiles shall be seen; lets go of all others.
func _choose() -> void:
	var chosen: Dictionary[Vector3i, Tile] = {}
	for level: int in [0, far_level]:
		var reach_m := near_distance_m if level < far_level else view_distance_m
		var side_m := _side_m(level)
		var first := Vector2i(((_place - Vector2.ONE * reach_m * _HYSTERESIS) / side_m).floor())
		var last := Vector2i(((_place + Vector2.ONE * reach_m * _HYSTERESIS) / side_m).floor())
		for row in range(first.y, last.y + 1):
			for column in range(first.x, last.x + 1):
				var coords := Vector3i(column, row, level)
				var tile: Tile = _tiles.get(coords)
				var longer := _HYSTERESIS if tile else 1.0
				if not tile:
					var pieces := _pieces(level)
					tile = Tile.new(coords, (tile_px * pieces) >> level, metres_per_pixel, pieces)
				if tile.distance_m(_place) <= reach_m * longer:
					chosen[coords] = tile
	for coords: Vector3i in _tiles.keys():
		if not chosen.has(coords):
			_drop(_tiles[coords])
	_tiles = chosen
	_missing.assign(chosen.values().filter(func(tile: Tile) -> bool: return not tile.is_asked))
	_missing.sort_custom(_is_nearer)
	_is_complete = _is_complete and _missing.is_empty()
	for tile: Tile in chosen.values():
		_make_solid(tile)


func _make_solid(tile: Tile) -> void:
	if tile.coords.z == 0 and not tile.nodes.is_empty():
		var reach_m := collision_distance_m * (_HYSTERESIS if tile.is_solid() else 1.0)
		tile.set_solid(tile.distance_m(_place) <= reach_m, collision_layer)


func _tell_if_complete() -> void:
	var is_there := func(tile: Tile) -> bool: return not tile.nodes.is_empty()
	if not _is_complete and _tiles.values().all(is_there):
		_is_complete = true
		all_ready.emit()


func _load(tile: Tile) -> void:
	tile.is_asked = true
	_open_calls += 1
	var template := _template
	var client := ProcgenClient.from_settings(host, web_port)
	var running := client.terrain.generate(tile.request(_template, not layers.is_empty(), water))
	var status := await tile.calls.run(
		running, func() -> String: return tile.make(template, running.result, running.artifacts)
	)
	_open_calls -= 1
	if status.is_ok():
		_pause_s = 0.0
		_made.append(tile)
	elif status.code != ProcgenStatus.Code.CANCELLED:
		tile.is_asked = false
		_missing.push_front(tile)
		_fail(tile.coords, status)


func _add(tile: Tile) -> void:
	tile.show_in(self, _material_of(tile))
	_make_solid(tile)
	for piece in tile.nodes.size():
		_see(tile, piece, true)
	tile_ready.emit(tile.coords)


func _drop(tile: Tile) -> void:
	_tiles.erase(tile.coords)
	_missing.erase(tile)
	_made.erase(tile)
	tile.calls.stop()
	for piece in tile.nodes.size():
		_see(tile, piece, false)
		tile.nodes[piece].queue_free()


# Of a near tile and the piece of a far one below it, only the near one is seen.
func _see(tile: Tile, piece: int, seen: bool) -> void:
	var count := tile.pieces
	if tile.coords.z > 0:
		var column := tile.coords.x * count + piece % count
		@warning_ignore("integer_division")
		var near: Tile = _tiles.get(Vector3i(column, tile.coords.y * count + piece / count, 0))
		tile.nodes[piece].visible = seen and (not near or near.nodes.is_empty())
		return
	tile.nodes[piece].visible = seen
	count = _pieces(far_level)
	var square := Vector2i((Vector2(tile.coords.x, tile.coords.y) / count).floor())
	var far: Tile = _tiles.get(Vector3i(square.x, square.y, far_level))
	if far and far != tile and not far.nodes.is_empty():
		var within := Vector2i(tile.coords.x, tile.coords.y) - square * count
		far.nodes[within.y * count + within.x].visible = not seen


# Whatever is wrong with a request stays wrong; all else may be better after a while.
func _fail(coords: Vector3i, status: ProcgenStatus) -> void:
	if status.code == ProcgenStatus.Code.INVALID_ARGUMENT:
		streaming = false
	_pause_s = clampf(_pause_s * 2.0, _PAUSE_MIN_S, _PAUSE_MAX_S)
	_resume_msec = Time.get_ticks_msec() + int(_pause_s * 1000.0)
	if tile_failed.get_connections().is_empty():
		push_warning("A tile of %s can't be had: %s" % [name, status.sentence()])
	tile_failed.emit(coords, status)


func _material_of(tile: Tile) -> Material:
	return material if material else Ground.of_tile(_ground, tile)


func _is_nearer(one: Tile, other: Tile) -> bool:
	var way_m := one.rectangle().get_center().distance_to(_place)
	return way_m < other.rectangle().get_center().distance_to(_place)
