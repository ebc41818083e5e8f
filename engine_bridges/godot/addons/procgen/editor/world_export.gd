@tool
extends EditorExportPlugin
## Takes the folders of worlds and regions along when a project is exported: the editor does not
## import them.

const Folder := preload("../world/world_folder.gd")
const Region := preload("../world/region_folder.gd")


func _get_name() -> String:
	return "procgen worlds"


func _export_begin(
	_features: PackedStringArray, _is_debug: bool, _path: String, _flags: int
) -> void:
	_look_in("res://")


func _look_in(folder: String) -> void:
	var is_world := FileAccess.file_exists(folder.path_join(Folder.MANIFEST))
	var is_region := FileAccess.file_exists(folder.path_join(Region.FILE))
	if (
		(is_world and not Folder.new(folder).problem)
		or (is_region and not Region.new(folder).problem)
	):
		_take(folder)
		return
	for inner in DirAccess.get_directories_at(folder):
		if not inner.begins_with("."):
			_look_in(folder.path_join(inner))


func _take(folder: String) -> void:
	for file in DirAccess.get_files_at(folder):
		add_file(
			folder.path_join(file), FileAccess.get_file_as_bytes(folder.path_join(file)), false
		)
	for inner in DirAccess.get_directories_at(folder):
		_take(folder.path_join(inner))
