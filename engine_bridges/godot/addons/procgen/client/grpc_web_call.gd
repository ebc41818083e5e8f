## One gRPC-Web call over HTTP/1.1, on a thread of its own.
##
## The messages that come back are handed to [method _take_message] on that thread, so that big ones
## are decoded without stopping the editor or the game; signals arrive on the main thread. A call
## goes on until it has finished, whether or not somebody holds it, and ends when the engine quits.
extends RefCounted

## The call is over. Comes once, and never before the function that started the call has returned.
signal finished(status: GrpcStatus)

const GrpcStatus := preload("grpc_status.gd")

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

## How the call ended; null as long as it runs.
var status: GrpcStatus = null

var _thread := Thread.new()
var _mutex := Mutex.new()
var _is_cancelled := false
var _address := ""
var _timeout_msec := 0
var _started_msec := 0


## Sends [param request] to the method at [param path] ("/package.Service/Method"). A timeout of 0
## waits for ever.
func start(
	host: String, port: int, path: String, request: PackedByteArray, timeout_s: float
) -> void:
	assert(not _thread.is_started(), "a call is started once")
	_address = "%s:%d" % [host, port]
	_timeout_msec = ceili(timeout_s * 1000.0)
	_started_msec = Time.get_ticks_msec()
	# A thread that still runs when the engine takes itself apart would crash it.
	_tree_root().tree_exiting.connect(_quit)
	# The reference in the last argument keeps the call alive until its thread runs.
	_thread.start(_run.bind(host, port, path, request, self))


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


## Takes one message of the answer, on the call's thread. Returns which part of it is damaged, or
## nothing.
func _take_message(_message: PackedByteArray) -> String:
	return ""


## Looks at the whole answer when the server has said that it is complete, on the call's thread.
## Returns which part of it is damaged, or nothing.
func _check_answer() -> String:
	return ""


## What the thread does: one request and its answer. Calls of several override it.
func _converse(
	http: HTTPClient, host: String, port: int, path: String, request: PackedByteArray
) -> GrpcStatus:
	return _exchange(http, host, port, path, request)


## Makes the answer of a call that ended well visible, on the main thread.
func _publish(_outcome: GrpcStatus) -> void:
	pass


func _run(
	host: String, port: int, path: String, request: PackedByteArray, _kept: RefCounted
) -> void:
	var http := HTTPClient.new()
	http.read_chunk_size = _READ_BYTES
	var outcome := _converse(http, host, port, path, request)
	http.close()
	# What a call was doing when it was cancelled is of no interest.
	if is_cancelled():
		outcome = GrpcStatus.of(GrpcStatus.Code.CANCELLED, "The call was cancelled.")
	# The reference in the second argument keeps the call alive until then.
	_end.call_deferred(outcome, self)


func _end(outcome: GrpcStatus, _kept: RefCounted) -> void:
	if not _thread.is_started():
		return
	_thread.wait_to_finish()
	_tree_root().tree_exiting.disconnect(_quit)
	_publish(outcome)
	status = outcome
	finished.emit(outcome)


func _quit() -> void:
	cancel()
	_thread.wait_to_finish()


func _tree_root() -> Window:
	return (Engine.get_main_loop() as SceneTree).root


func _exchange(
	http: HTTPClient, host: String, port: int, path: String, request: PackedByteArray
) -> GrpcStatus:
	if http.connect_to_host(host, port) == OK:
		_wait_while(http, [HTTPClient.STATUS_RESOLVING, HTTPClient.STATUS_CONNECTING])
	if http.get_status() != HTTPClient.STATUS_CONNECTED:
		return _too_late() if _must_stop() else _unreachable()
	if http.request_raw(HTTPClient.METHOD_POST, path, _headers(), _framed(request)) == OK:
		_wait_while(http, [HTTPClient.STATUS_REQUESTING])
	if not http.has_response():
		return _too_late() if _must_stop() else _broken_off()

	var headers := GrpcStatus.headers_from_lines(http.get_response_headers())
	var outcome := GrpcStatus.from_headers(headers)
	if outcome:
		return outcome
	if headers.get("content-type", "").begins_with("application/grpc-web"):
		return _read_frames(http)
	return GrpcStatus.of(
		GrpcStatus.Code.UNIMPLEMENTED,
		(
			"What answers at %s is no procgen server: it said HTTP %d."
			% [_address, http.get_response_code()]
		)
	)


func _read_frames(http: HTTPClient) -> GrpcStatus:
	var received := PackedByteArray()
	while true:
		var piece := _read_piece(http)
		if piece.is_empty():
			return _too_late() if _must_stop() else _broken_off()
		received.append_array(piece)
		var position := 0
		while received.size() - position >= _FRAME_HEADER_BYTES:
			var kind := received[position]
			var size := _frame_size(received, position)
			if kind not in [_FRAME_DATA, _FRAME_TRAILERS] or size > _FRAME_MAX_BYTES:
				return _unreadable("frame")
			var end := position + _FRAME_HEADER_BYTES + size
			if received.size() < end:
				break
			var payload := received.slice(position + _FRAME_HEADER_BYTES, end)
			position = end
			if kind == _FRAME_TRAILERS:
				return _from_trailers(payload)
			var wrong := _take_message(payload)
			if wrong:
				return _unreadable(wrong)
		if position > 0:
			received = received.slice(position)
	return null


func _from_trailers(payload: PackedByteArray) -> GrpcStatus:
	var lines := payload.get_string_from_utf8().split("\n", false)
	var outcome := GrpcStatus.from_headers(GrpcStatus.headers_from_lines(lines))
	if not outcome:
		return _unreadable("end of an answer")
	if outcome.is_ok():
		var wrong := _check_answer()
		if wrong:
			return _unreadable(wrong)
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
	if _timeout_msec > 0:
		# gRPC allows eight digits.
		headers.append("Grpc-Timeout: %dm" % mini(_timeout_msec, 99_999_999))
	return headers


func _framed(request: PackedByteArray) -> PackedByteArray:
	var size := request.size()
	var framed := PackedByteArray(
		[_FRAME_DATA, size >> 24, size >> 16 & 0xFF, size >> 8 & 0xFF, size & 0xFF]
	)
	framed.append_array(request)
	return framed


func _frame_size(bytes: PackedByteArray, position: int) -> int:
	# Frame sizes are big-endian, unlike all else here.
	return (
		bytes[position + 1] << 24
		| bytes[position + 2] << 16
		| bytes[position + 3] << 8
		| bytes[position + 4]
	)


func _unreachable() -> GrpcStatus:
	return GrpcStatus.of(
		GrpcStatus.Code.UNAVAILABLE,
		'No procgen server answers at %s; start one with "procgen serve".' % _address
	)


func _broken_off() -> GrpcStatus:
	return GrpcStatus.of(
		GrpcStatus.Code.UNAVAILABLE,
		"The procgen server at %s went away before its answer was complete." % _address
	)


func _too_late() -> GrpcStatus:
	return GrpcStatus.of(
		GrpcStatus.Code.DEADLINE_EXCEEDED,
		"The procgen server at %s gave no answer within %s s." % [_address, _timeout_msec / 1000.0]
	)


func _unreadable(what: String) -> GrpcStatus:
	return GrpcStatus.of(
		GrpcStatus.Code.INTERNAL,
		"The procgen server at %s sent a damaged answer (%s)." % [_address, what]
	)
