@tool
extends RefCounted
## What is in a building of a world beside its walls: rooms with what stands in them, doors that
## open, lamps.

const Door := preload("procgen_world_door.gd")
const Triangles := preload("world_triangles.gd")
## From farther away nobody sees what is in a house.
const ROOMS_M := 55.0
const LAMPS_M := 26.0
const FADE_M := 6.0
const LAMP_ENERGY := 3.0
const LAMP_REACH_M := 9.0
## What lies below the ground is drawn from near its way down, and from within.
const UNDERGROUND_M := 90.0
## How bright it is there where no lamp shines.
const DARKNESS := 0.035


## Adds to a building what the scene's file has below its node.
static func furnish(body: StaticBody3D, part: Node3D, triangles: Triangles) -> void:
	for child in part.get_children():
		var extras: Dictionary = child.get_meta(&"extras", {})
		if child is Light3D:
			_hang(body, child as Light3D)
		elif child is MeshInstance3D and extras.get("part") == "inside":
			_add_rooms(body, child as MeshInstance3D, triangles)
		elif child is MeshInstance3D and extras.get("part") == "underground":
			_add_underground(body, child as MeshInstance3D, triangles)
		elif child is MeshInstance3D and extras.get("part") == "water":
			_add_pool(body, child as MeshInstance3D)
		elif child is MeshInstance3D and extras.get("part") == "door":
			var door := Door.new()
			door.take(child as MeshInstance3D, extras["opens_deg"])
			body.add_child(door)


static func _add_rooms(body: StaticBody3D, part: MeshInstance3D, triangles: Triangles) -> void:
	var rooms := MeshInstance3D.new()
	rooms.name = "Inside"
	rooms.mesh = part.mesh
	rooms.visibility_range_end = ROOMS_M
	rooms.visibility_range_end_margin = FADE_M
	# The walls around keep the sun out.
	rooms.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF
	body.add_child(rooms)
	triangles.add_solid(body, "InsideShape", part.mesh)


static func _add_underground(
	body: StaticBody3D, part: MeshInstance3D, triangles: Triangles
) -> void:
	var rooms := _show_below(body, part, _dark)
	# The sun sees its ceilings from behind.
	rooms.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_DOUBLE_SIDED
	triangles.add_solid(body, "UndergroundShape", part.mesh)


static func _add_pool(body: StaticBody3D, part: MeshInstance3D) -> void:
	var pool := _show_below(body, part, _without_sky)
	pool.cast_shadow = GeometryInstance3D.SHADOW_CASTING_SETTING_OFF


# Adds what lies below the ground, with its materials as they look there.
static func _show_below(body: StaticBody3D, part: MeshInstance3D, look: Callable) -> MeshInstance3D:
	var shown := MeshInstance3D.new()
	shown.name = part.name
	shown.mesh = part.mesh
	shown.visibility_range_end = UNDERGROUND_M
	for surface in part.mesh.get_surface_count():
		var material := part.mesh.surface_get_material(surface) as BaseMaterial3D
		if material:
			shown.set_surface_override_material(surface, look.call(material) as Material)
	body.add_child(shown, true)
	return shown


# No light of the sky comes there, and what shines there casts its light alone.
static func _without_sky(lit: BaseMaterial3D) -> BaseMaterial3D:
	var still: BaseMaterial3D = lit.duplicate()
	still.disable_ambient_light = true
	return still


static func _dark(lit: BaseMaterial3D) -> BaseMaterial3D:
	var dark := _without_sky(lit)
	if not lit.emission_enabled:
		dark.emission_enabled = true
		dark.emission = Color(1.0, 0.9, 0.8)
		dark.emission_operator = BaseMaterial3D.EMISSION_OP_MULTIPLY
		dark.emission_texture = lit.albedo_texture
		dark.emission_energy_multiplier = DARKNESS
	return dark


static func _hang(body: StaticBody3D, part: Light3D) -> void:
	var lamp := OmniLight3D.new()
	lamp.name = "Lamp"
	lamp.position = part.position
	lamp.light_color = part.light_color
	lamp.light_energy = LAMP_ENERGY
	lamp.omni_range = LAMP_REACH_M
	lamp.omni_attenuation = 0.8
	lamp.distance_fade_enabled = true
	lamp.distance_fade_begin = LAMPS_M
	lamp.distance_fade_length = FADE_M
	body.add_child(lamp, true)
