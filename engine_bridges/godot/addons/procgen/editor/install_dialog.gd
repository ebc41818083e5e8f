@tool
extends ConfirmationDialog
## Asks how a server is to be installed and from where, and says what that will do.

## People want it so: "bundle", "uv" or "python", an address or a file, its SHA-256.
signal agreed(kind: String, source: String, sha256: String)

const Install := preload("server_install.gd")
const Places := preload("server_places.gd")

const WIDTH_PX := 620
const KINDS: Dictionary[String, String] = {
	"bundle": "Standalone folder, which needs no Python",
	"uv": "Environment of Python, made by uv",
	"python": "Environment of Python, made by python",
}

var _places := Places.new()
var _kind := OptionButton.new()
var _source := LineEdit.new()
var _sha256 := LineEdit.new()
var _says := Label.new()
var _browser := EditorFileDialog.new()


func _init() -> void:
	name = "InstallDialog"
	title = "Install a procgen server"
	ok_button_text = "Install"
	_kind.name = "Kind"
	_source.name = "Source"
	_source.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_sha256.name = "Sha256"
	_sha256.placeholder_text = "64 hexadecimal digits, as whoever gave you the file says"
	_says.name = "Says"
	_says.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	var browse := Button.new()
	browse.text = "…"
	browse.tooltip_text = "Choose a file."
	browse.pressed.connect(_browser.popup_file_dialog)
	_browser.file_mode = EditorFileDialog.FILE_MODE_OPEN_FILE
	_browser.access = EditorFileDialog.ACCESS_FILESYSTEM
	_browser.file_selected.connect(choose)
	var row := HBoxContainer.new()
	row.add_child(_source)
	row.add_child(browse)
	var grid := GridContainer.new()
	grid.columns = 2
	for pair: Array in [["How", _kind], ["Address or file", row], ["SHA-256", _sha256]]:
		var label := Label.new()
		label.text = pair[0]
		var field := pair[1] as Control
		field.size_flags_horizontal = Control.SIZE_EXPAND_FILL
		grid.add_child(label)
		grid.add_child(field)
	var box := VBoxContainer.new()
	# What is wrapped is as wide as this before it is laid out, too.
	_says.custom_minimum_size.x = WIDTH_PX * EditorInterface.get_editor_scale()
	box.add_child(grid)
	box.add_child(_says)
	add_child(box)
	add_child(_browser)
	_kind.item_selected.connect(_take_kind.unbind(1))
	_source.text_changed.connect(_check.unbind(1))
	_sha256.text_changed.connect(_check.unbind(1))
	confirmed.connect(
		func() -> void: agreed.emit(kind(), _source.text.strip_edges(), _sha256.text.strip_edges())
	)


## Shows what can be done on this computer now.
func ask() -> void:
	_kind.clear()
	var makers := Places.makers()
	for entry in KINDS:
		if entry == "bundle" or entry in makers:
			_kind.add_item(KINDS[entry])
			_kind.set_item_metadata(-1, entry)
	_take_kind()
	reset_size()
	popup_centered()


func kind() -> String:
	return _kind.get_selected_metadata()


## Takes a file that somebody picked, and the checksum that lies beside it.
func choose(path: String) -> void:
	_source.text = path
	var beside := path + ".sha256"
	if _sha256.editable and FileAccess.file_exists(beside):
		_sha256.text = FileAccess.get_file_as_string(beside).get_slice(" ", 0)
	_check()


func _take_kind() -> void:
	var pin := _places.pin() if kind() == "bundle" else {}
	_source.text = pin.get("address", "")
	_source.placeholder_text = (
		"https://…/%s.zip, or a file of that name" % _places.bundle_name()
		if kind() == "bundle"
		else "a wheel; empty for the package index"
	)
	_browser.filters = ["*.zip" if kind() == "bundle" else "*.whl"]
	# What this addon was released with, and no other.
	_sha256.text = pin.get("sha256", "")
	_sha256.editable = not _sha256.text
	_check()


func _check() -> void:
	var source := _source.text.strip_edges()
	var problem := ""
	if source or kind() == "bundle":
		problem = Install.problem_of_source(source, ".zip" if kind() == "bundle" else ".whl")
		if not problem and not Install.is_checksum(_sha256.text.strip_edges()):
			problem = "Its SHA-256 is needed: 64 hexadecimal digits."
	elif not Places.may_fetch():
		problem = "Nothing may be fetched: procgen/server/allow_downloads is off. Name a wheel."
	get_ok_button().disabled = problem != ""
	_says.text = problem if problem else _consequences(source)


# What is agreed to.
func _consequences(source: String) -> String:
	var folder := _places.bundle_folder() if kind() == "bundle" else _places.environment_folder()
	var says := "procgen %s goes into %s, " % [_places.version(), folder]
	if kind() == "bundle":
		says += "about half a gigabyte. "
	else:
		says += "about a gigabyte, with the packages that it needs. "
	if Install.is_address(source):
		says += "It is fetched from %s and held to that checksum. " % source.get_slice("/", 2)
	elif source:
		says += "The file is held to that checksum. "
	if kind() != "bundle" and Places.may_fetch():
		says += "Packages are fetched from the index that pip or uv is set to. "
	elif not Install.is_address(source):
		says += "Nothing is fetched. "
	return says + "Nothing else on this computer changes; Uninstall removes the folder."
