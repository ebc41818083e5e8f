@tool
extends EditorPlugin
## Switches the addon on as a newcomer would, and photographs the editor's window at each step;
## then prints a line of JSON: what was in front, and how each tab ended on its defaults.
##
## The only argument is a file of JSON: [code]folder[/code] (for the pictures),
## [code]web_port[/code], [code]command[/code] (that starts a server), [code]tabs[/code] (names of
## domains, in order), [code]placed[/code] (those that are put into the scene, each with the metres
## from which it is seen there), [code]seconds[/code] (that a tab may take), [code]limit[/code]
## (seconds for all of it).

const EXIT_TOO_SLOW := 3
const SCENE := "res://scene.tscn"
const DRAWN_FRAMES := 4
## How far the view in 3D is from what it looks at, and how much farther each turn of the wheel.
const USUAL_DISTANCE_M := 4.0
const FARTHER := 1.08
## That the view takes to go where it is to be.
const GOING_MS := 1500

var _arguments: Dictionary
var _pictures := PackedStringArray()
var _distance_m := USUAL_DISTANCE_M


func _enter_tree() -> void:
	if OS.get_cmdline_user_args().is_empty():
		return
	_arguments = JSON.parse_string(FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0]))
	var limit := get_tree().create_timer(float(_arguments["limit"]))
	limit.timeout.connect(get_tree().quit.bind(EXIT_TOO_SLOW))
	Engine.max_fps = 20
	# Drawn in software, views of space would take all the time there is.
	EditorInterface.set_main_screen_editor("2D")
	_film()


func _film() -> void:
	while EditorInterface.get_resource_filesystem().is_scanning():
		await get_tree().process_frame
	await _open_scene()
	# Other servers of this computer are none of the film's.
	ProjectSettings.set_setting("procgen/server/web_port", int(_arguments["web_port"]))
	# What the checkbox does.
	EditorInterface.set_plugin_enabled("procgen", true)
	await _state_with("No server")
	var report := {"in_front": _is_in_front(_found("State") as Control)}
	await _photograph("switched-on")
	(_found("HowToInstall") as LinkButton).pressed.emit()
	await _photograph("how", _found("InstallHelp") as Window)
	(_found("InstallHelp") as Window).hide()
	(_found("InstallServer") as Button).pressed.emit()
	await _photograph("install", _found("InstallDialog") as Window)
	(_found("InstallDialog") as Window).hide()
	ProjectSettings.set_setting("procgen/server/command", _arguments["command"])
	(_found("Install").get_parent() as Control).call(&"look")
	while not (_found("StartServer") as Control).visible:
		await get_tree().process_frame
	await _photograph("start")
	(_found("StartServer") as Button).pressed.emit()
	report["state"] = await _state_with("models")
	var tabs := {}
	for title: String in _arguments["tabs"]:
		tabs[title] = await _try(title)
	report["tabs"] = tabs
	report["named"] = _tabs_in_sight()
	report["pictures"] = _pictures
	print(JSON.stringify(report))
	get_tree().quit(0)


# Makes what a tab makes unasked; returns what it says then.
func _try(title: String) -> String:
	var dock := _found("procgen")
	while not dock.call(&"tab", title):
		await get_tree().process_frame
	var tab: Control = dock.call(&"tab", title)
	var tabs := tab.get_parent() as TabContainer
	tabs.current_tab = tab.get_index()
	await _drawn()
	(tab.find_child("Generate", true, false) as Button).pressed.emit()
	var until := Time.get_ticks_msec() + int(_arguments["seconds"]) * 1000
	while tab.get(&"is_busy") and Time.get_ticks_msec() < until:
		await get_tree().process_frame
	var said: String = (tab.find_child("Message", true, false) as Label).text
	if not tab.get(&"is_busy") and title in _arguments["placed"]:
		await _place(tab, title)
	else:
		await _photograph(title)
	if not tab.get(&"is_busy"):
		return said
	# The next is not to wait for it.
	tab.call(&"cancel")
	while tab.get(&"is_busy"):
		await get_tree().process_frame
	return "not done: %s" % said


# Puts what a tab made into the scene, looks at it from as far as the wheel brings one, and takes
# the step back.
func _place(tab: Control, title: String) -> void:
	(tab.find_child("Place", true, false) as Button).pressed.emit()
	while tab.get(&"is_busy"):
		await get_tree().process_frame
	if EditorInterface.get_selection().get_selected_nodes()[0] is Node3D:
		EditorInterface.set_main_screen_editor("3D")
		await _drawn()
		var wheel := InputEventMouseButton.new()
		wheel.pressed = true
		wheel.factor = 1.0
		var turns := roundi(log(float(_arguments["placed"][title]) / _distance_m) / log(FARTHER))
		wheel.button_index = MOUSE_BUTTON_WHEEL_DOWN if turns > 0 else MOUSE_BUTTON_WHEEL_UP
		for turn in absi(turns):
			_to_space(wheel)
		_distance_m *= FARTHER ** turns
		var until := Time.get_ticks_msec() + GOING_MS
		while Time.get_ticks_msec() < until:
			await get_tree().process_frame
	await _photograph(title)
	EditorInterface.set_main_screen_editor("2D")
	var manager := get_undo_redo()
	var history := manager.get_object_history_id(EditorInterface.get_edited_scene_root())
	manager.get_history_undo_redo(history).undo()


# What the editor's view in 3D is told, as if it had the mouse above it.
func _to_space(event: InputEvent) -> void:
	var view := EditorInterface.get_editor_viewport_3d(0).get_parent().get_parent()
	for control in view.find_children("*", "Control", false, false):
		if control.get_signal_connection_list(&"gui_input"):
			control.gui_input.emit(event)


# What the dock's icons are for, of those that are whole in its sight.
func _tabs_in_sight() -> PackedStringArray:
	var dock := _found("procgen") as Control
	var names := PackedStringArray()
	for icon: Button in _found("Icons").get_children():
		if icon.is_visible_in_tree() and dock.get_global_rect().encloses(icon.get_global_rect()):
			names.append(icon.tooltip_text)
	return names


func _open_scene() -> void:
	EditorInterface.set_main_screen_editor("2D")
	var world := Node.new()
	world.name = "World"
	var scene := PackedScene.new()
	scene.pack(world)
	world.free()
	ResourceSaver.save(scene, SCENE)
	EditorInterface.open_scene_from_path(SCENE)
	while not EditorInterface.get_edited_scene_root():
		await get_tree().process_frame


func _photograph(title: String, window := get_window()) -> void:
	await _drawn()
	var path := "%s/%02d-%s.png" % [_arguments["folder"], _pictures.size() + 1, title]
	window.get_texture().get_image().save_png(path)
	_pictures.append(path)


# Some frames later, when what was laid out anew is drawn.
func _drawn() -> void:
	for frame in DRAWN_FRAMES:
		await get_tree().process_frame
	RenderingServer.force_draw()


func _is_in_front(control: Control) -> bool:
	return control.is_visible_in_tree() and control.get_global_rect().has_area()


func _state_with(words: String) -> String:
	while not _found("State") or words not in (_found("State") as Label).text:
		await get_tree().process_frame
	return (_found("State") as Label).text


func _found(title: String) -> Node:
	return EditorInterface.get_base_control().find_child(title, true, false)
