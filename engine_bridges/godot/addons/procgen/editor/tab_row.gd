@tool
extends VBoxContainer
## The names of the dock's tabs: an icon for each, in as many rows as they take at the dock's width,
## so that all are there at a glance, and the name of the one that is open.

## Somebody wants to see a tab.
signal chosen(index: int)

const GAP_PX := 1

var _icons := HFlowContainer.new()
var _open := Label.new()
var _group := ButtonGroup.new()


func _init() -> void:
	name = "TabRow"
	_icons.name = "Icons"
	for side: StringName in [&"h_separation", &"v_separation"]:
		_icons.add_theme_constant_override(side, GAP_PX)
	_open.name = "OpenTab"
	_open.theme_type_variation = &"HeaderSmall"
	_open.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	add_child(_icons)
	add_child(_open)
	clear()


## Adds the tab that follows the last.
func add(title: String, icon: Texture2D) -> void:
	var button := Button.new()
	button.theme_type_variation = &"FlatButton"
	button.icon = icon
	button.tooltip_text = title
	button.toggle_mode = true
	# Icons of the editor have colours of their own, which a tint would spoil.
	for state: StringName in [&"icon_pressed_color", &"icon_hover_pressed_color"]:
		button.add_theme_color_override(state, Color.WHITE)
	button.button_group = _group
	button.pressed.connect(chosen.emit.bind(_icons.get_child_count()))
	_icons.add_child(button)
	show()


## Says which tab is open.
func open(index: int) -> void:
	if index < 0 or index >= _icons.get_child_count():
		return
	var button: Button = _icons.get_child(index)
	button.button_pressed = true
	_open.text = button.tooltip_text


func clear() -> void:
	for button in _icons.get_children():
		_icons.remove_child(button)
		button.queue_free()
	_open.text = ""
	hide()
