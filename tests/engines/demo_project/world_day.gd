extends SceneTree
## Opens the demo of a world's folder, has its people live, and prints a line of JSON: where each is
## at some seconds, who arrives while some times go by, what doors do, ways of the navigation mesh,
## and, where there is a screen, pictures.
##
## Arguments: "--world", the folder, and a file of JSON: [code]seconds[/code] of the day;
## [code]ways[/code]: times [from, until] of the day to live through;
## [code]shots[/code]: pictures [path, second, scenario, x, y, z, to x, to y, to z].

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 560.0
const PATIENT_FPS := 5
# Of the game, in each frame of what is lived through: however fast the computer is, all is seen.
const STEP_S := 0.05


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
	var report := {"has_days": demo.life.has_days(), "places": [], "clips": {}}
	for second: float in arguments.get("seconds", []):
		demo.life.go_to(second)
		var places := []
		for person in demo.world.people:
			places.append([person.position.x, person.position.y, person.position.z])
		report["places"].append(places)
	for person in demo.world.people:
		var player: AnimationPlayer = person.figure.get(&"animation_player")
		report["clips"][person.id] = player.get_animation_list()
	if arguments.get("ways"):
		report["lived"] = await _live(demo, arguments["ways"])
		report["greeting"] = await _greeting(demo)
		report["navigation"] = await _navigation(demo)
	for shot: Array in arguments.get("shots", []):
		await _photograph(demo, shot)
	# While another world is opened, nobody is there, and no door.
	demo.world.clear()
	for frame in 4:
		await process_frame
	demo.queue_free()
	await process_frame
	await process_frame
	print(JSON.stringify(report, "", true, true))
	quit(0)


# Goes through some times of the day, three seconds of it in one.
func _live(demo: WorldDemo, times: Array) -> Dictionary:
	var scenario := demo.get_node(^"Scenario") as ProcgenScenario
	var arrivals := []
	var gather := func(person: ProcgenWorldPerson, does: String) -> void:
		arrivals.append([person.id, does])
	demo.walker.set_physics_process(false)
	demo.walker.global_position = Vector3(0.0, 400.0, 0.0)
	scenario.hours_a_second = 0.0
	demo.life.pace = 3.0
	demo.life.set_process(false)
	var walked := {}
	var clips := {}
	var doors := {}
	for time: Array in times:
		demo.life.go_to(time[0])
		demo.life.arrived.connect(gather)
		while demo.life.second < time[1]:
			demo.life._process(STEP_S)
			await process_frame
			for person in demo.world.people:
				# Clips run near the camera alone.
				person.show_from(0.0, 60.0, 200.0)
				if person.is_walking:
					walked[person.id] = true
					var player: AnimationPlayer = person.figure.get(&"animation_player")
					clips[player.current_animation] = true
			for door: ProcgenWorldDoor in demo.life.get(&"_doors"):
				if door.is_open:
					doors[door.get_instance_id()] = true
		demo.life.arrived.disconnect(gather)
	demo.life.pace = 1.0
	demo.life.set_process(true)
	return {
		"arrivals": arrivals,
		"walked": walked.keys(),
		"clips": clips.keys(),
		"doors": doors.size(),
	}


# Whoever walks halts before the viewer, greets, and catches up.
func _greeting(demo: WorldDemo) -> Dictionary:
	var second := demo.life.second
	var found := {}
	while second < 86400.0 * 2.0 and not found:
		for person in demo.world.people:
			var now: RefCounted = demo.life.where(person.id, fposmod(second, 86400.0))
			var later: RefCounted = demo.life.where(person.id, fposmod(second + 15.0, 86400.0))
			if now.get(&"speed") > 0.0 and later.get(&"speed") > 0.0 and not found:
				found = {"id": person.id, "person": person}
		second += 20.0
	if not found:
		return {}
	demo.life.go_to(fposmod(second - 20.0, 86400.0))
	var person: ProcgenWorldPerson = found["person"]
	demo.walker.global_position = (
		demo.world.to_global(person.position) + person.global_basis.z * 1.5
	)
	var halted := false
	var heard := []
	person.said.connect(func(text: String) -> void: heard.append(text))
	for frame in 60:
		await process_frame
		halted = halted or not person.is_walking
	demo.walker.global_position = Vector3(0.0, 400.0, 0.0)
	return {"halted": halted, "heard": heard.size(), "lines": person.lines.size()}


# A way on the navigation mesh between the two doors that lie farthest apart.
func _navigation(demo: WorldDemo) -> Dictionary:
	var region := demo.world.add_navigation()
	var map := region.get_navigation_map()
	# The server takes it in the background, and complains of questions before it has any map.
	for frame in 600:
		await physics_frame
		if (
			NavigationServer3D.map_get_iteration_id(map) > 0
			and NavigationServer3D.map_get_closest_point_owner(map, Vector3.ZERO).is_valid()
		):
			break
	var points: Array = demo.world.manifest["points"].filter(
		func(point: Dictionary) -> bool: return point["kind"] == "door"
	)
	var found := []
	for number in range(1, points.size()):
		var from := _place_of(points[number - 1])
		var to := _place_of(points[number])
		var way := NavigationServer3D.map_get_path(map, from, to, true)
		found.append(way[-1].distance_to(to) if way else INF)
	return {
		"polygons": region.navigation_mesh.get_polygon_count(),
		"misses_m": found,
	}


func _place_of(point: Dictionary) -> Vector3:
	return Vector3(point["x_m"], point["y_m"], point["z_m"])


func _photograph(demo: WorldDemo, shot: Array) -> void:
	if DisplayServer.get_name() == "headless":
		return
	var scenario := demo.get_node(^"Scenario") as ProcgenScenario
	scenario.apply(shot[2])
	demo.life.go_to(shot[1])
	(demo.get_node(^"Screen") as CanvasLayer).visible = false
	var camera := Camera3D.new()
	camera.far = 4000.0
	camera.fov = 50.0
	root.add_child(camera)
	camera.look_at_from_position(
		Vector3(shot[3], shot[4], shot[5]), Vector3(shot[6], shot[7], shot[8])
	)
	camera.current = true
	for frame in 12:
		await process_frame
	await RenderingServer.frame_post_draw
	root.get_texture().get_image().save_png(shot[0])
	camera.queue_free()
