@tool
extends "domain_tab.gd"
## Materials: a ball under a lamp, a photo to follow, and what is made goes on the selected objects.

const MaterialFiles := preload("../texture/material_files.gd")
const MaterialPreview := preload("material_preview.gd")

const PICTURES: Array[StringName] = [&"albedo_texture", &"normal_texture", &"orm_texture"]

## What is shown on the ball, and goes on objects; null before there is one.
var shown: ORMMaterial3D = null
## The photo to follow as a file; empty for none.
var photo := PackedByteArray()

var _ball := MaterialPreview.new()
var _triplanar := CheckBox.new()
var _photo_button := Button.new()
var _photos := EditorFileDialog.new()


## A picture stands where the ball will be.
func show_picture(png: PackedByteArray) -> void:
	super(png)
	preview.visible = false
	_ball.show_picture(preview.texture)
	_ball.visible = true


func _extend(rows: VBoxContainer) -> void:
	ready.connect(func() -> void: _buttons["Place"].text = "Apply to Selection")
	_photo_button.name = "Photo"
	_photo_button.toggle_mode = true
	_photo_button.text = "Follow a Photo…"
	_photo_button.toggled.connect(_choose_photo)
	_photos.file_mode = EditorFileDialog.FILE_MODE_OPEN_FILE
	_photos.access = EditorFileDialog.ACCESS_FILESYSTEM
	_photos.add_filter("*.png,*.jpg,*.jpeg,*.webp", "Photos")
	_photos.file_selected.connect(follow)
	_photos.canceled.connect(follow.bind(""))
	_triplanar.name = "Triplanar"
	_triplanar.text = "Along the world's axes"
	_triplanar.tooltip_text = "True size on any object. Without, its UVs must be in metres."
	_triplanar.button_pressed = true
	_triplanar.toggled.connect(
		func(on: bool) -> void:
			if shown:
				ProcgenMaterialBuilder.set_triplanar(shown, on)
	)
	_ball.name = "Ball"
	_ball.visible = false
	results.add_child(_ball)
	for row: Control in [_photo_button, _triplanar]:
		rows.add_child(row)
	add_child(_photos)


## Follows the photo in a file from now on; none if the path is empty.
func follow(path: String) -> void:
	photo = FileAccess.get_file_as_bytes(path) if path else PackedByteArray()
	_photo_button.text = "Follows %s" % path.get_file() if path else "Follow a Photo…"
	_photo_button.set_pressed_no_signal(path != "")


func _prepare(request: ProcgenMessage) -> void:
	var wanted: ProcgenV1.TextureRequest = request
	if MaterialFiles.PRESET not in wanted.presets:
		wanted.presets.append(MaterialFiles.PRESET)
	if photo:
		wanted.exemplar = ProcgenV1.Exemplar.new()
		wanted.exemplar.sha256 = ProcgenClient.sha256(photo)
		# What goes wrong here the call says, too: it has no photo then.
		await client.put_blob(photo)


func _show(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.TextureResult = made_call.answer
	shown = await ProcgenMaterialBuilder.build_in_background(
		result, made_call.artifacts, _triplanar.button_pressed
	)
	_ball.show_material(shown)
	var title := result.material if result.material else "Material"
	say("%s, %.2f m wide." % [title.capitalize(), result.width_px * result.metres_per_pixel])


func _place(_made_call: ProcgenCall, _scene_root: Node) -> void:
	var wanted := EditorInterface.get_selection().get_selected_nodes()
	if is_instance_valid(adopted):
		wanted = [adopted]
	var places := []
	for node in wanted:
		# Right below others, too: the surface of a terrain is below its body.
		for candidate: Node in [node] if _places_of(node) else node.get_children():
			for property in _places_of(candidate):
				places.append([candidate, property])
	if places.is_empty():
		say("To apply the material, select a MeshInstance3D or a CSG shape first.")
		return
	undo_redo.create_action("Apply Material", UndoRedo.MERGE_DISABLE, places[0][0])
	for place: Array in places:
		undo_redo.add_do_property(place[0], place[1], shown)
		undo_redo.add_undo_property(place[0], place[1], place[0].get(place[1]))
	undo_redo.commit_action()


func _save(made_call: ProcgenCall) -> void:
	var result: ProcgenV1.TextureResult = made_call.answer
	var path := MaterialFiles.material_path(result, _folder.folder())
	if not _folder.folder():
		say("Choose a folder of the project: it begins with res://.")
		return
	var problem := MaterialFiles.write(result, made_call.artifacts, _folder.folder())
	if problem:
		say(problem)
		return
	say("Importing…")
	var saved := await MaterialFiles.import(result, _folder.folder(), _triplanar.button_pressed)
	if not saved:
		say("The material was written, but Godot can't read it.")
		return
	# What lies on objects already becomes the file's, and its pictures with it.
	for picture in PICTURES:
		shown.set(picture, saved.get(picture))
	shown.take_over_path(path)
	say("Saved as %s." % path)


func _request_of(node: Node) -> Dictionary:
	for candidate: Node in [node] + node.get_children():
		for property in _places_of(candidate):
			var request := Placing.recipe_request(candidate.get(property) as Resource, domain.name)
			if not request.is_empty():
				return request
	return {}


func _choose_photo(wanted: bool) -> void:
	if wanted:
		_photos.popup_file_dialog()
	else:
		follow("")


# Where a designer would look for the material of an object; nowhere if it takes none.
func _places_of(node: Node) -> Array[StringName]:
	var places: Array[StringName] = []
	if node is MeshInstance3D and (node as MeshInstance3D).mesh:
		for surface in (node as MeshInstance3D).get_surface_override_material_count():
			places.append(StringName("surface_material_override/%d" % surface))
	elif node is CSGPrimitive3D and &"material" in node:
		places.append(&"material")
	elif node is CSGShape3D:
		places.append(&"material_override")
	return places
