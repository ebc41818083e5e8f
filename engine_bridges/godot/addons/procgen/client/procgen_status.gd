@tool
class_name ProcgenStatus
extends RefCounted
## How a call ended.

## The codes of gRPC.
enum Code {
	OK,
	CANCELLED,
	UNKNOWN,
	INVALID_ARGUMENT,
	DEADLINE_EXCEEDED,
	NOT_FOUND,
	ALREADY_EXISTS,
	PERMISSION_DENIED,
	RESOURCE_EXHAUSTED,
	FAILED_PRECONDITION,
	ABORTED,
	OUT_OF_RANGE,
	UNIMPLEMENTED,
	INTERNAL,
	UNAVAILABLE,
	DATA_LOSS,
	UNAUTHENTICATED,
}

const Wire := preload("wire.gd")

var code := Code.OK
## One sentence for people; empty if all went well.
var message := ""
## Reason, remedy and bad fields, where the server sent them; else null.
var detail: ProcgenV1.ErrorDetail = null


## A status that this side found, not the server.
static func of(status_code: Code, words: String) -> ProcgenStatus:
	var status := ProcgenStatus.new()
	status.code = status_code
	status.message = words
	return status


## The status in trailers or response headers, by lower-case name; null if they hold none.
static func from_headers(headers: Dictionary[String, String]) -> ProcgenStatus:
	if not headers.has("grpc-status"):
		return null
	var number := headers["grpc-status"]
	var known := number.is_valid_int() and number.to_int() in Code.values()
	var status_code: Code = number.to_int() as Code if known else Code.UNKNOWN
	var status := of(status_code, _percent_decoded(headers.get("grpc-message", "")))
	if headers.has("grpc-status-details-bin"):
		status.detail = _own_detail(_base64_decoded(headers["grpc-status-details-bin"]))
	return status


## Header lines of HTTP as a dictionary with lower-case names.
static func headers_from_lines(lines: PackedStringArray) -> Dictionary[String, String]:
	var headers: Dictionary[String, String] = {}
	for line in lines:
		var colon := line.find(":")
		if colon > 0:
			headers[line.left(colon).strip_edges().to_lower()] = (
				line.substr(colon + 1).strip_edges()
			)
	return headers


## Whether the call did what was asked.
func is_ok() -> bool:
	return code == Code.OK


## What went wrong, and what can be done about it; empty if all went well.
func sentence() -> String:
	if not detail or detail.remedy.is_empty():
		return message
	return "%s. %s" % [message.trim_suffix("."), detail.remedy]


func _to_string() -> String:
	var name: String = Code.find_key(code)
	return name if message.is_empty() else "%s: %s" % [name, message]


# String.uri_decode() would turn the plus signs of a message into spaces.
static func _percent_decoded(text: String) -> String:
	var encoded := text.to_utf8_buffer()
	var decoded := PackedByteArray()
	var position := 0
	while position < encoded.size():
		var digits := encoded.slice(position + 1, position + 3).get_string_from_ascii()
		if encoded[position] == 0x25 and digits.length() == 2 and digits.is_valid_hex_number():
			decoded.append(digits.hex_to_int())
			position += 3
		else:
			decoded.append(encoded[position])
			position += 1
	return decoded.get_string_from_utf8()


# gRPC leaves the padding out, Godot wants it.
static func _base64_decoded(text: String) -> PackedByteArray:
	var bare := text.rstrip("=")
	return Marshalls.base64_to_raw(bare.rpad(ceili(bare.length() / 4.0) * 4, "="))


# The detail of ours in a google.rpc.Status, whose field 3 lists details, each a type's address and
# a message; null if there is none.
static func _own_detail(bytes: PackedByteArray) -> ProcgenV1.ErrorDetail:
	var reader := Wire.Reader.new(bytes)
	while reader.next():
		if reader.field != 3 or not reader.fits(Wire.Type.MESSAGE):
			reader.skip()
			continue
		var any := reader.read_message()
		var address := ""
		var value := PackedByteArray()
		while any.next():
			if any.field == 1 and any.fits(Wire.Type.STRING):
				address = any.read_scalar(Wire.Type.STRING)
			elif any.field == 2 and any.fits(Wire.Type.BYTES):
				value = any.read_scalar(Wire.Type.BYTES)
			else:
				any.skip()
		var found := ProcgenV1.ErrorDetail.new()
		if address.ends_with("/procgen.v1.ErrorDetail") and found.decode(value):
			return found
	return null
