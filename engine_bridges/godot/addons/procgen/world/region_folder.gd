@tool
extends RefCounted
## What the region.json of a region's folder says, and the first thing that is wrong with it in
## [member problem]. Can be used on any thread.

const WorldFolder := preload("world_folder.gd")
const FILE := "region.json"
const KIND := "region"
const VERSION := 1

## The folder, as it was given.
var path := ""
## What could not be read, and why; empty if all could.
var problem := ""
## What region.json says.
var said := {}
## Metres along the region's sides and along a tile's.
var side_m := 0.0
var tile_m := 0.0
## By column and row: the tile's entry in region.json.
var tiles: Dictionary[Vector2i, Dictionary] = {}
## By the column and row of a square, counted from the north-western corner: the tile in it.
var squares: Dictionary[Vector2i, Vector2i] = {}
## Of the land from afar, row by row, borders included, metres; empty where there is no such file.
var heights := PackedFloat32Array()
var height_rows := 0
var height_columns := 0
var metres_per_height := 0.0
var picture: Image
## Metres; not finite where nobody says.
var sea_level_m := NAN


func _init(folder: String) -> void:
	path = folder
	if not path:
		problem = "No folder is set: choose the one with %s." % FILE
		return
	var whole := path.path_join(FILE)
	if not FileAccess.file_exists(whole):
		problem = "%s is missing." % whole
		return
	var parser := JSON.new()
	if parser.parse(FileAccess.get_file_as_string(whole)) != OK or parser.data is not Dictionary:
		_note("is not what it should be: a JSON object")
		return
	said = parser.data
	_check()


## Reads the land from afar, where there are files of it.
func read_far() -> void:
	if problem or not said.has("far"):
		return
	var far: Dictionary = said["far"]
	# Its files are read as those of a world; that there is no manifest is no fault of them.
	var files := WorldFolder.new(path)
	files.problem = ""
	var grid := files.floats(far["heights"])
	picture = files.picture(far["picture"], true)
	if files.problem:
		problem = files.problem
		return
	heights = grid[0]
	height_rows = grid[1]
	height_columns = grid[2]
	metres_per_height = far["metres_per_pixel"]
	sea_level_m = _sea_level()
	for points: int in [height_rows, height_columns]:
		if absf((points - 1) * metres_per_height - side_m) > metres_per_height:
			problem = (
				"%s has %d x %d heights, each %s m: that is no square of %s m."
				% [
					path.path_join(far["heights"]),
					height_rows,
					height_columns,
					metres_per_height,
					side_m
				]
			)
			return


## The folder of a tile.
func folder_of(tile: Vector2i) -> String:
	return path.path_join(tiles[tile]["folder"])


## A tile's square, x and z of the region in metres.
func area_of(tile: Vector2i) -> Rect2:
	var middle: Array = tiles[tile]["origin_m"]
	return Rect2(Vector2(middle[0], middle[1]) - Vector2.ONE * tile_m / 2.0, Vector2.ONE * tile_m)


## The square, counted from the north-western corner, that a tile is in.
func square_of(tile: Vector2i) -> Vector2i:
	return square_at(area_of(tile).get_center())


## That of a place, x and z of the region in metres.
func square_at(place: Vector2) -> Vector2i:
	return Vector2i(((place + Vector2.ONE * side_m / 2.0) / tile_m).floor())


# All tiles have the same sea.
func _sea_level() -> float:
	if _is_number(said.get("sea_level_m")):
		return said["sea_level_m"]
	for tile in tiles:
		var files := WorldFolder.new(folder_of(tile))
		var level: Variant = files.json("ground/ground.json").get("sea_level_m")
		if _is_number(level):
			return level
	return NAN


func _check() -> void:
	if said.get("kind") != KIND:
		_note('says kind "%s": it must be "%s"' % [said.get("kind", ""), KIND])
	elif not _is_number(said.get("version")) or int(said["version"]) != VERSION:
		_note("is of version %s: this addon reads version %d" % [said.get("version"), VERSION])
	for key: String in ["side_m", "tile_m"]:
		if not _is_number(said.get(key)) or said[key] <= 0.0:
			_note("says %s %s: it must be a number above 0" % [key, said.get(key)])
	if said.get("tiles") is not Array or (said["tiles"] as Array).is_empty():
		_note("lists no tiles")
	if problem:
		return
	side_m = said["side_m"]
	tile_m = said["tile_m"]
	var listed: Array = said["tiles"]
	for number in listed.size():
		_take_tile(listed[number], "tiles[%d]" % number)
		if problem:
			return
	_check_far()


func _take_tile(tile: Variant, name: String) -> void:
	if tile is not Dictionary:
		_note("says %s of %s: it must be an object" % [tile, name])
		return
	for key: String in ["column", "row"]:
		if not _is_number(tile.get(key)) or tile[key] != floorf(tile[key]):
			_note("says %s of %s.%s: it must be a whole number" % [tile.get(key), name, key])
			return
	var origin: Variant = tile.get("origin_m")
	if (
		origin is not Array
		or (origin as Array).size() != 2
		or not _is_number(origin[0])
		or not _is_number(origin[1])
	):
		_note("says %s of %s.origin_m: it must be two numbers" % [origin, name])
		return
	var folder: Variant = tile.get("folder")
	if not _is_inside(folder):
		_note("says %s of %s.folder: it must be a folder below its own" % [folder, name])
		return
	var at := Vector2i(tile["column"], tile["row"])
	if at in tiles:
		_note("lists the tile of column %d and row %d twice" % [at.x, at.y])
		return
	tiles[at] = tile
	squares[square_of(at)] = at


func _check_far() -> void:
	if not said.has("far"):
		return
	var far: Variant = said["far"]
	if far is not Dictionary:
		_note("says far %s: it must be an object" % far)
		return
	if not _is_number(far.get("metres_per_pixel")) or far["metres_per_pixel"] <= 0.0:
		_note(
			(
				"says far.metres_per_pixel %s: it must be a number above 0"
				% far.get("metres_per_pixel")
			)
		)
	for key: String in ["heights", "picture"]:
		if not _is_inside(far.get(key)):
			_note("says far.%s %s: it must be a file below its own folder" % [key, far.get(key)])


func _is_number(value: Variant) -> bool:
	return (value is float or value is int) and is_finite(value)


# Nothing outside of the region's folder is read.
func _is_inside(name: Variant) -> bool:
	return (
		name is String
		and name
		and (name as String).is_relative_path()
		and ".." not in (name as String).split("/")
	)


func _note(what: String) -> void:
	if not problem:
		problem = "%s %s." % [path.path_join(FILE), what]
