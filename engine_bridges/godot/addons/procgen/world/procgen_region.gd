@tool
class_name ProcgenRegion
extends Node3D
## A region that procgen wrote into a folder, larger than one could keep in memory: the worlds that
## are its tiles come and go around whoever walks there; where none of them stands, there is coarse
## land to be seen from afar. Needs no server, unless [member asks_server] has one make tiles.
##
## One unit is one metre; x points east, z south; the node's origin is the middle of the region.

## The land from afar stands there, and tiles begin to come.
signal opened
## The region could not be opened; [param problem] is a sentence.
signal failed(problem: String)
## A tile stands there, whole.
signal tile_loaded(column: int, row: int)
## A tile is gone, and what it held in memory with it.
signal tile_unloaded(column: int, row: int)
## A tile could not be opened: the land from afar stays there.
signal tile_failed(column: int, row: int, problem: String)
## A server has made the world of a tile, which lies in its folder now.
signal tile_made(column: int, row: int)

const Common := preload("../common.gd")
const Eye := preload("world_eye.gd")
const Far := preload("region_far.gd")
const Folder := preload("region_folder.gd")
const Maker := preload("region_maker.gd")
const Pace := preload("world_pace.gd")
## Milliseconds for which what [method ready_around] has made ready stays, though nobody is there.
const STAYS_MS := 15000
## Tiles are looked for anew after somebody has moved that far.
const STEP_M := 2.0
## A node with more children is freed child by child.
const AT_ONCE := 16
## A tile's ground may differ so much from the square that is kept for it, metres.
const TOLERANCE_M := 0.5
## A server that could not be reached, or had no room, is asked again after so many milliseconds.
const PAUSE_MS := 5000
const PASSING: Array[ProcgenStatus.Code] = [
	ProcgenStatus.Code.UNAVAILABLE,
	ProcgenStatus.Code.RESOURCE_EXHAUSTED,
	ProcgenStatus.Code.DEADLINE_EXCEEDED,
]

## The folder with region.json; "res://…", "user://…" or a path of the computer.
@export_dir var folder := "":
	set(value):
		folder = value
		update_configuration_warnings()
## Open the folder when the node comes into a scene. What is in it is not saved with the scene.
@export var open_on_ready := true
## Around whom tiles stand; around the camera if it is empty.
@export_node_path("Node3D") var target: NodePath
## Tiles come that are nearer than that, metres from their border.
@export_range(10.0, 4000.0, 1.0, "or_greater", "suffix:m") var load_m := 300.0
## Tiles go that are farther away than that: more than [member load_m], so that whoever walks to and
## fro at that distance does not have them come and go.
@export_range(10.0, 8000.0, 1.0, "or_greater", "suffix:m") var unload_m := 450.0:
	set(value):
		unload_m = value
		update_configuration_warnings()
## So many tiles stand at once at most, the nearest; and as many more where [method ready_around]
## has a place made ready.
@export_range(1, 64) var most_tiles := 6
## Milliseconds of a frame in which tiles are put into the scene, and taken out of it.
@export_range(0.5, 16.0, 0.5, "suffix:ms") var budget_ms := 3.0
## Have tiles come in the editor as well, around its camera; otherwise it shows the land from afar.
@export var tiles_in_editor := false
@export_group("Server")
## Have a server make tiles that have no world yet before somebody comes there, the nearest first,
## and write them into the folder: one that can be written to, which "res://" of a game is not.
@export var asks_server := false:
	set(value):
		asks_server = value
		update_configuration_warnings()
## Tiles are asked for that are nearer than that, metres from their border.
@export_range(10.0, 16000.0, 1.0, "or_greater", "suffix:m") var ask_m := 1000.0
## What else is asked for, by the fields of WorldRequest in world.proto, such as
## [code]{"people": 4, "lines": 12}[/code]; what the region was made of wins.
@export var settings: Dictionary = {}
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0
@export_group("Tiles")
## To whom people of the tiles turn and speak.
@export_node_path("Node3D") var viewer: NodePath
## Have people live their days: each tile gets a [ProcgenLife].
@export var lives := true
## Have traffic go by: each tile that says what its traffic is gets a [ProcgenTraffic].
@export var has_traffic := true
## Whose hour it is for people, and whose weather: the scenario's own [member ProcgenScenario.world]
## leads to this node.
@export_node_path("ProcgenScenario") var scenario: NodePath
## Give each tile the ground on which one finds one's way, for NavigationServer3D.
@export var navigation := false
## The season that plants show.
@export_enum("spring", "summer", "autumn", "winter") var season := "summer":
	set(value):
		season = value
		_pass_on(&"season", value)
## How many of the small plants are drawn, 0 to 1.
@export_range(0.0, 1.0) var cover_amount := 1.0:
	set(value):
		cover_amount = value
		_pass_on(&"cover_amount", value)
## How finely the small plants are drawn, as [member ProcgenWorld.detail].
@export_range(0.1, 1.0) var detail := 1.0:
	set(value):
		detail = value
		_pass_on(&"detail", value)
## What bends the plants: metres a second, east and south.
@export var wind_m_s := Vector2(2.5, 1.2):
	set(value):
		wind_m_s = value
		_pass_on(&"wind_m_s", value)

## What region.json says of the opened region.
var manifest := {}
## By the tile's column and row: what is wrong with its world.
var problems: Dictionary[Vector2i, String] = {}
## The longest that a frame was held up by putting tiles into the scene and taking them out,
## milliseconds.
var longest_ms := 0.0
## By what was put there, or taken out, the longest piece of that work, milliseconds: what to look
## at where [member longest_ms] is more than [member budget_ms].
var longest_pieces_ms: Dictionary[String, float] = {}

var _folder: Folder
var _far: Far
var _tiles: Dictionary[Vector2i, ProcgenWorld] = {}
var _is_opening := false
var _is_busy := false
# Counts what was opened: whatever began for an earlier folder ends by itself.
var _opening := 0
# Places that have to be ready, though nobody is there yet, and until when, in the engine's ticks.
var _awaited: Dictionary[Vector3, int] = {}
# Where all was done that had to be done.
var _settled: Array[Vector2] = []
# Tiles whose world is known to be there; where nothing was missing; and from when on a server that
# failed is asked again.
var _there: Dictionary[Vector2i, bool] = {}
var _complete: Array[Vector2] = []
var _asks_from := 0
# What kept the server from being asked last.
var _unreached := ""
var _maker := Maker.new()
# What shaders, and windows, were told last.
var _told: Dictionary[StringName, Variant] = {}
var _lit := 0.0


func _ready() -> void:
	set_notify_transform(true)
	if open_on_ready and folder:
		open(folder)


func _get_configuration_warnings() -> PackedStringArray:
	var found := PackedStringArray()
	var read := Folder.new(folder)
	if read.problem:
		found.append(read.problem)
	var missing := PackedStringArray()
	for tile in read.tiles:
		if not Maker.has_world(read, tile):
			missing.append(read.folder_of(tile))
	if missing and not asks_server:
		found.append(
			(
				"%d of %d tiles have no world yet; the first one is missing in %s."
				% [missing.size(), read.tiles.size(), missing[0]]
			)
		)
	if unload_m <= load_m:
		found.append("Tiles would come and go all the time: unload_m must be more than load_m.")
	return found


## Opens a folder in place of what stands there: the land from afar at once, and tiles as they come.
## Returns what is wrong with the folder, or nothing.
func open(path: String) -> String:
	if _is_opening:
		return "The region is being opened already."
	_is_opening = true
	close()
	folder = path
	var read := Folder.new(path)
	if not read.problem:
		await Common.in_background(read.read_far, "region")
	_is_opening = false
	if read.problem:
		failed.emit(read.problem)
		return read.problem
	_folder = read
	manifest = read.said
	if read.heights:
		_far = Far.new()
		_far.name = "Far"
		_far.take(read)
		add_child(_far, false, INTERNAL_MODE_BACK)
	_tell_far()
	opened.emit()
	return ""


## Takes everything away.
func close() -> void:
	_opening += 1
	_maker.stop()
	_folder = null
	_far = null
	_is_busy = false
	manifest = {}
	problems.clear()
	_tiles.clear()
	_awaited.clear()
	_settled.clear()
	_there.clear()
	_complete.clear()
	_asks_from = 0
	for child in get_children(true):
		if child is ProcgenWorld or child is Far:
			remove_child(child)
			child.queue_free()


## Has everything stand around a place, in the axes of the scene, before somebody is there, and
## returns then. What could not be opened, or made, is said: a sentence each, or nothing. It stays
## for some seconds, in which one may be taken there.
func ready_around(point: Vector3) -> String:
	var began := _opening
	_unreached = ""
	_awaited[point] = 0
	while began == _opening and is_inside_tree() and (_is_opening or not _is_whole(point)):
		if not _folder and not _is_opening:
			_awaited.erase(point)
			return "The region is not open."
		if _unreached:
			_awaited.erase(point)
			return _unreached
		await get_tree().process_frame
	if began != _opening or not is_inside_tree():
		return "The region was closed."
	_awaited[point] = Time.get_ticks_msec() + STAYS_MS
	var said := PackedStringArray()
	for tile in _wanted([_within(point)]):
		if tile in problems:
			said.append(problems[tile])
	return " ".join(said)


## The tiles that stand now, as columns and rows.
func tiles() -> Array[Vector2i]:
	return _tiles.keys()


## The world that stands at a column and row; null if none does.
func world_of(tile: Vector2i) -> ProcgenWorld:
	return _tiles.get(tile)


## All worlds that stand now.
func worlds() -> Array[ProcgenWorld]:
	return _tiles.values()


## The tile, as column and row, whose square a place of the region is in; (-1, -1) if there is none.
func tile_at(x_m: float, z_m: float) -> Vector2i:
	if not _folder:
		return -Vector2i.ONE
	return _folder.squares.get(_folder.square_at(Vector2(x_m, z_m)), -Vector2i.ONE)


## The height of the ground at a place of the region, in metres: that of the tile if it stands, and
## else that of the land from afar. NAN where there is none.
func height_at(x_m: float, z_m: float) -> float:
	var world := world_of(tile_at(x_m, z_m))
	if world:
		var found := world.height_at(x_m - world.position.x, z_m - world.position.z)
		if is_finite(found):
			return found
	if not _far or maxf(absf(x_m), absf(z_m)) > _folder.side_m / 2.0:
		return NAN
	return _far.height_at(Vector2(x_m, z_m))


## How brightly light shines out of all windows, 0 to 1.
func light_windows(share: float) -> void:
	_lit = share
	for world in worlds():
		world.light_windows(share)


## Gives the shaders of all tiles, and of those that come, a parameter, as
## [method ProcgenWorld.tell_shaders] does.
func tell_shaders(parameter: StringName, value: Variant) -> void:
	_told[parameter] = value
	for world in worlds():
		world.tell_shaders(parameter, value)
	_tell_far()


func _notification(what: int) -> void:
	match what:
		NOTIFICATION_TRANSFORM_CHANGED:
			_tell_far()
		NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE:
			_maker.stop()


func _process(_delta: float) -> void:
	if not _folder or (Engine.is_editor_hint() and not tiles_in_editor):
		return
	if asks_server and not _maker.is_busy() and Time.get_ticks_msec() >= _asks_from:
		_ask()
	if _is_busy:
		return
	for point: Vector3 in _awaited.keys():
		if _awaited[point] and Time.get_ticks_msec() > _awaited[point]:
			_awaited.erase(point)
	var places := _places()
	if not _is_near(places, _settled):
		_work()


# Has the server make the nearest tile that has no world yet, if there is one.
func _ask() -> void:
	var places := _places()
	if _is_near(places, _complete):
		return
	var tile := _next_to_make(places)
	if tile not in _folder.tiles:
		_complete = places
		return
	var began := _opening
	var client := ProcgenClient.from_settings(host, web_port)
	var status := await _maker.make(_folder, tile, settings, client)
	if began != _opening or status.code == ProcgenStatus.Code.CANCELLED:
		return
	_unreached = status.message if status.code in PASSING else ""
	if status.is_ok():
		_settled.clear()
		for side: Vector2i in Far.SIDES:
			var neighbour: Vector2i = _folder.squares.get(_folder.square_of(tile) + side, tile)
			if neighbour != tile and neighbour in _tiles:
				_tiles[neighbour].beside = _beside(neighbour)
				_tiles[neighbour].join()
		tile_made.emit(tile.x, tile.y)
		return
	if _unreached:
		_asks_from = Time.get_ticks_msec() + PAUSE_MS
	else:
		problems[tile] = status.message
	tile_failed.emit(tile.x, tile.y, status.message)


# The nearest tile within reach that has no world; one that there is not if all have.
func _next_to_make(places: Array[Vector2]) -> Vector2i:
	var found := Vector2i.MIN
	var nearest := ask_m
	for tile in _folder.tiles:
		var away := _metres_to(tile, places)
		if away <= nearest and tile not in problems and not _has_world(tile):
			found = tile
			nearest = away
	return found


func _has_world(tile: Vector2i) -> bool:
	if tile not in _there and Maker.has_world(_folder, tile):
		_there[tile] = true
	return tile in _there


# Takes tiles away and has others come, one after the other, as long as there is something to do.
func _work() -> void:
	var began := _opening
	_is_busy = true
	var places := _places()
	while places:
		var wanted := _wanted(places)
		var missing := wanted.filter(
			func(tile: Vector2i) -> bool:
				return (
					tile not in _tiles
					and tile not in problems
					and (not asks_server or _has_world(tile))
				)
		)
		var gone := _next_to_go(places, wanted, not missing.is_empty())
		if gone in _tiles:
			await _drop(gone)
		elif missing:
			await _take(missing[0])
		else:
			break
		if began != _opening:
			return
		places = _places()
	_settled = places
	_is_busy = false


# Around which places of the region, x and z, tiles have to stand.
func _places() -> Array[Vector2]:
	var found: Array[Vector2] = []
	if not is_inside_tree():
		return found
	var whose := get_node_or_null(target) as Node3D
	var eye := whose.global_position if whose else Eye.of(self)
	if eye.is_finite():
		found.append(_within(eye))
	for point in _awaited:
		found.append(_within(point))
	return found


func _within(point: Vector3) -> Vector2:
	var here := global_transform.affine_inverse() * point
	return Vector2(here.x, here.z)


# Whether places are about those that were looked at before.
func _is_near(places: Array[Vector2], before: Array[Vector2]) -> bool:
	if places.size() != before.size():
		return false
	for number in places.size():
		if places[number].distance_to(before[number]) > STEP_M:
			return false
	return true


# Tiles that have to stand, the nearest of each place first.
func _wanted(places: Array[Vector2]) -> Array[Vector2i]:
	var found: Array[Vector2i] = []
	for place in places:
		var near: Array[Vector2i] = []
		var away: Dictionary[Vector2i, float] = {}
		for tile in _folder.tiles:
			away[tile] = _metres_to(tile, [place])
			if away[tile] <= load_m:
				near.append(tile)
		near.sort_custom(
			func(one: Vector2i, other: Vector2i) -> bool: return away[one] < away[other]
		)
		for tile: Vector2i in near.slice(0, most_tiles):
			if tile not in found:
				found.append(tile)
	return found


# The farthest of those that need not stand, if it is too far away or another one needs its place;
# otherwise none that stands.
func _next_to_go(places: Array[Vector2], wanted: Array[Vector2i], is_one_missing: bool) -> Vector2i:
	var found := Vector2i.MIN
	var farthest := -1.0
	for tile in _tiles:
		var away := _metres_to(tile, places)
		if tile not in wanted and away > farthest:
			found = tile
			farthest = away
	var left := maxi(most_tiles, wanted.size()) - _tiles.size()
	var is_full := left < 0 or (left == 0 and is_one_missing)
	return found if is_full or farthest > unload_m else Vector2i.MIN


# From the nearest of some places to a tile's border; 0 within.
func _metres_to(tile: Vector2i, places: Array[Vector2]) -> float:
	var area := _folder.area_of(tile)
	var nearest := INF
	for place in places:
		nearest = minf(nearest, place.distance_to(place.clamp(area.position, area.end)))
	return nearest


func _is_whole(point: Vector3) -> bool:
	return (
		_folder
		and _wanted([_within(point)]).all(
			func(tile: Vector2i) -> bool: return tile in _tiles or tile in problems
		)
	)


func _take(tile: Vector2i) -> void:
	var began := _opening
	var corner := _folder.area_of(tile).position
	var world := ProcgenWorld.new()
	world.name = "Tile_%d_%d" % [tile.x, tile.y]
	world.open_on_ready = false
	world.ends_at_border = true
	world.beside = _beside(tile)
	world.tell_shaders(&"pattern_m", corner)
	world.budget_ms = budget_ms
	world.position = Vector3(corner.x, 0.0, corner.y)
	for property: StringName in [&"season", &"cover_amount", &"detail", &"wind_m_s"]:
		world.set(property, get(property))
	for parameter in _told:
		world.tell_shaders(parameter, _told[parameter])
	# It is seen when it is whole.
	world.hide()
	add_child(world, false, INTERNAL_MODE_BACK)
	var listens := get_node_or_null(viewer)
	if listens:
		world.viewer = world.get_path_to(listens)
	var problem := await world.open(_folder.folder_of(tile))
	if began != _opening:
		return
	var pace := Pace.new(budget_ms)
	_note_longest(world.longest_ms, world.longest_pieces_ms)
	if not problem:
		problem = _misfit(world)
	if problem:
		await _take_down(world, pace)
		if began == _opening:
			problems[tile] = problem
			tile_failed.emit(tile.x, tile.y, problem)
		return
	if not Engine.is_editor_hint():
		await _enliven(world, pace)
	if began == _opening and _far:
		await _close_gaps(tile, world.get_ground(), pace)
	if began != _opening:
		return
	# In a frame of their own, as far as the budget goes.
	pace.begin()
	world.light_windows(_lit)
	world.show()
	if _far:
		_far.give_way(tile)
	_tiles[tile] = world
	await pace.rest("what is shown")
	if began != _opening:
		return
	_note_longest(pace.longest_ms, pace.pieces)
	tile_loaded.emit(tile.x, tile.y)


# Folders of the worlds that lie beside a tile.
func _beside(tile: Vector2i) -> Dictionary[Vector2i, String]:
	var found: Dictionary[Vector2i, String] = {}
	for side: Vector2i in Far.SIDES:
		var square := _folder.square_of(tile) + side
		if square in _folder.squares and _has_world(_folder.squares[square]):
			found[side] = _folder.folder_of(_folder.squares[square])
	return found


# What is wrong with a world as a tile: a sentence, or nothing.
func _misfit(world: ProcgenWorld) -> String:
	var ground: Dictionary = world.manifest["ground"]
	for side: String in ["width_m", "depth_m"]:
		if absf(ground[side] - _folder.tile_m) > TOLERANCE_M:
			return (
				"%s says ground.%s %s: a tile of this region has %s m."
				% [world.folder.path_join("manifest.json"), side, ground[side], _folder.tile_m]
			)
	return ""


# What hangs from the border of a tile that is about to stand.
func _close_gaps(tile: Vector2i, ground: Far.Ground, pace: Pace) -> void:
	var began := _opening
	var strips: Array[MeshInstance3D] = []
	var make := func(whole: Folder, look: Material) -> void:
		strips.assign(Far.curtains(tile, whole, ground, look))
	await Common.in_background(make.bind(_folder, _far.materials[1]), "border")
	if began != _opening:
		for strip in strips:
			strip.free()
		return
	pace.begin()
	_far.prepare(tile, strips)
	await pace.rest("what hangs from the border")


# Its days, traffic and ways.
func _enliven(world: ProcgenWorld, pace: Pace) -> void:
	var hours := get_node_or_null(scenario)
	if lives and FileAccess.file_exists(world.folder.path_join(ProcgenLife.Days.FILE)):
		var life := ProcgenLife.new()
		life.name = "Life"
		await Common.in_background(life.prepare.bind(world.folder), "life")
		if not is_instance_valid(world):
			life.free()
			return
		pace.begin()
		world.add_child(life)
		if hours:
			life.scenario = life.get_path_to(hours)
		life.world = ^".."
		await pace.rest("Life")
	if has_traffic and FileAccess.file_exists(world.folder.path_join(ProcgenTraffic.Tracks.FILE)):
		var traffic := ProcgenTraffic.new()
		traffic.name = "Traffic"
		world.add_child(traffic)
		traffic.world = ^".."
		await pace.rest("Traffic")
	if navigation:
		world.add_navigation()
		await pace.rest("ways")


func _drop(tile: Vector2i) -> void:
	var began := _opening
	var world := _tiles[tile]
	_tiles.erase(tile)
	if _far:
		_far.take_back(tile)
	world.hide()
	var pace := Pace.new(budget_ms)
	await _take_down(world, pace)
	_note_longest(pace.longest_ms, pace.pieces)
	if began == _opening:
		tile_unloaded.emit(tile.x, tile.y)


# Frees a world piece by piece: all of it at once would hold up a frame.
func _take_down(world: ProcgenWorld, pace: Pace) -> void:
	# Who moves people, and what the camera has around it, knows the nodes below.
	for child in world.get_children(true):
		if child is ProcgenLife or child is ProcgenTraffic or child.is_processing():
			child.free()
			await pace.rest("what is freed")
	if is_instance_valid(world):
		await _free_below(world, pace)
	if is_instance_valid(world):
		world.free()


func _free_below(node: Node, pace: Pace) -> void:
	for child: Variant in node.get_children(true):
		# Meanwhile the region may have been closed.
		if not is_instance_valid(child):
			return
		var part: Node = child
		if part.get_child_count(true) > AT_ONCE:
			await _free_below(part, pace)
		if is_instance_valid(part):
			part.free()
		await pace.rest("what is freed")


func _note_longest(stretch_ms: float, pieces: Dictionary[String, float]) -> void:
	longest_ms = maxf(longest_ms, stretch_ms)
	for piece in pieces:
		longest_pieces_ms[piece] = maxf(longest_pieces_ms.get(piece, 0.0), pieces[piece])


func _pass_on(property: StringName, value: Variant) -> void:
	for world in worlds():
		world.set(property, value)


func _tell_far() -> void:
	if not _far or not is_inside_tree():
		return
	for look in _far.materials:
		for parameter in _told:
			look.set_shader_parameter(parameter, _told[parameter])
		look.set_shader_parameter(&"from_world", Projection(_far.global_transform.affine_inverse()))
