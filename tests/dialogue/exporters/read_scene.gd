extends SceneTree
## Loads scenes as a game would and prints what it finds in them.


func _init() -> void:
	var found := []
	for file in DirAccess.get_files_at("res://scenes"):
		if not file.ends_with(".tres"):
			continue
		var resource: Resource = load("res://scenes/" + file)
		var scene: Dictionary = resource.get_meta("procgen_scene")
		var places: Dictionary = resource.get_meta("procgen_nodes")
		for id: String in places:
			assert(scene["nodes"][places[id]]["id"] == id)
		found.append(
			{
				"file": file,
				"title": resource.resource_name,
				"scene": scene,
				"recipe": resource.get_meta("procgen_recipe"),
			}
		)
	print("FOUND " + JSON.stringify(found))
	quit()
