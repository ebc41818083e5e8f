## A DialogueService/GenerateLines call: each line as soon as it is written, and files at the end.
extends "artifact_call.gd"

## The next line is there.
signal line_written(line: WorldMessages.Line)

const DialogueMessages := preload("dialogue_messages.gd")
const WorldMessages := preload("dialogue_world_messages.gd")

## What was written, once the call has finished with OK; else null.
var result: DialogueMessages.LinesResult = null

var _decoded: DialogueMessages.LinesResult = null


func _take_message(message: PackedByteArray) -> String:
	var event := DialogueMessages.LinesEvent.new()
	if not event.decode(message):
		return "LinesEvent"
	if event.result:
		_decoded = event.result
	if event.line:
		_hand_over.call_deferred(event.line)
	return _take_part(event.progress, event.chunk)


func _hand_over(line: WorldMessages.Line) -> void:
	if not is_cancelled():
		line_written.emit(line)


func _check_answer() -> String:
	return _assembler.check(_decoded.artifacts) if _decoded else "LinesResult"


func _publish(outcome: GrpcStatus) -> void:
	super(outcome)
	if outcome.is_ok():
		result = _decoded
