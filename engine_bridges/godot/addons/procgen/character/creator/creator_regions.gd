extends VBoxContainer
## Sliders of a region at a time, each with a pin that holds it where it is.

## A slider was moved by the player.
signal moved(slider: String, value: float)
## The player let go of a slider.
signal rested

## Factors of the body that have sliders.
const FACTORS: Array[String] = ["muscle", "weight", "height", "proportions"]
## Regions by name, and what the names of their sliders begin with.
const REGIONS: Dictionary[String, Array] = {
	"Build": FACTORS,
	"Head": ["head_", "forehead_", "neck_"],
	"Eyes": ["eye_", "eyebrows_"],
	"Nose": ["nose_"],
	"Mouth": ["mouth_"],
	"Cheeks and chin": ["cheek_", "chin_"],
	"Ears": ["ear_"],
	"Trunk": ["torso_", "stomach_", "hip_", "pelvis_", "buttocks_", "breast_"],
	"Limbs": ["upperarm_", "lowerarm_", "upperleg", "lowerleg", "hand_", "foot_", "leg_"],
	"Bones": ["bones_"],
	"Asymmetry": ["asym_"],
}

## Sliders that nothing but the player's hand moves.
var pins: Dictionary[String, bool] = {}
## The region that is shown.
var region := "Build"

var _names: PackedStringArray = []
var _ranges: Dictionary[String, Vector2] = {}
var _sliders: Dictionary[String, HSlider] = {}
var _choice := OptionButton.new()
var _rows := VBoxContainer.new()


func _init() -> void:
	for each: String in REGIONS:
		_choice.add_item(each)
	_choice.item_selected.connect(
		func(index: int) -> void: show_region(_choice.get_item_text(index))
	)
	add_child(_choice)
	var scroll := ScrollContainer.new()
	scroll.size_flags_vertical = Control.SIZE_EXPAND_FILL
	scroll.horizontal_scroll_mode = ScrollContainer.SCROLL_MODE_DISABLED
	_rows.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	scroll.add_child(_rows)
	add_child(scroll)


## Takes the sliders that the server has.
func take(infos: Array[ProcgenV1.SliderInfo]) -> void:
	_names.clear()
	for factor in FACTORS:
		_names.append(factor)
		_ranges[factor] = Vector2(0.0, 1.0)
	for info in infos:
		_names.append(info.name)
		_ranges[info.name] = Vector2(info.minimum, info.maximum)
	show_region(region)


## All sliders, in the server's order behind the factors of the body.
func names() -> PackedStringArray:
	return _names


## Names of the sliders of a region.
func of(which: String) -> PackedStringArray:
	var found := PackedStringArray()
	for slider in _names:
		for start: String in REGIONS[which]:
			if slider.begins_with(start):
				found.append(slider)
				break
	return found


## Least and largest value of a slider.
func range_of(slider: String) -> Vector2:
	return _ranges[slider]


## Shows another region.
func show_region(which: String) -> void:
	region = which
	_choice.select(REGIONS.keys().find(which))
	for row in _rows.get_children():
		row.queue_free()
	_sliders.clear()
	for slider in of(which):
		_rows.add_child(_row(slider))


## Puts a slider where it is, without telling.
func put(slider: String, value: float) -> void:
	if _sliders.has(slider):
		_sliders[slider].set_value_no_signal(value)


func _row(slider: String) -> Control:
	var row := HBoxContainer.new()
	var label := Label.new()
	label.text = slider.replace("_", " ").capitalize()
	label.custom_minimum_size.x = 190.0
	label.clip_text = true
	label.add_theme_font_size_override("font_size", 13)
	var bar := HSlider.new()
	bar.min_value = _ranges[slider].x
	bar.max_value = _ranges[slider].y
	bar.step = 0.01
	bar.value = 0.5 if slider in FACTORS else 0.0
	bar.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	bar.size_flags_vertical = Control.SIZE_SHRINK_CENTER
	bar.value_changed.connect(func(value: float) -> void: moved.emit(slider, value))
	bar.drag_ended.connect(func(_is_changed: bool) -> void: rested.emit())
	var pin := CheckBox.new()
	pin.text = "pin"
	pin.tooltip_text = "Holds it where it is, whatever else is made anew."
	pin.button_pressed = pins.has(slider)
	pin.toggled.connect(
		func(is_on: bool) -> void:
			if is_on:
				pins[slider] = true
			else:
				pins.erase(slider)
	)
	_sliders[slider] = bar
	row.add_child(label)
	row.add_child(bar)
	row.add_child(pin)
	return row
