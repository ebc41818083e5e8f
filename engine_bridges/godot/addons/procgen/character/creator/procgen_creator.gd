class_name ProcgenCreator
extends Control
## A screen on which players make a character: presets, sliders by region with pins, chance within
## a region, undo, a photo booth, and a recipe that is a line of text.
##
## Add [code]procgen_creator.tscn[/code] to a scene and wait for [signal accepted]:
## [codeblock]
## creator.accepted.connect(func(person, recipe): player.generate_person(person))
## [/codeblock]

## The player is content: who it is, and the recipe to keep.
signal accepted(person: ProcgenV1.Person, recipe: String)
## A photograph was taken.
signal photographed(picture: Image, path: String)

const Recipe := preload("creator_recipe.gd")
const Regions := preload("creator_regions.gd")
const Stage := preload("creator_stage.gd")

const _UNDO := 60
const _CHANCE := 0.35
const _PHOTOS := "user://photos"

## What players can begin with: labels, and descriptions as the server reads them.
@export var presets: Dictionary[String, String] = {
	"Knight": "a knight of thirty with a short beard",
	"Noblewoman": "a young noblewoman with braided hair",
	"Blacksmith": "a stout old blacksmith with a grey beard",
	"Ranger": "a lean ranger in a green cloak",
	"Mage": "an old mage with a long beard",
	"Student": "a young student in a hoodie",
	"Doctor": "a doctor of forty with glasses",
	"Pilot": "a woman who is a pilot, short hair",
}
## Who is shown at first.
@export var first_preset := "Ranger"
## Side of the skin's pictures.
@export_enum("0:0", "512:512", "1024:1024", "2048:2048") var texture_px: int = 1024

## What is shown, as it can be kept.
var recipe := Recipe.new()
## Milliseconds from the move of a slider until the figure had moved, of the last moves.
var waits_ms := PackedFloat32Array()

var _stage := Stage.new()
var _regions := Regions.new()
var _words := LineEdit.new()
var _presets := OptionButton.new()
var _text := LineEdit.new()
var _message := Label.new()
var _amount := HSlider.new()
var _done: Array[Recipe] = []
var _undone: Array[Recipe] = []
var _moved_at := 0
var _drawn: Dictionary[String, float] = {}
var _is_making := false


func _ready() -> void:
	set_anchors_preset(Control.PRESET_FULL_RECT)
	_build()
	var character := _stage.character
	character.profile = "glb"
	character.texture_px = texture_px
	character.clip = &"idle"
	character.reshaped.connect(_note_wait)
	character.failed.connect(func(why: ProcgenStatus) -> void: _say(why.sentence()))
	_regions.moved.connect(_on_moved)
	_regions.rested.connect(_on_rested)
	var client := ProcgenClient.from_settings(character.host, character.web_port)
	var asked := client.character.get_character_info()
	var status: ProcgenStatus = await asked.finished
	if not status.is_ok():
		_say(status.sentence())
		return
	_regions.take(asked.response.sliders)
	recipe.words = presets.get(first_preset, "")
	_words.text = recipe.words
	_presets.select(presets.keys().find(first_preset))
	await show_recipe(recipe)


## Shows what a recipe makes: sliders alone move at once, somebody else takes a second.
func show_recipe(wanted: Recipe) -> void:
	var is_new := not _stage.character.figure or recipe.is_somebody_else(wanted)
	var before := recipe
	recipe = wanted.copy()
	_words.text = recipe.words
	if is_new:
		await _make()
	else:
		for slider in _regions.names():
			var value := _value(slider)
			if before.sliders.get(slider) != recipe.sliders.get(slider):
				_stage.character.set_slider(slider, value)
	_show_values()


## Somebody else by the same words; pinned sliders stay.
func another() -> void:
	_keep()
	var next := recipe.copy()
	next.character_seed = randi()
	next.sliders = _pinned()
	await show_recipe(next)


## Somebody by other words; pinned sliders stay.
func describe(words: String) -> void:
	_keep()
	var next := recipe.copy()
	next.words = words.left(Recipe.WORDS)
	next.sliders = _pinned()
	await show_recipe(next)


## Moves the sliders of the region that is shown by chance, but for those that are pinned.
func randomise(chance: RandomNumberGenerator, amount: float) -> void:
	_keep()
	var next := recipe.copy()
	for slider in _regions.of(_regions.region):
		if _regions.pins.has(slider):
			continue
		var ends := _regions.range_of(slider)
		var middle: float = _drawn.get(slider, 0.0)
		var value := middle + chance.randfn(0.0, _CHANCE * amount * (ends.y - ends.x) / 2.0)
		next.sliders[slider] = clampf(Recipe.stepped(value), ends.x, ends.y)
	show_recipe(next)


## Takes the last change back.
func undo() -> void:
	if not _done.is_empty():
		_undone.append(recipe.copy())
		await show_recipe(_done.pop_back())


## Makes the change again that was taken back last.
func redo() -> void:
	if not _undone.is_empty():
		_done.append(recipe.copy())
		await show_recipe(_undone.pop_back())


## Takes a recipe's text; false, with a word on the screen, if it is none.
func take_text(text: String) -> bool:
	var next := Recipe.new()
	var wrong := next.take_text(text, _regions.names())
	if wrong:
		_say(wrong)
		return false
	_keep()
	await show_recipe(next)
	return true


## The recipe's text; empty if more sliders were moved than it holds.
func recipe_text() -> String:
	return recipe.to_text(_regions.names())


## A picture of what is seen, which is kept in the game's folder.
func photograph() -> Image:
	var picture := await _stage.photograph()
	DirAccess.make_dir_recursive_absolute(_PHOTOS)
	var path := "%s/%d.png" % [_PHOTOS, Time.get_unix_time_from_system() * 1000.0]
	picture.save_png(path)
	_say("Kept as %s." % ProjectSettings.globalize_path(path))
	photographed.emit(picture, path)
	return picture


## The character that is shown.
func get_character() -> ProcgenCharacter:
	return _stage.character


## The sliders.
func regions() -> Control:
	return _regions


## Shows the face, the bust or the figure.
func look_at_view(view: String) -> void:
	_stage.view = view


func _make() -> void:
	_is_making = true
	_say("…")
	var shown := _stage.character
	shown.character_seed = recipe.character_seed
	shown.description = recipe.words
	var status := await shown.generate()
	if status.is_ok():
		_say("")
		_drawn.clear()
		for slider in _regions.names():
			_drawn[slider] = shown.get_slider(slider)
		for slider in recipe.sliders:
			shown.set_slider(slider, recipe.sliders[slider])
	_is_making = false


func _value(slider: String) -> float:
	return recipe.sliders.get(slider, _drawn.get(slider, 0.0))


func _pinned() -> Dictionary[String, float]:
	var kept: Dictionary[String, float] = {}
	for slider in _regions.pins:
		kept[slider] = Recipe.stepped(_value(slider))
	return kept


func _show_values() -> void:
	for slider in _regions.of(_regions.region):
		_regions.put(slider, _value(slider))
	_text.text = recipe_text()
	if _text.text.is_empty() and not _regions.names().is_empty():
		_say("More sliders were moved than a text holds.")


func _keep() -> void:
	_done.append(recipe.copy())
	if _done.size() > _UNDO:
		_done.pop_front()
	_undone.clear()


func _on_moved(slider: String, value: float) -> void:
	if _is_making or not _stage.character.figure:
		return
	if not _moved_at:
		_keep()
		_moved_at = Time.get_ticks_usec()
	recipe.sliders[slider] = Recipe.stepped(value)
	_stage.character.set_slider(slider, recipe.sliders[slider])


func _on_rested() -> void:
	_moved_at = 0
	_show_values()


func _note_wait() -> void:
	if _moved_at:
		waits_ms.append((Time.get_ticks_usec() - _moved_at) / 1000.0)
		_moved_at = Time.get_ticks_usec()


func _say(what: String) -> void:
	_message.text = what


func _build() -> void:
	var split := HBoxContainer.new()
	split.set_anchors_preset(Control.PRESET_FULL_RECT)
	add_child(split)
	split.add_child(_stage)
	var side := PanelContainer.new()
	side.custom_minimum_size.x = 480.0
	split.add_child(side)
	var column := VBoxContainer.new()
	side.add_child(column)
	for label: String in presets:
		_presets.add_item(label)
	_presets.item_selected.connect(
		func(index: int) -> void: describe(presets[_presets.get_item_text(index)])
	)
	_words.placeholder_text = "Who is it?"
	_words.max_length = Recipe.WORDS
	_words.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_words.text_submitted.connect(describe)
	column.add_child(_row([_presets, _words]))
	var views: Array[Control] = []
	for view: String in Stage.VIEWS:
		views.append(_button(view, look_at_view.bind(view)))
	column.add_child(_row(views + [_button("Somebody else", another)] as Array[Control]))
	_regions.size_flags_vertical = Control.SIZE_EXPAND_FILL
	column.add_child(_regions)
	_amount.max_value = 1.0
	_amount.step = 0.05
	_amount.value = 0.5
	_amount.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_amount.size_flags_vertical = Control.SIZE_SHRINK_CENTER
	column.add_child(
		_row(
			(
				[_button("Random", func() -> void: randomise(_chance(), _amount.value)), _amount]
				+ [_button("Undo", undo), _button("Redo", redo), _button("Photo", photograph)]
			)
		)
	)
	_text.placeholder_text = "Recipe"
	_text.max_length = Recipe.LENGTH
	_text.size_flags_horizontal = Control.SIZE_EXPAND_FILL
	_text.text_submitted.connect(take_text)
	column.add_child(
		_row([_text, _button("Copy", func() -> void: DisplayServer.clipboard_set(_text.text))])
	)
	_message.autowrap_mode = TextServer.AUTOWRAP_WORD_SMART
	column.add_child(_message)
	column.add_child(
		_button("Done", func() -> void: accepted.emit(_stage.character.person, recipe_text()))
	)


func _chance() -> RandomNumberGenerator:
	var chance := RandomNumberGenerator.new()
	chance.randomize()
	return chance


static func _row(controls: Array) -> HBoxContainer:
	var row := HBoxContainer.new()
	for control: Control in controls:
		row.add_child(control)
	return row


static func _button(label: String, pressed: Callable) -> Button:
	var button := Button.new()
	button.text = label
	button.pressed.connect(pressed)
	return button
