@tool
extends VBoxContainer
## The row of the dock that installs a server, shows how far that has come, and looks after it.

## Something was installed or removed, so that another server may be started now.
signal changed

const Install := preload("server_install.gd")
const InstallDialog := preload("install_dialog.gd")
const InstallHelp := preload("install_help.gd")
const Places := preload("server_places.gd")

const REPAIR := 0
const UNINSTALL := 1

var install := Install.new()
var dialog := InstallDialog.new()
var _help := InstallHelp.new()
var _how := LinkButton.new()
var _open := Button.new()
var _menu := MenuButton.new()
var _bar := ProgressBar.new()
var _stage := Label.new()
var _cancel := Button.new()
var _message := Label.new()
var _sure := ConfirmationDialog.new()


func _init() -> void:
	name = "Install"
	_open.name = "InstallServer"
	_open.text = "Install server…"
	_open.pressed.connect(dialog.ask)
	_how.name = "HowToInstall"
	_how.text = "How to install"
	_how.size_flags_vertical = Control.SIZE_SHRINK_CENTER
	_how.pressed.connect(_tell_how)
	_menu.name = "InstalledServer"
	_menu.text = "Installed"
	_menu.flat = false
	_menu.get_popup().add_item("Repair", REPAIR)
	_menu.get_popup().add_item("Uninstall", UNINSTALL)
	_menu.get_popup().id_pressed.connect(_choose)
	_bar.name = "InstallProgress"
	_bar.max_value = 1.0
	_bar.step = 0.001
	_bar.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_stage.name = "InstallStage"
	_cancel.name = "CancelInstall"
	_cancel.text = "Cancel"
	_cancel.pressed.connect(install.cancel)
	_message.name = "InstallMessage"
	_message.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	_sure.name = "SureToUninstall"
	_sure.title = "Uninstall the server"
	_sure.ok_button_text = "Uninstall"
	_sure.confirmed.connect(func() -> void: _for_each(install.uninstall))
	var buttons := HBoxContainer.new()
	buttons.add_child(_open)
	buttons.add_child(_menu)
	buttons.add_child(_how)
	var progress := HBoxContainer.new()
	for control: Control in [_stage, _bar, _cancel]:
		progress.add_child(control)
	for control: Node in [buttons, progress, _message, install, dialog, _help, _sure]:
		add_child(control)
	dialog.agreed.connect(_begin)
	install.progressed.connect(_show_progress)
	install.ended.connect(_show_end)
	_message.hide()
	progress.hide()
	refresh()


## Shows what there is to do: to install where nothing can be started, else to look after that.
func refresh() -> void:
	var places := install.places
	_open.visible = not places.command() and not install.is_busy
	_menu.visible = not places.installed().is_empty() and not install.is_busy
	visible = _open.visible or _menu.visible or install.is_busy or _message.visible


func _tell_how() -> void:
	var places := install.places
	_help.tell(places.version(), "%s.zip" % places.bundle_name())


func _begin(kind: String, source: String, sha256: String) -> void:
	if kind == "bundle":
		install.install_bundle(source, sha256)
	else:
		install.install_environment(kind, source, sha256)
	if install.is_busy:
		_show_progress("", -1.0)


func _choose(id: int) -> void:
	if id == REPAIR:
		_for_each(install.repair)
		return
	_sure.dialog_text = "This removes:\n%s" % "\n".join(install.places.installed())
	_sure.popup_centered()


func _for_each(work: Callable) -> void:
	for folder in install.places.installed():
		await work.call(folder)


func _show_progress(stage: String, share: float) -> void:
	_message.hide()
	_stage.text = stage
	_bar.indeterminate = share < 0.0
	_bar.value = maxf(share, 0.0)
	var row := _bar.get_parent() as Control
	if row.visible != install.is_busy:
		row.visible = install.is_busy
		refresh()


func _show_end(problem: String) -> void:
	(_bar.get_parent() as Control).hide()
	_message.text = problem
	_message.visible = problem != ""
	refresh()
	changed.emit()
