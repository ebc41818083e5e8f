@tool
extends RefCounted
## The standalone bundle in a .zip file: what it says that it is, and its files, each held to its
## checksum. Nothing of it is written outside of the folder that it is written into.

const Places := preload("server_places.gd")

const MOST_FILES := 20000
const MOST_BYTES := 4 << 30
const FOR_ALL_TO_RUN := (
	FileAccess.UNIX_READ_OWNER
	| FileAccess.UNIX_WRITE_OWNER
	| FileAccess.UNIX_EXECUTE_OWNER
	| FileAccess.UNIX_READ_GROUP
	| FileAccess.UNIX_EXECUTE_GROUP
	| FileAccess.UNIX_READ_OTHER
	| FileAccess.UNIX_EXECUTE_OTHER
)

## What the archive's manifest says of each file, by its path.
var files: Dictionary = {}
## Of all files.
var bytes := 0.0
var _reader := ZIPReader.new()
var _is_open := false
var _folder := ""
var _manifest := PackedByteArray()


## Opens an archive. Returns what is wrong with it, or nothing.
func open(path: String, places: Places) -> String:
	_folder = places.bundle_name()
	if _reader.open(path):
		return "%s is no .zip file." % path.get_file()
	_is_open = true
	var names := _reader.get_files()
	if names.size() > MOST_FILES:
		return "The archive has %d files; at most %d are taken." % [names.size(), MOST_FILES]
	for entry in names:
		if not is_inside(entry, _folder):
			return 'The archive has "%s", which would not be in %s.' % [entry.c_escape(), _folder]
	var manifest_path := _folder.path_join(Places.MANIFEST)
	if manifest_path in names:
		_manifest = _reader.read_file(manifest_path)
	var manifest: Variant = (
		JSON.parse_string(_manifest.get_string_from_utf8()) if _manifest else null
	)
	return _take(manifest as Dictionary if manifest is Dictionary else {}, places)


func close() -> void:
	if _is_open:
		_reader.close()


## Writes one of [member files] into a folder. Returns what is wrong, or nothing.
func extract(file: String, folder: String) -> String:
	var told: Dictionary = files[file]
	var found := _reader.read_file(_folder.path_join(file))
	var hashing := HashingContext.new()
	hashing.start(HashingContext.HASH_SHA256)
	if found:
		hashing.update(found)
	if hashing.finish().hex_encode() != told.get("sha256"):
		return "%s in the archive is damaged." % file
	var path := folder.path_join(file)
	DirAccess.make_dir_recursive_absolute(path.get_base_dir())
	var failure := Places.store(path, found)
	if not failure and told.get("program") and OS.get_name() != "Windows":
		failure = FileAccess.set_unix_permissions(path, FOR_ALL_TO_RUN)
	return "%s can't be written: %s." % [path, error_string(failure)] if failure else ""


## Writes the manifest itself, by which the files can be checked later.
func extract_manifest(folder: String) -> Error:
	return Places.store(folder.path_join(Places.MANIFEST), _manifest)


## Whether an entry of an archive is a file or a folder in that folder of it, and nowhere else.
static func is_inside(entry: String, folder: String) -> bool:
	if not entry.begins_with(folder + "/") or entry.contains("\\") or entry.contains(":"):
		return false
	for part in entry.trim_suffix("/").split("/"):
		if part in ["", ".", ".."] or part != part.strip_edges() or part != part.strip_escapes():
			return false
	return true


func _take(manifest: Dictionary, places: Places) -> String:
	if manifest.get("files") is not Dictionary:
		return "The archive has no %s that can be read." % Places.MANIFEST
	var is_for := "%s for %s" % [manifest.get("version"), manifest.get("platform")]
	var wanted := "%s for %s" % [places.version(), places.platform()]
	if is_for != wanted:
		return "The archive is procgen %s; this addon needs %s." % [is_for, wanted]
	files = manifest["files"]
	for file: String in files:
		if not is_inside(_folder.path_join(file), _folder) or files[file] is not Dictionary:
			return 'The manifest has "%s", which is no file of the archive.' % file.c_escape()
		if not _reader.file_exists(_folder.path_join(file)):
			return "%s is not in the archive." % file
		bytes += float(files[file].get("bytes", 0))
	if bytes > MOST_BYTES:
		return "The archive unpacks to %.1f GB; that is too much." % (bytes / 1e9)
	return ""
