## Lets an engine end without anything left behind.

const MIXES_OF_AN_END := 8


## Waits until no call of the addon is under way and nothing is heard: what still waits for an
## answer or sounds when the engine quits is told as a leak. How long either takes hangs on how busy
## the machine is, so it is waited for itself.
static func wait(tree: SceneTree) -> void:
	while is_calling(tree):
		await tree.process_frame
	for kind: String in ["AudioStreamPlayer", "AudioStreamPlayer3D"]:
		for player in tree.root.find_children("*", kind, true, false):
			player.call(&"stop")
	# What was told to stop fades in one mix, is let go of in the next and freed between them.
	for mix in MIXES_OF_AN_END:
		var began := Time.get_ticks_usec()
		while AudioServer.get_time_since_last_mix() * 1e6 > Time.get_ticks_usec() - began:
			await tree.process_frame
		await tree.process_frame


## Whether any call of the addon is under way: each listens for the end of the engine meanwhile.
static func is_calling(tree: SceneTree) -> bool:
	return tree.root.tree_exiting.get_connections().any(
		func(connection: Dictionary) -> bool:
			return (connection["callable"] as Callable).get_object() is ProcgenCall
	)
