@tool
extends "domain_tab.gd"
## Characters: a portrait, more people like the one who is shown, and files that Godot imports ready
## for animation.

const PORTRAIT_PX := 512

## Who is shown; null before there is anybody.
var person: ProcgenV1.Person = null

var _keep := CheckBox.new()
var _more := Button.new()
var _difference := HSlider.new()


func _extend(_rows: VBoxContainer) -> void:
	_keep.name = "Keep"
	_keep.text = "Keep"
	_keep.tooltip_text = "Make the same person again, whatever the form says of a person."
	_more.name = "MoreLikeThis"
	_more.text = "More Like This"
	_more.pressed.connect(vary)
	_difference.name = "Difference"
	_difference.max_value = 1.0
	_difference.step = 0.05
	_difference.value = 0.3
	_difference.tooltip_text = "How far they differ: 0.3 siblings, 1 strangers."
	_difference.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_difference.size_flags_vertical = Control.SIZE_SHRINK_CENTER
	var likeness := HBoxContainer.new()
	for control: Control in [_keep, _more, _difference]:
		likeness.add_child(control)
	results.add_child(likeness)
	_take(null)


## Draws a relative of who is shown, and makes that person.
func vary() -> void:
	var request := ProcgenV1.VaryRequest.new()
	request.person = person
	request.seed = randi()
	request.amount = _difference.value
	_more.disabled = true
	var varied := client.character.vary(request)
	var status: ProcgenStatus = await varied.finished
	_more.disabled = false
	if not status.is_ok():
		say(status.sentence())
		return
	_take(varied.response.persons[0].person)
	_keep.button_pressed = true
	await generate()
	_keep.button_pressed = false


func _prepare(request: ProcgenMessage) -> void:
	var wanted: ProcgenV1.CharacterRequest = request
	if _keep.button_pressed:
		wanted.person = person
		wanted.text = ""
	var kinds := wanted.outputs.map(func(output: Variant) -> String: return output.kind)
	if wanted.outputs and not kinds[0]:
		kinds[0] = "glb"
		wanted.outputs[0].kind = "glb"
	for kind: String in ["portrait", "glb"]:
		if kind not in kinds:
			wanted.outputs.append(ProcgenV1.CharacterOutput.new())
			wanted.outputs[-1].kind = kind
			wanted.outputs[-1].picture_px = PORTRAIT_PX if kind == "portrait" else 0


func _show(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.CharacterResult = made_call.answer
	_take(result.person)
	show_picture(made_call.artifact("portrait"))
	var facts := PackedStringArray([person.name])
	if person.role:
		facts.append(person.role.replace("_", " "))
	facts.append("%d years" % roundi(person.shape.age_years))
	facts.append("%.2f m" % result.measures.get("stature", 0.0))
	facts.append("%d kg" % roundi(result.measures.get("mass", 0.0)))
	say("%s\n%s" % [", ".join(facts), person.background])


func _build(made_call: ProcgenCall) -> Node:
	var result: ProcgenV1.CharacterResult = made_call.answer
	return await ProcgenCharacterBuilder.build_in_background(result, made_call.artifacts)


func _save(made_call: ProcgenCall) -> void:
	var character := await _build(made_call)
	if not character:
		return
	# The editor imports the file by these settings, which it would write itself if there were none.
	var settings := ConfigFile.new()
	settings.set_value("remap", "importer", "scene")
	settings.set_value("params", "_subresources", _import_settings(character))
	character.free()
	var others: Dictionary[String, Callable] = {}
	for artifact in (made_call.answer as ProcgenV1.CharacterResult).artifacts:
		if artifact.kind in ProcgenCharacterBuilder.GLB_KINDS:
			others[ProjectFolder.file_name_of(artifact, made_call) + ".import"] = settings.save
	say(_folder.save_with(made_call, ["portrait"], others))


func _adopt(request: Dictionary) -> void:
	var known := ProcgenV1.Person.new()
	known.merge_json(request["person"] as Dictionary)
	request.erase("person")
	super(request)
	_take(known)
	_keep.button_pressed = true


# Clips go round, and the skeleton is fitted to SkeletonProfileHumanoid: it then takes the clips of
# any other that is.
func _import_settings(character: Node) -> Dictionary:
	var skeleton: Skeleton3D = character.find_children("*", "Skeleton3D", true, false)[0]
	var bones := BoneMap.new()
	bones.profile = SkeletonProfileHumanoid.new()
	for index in bones.profile.bone_size:
		var bone := bones.profile.get_bone_name(index)
		if skeleton.find_bone(bone) >= 0:
			bones.set_skeleton_bone_name(bone, bone)
	var clips := {}
	for player: AnimationPlayer in character.find_children("*", "AnimationPlayer", true, false):
		for clip in player.get_animation_list():
			if player.get_animation(clip).loop_mode == Animation.LOOP_LINEAR:
				clips[clip] = {"settings/loop_mode": Animation.LOOP_LINEAR}
	var place := "PATH:%s" % character.get_path_to(skeleton)
	return {"nodes": {place: {"retarget/bone_map": bones}}, "animations": clips}


func _take(known: ProcgenV1.Person) -> void:
	person = known
	_more.disabled = person == null
	_keep.disabled = person == null
