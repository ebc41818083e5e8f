@tool
extends "domain_tab.gd"
## Animals: a portrait, and a node that stands there with its clips.

const CharacterBuilder := preload("../character/character_builder.gd")


func _extend(_rows: VBoxContainer) -> void:
	needed = {"glb": "glb", "slim": "slim", "portrait": "portrait"}


func _show(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.CreatureResult = made_call.answer
	show_picture(made_call.artifact("portrait"))
	say("%s, %s, %.2f m high." % [_kind_of(result).capitalize(), result.sex, result.height_m])


func _build(made_call: ProcgenCall) -> Node:
	var result: ProcgenV1.CreatureResult = made_call.answer
	var glb := made_call.artifact("glb")
	var state := CharacterBuilder.new_state()
	var wrong: Array[String] = [""]
	await Common.in_background(
		func() -> void: wrong[0] = CharacterBuilder.read(state, glb), "creature"
	)
	if wrong[0]:
		say(wrong[0])
		return null
	var animal := CharacterBuilder.nodes_of(state)
	animal.name = _kind_of(result).to_pascal_case()
	animal.set_meta(Placing.RECIPE_META, Common.recipe_text(result.recipe))
	for player: AnimationPlayer in animal.find_children("*", "AnimationPlayer", true, false):
		for clip in player.get_animation_list():
			player.get_animation(clip).loop_mode = Animation.LOOP_LINEAR
		if player.has_animation(CharacterBuilder.STANDING):
			player.autoplay = CharacterBuilder.STANDING
	return animal


# Where nothing is chosen, the file with all levels of detail is saved.
func _save(made_call: ProcgenCall) -> void:
	var but_for := _unasked()
	if not form.request().get(&"outputs"):
		but_for.erase("glb")
	say(_folder.save_with(made_call, but_for))


func _kind_of(result: ProcgenV1.CreatureResult) -> String:
	var request: Dictionary = JSON.parse_string(result.recipe.request_json)
	return result.breed if result.breed else str(request["species"])
