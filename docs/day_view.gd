extends SceneTree
## Pictures of a world at several hours, for docs/day_image.py. The last argument is a file of JSON:
## [code]world[/code], and [code]shots[/code], each with [code]path[/code], [code]at[/code] and
## [code]to[/code] (x, y, z), [code]scenario[/code] and [code]second[/code] of its traffic.

const SETTLES := 4
## From so many lines on, plants are drawn in all their detail.
const FINE_PX := 900.0


func _initialize() -> void:
	var said: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[-1])
	)
	var world := ProcgenWorld.new()
	world.name = "World"
	world.open_on_ready = false
	world.detail = minf((said["size"][1] as float) / FINE_PX, 1.0)
	var scenario := ProcgenScenario.new()
	scenario.name = "Scenario"
	scenario.follow_manifest = false
	var life := ProcgenLife.new()
	life.scenario = ^"../Scenario"
	var traffic := ProcgenTraffic.new()
	for node: Node in [world, scenario, life, traffic]:
		root.add_child(node)
	for node: Node in [scenario, life, traffic]:
		node.set(&"world", ^"../World")
	var view := SubViewport.new()
	view.size = Vector2i(said["size"][0], said["size"][1])
	view.render_target_update_mode = SubViewport.UPDATE_DISABLED
	root.add_child(view)
	var eye := Camera3D.new()
	eye.fov = 60.0
	eye.far = 4000.0
	view.add_child(eye)
	eye.current = true
	root.disable_3d = true
	# Plants are drawn about the window's camera.
	var near := Camera3D.new()
	root.add_child(near)
	near.current = true
	var problem: String = await world.open(said["world"])
	if problem:
		print(problem)
		quit(1)
		return
	# Each hour has a sky of its own, and is drawn once: its reflections are worked out at once.
	scenario.environment.sky.process_mode = Sky.PROCESS_MODE_QUALITY
	scenario.environment.sky.radiance_size = Sky.RADIANCE_SIZE_32
	for shot: Dictionary in said["shots"]:
		problem = scenario.apply(shot["scenario"])
		if problem:
			print(problem)
			quit(1)
			return
		var at := Vector3(shot["at"][0], shot["at"][1], shot["at"][2])
		var to := Vector3(shot["to"][0], shot["to"][1], shot["to"][2])
		eye.look_at_from_position(at, to)
		near.global_transform = eye.global_transform
		life.go_to(3600.0 * (shot["scenario"]["hour"] as float))
		traffic.go_to(shot["second"])
		for frame in SETTLES:
			await process_frame
		# What people say would stand before all else that is seen.
		for bubble: Node3D in world.find_children("Bubble", "Label3D", true, false):
			bubble.hide()
		view.render_target_update_mode = SubViewport.UPDATE_ONCE
		await RenderingServer.frame_post_draw
		view.get_texture().get_image().save_png(shot["path"])
		print(shot["path"])
	quit()
