@tool
extends VBoxContainer
## The dock of the addon: how the server is, and a tab for each domain that it offers.

const DialogueTab := preload("dialogue_tab.gd")
const DomainTab := preload("domain_tab.gd")
const ServerLink := preload("server_link.gd")
const SoundTab := preload("sound_tab.gd")
const TabRow := preload("tab_row.gd")

## Tabs that know more of their domain than GetInfo says.
const TABS: Dictionary[String, GDScript] = {
	"terrain": preload("terrain_tab.gd"),
	"texture": preload("material_tab.gd"),
	"character": preload("character_tab.gd"),
	"creature": preload("creature_tab.gd"),
	"dialogue": DialogueTab,
	"dialogue_scene": DialogueTab,
	"layout": preload("layout_tab.gd"),
	"table": preload("table_tab.gd"),
	"sound": SoundTab,
	"ambience": SoundTab,
	"music": SoundTab,
	"music_set": SoundTab,
	"world": preload("world_tab.gd"),
}
## An icon of the editor for each domain; others have that of any object.
const ICONS: Dictionary[String, StringName] = {
	"terrain": &"HeightMapShape3D",
	"texture": &"StandardMaterial3D",
	"texture_set": &"Texture2DArray",
	"character": &"CharacterBody3D",
	"creature": &"Skeleton3D",
	"dialogue": &"RichTextLabel",
	"dialogue_scene": &"GraphEdit",
	"layout": &"TileMapLayer",
	"table": &"Tree",
	"sound": &"AudioStreamWAV",
	"ambience": &"AudioStreamPlayer3D",
	"music": &"AudioStreamPlayer",
	"music_set": &"AudioBusLayout",
	"world": &"WorldEnvironment",
}

const WIDTH_PX := 300

var _undo_redo: EditorUndoRedoManager
var _link := ServerLink.new()
var _row := TabRow.new()
var _tabs := TabContainer.new()
# The domains that there are tabs for, as bytes, and those that wait for theirs.
var _shown := []
var _wanted: Array[ProcgenV1.Domain] = []


func _init(undo_redo: EditorUndoRedoManager) -> void:
	_undo_redo = undo_redo
	name = "procgen"
	_link.found.connect(_take_domains)
	add_child(_link)
	_tabs.size_flags_vertical = Control.SIZE_EXPAND_FILL
	custom_minimum_size.x = WIDTH_PX * EditorInterface.get_editor_scale()
	# A bar of its own would show seven of fifteen at this width, and scroll.
	_tabs.tabs_visible = false
	_tabs.tab_changed.connect(_row.open)
	_row.chosen.connect(_tabs.set_current_tab)
	add_child(_row)
	add_child(_tabs)


## The tab of a domain, by its title ("Terrain") or its name ("terrain"); null if there is none.
func tab(title: String) -> DomainTab:
	for child in _tabs.get_children():
		var found := child as DomainTab
		if found and title in [found.domain.title, found.domain.name]:
			return found
	return null


## Stops all that runs and frees the dock, once it is out of the editor.
func leave() -> void:
	_link.stop()
	for child in _tabs.get_children():
		(child as DomainTab).cancel()
	(Engine.get_main_loop() as SceneTree).process_frame.connect(_free_when_idle)


# What is freed while it waits would never end.
func _free_when_idle() -> void:
	var is_working := func(child: DomainTab) -> bool: return child.is_busy
	if not _link.is_busy() and not _tabs.get_children().any(is_working):
		(Engine.get_main_loop() as SceneTree).process_frame.disconnect(_free_when_idle)
		queue_free()


# One tab a frame: together they would be felt.
func _process(_delta: float) -> void:
	if not _wanted:
		return
	var domain: ProcgenV1.Domain = _wanted.pop_front()
	var made: DomainTab = TABS.get(domain.name, DomainTab).new()
	made.setup(domain, _link.client, _undo_redo)
	made.server_missed.connect(_link.look)
	var icon: StringName = ICONS.get(domain.name, &"Object")
	_row.add(domain.title, EditorInterface.get_editor_theme().get_icon(icon, &"EditorIcons"))
	_tabs.add_child(made)
	_row.open(_tabs.current_tab)
	if not _wanted:
		var presets_call := _link.client.system.list_presets()
		presets_call.finished.connect(_show_presets.bind(presets_call), CONNECT_ONE_SHOT)


# Tabs stay as they are as long as the domains do, with all that was filled in.
func _take_domains(info: ProcgenV1.GetInfoResponse) -> void:
	var new := info.domains.map(
		func(domain: ProcgenV1.Domain) -> PackedByteArray: return domain.encode()
	)
	if new == _shown:
		return
	_shown = new
	for child in _tabs.get_children():
		(child as DomainTab).cancel()
		child.queue_free()
		_tabs.remove_child(child)
	_row.clear()
	_wanted = info.domains.duplicate()


func _show_presets(_status: ProcgenStatus, presets_call: ProcgenCall) -> void:
	var response: ProcgenV1.ListPresetsResponse = presets_call.answer
	for child in _tabs.get_children() if response else []:
		var name_of_domain: String = child.domain.name
		child.show_presets(
			response.presets.filter(
				func(preset: ProcgenV1.Preset) -> bool: return preset.domain == name_of_domain
			)
		)
