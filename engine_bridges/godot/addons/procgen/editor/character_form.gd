@tool
extends GridContainer
## The fields that describe a character.

## Somebody else of the same description is wanted.
signal another_wanted

const CharacterMessages := preload("../client/character_messages.gd")
const Wishes := preload("../character/character_wishes.gd")

const ANY := "any"
const PICTURES_PX: Array[int] = [512, 1024, 2048]

var _roles: Array[CharacterMessages.RoleInfo] = []

var _setting := OptionButton.new()
var _role := OptionButton.new()
var _sex := OptionButton.new()
var _age := SpinBox.new()
var _height := SpinBox.new()
var _mass := SpinBox.new()
var _style := OptionButton.new()
var _text := LineEdit.new()
var _seed := SpinBox.new()
var _another := Button.new()
var _pictures := OptionButton.new()


func _init() -> void:
	columns = 2
	custom_minimum_size.x = 320
	for list: OptionButton in [_setting, _role, _style]:
		list.add_item(ANY)
	for sex: String in Wishes.Sex:
		_sex.add_item(sex.to_lower(), Wishes.Sex[sex])
	_make_number(_age, 90.0, 1.0, "years")
	_make_number(_height, 2.3, 0.01, "m")
	_make_number(_mass, 250.0, 0.5, "kg")
	_text.placeholder_text = "a stout old smith with a grey beard"
	_text.clear_button_enabled = true
	_seed.max_value = 0xFFFF_FFFF
	for pixels in PICTURES_PX:
		_pictures.add_item("%d × %d" % [pixels, pixels])
	_pictures.select(PICTURES_PX.find(1024))
	_pictures.tooltip_text = "Size of the skin's pictures."

	add_field("Setting", _setting)
	add_field("Role", _role)
	add_field("Sex", _sex)
	add_field("Age", _age)
	add_field("Height", _height)
	add_field("Mass", _mass)
	add_field("Style", _style)
	add_field("Description", _text)
	add_field("Person", _seed_row())
	add_field("Pictures", _pictures)
	_setting.item_selected.connect(func(_index: int) -> void: _offer_roles())
	_another.pressed.connect(_ask_for_another)


## Adds a row with a label.
func add_field(label_text: String, field: Control) -> void:
	var label := Label.new()
	label.text = label_text
	add_child(label)
	field.name = label_text
	field.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	add_child(field)


## Fills the lists with what a server has; what was chosen stays chosen.
func offer(info: CharacterMessages.GetCharacterInfoResponse) -> void:
	_roles = info.roles
	var settings := PackedStringArray()
	for known in _roles:
		if known.setting not in settings:
			settings.append(known.setting)
	_fill(_setting, settings)
	_fill(_style, info.styles)
	_offer_roles()


## What the fields say, but for the text and the seed.
func wishes() -> Wishes:
	var said := Wishes.new()
	said.setting = _chosen(_setting)
	said.role = _chosen(_role)
	said.sex = _sex.get_selected_id() as Wishes.Sex
	said.age_years = _age.value
	said.height_m = _height.value
	said.mass_kg = _mass.value
	said.style = _chosen(_style)
	return said


func text() -> String:
	return _text.text.strip_edges()


func character_seed() -> int:
	return int(_seed.value)


func texture_px() -> int:
	return PICTURES_PX[_pictures.selected]


## While somebody is being made, nobody else can be asked for.
func set_busy(busy: bool) -> void:
	_another.disabled = busy


func _make_number(field: SpinBox, most: float, step: float, unit: String) -> void:
	field.max_value = most
	field.step = step
	field.suffix = unit
	field.tooltip_text = "0 is any."


func _seed_row() -> HBoxContainer:
	var row := HBoxContainer.new()
	_seed.name = "Seed"
	_seed.tooltip_text = "Chance for all that the other fields leave open."
	_seed.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	row.add_child(_seed)
	_another.text = "New"
	_another.tooltip_text = "Somebody else of the same description."
	row.add_child(_another)
	return row


func _ask_for_another() -> void:
	_seed.value = randi()
	another_wanted.emit()


func _offer_roles() -> void:
	var names := PackedStringArray()
	for known in _roles:
		if _chosen(_setting) in ["", known.setting]:
			names.append(known.name)
	_fill(_role, names)


func _fill(list: OptionButton, names: PackedStringArray) -> void:
	var chosen := list.get_item_text(list.selected)
	list.clear()
	list.add_item(ANY)
	for item in names:
		list.add_item(item)
	list.select(maxi(names.find(chosen) + 1, 0))


func _chosen(list: OptionButton) -> String:
	return list.get_item_text(list.selected) if list.selected > 0 else ""
