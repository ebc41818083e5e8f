@tool
class_name ProcgenClient
extends RefCounted
## Calls a procgen server: [code]procgen serve[/code] on this computer.
##
## There is a member for each of its services. Their functions return at once with a call that runs
## in the background. Wait for its [code]finished[/code] signal, then look at its
## [code]status[/code]:
## [codeblock]
## var client := ProcgenClient.new()
## var request := ProcgenV1.TerrainRequest.new()
## request.seed = 7
## request.width_px = 513
## request.depth_px = 513
## var terrain_call := client.terrain.generate(request)
## var status := await terrain_call.finished as ProcgenStatus
## if status.is_ok():
##     var made := terrain_call.result
##     var files := terrain_call.artifacts
##     add_child(await ProcgenTerrainBuilder.build_in_background(made, files))
## else:
##     push_error(status.sentence())
## [/codeblock]

## The server's gRPC-Web port, unless it was started with another.
const DEFAULT_WEB_PORT := 50052
## Bytes of a blob in one request; the server refuses requests of more than 1 MiB.
const PIECE_BYTES := 1_000_000

const Assembler := preload("artifact_assembler.gd")

## Address of the server. A name such as "localhost" may lead to IPv6, where no server listens.
var host := "127.0.0.1"
## The server's gRPC-Web port.
var web_port := DEFAULT_WEB_PORT
## What the server's [code]--token-file[/code] holds; empty where it was started without.
var token := ""

var system := ProcgenServices.SystemService.new(self)
var terrain := ProcgenServices.TerrainService.new(self)
var texture := ProcgenServices.TextureService.new(self)
var character := ProcgenServices.CharacterService.new(self)
var creature := ProcgenServices.CreatureService.new(self)
var dialogue := ProcgenServices.DialogueService.new(self)
var layout := ProcgenServices.LayoutService.new(self)
var table := ProcgenServices.TableService.new(self)
var speech := ProcgenServices.SpeechService.new(self)
var sound := ProcgenServices.SoundService.new(self)
var ambience := ProcgenServices.AmbienceService.new(self)
var music := ProcgenServices.MusicService.new(self)
var world := ProcgenServices.WorldService.new(self)
var blobs := ProcgenServices.BlobService.new(self)
var batch := ProcgenServices.BatchService.new(self)


func _init(server_web_port := DEFAULT_WEB_PORT, server_host := "127.0.0.1") -> void:
	web_port = server_web_port
	host = server_host


## Sends what is too large for a request, such as a photo to follow; requests then name it by the
## SHA-256 that [code]ProcgenClient.sha256[/code] gives. The server forgets it when it has not been
## named for a while. Wait for the status: [code]await client.put_blob(photo)[/code].
func put_blob(blob: PackedByteArray) -> ProcgenStatus:
	var request := ProcgenV1.PutBlobRequest.new()
	request.sha256 = sha256(blob)
	request.total_bytes = blob.size()
	while true:
		# The first piece is empty: it asks what is there.
		var piece := blobs.put_blob(request)
		var status: ProcgenStatus = await piece.finished
		if not status.is_ok() or piece.response.complete:
			return status
		var here := piece.response.received_bytes
		if request.data and here <= request.offset_bytes:
			return ProcgenStatus.of(
				ProcgenStatus.Code.INTERNAL, "The server does not take the blob."
			)
		request.offset_bytes = here
		request.data = blob.slice(request.offset_bytes, request.offset_bytes + PIECE_BYTES)
	return null


## A client of the server that the Project Settings name: [code]procgen/server/host[/code],
## [code]procgen/server/web_port[/code], and [code]procgen/server/token_file[/code], a file with the
## server's token. A host or port that is given wins.
static func from_settings(other_host := "", other_port := 0) -> ProcgenClient:
	var client := ProcgenClient.new()
	var problem := client.take_settings()
	if problem:
		push_error(problem)
	client.host = other_host if other_host else client.host
	client.web_port = other_port if other_port else client.web_port
	return client


## Takes over what the Project Settings say of the server. Returns what is wrong with them, or
## nothing.
func take_settings() -> String:
	var server := "procgen/server/"
	host = ProjectSettings.get_setting(server + "host", host)
	web_port = ProjectSettings.get_setting(server + "web_port", web_port)
	var file: String = ProjectSettings.get_setting(server + "token_file", "")
	token = FileAccess.get_file_as_string(file).strip_edges() if file else ""
	if file and not token:
		return "The token can't be read from %s; see procgen/server/token_file." % file
	return ""


## SHA-256 of bytes, as 64 lower-case hexadecimal digits.
static func sha256(bytes: PackedByteArray) -> String:
	return Assembler.sha256(bytes)
