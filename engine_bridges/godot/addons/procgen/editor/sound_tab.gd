@tool
extends "domain_tab.gd"
## Sounds: what was made can be played in the editor; its picture is its spectrogram and its wave.

const PLAY := "Play %d"

var _player := AudioStreamPlayer.new()
var _buttons_row := HFlowContainer.new()


func _can_place() -> bool:
	return false


func _extend(_rows: VBoxContainer) -> void:
	needed = {"wav": "mix" if domain.name == "ambience" else "wav"}
	_buttons_row.name = "Play"
	_buttons_row.visible = false
	results.add_child(_buttons_row)
	results.add_child(_player)


func _show(made_call: ProcgenCall) -> void:
	for child in _buttons_row.get_children():
		_buttons_row.remove_child(child)
		child.queue_free()
	var told: Array[ProcgenV1.Artifact] = made_call.answer.get(&"artifacts")
	for index in told.size():
		if told[index].kind in ["wav", "mix"] and _buttons_row.get_child_count() < 32:
			_add_button(told[index], made_call.artifacts[index])
	_buttons_row.visible = _buttons_row.get_child_count() > 0
	if _buttons_row.visible:
		play(0)


## Plays one of what was made.
func play(index: int) -> void:
	(_buttons_row.get_child(index) as Button).pressed.emit()


func _add_button(artifact: ProcgenV1.Artifact, wav: PackedByteArray) -> void:
	var button := Button.new()
	var stream := ProcgenSoundBuilder.stream_of(wav)
	button.text = PLAY % (_buttons_row.get_child_count() + 1)
	button.tooltip_text = "%s, %.2f s" % [artifact.file_name, stream.get_length()]
	button.pressed.connect(_hear.bind(stream))
	_buttons_row.add_child(button)


func _hear(stream: AudioStreamWAV) -> void:
	_player.stop()
	_player.stream = stream
	_player.play()
