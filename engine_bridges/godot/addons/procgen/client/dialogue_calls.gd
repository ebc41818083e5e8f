## The calls of DialogueService whose answer is one message; [code]response[/code] holds it once a
## call has finished with OK, and is null until then.
extends RefCounted

const DialogueMessages := preload("dialogue_messages.gd")
const GrpcStatus := preload("grpc_status.gd")
const UnaryCall := preload("unary_call.gd")


## A DialogueService/GetDialogueInfo call: roles, moods, intents, kinds of scenes, models.
class DialogueInfoCall:
	extends UnaryCall

	var response: DialogueMessages.GetDialogueInfoResponse = null

	func _init() -> void:
		super(DialogueMessages.GetDialogueInfoResponse.new(), "GetDialogueInfoResponse")

	func _publish(outcome: GrpcStatus) -> void:
		if outcome.is_ok():
			response = _answer


## A DialogueService/CheckScene call: what is wrong with a scene.
class CheckSceneCall:
	extends UnaryCall

	var response: DialogueMessages.CheckSceneResponse = null

	func _init() -> void:
		super(DialogueMessages.CheckSceneResponse.new(), "CheckSceneResponse")

	func _publish(outcome: GrpcStatus) -> void:
		if outcome.is_ok():
			response = _answer
