@tool
extends Node3D
## Grass, flowers and shrubs of a world around the camera, as its files in "cover" say. What is near
## are just those points of the pattern at which a plant may be seen, looked for anew as the camera
## moves, in MultiMeshes of a layer, model and side of the camera. Farther away there is a MultiMesh
## for each layer and square of cells, whose shader finds out where plants stand; squares are as
## large as is cheapest, counting triangles and draw calls, and plants are fewer the farther away
## they are. Nothing is kept of what is out of sight.

const Ground := preload("world_ground.gd")
const Eye := preload("world_eye.gd")
const Models := preload("world_models.gd")
const Search := preload("world_cover_search.gd")
const SHADER := preload("../shaders/procgen_cover.gdshader")

## Cells of a node along a side, by level.
const ASIDE: Array[int] = [1, 2, 4, 8]
## From where the camera was when plants were last looked for, the first model is drawn up to the
## first distance, the second up to the other one, and the third beyond.
const FINE_M := 8.0
const NEAR_M := 30.0
const MODELS := 3
## A draw call is worth so many triangles.
const DRAW_TRIANGLES := 2500
## Shares of a cell's points that nodes draw: as many as its densest place and its distance ask for.
const SHARES: Array[float] = [
	1.0,
	0.84,
	0.7,
	0.59,
	0.5,
	0.42,
	0.35,
	0.29,
	0.245,
	0.205,
	0.172,
	0.144,
	0.12,
	0.1,
	0.084,
	0.07,
	0.056,
	0.042,
	0.032,
	0.024,
	0.018,
	0.0125
]
## Cells are looked for anew after the camera has moved that far.
const STEP_M := 2.0
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
# By layer, model and side of the camera.
var _near: Dictionary[Vector3i, MultiMeshInstance3D] = {}
# What is being looked for in the background: what is asked, and the number of the task or -1.
var _asked: Search
var _task := -1
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
		(
			_layers
			. append(
				{
					"said": entry,
					"map": map,
					"meshes": meshes,
					"triangles": triangles,
					"bins": Search.bins_of(points),
					"bytes": map.get_data(),
					"wide": map.get_width(),
					"last": map.get_size() - Vector2i.ONE,
					"pixels": Vector2(map.get_size()) / ground.size_m(),
				}
			)
		)
		if entry["kind"] == GRASS:
			ground.material.set_shader_parameter(&"has_grass_map", true)
			ground.material.set_shader_parameter(
				&"grass_map", look.get_shader_parameter(&"density_map")
			)
	_apply_season()


func _ready() -> void:
	add_to_group(&"procgen_around_eye")


func _exit_tree() -> void:
	if _task >= 0:
		WorkerThreadPool.wait_for_task_completion(_task)
		_task = -1
		_last_eye = Vector3.INF


func _process(_delta: float) -> void:
	if _task >= 0 and (WorkerThreadPool.is_task_completed(_task) or not _last_eye.is_finite()):
		WorkerThreadPool.wait_for_task_completion(_task)
		_task = -1
		_take(_asked)
	var eye := Eye.of(self)
	if _task >= 0 or not eye.is_finite() or _layers.is_empty():
		return
	var here := global_transform.affine_inverse() * eye
	var moved := here.distance_to(_last_eye)
	if moved < STEP_M:
		return
	_last_eye = here
	_asked = _search_around(here)
	# Who is somewhere else sees at once what is there; who moves on, a moment later.
	if moved > NEAR_M:
		_asked.run()
		_take(_asked)
	else:
		_task = WorkerThreadPool.add_task(_asked.run, false, "procgen cover")


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


# What is to be looked for near an eye.
func _search_around(eye: Vector3) -> Search:
	var search := Search.new()
	search.eye = eye
	search.at = Vector2(eye.x, eye.z)
	search.amount = amount
	search.cell_m = _cell_m
	search.layers = _layers
	var around := Rect2(search.at, Vector2.ZERO).grow(NEAR_M * detail)
	var high := maxf(eye.y - _ground.height_range(around).y - TALLEST_M, 0.0)
	var reaches := PackedFloat32Array()
	for reach_m: float in [FINE_M, NEAR_M]:
		reaches.append(sqrt(maxf(pow(reach_m * detail, 2.0) - high * high, 0.0)))
	search.reaches = reaches
	search.detail = detail
	search.first = Vector2i((around.position / _cell_m).floor()).max(Vector2i.ZERO)
	search.after = Vector2i((around.end / _cell_m).floor()) + Vector2i.ONE
	for number in _layers.size():
		var densest := PackedFloat32Array()
		for row in range(search.first.y, search.after.y):
			for column in range(search.first.x, search.after.x):
				var corner := Vector2(column, row) * _cell_m
				densest.append(_densest(number, Rect2(corner, Vector2.ONE * _cell_m)))
		search.densest.append(densest)
	return search


# Shows what was found.
func _take(search: Search) -> void:
	var from_world := Projection(global_transform.affine_inverse())
	for number in materials.size():
		materials[number].set_shader_parameter(&"from_world", from_world)
		materials[number].set_shader_parameter(&"near_at", search.at)
		var reaches := Vector2(search.reaches[0], search.reaches[1])
		materials[number].set_shader_parameter(&"near_m", reaches)
		for model in 2:
			_show_near(search, number, model)
	_look_around(search.eye)


func _show_near(search: Search, number: int, model: int) -> void:
	var mesh: Mesh = _layers[number]["meshes"][_model(model)]
	var each: int = _layers[number]["triangles"][_model(model)]
	var sides: Array[PackedFloat32Array] = search.found[number * 2 + model]
	var points := 0.0
	for side in sides:
		points += side.size() / float(Search.POINT_SIZE)
	# Few are drawn at once, wherever they stand.
	if points * each < 4.0 * DRAW_TRIANGLES:
		var all := PackedFloat32Array()
		for side in sides:
			all.append_array(side)
		sides = [all, PackedFloat32Array(), PackedFloat32Array(), PackedFloat32Array()]
	var corner := (search.at / _cell_m).floor() * _cell_m
	var reach := search.reaches[model]
	for side in Search.SIDES:
		var key := Vector3i(number, model, side)
		if key not in _near:
			if not sides[side]:
				continue
			_near[key] = _new_node(number)
			_near[key].multimesh = _new_many(mesh)
		var node := _near[key]
		node.visible = not sides[side].is_empty()
		node.multimesh.mesh = mesh
		node.multimesh.instance_count = roundi(sides[side].size() / float(Search.POINT_SIZE))
		if not sides[side]:
			continue
		node.multimesh.buffer = sides[side]
		# The shader finds the way from the node's corner.
		node.position = Vector3(corner.x, 0.0, corner.y)
		var box := Rect2(search.at, Vector2.ZERO).grow(reach)
		if sides[1] or sides[2] or sides[3]:
			var way := Vector2(side % 2, side >> 1)
			box = Rect2(search.at + (way - Vector2.ONE) * reach, Vector2.ONE * reach)
		node.custom_aabb = _box_over(box.grow(1.0), corner)


# The model of a level or, in less detail, of the next one.
func _model(level: int) -> int:
	return mini(level + int(detail <= COARSE_UP_TO), MODELS - 1)


# The points of a node, with a model.
func _pattern_of(number: int, level: int, drawn: Vector2i) -> MultiMesh:
	var model := drawn.x
	var key := Vector4i(number, level, model, drawn.y)
	if key not in _drawn:
		var points: int = _layers[number]["said"]["points_in_cell"]
		_drawn[key] = _many(
			_layers[number]["meshes"][model], ASIDE[level], ceili(points * SHARES[drawn.y])
		)
	return _drawn[key]


# A key is the layer, the level, and column and row in nodes of that level; with it go the model and
# the choice of a share.
func _want(wanted: Dictionary[Vector4i, Vector2i], number: int, eye: Vector3, reach: float) -> void:
	var coarsest := ASIDE.size() - 1
	var side := ASIDE[coarsest] * _cell_m
	var flat := Vector2(eye.x, eye.z)
	var last := Vector2i((_ground.size_m() / side).ceil()) - Vector2i.ONE
	var low := Vector2i(((flat - Vector2.ONE * reach) / side).floor()).clamp(Vector2i.ZERO, last)
	var high := Vector2i(((flat + Vector2.ONE * reach) / side).floor()).clamp(Vector2i.ZERO, last)
	for row in range(low.y, high.y + 1):
		for column in range(low.x, high.x + 1):
			var found: Dictionary[Vector4i, Vector2i] = {}
			_cheapest(found, number, coarsest, Vector2i(column, row), eye, reach)
			wanted.merge(found)


# The nodes that show an area most cheaply: one, or those of its quarters. Returns what they cost,
# in triangles.
func _cheapest(
	found: Dictionary[Vector4i, Vector2i],
	number: int,
	level: int,
	at: Vector2i,
	eye: Vector3,
	reach: float
) -> int:
	var side := ASIDE[level] * _cell_m
	var area := Rect2(Vector2(at) * side, Vector2.ONE * side)
	var away := _ground.metres_to(area, TALLEST_M, eye)
	if away > reach or _is_near(area):
		return 0
	var layer := _layers[number]
	var densest := _densest(number, area)
	if densest == 0.0:
		return 0
	var whole: float = layer["said"]["whole_m"] * detail
	# What is nearer has other nodes.
	var nearest := maxf(away, NEAR_M * detail - Search.SLACK_M)
	var needed := densest * amount * minf(pow(whole / maxf(nearest, 0.1), Search.THINNING), 1.0)
	var choice := SHARES.size() - 1
	while needed > SHARES[choice]:
		choice -= 1
	var model := MODELS - 1
	var points: int = layer["said"]["points_in_cell"]
	var each: int = layer["triangles"][model]
	var cost := DRAW_TRIANGLES
	cost += each * ASIDE[level] * ASIDE[level] * ceili(points * SHARES[choice])
	# Quarters are a draw call each, or two of them where the others are empty.
	if level > 0 and cost > 2 * DRAW_TRIANGLES:
		var parts: Dictionary[Vector4i, Vector2i] = {}
		var cost_of_parts := 0
		for quarter in 4:
			@warning_ignore("integer_division")
			var inner := at * 2 + Vector2i(quarter % 2, quarter / 2)
			cost_of_parts += _cheapest(parts, number, level - 1, inner, eye, reach)
			if cost_of_parts >= cost:
				break
		if cost_of_parts < cost:
			found.merge(parts)
			return cost_of_parts
	found[Vector4i(number, level, at.x, at.y)] = Vector2i(model, choice)
	return cost


# Whether all plants of an area are among those near by.
func _is_near(area: Rect2) -> bool:
	var there := _asked.at
	var off := (there - area.get_center()).abs() + area.size / 2.0
	return off.length() < _asked.reaches[1]


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
	var node := _new_node(key.x)
	node.position = Vector3(corner.x, 0.0, corner.y)
	node.custom_aabb = _box_over(Rect2(corner, Vector2.ONE * side), corner)
	return node


func _new_node(number: int) -> MultiMeshInstance3D:
	var node := MultiMeshInstance3D.new()
	node.material_override = materials[number]
	node.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	node.gi_mode = GeometryInstance3D.GI_MODE_DISABLED
	add_child(node, false, INTERNAL_MODE_BACK)
	return node


# What plants of an area fill, seen from a corner on the height 0.
func _box_over(area: Rect2, corner: Vector2) -> AABB:
	var range_m := _ground.height_range(area)
	var from := area.position - corner
	var size := Vector3(area.size.x, range_m.y - range_m.x + TALLEST_M, area.size.y)
	return AABB(Vector3(from.x, range_m.x, from.y), size)


# The pattern of a node: for each point its cell, east and south, and its number.
func _many(mesh: Mesh, aside: int, points: int) -> MultiMesh:
	var kind := Vector2i(aside, points)
	if kind not in _patterns:
		var cell := PackedFloat32Array()
		for number in points:
			cell.append_array(PackedFloat32Array(Search.POINT))
			cell[number * Search.POINT_SIZE + Search.NUMBER] = number
		var buffer := PackedFloat32Array()
		for row in aside:
			for column in aside:
				for number in points:
					cell[number * Search.POINT_SIZE + Search.COLUMN] = column
					cell[number * Search.POINT_SIZE + Search.ROW] = row
				buffer.append_array(cell)
		_patterns[kind] = buffer
	var many := _new_many(mesh)
	many.instance_count = aside * aside * points
	many.buffer = _patterns[kind]
	return many


static func _new_many(mesh: Mesh) -> MultiMesh:
	var many := MultiMesh.new()
	many.transform_format = MultiMesh.TRANSFORM_3D
	many.use_colors = true
	many.use_custom_data = true
	many.mesh = mesh
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
