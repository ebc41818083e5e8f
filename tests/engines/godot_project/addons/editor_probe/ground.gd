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
