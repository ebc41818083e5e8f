@tool
extends Node
## What a designer does with the dock, whichever tab it is.

const ADDON := "res://addons/procgen/plugin.gd"
const FRAMES_WITHOUT_ANSWER := 5

var undo_redo: EditorUndoRedoManager
var server_pid: int


func report(_arguments: Dictionary) -> Dictionary:
	return {}


## The scene that is open.
func _root() -> Node:
	return EditorInterface.get_edited_scene_root()


func _addon() -> EditorPlugin:
	for sibling in get_parent().get_parent().get_children():
		if sibling.get_script() and sibling.get_script().resource_path == ADDON:
			return sibling
	return null


## The tab of a domain, opened, once the server has told of it.
func _open(domain: String) -> VBoxContainer:
	var dock: Control = _addon().call(&"get_dock")
	while not dock.call(&"tab", domain):
		await get_tree().process_frame
	var tab: VBoxContainer = dock.call(&"tab", domain)
	var inner: Control = tab
	while inner:
		var tabs := inner.get_parent() as TabContainer
		if tabs:
			tabs.current_tab = tabs.get_tab_idx_from_control(inner)
		inner = inner.get_parent() as Control
	for frame in 3:
		await get_tree().process_frame
	return tab


## Fills in fields by their paths; returns what is wrong with them.
func _fill_in(tab: Node, fields: Dictionary) -> Array:
	var problems := []
	for path: String in fields:
		var problem: String = tab.get(&"form").set_value(path, fields[path])
		if problem:
			problems.append(problem)
	return problems


func _button(tab: Node, title: String) -> Button:
	return tab.find_child(title, true, false)


func _message(tab: Node) -> String:
	return (tab.find_child("Message", true, false) as Label).text


## Presses a button and waits until the tab can be used again.
func _press(tab: Node, title: String) -> void:
	_button(tab, title).pressed.emit()
	await _until_idle(tab)


## The same with a server that stands still at first; returns whether the editor went on meanwhile.
## One that waited for an answer would stand still, too.
func _press_without_answer(tab: Node, title: String) -> bool:
	_signal_server("-STOP")
	_button(tab, title).pressed.emit()
	for frame in FRAMES_WITHOUT_ANSWER:
		await get_tree().process_frame
	var waits: bool = tab.get(&"is_busy")
	_signal_server("-CONT")
	await _until_idle(tab)
	return waits


func _signal_server(number: String) -> void:
	OS.execute("sh", ["-c", "kill %s %d" % [number, server_pid]])


func _until_idle(tab: Node) -> void:
	while tab.get(&"is_busy"):
		await get_tree().process_frame


## Waits until the scene's history has that many steps.
func _await_steps(count: int) -> void:
	while _history().get_history_count() < count:
		await get_tree().process_frame


func _history() -> UndoRedo:
	return undo_redo.get_history_undo_redo(undo_redo.get_object_history_id(_root()))


func _select(nodes: Array[Node]) -> void:
	EditorInterface.get_selection().clear()
	for node in nodes:
		EditorInterface.get_selection().add_node(node)


## What saving the scene would write: of each node "path: class", its place, recipe and materials.
func _scene() -> PackedStringArray:
	var scene := PackedScene.new()
	scene.pack(_root())
	var state := scene.get_state()
	var nodes := PackedStringArray()
	for index in state.get_node_count():
		var node := "%s: %s" % [state.get_node_path(index), state.get_node_type(index)]
		for property in state.get_node_property_count(index):
			var value: Variant = state.get_node_property_value(index, property)
			var title := state.get_node_property_name(index, property)
			if title in [&"metadata/procgen_recipe", &"transform", &"material", &"groups"]:
				node += " %s=%s" % [title, str(value).sha256_text().left(8)]
			elif title.begins_with("surface_material_override"):
				node += " %s=%s" % [title, value]
		nodes.append(node)
	return nodes


## Undoes the last step of the scene's history and does it again.
func _undo_and_redo() -> Dictionary:
	var history := _history()
	history.undo()
	var seen := {"after_undo": _scene(), "more_to_undo": history.has_undo()}
	history.redo()
	seen["after_redo"] = _scene()
	seen["more_to_redo"] = history.has_redo()
	return seen


## All files of the project, but for those of the editor itself.
func _project_files(folder := "res://") -> PackedStringArray:
	var files := PackedStringArray()
	for file in DirAccess.get_files_at(folder):
		files.append(folder.path_join(file))
	for inner in DirAccess.get_directories_at(folder):
		if not inner.begins_with("."):
			files.append_array(_project_files(folder.path_join(inner)))
	return files


## Saves what was made; returns the paths in "Saved as A and B.", or what else the tab says.
func _save(tab: Node) -> PackedStringArray:
	var before := _message(tab)
	_button(tab, "Save").pressed.emit()
	while _message(tab) in [before, "", "Importing…"]:
		await get_tree().process_frame
	await _until_idle(tab)
	return _message(tab).trim_prefix("Saved as ").trim_suffix(".").split(" and ")


func _await_import(path: String) -> void:
	var notes := ConfigFile.new()
	while not notes.has_section_key("deps", "dest_files"):
		await get_tree().process_frame
		notes.load(path + ".import")
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
