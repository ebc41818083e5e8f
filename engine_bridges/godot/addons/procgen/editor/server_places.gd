@tool
extends RefCounted
## Where servers are installed from the editor, and which program starts one: that of the project's
## settings, else the standalone bundle, else the environment of Python that was made from here,
## else one that is on the PATH.

const SETTINGS := "procgen/server/"
const DEFAULT_COMMAND := "procgen"
## Beside what was installed from here, and only there: what it is and where it came from. Nothing
## without it is ever removed.
const MARK := "installed.json"
const MANIFEST := "manifest.json"
const PINS := "server_pins.json"

var _here := (get_script() as Script).resource_path.get_base_dir()


## The version of this addon, which is that of the server that it installs.
func version() -> String:
	var config := ConfigFile.new()
	config.load(_here.get_base_dir().path_join("plugin.cfg"))
	return config.get_value("plugin", "version", "")


## As names of bundles have it, such as linux-x86_64.
func platform() -> String:
	return "%s-%s" % [OS.get_name().to_lower(), Engine.get_architecture_name()]


## The folder for all that is installed: that of the settings, else one among the user's data.
func root() -> String:
	var named: String = ProjectSettings.get_setting(SETTINGS + "install_folder", "")
	if named:
		return ProjectSettings.globalize_path(named)
	return OS.get_data_dir().path_join("procgen").path_join("servers")


func bundle_name() -> String:
	return "procgen-%s-%s" % [version(), platform()]


func bundle_folder() -> String:
	return root().path_join(bundle_name())


func environment_folder() -> String:
	return root().path_join("python-%s" % version())


## The program of a server in one of these folders.
func program_in(folder: String) -> String:
	var is_windows := OS.get_name() == "Windows"
	var program := "procgen.exe" if is_windows else "procgen"
	if folder == environment_folder():
		program = ("Scripts" if is_windows else "bin").path_join(program)
	return folder.path_join(program)


## The folders of what is installed from here, and whole.
func installed() -> PackedStringArray:
	var found := PackedStringArray()
	for folder: String in [bundle_folder(), environment_folder()]:
		if FileAccess.file_exists(folder.path_join(MARK)):
			found.append(folder)
	return found


## What installed a folder: "bundle", "uv" or "python", and its "source" and "sha256".
func mark_of(folder: String) -> Dictionary:
	var text := FileAccess.get_file_as_string(folder.path_join(MARK))
	var found: Variant = JSON.parse_string(text) if text else null
	return found if found is Dictionary else {}


## The command that starts a server; empty if there is none. A path in the settings that leads
## nowhere is a mistake that is not passed over. What was installed from here is of this addon's
## version, which a program that happens to be on the PATH need not be.
func command() -> String:
	var configured: String = ProjectSettings.get_setting(SETTINGS + "command", DEFAULT_COMMAND)
	if configured == DEFAULT_COMMAND:
		for folder in installed():
			if FileAccess.file_exists(program_in(folder)):
				return program_in(folder)
	return configured if path_of(configured) else ""


## Where a program is: a path as it is, a name by the PATH; empty if it is not there.
static func path_of(program: String) -> String:
	if program.is_absolute_path():
		return program if FileAccess.file_exists(program) else ""
	var is_windows := OS.get_name() == "Windows"
	for folder in OS.get_environment("PATH").split(";" if is_windows else ":", false):
		for ending: String in ["", ".exe"] if is_windows else [""]:
			if FileAccess.file_exists(folder.path_join(program + ending)):
				return folder.path_join(program + ending)
	return ""


## The programs that can make an environment of Python here, by what they are called.
static func makers() -> Dictionary[String, String]:
	var found: Dictionary[String, String] = {}
	if path_of("uv"):
		found["uv"] = path_of("uv")
	for program: String in ["python3", "python"]:
		if path_of(program) and "python" not in found:
			found["python"] = path_of(program)
	return found


## Whether anything may be fetched over the network.
static func may_fetch() -> bool:
	return ProjectSettings.get_setting(SETTINGS + "allow_downloads", true)


## The bundle that this addon was released with: "file", "bytes", "sha256" and, if it is published,
## "address". Empty in a checkout.
func pin() -> Dictionary:
	var path := _here.path_join(PINS)
	if not FileAccess.file_exists(path):
		return {}
	var pins: Variant = JSON.parse_string(FileAccess.get_file_as_string(path))
	if pins is not Dictionary or pins.get("version") != version():
		return {}
	return pins.get("bundles", {}).get(platform(), {})


static func store(path: String, bytes: PackedByteArray) -> Error:
	var file := FileAccess.open(path, FileAccess.WRITE)
	if not file:
		return FileAccess.get_open_error()
	file.store_buffer(bytes)
	return file.get_error()
