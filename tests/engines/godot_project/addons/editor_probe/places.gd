@tool
extends "designer.gd"
## Worlds by way of the dock: the map, the folder, a node that shows what is in it, and cancelling.

const SMALL := {
	"seed": "7",
	"text": "a fishing village",
	"side_m": 250,
	"metres_per_pixel": 4,
	"props": 10,
	"people": 1,
	"lines": 2,
	"animals": 2,
	"cover": 0.0
}


func report(_arguments: Dictionary) -> Dictionary:
	var tab := await _open("world")
	var files := _project_files()
	var seen := {"problems": _fill_in(tab, SMALL), "cancelled": await _cancel(tab)}
	seen["refused"] = await _offend(tab)
	seen["goes_on"] = await _press_without_answer(tab, "Generate")
	seen["message"] = _message(tab)
	seen["picture"] = tab.preview.visible and tab.preview.texture.get_width() > 256
	seen["files_before_saving"] = _project_files() == files
	(tab.find_child("Path", true, false) as LineEdit).text = "user://nowhere"
	await _press(tab, "Place")
	seen["outside"] = _message(tab)
	(tab.find_child("Path", true, false) as LineEdit).text = "res://places"
	seen.merge(await _place(tab))
	seen["early"] = await _place_early(tab)
	return seen


func _cancel(tab: Node) -> Dictionary:
	# Another one than later: what a server keeps of results is there at once.
	_fill_in(tab, {"seed": "8"})
	_button(tab, "Generate").pressed.emit()
	while not _message(tab):
		await get_tree().process_frame
	var seen := {"stage": _message(tab)}
	_button(tab, "Cancel").pressed.emit()
	await _until_idle(tab)
	seen["message"] = _message(tab)
	seen["can_place"] = not _button(tab, "Place").disabled
	return seen


func _offend(tab: Node) -> Dictionary:
	_fill_in(tab, {"side_m": 9999})
	await _press(tab, "Generate")
	var seen := {"message": _message(tab), "marked": tab.form.fields["side_m"].is_marked()}
	_fill_in(tab, SMALL)
	return seen


func _place(tab: Node) -> Dictionary:
	var seen := {"before": _scene()}
	_button(tab, "Place").pressed.emit()
	await _await_steps(1)
	await _until_idle(tab)
	var world: ProcgenWorld = _root().get_child(-1)
	seen["said"] = _message(tab)
	seen["folder"] = world.folder
	seen["recipe"] = world.get_meta("procgen_recipe")
	if not world.manifest:
		await world.opened
	seen["children"] = world.get_children().map(func(child: Node) -> String: return child.name)
	seen["people"] = world.people.size()
	var middle := world.position * -1.0
	seen["middle_m"] = [middle.x, middle.z]
	seen["off_the_ground_m"] = world.height_at(middle.x, middle.z) - middle.y
	# What the folder holds is shown, and not a part of the scene.
	seen["after"] = _scene()
	seen.merge(_undo_and_redo())
	seen["children_after_redo"] = world.get_child_count()
	seen["files"] = []
	for file in _project_files(world.folder):
		seen["files"].append(file.trim_prefix(world.folder + "/"))
	return seen


# What one can walk about in is placed while people and lines are still made.
func _place_early(tab: Node) -> Dictionary:
	var before := _scene()
	var steps := _history().get_history_count()
	# Another one than before: what a server keeps of results is there at once.
	_fill_in(tab, {"seed": "9"})
	_button(tab, "Generate").pressed.emit()
	while _button(tab, "Place").disabled:
		await get_tree().process_frame
	var seen := {"while_made": tab.is_busy}
	_button(tab, "Place").pressed.emit()
	await _await_steps(steps + 1)
	var world: ProcgenWorld = _root().get_child(-1)
	if not world.manifest:
		await world.opened
	seen["still_made"] = tab.is_busy
	seen["placed"] = _scene().size() - before.size()
	seen["people"] = [world.people.size()]
	var stood := world.get_children()
	seen["children"] = stood.map(func(child: Node) -> String: return child.name)
	seen["folder"] = [world.folder]
	await _until_idle(tab)
	seen["people"].append(world.people.size())
	seen["folder"].append(world.folder)
	seen["stays"] = stood.all(
		func(child: Node) -> bool: return is_instance_valid(child) and child.get_parent() == world
	)
	seen["recipe"] = world.get_meta("procgen_recipe")
	seen["lines"] = world.people.map(func(who: ProcgenWorldPerson) -> int: return who.lines.size())
	seen["files"] = []
	for file in _project_files(world.folder):
		seen["files"].append(file.trim_prefix(world.folder + "/"))
	_history().undo()
	seen["after_undo"] = _scene() == before
	return seen
