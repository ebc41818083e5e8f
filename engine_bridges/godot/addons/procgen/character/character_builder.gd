@tool
class_name ProcgenCharacterBuilder
extends RefCounted
## Turns the GLB of a character into nodes, in a running game and in the editor.
##
## One unit is one metre, +Z is the front and the feet stand at y = 0. The meshes hang on a
## [Skeleton3D] whose bones have the names of [SkeletonProfileHumanoid]; sockets for things to hold
## and wear are nodes below a [BoneAttachment3D]: "hand_r", "back", "head_top" and so on.

const Common := preload("../common.gd")
const Figure := preload("character_figure.gd")
const Levels := preload("levels.gd")

## Name of the root's metadata that holds the recipe as JSON: saved to a file, it makes the same
## character again with [code]procgen generate character --recipe FILE[/code].
const RECIPE_META := Common.RECIPE_META
## Name of the root's metadata that holds the person as JSON.
const PERSON_META := &"procgen_person"
## Kinds of outputs that are GLB files.
const GLB_KINDS: Array[String] = ["glb", "slim", "vrm", "game"]

## The clip in which characters and animals are placed.
const STANDING := &"idle"

# Materials of strands, and how they shine: a soft band across them.
const _STRANDS := ["hair", "beard", "cut"]
const _ANISOTROPY := 0.75
const _STRAND_ROUGHNESS := 0.62
const _STRAND_SPECULAR := 0.25
const _SKIN_DEPTH := 0.12
# Skin mirrors 2.8 % of what shines on it from ahead, less than the 4 % of most things; "opaque" is
# what people of worlds wear, and their skin with it.
const _BODIES := ["skin", "opaque"]
const _BODY_SPECULAR := 0.35

# Of GLTFDocument's flags: vertices stay 32-bit floats, so that sliders can move them.
const _FORCE_DISABLE_MESH_COMPRESSION := 64
const _DOCUMENT := &"procgen_document"
const _COMPONENT_BYTES: Dictionary[int, int] = {5121: 1, 5123: 2, 5125: 4}


## A [Node3D] of what a call, or a member of a crowd, came to, with the recipe and the person in its
## metadata. What takes long happens in the background. Null, with an error, if there is no GLB.
static func build_in_background(
	result: ProcgenV1.CharacterResult, files: Array[PackedByteArray]
) -> Node3D:
	for kind in GLB_KINDS:
		var glb := Common.file_of(result, files, kind)
		if glb.is_empty():
			continue
		var state := new_state()
		var wrong: Array[String] = [""]
		await Common.in_background(func() -> void: wrong[0] = read(state, glb), "character")
		if wrong[0]:
			push_error(wrong[0])
			return null
		var root := figure_of(state).root
		var name := result.person.name.validate_node_name()
		root.name = name if name else "Character"
		note(root, result)
		return root
	push_error("The character came without a file for engines: ask for glb, slim or vrm.")
	return null


## Where [method read] puts what it reads.
static func new_state() -> GLTFState:
	var state := GLTFState.new()
	# Otherwise the editor would write the pictures into the project.
	state.handle_binary_image = GLTFState.HANDLE_BINARY_EMBED_AS_UNCOMPRESSED
	state.set_additional_data(_DOCUMENT, GLTFDocument.new())
	# In the editor this reader meets an importer of them.
	state.set_meta(Levels.ADDED_BY_READER, true)
	return state


## Reads the bytes of a GLB: what takes long and touches no node. Can be called on any thread.
## Returns what is wrong with them, or nothing.
static func read(state: GLTFState, glb: PackedByteArray) -> String:
	var document: GLTFDocument = state.get_additional_data(_DOCUMENT)
	var outcome := document.append_from_buffer(glb, "", state, _FORCE_DISABLE_MESH_COMPRESSION)
	if outcome != OK:
		return "The character's file can't be read: %s." % error_string(outcome)
	_add_mip_maps(state)
	_set_levels_aside(state)
	return ""


## The nodes of what was read.
static func nodes_of(state: GLTFState) -> Node3D:
	var document: GLTFDocument = state.get_additional_data(_DOCUMENT)
	var root := document.generate_scene(state) as Node3D
	_turn_into_instances(root)
	return root


## The nodes of what was read, and what is needed to move their vertices.
static func figure_of(state: GLTFState) -> Figure:
	var figure := Figure.new()
	figure.root = nodes_of(state)
	figure.skeleton = figure.root.find_children("*", "Skeleton3D", true, false)[0]
	for player: AnimationPlayer in figure.root.find_children("*", "AnimationPlayer", true, false):
		figure.animation_player = player
	var nodes: Array = state.json["nodes"]
	var gltf_nodes := state.get_nodes()
	for index in nodes.size():
		var node: Dictionary = nodes[index]
		if not node.has("mesh"):
			continue
		# The engine may have changed the name so that it is the only one.
		var found := figure.root.find_children(
			gltf_nodes[index].resource_name, "MeshInstance3D", true, false
		)
		if found.is_empty():
			continue  # A level of detail that another node names.
		var part: MeshInstance3D = found[0]
		figure.parts[node["name"]] = part
		figure.skin = part.skin
		var mesh: Dictionary = state.json["meshes"][node["mesh"]]
		figure.file_vertices[node["name"]] = _vertices_of(mesh, part.mesh, state)
	for material: Material in state.get_materials():
		_finish(material as BaseMaterial3D)
	_take_physics(figure, state.json)
	_add_levels(figure, state)
	figure.note_clips()
	figure.take_clips(state.json.get("animations", []))
	# Whoever was just placed stands, instead of spreading the arms, and stands in a game too.
	figure.pose(STANDING)
	figure.skeleton.ready.connect(_look_again.bind(figure.skeleton), CONNECT_ONE_SHOT)
	if figure.animation_player and figure.animation_player.has_animation(STANDING):
		figure.animation_player.autoplay = STANDING
	return figure


# Where bones stand that were turned outside of the scene, a skeleton does not notice by itself.
static func _look_again(skeleton: Skeleton3D) -> void:
	for bone in skeleton.get_bone_count():
		skeleton.set_bone_pose_rotation(bone, skeleton.get_bone_pose_rotation(bone))
	# At once, with what hangs on them.
	skeleton.notification(Skeleton3D.NOTIFICATION_UPDATE_SKELETON)


# What glTF can't say: light stretches across strands, whose edges are soft, and bleeds through
# skin.
static func _finish(material: BaseMaterial3D) -> void:
	if not material:
		return
	# Cut at half of their alpha, strands end in steps, and thin ones are gone from afar. What is
	# opaque of them is drawn with its depth first, so that no layer is seen through another; their
	# ends alone are blended.
	if material.transparency == BaseMaterial3D.TRANSPARENCY_ALPHA_SCISSOR:
		material.transparency = BaseMaterial3D.TRANSPARENCY_ALPHA_DEPTH_PRE_PASS
	if material.resource_name in _STRANDS:
		material.anisotropy_enabled = true
		material.anisotropy = _ANISOTROPY
		material.roughness = _STRAND_ROUGHNESS
		material.metallic_specular = _STRAND_SPECULAR
	elif material.resource_name in _BODIES:
		material.metallic_specular = _BODY_SPECULAR
	if material.resource_name == "skin" and _has_subsurface():
		material.subsurf_scatter_enabled = true
		material.subsurf_scatter_skin_mode = true
		material.subsurf_scatter_strength = _SKIN_DEPTH


static func _has_subsurface() -> bool:
	return RenderingServer.get_current_rendering_method() == "forward_plus"


# What the file says of limbs, and of what swings.
static func _take_physics(figure: Figure, json: Dictionary) -> void:
	for node: Dictionary in json["nodes"]:
		figure.node_names.append(node.get("name", ""))
		var extras: Dictionary = node.get("extras", {})
		if extras.has("collider"):
			figure.colliders[node["name"]] = extras["collider"]
		if extras.has("ragdoll"):
			figure.ragdoll = extras["ragdoll"]
	figure.springs = json.get("extensions", {}).get("VRMC_springBone", {})


# Godot would look for nodes of them, which are in no scene.
static func _set_levels_aside(state: GLTFState) -> void:
	var read_nodes := state.get_nodes()
	for node: Dictionary in state.json["nodes"]:
		for other: float in Levels.ids_of(node):
			var level: GLTFNode = read_nodes[int(other)]
			level.skin = -1


# Levels of detail by MSFT_lod, which Godot does not know: meshes that are shown from a distance on.
static func _add_levels(figure: Figure, state: GLTFState) -> void:
	var nodes: Array = state.json["nodes"]
	for name: String in figure.parts.keys():
		var index := figure.node_names.find(name)
		var node: Dictionary = nodes[index]
		var levels := Levels.ids_of(node)
		if levels.is_empty():
			continue
		var first := figure.parts[name]
		var ends := Levels.ends_m(first.get_aabb().size.y, Levels.shares_of(node))
		var parts: Array[MeshInstance3D] = [first]
		for other: float in levels:
			parts.append(_level(first, nodes[int(other)], state))
		for level in parts.size():
			Levels.set_range(parts[level], ends[level - 1] if level else 0.0, ends[level])


static func _level(first: MeshInstance3D, node: Dictionary, state: GLTFState) -> MeshInstance3D:
	var described: GLTFMesh = state.get_meshes()[int(node["mesh"])]
	var part := MeshInstance3D.new()
	part.name = node["name"]
	part.mesh = described.mesh.get_mesh()
	part.skin = first.skin
	first.get_parent().add_child(part)
	part.skeleton = first.skeleton
	return part


## Notes on a character's node how to make it again, and who it is.
static func note(root: Node3D, result: ProcgenV1.CharacterResult) -> void:
	root.set_meta(RECIPE_META, Common.recipe_text(result.recipe))
	root.set_meta(PERSON_META, JSON.stringify(result.person.to_json()))


# A document leaves them out of the pictures that it embeds; hair and cloth would flicker from afar.
static func _add_mip_maps(state: GLTFState) -> void:
	for texture in state.get_images():
		var picture := texture as ImageTexture
		if picture:
			var image := picture.get_image()
			if not image.has_mipmaps():
				image.generate_mipmaps()
				picture.set_image(image)


# In the editor a document makes the nodes that its importer wants.
static func _turn_into_instances(root: Node3D) -> void:
	for part: ImporterMeshInstance3D in root.find_children(
		"*", "ImporterMeshInstance3D", true, false
	):
		var instance := MeshInstance3D.new()
		instance.transform = part.transform
		instance.mesh = part.mesh.get_mesh()
		instance.skin = part.skin
		var name := part.name
		var path := part.skeleton_path
		part.replace_by(instance)
		part.free()
		instance.name = name
		instance.skeleton = path


# The engine leaves out vertices that no triangle has, such as those of finer levels of detail.
static func _vertices_of(description: Dictionary, mesh: Mesh, state: GLTFState) -> Array:
	var primitives: Array = description["primitives"]
	var numbers := []
	for surface in mesh.get_surface_count():
		var primitive: Dictionary = primitives[surface]
		var accessors: Array = state.json["accessors"]
		var count: int = accessors[primitive["attributes"]["POSITION"]]["count"]
		var present := PackedInt32Array()
		if count != (mesh as ArrayMesh).surface_get_array_len(surface):
			present = _used(accessors[primitive["indices"]], count, state)
		numbers.append(present)
	return numbers


static func _used(accessor: Dictionary, count: int, state: GLTFState) -> PackedInt32Array:
	var view: Dictionary = state.json["bufferViews"][accessor["bufferView"]]
	var bytes: PackedByteArray = state.buffers[view["buffer"]]
	var start := int(view.get("byteOffset", 0)) + int(accessor.get("byteOffset", 0))
	var step: int = _COMPONENT_BYTES[int(accessor["componentType"])]
	var is_used := PackedByteArray()
	is_used.resize(count)
	for index in int(accessor["count"]):
		var at := start + index * step
		var vertex := bytes[at]
		if step == 2:
			vertex = bytes.decode_u16(at)
		elif step == 4:
			vertex = bytes.decode_u32(at)
		is_used[vertex] = 1
	var used := PackedInt32Array()
	for vertex in count:
		if is_used[vertex]:
			used.append(vertex)
	return used
