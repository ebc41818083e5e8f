@tool
extends VBoxContainer
## Finds the server of the project, says how it is, and starts one where that is wanted.

## A server answers that did not before, or is another one than before.
signal found(info: ProcgenV1.GetInfoResponse)

const InstallPanel := preload("install_panel.gd")
const Places := preload("server_places.gd")
const ServerProcess := preload("server_process.gd")

const SETTINGS := "procgen/server/"
const LOOK_AGAIN_S := 2.0
const LOOK_AFTER_S := 10.0
const STARTING_S := 0.5
const NO_COMMAND := (
	"To start one from here, press Install server, or give the path of the program procgen in "
	+ "Project Settings, procgen/server/command."
)
const MAY_START := "Or press Start server."
const TIMEOUT_S := 5.0

var client := ProcgenClient.new()
var _asking: ProcgenCall
var _process := ServerProcess.new()
var _places := Places.new()
var _may_start := true
# Whether the server answered when it was last asked.
var _is_found := false
var _uptime_ms := 0
var _timer := Timer.new()
var _dot := Label.new()
var _state := Label.new()
var _advice := Label.new()
var _start := Button.new()
var _install := InstallPanel.new()


func _init() -> void:
	_dot.text = "●"
	_state.name = "State"
	_state.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_state.text_overrun_behavior = TextServer.OVERRUN_TRIM_ELLIPSIS
	_start.name = "StartServer"
	_start.text = "Start server"
	_start.pressed.connect(start)
	_advice.name = "Advice"
	_advice.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	var bar := HBoxContainer.new()
	for control: Control in [_dot, _state, _start]:
		bar.add_child(control)
	add_child(bar)
	add_child(_advice)
	_install.changed.connect(_take_installed)
	add_child(_install)
	_timer.one_shot = true
	_timer.timeout.connect(look)
	add_child(_timer)
	_show(&"disabled_font_color", "Looking for a server…")


func _ready() -> void:
	look()


## The settings of the project that say where the server is and how it is started.
static func add_settings() -> void:
	var range_of_ports := {"hint": PROPERTY_HINT_RANGE, "hint_string": "1,65535"}
	_add_setting("host", "127.0.0.1", {})
	_add_setting("web_port", ProcgenClient.DEFAULT_WEB_PORT, range_of_ports)
	_add_setting("token_file", "", {"hint": PROPERTY_HINT_GLOBAL_FILE})
	_add_setting("command", Places.DEFAULT_COMMAND, {"hint": PROPERTY_HINT_GLOBAL_FILE})
	_add_setting("start_automatically", false, {})
	_add_setting("install_folder", "", {"hint": PROPERTY_HINT_GLOBAL_DIR})
	_add_setting("allow_downloads", true, {})


## Asks now whether the server is there.
func look() -> void:
	if _asking:
		return
	_timer.stop()
	var problem := client.take_settings()
	if problem:
		_lose(problem)
		return
	_asking = client.system.get_info(ProcgenV1.GetInfoRequest.new(), TIMEOUT_S)
	_asking.finished.connect(_take_answer, CONNECT_ONE_SHOT)


## Starts a server: with the command in the project's settings, else what is installed from here.
func start() -> void:
	var command := _places.command()
	if not command:
		_lose('"%s" cannot be started. %s' % [_setting("command"), NO_COMMAND])
		return
	var arguments := ["serve", "--web-port", str(_setting("web_port")), "--port", "0"]
	arguments.append_array(["--log-level", "warning", "--background"])
	if _setting("token_file"):
		arguments.append_array(["--token-file", _setting("token_file")])
	if not _process.start(command, PackedStringArray(arguments)):
		_lose('"%s" cannot be started. %s' % [command, NO_COMMAND])
		return
	_show(&"warning_color", "Starting the server…")
	_timer.start(STARTING_S)


## Ends a server that was started from here, and no other, and what is being installed.
func stop() -> void:
	_timer.stop()
	_install.install.stop()
	_process.stop()


## Whether something is being installed.
func is_busy() -> bool:
	return _install.install.is_busy


static func _add_setting(title: String, value: Variant, info: Dictionary) -> void:
	var path := SETTINGS + title
	if not ProjectSettings.has_setting(path):
		ProjectSettings.set_setting(path, value)
	ProjectSettings.set_initial_value(path, value)
	ProjectSettings.set_as_basic(path, true)
	info.merge({"name": path, "type": typeof(value)})
	ProjectSettings.add_property_info(info)


func _setting(title: String) -> Variant:
	return ProjectSettings.get_setting(SETTINGS + title)


func _take_answer(status: ProcgenStatus) -> void:
	var info: ProcgenV1.GetInfoResponse = _asking.answer
	_asking = null
	_process.listen()
	if status.is_ok():
		_keep(info)
	elif _process.is_running() and not _is_found:
		_timer.start(STARTING_S)
	elif _process.pid and not _process.is_running():
		var said := _process.last_words()
		_process.forget()
		_lose(
			"The server that was started here has ended: %s" % (said if said else "it was killed.")
		)
	elif _may_start and _setting("start_automatically"):
		_may_start = false
		start()
	elif status.code == ProcgenStatus.Code.UNAVAILABLE and not _places.command():
		var command: String = _setting("command")
		var nowhere := "" if command == Places.DEFAULT_COMMAND else '"%s" leads nowhere. ' % command
		_lose("%s %s%s" % [status.sentence(), nowhere, NO_COMMAND])
	elif status.code == ProcgenStatus.Code.UNAVAILABLE:
		_lose("%s %s" % [status.sentence(), MAY_START])
	else:
		_lose(status.sentence())


func _keep(info: ProcgenV1.GetInfoResponse) -> void:
	var models: Dictionary[String, bool] = {}
	for domain in info.domains:
		for model in domain.models:
			models[model] = true
	_show(
		&"success_color",
		"procgen %s · %d models · :%d" % [info.version, models.size(), client.web_port]
	)
	if info.version != _places.version():
		_advice.text = (
			"The server is procgen %s, and this addon is for %s."
			% [info.version, _places.version()]
		)
		_advice.show()
	_may_start = true
	_timer.start(LOOK_AFTER_S)
	# A server that was started anew may have other domains.
	if not _is_found or info.uptime_ms < _uptime_ms:
		_is_found = true
		found.emit(info)
	_uptime_ms = info.uptime_ms


func _lose(advice: String) -> void:
	_is_found = false
	_show(&"error_color", "No server on :%d" % client.web_port, advice)
	_timer.start(LOOK_AGAIN_S)


func _show(colour: StringName, state: String, advice := "") -> void:
	var theme_of_editor := EditorInterface.get_editor_theme()
	_dot.add_theme_color_override(&"font_color", theme_of_editor.get_color(colour, &"Editor"))
	_state.text = state
	_state.tooltip_text = state
	_advice.text = advice
	_advice.visible = advice != ""
	_offer_start()
	_install.refresh()


# At once: the answer of a server that isn't there may take a while.
func _take_installed() -> void:
	_offer_start()
	look()


func _offer_start() -> void:
	_start.visible = _advice.text != "" and _places.command() != ""
