@tool
extends VBoxContainer
## A row of a form: a label, a control, and a button that leaves the choice to the server again.

## The designer chose a value, as JSON has it; null leaves it to the server.
signal chosen(value: Variant)

const ChoicePicker := preload("choice_picker.gd")

## A slider over more steps than this can't be aimed.
const SLIDER_STEPS := 100_000.0
## Beyond it a number of the editor loses digits.
const LARGEST_WHOLE := 2.0 ** 53
const UNITS: Dictionary[String, String] = {
	"_mm_per_year": "mm a year",
	"_c_per_km": "°C per km",
	"_km2": "km²",
	"_mm": "mm",
	"_m": "m",
	"_px": "px",
	"_deg": "°",
	"_temperature_c": "°C",
	"_years": "years",
	"_rgb": "",
}

## Path of the field in the request.
var path := ""
## What is chosen; null where the server chooses.
var value: Variant:
	set = _show

var _row := HBoxContainer.new()
var _label := Label.new()
var _reset: Button
var _left := HBoxContainer.new()
var _control: Control
var _show_in_control: Callable


func _init(field_path: String, description: String) -> void:
	path = field_path
	tooltip_text = description
	_label.text = title_of(path)
	_label.tooltip_text = description
	_label.mouse_filter = Control.MOUSE_FILTER_STOP
	_label.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_label.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_label.gui_input.connect(_label_clicked)
	_left.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_left.add_child(_label)
	_row.add_child(_left)
	add_child(_row)


## A number; whole ones have no decimals.
func take_number(parameter: ProcgenV1.Parameter, whole: bool) -> void:
	if path.ends_with("_rgb"):
		_take_colour()
		return
	if parameter.maximum > LARGEST_WHOLE:
		take_text(false, false)
		return
	var slider := EditorSpinSlider.new()
	var span := parameter.maximum - parameter.minimum
	slider.step = 1.0 if whole else 0.001 if span < 10.0 else 0.01 if span < 1000.0 else 0.1
	slider.min_value = parameter.minimum
	slider.max_value = parameter.maximum
	slider.exp_edit = parameter.minimum > 0.0 and parameter.maximum > 100.0 * parameter.minimum
	slider.hide_slider = span / slider.step > SLIDER_STEPS and not slider.exp_edit
	var automatic := Label.new()
	automatic.text = "auto"
	automatic.mouse_filter = Control.MOUSE_FILTER_IGNORE
	automatic.set_anchors_and_offsets_preset(Control.PRESET_FULL_RECT)
	automatic.vertical_alignment = VERTICAL_ALIGNMENT_CENTER
	automatic.add_theme_stylebox_override(
		&"normal", EditorInterface.get_editor_theme().get_stylebox(&"normal", &"LineEdit")
	)
	slider.add_child(automatic)
	slider.value_changed.connect(_choose)
	var show_number := func() -> void:
		var usual: float = parameter.default_value if value == null else value
		automatic.visible = value == null and not parameter.has_field(&"default_value")
		slider.self_modulate.a = 0.0 if automatic.visible else 1.0
		slider.set_value_no_signal(usual)
		slider.queue_redraw()
	_take(slider, show_number)


## One of several names, or with [param many] any number of them.
func take_choice(choice: ProcgenV1.Choice, many: bool) -> void:
	var automatic := "any" if "any" in choice.description else "auto"
	var picker := ChoicePicker.new(choice.values, many, automatic)
	picker.picked.connect(_choose)
	_take(picker, func() -> void: picker.show_value(value))


## Words, on one line or more; with [param listed] a list with one entry on each line.
func take_text(many_lines: bool, listed: bool) -> void:
	if not many_lines:
		var line := LineEdit.new()
		line.placeholder_text = tooltip_text
		line.text_changed.connect(_choose)
		_take(line, func() -> void: _set_text(line, _words()))
		return
	var lines := TextEdit.new()
	lines.wrap_mode = TextEdit.LINE_WRAPPING_BOUNDARY
	lines.scroll_fit_content_height = true
	lines.custom_minimum_size.y = 2.0 * lines.get_line_height()
	lines.placeholder_text = tooltip_text
	var entries := func() -> Array: return Array(lines.text.split("\n", false))
	var choose := func() -> void:
		if listed:
			_choose(entries.call())
		else:
			_choose(lines.text)
	var show_words := func() -> void:
		# What is being written may end with an empty line, which a list lacks.
		if not listed or value != entries.call():
			_set_text(lines, _words())
	lines.text_changed.connect(choose)
	_take(lines, show_words)
	_row.remove_child(lines)
	add_child(lines)


## Something that is on or off.
func take_switch(on: Variant) -> void:
	var box := CheckBox.new()
	box.text = "on"
	box.toggled.connect(func(pressed: bool) -> void: _choose(on if pressed else null))
	_take(box, func() -> void: box.set_pressed_no_signal(value != null))


## Marks the field as wrong, or with nothing as right again.
func mark(problem: String) -> void:
	_label.tooltip_text = problem if problem else tooltip_text
	if problem:
		var red := EditorInterface.get_editor_theme().get_color(&"error_color", &"Editor")
		_label.add_theme_color_override(&"font_color", red)
	else:
		_label.remove_theme_color_override(&"font_color")


## Whether the field is marked as wrong.
func is_marked() -> bool:
	return _label.has_theme_color_override(&"font_color")


## What people call the field at a path: "Mean height (m)".
static func title_of(field_path: String) -> String:
	var names := field_path.split(".")
	var title := names[-1]
	if names.size() > 2 and title in ["kind", "text", "name"]:
		title = names[-2]
	elif names.size() > 2:
		title = "%s %s" % [names[-2], title]
	var unit := ""
	for suffix: String in UNITS:
		if title.ends_with(suffix):
			unit = UNITS[suffix]
			title = title.trim_suffix("_c" if suffix == "_temperature_c" else suffix)
			break
	title = sentence(title)
	return "%s (%s)" % [title, unit] if unit else title


## A name as people write it: "Landform map".
static func sentence(words: String) -> String:
	return words.left(1).to_upper() + words.substr(1).replace("_", " ")


func _take(control: Control, shown: Callable) -> void:
	_control = control
	_show_in_control = shown
	control.name = path.replace(".", "_")
	control.tooltip_text = tooltip_text
	control.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_row.add_child(control)
	value = null


func _take_colour() -> void:
	var picker := ColorPickerButton.new()
	picker.edit_alpha = false
	picker.color_changed.connect(func(colour: Color) -> void: _choose(colour.to_rgba32() >> 8))
	var show_colour := func() -> void:
		var rgb: int = value if value else 0
		picker.color = Color.hex(rgb << 8 | 0xFF)
	_take(picker, show_colour)


# Nothing but emptiness leaves it to the server.
func _choose(wanted: Variant) -> void:
	var is_empty: bool = (wanted is String or wanted is Array) and wanted.is_empty()
	chosen.emit(null if is_empty else wanted)


func _words() -> String:
	if value is Array:
		return "\n".join(value as Array)
	# Whole numbers of 64 bits are signed here.
	return String.num_uint64(value as int) if value is int else str(value) if value else ""


# The caret stays where it is while somebody writes.
func _set_text(control: Control, text: String) -> void:
	if control.get(&"text") != text:
		control.set(&"text", text)


func _show(new_value: Variant) -> void:
	value = new_value
	_show_in_control.call()
	var is_set := value != null
	_control.modulate.a = 1.0 if is_set else 0.55
	_label.modulate.a = 1.0 if is_set else 0.75
	# Few fields ever need the button, and a hundred of them would be felt.
	if is_set and not _reset:
		_reset = _reset_button()
	if _reset:
		_reset.visible = is_set


# It stands beside the label, so that the control stays as wide as it is.
func _reset_button() -> Button:
	var button := Button.new()
	button.flat = true
	button.icon = EditorInterface.get_editor_theme().get_icon(&"Reload", &"EditorIcons")
	button.tooltip_text = "Leave it to the server."
	button.pressed.connect(func() -> void: chosen.emit(null))
	_left.add_child(button)
	return button


func _label_clicked(event: InputEvent) -> void:
	if event is InputEventMouseButton and event.is_pressed() and value != null:
		chosen.emit(null)
