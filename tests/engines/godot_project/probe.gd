extends SceneTree
## Does what the test asks for and prints one line of JSON about it.
##
## The only argument is a file of JSON: the name of one of the functions below in
## [code]probe[/code], and what it needs. An error in a script would leave the engine running for
## ever, hence the time limit.

const EXIT_TOO_SLOW := 3
const TIME_LIMIT_S := 280.0

const Quiet := preload("quiet.gd")
const Wire := preload("wire_probe.gd")
const Terrain := preload("terrain_probe.gd")
const Materials := preload("material_probe.gd")
const Characters := preload("character_probe.gd")
const Game := preload("game_probe.gd")


func _initialize() -> void:
	var arguments: Dictionary = JSON.parse_string(
		FileAccess.get_file_as_string(OS.get_cmdline_user_args()[0])
	)
	create_timer(TIME_LIMIT_S).timeout.connect(quit.bind(EXIT_TOO_SLOW))
	var probe := Callable(self, arguments["probe"])
	var report: Dictionary = await probe.call(arguments)
	await Quiet.wait(self)
	print(JSON.stringify(report, "", true, true))
	quit(0)


func info(arguments: Dictionary) -> Dictionary:
	var running := client_of(arguments).system.get_info()
	var status: ProcgenStatus = await running.finished
	return {"status": Wire.describe(status), "info": Wire.to_dictionary(running.response)}


## A terrain from the server becomes a body in the tree; its arrays go into files.
func terrain(arguments: Dictionary) -> Dictionary:
	var client := client_of(arguments)
	var running := client.terrain.generate(request_of(arguments["request"]))
	var fractions := PackedFloat32Array()
	running.progressed.connect(
		func(progress: ProcgenV1.Progress) -> void: fractions.append(progress.fraction)
	)
	var status: ProcgenStatus = await running.finished
	if not status.is_ok():
		return {"status": Wire.describe(status)}
	var body := await (ProcgenTerrainBuilder.build_in_background(running.result, running.artifacts))
	root.add_child(body)
	# The physics server knows a new body after a step.
	await physics_frame
	await physics_frame
	Terrain.write_arrays(body, arguments["folder"])
	return {
		"status": Wire.describe(status),
		"fractions": fractions,
		"result": Wire.to_dictionary(running.result),
		"heights_sha256": ProcgenClient.sha256(running.artifact("heights_f32")),
		"recipe": body.get_meta(ProcgenTerrainBuilder.RECIPE_META),
		"map_width": body.get_node("Shape").shape.map_width,
		"map_depth": body.get_node("Shape").shape.map_depth,
		"ground_m": Terrain.ground_under(body, arguments["points"]),
	}


## Nodes with the scripts of those paths, one after the other: each puts something below itself,
## which is then given the time to do what it is there for, as many things as "children" says.
func examples(arguments: Dictionary) -> Dictionary:
	var reports: Array[Dictionary] = []
	for script: String in arguments["scripts"]:
		reports.append(await _example(script, int(arguments.get("children", 1))))
	return {"reports": reports}


func _example(path: String, children: int) -> Dictionary:
	var node: Node3D = load(path).new()
	root.add_child(node)
	while node.get_child_count() < children:
		await process_frame
	var child := node.get_child(0)
	if child is ProcgenTerrain:
		await (child as ProcgenTerrain).all_ready
	elif child is ProcgenMaterial:
		await (child as ProcgenMaterial).material_ready
	elif child is ProcgenCharacter:
		await (child as ProcgenCharacter).reshaped
	elif child is ProcgenDialogue:
		for line in 2:
			await (child as ProcgenDialogue).line_finished
	elif child is ProcgenCapture:
		await (child as ProcgenCapture).taken
	elif child is Label3D:
		while node.get_child_count() < 3:
			await process_frame
	# The example goes on, too.
	for frame in 10:
		await process_frame
	while Quiet.is_calling(self):
		await process_frame
	var script: Script = child.get_script()
	var camera := root.get_camera_3d()
	var report := {
		"child": script.get_global_name() if script else StringName(child.get_class()),
		"children": node.get_child_count(),
		"camera_m": camera.position.y if camera else 0.0,
		"is_dressed": node is MeshInstance3D and (node as MeshInstance3D).material_override != null,
	}
	if child.has_method(&"hush"):
		child.call(&"hush")
	node.free()
	await Quiet.wait(self)
	return report


## How each request of a list ends.
func statuses(arguments: Dictionary) -> Dictionary:
	var found: Array[Dictionary] = []
	for request: Dictionary in arguments["requests"]:
		var client := client_of(arguments)
		var running := client.terrain.generate(
			request_of(request), arguments.get("timeout_s", 30.0)
		)
		var status: ProcgenStatus = await running.finished
		found.append(Wire.describe(status))
	return {"statuses": found}


## A call that runs is stopped.
func interrupted(arguments: Dictionary) -> Dictionary:
	var running := client_of(arguments).terrain.generate(request_of(arguments["request"]))
	var progress: ProcgenV1.Progress = await running.progressed
	var late_signals: Array[int] = []
	running.progressed.connect(func(_progress: RefCounted) -> void: late_signals.append(1))
	running.cancel()
	var status: ProcgenStatus = await running.finished
	return {
		"status": Wire.describe(status),
		"fraction": progress.fraction,
		"late_signals": late_signals.size(),
		"has_result": running.result != null or not running.artifacts.is_empty(),
	}


## The server whose process id comes along dies in a call, and another one takes its place.
func restarted(arguments: Dictionary) -> Dictionary:
	var client := client_of(arguments)
	var running := client.terrain.generate(request_of(arguments["request"]))
	await running.progressed
	OS.kill(arguments["server_pid"])
	var status: ProcgenStatus = await running.finished
	var meanwhile := PackedStringArray()
	var next := client.system.get_info()
	await next.finished
	while not next.status.is_ok():
		meanwhile.append(ProcgenStatus.Code.find_key(next.status.code))
		await create_timer(0.1).timeout
		next = client.system.get_info()
		await next.finished
	return {
		"status": Wire.describe(status),
		"has_result": running.result != null or not running.artifacts.is_empty(),
		"meanwhile": meanwhile,
		"afterwards": ProcgenStatus.Code.find_key(next.status.code),
	}


## The engine quits while a call runs.
func quit_early(arguments: Dictionary) -> Dictionary:
	var client := client_of(arguments)
	await client.terrain.generate(request_of(arguments["request"])).progressed
	return {}


## What [code]ask[/code] names among the functions of the probe for messages.
func wire(arguments: Dictionary) -> Dictionary:
	return Wire.new().call(arguments["ask"], arguments)


## Names and numbers of the enums that requests hold.
func enums(_arguments: Dictionary) -> Dictionary:
	return {
		"TerrainOutput": ProcgenV1.TerrainOutput,
		"TextureOutput": ProcgenV1.TextureOutput,
		"TextureArrayOutput": ProcgenV1.TextureArrayOutput,
	}


## A material from the server, asked for as PNG and raw, and what becomes of it in the engine.
func texture(arguments: Dictionary) -> Dictionary:
	var client := client_of(arguments)
	var report := {"materials": []}
	var previews: Array[Vector2i] = []
	for request: Dictionary in arguments["requests"]:
		var running := client.texture.generate(Wire.message_of(request))
		running.progressed.connect(
			func(progress: ProcgenV1.Progress) -> void:
				if not progress.preview_png.is_empty():
					var image := Image.new()
					image.load_png_from_buffer(progress.preview_png)
					previews.append(image.get_size())
		)
		var status: ProcgenStatus = await running.finished
		if not status.is_ok():
			return {"status": Wire.describe(status)}
		var material := await (ProcgenMaterialBuilder.build_in_background(
			running.result, running.artifacts, true
		))
		report["materials"].append(Materials.describe(material))
		report["result"] = Wire.to_dictionary(running.result)
		report["sha256"] = running.artifacts.map(ProcgenClient.sha256)
	report["previews"] = previews.map(func(size: Vector2i) -> Array: return [size.x, size.y])
	return report


func texture_set(arguments: Dictionary) -> Dictionary:
	var client := client_of(arguments)
	var running := client.texture.generate_set(Wire.message_of(arguments["request"]))
	var status: ProcgenStatus = await running.finished
	return {
		"status": Wire.describe(status),
		"result": Wire.to_dictionary(running.result),
		"sha256": running.artifacts.map(ProcgenClient.sha256),
	}


## How blobs, files of that path, arrive, each sent twice; and what the server has of them then.
func blobs(arguments: Dictionary) -> Dictionary:
	var client := client_of(arguments)
	var found: Array[Dictionary] = []
	for path: String in arguments["paths"]:
		var blob := FileAccess.get_file_as_bytes(path)
		for time in 2:
			found.append(Wire.describe(await client.put_blob(blob)))
		var asking := ProcgenV1.PutBlobRequest.new()
		asking.sha256 = ProcgenClient.sha256(blob)
		asking.total_bytes = blob.size()
		var question := client.blobs.put_blob(asking)
		await question.finished
		found[-1]["sha256"] = asking.sha256
		found[-1]["response"] = Wire.to_dictionary(question.response)
	return {"blobs": found}


## A texture call is stopped as soon as it has shown something.
func texture_cancelled(arguments: Dictionary) -> Dictionary:
	var client := client_of(arguments)
	var running := client.texture.generate(Wire.message_of(arguments["request"]))
	await running.progressed
	running.cancel()
	var status: ProcgenStatus = await running.finished
	return {
		"status": Wire.describe(status),
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
	var client := client_of(arguments)
	var running := client.terrain.generate(request_of(arguments["request"]))
	await running.finished
	var body := await (ProcgenTerrainBuilder.build_in_background(running.result, running.artifacts))
	root.add_child(body)
	await Terrain.take_pictures(body, arguments["folder"])
	return {}


func game(arguments: Dictionary) -> Dictionary:
	var probe := Game.new(self, arguments.get("web_port", 0))
	return await probe.call(arguments["ask"], arguments)


func client_of(arguments: Dictionary) -> ProcgenClient:
	var client := ProcgenClient.new(arguments["web_port"])
	client.token = arguments.get("token", "")
	return client


func request_of(fields: Dictionary) -> ProcgenV1.TerrainRequest:
	var request := ProcgenV1.TerrainRequest.new()
	for problem in request.merge_json(fields):
		push_error(problem)
	return request
