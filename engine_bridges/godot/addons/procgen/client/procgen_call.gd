@tool
class_name ProcgenCall
extends RefCounted
## One call of a server: gRPC-Web over HTTP/1.1, on a thread of its own.
##
## Messages that come back are decoded on that thread, so that big ones do not stop the editor or
## the game; signals arrive on the main thread. A call goes on until it has finished, whether or not
## somebody holds it, and ends when the engine quits.

## The call is over. Comes once, and never before the function that started the call has returned.
signal finished(status: ProcgenStatus)
## Something worth showing has happened.
signal progressed(progress: ProcgenV1.Progress)
## Something came that is neither progress nor a piece of a file: a line, a word, a member of a
## crowd, what makes a world walkable, the result. Of what lists artifacts, [param files] are their
## bytes.
signal received(event: ProcgenV1.Message, files: Array[PackedByteArray])

const ArtifactAssembler := preload("artifact_assembler.gd")

const _FRAME_HEADER_BYTES := 5
const _FRAME_DATA := 0x00
const _FRAME_TRAILERS := 0x80
# Far more than any procgen server sends at once; a larger size means that the stream is damaged.
const _FRAME_MAX_BYTES := 64 << 20
const _READ_BYTES := 256 << 10
# The thread looks for news in pauses that grow while nothing comes: quick answers are not held up,
# and a minute of waiting costs next to nothing.
const _PAUSE_MIN_USEC := 50
const _PAUSE_MAX_USEC := 5000
# The server knows the deadline and says it better, so it has this much longer to do so.
const _DEADLINE_GRACE_MSEC := 500
const _BROKEN_OFF := "The procgen server at %s went away before its answer was complete."

## How the call ended; null as long as it runs.
var status: ProcgenStatus = null
## What was asked for, once the call has finished with OK; else null. The members result and
## response of the generated calls give it with its type.
var answer: ProcgenV1.Message = null
## The bytes of each artifact that the result lists, checked against their SHA-256.
var artifacts: Array[PackedByteArray] = []

var _message_type: GDScript
var _streams: bool
var _decoded: ProcgenV1.Message = null
var _assembler := ArtifactAssembler.new()
var _token := ""
var _thread := Thread.new()
var _mutex := Mutex.new()
var _is_cancelled := false
var _address := ""
var _timeout_msec := 0
var _started_msec := 0


## Each message that comes is a [param message_type]; of a stream they are events.
func _init(message_type: GDScript, streams: bool) -> void:
	_message_type = message_type
	_streams = streams


## Sends [param request] to the method at [param path] ("/package.Service/Method") of the client's
## server. A timeout of 0 waits for ever.
func start(client: ProcgenClient, path: String, request: PackedByteArray, timeout_s: float) -> void:
	assert(not _thread.is_started(), "a call is started once")
	_address = "%s:%d" % [client.host, client.web_port]
	_token = client.token
	_timeout_msec = ceili(timeout_s * 1000.0)
	_started_msec = Time.get_ticks_msec()
	# A thread that still runs when the engine takes itself apart would crash it.
	_tree_root().tree_exiting.connect(_quit)
	# The reference in the last argument keeps the call alive until its thread runs.
	_thread.start(_run.bind(client.host, client.web_port, path, request, self))


## The bytes of the first artifact of a kind, such as "albedo_png"; none if it was not asked for.
func artifact(kind: String) -> PackedByteArray:
	for index in artifacts.size():
		if _assembler.descriptions[index].kind == kind:
			return artifacts[index]
	return PackedByteArray()


## Stops the call by closing its connection; it finishes with CANCELLED a few milliseconds later.
func cancel() -> void:
	_mutex.lock()
	_is_cancelled = true
	_mutex.unlock()


## Whether [method cancel] was called.
func is_cancelled() -> bool:
	_mutex.lock()
	var cancelled := _is_cancelled
	_mutex.unlock()
	return cancelled


# Takes one message of the answer, on the call's thread. Returns which part of it is damaged, or
# nothing.
func _take_message(bytes: PackedByteArray) -> String:
	var message: ProcgenV1.Message = _message_type.new()
	if not message.decode(bytes):
		return message._type_name()
	if not _streams:
		_decoded = message
		return ""
	var chunk := message.get_path_value("chunk") as ProcgenV1.Chunk
	if chunk:
		return _assembler.add(chunk)
	var progress := message.get_path_value("progress") as ProcgenV1.Progress
	if progress:
		_report.call_deferred(progress)
		return ""
	var result := message.get_path_value("result") as ProcgenV1.Message
	var listing := (
		result if result else message.get_path_value("member.result") as ProcgenV1.Message
	)
	var walkable := message.get_path_value("walkable") as ProcgenV1.WorldWalkable
	var files: Array[PackedByteArray] = []
	var wrong := ""
	if listing and listing.get(&"artifacts") is Array:
		wrong = _assembler.check(listing.get(&"artifacts") as Array[ProcgenV1.Artifact])
		files = _assembler.take()
	elif walkable:
		# The result lists these files again.
		wrong = _assembler.check_first(walkable.files)
		files = _assembler.artifacts.slice(0, walkable.files.size())
	if wrong:
		return wrong
	if result:
		_decoded = result
		artifacts = files
	_hand_over.call_deferred(message, files)
	return ""


func _report(progress: ProcgenV1.Progress) -> void:
	if not is_cancelled():
		progressed.emit(progress)


func _hand_over(event: ProcgenV1.Message, files: Array[PackedByteArray]) -> void:
	if not is_cancelled():
		received.emit(event, files)


func _run(
	host: String, port: int, path: String, request: PackedByteArray, _kept: RefCounted
) -> void:
	var http := HTTPClient.new()
	http.read_chunk_size = _READ_BYTES
	var outcome := _exchange(http, host, port, path, request)
	http.close()
	# What a call was doing when it was cancelled is of no interest.
	if is_cancelled():
		outcome = ProcgenStatus.of(ProcgenStatus.Code.CANCELLED, "The call was cancelled.")
	# The reference in the second argument keeps the call alive until then.
	_end.call_deferred(outcome, self)


func _end(outcome: ProcgenStatus, _kept: RefCounted) -> void:
	if not _thread.is_started():
		return
	_thread.wait_to_finish()
	_tree_root().tree_exiting.disconnect(_quit)
	if outcome.is_ok():
		answer = _decoded
	else:
		artifacts = []
	status = outcome
	finished.emit(outcome)


func _quit() -> void:
	cancel()
	_thread.wait_to_finish()


func _tree_root() -> Window:
	return (Engine.get_main_loop() as SceneTree).root


func _exchange(
	http: HTTPClient, host: String, port: int, path: String, request: PackedByteArray
) -> ProcgenStatus:
	if http.connect_to_host(host, port) == OK:
		_wait_while(http, [HTTPClient.STATUS_RESOLVING, HTTPClient.STATUS_CONNECTING])
	if http.get_status() != HTTPClient.STATUS_CONNECTED:
		return _unavailable('No procgen server answers at %s; start one with "procgen serve".')
	if http.request_raw(HTTPClient.METHOD_POST, path, _headers(), _framed(request)) == OK:
		_wait_while(http, [HTTPClient.STATUS_REQUESTING])
	if not http.has_response():
		return _unavailable(_BROKEN_OFF)

	var headers := ProcgenStatus.headers_from_lines(http.get_response_headers())
	var outcome := ProcgenStatus.from_headers(headers)
	if outcome:
		return outcome
	if headers.get("content-type", "").begins_with("application/grpc-web"):
		return _read_frames(http)
	return ProcgenStatus.of(
		ProcgenStatus.Code.UNIMPLEMENTED,
		(
			"What answers at %s is no procgen server: it said HTTP %d."
			% [_address, http.get_response_code()]
		)
	)


func _read_frames(http: HTTPClient) -> ProcgenStatus:
	var pending := PackedByteArray()
	while true:
		var piece := _read_piece(http)
		if piece.is_empty():
			return _unavailable(_BROKEN_OFF)
		pending.append_array(piece)
		var position := 0
		while pending.size() - position >= _FRAME_HEADER_BYTES:
			var kind := pending[position]
			var size := _frame_size(pending.slice(position + 1, position + _FRAME_HEADER_BYTES))
			if kind not in [_FRAME_DATA, _FRAME_TRAILERS] or size > _FRAME_MAX_BYTES:
				return _unreadable("frame")
			var end := position + _FRAME_HEADER_BYTES + size
			if pending.size() < end:
				break
			var payload := pending.slice(position + _FRAME_HEADER_BYTES, end)
			position = end
			if kind == _FRAME_TRAILERS:
				return _from_trailers(payload)
			var wrong := _take_message(payload)
			if wrong:
				return _unreadable(wrong)
		if position > 0:
			pending = pending.slice(position)
	return null


func _from_trailers(payload: PackedByteArray) -> ProcgenStatus:
	var lines := payload.get_string_from_utf8().split("\n", false)
	var outcome := ProcgenStatus.from_headers(ProcgenStatus.headers_from_lines(lines))
	if not outcome:
		return _unreadable("end of an answer")
	if outcome.is_ok() and not _decoded:
		return _unreadable("no result")
	return outcome


## Polls until [param http] has left the states in [param waiting], or the call must stop.
func _wait_while(http: HTTPClient, waiting: Array[int]) -> void:
	var pause_usec := _PAUSE_MIN_USEC
	http.poll()
	while http.get_status() in waiting and not _must_stop():
		OS.delay_usec(pause_usec)
		pause_usec = mini(pause_usec * 2, _PAUSE_MAX_USEC)
		http.poll()


## The next bytes of the answer; none if it has ended or the call must stop.
func _read_piece(http: HTTPClient) -> PackedByteArray:
	var pause_usec := _PAUSE_MIN_USEC
	http.poll()
	while http.get_status() == HTTPClient.STATUS_BODY and not _must_stop():
		var piece := http.read_response_body_chunk()
		if not piece.is_empty():
			return piece
		OS.delay_usec(pause_usec)
		pause_usec = mini(pause_usec * 2, _PAUSE_MAX_USEC)
		http.poll()
	return PackedByteArray()


func _must_stop() -> bool:
	return is_cancelled() or _is_late()


func _is_late() -> bool:
	var limit_msec := _timeout_msec + _DEADLINE_GRACE_MSEC
	return _timeout_msec > 0 and Time.get_ticks_msec() - _started_msec > limit_msec


func _headers() -> PackedStringArray:
	var headers := PackedStringArray(
		[
			"Content-Type: application/grpc-web+proto",
			"Accept: application/grpc-web+proto",
			"X-Grpc-Web: 1"
		]
	)
	if _token:
		headers.append("Authorization: Bearer %s" % _token)
	if _timeout_msec > 0:
		# gRPC allows eight digits.
		headers.append("Grpc-Timeout: %dm" % mini(_timeout_msec, 99_999_999))
	return headers


# Sizes of frames are big-endian, unlike all else here.
func _framed(request: PackedByteArray) -> PackedByteArray:
	var head := PackedByteArray([0, 0, 0, 0, _FRAME_DATA])
	head.encode_u32(0, request.size())
	head.reverse()
	return head + request


func _frame_size(head: PackedByteArray) -> int:
	head.reverse()
	return head.decode_u32(0)


func _unavailable(words: String) -> ProcgenStatus:
	if not _must_stop():
		return ProcgenStatus.of(ProcgenStatus.Code.UNAVAILABLE, words % _address)
	return ProcgenStatus.of(
		ProcgenStatus.Code.DEADLINE_EXCEEDED,
		"The procgen server at %s gave no answer within %s s." % [_address, _timeout_msec / 1000.0]
	)


func _unreadable(what: String) -> ProcgenStatus:
	return ProcgenStatus.of(
		ProcgenStatus.Code.INTERNAL,
		"The procgen server at %s sent a damaged answer (%s)." % [_address, what]
	)
