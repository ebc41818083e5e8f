@tool
extends Node3D
## Grass, flowers and shrubs of a world around the camera, as its files in "cover" say: a MultiMesh
## for each layer and cell, whose shader finds where plants stand. Coarser cells and models, and
## fewer plants, farther away; nothing is kept of what is out of sight.

const Ground := preload("world_ground.gd")
const Eye := preload("world_eye.gd")
const Models := preload("world_models.gd")
const SHADER := preload("../shaders/procgen_cover.gdshader")

## Cells of a node along a side, by level, and how near it is drawn, metres.
const ASIDE: Array[int] = [1, 2, 4]
const NEAR_M: Array[float] = [6.0, 42.0]
## Beyond the distance at which all points are drawn, their share falls with this power of it.
const THINNING := 1.6
## Shares of a cell's points that nodes draw: as many as its densest place and its distance ask for.
const SHARES: Array[float] = [
	1.0,
	0.75,
	0.56,
	0.42,
	0.32,
	0.24,
	0.18,
	0.133,
	0.1,
	0.075,
	0.056,
	0.042,
	0.032,
	0.024,
	0.018,
	0.0125
]
## A node of no more triangles is not split: it would be more draw calls for nothing.
const FEW_TRIANGLES := 10000
## Cells are looked for anew after the camera has moved that far.
const STEP_M := 3.0
const TALLEST_M := 4.0
## Up to that [member detail], models are a level simpler too.
const COARSE_UP_TO := 0.5
## The layer that gives far ground its colour.
const GRASS := "meadow_grass"

## How many of the plants are drawn, 0 to 1.
var amount := 1.0:
	set(value):
		amount = clampf(value, 0.0, 1.0)
		_last_eye = Vector3.INF
		_apply_season()
## Distances at which plants thin out and become simpler, over what they are.
var detail := 1.0:
	set(value):
		detail = clampf(value, 0.1, 1.0)
		for number in materials.size():
			var whole: float = _layers[number]["said"]["whole_m"]
			materials[number].set_shader_parameter(&"whole_m", whole * detail)
		_last_eye = Vector3.INF
## "spring", "summer", "autumn" or "winter".
var season := "summer":
	set(value):
		season = value
		_apply_season()
## The shader's materials, one a layer.
var materials: Array[ShaderMaterial] = []

var _ground: Ground
var _cell_m := 16.0
var _layers: Array[Dictionary] = []
var _seasons: Array = []
var _shown: Dictionary[Vector4i, MultiMeshInstance3D] = {}
var _last_eye := Vector3.INF
# By layer, level of a node, level of its model and choice of a share.
var _drawn: Dictionary[Vector4i, MultiMesh] = {}
var _patterns: Dictionary[Vector2i, PackedFloat32Array] = {}


## Reads the layers: what [code]cover.json[/code] says, models by their names, and pictures of
## densities by their files. On any thread.
func read(
	said: Dictionary, ground: Ground, models: Models, maps: Dictionary[String, Image]
) -> void:
	_ground = ground
	_cell_m = said["cell_m"]
	_seasons = said["seasons"]
	for entry: Dictionary in said["layers"]:
		var map: Image = maps[entry["file"]]
		var look := ShaderMaterial.new()
		look.shader = SHADER
		ground.describe_to(look)
		var points: int = entry["points_in_cell"]
		var scales: Array = entry["scale"]
		look.set_shader_parameter(&"density_map", ImageTexture.create_from_image(map))
		look.set_shader_parameter(&"cell_m", _cell_m)
		look.set_shader_parameter(&"points_in_cell", points)
		look.set_shader_parameter(&"layer_seed", int(entry["seed"]))
		look.set_shader_parameter(&"least_and_greatest", Vector2(scales[0], scales[1]))
		look.set_shader_parameter(&"whole_m", entry["whole_m"])
		look.set_shader_parameter(&"reach_m", entry["reach_m"])
		look.set_shader_parameter(&"sway", entry["sway"])
		materials.append(look)
		var meshes: Array[Mesh] = []
		var triangles := PackedInt32Array()
		for model: String in entry["models"]:
			meshes.append(models.meshes[model])
			@warning_ignore("integer_division")
			triangles.append(meshes[-1].get_faces().size() / 3)
		_layers.append({"said": entry, "map": map, "meshes": meshes, "triangles": triangles})
		if entry["kind"] == GRASS:
			ground.material.set_shader_parameter(&"has_grass_map", true)
			ground.material.set_shader_parameter(
				&"grass_map", look.get_shader_parameter(&"density_map")
			)
	_apply_season()


func _ready() -> void:
	add_to_group(&"procgen_around_eye")


func _process(_delta: float) -> void:
	var eye := Eye.of(self)
	if not eye.is_finite() or _layers.is_empty():
		return
	var here := global_transform.affine_inverse() * eye
	if here.distance_to(_last_eye) < STEP_M:
		return
	_last_eye = here
	var from_world := Projection(global_transform.affine_inverse())
	for look in materials:
		look.set_shader_parameter(&"from_world", from_world)
	_look_around(here)


## How many plants stand in the whole world, by layer.
func counts() -> Dictionary:
	var found := {}
	for layer in _layers:
		found[layer["said"]["kind"]] = int(layer["said"]["count"])
	return found


# Cells that are to be seen, and no others.
func _look_around(eye: Vector3) -> void:
	var wanted: Dictionary[Vector4i, Vector2i] = {}
	for number in _layers.size():
		var reach: float = _layers[number]["said"]["reach_m"]
		_want(wanted, number, eye, reach)
	for key: Vector4i in _shown.keys():
		if key not in wanted:
			_shown[key].queue_free()
			_shown.erase(key)
	for key in wanted:
		if key not in _shown:
			_shown[key] = _node(key)
		_shown[key].multimesh = _pattern_of(key.x, key.y, wanted[key])


# How many triangles a node has, points without a plant among them.
func _triangles(number: int, level: int, drawn: Vector2i) -> int:
	var points: int = _layers[number]["said"]["points_in_cell"]
	var each: int = _layers[number]["triangles"][drawn.x]
	return each * ASIDE[level] * ASIDE[level] * ceili(points * SHARES[drawn.y])


# The points of a node, with the model of a level or, in less detail, of the next one.
func _pattern_of(number: int, level: int, drawn: Vector2i) -> MultiMesh:
	var model := mini(drawn.x + int(detail <= COARSE_UP_TO), ASIDE.size() - 1)
	var key := Vector4i(number, level, model, drawn.y)
	if key not in _drawn:
		var points: int = _layers[number]["said"]["points_in_cell"]
		_drawn[key] = _many(
			_layers[number]["meshes"][model], ASIDE[level], ceili(points * SHARES[drawn.y])
		)
	return _drawn[key]


# A key is the layer, the level, and column and row in nodes of that level; with it go the level of
# the model, which the node's own distance asks for, and the choice of a share.
func _want(wanted: Dictionary[Vector4i, Vector2i], number: int, eye: Vector3, reach: float) -> void:
	var coarsest := ASIDE.size() - 1
	var side := ASIDE[coarsest] * _cell_m
	var flat := Vector2(eye.x, eye.z)
	var last := Vector2i((_ground.size_m() / side).ceil()) - Vector2i.ONE
	var low := Vector2i(((flat - Vector2.ONE * reach) / side).floor()).clamp(Vector2i.ZERO, last)
	var high := Vector2i(((flat + Vector2.ONE * reach) / side).floor()).clamp(Vector2i.ZERO, last)
	for row in range(low.y, high.y + 1):
		for column in range(low.x, high.x + 1):
			_split(wanted, number, coarsest, Vector2i(column, row), eye, reach)


func _split(
	wanted: Dictionary[Vector4i, Vector2i],
	number: int,
	level: int,
	at: Vector2i,
	eye: Vector3,
	reach: float
) -> void:
	var side := ASIDE[level] * _cell_m
	var area := Rect2(Vector2(at) * side, Vector2.ONE * side)
	var away := _ground.metres_to(area, TALLEST_M, eye)
	var densest := _densest(number, area)
	if away > reach or densest == 0.0:
		return
	var whole: float = _layers[number]["said"]["whole_m"] * detail
	var needed := densest * amount * minf(pow(whole / maxf(away, 0.1), THINNING), 1.0)
	var choice := SHARES.size() - 1
	while needed > SHARES[choice]:
		choice -= 1
	var model := 0
	while model < NEAR_M.size() and away >= NEAR_M[model] * detail:
		model += 1
	var is_large := _triangles(number, level, Vector2i(model, choice)) > FEW_TRIANGLES
	if level > 0 and away < NEAR_M[level - 1] * detail and is_large:
		for quarter in 4:
			@warning_ignore("integer_division")
			var inner := at * 2 + Vector2i(quarter % 2, quarter / 2)
			_split(wanted, number, level - 1, inner, eye, reach)
		return
	wanted[Vector4i(number, level, at.x, at.y)] = Vector2i(model, choice)


# The densest that the map is in an area, 0 to 1.
func _densest(number: int, area: Rect2) -> float:
	var layer := _layers[number]
	var known: Dictionary = layer.get_or_add("known", {})
	var key := Rect2i(area)
	if key not in known:
		var map: Image = layer["map"]
		var pixels := Vector2(map.get_size()) / _ground.size_m()
		# A pixel more: the shader blends them.
		var first := (Vector2i((area.position * pixels).floor()) - Vector2i.ONE).max(Vector2i.ZERO)
		var after := (Vector2i((area.end * pixels).ceil()) + Vector2i.ONE).min(map.get_size())
		var size := (after - first).max(Vector2i.ZERO)
		known[key] = 0.0
		if size.x > 0 and size.y > 0:
			var bytes := map.get_region(Rect2i(first, size)).get_data()
			bytes.sort()
			known[key] = bytes[-1] / 255.0
	return known[key]


func _node(key: Vector4i) -> MultiMeshInstance3D:
	var side := ASIDE[key.y] * _cell_m
	var corner := Vector2(key.z, key.w) * side
	var range_m := _ground.height_range(Rect2(corner, Vector2.ONE * side))
	var node := MultiMeshInstance3D.new()
	node.material_override = materials[key.x]
	node.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	node.gi_mode = GeometryInstance3D.GI_MODE_DISABLED
	node.position = Vector3(corner.x, 0.0, corner.y)
	var size := Vector3(side, range_m.y - range_m.x + TALLEST_M, side)
	node.custom_aabb = AABB(Vector3(0.0, range_m.x, 0.0), size)
	add_child(node, false, INTERNAL_MODE_BACK)
	return node


# The pattern of a node: for each point its cell, east and south, and its number.
func _many(mesh: Mesh, aside: int, points: int) -> MultiMesh:
	var kind := Vector2i(aside, points)
	if kind not in _patterns:
		var buffer := PackedFloat32Array()
		buffer.resize(aside * aside * points * 20)
		var at := 0
		for cell in aside * aside:
			@warning_ignore("integer_division")
			var row := cell / aside
			for number in points:
				buffer[at] = 1.0
				buffer[at + 5] = 1.0
				buffer[at + 10] = 1.0
				# White: without a colour of its own, an instance of the Compatibility renderer is
				# black.
				for channel in range(12, 16):
					buffer[at + channel] = 1.0
				buffer[at + 16] = cell % aside
				buffer[at + 17] = number
				buffer[at + 18] = row
				at += 20
		_patterns[kind] = buffer
	var many := MultiMesh.new()
	many.transform_format = MultiMesh.TRANSFORM_3D
	many.use_colors = true
	many.use_custom_data = true
	many.mesh = mesh
	many.instance_count = aside * aside * points
	many.buffer = _patterns[kind]
	return many


func _apply_season() -> void:
	var number := _seasons.find(season)
	for index in materials.size():
		var said: Dictionary = _layers[index]["said"]
		var colours: Array = said.get("season_colours", [])
		var colour := Vector3.ONE
		if number >= 0 and number < colours.size():
			colour = Vector3(colours[number][0], colours[number][1], colours[number][2])
		var share: float = said.get("winter", 1.0) if season == "winter" else 1.0
		materials[index].set_shader_parameter(&"season", colour)
		materials[index].set_shader_parameter(&"shown", share * amount)
