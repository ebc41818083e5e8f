extends SceneTree
## Visits the demo as a player would: waits for the ground and the people, walks up to them, asks
## one of them something, takes a picture where there is a screen, and prints a line of JSON.
##
## The only argument is a file of JSON: [code]pictures[/code] is a folder for the picture or empty,
## and [code]view_m[/code], if given, says how far to see.

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0
const QUESTION := "What happened to the bridge?"


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	var pictures: String = arguments["pictures"]
	var demo: Demo = (load("res://demo/demo.tscn") as PackedScene).instantiate()
	var terrain: ProcgenTerrain = demo.get_node("Terrain")
	if arguments.has("view_m"):
		terrain.view_distance_m = arguments["view_m"]
		terrain.near_distance_m = arguments["view_m"]
	root.add_child(demo)
	await demo.all_here
	while not terrain.is_complete():
		await process_frame
	var began_at := demo.player.global_position
	await _walk(demo.player, began_at + Vector3(0.2, 0.0, -1.5))
	var spoken := PackedStringArray()
	var bram := demo.villagers[0]
	bram.talk.line_finished.connect(func(line: ProcgenV1.Line) -> void: spoken.append(line.text))
	await demo.talk_to(bram)
	await demo.panel.say(QUESTION)
	for frame in 30:
		await process_frame
	if pictures:
		await RenderingServer.frame_post_draw
		root.get_texture().get_image().save_png(pictures.path_join("demo.png"))
	var report := {
		"tiles": terrain.get_child_count(),
		"layers": terrain.layers.keys(),
		"people": demo.villagers.map(_described),
		"walked_m": demo.player.global_position.distance_to(began_at),
		"above_ground_m":
		(
			demo.player.global_position.y
			- terrain.height_at(demo.player.global_position.x, demo.player.global_position.z)
		),
		"spoken": spoken,
	}
	demo.queue_free()
	await process_frame
	await process_frame
	print(JSON.stringify(report, "", true, true))
	quit(0)


func _walk(player: DemoPlayer, there: Vector3) -> void:
	player.is_steered = false
	player.set_physics_process(false)
	while true:
		var away := (there - player.global_position) * Vector3(1.0, 0.0, 1.0)
		if away.length() < 0.1:
			break
		player.move(away.normalized() * DemoPlayer.WALK_M_S)
		player.velocity.y -= 1.0
		player.move_and_slide()
		await physics_frame
	player.move(Vector3.ZERO)
	player.set_physics_process(true)


func _described(villager: DemoVillager) -> Dictionary:
	var meshes := villager.figure.find_children("*", "MeshInstance3D", true, false)
	return {
		"name": villager.speaker_name,
		"meshes": meshes.size(),
		"clip": villager.figure.figure.animation_player.current_animation,
	}
