@tool
extends RefCounted
## Spreads work of the main thread over frames, so that none of them takes long.

## Milliseconds of each frame that the work may take; 0 or less does all of it in one frame.
var budget_ms := 0.0
## The longest stretch of work between two rests, milliseconds: what a frame was held up by.
var longest_ms := 0.0
## By kind of piece, the longest that one took, milliseconds: no budget makes it shorter.
var pieces: Dictionary[String, float] = {}

var _began_usec := 0
var _piece_usec := 0


func _init(milliseconds: float) -> void:
	budget_ms = milliseconds
	begin()


## Work begins, or goes on after something else.
func begin() -> void:
	_began_usec = Time.get_ticks_usec()
	_piece_usec = _began_usec


## Between two pieces of work: returns at once while the frame has time left, and otherwise in the
## next frame. [param piece] is what the one that is done was.
func rest(piece: String) -> void:
	var now_usec := Time.get_ticks_usec()
	pieces[piece] = maxf(pieces.get(piece, 0.0), (now_usec - _piece_usec) / 1000.0)
	_piece_usec = now_usec
	var spent_ms := (now_usec - _began_usec) / 1000.0
	longest_ms = maxf(longest_ms, spent_ms)
	if budget_ms <= 0.0 or spent_ms < budget_ms:
		return
	await (Engine.get_main_loop() as SceneTree).process_frame
	begin()
