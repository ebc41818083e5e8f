@tool
extends "designer.gd"
## Layouts by way of the dock: as tile map and as grid map, made anew, refused, cancelled and saved.

const SMALL := {"seed": "7", "kind": "dungeon", "model": "bsp", "width": 24, "depth": 16}


func report(_arguments: Dictionary) -> Dictionary:
	var tab := await _open("layout")
	var files := _project_files()
	var seen := {"problems": _fill_in(tab, SMALL)}
	await _press(tab, "Generate")
	seen["message"] = _message(tab)
	var picture: Texture2D = tab.preview.texture
	seen["picture"] = [picture.get_width(), picture.get_height()] if tab.preview.visible else []
	for as_index in 2:
		seen["tile_map" if as_index == 0 else "grid_map"] = await _place(tab, as_index)
	seen["again"] = await _make_anew(tab)
	seen["refused"] = await _offend(tab)
	seen["cancelled"] = await _cancel(tab)
	seen["files_before_saving"] = _project_files() == files
	seen["saved"] = await _save_both(tab)
	return seen


func _place(tab: Node, as_index: int) -> Dictionary:
	var steps := _history().get_history_count()
	(tab.find_child("As", true, false) as OptionButton).selected = as_index
	var seen := {"before": _scene()}
	_button(tab, "Place").pressed.emit()
	await _await_steps(steps + 1)
	await _until_idle(tab)
	var node := _root().get_child(-1)
	seen["after"] = _scene()
	seen["steps"] = _history().get_history_count() - steps
	seen["recipe"] = node.get_meta("procgen_recipe")
	seen["instance"] = node.scene_file_path
	seen["selected"] = EditorInterface.get_selection().get_selected_nodes() == [node]
	seen["cells"] = 0
	for map: Node in [node] + node.get_children():
		if map is TileMapLayer or map is GridMap:
			seen["cells"] += map.get_used_cells().size()
		if map is GridMap:
			seen["library"] = (map as GridMap).mesh_library.resource_path
	seen.merge(_undo_and_redo())
	return seen


## What was placed as grid map stays one, whatever is chosen for the next.
func _make_anew(tab: Node) -> Dictionary:
	var node: Node3D = _root().get_child(-1)
	node.name = "Cellar"
	node.position.y = -4.0
	var lamp := OmniLight3D.new()
	lamp.name = "Lamp"
	node.add_child(lamp)
	lamp.owner = _root()
	var seen := {"before": _scene()}
	_fill_in(tab, {"seed": "1", "kind": "cave", "model": null})
	(tab.find_child("As", true, false) as OptionButton).selected = 0
	_select([node])
	var steps := _history().get_history_count()
	_button(tab, "Regenerate").pressed.emit()
	await _await_steps(steps + 1)
	await _until_idle(tab)
	var fresh: Node3D = _root().get_node("Cellar")
	seen["is_another"] = fresh != node
	seen["height_m"] = fresh.position.y
	seen["keeps_nodes"] = fresh.get_node("Lamp") == lamp
	seen["kind"] = tab.form.value_of("kind")
	seen["after"] = _scene()
	seen.merge(_undo_and_redo())
	return seen


func _offend(tab: Node) -> Dictionary:
	_fill_in(tab, {"width": 9999})
	await _press(tab, "Generate")
	var seen := {
		"message": _message(tab),
		"marked": tab.form.fields["width"].is_marked(),
		"can_place": not _button(tab, "Place").disabled,
	}
	_fill_in(tab, SMALL)
	return seen


func _cancel(tab: Node) -> Dictionary:
	await _press(tab, "Generate")
	var made: Variant = tab.made
	_fill_in(tab, {"model": null, "width": 128, "depth": 128, "best_of": 16})
	_button(tab, "Generate").pressed.emit()
	while not _message(tab):
		await get_tree().process_frame
	_button(tab, "Cancel").pressed.emit()
	await _until_idle(tab)
	var seen := {"message": _message(tab), "keeps_the_last": tab.made == made}
	_fill_in(tab, {"best_of": null})
	_fill_in(tab, SMALL)
	return seen


## Scenes that are read as what they are once the picture is imported.
func _save_both(tab: Node) -> Dictionary:
	var saved := {}
	for as_index in 2:
		(tab.find_child("As", true, false) as OptionButton).selected = as_index
		# Each is told of anew.
		await _press(tab, "Generate")
		var paths := await _save(tab)
		if as_index == 0:
			await _await_import(paths[-1] if paths[-1].ends_with(".png") else paths[0])
		for path in paths:
			if path.ends_with(".tscn"):
				var scene: Node = (load(path) as PackedScene).instantiate()
				saved[path] = scene.get_children().map(
					func(child: Node) -> String: return child.get_class()
				)
				scene.free()
			else:
				saved[path] = []
	return saved
