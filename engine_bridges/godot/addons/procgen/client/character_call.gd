## A CharacterService/Generate call: progress while it runs, and its outputs at the end.
extends "artifact_call.gd"

const CharacterMessages := preload("character_messages.gd")

## What was made, once the call has finished with OK; else null.
var result: CharacterMessages.CharacterResult = null

var _decoded: CharacterMessages.CharacterResult = null


func _take_message(message: PackedByteArray) -> String:
	var event := CharacterMessages.CharacterEvent.new()
	if not event.decode(message):
		return "CharacterEvent"
	if event.result:
		_decoded = event.result
	return _take_part(event.progress, event.chunk)


func _check_answer() -> String:
	return _assembler.check(_decoded.artifacts) if _decoded else "CharacterResult"


func _publish(outcome: GrpcStatus) -> void:
	super(outcome)
	if outcome.is_ok():
		result = _decoded
