extends SceneTree
## What a region's folder costs in the engine, as one line of JSON.
##
## The only argument is a file of JSON: [code]region[/code], the folder; [code]properties[/code] of
## the node; [code]views[/code], each with [code]name[/code], [code]at[/code] (x and z, and how high
## above the ground) and [code]to[/code] (x and z, and how high); [code]walk[/code], places (x, z)
## to go to one after the other, and [code]speed_m_s[/code]; [code]size[/code], pixels across and
## down; [code]scenario[/code], in place of that of the tiles, if wanted.
## An error in a script would leave the engine running for ever, hence the time limit.

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 900.0
const SETTLES := 4
const SMALL_PX := 64
const EYE_M := 1.7
# So many of the slowest frames are told.
const SLOWEST := 8

var _region := ProcgenRegion.new()
var _eye := Camera3D.new()
var _tiles: Array[Array] = []


func _initialize() -> void:
	var said: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	Engine.max_fps = 60
	var scenario := ProcgenScenario.new()
	scenario.world = ^"../Region"
	_region.name = "Region"
	_region.open_on_ready = false
	for property: String in said["properties"]:
		_region.set(property, said["properties"][property])
	_region.tile_loaded.connect(_note.bind("comes"))
	_region.tile_unloaded.connect(_note.bind("goes"))
	_eye.far = 8000.0
	root.add_child(_eye)
	_eye.current = true
	root.add_child(_region)
	root.add_child(scenario)
	for frame in SETTLES:
		await process_frame
	_draw(false, Vector2i.ONE * SMALL_PX)
	var report := {"memory_before": _memory(), "views": {}}
	report["problem"] = await _region.open(said["region"])
	report["memory_far"] = _memory()
	for view: Dictionary in said["views"]:
		var at := _place(view["at"])
		_eye.look_at_from_position(at, _place(view["to"]))
		report["problem"] += await _region.ready_around(at)
		if said.has("scenario"):
			scenario.apply(said["scenario"])
		_draw(true, Vector2i(said["size"][0], said["size"][1]))
		for frame in SETTLES:
			await process_frame
		await RenderingServer.frame_post_draw
		report["views"][view["name"]] = _frame()
		if view.has("path"):
			root.get_texture().get_image().save_png(view["path"])
		_draw(false, Vector2i.ONE * SMALL_PX)
	if said["walk"]:
		report["walk"] = await _walk(said["walk"], said["speed_m_s"])
	while _region._is_busy:
		await process_frame
	report["tiles"] = _tiles
	report["longest_ms"] = _region.longest_ms
	print(JSON.stringify(report))
	quit()


# Drawn in software, frames would take the processor that tiles are opened with. Without the loop
# the engine draws all the same where something waits for it: no world is in the picture, either.
func _draw(does: bool, size: Vector2i) -> void:
	RenderingServer.render_loop_enabled = does
	root.disable_3d = not does
	root.size = size


# There and back, with what each frame takes of the main thread, and memory at both ends.
func _walk(places: Array, speed_m_s: float) -> Dictionary:
	await _go_to(Vector2(places[0][0], places[0][1]))
	var before := _memory()
	_region.longest_ms = 0.0
	_region.longest_pieces_ms.clear()
	var frames := PackedFloat32Array()
	var slowest: Array[Dictionary] = []
	for place: Array in places.slice(1):
		var to := Vector2(place[0], place[1])
		# Until what comes and goes there has come and gone.
		while _flat().distance_to(to) > 0.1 or _region._is_busy:
			var began := _cpu_ms()
			var nodes := Performance.get_monitor(Performance.OBJECT_NODE_COUNT)
			_step(to, speed_m_s / 60.0)
			await process_frame
			frames.append(_cpu_ms() - began)
			var after := Performance.get_monitor(Performance.OBJECT_NODE_COUNT)
			(
				slowest
				. append(
					{
						"ms": frames[-1],
						"x_m": _flat().x,
						"nodes": after - nodes,
						"is_busy": _region._is_busy,
						"tiles": _region.tiles().size(),
					}
				)
			)
	slowest.sort_custom(
		func(one: Dictionary, other: Dictionary) -> bool: return one["ms"] > other["ms"]
	)
	await _go_to(Vector2(places[0][0], places[0][1]))
	for frame in 60:
		await process_frame
	frames.sort()
	return {
		"frames": frames.size(),
		"median_ms": frames[roundi(frames.size() * 0.5)],
		"p95_ms": frames[roundi(frames.size() * 0.95)],
		"p99_ms": frames[roundi(frames.size() * 0.99)],
		"longest_ms": frames[-1],
		"slowest": slowest.slice(0, SLOWEST),
		"pieces_ms": _region.longest_pieces_ms.duplicate(),
		"memory_before": before,
		"memory_after": _memory(),
	}


# Goes there at once, and waits until tiles stand around there alone.
func _go_to(place: Vector2) -> void:
	_step(place, INF)
	await _region.ready_around(_eye.global_position)
	while _region._is_busy:
		await process_frame


func _step(to: Vector2, metres: float) -> void:
	var here := _flat().move_toward(to, metres)
	_eye.position = Vector3(here.x, _height(here.x, here.y) + EYE_M, here.y)


func _flat() -> Vector2:
	return Vector2(_eye.position.x, _eye.position.z)


func _place(of: Array) -> Vector3:
	return Vector3(of[0], _height(of[0], of[1]) + (of[2] as float), of[1])


func _height(x_m: float, z_m: float) -> float:
	var found := _region.height_at(x_m, z_m)
	return found if is_finite(found) else 0.0


func _note(column: int, row: int, what: String) -> void:
	_tiles.append([what, column, row, Time.get_ticks_msec()])


func _frame() -> Dictionary:
	var rendering := RenderingServer
	return {
		"draws": rendering.get_rendering_info(rendering.RENDERING_INFO_TOTAL_DRAW_CALLS_IN_FRAME),
		"primitives":
		rendering.get_rendering_info(rendering.RENDERING_INFO_TOTAL_PRIMITIVES_IN_FRAME),
		"tiles": _region.tiles().size(),
		"memory": _memory(),
	}


# Megabytes, and how many nodes.
func _memory() -> Dictionary:
	var rendering := RenderingServer
	return {
		"textures": rendering.get_rendering_info(rendering.RENDERING_INFO_TEXTURE_MEM_USED) / 1e6,
		"buffers": rendering.get_rendering_info(rendering.RENDERING_INFO_BUFFER_MEM_USED) / 1e6,
		"engine": OS.get_static_memory_usage() / 1e6,
		"nodes": Performance.get_monitor(Performance.OBJECT_NODE_COUNT),
	}


# Processor time of the main thread so far; wall time where the system does not tell it.
func _cpu_ms() -> float:
	var path := "/proc/self/task/%d/schedstat" % OS.get_process_id()
	var file := FileAccess.open(path, FileAccess.READ)
	if not file:
		return Time.get_ticks_usec() / 1000.0
	return file.get_line().get_slice(" ", 0).to_float() / 1e6
