extends RefCounted
## Messages from and to JSON and files, for comparing them with Google's implementation.

# In place of a size: the bytes are no such message.
const REFUSED := 0xFFFF_FFFF


## A new message of the type that [code]message[/code] names, with the other fields set.
static func message_of(fields: Dictionary) -> ProcgenV1.Message:
	var type: StringName = fields["message"]
	fields.erase("message")
	var message := ProcgenV1.create(type)
	for problem in message.merge_json(fields):
		push_error(problem)
	return message


## A message as JSON; null for none.
static func to_dictionary(message: ProcgenMessage) -> Variant:
	if message:
		return message.to_json()
	return null


## How a call ended, as JSON.
static func describe(status: ProcgenStatus) -> Dictionary:
	return {
		"code": ProcgenStatus.Code.find_key(status.code),
		"message": status.message,
		"sentence": status.sentence(),
		"detail": to_dictionary(status.detail),
	}


## Answers each case of a file, as tests/engines/wire_messages.py has them, in another file. Returns
## the microseconds that decoding and encoding took, and all that is done with JSON.
static func answer(arguments: Dictionary) -> Dictionary:
	var from := FileAccess.open(arguments["cases"], FileAccess.READ)
	var to := FileAccess.open(arguments["answers"], FileAccess.WRITE)
	var usec := {"decode": 0, "encode": 0, "json": 0}
	while from.get_position() < from.get_length():
		var type := _take(from).get_string_from_ascii()
		var encoded := _take(from)
		var json := _take(from).get_string_from_utf8()
		var message := ProcgenV1.create(type)
		var started := Time.get_ticks_usec()
		var is_message := message.decode(encoded)
		usec["decode"] += Time.get_ticks_usec() - started
		if not is_message:
			to.store_32(REFUSED)
			continue
		started = Time.get_ticks_usec()
		_put(to, message.encode())
		usec["encode"] += Time.get_ticks_usec() - started
		started = Time.get_ticks_usec()
		_put(to, JSON.stringify(message.to_json(), "", true, true).to_utf8_buffer())
		var twin := ProcgenV1.create(type)
		for problem in twin.merge_json(JSON.parse_string(json if json else "{}")):
			push_error(problem)
		_put(to, twin.encode())
		usec["json"] += Time.get_ticks_usec() - started
	return usec


## What of some JSON can't be taken over into a message of a type, and what was.
static func merge(arguments: Dictionary) -> Dictionary:
	var message := ProcgenV1.create(arguments["type"])
	return {"problems": message.merge_json(arguments["json"]), "json": message.to_json()}


## Sets what is at each of the paths in [code]sets[/code], one after the other. What was wrong with
## each, what is at the paths in [code]gets[/code] then, and the message.
static func paths(arguments: Dictionary) -> Dictionary:
	var message := ProcgenV1.create(arguments["type"])
	var problems := []
	for pair: Array in arguments["sets"]:
		problems.append(message.set_path_value(pair[0], pair[1]))
	return {
		"problems": problems,
		"found":
		arguments["gets"].map(func(path: String) -> Variant: return message.get_path_value(path)),
		"json": message.to_json(),
	}


## What becomes of a message that game code writes to.
static func written(_arguments: Dictionary) -> Dictionary:
	var event := ProcgenV1.ConverseEvent.new()
	event.text = ""
	var steps := [event.to_json()]
	event.action = ProcgenV1.ActionCall.new()
	steps.append(event.to_json())
	event.text = "well"
	steps.append(event.to_json())
	var twin := event.copy()
	event.clear_field(&"text")
	steps.append_array([event.to_json(), twin.to_json()])
	event.progress = ProcgenV1.Progress.new()
	event.progress = null
	steps.append(event.to_json())
	var request := ProcgenV1.TerrainRequest.new()
	request.wander = 0.0
	steps.append_array([request.has_field(&"wander"), request.has_field(&"relief_m")])
	return {"steps": steps}


## Messages, each from the bytes of [code]messages[/code] in hexadecimal digits, as JSON; null for
## bytes that are none.
static func decode(arguments: Dictionary) -> Dictionary:
	var decoded := []
	for encoded: String in arguments["messages"]:
		var message := ProcgenV1.create(arguments["type"])
		var is_message := message.decode(encoded.hex_decode())
		decoded.append(to_dictionary(message) if is_message else null)
	return {"decoded": decoded}


static func _take(from: FileAccess) -> PackedByteArray:
	return from.get_buffer(from.get_32())


static func _put(to: FileAccess, bytes: PackedByteArray) -> void:
	to.store_32(bytes.size())
	to.store_buffer(bytes)
