@tool
extends RefCounted
## Where the world is seen from: the camera of the game, or of the editor.


## The camera's place, in the world's axes; not finite where there is none.
static func of(node: Node3D) -> Vector3:
	var camera: Camera3D = null
	if Engine.is_editor_hint():
		# The class does not exist in exported games.
		var editor := Engine.get_singleton(&"EditorInterface")
		var view: SubViewport = editor.call(&"get_editor_viewport_3d", 0)
		camera = view.get_camera_3d() if view else null
	else:
		camera = node.get_viewport().get_camera_3d()
	return camera.global_position if camera else Vector3.INF
