@tool
extends HBoxContainer
## A field for a folder of the project, which files can be written into.

var _path := LineEdit.new()
var _browser := EditorFileDialog.new()


func _init(start: String) -> void:
	_path.name = "Path"
	_path.text = start
	_path.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	add_child(_path)
	var browse := Button.new()
	browse.text = "…"
	add_child(browse)
	_browser.file_mode = EditorFileDialog.FILE_MODE_OPEN_DIR
	_browser.access = EditorFileDialog.ACCESS_RESOURCES
	add_child(_browser)
	browse.pressed.connect(_browser.popup_file_dialog)
	_browser.dir_selected.connect(func(chosen: String) -> void: _path.text = chosen)


## The folder; nothing if what stands in the field is no folder of the project.
func folder() -> String:
	var written := _path.text.strip_edges()
	return written.trim_suffix("/") if written.begins_with("res://") else ""


## Writes a file, and its folder where there is none. Returns what went wrong, or nothing.
static func write(path: String, bytes: PackedByteArray) -> String:
	var folder_path := ProjectSettings.globalize_path(path.get_base_dir())
	var failure := DirAccess.make_dir_recursive_absolute(folder_path)
	if failure:
		return "The folder %s can't be made: %s." % [folder_path, error_string(failure)]
	var file := FileAccess.open(path, FileAccess.WRITE)
	if not file or not file.store_buffer(bytes):
		return "%s can't be written: %s." % [path, error_string(FileAccess.get_open_error())]
	return ""
