## Messages of dialogue from dictionaries and JSON files that use the contract's field names, as
## [code]procgen talk[/code] and [code]--world[/code] take them.
extends RefCounted

const DialogueMessages := preload("../client/dialogue_messages.gd")
const WorldMessages := preload("../client/dialogue_world_messages.gd")

# Which message each field holds, or each element of it.
static var _parts: Dictionary[String, GDScript] = {
	"persona": WorldMessages.Persona,
	"situation": WorldMessages.Situation,
	"bounds": WorldMessages.Bounds,
	"actions": DialogueMessages.TalkAction,
	"budget": DialogueMessages.TalkBudget,
	"parameters": DialogueMessages.TalkParameter,
	"world": WorldMessages.World,
	"entities": WorldMessages.Entity,
	"facts": WorldMessages.Fact,
	"knows": WorldMessages.Fact,
}


## Sets the fields of a message. What can't be set is left as it is and named in the answer, one
## sentence each; [param place] is what the message is called in them.
static func fill(message: RefCounted, fields: Dictionary, place: String) -> PackedStringArray:
	var problems := PackedStringArray()
	for key: Variant in fields:
		var field := str(key)
		var where := "%s.%s" % [place, field]
		if field == "script" or field not in message:
			problems.append("%s: there is no such field." % where)
		else:
			problems.append_array(_set_field(message, field, fields[key], where))
	return problems


static func _set_field(
	message: RefCounted, field: String, value: Variant, where: String
) -> PackedStringArray:
	var present: Variant = message.get(field)
	if field in _parts:
		if present is Array:
			return _append_parts(present as Array, _parts[field], value, where)
		if value is not Dictionary:
			return [_must_be(where, "an object")]
		if present == null:
			present = _parts[field].new()
			message.set(field, present)
		return fill(present as RefCounted, value as Dictionary, where)
	if present is PackedStringArray:
		if not _are_texts(value):
			return [_must_be(where, "a list of texts")]
		message.set(field, PackedStringArray(value))
	elif present is String:
		if value is not String:
			return [_must_be(where, "a text")]
		message.set(field, value)
	elif present is bool:
		if value is not bool:
			return [_must_be(where, "true or false")]
		message.set(field, value)
	elif present is float:
		if not (value is float or value is int):
			return [_must_be(where, "a number")]
		message.set(field, float(value))
	else:
		# JSON has no integers of its own.
		if not (value is int or (value is float and value == floorf(value))):
			return [_must_be(where, "a whole number")]
		message.set(field, int(value))
	return []


static func _append_parts(
	parts: Array, type: GDScript, value: Variant, where: String
) -> PackedStringArray:
	if value is not Array:
		return [_must_be(where, "a list")]
	var problems := PackedStringArray()
	for index in (value as Array).size():
		var place := "%s[%d]" % [where, index]
		if value[index] is Dictionary:
			var part: RefCounted = type.new()
			problems.append_array(fill(part, value[index] as Dictionary, place))
			parts.append(part)
		else:
			problems.append(_must_be(place, "an object"))
	return problems


static func _are_texts(value: Variant) -> bool:
	if value is PackedStringArray:
		return true
	return (
		value is Array and (value as Array).all(func(each: Variant) -> bool: return each is String)
	)


static func _must_be(where: String, what: String) -> String:
	return "%s must be %s." % [where, what]
