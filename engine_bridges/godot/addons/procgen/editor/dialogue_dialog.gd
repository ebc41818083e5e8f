@tool
extends ConfirmationDialog
## Asks what is to be said, shows it while it is being written, and saves it or places the speaker.

## A speaker wants a place in the scene that is open.
signal speaker_made(speaker: Node, scene_root: Node)

const ArtifactCall := preload("../client/artifact_call.gd")
const DialogueForm := preload("dialogue_form.gd")
const DialogueMessages := preload("../client/dialogue_messages.gd")
const GrpcStatus := preload("../client/grpc_status.gd")
const LinesCall := preload("../client/lines_call.gd")
const Messages := preload("../client/messages.gd")
const ProcgenClientScript := preload("../client/procgen_client.gd")
const ProjectFolder := preload("project_folder.gd")
const SceneCall := preload("../client/scene_call.gd")
const WorldMessages := preload("../client/dialogue_world_messages.gd")

const PREVIEW_SIZE := Vector2(440, 420)
const DEFAULT_FOLDER := "res://dialogue"

var _client: ProcgenClientScript
var _running: ArtifactCall = null
## The call whose text is shown.
var _shown: ArtifactCall = null

var _form := DialogueForm.new()
var _folder := ProjectFolder.new(DEFAULT_FOLDER)
var _preview := RichTextLabel.new()
var _progress := ProgressBar.new()
var _message := Label.new()
var _place_button: Button
var _save_button: Button


func _init() -> void:
	title = "Generate Dialogue"
	ok_button_text = "Generate"
	cancel_button_text = "Close"
	dialog_hide_on_ok = false
	_place_button = add_button("Place Speaker")
	_place_button.tooltip_text = "Put somebody to talk to into the open scene; nothing is written."
	_save_button = add_button("Save")
	_save_button.tooltip_text = "Write what is shown into the folder, in the chosen format."
	_preview.name = "Preview"
	_preview.custom_minimum_size = PREVIEW_SIZE
	_preview.size_flags_vertical = Control.SIZE_EXPAND_FILL
	_preview.selection_enabled = true
	_progress.max_value = 1.0
	_progress.step = 0.0
	_message.name = "Message"
	_message.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_message.custom_minimum_size = Vector2(PREVIEW_SIZE.x, 104)

	_form.add_field("Folder", _folder)
	var shown := VBoxContainer.new()
	shown.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	for row: Control in [_preview, _progress, _message]:
		shown.add_child(row)
	var columns := HBoxContainer.new()
	columns.add_theme_constant_override("separation", 16)
	columns.add_child(_form)
	columns.add_child(shown)
	add_child(columns)

	confirmed.connect(generate)
	canceled.connect(cancel)
	_form.another_wanted.connect(generate)
	_place_button.pressed.connect(place)
	_save_button.pressed.connect(save)
	_set_busy(false)


## Shows the dialog and asks the server what it offers.
func open(client: ProcgenClientScript) -> void:
	_client = client
	_show_message("")
	popup_centered()
	var info_call := _client.get_dialogue_info()
	var status: GrpcStatus = await info_call.finished
	if status.is_ok():
		_form.offer(info_call.response)
	elif status.code == GrpcStatus.Code.UNIMPLEMENTED:
		_show_message("This procgen server writes no dialogue; a newer one does.")
	else:
		_show_message(status.message)


## Asks for the lines or the scene that the fields describe.
func generate() -> void:
	if _running:
		return
	_show_message("")
	_preview.clear()
	_shown = null
	if _form.wants_scene():
		_running = _client.generate_scene(_form.scene_request())
	else:
		var lines_call := _client.generate_lines(_form.lines_request())
		lines_call.line_written.connect(_show_line)
		_running = lines_call
	_set_busy(true)
	_running.progressed.connect(_show_progress)
	var status: GrpcStatus = await _running.finished
	if status.is_ok():
		_shown = _running
		if _shown is SceneCall:
			_show_scene(_shown as SceneCall)
		else:
			_show_message(_count_of((_shown as LinesCall).result.lines.size(), "line") + ".")
	else:
		_show_message(_sentences(status))
	_running = null
	_set_busy(false)


## Puts a node that speaks as the fields describe into the scene that is open.
func place() -> void:
	var scene_root := EditorInterface.get_edited_scene_root()
	if scene_root:
		speaker_made.emit(_form.make_node(), scene_root)
	else:
		_show_message("Open a scene first: the speaker becomes a part of it.")


## Writes what is shown into the folder.
func save() -> void:
	if not _shown or _running:
		return
	var folder := _folder.folder()
	if not folder:
		_show_message("Choose a folder of the project: it begins with res://.")
		return
	var kinds := [_form.format()]
	if DialogueForm.COMPANIONS.has(_form.format()):
		kinds.append(DialogueForm.COMPANIONS[_form.format()])
	var paths := PackedStringArray()
	var artifacts: Array[Messages.Artifact] = _shown.get(&"result").artifacts
	for artifact in artifacts:
		if artifact.kind in kinds:
			var path := folder.path_join(_file_name_of(artifact))
			var problem := ProjectFolder.write(path, _shown.artifact(artifact.kind))
			if problem:
				_show_message(problem)
				return
			paths.append(path)
	if paths.is_empty():
		_show_message("Generate again: what is shown can't be saved as %s." % _form.format())
		return
	_show_message("Saved as %s." % " and ".join(paths))
	EditorInterface.get_resource_filesystem().scan()


## Stops what runs.
func cancel() -> void:
	if _running:
		_running.cancel()


# Two scenes may have the same name: the recipe tells them apart.
func _file_name_of(artifact: Messages.Artifact) -> String:
	var recipe: Messages.Recipe = _shown.get(&"result").recipe
	var mark := recipe.sha256.left(8)
	var file_name := artifact.file_name
	if mark in file_name:
		return file_name
	return "%s-%s.%s" % [file_name.get_basename(), mark, file_name.get_extension()]


func _show_progress(progress: Messages.Progress) -> void:
	_progress.value = progress.fraction
	_show_message(progress.stage)


func _show_line(line: WorldMessages.Line) -> void:
	_preview.add_text("%s: %s\n" % [line.speaker if line.speaker else line.intent, line.text])


func _show_scene(scene_call: SceneCall) -> void:
	var result := scene_call.result
	var counts := PackedStringArray(
		[
			_count_of(result.nodes, "node"),
			_count_of(result.lines, "line"),
			_count_of(result.choices, "choice")
		]
	)
	_show_message("%s: %s.\n%s" % [result.title, ", ".join(counts), result.summary])
	var json := JSON.new()
	if json.parse(scene_call.artifact("json").get_string_from_utf8()) != OK:
		_show_message("The scene's JSON can't be read: %s." % json.get_error_message())
		return
	for node: Dictionary in json.data["nodes"]:
		_preview.add_text("[%s]\n" % node["id"])
		for line: Dictionary in node["lines"]:
			_preview.add_text("%s: %s\n" % [line["speaker"], line["text"]])
		for choice: Dictionary in node["choices"]:
			_preview.add_text("    • %s\n" % choice["text"])
		_preview.newline()


func _show_message(text: String) -> void:
	_message.text = text


func _set_busy(busy: bool) -> void:
	get_ok_button().disabled = busy
	_form.set_busy(busy)
	_save_button.disabled = busy or not _shown
	_progress.value = 0.0
	# Unseen, it still keeps its place.
	_progress.modulate.a = 1.0 if busy else 0.0


func _count_of(number: int, what: String) -> String:
	return "%d %s" % [number, what if number == 1 else what + "s"]


# What went wrong, and what can be done about it.
func _sentences(status: GrpcStatus) -> String:
	if status.detail and status.detail.remedy:
		return "%s\n%s" % [status.message, status.detail.remedy]
	return status.message
