extends RefCounted
## Messages from and to JSON, for comparing them with Google's implementation.

## Messages whose names the engine has already.
const RENAMED := {"Skin": "PersonSkin"}


## Sets the fields of a request or of a message within one. What JSON cannot hold comes as text:
## 64-bit numbers as digits, bytes in hexadecimal, and a float64 as the hexadecimal of its bytes.
static func fill(message: RefCounted, fields: Dictionary) -> void:
	for name: String in fields:
		var value: Variant = fields[name]
		var present: Variant = message.get(name)
		if present is Dictionary:
			present.assign(value)
		elif value is Dictionary:
			message.set(name, _filled(value))
		elif value is Array and value and value[0] is Dictionary:
			present.assign((value as Array).map(_filled))
		elif present is Array:
			present.assign(value)
		elif present is PackedStringArray:
			message.set(name, PackedStringArray(value))
		elif present is PackedByteArray:
			message.set(name, (value as String).hex_decode())
		elif present == null and value is String:
			# An optional number; optional messages were dictionaries.
			message.set(name, (value as String).to_int())
		elif present is int and value is String:
			message.set(name, (value as String).to_int())
		elif present is float and value is String:
			message.set(name, (value as String).hex_decode().decode_double(0))
		else:
			message.set(name, value)


static func _filled(fields: Dictionary) -> RefCounted:
	return message_of(fields)


## A new message of the type that [code]message[/code] names, with the other fields set.
static func message_of(fields: Dictionary) -> RefCounted:
	var message := _new_message(fields["message"])
	fields.erase("message")
	fill(message, fields)
	return message


static func _new_message(type: String) -> RefCounted:
	for script: GDScript in [
		ProcgenClient.Messages,
		ProcgenClient.TextureMessages,
		ProcgenClient.CharacterMessages,
		ProcgenClient.PersonMessages,
		ProcgenClient.DialogueMessages,
		ProcgenClient.DialogueWorldMessages
	]:
		var types := script.get_script_constant_map()
		var name: String = RENAMED.get(type, type)
		if types.has(name):
			return types[name].new()
	return null


## A decoded message as JSON, bytes as hexadecimal digits and 64-bit numbers as text; null for none.
static func to_dictionary(message: RefCounted) -> Variant:
	if not message:
		return null
	var fields := {}
	for property in message.get_property_list():
		if property["usage"] & PROPERTY_USAGE_SCRIPT_VARIABLE:
			fields[property["name"]] = _json_value(message.get(property["name"]))
	return fields


## Decodes [code]bytes[/code] (hexadecimal) as the message that [code]type[/code] names. The answer
## is null where they are no such message.
static func decode(encoded: Dictionary) -> Variant:
	var message := _new_message(encoded["type"])
	if message.decode((encoded["bytes"] as String).hex_decode()):
		return to_dictionary(message)
	return null


static func _json_value(value: Variant) -> Variant:
	match typeof(value):
		TYPE_OBJECT:
			return to_dictionary(value)
		TYPE_PACKED_BYTE_ARRAY:
			return (value as PackedByteArray).hex_encode()
		TYPE_INT:
			return str(value)
		TYPE_FLOAT:
			return null if is_nan(value) else value
		TYPE_ARRAY:
			return (value as Array).map(_json_value)
		TYPE_DICTIONARY:
			var entries := {}
			for key: String in value:
				entries[key] = _json_value(value[key])
			return entries
	return value
