@tool
extends EditorPlugin
## Adds four items to the menu Project > Tools: "Generate Terrain…" and "Generate Character…" place
## what a procgen server made in the open scene, "Generate Material…" saves a material and puts it
## on what is selected, and "Generate Dialogue…" saves lines and scenes and places speakers. What
## changes the open scene is undone in one step.

const ProcgenClientScript := preload("client/procgen_client.gd")
const CharacterDialog := preload("editor/character_dialog.gd")
const DialogueDialog := preload("editor/dialogue_dialog.gd")
const MaterialDialog := preload("editor/material_dialog.gd")
const TerrainDialog := preload("editor/terrain_dialog.gd")

const TERRAIN_ITEM := "Generate Terrain…"
const MATERIAL_ITEM := "Generate Material…"
const CHARACTER_ITEM := "Generate Character…"
const DIALOGUE_ITEM := "Generate Dialogue…"
## The project setting that holds the server's gRPC-Web port.
const WEB_PORT_SETTING := "procgen/server/web_port"

var _client := ProcgenClientScript.new()
var _dialog: TerrainDialog
var _material_dialog: MaterialDialog
var _character_dialog: CharacterDialog
var _dialogue_dialog: DialogueDialog


func _enter_tree() -> void:
	_add_settings()
	_dialog = TerrainDialog.new()
	_dialog.terrain_made.connect(place_terrain)
	EditorInterface.get_base_control().add_child(_dialog)
	_material_dialog = MaterialDialog.new()
	_material_dialog.material_chosen.connect(apply_to_selection)
	EditorInterface.get_base_control().add_child(_material_dialog)
	_character_dialog = CharacterDialog.new()
	_character_dialog.character_made.connect(place_character)
	EditorInterface.get_base_control().add_child(_character_dialog)
	_dialogue_dialog = DialogueDialog.new()
	_dialogue_dialog.speaker_made.connect(place_speaker)
	EditorInterface.get_base_control().add_child(_dialogue_dialog)
	add_tool_menu_item(TERRAIN_ITEM, open_dialog)
	add_tool_menu_item(MATERIAL_ITEM, open_material_dialog)
	add_tool_menu_item(CHARACTER_ITEM, open_character_dialog)
	add_tool_menu_item(DIALOGUE_ITEM, open_dialogue_dialog)


func _exit_tree() -> void:
	remove_tool_menu_item(TERRAIN_ITEM)
	remove_tool_menu_item(MATERIAL_ITEM)
	remove_tool_menu_item(CHARACTER_ITEM)
	remove_tool_menu_item(DIALOGUE_ITEM)
	_dialog.cancel()
	_dialog.queue_free()
	_material_dialog.cancel()
	_material_dialog.queue_free()
	_character_dialog.cancel()
	_character_dialog.queue_free()
	_dialogue_dialog.cancel()
	_dialogue_dialog.queue_free()


## Opens the dialog that the menu item opens, and returns it.
func open_dialog() -> TerrainDialog:
	_client.web_port = ProjectSettings.get_setting(WEB_PORT_SETTING)
	_dialog.open(_client)
	return _dialog


## Opens the dialog that makes materials, and returns it.
func open_material_dialog() -> MaterialDialog:
	_client.web_port = ProjectSettings.get_setting(WEB_PORT_SETTING)
	_material_dialog.open(_client)
	return _material_dialog


## Opens the dialog that makes characters, and returns it.
func open_character_dialog() -> CharacterDialog:
	_client.web_port = ProjectSettings.get_setting(WEB_PORT_SETTING)
	_character_dialog.open(_client)
	return _character_dialog


## Opens the dialog that writes dialogue, and returns it.
func open_dialogue_dialog() -> DialogueDialog:
	_client.web_port = ProjectSettings.get_setting(WEB_PORT_SETTING)
	_dialogue_dialog.open(_client)
	return _dialogue_dialog


## Puts a material on the selected meshes and CSG shapes, and on those right below other selected
## nodes, such as the surface of a terrain, as one step that can be undone.
func apply_to_selection(material: BaseMaterial3D) -> void:
	var subjects: Array[Node] = []
	for node in EditorInterface.get_selection().get_selected_nodes():
		var candidates: Array[Node] = [node]
		if not _takes_material(node):
			candidates = node.get_children()
		subjects.append_array(candidates.filter(_takes_material))
	if subjects.is_empty():
		_material_dialog.say("Saved. To apply it, select a MeshInstance3D or a CSG shape first.")
		return
	var undo_redo := get_undo_redo()
	undo_redo.create_action("Apply Material", UndoRedo.MERGE_DISABLE, subjects[0])
	for subject in subjects:
		for property in _material_properties(subject):
			undo_redo.add_do_property(subject, property, material)
			undo_redo.add_undo_property(subject, property, subject.get(property))
	undo_redo.commit_action()


## Puts a terrain into an open scene as one step that can be undone, and selects it.
func place_terrain(terrain: Node3D, scene_root: Node) -> void:
	_place("Generate Terrain", terrain, scene_root)


## Puts a character into an open scene as one step that can be undone, and selects it.
func place_character(character: Node3D, scene_root: Node) -> void:
	_place("Generate Character", character, scene_root)


## Puts somebody who can be talked to into an open scene as one step that can be undone, and selects
## the node.
func place_speaker(speaker: Node, scene_root: Node) -> void:
	_place("Place Speaker", speaker, scene_root)


func _place(action: String, made: Node, scene_root: Node) -> void:
	var undo_redo := get_undo_redo()
	undo_redo.create_action(action, UndoRedo.MERGE_DISABLE, scene_root)
	undo_redo.add_do_method(scene_root, &"add_child", made, true)
	# Only what the scene owns is shown in its tree and saved with it.
	undo_redo.add_do_method(made, &"set_owner", scene_root)
	for part in made.find_children("*", "", true, false):
		undo_redo.add_do_method(part, &"set_owner", scene_root)
	undo_redo.add_do_reference(made)
	undo_redo.add_undo_method(scene_root, &"remove_child", made)
	undo_redo.commit_action()
	EditorInterface.get_selection().clear()
	EditorInterface.get_selection().add_node(made)


func _takes_material(node: Node) -> bool:
	return node is CSGShape3D or (node is MeshInstance3D and (node as MeshInstance3D).mesh != null)


# Where a designer would look for the material of a mesh or a CSG shape.
func _material_properties(node: Node) -> Array[StringName]:
	var properties: Array[StringName] = []
	if node is MeshInstance3D:
		for surface in (node as MeshInstance3D).get_surface_override_material_count():
			properties.append(StringName("surface_material_override/%d" % surface))
	elif node is CSGPrimitive3D and &"material" in node:
		properties.append(&"material")
	else:
		properties.append(&"material_override")
	return properties


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
