@tool
extends RefCounted
## Turns what a [ProcgenWorld] shows into nodes of a scene that a designer owns: a node for each
## building, prop and person, to be selected, moved, deleted and saved; and brings in a part that
## was made anew without touching what a hand has changed.

const Props := preload("world_props.gd")

## Groups whose members are owned one by one.
const GROUPS: Array[String] = ["Buildings", "Barriers", "Bridges", "Piers", "Props", "People"]
## The node that shows ground, water and what grows, from the world's folder.
const LAND := "Land"
## Of a member: what it looked like when it came.
const CAME_META := &"procgen_came"
## Of a group: names of all members that came.
const NAMES_META := &"procgen_names"


## A new node with what people made and who lives there, a node each; its origin is the middle of
## the ground, on it. Below it stands a [ProcgenWorld] that shows the land alone. Its place is that
## of its origin among the children of [param world].
static func made_of(world: Node3D) -> Node3D:
	var root := Node3D.new()
	var manifest: Dictionary = world.get(&"manifest")
	var title: String = manifest.get("name", "World")
	root.name = title.validate_node_name()
	var ground: Dictionary = manifest["ground"]
	var middle := Vector2(ground["width_m"], ground["depth_m"]) / 2.0
	var height: float = world.call(&"height_at", middle.x, middle.y)
	var origin := Vector3(middle.x, height, middle.y)
	root.position = origin
	# By its script, since the script of a world knows this one.
	var land: Node3D = (world.get_script() as GDScript).new()
	land.name = LAND
	land.set(&"folder", world.get(&"folder"))
	land.set(&"only_land", true)
	land.set(&"season", world.get(&"season"))
	land.set(&"cover_amount", world.get(&"cover_amount"))
	land.position = -origin
	root.add_child(land)
	for child in world.get_children():
		if child.name not in GROUPS:
			continue
		var group := child.duplicate() as Node3D
		group.position -= origin
		if group.name == &"Props":
			_single_out(group)
		_note(group)
		root.add_child(group)
	return root


## Gives a tree of nodes to a scene, so that it is saved with it.
static func own(root: Node, scene: Node) -> void:
	if root != scene:
		root.owner = scene
	# What the land shows comes from its folder again.
	for child in root.get_children() if root.name != LAND else []:
		own(child, scene)


## Saves the tree as a scene. Returns what is wrong, or nothing.
static func save(root: Node3D, path: String) -> String:
	for child in root.get_children():
		own(child, root)
	var packed := PackedScene.new()
	var outcome := packed.pack(root)
	if outcome == OK:
		outcome = ResourceSaver.save(packed, path)
	return "" if outcome == OK else "%s can't be saved: %s." % [path, error_string(outcome)]


## Brings what a world shows now into a tree that was made of it before. What a hand has moved,
## turned, changed or added stays; what it has deleted stays away. Returns how many members were
## taken over and how many were kept.
static func renew(root: Node3D, world: Node3D) -> Dictionary:
	var fresh := made_of(world)
	var counts := {"taken": 0, "kept": 0}
	for group in fresh.get_children():
		var before := root.get_node_or_null(NodePath(group.name)) as Node3D
		if before and before.name == LAND:
			before.set(&"folder", world.get(&"folder"))
			# Outside of a scene it opens when it comes into one.
			if before.is_inside_tree():
				before.call(&"open", world.get(&"folder"))
		elif before:
			_renew_group(before, group as Node3D, counts)
		else:
			fresh.remove_child(group)
			root.add_child(group)
			own(group, root.owner if root.owner else root)
			counts["taken"] += group.get_child_count()
	fresh.free()
	return counts


## Whether a hand has changed a member since it came.
static func is_changed(member: Node) -> bool:
	return not member.has_meta(CAME_META) or member.get_meta(CAME_META) != _look_of(member)


static func _renew_group(before: Node3D, group: Node3D, counts: Dictionary) -> void:
	var came: PackedStringArray = before.get_meta(NAMES_META, PackedStringArray())
	var scene := before.owner if before.owner else before.get_parent()
	var there := PackedStringArray()
	var kept := PackedStringArray()
	for member in before.get_children():
		there.append(member.name)
		if is_changed(member):
			kept.append(member.name)
			counts["kept"] += 1
		else:
			before.remove_child(member)
			member.free()
	# What came once and is there no more was deleted by hand.
	var deleted := PackedStringArray()
	for name in came:
		if name not in there:
			deleted.append(name)
	for member in group.get_children():
		if member.name in kept or member.name in deleted:
			continue
		group.remove_child(member)
		before.add_child(member)
		own(member, scene)
		counts["taken"] += 1
	var names: PackedStringArray = group.get_meta(NAMES_META, PackedStringArray())
	for name in deleted:
		if name not in names:
			names.append(name)
	before.set_meta(NAMES_META, names)


static func _note(group: Node3D) -> void:
	var names := PackedStringArray()
	for member in group.get_children():
		member.set_meta(CAME_META, _look_of(member))
		names.append(member.name)
	group.set_meta(NAMES_META, names)


# What one sees of a change by hand: where a member is, what it shows, and what hangs below it.
static func _look_of(member: Node) -> String:
	var place := (member as Node3D).transform if member is Node3D else Transform3D.IDENTITY
	var parts := PackedStringArray([var_to_str(place.origin.snapped(Vector3.ONE * 1e-3))])
	parts.append(
		var_to_str(place.basis.get_rotation_quaternion().get_euler().snapped(Vector3.ONE * 1e-3))
	)
	parts.append(var_to_str(place.basis.get_scale().snapped(Vector3.ONE * 1e-3)))
	if member is Node3D:
		parts.append(str((member as Node3D).visible))
	for child in member.get_children():
		parts.append(child.name)
	return " ".join(parts)


static func _add_single(
	props: Node3D, title: String, number: int, mesh: Mesh, place: Transform3D
) -> void:
	var single := MeshInstance3D.new()
	single.name = "%s, %d" % [title, number]
	single.mesh = mesh
	single.transform = place
	single.visibility_range_end = mesh.get_aabb().size.y * Props.REACH
	props.add_child(single)


# Props in cells as nodes of their own, each with the collision that stands for it.
static func _single_out(props: Node3D) -> void:
	var numbers: Dictionary[String, int] = {}
	for cell in props.get_children():
		for many: MultiMeshInstance3D in cell.find_children(
			"*", "MultiMeshInstance3D", false, false
		):
			var title := String(many.name)
			# Of levels of detail the finest is enough: engines make others of what is saved.
			if title.contains(" LOD") and not title.ends_with(" LOD0"):
				continue
			title = title.trim_suffix(" LOD0")
			for index in many.multimesh.instance_count:
				numbers[title] = numbers.get(title, 0) + 1
				var place := many.multimesh.get_instance_transform(index)
				_add_single(props, title, numbers[title], many.multimesh.mesh, place)
	var with_woods: Dictionary = props.get_meta(Props.WITH_WOODS, {})
	props.remove_meta(Props.WITH_WOODS)
	for title: String in with_woods:
		var places: Array = with_woods[title]
		for index in range(1, places.size()):
			numbers[title] = numbers.get(title, 0) + 1
			_add_single(props, title, numbers[title], places[0], places[index])
	for child in props.get_children():
		if child.name.begins_with("Cell_"):
			props.remove_child(child)
			child.free()
