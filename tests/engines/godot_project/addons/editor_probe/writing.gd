@tool
extends "designer.gd"
## Lines and scenes by way of the dock: shown while they come, saved, and a speaker placed.


func report(_arguments: Dictionary) -> Dictionary:
	var files := _project_files()
	var tab := await _open("dialogue")
	var text: RichTextLabel = tab.find_child("Text", true, false)
	var seen := {
		"problems":
		_fill_in(
			tab,
			{
				"seed": "5",
				"model": "phrases",
				"persona.name": "Oda",
				"persona.role": "merchant",
				"persona.traits": ["sly", "greedy"],
				"persona.sex": "female",
				"persona.knows.text": ["the bridge is out since the flood"],
				"situation.world.setting": "medieval",
				"wishes.intent": "greet",
				"wishes.count": 6,
			}
		)
	}
	_button(tab, "Generate").pressed.emit()
	await tab._running.received
	seen["text_with_the_first_line"] = text.get_parsed_text()
	await _until_idle(tab)
	seen["lines"] = text.get_parsed_text()
	seen["message"] = _message(tab)
	seen["placed"] = await _place(tab)
	_fill_in(tab, {"outputs": ["script", "json"]})
	await _press(tab, "Generate")
	seen["files_before_saving"] = _project_files() == files
	seen["saved_lines"] = await _save(tab)
	seen["scene"] = await _write_a_scene()
	return seen


func _place(tab: Node) -> Dictionary:
	var before := _scene()
	_button(tab, "Place").pressed.emit()
	await _await_steps(1)
	var speaker := _root().get_child(0)
	var seen := {
		"before": before,
		"placed": _scene(),
		"selected": EditorInterface.get_selection().get_selected_nodes() == [speaker],
		"script": (speaker.get_script() as Script).get_global_name(),
		"settings": [],
		"recipe": speaker.get_meta("procgen_recipe"),
	}
	for property: String in ["speaker_name", "role", "traits", "sex", "knows", "world", "model"]:
		seen["settings"].append(speaker.get(property))
	seen.merge(_undo_and_redo())
	_fill_in(tab, {"persona.name": "Bram"})
	_select([speaker])
	_button(tab, "Regenerate").pressed.emit()
	await _await_steps(2)
	await _until_idle(tab)
	seen["again"] = [
		_root().get_child(0) != speaker,
		_scene() == seen["placed"],
		tab.form.value_of("persona.name"),
		_history().get_history_count(),
	]
	return seen


func _write_a_scene() -> Dictionary:
	var tab := await _open("dialogue_scene")
	var problems := _fill_in(
		tab,
		{
			"seed": "5",
			"model": "phrases",
			"kind": "haggle",
			"nodes": 12,
			"cast.name": "Oda",
			"facts.text": ["the bridge is out since the flood"],
			"outputs": ["godot", "ink", "yarn", "dialogic", "twee"],
		}
	)
	await _press(tab, "Generate")
	var seen := {
		"problems": problems,
		"message": _message(tab),
		"text": (tab.find_child("Text", true, false) as RichTextLabel).get_parsed_text(),
	}
	seen["saved"] = await _save(tab)
	for path: String in seen["saved"]:
		if path.ends_with(".tres"):
			var resource := ResourceLoader.load(path)
			seen["title"] = resource.resource_name
			seen["recipe"] = resource.get_meta("procgen_recipe")
			seen["loaded"] = resource.get_meta("procgen_scene")
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
	return seen
