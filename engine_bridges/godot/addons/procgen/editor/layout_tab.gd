@tool
extends "domain_tab.gd"
## Layouts: a picture of the map, and in the scene a TileMapLayer, or GridMaps of a block-out.

enum As { TILE_MAP, GRID_MAP }

const OUTPUTS := ProcgenV1.LayoutOutput
const MAP_PX := 260
## What a request must say besides its size.
const USUAL_KIND := "village"
## The files of each way to place it, which Save writes where the form names none.
const SCENES: Dictionary[As, Array] = {
	As.TILE_MAP: ["godot_tscn", "tiles_png"], As.GRID_MAP: ["godot_gridmap_tscn"]
}

var _as := OptionButton.new()


func _extend(_rows: VBoxContainer) -> void:
	needed = {
		"tiles_u8": OUTPUTS.TILES_U8,
		"tiles_png": OUTPUTS.TILES_PNG,
		"png": OUTPUTS.PNG,
		"godot_tscn": OUTPUTS.GODOT_TSCN,
		"godot_gridmap_tscn": OUTPUTS.GODOT_GRIDMAP_TSCN,
	}
	preview_px = MAP_PX
	_as.name = "As"
	_as.add_item("As TileMapLayer (2D)", As.TILE_MAP)
	_as.add_item("As GridMap (3D)", As.GRID_MAP)
	_as.tooltip_text = "What Place puts into the scene, and Save writes."
	results.add_child(_as)


func _prepare(request: ProcgenMessage) -> void:
	if not request.has_field(&"kind"):
		request.set(&"kind", USUAL_KIND)
	for parameter in domain.parameters:
		if parameter.name in ["width", "depth"] and not request.has_field(parameter.name):
			request.set_path_value(parameter.name, parameter.default_value)
	super(request)


func _prepare_preview(request: ProcgenMessage) -> void:
	request.set(&"outputs", PackedInt64Array([OUTPUTS.PNG]))
	request.clear_field(&"best_of")


func _show(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.LayoutResult = made_call.answer
	await show_large_picture(made_call.artifact("png"))
	var facts := PackedStringArray(
		["%d × %d tiles of %s m" % [result.width, result.depth, result.metres_per_tile]]
	)
	for part: String in ["rooms", "doors", "keys", "entrances"]:
		var count: int = (result.get(part) as Array).size()
		if count:
			facts.append("%d %s" % [count, part if count > 1 else part.trim_suffix("s")])
	var title := ("%s %s" % [result.style, result.kind]).strip_edges()
	say("%s: %s." % [Form.FormField.sentence(title), ", ".join(facts)])


func _build(made_call: ProcgenCall) -> Node:
	var result: ProcgenV1.LayoutResult = made_call.answer
	if is_instance_valid(adopted):
		_as.selected = As.TILE_MAP if adopted is TileMapLayer else As.GRID_MAP
	if _as.selected == As.TILE_MAP:
		return ProcgenLayoutBuilder.tile_map_of(result, made_call.artifacts)
	var block_out := ProcgenLayoutBuilder.block_out_of(result, made_call.artifacts)
	# Its middle comes to lie at the origin, where one looks first.
	block_out.position = Vector3(result.width, 0.0, result.depth) * result.metres_per_tile / -2.0
	return block_out


func _save(made_call: ProcgenCall) -> void:
	var but_for := _unasked()
	if form.value_of("outputs") == null:
		but_for = needed.keys()
		for kind: String in SCENES[_as.selected]:
			but_for.erase(kind)
	say(_folder.save_with(made_call, but_for))


func _adopt(request: Dictionary) -> void:
	request.erase("outputs")
	super(request)
