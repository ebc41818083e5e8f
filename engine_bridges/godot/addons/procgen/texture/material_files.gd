@tool
extends RefCounted
## Writes a material into the project: pictures as PNG, and a .tres that refers to them.

const MaterialBuilder := preload("material_builder.gd")

## The preset of a request whose outputs are these files.
const PRESET := "godot"

const _IMPORT_MSEC := 120_000


## Writes all outputs of a call, or a member of a set, into a folder, such as "res://materials".
## Returns what went wrong, or nothing.
static func write(
	result: ProcgenV1.TextureResult, files: Array[PackedByteArray], folder: String
) -> String:
	var failure := DirAccess.make_dir_recursive_absolute(ProjectSettings.globalize_path(folder))
	if failure:
		return "The folder %s can't be made: %s." % [folder, error_string(failure)]
	for index in files.size():
		var path := folder.path_join(result.artifacts[index].file_name)
		# The name holds the recipe's hash: what has it already is the same, with what Godot and its
		# user have added since.
		if FileAccess.file_exists(path):
			continue
		var file := FileAccess.open(path, FileAccess.WRITE)
		if not file or not file.store_buffer(files[index]):
			return "%s can't be written: %s." % [path, error_string(FileAccess.get_open_error())]
	return ""


## Where [method write] puts the .tres of a result; empty if it has none.
static func material_path(result: ProcgenV1.TextureResult, folder: String) -> String:
	for artifact in result.artifacts:
		if artifact.kind == "godot_orm_tres":
			return folder.path_join(artifact.file_name)
	return ""


## Has the editor import what was written, waits until it has, and returns the material, projected
## along the world's axes or not; null if it can't be read.
static func import(
	result: ProcgenV1.TextureResult, folder: String, triplanar: bool
) -> BaseMaterial3D:
	var file_system := EditorInterface.get_resource_filesystem()
	var tree: SceneTree = Engine.get_main_loop()
	while file_system.is_scanning():
		await tree.process_frame
	file_system.scan()
	var started_msec := Time.get_ticks_msec()
	while file_system.is_scanning() or not _is_imported(result, folder):
		if Time.get_ticks_msec() - started_msec > _IMPORT_MSEC:
			return null
		await tree.process_frame
	var path := material_path(result, folder)
	var material := (
		ResourceLoader.load(path, "", ResourceLoader.CACHE_MODE_REPLACE) as BaseMaterial3D
	)
	if material and material.uv1_triplanar != triplanar:
		MaterialBuilder.set_triplanar(material, triplanar)
		ResourceSaver.save(material, path)
	return material


# The editor notes in FILE.import what it has made of a file when it has.
static func _is_imported(result: ProcgenV1.TextureResult, folder: String) -> bool:
	for artifact in result.artifacts:
		if artifact.media_type == "image/png":
			var notes := ConfigFile.new()
			notes.load(folder.path_join(artifact.file_name) + ".import")
			if not notes.has_section_key("deps", "dest_files"):
				return false
	return true
