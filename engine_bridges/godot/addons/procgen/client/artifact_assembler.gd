@tool
## Puts the chunks of a call's artifacts together again.
extends RefCounted

## The bytes of each artifact so far.
var artifacts: Array[PackedByteArray] = []
## What [method check] compared them with.
var descriptions: Array[ProcgenV1.Artifact] = []

var _first := 0
var _total_bytes := PackedInt64Array()


## SHA-256 of bytes, as 64 lower-case hexadecimal digits.
static func sha256(bytes: PackedByteArray) -> String:
	var context := HashingContext.new()
	context.start(HashingContext.HASH_SHA256)
	context.update(bytes)
	return context.finish().hex_encode()


## Appends a piece. Returns what is wrong with it, or nothing.
func add(chunk: ProcgenV1.Chunk) -> String:
	var index := chunk.artifact_index - _first
	if index == artifacts.size():
		artifacts.append(PackedByteArray())
		_total_bytes.append(chunk.total_bytes)
	# Pieces come in order and without gaps, and artifacts one after the other.
	if index != artifacts.size() - 1 or chunk.offset_bytes != artifacts[index].size():
		return "order of chunks"
	artifacts[index].append_array(chunk.data)
	if artifacts[index].size() > _total_bytes[index] or chunk.total_bytes != _total_bytes[index]:
		return "size of artifact %d" % index
	return ""


## Compares all artifacts with what the server says of them. Returns what is wrong, or nothing.
func check(said: Array[ProcgenV1.Artifact]) -> String:
	descriptions = said
	return check_first(said) if said.size() == artifacts.size() else "number of artifacts"


## Compares the first artifacts with what the server says of them. Returns what is wrong, or
## nothing.
func check_first(said: Array[ProcgenV1.Artifact]) -> String:
	if said.size() > artifacts.size():
		return "number of artifacts"
	for index in said.size():
		var bytes := artifacts[index]
		if bytes.size() != _total_bytes[index] or bytes.size() != said[index].size_bytes:
			return "size of artifact %d" % index
		if sha256(bytes) != said[index].sha256:
			return "SHA-256 of artifact %d" % index
	return ""


## Hands over the artifacts so far; those that follow are counted on, but kept by themselves.
func take() -> Array[PackedByteArray]:
	var taken := artifacts
	_first += taken.size()
	artifacts = []
	_total_bytes = PackedInt64Array()
	return taken
