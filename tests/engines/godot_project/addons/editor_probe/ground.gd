@tool
extends "designer.gd"
## Terrain by way of the dock: placed, made anew, drawn, locked, and handed to Terrain3D.

const Stub := preload("terrain_3d_stub.gd")

const SMALL := {"width_px": 129, "depth_px": 129, "metres_per_pixel": 20.0}


func report(_arguments: Dictionary) -> Dictionary:
	var tab := await _open("terrain")
	var files := _project_files()
	var seen := {"placed": await _place(tab)}
	seen["again"] = await _make_anew(tab)
	seen["drawn"] = await _draw(tab)
	seen["locked"] = await _lock(tab)
	seen["sculpted"] = await _sculpt(tab)
	seen["like_region"] = await _more_like_region(tab)
	seen["terrain_3d"] = await _fill_terrain_3d(tab)
	seen["cancelled"] = await _cancel(tab)
	seen["watered"] = await _water(tab)
	seen["files_before_saving"] = _project_files() == files
	var paths := await _save(tab)
	var body: Node = (load(paths[0]) as PackedScene).instantiate()
	seen["saved"] = [paths, body.get_class(), body.get_child_count()]
	body.free()
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
	return seen


# How large the pictures are that say which layer of ground is where, the place in them of a metre
# from the corner, and the shares of layers in the middle together.
func _layers_of(look: ShaderMaterial) -> Dictionary:
	var sum := 0.0
	var sizes := []
	for index in 2:
		var picture: Texture2D = look.get_shader_parameter("splat%d" % index)
		sizes.append(picture.get_width())
		var middle := picture.get_image().get_pixel(128, 128)
		sum += middle.r + middle.g + middle.b + middle.a
	var place: Vector3 = look.get_shader_parameter(&"splat_place")
	return {
		"seen": look.get_shader_parameter(&"has_splats"),
		"sizes": sizes,
		"metre_px": (place.x + place.y) * 257.0,
		"sum": sum
	}


func _place(tab: Node) -> Dictionary:
	var fields := {
		"seed": "18446744073709551615",
		"width_px": 257,
		"depth_px": 257,
		"metres_per_pixel": 2.5,
		"landform":
		tab.domain.choices.filter(func(c: Variant) -> bool: return c.name == "landform")[0].values[0],
	}
	var seen := {
		"problems": _fill_in(tab, fields), "can_place_before": not _button(tab, "Place").disabled
	}
	seen["before"] = _scene()
	seen["landform"] = fields["landform"]
	seen["goes_on"] = await _press_without_answer(tab, "Generate")
	seen["message"] = _message(tab)
	_button(tab, "Place").pressed.emit()
	await _await_steps(1)
	var terrain: StaticBody3D = _root().get_node("Terrain")
	var mesh: ArrayMesh = terrain.get_node("Surface").mesh
	var vertices: PackedVector3Array = mesh.surface_get_arrays(0)[Mesh.ARRAY_VERTEX]
	var middle := terrain.position + vertices[128 * 257 + 128]
	seen["middle_m"] = [middle.x, middle.y, middle.z]
	seen["selected"] = EditorInterface.get_selection().get_selected_nodes() == [terrain]
	seen["recipe"] = terrain.get_meta("procgen_recipe")
	seen["layers"] = _layers_of(mesh.surface_get_material(0) as ShaderMaterial)
	seen["placed"] = _scene()
	seen["steps"] = _history().get_history_count()
	seen.merge(_undo_and_redo())
	return seen


## The terrain as a designer has changed it is made anew.
func _make_anew(tab: Node) -> Dictionary:
	var terrain: Node3D = _root().get_node("Terrain")
	terrain.position = Vector3(7.0, 8.0, 9.0)
	terrain.name = "Hills"
	terrain.add_to_group("grounds", true)
	var flag := Node3D.new()
	flag.name = "Flag"
	var pole := Node3D.new()
	pole.name = "Pole"
	flag.add_child(pole)
	terrain.get_node("Surface").add_child(flag)
	for node: Node in [flag, pole]:
		node.owner = _root()
	var after := Node3D.new()
	after.name = "After"
	_root().add_child(after)
	after.owner = _root()
	var paint := StandardMaterial3D.new()
	(terrain.get_node("Surface") as MeshInstance3D).set_surface_override_material(0, paint)
	var seen := {"before": _scene()}
	# What the form says is of no importance: the recipe fills it.
	_fill_in(tab, {"seed": "1", "landform": null, "metres_per_pixel": 9.0})
	_select([terrain])
	_button(tab, "Regenerate").pressed.emit()
	await _await_steps(2)
	await _until_idle(tab)
	var fresh: Node3D = _root().get_node("Hills")
	var surface: MeshInstance3D = fresh.get_node("Surface")
	seen["is_another"] = fresh != terrain
	seen["children"] = _root().get_children().map(func(child: Node) -> String: return child.name)
	seen["position"] = [fresh.position.x, fresh.position.y, fresh.position.z]
	seen["in_group"] = fresh.is_in_group("grounds")
	seen["keeps_material"] = surface.get_surface_override_material(0) == paint
	seen["keeps_nodes"] = surface.get_node("Flag/Pole") == pole
	seen["selected"] = EditorInterface.get_selection().get_selected_nodes() == [fresh]
	seen["recipe"] = fresh.get_meta("procgen_recipe")
	seen["after"] = _scene()
	seen["steps"] = _history().get_history_count()
	seen.merge(_undo_and_redo())
	_history().undo()
	seen["is_the_old_one_after_undo"] = _root().get_node("Hills") == terrain
	_history().redo()
	after.free()
	return seen


## Raises the north-west on the canvas and lowers the south-east.
func _draw(tab: Node) -> Dictionary:
	tab.form.set_request(SMALL)
	_fill_in(tab, {"seed": "3"})
	await _press(tab, "Generate")
	var plain := _heights(tab)
	_paint(tab, "Raise", 800.0, [Vector2(0.25, 0.25)])
	_paint(tab, "Lower", 800.0, [Vector2(0.75, 0.75)])
	_paint(tab, "Raise", 9999.0, [Vector2(0.5, 0.5)])
	# The last stroke was a mistake.
	var undo := InputEventKey.new()
	undo.keycode = KEY_Z
	undo.ctrl_pressed = true
	undo.pressed = true
	(_map(tab) as Control).gui_input.emit(undo)
	await _press(tab, "Generate")
	var drawn := _heights(tab)
	var request: Dictionary = _request(tab)
	await _press(tab, "Generate")
	var seen := {
		"message": _message(tab),
		"weights": request["sketch"]["weights"],
		"relief_m": Array(plain).max() - Array(plain).min(),
		"north_east_change_m": _north_east_change(plain, drawn),
		"is_the_same_again": _heights(tab) == drawn,
		"raised_m": _mean(drawn, 0.25) - _mean(plain, 0.25),
		"lowered_m": _mean(drawn, 0.75) - _mean(plain, 0.75),
		"high_m": _mean(drawn, 0.25),
		"low_m": _mean(drawn, 0.75),
	}
	_button(tab, "ClearPaint").pressed.emit()
	_paint(tab, "Ridge", 300.0, [Vector2(0.1, 0.5), Vector2(0.5, 0.5), Vector2(0.9, 0.5)])
	await _press(tab, "Generate")
	request = _request(tab)
	seen["has_sketch_after_clearing"] = request.has("sketch")
	seen["strokes"] = request["strokes"]
	_button(tab, "ClearPaint").pressed.emit()
	return seen


## Locks the west and makes another world around it.
func _lock(tab: Node) -> Dictionary:
	_fill_in(tab, {"seed": "4"})
	await _press(tab, "Generate")
	var before: PackedByteArray = tab.made.artifact("heights_f32")
	_paint(tab, "Lock", 0.0, [Vector2(0.1, 0.2), Vector2(0.1, 0.8)])
	_fill_in(tab, {"seed": "5"})
	await _press(tab, "Generate")
	var after: PackedByteArray = tab.made.artifact("heights_f32")
	var locked: PackedFloat32Array = tab.canvas.get("_locks")
	var counts := {"locked": 0, "locked_same": 0, "free": 0, "free_same": 0}
	for row in 129:
		for column in 129:
			var cell := floori(row * 64.0 / 129.0) * 64 + floori(column * 64.0 / 129.0)
			var kind := "locked" if locked[cell] > 0.0 else "free"
			var at := (row * 129 + column) * 4
			counts[kind] += 1
			if before.decode_u32(at) == after.decode_u32(at):
				counts[kind + "_same"] += 1
	counts["message"] = _message(tab)
	_button(tab, "ClearPaint").pressed.emit()
	# All of a large one is more than a request holds.
	_fill_in(tab, {"width_px": 1025, "depth_px": 1025})
	await _press(tab, "Generate")
	locked.fill(1.0)
	tab.canvas.set("_locks", locked)
	var large: Variant = tab.made
	await _press(tab, "Generate")
	counts["too_much"] = _message(tab)
	counts["keeps_the_last"] = tab.made == large
	_button(tab, "ClearPaint").pressed.emit()
	tab.form.set_request(SMALL)
	await _press(tab, "Generate")
	return counts


## Landforms, erosion and stamps, painted on the map of one terrain.
func _sculpt(tab: Node) -> Dictionary:
	tab.form.set_request(SMALL)
	_fill_in(tab, {"seed": "6", "landform": "hills"})
	await _press(tab, "Generate")
	var plain := _heights(tab)
	# The brush is 7 of 64 cells wide: a soft one, and one with a sharp edge.
	_choose(tab, "Landform", "alpine")
	_paint(tab, "Landform", 0.0, [Vector2(0.2, 0.2), Vector2(0.3, 0.2)])
	tab.find_child("Softness", true, false).value = 0.0
	_choose(tab, "Landform", "plains")
	_paint(tab, "Landform", 0.0, [Vector2(0.2, 0.8)])
	tab.find_child("Softness", true, false).value = 1.0
	await _press(tab, "Generate")
	var map: Dictionary = _request(tab)["landform_map"]
	var seen := {
		"palette": map["palette"].map(func(one: Dictionary) -> String: return one["landform"]),
		"indices": map["indices"],
		"roughness": map["roughness"],
		"landform_changed": _change(plain, _heights(tab)),
	}
	_button(tab, "ClearPaint").pressed.emit()
	# Hills are gentler than where slopes come to rest.
	_fill_in(tab, {"erosion.talus_deg": 8.0})
	await _press(tab, "Generate")
	seen["talus_alone"] = _request(tab).has("erosion")
	for brush: String in ["Wear", "Slide", "Settle"]:
		_paint(tab, brush, 0.0, [Vector2(0.5, 0.5), Vector2(0.6, 0.5)])
		await _press(tab, "Generate")
		seen[brush] = {"erosion": _request(tab)["erosion"], "change": _change(plain, _heights(tab))}
		_button(tab, "ClearPaint").pressed.emit()
	_paint(tab, "Wear", 0.0, [Vector2(0.5, 0.5)])
	_paint(tab, "Erase", 0.0, [Vector2(0.5, 0.5)])
	await _press(tab, "Generate")
	seen["erased"] = _request(tab).get("erosion", {}).get("water", "")
	_button(tab, "UndoPaint").pressed.emit()
	await _press(tab, "Generate")
	seen["erased_and_undone"] = _request(tab)["erosion"]["water"]
	_button(tab, "ClearPaint").pressed.emit()
	seen["stamps"] = await _stamp(tab, plain)
	seen["live"] = await _preview_paint(tab)
	return seen


## A mesa and a picture, stamped onto the map; the last one taken back.
func _stamp(tab: Node, plain: PackedFloat32Array) -> Dictionary:
	_choose(tab, "Form", "mesa")
	_paint(tab, "Stamp", 0.0, [Vector2(0.25, 0.75), Vector2(0.25, 0.95)])
	var picture := Image.create_empty(48, 32, false, Image.FORMAT_L8)
	picture.fill_rect(Rect2i(12, 8, 24, 16), Color.WHITE)
	picture.save_png("user://form.png")
	tab.find_child("Metres", true, false).value = 500.0
	var seen := {
		"reads": tab.canvas.take_picture(ProjectSettings.globalize_path("user://form.png"))
	}
	_choose(tab, "Form", "form.png")
	_paint(tab, "Stamp", 500.0, [Vector2(0.7, 0.3)])
	await _press(tab, "Generate")
	seen["message"] = _message(tab)
	seen["stamps"] = _request(tab)["stamps"]
	seen["raised_m"] = _rise(plain, _heights(tab), Vector2(0.7, 0.3))
	_button(tab, "UndoPaint").pressed.emit()
	await _press(tab, "Generate")
	seen["after_undo"] = _request(tab)["stamps"].size()
	seen["no_picture"] = tab.canvas.take_picture("user://none.png")
	_button(tab, "ClearPaint").pressed.emit()
	return seen


## What live previews ask for while one paints.
func _preview_paint(tab: Node) -> Dictionary:
	var asked: Array[Dictionary] = []
	var live := _button(tab, "Live")
	_fill_in(tab, {"width_px": 513, "depth_px": 513})
	live.button_pressed = true
	await _next_preview(tab)
	for brush: String in ["Landform", "Wear", "Stamp"]:
		_paint(tab, brush, 0.0, [Vector2(0.5, 0.5)])
		_release(tab)
		asked.append(await _next_preview(tab))
	live.button_pressed = false
	await _until_idle(tab)
	_button(tab, "ClearPaint").pressed.emit()
	tab.form.set_request(SMALL)
	return {
		"levels": asked.map(func(one: Dictionary) -> int: return one["level"]),
		"landforms": asked[0].has("landform_map"),
		"erosion": asked[1].has("erosion"),
		"stamps": asked[2]["stamps"].size(),
	}


## The request of the next picture that is shown.
func _next_preview(tab: Node) -> Dictionary:
	while true:
		while not tab.get("_running"):
			await get_tree().process_frame
		var running: ProcgenCall = tab.get("_running")
		if not running.status:
			await running.finished
		await _until_idle(tab)
		if running.status.is_ok():
			return JSON.parse_string(running.answer.recipe.request_json)
	return {}


## A terrain that is like a part of another.
func _more_like_region(tab: Node) -> Dictionary:
	tab.form.set_request({"width_px": 257, "depth_px": 257, "metres_per_pixel": 30.0})
	_fill_in(tab, {"seed": "8", "landform": "alpine"})
	await _press(tab, "Generate")
	var first := _request(tab)
	var more := _button(tab, "MoreLikeRegion")
	var seen := {"before": not more.disabled}
	_paint(tab, "Region", 0.0, [Vector2(0.1, 0.1), Vector2(0.2, 0.2)])
	_release(tab)
	more.pressed.emit()
	seen["too_small"] = _message(tab)
	_paint(tab, "Region", 0.0, [Vector2(0.1, 0.2), Vector2(0.7, 0.9)])
	_release(tab)
	seen["after"] = not more.disabled
	more.pressed.emit()
	await _until_idle(tab)
	# It measures, and then makes.
	while not _message(tab).contains("Like the region"):
		await get_tree().process_frame
	var second := _request(tab)
	seen["message"] = _message(tab)
	seen["first"] = {"seed": first["seed"], "relief_m": first["relief_m"]}
	for field: String in ["seed", "landform", "relief_m", "mean_height_m", "metres_per_pixel"]:
		seen[field] = second[field]
	tab.form.set_request(SMALL)
	await _press(tab, "Generate")
	return seen


func _release(tab: Node) -> void:
	var release := InputEventMouseButton.new()
	release.button_index = MOUSE_BUTTON_LEFT
	_map(tab).gui_input.emit(release)


## Chooses an entry of one of the canvas's lists.
func _choose(tab: Node, title: String, entry: String) -> void:
	var list: OptionButton = tab.canvas.find_child(title, true, false)
	for item in list.item_count:
		if list.get_item_text(item) == entry:
			list.select(item)


## Share of what changed in each of the nine parts of 129 x 129.
func _change(before: PackedFloat32Array, after: PackedFloat32Array) -> Array:
	var counts := []
	counts.resize(9)
	counts.fill(0.0)
	for row in 129:
		for column in 129:
			if before[row * 129 + column] != after[row * 129 + column]:
				counts[floori(row / 43.0) * 3 + floori(column / 43.0)] += 1.0 / 43.0 ** 2
	return counts


func _rise(before: PackedFloat32Array, after: PackedFloat32Array, place: Vector2) -> float:
	var at := roundi(place.y * 128.0) * 129 + roundi(place.x * 128.0)
	return after[at] - before[at]


## The same terrain as a node of another addon.
func _fill_terrain_3d(tab: Node) -> Dictionary:
	var as_terrain_3d := _button(tab, "AsTerrain3D")
	var seen := {"offered_without_it": as_terrain_3d.visible, "before": _scene()}
	tab.make_terrain_3d = func() -> Node3D: return Stub.new()
	as_terrain_3d.button_pressed = true
	var count := _history().get_history_count()
	_button(tab, "Place").pressed.emit()
	await _await_steps(count + 1)
	as_terrain_3d.button_pressed = false
	var node: Node3D = _root().get_node("Terrain3D")
	var given: Array = node.data.imports[0]
	var image: Image = given[0][0]
	seen["is_its_heights"] = image.get_data() == tab.made.artifact("heights_f32")
	seen["image"] = [image.get_width(), image.get_height(), image.get_format() == Image.FORMAT_RF]
	seen["others"] = given[0].slice(1)
	seen["spacing_m"] = node.vertex_spacing
	seen["corner"] = [given[1].x, given[1].y, given[1].z]
	seen["middle_m"] = image.get_pixel(64, 64).r * given[3] + given[2]
	seen["after"] = _scene()
	seen["recipe"] = node.get_meta("procgen_recipe")
	seen.merge(_undo_and_redo())
	seen["imports"] = node.data.imports.size()
	_history().undo()
	return seen


## A coast with its sea, as the last that is made: it is saved, too.
func _water(tab: Node) -> Dictionary:
	_select([])
	_fill_in(tab, {"landform": "coast", "mean_height_m": 0.0, "relief_m": 200.0, "wander": 0.0})
	_button(tab, "WithWater").button_pressed = true
	await _press(tab, "Generate")
	var before := _scene()
	_button(tab, "Place").pressed.emit()
	# It takes the place of a step that was undone: their count stays.
	while _scene().size() == before.size():
		await get_tree().process_frame
	var seen := {"before": before, "after": _scene()}
	seen.merge(_undo_and_redo())
	_history().undo()
	return seen


func _cancel(tab: Node) -> Dictionary:
	var made: Variant = tab.made
	_fill_in(tab, {"width_px": 2049, "depth_px": 2049})
	_button(tab, "Generate").pressed.emit()
	while not _message(tab):
		await get_tree().process_frame
	var seen := {"stage": _message(tab), "can_generate": _button(tab, "Generate").visible}
	_button(tab, "Cancel").pressed.emit()
	await _until_idle(tab)
	seen["message"] = _message(tab)
	seen["keeps_the_last"] = tab.made == made
	tab.form.set_request(SMALL)
	return seen


func _map(tab: Node) -> Control:
	return tab.find_child("Map", true, false)


## One stroke of the brush over places on a map of 1 x 1.
func _paint(tab: Node, tool: String, metres: float, places: Array) -> void:
	var tools: OptionButton = tab.find_child("Tool", true, false)
	for item in tools.item_count:
		if tools.get_item_text(item) == tool:
			tools.select(item)
	tab.find_child("Metres", true, false).value = metres
	var press := InputEventMouseButton.new()
	press.button_index = MOUSE_BUTTON_LEFT
	press.pressed = true
	press.position = places[0] * _map(tab).size
	_map(tab).gui_input.emit(press)
	for part in range(1, 20 * (places.size() - 1) + 1):
		var leg := floori((part - 1) / 20.0)
		var motion := InputEventMouseMotion.new()
		motion.button_mask = MOUSE_BUTTON_MASK_LEFT
		motion.position = places[leg].lerp(places[leg + 1], part / 20.0 - leg) * _map(tab).size
		_map(tab).gui_input.emit(motion)


func _request(tab: Node) -> Dictionary:
	return JSON.parse_string(tab.made.answer.recipe.request_json)


func _heights(tab: Node) -> PackedFloat32Array:
	return tab.made.artifact("heights_f32").to_float32_array()


## Root mean square of what changed in the quarter of 129 x 129 where nothing was painted.
func _north_east_change(before: PackedFloat32Array, after: PackedFloat32Array) -> float:
	var sum := 0.0
	for row in 48:
		for column in range(81, 129):
			sum += (after[row * 129 + column] - before[row * 129 + column]) ** 2
	return sqrt(sum / 48.0 ** 2)


## Mean height of 129 x 129 around a place on the diagonal.
func _mean(heights: PackedFloat32Array, share: float) -> float:
	var sum := 0.0
	var middle := roundi(share * 128.0)
	for row in range(middle - 4, middle + 5):
		for column in range(middle - 4, middle + 5):
			sum += heights[row * 129 + column]
	return sum / 81.0
