@tool
extends RefCounted
## Puts what was made into the open scene as one step that can be undone.

## Marks the nodes below a placed one that came with it: others are the designer's own.
const PART_META := &"procgen_part"
const RECIPE_META := &"procgen_recipe"


## Adds [param node] to the scene, or puts it in the place of another, and selects it. It takes over
## what the designer gave the other: name, transform, groups, materials and nodes below it. What
## must follow each time that it comes into the scene is [param then]: object, method, arguments.
static func place(
	undo_redo: EditorUndoRedoManager,
	action_name: String,
	node: Node,
	scene_root: Node,
	replacing: Node = null,
	then: Array = []
) -> void:
	if scene_root != EditorInterface.get_edited_scene_root():
		node.free()
		return
	var parent := scene_root
	var own: Array[Node] = []
	if replacing and replacing != scene_root and scene_root.is_ancestor_of(replacing):
		parent = replacing.get_parent()
		own = _take_over(node, replacing)
	else:
		replacing = null
	for part in _below(node):
		part.set_meta(PART_META, true)
	undo_redo.create_action(action_name, UndoRedo.MERGE_DISABLE, scene_root)
	undo_redo.add_do_reference(node)
	# Undoing runs through its list from the first entry to the last, like doing.
	for child in own:
		undo_redo.add_do_method(child.get_parent(), &"remove_child", child)
		undo_redo.add_undo_method(_heir(child, replacing, node), &"remove_child", child)
	if replacing:
		undo_redo.add_do_method(parent, &"remove_child", replacing)
	undo_redo.add_undo_method(parent, &"remove_child", node)
	undo_redo.add_do_method(parent, &"add_child", node, true)
	if replacing:
		undo_redo.add_do_method(parent, &"move_child", node, replacing.get_index())
		undo_redo.add_undo_method(parent, &"add_child", replacing)
		undo_redo.add_undo_method(parent, &"move_child", replacing, replacing.get_index())
		undo_redo.add_undo_reference(replacing)
	for child in own:
		undo_redo.add_do_method(_heir(child, replacing, node), &"add_child", child, true)
		undo_redo.add_undo_method(child.get_parent(), &"add_child", child)
		undo_redo.add_undo_method(child.get_parent(), &"move_child", child, child.get_index())
	# Only what the scene owns is shown in its tree and saved with it; leaving the tree ends that.
	for part: Node in [node] + _below(node):
		undo_redo.add_do_method(part, &"set_owner", scene_root)
	if replacing:
		for part: Node in [replacing] + _below(replacing):
			if part.owner == scene_root:
				undo_redo.add_undo_method(part, &"set_owner", scene_root)
				if own.any(
					func(child: Node) -> bool: return child == part or child.is_ancestor_of(part)
				):
					undo_redo.add_do_method(part, &"set_owner", scene_root)
	if then:
		undo_redo.callv(&"add_do_method", then)
	undo_redo.commit_action()
	EditorInterface.get_selection().clear()
	EditorInterface.get_selection().add_node(node)


## The request in the recipe that a node or a resource carries; empty if it has none of this domain.
static func recipe_request(holder: Object, domain: String) -> Dictionary:
	if not holder or not holder.has_meta(RECIPE_META):
		return {}
	var recipe: Variant = JSON.parse_string(str(holder.get_meta(RECIPE_META)))
	if (
		recipe is Dictionary
		and recipe.get("domain") == domain
		and recipe.get("request") is Dictionary
	):
		return recipe["request"]
	return {}


# Gives the new node what the old one has, and returns the nodes that the designer hung below it.
static func _take_over(node: Node, replacing: Node) -> Array[Node]:
	node.name = replacing.name
	for property: StringName in [&"transform", &"visible", &"process_mode"]:
		if property in node and property in replacing:
			node.set(property, replacing.get(property))
	for group in replacing.get_groups():
		if not String(group).begins_with("_"):
			node.add_to_group(group, true)
	for part in node.find_children("*", "MeshInstance3D", true, false):
		var old := replacing.get_node_or_null(node.get_path_to(part)) as MeshInstance3D
		if old:
			part.material_override = old.material_override
			var count: int = old.get_surface_override_material_count()
			for surface in mini(count, part.get_surface_override_material_count()):
				part.set_surface_override_material(
					surface, old.get_surface_override_material(surface)
				)
	var own: Array[Node] = []
	for child in _below(replacing):
		var parent := child.get_parent()
		# What nobody owns is shown by its parent alone, and not in the scene.
		if (
			child.owner
			and not child.has_meta(PART_META)
			and (parent == replacing or parent.has_meta(PART_META))
		):
			own.append(child)
	return own


# Where a node that hung below the old one comes to hang: in the same place below the new one, or at
# the new one itself where there is no such place any more.
static func _heir(child: Node, replacing: Node, node: Node) -> Node:
	var heir := node.get_node_or_null(replacing.get_path_to(child.get_parent()))
	return heir if heir else node


# All nodes below one, but for those that nodes keep for themselves.
static func _below(node: Node) -> Array[Node]:
	var below: Array[Node] = []
	for child in node.get_children():
		below.append(child)
		below.append_array(_below(child))
	return below
