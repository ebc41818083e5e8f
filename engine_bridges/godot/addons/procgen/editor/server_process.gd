@tool
extends RefCounted
## A server that was started from here: whether it runs, and what it said last.

const MOST_BYTES := 1 << 16

var pid := 0
var _pipes: Array[FileAccess] = []
var _said := PackedByteArray()


## Starts a program. Returns whether that could be done.
func start(program: String, arguments: PackedStringArray) -> bool:
	_said.clear()
	var started := OS.execute_with_pipe(program, arguments, false)
	if not started:
		return false
	pid = started["pid"]
	_pipes.assign([started["stdio"], started["stderr"]])
	return true


func is_running() -> bool:
	return pid > 0 and OS.is_process_running(pid)


## Takes what it has said meanwhile: an unread pipe would stop it one day.
func listen() -> void:
	for pipe in _pipes:
		_said.append_array(pipe.get_buffer(MOST_BYTES))
	if _said.size() > MOST_BYTES:
		_said = _said.slice(_said.size() - MOST_BYTES)


## The last things that it said, for people: its error with its hint, or its last line.
func last_words() -> String:
	listen()
	var lines := _said.get_string_from_utf8().strip_edges().split("\n", false)
	var told := PackedStringArray()
	for line in lines:
		if line.begins_with("error: ") or line.begins_with("hint: "):
			told.append(line.substr(line.find(": ") + 2).strip_edges())
	if not told and lines:
		told.append(lines[-1].strip_edges())
	return " ".join(told)


## Ends it, if it runs.
func stop() -> void:
	if is_running():
		OS.kill(pid)
	forget()


func forget() -> void:
	pid = 0
	_pipes.clear()
