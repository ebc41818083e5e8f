@tool
extends Node3D
## The woods of a world, from the list of trees in its folder "cover": meshes in three levels around
## the camera, cards beyond, and trunks that stop whoever walks there. Each tree is drawn once: its
## own distance from where the camera was last looked for decides how. However many trees there are,
## all of a mesh that lie on one side of the camera are one draw call.

const Ground := preload("world_ground.gd")
const Eye := preload("world_eye.gd")
const Models := preload("world_models.gd")
const CARD := preload("../shaders/procgen_card.gdshader")

## Trees are sorted by squares, a MultiMesh of cards each, and by cells within these.
const SQUARE_M := 256.0
const CELL_M := 32.0
const CELLS_ASIDE := 8
## A tree is shown in level 0 up to the first distance, in level 1 up to the second, and so on.
const NEAR_M: Array[float] = [25.0, 55.0, 105.0]
## Trees farther away are cards; and nearer ones, where more than so many would be meshes: in dense
## woods one does not see far.
const MESHES_M := 105.0
const MOST_MESHES := 900
## Up to there trees cast shadows, up to the first distance those of the second level, then of the
## last.
const SHADOWS_M := 55.0
const FINE_SHADOWS_M := 12.0
## Sides of the camera that are drawn apart, so that what is behind it is not: of level 0, whose
## trees are few, there is one.
const SIDES := 4
## Beyond the border, so many trees of the farther land are enough for a closed wood; each stands
## for several, and spreads as far as they would.
const FAR_TREES := 8000
const STEP_M := 4.0
## Trunks this near are solid.
const SOLID_M := 40.0
const TRUNK_RADIUS_M := 0.3
const TRUNK_HEIGHT_M := 4.0
const TALLEST_M := 20.0
## Numbers of a tree: as it is read; of its transform in the buffer of a MultiMesh, and with what
## cards need.
const TREE_SIZE := 6
const PLACE_SIZE := 12
const CARD_SIZE := 16
var season := "summer":
	set(value):
		season = value
		_apply_season()
## Of the cards.
var materials: Array[ShaderMaterial] = []

var _ground: Ground
var _shapes: Array = []
var _models: Models
# Trees of the list, and with those among the props.
var _listed := 0
var _count := 0
# By tree, sorted by square and cell: its foot, shape and size, and its place as MultiMeshes have
# it.
var _feet := PackedVector3Array()
var _kinds := PackedByteArray()
var _sizes := PackedFloat32Array()
var _places := PackedFloat32Array()
# Those among the props, which stop whoever walks there by themselves.
var _props: Dictionary[int, bool] = {}
# By cell, square by square: the number of its first tree; and of the one after the last of all.
var _firsts := PackedInt32Array()
var _squares := Vector2i.ONE
# By level and shape: the number of its mesh among those of all levels.
var _mesh_of: Array[PackedInt32Array] = []
var _meshes: Array[Mesh] = []
# By mesh and side, and whether it is for shadows alone.
var _shown: Dictionary[int, MultiMeshInstance3D] = {}
var _solid: Dictionary[Vector2i, StaticBody3D] = {}
var _last_eye := Vector3.INF
var _boxes: Array[AABB] = []
var _quad := QuadMesh.new()
# By which way it lies: the cards of the land beyond.
var _beyond: Dictionary[Vector2i, Array] = {}


## What is drawn of a mesh on one side of the camera.
class Group:
	extends RefCounted
	var places := PackedFloat32Array()
	var trees := PackedInt32Array()


## Reads the trees: what cover.json says of them, the file with their places, models by name, the
## pictures of cards, and props of shapes that stand in the woods as well, which are drawn like
## them. On any thread.
func read(
	said: Dictionary,
	data: PackedByteArray,
	ground: Ground,
	models: Models,
	cards: Image,
	props: Array[Dictionary]
) -> void:
	_ground = ground
	_shapes = said["shapes"]
	_models = models
	_listed = int(said["count"])
	materials.append(ShaderMaterial.new())
	materials[0].shader = CARD
	# Nothing is left out as long as no meshes stand there.
	materials[0].set_shader_parameter(&"near_m", 0.0)
	cards.fix_alpha_edges()
	cards.generate_mipmaps()
	var cell_px: Array = said["cards"]["cell_px"]
	var aside := Vector2i(said["cards"]["columns"], roundi(cards.get_height() / float(cell_px[1])))
	materials[0].set_shader_parameter(&"cards", ImageTexture.create_from_image(cards))
	materials[0].set_shader_parameter(&"cards_aside", aside)
	_sort(_trees_of(data, int(said["record"]["bytes"])) + _trees_among(props))
	_name_meshes()
	_make_cards()
	_apply_season()


## How many trees there are, without props.
func count() -> int:
	return _listed


## The names of the shapes that stand here, such as "oak 2": whether a prop is drawn with the woods.
static func shapes_in(said: Dictionary) -> PackedStringArray:
	var found := PackedStringArray()
	for shape: Dictionary in said["shapes"]:
		found.append(shape["name"])
	return found


## The woods beyond the border, where the land goes on mirrored: cards alone, of all trees next to
## the border, and fewer and wider ones farther away.
func beyond() -> Node3D:
	var all := Node3D.new()
	all.name = "FarWoods"
	all.set_meta(&"label", "tree")
	var look: ShaderMaterial = materials[0].duplicate()
	look.set_shader_parameter(&"near_m", 0.0)
	_ground.describe_to(look)
	materials.append(look)
	var size := _ground.size_m()
	for at in _beyond:
		for many: MultiMesh in _beyond[at]:
			var node := MultiMeshInstance3D.new()
			node.multimesh = many
			node.material_override = look
			node.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
			var flip := Vector3(-1.0 if at.x else 1.0, 1.0, -1.0 if at.y else 1.0)
			node.basis = Basis.from_scale(flip)
			node.position = Vector3(
				2.0 * size.x if at.x > 0 else 0.0, 0.0, 2.0 * size.y if at.y > 0 else 0.0
			)
			all.add_child(node)
	return all


func _ready() -> void:
	add_to_group(&"procgen_around_eye")


func _process(_delta: float) -> void:
	var eye := Eye.of(self)
	if not eye.is_finite() or not _count:
		return
	var here := global_transform.affine_inverse() * eye
	if here.distance_to(_last_eye) < STEP_M:
		return
	_last_eye = here
	_look_around(here)
	if not Engine.is_editor_hint():
		_stop_at(here)


# Six numbers a tree, from the file: foot, shape, turn and size.
func _trees_of(data: PackedByteArray, size: int) -> PackedFloat32Array:
	var found := PackedFloat32Array()
	found.resize(_listed * TREE_SIZE)
	for number in _listed:
		var at := number * size
		var to := number * TREE_SIZE
		found[to] = data.decode_float(at)
		found[to + 1] = data.decode_float(at + 4)
		found[to + 2] = data.decode_float(at + 8)
		found[to + 3] = data[at + 12]
		found[to + 4] = data[at + 13] * TAU / 256.0
		found[to + 5] = data[at + 14] / 100.0
	return found


func _trees_among(props: Array[Dictionary]) -> PackedFloat32Array:
	var found := PackedFloat32Array()
	var names := shapes_in({"shapes": _shapes})
	for prop in props:
		var shape := names.find("%s %d" % [prop["kind"], prop["shape"]])
		if shape >= 0:
			found.append_array([prop["x_m"], prop["y_m"], prop["z_m"], shape])
			found.append_array([deg_to_rad(prop["turn_deg"]), prop["scale"]])
	return found


# Sorts trees by cell, square by square.
func _sort(trees: PackedFloat32Array) -> void:
	_count = roundi(trees.size() / float(TREE_SIZE))
	_squares = Vector2i((_ground.size_m() / SQUARE_M).ceil()).max(Vector2i.ONE)
	var cells := PackedInt32Array()
	cells.resize(_count)
	_firsts.resize(_squares.x * _squares.y * CELLS_ASIDE * CELLS_ASIDE + 1)
	for number in _count:
		var cell := _cell_at(trees[number * TREE_SIZE], trees[number * TREE_SIZE + 2])
		cells[number] = cell
		_firsts[cell + 1] += 1
	for cell in range(1, _firsts.size()):
		_firsts[cell] += _firsts[cell - 1]
	var next := _firsts.duplicate()
	_feet.resize(_count)
	_kinds.resize(_count)
	_sizes.resize(_count)
	_places.resize(_count * PLACE_SIZE)
	for number in _count:
		var at := number * TREE_SIZE
		var tree := next[cells[number]]
		next[cells[number]] += 1
		if number >= _listed:
			_props[tree] = true
		var turn := trees[at + 4]
		var size_of := trees[at + 5]
		_feet[tree] = Vector3(trees[at], trees[at + 1], trees[at + 2])
		_kinds[tree] = int(trees[at + 3])
		_sizes[tree] = size_of
		var to := tree * PLACE_SIZE
		_places[to] = size_of * cos(turn)
		_places[to + 2] = size_of * sin(turn)
		_places[to + 3] = trees[at]
		_places[to + 5] = size_of
		_places[to + 7] = trees[at + 1]
		_places[to + 8] = -_places[to + 2]
		_places[to + 10] = _places[to]
		_places[to + 11] = trees[at + 2]


func _cell_at(x_m: float, z_m: float) -> int:
	var most := _squares * CELLS_ASIDE - Vector2i.ONE
	return _cell_number(Vector2i(int(x_m / CELL_M), int(z_m / CELL_M)).clamp(Vector2i.ZERO, most))


func _cell_number(cell: Vector2i) -> int:
	@warning_ignore("integer_division")
	var square := cell / CELLS_ASIDE
	var within := cell % CELLS_ASIDE
	var number := square.y * _squares.x + square.x
	return (number * CELLS_ASIDE + within.y) * CELLS_ASIDE + within.x


func _name_meshes() -> void:
	for level in NEAR_M.size():
		var numbers := PackedInt32Array()
		for shape in _shapes.size():
			var mesh := _models.meshes[_shapes[_stand_in(shape, level)]["models"][level]]
			if mesh not in _meshes:
				_meshes.append(mesh)
			numbers.append(_meshes.find(mesh))
		_mesh_of.append(numbers)
	for shape in _shapes.size():
		_boxes.append(_box_of(shape))


# All meshes that are to be seen, and those whose shadows are.
func _look_around(eye: Vector3) -> void:
	var groups: Dictionary[int, Group] = {}
	var trees := _trees_near(eye)
	var reach := MESHES_M
	if trees.size() > MOST_MESHES:
		var distances := PackedFloat32Array()
		for tree in trees:
			distances.append(_feet[tree].distance_to(eye))
		distances.sort()
		reach = distances[MOST_MESHES]
	for tree in trees:
		var away := _feet[tree].distance_to(eye)
		if away <= reach:
			_take(groups, tree, away, eye)
	for key: int in _shown:
		if key not in groups:
			_show(_shown[key], Group.new(), key)
	for key in groups:
		if key not in _shown:
			_shown[key] = _node(key)
		_show(_shown[key], groups[key], key)
	# Cards begin where meshes end, for the same eye.
	materials[0].set_shader_parameter(&"near_at", eye)
	materials[0].set_shader_parameter(&"near_m", reach)


# Those that may be meshes.
func _trees_near(eye: Vector3) -> PackedInt32Array:
	var found := PackedInt32Array()
	var flat := Vector2(eye.x, eye.z)
	var most := _squares * CELLS_ASIDE - Vector2i.ONE
	var low := Vector2i(((flat - Vector2.ONE * MESHES_M) / CELL_M).floor()).max(Vector2i.ZERO)
	var high := Vector2i(((flat + Vector2.ONE * MESHES_M) / CELL_M).floor()).min(most)
	for row in range(low.y, high.y + 1):
		for column in range(low.x, high.x + 1):
			var cell := _cell_number(Vector2i(column, row))
			for tree in range(_firsts[cell], _firsts[cell + 1]):
				if _feet[tree].distance_to(eye) <= MESHES_M:
					found.append(tree)
	return found


# Adds a tree to the group of what it is drawn with, and to that of its shadow.
func _take(groups: Dictionary[int, Group], tree: int, away: float, eye: Vector3) -> void:
	var foot := _feet[tree]
	var level := 0
	while away > NEAR_M[level]:
		level += 1
	var side := (1 if foot.x > eye.x else 0) + (2 if foot.z > eye.z else 0)
	var place := _places.slice(tree * PLACE_SIZE, (tree + 1) * PLACE_SIZE)
	var mesh := _mesh_of[level][_kinds[tree]]
	var key := _key(mesh, side if level else 0, false)
	if key not in groups:
		groups[key] = Group.new()
	var group := groups[key]
	group.places.append_array(place)
	group.trees.append(tree)
	if away <= SHADOWS_M:
		mesh = _mesh_of[1 if away <= FINE_SHADOWS_M else 2][_kinds[tree]]
		key = _key(mesh, 0, true)
		if key not in groups:
			groups[key] = Group.new()
		groups[key].places.append_array(place)


static func _key(mesh: int, side: int, is_shadow: bool) -> int:
	return (mesh * SIDES + side) * 2 + int(is_shadow)


func _node(key: int) -> MultiMeshInstance3D:
	var many := MultiMesh.new()
	many.transform_format = MultiMesh.TRANSFORM_3D
	@warning_ignore("integer_division")
	var mesh := _meshes[key / 2 / SIDES]
	many.mesh = mesh
	var node := MultiMeshInstance3D.new()
	node.multimesh = many
	node.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	if key % 2:
		node.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_SHADOWS_ONLY
		node.set_meta(&"label", "none")
	add_child(node, false, INTERNAL_MODE_BACK)
	return node


func _show(node: MultiMeshInstance3D, group: Group, key: int) -> void:
	@warning_ignore("integer_division")
	var trees := group.places.size() / PLACE_SIZE
	node.visible = trees > 0
	node.multimesh.instance_count = trees
	if trees:
		node.multimesh.buffer = group.places
	if not key % 2:
		var label := _label()
		label["numbers"] = group.trees
		node.set_meta(&"label_many", label)


func _stop_at(eye: Vector3) -> void:
	var flat := Vector2(eye.x, eye.z)
	var reach := ceili(SOLID_M / CELL_M)
	var middle := Vector2i((flat / CELL_M).floor())
	var near := Rect2i(middle - Vector2i.ONE * reach, Vector2i.ONE * (2 * reach + 1))
	near = near.intersection(Rect2i(Vector2i.ZERO, _squares * CELLS_ASIDE))
	for cell: Vector2i in _solid.keys():
		if not near.has_point(cell):
			_solid[cell].queue_free()
			_solid.erase(cell)
	for row in range(near.position.y, near.end.y):
		for column in range(near.position.x, near.end.x):
			var cell := Vector2i(column, row)
			var number := _cell_number(cell)
			if cell not in _solid and _firsts[number] < _firsts[number + 1]:
				_solid[cell] = _trunks(number)


func _trunks(cell: int) -> StaticBody3D:
	var body := StaticBody3D.new()
	for tree in range(_firsts[cell], _firsts[cell + 1]):
		if tree in _props:
			continue
		var trunk := CylinderShape3D.new()
		trunk.radius = TRUNK_RADIUS_M * _sizes[tree]
		trunk.height = TRUNK_HEIGHT_M
		var collision := CollisionShape3D.new()
		collision.shape = trunk
		collision.position = _feet[tree] + Vector3.UP * TRUNK_HEIGHT_M / 2.0
		body.add_child(collision)
	add_child(body, false, INTERNAL_MODE_BACK)
	return body


# A MultiMesh of cards for each square, a stretch of all trees, and those of the land beyond.
func _make_cards() -> void:
	var whole: Dictionary[Vector2i, PackedFloat32Array] = {}
	var thin: Dictionary[Vector2i, PackedFloat32Array] = {}
	var every := maxi(roundi(_count / float(FAR_TREES)), 1)
	var cells := CELLS_ASIDE * CELLS_ASIDE
	for square in _squares.x * _squares.y:
		var first := _firsts[square * cells]
		var after := _firsts[(square + 1) * cells]
		if first == after:
			continue
		@warning_ignore("integer_division")
		var at := Vector2i(square % _squares.x, square / _squares.x)
		whole[at] = _cards_of(first, after, 1)
		thin[at] = whole[at] if every == 1 else _cards_of(first, after, every)
		var node := MultiMeshInstance3D.new()
		node.multimesh = _many_cards(whole, [at])
		node.material_override = materials[0]
		node.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
		var label := _label()
		label["first"] = first
		node.set_meta(&"label_many", label)
		add_child(node, false, INTERNAL_MODE_BACK)
	if whole.is_empty():
		return
	var all_thin := _many_cards(thin, thin.keys())
	for row in range(-1, 2):
		for column in range(-1, 2):
			var at := Vector2i(column, row)
			if at and at.x * at.y == 0:
				_beyond[at] = _beyond_side(at, whole, thin)
			elif at:
				_beyond[at] = [all_thin]


# Of what lies beyond a side, the squares along that side come first, and whole.
func _beyond_side(
	at: Vector2i,
	whole: Dictionary[Vector2i, PackedFloat32Array],
	thin: Dictionary[Vector2i, PackedFloat32Array]
) -> Array[MultiMesh]:
	var near: Array[Vector2i] = []
	var far: Array[Vector2i] = []
	for square in whole:
		var inner := (square + at).clamp(Vector2i.ZERO, _squares - Vector2i.ONE)
		(far if inner == square + at else near).append(square)
	var found: Array[MultiMesh] = []
	if near:
		found.append(_many_cards(whole, near))
	if far:
		found.append(_many_cards(thin, far))
	return found


# The cards of every so manieth of some trees, which stands for the others.
func _cards_of(first: int, after: int, every: int) -> PackedFloat32Array:
	var spread := sqrt(every)
	var buffer := PackedFloat32Array()
	buffer.resize(ceili((after - first) / float(every)) * CARD_SIZE)
	var wide := PackedFloat32Array()
	var tall := PackedFloat32Array()
	for shape: Dictionary in _shapes:
		wide.append((shape["card_m"][0] as float) * spread)
		tall.append(shape["card_m"][1])
	var at := 0
	for tree in range(first, after, every):
		var foot := _feet[tree]
		var shape := _kinds[tree]
		buffer[at] = 1.0
		buffer[at + 3] = foot.x
		buffer[at + 5] = 1.0
		buffer[at + 7] = foot.y
		buffer[at + 10] = 1.0
		buffer[at + 11] = foot.z
		buffer[at + 12] = shape
		buffer[at + 13] = wide[shape] * _sizes[tree]
		buffer[at + 14] = tall[shape] * _sizes[tree]
		at += CARD_SIZE
	return buffer


# The cards of some squares as one.
func _many_cards(
	of: Dictionary[Vector2i, PackedFloat32Array], squares: Array[Vector2i]
) -> MultiMesh:
	var buffer := PackedFloat32Array()
	var area := Rect2(Vector2(squares[0]) * SQUARE_M, Vector2.ONE * SQUARE_M)
	for square in squares:
		buffer.append_array(of[square])
		area = area.merge(Rect2(Vector2(square) * SQUARE_M, Vector2.ONE * SQUARE_M))
	var many := MultiMesh.new()
	many.transform_format = MultiMesh.TRANSFORM_3D
	many.use_custom_data = true
	many.mesh = _quad
	many.instance_count = roundi(buffer.size() / float(CARD_SIZE))
	many.buffer = buffer
	var range_m := _ground.height_range(area)
	var room := Vector3(TALLEST_M, 0.0, TALLEST_M) * 0.5
	var low := Vector3(area.position.x, range_m.x, area.position.y) - room
	var high := Vector3(area.end.x, range_m.y + TALLEST_M, area.end.y) + room
	many.custom_aabb = AABB(low, high - low)
	return many


# What a shape fills in any level of detail; its card turns, and is as deep as wide.
func _box_of(shape: int) -> AABB:
	var card: Array = _shapes[shape]["card_m"]
	var half: float = card[0] / 2.0
	var box := AABB(Vector3(-half, 0.0, -half), Vector3(card[0], card[1], card[0]))
	for level in NEAR_M.size():
		box = box.merge(_models.meshes[_shapes[shape]["models"][level]].get_aabb())
		box = box.merge(_meshes[_mesh_of[level][shape]].get_aabb())
	return box


# At some distance two shapes stand for all of their kind, and one from afar: each is a draw call.
func _stand_in(shape: int, level: int) -> int:
	if level == 0:
		return shape
	var first := shape
	while first > 0 and _shapes[first - 1]["kind"] == _shapes[shape]["kind"]:
		first -= 1
	return first if level > 1 or shape == first else first + 1


# What ProcgenCapture takes trees for; who asks is told of all of them.
func _label() -> Dictionary:
	return {
		"class": "tree",
		"key": "woods",
		"places": _all_places,
		"boxes": _all_boxes,
		"sways": true,
	}


func _all_places() -> Array:
	var found := []
	for tree in _count:
		var at := tree * PLACE_SIZE
		var across := Vector3(_places[at], 0.0, _places[at + 8])
		var along := Vector3(_places[at + 2], 0.0, _places[at + 10])
		var turned := Basis(across, Vector3.UP * _sizes[tree], along)
		found.append(Transform3D(turned, _feet[tree]))
	return found


func _all_boxes() -> Array:
	var found := []
	for tree in _count:
		found.append(_boxes[_kinds[tree]])
	return found


func _apply_season() -> void:
	# Among the cards are evergreen trees, too.
	var colour: Vector3 = Models.SEASONS.get(season, Vector3.ONE)
	for look in materials:
		look.set_shader_parameter(&"season", colour.lerp(Vector3.ONE, 0.35))
