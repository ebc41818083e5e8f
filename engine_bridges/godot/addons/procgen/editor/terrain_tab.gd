@tool
extends "domain_tab.gd"
## Terrain: a map to paint on, and what becomes of it in the scene: a body to stand on, or a node of
## the addon Terrain3D where the project has that.

const SketchCanvas := preload("sketch_canvas.gd")

const TERRAIN_3D := &"Terrain3D"
## The server's smallest terrain, in points along an edge.
const LEAST_PX := 64
## What the canvas has, by its names in a request.
const DRAWN: Array[String] = ["sketch", "strokes", "lock", "landform_map", "erosion", "stamps"]
## Heights that all others are relative to: left to the server they follow a sketch, and with them
## all of the ground.
const FRAME: Array[StringName] = [&"mean_height_m", &"relief_m"]
## Largest lock in a request of 1 MiB, with room for the rest.
const LOCK_BYTES := 983_040
## Spacing of a terrain that says none.
const USUAL_SPACING_M := 30.0
## Spacing of the first terrain of a form that says nothing: a kilometre to walk on.
const GAME_SPACING_M := 2.0
## Sides of land that the server measures.
const LEAST_MEASURED_PX := 64
const MOST_MEASURED_PX := 448

var canvas := SketchCanvas.new()
## Makes a node of Terrain3D.
var make_terrain_3d := func() -> Node3D: return ClassDB.instantiate(TERRAIN_3D)

# What was drawn for the terrain that is made anew; what is painted since wins.
var _kept := ProcgenV1.TerrainRequest.new()
# The last terrain at the finest level, whose ground can be locked, and the pixels that it covers.
var _ground: ProcgenCall = null
var _area := Rect2i()
# What the form says for the terrain in the making; and for the last one, with the frame of the
# first of those, which unpainted ground is held to while the form stays the same.
var _asked := {}
var _held_form := {}
var _frame := ProcgenV1.TerrainRequest.new()
var _as_terrain_3d := CheckBox.new()
var _with_water := CheckBox.new()
var _more := Button.new()


## Asks for what the form describes, unless more is locked than a request can hold.
func generate() -> void:
	var lock := _lock()
	if not is_busy and lock and lock.heights_f32.size() + lock.mask_bits.size() > LOCK_BYTES:
		say(
			(
				(
					"The locked ground is %.1f MB of heights, more than a request can hold (%.1f MB)."
					% [lock.heights_f32.size() / 1e6, LOCK_BYTES / 1e6]
				)
				+ " Lock less of it, or make a smaller terrain."
			)
		)
		return
	await super()


## Makes another terrain of the kind of what is marked on the map.
func make_more_like_region() -> void:
	if is_busy:
		return
	var land := _region_land()
	if not land:
		say(
			(
				(
					"Mark a region of a terrain with the brush Region first, at least %d of its pixels wide"
					% LEAST_MEASURED_PX
				)
				+ " and deep."
			)
		)
		return
	_set_busy(true)
	var measuring := client.terrain.measure_land(land)
	var status: ProcgenStatus = await measuring.finished
	_set_busy(false)
	if not status.is_ok():
		_explain(status)
		return
	var style := measuring.response
	form.set_value("landform", style.landforms[0])
	form.set_value("relief_m", snappedf(style.relief_m, 0.1))
	form.set_value("mean_height_m", snappedf(style.mean_height_m, 0.1))
	form.set_value("metres_per_pixel", land.metres_per_pixel)
	_seed_row.roll()
	await generate()
	if made:
		say(
			(
				"%s\nLike the region: %s."
				% [_message.text, ", then ".join(style.landforms.slice(0, 3))]
			)
		)


## The picture lies below the paint.
func show_picture(png: PackedByteArray) -> void:
	super(png)
	_show_below_the_paint()


func _begin() -> void:
	if not canvas.sketch(false) and not canvas.strokes(Rect2(0, 0, 1, 1)):
		form.set_value("metres_per_pixel", GAME_SPACING_M)


func _extend(rows: VBoxContainer) -> void:
	needed = {
		"heights_f32": ProcgenV1.TerrainOutput.HEIGHTS_F32,
		"hillshade_png": ProcgenV1.TerrainOutput.HILLSHADE_PNG,
		"splat0_png": ProcgenV1.TerrainOutput.SPLAT0_PNG,
		"splat1_png": ProcgenV1.TerrainOutput.SPLAT1_PNG,
	}
	canvas.name = "Canvas"
	rows.add_child(canvas)
	rows.move_child(canvas, 0)
	_as_terrain_3d.name = "AsTerrain3D"
	_as_terrain_3d.text = "Place as Terrain3D"
	_as_terrain_3d.visible = ClassDB.class_exists(TERRAIN_3D)
	_as_terrain_3d.button_pressed = _as_terrain_3d.visible
	rows.add_child(_as_terrain_3d)
	_with_water.name = "WithWater"
	_with_water.text = "Water with the terrain"
	_with_water.tooltip_text = (
		"Surfaces of rivers, lakes and the sea, with a shader; the ground below the sea stays as it"
		+ " is. Rivers are there if the form asks for them."
	)
	rows.add_child(_with_water)
	_more.name = "MoreLikeRegion"
	_more.text = "More like this region"
	_more.tooltip_text = (
		"Measures the region that is marked on the map, and makes another terrain of its kind: its"
		+ " landform, relief and height. The history has the one before."
	)
	_more.disabled = true
	_more.pressed.connect(make_more_like_region)
	rows.add_child(_more)
	rows.move_child(_more, 1)
	canvas.offer_landforms(_choice("landform"), _choice("stamps.landform"))
	canvas.painted.connect(_changed)
	canvas.region_chosen.connect(_show_more)
	canvas.cleared.connect(func() -> void: _kept = ProcgenV1.TerrainRequest.new())


func _prepare(request: ProcgenMessage) -> void:
	var wanted: ProcgenV1.TerrainRequest = request
	_asked = wanted.to_json()
	for field: String in DRAWN + ["outputs"] as Array[String]:
		_asked.erase(field)
	super(request)
	var area := _area_of(wanted)
	var drawn := ProcgenV1.TerrainRequest.new()
	drawn.sketch = canvas.sketch(_asked == _held_form)
	drawn.strokes = canvas.strokes(area)
	drawn.lock = _lock()
	drawn.landform_map = canvas.layers.landform_map(wanted.landform)
	drawn.erosion = canvas.layers.erosion()
	drawn.stamps = canvas.layers.stamps(area, _spacing_of(wanted))
	for blob in canvas.layers.blobs():
		# What goes wrong here the call says, too: it has no heights then.
		await client.put_blob(blob)
	# The form has the angle of rest; it says nothing where nothing is painted.
	var said := wanted.erosion
	wanted.erosion = null
	for field in DRAWN:
		for source: ProcgenV1.TerrainRequest in [_kept, drawn]:
			if source.has_field(field):
				wanted.set(field, source.get(field))
	if wanted.erosion and said and said.has_field(&"talus_deg"):
		wanted.erosion.talus_deg = said.talus_deg
	if drawn.sketch and _asked == _held_form:
		for field in FRAME:
			if not wanted.has_field(field):
				wanted.set(field, _frame.get(field))
	if _with_water.button_pressed:
		wanted.keep_sea_floor = true
		if ProcgenV1.TerrainOutput.WATER_GLB not in wanted.outputs:
			wanted.outputs.append(ProcgenV1.TerrainOutput.WATER_GLB)
	canvas.set_proportions(area.size)


# All of the ground, coarsely; what is too fine for that is left out.
func _prepare_preview(request: ProcgenMessage) -> void:
	var wanted: ProcgenV1.TerrainRequest = request
	# Nothing of it is placed.
	wanted.outputs.erase(ProcgenV1.TerrainOutput.SPLAT0_PNG)
	wanted.outputs.erase(ProcgenV1.TerrainOutput.SPLAT1_PNG)
	# Erosion is too fine for the model's own cells.
	var level := 2 if wanted.model.begins_with("noise") or wanted.erosion else 3
	while level > 0 and mini(wanted.width_px, wanted.depth_px) >> level < LEAST_PX:
		level -= 1
	if level == 0 or wanted.level > 0:
		return
	wanted.level = level
	for field: StringName in [&"origin_x_px", &"origin_z_px", &"width_px", &"depth_px"]:
		wanted.set(field, (wanted.get(field) as int) >> level)
	wanted.rivers = null
	wanted.lock = null
	wanted.outputs.erase(ProcgenV1.TerrainOutput.WATER_GLB)


func _show(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.TerrainResult = made_call.answer
	var asked := ProcgenV1.TerrainRequest.new()
	asked.merge_json(JSON.parse_string(result.recipe.request_json) as Dictionary)
	if asked.level == 0:
		_ground = made_call
		_area = _area_of(asked)
	var heights := ProcgenTerrainBuilder.heights_of(result, made_call.artifacts)
	_show_more()
	canvas.set_ground(heights, Vector2i(result.width_px, result.depth_px))
	# Held to the first of its kind, the ground does not drift from one stroke to the next.
	if _asked != _held_form or not DRAWN.any(asked.has_field):
		_held_form = _asked
		_frame = asked
		canvas.hold_ground()
	await show_large_picture(made_call.artifact("hillshade_png"))
	_show_below_the_paint()
	say(
		(
			"%d × %d m, %d to %d m high."
			% [
				roundi((result.width_px - 1) * result.metres_per_pixel),
				roundi((result.depth_px - 1) * result.metres_per_pixel),
				roundi(result.height_min_m),
				roundi(result.height_max_m)
			]
		)
	)


func _place(made_call: ProcgenCall, scene_root: Node) -> void:
	var result: ProcgenV1.TerrainResult = made_call.answer
	var heights := made_call.artifact("heights_f32")
	# Where the ground is in the middle comes to lie at the origin, where one looks first: a
	# landscape is kilometres wide, and its heights count from the sea.
	var half := Vector2i(result.width_px >> 1, result.depth_px >> 1)
	var middle_m := heights.decode_float((half.y * result.width_px + half.x) * 4)
	if not _as_terrain_3d.button_pressed:
		var body := await ProcgenTerrainBuilder.build_in_background(result, made_call.artifacts)
		if not is_instance_valid(scene_root):
			body.free()
			return
		body.position = -Vector3(half.x, 0.0, half.y) * result.metres_per_pixel
		body.position.y = -middle_m
		Placing.place(undo_redo, "Generate Terrain", body, scene_root, adopted)
		return
	var node: Node3D = make_terrain_3d.call()
	node.name = TERRAIN_3D
	node.set(&"vertex_spacing", result.metres_per_pixel)
	node.set_meta(Placing.RECIPE_META, Common.recipe_text(result.recipe))
	for property: StringName in [&"assets", &"material"]:
		if is_instance_valid(adopted) and adopted.get(property):
			node.set(property, adopted.get(property))
	# It has data, and imports what fits its regions, when it is in the tree.
	var image := Image.create_from_data(
		result.width_px, result.depth_px, false, Image.FORMAT_RF, heights
	)
	var region: int = node.get(&"region_size")
	var corner := Vector3(half.x, 0.0, half.y).snappedf(region) * -result.metres_per_pixel
	var fill := [self, &"fill_terrain_3d", node, image, corner, -middle_m]
	Placing.place(undo_redo, "Generate Terrain", node, scene_root, adopted, fill)
	say("Choose a data directory for the Terrain3D before you save the scene.")


## Gives a Terrain3D in the tree its heights.
func fill_terrain_3d(node: Node, heights: Image, corner: Vector3, offset_m: float) -> void:
	# In the order of Terrain3DRegion's map types: height, control, colour.
	var images: Array[Image] = [heights, null, null]
	(node.get(&"data") as Object).call(&"import_images", images, corner, offset_m, 1.0)


func _save(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.TerrainResult = made_call.answer
	var body := await ProcgenTerrainBuilder.build_in_background(result, made_call.artifacts)
	for part in body.find_children("*", "", true, false):
		part.owner = body
	var scene := PackedScene.new()
	scene.pack(body)
	body.free()
	var file := "terrain-%s.scn" % result.recipe.sha256.left(12)
	var write := func(path: String) -> Error: return ResourceSaver.save(scene, path)
	# The scene has it.
	var but_for := _unasked()
	if ProcgenV1.TerrainOutput.WATER_GLB not in form.request().get(&"outputs"):
		but_for.append("water_glb")
	say(_folder.save_with(made_call, but_for, {file: write}))


func _adopt(request: Dictionary) -> void:
	_kept = ProcgenV1.TerrainRequest.new()
	for field in DRAWN:
		_kept.merge_json({field: request.get(field)})
		request.erase(field)
	super(request)


# The heights below the marked region; of a large one its middle. Null where there is too little.
func _region_land() -> ProcgenV1.MeasureLandRequest:
	if not _ground:
		return null
	var marked := Rect2(canvas.region.position * Vector2(_area.size), Vector2.ZERO)
	marked.size = canvas.region.size * Vector2(_area.size)
	var sides := Vector2i(marked.size).mini(MOST_MEASURED_PX)
	var first := Vector2i(marked.get_center() - Vector2(sides) * 0.5)
	if mini(sides.x, sides.y) < LEAST_MEASURED_PX:
		return null
	var heights := _ground.artifact("heights_f32")
	var land := ProcgenV1.MeasureLandRequest.new()
	land.width_px = sides.x
	land.depth_px = sides.y
	land.metres_per_pixel = (_ground.answer as ProcgenV1.TerrainResult).metres_per_pixel
	var rows := PackedByteArray()
	for row in sides.y:
		var start := ((first.y + row) * _area.size.x + first.x) * 4
		rows.append_array(heights.slice(start, start + sides.x * 4))
	land.heights_f32 = rows.compress(FileAccess.COMPRESSION_DEFLATE)
	land.compressed = true
	return land


func _show_more() -> void:
	_more.disabled = not _ground or not canvas.region.has_area()


# The names that a choice of the domain has.
func _choice(path: String) -> PackedStringArray:
	for choice in domain.choices:
		if choice.name == path:
			return choice.values
	return []


func _spacing_of(request: ProcgenV1.TerrainRequest) -> float:
	return request.metres_per_pixel if request.has_field(&"metres_per_pixel") else USUAL_SPACING_M


func _lock() -> ProcgenV1.Lock:
	return canvas.lock(_ground.artifact("heights_f32"), _area) if _ground else null


func _show_below_the_paint() -> void:
	preview.visible = false
	canvas.background = preview.texture


# The world's pixels at the finest level that a request covers, as what is drawn counts them.
func _area_of(request: ProcgenV1.TerrainRequest) -> Rect2i:
	var step := 1 << request.level
	return Rect2i(
		Vector2i(request.origin_x_px, request.origin_z_px) * step,
		Vector2i(request.width_px, request.depth_px) * step
	)
