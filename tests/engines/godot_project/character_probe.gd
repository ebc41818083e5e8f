extends RefCounted
## Makes and changes characters as a game would, and tells what becomes of them in the engine.

const Figures := preload("figure_probe.gd")
const Wire := preload("wire_probe.gd")

var _tree: SceneTree
var _client: ProcgenClient


func _init(tree: SceneTree, web_port: int) -> void:
	_tree = tree
	_client = ProcgenClient.new(web_port)


## What the calls that answer with one message answer to a list of requests.
func answers(arguments: Dictionary) -> Dictionary:
	var found: Array[Dictionary] = []
	for fields: Dictionary in arguments["requests"]:
		var running := _started(fields)
		var status: ProcgenStatus = await running.finished
		found.append(
			{"status": Wire.describe(status), "response": Wire.to_dictionary(running.answer)}
		)
	return {"answers": found}


## The outputs of a character, and the nodes that its file becomes.
func make(arguments: Dictionary) -> Dictionary:
	var running := _client.character.generate(Wire.message_of(arguments["request"]))
	var status: ProcgenStatus = await running.finished
	var report := {
		"status": Wire.describe(status),
		"result": Wire.to_dictionary(running.result),
		"sha256": running.artifacts.map(ProcgenClient.sha256),
	}
	if status.is_ok():
		var node := await (ProcgenCharacterBuilder.build_in_background(
			running.result, running.artifacts
		))
		_tree.root.add_child(node)
		report["name"] = node.name
		report["recipe"] = node.get_meta(ProcgenCharacterBuilder.RECIPE_META)
		report["nodes"] = Figures.describe(node)
	return report


## Members and files of a crowd as they come.
func crowd(arguments: Dictionary) -> Dictionary:
	var running := _client.character.generate_crowd(Wire.message_of(arguments["request"]))
	var members: Array[Dictionary] = []
	running.received.connect(
		func(event: ProcgenV1.CrowdEvent, files: Array[PackedByteArray]) -> void:
			if event.member:
				var sha256 := files.map(ProcgenClient.sha256)
				members.append({"member": event.member.to_json(), "sha256": sha256})
	)
	var status: ProcgenStatus = await running.finished
	return {
		"status": Wire.describe(status),
		"members": members,
		"result": Wire.to_dictionary(running.result),
		"sha256": running.artifacts.map(ProcgenClient.sha256),
	}


## A call is stopped as soon as it has said how far it is.
func cancelled(arguments: Dictionary) -> Dictionary:
	var running := _client.character.generate(Wire.message_of(arguments["request"]))
	await running.progressed
	running.cancel()
	var status: ProcgenStatus = await running.finished
	return {
		"status": Wire.describe(status),
		"has_result": running.result != null or not running.artifacts.is_empty(),
	}


## A character whose sliders move: with [code]settings[/code] of the node, a [code]clip[/code] that
## is played, [code]sliders[/code] that are put somewhere one after the other, an
## [code]expression[/code] in the end, and a [code]folder[/code] for vertices and photographs. Needs
## a screen: without one the engine keeps no vertices that could move.
func sliders(arguments: Dictionary) -> Dictionary:
	var folder: String = arguments["folder"]
	var node := ProcgenCharacter.new()
	var studio := Figures.Studio.new(_tree, node, folder)
	await _generate(node, arguments)
	node.play(arguments["clip"])
	_hold_still(node)
	var before: Variant = Wire.to_dictionary(node.person)
	await studio.photograph_figure("before")
	var held := Node3D.new()
	node.figure.skeleton.get_node("RightHand/hand_r").add_child(held)
	node.play(arguments["clip"])
	# Not an integer: a lambda would count on a copy.
	var updates: Array[int] = []
	node.reshaped.connect(func() -> void: updates.append(Time.get_ticks_msec()))
	for slider: Array in arguments["sliders"]:
		node.set_slider(slider[0], slider[1])
		await _tree.process_frame
	while not _has_arrived(node, arguments["sliders"]):
		await node.reshaped
	Figures.write_vertices(node.figure, folder + "/moved", "")
	var moved_bones := Figures.describe(node.figure.root)["bones"] as Dictionary
	await node.settled
	Figures.write_vertices(node.figure, folder + "/settled", "jawOpen")
	var playing := node.figure.animation_player.current_animation
	_hold_still(node)
	await studio.photograph_figure("settled")
	await studio.photograph_face("settled")
	for shape: StringName in arguments["expression"]:
		assert(node.set_blend_shape(shape, arguments["expression"][shape]))
	await studio.photograph_face("expression")
	return {
		"before": before,
		"after": Wire.to_dictionary(node.person),
		"person": node.person.encode().hex_encode(),
		"updates": updates.size(),
		"moved_bones": moved_bones,
		"nodes": Figures.describe(node.figure.root),
		"held": is_instance_valid(held) and held.is_inside_tree(),
		"playing": playing,
	}


## A character with [code]settings[/code] that stands, walks at [code]speed[/code], then travels to
## a [code]state[/code] of its tree, with photographs in a [code]folder[/code].
func moves(arguments: Dictionary) -> Dictionary:
	var node := ProcgenCharacter.new()
	var studio := Figures.Studio.new(_tree, node, arguments["folder"])
	await _generate(node, arguments)
	var posed := _hands_m(node)
	var tree := node.make_tree(true)
	var space := (tree.tree_root as AnimationNodeStateMachine).get_node(&"move")
	var points := {}
	for index in (space as AnimationNodeBlendSpace2D).get_blend_point_count():
		var at: Vector2 = (space as AnimationNodeBlendSpace2D).get_blend_point_position(index)
		var clip: AnimationNodeAnimation = space.get_blend_point_node(index)
		points[clip.animation] = [at.x, at.y]
	var speed: Array = arguments["speed"]
	node.set_speed(Vector2(speed[0], speed[1]))
	tree.callback_mode_process = AnimationMixer.ANIMATION_CALLBACK_MODE_PROCESS_MANUAL
	tree.advance(0.5)
	var way := Vector3.ZERO
	for _frame in 60:
		tree.advance(1.0 / 60.0)
		way += tree.get_root_motion_position()
	await studio.photograph_figure("walking")
	node.travel(arguments["state"])
	for _frame in 90:
		tree.advance(1.0 / 60.0)
	await studio.photograph_figure("travelled")
	var hips := node.figure.skeleton.find_bone("Hips")
	return {
		"posed": posed,
		"points": points,
		"way": [way.x, way.y, way.z],
		"state": tree.get("parameters/playback").get_current_node(),
		"hips_m": node.figure.skeleton.get_bone_global_pose(hips).origin.y,
		"phase": node.figure.phase,
		"walk_m_s": node.figure.velocities[&"walk_casual"].z,
	}


func _hands_m(node: ProcgenCharacter) -> Array:
	var skeleton := node.figure.skeleton
	return ["LeftHand", "RightHand"].map(
		func(bone: String) -> float:
			return skeleton.get_bone_global_pose(skeleton.find_bone(bone)).origin.y
	)


## A slider that the server does not know is refused, and the next one works.
func refused_slider(arguments: Dictionary) -> Dictionary:
	var node := ProcgenCharacter.new()
	await _generate(node, arguments)
	node.set_slider("no_such_slider", 0.5)
	var status: ProcgenStatus = await node.failed
	node.set_slider("nose_hump", 0.5)
	await node.reshaped
	return {
		"status": Wire.describe(status),
		"refused": node.get_slider("no_such_slider"),
		"taken": node.get_slider("nose_hump"),
	}


## Two wishes in a row: the second one counts.
func changed_mind(arguments: Dictionary) -> Dictionary:
	var node := ProcgenCharacter.new()
	node.web_port = _client.web_port
	node.texture_px = 0
	_tree.root.add_child(node)
	var made: Array[int] = []
	node.generated.connect(func() -> void: made.append(1))
	node.character_seed = arguments["seeds"][0]
	node.generate()
	node.character_seed = arguments["seeds"][1]
	var status := await node.generate()
	return {
		"status": Wire.describe(status),
		"person": Wire.to_dictionary(node.person),
		"generated": made.size(),
		"children": node.get_child_count(),
	}


func _generate(node: ProcgenCharacter, arguments: Dictionary) -> void:
	node.web_port = _client.web_port
	for setting: String in arguments["settings"]:
		node.set(setting, arguments["settings"][setting])
	_tree.root.add_child(node)
	node.failed.connect(
		func(status: ProcgenStatus) -> void:
			if not arguments.get("may_fail", false):
				push_error(status)
	)
	await node.generate()


# Photographs are compared: all of the clip's first moment.
func _hold_still(node: ProcgenCharacter) -> void:
	node.figure.animation_player.pause()
	node.figure.animation_player.seek(0.0, true)


# Whether each slider is where it was put last.
func _has_arrived(node: ProcgenCharacter, wanted: Array) -> bool:
	var last := {}
	for slider: Array in wanted:
		last[slider[0]] = slider[1]
	var shape := node.person.shape
	for name: String in last:
		var is_factor := name in node.FACTORS
		var value: float = shape.get(name) if is_factor else shape.modifiers.get(name, 0.0)
		if not is_equal_approx(value, last[name]):
			return false
	return true


func _started(fields: Dictionary) -> ProcgenCall:
	var method: String = fields["method"]
	fields.erase("method")
	return _client.character.call(method, Wire.message_of(fields))
