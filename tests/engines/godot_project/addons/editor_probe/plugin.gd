@tool
extends EditorPlugin
## Uses the procgen addon in the editor as a designer would, and prints a line of JSON.
##
## The only argument is a file of JSON: the scripts in this folder whose reports are wanted, in
## [code]steps[/code], and what they need to know. Each has a scene of its own, which has its name.

const Quiet := preload("res://quiet.gd")
const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 400.0

var _at := "the start"


func _enter_tree() -> void:
	if OS.get_cmdline_user_args().is_empty():
		return
	get_tree().create_timer(TIME_LIMIT_S).timeout.connect(_end_too_slow)
	_report()


# Says what it waits for.
func _end_too_slow() -> void:
	print("too slow: after %d s still at %s" % [TIME_LIMIT_S, _at])
	get_tree().quit(EXIT_TOO_SLOW)


func _report() -> void:
	# Without a screen the editor would draw as often as it can, and the server needs the time.
	Engine.max_fps = 60
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
	var reports := {}
	for step: String in arguments["steps"]:
		_at = step
		await _open("res://%s.tscn" % step)
		var path := "%s/%s.gd" % [(get_script() as Script).resource_path.get_base_dir(), step]
		var steps: Node = (load(path) as GDScript).new()
		steps.set(&"undo_redo", get_undo_redo())
		steps.set(&"server_pid", int(arguments["server_pid"]))
		add_child(steps)
		reports[step] = await steps.call(&"report", arguments)
	_at = "the end, until all is quiet"
	await Quiet.wait(get_tree())
	print(JSON.stringify(reports, "", true, true))
	get_tree().quit(0)


func _open(path: String) -> void:
	EditorInterface.open_scene_from_path(path)
	var root := EditorInterface.get_edited_scene_root()
	while not root or root.scene_file_path != path:
		await get_tree().process_frame
		root = EditorInterface.get_edited_scene_root()
