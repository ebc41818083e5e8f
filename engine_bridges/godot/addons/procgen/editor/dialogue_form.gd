@tool
extends GridContainer
## The fields that describe who speaks, and what is to be written.

## The same with another seed is wanted.
signal another_wanted

const DialogueMessages := preload("../client/dialogue_messages.gd")
const DialogueNode := preload("../dialogue/procgen_dialogue.gd")
const WorldMessages := preload("../client/dialogue_world_messages.gd")

const ANY := "any"
## The kind that is no scene.
const LINES := "lines"
## What a scene can be saved as; the names of the server's outputs.
const SCENE_FORMATS: Array[String] = ["godot", "ink", "yarn", "dialogic", "twee", "json"]
## What lines can be saved as.
const LINE_FORMATS: Array[String] = ["json", "script"]
## Goes with a format as a file of its own.
const COMPANIONS: Dictionary[String, String] = {"dialogic": "dialogic_variables"}

var _speaker := LineEdit.new()
var _role := OptionButton.new()
var _traits := LineEdit.new()
var _age := OptionButton.new()
var _sex := OptionButton.new()
var _register := OptionButton.new()
var _mood := OptionButton.new()
var _setting := OptionButton.new()
var _place := LineEdit.new()
var _facts := TextEdit.new()
var _kind := OptionButton.new()
var _intents := LineEdit.new()
var _count := SpinBox.new()
var _nodes := SpinBox.new()
var _seed := SpinBox.new()
var _another := Button.new()
var _model := OptionButton.new()
var _format := OptionButton.new()


func _init() -> void:
	columns = 2
	custom_minimum_size.x = 320
	_fill(_age, PackedStringArray(["child", "young", "adult", "old"]))
	_fill(_sex, PackedStringArray(["female", "male", "other"]))
	_fill(_setting, PackedStringArray(["medieval", "modern", "scifi"]))
	for list: OptionButton in [_role, _register, _mood, _model]:
		list.add_item(ANY)
	_kind.add_item(LINES)
	_speaker.placeholder_text = "Bram"
	_traits.placeholder_text = "grumpy, honest"
	_place.placeholder_text = "the forge"
	_facts.placeholder_text = "the bridge is out since the flood"
	_facts.tooltip_text = "What the speaker knows and a scene tells: a clause on each line."
	_facts.custom_minimum_size.y = 64
	_intents.text = "greet, small_talk, bark:idle"
	_count.min_value = 1
	_count.max_value = 100
	_count.value = 2
	_count.suffix = "of each"
	_nodes.min_value = 8
	_nodes.max_value = 80
	_nodes.value = 24
	_seed.max_value = 0xFFFF_FFFF

	add_field("Name", _speaker)
	add_field("Role", _role)
	add_field("Traits", _traits)
	add_field("Age", _age)
	add_field("Sex", _sex)
	add_field("Speech", _register)
	add_field("Mood", _mood)
	add_field("Setting", _setting)
	add_field("Place", _place)
	add_field("Facts", _facts)
	add_field("Kind", _kind)
	add_field("Intents", _intents)
	add_field("Count", _count)
	add_field("Nodes", _nodes)
	add_field("Chance", _seed_row())
	add_field("Model", _model)
	add_field("Format", _format)
	_kind.item_selected.connect(func(_index: int) -> void: _suit_kind())
	_another.pressed.connect(_ask_for_another)
	_suit_kind()


## Adds a row with a label.
func add_field(label_text: String, field: Control) -> void:
	var label := Label.new()
	label.text = label_text
	add_child(label)
	field.name = label_text
	field.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	add_child(field)


## Fills the lists with what a server has; what was chosen stays chosen.
func offer(info: DialogueMessages.GetDialogueInfoResponse) -> void:
	_fill(_role, info.roles)
	_fill(_register, info.registers)
	_fill(_mood, info.moods)
	var models := PackedStringArray()
	for known in info.models:
		models.append(known.name)
	_fill(_model, models)
	var kinds := PackedStringArray([LINES])
	kinds.append_array(info.scene_kinds)
	_refill(_kind, kinds)
	_traits.tooltip_text = "Of these: %s." % ", ".join(info.traits)
	_intents.tooltip_text = (
		"Of these: %s, and bark: with one of: %s."
		% [", ".join(info.intents), ", ".join(info.events)]
	)
	_suit_kind()


## Whether a scene is wanted, not lines.
func wants_scene() -> bool:
	return _text_of(_kind) != LINES


## The scene that is wanted, in all formats.
func scene_request() -> DialogueMessages.SceneRequest:
	var request := DialogueMessages.SceneRequest.new()
	request.seed = int(_seed.value)
	request.kind = _text_of(_kind)
	request.cast = [_persona()]
	request.situation = _situation()
	request.nodes = int(_nodes.value)
	request.facts = _told()
	request.model = _chosen(_model)
	request.outputs = PackedStringArray(SCENE_FORMATS + COMPANIONS.values())
	return request


## The lines that are wanted, in all formats.
func lines_request() -> DialogueMessages.LinesRequest:
	var request := DialogueMessages.LinesRequest.new()
	request.seed = int(_seed.value)
	request.persona = _persona()
	request.persona.knows = _told()
	request.situation = _situation()
	for intent in _words(_intents.text):
		var wish := DialogueMessages.Wish.new()
		wish.intent = intent
		wish.count = int(_count.value)
		request.wishes.append(wish)
	request.model = _chosen(_model)
	request.outputs = PackedStringArray(LINE_FORMATS)
	return request


## What the file is to be saved as.
func format() -> String:
	return _text_of(_format)


## A node that speaks as the fields describe.
func make_node() -> Node:
	var persona := _persona()
	var node := Node.new()
	node.name = persona.name if persona.name else "Dialogue"
	# In the editor the script does not run; it only says which properties there are.
	node.set_script(DialogueNode)
	node.set(&"speaker_name", persona.name)
	for field: StringName in [&"role", &"traits", &"age", &"sex", &"register"]:
		node.set(field, persona.get(field))
	node.set(&"knows", _clauses())
	node.set(&"mood", _chosen(_mood))
	node.set(&"setting", _chosen(_setting))
	node.set(&"place", _place.text.strip_edges())
	node.set(&"dialogue_seed", int(_seed.value))
	node.set(&"model", _chosen(_model))
	return node


## While something is being written, nothing else can be asked for.
func set_busy(busy: bool) -> void:
	_another.disabled = busy


func _persona() -> WorldMessages.Persona:
	var persona := WorldMessages.Persona.new()
	persona.name = _speaker.text.strip_edges()
	persona.role = _chosen(_role)
	for word in _words(_traits.text):
		persona.traits.append(word.replace(" ", "_"))
	persona.age = _chosen(_age)
	persona.sex = _chosen(_sex)
	persona.register = _chosen(_register)
	return persona


func _situation() -> WorldMessages.Situation:
	var situation := WorldMessages.Situation.new()
	situation.world = WorldMessages.World.new()
	situation.world.setting = _chosen(_setting)
	situation.place = _place.text.strip_edges()
	situation.mood = _chosen(_mood)
	return situation


func _clauses() -> PackedStringArray:
	var clauses := PackedStringArray()
	for clause in _facts.text.split("\n", false):
		if clause.strip_edges():
			clauses.append(clause.strip_edges())
	return clauses


func _told() -> Array[WorldMessages.Fact]:
	var told: Array[WorldMessages.Fact] = []
	for clause in _clauses():
		var fact := WorldMessages.Fact.new()
		fact.text = clause
		told.append(fact)
	return told


func _words(text: String) -> PackedStringArray:
	var words := PackedStringArray()
	for word in text.split(",", false):
		if word.strip_edges():
			words.append(word.strip_edges())
	return words


func _seed_row() -> HBoxContainer:
	var row := HBoxContainer.new()
	_seed.name = "Seed"
	_seed.tooltip_text = "The same fields and seed give the same text."
	_seed.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	row.add_child(_seed)
	_another.text = "New"
	_another.tooltip_text = "The same said otherwise."
	row.add_child(_another)
	return row


func _ask_for_another() -> void:
	_seed.value = randi()
	another_wanted.emit()


# Fields that the kind does not have can't be filled in.
func _suit_kind() -> void:
	_intents.editable = not wants_scene()
	_count.editable = not wants_scene()
	_nodes.editable = wants_scene()
	_refill(_format, PackedStringArray(SCENE_FORMATS if wants_scene() else LINE_FORMATS))


func _fill(list: OptionButton, names: PackedStringArray) -> void:
	var all := PackedStringArray([ANY])
	all.append_array(names)
	_refill(list, all)


func _refill(list: OptionButton, names: PackedStringArray) -> void:
	var chosen := _text_of(list)
	list.clear()
	for item in names:
		list.add_item(item)
	list.select(maxi(names.find(chosen), 0))


func _text_of(list: OptionButton) -> String:
	return list.get_item_text(list.selected) if list.selected >= 0 else ""


func _chosen(list: OptionButton) -> String:
	return _text_of(list) if list.selected > 0 else ""
