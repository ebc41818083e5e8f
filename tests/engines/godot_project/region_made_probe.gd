extends SceneTree
## Goes into a region whose tiles have no worlds yet and says what a server makes of them, as one
## line of JSON.
##
## The only argument is a file of JSON: [code]region[/code], the folder; [code]place[/code] (x, z),
## near which one tile is missing; [code]nobody[/code], a port at which no server is;
## [code]web_port[/code], the server's; [code]settings[/code], and [code]wrong[/code], such as it
## refuses. An error in a script would leave the engine running for ever, hence the time limit.

const Quiet := preload("quiet.gd")
const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0

var _said := {}
var _events: Array[Array] = []


func _initialize() -> void:
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	_said = JSON.parse_string(FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0]))
	var report := {
		"nobody": await _tried(_said["nobody"], {}),
		"wrong": await _tried(_said["web_port"], _said["wrong"]),
		"made": await _tried(_said["web_port"], _said["settings"]),
		# Nothing is missing now, so that nobody is asked.
		"again": await _tried(_said["nobody"], {}),
	}
	print(JSON.stringify(report))
	await Quiet.wait(self)
	quit()


# Stands in the region until something has come, or failed.
func _tried(web_port: int, settings: Dictionary) -> Dictionary:
	var walker := Node3D.new()
	walker.name = "Walker"
	root.add_child(walker)
	walker.position = Vector3(_said["place"][0], 0.0, _said["place"][1])
	var region := ProcgenRegion.new()
	region.folder = _said["region"]
	region.target = ^"../Walker"
	region.load_m = 10.0
	region.unload_m = 20.0
	region.ask_m = 10.0
	region.asks_server = true
	region.web_port = web_port
	region.settings = settings
	_events.clear()
	region.tile_loaded.connect(_note.bind("", "loaded"))
	region.tile_made.connect(_note.bind("", "made"))
	region.tile_failed.connect(_note.bind("failed"))
	root.add_child(region)
	var is_over := func() -> bool:
		return _events.any(func(event: Array) -> bool: return event[0] in ["loaded", "failed"])
	await process_frame
	var said := await region.ready_around(walker.position)
	while not is_over.call():
		await process_frame
	var found := {"events": _events.duplicate(), "problems": region.problems.values()}
	found["said"] = said
	found["warnings"] = region._get_configuration_warnings()
	region.free()
	walker.free()
	return found


func _note(column: int, row: int, problem: String, what: String) -> void:
	_events.append([what, column, row, problem])
