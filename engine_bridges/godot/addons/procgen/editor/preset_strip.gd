@tool
extends ScrollContainer
## The requests to begin with that a server offers for a domain, as a row of pictures.

## The designer picked a preset: its request, as JSON has it.
signal picked(request: Dictionary)

const PICTURE_PX := 72
const WORDS_PX := 150

var _list := ItemList.new()


func _init() -> void:
	visible = false
	vertical_scroll_mode = ScrollContainer.SCROLL_MODE_DISABLED
	_list.name = "Presets"
	_list.icon_mode = ItemList.ICON_MODE_TOP
	_list.auto_height = true
	_list.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_list.item_selected.connect(func(item: int) -> void: picked.emit(_list.get_item_metadata(item)))
	add_child(_list)


## The request of the first preset; empty without one.
func first() -> Dictionary:
	return _list.get_item_metadata(0) if _list.item_count else {}


## Shows some presets.
func show_presets(presets: Array[ProcgenV1.Preset]) -> void:
	_list.clear()
	var width_px := WORDS_PX
	for preset in presets:
		var image := Image.new()
		var picture: Texture2D
		if preset.thumbnail_png and image.load_png_from_buffer(preset.thumbnail_png) == OK:
			picture = ImageTexture.create_from_image(image)
			width_px = PICTURE_PX
		var item := _list.add_item(preset.title, picture)
		_list.set_item_metadata(item, JSON.parse_string(preset.request_json))
		_list.set_item_tooltip(item, "%s\n%s" % [preset.title, preset.description])
	var unit := EditorInterface.get_editor_scale()
	_list.max_columns = maxi(presets.size(), 1)
	_list.fixed_icon_size = Vector2i.ONE * roundi(width_px * unit)
	_list.fixed_column_width = roundi(width_px * unit)
	_list.custom_minimum_size.x = presets.size() * (width_px + 16) * unit
	visible = presets.size() > 0
