@tool
extends RefCounted
## Turns the files of a world into nodes: the ground with what it collides with, water, buildings,
## props. What takes long is done by [method read], on any thread; [method assemble] makes nodes.

const Folder := preload("world_folder.gd")
const TerrainBuilder := preload("../terrain/terrain_builder.gd")
const TerrainGround := preload("../terrain/terrain_ground.gd")
const CharacterBuilder := preload("../character/character_builder.gd")
const Rooms := preload("world_rooms.gd")
const WATER := preload("../shaders/procgen_water.gdshader")

## Groups of things in the scene's file.
const BUILT: Array[String] = ["Buildings", "Barriers", "Bridges", "Piers"]
## Kinds of props that one can walk through.
const SOFT: Array[String] = [
	"juniper",
	"heather",
	"dwarf_willow",
	"gorse",
	"lavender",
	"edelweiss",
	"poppy",
	"fern",
	"reed",
	"marram",
	"fescue",
	"feather_grass",
	"moss",
	"lily_pads",
	"wheat",
	"cabbages",
	"vines",
	"maize",
	"campfire",
	"sack",
	"buoy"
]
## How far a tree's trunk and the like keep one away: metres, at scale 1, and how high.
const TRUNK_M := Vector2(0.35, 4.0)
const TREES: Array[String] = [
	"spruce",
	"larch",
	"scots_pine",
	"stone_pine",
	"birch",
	"beech",
	"oak",
	"holm_oak",
	"ash",
	"alder",
	"willow",
	"cypress",
	"olive",
	"date_palm",
	"coconut_palm",
	"mangrove",
	"teak",
	"fig",
	"acacia",
	"tree_fern",
	"dead_tree"
]

## The material of leaves, by its name in the scene's file, and how much light comes through them.
const LEAVES := "foliage"
const BACKLIGHT := Color(0.4, 0.4, 0.4)

var folder: Folder
var _ground_mesh: ArrayMesh
var _ground_shape: HeightMapShape3D
var _spacing_m := 1.0
var _state: GLTFState
var _people: Array[Dictionary] = []


func _init(path: String) -> void:
	folder = Folder.new(path)


## Reads everything. Returns what is wrong, or nothing.
func read() -> String:
	if not folder.problem:
		_read_ground()
	if not folder.problem:
		_state = CharacterBuilder.new_state()
		var glb := folder.bytes("world.glb")
		if not folder.problem:
			folder.problem = CharacterBuilder.read(_state, glb)
	if not folder.problem:
		_read_people()
	return folder.problem


## The nodes: "Ground", "Water", "Buildings", "Barriers", "Bridges", "Piers" and "Props", as far as
## there are any.
func assemble() -> Array[Node3D]:
	var scene := CharacterBuilder.nodes_of(_state)
	var named: Dictionary[String, Node3D] = {}
	for child in scene.find_child("Terrain", true, false).get_parent().get_children():
		named[child.name] = child as Node3D
	var nodes: Array[Node3D] = [_ground()]
	if named.has("Water"):
		nodes.append(_water(named["Water"]))
	for group in BUILT:
		if named.has(group):
			nodes.append(_built(named[group]))
	if named.has("Props"):
		nodes.append(_props(named["Props"]))
	scene.free()
	return nodes


## Everybody: a dictionary with what people.json says, their [code]lines[/code], and in
## [code]figure[/code] a figure of [ProcgenCharacterBuilder], or null where the file is missing.
func people() -> Array[Dictionary]:
	for person in _people:
		person["figure"] = CharacterBuilder.figure_of(person["state"])
		person.erase("state")
	return _people


func _read_ground() -> void:
	var said := folder.json("ground/ground.json")
	var grid := folder.floats("ground/heights.npy")
	if folder.problem:
		return
	_spacing_m = said["metres_per_pixel"]
	var heights: PackedFloat32Array = grid[0]
	var depth: int = grid[1]
	var width: int = grid[2]
	_ground_mesh = ArrayMesh.new()
	_ground_mesh.add_surface_from_arrays(
		Mesh.PRIMITIVE_TRIANGLES,
		TerrainBuilder.surface_arrays(
			heights, width, depth, _spacing_m, PackedVector3Array(), Vector2.ZERO, 20.0
		)
	)
	_ground_mesh.surface_set_material(
		0, _ground_material(Vector2(width - 1, depth - 1) * _spacing_m)
	)
	_ground_shape = TerrainBuilder.shape_of(heights, width, depth, _spacing_m)


func _ground_material(size_m: Vector2) -> ShaderMaterial:
	var said := folder.json("materials/materials.json")
	var layers: Dictionary[String, BaseMaterial3D] = {}
	for entry: Dictionary in said.get("ground", []):
		layers[entry["name"]] = _material_of(entry)
	var material := TerrainGround.material_of(layers, -INF)
	var files: Array = said.get("splat", {}).get("files", [])
	if folder.problem or files.size() != 2:
		return material
	material.set_shader_parameter(&"has_splats", true)
	for half in 2:
		var splat := folder.picture("materials/%s" % files[half], false)
		material.set_shader_parameter("splat%d" % half, ImageTexture.create_from_image(splat))
	material.set_shader_parameter(&"splat_place", Vector3(1.0 / size_m.x, 0.0, 0.0))
	return material


func _material_of(entry: Dictionary) -> ORMMaterial3D:
	var files: Dictionary = entry["files"]
	var material := ORMMaterial3D.new()
	material.resource_name = entry["name"]
	material.albedo_texture = _texture(files["albedo"])
	material.normal_enabled = true
	material.normal_texture = _texture(files["normal"], true)
	material.orm_texture = _texture(files["orm"])
	material.ao_enabled = true
	var metres: float = entry["metres_per_tile"]
	material.uv1_scale = Vector3.ONE / metres
	return material


func _texture(file: String, is_normal := false) -> ImageTexture:
	return ImageTexture.create_from_image(folder.picture("materials/" + file, true, is_normal))


func _read_people() -> void:
	if not FileAccess.file_exists(folder.path.path_join("people.json")):
		return
	var lines := {}
	if FileAccess.file_exists(folder.path.path_join("dialogue.json")):
		for line: Dictionary in folder.json("dialogue.json").get("lines", []):
			(lines.get_or_add(line["speaker"], []) as Array).append(line)
	for person: Dictionary in folder.json("people.json").get("people", []):
		var state := CharacterBuilder.new_state()
		var glb := folder.bytes(person["file"])
		if not folder.problem:
			folder.problem = CharacterBuilder.read(state, glb)
		if folder.problem:
			return
		person["state"] = state
		person["lines"] = lines.get(person["id"], [])
		_people.append(person)


func _ground() -> StaticBody3D:
	var body := StaticBody3D.new()
	body.name = "Ground"
	var surface := MeshInstance3D.new()
	surface.name = "Surface"
	surface.mesh = _ground_mesh
	body.add_child(surface)
	body.add_child(TerrainBuilder.collision_of(_ground_shape, _spacing_m))
	return body


func _water(group: Node3D) -> Node3D:
	var water := _node("Water")
	for part in _meshes_below(group):
		var surface := MeshInstance3D.new()
		surface.name = part.name
		surface.mesh = part.mesh
		var look := ShaderMaterial.new()
		look.shader = WATER
		if part.name != "Sea":
			look.set_shader_parameter(&"wave_m", 0.02)
		surface.material_override = look
		surface.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
		water.add_child(surface)
	return water


func _built(group: Node3D) -> Node3D:
	var built := _node(group.name)
	for part in _meshes_below(group):
		var body := StaticBody3D.new()
		body.name = part.name
		body.transform = part.transform
		var surface := MeshInstance3D.new()
		surface.name = "Surface"
		surface.mesh = part.mesh
		body.add_child(surface)
		var collision := CollisionShape3D.new()
		collision.name = "Shape"
		collision.shape = surface.mesh.create_trimesh_shape()
		body.add_child(collision)
		if part.has_meta(&"extras"):
			body.set_meta(&"extras", part.get_meta(&"extras"))
		Rooms.furnish(body, part)
		built.add_child(body)
	return built


# One MultiMesh for each mesh; what stands in the way collides.
func _props(group: Node3D) -> Node3D:
	var props := _node("Props")
	var places: Dictionary[Mesh, Array] = {}
	var kinds: Dictionary[Mesh, String] = {}
	for part in _meshes_below(group):
		var mesh := part.mesh
		(places.get_or_add(mesh, []) as Array).append(part.transform)
		kinds[mesh] = (part.get_meta(&"extras", {}) as Dictionary).get("kind", "")
	var body := StaticBody3D.new()
	body.name = "Obstacles"
	for mesh in places:
		_let_light_through(mesh)
		var many := MultiMesh.new()
		many.transform_format = MultiMesh.TRANSFORM_3D
		many.mesh = mesh
		many.instance_count = places[mesh].size()
		for index in many.instance_count:
			many.set_instance_transform(index, places[mesh][index])
		var shown := MultiMeshInstance3D.new()
		shown.name = mesh.resource_name.validate_node_name()
		shown.multimesh = many
		props.add_child(shown)
		if kinds[mesh] not in SOFT:
			for place: Transform3D in places[mesh]:
				body.add_child(_obstacle(mesh, kinds[mesh], place))
	props.add_child(body)
	return props


# Leaves are single sheets: the side that one sees would be black while the sun shines on the other.
func _let_light_through(mesh: Mesh) -> void:
	for surface in mesh.get_surface_count():
		var look := mesh.surface_get_material(surface) as BaseMaterial3D
		if look and look.resource_name == LEAVES:
			look.backlight_enabled = true
			look.backlight = BACKLIGHT


func _obstacle(mesh: Mesh, kind: String, place: Transform3D) -> CollisionShape3D:
	var collision := CollisionShape3D.new()
	var scale := place.basis.get_scale().x
	var box := mesh.get_aabb()
	if kind in TREES:
		var trunk := CylinderShape3D.new()
		trunk.radius = TRUNK_M.x * scale
		trunk.height = TRUNK_M.y
		collision.shape = trunk
		collision.position = place.origin + Vector3.UP * TRUNK_M.y / 2.0
	else:
		var solid := BoxShape3D.new()
		solid.size = box.size * scale
		collision.shape = solid
		# A scaled shape would upset the physics: its size is scaled instead.
		collision.transform = Transform3D(place.basis.orthonormalized(), place * box.get_center())
	return collision


func _node(name: String) -> Node3D:
	var node := Node3D.new()
	node.name = name
	return node


func _meshes_below(group: Node3D) -> Array[MeshInstance3D]:
	var found: Array[MeshInstance3D] = []
	for child in group.get_children():
		if child is MeshInstance3D:
			found.append(child)
	return found
