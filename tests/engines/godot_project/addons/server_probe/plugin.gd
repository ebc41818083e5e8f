@tool
extends EditorPlugin
## Installs a server by the dock as somebody without Python would, and prints a line of JSON.
##
## The only argument is a file of JSON: [code]steps[/code], functions below, what those take from
## it, and [code]limit[/code], seconds for all, if not the usual ones.

const Quiet := preload("res://quiet.gd")
const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0
const SETTINGS := "procgen/server/"

var _arguments: Dictionary
var _longest_frame_usec := 0
var _last_frame_usec := 0


func _enter_tree() -> void:
	if OS.get_cmdline_user_args().is_empty():
		return
	_arguments = JSON.parse_string(FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0]))
	var limit_s: float = _arguments.get("limit", TIME_LIMIT_S)
	get_tree().create_timer(limit_s).timeout.connect(get_tree().quit.bind(EXIT_TOO_SLOW))
	# Without a screen the editor would draw as often as it can, and the server needs the time.
	Engine.max_fps = 60
	_report()


func _process(_delta: float) -> void:
	var now := Time.get_ticks_usec()
	if _last_frame_usec:
		_longest_frame_usec = maxi(_longest_frame_usec, now - _last_frame_usec)
		_last_frame_usec = now


func _report() -> void:
	while EditorInterface.get_resource_filesystem().is_scanning() or not _found("State"):
		await get_tree().process_frame
	var report := {}
	for step: String in _arguments["steps"]:
		report[step] = await call(step)
	await Quiet.wait(get_tree())
	print(JSON.stringify(report))
	get_tree().quit(0)


## What the dock offers where there is nothing, and what the dialog says before anything is done.
func nothing_there() -> Dictionary:
	await _state_with("No server")
	var report := {"buttons": _buttons(), "advice": (_found("Advice") as Label).text}
	(_found("InstallServer") as Button).pressed.emit()
	var dialog := _dialog()
	report["empty"] = [_says(), dialog.get_ok_button().disabled]
	dialog.call(&"choose", _arguments["zip"])
	report["sha256"] = (_found("Sha256") as LineEdit).text
	report["chosen"] = [_says(), dialog.get_ok_button().disabled]
	dialog.hide()
	return report


## By the dialog, from a file, with the checksum that lies beside it; then the server is started.
func from_a_file() -> Dictionary:
	(_found("InstallServer") as Button).pressed.emit()
	var dialog := _dialog()
	dialog.call(&"choose", _arguments["zip"])
	dialog.get_ok_button().pressed.emit()
	dialog.hide()
	var report := {"during": _buttons(), "stages": await _ended(), "message": _message()}
	report["buttons"] = _buttons()
	(_found("StartServer") as Button).pressed.emit()
	report["state"] = await _state_with("models")
	return report


## What tabs say when they have made something unasked, by names of domains.
func made() -> Dictionary:
	var said := {}
	for title: String in _arguments["tabs"]:
		while not _found("procgen").call(&"tab", title):
			await get_tree().process_frame
		var tab: Control = _found("procgen").call(&"tab", title)
		(tab.find_child("Generate", true, false) as Button).pressed.emit()
		while tab.get(&"is_busy"):
			await get_tree().process_frame
		said[title] = (tab.find_child("Message", true, false) as Label).text
	return said


## What refuses a source, each with what is said of it.
func refused() -> Array:
	var said := []
	for entry: Array in _arguments["refused"]:
		_install().call(&"install_bundle", entry[0], entry[1])
		await _ended()
		said.append(_message())
	return said


func from_an_address() -> Dictionary:
	# How the editor goes on meanwhile counts, beside how it goes on when there is nothing to do.
	await _measured_anew()
	await get_tree().create_timer(3.0).timeout
	var idle_ms := _longest_frame_usec / 1000.0
	await _measured_anew()
	_install().call(&"install_bundle", _arguments["address"], _arguments["sha256"])
	var report := {"stages": await _ended(), "message": _message()}
	report["longest_frame_ms"] = _longest_frame_usec / 1000.0
	report["idle_frame_ms"] = idle_ms
	return report


## In the middle of what is fetched, by the button; then in the middle of what is unpacked.
func cancelled() -> Array:
	var said := []
	for source: String in [_arguments["slow"], _arguments["zip"]]:
		_install().call(&"install_bundle", source, _arguments["sha256"])
		var stage := _found("InstallStage") as Label
		var wanted := "Fetching" if source == _arguments["slow"] else "Unpacking"
		while wanted not in stage.text:
			await get_tree().process_frame
		(_found("CancelInstall") as Button).pressed.emit()
		await _ended()
		said.append(_message())
	return said


## Without the switch, nothing is fetched.
func without_downloads() -> Array:
	ProjectSettings.set_setting(SETTINGS + "allow_downloads", false)
	var said := []
	_install().call(&"install_bundle", _arguments["address"], _arguments["sha256"])
	said.append(_message())
	_install().call(&"install_environment", "python", "", "")
	said.append(_message())
	ProjectSettings.set_setting(SETTINGS + "allow_downloads", true)
	return said


## What is whole stays; what is not is installed again.
func repaired() -> Dictionary:
	var report := {}
	var file: String = _arguments["file"]
	var before := FileAccess.get_modified_time(file)
	_menu(0)
	report["whole"] = [await _ended(), _message(), FileAccess.get_modified_time(file) == before]
	var opened := FileAccess.open(file, FileAccess.WRITE)
	opened.store_string("damaged")
	opened.close()
	_menu(0)
	await _ended()
	if _install().get(&"is_busy"):
		await _ended()
	report["damaged"] = [FileAccess.get_sha256(file), _message()]
	return report


func uninstalled() -> Dictionary:
	_menu(1)
	var sure := _found("SureToUninstall") as ConfirmationDialog
	var report := {"asked": sure.dialog_text}
	sure.get_ok_button().pressed.emit()
	sure.hide()
	await _ended()
	report["message"] = _message()
	report["buttons"] = _buttons()
	return report


## Environments of Python from wheels, without the network, and one from the package index; what
## each ends with, and which server would be started then.
func from_wheels() -> Dictionary:
	var report := {"ended": []}
	for entry: Array in _arguments["wheels"]:
		ProjectSettings.set_setting(SETTINGS + "allow_downloads", entry[0] == "")
		_install().call(&"install_environment", "python", entry[0], entry[1])
		await _ended()
		report["ended"].append([_message(), _install().get(&"places").call(&"command")])
	report["buttons"] = _buttons()
	return report


## Why a start fails: what the program says last.
func failed_start() -> String:
	(_found("StartServer") as Button).pressed.emit()
	var advice := _found("Advice") as Label
	while "ended" not in advice.text:
		await get_tree().process_frame
	return advice.text


func _measured_anew() -> void:
	await get_tree().process_frame
	_longest_frame_usec = 0
	_last_frame_usec = Time.get_ticks_usec()


func _found(title: String) -> Node:
	return EditorInterface.get_base_control().find_child(title, true, false)


func _dialog() -> ConfirmationDialog:
	return _found("InstallDialog")


func _says() -> String:
	return (_found("Says") as Label).text


func _message() -> String:
	return (_found("InstallMessage") as Label).text


func _install() -> Node:
	return _found("Install").get(&"install")


func _menu(id: int) -> void:
	(_found("InstalledServer") as MenuButton).get_popup().id_pressed.emit(id)


func _buttons() -> Array:
	return ["InstallServer", "StartServer", "InstalledServer", "CancelInstall"].filter(
		func(title: String) -> bool: return _is_shown(_found(title) as Control)
	)


# Where the dock is, other docks may lie before it.
func _is_shown(control: Control) -> bool:
	while control.visible and control.name != &"procgen":
		control = control.get_parent()
	return control.visible


# Until what is going on has ended; returns what was shown meanwhile.
func _ended() -> Array:
	var stages := []
	while _install().get(&"is_busy"):
		var stage := (_found("InstallStage") as Label).text
		if stage not in stages:
			stages.append(stage)
		await get_tree().process_frame
	await get_tree().process_frame
	return stages


func _state_with(words: String) -> String:
	var state := _found("State") as Label
	while words not in state.text:
		await get_tree().process_frame
	return state.text
