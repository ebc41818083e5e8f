@tool
extends EditorPlugin
## Adds "Generate Terrain…" to the menu Project > Tools, which places a terrain that a procgen
## server made in the open scene, undoable in one step.

const ProcgenClientScript := preload("client/procgen_client.gd")
const TerrainDialog := preload("editor/terrain_dialog.gd")

const MENU_ITEM := "Generate Terrain…"
## The project setting that holds the server's gRPC-Web port.
const WEB_PORT_SETTING := "procgen/server/web_port"

var _client := ProcgenClientScript.new()
var _dialog: TerrainDialog


func _enter_tree() -> void:
	_add_settings()
	_dialog = TerrainDialog.new()
	_dialog.terrain_made.connect(place_terrain)
	EditorInterface.get_base_control().add_child(_dialog)
	add_tool_menu_item(MENU_ITEM, open_dialog)


func _exit_tree() -> void:
	remove_tool_menu_item(MENU_ITEM)
	_dialog.cancel()
	_dialog.queue_free()


## Opens the dialog that the menu item opens, and returns it.
func open_dialog() -> TerrainDialog:
	_client.web_port = ProjectSettings.get_setting(WEB_PORT_SETTING)
	_dialog.open(_client)
	return _dialog


## Puts a terrain into an open scene as one step that can be undone, and selects it.
func place_terrain(terrain: Node3D, scene_root: Node) -> void:
	var undo_redo := get_undo_redo()
	undo_redo.create_action("Generate Terrain", UndoRedo.MERGE_DISABLE, scene_root)
	undo_redo.add_do_method(scene_root, &"add_child", terrain, true)
	# Only what the scene owns is shown in its tree and saved with it.
	undo_redo.add_do_method(terrain, &"set_owner", scene_root)
	for part in terrain.get_children():
		undo_redo.add_do_method(part, &"set_owner", scene_root)
	undo_redo.add_do_reference(terrain)
	undo_redo.add_undo_method(scene_root, &"remove_child", terrain)
	undo_redo.commit_action()
	EditorInterface.get_selection().clear()
	EditorInterface.get_selection().add_node(terrain)


func _add_settings() -> void:
	if not ProjectSettings.has_setting(WEB_PORT_SETTING):
		ProjectSettings.set_setting(WEB_PORT_SETTING, ProcgenClientScript.DEFAULT_WEB_PORT)
	ProjectSettings.set_initial_value(WEB_PORT_SETTING, ProcgenClientScript.DEFAULT_WEB_PORT)
	ProjectSettings.set_as_basic(WEB_PORT_SETTING, true)
	ProjectSettings.add_property_info(
		{
			"name": WEB_PORT_SETTING,
			"type": TYPE_INT,
			"hint": PROPERTY_HINT_RANGE,
			"hint_string": "1,65535"
		}
	)
