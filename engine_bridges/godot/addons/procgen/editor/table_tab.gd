@tool
extends "domain_tab.gd"
## Tables: what is known of the rows, the rows as they are drawn, and a resource of them.

const ROWS_HEIGHT_PX := 240
const COLUMN_PX := 96
const LIVE_ROWS := 20

var _given := TextEdit.new()
var _rows := Tree.new()
# Of each table the names of its columns, each with what it may hold.
var _columns: Dictionary[String, PackedStringArray] = {}


## The picture is for the history.
func show_picture(png: PackedByteArray) -> void:
	super(png)
	preview.visible = false


func _can_place() -> bool:
	return false


func _extend(rows: VBoxContainer) -> void:
	needed = {"json": "json"}
	var label := Label.new()
	label.text = "Given"
	_given.name = "Given"
	_given.custom_minimum_size.y = 110 * EditorInterface.get_editor_scale()
	_given.tooltip_text = (
		"What is known of each row, a line a column: one value, several such as rare|legendary,"
		+ " a range such as 10..20, or nothing for a missing one."
	)
	_given.text_changed.connect(func() -> void: _give(_given_in(_given.text)))
	for control: Control in [label, _given]:
		rows.add_child(control)
	_rows.name = "Rows"
	_rows.custom_minimum_size.y = ROWS_HEIGHT_PX * EditorInterface.get_editor_scale()
	_rows.size_flags_vertical = Control.SIZE_EXPAND_FILL
	_rows.hide_root = true
	_rows.column_titles_visible = true
	_rows.visible = false
	results.add_child(_rows)
	var info_call := client.table.get_table_info(ProcgenV1.GetTableInfoRequest.new())
	info_call.finished.connect(_take_info.bind(info_call).unbind(1), CONNECT_ONE_SHOT)


func _prepare(request: ProcgenMessage) -> void:
	if not request.has_field(&"table"):
		request.set(&"table", domain.models[0])
	super(request)


func _prepare_preview(request: ProcgenMessage) -> void:
	if request.has_field(&"count"):
		request.set(&"count", mini(request.get(&"count") as int, LIVE_ROWS))


func _show(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.TableResult = made_call.answer
	_rows.clear()
	_rows.columns = maxi(result.columns.size(), 1)
	for column in result.columns.size():
		_rows.set_column_title(column, result.columns[column])
		_rows.set_column_custom_minimum_width(
			column, roundi(COLUMN_PX * EditorInterface.get_editor_scale())
		)
		_rows.set_column_clip_content(column, true)
	var root := _rows.create_item()
	for row in result.rows:
		var item := _rows.create_item(root)
		for column in row.cells.size():
			item.set_text(column, row.cells[column])
	_rows.visible = true
	results.size_flags_vertical = Control.SIZE_EXPAND_FILL
	say("%d rows." % result.rows.size())


func _save(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.TableResult = made_call.answer
	var table := ProcgenTable.read(made_call.artifact("json"))
	table.set_meta(Placing.RECIPE_META, Common.recipe_text(result.recipe))
	var file := "%s-%s.tres" % [table.table, result.recipe.sha256.left(12)]
	var others: Dictionary[String, Callable] = {
		file: func(path: String) -> Error: return ResourceSaver.save(table, path)
	}
	# Godot would take any CSV for translations.
	var as_it_is := ConfigFile.new()
	as_it_is.set_value("remap", "importer", "keep")
	for artifact in result.artifacts:
		if artifact.kind == "csv":
			others[ProjectFolder.file_name_of(artifact, made_call) + ".import"] = as_it_is.save
	say(_folder.save_with(made_call, _unasked(), others))


func _changed() -> void:
	super()
	var given: Dictionary = form.request().get(&"given")
	if given != _given_in(_given.text):
		var lines := given.keys().map(
			func(column: String) -> String: return "%s = %s" % [column, given[column]]
		)
		_given.text = "\n".join(lines)
	_show_columns()


func _take_info(info_call: ProcgenCall) -> void:
	var response: ProcgenV1.GetTableInfoResponse = info_call.answer
	for table: ProcgenV1.TableInfo in response.tables if response else []:
		var lines := PackedStringArray()
		for column in table.columns:
			var values := "|".join(column.values)
			if column.has_field(&"minimum"):
				values = "%s..%s" % [column.minimum, column.maximum]
			lines.append("%s = %s" % [column.name, values])
		_columns[table.name] = lines
	_show_columns()


func _show_columns() -> void:
	var table: Variant = form.value_of("table")
	_given.placeholder_text = "\n".join(
		_columns.get(table if table else domain.models[0], PackedStringArray())
	)


func _give(given: Dictionary) -> void:
	# A map would keep what it has.
	form.set_value("given", null)
	if given:
		form.set_value("given", given)


func _given_in(text: String) -> Dictionary:
	var given := {}
	for line in text.split("\n", false):
		if "=" in line:
			given[line.get_slice("=", 0).strip_edges()] = line.get_slice("=", 1).strip_edges()
	return given
