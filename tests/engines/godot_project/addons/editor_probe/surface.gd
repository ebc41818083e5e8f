@tool
extends "designer.gd"
## Materials by way of the dock: put on objects, saved, made anew; then the addon is switched off
## while it is busy.


func report(arguments: Dictionary) -> Dictionary:
	var tab := await _open("texture")
	var files := _project_files()
	var box := CSGBox3D.new()
	var ball := MeshInstance3D.new()
	ball.mesh = SphereMesh.new()
	var holder := Node3D.new()
	holder.add_child(ball)
	for node: Node in [box, holder]:
		_root().add_child(node)
	var seen := {
		"problems":
		_fill_in(
			tab,
			{
				"material": "brick",
				"seed": "5",
				"width_px": 256,
				"height_px": 256,
				"weather.moss": 0.75,
				"text": "frobnicated"
			}
		)
	}
	seen["can_apply_before"] = not _button(tab, "Place").disabled
	seen["goes_on"] = await _press_without_answer(tab, "Generate")
	seen["message"] = _message(tab)
	seen["ball_is_shown"] = (tab.find_child("Ball", true, false) as Control).is_visible_in_tree()
	_select([])
	_button(tab, "Place").pressed.emit()
	seen["message_without_selection"] = _message(tab)
	# What lies right below a selected node counts, too.
	_select([box, holder])
	_button(tab, "Place").pressed.emit()
	await _await_steps(1)
	var material := box.material as ORMMaterial3D
	seen["applied"] = ball.get_surface_override_material(0) == material
	seen["triplanar"] = material.uv1_world_triplanar
	seen["recipe"] = material.get_meta("procgen_recipe")
	_history().undo()
	seen["after_undo"] = [box.material == null, ball.get_surface_override_material(0) == null]
	_history().redo()
	seen["after_redo"] = [
		box.material == material, ball.get_surface_override_material(0) == material
	]
	seen["steps"] = _history().get_history_count()
	seen["files_before_saving"] = _project_files() == files
	seen["saved"] = await _save(tab)
	seen["object_has_the_file"] = [
		box.material.resource_path, material.albedo_texture.resource_path
	]
	seen["normal_format"] = material.normal_texture.get_image().get_format()
	seen["normal_import"] = _import_of(material.normal_texture)
	seen["again"] = await _make_anew(tab, ball)
	seen["photo"] = await _follow_a_photo(tab, arguments["photo"])
	box.free()
	holder.free()
	seen.merge(await _switch_off_while_busy())
	return seen


func _import_of(texture: Texture2D) -> Dictionary:
	var notes := ConfigFile.new()
	notes.load(texture.resource_path + ".import")
	return {
		"compress": notes.get_value("params", "compress/mode"),
		"normal": notes.get_value("params", "compress/normal_map"),
		"mip_maps": notes.get_value("params", "mipmaps/generate"),
	}


func _make_anew(tab: Node, ball: MeshInstance3D) -> Dictionary:
	var old := ball.get_surface_override_material(0)
	_fill_in(tab, {"material": "grass", "weather.moss": null, "text": null})
	_select([ball])
	_button(tab, "Regenerate").pressed.emit()
	await _await_steps(2)
	await _until_idle(tab)
	var fresh := ball.get_surface_override_material(0)
	_history().undo()
	var is_back := ball.get_surface_override_material(0) == old
	_history().redo()
	return {
		"is_another": fresh != old,
		"has_the_same_recipe": fresh.get_meta("procgen_recipe") == old.get_meta("procgen_recipe"),
		"is_back_after_undo": is_back,
		"is_there_after_redo": ball.get_surface_override_material(0) == fresh,
	}


func _follow_a_photo(tab: Node, path: String) -> Dictionary:
	tab.form.set_request({"seed": 1, "width_px": 128, "height_px": 128, "model": "quilting"})
	tab.follow(path)
	await _press(tab, "Generate")
	var request: Dictionary = JSON.parse_string(tab.made.answer.recipe.request_json)
	var seen := {"message": _message(tab), "exemplar": request.get("exemplar")}
	tab.follow("")
	return seen


## The addon is switched off while a terrain is being made.
func _switch_off_while_busy() -> Dictionary:
	var tab := await _open("terrain")
	_fill_in(tab, {"seed": "1", "width_px": 2049, "depth_px": 2049})
	_button(tab, "Generate").pressed.emit()
	while not _message(tab):
		await get_tree().process_frame
	var seen := {"stage_when_disabled": _message(tab)}
	EditorInterface.set_plugin_enabled("procgen", false)
	for frame in 60:
		await get_tree().process_frame
	seen["addon_is_gone"] = _addon() == null
	return seen
