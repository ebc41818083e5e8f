@tool
extends Node3D
## The woods of a world, from the list of trees in its folder "cover": meshes in three levels around
## the camera, cards beyond, and trunks that stop whoever walks there.

const Ground := preload("world_ground.gd")
const Eye := preload("world_eye.gd")
const Models := preload("world_models.gd")
const CARD := preload("../shaders/procgen_card.gdshader")

const CELL_M := 32.0
## A cell shows its trees in level 0 up to the first distance, in level 1 up to the second, and so
## on.
const NEAR_M: Array[float] = [12.0, 40.0, 105.0]
## Trees farther away are cards.
const MESHES_M := 105.0
## Beyond the border, so many squares of cards along a side are one.
const BEYOND_ASIDE := 4.0
const STEP_M := 4.0
## Trunks this near are solid.
const SOLID_M := 40.0
const TRUNK_RADIUS_M := 0.3
const TRUNK_HEIGHT_M := 4.0
const TALLEST_M := 20.0
var season := "summer":
	set(value):
		season = value
		_apply_season()
## Of the cards.
var materials: Array[ShaderMaterial] = []

var _ground: Ground
var _shapes: Array = []
var _models: Models
# By cell and shape: the transforms of its trees.
var _cells: Dictionary[Vector2i, Dictionary] = {}
var _shown: Dictionary[Vector3i, Node3D] = {}
var _solid: Dictionary[Vector2i, StaticBody3D] = {}
var _last_eye := Vector3.INF
var _count := 0
var _cards: Dictionary[Vector2i, MultiMesh] = {}
# By square of cards: its trees, and the box of each in its own axes.
var _places: Dictionary[Vector2i, Array] = {}
var _boxes: Dictionary[Vector2i, Array] = {}
# By cell: the number of its first tree in its square.
var _first: Dictionary[Vector2i, int] = {}


## Reads the trees: what cover.json says of them, the file with their places, models by name, and
## the pictures of cards. On any thread.
func read(
	said: Dictionary, data: PackedByteArray, ground: Ground, models: Models, cards: Image
) -> void:
	_ground = ground
	_shapes = said["shapes"]
	_models = models
	_count = int(said["count"])
	materials.append(ShaderMaterial.new())
	materials[0].shader = CARD
	materials[0].set_shader_parameter(&"near_m", MESHES_M)
	cards.fix_alpha_edges()
	cards.generate_mipmaps()
	var cell_px: Array = said["cards"]["cell_px"]
	var aside := Vector2i(said["cards"]["columns"], roundi(cards.get_height() / float(cell_px[1])))
	materials[0].set_shader_parameter(&"cards", ImageTexture.create_from_image(cards))
	materials[0].set_shader_parameter(&"cards_aside", aside)
	var size: int = said["record"]["bytes"]
	for at in range(0, _count * size, size):
		var place := Vector3(
			data.decode_float(at), data.decode_float(at + 4), data.decode_float(at + 8)
		)
		var shape := data[at + 12]
		var size_of := data[at + 14] / 100.0
		var turned := Basis(Vector3.UP, data[at + 13] * TAU / 256.0).scaled(Vector3.ONE * size_of)
		var cell := Vector2i(int(place.x / CELL_M), int(place.z / CELL_M))
		if cell not in _cells:
			_cells[cell] = {}
		(_cells[cell].get_or_add(shape, []) as Array).append(Transform3D(turned, place))
	for cell in _cells:
		_cells[cell].sort()
	_make_cards()
	_apply_season()


## How many trees there are.
func count() -> int:
	return _count


## The woods beyond the border, where the land goes on mirrored: cards alone.
func beyond() -> Node3D:
	var all := Node3D.new()
	all.name = "FarWoods"
	all.set_meta(&"label", "tree")
	var look: ShaderMaterial = materials[0].duplicate()
	look.set_shader_parameter(&"near_m", 0.0)
	_ground.describe_to(look)
	materials.append(look)
	var size := _ground.size_m()
	var wide := _wide_cards()
	for number in 9:
		@warning_ignore("integer_division")
		var at := Vector2i(number % 3, number / 3) - Vector2i.ONE
		if at == Vector2i.ZERO:
			continue
		for many in wide:
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
	if not eye.is_finite() or _cells.is_empty():
		return
	var here := global_transform.affine_inverse() * eye
	if here.distance_to(_last_eye) < STEP_M:
		return
	_last_eye = here
	_look_around(here)
	if not Engine.is_editor_hint():
		_stop_at(here)


# Keys are column, row and level.
func _look_around(eye: Vector3) -> void:
	var wanted: Dictionary[Vector3i, bool] = {}
	var flat := Vector2(eye.x, eye.z)
	var reach := ceili(MESHES_M / CELL_M) + 1
	var middle := Vector2i((flat / CELL_M).floor())
	for row in range(middle.y - reach, middle.y + reach + 1):
		for column in range(middle.x - reach, middle.x + reach + 1):
			var cell := Vector2i(column, row)
			if cell not in _cells:
				continue
			var area := Rect2(Vector2(cell) * CELL_M, Vector2.ONE * CELL_M)
			var away := _ground.metres_to(area, TALLEST_M, eye)
			for level in NEAR_M.size():
				if away < NEAR_M[level]:
					wanted[Vector3i(column, row, level)] = true
					break
	for key: Vector3i in _shown.keys():
		if key not in wanted:
			_shown[key].queue_free()
			_shown.erase(key)
	for key in wanted:
		if key not in _shown:
			_shown[key] = _cell_node(Vector2i(key.x, key.y), key.z)


func _cell_node(cell: Vector2i, level: int) -> Node3D:
	var group := Node3D.new()
	var meshes: Dictionary[Mesh, Array] = {}
	for shape: int in _cells[cell]:
		var shown := _stand_in(shape, level)
		var mesh := _models.meshes[_shapes[shown]["models"][level]]
		(meshes.get_or_add(mesh, []) as Array).append_array(_cells[cell][shape])
	var first := _first[cell]
	for mesh in meshes:
		var node := Models.instances_of(mesh, meshes[mesh])
		node.set_meta(&"label_many", _label_of(_far_of(cell), first))
		first += (meshes[mesh] as Array).size()
		if level == 2:
			node.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
		group.add_child(node)
	add_child(group, false, INTERNAL_MODE_BACK)
	return group


func _stop_at(eye: Vector3) -> void:
	var flat := Vector2(eye.x, eye.z)
	var reach := ceili(SOLID_M / CELL_M)
	var middle := Vector2i((flat / CELL_M).floor())
	var near := Rect2i(middle - Vector2i.ONE * reach, Vector2i.ONE * (2 * reach + 1))
	for cell: Vector2i in _solid.keys():
		if not near.has_point(cell):
			_solid[cell].queue_free()
			_solid.erase(cell)
	for row in range(near.position.y, near.end.y):
		for column in range(near.position.x, near.end.x):
			var cell := Vector2i(column, row)
			if cell in _cells and cell not in _solid:
				_solid[cell] = _trunks(cell)


func _trunks(cell: Vector2i) -> StaticBody3D:
	var body := StaticBody3D.new()
	for shape: int in _cells[cell]:
		for place: Transform3D in _cells[cell][shape]:
			var trunk := CylinderShape3D.new()
			trunk.radius = TRUNK_RADIUS_M * place.basis.get_scale().x
			trunk.height = TRUNK_HEIGHT_M
			var collision := CollisionShape3D.new()
			collision.shape = trunk
			collision.position = place.origin + Vector3.UP * TRUNK_HEIGHT_M / 2.0
			body.add_child(collision)
	add_child(body, false, INTERNAL_MODE_BACK)
	return body


# One MultiMesh for each square of 4 x 4 cells, in which trees come cell by cell and shape by shape:
# those of a cell's meshes are a stretch of it each.
func _make_cards() -> void:
	var buffers: Dictionary[Vector2i, PackedFloat32Array] = {}
	for cell in _cells:
		var far := _far_of(cell)
		if far not in buffers:
			buffers[far] = PackedFloat32Array()
			_places[far] = []
			_boxes[far] = []
		_first[cell] = _places[far].size()
		for shape: int in _cells[cell]:
			var card: Array = _shapes[shape]["card_m"]
			var box := _box_of(shape)
			for tree: Transform3D in _cells[cell][shape]:
				var size_of := tree.basis.get_scale().x
				buffers[far].append_array(
					[1, 0, 0, tree.origin.x, 0, 1, 0, tree.origin.y, 0, 0, 1, tree.origin.z]
				)
				buffers[far].append_array([shape, card[0] * size_of, card[1] * size_of, 0])
				_places[far].append(tree)
				_boxes[far].append(box)
	var quad := QuadMesh.new()
	for far in buffers:
		var many := MultiMesh.new()
		many.transform_format = MultiMesh.TRANSFORM_3D
		many.use_custom_data = true
		many.mesh = quad
		many.instance_count = roundi(buffers[far].size() / 16.0)
		many.buffer = buffers[far]
		var side := CELL_M * 4.0
		var corner := Vector2(far) * side
		var range_m := _ground.height_range(Rect2(corner, Vector2.ONE * side))
		many.custom_aabb = AABB(
			Vector3(corner.x - 5.0, range_m.x, corner.y - 5.0),
			Vector3(side + 10.0, range_m.y - range_m.x + TALLEST_M, side + 10.0)
		)
		_cards[far] = many
		var node := MultiMeshInstance3D.new()
		node.multimesh = many
		node.material_override = materials[0]
		node.set_meta(&"label_many", _label_of(far, 0))
		node.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
		add_child(node, false, INTERNAL_MODE_BACK)


# The cards of several squares at once, for where none of them is ever left out.
func _wide_cards() -> Array[MultiMesh]:
	var groups: Dictionary[Vector2i, Array] = {}
	for far in _cards:
		(groups.get_or_add(Vector2i((Vector2(far) / BEYOND_ASIDE).floor()), []) as Array).append(
			far
		)
	var found: Array[MultiMesh] = []
	for group in groups:
		var first: MultiMesh = _cards[groups[group][0]]
		var box := first.custom_aabb
		var buffer := PackedFloat32Array()
		for far: Vector2i in groups[group]:
			buffer.append_array(_cards[far].buffer)
			box = box.merge(_cards[far].custom_aabb)
		var many := MultiMesh.new()
		many.transform_format = MultiMesh.TRANSFORM_3D
		many.use_custom_data = true
		many.mesh = first.mesh
		many.instance_count = roundi(buffer.size() / 16.0)
		many.buffer = buffer
		many.custom_aabb = box
		found.append(many)
	return found


static func _far_of(cell: Vector2i) -> Vector2i:
	return Vector2i((Vector2(cell) / 4.0).floor())


# What a shape fills in any level of detail; its card turns, and is as deep as wide.
func _box_of(shape: int) -> AABB:
	var card: Array = _shapes[shape]["card_m"]
	var half: float = card[0] / 2.0
	var box := AABB(Vector3(-half, 0.0, -half), Vector3(card[0], card[1], card[0]))
	for level in NEAR_M.size():
		for shown: int in [shape, _stand_in(shape, level)]:
			box = box.merge(_models.meshes[_shapes[shown]["models"][level]].get_aabb())
	return box


# At some distance two shapes stand for all of their kind, and one from afar: each is a draw call.
func _stand_in(shape: int, level: int) -> int:
	if level == 0:
		return shape
	var first := shape
	while first > 0 and _shapes[first - 1]["kind"] == _shapes[shape]["kind"]:
		first -= 1
	return first if level > 1 or shape == first else first + 1


func _label_of(far: Vector2i, first: int) -> Dictionary:
	return {
		"class": "tree",
		"key": "woods %d %d" % [far.x, far.y],
		"first": first,
		"places": _places[far],
		"boxes": _boxes[far],
		"sways": true,
	}


func _apply_season() -> void:
	# Among the cards are evergreen trees, too.
	var colour: Vector3 = Models.SEASONS.get(season, Vector3.ONE)
	for look in materials:
		look.set_shader_parameter(&"season", colour.lerp(Vector3.ONE, 0.35))
