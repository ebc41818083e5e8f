@tool
extends EditorPlugin
## Uses the procgen addon in the editor as a level designer would, and prints a line of JSON.
##
## The only argument is a file of JSON: which of the functions below to report on, in
## [code]steps[/code], and for those about terrain and materials a port where no server listens, in
## [code]unused_port[/code].

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 110.0
const SCENE := "res://scene.tscn"
const ADDON := "res://addons/procgen/plugin.gd"
const WEB_PORT_SETTING := "procgen/server/web_port"


func _enter_tree() -> void:
	if OS.get_cmdline_user_args().is_empty():
		return
	get_tree().create_timer(TIME_LIMIT_S).timeout.connect(get_tree().quit.bind(EXIT_TOO_SLOW))
	_report()


func _report() -> void:
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
	EditorInterface.open_scene_from_path(SCENE)
	while not EditorInterface.get_edited_scene_root():
		await get_tree().process_frame
	var report: Dictionary = await call(arguments["steps"], arguments)
	print(JSON.stringify(report, "", true, true))
	get_tree().quit(0)


## All about terrain and materials.
func _ground(arguments: Dictionary) -> Dictionary:
	var report := await _without_server(arguments["unused_port"])
	report.merge(await _place_undo_redo())
	report["material"] = await _apply_material()
	report.merge(await _disable_while_busy())
	return report


## Characters by way of the dialog: two are made, the second one is placed and saved.
func _people(_arguments: Dictionary) -> Dictionary:
	# Without a screen the editor would draw as often as it can, and the server needs the time.
	Engine.max_fps = 60
	var root := EditorInterface.get_edited_scene_root()
	var files_before := _project_files()
	var dialog: ConfirmationDialog = _addon().open_character_dialog()
	var roles: OptionButton = dialog.find_child("Role", true, false)
	while roles.item_count < 2:
		await get_tree().process_frame
	var report := {"all_roles": roles.item_count - 1}
	var settings: OptionButton = dialog.find_child("Setting", true, false)
	_select(dialog, "Setting", "modern")
	settings.item_selected.emit(settings.selected)
	report["modern_roles"] = roles.item_count - 1
	_select(dialog, "Role", "mechanic")
	_select(dialog, "Sex", "female")
	dialog.find_child("Age", true, false).value = 31
	dialog.find_child("Height", true, false).value = 1.7
	dialog.find_child("Description", true, false).text = "muscular frobnicated"
	dialog.find_child("Seed", true, false).value = 5
	var place := _button_of(dialog, "Place")
	report["can_place_before"] = not place.disabled
	dialog.get_ok_button().pressed.emit()
	report["frames_while_waiting"] = await _frames_until_enabled(dialog.get_ok_button())
	report["message"] = _message_of(dialog).text
	var portrait: TextureRect = dialog.find_child("Portrait", true, false)
	var first := portrait.texture.get_image()
	report["portrait"] = [first.get_width(), first.get_height()]
	# Chance is the same in every run.
	seed(1)
	_button_of(dialog, "New").pressed.emit()
	await _frames_until_enabled(dialog.get_ok_button())
	report["another_seed"] = dialog.find_child("Seed", true, false).value != 5.0
	report["another_portrait"] = portrait.texture.get_image().get_data() != first.get_data()

	place.pressed.emit()
	while root.get_child_count() == 0:
		await get_tree().process_frame
	var character: Node3D = root.get_child(0)
	var history := get_undo_redo().get_history_undo_redo(
		get_undo_redo().get_object_history_id(root)
	)
	report["steps"] = history.get_history_count()
	report["selected"] = EditorInterface.get_selection().get_selected_nodes() == [character]
	report["recipe"] = character.get_meta(ProcgenCharacterBuilder.RECIPE_META)
	report["placed"] = _saved_nodes(root)
	report["textures"] = _texture_sizes(character)
	history.undo()
	report["after_undo"] = _saved_nodes(root)
	history.redo()
	report["after_redo"] = _saved_nodes(root)
	report["files_written_by_placing"] = _project_files() != files_before
	_button_of(dialog, "Save").pressed.emit()
	report["saved_message"] = _message_of(dialog).text
	dialog.hide()
	await _await_import(report["saved_message"].get_slice(" ", 2).trim_suffix("."))
	return report


func _frames_until_enabled(button: Button) -> int:
	var frames := 0
	while button.disabled:
		await get_tree().process_frame
		frames += 1
	return frames


func _await_import(path: String) -> void:
	while not FileAccess.file_exists(path + ".import") or not ResourceLoader.exists(path):
		await get_tree().process_frame
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame


## Sizes of the pictures of skin and clothes, and whether each has mip maps.
func _texture_sizes(character: Node3D) -> Array:
	var found := []
	for part: MeshInstance3D in character.find_children("*", "MeshInstance3D", true, false):
		for surface in part.mesh.get_surface_count():
			var material := part.mesh.surface_get_material(surface) as BaseMaterial3D
			if material.albedo_texture:
				var image := material.albedo_texture.get_image()
				found.append([image.get_width(), image.get_height(), image.has_mipmaps()])
	return found


func _project_files() -> PackedStringArray:
	var files := DirAccess.get_files_at("res://")
	files.append_array(DirAccess.get_directories_at("res://"))
	return files


## What the dialog says where no server listens.
func _without_server(unused_port: int) -> Dictionary:
	var real_port: int = ProjectSettings.get_setting(WEB_PORT_SETTING)
	ProjectSettings.set_setting(WEB_PORT_SETTING, unused_port)
	var dialog: ConfirmationDialog = _addon().open_dialog()
	var message := _message_of(dialog)
	while message.text.is_empty():
		await get_tree().process_frame
	ProjectSettings.set_setting(WEB_PORT_SETTING, real_port)
	dialog.hide()
	return {"message_without_server": message.text}


## A terrain by way of the dialog, then undo and redo.
func _place_undo_redo() -> Dictionary:
	var root := EditorInterface.get_edited_scene_root()
	var dialog: ConfirmationDialog = _addon().open_dialog()
	var landforms: OptionButton = dialog.find_child("Landform", true, false)
	while landforms.item_count < 2:
		await get_tree().process_frame
	_fill_in(dialog, 4294967295, "257 × 257")
	dialog.find_child("Spacing", true, false).value = 2.5
	landforms.select(1)
	dialog.get_ok_button().pressed.emit()
	var frames := 0
	while not root.has_node("Terrain"):
		await get_tree().process_frame
		frames += 1

	var terrain: StaticBody3D = root.get_node("Terrain")
	var vertices: PackedVector3Array = terrain.get_node("Surface").mesh.surface_get_arrays(0)[
		Mesh.ARRAY_VERTEX
	]
	var middle := terrain.position + vertices[vertices.size() >> 1]
	var history := get_undo_redo().get_history_undo_redo(
		get_undo_redo().get_object_history_id(root)
	)
	var report := {
		"landforms": landforms.item_count - 1,
		"landform": landforms.get_item_text(1),
		"dialog_is_open": dialog.visible,
		"frames_while_waiting": frames,
		"steps": history.get_history_count(),
		"placed": _saved_nodes(root),
		"middle_m": [middle.x, middle.y, middle.z],
		"selected": EditorInterface.get_selection().get_selected_nodes() == [terrain],
		"recipe": terrain.get_meta(ProcgenTerrainBuilder.RECIPE_META),
	}
	history.undo()
	report["after_undo"] = _saved_nodes(root)
	report["more_to_undo"] = history.has_undo()
	history.redo()
	report["after_redo"] = _saved_nodes(root)
	report["more_to_redo"] = history.has_redo()
	return report


## A material by way of the dialog, put on a mesh, a CSG shape and the terrain that is there.
func _apply_material() -> Dictionary:
	var root := EditorInterface.get_edited_scene_root()
	var box := CSGBox3D.new()
	var ball := MeshInstance3D.new()
	ball.mesh = SphereMesh.new()
	var surface: MeshInstance3D = root.get_node("Terrain/Surface")
	EditorInterface.get_selection().clear()
	for node: Node in [box, ball]:
		root.add_child(node)
		EditorInterface.get_selection().add_node(node)
	EditorInterface.get_selection().add_node(root.get_node("Terrain"))

	var dialog: ConfirmationDialog = _addon().open_material_dialog()
	var classes: OptionButton = dialog.find_child("Class", true, false)
	while classes.item_count < 2:
		await get_tree().process_frame
	_select(dialog, "Class", "brick")
	_select(dialog, "Size", "256 × 256")
	dialog.find_child("Seed", true, false).value = 5
	dialog.find_child("Moss", true, false).value = 0.75
	dialog.find_child("Description", true, false).text = "frobnicated"
	var apply := _button_of(dialog, "Apply to Selection")
	var report := {"can_apply_before": not apply.disabled}
	dialog.get_ok_button().pressed.emit()
	var frames := 0
	while apply.disabled:
		await get_tree().process_frame
		frames += 1
	report["frames_while_waiting"] = frames
	report["message"] = _message_of(dialog).text
	apply.pressed.emit()
	while not box.material:
		await get_tree().process_frame
	var material := box.material as ORMMaterial3D
	var history := get_undo_redo().get_history_undo_redo(
		get_undo_redo().get_object_history_id(root)
	)
	report["path"] = material.resource_path
	report["recipe"] = material.get_meta("procgen_recipe")
	report["triplanar"] = material.uv1_world_triplanar
	report["albedo_path"] = material.albedo_texture.resource_path
	report["normal_format"] = material.normal_texture.get_image().get_format()
	report["applied"] = [
		ball.get_surface_override_material(0) == material,
		surface.get_surface_override_material(0) == material
	]
	history.undo()
	report["after_undo"] = [
		box.material == null,
		ball.get_surface_override_material(0) == null,
		surface.get_surface_override_material(0) == null
	]
	dialog.hide()
	box.free()
	ball.free()
	return report


## The addon is switched off while a terrain is being made.
func _disable_while_busy() -> Dictionary:
	var dialog: ConfirmationDialog = _addon().open_dialog()
	_fill_in(dialog, 1, "2049 × 2049")
	dialog.get_ok_button().pressed.emit()
	var stage := _message_of(dialog)
	while stage.text.is_empty():
		await get_tree().process_frame
	var report := {"stage_when_disabled": stage.text}
	EditorInterface.set_plugin_enabled("procgen", false)
	for frame in 30:
		await get_tree().process_frame
	report["addon_is_gone"] = _addon() == null
	return report


func _fill_in(dialog: ConfirmationDialog, terrain_seed: int, size: String) -> void:
	dialog.find_child("Seed", true, false).value = terrain_seed
	_select(dialog, "Size", size)


func _button_of(dialog: ConfirmationDialog, text: String) -> Button:
	for button: Button in dialog.find_children("*", "Button", true, false):
		if button.text == text:
			return button
	return null


func _select(dialog: ConfirmationDialog, field: String, text: String) -> void:
	var button: OptionButton = dialog.find_child(field, true, false)
	for item in button.item_count:
		if button.get_item_text(item) == text:
			button.select(item)


func _message_of(dialog: ConfirmationDialog) -> Label:
	return dialog.find_child("Message", true, false)


func _addon() -> EditorPlugin:
	for sibling in get_parent().get_children():
		if sibling.get_script() and sibling.get_script().resource_path == ADDON:
			return sibling
	return null


## The nodes that saving the scene would write, as "path: class".
func _saved_nodes(root: Node) -> PackedStringArray:
	var scene := PackedScene.new()
	scene.pack(root)
	var state := scene.get_state()
	var nodes := PackedStringArray()
	for index in state.get_node_count():
		nodes.append("%s: %s" % [state.get_node_path(index), state.get_node_type(index)])
	return nodes
