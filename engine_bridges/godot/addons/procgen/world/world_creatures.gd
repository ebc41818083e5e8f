@tool
extends RefCounted
## Animals of a world: what [code]creatures.json[/code] says, as nodes that graze, peck and swim.
## Each is in the group [code]procgen_creatures[/code] and has metadata: [code]id[/code],
## [code]species[/code], [code]herd[/code], [code]clips[/code].

const CharacterBuilder := preload("../character/character_builder.gd")
const Folder := preload("world_folder.gd")
const Lighter := preload("world_lighter.gd")
const FILE := "creatures.json"
const GROUP := &"procgen_creatures"
## Seen up to so many times their size, where they are a few pixels.
const REACH := 90.0
## They don't all chew at once: speeds differ by so much.
const UNEVEN := 0.24

var _animals: Array[Dictionary] = []
var _states: Dictionary[String, GLTFState] = {}


## Reads who is there, and each file of meshes once. What is wrong is the folder's problem.
func read(folder: Folder) -> void:
	if not folder.has(FILE):
		return
	_animals.assign(folder.json(FILE).get("creatures", []))
	for animal in _animals:
		var file: String = animal["file"]
		if folder.problem or _states.has(file):
			continue
		var state := CharacterBuilder.new_state()
		var bytes := folder.bytes(file)
		if not folder.problem:
			folder.problem = CharacterBuilder.read(state, bytes)
			Lighter.meshes_of(state)
		_states[file] = state


## A node "Creatures" with a node each, or null where there are none.
func nodes() -> Node3D:
	if _animals.is_empty():
		return null
	var group := Node3D.new()
	group.name = "Creatures"
	var models: Dictionary[String, Node3D] = {}
	for file in _states:
		models[file] = CharacterBuilder.nodes_of(_states[file])
	for animal in _animals:
		group.add_child(_one(animal, models[animal["file"]]))
	for file in models:
		models[file].free()
	return group


func _one(animal: Dictionary, model: Node3D) -> Node3D:
	var node := Node3D.new()
	node.name = String(animal["id"]).validate_node_name()
	node.position = Vector3(animal["x_m"], animal["y_m"], animal["z_m"])
	node.rotation.y = deg_to_rad(animal["turn_deg"])
	node.add_to_group(GROUP, true)
	var shape: Node3D = model.duplicate()
	shape.name = "Figure"
	node.add_child(shape)
	for part: MeshInstance3D in shape.find_children("*", "MeshInstance3D", true, false):
		part.visibility_range_end = REACH * part.get_aabb().get_longest_axis_size()
	var players := shape.find_children("*", "AnimationPlayer", true, false)
	var player: AnimationPlayer = players[0] if players else null
	var clips := PackedStringArray()
	if player:
		clips = player.get_animation_list()
		for clip in clips:
			player.get_animation(clip).loop_mode = Animation.LOOP_LINEAR
		player.autoplay = animal["clip"]
		var own := fposmod(node.position.x * 0.37 + node.position.z * 0.73, 1.0)
		player.speed_scale = 1.0 + UNEVEN * (own - 0.5)
	for key: String in ["id", "species", "herd"]:
		node.set_meta(key, animal[key])
	node.set_meta(&"clips", clips)
	return node
