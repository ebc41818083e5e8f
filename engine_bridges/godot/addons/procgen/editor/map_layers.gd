@tool
extends RefCounted
## What is painted on a map beside heights: which landform is where, where the land is worn or
## filled, and forms that are stamped onto it.

## Cells along each side of the map, as many as a landform map may have.
const CELLS := 64
## Brushes of erosion, and what each paints in a request.
const ERODING: Dictionary[String, StringName] = {
	"Wear": &"water", "Slide": &"slopes", "Settle": &"deposit"
}
const RULES: Array[String] = ["Raise", "Lower", "Add", "Replace", "Keep mean"]
const _TINTS: Dictionary[String, Color] = {
	"Wear": Color.DEEP_SKY_BLUE, "Slide": Color.SIENNA, "Settle": Color.KHAKI
}
## Largest side of a picture that is stamped.
const _PICTURE_PX := 1024
## Landforms border on one another as roughly as this with the softest brush.
const _ROUGHEST := 1.0
const _HALF := 0.5

## How irregular landforms' borders are, 0 to 1: as soft as the last brush was.
var softness := 1.0

# Numbers of painted landforms, 0 for none, and what they stand for.
var _landforms := PackedByteArray()
var _names := PackedStringArray()
# Of each brush of erosion the strength of each cell, 0 to 1.
var _worn: Dictionary[String, PackedFloat32Array] = {}
# [form, place on a map of 1 x 1, width as a share of the map's, turn in radians, rule, factor on
# heights]; a form is a landform's name, or a picture's heights as [bytes, size].
var _stamps: Array[Array] = []


func _init() -> void:
	clear()


## Takes all paint away.
func clear() -> void:
	_landforms.resize(CELLS * CELLS)
	_landforms.fill(0)
	_names = PackedStringArray()
	_stamps.clear()
	for brush in ERODING:
		var cells := PackedFloat32Array()
		cells.resize(CELLS * CELLS)
		_worn[brush] = cells


## All of it, for [method restore].
func snapshot() -> Array:
	return [
		_landforms.duplicate(), _names.duplicate(), _worn.duplicate(true), _stamps.duplicate(true)
	]


## Goes back to what [method snapshot] gave.
func restore(kept: Array) -> void:
	_landforms = kept[0]
	_names = kept[1]
	_worn.assign(kept[2] as Dictionary)
	_stamps.assign(kept[3] as Array)


## Makes a cell a landform's; an empty name stands for any.
func paint_landform(cell: int, title: String) -> void:
	if title not in _names:
		_names.append(title)
	_landforms[cell] = _names.find(title) + 1


## Wears or fills a cell at least so much, 0 to 1.
func paint_erosion(cell: int, brush: String, strength: float) -> void:
	_worn[brush][cell] = maxf(_worn[brush][cell], strength)


## Takes away so much of what is painted on a cell, 0 to 1.
func erase(cell: int, share: float) -> void:
	if share >= _HALF:
		_landforms[cell] = 0
	for brush in _worn:
		_worn[brush][cell] = minf(_worn[brush][cell], 1.0 - share)


## Takes away stamps whose middle lies around a place on a map of 1 x 1.
func erase_stamps(place: Vector2, radius: float) -> void:
	_stamps = _stamps.filter(
		func(stamp: Array) -> bool: return (stamp[1] as Vector2).distance_to(place) > radius
	)


## Sets a form onto the land: a landform's name, or what [method picture_form] made.
func add_stamp(form: Variant, place: Vector2, width: float, rule: String, scale: float) -> void:
	_stamps.append([form, place, width, 0.0, rule, scale])


## Turns the last stamp towards a place.
func turn_last_stamp(place: Vector2) -> void:
	var away := place - (_stamps[-1][1] as Vector2)
	# From north, which is where a form's top is, clockwise: z grows south.
	if away.length() > 0.01:
		_stamps[-1][3] = away.angle() + PI * _HALF


## Outlines of the stamps on a map of 1 x 1: middle, half the width, and turn.
func outlines() -> Array:
	return _stamps.map(
		func(stamp: Array) -> Array: return [stamp[1], (stamp[2] as float) * _HALF, stamp[3]]
	)


## What a cell is tinted with.
func tint(cell: int) -> Color:
	var colour := Color.TRANSPARENT
	if _landforms[cell]:
		var hue := fmod(_landforms[cell] * 0.381966, 1.0)
		colour = Color.from_hsv(hue, 0.7, 0.9, 0.4)
	for brush in _worn:
		var over := _TINTS[brush]
		over.a = 0.6 * _worn[brush][cell]
		colour = colour.blend(over)
	return colour


## Which landform is where; null where none is painted. [param own] is that of the other cells.
func landform_map(own: String) -> ProcgenV1.LandformMap:
	if _landforms.count(0) == CELLS * CELLS:
		return null
	var drawn := ProcgenV1.LandformMap.new()
	drawn.width = CELLS
	drawn.depth = CELLS
	drawn.indices = _landforms.duplicate()
	drawn.roughness = _ROUGHEST * softness
	for title: String in [own] + Array(_names):
		var entry := ProcgenV1.LandformEntry.new()
		entry.landform = title
		drawn.palette.append(entry)
	return drawn


## Where the land is worn and filled; null where nothing is painted.
func erosion() -> ProcgenV1.ErosionMap:
	var drawn := ProcgenV1.ErosionMap.new()
	drawn.width = CELLS
	drawn.depth = CELLS
	var is_painted := false
	for brush in ERODING:
		var cells := PackedByteArray()
		for strength in _worn[brush]:
			cells.append(roundi(strength * 255.0))
		if cells.count(0) < CELLS * CELLS:
			drawn.set(ERODING[brush], cells)
			is_painted = true
	return drawn if is_painted else null


## The stamps of a map that covers [param area] of the world's pixels.
func stamps(area: Rect2, metres_per_pixel: float) -> Array[ProcgenV1.Stamp]:
	var drawn: Array[ProcgenV1.Stamp] = []
	for kept in _stamps:
		var stamp := ProcgenV1.Stamp.new()
		var place := (area.position + (kept[1] as Vector2) * area.size) * metres_per_pixel
		stamp.x_m = place.x
		stamp.z_m = place.y
		stamp.width_m = (kept[2] as float) * area.size.x * metres_per_pixel
		stamp.turn_deg = wrapf(rad_to_deg(kept[3] as float), -180.0, 180.0)
		stamp.rule = ProcgenV1.StampRule[(kept[4] as String).to_snake_case().to_upper()]
		stamp.height_scale = kept[5]
		stamp.round = true
		if kept[0] is String:
			stamp.landform = kept[0]
		else:
			stamp.sha256 = ProcgenClient.sha256(kept[0][0] as PackedByteArray)
			stamp.width = kept[0][1].x
			stamp.depth = kept[0][1].y
		drawn.append(stamp)
	return drawn


## Heights that the stamps name, which the server must have before.
func blobs() -> Array[PackedByteArray]:
	var named: Array[PackedByteArray] = []
	for stamp in _stamps:
		if stamp[0] is not String:
			named.append(stamp[0][0] as PackedByteArray)
	return named


## The heights of a picture: its grey times [param white_m], or metres where it has floats. Empty if
## it can't be read.
static func picture_form(path: String, white_m: float) -> Array:
	var image := Image.load_from_file(path) if FileAccess.file_exists(path) else null
	if not image or image.is_empty():
		return []
	var is_metres := image.get_format() in [Image.FORMAT_RF, Image.FORMAT_RGBF, Image.FORMAT_RGBAF]
	is_metres = is_metres or image.get_format() in [Image.FORMAT_RH, Image.FORMAT_RGBH]
	image.convert(Image.FORMAT_RF)
	var largest := maxi(image.get_width(), image.get_height())
	if largest > _PICTURE_PX:
		var small := (Vector2(image.get_size()) * _PICTURE_PX / largest).max(Vector2(2.0, 2.0))
		image.resize(int(small.x), int(small.y), Image.INTERPOLATE_CUBIC)
	var heights := image.get_data().to_float32_array()
	if not is_metres:
		for index in heights.size():
			heights[index] *= white_m
	return [heights.to_byte_array().compress(FileAccess.COMPRESSION_DEFLATE), image.get_size()]
