extends SceneTree
## What a scenario costs beside the drawing, and whether equal times find all at equal places, in
## the demo of a world's folder. Prints a line of JSON: milliseconds of processor time that taking
## each scenario took, and each frame of a blend to it, and some frames without one;
## and how far apart, in millimetres, those who live there and its traffic are who went through some
## minutes in steps of one length and of another, and who came at once.
##
## Arguments: "--world", the folder, and a file of JSON: [code]scenarios[/code],
## [code]frames[/code] of each blend, [code]from[/code] (a second of the day), [code]lasts_s[/code]
## and two lengths of [code]steps_s[/code].

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 1500.0
const PATIENT_FPS := 5
const FRAME_S := 1.0 / 60.0
const APPLIED := 20
## What the engine's main thread has run so far, nanoseconds; Linux alone says so.
const SPENT := "/proc/thread-self/schedstat"


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
	# Nobody halts for a visitor up there.
	demo.walker.set_physics_process(false)
	demo.walker.global_position = Vector3(0.0, 400.0, 0.0)
	var report := await _blends(demo, arguments["scenarios"], int(arguments["frames"]))
	report["apart_mm"] = _apart(demo, arguments)
	demo.queue_free()
	await process_frame
	await process_frame
	print(JSON.stringify(report, "", true, true))
	quit(0)


func _spent_ms() -> float:
	var said := FileAccess.open(SPENT, FileAccess.READ).get_line()
	return said.get_slice(" ", 0).to_float() / 1e6


func _blends(demo: WorldDemo, scenarios: Array, frames: int) -> Dictionary:
	var scenario := demo.get_node(^"Scenario") as ProcgenScenario
	var found := {"problems": [], "applied_ms": [], "blending_ms": [], "still_ms": []}
	found["still_ms"] = await _frames_ms(frames)
	for to: Dictionary in scenarios:
		var before := scenario.hour
		var began := _spent_ms()
		# The kernel's clock ticks every few milliseconds.
		for turn in APPLIED:
			found["problems"].append(scenario.apply(to))
		found["applied_ms"].append((_spent_ms() - began) / APPLIED)
		scenario.hour = before
	for to: Dictionary in scenarios:
		# Longer than it is looked at: each frame is one of the blend.
		found["problems"].append(scenario.blend_to(to, 4.0 * frames * FRAME_S))
		found["blending_ms"].append_array(await _frames_ms(frames))
		scenario.apply(to)
	return found


# What the main thread does in each of some frames: all but the drawing, where there is no screen.
func _frames_ms(frames: int) -> Array:
	var found := []
	await process_frame
	for frame in frames:
		var began := _spent_ms()
		await process_frame
		found.append(_spent_ms() - began)
	return found


func _apart(demo: WorldDemo, arguments: Dictionary) -> Dictionary:
	var traffic := demo.get_node(^"Traffic") as ProcgenTraffic
	demo.life.set_process(false)
	traffic.set_process(false)
	# The clock is its own, and goes on where no hours do.
	demo.life.scenario = NodePath()
	var from: float = arguments["from"]
	var lasts_s: float = arguments["lasts_s"]
	# Whoever stops for somebody is behind afterwards, and whoever comes at once is not.
	traffic.stops_for_people = false
	_go_to(demo, traffic, from, 0.0)
	var first := _places(demo, traffic)
	_go_to(demo, traffic, from + lasts_s, lasts_s)
	var at_once := _places(demo, traffic)
	var found := {
		"counts": [demo.world.people.size(), traffic.counts().x, traffic.counts().y],
		"moved": _furthest_mm(first, at_once),
		"stepped": [],
	}
	for step_s: float in arguments["steps_s"]:
		var there := _lived_through(demo, traffic, arguments, step_s)
		found["stepped"].append(_furthest_mm(at_once, there))
	traffic.stops_for_people = true
	var one := _lived_through(demo, traffic, arguments, arguments["steps_s"][0])
	var other := _lived_through(demo, traffic, arguments, arguments["steps_s"][0])
	found["again"] = _furthest_mm(one, other)
	return found


func _go_to(demo: WorldDemo, traffic: ProcgenTraffic, second: float, of_traffic: float) -> void:
	demo.life.go_to(second)
	traffic.go_to(of_traffic)


# Where everybody is after some minutes in steps.
func _lived_through(
	demo: WorldDemo, traffic: ProcgenTraffic, arguments: Dictionary, step_s: float
) -> PackedVector3Array:
	_go_to(demo, traffic, arguments["from"], 0.0)
	for step in roundi((arguments["lasts_s"] as float) / step_s):
		demo.life._process(step_s)
		traffic._process(step_s)
	return _places(demo, traffic)


func _places(demo: WorldDemo, traffic: ProcgenTraffic) -> PackedVector3Array:
	var found := PackedVector3Array()
	for person in demo.world.people:
		found.append(person.global_position)
	for number in traffic.counts().x:
		for body in traffic.bodies_now(number):
			found.append(body.origin)
	for number in traffic.counts().y:
		var at := traffic.walker_at(number, traffic.second)
		found.append(Vector3(at.x, 0.0, at.y))
	return found


static func _furthest_mm(one: PackedVector3Array, other: PackedVector3Array) -> float:
	if one.size() != other.size():
		return INF
	var found := 0.0
	for index in one.size():
		found = maxf(found, 1000.0 * one[index].distance_to(other[index]))
	return found
