class_name ProcgenMaterial
extends Node
## A material that a procgen server makes while the game runs, and puts on a node.
##
## [codeblock]
## var bricks := ProcgenMaterial.new()
## bricks.description = "old mossy red brick wall"
## $Wall.add_child(bricks)
## [/codeblock]
## It is not saved with a scene: it is made again from the same settings.

## The material is there, and on its target.
signal material_ready(material: Material)
## The server did not do what was asked.
signal failed(status: ProcgenStatus)

const Calls := preload("../calls.gd")
const Common := preload("../common.gd")

@export_group("What")
## Class of material, one of the server's, such as "brick"; what the description says if empty.
@export var material_class := ""
## In words; what is set here wins.
@export_multiline var description := ""
## Which piece of the material.
@export var material_seed := 0
## Side of the pictures.
@export_enum("256:256", "512:512", "1024:1024", "2048:2048") var size_px: int = 512
## Width of the tile; its usual one if 0.
@export_range(0.0, 10000.0, 0.01, "suffix:m") var metres := 0.0
## What time and weather did to it, by the fields of TextureWeather in texture_controls.proto, such
## as [code]{"moss": 0.6}[/code].
@export var weather: Dictionary = {}
## What else is asked for, by the fields of TextureRequest in texture.proto; what is set above wins.
@export var settings: Dictionary = {}

@export_group("Target")
## What gets the material; the parent if empty. A mesh, or whatever has a property "material".
@export var target := NodePath()
## Projected along the world's axes, for whatever has no UVs in metres.
@export var triplanar := true
## Also makes the height map, by which a [ProcgenTerrain] blends its layers.
@export var with_height := false
## Hides that the pictures repeat, which follow the UVs then. What patches would cut, such as
## bricks, stays as it is.
@export var hide_repeats := false

@export_group("Server")
## The project's server if empty, or 0: see [method ProcgenClient.from_settings].
@export var host := ""
@export_range(0, 65535) var web_port := 0
## Whether [method generate] is called when the node enters the scene.
@export var generate_on_ready := true

## What was made; null until [signal material_ready].
var material: Material = null

var _calls := Calls.new()
var _is_leaving := false


func _ready() -> void:
	if generate_on_ready:
		generate()


func _notification(what: int) -> void:
	if what in [NOTIFICATION_ENTER_TREE, NOTIFICATION_EXIT_TREE, NOTIFICATION_PREDELETE]:
		_is_leaving = what != NOTIFICATION_ENTER_TREE
		if _is_leaving:
			cancel()


## Makes the material that the settings describe, in place of the last one. Returns how the call
## ended, and emits [signal material_ready] or [signal failed].
func generate() -> ProcgenStatus:
	cancel()
	if _is_leaving:
		return Common.cancelled()
	var request := ProcgenV1.TextureRequest.new()
	var problems := request.merge_json(settings, "settings")
	problems.append_array(_describe(request))
	if not problems.is_empty():
		var refused := Common.refused(problems)
		failed.emit(refused)
		return refused
	var client := ProcgenClient.from_settings(host, web_port)
	var running := client.texture.generate(request)
	var images: Array[Image] = []
	var reading := func() -> String:
		images.assign(ProcgenMaterialBuilder.images_of(running.result, running.artifacts))
		return "The engine can't read the pictures." if images.is_empty() else ""
	var status := await _calls.run(running, reading)
	if status.is_ok():
		var made := ProcgenMaterialBuilder.assemble(images, running.result, triplanar)
		material = made
		if hide_repeats and made.get_meta(ProcgenMaterialBuilder.REPEATS_META) != "variants":
			material = ProcgenMaterialBuilder.hex_tiled(made)
		_put_on()
		material_ready.emit(material)
	elif status.code != ProcgenStatus.Code.CANCELLED:
		failed.emit(status)
	return status


## Stops what runs, on the server too. Nothing more is emitted.
func cancel() -> void:
	_calls.stop()


func _describe(request: ProcgenV1.TextureRequest) -> PackedStringArray:
	request.seed = material_seed
	request.material = material_class if material_class else request.material
	request.text = description if description else request.text
	request.width_px = size_px
	request.height_px = size_px
	if metres > 0.0:
		request.metres_per_tile = metres
	var output := ProcgenV1.TextureOutput
	request.outputs = [output.ALBEDO_RGB8, output.NORMAL_RGB8, output.ORM_RGB8]
	# Only pictures hold what is see-through, as decals and foliage are; plain pixels are there sooner.
	if request.decal or request.foliage:
		request.outputs = [output.ALBEDO_PNG, output.NORMAL_PNG, output.ORM_PNG]
	if with_height:
		request.outputs.append(output.HEIGHT_PNG16)
	var told := {}
	if weather:
		told["weather"] = weather
	return request.merge_json(told, name)


func _put_on() -> void:
	var node := get_node(target) if target else get_parent()
	if node is GeometryInstance3D and &"material" not in node:
		(node as GeometryInstance3D).material_override = material
	elif node and &"material" in node:
		node.set(&"material", material)
