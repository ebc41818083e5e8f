## The calls of CharacterService whose answer is one message; [code]response[/code] holds it once a
## call has finished with OK, and is null until then.
extends RefCounted

const CharacterMessages := preload("character_messages.gd")
const GrpcStatus := preload("grpc_status.gd")
const UnaryCall := preload("unary_call.gd")


## A CharacterService/GetCharacterInfo call: what can be worn, measured and moved.
class CharacterInfoCall:
	extends UnaryCall

	var response: CharacterMessages.GetCharacterInfoResponse = null

	func _init() -> void:
		super(CharacterMessages.GetCharacterInfoResponse.new(), "GetCharacterInfoResponse")

	func _publish(outcome: GrpcStatus) -> void:
		if outcome.is_ok():
			response = _answer


## A CharacterService/Describe call: conditions read from a description.
class DescribeCall:
	extends UnaryCall

	var response: CharacterMessages.DescribeResponse = null

	func _init() -> void:
		super(CharacterMessages.DescribeResponse.new(), "DescribeResponse")

	func _publish(outcome: GrpcStatus) -> void:
		if outcome.is_ok():
			response = _answer


## A CharacterService/Sample call: persons that were drawn.
class SampleCall:
	extends UnaryCall

	var response: CharacterMessages.SampleResponse = null

	func _init() -> void:
		super(CharacterMessages.SampleResponse.new(), "SampleResponse")

	func _publish(outcome: GrpcStatus) -> void:
		if outcome.is_ok():
			response = _answer


## A CharacterService/Vary call: relatives of a person.
class VaryCall:
	extends UnaryCall

	var response: CharacterMessages.VaryResponse = null

	func _init() -> void:
		super(CharacterMessages.VaryResponse.new(), "VaryResponse")

	func _publish(outcome: GrpcStatus) -> void:
		if outcome.is_ok():
			response = _answer


## A CharacterService/Edit call: a person of whom only what must change has changed.
class EditCall:
	extends UnaryCall

	var response: CharacterMessages.EditResponse = null

	func _init() -> void:
		super(CharacterMessages.EditResponse.new(), "EditResponse")

	func _publish(outcome: GrpcStatus) -> void:
		if outcome.is_ok():
			response = _answer


## A CharacterService/Measure call: the measures of a person.
class MeasureCall:
	extends UnaryCall

	var response: CharacterMessages.MeasureResponse = null

	func _init() -> void:
		super(CharacterMessages.MeasureResponse.new(), "MeasureResponse")

	func _publish(outcome: GrpcStatus) -> void:
		if outcome.is_ok():
			response = _answer


## A CharacterService/Update call: which vertices move, and where to.
class UpdateCall:
	extends UnaryCall

	var response: CharacterMessages.UpdateResponse = null

	func _init() -> void:
		super(CharacterMessages.UpdateResponse.new(), "UpdateResponse")

	func _publish(outcome: GrpcStatus) -> void:
		if outcome.is_ok():
			response = _answer
