@tool
extends VBoxContainer
## A form for the request of a domain, made of what GetInfo says of it. What is not set is left to
## the server; what no field shows is kept.

## The designer changed a field.
signal changed

## How a field lies in its request: by itself, as a list or its first entry, or as the only part of
## each of a list's messages.
enum Shape { PLAIN, LIST, FIRST, EACH }

const FormField := preload("form_field.gd")

const OUTPUT := "output"
## The group of what lies in no message and is not shown first.
const MORE := "more"
const OUTPUT_NAMES: Array[String] = ["outputs", "array_outputs", "presets", "file_name"]
## With fewer fields above the groups than these, the first group is open.
const FEW_FIELDS := 6

## The fields by their paths.
var fields: Dictionary[String, FormField] = {}

var _type: StringName
# Paths of what is shown first, in order; with none, all that lies in no message is.
var _basic := PackedStringArray()
var _request: ProcgenMessage
# An empty request in which every message on the way to a field is there.
var _blank: ProcgenMessage
var _shapes: Dictionary[String, Shape] = {}
# Numbers that stand for names, by path.
var _codes: Dictionary[String, Dictionary] = {}
var _groups: Dictionary[String, VBoxContainer] = {}
var _headings: Dictionary[String, Button] = {}


## Makes the fields of a domain, but for [param elsewhere], which others show.
func build(domain: ProcgenV1.Domain, elsewhere: String) -> void:
	_type = domain.request_type.get_extension()
	_basic = PackedStringArray(domain.basic)
	_request = ProcgenV1.create(_type)
	_blank = ProcgenV1.create(_type)
	var is_short := func(text: ProcgenV1.Text) -> bool:
		return text.name == "text" or not text.many_lines
	var described: Array = domain.texts.filter(is_short)
	described += domain.choices + domain.parameters + domain.switches
	described += domain.texts.filter(
		func(text: ProcgenV1.Text) -> bool: return not is_short.call(text)
	)
	if _basic:
		var first := []
		for path in _basic:
			first += described.filter(func(part: Variant) -> bool: return part.name == path)
		var is_later := func(part: Variant) -> bool: return part.name not in _basic
		described = first + described.filter(is_later)
	var paths := PackedStringArray(described.map(func(part: Variant) -> String: return part.name))
	_groups[""] = VBoxContainer.new()
	add_child(_groups[""])
	for part: Variant in described:
		if part.name != elsewhere:
			_add_field(part, paths)
	if OUTPUT in _groups:
		move_child(_groups[OUTPUT].get_parent(), -1)
	if not _basic and _groups.size() > 1 and _groups[""].get_child_count() < FEW_FIELDS:
		for group in _headings:
			if group != OUTPUT:
				_headings[group].button_pressed = true
				break
	_show_all()


## The fields that are set, as a request of the domain.
func request() -> ProcgenMessage:
	return _request.copy()


## Whether nothing is said but perhaps a seed.
func is_blank() -> bool:
	return _says_at_most_a_seed(_request.to_json())


## Takes over a whole request, as JSON has it. Returns what can't be taken over, a sentence each.
func set_request(json: Dictionary) -> PackedStringArray:
	_request = ProcgenV1.create(_type)
	var problems := _request.merge_json(json)
	_show_all()
	for group in _headings:
		_headings[group].button_pressed = _headings[group].button_pressed or _count_set(group) > 0
	return problems


## What a field is set to, as JSON has it; null where the server chooses.
func value_of(path: String) -> Variant:
	var value: Variant
	match _shapes.get(path, Shape.PLAIN):
		Shape.EACH:
			var parts: Variant = _request.get_path_value(path.get_basename())
			value = []
			for part: ProcgenMessage in parts if parts else []:
				value.append(part.get_path_value(path.get_extension()))
			value = value if value else null
		_:
			value = _request.get_path_value(path)
	if value != null and _shapes.get(path) == Shape.LIST:
		value = Array(value)
	elif value != null and _shapes.get(path) == Shape.FIRST:
		value = value[0]
	if path not in _codes or value == null:
		return value
	if value is Array:
		return value.map(func(code: int) -> String: return _codes[path].find_key(code))
	return _codes[path].find_key(value)


## Sets a field as a designer would; null leaves it to the server. Returns what is wrong with it, or
## nothing.
func set_value(path: String, value: Variant) -> String:
	var json: Variant = value
	if path in _codes and value != null:
		json = value.map(_codes[path].get) if value is Array else _codes[path].get(value)
	var target := path
	if _shapes.get(path) == Shape.EACH:
		target = path.get_basename()
		if json != null:
			json = json.map(func(part: Variant) -> Dictionary: return {path.get_extension(): part})
	elif _shapes.get(path) == Shape.FIRST and json != null:
		json = [json]
	var problem := _request.set_path_value(target, json)
	if json == null:
		_prune(target)
	_show_all()
	changed.emit()
	return problem


## Marks the fields that a server refused; with none, all are right again.
func mark(violations: Array[ProcgenV1.FieldViolation]) -> void:
	var indices := RegEx.create_from_string(r"\[\d+\]")
	for path in fields:
		fields[path].mark("")
		for violation in violations:
			var place := indices.sub(violation.field, "", true)
			if path == place or path.begins_with(place + "."):
				fields[path].mark("Must be %s; it was %s." % [violation.allowed, violation.value])
				if _group_of(path) in _headings:
					_headings[_group_of(path)].button_pressed = true


func _add_field(part: Variant, paths: PackedStringArray) -> void:
	var path: String = part.name
	var field := FormField.new(path, part.description as String)
	field.chosen.connect(func(value: Variant) -> void: set_value(path, value))
	fields[path] = field
	_group(_group_of(path)).add_child(field)
	var blank: Variant = _blank_at(path)
	var listed := typeof(blank) > TYPE_ARRAY
	var whole := typeof(blank) in [TYPE_INT, TYPE_PACKED_INT32_ARRAY, TYPE_PACKED_INT64_ARRAY]
	var many: bool = part is ProcgenV1.Choice or part is ProcgenV1.Text and part.many_lines
	if many and _is_only_part_of_a_list(path, paths):
		_shapes[path] = Shape.EACH
	elif listed:
		_shapes[path] = Shape.LIST if many else Shape.FIRST
	many = _shapes.get(path) in [Shape.LIST, Shape.EACH]
	if part is ProcgenV1.Parameter:
		field.take_number(part as ProcgenV1.Parameter, whole)
	elif part is ProcgenV1.Text:
		field.take_text(part.many_lines as bool, many)
	elif part is ProcgenV1.Switch:
		# A message is on as soon as it is there.
		var on: Variant = true
		if blank is not bool:
			on = {}
		field.take_switch(on)
	else:
		field.take_choice(part as ProcgenV1.Choice, many)
		if whole:
			_note_codes(path, part.values as PackedStringArray, listed)


# Which numbers stand for the names of a choice; none where the names are numbers.
func _note_codes(path: String, names: PackedStringArray, listed: bool) -> void:
	var words := Array(names).map(func(entry: String) -> String: return entry.to_upper())
	if names[0].is_valid_int():
		return
	_codes[path] = {}
	for index in names.size():
		_blank.set_path_value(path, words if listed else words[index])
		var code: Variant = _blank.get_path_value(path)
		_codes[path][names[index]] = code[index] if listed else code


# What stands at a path before it is set; messages on the way come to be.
func _blank_at(path: String) -> Variant:
	_blank.set_path_value(path, {})
	var holder: Variant = _blank.get_path_value(path.get_basename()) if "." in path else _blank
	return (holder[0] if holder is Array else holder).get(path.get_slice(".", path.count(".")))


func _is_only_part_of_a_list(path: String, paths: PackedStringArray) -> bool:
	if "." not in path or _blank.get_path_value(path.get_basename()) is not Array:
		return false
	var start := path.get_basename() + "."
	return (
		Array(paths).filter(func(other: String) -> bool: return other.begins_with(start)).size()
		== 1
	)


func _group_of(path: String) -> String:
	if path in _basic:
		return ""
	if path.get_slice(".", path.count(".")) in OUTPUT_NAMES or path.begins_with("outputs."):
		return OUTPUT
	var alone := MORE if _basic else ""
	return path.get_slice(".", 0) if "." in path else alone


# The rows of a group, which open and close below a heading.
func _group(group: String) -> VBoxContainer:
	if group not in _groups:
		var rows := VBoxContainer.new()
		rows.visible = false
		_groups[group] = rows
		var heading := Button.new()
		heading.name = "Group_" + group
		heading.alignment = HORIZONTAL_ALIGNMENT_LEFT
		heading.toggle_mode = true
		heading.toggled.connect(
			func(open: bool) -> void:
				rows.visible = open
				_show_heading(group)
		)
		_headings[group] = heading
		var outer := VBoxContainer.new()
		outer.add_child(heading)
		outer.add_child(rows)
		add_child(outer)
	return _groups[group]


func _show_heading(group: String) -> void:
	var arrow := &"GuiTreeArrowDown" if _groups[group].visible else &"GuiTreeArrowRight"
	var count := _count_set(group)
	_headings[group].icon = EditorInterface.get_editor_theme().get_icon(arrow, &"EditorIcons")
	_headings[group].text = FormField.sentence(group) + (" · %d set" % count if count else "")


func _count_set(group: String) -> int:
	var count := 0
	for path in fields:
		if _group_of(path) == group and fields[path].value != null:
			count += 1
	return count


func _show_all() -> void:
	for path in fields:
		fields[path].value = value_of(path)
	for group in _headings:
		_show_heading(group)


# A part that is there and empty is a switch that is on.
func _says_at_most_a_seed(said: Dictionary) -> bool:
	for key: String in said:
		var part: Variant = said[key]
		if key != "seed" and not (part is Dictionary and part and _says_at_most_a_seed(part)):
			return false
	return true


# Takes away messages on the way to an unset field that say nothing any more. A message that a
# switch stands for says something by being there.
func _prune(path: String) -> void:
	while "." in path:
		path = path.get_basename()
		var left: Variant = _request.get_path_value(path)
		if left is Array and left.size() == 1:
			left = left[0]
		if (
			path in fields
			or left is not ProcgenMessage
			or not (left as ProcgenMessage).encode().is_empty()
		):
			return
		_request.set_path_value(path, null)
