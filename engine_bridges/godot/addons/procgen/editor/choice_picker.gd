@tool
extends Button
## Names to choose from: a list, with a filter where it is long.

## One name or, where many can be taken, a list of names; null for none.
signal picked(value: Variant)

const LONG_LIST := 30
const LARGEST_PX := Vector2(240, 320)

var _values: PackedStringArray
var _many: bool
var _automatic: String
var _picked := []
var _popup: PopupPanel
var _filter: LineEdit
var _list: ItemList


func _init(values: PackedStringArray, many: bool, automatic: String) -> void:
	_values = values
	_many = many
	_automatic = automatic
	alignment = HORIZONTAL_ALIGNMENT_LEFT
	icon_alignment = HORIZONTAL_ALIGNMENT_RIGHT
	text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	icon = EditorInterface.get_editor_theme().get_icon(&"GuiOptionArrow", &"EditorIcons")
	pressed.connect(open)


## Shows the list.
func open() -> void:
	if not _popup:
		_make_popup()
	_filter.text = ""
	_fill()
	var place := get_screen_position() + Vector2(0.0, size.y)
	_popup.popup(Rect2i(Vector2i(place), Vector2i(maxi(int(size.x), 1), 1)))
	if _filter.visible:
		_filter.grab_focus()


## Shows what is chosen.
func show_value(value: Variant) -> void:
	_picked = value if value is Array else [value] if value else []
	# Choices of numbers, such as sizes, come from JSON as such.
	var titles := _picked.map(func(one: Variant) -> String: return title_of(str(one)))
	text = ", ".join(titles) if _picked else _automatic


## What people call a name: "linen shirt".
static func title_of(name_in_request: String) -> String:
	return name_in_request.replace("_", " ")


# Not before it is wanted: windows are dear.
func _make_popup() -> void:
	_popup = PopupPanel.new()
	_filter = LineEdit.new()
	_list = ItemList.new()
	_filter.visible = _values.size() > LONG_LIST
	_filter.placeholder_text = "Filter"
	_filter.clear_button_enabled = true
	_list.select_mode = ItemList.SELECT_TOGGLE if _many else ItemList.SELECT_SINGLE
	_list.size_flags_vertical = Control.SIZE_EXPAND_FILL
	var largest := LARGEST_PX * EditorInterface.get_editor_scale()
	_list.custom_minimum_size = Vector2(size.x, minf(largest.y, 29.0 * (_values.size() + 1)))
	var column := VBoxContainer.new()
	column.add_child(_filter)
	column.add_child(_list)
	_popup.add_child(column)
	add_child(_popup)
	_filter.text_changed.connect(_fill.unbind(1))
	_list.item_selected.connect(_pick)
	_list.multi_selected.connect(_pick.unbind(1))


func _fill() -> void:
	_list.clear()
	if not _many and not _filter.text:
		_list.add_item(_automatic)
	for value in _values:
		# Godot finds an empty text nowhere.
		if not _filter.text or title_of(value).containsn(_filter.text):
			_list.set_item_metadata(_list.add_item(title_of(value)), value)
			if value in _picked:
				_list.select(_list.item_count - 1, not _many)


func _pick(item: int) -> void:
	var value: Variant = _list.get_item_metadata(item)
	if not _many:
		_popup.hide()
		picked.emit(value)
		return
	var taken := _picked.duplicate()
	if value in taken:
		taken.erase(value)
	else:
		taken.append(value)
	picked.emit(taken)
