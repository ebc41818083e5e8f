extends SceneTree
## What [code]procgen capture[/code] runs: opens a world under a scenario, takes the pictures of a
## plan and leaves each as raw bytes in a folder, from where they are fetched. Prints lines of JSON.
##
## The last argument is the plan, a file of JSON: [code]world[/code], [code]size[/code],
## [code]fov_deg[/code], [code]scenario[/code], [code]spool[/code], [code]ahead[/code] (so many
## pictures may wait there, for [code]patience_s[/code]) and [code]pictures[/code], each with
## [code]number[/code], [code]at_m[/code], [code]axes[/code] and [code]second[/code].

const EXIT_PROBLEM := 4
const WAIT_S := 0.02
## While a world is opened, its loading thread needs the processor, and nobody looks.
const OPENING_FPS := 20
## From so many lines on, plants are drawn in all their detail; and with what part of it at least.
const FINE_PX := 1080.0
const LEAST_DETAIL := 0.25
## Pixels of the sun's shadows for each line of a picture, at least, up to those of a game's window.
## Finer ones are hardly seen, and filling and emptying them costs as much as a sixth of a picture.
const SHADOW_PX := 4
const MOST_SHADOW_PX := 4096

var _capture := ProcgenCapture.new()


func _initialize() -> void:
	# Whatever moves by itself stands still: a picture must not depend on how long another took.
	Engine.time_scale = 0.0
	Engine.max_fps = OPENING_FPS
	var file := OS.get_cmdline_user_args()[-1]
	var said: Variant = JSON.parse_string(FileAccess.get_file_as_string(file))
	if said is not Dictionary:
		print(JSON.stringify({"problem": "The plan %s can't be read." % file}))
		quit(EXIT_PROBLEM)
		return
	var plan: Dictionary = said
	var problem: String = await _set_up(plan)
	Engine.max_fps = 0
	if not problem:
		problem = await _take_all(plan)
	if problem:
		print(JSON.stringify({"problem": problem}))
	quit(EXIT_PROBLEM if problem else 0)


func _set_up(plan: Dictionary) -> String:
	var world := ProcgenWorld.new()
	world.name = "World"
	world.open_on_ready = false
	var scenario := ProcgenScenario.new()
	scenario.name = "Scenario"
	scenario.follow_manifest = false
	var life := ProcgenLife.new()
	life.name = "Life"
	var traffic := ProcgenTraffic.new()
	traffic.name = "Traffic"
	for node: Node in [world, scenario, life, traffic]:
		root.add_child(node)
	scenario.world = ^"../World"
	life.world = ^"../World"
	traffic.world = ^"../World"
	var shadow_px := mini(nearest_po2(SHADOW_PX * int(plan["size"][1])), MOST_SHADOW_PX)
	RenderingServer.directional_shadow_atlas_set_size(shadow_px, true)
	world.detail = clampf(float(plan["size"][1]) / FINE_PX, LEAST_DETAIL, 1.0)
	print(JSON.stringify({"stage": "opens the world"}))
	var problem: String = await world.open(plan["world"])
	if problem:
		return problem
	_simplify(world)
	# A picture is drawn once: what shines and water reflect the whole sky from the first one on.
	scenario.environment.sky.process_mode = Sky.PROCESS_MODE_QUALITY
	print(JSON.stringify({"stage": "applies the scenario"}))
	problem = scenario.apply(plan["scenario"])
	if problem:
		return "scenario: %s" % problem
	_capture.size = Vector2i(plan["size"][0], plan["size"][1])
	_capture.fov_deg = plan["fov_deg"]
	_capture.life = ^"../Life"
	_capture.traffic = ^"../Traffic"
	_capture.wind_m_s = world.wind_m_s.length()
	root.add_child(_capture)
	print(JSON.stringify({"stage": "labels what is there"}))
	return await _capture.begin()


# Figures are made to be looked at from nearby; engines draw simpler levels of them from farther
# away where there are some.
func _simplify(world: ProcgenWorld) -> void:
	var known: Dictionary[Mesh, Mesh] = {}
	for shape: MeshInstance3D in world.find_children("*", "MeshInstance3D", true, false):
		var mesh := shape.mesh as ArrayMesh
		if not mesh or not shape.skin or mesh.get_blend_shape_count() > 0:
			continue
		if mesh not in known:
			known[mesh] = _with_levels(mesh)
		shape.mesh = known[mesh]


static func _with_levels(mesh: ArrayMesh) -> ArrayMesh:
	var read := ImporterMesh.new()
	for surface in mesh.get_surface_count():
		read.add_surface(
			mesh.surface_get_primitive_type(surface),
			mesh.surface_get_arrays(surface),
			[],
			{},
			mesh.surface_get_material(surface),
			mesh.surface_get_name(surface),
			mesh.surface_get_format(surface) & Mesh.ARRAY_FLAG_USE_8_BONE_WEIGHTS
		)
	read.generate_lods(60.0, 25.0, [])
	return read.get_mesh()


func _take_all(plan: Dictionary) -> String:
	var spool: String = plan["spool"]
	var things := JSON.stringify(_capture.things(), "", true, true)
	if not _write(spool.path_join("things.json"), things.to_utf8_buffer()):
		return "%s can't be written." % spool
	print(JSON.stringify({"stage": "takes pictures"}))
	for picture: Dictionary in plan["pictures"]:
		var full_since := Time.get_ticks_msec()
		while DirAccess.get_files_at(spool).size() >= 2 * int(plan["ahead"]):
			# Whoever asked for them may have been killed.
			if Time.get_ticks_msec() - full_since > 1000.0 * (plan["patience_s"] as float):
				return "Nobody fetches the pictures."
			await create_timer(WAIT_S, true, false, true).timeout
		var frame: Dictionary = await _capture.take(_place_of(picture), picture["second"])
		if frame.is_empty():
			return _capture.problem
		var wrong := _leave(spool.path_join("%06d" % picture["number"]), frame)
		if wrong:
			return wrong
	print(JSON.stringify({"spent_ms": _capture.spent}))
	return ""


static func _place_of(picture: Dictionary) -> Transform3D:
	var axes: Array = picture["axes"]
	var basis := Basis(_vector(axes[0]), _vector(axes[1]), _vector(axes[2]))
	return Transform3D(basis, _vector(picture["at_m"]))


static func _vector(of: Array) -> Vector3:
	return Vector3(of[0], of[1], of[2])


# The bytes first: whoever finds what is said of them finds them too.
func _leave(name: String, frame: Dictionary) -> String:
	var bytes := PackedByteArray()
	for picture: String in ["colour", "first", "second"]:
		if picture in frame:
			bytes.append_array((frame[picture] as Image).get_data())
	var said := {
		"coding": _capture.coding(),
		"things": frame["things"],
		"now": frame["now"],
		"next": frame["next"],
	}
	var text := JSON.stringify(said, "", true, true).to_utf8_buffer()
	if not _write(name + ".bin", bytes) or not _write(name + ".json", text):
		return "%s can't be written." % name
	return ""


func _write(path: String, bytes: PackedByteArray) -> bool:
	var part := path + ".part"
	var file := FileAccess.open(part, FileAccess.WRITE)
	if not file or not file.store_buffer(bytes):
		return false
	file.close()
	return DirAccess.rename_absolute(part, path) == OK
