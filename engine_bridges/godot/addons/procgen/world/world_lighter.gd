@tool
extends RefCounted
## Makes what was read of a file cheaper to draw and to keep, on any thread.

const Shared := preload("world_shared.gd")

## Corners sharper than this stay, degrees; what the engine's own importer takes.
const SHARP_DEG := 60.0


## Compresses pictures, with their mip maps, as graphics cards keep them: a quarter or less of the
## memory. Where the engine has no means to do so, as in exported games, they stay as they are.
static func pictures_of(state: GLTFState) -> void:
	for texture in state.get_images():
		var picture := texture as ImageTexture
		if not picture:
			continue
		var image := picture.get_image()
		if not image.is_compressed() and image.compress(Image.COMPRESS_S3TC) == OK:
			picture.set_image(image)


## Has materials wear the pictures of other worlds that are the same, byte for byte.
static func share_pictures_of(state: GLTFState) -> void:
	var shared: Dictionary[Texture2D, Texture2D] = {}
	var pictures := state.get_images()
	var listed: Array = state.json.get("images", [])
	for number in mini(listed.size(), pictures.size()):
		if not listed[number].has("bufferView"):
			continue
		var view: Dictionary = state.json["bufferViews"][listed[number]["bufferView"]]
		var from := int(view.get("byteOffset", 0))
		var data: PackedByteArray = state.buffers[view["buffer"]]
		var bytes := data.slice(from, from + int(view["byteLength"]))
		var own := pictures[number]
		shared[own] = Shared.fetch(
			"picture " + Shared.digest_of([bytes]), func() -> Texture2D: return own
		)
	for material: Material in state.get_materials():
		var look := material as BaseMaterial3D
		for kind: int in BaseMaterial3D.TEXTURE_MAX if look else 0:
			var worn := look.get_texture(kind)
			if worn in shared:
				look.set_texture(kind, shared[worn])


## Gives meshes levels of detail, between which the engine chooses by their size on the screen, and
## for shadows too.
static func meshes_of(state: GLTFState) -> void:
	for read in state.get_meshes():
		read.mesh.generate_lods(SHARP_DEG, SHARP_DEG, [])
