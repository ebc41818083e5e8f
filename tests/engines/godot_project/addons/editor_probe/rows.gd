@tool
extends "designer.gd"
## Tables by way of the dock: what is given, the rows that are shown, and what is saved.


func report(_arguments: Dictionary) -> Dictionary:
	var files := _project_files()
	var tab := await _open("table")
	var given: TextEdit = tab.find_child("Given", true, false)
	while not given.placeholder_text:
		await get_tree().process_frame
	var seen := {
		"can_place": _button(tab, "Place").visible,
		"columns": given.placeholder_text,
		"problems":
		_fill_in(tab, {"seed": "5", "table": "loot", "count": 12, "outputs": ["csv", "json"]})
	}
	given.text = "rarity = rare|legendary\ncost_gp = 100..\n"
	given.text_changed.emit()
	await _press(tab, "Generate")
	seen["message"] = _message(tab)
	seen["shown"] = _shown(tab)
	seen["request"] = JSON.parse_string(tab.made.answer.recipe.request_json)
	seen["files_before_saving"] = _project_files() == files
	seen["saved"] = await _save(tab)
	for path: String in seen["saved"]:
		if path.ends_with(".tres"):
			var table: ProcgenTable = load(path)
			seen["rows"] = table.rows
			seen["recipe"] = table.get_meta("procgen_recipe")
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
	# What an older request gave is shown, and what can't be is refused.
	tab.form.set_request({})
	tab._restore({"table": "loot", "given": {"rarity": "mythical"}})
	seen["restored"] = given.text
	await _press(tab, "Generate")
	seen["refused"] = _message(tab)
	return seen


func _shown(tab: Node) -> Array:
	var tree: Tree = tab.find_child("Rows", true, false)
	var titles := []
	for column in tree.columns:
		titles.append(tree.get_column_title(column))
	var shown := [titles]
	for item in tree.get_root().get_children():
		var cells := []
		for column in tree.columns:
			cells.append(item.get_text(column))
		shown.append(cells)
	return shown
