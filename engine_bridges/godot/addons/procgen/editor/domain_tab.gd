@tool
extends VBoxContainer
## A tab of the dock: all that can be asked of a domain, and what came of it. It is built from what
## GetInfo says; scripts that extend this one add what is particular to a domain.

## A call found no server.
signal server_missed

const Common := preload("../common.gd")
const Form := preload("form.gd")
const Placing := preload("placing.gd")
const PresetStrip := preload("preset_strip.gd")
const ProjectFolder := preload("project_folder.gd")
const SeedRow := preload("seed_row.gd")

const LIVE_PAUSE_S := 0.3
const LIVE_SOON_S := 0.05
## Largest side of a picture that is shown.
const PICTURE_PX := 512
## Sizes that a request must have: of a grid with a point more than it has cells, and of a picture.
const USUAL_SIZES: Dictionary[String, int] = {"depth_px": 513, "height_px": 1024}
const LIVE_SIZES: Dictionary[String, int] = {"depth_px": 129, "height_px": 128}

var client: ProcgenClient
var domain: ProcgenV1.Domain
var undo_redo: EditorUndoRedoManager
var form := Form.new()
var preview := TextureRect.new()
## Its height, before the editor's scale.
var preview_px := 200
## Outputs that the tab itself makes use of, by the kinds of their artifacts.
var needed := {}
## What shows the result, below the form.
var results := VBoxContainer.new()
## The last call that ended well and made all that was asked for; else null.
var made: ProcgenCall
## Whether something is being made, placed or saved.
var is_busy := false
## The node that is made anew, and whose place the next one takes; null in between.
var adopted: Node

var _running: ProcgenCall
var _is_live := false
var _seed_path := "seed"
var _seed_row: SeedRow
var _presets := PresetStrip.new()
var _folder: ProjectFolder
var _live := CheckButton.new()
var _live_timer := Timer.new()
var _progress := ProgressBar.new()
var _message := Label.new()
var _buttons: Dictionary[String, Button] = {}


## Builds the tab; once.
func setup(
	own_domain: ProcgenV1.Domain, own_client: ProcgenClient, manager: EditorUndoRedoManager
) -> void:
	client = own_client
	domain = own_domain
	undo_redo = manager
	name = domain.title
	# The request's own, or where it has none, that of a part.
	for parameter in domain.parameters:
		if parameter.name == "seed":
			_seed_path = "seed"
			break
		if parameter.name.ends_with(".seed"):
			_seed_path = parameter.name
	form.build(domain, _seed_path)
	_seed_row = SeedRow.new(domain.name)
	_seed_row.seed_chosen.connect(func(text: String) -> void: form.set_value(_seed_path, text))
	_seed_row.restored.connect(_restore)
	_presets.picked.connect(_restore)
	form.changed.connect(_changed)
	add_child(_presets)
	add_child(_seed_row)
	add_child(_scrolled_rows())
	_add_results()
	_changed()


## Shows some presets to begin with.
func show_presets(presets: Array[ProcgenV1.Preset]) -> void:
	_presets.show_presets(presets)


## Asks for what the form describes; where it says nothing yet, for something good.
func generate() -> void:
	if not is_busy and form.is_blank():
		_begin()
	await _start(false)


## Stops what runs.
func cancel() -> void:
	_live_timer.stop()
	if _running:
		_running.cancel()


## Says something below the picture.
func say(text: String) -> void:
	_message.text = text
	_message.visible = text != ""


## Shows a PNG in the tab; nothing happens if it is none.
func show_picture(png: PackedByteArray) -> void:
	var image := Image.new()
	if png and image.load_png_from_buffer(png) == OK:
		preview.texture = ImageTexture.create_from_image(image)
		preview.visible = true


## Shows a large PNG in the tab, without stopping the editor while it is read.
func show_large_picture(png: PackedByteArray) -> void:
	var image := Image.new()
	var read := func() -> void:
		if image.load_png_from_buffer(png) == OK:
			var largest := maxi(image.get_width(), image.get_height())
			if largest > PICTURE_PX:
				var small := Vector2(image.get_size()) * PICTURE_PX / largest
				image.resize(int(small.x), int(small.y), Image.INTERPOLATE_LANCZOS)
	await Common.in_background(read, "picture")
	if not image.is_empty():
		preview.texture = ImageTexture.create_from_image(image)
		preview.visible = true


## Fills a form that says nothing: with the first preset, which every domain can make. A seed that
## was chosen is kept.
func _begin() -> void:
	var first := _presets.first()
	if not first:
		return
	# As text, which JSON has large numbers as.
	var wanted: Variant = form.request().to_json()
	for part in _seed_path.split("."):
		wanted = wanted.get(part) if wanted is Dictionary else null
	_restore(first)
	if wanted != null:
		form.set_value(_seed_path, wanted)


## Adds controls below the form.
func _extend(_rows: VBoxContainer) -> void:
	pass


## Adds to a request what no field of the form says.
func _prepare(request: ProcgenMessage) -> void:
	if needed:
		var outputs: Variant = request.get(&"outputs")
		for output: Variant in needed.values():
			if output not in outputs:
				outputs.append(output)
		request.set(&"outputs", outputs)


## Makes a request that is prepared into one for a small and quick picture.
func _prepare_preview(request: ProcgenMessage) -> void:
	_set_sizes(request, LIVE_SIZES, true)
	var outputs: Variant = request.get_path_value("outputs")
	if outputs is Array:
		for output: ProcgenMessage in outputs:
			if output.get_path_value("kind") == "portrait":
				request.set_path_value("outputs", [output.to_json()])


## Is told of a call that was just started.
func _started(_call: ProcgenCall) -> void:
	pass


## Shows what was made.
func _show(_made_call: ProcgenCall) -> void:
	pass


## Whether what is made can be placed, and made anew where it was.
func _can_place() -> bool:
	return (get_script() as Script).get_base_script() != null


## Whether what has come so far can be placed while the rest is made.
func _can_place_early() -> bool:
	return false


## Puts what has come so far into the open scene; returns whether it stands there.
func _place_early(_scene_root: Node) -> bool:
	return false


## Makes a node of what was made; null if that can't be, once the tab has said why.
func _build(_made_call: ProcgenCall) -> Node:
	return null


## Puts what was made into the open scene, as one step that can be undone.
func _place(made_call: ProcgenCall, scene_root: Node) -> void:
	@warning_ignore("redundant_await")
	var node: Node = await _build(made_call)
	if node and is_instance_valid(scene_root):
		Placing.place(undo_redo, "Generate " + domain.title, node, scene_root, adopted)
	elif node:
		node.free()


## The request that a node was made of; empty if it was not made of this domain.
func _request_of(node: Node) -> Dictionary:
	return Placing.recipe_request(node, domain.name)


## Fills the form from the request of a node.
func _adopt(request: Dictionary) -> void:
	form.set_request(request)


## The kinds of what only the tab itself has asked for.
func _unasked() -> Array:
	var chosen: Variant = form.request().get(&"outputs")
	return needed.keys().filter(func(kind: String) -> bool: return needed[kind] not in chosen)


## Writes what was made into the project: all files of it, unless a tab knows better.
func _save(made_call: ProcgenCall) -> void:
	say(_folder.save_with(made_call, _unasked()))


func _start(live: bool) -> void:
	if is_busy:
		return
	_is_live = live
	_set_busy(true)
	say("")
	form.mark([])
	var wanted := form.request().to_json()
	var request := form.request()
	_set_sizes(request, USUAL_SIZES, false)
	@warning_ignore("redundant_await")
	await _prepare(request)
	if live:
		_prepare_preview(request)
	# "/procgen.v1.TerrainService/Generate" is client.terrain.generate().
	var service := domain.method.get_base_dir().get_extension().trim_suffix("Service").to_lower()
	_running = client.get(service).call(domain.method.get_file().to_snake_case(), request)
	_running.progressed.connect(_show_progress)
	_started(_running)
	_show_buttons()
	var status: ProcgenStatus = await _running.finished
	var ended := _running
	_running = null
	if status.is_ok():
		# What a small picture is made of is no use in a scene.
		made = null if live else ended
		say("Done.")
		@warning_ignore("redundant_await")
		await _show(ended)
		var unknown: Variant = ended.answer.get_path_value("unknown_words")
		if unknown:
			say("%s\nNot understood: %s." % [_message.text, ", ".join(unknown)])
		if not live:
			_seed_row.remember(wanted, preview.texture)
			_changed()
	else:
		_explain(status)
	_set_busy(false)


func _explain(status: ProcgenStatus) -> void:
	if status.code != ProcgenStatus.Code.CANCELLED:
		say(status.sentence())
	elif not _is_live:
		say("Cancelled.")
	if status.code == ProcgenStatus.Code.UNAVAILABLE:
		server_missed.emit()
	if status.detail:
		form.mark(status.detail.violations)


func _show_progress(progress: ProcgenV1.Progress) -> void:
	_progress.value = maxf(_progress.value, progress.fraction)
	if not _is_live:
		say(Form.FormField.sentence(progress.stage) + "…")
	show_picture(progress.preview_png)


func _changed() -> void:
	var request := form.request()
	_seed_row.show_request(
		request.to_json(),
		String.num_uint64(type_convert(request.get_path_value(_seed_path), TYPE_INT) as int)
	)
	if _live.button_pressed:
		_live_timer.start(LIVE_PAUSE_S)


func _restore(request: Dictionary) -> void:
	say("\n".join(form.set_request(request)))
	_changed()


func _restart_live() -> void:
	if is_busy:
		# What was asked for with the button comes first.
		if _is_live and _running:
			_running.cancel()
		_live_timer.start(LIVE_SOON_S)
	else:
		_start(true)


# Sets sizes that are missing, and with a limit those that are larger.
func _set_sizes(request: ProcgenMessage, sizes: Dictionary[String, int], limit: bool) -> void:
	for parameter in domain.parameters:
		var side := parameter.name.get_slice(".", parameter.name.count("."))
		if side not in sizes:
			continue
		for path: String in [parameter.name, parameter.name.trim_suffix(side) + "width_px"]:
			var size_px: Variant = request.get_path_value(path)
			if size_px == null or limit and size_px > sizes[side]:
				request.set_path_value(path, sizes[side])


func _place_made() -> void:
	var scene_root := EditorInterface.get_edited_scene_root()
	if not scene_root:
		say("Open a scene first: what was made becomes a part of it.")
		return
	if _can_place_early():
		@warning_ignore("redundant_await")
		await _place_early(scene_root)
		return
	_set_busy(true)
	@warning_ignore("redundant_await")
	await _place(made, scene_root)
	_set_busy(false)


func _save_made() -> void:
	_set_busy(true)
	@warning_ignore("redundant_await")
	await _save(made)
	_set_busy(false)


func _regenerate() -> void:
	var selected := EditorInterface.get_selection().get_selected_nodes()
	var request := _request_of(selected[0]) if selected.size() == 1 else {}
	if request.is_empty():
		say("Select a node that this tab has placed: it is then made anew.")
		return
	_adopt(request)
	adopted = selected[0]
	_changed()
	made = null
	await generate()
	# It may have been placed while it was made.
	if made and adopted:
		await _place_made()
	adopted = null


func _set_busy(busy: bool) -> void:
	is_busy = busy
	_show_buttons()


func _show_buttons() -> void:
	_buttons["Cancel"].visible = _running and not _is_live
	_buttons["Generate"].visible = not _buttons["Cancel"].visible
	_buttons["Generate"].disabled = is_busy
	for title: String in ["Place", "Save", "Regenerate"]:
		_buttons[title].disabled = is_busy or title != "Regenerate" and not made
	if _can_place_early():
		_buttons["Place"].disabled = false
	_progress.value = 0.0
	# Unseen, it still keeps its place.
	_progress.modulate.a = 1.0 if is_busy else 0.0


func _scrolled_rows() -> ScrollContainer:
	var rows := VBoxContainer.new()
	rows.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	rows.add_child(form)
	_folder = ProjectFolder.new("res://" + domain.name)
	_extend(rows)
	rows.add_child(_folder)
	var scroll := ScrollContainer.new()
	scroll.horizontal_scroll_mode = ScrollContainer.SCROLL_MODE_DISABLED
	scroll.size_flags_vertical = Control.SIZE_EXPAND_FILL
	scroll.add_child(rows)
	return scroll


func _add_results() -> void:
	preview.name = "Preview"
	preview.custom_minimum_size.y = preview_px * EditorInterface.get_editor_scale()
	preview.expand_mode = TextureRect.EXPAND_IGNORE_SIZE
	preview.stretch_mode = TextureRect.STRETCH_KEEP_ASPECT_CENTERED
	preview.visible = false
	_progress.name = "Progress"
	_progress.max_value = 1.0
	_progress.step = 0.0
	_progress.show_percentage = false
	_progress.custom_minimum_size.y = 4.0 * EditorInterface.get_editor_scale()
	_message.name = "Message"
	_message.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_live.name = "Live"
	_live.text = "Live"
	_live.tooltip_text = "Make a small picture anew whenever something is changed."
	_live.toggled.connect(_changed.unbind(1))
	_live_timer.one_shot = true
	_live_timer.timeout.connect(_restart_live)
	add_child(_live_timer)
	results.add_child(preview)
	results.move_child(preview, 0)
	for control: Control in [results, _progress, _message]:
		add_child(control)
	var first := _row_of({"Generate": generate, "Cancel": cancel})
	first.add_child(_live)
	_row_of({"Place": _place_made, "Save": _save_made, "Regenerate": _regenerate})
	_buttons["Save"].tooltip_text = "Write what was made into the project; nothing is written before."
	_buttons["Place"].tooltip_text = "Put it into the open scene, in one step that can be undone."
	_buttons["Regenerate"].tooltip_text = "Make the selected node anew, from what it was made of."
	_buttons["Place"].visible = _can_place()
	_buttons["Regenerate"].visible = _can_place()
	say("")
	_show_buttons()


func _row_of(actions: Dictionary[String, Callable]) -> HFlowContainer:
	var row := HFlowContainer.new()
	for title in actions:
		var button := Button.new()
		button.name = title
		button.text = title
		button.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		button.pressed.connect(actions[title])
		_buttons[title] = button
		row.add_child(button)
	add_child(row)
	return row
