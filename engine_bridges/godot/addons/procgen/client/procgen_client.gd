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

const CharacterCall := preload("character_call.gd")
const CharacterCalls := preload("character_calls.gd")
const CharacterMessages := preload("character_messages.gd")
const CrowdCall := preload("crowd_call.gd")
const DialogueCalls := preload("dialogue_calls.gd")
const DialogueMessages := preload("dialogue_messages.gd")
const DialogueWorldMessages := preload("dialogue_world_messages.gd")
const FillSceneCall := preload("fill_scene_call.gd")
const GrpcStatus := preload("grpc_status.gd")
const InfoCall := preload("info_call.gd")
const LinesCall := preload("lines_call.gd")
const Messages := preload("messages.gd")
const PersonMessages := preload("person_messages.gd")
const PutBlobCall := preload("put_blob_call.gd")
const SceneCall := preload("scene_call.gd")
const TalkCall := preload("talk_call.gd")
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
const _CHARACTERS := "/procgen.v1.CharacterService/"
const _DIALOGUE := "/procgen.v1.DialogueService/"
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


## Asks what characters can wear, and which measures, sliders, roles and styles there are.
func get_character_info(timeout_s := 30.0) -> CharacterCalls.CharacterInfoCall:
	var info_call := CharacterCalls.CharacterInfoCall.new()
	info_call.start(host, web_port, _CHARACTERS + "GetCharacterInfo", PackedByteArray(), timeout_s)
	return info_call


## Reads conditions from a description: "a stout old blacksmith with a grey beard".
func describe_character(text: String, timeout_s := 30.0) -> CharacterCalls.DescribeCall:
	var request := CharacterMessages.DescribeRequest.new()
	request.text = text
	var describe_call := CharacterCalls.DescribeCall.new()
	describe_call.start(host, web_port, _CHARACTERS + "Describe", request.encode(), timeout_s)
	return describe_call


## Draws persons.
func sample_characters(
	request: CharacterMessages.SampleRequest, timeout_s := 60.0
) -> CharacterCalls.SampleCall:
	var sample_call := CharacterCalls.SampleCall.new()
	sample_call.start(host, web_port, _CHARACTERS + "Sample", request.encode(), timeout_s)
	return sample_call


## Draws relatives of a person: more like this.
func vary_character(
	request: CharacterMessages.VaryRequest, timeout_s := 60.0
) -> CharacterCalls.VaryCall:
	var vary_call := CharacterCalls.VaryCall.new()
	vary_call.start(host, web_port, _CHARACTERS + "Vary", request.encode(), timeout_s)
	return vary_call


## Changes a person so that only what must change changes.
func edit_character(
	request: CharacterMessages.EditRequest, timeout_s := 60.0
) -> CharacterCalls.EditCall:
	var edit_call := CharacterCalls.EditCall.new()
	edit_call.start(host, web_port, _CHARACTERS + "Edit", request.encode(), timeout_s)
	return edit_call


## Measures a person.
func measure_character(
	person: PersonMessages.Person, timeout_s := 30.0
) -> CharacterCalls.MeasureCall:
	var request := CharacterMessages.MeasureRequest.new()
	request.person = person
	var measure_call := CharacterCalls.MeasureCall.new()
	measure_call.start(host, web_port, _CHARACTERS + "Measure", request.encode(), timeout_s)
	return measure_call


## Asks which vertices move when sliders move. [ProcgenCharacter] does this by itself.
func update_character(
	request: CharacterMessages.UpdateRequest, timeout_s := 30.0
) -> CharacterCalls.UpdateCall:
	var update_call := CharacterCalls.UpdateCall.new()
	update_call.start(host, web_port, _CHARACTERS + "Update", request.encode(), timeout_s)
	return update_call


## Makes a character. Without [code]outputs[/code] in the request the server sends a GLB.
func generate_character(
	request: CharacterMessages.CharacterRequest, timeout_s := 600.0
) -> CharacterCall:
	var character_call := CharacterCall.new()
	character_call.start(host, web_port, _CHARACTERS + "Generate", request.encode(), timeout_s)
	return character_call


## Makes many people who belong together and of whom no two look alike.
func generate_crowd(request: CharacterMessages.CrowdRequest, timeout_s := 3600.0) -> CrowdCall:
	var crowd_call := CrowdCall.new()
	crowd_call.start(host, web_port, _CHARACTERS + "GenerateCrowd", request.encode(), timeout_s)
	return crowd_call


## Asks which roles, moods, intents, kinds of scenes and models there are.
func get_dialogue_info(timeout_s := 30.0) -> DialogueCalls.DialogueInfoCall:
	var info_call := DialogueCalls.DialogueInfoCall.new()
	info_call.start(host, web_port, _DIALOGUE + "GetDialogueInfo", PackedByteArray(), timeout_s)
	return info_call


## Writes lines. Without [code]outputs[/code] in the request the server sends no files.
func generate_lines(request: DialogueMessages.LinesRequest, timeout_s := 1800.0) -> LinesCall:
	var lines_call := LinesCall.new()
	lines_call.start(host, web_port, _DIALOGUE + "GenerateLines", request.encode(), timeout_s)
	return lines_call


## Writes a branching scene. Without [code]outputs[/code] in the request the server sends JSON.
func generate_scene(request: DialogueMessages.SceneRequest, timeout_s := 1800.0) -> SceneCall:
	var scene_call := SceneCall.new()
	scene_call.start(host, web_port, _DIALOGUE + "GenerateScene", request.encode(), timeout_s)
	return scene_call


## Writes the missing lines of an Ink or Yarn file.
func fill_scene(request: DialogueMessages.FillSceneRequest, timeout_s := 1800.0) -> FillSceneCall:
	var fill_call := FillSceneCall.new()
	fill_call.start(host, web_port, _DIALOGUE + "FillScene", request.encode(), timeout_s)
	return fill_call


## Looks for dead ends and the like in a scene.
func check_scene(
	request: DialogueMessages.CheckSceneRequest, timeout_s := 60.0
) -> DialogueCalls.CheckSceneCall:
	var check_call := DialogueCalls.CheckSceneCall.new()
	check_call.start(host, web_port, _DIALOGUE + "CheckScene", request.encode(), timeout_s)
	return check_call


## One turn of a talk. [ProcgenDialogue] does this by itself.
func converse(request: DialogueMessages.ConverseRequest, timeout_s := 300.0) -> TalkCall:
	var talk_call := TalkCall.new()
	talk_call.start(host, web_port, _DIALOGUE + "Converse", request.encode(), timeout_s)
	return talk_call
