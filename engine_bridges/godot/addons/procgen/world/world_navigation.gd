@tool
extends RefCounted
## The ground of a world on which one can walk, for NavigationServer3D: what
## life/navigation.json says.

const FILE := "life/navigation.json"
## How far one may be from a link's end to take it.
const LINK_M := 3.0


## A region with its mesh, and links over bridges and piers below it.
static func region_of(said: Dictionary) -> NavigationRegion3D:
	var region := NavigationRegion3D.new()
	region.name = "Navigation"
	region.navigation_mesh = mesh_of(said)
	for ends: Array in said.get("links_m", []):
		var link := NavigationLink3D.new()
		link.start_position = _place(ends[0])
		link.end_position = _place(ends[1])
		region.add_child(link)
	return region


## The mesh alone.
static func mesh_of(said: Dictionary) -> NavigationMesh:
	var mesh := NavigationMesh.new()
	var points := PackedVector3Array()
	for point: Array in said.get("points_m", []):
		points.append(_place(point))
	mesh.vertices = points
	for polygon: Array in said.get("polygons", []):
		mesh.add_polygon(PackedInt32Array(polygon))
	return mesh


static func _place(point: Array) -> Vector3:
	return Vector3(point[0], point[1], point[2])
