@tool
extends HBoxContainer
## A field for a folder of the project, which files can be written into.

const Common := preload("../common.gd")
## The picture that all maps refer to by its name.
const TILES_KIND := "tiles_png"

var _path := LineEdit.new()
var _browser := EditorFileDialog.new()


func _init(start: String) -> void:
	name = "Folder"
	tooltip_text = "Where Save writes to."
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


## Writes the files of a call, but for those kinds, and others by their names: what writes one takes
## its path and returns an Error. Returns what was written, or why not, for people; settings of the
## editor's imports go without saying.
func save_with(
	made: ProcgenCall, but_for: Array, others: Dictionary[String, Callable] = {}
) -> String:
	if not folder():
		return "Choose a folder of the project: it begins with res://."
	var writers: Dictionary[String, Callable] = {}
	for artifact: ProcgenV1.Artifact in made.answer.get(&"artifacts"):
		if artifact.kind not in but_for:
			writers[file_name_of(artifact, made)] = Common.store.bind(made.artifact(artifact.kind))
	writers.merge(others)
	var failure := DirAccess.make_dir_recursive_absolute(ProjectSettings.globalize_path(folder()))
	var paths := PackedStringArray()
	for file_name in writers:
		paths.append(folder().path_join(file_name))
		if not failure:
			failure = writers[file_name].call(paths[-1])
		if failure:
			return "%s can't be written: %s." % [paths[-1], error_string(failure)]
	EditorInterface.get_resource_filesystem().scan()
	var told := Array(paths).filter(
		func(path: String) -> bool: return not path.ends_with(".import")
	)
	return "Saved as %s." % " and ".join(told)


## Writes files below [param path], each where it belongs there, without stopping the editor: it is
## to leave them as they are. Returns what is wrong, or nothing.
func save_tree(
	artifacts: Array[ProcgenV1.Artifact], bytes: Array[PackedByteArray], path: String
) -> String:
	if not folder():
		return "Choose a folder of the project: it begins with res://."
	var problem: Array[String] = [""]
	var write := func() -> void:
		var files: Dictionary[String, PackedByteArray] = {".gdignore": PackedByteArray()}
		files.merge(Common.tree_of(artifacts, bytes))
		problem[0] = Common.write_tree(files, path)
	await Common.in_background(write, "files")
	return problem[0]


## The name for the file of an artifact. Two people may have the same: the recipe tells them apart.
static func file_name_of(artifact: ProcgenV1.Artifact, made: ProcgenCall) -> String:
	var recipe: ProcgenV1.Recipe = made.answer.get(&"recipe")
	var mark := recipe.sha256.left(8)
	var file_name := artifact.file_name
	if mark not in file_name and artifact.kind != TILES_KIND:
		file_name = "%s-%s.%s" % [file_name.get_basename(), mark, file_name.get_extension()]
	return file_name
