@tool
extends "designer.gd"
## Animals by way of the dock: one is placed, made anew as another, and saved.


func report(_arguments: Dictionary) -> Dictionary:
	var tab := await _open("creature")
	var files := _project_files()
	var seen := {"problems": _fill_in(tab, {"seed": "4", "species": "dog", "lod": 2})}
	await _press(tab, "Generate")
	seen["message"] = _message(tab)
	seen["picture"] = tab.preview.texture.get_width()
	seen["before"] = _scene()
	_button(tab, "Place").pressed.emit()
	await _await_steps(1)
	await _until_idle(tab)
	seen["placed"] = _scene()
	var animal: Node3D = _root().get_child(0)
	seen["animal"] = _animal(animal)
	seen["files_before_saving"] = _project_files() == files
	seen.merge(_undo_and_redo())
	animal.name = "Rex"
	animal.position = Vector3(1.0, 0.0, 2.0)
	_select([animal])
	_fill_in(tab, {"seed": "9"})
	_button(tab, "Regenerate").pressed.emit()
	await _await_steps(2)
	await _until_idle(tab)
	var again: Node3D = _root().get_node("Rex")
	seen["again"] = _animal(again)
	seen["is_another"] = again != animal
	seen["saved"] = await _save(tab)
	return seen


func _animal(animal: Node3D) -> Dictionary:
	var box := AABB()
	for part: MeshInstance3D in animal.find_children("*", "MeshInstance3D", true, false):
		box = box.merge(part.get_aabb())
	var player: AnimationPlayer = animal.find_children("*", "AnimationPlayer", true, false)[0]
	var loops := []
	for clip in player.get_animation_list():
		loops.append(player.get_animation(clip).loop_mode)
	return {
		"name": animal.name,
		"place": [animal.position.x, animal.position.z],
		"recipe": animal.get_meta("procgen_recipe"),
		"height_m": box.end.y,
		"clips": player.get_animation_list(),
		"loops": loops,
		"plays": player.autoplay
	}
