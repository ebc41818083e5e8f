extends SceneTree
## What the folder of a world costs in the engine, as one line of JSON.
##
## The only argument is a file of JSON: [code]world[/code], the folder; [code]views[/code], each
## with [code]name[/code], [code]at[/code] and [code]to[/code] (x, y, z); [code]size[/code], pixels
## across and down; [code]hour[/code], of a fair day, or below 0 for that of the manifest. An error
## in a script would leave the engine running for ever, hence the time limit.

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 900.0
const SETTLES := 4
const OPENING_PX := 64
## Field of /proc/self/stat, after the program's name, with the time in user mode; that in the
## kernel follows. Hundredths of a second.
const USER_TIME := 11
const TICKS_S := 100.0


func _initialize() -> void:
	var said: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	# Shown in software, frames of nothing would take the processor that the world is opened with.
	root.size = Vector2i.ONE * OPENING_PX
	var scenario := ProcgenScenario.new()
	scenario.world = ^"../World"
	var world := ProcgenWorld.new()
	world.name = "World"
	world.open_on_ready = false
	root.add_child(world)
	root.add_child(scenario)
	Engine.max_fps = 60
	await process_frame
	await process_frame
	RenderingServer.render_loop_enabled = false
	var before := _memory()
	var cpu_s := _cpu_s()
	var began := Time.get_ticks_usec()
	var problem: String = await world.open(said["world"])
	var opened := Time.get_ticks_usec()
	var opened_cpu_s := _cpu_s()
	if said["hour"] >= 0.0:
		scenario.apply({"hour": said["hour"], "weather": "fair"})
	var eye := Camera3D.new()
	eye.far = 4000.0
	root.add_child(eye)
	eye.current = true
	root.size = Vector2i(said["size"][0], said["size"][1])
	RenderingServer.render_loop_enabled = true
	var views := {}
	var first_usec := 0
	for view: Dictionary in [] if problem else said["views"]:
		eye.look_at_from_position(_vector(view["at"]), _vector(view["to"]))
		for frame in SETTLES:
			await process_frame
		await RenderingServer.frame_post_draw
		if not first_usec:
			first_usec = Time.get_ticks_usec()
		views[view["name"]] = _frame()
		if view.has("path"):
			root.get_texture().get_image().save_png(view["path"])
	var report := {
		"problem": problem,
		"open_s": (opened - began) / 1e6,
		"open_cpu_s": opened_cpu_s - cpu_s,
		"first_view_s": (first_usec - began) / 1e6,
		"memory_before": before,
		"memory": _memory(),
		"views": views,
		"plants": world.plants(),
	}
	print(JSON.stringify(report))
	quit()


func _frame() -> Dictionary:
	var rendering := RenderingServer
	return {
		"draws": rendering.get_rendering_info(rendering.RENDERING_INFO_TOTAL_DRAW_CALLS_IN_FRAME),
		"primitives":
		rendering.get_rendering_info(rendering.RENDERING_INFO_TOTAL_PRIMITIVES_IN_FRAME),
		"objects": rendering.get_rendering_info(rendering.RENDERING_INFO_TOTAL_OBJECTS_IN_FRAME),
	}


# Megabytes.
func _memory() -> Dictionary:
	var rendering := RenderingServer
	return {
		"textures": rendering.get_rendering_info(rendering.RENDERING_INFO_TEXTURE_MEM_USED) / 1e6,
		"buffers": rendering.get_rendering_info(rendering.RENDERING_INFO_BUFFER_MEM_USED) / 1e6,
		"engine": OS.get_static_memory_usage() / 1e6,
	}


# Processor time of this process so far; 0 where the system does not tell it.
func _cpu_s() -> float:
	var file := FileAccess.open("/proc/self/stat", FileAccess.READ)
	if not file:
		return 0.0
	var fields := file.get_line().get_slice(") ", 1).split(" ")
	return (fields[USER_TIME].to_float() + fields[USER_TIME + 1].to_float()) / TICKS_S


func _vector(of: Array) -> Vector3:
	return Vector3(of[0], of[1], of[2])
