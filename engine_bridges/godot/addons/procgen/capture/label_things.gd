extends RefCounted
## Which thing each node of a scene belongs to, of which class it is and which box it fills.
##
## A node says so by its metadata, for all that is below it: [code]label[/code] is the class of
## ground, water and the like, which are no things of their own; [code]label_each[/code] the class
## of its children, each a thing; [code]label_many[/code] what a MultiMesh shows, a thing each
## instance: [code]class[/code], [code]key[/code] (the list that they are of), [code]first[/code]
## (the number of the first of them there) or [code]numbers[/code] (those of all instances, which
## may change from picture to picture), [code]places[/code] and [code]boxes[/code] of the list, or
## Callables that return them, and [code]sways[/code].
## Nodes in a group [code]label_CLASS[/code], and the animals of worlds, are things by themselves.
## What says nothing is a thing of the class "prop".

## A label below the number of classes stands for what is no thing; it is the class's number.
const CLASSES: Array[String] = [
	"sky",
	"ground",
	"water",
	"road",
	"building",
	"tree",
	"plant",
	"prop",
	"person",
	"animal",
	"vehicle",
]
## What is never labelled, since it hides nothing: rain, words over heads.
const NONE := "none"
const FIRST_THING := 256
const LARGEST := 65535
const GROUP_BEGINS := "label_"
const GROUPS: Dictionary[StringName, String] = {&"procgen_creatures": "animal"}
## Room around what bones move, for faces that move by themselves, metres.
const SKIN_M := 0.015
## How far from its middle somebody's limbs may be.
const SIGHT_M := 4.0

## What is wrong with what nodes say of themselves; empty if nothing is.
var problem := ""
var things: Array[Thing] = []
## The planes of what a camera sees, outwards: boxes of who is there are as tight as their poses.
var sight: Array[Plane] = []
## What bends plants while they are first seen.
var wind_m_s := 0.0

var _things_of: Dictionary[Node, Thing] = {}
# By the key of a list: its first label.
var _lists: Dictionary[String, int] = {}
var _next := FIRST_THING
var _told := 0
var _posed := ArrayMesh.new()
# By mesh: the box around what each bone moves.
var _bone_boxes: Dictionary[Mesh, Array] = {}


## A thing: a node with all that is below it, or one of the places of a MultiMesh.
class Thing:
	extends RefCounted
	var label := 0
	var kind := ""
	var name := ""
	var root: Node3D
	## Whether its place is said by others, for want of a node.
	var is_told := false
	## Whether it is in the scene just now.
	var is_there := true
	## Whether its box or its place can change.
	var moves := false
	## Where it stands and how it is turned, without a scale, in the scene's axes.
	var place := Transform3D.IDENTITY
	## In its own axes.
	var box := AABB()
	var shapes: Array[GeometryInstance3D] = []


## The first label of a node that is drawn, and 1 where its instances count on, else 0; a first
## label below 0 for what shall not be seen.
func label_of(shape: GeometryInstance3D) -> Vector2i:
	var many: Dictionary = shape.get_meta(&"label_many", {})
	if many:
		return Vector2i(_list(many, shape.global_transform) + int(many.get("first", 0)), 1)
	var found := _owner_of(shape)
	if found.is_empty() or found["kind"] == NONE or not _is_known(found["kind"], shape):
		return Vector2i(-1, 0)
	if found["root"]:
		return Vector2i(_thing_at(found["root"], found["kind"], shape).label, 0)
	return Vector2i(CLASSES.find(found["kind"]), 0)


## Things as they are now: all, or those that move and those that were not told yet.
func described(all: bool) -> Array[Dictionary]:
	var found: Array[Dictionary] = []
	var told := _told
	_told = things.size()
	for index in things.size():
		var thing := things[index]
		if not all and not thing.moves and index < told:
			continue
		if thing.is_told and not thing.is_there:
			continue
		if thing.root:
			if not is_instance_valid(thing.root) or not thing.root.is_inside_tree():
				continue
			_measure(thing)
		var centre := thing.place * thing.box.get_center()
		var half := thing.box.size / 2.0
		var turn := thing.place.basis
		(
			found
			. append(
				{
					"label": thing.label,
					"class": thing.kind,
					"name": thing.name,
					"centre_m": _list_of(centre),
					"half_m": _list_of(half),
					"axes": [_list_of(turn.x), _list_of(turn.y), _list_of(turn.z)],
					"at_m": _list_of(thing.place.origin),
					"moves": thing.moves,
				}
			)
		)
	return found


## Where things that move are: by label, nine numbers of how they are turned and three of the place.
func places() -> Dictionary:
	var found := {}
	for thing in things:
		if not thing.moves:
			continue
		if thing.is_told:
			if thing.is_there:
				found[str(thing.label)] = listed(thing.place)
		elif is_instance_valid(thing.root) and thing.root.is_inside_tree():
			found[str(thing.label)] = listed(thing.root.global_transform.orthonormalized())
	return found


## A place as twelve numbers: how it is turned, and where it is.
static func listed(at: Transform3D) -> Array:
	var turn := at.basis
	return [_list_of(turn.x), _list_of(turn.y), _list_of(turn.z), _list_of(at.origin)]


## The label of the thing that a node is; 0 if it is none.
func label_of_root(root: Node) -> int:
	return _things_of[root].label if root in _things_of else 0


## The label that comes next.
func next_label() -> int:
	return _next


## A thing that is no node: whoever asks for it says where it is, and how large.
func add(kind: String, name: String) -> Thing:
	var made := _new_thing(kind, name)
	made.moves = true
	made.is_told = true
	made.is_there = false
	return made


# The node that a shape is part of: its class, and the root of the thing or null.
func _owner_of(shape: Node) -> Dictionary:
	if shape is Label3D or shape is GPUParticles3D or shape is CPUParticles3D:
		return {}
	var below: Node = null
	var node := shape
	while node:
		for group in node.get_groups():
			if group in GROUPS:
				return {"kind": GROUPS[group], "root": node}
			if group.begins_with(GROUP_BEGINS):
				return {"kind": group.trim_prefix(GROUP_BEGINS), "root": node}
		if node.has_meta(&"label"):
			return {"kind": node.get_meta(&"label"), "root": null}
		if below and node.has_meta(&"label_each"):
			return {"kind": node.get_meta(&"label_each"), "root": below}
		below = node
		node = node.get_parent()
	return {"kind": "prop", "root": shape}


func _is_known(kind: String, node: Node) -> bool:
	if kind in CLASSES:
		return true
	if not problem:
		problem = (
			'"%s" is labelled "%s": it must be one of %s.' % [node.name, kind, ", ".join(CLASSES)]
		)
	return false


func _thing_at(root: Node3D, kind: String, shape: GeometryInstance3D) -> Thing:
	if root not in _things_of:
		var made := _new_thing(kind, root.name)
		made.root = root
		_things_of[root] = made
		made.moves = (
			kind in ["person", "animal", "vehicle"]
			or root.find_children("*", "Skeleton3D", true, false).size() > 0
			or root.find_children("*", "AnimatableBody3D", true, false).size() > 0
			or root.find_children("*", "AnimationPlayer", true, false).size() > 0
		)
	var thing := _things_of[root]
	if shape not in thing.shapes:
		thing.shapes.append(shape)
	return thing


func _new_thing(kind: String, name: String) -> Thing:
	if _next > LARGEST and not problem:
		problem = "There are more things than labels: at most %d." % (LARGEST - FIRST_THING + 1)
	var made := Thing.new()
	made.label = _next
	_next += 1
	made.kind = kind
	made.name = name
	things.append(made)
	return made


## How far a plant so tall bends, at most, and its leaves tremble: what procgen_wind.gdshaderinc and
## the shaders of trees do.
func sway_m(tall_m: float) -> float:
	var high := maxf(tall_m, 0.0)
	return 0.12 * minf(wind_m_s, 14.0) * 0.015 * high * high / (0.25 + high) + 0.05


# The first label of a list of places, which gets a thing each when it is first heard of.
func _list(many: Dictionary, stands: Transform3D) -> int:
	var key: String = many["key"]
	if key in _lists:
		return _lists[key]
	_lists[key] = _next
	var places_of := _told_by(many["places"])
	var boxes := _told_by(many["boxes"])
	for number in places_of.size():
		var made := _new_thing(many["class"], "%s %d" % [key, number])
		var place: Transform3D = stands * places_of[number]
		var box: AABB = boxes[number % boxes.size()]
		var scale := place.basis.get_scale()
		made.place = place.orthonormalized()
		made.box = AABB(box.position * scale, box.size * scale)
		if many.get("sways", false):
			var room := Vector3.ONE * sway_m(made.box.end.y)
			made.box = AABB(made.box.position - room, made.box.size + 2.0 * room)
	return _lists[key]


# Long lists are only made where somebody asks for them.
static func _told_by(said: Variant) -> Array:
	return (said as Callable).call() if said is Callable else said


func _measure(thing: Thing) -> void:
	thing.place = thing.root.global_transform.orthonormalized()
	var to_thing := thing.place.affine_inverse()
	var whole := AABB()
	var is_first := true
	for shape in thing.shapes:
		if not is_instance_valid(shape) or not shape.is_visible_in_tree():
			continue
		var box := _box_of(shape, to_thing)
		whole = box if is_first else whole.merge(box)
		is_first = false
	thing.box = whole


func _box_of(shape: GeometryInstance3D, to_thing: Transform3D) -> AABB:
	var skinned := shape as MeshInstance3D
	var skeleton: Skeleton3D = null
	if skinned and skinned.skin:
		skeleton = skinned.get_node_or_null(skinned.skeleton) as Skeleton3D
	if not skeleton:
		return to_thing * shape.global_transform * shape.get_aabb()
	var from_mesh := to_thing * shape.global_transform
	if _is_in_sight(shape):
		var posed := skinned.bake_mesh_from_current_skeleton_pose(_posed)
		return from_mesh * posed.get_aabb().grow(SKIN_M)
	# All that bones move lies within what each of them does to its own box.
	var boxes := _boxes_of_bones(skinned.mesh)
	var skin := skinned.skin
	var whole := AABB()
	var is_first := true
	for bind: int in boxes.size():
		if boxes[bind] == null:
			continue
		var bone := skin.get_bind_bone(bind)
		if bone < 0:
			bone = skeleton.find_bone(skin.get_bind_name(bind))
		var moved := from_mesh * skeleton.get_bone_global_pose(bone) * skin.get_bind_pose(bind)
		var box: AABB = moved * (boxes[bind] as AABB)
		whole = box if is_first else whole.merge(box)
		is_first = false
	return whole.grow(SKIN_M)


func _is_in_sight(shape: GeometryInstance3D) -> bool:
	for plane in sight:
		if plane.distance_to(shape.global_position) > SIGHT_M:
			return false
	return sight.size() > 0 and shape.is_visible_in_tree()


# What each bind of a skin moves, in the mesh's own axes; null where it moves nothing.
func _boxes_of_bones(mesh: Mesh) -> Array:
	if mesh in _bone_boxes:
		return _bone_boxes[mesh]
	var found := []
	for surface in mesh.get_surface_count():
		var arrays := mesh.surface_get_arrays(surface)
		var vertices: PackedVector3Array = arrays[Mesh.ARRAY_VERTEX]
		if arrays[Mesh.ARRAY_BONES] == null:
			continue
		var bones: PackedInt32Array = arrays[Mesh.ARRAY_BONES]
		var weights: PackedFloat32Array = arrays[Mesh.ARRAY_WEIGHTS]
		@warning_ignore("integer_division")
		var each := bones.size() / maxi(vertices.size(), 1)
		for at in bones.size():
			if weights[at] <= 0.0:
				continue
			var bind := bones[at]
			while found.size() <= bind:
				found.append(null)
			@warning_ignore("integer_division")
			var vertex := vertices[at / each]
			if found[bind] == null:
				found[bind] = AABB(vertex, Vector3.ZERO)
			else:
				found[bind] = (found[bind] as AABB).expand(vertex)
	_bone_boxes[mesh] = found
	return found


static func _list_of(of: Vector3) -> Array:
	return [of.x, of.y, of.z]
