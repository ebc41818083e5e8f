## How a call ended.
extends RefCounted

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

const GrpcStatus := preload("grpc_status.gd")
const Messages := preload("messages.gd")

var code := Code.OK
## One sentence for people; empty if all went well.
var message := ""
## Reason, remedy and bad fields, where the server sent them; else null.
var detail: Messages.ErrorDetail = null


## A status that this side found, not the server.
static func of(status_code: Code, sentence: String) -> GrpcStatus:
	var status := GrpcStatus.new()
	status.code = status_code
	status.message = sentence
	return status


## The status in trailers or response headers, by lower-case name; null if they hold none.
static func from_headers(headers: Dictionary[String, String]) -> GrpcStatus:
	if not headers.has("grpc-status"):
		return null
	var number := headers["grpc-status"]
	var known := number.is_valid_int() and number.to_int() in Code.values()
	var status_code: Code = number.to_int() as Code if known else Code.UNKNOWN
	var status := of(status_code, _percent_decoded(headers.get("grpc-message", "")))
	if headers.has("grpc-status-details-bin"):
		var details := Messages.StatusDetails.new()
		if details.decode(_base64_decoded(headers["grpc-status-details-bin"])):
			status.detail = details.error_detail
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
