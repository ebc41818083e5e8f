## A DialogueService/Converse call: the answer's text as it comes, what the speaker does, and the
## state of the talk at the end.
extends "grpc_web_call.gd"

## The answer's next piece.
signal text_received(piece: String)
## The speaker does something that the request allows.
signal action_called(action: DialogueMessages.ActionCall)

const DialogueMessages := preload("dialogue_messages.gd")

## The turn, once the call has finished with OK; else null.
var result: DialogueMessages.TurnResult = null

var _decoded: DialogueMessages.TurnResult = null


func _take_message(message: PackedByteArray) -> String:
	var event := DialogueMessages.ConverseEvent.new()
	if not event.decode(message):
		return "ConverseEvent"
	if event.result:
		_decoded = event.result
	_hand_over.call_deferred(event)
	return ""


func _hand_over(event: DialogueMessages.ConverseEvent) -> void:
	if is_cancelled():
		return
	if event.text != null:
		text_received.emit(event.text as String)
	if event.action:
		action_called.emit(event.action)


func _check_answer() -> String:
	return "" if _decoded else "TurnResult"


func _publish(outcome: GrpcStatus) -> void:
	if outcome.is_ok():
		result = _decoded
