extends SceneTree
## Generates a character and photographs its face with what docs/lips_image.py says of it.


func _initialize() -> void:
	var said: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	Engine.max_fps = 10
	_light()
	var character := ProcgenCharacter.new()
	character.web_port = int(said["web_port"])
	character.description = said["person"]
	character.character_seed = int(said["seed"])
	character.clip = &""
	root.add_child(character)
	var status := await character.generate()
	assert(status.is_ok(), status.sentence())
	_look(character)
	Engine.max_fps = 0
	# The first picture is taken twice: until all that was loaded is drawn.
	for shot: Dictionary in [said["shots"][0]] + (said["shots"] as Array):
		var face: Dictionary = shot["face"]
		for shape: String in face:
			character.set_blend_shape(shape, face[shape])
		for frame in 2:
			await process_frame
		await RenderingServer.frame_post_draw
		root.get_texture().get_image().save_png(shot["picture"])
		for shape: String in face:
			character.set_blend_shape(shape, 0.0)
	quit()


func _look(character: ProcgenCharacter) -> void:
	var head := character.figure.skeleton.find_bone("Head")
	var at := character.figure.skeleton.global_transform
	var eyes := (at * character.figure.skeleton.get_bone_global_rest(head)).origin
	eyes += Vector3(0.0, 0.035, 0.0)
	var camera := Camera3D.new()
	camera.fov = 19.0
	root.add_child(camera)
	camera.look_at_from_position(eyes + Vector3(0.1, 0.0, 0.75), eyes)
	camera.current = true


func _light() -> void:
	var sun := DirectionalLight3D.new()
	sun.rotation_degrees = Vector3(-30.0, 35.0, 0.0)
	sun.light_energy = 1.1
	root.add_child(sun)
	var around := WorldEnvironment.new()
	around.environment = Environment.new()
	around.environment.background_mode = Environment.BG_COLOR
	around.environment.background_color = Color(0.23, 0.25, 0.28)
	around.environment.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	around.environment.ambient_light_color = Color(0.75, 0.8, 0.9)
	around.environment.ambient_light_energy = 0.6
	around.environment.tonemap_mode = Environment.TONE_MAPPER_FILMIC
	root.add_child(around)
