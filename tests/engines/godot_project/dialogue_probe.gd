extends "probe.gd"
## Talks to speakers and asks for lines and scenes as a game would.


## Tells what a speaker does.
class Listener:
	extends RefCounted

	var pieces := PackedStringArray()
	var actions: Array[Dictionary] = []
	var lines: Array[Dictionary] = []
	var problems := PackedStringArray()

	func _init(speaker: ProcgenDialogue) -> void:
		speaker.text_received.connect(func(piece: String) -> void: pieces.append(piece))
		speaker.action_called.connect(_take_action)
		speaker.line_finished.connect(_take_line)
		speaker.failed.connect(func(message: String) -> void: problems.append(message))

	## All that was heard so far.
	func heard() -> Dictionary:
		return {
			"text": "".join(pieces),
			"actions": actions.duplicate(),
			"lines": lines.duplicate(),
			"problems": problems
		}

	func _take_action(action: String, arguments: Dictionary) -> void:
		actions.append({"name": action, "arguments": arguments})

	func _take_line(line: ProcgenV1.Line) -> void:
		lines.append({"text": line.text, "intent": line.intent, "speaker": line.speaker})


## All of dialogue in one run of the engine, since starting it takes longest.
func dialogue(arguments: Dictionary) -> Dictionary:
	# Without a screen the engine would draw as often as it can, and the server needs the time.
	Engine.max_fps = 60
	var web_port: int = arguments["web_port"]
	var client := ProcgenClient.new(web_port)
	return {
		"calls": await _calls(client, arguments["requests"]),
		"interrupted": await _interrupted(client, arguments["long"]),
		"talk": await _talk(web_port, arguments),
		"together": await _together(web_port),
		"interrupted_talk": await _interrupted_talk(web_port, arguments["said"]),
		"barks": await _barks(web_port),
		"refused": await _refused(web_port, arguments["unused_port"]),
		"suggested":
		{
			"roles": ProcgenDialogue.ROLES.split(","),
			"moods": ProcgenDialogue.MOODS.split(","),
			"registers": ProcgenDialogue.REGISTERS.split(",")
		},
	}


## What each call of the service answers; a scene is loaded as a resource, too.
func _calls(client: ProcgenClient, requests: Dictionary) -> Dictionary:
	var info_call := client.dialogue.get_dialogue_info()
	await info_call.finished
	var check_call := client.dialogue.check_scene(Wire.message_of(requests["check"]))
	await check_call.finished
	var lines_call := client.dialogue.generate_lines(Wire.message_of(requests["lines"]))
	var written := PackedStringArray()
	lines_call.received.connect(
		func(event: ProcgenV1.LinesEvent, _files: Array[PackedByteArray]) -> void:
			if event.line:
				written.append(event.line.text)
	)
	await lines_call.finished
	var scene_call := client.dialogue.generate_scene(Wire.message_of(requests["scene"]))
	await scene_call.finished
	var fill_call := client.dialogue.fill_scene(Wire.message_of(requests["fill"]))
	await fill_call.finished
	var file := FileAccess.open("user://scene.tres", FileAccess.WRITE)
	file.store_buffer(scene_call.artifact("godot"))
	file.close()
	var resource: Resource = null
	if scene_call.status.is_ok():
		resource = ResourceLoader.load("user://scene.tres")
	return {
		"info": Wire.to_dictionary(info_call.response),
		"check": Wire.to_dictionary(check_call.response),
		"lines": _made(lines_call),
		"written": written,
		"scene": _made(scene_call),
		"fill": _made(fill_call),
		"loaded": resource.get_meta("procgen_scene") if resource else null,
		"nodes": resource.get_meta("procgen_nodes") if resource else null,
	}


func _made(running: ProcgenCall) -> Dictionary:
	return {
		"status": Wire.describe(running.status),
		"result": Wire.to_dictionary(running.answer),
		"sha256": running.artifacts.map(ProcgenClient.sha256),
	}


## A call for many lines is stopped when the first one is there.
func _interrupted(client: ProcgenClient, request: Dictionary) -> Dictionary:
	var running := client.dialogue.generate_lines(Wire.message_of(request))
	await running.received
	var late: Array[ProcgenV1.Message] = []
	running.received.connect(
		func(event: ProcgenV1.Message, _files: Array[PackedByteArray]) -> void: late.append(event)
	)
	running.cancel()
	var status: ProcgenStatus = await running.finished
	return {
		"status": Wire.describe(status),
		"late_lines": late.size(),
		"has_result": running.result != null or not running.artifacts.is_empty(),
	}


## Several turns; and from the middle on the same once more with another node, after saving.
func _talk(web_port: int, arguments: Dictionary) -> Dictionary:
	var smith := _speaker(web_port)
	var listener := Listener.new(smith)
	var frames: Array[int] = [0]
	var count := func() -> void: frames[0] += 1
	process_frame.connect(count)
	var said: PackedStringArray = arguments["said"]
	for text in said.slice(0, 2):
		await smith.say(text)
	process_frame.disconnect(count)
	var saved := smith.save_state()
	for text in said.slice(2):
		await smith.say(text)
	var again := _speaker(web_port)
	var second_listener := Listener.new(again)
	var report := {"loaded": again.load_state(saved)}
	for text in said.slice(2):
		await again.say(text)
	var before := again.save_state()
	report["damaged"] = [again.load_state("[1, 2"), again.load_state("{}")]
	report["unharmed"] = again.save_state() == before
	(
		report
		. merge(
			{
				"first": listener.heard(),
				"again": second_listener.heard(),
				"states": [smith.save_state(), again.save_state()],
				"relations": [smith.relation_now, again.relation_now],
				"saved": saved,
				"frames": frames[0],
			}
		)
	)
	smith.free()
	again.free()
	return report


## Two hear the player, answer, and talk among themselves; what both make of it.
func _together(web_port: int) -> Dictionary:
	var smith := _speaker(web_port)
	var oda := ProcgenDialogue.new()
	oda.speaker_name = "Oda"
	oda.role = "innkeeper"
	oda.knows = [{"text": "the mill burned on Sunday", "about": ["mill"]}]
	root.add_child(oda)
	var lines: Array[Dictionary] = []
	smith.line_said.connect(
		func(speaker: ProcgenDialogue, line: ProcgenV1.Line, to: String) -> void:
			lines.append(
				{"speaker": speaker.speaker_name, "line": line.speaker, "to": to, "text": line.text}
			)
	)
	var others: Array[ProcgenDialogue] = [oda]
	var codes := PackedStringArray()
	for text: String in [
		"I am Ilsa. Oda, when did the mill burn?", "", "I will bring you a lamp, Oda."
	]:
		codes.append(_code_of(await smith.say_together(text, others)))
	var promises := PackedStringArray()
	for promise in oda.mind_now.promises:
		promises.append(promise.text)
	var report := {
		"codes": codes,
		"lines": lines,
		"names": [smith.mind_now.player.get("name"), oda.mind_now.player.get("name")],
		"promises": promises,
	}
	smith.free()
	oda.free()
	return report


## Answers are stopped on their way: by the game, by the next words, and with the node.
func _interrupted_talk(web_port: int, said: PackedStringArray) -> Dictionary:
	var smith := _speaker(web_port)
	var listener := Listener.new(smith)
	var ends: Array[String] = []
	var say := func(text: String) -> void: ends.append(_code_of(await smith.say(text)))
	var before := smith.save_state()
	say.call(said[0])
	await process_frame
	var report := {"was_busy": smith.is_busy()}
	smith.cancel()
	while ends.is_empty():
		await process_frame
	report["is_busy"] = smith.is_busy()
	report["heard"] = listener.heard()
	report["unharmed"] = smith.save_state() == before
	say.call(said[0])
	await smith.say(said[1])
	while ends.size() < 2:
		await process_frame
	report["ends"] = ends
	report["lines"] = listener.lines.size()
	var chain := func() -> void:
		ends.append(_code_of(await smith.say(said[0])))
		ends.append(_code_of(await smith.bark("idle")))
	chain.call()
	await process_frame
	smith.queue_free()
	while ends.size() < 4:
		await process_frame
	return report


func _barks(web_port: int) -> Dictionary:
	var guard := ProcgenDialogue.new()
	guard.web_port = web_port
	guard.model = "phrases"
	guard.role = "guard"
	guard.mood = "angry"
	guard.traits = ["grumpy"]
	guard.world = {"setting": "medieval", "entities": [{"name": "Sable Gang", "kind": "faction"}]}
	root.add_child(guard)
	var listener := Listener.new(guard)
	for event: String in ["spot_enemy", "spot_enemy", "spot_enemy", "see_rain"]:
		await guard.bark(event)
	guard.role = "merchant"
	await guard.speak("sell", {"item": "brass key"}, ["seven crowns"])
	var saved := guard.save_state()
	guard.free()
	return {"heard": listener.heard(), "saved": saved}


## What can't be done is said, with and without the server.
func _refused(web_port: int, unused_port: int) -> Dictionary:
	var speaker := _speaker(web_port)
	var listener := Listener.new(speaker)
	var codes := PackedStringArray()
	speaker.world = {"setting": 3, "facts": [{"txt": "a"}], "entities": [{"plural": true}, 1]}
	codes.append(_code_of(await speaker.say("Hello!")))
	speaker.world = {}
	speaker.role = "astronomer"
	codes.append(_code_of(await speaker.bark("idle")))
	speaker.role = ""
	speaker.web_port = unused_port
	codes.append(_code_of(await speaker.say("Hello!")))
	speaker.web_port = web_port
	codes.append(_code_of(await speaker.say("Hello!")))
	speaker.free()
	return {"codes": codes, "problems": listener.problems}


## The smith of the documentation, in the tree.
func _speaker(web_port: int) -> ProcgenDialogue:
	var speaker := ProcgenDialogue.new()
	speaker.web_port = web_port
	speaker.persona_file = load("res://bram.json")
	speaker.listener = "Ilsa"
	speaker.dialogue_seed = -2
	speaker.model = "phrases"
	root.add_child(speaker)
	return speaker


func _code_of(status: ProcgenStatus) -> String:
	return ProcgenStatus.Code.find_key(status.code)
