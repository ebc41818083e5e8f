@tool
extends EditorPlugin
## Switches an addon on that was copied into the project, presses the button in its dock, makes a
## terrain and places it, then prints a line of JSON. It knows of the addon what one can see.
##
## The only argument is a file of JSON: [code]plugin[/code] (the addon's folder), [code]dock[/code]
## and [code]button[/code] (what they are called), [code]web_port[/code].

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0
const SCENE := "res://scene.tscn"


func _enter_tree() -> void:
	if OS.get_cmdline_user_args().is_empty():
		return
	get_tree().create_timer(TIME_LIMIT_S).timeout.connect(get_tree().quit.bind(EXIT_TOO_SLOW))
	# Without a screen the editor would draw as often as it can, and the server needs the time.
	Engine.max_fps = 60
	_report()


func _report() -> void:
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
	# Other servers of this computer are none of the test's.
	ProjectSettings.set_setting("procgen/server/web_port", int(arguments["web_port"]))
	# What the checkbox does.
	EditorInterface.set_plugin_enabled(arguments["plugin"] as String, true)
	var dock := await _found(EditorInterface.get_base_control(), arguments["dock"] as String)
	var report := {"state": await _start_server(dock, arguments["button"] as String)}
	await _open_scene()
	report.merge(await _make_terrain(await _found(dock, "Terrain")))
	# The editor writes its project's file some time after the checkbox.
	while "/%s/plugin.cfg" % arguments["plugin"] not in _project_file():
		await get_tree().process_frame
	print(JSON.stringify(report))
	get_tree().quit(0)


func _project_file() -> String:
	return FileAccess.get_file_as_string("res://project.godot")


# Returns what the dock says once it has found the server.
func _start_server(dock: Node, title: String) -> String:
	var is_wanted := func(button: Button) -> bool: return button.text == title and button.visible
	var buttons: Array[Node] = []
	while buttons.is_empty():
		await get_tree().process_frame
		buttons = dock.find_children("*", "Button", true, false).filter(is_wanted)
	(buttons[0] as Button).pressed.emit()
	var state := await _found(dock, "State") as Label
	while "models" not in state.text:
		await get_tree().process_frame
	return state.text


func _open_scene() -> void:
	var world := Node3D.new()
	world.name = "World"
	var scene := PackedScene.new()
	scene.pack(world)
	world.free()
	ResourceSaver.save(scene, SCENE)
	EditorInterface.open_scene_from_path(SCENE)
	while not EditorInterface.get_edited_scene_root():
		await get_tree().process_frame


func _make_terrain(tab: Node) -> Dictionary:
	for side: String in ["width_px", "depth_px"]:
		(tab.find_child(side, true, false) as EditorSpinSlider).value = 129
	(tab.find_child("Generate", true, false) as Button).pressed.emit()
	var place := tab.find_child("Place", true, false) as Button
	while place.disabled:
		await get_tree().process_frame
	place.pressed.emit()
	var root := EditorInterface.get_edited_scene_root()
	while root.get_child_count() == 0:
		await get_tree().process_frame
	var body := root.get_child(0)
	return {
		"placed": body.get_class(),
		"map_width": (body.get_node("Shape") as CollisionShape3D).shape.get(&"map_width"),
		"recipe": body.get_meta(&"procgen_recipe"),
	}


func _found(parent: Node, title: String) -> Node:
	while not parent.find_child(title, true, false):
		await get_tree().process_frame
	return parent.find_child(title, true, false)
