extends SceneTree
## Finds the way from a place in a world's folder to another, on its navigation, and walks there
## with a body that collides. Prints a line of JSON.
##
## Arguments: "--world", the folder, and a file of JSON: [code]walks[/code], each two places
## [x, y, z].

const SPEED_M_S := 3.0
const IDLE_MS := 50
const NEAR_M := 0.4
const MOST_FRAMES := 900


func _initialize() -> void:
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[2])
	)
	var demo: WorldDemo = (load("res://demo/world_demo.tscn") as PackedScene).instantiate()
	demo.get_node(^"Life").free()
	root.add_child(demo)
	# Frames would only take time from the reading.
	var wait := OS.delay_msec.bind(IDLE_MS)
	process_frame.connect(wait)
	await demo.all_here
	process_frame.disconnect(wait)
	demo.walker.set_physics_process(false)
	demo.world.add_navigation()
	var walks: Array = arguments["walks"]
	var first := _place(walks[0][0])
	# The server takes in regions and links on threads of its own.
	for frame in MOST_FRAMES:
		await physics_frame
		var map := demo.get_world_3d().navigation_map
		if NavigationServer3D.map_get_path(map, first, first, true):
			break
		OS.delay_msec(IDLE_MS)
	var walked := []
	for ends: Array in walks:
		walked.append(await _walk(demo, _place(ends[0]), _place(ends[1])))
	demo.queue_free()
	await process_frame
	await process_frame
	print(JSON.stringify({"walks": walked}, "", true, true))
	quit(0)


# How far the way's end is from the goal, and how far from it somebody ends who walks there.
func _walk(demo: WorldDemo, start: Vector3, goal: Vector3) -> Dictionary:
	var map := demo.get_world_3d().navigation_map
	var way := NavigationServer3D.map_get_path(map, start, goal, true)
	if way.is_empty():
		return {"planned_off_m": start.distance_to(goal)}
	var body := demo.walker
	body.global_position = start + Vector3.UP * 0.2
	var last := way[-1]
	way.append(Vector3(goal.x, last.y, goal.z))
	var lowest := body.global_position.y
	var next := 0
	var since := 0
	while next < way.size() and since < MOST_FRAMES:
		await physics_frame
		since += 1
		var ahead := way[next] - body.global_position
		ahead.y = 0.0
		if ahead.length() < NEAR_M:
			next += 1
			since = 0
		else:
			var wanted := ahead.normalized() * SPEED_M_S
			body.velocity = Vector3(wanted.x, body.velocity.y - 9.8 / 60.0, wanted.z)
			body.move_and_slide()
			lowest = minf(lowest, body.global_position.y)
	var at := body.global_position
	return {
		"left": way.size() - next,
		"planned_off_m": last.distance_to(goal),
		"walked_off_m": at.distance_to(goal),
		"lowest_m": lowest,
		"at": [at.x, at.y, at.z],
		"way": Array(way).map(func(p: Vector3) -> Array: return [p.x, p.y, p.z]),
	}


func _place(at: Array) -> Vector3:
	return Vector3(at[0], at[1], at[2])
