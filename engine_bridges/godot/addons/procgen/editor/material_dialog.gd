@tool
extends ConfirmationDialog
## Asks what material to make, shows it while it comes, saves it, and hands it over.

## A saved material wants to be put on the objects that are selected.
signal material_chosen(material: BaseMaterial3D)

const GrpcStatus := preload("../client/grpc_status.gd")
const MaterialBuilder := preload("../texture/material_builder.gd")
const MaterialFiles := preload("../texture/material_files.gd")
const MaterialPreview := preload("material_preview.gd")
const Messages := preload("../client/messages.gd")
const ProcgenClientScript := preload("../client/procgen_client.gd")
const TextureCall := preload("../client/texture_call.gd")
const TextureMessages := preload("../client/texture_messages.gd")

const SIZES: Array[int] = [256, 512, 1024, 2048, 4096]
const BY_DESCRIPTION := "as described"
const WEATHER: Array[String] = ["wear", "dirt", "moss", "wetness", "puddles", "snow"]
const DEFAULT_FOLDER := "res://materials"

var _client: ProcgenClientScript
var _running: TextureCall = null
## The call whose material is shown.
var _shown: TextureCall = null

var _material_class := OptionButton.new()
var _description := LineEdit.new()
var _seed := SpinBox.new()
var _size := OptionButton.new()
var _metres := SpinBox.new()
var _weather: Dictionary[String, HSlider] = {}
var _triplanar := CheckBox.new()
var _folder := LineEdit.new()
var _folder_dialog := EditorFileDialog.new()
var _preview := MaterialPreview.new()
var _progress := ProgressBar.new()
var _message := Label.new()
var _save_button: Button
var _apply_button: Button


func _init() -> void:
	title = "Generate Material"
	ok_button_text = "Generate"
	cancel_button_text = "Close"
	dialog_hide_on_ok = false
	_save_button = add_button("Save")
	_save_button.tooltip_text = "Write the pictures and the material into the folder."
	_apply_button = add_button("Apply to Selection")
	_apply_button.tooltip_text = "Save, and put the material on the selected objects."
	_fill_in_ranges()

	var fields := GridContainer.new()
	fields.columns = 2
	fields.custom_minimum_size.x = 320
	_add_field(fields, "Class", _material_class)
	_add_field(fields, "Description", _description)
	_add_field(fields, "Seed", _seed)
	_add_field(fields, "Size", _size)
	_add_field(fields, "Tile", _metres)
	for layer in WEATHER:
		_weather[layer] = HSlider.new()
		_weather[layer].max_value = 1.0
		_weather[layer].step = 0.01
		_weather[layer].size_flags_vertical = Control.SIZE_SHRINK_CENTER
		_add_field(fields, layer.capitalize(), _weather[layer])
	_add_field(fields, "Projection", _triplanar)
	_add_field(fields, "Folder", _folder_row())

	var shown := VBoxContainer.new()
	for row: Control in [_preview, _progress, _message]:
		shown.add_child(row)
	var columns := HBoxContainer.new()
	columns.add_theme_constant_override("separation", 16)
	columns.add_child(fields)
	columns.add_child(shown)
	add_child(columns)
	add_child(_folder_dialog)

	confirmed.connect(generate)
	canceled.connect(cancel)
	_save_button.pressed.connect(save)
	_apply_button.pressed.connect(apply)
	_folder_dialog.dir_selected.connect(func(folder: String) -> void: _folder.text = folder)
	_set_busy(false)


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
	var texture := info_call.info.domain("texture")
	if texture:
		_offer_classes(texture.choice_values("material"))
	else:
		_show_message("This procgen server makes no materials; a newer one does.")


## Asks for the material that the fields describe.
func generate() -> void:
	if _running:
		return
	_show_message("")
	_running = _client.generate_texture(_request())
	_set_busy(true)
	_running.progressed.connect(_show_progress)
	var status: GrpcStatus = await _running.finished
	if status.is_ok():
		var material := await MaterialBuilder.build_in_background(_running)
		if material and not _running.is_cancelled():
			_shown = _running
			_preview.show_material(material)
			_show_message(_description_of(_shown.result))
	else:
		_show_message(_sentences(status))
	_running = null
	_set_busy(false)


## Writes the material that is shown into the folder; null if that was not possible.
func save() -> BaseMaterial3D:
	if not _shown or _running:
		return null
	var folder := _folder.text.strip_edges().trim_suffix("/")
	if not folder.begins_with("res://"):
		_show_message("Choose a folder of the project: it begins with res://.")
		return null
	_set_busy(true)
	_show_message("Importing…")
	var material: BaseMaterial3D = null
	var problem := MaterialFiles.write(_shown, folder)
	if not problem:
		material = await MaterialFiles.import(_shown, folder, _triplanar.button_pressed)
		if not material:
			problem = "The material was written, but Godot can't read it."
	_show_message(
		problem if problem else "Saved as %s." % MaterialFiles.material_path(_shown, folder)
	)
	_set_busy(false)
	return material


## Saves the material that is shown, and puts it on what is selected.
func apply() -> void:
	var material := await save()
	if material:
		material_chosen.emit(material)


## Stops what runs.
func cancel() -> void:
	if _running:
		_running.cancel()


## Says something below the preview.
func say(text: String) -> void:
	_show_message(text)


func _fill_in_ranges() -> void:
	_material_class.add_item(BY_DESCRIPTION)
	_description.placeholder_text = "old mossy red brick wall"
	_description.clear_button_enabled = true
	_seed.max_value = 0xFFFF_FFFF
	for pixels in SIZES:
		_size.add_item("%d × %d" % [pixels, pixels])
	_size.select(SIZES.find(1024))
	_metres.max_value = 1000.0
	_metres.step = 0.05
	_metres.suffix = "m"
	_metres.tooltip_text = "Width of the tile; 0 is the usual size of the class."
	_triplanar.text = "along the world's axes"
	_triplanar.button_pressed = true
	_triplanar.tooltip_text = "True size on any object. Without, its UVs must be in metres."
	_progress.max_value = 1.0
	_progress.step = 0.0
	_message.name = "Message"
	_message.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_message.custom_minimum_size = Vector2(MaterialPreview.SIZE_PX, 52)
	_folder_dialog.file_mode = EditorFileDialog.FILE_MODE_OPEN_DIR
	_folder_dialog.access = EditorFileDialog.ACCESS_RESOURCES


func _folder_row() -> HBoxContainer:
	var row := HBoxContainer.new()
	_folder.text = DEFAULT_FOLDER
	_folder.name = "Path"
	_folder.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	row.add_child(_folder)
	var browse := Button.new()
	browse.text = "…"
	browse.pressed.connect(_folder_dialog.popup_file_dialog)
	row.add_child(browse)
	return row


func _add_field(fields: GridContainer, label_text: String, field: Control) -> void:
	var label := Label.new()
	label.text = label_text
	fields.add_child(label)
	field.name = label_text
	field.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	fields.add_child(field)


func _offer_classes(names: PackedStringArray) -> void:
	var chosen := _material_class.get_item_text(_material_class.selected)
	_material_class.clear()
	_material_class.add_item(BY_DESCRIPTION)
	for material in names:
		_material_class.add_item(material)
	_material_class.select(maxi(names.find(chosen) + 1, 0))


func _request() -> TextureMessages.TextureRequest:
	var request := TextureMessages.TextureRequest.new()
	request.seed = int(_seed.value)
	request.width_px = SIZES[_size.selected]
	request.height_px = SIZES[_size.selected]
	request.text = _description.text.strip_edges()
	if _material_class.selected > 0:
		request.material = _material_class.get_item_text(_material_class.selected)
	if _metres.value > 0.0:
		request.metres_per_tile = _metres.value
	request.weather = TextureMessages.TextureWeather.new()
	for layer in WEATHER:
		# What is left at 0 may still follow from the description.
		if _weather[layer].value > 0.0:
			request.weather.set(layer, _weather[layer].value)
	request.presets = PackedStringArray([MaterialFiles.PRESET])
	return request


func _show_progress(progress: Messages.Progress) -> void:
	_progress.value = progress.fraction
	_show_message(progress.stage)
	if not progress.preview_png.is_empty():
		var image := Image.new()
		if image.load_png_from_buffer(progress.preview_png) == OK:
			_preview.show_picture(ImageTexture.create_from_image(image))


func _show_message(text: String) -> void:
	_message.text = text


func _set_busy(busy: bool) -> void:
	get_ok_button().disabled = busy
	_save_button.disabled = busy or not _shown
	_apply_button.disabled = busy or not _shown
	_progress.value = 0.0
	# Unseen, it still keeps its place.
	_progress.modulate.a = 1.0 if busy else 0.0


func _description_of(result: TextureMessages.TextureResult) -> String:
	var text := (
		"%s, %.2f m wide"
		% [
			result.material if result.material else "material",
			result.width_px * result.metres_per_pixel
		]
	)
	if not result.unknown_words.is_empty():
		text += "\nNot understood: %s." % ", ".join(result.unknown_words)
	return text


# What went wrong, and what can be done about it.
func _sentences(status: GrpcStatus) -> String:
	if status.detail and status.detail.remedy:
		return "%s\n%s" % [status.message, status.detail.remedy]
	return status.message
