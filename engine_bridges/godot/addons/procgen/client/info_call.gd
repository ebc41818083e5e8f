## A GetInfo call: what the server is and what it can do.
extends "unary_call.gd"

## The answer, once the call has finished with OK; else null.
var info: Messages.GetInfoResponse = null


func _init() -> void:
	super(Messages.GetInfoResponse.new(), "GetInfoResponse")


func _publish(outcome: GrpcStatus) -> void:
	if outcome.is_ok():
		info = _answer
