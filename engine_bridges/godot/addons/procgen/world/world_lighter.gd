@tool
extends RefCounted
## Makes what was read of a file cheaper to draw and to keep, on any thread.

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


## Gives meshes levels of detail, between which the engine chooses by their size on the screen, and
## for shadows too.
static func meshes_of(state: GLTFState) -> void:
	for read in state.get_meshes():
		read.mesh.generate_lods(SHARP_DEG, SHARP_DEG, [])
