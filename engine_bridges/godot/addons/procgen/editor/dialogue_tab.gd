@tool
extends "domain_tab.gd"
## Lines and scenes: the text as it comes, a node that speaks, and files for dialogue addons.

const DialogueNode := preload("../dialogue/procgen_dialogue.gd")

const TEXT_HEIGHT_PX := 240
## Files to save where the form names none.
const USUAL: Dictionary[String, String] = {"dialogue": "script", "dialogue_scene": "godot"}
## Formats of two files.
const COMPANIONS: Dictionary[String, String] = {"dialogic": "dialogic_variables"}
const PERSONA: Array[StringName] = [
	&"role", &"traits", &"age", &"sex", &"register", &"background", &"goals", &"secrets"
]
const SITUATION: Array[StringName] = [
	&"place", &"listener", &"relation", &"mood", &"time", &"weather"
]

var _text := RichTextLabel.new()


func _extend(_rows: VBoxContainer) -> void:
	# The text of a scene is read from it.
	needed = {"json": "json"}
	_text.name = "Text"
	_text.custom_minimum_size.y = TEXT_HEIGHT_PX * EditorInterface.get_editor_scale()
	_text.selection_enabled = true
	_text.visible = false
	results.add_child(_text)


func _prepare(request: ProcgenMessage) -> void:
	var outputs: PackedStringArray = request.get(&"outputs")
	if outputs.is_empty():
		outputs.append(USUAL[domain.name])
	for format in COMPANIONS:
		if format in outputs and COMPANIONS[format] not in outputs:
			outputs.append(COMPANIONS[format])
	request.set(&"outputs", outputs)
	super(request)


func _started(running: ProcgenCall) -> void:
	_text.clear()
	_text.visible = true
	running.received.connect(_show_event)


func _show(made_call: ProcgenCall) -> void:
	if made_call.answer is ProcgenV1.LinesResult:
		say("%d lines." % (made_call.answer as ProcgenV1.LinesResult).lines.size())
		return
	var result: ProcgenV1.SceneResult = made_call.answer
	say(
		(
			"%s: %d nodes, %d lines, %d choices.\n%s"
			% [result.title, result.nodes, result.lines, result.choices, result.summary]
		)
	)
	var scene: Dictionary = JSON.parse_string(made_call.artifact("json").get_string_from_utf8())
	for node: Dictionary in scene["nodes"]:
		_text.add_text("[%s]\n" % node["id"])
		for line: Dictionary in node["lines"]:
			_text.add_text("%s: %s\n" % [line["speaker"], line["text"]])
		for choice: Dictionary in node["choices"]:
			_text.add_text("    • %s\n" % choice["text"])
		_text.newline()


## The first speaker becomes a node that can be talked to.
func _build(made_call: ProcgenCall) -> Node:
	var recipe: ProcgenV1.Recipe = made_call.answer.get(&"recipe")
	var asked := ProcgenV1.create(domain.request_type.get_extension())
	asked.merge_json(JSON.parse_string(recipe.request_json) as Dictionary)
	var persona: ProcgenV1.Persona = asked.get_path_value("persona")
	if asked is ProcgenV1.SceneRequest and asked.get(&"cast"):
		persona = asked.get(&"cast")[0]
	persona = persona if persona else ProcgenV1.Persona.new()
	var node := Node.new()
	node.name = persona.name.validate_node_name() if persona.name else "Dialogue"
	# In the editor the script does not run; it only says which properties there are.
	node.set_script(DialogueNode)
	node.set_meta(Placing.RECIPE_META, Common.recipe_text(recipe))
	node.set(&"speaker_name", persona.name)
	for field in PERSONA:
		node.set(field, persona.get(field))
	node.set(&"knows", PackedStringArray(_texts(persona.knows) + _texts(asked.get(&"facts"))))
	var situation: ProcgenV1.Situation = asked.get(&"situation")
	if situation:
		for field in SITUATION:
			node.set(field, situation.get(field))
		node.set(&"world", situation.world.to_json() if situation.world else {})
	node.set(&"dialogue_seed", asked.get(&"seed"))
	node.set(&"model", asked.get(&"model"))
	return node


func _adopt(request: Dictionary) -> void:
	request.erase("outputs")
	super(request)


func _show_event(event: ProcgenV1.Message, _files: Array[PackedByteArray]) -> void:
	if event is ProcgenV1.LinesEvent and event.has_field(&"line"):
		var line := (event as ProcgenV1.LinesEvent).line
		_text.add_text("%s: %s\n" % [line.speaker if line.speaker else line.intent, line.text])


func _texts(facts: Variant) -> Array:
	return facts.map(func(fact: ProcgenV1.Fact) -> String: return fact.text) if facts else []
