@tool
extends RefCounted
## What builders and nodes have in common.

## Name of the metadata that holds the recipe of what was made, as JSON: saved to a file, it makes
## the same again with [code]procgen generate DOMAIN --recipe FILE[/code].
const RECIPE_META := &"procgen_recipe"


## A recipe as the server's own files have it.
static func recipe_text(recipe: ProcgenV1.Recipe) -> String:
	# The request goes in as it came: parsed and printed again, its numbers could look different.
	return (
		'{"code_version":%s,"domain":%s,"model_sha256":%s,"request":%s,"sha256":%s}'
		% [
			JSON.stringify(recipe.code_version),
			JSON.stringify(recipe.domain),
			JSON.stringify(recipe.model_sha256, "", true),
			recipe.request_json if recipe.request_json else "{}",
			JSON.stringify(recipe.sha256),
		]
	)


## The bytes of the first artifact of a kind, such as "heights_f32", of a result that lists
## artifacts; none if it was not asked for.
static func file_of(
	result: ProcgenV1.Message, files: Array[PackedByteArray], kind: String
) -> PackedByteArray:
	var listed: Array[ProcgenV1.Artifact] = result.get(&"artifacts")
	for index in listed.size():
		if listed[index].kind == kind:
			return files[index]
	return PackedByteArray()


## Artifacts by where they belong below the folder of what was made, with their bytes.
static func tree_of(
	artifacts: Array[ProcgenV1.Artifact], bytes: Array[PackedByteArray]
) -> Dictionary[String, PackedByteArray]:
	var files: Dictionary[String, PackedByteArray] = {}
	for index in artifacts.size():
		files[artifacts[index].folder.path_join(artifacts[index].file_name)] = bytes[index]
	return files


## Writes files below a folder, in their order, on any thread. Returns what is wrong, or nothing.
static func write_tree(files: Dictionary[String, PackedByteArray], path: String) -> String:
	for file in files:
		var whole := path.path_join(file)
		var failure := DirAccess.make_dir_recursive_absolute(
			ProjectSettings.globalize_path(whole.get_base_dir())
		)
		if not failure:
			failure = store(whole, files[file])
		if failure:
			return "%s can't be written: %s." % [whole, error_string(failure)]
	return ""


## Writes a file.
static func store(path: String, bytes: PackedByteArray) -> Error:
	var file := FileAccess.open(path, FileAccess.WRITE)
	if not file:
		return FileAccess.get_open_error()
	return OK if file.store_buffer(bytes) else file.get_error()


## Returns when [param work] has been done on another thread.
static func in_background(work: Callable, title: String) -> void:
	var tree: SceneTree = Engine.get_main_loop()
	var task := WorkerThreadPool.add_task(work, false, "procgen: " + title)
	while not WorkerThreadPool.is_task_completed(task):
		await tree.process_frame
	WorkerThreadPool.wait_for_task_completion(task)


## How a call ended that its own side stopped.
static func cancelled() -> ProcgenStatus:
	return ProcgenStatus.of(ProcgenStatus.Code.CANCELLED, "The call was cancelled.")


## How a call ended that was not begun, since its settings make no request.
static func refused(problems: PackedStringArray) -> ProcgenStatus:
	return ProcgenStatus.of(ProcgenStatus.Code.INVALID_ARGUMENT, " ".join(problems))
