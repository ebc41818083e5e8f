@tool
extends ConfirmationDialog
## Asks what terrain to make, shows how far the server is, and hands over the finished terrain.

## The terrain is made and wants a place in the scene that was open when it was asked for.
signal terrain_made(terrain: StaticBody3D, scene_root: Node)

const ProcgenClientScript := preload("../client/procgen_client.gd")
const TerrainBuilder := preload("../terrain/terrain_builder.gd")
const GrpcStatus := preload("../client/grpc_status.gd")
const Messages := preload("../client/messages.gd")
const TerrainCall := preload("../client/terrain_call.gd")

## Points along an edge: 2^n + 1, so that the terrain can be halved evenly.
const SIZES: Array[int] = [65, 129, 257, 513, 1025, 2049]
const ANY_LANDFORM := "any"

var _client: ProcgenClientScript
var _running: TerrainCall = null

var _seed := SpinBox.new()
var _size := OptionButton.new()
var _metres_per_pixel := SpinBox.new()
var _landform := OptionButton.new()
var _preview := TextureRect.new()
var _progress := ProgressBar.new()
var _message := Label.new()


func _init() -> void:
	title = "Generate Terrain"
	ok_button_text = "Generate"
	dialog_hide_on_ok = false
	_seed.max_value = 0xFFFF_FFFF
	for points in SIZES:
		_size.add_item("%d × %d" % [points, points])
	_size.select(SIZES.find(513))
	_metres_per_pixel.min_value = 0.1
	_metres_per_pixel.max_value = 1000.0
	_metres_per_pixel.step = 0.1
	_metres_per_pixel.value = 4.0
	_metres_per_pixel.suffix = "m"
	_landform.add_item(ANY_LANDFORM)
	_preview.custom_minimum_size = Vector2(256, 256)
	_preview.expand_mode = TextureRect.EXPAND_IGNORE_SIZE
	_preview.stretch_mode = TextureRect.STRETCH_KEEP_ASPECT_CENTERED
	_progress.max_value = 1.0
	_progress.step = 0.0
	_message.name = "Message"
	_message.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_message.custom_minimum_size.x = 320

	var fields := GridContainer.new()
	fields.columns = 2
	_add_field(fields, "Seed", _seed)
	_add_field(fields, "Size", _size)
	_add_field(fields, "Spacing", _metres_per_pixel)
	_add_field(fields, "Landform", _landform)
	var rows := VBoxContainer.new()
	for row: Control in [fields, _preview, _progress, _message]:
		rows.add_child(row)
	add_child(rows)

	confirmed.connect(generate)
	canceled.connect(cancel)


## Shows the dialog and asks the server what it offers.
func open(client: ProcgenClientScript) -> void:
	_client = client
	_show_message("")
	popup_centered()
	var info_call := _client.get_info()
	var status: GrpcStatus = await info_call.finished
	if not status.is_ok():
		_show_message(status.message)
		return
	var terrain := info_call.info.domain("terrain")
	if terrain:
		_offer_landforms(terrain.choice_values("landform"))


## Asks for the terrain that the fields describe, in the scene that is open.
func generate() -> void:
	var scene_root := EditorInterface.get_edited_scene_root()
	if not scene_root:
		_show_message("Open a scene first: the terrain becomes a part of it.")
		return
	_set_busy(true)
	_show_message("")
	_running = _client.generate_terrain(_request())
	_running.progressed.connect(_show_progress)
	var status: GrpcStatus = await _running.finished
	if status.is_ok():
		_show_message("Building the surface…")
		var terrain := await TerrainBuilder.build_in_background(_running)
		if _running.is_cancelled() or scene_root != EditorInterface.get_edited_scene_root():
			terrain.free()
		else:
			terrain.position = -_middle_of(_running)
			hide()
			terrain_made.emit(terrain, scene_root)
	else:
		_show_message(_sentences(status))
	_running = null
	_set_busy(false)


## Stops what runs.
func cancel() -> void:
	if _running:
		_running.cancel()


func _add_field(fields: GridContainer, label_text: String, field: Control) -> void:
	var label := Label.new()
	label.text = label_text
	fields.add_child(label)
	field.name = label_text
	field.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	fields.add_child(field)


func _offer_landforms(names: PackedStringArray) -> void:
	var chosen := _landform.get_item_text(_landform.selected)
	_landform.clear()
	_landform.add_item(ANY_LANDFORM)
	for landform in names:
		_landform.add_item(landform)
	_landform.select(maxi(names.find(chosen) + 1, 0))


func _request() -> Messages.TerrainRequest:
	var request := Messages.TerrainRequest.new()
	request.seed = int(_seed.value)
	request.width_px = SIZES[_size.selected]
	request.depth_px = SIZES[_size.selected]
	request.metres_per_pixel = _metres_per_pixel.value
	if _landform.selected > 0:
		request.landform = _landform.get_item_text(_landform.selected)
	return request


# Where the ground is in the middle of a terrain. It comes to lie at the scene's origin, where one
# looks first: a landscape is kilometres wide, and its heights count from the sea.
func _middle_of(terrain_call: TerrainCall) -> Vector3:
	var result := terrain_call.result
	var half := Vector2i(result.width_px >> 1, result.depth_px >> 1)
	var height_m := TerrainBuilder.heights_of(terrain_call)[half.y * result.width_px + half.x]
	return Vector3(half.x * result.metres_per_pixel, height_m, half.y * result.metres_per_pixel)


func _show_progress(progress: Messages.Progress) -> void:
	_progress.value = progress.fraction
	_show_message(progress.stage)
	if not progress.preview_png.is_empty():
		var image := Image.new()
		if image.load_png_from_buffer(progress.preview_png) == OK:
			_preview.texture = ImageTexture.create_from_image(image)


func _show_message(text: String) -> void:
	_message.text = text


func _set_busy(busy: bool) -> void:
	get_ok_button().disabled = busy
	_progress.value = 0.0


# What went wrong, and what can be done about it.
func _sentences(status: GrpcStatus) -> String:
	if status.detail and status.detail.remedy:
		return "%s\n%s" % [status.message, status.detail.remedy]
	return status.message
