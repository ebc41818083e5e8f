extends SceneTree
## Walks through a region and says what came and went, as one line of JSON.
##
## The only argument is a file of JSON: [code]region[/code], the folder; [code]properties[/code] of
## the node; [code]walk[/code], places (x, z) to go to one after the other, the first of which is
## the last, too; [code]line[/code], two places between which the ground is felt for;
## [code]wrong[/code], folders that can't be opened. An error in a script would leave the engine
## running for ever, hence the time limit.

const Quiet := preload("quiet.gd")
const Shared := preload("res://addons/procgen/world/world_shared.gd")
const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0
const STEP_M := 4.0
const RAYS := 160
const HIGH_M := 400.0

var _said := {}
var _walker := Node3D.new()
var _region: ProcgenRegion
var _events: Array[Array] = []


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	_said = JSON.parse_string(FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0]))
	_walker.name = "Walker"
	root.add_child(_walker)
	var report := {"wrong": await _refused(_said["wrong"])}
	_region = _new_region()
	var scenario := ProcgenScenario.new()
	scenario.name = "Scenario"
	_region.scenario = ^"../Scenario"
	scenario.world = ^"../Region"
	root.add_child(_region)
	root.add_child(scenario)
	report["saved"] = _saved()
	report["walk"] = await _walk(_said["walk"])
	report["scenario"] = [scenario.hour, scenario.weather]
	report["line"] = await _felt(_vector(_said["line"][0]), _vector(_said["line"][1]))
	report["lit"] = await _lit(scenario)
	report["teleport"] = await _teleport()
	report["longest_ms"] = _region.longest_ms
	_region.close()
	await _settle()
	report["closed"] = {"tiles": _region.tiles().size(), "children": _region.get_child_count(true)}
	report["shared"] = Shared.count()
	report["reloaded"] = await _reloaded()
	print(JSON.stringify(report))
	await Quiet.wait(self)
	quit()


func _new_region() -> ProcgenRegion:
	var region := ProcgenRegion.new()
	region.name = "Region"
	region.folder = _said["region"]
	region.target = ^"../Walker"
	for property: String in _said["properties"]:
		region.set(property, _said["properties"][property])
	region.tile_loaded.connect(_note.bind("+"))
	region.tile_unloaded.connect(_note.bind("-"))
	return region


func _note(column: int, row: int, what: String) -> void:
	_events.append([what, column, row])


# What is said of folders that hold no region, and of one whose tiles are none.
func _refused(folders: Array) -> Array[Dictionary]:
	var found: Array[Dictionary] = []
	for folder: String in folders:
		var region := ProcgenRegion.new()
		region.folder = folder
		region.open_on_ready = false
		region.load_m = 10.0
		root.add_child(region)
		region.target = region.get_path_to(_walker)
		_walker.position = Vector3.ZERO
		var failures: Array[String] = []
		region.failed.connect(failures.append)
		region.tile_failed.connect(
			func(_column: int, _row: int, problem: String) -> void: failures.append(problem)
		)
		var said := await region.open(folder)
		if not said:
			said = await region.ready_around(Vector3.ZERO)
		var warnings := region._get_configuration_warnings()
		found.append({"said": said, "failures": failures, "warnings": warnings})
		region.free()
	return found


# To each place in steps; what stands there then, and memory at both ends.
func _walk(places: Array) -> Dictionary:
	var stops: Array[Dictionary] = []
	var memory: Array[Array] = []
	for number in places.size():
		var to := _vector(places[number])
		if number == 0:
			_walker.position = to
		while _walker.position.distance_to(to) > 0.01:
			_walker.position = _walker.position.move_toward(to, STEP_M)
			await process_frame
		await _region.ready_around(to)
		await _settle()
		stops.append({"tiles": _places(_region.tiles()), "far": _far_shown()})
		if number in [0, places.size() - 1]:
			memory.append(_memory())
	return {"stops": stops, "memory": memory, "events": _events.duplicate()}


# Until nothing is to be done, and what was freed is gone.
func _settle() -> void:
	_region._awaited.clear()
	for frame in 3:
		await process_frame
	while _region._is_busy:
		await process_frame
	for frame in 3:
		await process_frame


func _memory() -> Array:
	return [
		Performance.get_monitor(Performance.OBJECT_NODE_COUNT),
		Performance.get_monitor(Performance.OBJECT_ORPHAN_NODE_COUNT),
		Performance.get_monitor(Performance.OBJECT_RESOURCE_COUNT),
		OS.get_static_memory_usage() / 1e6
	]


# Squares of the land from afar that are hidden.
func _far_shown() -> Array:
	var hidden: Array = []
	var far: Object = _region.get(&"_far")
	var squares: Dictionary = far.get(&"_squares")
	for square: Vector2i in squares:
		if not (squares[square] as Node3D).visible:
			hidden.append([square.x, square.y])
	return hidden


# Along a line: the height that is said, and what a ray from above hits first of all grounds.
func _felt(from: Vector3, to: Vector3) -> Array[Array]:
	await _region.ready_around(from.lerp(to, 0.5))
	for frame in 3:
		await physics_frame
	var found: Array[Array] = []
	var space := root.get_world_3d().direct_space_state
	for number in RAYS + 1:
		var place := from.lerp(to, number / float(RAYS))
		var up := Vector3.UP * HIGH_M
		var query := PhysicsRayQueryParameters3D.create(place + up, place - up)
		var hit := {}
		for most in 20:
			hit = space.intersect_ray(query)
			if not hit or (hit["collider"] as Node).name == &"Ground":
				break
			query.exclude += [hit["rid"]]
		var high: float = (hit["position"] as Vector3).y if hit else NAN
		var said := _region.height_at(place.x, place.z)
		found.append([said, high if is_finite(high) else -1e6])
	return found


# What all tiles that stand are told of a rainy night, and what one that comes later is.
func _lit(scenario: ProcgenScenario) -> Dictionary:
	scenario.apply({"hour": 0.0, "weather": "snow"})
	var told := []
	for world in _region.worlds():
		told.append(world._told[&"snow"])
	_walker.position = -_walker.position
	await _region.ready_around(_walker.position)
	await _settle()
	var later := []
	for world in _region.worlds():
		later.append([world._told[&"snow"], world._windows.all(_shines)])
	return {"told": told, "later": later, "hour": scenario.hour}


func _shines(glass: BaseMaterial3D) -> bool:
	return glass.emission_enabled


# Made ready before one is there, and still there when one comes.
func _teleport() -> Dictionary:
	var there := _vector(_said["walk"][0])
	_walker.position = -there
	await _region.ready_around(_walker.position)
	await _settle()
	var problem := await _region.ready_around(there)
	var ready := _places(_region.tiles())
	_walker.position = there
	var began := _events.size()
	await _settle()
	return {
		"problem": problem,
		"ready": ready,
		"came_later":
		_events.slice(began).filter(func(event: Array) -> bool: return event[0] == "+")
	}


# The node as a scene has it.
func _saved() -> int:
	var packed := PackedScene.new()
	packed.pack(_region)
	ResourceSaver.save(packed, "user://region.tscn")
	return packed.get_state().get_node_count()


func _reloaded() -> Dictionary:
	root.remove_child(_region)
	_region.free()
	_events.clear()
	_region = (load("user://region.tscn") as PackedScene).instantiate()
	_region.tile_loaded.connect(_note.bind("+"))
	root.add_child(_region)
	_walker.position = _vector(_said["walk"][0])
	await _region.ready_around(_walker.position)
	await _settle()
	var found := {"tiles": _places(_region.tiles()), "name": _region.name}
	_region.close()
	return found


func _places(tiles: Array[Vector2i]) -> Array:
	return tiles.map(func(tile: Vector2i) -> Array: return [tile.x, tile.y])


func _vector(of: Array) -> Vector3:
	return Vector3(of[0], 0.0, of[1])
