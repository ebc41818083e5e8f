## A DialogueService/FillScene call: progress while it runs, and the filled file at the end.
extends "artifact_call.gd"

const DialogueMessages := preload("dialogue_messages.gd")

## What was written, once the call has finished with OK; else null.
var result: DialogueMessages.FillSceneResult = null

var _decoded: DialogueMessages.FillSceneResult = null


func _take_message(message: PackedByteArray) -> String:
	var event := DialogueMessages.FillSceneEvent.new()
	if not event.decode(message):
		return "FillSceneEvent"
	if event.result:
		_decoded = event.result
	return _take_part(event.progress, event.chunk)


func _check_answer() -> String:
	return _assembler.check(_decoded.artifacts) if _decoded else "FillSceneResult"


func _publish(outcome: GrpcStatus) -> void:
	super(outcome)
	if outcome.is_ok():
		result = _decoded
