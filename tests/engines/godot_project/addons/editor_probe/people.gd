@tool
extends "designer.gd"
## Characters by way of the dock: one is placed, a relative takes its place, and is saved.


func report(_arguments: Dictionary) -> Dictionary:
	var tab := await _open("character")
	var files := _project_files()
	# Small textures: they are no part of what is looked at here.
	tab.form.set_request({"outputs": [{"texture_px": 512}]})
	var seen := {
		"problems":
		_fill_in(
			tab,
			{
				"seed": "5",
				"conditions.setting": "modern",
				"conditions.role": "mechanic",
				"conditions.age_years": 31.0,
				"text": "muscular woman"
			}
		),
		"can_vary_before": not _button(tab, "MoreLikeThis").disabled,
	}
	seen["goes_on"] = await _press_without_answer(tab, "Generate")
	seen["message"] = _message(tab)
	var portrait: TextureRect = tab.find_child("Preview", true, false)
	seen["portrait"] = [portrait.texture.get_width(), portrait.texture.get_height()]
	seen["before"] = _scene()
	_button(tab, "Place").pressed.emit()
	await _await_steps(1)
	var character: Node3D = _root().get_child(0)
	seen["selected"] = EditorInterface.get_selection().get_selected_nodes() == [character]
	seen["recipe"] = character.get_meta("procgen_recipe")
	seen["placed"] = _scene()
	seen["figure"] = _figure_of(character)
	seen["textures"] = _texture_sizes(character)
	seen.merge(_undo_and_redo())
	# Chance is the same in every run.
	seed(1)
	var first: PackedByteArray = tab.made.artifact("portrait")
	await tab.vary()
	seen["relative"] = _message(tab)
	seen["is_another_portrait"] = tab.made.artifact("portrait") != first
	seen["relative_recipe"] = ProcgenCharacterBuilder.Common.recipe_text(tab.made.answer.recipe)
	seen["files_before_saving"] = _project_files() == files
	seen["saved"] = await _save(tab)
	seen["imported"] = await _imported(seen["saved"][0])
	seen["again"] = await _make_anew(tab, character)
	return seen


func _imported(path: String) -> Dictionary:
	await _await_import(path)
	var character: Node = (load(path) as PackedScene).instantiate()
	var figure := _figure_of(character)
	character.free()
	return figure


## With something in the hand, moved, and made anew as it was.
func _make_anew(tab: Node, character: Node3D) -> Dictionary:
	var tool := Node3D.new()
	tool.name = "Wrench"
	var hand := character.find_child("hand_r", true, false)
	hand.add_child(tool)
	tool.owner = _root()
	character.position = Vector3(1.0, 0.0, 2.0)
	var before := _scene()
	_fill_in(tab, {"conditions.role": null, "text": null})
	_select([character])
	_button(tab, "Regenerate").pressed.emit()
	await _await_steps(2)
	await _until_idle(tab)
	var fresh: Node3D = _root().get_child(0)
	var seen := {
		"is_another": fresh != character,
		"is_same_person": fresh.get_meta("procgen_recipe") == character.get_meta("procgen_recipe"),
		"before": before,
		"after": _scene(),
		"place": [fresh.position.x, fresh.position.y, fresh.position.z],
		"holds": tool.get_parent() == fresh.find_child("hand_r", true, false),
	}
	seen.merge(_undo_and_redo())
	return seen


## What is ready for animation.
func _figure_of(character: Node) -> Dictionary:
	var skeleton: Skeleton3D = character.find_children("*", "Skeleton3D", true, false)[0]
	var player: AnimationPlayer = character.find_children("*", "AnimationPlayer", true, false)[0]
	var bones := PackedStringArray()
	for bone in skeleton.get_bone_count():
		bones.append(skeleton.get_bone_name(bone))
	var shapes := PackedStringArray()
	for part: MeshInstance3D in character.find_children("*", "MeshInstance3D", true, false):
		for shape in part.get_blend_shape_count():
			var title := (part.mesh as ArrayMesh).get_blend_shape_name(shape)
			if title not in shapes:
				shapes.append(title)
	var clips := {}
	for clip in player.get_animation_list():
		var animation := player.get_animation(clip)
		clips[clip] = [animation.loop_mode, str(animation.track_get_path(0))]
	return {
		"skeleton": skeleton.name,
		"motion_scale": skeleton.motion_scale,
		"bones": bones,
		"shapes": shapes,
		"clips": clips,
		"hips_m": skeleton.get_bone_global_rest(skeleton.find_bone("Hips")).origin.y,
		"hand_m": skeleton.get_bone_global_pose(skeleton.find_bone("LeftHand")).origin.y,
		"shoulder_m": skeleton.get_bone_global_pose(skeleton.find_bone("LeftUpperArm")).origin.y,
		"arm_axis":
		str(skeleton.get_bone_global_rest(skeleton.find_bone("LeftUpperArm")).basis.y.round()),
	}


## Sizes of the pictures of skin and clothes, and whether each has mip maps.
func _texture_sizes(character: Node3D) -> Array:
	var found := []
	for part: MeshInstance3D in character.find_children("*", "MeshInstance3D", true, false):
		for surface in part.mesh.get_surface_count():
			var material := part.mesh.surface_get_material(surface) as BaseMaterial3D
			if material.albedo_texture:
				var image := material.albedo_texture.get_image()
				found.append([image.get_width(), image.get_height(), image.has_mipmaps()])
	return found
