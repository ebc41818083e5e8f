@tool
extends VBoxContainer
## A map to paint on: heights to follow, lines for ridges, rivers and valleys, ground to keep,
## landforms, places where the land is worn or filled, forms to stamp onto it, and a region.
##
## Heights are metres above the sea. Painting starts from the last terrain, and where there is none
## from the sea.

## The designer wants a blank map.
signal cleared
## A stroke of the brush has ended, or was taken back.
signal painted
## The designer has drawn another region.
signal region_chosen

const MapLayers := preload("map_layers.gd")

## Cells along each side of the map.
const CELLS := 64
const TOOLS: Array[String] = [
	"Raise",
	"Lower",
	"Smooth",
	"Flatten",
	"Erase",
	"Ridge",
	"River",
	"Valley",
	"Lock",
	"Unlock",
	"Landform",
	"Wear",
	"Slide",
	"Settle",
	"Stamp",
	"Region",
]
const STROKES: Dictionary[String, ProcgenV1.StrokeKind] = {
	"Ridge": ProcgenV1.StrokeKind.RIDGE,
	"River": ProcgenV1.StrokeKind.RIVER,
	"Valley": ProcgenV1.StrokeKind.VALLEY,
}
const COLOURS: Dictionary[String, Color] = {
	"Ridge": Color.ORANGE, "River": Color.DEEP_SKY_BLUE, "Valley": Color.MEDIUM_SPRING_GREEN
}
## How much unpainted ground counts where it is to stay about as it is; paint counts up to 1.
const HELD_WEIGHT := 0.25
const STEPS_MAX := 64
# A stroke may have 256 points: so far apart, they reach over the map and back again.
const _POINT_DISTANCE := 0.01
const _POINTS_MAX := 256
const _OUTSIDE := Vector2(-1.0, -1.0)
const _PICTURE := "Picture…"
# What has a say in what a tool does, beside the size of the brush.
const _SAYS: Dictionary[String, Array] = {
	"Metres": ["Raise", "Lower", "Flatten", "Ridge", "River", "Valley"],
	"Softness":
	["Raise", "Lower", "Smooth", "Flatten", "Erase", "Landform", "Wear", "Slide", "Settle"],
	"Strength": ["Wear", "Slide", "Settle"],
	"Landform": ["Landform"],
	"Form": ["Stamp"],
	"Rule": ["Stamp"],
	"Height": ["Stamp"],
}

## What lies below the paint.
var background: Texture2D:
	set(value):
		background = value
		_map.queue_redraw()

## Part of a map of 1 x 1 that was marked; empty if none was.
var region := Rect2()
## Landforms, erosion and stamps.
var layers := MapLayers.new()

# Heights of the last terrain in metres, a cell each.
var _ground := _blank()
# Heights that unpainted ground is held to.
var _held := _blank()
# What is painted: heights in metres, weights 0 to 1, locks 0 or 1, and lines as [tool, points on a
# map of 1 x 1, metres]. Before each stroke of the brush all of it goes on the pile of steps.
var _heights := _blank()
var _weights := _blank()
var _locks := _blank()
var _lines: Array[Array] = []
var _steps: Array[Array] = []
# Of this stroke: heights before it, and how far each cell is in it, 0 to 1.
var _before := _blank()
var _reach := _blank()
var _pointer := _OUTSIDE
var _region_start := Vector2.ZERO

var _tool := OptionButton.new()
var _size := EditorSpinSlider.new()
var _metres := EditorSpinSlider.new()
var _softness := EditorSpinSlider.new()
var _strength := EditorSpinSlider.new()
var _height := EditorSpinSlider.new()
var _landform := OptionButton.new()
var _form := OptionButton.new()
var _rule := OptionButton.new()
var _pictures := EditorFileDialog.new()
# Heights of the picture that is stamped.
var _picture := []
var _frame := AspectRatioContainer.new()
var _map := Control.new()
var _paint := ImageTexture.create_from_image(
	Image.create_empty(CELLS, CELLS, false, Image.FORMAT_RGBA8)
)


func _init() -> void:
	for title in TOOLS:
		_tool.add_item(title)
	_tool.tooltip_text = "What the brush does. Locked ground stays when the terrain is made anew."
	_set_range(_size, "Size", 1.0, 24.0, 7.0)
	_size.tooltip_text = "Radius of the brush, in 64ths of the map."
	_set_range(_metres, "Metres", -5000.0, 5000.0, 200.0)
	_metres.tooltip_text = (
		"How much a stroke raises or lowers, the height to flatten to, or the height of a ridge and"
		+ " depth of a valley or river; 0 leaves those to the server."
	)
	_tool.name = "Tool"
	_tool.item_selected.connect(_show_sliders.unbind(1))
	_set_range(_softness, "Softness", 0.0, 1.0, 1.0, 0.01)
	_softness.tooltip_text = "How softly the brush ends, and how irregularly landforms do."
	_set_range(_strength, "Strength", 0.0, 1.0, 0.7, 0.01)
	_strength.tooltip_text = "How much the land is worn by water, slides, or is filled by debris."
	_set_range(_height, "Height", -4.0, 4.0, 1.0, 0.05)
	_height.tooltip_text = "Factor on the height of what is stamped; below 0 it is upside down."
	_landform.name = "Landform"
	_form.name = "Form"
	_form.tooltip_text = "Click to set it onto the land, as wide as the brush; drag to turn it."
	_form.item_selected.connect(_choose_form)
	_rule.name = "Rule"
	for rule in MapLayers.RULES:
		_rule.add_item(rule)
	_pictures.access = EditorFileDialog.ACCESS_FILESYSTEM
	_pictures.file_mode = EditorFileDialog.FILE_MODE_OPEN_FILE
	_pictures.add_filter("*.png,*.exr,*.hdr,*.webp,*.jpg", "Height maps")
	_pictures.file_selected.connect(take_picture)
	_pictures.canceled.connect(take_picture.bind(""))
	add_child(_pictures)
	_add_row([_tool, _size, _metres])
	_add_row([_softness, _strength, _landform, _form, _rule, _height])
	_map.name = "Map"
	_map.focus_mode = Control.FOCUS_CLICK
	_map.clip_contents = true
	_map.draw.connect(_draw_map)
	_map.gui_input.connect(_on_map_input)
	_map.mouse_exited.connect(_point_at.bind(_OUTSIDE))
	_frame.custom_minimum_size.y = 256.0 * EditorInterface.get_editor_scale()
	_frame.add_child(_map)
	add_child(_frame)
	var buttons: Array[Control] = []
	for title: String in ["Undo", "Clear"]:
		var button := Button.new()
		button.name = title + "Paint"
		button.text = title
		button.pressed.connect(undo if title == "Undo" else _clear)
		buttons.append(button)
	_add_row(buttons)


## Shows a map of other proportions.
func set_proportions(size_px: Vector2i) -> void:
	_frame.ratio = float(size_px.x) / size_px.y


## Offers landforms to paint, and those that can be stamped.
func offer_landforms(landforms: PackedStringArray, forms: PackedStringArray) -> void:
	for title in landforms:
		_landform.add_item(title.replace("_", " ") if title else "any")
		_landform.set_item_metadata(_landform.item_count - 1, title)
	for title in forms:
		_form.add_item(title.replace("_", " "))
		_form.set_item_metadata(_form.item_count - 1, title)
	_form.add_item(_PICTURE)
	_show_sliders()


## Stamps a height map from now on: its grey times what Metres says, or its metres. Returns whether
## it can be read.
func take_picture(path: String) -> bool:
	_picture = MapLayers.picture_form(path, absf(_metres.value))
	if _picture:
		_form.set_item_text(_form.item_count - 1, path.get_file())
	else:
		_form.set_item_text(_form.item_count - 1, _PICTURE)
		_form.select(0)
	_show_sliders()
	return not _picture.is_empty()


## Takes over the heights of a terrain, row by row from the north-west.
func set_ground(heights: PackedFloat32Array, size_px: Vector2i) -> void:
	var scale_up := Vector2(size_px) / CELLS
	for row in CELLS:
		for column in CELLS:
			var place := Vector2i((Vector2(column, row) + Vector2(0.5, 0.5)) * scale_up)
			_ground[row * CELLS + column] = heights[place.y * size_px.x + place.x]
	_show_paint()


## Takes the ground as it is now for what [method sketch] can hold it to.
func hold_ground() -> void:
	_held = _ground.duplicate()


## The painted heights; null where there are none. Where nothing is painted the server is free, or
## [param holds] the ground to what it was.
func sketch(holds: bool) -> ProcgenV1.Sketch:
	if _weights == _blank():
		return null
	var drawn := ProcgenV1.Sketch.new()
	drawn.width = CELLS
	drawn.depth = CELLS
	drawn.heights_m = _shown_heights()
	drawn.weights = _weights.duplicate()
	if holds:
		for cell in CELLS * CELLS:
			# Faint paint goes over into the ground, without a rim.
			var share := minf(_weights[cell] / HELD_WEIGHT, 1.0)
			drawn.heights_m[cell] = lerpf(_held[cell], drawn.heights_m[cell], share)
			drawn.weights[cell] = maxf(_weights[cell], HELD_WEIGHT)
	return drawn


## The lines on a map that covers [param area] of the world's pixel grid.
func strokes(area: Rect2) -> Array[ProcgenV1.Stroke]:
	var drawn: Array[ProcgenV1.Stroke] = []
	for line in _lines:
		var stroke := ProcgenV1.Stroke.new()
		stroke.kind = STROKES[line[0]]
		if line[2] != 0.0:
			stroke.amount_m = absf(line[2] as float)
		for place: Vector2 in line[1]:
			var point := ProcgenV1.PathPoint.new()
			point.x_px = area.position.x + place.x * area.size.x
			point.z_px = area.position.y + place.y * area.size.y
			stroke.points.append(point)
		# A click has no direction.
		if stroke.points.size() > 1:
			drawn.append(stroke)
	return drawn


## The locked ground of a terrain whose heights, float32, cover [param area]; null if nothing is
## locked. Where the ground is free there are zeros, which compress to nothing.
func lock(heights: PackedByteArray, area: Rect2i) -> ProcgenV1.Lock:
	if _locks == _blank():
		return null
	var drawn := ProcgenV1.Lock.new()
	drawn.area = ProcgenV1.WorldArea.new()
	drawn.area.origin_x_px = area.position.x
	drawn.area.origin_z_px = area.position.y
	# The bits of rows follow one another without a gap: a multiple of eight keeps them in bytes.
	drawn.area.width_px = ceili(area.size.x / 8.0) * 8
	drawn.area.depth_px = area.size.y
	var free := PackedByteArray()
	free.resize(drawn.area.width_px * 4)
	for row in area.size.y:
		var bits := PackedByteArray()
		bits.resize(drawn.area.width_px >> 3)
		var first := floori(float(row) * CELLS / area.size.y) * CELLS
		var west := 0
		for cell in CELLS:
			var east := ceili((cell + 1.0) * area.size.x / CELLS)
			var is_locked := _locks[first + cell] > 0.0
			var start := row * area.size.x if is_locked else 0
			drawn.heights_f32.append_array(
				(heights if is_locked else free).slice((start + west) * 4, (start + east) * 4)
			)
			for column in range(west, east if is_locked else west):
				bits[column >> 3] |= 0x80 >> (column & 7)
			west = east
		drawn.heights_f32.append_array(free.slice(west * 4))
		drawn.mask_bits.append_array(bits)
	drawn.heights_f32 = drawn.heights_f32.compress(FileAccess.COMPRESSION_DEFLATE)
	drawn.mask_bits = drawn.mask_bits.compress(FileAccess.COMPRESSION_DEFLATE)
	drawn.compressed = true
	return drawn


## Takes back the last stroke of the brush, or the clearing.
func undo() -> void:
	if _steps:
		var step: Array = _steps.pop_back()
		_heights = step[0]
		_weights = step[1]
		_locks = step[2]
		_lines.assign(step[3] as Array)
		layers.restore(step[4] as Array)
		_show_paint()
		painted.emit()


func _clear() -> void:
	_remember()
	_weights.fill(0.0)
	_locks.fill(0.0)
	_lines.clear()
	layers.clear()
	_show_paint()
	cleared.emit()
	painted.emit()


func _remember() -> void:
	var step := [_heights, _weights, _locks, _lines]
	step = step.map(func(part: Variant) -> Variant: return part.duplicate())
	_steps.append(step + [layers.snapshot()])
	if _steps.size() > STEPS_MAX:
		_steps.pop_front()


func _on_map_input(event: InputEvent) -> void:
	var button := event as InputEventMouseButton
	var motion := event as InputEventMouseMotion
	var key := event as InputEventKey
	if button and button.button_index == MOUSE_BUTTON_LEFT and button.pressed:
		if _tool.text == "Region":
			_pointer = button.position / _map.size
			_mark_region(_pointer)
			return
		_remember()
		_before = _shown_heights()
		_reach.fill(0.0)
		if _tool.text in STROKES:
			_lines.append([_tool.text, PackedVector2Array(), _metres.value])
		if _tool.text == "Stamp":
			_set_stamp(button.position / _map.size)
		else:
			_brush(button.position / _map.size)
	elif button and button.button_index == MOUSE_BUTTON_LEFT:
		if _tool.text == "Region":
			region_chosen.emit()
		else:
			painted.emit()
	elif motion:
		_point_at(motion.position / _map.size)
		if motion.button_mask & MOUSE_BUTTON_MASK_LEFT:
			_drag(_pointer)
	elif key and key.pressed and key.keycode == KEY_Z and key.is_command_or_control_pressed():
		# Here it takes back paint, and nothing in the scene.
		_map.accept_event()
		undo()


func _point_at(place: Vector2) -> void:
	_pointer = place
	_map.queue_redraw()


func _drag(place: Vector2) -> void:
	match _tool.text:
		"Region":
			_mark_region(_region_start, place)
		"Stamp":
			layers.turn_last_stamp(place)
			_map.queue_redraw()
		_:
			_brush(place)


func _mark_region(start: Vector2, end := start) -> void:
	_region_start = start
	region = Rect2(start.clampf(0.0, 1.0), Vector2.ZERO).expand(end.clampf(0.0, 1.0))
	_map.queue_redraw()


func _set_stamp(place: Vector2) -> void:
	var form: Variant = _form.get_item_metadata(_form.selected)
	layers.add_stamp(
		form if form else _picture, place, 2.0 * _size.value / CELLS, _rule.text, _height.value
	)
	_map.queue_redraw()


func _choose_form(item: int) -> void:
	if item == _form.item_count - 1:
		_pictures.popup_file_dialog()


# Only those that have a say.
func _show_sliders() -> void:
	for slider: Control in [_metres, _softness, _strength, _landform, _form, _rule, _height]:
		slider.visible = _tool.text in _SAYS[slider.name]
	if _tool.text == "Stamp":
		# The height of white in a picture.
		_metres.visible = _form.get_item_metadata(_form.selected) == null


# Touches the map at a place on 1 x 1 with the brush.
func _brush(place: Vector2) -> void:
	if _tool.text in STROKES:
		var points: PackedVector2Array = _lines[-1][1]
		if not points or points[-1].distance_to(place) > _POINT_DISTANCE:
			_lines[-1][1] = points + PackedVector2Array([place.clampf(0.0, 1.0)])
		_lines[-1][1] = _lines[-1][1].slice(0, _POINTS_MAX)
		_map.queue_redraw()
		return
	if _tool.text == "Erase":
		layers.erase_stamps(place, _size.value / CELLS)
	layers.softness = _softness.value if _tool.text == "Landform" else layers.softness
	var middle := place * CELLS - Vector2(0.5, 0.5)
	var radius := Vector2.ONE * _size.value
	var first := Vector2i((middle - radius).ceil()).clampi(0, CELLS)
	var last := Vector2i((middle + radius).floor()).clampi(-1, CELLS - 1)
	for row in range(first.y, last.y + 1):
		for column in range(first.x, last.x + 1):
			var distance := middle.distance_to(Vector2(column, row)) / _size.value
			if distance < 1.0:
				var fade := smoothstep(1.0, 1.0 - _softness.value - 1e-3, distance)
				_touch(row * CELLS + column, fade)
	_show_paint()


func _touch(cell: int, pressure: float) -> void:
	var reach := maxf(_reach[cell], pressure)
	_reach[cell] = reach
	match _tool.text:
		"Erase":
			_weights[cell] = minf(_weights[cell], 1.0 - reach)
			layers.erase(cell, reach)
			return
		"Landform":
			if reach >= 0.5:
				layers.paint_landform(
					cell, _landform.get_item_metadata(_landform.selected) as String
				)
			return
		"Wear", "Slide", "Settle":
			layers.paint_erosion(cell, _tool.text, reach * _strength.value)
			return
		"Lock", "Unlock":
			_locks[cell] = 1.0 if _tool.text == "Lock" else 0.0
			return
		"Raise":
			_heights[cell] = _before[cell] + _metres.value * reach
		"Lower":
			_heights[cell] = _before[cell] - _metres.value * reach
		"Flatten":
			_heights[cell] = lerpf(_before[cell], _metres.value, reach)
		"Smooth":
			_heights[cell] = lerpf(_before[cell], _mean_around(cell), reach)
	_weights[cell] = maxf(_weights[cell], reach)


func _mean_around(cell: int) -> float:
	var sum := 0.0
	for row: int in [-2, -1, 0, 1, 2]:
		for column: int in [-2, -1, 0, 1, 2]:
			var place := (_place_of(cell) + Vector2i(column, row)).clampi(0, CELLS - 1)
			sum += _before[place.y * CELLS + place.x]
	return sum / 25.0


func _shown_heights() -> PackedFloat32Array:
	var shown := _ground.duplicate()
	for cell in CELLS * CELLS:
		if _weights[cell] > 0.0:
			shown[cell] = _heights[cell]
	return shown


# Raised is warm, lowered is cold, landforms and erosion have colours of their own, locked is dark.
func _show_paint() -> void:
	var image := Image.create_empty(CELLS, CELLS, false, Image.FORMAT_RGBA8)
	for cell in CELLS * CELLS:
		var change := _heights[cell] - _ground[cell]
		var colour := Color.ORANGE_RED if change >= 0.0 else Color.ROYAL_BLUE
		colour.a = _weights[cell] * clampf(0.25 + absf(change) / 1000.0, 0.0, 0.7)
		colour = colour.blend(layers.tint(cell))
		if _locks[cell] > 0.0:
			colour = colour.blend(Color(0.0, 0.0, 0.0, 0.55))
		image.set_pixelv(_place_of(cell), colour)
	_paint.update(image)
	_map.queue_redraw()


func _draw_map() -> void:
	var whole := Rect2(Vector2.ZERO, _map.size)
	_map.draw_rect(whole, Color(0.22, 0.26, 0.22))
	if background:
		_map.draw_texture_rect(background, whole, false)
	_map.draw_texture_rect(_paint, whole, false)
	for line in _lines:
		var points: PackedVector2Array = (
			Transform2D.IDENTITY.scaled(_map.size) * (line[1] as PackedVector2Array)
		)
		if points.size() > 1:
			_map.draw_polyline(points, COLOURS[line[0]], 3.0, true)
	for outline: Array in layers.outlines():
		_map.draw_set_transform((outline[0] as Vector2) * _map.size, outline[2] as float, _map.size)
		_map.draw_arc(Vector2.ZERO, outline[1] as float, 0.0, TAU, 48, Color.WHITE)
		_map.draw_line(Vector2.ZERO, Vector2(0.0, -outline[1] as float), Color.WHITE)
	_map.draw_set_transform(Vector2.ZERO)
	if region.has_area():
		_map.draw_rect(
			Rect2(region.position * _map.size, region.size * _map.size), Color.WHITE, false
		)
	if _pointer != _OUTSIDE and _tool.text != "Region" and _tool.text not in STROKES:
		_map.draw_set_transform(_pointer * _map.size, 0.0, _map.size / CELLS)
		_map.draw_arc(Vector2.ZERO, _size.value, 0.0, TAU, 48, Color.WHITE)


func _set_range(
	slider: EditorSpinSlider, title: String, low: float, high: float, now: float, step := 1.0
) -> void:
	slider.name = title
	slider.label = title
	slider.min_value = low
	slider.max_value = high
	slider.step = step
	slider.value = now


func _add_row(controls: Array[Control]) -> void:
	var row := HBoxContainer.new()
	for control in controls:
		control.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		row.add_child(control)
	add_child(row)


static func _place_of(cell: int) -> Vector2i:
	return Vector2i(cell % CELLS, floori(cell / float(CELLS)))


static func _blank() -> PackedFloat32Array:
	var cells := PackedFloat32Array()
	cells.resize(CELLS * CELLS)
	return cells
