extends SceneTree
## Draws the border of two tiles at different levels of detail, from above, and saves the picture.
##
## The only argument is a file of JSON: [code]tiles[/code], each with a file, the name of the node
## that is shown and its place, the [code]eye[/code], what it looks [code]at[/code], and the name of
## the [code]picture[/code].

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	# A colour that no terrain has.
	RenderingServer.set_default_clear_color(Color.MAGENTA)
	var light := DirectionalLight3D.new()
	light.rotation_degrees = Vector3(-40.0, 130.0, 0.0)
	root.add_child(light)
	for tile: Dictionary in arguments["tiles"]:
		root.add_child(_tile(tile))
	var camera := Camera3D.new()
	camera.far = 20000.0
	# The ground of the two tiles fills the view.
	camera.fov = 24.0
	root.add_child(camera)
	camera.look_at_from_position(_vector(arguments["eye"]), _vector(arguments["at"]))
	for frame in 4:
		await process_frame
	await RenderingServer.frame_post_draw
	root.get_texture().get_image().save_png(arguments["picture"])
	quit(0)


func _tile(tile: Dictionary) -> Node3D:
	var document := GLTFDocument.new()
	var state := GLTFState.new()
	document.append_from_file(tile["file"], state)
	var scene: Node3D = document.generate_scene(state)
	for node: MeshInstance3D in scene.find_children("*", "MeshInstance3D", true, false):
		node.visible = node.name == tile["node"]
	scene.position = _vector(tile["place"])
	return scene


func _vector(numbers: Array) -> Vector3:
	return Vector3(numbers[0], numbers[1], numbers[2])
