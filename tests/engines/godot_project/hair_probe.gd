extends SceneTree
## Photographs the hair of a person from several distances: strands black, all else white, without
## light, so that what is grey is half covered by them. Prints the pictures' sizes as JSON.
##
## The only argument is a file of JSON: [code]person[/code], a GLB; [code]strands[/code], the name
## of their material; [code]shots[/code], each with [code]away_m[/code] and [code]path[/code]. An
## error in a script would leave the engine running for ever, hence the time limit.

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 120.0
const FOV_DEG := 12.0
const SIDE_PX := 192


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var said: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	root.add_child(_white())
	var state := ProcgenCharacterBuilder.new_state()
	var problem := ProcgenCharacterBuilder.read(state, FileAccess.get_file_as_bytes(said["person"]))
	var figure := ProcgenCharacterBuilder.figure_of(state)
	root.add_child(figure.root)
	for material: BaseMaterial3D in state.get_materials():
		material.shading_mode = BaseMaterial3D.SHADING_MODE_UNSHADED
		if material.resource_name == said["strands"]:
			material.albedo_color = Color.BLACK
		else:
			material.albedo_texture = null
			material.albedo_color = Color.WHITE
	var eye := Camera3D.new()
	eye.fov = FOV_DEG
	root.add_child(eye)
	await process_frame
	root.size = Vector2i.ONE * SIDE_PX
	var bone := figure.skeleton.find_bone("Head")
	var head := figure.skeleton.get_bone_global_pose(bone).origin + Vector3.UP * 0.1
	var sizes := []
	for shot: Dictionary in said["shots"]:
		eye.look_at_from_position(head + Vector3.BACK * (shot["away_m"] as float), head)
		for frame in 3:
			await process_frame
		await RenderingServer.frame_post_draw
		var picture := root.get_texture().get_image()
		picture.save_png(shot["path"])
		sizes.append([picture.get_width(), picture.get_height()])
	print(JSON.stringify({"problem": problem, "sizes": sizes}))
	quit()


func _white() -> WorldEnvironment:
	var around := WorldEnvironment.new()
	around.environment = Environment.new()
	around.environment.background_mode = Environment.BG_COLOR
	around.environment.background_color = Color.WHITE
	return around
