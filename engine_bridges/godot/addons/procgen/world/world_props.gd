@tool
extends RefCounted
## Plants, stones and things of a world: a MultiMesh for each shape and cell, seen as far as its
## size asks for, in levels of detail where the world's folder has models of them.

const Models := preload("world_models.gd")

## Kinds that one can walk through.
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
## Those of them that do not grow.
const THINGS: Array[String] = ["campfire", "sack", "buoy"]
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
const CELL_M := 64.0
## A level ends at so many times a shape's height, from the middle of its cell and beyond that cell.
const RANGES: Array[float] = [3.0, 9.0]
## What is drawn ends at so many times its height: it is a few pixels then.
const REACH := 90.0

## Of the node: by shape, the mesh and the places of trees that are drawn with the woods.
const WITH_WOODS := &"with_woods"

var _models: Models
var _in_woods: PackedStringArray


## [param models] may be null: then nothing has levels of detail. [param in_woods] are the names of
## shapes that something else draws.
func _init(models: Models, in_woods := PackedStringArray()) -> void:
	_models = models
	_in_woods = in_woods


## The node "Props": a node "Obstacles" that stops whoever walks there, and what is seen.
## [param shapes] are nodes with the meshes of shapes, by their names; [param places] are entries of
## props.json.
func nodes(shapes: Array[MeshInstance3D], places: Array[Dictionary]) -> Node3D:
	var props := Node3D.new()
	props.name = "Props"
	var meshes: Dictionary[String, Mesh] = {}
	for part in shapes:
		meshes[part.name] = part.mesh
	var body := StaticBody3D.new()
	body.name = "Obstacles"
	props.add_child(body)
	var cells: Dictionary[Vector2i, Node3D] = {}
	var groups: Dictionary[String, Array] = {}
	var elsewhere: Dictionary[String, Array] = {}
	for prop in places:
		var place := _place_of(prop)
		var shape := "%s %d" % [prop["kind"], prop["shape"]]
		var cell := Vector2i(int(place.origin.x / CELL_M), int(place.origin.z / CELL_M))
		if shape in _in_woods:
			(elsewhere.get_or_add(shape, [_finest(shape, meshes[shape])]) as Array).append(place)
		else:
			(groups.get_or_add("%d %d %s" % [cell.x, cell.y, shape], []) as Array).append(place)
		if prop["kind"] not in SOFT:
			body.add_child(_obstacle(meshes[shape], prop["kind"], place))
	for key in groups:
		var parts := key.split(" ", true, 2)
		var cell := Vector2i(parts[0].to_int(), parts[1].to_int())
		if cell not in cells:
			cells[cell] = Node3D.new()
			cells[cell].name = "Cell_%d_%d" % [cell.x, cell.y]
			props.add_child(cells[cell])
		for node in _levels(parts[2], meshes[parts[2]], groups[key], key):
			cells[cell].add_child(node)
	props.set_meta(WITH_WOODS, elsewhere)
	return props


func _finest(shape: String, mesh: Mesh) -> Mesh:
	return _models.meshes.get(shape + " LOD0", mesh) if _models else mesh


func _place_of(prop: Dictionary) -> Transform3D:
	var scale: float = prop["scale"]
	var turned := Basis(Vector3.UP, deg_to_rad(prop["turn_deg"])).scaled(Vector3.ONE * scale)
	return Transform3D(turned, Vector3(prop["x_m"], prop["y_m"], prop["z_m"]))


# One node, or one for each level of detail.
func _levels(shape: String, mesh: Mesh, places: Array, key: String) -> Array[MultiMeshInstance3D]:
	var found: Array[MultiMeshInstance3D] = []
	var tall := maxf(mesh.get_aabb().size.y, mesh.get_aabb().size.x)
	var reach := REACH * tall + CELL_M
	var label := _label_of(shape, key, places)
	if not _models or shape + " LOD0" not in _models.meshes:
		found.append(Models.instances_of(mesh, places))
		label["boxes"] = [mesh.get_aabb()]
		found[0].set_meta(&"label_many", label)
		found[0].name = shape.validate_node_name()
		found[0].visibility_range_end = reach
		return found
	var box := AABB()
	for level in RANGES.size() + 1:
		box = box.merge(_models.meshes["%s LOD%d" % [shape, level]].get_aabb())
	label["boxes"] = [box]
	label["sways"] = true
	for level in RANGES.size() + 1:
		var many := Models.instances_of(_models.meshes["%s LOD%d" % [shape, level]], places)
		many.name = "%s LOD%d" % [shape, level]
		many.set_meta(&"label_many", label)
		if level > 0:
			many.visibility_range_begin = RANGES[level - 1] * tall + CELL_M * 0.4
			many.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
		many.visibility_range_end = (
			RANGES[level] * tall + CELL_M * 0.4 if level < RANGES.size() else reach
		)
		found.append(many)
	found[1].cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_ON
	return found


# What all levels of a list of places are: a thing each place.
func _label_of(shape: String, key: String, places: Array) -> Dictionary:
	var kind := shape.rsplit(" ", true, 1)[0]
	var is_plant := kind in SOFT and kind not in THINGS
	var label := "tree" if kind in TREES else "plant" if is_plant else "prop"
	return {
		"class": label,
		"key": "%s in cell %s" % [shape, key.rsplit(" " + shape)[0]],
		"places": places
	}


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
