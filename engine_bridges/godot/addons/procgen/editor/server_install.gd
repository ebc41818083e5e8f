@tool
extends Node
## Installs a server, checks what is installed, and removes it, while the editor goes on.
##
## What is fetched or named is held to its checksum before anything of it is used. A bundle is
## unpacked beside its place and moved there whole, so what is there is whole.

## How far it has come; a share below 0 where that is not known.
signal progressed(stage: String, share: float)
## It is over; nothing in [param problem] if all went well.
signal ended(problem: String)

const Archive := preload("server_archive.gd")
const Places := preload("server_places.gd")

const MOST_FETCHED_BYTES := (1 << 31) - 1
const CHUNK_BYTES := 1 << 20
const WAIT_MSEC := 30
## Ends the name of a folder that waits until the one in its place is known to work.
const BEFORE := ".before"
const CANCELLED := "Cancelled; nothing was installed."
const OLDEST_PYTHON := "3, 11"
const LOOPBACK: Array[String] = ["127.0.0.1", "localhost", "[::1]"]

var is_busy := false
var places := Places.new()
var _thread: Thread
var _outcome := ""
# Read by the thread: a flag that is only ever set while it runs.
var _stop := false
var _told := ""
var _http: HTTPRequest


## What is wrong with the address or file that a server is to come from; nothing if it will do.
static func problem_of_source(source: String, ending: String) -> String:
	if is_address(source):
		if not Places.may_fetch():
			return "Nothing may be fetched: procgen/server/allow_downloads is off. Name a file."
		var host := source.get_slice("//", 1).get_slice("/", 0)
		# What stands before an @ is a name and a password, whatever it looks like.
		host = host.substr(host.rfind("@") + 1)
		if host.rfind(":") > host.rfind("]"):
			host = host.substr(0, host.rfind(":"))
		if source.begins_with("http://") and host not in LOOPBACK:
			return "The address has to begin with https://."
	elif not source.is_absolute_path() or not FileAccess.file_exists(source):
		return "There is no such file." if source else "Name an address or a file."
	if not source.get_slice("?", 0).ends_with(ending):
		return "It has to be a %s file." % ending
	return ""


static func is_address(source: String) -> bool:
	return source.begins_with("https://") or source.begins_with("http://")


static func is_checksum(text: String) -> bool:
	return text.length() == 64 and text.is_valid_hex_number()


## Installs the standalone bundle in a .zip file, which is at an address or here.
func install_bundle(source: String, sha256: String) -> void:
	var problem := problem_of_source(source, ".zip")
	if not problem and not is_checksum(sha256):
		problem = "The SHA-256 has to be 64 hexadecimal digits."
	if not _begin(problem):
		return
	var archive := source
	if is_address(source):
		archive = await _download(source)
	if not _outcome:
		await _in_thread(_check_and_unpack.bind(archive, source, sha256.to_lower()))
	if archive and archive != source:
		DirAccess.remove_absolute(archive)
	_end()


## Makes an environment of Python and installs the server into it.
##
## [param maker] is "uv" or "python"; [param source] a wheel at an address or here with its
## checksum, or nothing for the version of this addon in the package index.
func install_environment(maker: String, source: String, sha256: String) -> void:
	var problem := ""
	if maker not in Places.makers():
		problem = "There is no %s on the PATH." % maker
	elif source:
		problem = problem_of_source(source, ".whl")
		if not problem and not is_checksum(sha256):
			problem = "The SHA-256 has to be 64 hexadecimal digits."
	elif not Places.may_fetch():
		problem = "Nothing may be fetched: procgen/server/allow_downloads is off. Name a wheel."
	if not _begin(problem):
		return
	var wheel := source
	if is_address(source):
		wheel = await _download(source)
	if not _outcome and source:
		await _in_thread(_check.bind(wheel, sha256.to_lower(), wheel != source))
	if not _outcome:
		await _in_thread(_make_environment.bind(maker, wheel, source, sha256))
	if wheel and wheel != source:
		DirAccess.remove_absolute(wheel)
	_end()


## Checks each file of what is installed, and installs it again from where it came if one is not as
## it was made.
func repair(folder: String) -> void:
	var mark := places.mark_of(folder)
	if not _begin("" if mark else "Nothing is installed in %s." % folder):
		return
	if mark["kind"] == "bundle":
		await _in_thread(_check_files.bind(folder))
		var damage := _outcome
		_end(damage if _stop else "")
		if damage and not _stop:
			await install_bundle(mark["source"] as String, mark["sha256"] as String)
	else:
		_end()
		await install_environment(
			mark["kind"] as String, mark["source"] as String, mark["sha256"] as String
		)


## Removes what was installed from here, and nothing else.
func uninstall(folder: String) -> void:
	var problem := "" if places.mark_of(folder) else "Nothing is installed in %s." % folder
	if not _begin(problem):
		return
	progressed.emit("Removing…", -1.0)
	await _in_thread(_remove_installed.bind(folder))
	_end()


## Stops what is going on, soon; [signal ended] tells when.
func cancel() -> void:
	_stop = is_busy
	if _http:
		_http.cancel_request()


## Stops what is going on, and returns when it has ended.
func stop() -> void:
	cancel()
	if _thread and _thread.is_started():
		_outcome = _thread.wait_to_finish()


func _begin(problem: String) -> bool:
	if is_busy:
		return false
	if problem:
		ended.emit(problem)
		return false
	is_busy = true
	_stop = false
	_outcome = ""
	return true


func _end(problem := _outcome) -> void:
	is_busy = false
	ended.emit(problem)


# Sets _outcome to what the work returns: what is wrong, or nothing.
func _in_thread(work: Callable) -> void:
	_thread = Thread.new()
	_thread.start(work)
	while _thread.is_started() and _thread.is_alive():
		await (Engine.get_main_loop() as SceneTree).process_frame
	if _thread.is_started():
		_outcome = _thread.wait_to_finish()


# Each hundredth once: the editor has to show it.
func _tell(stage: String, share: float) -> void:
	var told := "%s %d" % [stage, int(share * 100.0)]
	if told != _told:
		_told = told
		progressed.emit.call_deferred(stage, share)


# Returns the path of what was fetched; nothing where that failed, which _outcome says.
func _download(address: String) -> String:
	var folder := places.root().path_join("downloads")
	var path := folder.path_join(address.get_slice("?", 0).get_file())
	if DirAccess.make_dir_recursive_absolute(folder):
		_outcome = "The folder %s can't be made." % folder
		return ""
	_http = HTTPRequest.new()
	_http.use_threads = true
	_http.download_file = path
	_http.download_chunk_size = CHUNK_BYTES
	_http.body_size_limit = MOST_FETCHED_BYTES
	add_child(_http)
	var done := []
	_http.request_completed.connect(
		func(result: int, code: int, _headers: PackedStringArray, _body: PackedByteArray) -> void:
			done.assign([result, code])
	)
	if _http.request(address):
		done.assign([HTTPRequest.RESULT_CANT_CONNECT, 0])
	while not done and not _stop:
		var size := _http.get_body_size()
		var share := _http.get_downloaded_bytes() / float(size) if size > 0 else -1.0
		progressed.emit("Fetching…", share)
		await (Engine.get_main_loop() as SceneTree).process_frame
	_http.queue_free()
	_http = null
	if _stop:
		_outcome = CANCELLED
	elif done[0] != HTTPRequest.RESULT_SUCCESS:
		_outcome = "%s can't be fetched (result %d)." % [address, done[0]]
	elif done[1] != HTTPClient.RESPONSE_OK:
		_outcome = "%s can't be fetched: the answer is %d." % [address, done[1]]
	if _outcome:
		DirAccess.remove_absolute(path)
		return ""
	return path


# ---- What threads do ----


func _check_and_unpack(archive: String, source: String, sha256: String) -> String:
	var problem := _check(archive, sha256, archive != source)
	return problem if problem else _unpack(archive, source, sha256)


# What was fetched and is something else is deleted; a file of the user's stays.
func _check(path: String, sha256: String, is_fetched: bool) -> String:
	var found := _sha256_of(path, "Checking…")
	if _stop:
		return CANCELLED
	if not found:
		return "%s can't be read." % path
	if found == sha256:
		return ""
	if is_fetched:
		DirAccess.remove_absolute(path)
	return (
		"%s has the SHA-256 %s, not %s. Nothing was installed%s."
		% [path.get_file(), found, sha256, "; the download is deleted" if is_fetched else ""]
	)


func _sha256_of(path: String, stage: String) -> String:
	var file := FileAccess.open(path, FileAccess.READ)
	if not file:
		return ""
	var hashing := HashingContext.new()
	hashing.start(HashingContext.HASH_SHA256)
	while file.get_position() < file.get_length() and not _stop:
		hashing.update(file.get_buffer(CHUNK_BYTES))
		if stage:
			_tell(stage, file.get_position() / float(file.get_length()))
	return hashing.finish().hex_encode()


func _unpack(path: String, source: String, sha256: String) -> String:
	var archive := Archive.new()
	var work := places.root().path_join(".unpacking")
	_remove(work)
	var problem := archive.open(path, places)
	if not problem:
		problem = _unpack_into(archive, work)
	archive.close()
	if not problem:
		var mark := {"kind": "bundle", "source": source, "sha256": sha256}
		mark["manifest"] = _sha256_of(work.path_join(Places.MANIFEST), "")
		problem = _put_in_place(work, places.bundle_folder(), mark)
	_remove(work)
	if problem and not _stop:
		return problem + " Nothing was installed."
	return CANCELLED if problem else ""


func _unpack_into(archive: Archive, work: String) -> String:
	DirAccess.make_dir_recursive_absolute(work)
	var opened := DirAccess.open(work)
	if not opened:
		return "The folder %s can't be made." % work
	if opened.get_space_left() < archive.bytes:
		return "%s has too little room: %.0f MB are needed." % [work, archive.bytes / 1e6]
	var written := 0.0
	for file: String in archive.files:
		var problem := CANCELLED if _stop else archive.extract(file, work)
		if problem:
			return problem
		written += float(archive.files[file].get("bytes", 0))
		_tell("Unpacking…", written / maxf(archive.bytes, 1.0))
	var failure := archive.extract_manifest(work)
	return "%s can't be written." % Places.MANIFEST if failure else ""


# Marks what is in a folder as installed, and moves it to where it is looked for.
func _put_in_place(work: String, folder: String, mark: Dictionary) -> String:
	if _stop:
		return CANCELLED
	if Places.store(work.path_join(Places.MARK), JSON.stringify(mark, "\t").to_utf8_buffer()):
		return "%s can't be written." % work.path_join(Places.MARK)
	var failure := _set_aside(folder)
	if failure:
		return _not_moved(folder, failure)
	failure = DirAccess.rename_absolute(work, folder)
	if failure:
		DirAccess.rename_absolute(folder + BEFORE, folder)
		return "%s can't be made: %s." % [folder, error_string(failure)]
	_remove(folder + BEFORE)
	return ""


func _check_files(folder: String) -> String:
	var manifest := folder.path_join(Places.MANIFEST)
	if _sha256_of(manifest, "") != places.mark_of(folder)["manifest"]:
		return "%s is not as it was installed." % Places.MANIFEST
	var files: Dictionary = JSON.parse_string(FileAccess.get_file_as_string(manifest))["files"]
	var done := 0
	for file: String in files:
		var found := _sha256_of(folder.path_join(file), "")
		if _stop:
			return CANCELLED
		if found != files[file]["sha256"]:
			return "%s is not as it was installed." % file
		done += 1
		_tell("Checking…", done / float(files.size()))
	return ""


func _remove_installed(folder: String) -> String:
	# The mark goes last: what was removed in part can be removed again.
	_remove(folder + BEFORE)
	_remove(folder, Places.MARK)
	_remove(folder)
	return "%s can't be removed." % folder if DirAccess.dir_exists_absolute(folder) else ""


# Links are removed, and what they lead to stays.
static func _remove(folder: String, but_for := "") -> void:
	var opened := DirAccess.open(folder)
	if not opened:
		return
	opened.include_hidden = true
	for file in opened.get_files():
		if file != but_for:
			opened.remove(file)
	for inner in opened.get_directories():
		if opened.is_link(inner):
			opened.remove(inner)
		else:
			_remove(folder.path_join(inner))
	if not but_for:
		DirAccess.remove_absolute(folder)


func _make_environment(maker: String, wheel: String, source: String, sha256: String) -> String:
	# What is in it knows its own path, so it is made where it stays, and counts once it is marked.
	var folder := places.environment_folder()
	DirAccess.make_dir_recursive_absolute(places.root())
	var failure := _set_aside(folder)
	if failure:
		return _not_moved(folder, failure)
	var problem := _make_environment_in(folder, maker, wheel)
	if not problem:
		var mark := JSON.stringify({"kind": maker, "source": source, "sha256": sha256}, "\t")
		if Places.store(folder.path_join(Places.MARK), mark.to_utf8_buffer()):
			problem = "%s can't be written." % folder.path_join(Places.MARK)
	if not problem:
		_remove(folder + BEFORE)
		return ""
	_remove(folder)
	if DirAccess.dir_exists_absolute(folder + BEFORE):
		failure = DirAccess.rename_absolute(folder + BEFORE, folder)
		if failure:
			return "%s The one from before is in %s." % [problem, folder + BEFORE]
		problem += " The one from before is still there."
	return CANCELLED if _stop else problem


# Keeps what is there until there is another that works; what an editor that was ended in the middle
# of this left aside is what was there.
func _set_aside(folder: String) -> Error:
	var before := folder + BEFORE
	if FileAccess.file_exists(folder.path_join(Places.MARK)):
		_remove(before)
		return DirAccess.rename_absolute(folder, before)
	_remove(folder)
	return OK


static func _not_moved(folder: String, failure: Error) -> String:
	return "%s can't be moved: %s. Is its server running?" % [folder, error_string(failure)]


# Makes it, and tries it.
func _make_environment_in(folder: String, maker: String, wheel: String) -> String:
	var program := Places.makers()[maker]
	var python := folder.path_join(
		"Scripts/python.exe" if OS.get_name() == "Windows" else "bin/python"
	)
	var wanted := wheel if wheel else "procgen-server==%s" % places.version()
	var offline := ["--no-index", "--find-links", wheel.get_base_dir()]
	if Places.may_fetch():
		offline = []
	var commands: Array[Array]
	if maker == "uv":
		commands = [
			[program, "venv", "--python", ">=3.11", folder],
			[program, "pip", "install", "--python", python, wanted] + offline,
		]
	else:
		var too_old := "import sys; sys.exit(sys.version_info < (%s))" % OLDEST_PYTHON
		commands = [
			[program, "-c", too_old],
			[program, "-m", "venv", folder],
			[python, "-m", "pip", "install", "--disable-pip-version-check", wanted] + offline,
		]
	commands.append([places.program_in(folder), "--version"])
	for number in commands.size():
		_tell("Making an environment of Python…", number / float(commands.size()))
		var problem := _run(commands[number])
		if problem and number == 0 and maker == "python":
			return "%s is older than Python 3.11, or broken." % program
		if problem:
			return problem
	return ""


# Returns the last line that a program said, if it failed.
func _run(command: Array) -> String:
	var arguments := PackedStringArray(command.slice(1))
	var started := OS.execute_with_pipe(command[0] as String, arguments, false)
	if not started:
		return "%s can't be started." % command[0]
	var pid: int = started["pid"]
	var said := PackedByteArray()
	while OS.is_process_running(pid):
		if _stop:
			OS.kill(pid)
		OS.delay_msec(WAIT_MSEC)
		for pipe: String in ["stdio", "stderr"]:
			said.append_array((started[pipe] as FileAccess).get_buffer(CHUNK_BYTES))
	for pipe: String in ["stdio", "stderr"]:
		said.append_array((started[pipe] as FileAccess).get_buffer(CHUNK_BYTES))
	if OS.get_process_exit_code(pid) == 0:
		return ""
	var lines := said.get_string_from_utf8().strip_edges().split("\n", false)
	var last := lines[-1] if lines else "it says nothing"
	return "%s failed: %s" % [(command[0] as String).get_file(), last.strip_edges()]
