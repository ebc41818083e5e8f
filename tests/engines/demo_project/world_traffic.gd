extends SceneTree
## Plays the traffic of the demo of a world's folder, and prints where everybody is, as JSON.
##
## Arguments: "--world", the folder, and a file of JSON: [code]seconds[/code] to ask for;
## [code]shots[/code] are pictures [path, x, y, z, to x, to y, to z, second, scenario].

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 1500.0
const PATIENT_FPS := 5


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[2])
	)
	Engine.max_fps = PATIENT_FPS
	var demo: WorldDemo = (load("res://demo/world_demo.tscn") as PackedScene).instantiate()
	root.add_child(demo)
	await demo.all_here
	Engine.max_fps = 0
	var traffic := demo.get_node(^"Traffic") as ProcgenTraffic
	demo.walker.set_physics_process(false)
	var report := {
		"has_traffic": traffic.has_traffic(),
		"hour": traffic.starts_at_hour(),
		"length_s": traffic.length_s(),
		"counts": [traffic.counts().x, traffic.counts().y],
		"places": arguments.get("seconds", []).map(_places.bind(traffic)),
		"nodes": traffic.get_child_count(),
	}
	report["lights"] = _lights(traffic, arguments.get("lights", []))
	report["held"] = _held(traffic)
	report["played"] = await _played(traffic)
	report["ended"] = await _ended(traffic)
	await _photograph(demo, traffic, arguments.get("shots", []))
	demo.queue_free()
	await process_frame
	await process_frame
	print(JSON.stringify(report, "", true, true))
	quit(0)


# Of each vehicle the places of its bodies and whither they look, and where each walker is.
func _places(second: float, traffic: ProcgenTraffic) -> Dictionary:
	var vehicles := []
	for number in traffic.counts().x:
		var bodies := []
		for body in traffic.bodies_at(number, second):
			var ahead := body.basis.z
			bodies.append([body.origin.x, body.origin.y, body.origin.z, ahead.x, ahead.z])
		vehicles.append(bodies)
	var walkers := []
	for number in traffic.counts().y:
		var at := traffic.walker_at(number, second)
		walkers.append([at.x, at.y])
	return {"vehicles": vehicles, "walkers": walkers}


# What lights show lanes: of each [signal, lane, second].
func _lights(traffic: ProcgenTraffic, asked: Array) -> Dictionary:
	traffic.go_to(0.0)
	return {
		"shown": asked.map(func(at: Array) -> String: return traffic.light_at(at[0], at[1], at[2])),
		"posts": _instances(traffic, "signal").size(),
		"lamps": _instances(traffic, "lamp").size(),
	}


# Somebody stands in the way of a vehicle that drives, for a while, and goes away again. Where the
# bodies of all vehicles are then, four times a second, and how far each is behind.
func _held(traffic: ProcgenTraffic) -> Dictionary:
	var found := {"vehicle": -1, "frames": [], "behind": []}
	var stands := Node3D.new()
	var place := Vector2.INF
	for number in traffic.counts().x:
		var one := traffic.bodies_at(number, 1.0)
		var other := traffic.bodies_at(number, 5.0)
		if one and other and one[0].origin.distance_to(other[0].origin) > 5.0:
			found["vehicle"] = number
			stands.position = other[0].origin
			place = Vector2(stands.position.x, stands.position.z)
			break
	if found["vehicle"] < 0:
		stands.free()
		return found
	found["place"] = [place.x, place.y]
	root.add_child(stands)
	stands.add_to_group(traffic.stops_for)
	traffic.set_process(false)
	traffic.go_to(1.0)
	for tick in 340:
		if tick == 160:
			stands.remove_from_group(traffic.stops_for)
		traffic._process(0.05)
		if tick % 5 == 0:
			found["frames"].append(range(traffic.counts().x).map(_flat.bind(traffic)))
			found["behind"].append(traffic.vehicle_behind(found["vehicle"]))
	stands.free()
	traffic.set_process(true)
	return found


func _flat(number: int, traffic: ProcgenTraffic) -> Array:
	return traffic.bodies_now(number).map(
		func(body: Transform3D) -> Array:
			return [body.origin.x, body.origin.z, body.basis.z.x, body.basis.z.z]
	)


# What a second of it does: how far the clock goes, how many wheels turn, and what is drawn.
func _played(traffic: ProcgenTraffic) -> Dictionary:
	traffic.go_to(0.25 * traffic.length_s())
	# Some may have to wait just then.
	traffic.pace = 10.0
	var wheels := _instances(traffic, "wheel")
	var now := wheels
	var turned := 0
	for frame in 120:
		await process_frame
		now = _instances(traffic, "wheel")
		for number in mini(wheels.size(), now.size()):
			if not wheels[number].basis.is_equal_approx(now[number].basis):
				turned += 1
		if turned and frame > 10:
			break
	traffic.pace = 1.0
	return {
		"second": traffic.second,
		"wheels": now.size(),
		"turned": turned,
		"bodies": _instances(traffic, "body").size(),
		"walkers": _instances(traffic, "walker").size(),
		"surfaces": _surfaces(traffic),
	}


# How often the end is told, and which second is shown, where traffic stands at its end.
func _ended(traffic: ProcgenTraffic) -> Array:
	var told := []
	var count := func() -> void: told.append(traffic.second)
	traffic.ended.connect(count)
	traffic.repeats = false
	traffic.go_to(traffic.length_s() - 0.001)
	for frame in 6:
		await process_frame
	traffic.repeats = true
	traffic.ended.disconnect(count)
	return [told.size(), traffic.second]


func _instances(traffic: ProcgenTraffic, named: String) -> Array[Transform3D]:
	var found: Array[Transform3D] = []
	for node: Node in traffic.get_children():
		if node is MultiMeshInstance3D and named in node.name:
			var many := (node as MultiMeshInstance3D).multimesh
			for number in many.visible_instance_count:
				found.append(many.get_instance_transform(number))
	return found


# So many draw calls its vehicles take: a surface of all instances of a mesh is one.
func _surfaces(traffic: ProcgenTraffic) -> int:
	var found := 0
	for node: Node in traffic.get_children():
		if node is MultiMeshInstance3D and "walker" not in node.name:
			found += (node as MultiMeshInstance3D).multimesh.mesh.get_surface_count()
		for mesh: MeshInstance3D in node.find_children("*", "MeshInstance3D", true, false):
			found += mesh.mesh.get_surface_count() if mesh.is_visible_in_tree() else 0
	return found


func _photograph(demo: WorldDemo, traffic: ProcgenTraffic, shots: Array) -> void:
	if shots.is_empty():
		return
	(demo.get_node("%Hint") as Label).hide()
	var camera := Camera3D.new()
	camera.fov = 50.0
	camera.far = 5000.0
	root.add_child(camera)
	camera.current = true
	traffic.playing = false
	for shot: Array in shots:
		var from := Vector3(shot[1], shot[2], shot[3])
		camera.look_at_from_position(from, Vector3(shot[4], shot[5], shot[6]))
		demo.walker.global_position = from
		traffic.go_to(shot[7])
		(demo.get_node(^"Scenario") as ProcgenScenario).apply(shot[8])
		for frame in 4:
			await process_frame
		await RenderingServer.frame_post_draw
		root.get_texture().get_image().save_png(shot[0])
	camera.queue_free()
