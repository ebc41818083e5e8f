@tool
extends "../editor_probe/plugin.gd"
## Writes dialogue in the editor as a writer would, and prints a line of JSON.


## Lines and a scene by way of the dialog; the scene is saved, and a speaker placed.
func _speakers(_arguments: Dictionary) -> Dictionary:
	# Without a screen the editor would draw as often as it can, and the server needs the time.
	Engine.max_fps = 60
	var dialog: ConfirmationDialog = _addon().open_dialogue_dialog()
	var roles: OptionButton = dialog.find_child("Role", true, false)
	while roles.item_count < 2:
		await get_tree().process_frame
	var files_before := _project_files()
	_fill_in_speaker(dialog)
	var save := _button_of(dialog, "Save")
	var preview: RichTextLabel = dialog.find_child("Preview", true, false)
	var report := {"roles": roles.item_count - 1, "can_save_before": not save.disabled}
	await _generate(dialog)
	report["lines"] = preview.get_parsed_text()
	report["lines_message"] = _message_of(dialog).text
	# Chance is the same in every run.
	seed(1)
	_button_of(dialog, "New").pressed.emit()
	await _frames_until_enabled(dialog.get_ok_button())
	report["other_lines"] = preview.get_parsed_text()
	_choose_kind(dialog, "haggle")
	dialog.find_child("Nodes", true, false).value = 12
	report["frames_while_waiting"] = await _generate(dialog)
	report["scene"] = preview.get_parsed_text()
	report["scene_message"] = _message_of(dialog).text
	report["placed"] = _place_speaker(dialog)
	report["files_written_before_saving"] = _project_files() != files_before
	report["saved"] = {}
	for format: String in ["godot", "ink", "yarn", "dialogic"]:
		_select(dialog, "Format", format)
		save.pressed.emit()
		report["saved"][format] = _message_of(dialog).text
	dialog.hide()
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
	var path: String = report["saved"]["godot"].trim_prefix("Saved as ").trim_suffix(".")
	var resource := ResourceLoader.load(path)
	report["title"] = resource.resource_name
	report["recipe"] = resource.get_meta("procgen_recipe")
	report["loaded"] = resource.get_meta("procgen_scene")
	return report


func _fill_in_speaker(dialog: ConfirmationDialog) -> void:
	dialog.find_child("Name", true, false).text = "Oda"
	_select(dialog, "Role", "merchant")
	dialog.find_child("Traits", true, false).text = "sly, greedy"
	_select(dialog, "Sex", "female")
	_select(dialog, "Setting", "medieval")
	_select(dialog, "Model", "phrases")
	dialog.find_child("Facts", true, false).text = "the bridge is out since the flood\n"
	dialog.find_child("Intents", true, false).text = "greet, bark:market_cry"
	dialog.find_child("Count", true, false).value = 3
	dialog.find_child("Seed", true, false).value = 5


func _generate(dialog: ConfirmationDialog) -> int:
	dialog.get_ok_button().pressed.emit()
	return await _frames_until_enabled(dialog.get_ok_button())


func _choose_kind(dialog: ConfirmationDialog, kind: String) -> void:
	var kinds: OptionButton = dialog.find_child("Kind", true, false)
	_select(dialog, "Kind", kind)
	kinds.item_selected.emit(kinds.selected)


func _place_speaker(dialog: ConfirmationDialog) -> Dictionary:
	var root := EditorInterface.get_edited_scene_root()
	_button_of(dialog, "Place Speaker").pressed.emit()
	var history := get_undo_redo().get_history_undo_redo(
		get_undo_redo().get_object_history_id(root)
	)
	var speaker := root.get_child(0)
	var report := {
		"steps": history.get_history_count(),
		"selected": EditorInterface.get_selection().get_selected_nodes() == [speaker],
		"nodes": _saved_nodes(root),
		"script": (speaker.get_script() as Script).get_global_name(),
		"settings":
		[
			speaker.get("speaker_name"),
			speaker.get("role"),
			speaker.get("traits"),
			speaker.get("knows")
		],
	}
	history.undo()
	report["after_undo"] = _saved_nodes(root)
	history.redo()
	report["after_redo"] = _saved_nodes(root)
	return report
