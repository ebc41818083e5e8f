@tool
class_name ProcgenMessage
extends RefCounted
## What all messages of procgen's contract have in common: their protobuf bytes, and their fields by
## name, as forms and JSON need them.
##
## The generated classes list their fields; this one reads and writes by that list. Fields that this
## addon does not know are kept and written again.

# What the list says of a field.
enum { NAME, PROPERTY, TYPE, CARDINALITY, PART, ONEOF, KEY }
enum Cardinality { IMPLICIT, OPTIONAL, REPEATED, MAP }

const Wire := preload("wire.gd")

# Optional fields that are set, by number.
var _present: Dictionary[int, bool] = {}
var _unknown := PackedByteArray()
var _is_clearing := false


## Takes over the fields in [param encoded]; false if it is no such message.
func decode(encoded: PackedByteArray) -> bool:
	return _merge(Wire.Reader.new(encoded))


## The message's bytes.
func encode() -> PackedByteArray:
	var writer := Wire.Writer.new()
	var fields := _fields()
	for number: int in fields:
		var field: Array = fields[number]
		if not _is_set(number, field):
			continue
		var value: Variant = get(field[PROPERTY] as StringName)
		match field[CARDINALITY]:
			Cardinality.MAP:
				_write_entries(writer, number, field, value as Dictionary)
			Cardinality.REPEATED:
				_write_list(writer, number, field[TYPE] as int, value)
			_:
				_write(writer, number, field[TYPE] as int, value)
	writer.bytes.append_array(_unknown)
	return writer.bytes


## Whether a field is set. Those that cannot be unset count as set where they are not their default.
func has_field(name: StringName) -> bool:
	var number := _number(name)
	return number != 0 and _is_set(number, _fields()[number] as Array)


## Unsets a field.
func clear_field(name: StringName) -> void:
	var number := _number(name)
	assert(number != 0, "%s has no field %s" % [_type_name(), name])
	_clear(number)


## The number, word, list or message at a path such as "sketch.strength"; null where it is not set.
func get_path_value(path: String) -> Variant:
	var here: ProcgenMessage = self
	var names := path.split(".")
	for index in names.size():
		if not here or not here.has_field(names[index]):
			return null
		var value: Variant = here.get(here._field(names[index])[PROPERTY] as StringName)
		if index == names.size() - 1:
			return value
		here = value[0] if value is Array else value
	return null


## Sets what is at a path as JSON has it; null unsets it. Messages on the way are made, and of lists
## of messages the first. Returns what is wrong with the path or the value, or nothing.
func set_path_value(path: String, value: Variant) -> String:
	var name := path.get_slice(".", 0)
	if name == path:
		return "\n".join(merge_json({name: value}))
	var field := _field(name)
	if not field or field[TYPE] != Wire.Type.MESSAGE or field[CARDINALITY] == Cardinality.MAP:
		return "%s.%s: there is no such message." % [_type_name(), name]
	var inner: Variant = get(field[PROPERTY] as StringName)
	if value == null and not inner:
		return ""
	if inner is Array:
		if (inner as Array).is_empty():
			(inner as Array).append(_create(field[PART] as StringName))
		inner = inner[0]
	elif not inner:
		inner = _create(field[PART] as StringName)
		set(field[PROPERTY] as StringName, inner)
	return (inner as ProcgenMessage).set_path_value(path.trim_prefix(name + "."), value)


## The fields that are set, as the contract's JSON has them: bytes as base64, 64-bit numbers as
## text.
func to_json() -> Dictionary:
	var json := {}
	var fields := _fields()
	for number: int in fields:
		var field: Array = fields[number]
		if not _is_set(number, field):
			continue
		var value: Variant = get(field[PROPERTY] as StringName)
		if field[CARDINALITY] == Cardinality.MAP:
			var entries := {}
			for key: Variant in value:
				entries[str(key)] = _json_of(field[TYPE] as int, value[key])
			value = entries
		elif field[CARDINALITY] == Cardinality.REPEATED:
			var list := []
			for element: Variant in value:
				list.append(_json_of(field[TYPE] as int, element))
			value = list
		else:
			value = _json_of(field[TYPE] as int, value)
		json[String(field[NAME] as StringName)] = value
	return json


## Sets fields from JSON; null unsets one. What can't be set is left as it is and named in the
## answer, one sentence each; [param place] is what the message is called in them.
func merge_json(json: Dictionary, place := String(_type_name())) -> PackedStringArray:
	var problems := PackedStringArray()
	for key: Variant in json:
		var number := _number(StringName(str(key)))
		var where := "%s.%s" % [place, key]
		if number == 0:
			problems.append("%s: there is no such field." % where)
		elif json[key] == null:
			_clear(number)
		else:
			_merge_field(_fields()[number] as Array, json[key], where, problems)
	return problems


## A message of its own with the same fields.
func copy() -> ProcgenMessage:
	var twin := _create(_type_name())
	twin.decode(encode())
	return twin


func _type_name() -> StringName:
	return &""


func _fields() -> Dictionary:
	return {}


func _create(_type: StringName) -> ProcgenMessage:
	return null


# Notes that an optional field is set, which unsets the others of its oneof.
func _choose(number: int) -> void:
	if _is_clearing:
		return
	var fields := _fields()
	var field: Array = fields[number]
	if field[ONEOF] >= 0:
		for other: int in fields:
			if other != number and fields[other][ONEOF] == field[ONEOF]:
				_clear(other)
	if field[TYPE] != Wire.Type.MESSAGE:
		_present[number] = true


func _clear(number: int) -> void:
	var field: Array = _fields()[number]
	_is_clearing = true
	set(field[PROPERTY] as StringName, _default(field))
	_is_clearing = false
	_present.erase(number)


func _default(field: Array) -> Variant:
	var value: Variant = get(field[PROPERTY] as StringName)
	# Not a literal: lists and dictionaries have types, and a new one must have the same.
	if field[CARDINALITY] >= Cardinality.REPEATED:
		value = value.duplicate()
		value.clear()
		return value
	return null if field[TYPE] == Wire.Type.MESSAGE else Wire.default_of(field[TYPE] as int)


func _number(name: StringName) -> int:
	var fields := _fields()
	for number: int in fields:
		if fields[number][NAME] == name:
			return number
	return 0


func _field(name: StringName) -> Array:
	return _fields().get(_number(name), [])


func _is_set(number: int, field: Array) -> bool:
	var value: Variant = get(field[PROPERTY] as StringName)
	match field[CARDINALITY]:
		Cardinality.OPTIONAL:
			return value != null if field[TYPE] == Wire.Type.MESSAGE else number in _present
		Cardinality.REPEATED, Cardinality.MAP:
			return not value.is_empty()
	# Protobuf tells minus zero from the default.
	if value is float:
		return value != 0.0 or is_inf(1.0 / value) and 1.0 / value < 0.0
	return value != Wire.default_of(field[TYPE] as int)


func _merge(reader: Wire.Reader) -> bool:
	var fields := _fields()
	while reader.next():
		var field: Array = fields.get(reader.field, [])
		if not field or not _read_field(reader, field):
			_unknown.append_array(reader.skip())
	return not reader.failed


# False if the field is stored otherwise than its type asks for.
func _read_field(reader: Wire.Reader, field: Array) -> bool:
	var type: int = field[TYPE]
	var name: StringName = field[PROPERTY]
	match field[CARDINALITY]:
		Cardinality.MAP:
			if reader.type != Wire.LENGTH_DELIMITED:
				return false
			_read_entry(reader.read_message(), field, get(name) as Dictionary)
		Cardinality.REPEATED:
			var list: Variant = get(name)
			if reader.fits(type) and type == Wire.Type.MESSAGE:
				list.append(_create(field[PART] as StringName))
				(list[-1] as ProcgenMessage)._merge(reader.read_message())
			elif reader.fits(type):
				list.append(reader.read_scalar(type))
			elif reader.type == Wire.LENGTH_DELIMITED:
				reader.read_packed(type, list)
			else:
				return false
			set(name, list)
		_:
			if not reader.fits(type):
				return false
			if type != Wire.Type.MESSAGE:
				set(name, reader.read_scalar(type))
				return true
			if not get(name):
				set(name, _create(field[PART] as StringName))
			(get(name) as ProcgenMessage)._merge(reader.read_message())
	return true


func _read_entry(entry: Wire.Reader, field: Array, map: Dictionary) -> void:
	var pair := [Wire.default_of(field[KEY] as int), Wire.default_of(field[TYPE] as int)]
	while entry.next():
		var type: int = field[KEY] if entry.field == 1 else field[TYPE]
		if entry.field <= 2 and entry.fits(type):
			pair[entry.field - 1] = entry.read_scalar(type)
		else:
			entry.skip()
	if not entry.failed:
		map[pair[0]] = pair[1]


func _write(writer: Wire.Writer, number: int, type: int, value: Variant) -> void:
	if type == Wire.Type.MESSAGE:
		writer.write_bytes(number, (value as ProcgenMessage).encode())
	else:
		writer.write_scalar(number, type, value)


func _write_list(writer: Wire.Writer, number: int, type: int, values: Variant) -> void:
	if type in [Wire.Type.MESSAGE, Wire.Type.STRING, Wire.Type.BYTES]:
		for value: Variant in values:
			_write(writer, number, type, value)
	else:
		writer.write_packed(number, type, values)


func _write_entries(writer: Wire.Writer, number: int, field: Array, map: Dictionary) -> void:
	for key: Variant in map:
		var entry := Wire.Writer.new()
		entry.write_scalar(1, field[KEY] as int, key)
		entry.write_scalar(2, field[TYPE] as int, map[key])
		writer.write_bytes(number, entry.bytes)


func _json_of(type: int, value: Variant) -> Variant:
	if type == Wire.Type.MESSAGE:
		return (value as ProcgenMessage).to_json()
	return Wire.to_json(type, value)


func _merge_field(field: Array, json: Variant, where: String, problems: PackedStringArray) -> void:
	var name: StringName = field[PROPERTY]
	match field[CARDINALITY]:
		Cardinality.MAP:
			if json is not Dictionary:
				problems.append("%s: must be an object." % where)
				return
			var map: Dictionary = get(name)
			for key: Variant in json:
				var element: Variant = _from_json(
					field, json[key], "%s.%s" % [where, key], problems
				)
				if element != null:
					map[type_convert(key, typeof(Wire.default_of(field[KEY] as int)))] = element
		Cardinality.REPEATED:
			if json is not Array:
				problems.append("%s: must be a list." % where)
				return
			var list: Variant = _default(field)
			for index in (json as Array).size():
				var place := "%s[%d]" % [where, index]
				var element: Variant = _from_json(field, json[index], place, problems)
				if element != null:
					list.append(element)
			set(name, list)
		_:
			if field[TYPE] == Wire.Type.MESSAGE and json is Dictionary and get(name):
				problems.append_array((get(name) as ProcgenMessage).merge_json(json, where))
				return
			var value: Variant = _from_json(field, json, where, problems)
			if value != null:
				set(name, value)


# Null if it can't be had, and why in the problems.
func _from_json(field: Array, json: Variant, where: String, problems: PackedStringArray) -> Variant:
	var type: int = field[TYPE]
	if type == Wire.Type.MESSAGE:
		if json is Dictionary:
			var part := _create(field[PART] as StringName)
			problems.append_array(part.merge_json(json, where))
			return part
		problems.append("%s: must be an object." % where)
		return null
	var value: Variant = Wire.from_json(type, json)
	if type == Wire.Type.ENUM and json is String:
		value = _enum_value(field[PART] as StringName, json)
	if value == null:
		problems.append("%s: must be %s." % [where, Wire.wanted(type)])
	return value


func _enum_value(_type: StringName, _name: String) -> Variant:
	return null
