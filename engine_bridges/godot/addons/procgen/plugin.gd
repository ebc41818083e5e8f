@tool
extends EditorPlugin
## Adds the dock "procgen" to the editor: it makes what a procgen server offers, and puts it into
## the open scene, where each placing is undone in one step.

const Dock := preload("editor/dock.gd")
const LevelImporter := preload("editor/level_importer.gd")
const ServerLink := preload("editor/server_link.gd")
const WorldExport := preload("editor/world_export.gd")

var _dock: Dock
var _level_importer := LevelImporter.new()
var _level_ranges := LevelImporter.Ranges.new()
var _world_export := WorldExport.new()


func _enter_tree() -> void:
	ServerLink.add_settings()
	_dock = Dock.new(get_undo_redo())
	add_control_to_dock(DOCK_SLOT_RIGHT_UL, _dock)
	add_export_plugin(_world_export)
	GLTFDocument.register_gltf_document_extension(_level_importer)
	add_scene_post_import_plugin(_level_ranges)


# Called when somebody switches the plugin on, and not at each start of the editor.
func _enable_plugin() -> void:
	_show_dock.call_deferred()


func _exit_tree() -> void:
	remove_control_from_docks(_dock)
	remove_export_plugin(_world_export)
	GLTFDocument.unregister_gltf_document_extension(_level_importer)
	remove_scene_post_import_plugin(_level_ranges)
	_dock.leave()


## The dock.
func get_dock() -> Dock:
	return _dock


# Brings the dock before those that share its place. From 4.6 on the editor wraps it, so that it is
# not itself the tab.
func _show_dock() -> void:
	var shown: Control = _dock
	while shown:
		var tabs := shown.get_parent() as TabContainer
		if tabs:
			tabs.current_tab = tabs.get_tab_idx_from_control(shown)
			return
		shown = shown.get_parent() as Control
