## Sends a blob in pieces with BlobService/PutBlob: what is too large for a request goes ahead.
extends "grpc_web_call.gd"

const ArtifactAssembler := preload("artifact_assembler.gd")
const TextureMessages := preload("texture_messages.gd")

## Bytes of the blob in one request; the server refuses requests of more than 1 MiB.
const PIECE_BYTES := 1_000_000

## The blob's name in requests, once all of it is there; else empty.
var sha256 := ""
## How much had to be sent: nothing if the server had the blob already.
var sent_bytes := 0
## The last answer, once the call has finished with OK; else null.
var response: TextureMessages.PutBlobResponse = null

var _answer: TextureMessages.PutBlobResponse = null
var _name := ""
var _sent_bytes := 0


# The request that comes along is the blob itself. The first piece is empty: it asks what is there.
func _converse(
	http: HTTPClient, host: String, port: int, path: String, blob: PackedByteArray
) -> GrpcStatus:
	_name = ArtifactAssembler.sha256(blob)
	var outcome := _exchange(http, host, port, path, _piece(blob, 0, 0))
	while outcome and outcome.is_ok() and not _answer.complete:
		var received := _answer.received_bytes
		var piece := _piece(blob, received, mini(received + PIECE_BYTES, blob.size()))
		_answer = null
		http.close()
		outcome = _exchange(http, host, port, path, piece)
		# A server that takes nothing would be asked for ever.
		if _answer and not _answer.complete and _answer.received_bytes <= received:
			return _unreadable("PutBlobResponse")
	return outcome


func _piece(blob: PackedByteArray, offset: int, end: int) -> PackedByteArray:
	var piece := TextureMessages.PutBlobRequest.new()
	piece.sha256 = _name
	piece.total_bytes = blob.size()
	piece.offset_bytes = offset
	piece.data = blob.slice(offset, end)
	_sent_bytes += end - offset
	return piece.encode()


func _take_message(message: PackedByteArray) -> String:
	_answer = TextureMessages.PutBlobResponse.new()
	return "" if _answer.decode(message) else "PutBlobResponse"


func _check_answer() -> String:
	return "" if _answer else "PutBlobResponse"


func _publish(outcome: GrpcStatus) -> void:
	if outcome.is_ok():
		response = _answer
		sha256 = _name
		sent_bytes = _sent_bytes
