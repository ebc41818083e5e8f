extends RefCounted
## What the files of a world say to somebody who listens: what lies underfoot where, where water
## runs, which hour and weather it is, who lives there.

const Folder := preload("world_folder.gd")

## Of the server's weathers, by the scenario's.
const WEATHERS: Dictionary[String, String] = {
	"fair": "clear",
	"windy": "windy",
	"cloudy": "breeze",
	"mist": "fog",
	"fog": "fog",
	"rain": "rain",
	"heavy_rain": "downpour",
	"snow": "snow",
}
## What houses of a use sound like.
const USES: Dictionary[String, String] = {
	"smithy": "smithy",
	"inn": "tavern",
	"mill": "mill",
	"chapel": "church",
	"barn": "henhouse",
	"stable": "pasture",
}
## What layers of the ground are underfoot.
const SURFACES: Dictionary[String, String] = {
	"rock": "stone",
	"scree": "gravel",
	"soil": "dirt",
	"grass": "grass",
	"forest_floor": "leaves",
	"sand": "sand",
	"snow": "snow",
	"mud": "mud",
}
## Between places at which water is heard.
const RIVER_STEP_M := 30.0
const SHORE_STEP_M := 60.0
const ERAS: Array[String] = ["medieval", "modern", "scifi"]
## The server takes no more.
const MOST_THINGS := 64
const WATER_M := 0.05
## The sea among ground.json's biomes.
const SEA := 0
const FEW_HOUSES := 5
const NIGHT_FROM := 21.0
const NIGHT_UNTIL := 5.0
## Lands are heard that have such a share of all that is dry, and no more of them.
const LEAST_LAND := 0.03
const MOST_LANDS := 4
## What is land is asked so far around, at so many places along an edge.
const LAND_M := 30.0
const LAND_PLACES := 5
## Ground of which the world says nothing.
const BARE := "dirt"

## Of settlement.json.
var buildings: Array[Dictionary] = []
var sound_seed := 0

var _world: ProcgenWorld
var _scenario: Dictionary
var _place: Dictionary
var _rivers: Array = []
var _biomes: PackedByteArray
var _names: Array = []
var _lands := PackedStringArray()
var _water: PackedFloat32Array
var _columns := 0
var _rows := 0
var _spacing_m := 1.0
var _layers: PackedStringArray = []
var _splats: Array[Image] = []


func _init(world: ProcgenWorld) -> void:
	_world = world
	var folder := Folder.new(world.folder)
	_scenario = folder.manifest.get("scenario", {})
	sound_seed = hash(folder.manifest.get("name", "")) & 0x7fffffff
	var ground := folder.json("ground/ground.json")
	_rivers = ground.get("rivers", [])
	_names = ground.get("biomes", [])
	_columns = ground.get("columns", 0)
	_rows = ground.get("rows", 0)
	_spacing_m = ground.get("metres_per_pixel", 1.0)
	_water = folder.floats("ground/water.npy")[0]
	var grid := folder.bytes("ground/biome.npy")
	_biomes = grid.slice(grid.size() - _water.size())
	if folder.has("settlement.json"):
		var told := folder.json("settlement.json")
		# Null where nobody settled.
		if told.get("settlement"):
			_place = told["settlement"]
		buildings.assign(told.get("buildings", []))
	_read_materials(folder)


## The ground at a place of the world's, as a surface; empty where something is stood on.
func surface_at(place: Vector3) -> String:
	var height_m := _world.height_at(place.x, place.z)
	if is_nan(height_m) or place.y > height_m + 0.35:
		return ""
	var cell := _cell(place)
	if _water[cell] > height_m + WATER_M:
		return "water"
	if _splats.is_empty():
		return BARE
	var size := Vector2(_splats[0].get_size())
	var size_m := Vector2(_columns - 1, _rows - 1) * _spacing_m
	var share := Vector2(place.x, place.z) / size_m
	var pixel := Vector2i((share * (size - Vector2.ONE)).round()).clamp(
		Vector2i.ZERO, Vector2i(size) - Vector2i.ONE
	)
	var best := 0
	var most := -1.0
	for half in _splats.size():
		var shares := _splats[half].get_pixelv(pixel)
		for channel in 4:
			if shares[channel] > most:
				most = shares[channel]
				best = 4 * half + channel
	return _layers[best]


## All that can lie underfoot.
func surfaces() -> Array[String]:
	var found: Array[String] = ["water", "wood"]
	for kind in _layers:
		if kind not in found:
			found.append(kind)
	return found


## Names and places, in the world's own axes, of what is heard from where it is.
func things() -> Array[Array]:
	var found: Array[Array] = []
	for building in buildings:
		var kind: String = USES.get(building["use"], "")
		if kind:
			var at := Vector3(building["x_m"], building["floor_m"], building["z_m"])
			found.append([kind, at + Vector3.UP * 2.0])
	for river: Array in _rivers:
		var last := Vector3.INF
		for point: Array in river:
			var at := Vector3(point[0], point[1], point[2])
			if last == Vector3.INF or at.distance_to(last) >= RIVER_STEP_M:
				found.append(["brook", at])
				last = at
	return (found + _shore()).slice(0, MOST_THINGS)


## The biomes that there are, that of most of the dry land first.
func lands() -> PackedStringArray:
	if not _lands.is_empty():
		return _lands
	var counts: Dictionary[int, int] = {}
	var dry := 0
	for number in range(0, _biomes.size(), 7):
		if is_nan(_water[number]):
			counts[_biomes[number]] = counts.get(_biomes[number], 0) + 1
			dry += 1
	var kinds := counts.keys()
	kinds.sort_custom(func(one: int, other: int) -> bool: return counts[one] > counts[other])
	for kind: int in kinds.slice(0, MOST_LANDS):
		if _lands.is_empty() or counts[kind] >= LEAST_LAND * dry:
			_lands.append(_names[kind])
	if _lands.is_empty():
		_lands.append("sea")
	return _lands


## How much of what is dry around a place of the world's is of which of [method lands]; the first
## stands for those that are in none. Nothing where all is water.
func shares_at(place: Vector3) -> PackedFloat32Array:
	var shares := PackedFloat32Array()
	shares.resize(lands().size())
	var dry := 0
	for number in LAND_PLACES * LAND_PLACES:
		var away := Vector2(number % LAND_PLACES, floorf(float(number) / LAND_PLACES))
		away = (away / (LAND_PLACES - 1) * 2.0 - Vector2.ONE) * LAND_M
		var cell := _cell(place + Vector3(away.x, 0.0, away.y))
		if is_nan(_water[cell]):
			shares[maxi(_lands.find(_names[_biomes[cell]]), 0)] += 1.0
			dry += 1
	if dry == 0:
		return PackedFloat32Array()
	for land in shares.size():
		shares[land] /= dry
	return shares


func hour() -> float:
	return _scenario.get("hour", 12.0)


func weather() -> String:
	return WEATHERS.get(_scenario.get("weather", "fair"), "clear")


## Of the ground, 0 to 1.
func wetness() -> float:
	match weather():
		"downpour":
			return 1.0
		"rain":
			return 0.6
	return 0.0


func settlement() -> String:
	var kind: String = _place.get("kind", "")
	if kind.begins_with("fishing") or kind.begins_with("harbour"):
		return "harbour"
	if kind in ["town", "village", "hamlet"]:
		return kind
	if buildings.is_empty():
		return "none"
	return "hamlet" if buildings.size() <= FEW_HOUSES else "village"


## What the music of the place is for.
func music_use() -> String:
	if hour() >= NIGHT_FROM or hour() < NIGHT_UNTIL:
		return "night"
	match settlement():
		"none":
			return "exploration"
		"harbour":
			return "harbour"
	return "village"


## Kind of world, of those that music knows; empty where the world says nothing.
func era() -> String:
	var setting: String = _place.get("setting", "")
	return setting if setting in ERAS else ""


## Words for the music.
func mood_words() -> String:
	return "calm" if weather() in ["clear", "breeze"] else "quiet"


## Where what nobody placed is heard around.
func middle() -> Vector3:
	var size: Dictionary = _world.manifest["ground"]
	var at := Vector3(size["width_m"], 0.0, size["depth_m"]) / 2.0
	if _place:
		at = Vector3(_place["x_m"], 0.0, _place["z_m"])
	at.y = maxf(_world.height_at(at.x, at.z), 0.0)
	return at


func radius_m() -> float:
	return clampf(_place.get("radius_m", 120.0), 30.0, 150.0)


## How long a sound lasts in a room of the middle size, until it is quieter by 60 dB, where walls
## swallow such a share of it (Sabine 1922: 0.161 volumes over areas that swallow).
func ringing_s(swallowed: float) -> float:
	var found := PackedFloat32Array([0.4])
	for building in buildings:
		var w: float = building["width_m"]
		var d: float = building["depth_m"]
		var h: float = building["height_m"]
		found.append(0.161 * w * d * h / (2.0 * swallowed * (w * d + w * h + d * h)))
	found.sort()
	return found[int(found.size() * 0.5)]


func _cell(place: Vector3) -> int:
	var column := clampi(roundi(place.x / _spacing_m), 0, _columns - 1)
	return clampi(roundi(place.z / _spacing_m), 0, _rows - 1) * _columns + column


# Places on dry land beside the sea, apart from one another.
func _shore() -> Array[Array]:
	var found: Array[Array] = []
	var step := maxi(roundi(4.0 / _spacing_m), 1)
	for row in range(step, _rows - step, step):
		for column in range(step, _columns - step, step):
			var cell := row * _columns + column
			if not is_nan(_water[cell]):
				continue
			var beside := [cell - step, cell + step, cell - step * _columns, cell + step * _columns]
			if not beside.any(func(near: int) -> bool: return _biomes[near] == SEA):
				continue
			var at := Vector3(column, 0.0, row) * _spacing_m
			var apart := found.all(
				func(other: Array) -> bool:
					return at.distance_to(other[1] as Vector3) >= SHORE_STEP_M
			)
			if apart:
				found.append(["shore", at])
	return found


func _read_materials(folder: Folder) -> void:
	var said := folder.json("materials/materials.json")
	var splat: Dictionary = said.get("splat", {})
	for layer: String in splat.get("layers", []):
		_layers.append(SURFACES.get(layer, BARE))
	for file: String in splat.get("files", []):
		_splats.append(folder.picture("materials/%s" % file, false))
