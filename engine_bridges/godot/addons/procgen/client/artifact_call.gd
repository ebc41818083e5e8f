## A call that makes artifacts: progress while it runs, and their bytes at the end.
extends "grpc_web_call.gd"

## Something worth showing has happened.
signal progressed(progress: Messages.Progress)

const Messages := preload("messages.gd")
const ArtifactAssembler := preload("artifact_assembler.gd")

## The bytes of each of the result's artifacts, checked against their SHA-256.
var artifacts: Array[PackedByteArray] = []

var _assembler := ArtifactAssembler.new()


## The bytes of the first artifact of a kind, such as "albedo_png"; none if it was not asked for.
func artifact(kind: String) -> PackedByteArray:
	for index in artifacts.size():
		if _assembler.descriptions[index].kind == kind:
			return artifacts[index]
	return PackedByteArray()


## Takes what an event holds beside a result, on the call's thread. Returns what is wrong
## with it, or nothing.
func _take_part(progress: Messages.Progress, chunk: Messages.Chunk) -> String:
	if progress:
		_report.call_deferred(progress)
	return _assembler.add(chunk) if chunk else ""


func _publish(outcome: GrpcStatus) -> void:
	if outcome.is_ok():
		artifacts = _assembler.artifacts


func _report(progress: Messages.Progress) -> void:
	if not is_cancelled():
		progressed.emit(progress)
