## A DialogueService/GenerateScene call: progress while it runs, and the scene's files at the end.
extends "artifact_call.gd"

const DialogueMessages := preload("dialogue_messages.gd")

## What was written, once the call has finished with OK; else null.
var result: DialogueMessages.SceneResult = null

var _decoded: DialogueMessages.SceneResult = null


func _take_message(message: PackedByteArray) -> String:
	var event := DialogueMessages.SceneEvent.new()
	if not event.decode(message):
		return "SceneEvent"
	if event.result:
		_decoded = event.result
	return _take_part(event.progress, event.chunk)


func _check_answer() -> String:
	return _assembler.check(_decoded.artifacts) if _decoded else "SceneResult"


func _publish(outcome: GrpcStatus) -> void:
	super(outcome)
	if outcome.is_ok():
		result = _decoded
