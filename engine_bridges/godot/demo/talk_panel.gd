class_name DemoTalkPanel
extends PanelContainer
## What somebody says, as it comes, and a line to answer with. Escape or an empty line ends the
## talk.

signal ended

var _villager: DemoVillager = null

@onready var _name: Label = %SpeakerName
@onready var _words: RichTextLabel = %Words
@onready var _answer: LineEdit = %Answer


func _ready() -> void:
	_answer.text_submitted.connect(say)
	hide()


func _unhandled_input(event: InputEvent) -> void:
	if visible and event.is_action_pressed(&"ui_cancel"):
		get_viewport().set_input_as_handled()
		end()


## Opens a talk: the villager speaks first.
func begin(villager: DemoVillager) -> void:
	_villager = villager
	_name.text = villager.speaker_name
	if not villager.talk.text_received.is_connected(_append):
		villager.talk.text_received.connect(_append)
		villager.talk.failed.connect(_append)
	show()
	_answer.grab_focus()
	await say("")


## Says something to whom the talk is with; ends the talk if it is empty and the talk has begun.
func say(text: String) -> void:
	if text.is_empty() and not _words.text.is_empty():
		end()
		return
	_answer.clear()
	_words.clear()
	if not text.is_empty():
		_words.push_color(Color(0.65, 0.72, 0.8))
		_words.add_text("%s\n" % text)
		_words.pop()
	await _villager.talk.say(text)


func end() -> void:
	if _villager:
		_villager.talk.cancel()
	_villager = null
	_words.clear()
	hide()
	ended.emit()


func _append(piece: String) -> void:
	_words.add_text(piece)
