extends SceneTree
## Does what the test asks for and prints one line of JSON about it.
##
## The only argument is a file of JSON: the name of one of the functions below in
## [code]probe[/code], and what it needs. An error in a script would leave the engine running for
## ever, hence the time limit: the usual one, or the [code]time_limit_s[/code] that the test allows.

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 60.0

const Wire := preload("wire_probe.gd")
const Terrain := preload("terrain_probe.gd")
const Materials := preload("material_probe.gd")
const Characters := preload("character_probe.gd")


func _initialize() -> void:
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	var time_limit_s: float = arguments.get("time_limit_s", TIME_LIMIT_S)
	create_timer(time_limit_s).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var probe := Callable(self, arguments["probe"])
	var report: Dictionary = await probe.call(arguments)
	print(JSON.stringify(report, "", true, true))
	quit(0)


func info(arguments: Dictionary) -> Dictionary:
	var running := ProcgenClient.new(arguments["web_port"]).get_info()
	var status: ProcgenClient.GrpcStatus = await running.finished
	return {"status": describe(status), "info": Wire.to_dictionary(running.info)}


## A terrain from the server becomes a body in the tree; its arrays go into files.
func terrain(arguments: Dictionary) -> Dictionary:
	var client := ProcgenClient.new(arguments["web_port"])
	var running := client.generate_terrain(request_of(arguments["request"]))
	var fractions := PackedFloat32Array()
	running.progressed.connect(
		func(progress: ProcgenClient.Messages.Progress) -> void: fractions.append(progress.fraction)
	)
	var status: ProcgenClient.GrpcStatus = await running.finished
	if not status.is_ok():
		return {"status": describe(status)}
	var body := await ProcgenTerrainBuilder.build_in_background(running)
	root.add_child(body)
	# The physics server knows a new body after a step.
	await physics_frame
	await physics_frame
	Terrain.write_arrays(body, arguments["folder"])
	return {
		"status": describe(status),
		"fractions": fractions,
		"result": Wire.to_dictionary(running.result),
		"heights_sha256": Terrain.sha256(ProcgenTerrainBuilder.heights_of(running).to_byte_array()),
		"recipe": body.get_meta(ProcgenTerrainBuilder.RECIPE_META),
		"map_width": body.get_node("Shape").shape.map_width,
		"map_depth": body.get_node("Shape").shape.map_depth,
		"ground_m": Terrain.ground_under(body, arguments["points"]),
	}


## A node with the script of that path puts something below itself; a character there is moved, too,
## and a speaker says two lines.
func example(arguments: Dictionary) -> Dictionary:
	var node: Node3D = load(arguments["script"]).new()
	root.add_child(node)
	while node.get_child_count() == 0:
		await process_frame
	var child := node.get_child(0)
	if child is ProcgenCharacter:
		await (child as ProcgenCharacter).reshaped
	if child is ProcgenDialogue:
		for line in 2:
			await (child as ProcgenDialogue).line_finished
	return {"child": child.get_class()}


## How each request of a list ends.
func statuses(arguments: Dictionary) -> Dictionary:
	var found: Array[Dictionary] = []
	for request: Dictionary in arguments["requests"]:
		var client := ProcgenClient.new(arguments["web_port"])
		var started_msec := Time.get_ticks_msec()
		var running := client.generate_terrain(
			request_of(request), arguments.get("timeout_s", 30.0)
		)
		var status: ProcgenClient.GrpcStatus = await running.finished
		var entry := describe(status)
		entry["took_ms"] = Time.get_ticks_msec() - started_msec
		found.append(entry)
	return {"statuses": found}


## A call that runs is stopped: by its own side, or by the death of the server whose process id
## comes along.
func interrupted(arguments: Dictionary) -> Dictionary:
	var client := ProcgenClient.new(arguments["web_port"])
	var running := client.generate_terrain(request_of(arguments["request"]))
	var progress: ProcgenClient.Messages.Progress = await running.progressed
	var late_signals: Array[int] = []
	running.progressed.connect(func(_progress: RefCounted) -> void: late_signals.append(1))
	var stopped_msec := Time.get_ticks_msec()
	if arguments.has("server_pid"):
		OS.kill(arguments["server_pid"])
	else:
		running.cancel()
	var status: ProcgenClient.GrpcStatus = await running.finished
	return {
		"status": describe(status),
		"fraction": progress.fraction,
		"took_ms": Time.get_ticks_msec() - stopped_msec,
		"late_signals": late_signals.size(),
		"has_result": running.result != null or not running.artifacts.is_empty(),
	}


## The engine quits while a call runs.
func quit_early(arguments: Dictionary) -> Dictionary:
	var client := ProcgenClient.new(arguments["web_port"])
	await client.generate_terrain(request_of(arguments["request"])).progressed
	return {}


func encode(arguments: Dictionary) -> Dictionary:
	return {
		"encoded":
		arguments["requests"].map(
			func(fields: Dictionary) -> String: return Wire.message_of(fields).encode().hex_encode()
		)
	}


func decode(arguments: Dictionary) -> Dictionary:
	return {"decoded": arguments["messages"].map(Wire.decode)}


## Names and numbers of the enums that requests hold.
func enums(_arguments: Dictionary) -> Dictionary:
	return {
		"TerrainOutput": ProcgenClient.Messages.TerrainOutput,
		"TextureOutput": ProcgenClient.TextureMessages.TextureOutput,
		"TextureArrayOutput": ProcgenClient.TextureMessages.TextureArrayOutput,
	}


## A material from the server, asked for as PNG and raw, and what becomes of it in the engine.
func texture(arguments: Dictionary) -> Dictionary:
	var client := ProcgenClient.new(arguments["web_port"])
	var report := {"materials": []}
	var previews: Array[Vector2i] = []
	for request: Dictionary in arguments["requests"]:
		var running := client.generate_texture(Wire.message_of(request))
		running.progressed.connect(
			func(progress: ProcgenClient.Messages.Progress) -> void:
				if not progress.preview_png.is_empty():
					var image := Image.new()
					image.load_png_from_buffer(progress.preview_png)
					previews.append(image.get_size())
		)
		var status: ProcgenClient.GrpcStatus = await running.finished
		if not status.is_ok():
			return {"status": describe(status)}
		var material := await ProcgenMaterialBuilder.build_in_background(running, true)
		report["materials"].append(Materials.describe(material))
		report["result"] = Wire.to_dictionary(running.result)
		report["sha256"] = running.artifacts.map(Terrain.sha256)
	report["previews"] = previews.map(func(size: Vector2i) -> Array: return [size.x, size.y])
	return report


func texture_set(arguments: Dictionary) -> Dictionary:
	var client := ProcgenClient.new(arguments["web_port"])
	var running := client.generate_texture_set(Wire.message_of(arguments["request"]))
	var status: ProcgenClient.GrpcStatus = await running.finished
	return {
		"status": describe(status),
		"result": Wire.to_dictionary(running.result),
		"sha256": running.artifacts.map(Terrain.sha256),
	}


## How blobs, files of that path, arrive, each sent twice.
func blobs(arguments: Dictionary) -> Dictionary:
	var client := ProcgenClient.new(arguments["web_port"])
	var found: Array[Dictionary] = []
	for path: String in arguments["paths"]:
		for time in 2:
			var running := client.put_blob(FileAccess.get_file_as_bytes(path))
			var status: ProcgenClient.GrpcStatus = await running.finished
			var entry := describe(status)
			entry["sha256"] = running.sha256
			entry["response"] = Wire.to_dictionary(running.response)
			entry["sent_bytes"] = running.sent_bytes
			found.append(entry)
	return {"blobs": found}


## A texture call is stopped as soon as it has shown something.
func texture_cancelled(arguments: Dictionary) -> Dictionary:
	var client := ProcgenClient.new(arguments["web_port"])
	var running := client.generate_texture(Wire.message_of(arguments["request"]))
	await running.progressed
	var stopped_msec := Time.get_ticks_msec()
	running.cancel()
	var status: ProcgenClient.GrpcStatus = await running.finished
	return {
		"status": describe(status),
		"took_ms": Time.get_ticks_msec() - stopped_msec,
		"has_result": running.result != null or not running.artifacts.is_empty(),
	}


## Pictures of materials on meshes: those of [code]shots[/code], with pictures from files.
func photographs(arguments: Dictionary) -> Dictionary:
	for shot: Dictionary in arguments["shots"]:
		await Materials.photograph(self, shot)
	return {}


## What [code]ask[/code] names among the functions of the probe for characters.
func characters(arguments: Dictionary) -> Dictionary:
	var probe := Characters.new(self, arguments["web_port"])
	return await probe.call(arguments["ask"], arguments)


## What a camera sees of a terrain, from above and from below.
func picture(arguments: Dictionary) -> Dictionary:
	var client := ProcgenClient.new(arguments["web_port"])
	var running := client.generate_terrain(request_of(arguments["request"]))
	await running.finished
	var body := await ProcgenTerrainBuilder.build_in_background(running)
	root.add_child(body)
	await Terrain.take_pictures(body, arguments["folder"])
	return {}


func describe(status: ProcgenClient.GrpcStatus) -> Dictionary:
	return {
		"code": ProcgenClient.GrpcStatus.Code.find_key(status.code),
		"message": status.message,
		"detail": Wire.to_dictionary(status.detail),
	}


func request_of(fields: Dictionary) -> ProcgenClient.Messages.TerrainRequest:
	var request := ProcgenClient.Messages.TerrainRequest.new()
	Wire.fill(request, fields)
	return request
