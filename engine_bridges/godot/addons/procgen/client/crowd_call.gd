## A CharacterService/GenerateCrowd call: its members as they are made, and what they have in common
## at the end.
##
## [code]artifacts[/code] holds the contact sheet, if one was asked for. The files of the members
## come with [signal member_made] and are not kept: a crowd may be larger than the memory.
extends "artifact_call.gd"

## A member is there, with the bytes of its files in the order of its artifacts.
signal member_made(member: CharacterMessages.CrowdMember, files: Array[PackedByteArray])

const CharacterMessages := preload("character_messages.gd")

## What was made, once the call has finished with OK; else null.
var result: CharacterMessages.CrowdResult = null

var _decoded: CharacterMessages.CrowdResult = null


func _take_message(message: PackedByteArray) -> String:
	var event := CharacterMessages.CrowdEvent.new()
	if not event.decode(message):
		return "CrowdEvent"
	if event.result:
		_decoded = event.result
	if event.member:
		return _take_member(event.member)
	return _take_part(event.progress, event.chunk)


func _take_member(member: CharacterMessages.CrowdMember) -> String:
	if not member.result:
		return "CrowdMember"
	var wrong := _assembler.check(member.result.artifacts)
	if not wrong:
		_hand_over.call_deferred(member, _assembler.take())
	return wrong


func _hand_over(member: CharacterMessages.CrowdMember, files: Array[PackedByteArray]) -> void:
	if not is_cancelled():
		member_made.emit(member, files)


func _check_answer() -> String:
	return _assembler.check(_decoded.artifacts) if _decoded else "CrowdResult"


func _publish(outcome: GrpcStatus) -> void:
	super(outcome)
	if outcome.is_ok():
		result = _decoded
