## A TerrainService/Generate call: progress while it runs, and its outputs at the end.
extends "grpc_web_call.gd"

## Something worth showing has happened.
signal progressed(progress: Messages.Progress)

const Messages := preload("messages.gd")
const ArtifactAssembler := preload("artifact_assembler.gd")

## What was made, once the call has finished with OK; else null.
var result: Messages.TerrainResult = null
## The bytes of each of [code]result.artifacts[/code], checked against their SHA-256.
var artifacts: Array[PackedByteArray] = []

var _decoded: Messages.TerrainResult = null
var _assembler := ArtifactAssembler.new()


func _take_message(message: PackedByteArray) -> String:
	var event := Messages.TerrainEvent.new()
	if not event.decode(message):
		return "TerrainEvent"
	if event.progress:
		_report.call_deferred(event.progress)
	elif event.chunk:
		return _assembler.add(event.chunk)
	elif event.result:
		_decoded = event.result
	return ""


func _check_answer() -> String:
	return _assembler.check(_decoded.artifacts) if _decoded else "TerrainResult"


func _report(progress: Messages.Progress) -> void:
	if not is_cancelled():
		progressed.emit(progress)


func _publish(outcome: GrpcStatus) -> void:
	if outcome.is_ok():
		result = _decoded
		artifacts = _assembler.artifacts
