extends RefCounted
## The calls that a node waits for. Stopped, they are over at once: whoever waits goes on before the
## node can be freed.

const Common := preload("common.gd")

var _open: Array[Waiting] = []


## Waits for a call; then, if it did what was asked, for [param work], which is done on another
## thread and returns what is wrong with the answer, or nothing. It must not touch the node.
func run(running: ProcgenCall, work := Callable()) -> ProcgenStatus:
	var waiting := Waiting.new(running, work)
	_open.append(waiting)
	var status: ProcgenStatus = await waiting.ended
	_open.erase(waiting)
	return status


## Whether there is something to wait for.
func is_busy() -> bool:
	return not _open.is_empty()


## Ends all with CANCELLED, on the server too.
func stop() -> void:
	for waiting: Waiting in _open.duplicate():
		waiting.stop()


## One of them.
class Waiting:
	extends RefCounted

	signal ended(status: ProcgenStatus)

	var _running: ProcgenCall
	var _work: Callable
	var _is_over := false

	func _init(running: ProcgenCall, work: Callable) -> void:
		_running = running
		_work = work
		running.finished.connect(_go_on)

	func stop() -> void:
		_running.cancel()
		_end(Common.cancelled())

	func _go_on(status: ProcgenStatus) -> void:
		if status.is_ok() and _work.is_valid() and not _is_over:
			var wrong: Array[String] = [""]
			await Common.in_background(func() -> void: wrong[0] = _work.call(), "answer")
			if wrong[0]:
				status = ProcgenStatus.of(ProcgenStatus.Code.DATA_LOSS, wrong[0])
		_end(status)

	func _end(status: ProcgenStatus) -> void:
		if not _is_over:
			_is_over = true
			ended.emit(status)
