@tool
extends EditorPlugin
## Uses the dock of the procgen addon as a level designer would, and prints a line of JSON.
##
## The only argument is a file of JSON: which of the functions below to report on, in
## [code]steps[/code], and what that one needs.

const Quiet := preload("res://quiet.gd")
const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0
const ADDON := "res://addons/procgen/plugin.gd"
const SETTINGS := "procgen/server/"

var _longest_frame_usec := 0
var _last_frame_usec := 0


func _enter_tree() -> void:
	if OS.get_cmdline_user_args().is_empty():
		return
	get_tree().create_timer(TIME_LIMIT_S).timeout.connect(get_tree().quit.bind(EXIT_TOO_SLOW))
	# Without a screen the editor would draw as often as it can, and the server needs the time.
	Engine.max_fps = 60
	_report()


func _process(_delta: float) -> void:
	var now := Time.get_ticks_usec()
	if _last_frame_usec:
		_longest_frame_usec = maxi(_longest_frame_usec, now - _last_frame_usec)
		_last_frame_usec = now


## Programs that this probe starts take the editor a while, which is not the addon's.
func _go_on_counting() -> void:
	_last_frame_usec = Time.get_ticks_usec()


## As if it had crashed. OS.kill() would be the parent's way, which this is not.
func _kill(pid: int) -> void:
	OS.execute("kill", ["-9", str(pid)])
	_go_on_counting()


func _report() -> void:
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	while EditorInterface.get_resource_filesystem().is_scanning() or not _addon():
		await get_tree().process_frame
	for frame in 10:
		await get_tree().process_frame
	# What the editor does to start is none of the addon's.
	_last_frame_usec = Time.get_ticks_usec()
	var report: Dictionary = await call(arguments["steps"], arguments)
	report["longest_frame_ms"] = _longest_frame_usec / 1000.0
	await Quiet.wait(get_tree())
	print(JSON.stringify(report, "", true, true))
	get_tree().quit(0)


## The forms: what they ask for, how they are filled, and what is remembered of it.
func _forms(arguments: Dictionary) -> Dictionary:
	var report := {"state": await _state_with("procgen")}
	var fields := {}
	for title: String in arguments["domains"]:
		fields[title] = await _fields_of(title)
	report["fields"] = fields
	report["presets"] = await _pick_presets(arguments["domains"] as Array)
	report["labels"] = _labels()
	report["ground"] = await _make_terrain()
	report["lines"] = await _write_lines()
	report["begun"] = await _begin_with_a_seed()
	report["reset"] = _reset_fields()
	report["long_list"] = _filter_long_list()
	report["violations"] = await _offend()
	report["live"] = await _change_while_live()
	return report


## What an editor that was started anew knows of what was made, and what it restores.
func _memories(_arguments: Dictionary) -> Dictionary:
	await _state_with("procgen")
	var tab: Variant = await _tab("Terrain")
	var list: ItemList = tab.find_child("Made", true, false)
	(tab.find_child("History", true, false) as Button).pressed.emit()
	var report := {"titles": [], "pictures": []}
	for item in list.item_count:
		report["titles"].append(list.get_item_text(item))
		report["pictures"].append(list.get_item_icon(item) != null)
	list.item_selected.emit(0)
	report["restored"] = tab.form.request().to_json()
	report["seed"] = (tab.find_child("Seed", true, false) as LineEdit).text
	return report


## A server that is not there, can't be started, is started, killed, and started anew by others.
func _server(arguments: Dictionary) -> Dictionary:
	var advice: Label = _addon().get_dock().find_child("Advice", true, false)
	var start: Button = _addon().get_dock().find_child("StartServer", true, false)
	var report := {"without": await _state_with("No server"), "advice": advice.text}
	ProjectSettings.set_setting(SETTINGS + "command", "/nowhere/procgen")
	start.pressed.emit()
	report["not_started"] = advice.text
	ProjectSettings.set_setting(SETTINGS + "command", arguments["command"])
	start.pressed.emit()
	report["starting"] = (_addon().get_dock().find_child("State", true, false) as Label).text
	report["started"] = await _state_with("models")
	var tab: Variant = await _tab("Terrain")
	tab.form.set_value("relief_m", 250)

	# Tabs are built a frame each and filled with presets, once: no other server brings that again.
	while _addon().get_dock().get(&"_wanted"):
		await get_tree().process_frame
	for frame in 30:
		await get_tree().process_frame
	_kill(_addon().get_dock().get(&"_link").get(&"_process").get(&"pid"))
	_longest_frame_usec = 0
	tab.generate()
	report["lost"] = await _state_with("No server")
	report["message"] = (tab.find_child("Message", true, false) as Label).text
	var port := str(ProjectSettings.get_setting(SETTINGS + "web_port"))
	var other := OS.create_process(
		arguments["command"] as String,
		["serve", "--web-port", port, "--port", "0", "--log-level", "warning", "--background"]
	)
	_go_on_counting()
	report["found_again"] = await _state_with("models")
	report["kept"] = (await _tab("Terrain")).form.value_of("relief_m")
	_kill(other)
	await _state_with("No server")
	# The last one ends with the editor.
	start.pressed.emit()
	await _state_with("models")
	return report


func _fields_of(title: String) -> Array:
	var tab: Variant = await _tab(title)
	var found := []
	for path: String in tab.form.fields:
		if tab.find_child(path.replace(".", "_"), true, false):
			found.append(path)
	if tab.find_child("Seed", true, false):
		found.append("seed")
	return found


# The first preset of each domain, and what the form makes of it.
func _pick_presets(titles: Array) -> Dictionary:
	var picked := {}
	for title: String in titles:
		var tab: Variant = await _tab(title)
		var list: ItemList = tab.find_child("Presets", true, false)
		while list.item_count == 0:
			await get_tree().process_frame
		list.item_selected.emit(0)
		picked[title] = tab.form.request().to_json()
		tab.form.set_request({})
	return picked


func _labels() -> Array:
	var labels := []
	for tab: Node in _addon().get_dock().find_children("*", "ScrollContainer", true, false):
		for label: Label in tab.find_children("*", "Label", true, false):
			labels.append(label.text)
	return labels


func _make_terrain() -> Dictionary:
	var tab: Variant = await _tab("Terrain")
	(tab.find_child("width_px", true, false) as EditorSpinSlider).value = 65
	(tab.find_child("depth_px", true, false) as EditorSpinSlider).value = 66
	(tab.find_child("ground_talus_deg", true, false) as EditorSpinSlider).value = 40.5
	(tab.find_child("keep_sea_floor", true, false) as CheckBox).button_pressed = true
	_select(tab.find_child("model", true, false) as Button, "noise-fbm")
	_select(tab.find_child("ground_draining", true, false) as Button, "carve")
	var seeds: LineEdit = tab.find_child("Seed", true, false)
	seeds.text = "18446744073709551616"
	seeds.text_changed.emit(seeds.text)
	var report := {"too_large": tab.form.value_of("seed")}
	for text: String in ["18446744073709551615", "7"]:
		seeds.text = text
		seeds.text_changed.emit(text)
		report[text] = await _generate(tab)
	(tab.find_child("Star", true, false) as Button).pressed.emit()
	seeds.text = "8"
	seeds.text_changed.emit("8")
	await _generate(tab)
	return report


# A form that says nothing but a seed.
func _begin_with_a_seed() -> String:
	var tab: Variant = await _tab("Table")
	tab.form.set_request({"seed": "77"})
	return await _generate(tab)


func _write_lines() -> String:
	var tab: Variant = await _tab("Dialogue lines")
	var known: TextEdit = tab.find_child("persona_knows_text", true, false)
	known.text = "the bridge is out\nbread is dear\n"
	known.text_changed.emit()
	tab.form.set_value("persona.traits", ["brave", "kind"])
	tab.form.set_value("wishes.intent", "greet")
	tab.form.set_value("wishes.count", 2)
	return await _generate(tab)


# What is reset is the server's again, and leaves nothing behind in the request.
func _reset_fields() -> Dictionary:
	var tab: Variant = _addon().get_dock().tab("texture")
	tab.form.set_value("weather.moss", 0.5)
	tab.form.set_value("look.palette_rgb", 0xFF8000)
	var report := {"before": tab.form.request().to_json()}
	for path: String in ["weather.moss", "look.palette_rgb"]:
		for button: Button in tab.form.fields[path].find_children("*", "Button", true, false):
			if button.tooltip_text == "Leave it to the server.":
				button.pressed.emit()
	report["after"] = tab.form.request().to_json()
	# A message that is on as soon as it is there.
	var ground: Variant = _addon().get_dock().tab("terrain")
	ground.form.set_request({})
	for on: bool in [true, false]:
		(ground.find_child("rivers", true, false) as CheckBox).button_pressed = on
		report["rivers_on" if on else "rivers_off"] = ground.form.request().to_json()
	return report


func _filter_long_list() -> Array:
	var tab: Variant = _addon().get_dock().tab("texture")
	var picker: Button = tab.find_child("material", true, false)
	picker.pressed.emit()
	var filter: LineEdit = picker.find_children("*", "LineEdit", true, false)[0]
	filter.text = "BRI"
	filter.text_changed.emit(filter.text)
	var list: ItemList = picker.find_children("*", "ItemList", true, false)[0]
	var offered := []
	for item in list.item_count:
		offered.append(list.get_item_text(item))
	list.item_selected.emit(0)
	return [offered, tab.form.value_of("material"), picker.text]


# A texture of no material at all.
func _offend() -> Dictionary:
	var tab: Variant = _addon().get_dock().tab("texture")
	tab.form.set_request({"width_px": 33})
	var report := {"message": await _generate(tab), "marked": []}
	for path: String in tab.form.fields:
		if tab.form.fields[path].is_marked():
			report["marked"].append(path)
	return report


# A change in the middle of a call ends that call and starts another one.
func _change_while_live() -> Dictionary:
	var tab: Variant = await _tab("Character")
	(tab.find_child("Live", true, false) as BaseButton).button_pressed = true
	tab.form.set_value("conditions.age_years", 30)
	var first: ProcgenCall = await _running_other_than(null, tab)
	tab.form.set_value("conditions.age_years", 60)
	var second: ProcgenCall = await _running_other_than(first, tab)
	var report := {"first": first.status.code}
	await second.finished
	for frame in 3:
		await get_tree().process_frame
	report["age_years"] = second.answer.get(&"person").shape.age_years
	report["kinds"] = second.answer.get(&"artifacts").map(
		func(artifact: ProcgenV1.Artifact) -> String: return artifact.kind
	)
	report["can_place"] = not (tab.find_child("Place", true, false) as Button).disabled
	(tab.find_child("Live", true, false) as BaseButton).button_pressed = false
	tab.cancel()
	return report


func _running_other_than(known: ProcgenCall, tab: Variant) -> ProcgenCall:
	while not tab.get(&"_running") or tab.get(&"_running") == known:
		await get_tree().process_frame
	return tab.get(&"_running")


# The request that the server says it was, or what the tab says when it made nothing.
func _generate(tab: Variant) -> String:
	tab.made = null
	(tab.find_child("Generate", true, false) as Button).pressed.emit()
	while tab.is_busy:
		await get_tree().process_frame
	if tab.made:
		return tab.made.answer.recipe.request_json
	return (tab.find_child("Message", true, false) as Label).text


# Picks from the list that a choice opens.
func _select(picker: Button, title: String) -> void:
	picker.pressed.emit()
	var list: ItemList = picker.find_children("*", "ItemList", true, false)[0]
	for item in list.item_count:
		if list.get_item_text(item) == title:
			list.item_selected.emit(item)
			return


func _tab(title: String) -> Variant:
	while not _addon().get_dock().tab(title):
		await get_tree().process_frame
	return _addon().get_dock().tab(title)


# What the dock says of the server, once there are those words in it.
func _state_with(words: String) -> String:
	var state: Label = _addon().get_dock().find_child("State", true, false)
	while words not in state.text:
		await get_tree().process_frame
	return state.text


func _addon() -> Variant:
	for sibling in get_parent().get_children():
		if sibling.get_script() and (sibling.get_script() as Script).resource_path == ADDON:
			return sibling
	return null
