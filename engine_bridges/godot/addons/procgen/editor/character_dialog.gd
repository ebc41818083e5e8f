@tool
extends ConfirmationDialog
## Asks what character to make, shows a portrait of whoever comes, and hands over the nodes.

## The character wants a place in the scene that is open.
signal character_made(character: Node3D, scene_root: Node)

const CharacterBuilder := preload("../character/character_builder.gd")
const CharacterCall := preload("../client/character_call.gd")
const CharacterCalls := preload("../client/character_calls.gd")
const CharacterForm := preload("character_form.gd")
const CharacterMessages := preload("../client/character_messages.gd")
const GrpcStatus := preload("../client/grpc_status.gd")
const Messages := preload("../client/messages.gd")
const ProcgenClientScript := preload("../client/procgen_client.gd")

const PORTRAIT_PX := 512
const PREVIEW_SIZE := Vector2(320, 376)
const DEFAULT_FOLDER := "res://characters"

var _client: ProcgenClientScript
var _running: CharacterCall = null
## The call whose character is shown.
var _shown: CharacterCall = null

var _form := CharacterForm.new()
var _folder := LineEdit.new()
var _folder_dialog := EditorFileDialog.new()
var _preview := TextureRect.new()
var _progress := ProgressBar.new()
var _message := Label.new()
var _place_button: Button
var _save_button: Button


func _init() -> void:
	title = "Generate Character"
	ok_button_text = "Generate"
	cancel_button_text = "Close"
	dialog_hide_on_ok = false
	_place_button = add_button("Place")
	_place_button.tooltip_text = "Put the character into the open scene; nothing is written."
	_save_button = add_button("Save")
	_save_button.tooltip_text = "Write the character's file (GLB) into the folder."
	_preview.name = "Portrait"
	_preview.custom_minimum_size = PREVIEW_SIZE
	_preview.expand_mode = TextureRect.EXPAND_IGNORE_SIZE
	_preview.stretch_mode = TextureRect.STRETCH_KEEP_ASPECT_CENTERED
	_progress.max_value = 1.0
	_progress.step = 0.0
	_message.name = "Message"
	_message.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_message.custom_minimum_size = Vector2(PREVIEW_SIZE.x, 104)
	_folder_dialog.file_mode = EditorFileDialog.FILE_MODE_OPEN_DIR
	_folder_dialog.access = EditorFileDialog.ACCESS_RESOURCES

	_form.add_field("Folder", _folder_row())
	var shown := VBoxContainer.new()
	for row: Control in [_preview, _progress, _message]:
		shown.add_child(row)
	var columns := HBoxContainer.new()
	columns.add_theme_constant_override("separation", 16)
	columns.add_child(_form)
	columns.add_child(shown)
	add_child(columns)
	add_child(_folder_dialog)

	confirmed.connect(generate)
	canceled.connect(cancel)
	_form.another_wanted.connect(generate)
	_place_button.pressed.connect(place)
	_save_button.pressed.connect(save)
	_folder_dialog.dir_selected.connect(func(folder: String) -> void: _folder.text = folder)
	_set_busy(false)


## Shows the dialog and asks the server what it offers.
func open(client: ProcgenClientScript) -> void:
	_client = client
	_show_message("")
	popup_centered()
	var info_call := _client.get_character_info()
	var status: GrpcStatus = await info_call.finished
	if status.is_ok():
		_form.offer(info_call.response)
	elif status.code == GrpcStatus.Code.UNIMPLEMENTED:
		_show_message("This procgen server makes no characters; a newer one does.")
	else:
		_show_message(status.message)


## Asks for the character that the fields describe.
func generate() -> void:
	if _running:
		return
	_show_message("")
	_running = _client.generate_character(_request())
	_set_busy(true)
	_running.progressed.connect(_show_progress)
	var status: GrpcStatus = await _running.finished
	if status.is_ok():
		_shown = _running
		_show_portrait(_shown.artifact("portrait"))
		_show_message(_description_of(_shown.result))
	else:
		_show_message(_sentences(status))
	_running = null
	_set_busy(false)


## Puts the character that is shown into the scene that is open.
func place() -> void:
	var scene_root := EditorInterface.get_edited_scene_root()
	if not scene_root:
		_show_message("Open a scene first: the character becomes a part of it.")
		return
	if not _shown or _running:
		return
	_set_busy(true)
	var character := await CharacterBuilder.build_in_background(_shown)
	_set_busy(false)
	if not character:
		_show_message("Godot can't read the character's file.")
	elif not visible or scene_root != EditorInterface.get_edited_scene_root():
		character.free()
	else:
		character_made.emit(character, scene_root)


## Writes the file of the character that is shown into the folder.
func save() -> void:
	if not _shown or _running:
		return
	var folder := _folder.text.strip_edges().trim_suffix("/")
	if not folder.begins_with("res://"):
		_show_message("Choose a folder of the project: it begins with res://.")
		return
	var path := folder.path_join(_file_name_of(_shown))
	var problem := _write(path, _shown.artifact("glb"))
	_show_message(problem if problem else "Saved as %s." % path)
	EditorInterface.get_resource_filesystem().scan()


## Stops what runs.
func cancel() -> void:
	if _running:
		_running.cancel()


func _write(path: String, bytes: PackedByteArray) -> String:
	var folder := ProjectSettings.globalize_path(path.get_base_dir())
	var failure := DirAccess.make_dir_recursive_absolute(folder)
	if failure:
		return "The folder %s can't be made: %s." % [folder, error_string(failure)]
	var file := FileAccess.open(path, FileAccess.WRITE)
	if not file or not file.store_buffer(bytes):
		return "%s can't be written: %s." % [path, error_string(FileAccess.get_open_error())]
	return ""


# Two people may have the same name: the recipe tells them apart.
func _file_name_of(character_call: CharacterCall) -> String:
	for artifact in character_call.result.artifacts:
		if artifact.kind == "glb":
			var mark := character_call.result.recipe.sha256.left(8)
			return (
				"%s-%s.%s"
				% [artifact.file_name.get_basename(), mark, artifact.file_name.get_extension()]
			)
	return ""


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


func _request() -> CharacterMessages.CharacterRequest:
	var request := CharacterMessages.CharacterRequest.new()
	request.seed = _form.character_seed()
	request.text = _form.text()
	request.conditions = _form.wishes().to_conditions()
	var portrait := CharacterMessages.CharacterOutput.new()
	portrait.kind = "portrait"
	portrait.picture_px = PORTRAIT_PX
	var file := CharacterMessages.CharacterOutput.new()
	file.kind = "glb"
	file.texture_px = _form.texture_px()
	request.outputs = [portrait, file]
	return request


func _show_progress(progress: Messages.Progress) -> void:
	_progress.value = progress.fraction
	_show_message(progress.stage)
	_show_portrait(progress.preview_png)


func _show_portrait(png: PackedByteArray) -> void:
	var image := Image.new()
	if not png.is_empty() and image.load_png_from_buffer(png) == OK:
		_preview.texture = ImageTexture.create_from_image(image)


func _show_message(text: String) -> void:
	_message.text = text


func _set_busy(busy: bool) -> void:
	get_ok_button().disabled = busy
	_form.set_busy(busy)
	_place_button.disabled = busy or not _shown
	_save_button.disabled = busy or not _shown
	_progress.value = 0.0
	# Unseen, it still keeps its place.
	_progress.modulate.a = 1.0 if busy else 0.0


func _description_of(result: CharacterMessages.CharacterResult) -> String:
	var person := result.person
	var facts := PackedStringArray([person.name])
	if person.role:
		facts.append(person.role.replace("_", " "))
	facts.append("%d years" % roundi(person.shape.age_years))
	facts.append("%.2f m" % result.measures.get("stature", 0.0))
	facts.append("%d kg" % roundi(result.measures.get("mass", 0.0)))
	var text := ", ".join(facts)
	if person.background:
		text += "\n" + person.background
	if not result.unknown_words.is_empty():
		text += "\nNot understood: %s." % ", ".join(result.unknown_words)
	return text


# What went wrong, and what can be done about it.
func _sentences(status: GrpcStatus) -> String:
	if status.detail and status.detail.remedy:
		return "%s\n%s" % [status.message, status.detail.remedy]
	return status.message
