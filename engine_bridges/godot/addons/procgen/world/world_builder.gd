@tool
extends RefCounted
## Turns the files of a world into nodes: the ground with what it collides with, water, buildings,
## props, people. [method read] does it on any thread, so that the main one has nothing left but to
## put them into the scene.

const Folder := preload("world_folder.gd")
const TerrainBuilder := preload("../terrain/terrain_builder.gd")
const TerrainGround := preload("../terrain/terrain_ground.gd")
const CharacterBuilder := preload("../character/character_builder.gd")
const Ground := preload("world_ground.gd")
const Models := preload("world_models.gd")
const Props := preload("world_props.gd")
const Cover := preload("world_cover.gd")
const Woods := preload("world_woods.gd")
const Occluders := preload("world_occluders.gd")
const Rooms := preload("world_rooms.gd")
const Creatures := preload("world_creatures.gd")
const Weather := preload("world_weather.gd")
const Lighter := preload("world_lighter.gd")
const Triangles := preload("world_triangles.gd")
const Shared := preload("world_shared.gd")
const WATER := preload("../shaders/procgen_water.gdshader")

## Groups of things in the scene's file.
const BUILT: Array[String] = ["Buildings", "Barriers", "Bridges", "Piers"]
## The materials of windows, and the kind of prop that shines, with the height of its flame.
const GLASS: Array[String] = ["glass", "pane"]
const LANTERN := "lantern"
const LANTERN_M := 2.2
const COVER := "cover/cover.json"
## What stands there; folders of older servers have it in the whole scene alone, as do those of
## worlds in which nothing stands.
const STANDING := "built.glb"
const WHOLE := "world.glb"
## Of which class the nodes are in labelled pictures: as a whole, or each node below as a thing.
const LABELS: Dictionary[String, String] = {
	"Ground": "ground",
	"Water": "water",
	"Bridges": "road",
	"Piers": "road",
	"Cover": "plant",
	"Beyond": "ground",
}
const LABELS_EACH: Dictionary[String, String] = {
	"Buildings": "building",
	"Barriers": "prop",
	"Creatures": "animal",
}

## Whether trees among the props are drawn with the woods; else they are nodes like all props.
var joins_trees := true
var folder: Folder
## Whether the ground goes on beyond its border, and the folders of the worlds that lie there, as
## [member ProcgenWorld.beside].
var goes_on := false
var beside: Dictionary[Vector2i, String] = {}
## The ground, for what changes with what lies beside it.
var ground: Ground
## Models of plants, grass, flowers and shrubs, and the woods; null where the world has none.
var models: Models
var cover: Cover
var woods: Woods
## The glass of windows, and where lanterns hang; none where nobody lives who would light them.
var windows: Array[BaseMaterial3D] = []
var lanterns: Array[Vector3] = []
## Materials of what weather and seasons change.
var materials: Array[ShaderMaterial] = []
## What was made: "Ground", "Water", "Buildings", "Barriers", "Bridges", "Piers", "Props",
## "Creatures", "Cover" and "Woods", as far as there are any. Those that nobody has put into a scene
## go with this.
var nodes: Array[Node3D] = []
## Everybody: a dictionary with what people.json says, their [code]lines[/code], and in
## [code]figure[/code] a figure of [ProcgenCharacterBuilder].
var people: Array[Dictionary] = []
## Of what stands there: nothing collides with it before they are made solid.
var triangles: Triangles
var _ground_shape: HeightMapShape3D
var _state: GLTFState
var _props: Array[Dictionary] = []
var _shapes_in_woods := PackedStringArray()
var _creatures := Creatures.new()
var _weather := Weather.new()


func _init(path: String) -> void:
	folder = Folder.new(path)


## Reads everything and makes the nodes. Returns what is wrong, or nothing.
func read() -> String:
	if not folder.problem:
		_read_ground()
	if not folder.problem:
		_state = _glb(STANDING if folder.has(STANDING) else WHOLE)
	if not folder.problem:
		Lighter.share_pictures_of(_state)
		_props = _prop_list()
	if not folder.problem and folder.has(COVER):
		_read_cover()
	if not folder.problem:
		_assemble()
	return read_living()


## Reads who lives there alone, people and animals, and makes the node of those. Returns what is
## wrong, or nothing.
func read_living() -> String:
	if not folder.problem:
		_read_people()
	if not folder.problem:
		_creatures.read(folder)
	if not folder.problem:
		var herds := _creatures.nodes()
		if herds:
			nodes.append(herds)
			_label([herds])
	return folder.problem


## The land beyond the border: a node "Beyond". On the main thread, after [method read].
func beyond() -> Node3D:
	var land := ground.beyond()
	if woods:
		land.add_child(woods.beyond())
		materials.append(woods.materials[-1])
	_label([land])
	return land


func _notification(what: int) -> void:
	if what != NOTIFICATION_PREDELETE:
		return
	# Any of them may be gone with the scene.
	var left := []
	left.append_array(nodes)
	# Read, when something else was wrong.
	left.append_array([cover, woods])
	for person in people:
		left.append(person["figure"].root)
	for node: Variant in left:
		if is_instance_valid(node) and not (node as Node).get_parent():
			(node as Node).free()


func _assemble() -> void:
	triangles = Triangles.new(_state)
	var scene := CharacterBuilder.nodes_of(_state)
	var named: Dictionary[String, Node3D] = {}
	# The groups lie below one node, beside which there may be others.
	for holder: Node in [scene] + scene.get_children():
		for child in holder.get_children():
			if child is Node3D:
				named.get_or_add(child.name, child)
	nodes.append(_body())
	if named.has("Water"):
		nodes.append(_water(named["Water"]))
	for group in BUILT:
		if named.has(group):
			nodes.append(_built(named[group]))
	if named.has("Props"):
		var props := Props.new(models, _shapes_in_woods)
		for part in _meshes_below(named["Props"]):
			_weather.expose(part.mesh)
		nodes.append(props.nodes(_meshes_below(named["Props"]), _props))
	scene.free()
	if cover:
		nodes.append(cover)
		materials.append_array(cover.materials)
		materials.append_array(models.materials)
	if woods:
		nodes.append(woods)
		materials.append_array(woods.materials)
	materials.append(ground.material)
	materials.append_array(_weather.materials)
	_label(nodes)


# What a file of meshes holds, or nothing, with a problem of the folder.
func _glb(name: String) -> GLTFState:
	var state := CharacterBuilder.new_state()
	var bytes := folder.bytes(name)
	if not folder.problem:
		folder.problem = CharacterBuilder.read(state, bytes)
	return state


func _read_ground() -> void:
	var said := folder.json("ground/ground.json")
	var grid := folder.floats("ground/heights.npy")
	if folder.problem:
		return
	var heights: PackedFloat32Array = grid[0]
	var depth: int = grid[1]
	var width: int = grid[2]
	var spacing_m: float = said["metres_per_pixel"]
	var holes: Array[Vector2i] = []
	for hole: Array in said.get("holes", []):
		holes.append(Vector2i(int(hole[1]), int(hole[0])))
	var around := _heights_in(beside, depth, width)
	ground = Ground.new(heights, width, depth, spacing_m, holes, goes_on, around)
	var lowest_m := ground.height_range(Rect2(Vector2.ZERO, ground.size_m())).x
	var sea_m: float = said["sea_level_m"]
	ground.low_m = maxf(sea_m, lowest_m)
	ground.material = _ground_material()
	_ground_shape = TerrainBuilder.shape_of(
		_with_holes(heights, width, holes), width, depth, spacing_m
	)


## Has a ground go over into those of the worlds in the folders beside it, as far as they can be
## read; on any thread.
static func join(to: Ground, folders: Dictionary[Vector2i, String]) -> void:
	to.join(_heights_in(folders, to.depth, to.width))


static func _heights_in(
	folders: Dictionary[Vector2i, String], rows: int, columns: int
) -> Dictionary[Vector2i, PackedFloat32Array]:
	var found: Dictionary[Vector2i, PackedFloat32Array] = {}
	for way in folders:
		var files := Folder.new(folders[way])
		var grid := files.floats("ground/heights.npy")
		if not files.problem and grid[1] == rows and grid[2] == columns:
			found[way] = grid[0]
	return found


# Physics leaves out what is around a height that is no number.
static func _with_holes(
	heights: PackedFloat32Array, width: int, holes: Array[Vector2i]
) -> PackedFloat32Array:
	if holes.is_empty():
		return heights
	var pierced := heights.duplicate()
	for hole in holes:
		pierced[hole.y * width + hole.x] = NAN
	return pierced


func _read_cover() -> void:
	var said := folder.json(COVER)
	if folder.problem:
		return
	var state := _glb(said["models"])
	if folder.problem:
		return
	models = Models.new(state, folder.picture(said["leaves"], false))
	var maps: Dictionary[String, Image] = {}
	for layer: Dictionary in said["layers"]:
		maps[layer["file"]] = folder.picture(layer["file"], false)
		maps[layer["file"]].convert(Image.FORMAT_R8)
	cover = Cover.new()
	cover.name = "Cover"
	cover.read(said, ground, models, maps)
	var trees: Variant = said["woods"]
	if trees is Dictionary:
		woods = Woods.new()
		woods.name = "Woods"
		var cards := folder.picture(trees["cards"]["file"], false)
		var among: Array[Dictionary] = _props if joins_trees else [] as Array[Dictionary]
		if joins_trees:
			_shapes_in_woods = Woods.shapes_in(trees)
		woods.read(trees, folder.bytes(trees["file"]), ground, models, cards, among)


func _ground_material() -> ShaderMaterial:
	var said := folder.json("materials/materials.json")
	var entries: Array = said.get("ground", [])
	var worn: ShaderMaterial = Shared.fetch(_key_of(entries), _worn.bind(entries))
	# Another one for each world, with the same pictures.
	var material: ShaderMaterial = worn.duplicate()
	material.set_meta(&"worn", worn)
	var files: Array = said.get("splat", {}).get("files", [])
	if folder.problem or files.size() != 2:
		return material
	material.set_shader_parameter(&"has_splats", true)
	for half in 2:
		var splat := folder.picture("materials/%s" % files[half], false)
		material.set_shader_parameter("splat%d" % half, ImageTexture.create_from_image(splat))
	material.set_shader_parameter(&"splat_place", Vector3(1.0 / ground.size_m().x, 0.0, 0.0))
	material.set_shader_parameter(&"has_height_map", true)
	ground.describe_to(material)
	return material


# What decides how the ground's materials look.
func _key_of(entries: Array) -> String:
	var parts: Array[PackedByteArray] = []
	for entry: Dictionary in entries:
		parts.append(var_to_bytes([entry["name"], entry["metres_per_tile"]]))
		for file: String in (entry["files"] as Dictionary).values():
			parts.append(folder.bytes("materials/" + file))
	return "ground " + Shared.digest_of(parts)


# The ground's material without what is where.
func _worn(entries: Array) -> ShaderMaterial:
	var layers: Dictionary[String, BaseMaterial3D] = {}
	for entry: Dictionary in entries:
		layers[entry["name"]] = _material_of(entry)
	return TerrainGround.material_of(layers, -INF)


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
	if not folder.has("people.json"):
		return
	var lines := {}
	if folder.has("dialogue.json"):
		for line: Dictionary in folder.json("dialogue.json").get("lines", []):
			(lines.get_or_add(line["speaker"], []) as Array).append(line)
	for person: Dictionary in folder.json("people.json").get("people", []):
		var state := _glb(person["file"])
		if folder.problem:
			return
		Lighter.pictures_of(state)
		Lighter.meshes_of(state)
		person["figure"] = CharacterBuilder.figure_of(state)
		person["lines"] = lines.get(person["id"], [])
		people.append(person)


func _body() -> StaticBody3D:
	var body := StaticBody3D.new()
	body.name = "Ground"
	body.add_child(ground.tiles())
	body.add_child(TerrainBuilder.collision_of(_ground_shape, ground.spacing_m))
	return body


# What props.json says; places of props, one after the other.
func _prop_list() -> Array[Dictionary]:
	var found: Array[Dictionary] = []
	if folder.has("props.json"):
		found.assign(folder.json("props.json").get("props", []))
	if folder.has("settlement.json"):
		# What belongs to yards and markets.
		for fixture: Dictionary in folder.json("settlement.json").get("fixtures", []):
			found.append(fixture)
	var is_lit := not Folder.is_deserted(folder.manifest)
	for prop in found:
		if is_lit and prop["kind"] == LANTERN:
			var up: float = LANTERN_M * (prop["scale"] as float)
			lanterns.append(Vector3(prop["x_m"], (prop["y_m"] as float) + up, prop["z_m"]))
	return found


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
		_note_windows(part.mesh)
		_weather.expose(part.mesh)
		body.add_child(surface)
		triangles.add_solid(body, "Shape", part.mesh)
		if part.has_meta(&"extras"):
			body.set_meta(&"extras", part.get_meta(&"extras"))
		Rooms.furnish(body, part, triangles)
		if group.name == &"Buildings" and Occluders.wanted():
			var hides := Occluders.of(part.mesh, triangles)
			if hides:
				body.add_child(hides)
		built.add_child(body)
	return built


func _note_windows(mesh: Mesh) -> void:
	if Folder.is_deserted(folder.manifest):
		return
	for surface in mesh.get_surface_count():
		var look := mesh.surface_get_material(surface) as BaseMaterial3D
		if look and look.resource_name in GLASS and look not in windows:
			windows.append(look)


# What ProcgenCapture takes them for.
func _label(made: Array[Node3D]) -> void:
	for node in made:
		if node.name in LABELS:
			node.set_meta(&"label", LABELS[node.name])
		elif node.name in LABELS_EACH:
			node.set_meta(&"label_each", LABELS_EACH[node.name])


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
