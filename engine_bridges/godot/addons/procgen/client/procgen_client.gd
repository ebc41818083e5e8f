class_name ProcgenClient
extends RefCounted
## Calls a procgen server: [code]procgen serve[/code] on this computer.
##
## Each function returns at once with a call that runs in the background. Wait for its
## [code]finished[/code] signal, then look at its [code]status[/code]:
## [codeblock]
## var client := ProcgenClient.new()
## var request := ProcgenClient.Messages.TerrainRequest.new()
## request.seed = 7
## request.width_px = 513
## request.depth_px = 513
## var terrain_call := client.generate_terrain(request)
## var status: ProcgenClient.GrpcStatus = await terrain_call.finished
## if status.is_ok():
##     add_child(await ProcgenTerrainBuilder.build_in_background(terrain_call))
## else:
##     push_error(status.message)
## [/codeblock]

const GrpcStatus := preload("grpc_status.gd")
const InfoCall := preload("info_call.gd")
const Messages := preload("messages.gd")
const PutBlobCall := preload("put_blob_call.gd")
const TerrainCall := preload("terrain_call.gd")
const TextureCall := preload("texture_call.gd")
const TextureMessages := preload("texture_messages.gd")
const TextureSetCall := preload("texture_set_call.gd")

## The server's gRPC-Web port, unless it was started with another.
const DEFAULT_WEB_PORT := 50052

const _GET_INFO := "/procgen.v1.SystemService/GetInfo"
const _GENERATE_TERRAIN := "/procgen.v1.TerrainService/Generate"
const _GENERATE_TEXTURE := "/procgen.v1.TextureService/Generate"
const _GENERATE_TEXTURE_SET := "/procgen.v1.TextureService/GenerateSet"
const _PUT_BLOB := "/procgen.v1.BlobService/PutBlob"

## Address of the server. A name such as "localhost" may lead to IPv6, where no server listens.
var host := "127.0.0.1"
## The server's gRPC-Web port.
var web_port := DEFAULT_WEB_PORT


func _init(server_web_port := DEFAULT_WEB_PORT, server_host := "127.0.0.1") -> void:
	web_port = server_web_port
	host = server_host


## Asks what the server is and what it can do.
func get_info(timeout_s := 5.0) -> InfoCall:
	var info_call := InfoCall.new()
	info_call.start(host, web_port, _GET_INFO, PackedByteArray(), timeout_s)
	return info_call


## Makes a terrain. Without [code]outputs[/code] in the request the server sends its heights.
func generate_terrain(request: Messages.TerrainRequest, timeout_s := 600.0) -> TerrainCall:
	var terrain_call := TerrainCall.new()
	terrain_call.start(host, web_port, _GENERATE_TERRAIN, request.encode(), timeout_s)
	return terrain_call


## Makes a material. Without [code]outputs[/code] and [code]presets[/code] in the request the server
## sends albedo, normal, ORM and height as PNG.
func generate_texture(request: TextureMessages.TextureRequest, timeout_s := 600.0) -> TextureCall:
	var texture_call := TextureCall.new()
	texture_call.start(host, web_port, _GENERATE_TEXTURE, request.encode(), timeout_s)
	return texture_call


## Makes several materials that are used together.
func generate_texture_set(
	request: TextureMessages.TextureSetRequest, timeout_s := 1800.0
) -> TextureSetCall:
	var set_call := TextureSetCall.new()
	set_call.start(host, web_port, _GENERATE_TEXTURE_SET, request.encode(), timeout_s)
	return set_call


## Sends what is too large for a request, such as a photo to follow; requests then name it by the
## call's [code]sha256[/code]. The server forgets it when it has not been named for a while.
func put_blob(blob: PackedByteArray, timeout_s := 60.0) -> PutBlobCall:
	var blob_call := PutBlobCall.new()
	blob_call.start(host, web_port, _PUT_BLOB, blob, timeout_s)
	return blob_call
