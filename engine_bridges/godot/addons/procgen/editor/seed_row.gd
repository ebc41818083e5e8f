@tool
extends HBoxContainer
## The seed of what is made, and what was made before: the last requests and those with a star, each
## with a picture, kept with the project's editor settings.

## The designer chose a seed: a whole number of 64 bits, as text.
signal seed_chosen(seed_text: String)
## The designer wants a request again, as JSON has it.
signal restored(request: Dictionary)

const LAST := 20
const PICTURE_PX := 64
const SECTION := "procgen"
## The largest number of 64 bits.
const LARGEST := "18446744073709551615"

var _key := ""
var _made: Array = []
var _current := {}
var _text := LineEdit.new()
var _star := Button.new()
var _popup := PopupPanel.new()
var _list := ItemList.new()


func _init(domain_name: String) -> void:
	_key = domain_name + "_history"
	_made = EditorInterface.get_editor_settings().get_project_metadata(SECTION, _key, [])
	_made = _made.duplicate(true)
	_text.name = "Seed"
	_text.placeholder_text = "Seed"
	_text.tooltip_text = "Seed: any whole number of 64 bits. The same again gives the same again."
	_text.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_text.text_changed.connect(_take_text)
	add_child(_text)
	_add_button(Button.new(), "Dice", &"RandomNumberGenerator", "Another seed.", roll)
	_add_button(_star, "Star", &"NonFavorite", "Keep this one among the favourites.", _toggle_star)
	var open := Button.new()
	_add_button(open, "History", &"History", "What was made before.", _open.bind(open))
	_list.name = "Made"
	_list.icon_mode = ItemList.ICON_MODE_TOP
	_list.max_columns = 0
	_list.fixed_icon_size = Vector2i.ONE * PICTURE_PX
	_list.fixed_column_width = roundi(PICTURE_PX * 1.4)
	_list.max_text_lines = 2
	_list.custom_minimum_size = Vector2(310, 330) * EditorInterface.get_editor_scale()
	_list.item_selected.connect(_restore)
	_popup.add_child(_list)
	add_child(_popup)


## Shows the seed of the form's request, and whether that has a star.
func show_request(request: Dictionary, seed_text: String) -> void:
	_current = request
	if _text.text != seed_text and not (_text.text.is_empty() and seed_text == "0"):
		_text.text = seed_text
	var entry := _entry_of(request)
	var icon := &"Favorites" if entry.get("favourite", false) else &"NonFavorite"
	_star.icon = EditorInterface.get_editor_theme().get_icon(icon, &"EditorIcons")


## Puts what was made before all others.
func remember(request: Dictionary, picture: Texture2D) -> void:
	var entry := _entry_of(request)
	_made.erase(entry)
	entry.merge({"request": request, "favourite": false})
	if picture:
		var image := picture.get_image()
		if image.is_compressed():
			image.decompress()
		var scale_down := PICTURE_PX / float(maxi(image.get_width(), image.get_height()))
		var small := Vector2i(Vector2(image.get_size()) * scale_down).maxi(1)
		image.resize(small.x, small.y, Image.INTERPOLATE_LANCZOS)
		entry["picture"] = image.save_webp_to_buffer(true)
	_made.push_front(entry)
	var others := _made.filter(func(made: Dictionary) -> bool: return not made["favourite"])
	for old: Dictionary in others.slice(LAST):
		_made.erase(old)
	_save()


## Takes another seed.
func roll() -> void:
	# Shorter than it might be: people read it to each other.
	seed_chosen.emit(str(randi()))


func _add_button(
	button: Button, title: String, icon: StringName, tip: String, action: Callable
) -> void:
	button.name = title
	button.icon = EditorInterface.get_editor_theme().get_icon(icon, &"EditorIcons")
	button.tooltip_text = tip
	button.flat = true
	button.pressed.connect(action)
	add_child(button)


func _take_text(text: String) -> void:
	var digits := text.strip_edges().lstrip("0")
	var fits := (
		digits.length() < LARGEST.length()
		or digits.length() == LARGEST.length() and digits <= LARGEST
	)
	if fits and (digits.is_empty() or digits.is_valid_int() and digits[0] not in "+-"):
		_text.remove_theme_color_override(&"font_color")
		seed_chosen.emit(digits if digits else "0")
	else:
		var red := EditorInterface.get_editor_theme().get_color(&"error_color", &"Editor")
		_text.add_theme_color_override(&"font_color", red)


func _toggle_star() -> void:
	var entry := _entry_of(_current)
	if entry.is_empty():
		remember(_current, null)
		entry = _entry_of(_current)
	entry["favourite"] = not entry["favourite"]
	_save()
	show_request(_current, _text.text)


func _open(button: Button) -> void:
	_list.clear()
	for favourite: bool in [true, false]:
		for entry: Dictionary in _made:
			if entry["favourite"] == favourite:
				_add_item(entry)
	if not _made:
		_list.add_item("Nothing yet", null, false)
	var place := button.get_screen_position() + Vector2(button.size.x, button.size.y)
	_popup.reset_size()
	_popup.popup(Rect2i(Vector2i(place) - Vector2i(_popup.size.x, 0), _popup.size))


func _add_item(entry: Dictionary) -> void:
	var image := Image.new()
	var picture: Texture2D
	if entry.has("picture") and image.load_webp_from_buffer(entry["picture"]) == OK:
		picture = ImageTexture.create_from_image(image)
	var title: String = entry["request"].get("seed", "0")
	var item := _list.add_item(("★ " if entry["favourite"] else "") + title, picture)
	_list.set_item_metadata(item, entry["request"])
	_list.set_item_tooltip(item, JSON.stringify(entry["request"], "  "))


func _restore(item: int) -> void:
	_popup.hide()
	restored.emit(_list.get_item_metadata(item))


func _entry_of(request: Dictionary) -> Dictionary:
	for entry: Dictionary in _made:
		if entry["request"] == request:
			return entry
	return {}


func _save() -> void:
	EditorInterface.get_editor_settings().set_project_metadata(SECTION, _key, _made)
