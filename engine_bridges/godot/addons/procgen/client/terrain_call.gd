## A TerrainService/Generate call: progress while it runs, and its outputs at the end.
extends "artifact_call.gd"

## What was made, once the call has finished with OK; else null.
var result: Messages.TerrainResult = null

var _decoded: Messages.TerrainResult = null


func _take_message(message: PackedByteArray) -> String:
	var event := Messages.TerrainEvent.new()
	if not event.decode(message):
		return "TerrainEvent"
	if event.result:
		_decoded = event.result
	return _take_part(event.progress, event.chunk)


func _check_answer() -> String:
	return _assembler.check(_decoded.artifacts) if _decoded else "TerrainResult"


func _publish(outcome: GrpcStatus) -> void:
	super(outcome)
	if outcome.is_ok():
		result = _decoded
