extends RefCounted
## Looks at characters of the profile "game", and at the creator screen, as the engine has them.

const Recipe := preload("res://addons/procgen/character/creator/creator_recipe.gd")
const CREATOR := "res://addons/procgen/character/creator/procgen_creator.tscn"

var _tree: SceneTree
var _web_port: int


func _init(tree: SceneTree, web_port: int) -> void:
	_tree = tree
	_web_port = web_port
	# Drawing in software would take the time that the server needs.
	RenderingServer.render_loop_enabled = false
	Engine.max_fps = 30


## Makes somebody with [code]settings[/code] who stands, turns so that cloth swings, and falls.
func game(arguments: Dictionary) -> Dictionary:
	var node := ProcgenCharacter.new()
	node.web_port = _web_port
	for name: String in arguments["settings"]:
		node.set(name, arguments["settings"][name])
	_tree.root.add_child(node)
	var status := await node.generate()
	if not status.is_ok():
		return {"wrong": status.sentence()}
	var floor_body := StaticBody3D.new()
	var shape := CollisionShape3D.new()
	shape.shape = WorldBoundaryShape3D.new()
	floor_body.add_child(shape)
	_tree.root.add_child(floor_body)
	var levels := []
	for part: MeshInstance3D in node.figure.root.find_children("*", "MeshInstance3D", true, false):
		var triangles := 0
		for surface in part.mesh.get_surface_count():
			triangles += (part.mesh as ArrayMesh).surface_get_array_index_len(surface)
		(
			levels
			. append(
				{
					"name": part.name,
					"surfaces": part.mesh.get_surface_count(),
					"triangles": triangles / 3.0,
					"from_m": part.visibility_range_begin,
					"to_m": part.visibility_range_end,
					"skinned": part.skin != null,
					"shapes": part.get_blend_shape_count(),
				}
			)
		)
	var skeleton := node.figure.skeleton
	var springs: SpringBoneSimulator3D = skeleton.get_node("Springs")
	var tail := skeleton.find_bone(springs.get_end_bone_name(0))
	_at(skeleton, tail)
	_at(skeleton, skeleton.find_bone("Head"))
	for frame in 2:
		await _tree.process_frame
	var still := skeleton.global_transform.affine_inverse() * _at(skeleton, tail)
	for frame in 20:
		node.rotation.y += 0.15
		await _tree.process_frame
	var swung := skeleton.global_transform.affine_inverse() * _at(skeleton, tail)
	node.rotation.y = 0.0
	var boxes := node.add_hit_boxes(2)
	var head_box := {}
	for frame in 3:
		await _tree.physics_frame
	for bone: String in ["Head", "LeftUpperLeg"]:
		var bone_at := _at(skeleton, skeleton.find_bone(bone))
		var query := PhysicsRayQueryParameters3D.create(
			bone_at + Vector3(0.0, -0.1 if bone != "Head" else 0.08, 2.0),
			bone_at + Vector3(0.0, -0.1 if bone != "Head" else 0.08, -2.0),
			2
		)
		query.collide_with_areas = true
		query.collide_with_bodies = false
		var hit := node.get_world_3d().direct_space_state.intersect_ray(query)
		head_box[bone] = hit["collider"].get_meta(&"procgen_bone") if hit else ""
	var head := skeleton.find_bone("Head")
	var stood := _at(skeleton, head).y
	var ragdoll := node.start_ragdoll()
	var mass := 0.0
	for body: PhysicalBone3D in ragdoll.get_children():
		mass += body.mass
	var lowest := stood
	for frame in 180:
		await _tree.physics_frame
		lowest = minf(lowest, _at(skeleton, head).y)
	var fell := _at(skeleton, head).y
	var knee := _at(skeleton, skeleton.find_bone("LeftLowerLeg"))
	var ankle := _at(skeleton, skeleton.find_bone("LeftFoot"))
	for frame in 2:
		await _tree.physics_frame
		await _tree.process_frame
	knee = _at(skeleton, skeleton.find_bone("LeftLowerLeg"))
	ankle = _at(skeleton, skeleton.find_bone("LeftFoot"))
	return {
		"levels": levels,
		"chains": springs.setting_count,
		"swung_m": still.distance_to(swung),
		"hit": head_box,
		"boxes": boxes.size(),
		"stood_m": stood,
		"fell_m": fell,
		"lowest_m": lowest,
		"mass_kg": mass,
		"shin_m": knee.distance_to(ankle),
		"shin_at_rest_m": skeleton.get_bone_rest(skeleton.find_bone("LeftFoot")).origin.length(),
	}


## Recipes of a creator as texts and back.
func recipes(arguments: Dictionary) -> Dictionary:
	var names := PackedStringArray(arguments["names"])
	var found := []
	for described: Dictionary in arguments["recipes"]:
		var recipe := Recipe.new()
		recipe.character_seed = int(described["seed"])
		recipe.words = described["words"]
		for slider: String in described["sliders"]:
			recipe.sliders[slider] = described["sliders"][slider]
		var text := recipe.to_text(names)
		var other := Recipe.new()
		var wrong := other.take_text(text, names)
		(
			found
			. append(
				{
					"text": text,
					"wrong": wrong,
					"seed": other.character_seed,
					"words": other.words,
					"sliders": other.sliders,
				}
			)
		)
	var refused := []
	for text: String in arguments["bad"]:
		refused.append(Recipe.new().take_text(text, names))
	return {"recipes": found, "refused": refused}


## A player uses the creator: a slider, a pin, chance, undo, a recipe, a photograph.
func creator(arguments: Dictionary) -> Dictionary:
	ProjectSettings.set_setting("procgen/server/web_port", _web_port)
	var folder: String = arguments["folder"]
	var screen: ProcgenCreator = (load(CREATOR) as PackedScene).instantiate()
	screen.texture_px = arguments.get("texture_px", 512)
	_tree.root.add_child(screen)
	await screen.get_character().generated
	var found := {"first": screen.get_character().person.name}
	await _picture(folder + "/creator-first.png")
	screen.look_at_view("Face")
	screen.regions().call("show_region", "Nose")
	(screen.regions().get("pins") as Dictionary)["nose_hump"] = true
	var chance := RandomNumberGenerator.new()
	chance.seed = 5
	var hump := screen.get_character().get_slider("nose_hump")
	screen.randomise(chance, 1.0)
	await screen.get_character().reshaped
	found["pinned"] = absf(screen.get_character().get_slider("nose_hump") - hump)
	found["moved"] = screen.recipe.sliders.size()
	var text := screen.recipe_text()
	found["text"] = text
	await _picture(folder + "/creator-nose.png")
	var values := screen.recipe.sliders.duplicate()
	await screen.undo()
	await screen.get_character().reshaped
	found["after_undo"] = screen.recipe.sliders.size()
	await screen.redo()
	await screen.get_character().reshaped
	found["after_redo"] = screen.recipe.sliders == values
	await screen.describe("a stout old blacksmith with a grey beard")
	found["kept_pins"] = screen.recipe.sliders.keys()
	screen.look_at_view("Bust")
	await _picture(folder + "/creator-smith.png")
	found["taken"] = await screen.take_text(text)
	found["same"] = screen.recipe_text() == text
	found["bad"] = await screen.take_text("P1.no recipe")
	screen.look_at_view("Figure")
	await _tree.process_frame
	RenderingServer.render_loop_enabled = true
	var picture := await screen.photograph()
	RenderingServer.render_loop_enabled = false
	picture.save_png(folder + "/creator-photo.png")
	found["photo"] = [picture.get_width(), picture.get_height()]
	var taken := []
	screen.accepted.connect(
		func(person: ProcgenV1.Person, recipe: String) -> void: taken.append([person.name, recipe])
	)
	for button: Button in screen.find_children("*", "Button", true, false):
		if button.text == "Done":
			button.pressed.emit()
	found["accepted"] = taken
	screen.free()
	return found


func _picture(path: String) -> void:
	RenderingServer.render_loop_enabled = true
	for frame in 2:
		await _tree.process_frame
	await RenderingServer.frame_post_draw
	_tree.root.get_texture().get_image().save_png(path)
	RenderingServer.render_loop_enabled = false


# Where a bone is after everything that modifies poses: the skeleton itself tells what clips say.
static func _at(skeleton: Skeleton3D, bone: int) -> Vector3:
	var name := "Watch%d" % bone
	if not skeleton.has_node(name):
		var watch := BoneAttachment3D.new()
		watch.name = name
		watch.bone_name = skeleton.get_bone_name(bone)
		skeleton.add_child(watch)
	return (skeleton.get_node(name) as Node3D).global_position
