extends SceneTree
## Compiles scripts, of which the engine says aloud what is wrong with them, and prints a line of
## JSON with those that can be used.
##
## The only argument is a file of JSON: paths of scripts in [code]scripts[/code].


func _initialize() -> void:
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	var usable := []
	for path: String in arguments["scripts"]:
		var script: GDScript = ResourceLoader.load(path)
		if script and script.can_instantiate():
			usable.append(path)
	print(JSON.stringify({"usable": usable}))
	quit(0)
