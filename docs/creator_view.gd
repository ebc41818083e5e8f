extends SceneTree
## Opens the creator's screen, looks at a nose that was drawn by chance, and writes a picture of it:
## for docs/creator_image.py. The only argument is a file of JSON with [code]web_port[/code] and
## [code]picture[/code].

const CREATOR := "res://addons/procgen/character/creator/procgen_creator.tscn"
const FRAMES := 4


func _initialize() -> void:
	var said: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	ProjectSettings.set_setting("procgen/server/web_port", int(said["web_port"]))
	# Drawing in software would take the time that the server needs.
	RenderingServer.render_loop_enabled = false
	var screen: ProcgenCreator = (load(CREATOR) as PackedScene).instantiate()
	root.add_child(screen)
	await screen.get_character().generated
	screen.look_at_view("Face")
	screen.regions().call(&"show_region", "Nose")
	var chance := RandomNumberGenerator.new()
	chance.seed = 5
	screen.randomise(chance, 0.5)
	await screen.get_character().reshaped
	RenderingServer.render_loop_enabled = true
	for frame in FRAMES:
		await process_frame
	await RenderingServer.frame_post_draw
	root.get_texture().get_image().save_png(said["picture"])
	quit()
