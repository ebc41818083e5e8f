@tool
extends Node3D
## Stands in for a node of the addon Terrain3D: what procgen uses of its interface, by its names and
## types. It has data only in the tree, and takes no other place for it than a corner of a region.


class Data:
	extends RefCounted

	## What it was given, import by import.
	var imports: Array[Array] = []

	func import_images(images: Array[Image], corner: Vector3, offset: float, factor: float) -> void:
		imports.append([images, corner, offset, factor])


@export var vertex_spacing := 1.0
@export var region_size := 256
@export var assets: Resource = null
@export var material: Resource = null

var data: Data = null


func _enter_tree() -> void:
	if not data:
		data = Data.new()
