## A GetInfo call: what the server is and what it can do.
extends "grpc_web_call.gd"

const Messages := preload("messages.gd")

## The answer, once the call has finished with OK; else null.
var info: Messages.GetInfoResponse = null

var _decoded: Messages.GetInfoResponse = null


func _take_message(message: PackedByteArray) -> String:
	_decoded = Messages.GetInfoResponse.new()
	return "" if _decoded.decode(message) else "GetInfoResponse"


func _check_answer() -> String:
	return "" if _decoded else "GetInfoResponse"


func _publish(outcome: GrpcStatus) -> void:
	if outcome.is_ok():
		info = _decoded
