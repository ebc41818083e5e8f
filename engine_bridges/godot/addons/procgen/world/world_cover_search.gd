extends RefCounted
## Which points of a world's pattern of plants lie around an eye and may have a plant that is seen,
## for [code]world_cover.gd[/code]: the rule of the server's module procgen.world.cover.pattern and
## of procgen_cover.gdshader once more. [method run] can be called on any thread.

## Numbers of a point in the buffer of a MultiMesh: a transform that does nothing, white (without a
## colour of its own, an instance of the Compatibility renderer is black), and what shaders get: the
## cell, counted from the node's corner, the point's number, and of which nodes it is.
const POINT: Array[float] = [
	1.0,
	0.0,
	0.0,
	0.0,
	0.0,
	1.0,
	0.0,
	0.0,
	0.0,
	0.0,
	1.0,
	0.0,
	1.0,
	1.0,
	1.0,
	1.0,
	0.0,
	0.0,
	0.0,
	0.0
]
const POINT_SIZE := 20
const COLUMN := 16
const NUMBER := 17
const ROW := 18
const PART := 19
## Nodes of whole cells, and those near by with the first model and the second.
const FAR := 0.0
const FIRST := 1.0
const SECOND := 2.0
const SIDES := 4
## From point to point of a cell, in parts of it.
const STEP := Vector2(0.7548776662466927, 0.5698402909980532)
## Beyond the distance at which all points are drawn, their share falls with this power of it.
const THINNING := 1.6
## How far the eye may have moved until something else is found.
const SLACK_M := 3.0
## Points are taken so much farther than they are shown: the shader decides.
const MARGIN_M := 0.05
## A cell's points are sorted into bins, at most so many along a side, with so many points each.
const MOST_BINS := 8
const IN_BIN := 16

var eye: Vector3
## East and south.
var at: Vector2
var amount: float
var detail: float
var cell_m: float
var layers: Array[Dictionary]
## How far from the place the first and the second model are drawn; 0 for not at all.
var reaches: PackedFloat32Array
## The cells around, and by layer how densely plants stand in each of them, at most, row by row.
var first: Vector2i
var after: Vector2i
var densest: Array[PackedFloat32Array] = []
## By layer, and by model within that: an array of points as buffers, by side of the eye: west and
## east in the north, and in the south.
var found: Array[Array] = []

# Of the layer that is being looked at.
var _bytes: PackedByteArray
var _wide := 0
var _last_pixel: Vector2i
var _pixels: Vector2
var _points := 0
var _sides: Array[PackedFloat32Array] = []
var _row := PackedFloat32Array(POINT)


## By how much the pattern is moved in a cell, in parts of it.
static func shift_of(cell: Vector2i, layer_seed: int) -> Vector2:
	var word := _low(cell.x * 73856093) ^ _low(cell.y * 19349663) ^ _low(layer_seed)
	word ^= word >> 16
	word = _low(word * 0x85EBCA6B)
	word ^= word >> 16
	word = _low(word * 0xC2B2AE35)
	word ^= word >> 16
	return Vector2(word & 0xFFFF, word >> 16) / 65536.0


## The numbers of a cell's points, by where in the cell they lie before it is moved.
static func bins_of(points: int) -> Array[PackedInt32Array]:
	var aside := clampi(int(sqrt(points / float(IN_BIN))), 1, MOST_BINS)
	var bins: Array[PackedInt32Array] = []
	for bin in aside * aside:
		bins.append(PackedInt32Array())
	for point in points:
		var bin := Vector2i(((STEP * point).posmod(1.0) * aside).floor())
		bin = bin.min(Vector2i.ONE * (aside - 1))
		bins[bin.y * aside + bin.x].append(point)
	return bins


## Looks for them.
func run() -> void:
	for number in layers.size():
		_sides.clear()
		for side in 2 * SIDES:
			_sides.append(PackedFloat32Array())
		if reaches[1] > 0.0:
			_look(number)
		found.append(_sides.slice(0, SIDES))
		found.append(_sides.slice(SIDES))


func _look(number: int) -> void:
	var layer := layers[number]
	_bytes = layer["bytes"]
	_wide = layer["wide"]
	_last_pixel = layer["last"]
	_pixels = layer["pixels"]
	_points = layer["said"]["points_in_cell"]
	var index := 0
	for row in range(first.y, after.y):
		for column in range(first.x, after.x):
			if densest[number][index] > 0.0:
				_look_in(layer, Vector2i(column, row), densest[number][index] * amount)
			index += 1


# Points of a cell, bin by bin. Bins are of the pattern that is not moved yet, and one that is moved
# over a side of the cell comes in again at the other.
func _look_in(layer: Dictionary, cell: Vector2i, share: float) -> void:
	var whole: float = layer["said"]["whole_m"] * detail + SLACK_M
	var reach := reaches[1] + MARGIN_M
	var bins: Array[PackedInt32Array] = layer["bins"]
	var shift := shift_of(cell, int(layer["said"]["seed"]))
	var corner := Vector2(cell) * cell_m
	var area := Rect2(corner, Vector2.ONE * cell_m)
	if at.distance_to(at.clamp(area.position, area.end)) > reach:
		return
	var near := Rect2(at, Vector2.ZERO).grow(reach).intersection(area)
	var aside := roundi(sqrt(bins.size()))
	var bin_m := cell_m / aside
	var moved := corner + shift * cell_m
	var from := Vector2i(((near.position - moved) / bin_m).floor()) - Vector2i.ONE
	var to := Vector2i(((near.end - moved) / bin_m).floor()) + Vector2i.ONE
	to = to.min(from + Vector2i.ONE * (aside - 1))
	_row[COLUMN] = cell.x - floorf(at.x / cell_m)
	_row[ROW] = cell.y - floorf(at.y / cell_m)
	for row in range(from.y, to.y + 1):
		for column in range(from.x, to.x + 1):
			var bin := Rect2(moved + Vector2(column, row) * bin_m, Vector2.ONE * bin_m)
			if not area.encloses(bin.grow(MARGIN_M)):
				bin = area
			var away := at.distance_to(at.clamp(bin.position, bin.end))
			if away > reach:
				continue
			var kept := minf(pow(whole / maxf(away, 0.1), THINNING), 1.0)
			var last := share * kept * _points
			for point in bins[posmod(row, aside) * aside + posmod(column, aside)]:
				if point >= last:
					break
				var place := corner + (STEP * point + shift).posmod(1.0) * cell_m
				if place.distance_to(at) <= reach and _may_stand(point, place):
					_note(point, place)


# The shader blends four pixels: what none of them has is nowhere between.
func _may_stand(point: int, place: Vector2) -> bool:
	var pixel := Vector2i((place * _pixels - Vector2(0.5, 0.5)).floor())
	var low := pixel.clamp(Vector2i.ZERO, _last_pixel)
	var high := (pixel + Vector2i.ONE).clamp(Vector2i.ZERO, _last_pixel)
	var above := maxi(_bytes[low.y * _wide + low.x], _bytes[low.y * _wide + high.x])
	var below := maxi(_bytes[high.y * _wide + low.x], _bytes[high.y * _wide + high.x])
	return maxi(above, below) * amount * _points > 255.0 * point


func _note(point: int, place: Vector2) -> void:
	var side := int(place.x > at.x) + 2 * int(place.y > at.y)
	var away := place.distance_to(at)
	_row[NUMBER] = point
	# On the edge between two models, the shader shows one of both.
	if away <= reaches[0] + MARGIN_M:
		_row[PART] = FIRST
		_sides[side].append_array(_row)
	if away > reaches[0] - MARGIN_M:
		_row[PART] = SECOND
		_sides[SIDES + side].append_array(_row)


static func _low(word: int) -> int:
	return word & 0xFFFFFFFF
