@tool
extends RefCounted
## Spreads work of the main thread over frames, so that none of them takes long.

## Milliseconds of each frame that the work may take; 0 or less does all of it in one frame.
var budget_ms := 0.0
## The longest stretch of work between two rests, milliseconds: what a frame was held up by.
var longest_ms := 0.0

var _began_usec := 0


func _init(milliseconds: float) -> void:
	budget_ms = milliseconds
	begin()


## Work begins, or goes on after something else.
func begin() -> void:
	_began_usec = Time.get_ticks_usec()


## Between two pieces of work: returns at once while the frame has time left, and otherwise in the
## next frame.
func rest() -> void:
	var spent_ms := (Time.get_ticks_usec() - _began_usec) / 1000.0
	longest_ms = maxf(longest_ms, spent_ms)
	if budget_ms <= 0.0 or spent_ms < budget_ms:
		return
	await (Engine.get_main_loop() as SceneTree).process_frame
	begin()
