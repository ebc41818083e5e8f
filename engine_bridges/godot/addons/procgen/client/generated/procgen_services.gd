@tool
# Made from the contract by engine_bridges/codegen; changes here are lost.
class_name ProcgenServices
extends RefCounted
## The services of procgen's contract. Each function starts a call and returns it at once; wait for
## its signal finished, then look at its status. ProcgenClient has one of each.


## Makes ambience.
class AmbienceService:
	extends "../service.gd"

	## Says which places, weathers, settlements and things there are.
	func get_ambience_info(
		request := ProcgenV1.GetAmbienceInfoRequest.new(), timeout_s := 60.0
	) -> AmbienceGetAmbienceInfoCall:
		var made := AmbienceGetAmbienceInfoCall.new()
		_start(made, "/procgen.v1.AmbienceService/GetAmbienceInfo", request, timeout_s)
		return made

	## Plans what is heard of a place, and makes each sound. Streams Progress events, the chunks of
	## each output in the order asked, and one AmbienceResult.
	func generate_ambience(
		request := ProcgenV1.AmbienceRequest.new(), timeout_s := 3600.0
	) -> AmbienceGenerateAmbienceCall:
		var made := AmbienceGenerateAmbienceCall.new()
		_start(made, "/procgen.v1.AmbienceService/GenerateAmbience", request, timeout_s)
		return made


## Makes people.
class CharacterService:
	extends "../service.gd"

	## Says what can be worn, measured and moved, with ranges, for building forms.
	func get_character_info(
		request := ProcgenV1.GetCharacterInfoRequest.new(), timeout_s := 60.0
	) -> CharacterGetCharacterInfoCall:
		var made := CharacterGetCharacterInfoCall.new()
		_start(made, "/procgen.v1.CharacterService/GetCharacterInfo", request, timeout_s)
		return made

	## Reads conditions from a description in English.
	func describe(
		request := ProcgenV1.DescribeRequest.new(), timeout_s := 60.0
	) -> CharacterDescribeCall:
		var made := CharacterDescribeCall.new()
		_start(made, "/procgen.v1.CharacterService/Describe", request, timeout_s)
		return made

	## Draws persons.
	func sample(
		request := ProcgenV1.SampleRequest.new(), timeout_s := 60.0
	) -> CharacterSampleCall:
		var made := CharacterSampleCall.new()
		_start(made, "/procgen.v1.CharacterService/Sample", request, timeout_s)
		return made

	## Draws relatives of a person: more like this.
	func vary(
		request := ProcgenV1.VaryRequest.new(), timeout_s := 60.0
	) -> CharacterVaryCall:
		var made := CharacterVaryCall.new()
		_start(made, "/procgen.v1.CharacterService/Vary", request, timeout_s)
		return made

	## Changes a person so that only what must change changes.
	func edit(
		request := ProcgenV1.EditRequest.new(), timeout_s := 60.0
	) -> CharacterEditCall:
		var made := CharacterEditCall.new()
		_start(made, "/procgen.v1.CharacterService/Edit", request, timeout_s)
		return made

	## Measures a person.
	func measure(
		request := ProcgenV1.MeasureRequest.new(), timeout_s := 60.0
	) -> CharacterMeasureCall:
		var made := CharacterMeasureCall.new()
		_start(made, "/procgen.v1.CharacterService/Measure", request, timeout_s)
		return made

	## Streams Progress events, one of them with a portrait where one is asked for, the chunks of
	## each output in the order asked, and one CharacterResult.
	func generate(
		request := ProcgenV1.CharacterRequest.new(), timeout_s := 3600.0
	) -> CharacterGenerateCall:
		var made := CharacterGenerateCall.new()
		_start(made, "/procgen.v1.CharacterService/Generate", request, timeout_s)
		return made

	## Says which vertices move, and where to, when sliders move: for live character creators.
	func update(
		request := ProcgenV1.UpdateRequest.new(), timeout_s := 60.0
	) -> CharacterUpdateCall:
		var made := CharacterUpdateCall.new()
		_start(made, "/procgen.v1.CharacterService/Update", request, timeout_s)
		return made

	## Makes many people who belong together and of whom no two look alike.
	func generate_crowd(
		request := ProcgenV1.CrowdRequest.new(), timeout_s := 3600.0
	) -> CharacterGenerateCrowdCall:
		var made := CharacterGenerateCrowdCall.new()
		_start(made, "/procgen.v1.CharacterService/GenerateCrowd", request, timeout_s)
		return made


## Makes animals.
class CreatureService:
	extends "../service.gd"

	## Says which species, breeds, coats and movements there are.
	func get_creature_info(
		request := ProcgenV1.GetCreatureInfoRequest.new(), timeout_s := 60.0
	) -> CreatureGetCreatureInfoCall:
		var made := CreatureGetCreatureInfoCall.new()
		_start(made, "/procgen.v1.CreatureService/GetCreatureInfo", request, timeout_s)
		return made

	## Draws an individual and makes its body, coat and movements. Streams Progress events, the
	## chunks of each output in the order asked, and one CreatureResult.
	func generate_creature(
		request := ProcgenV1.CreatureRequest.new(), timeout_s := 3600.0
	) -> CreatureGenerateCreatureCall:
		var made := CreatureGenerateCreatureCall.new()
		_start(made, "/procgen.v1.CreatureService/GenerateCreature", request, timeout_s)
		return made


## Speaks lines.
class SpeechService:
	extends "../service.gd"

	## Says which models, styles, moods and sounds without words there are.
	func get_speech_info(
		request := ProcgenV1.GetSpeechInfoRequest.new(), timeout_s := 60.0
	) -> SpeechGetSpeechInfoCall:
		var made := SpeechGetSpeechInfoCall.new()
		_start(made, "/procgen.v1.SpeechService/GetSpeechInfo", request, timeout_s)
		return made

	## Speaks a text. Streams Progress events, with live also SpeechSound events, each as soon as a
	## sentence is there, the chunks of each output in the order asked, and one SpeechResult.
	func generate_speech(
		request := ProcgenV1.SpeechRequest.new(), timeout_s := 3600.0
	) -> SpeechGenerateSpeechCall:
		var made := SpeechGenerateSpeechCall.new()
		_start(made, "/procgen.v1.SpeechService/GenerateSpeech", request, timeout_s)
		return made

	## Speaks each of several lines a number of times, no two takes alike. Streams, for each take
	## in order, what GenerateSpeech does.
	func generate_barks(
		request := ProcgenV1.BarksRequest.new(), timeout_s := 3600.0
	) -> SpeechGenerateBarksCall:
		var made := SpeechGenerateBarksCall.new()
		_start(made, "/procgen.v1.SpeechService/GenerateBarks", request, timeout_s)
		return made


## Writes what is said.
class DialogueService:
	extends "../service.gd"

	## Says what can be asked for, for building forms.
	func get_dialogue_info(
		request := ProcgenV1.GetDialogueInfoRequest.new(), timeout_s := 60.0
	) -> DialogueGetDialogueInfoCall:
		var made := DialogueGetDialogueInfoCall.new()
		_start(made, "/procgen.v1.DialogueService/GetDialogueInfo", request, timeout_s)
		return made

	## Streams Progress events, each line as soon as it is written, the chunks of each output in
	## the order asked, and one DialogueResult.
	func generate_lines(
		request := ProcgenV1.LinesRequest.new(), timeout_s := 3600.0
	) -> DialogueGenerateLinesCall:
		var made := DialogueGenerateLinesCall.new()
		_start(made, "/procgen.v1.DialogueService/GenerateLines", request, timeout_s)
		return made

	## Plans, checks and writes a branching scene. Streams Progress events, the chunks of each
	## output in the order asked, and one SceneResult.
	func generate_scene(
		request := ProcgenV1.SceneRequest.new(), timeout_s := 3600.0
	) -> DialogueGenerateSceneCall:
		var made := DialogueGenerateSceneCall.new()
		_start(made, "/procgen.v1.DialogueService/GenerateScene", request, timeout_s)
		return made

	## Writes the missing lines of somebody's Ink or Yarn file and leaves all else as it is.
	## Streams Progress events, the chunks of the whole file, and one FillSceneResult.
	func fill_scene(
		request := ProcgenV1.FillSceneRequest.new(), timeout_s := 3600.0
	) -> DialogueFillSceneCall:
		var made := DialogueFillSceneCall.new()
		_start(made, "/procgen.v1.DialogueService/FillScene", request, timeout_s)
		return made

	## Looks for dead ends, unreachable nodes, loops without exit and undeclared variables.
	func check_scene(
		request := ProcgenV1.CheckSceneRequest.new(), timeout_s := 60.0
	) -> DialogueCheckSceneCall:
		var made := DialogueCheckSceneCall.new()
		_start(made, "/procgen.v1.DialogueService/CheckScene", request, timeout_s)
		return made

	## One turn of a talk: streams the answer's text as it comes, its sound beside it if that is
	## wanted, the actions that the speaker takes, and one TurnResult with the state to send with
	## the next turn. Closing the call stops both.
	func converse(
		request := ProcgenV1.ConverseRequest.new(), timeout_s := 3600.0
	) -> DialogueConverseCall:
		var made := DialogueConverseCall.new()
		_start(made, "/procgen.v1.DialogueService/Converse", request, timeout_s)
		return made


## Makes tile maps.
class LayoutService:
	extends "../service.gd"

	## Streams Progress events, some with a preview, the chunks of each output in the order asked,
	## and one LayoutResult.
	func generate(
		request := ProcgenV1.LayoutRequest.new(), timeout_s := 3600.0
	) -> LayoutGenerateCall:
		var made := LayoutGenerateCall.new()
		_start(made, "/procgen.v1.LayoutService/Generate", request, timeout_s)
		return made


## Makes music.
class MusicService:
	extends "../service.gd"

	## Says which uses, moods, ensembles and the like there are.
	func get_music_info(
		request := ProcgenV1.GetMusicInfoRequest.new(), timeout_s := 60.0
	) -> MusicGetMusicInfoCall:
		var made := MusicGetMusicInfoCall.new()
		_start(made, "/procgen.v1.MusicService/GetMusicInfo", request, timeout_s)
		return made

	## Makes a piece. Streams Progress events, the chunks of each output in the order asked, and
	## one MusicResult.
	func generate_music(
		request := ProcgenV1.MusicRequest.new(), timeout_s := 3600.0
	) -> MusicGenerateMusicCall:
		var made := MusicGenerateMusicCall.new()
		_start(made, "/procgen.v1.MusicService/GenerateMusic", request, timeout_s)
		return made

	## Makes the music of a place: a piece a use, all from one motif, bars that lead from one to
	## another, and stingers. Streams like GenerateMusic.
	func generate_music_set(
		request := ProcgenV1.MusicSetRequest.new(), timeout_s := 3600.0
	) -> MusicGenerateMusicSetCall:
		var made := MusicGenerateMusicSetCall.new()
		_start(made, "/procgen.v1.MusicService/GenerateMusicSet", request, timeout_s)
		return made


## Makes sounds.
class SoundService:
	extends "../service.gd"

	## Says which effects there are, their kinds, and the numbers that they go by.
	func get_sound_info(
		request := ProcgenV1.GetSoundInfoRequest.new(), timeout_s := 60.0
	) -> SoundGetSoundInfoCall:
		var made := SoundGetSoundInfoCall.new()
		_start(made, "/procgen.v1.SoundService/GetSoundInfo", request, timeout_s)
		return made

	## Makes a sound, or several of which none is like another. Streams Progress events, the chunks
	## of each output in the order asked, of each output one a variant, and one SoundResult.
	func generate_sound(
		request := ProcgenV1.SoundRequest.new(), timeout_s := 3600.0
	) -> SoundGenerateSoundCall:
		var made := SoundGenerateSoundCall.new()
		_start(made, "/procgen.v1.SoundService/GenerateSound", request, timeout_s)
		return made


## Draws rows of learned tables, and tells how probable rows are.
class TableService:
	extends "../service.gd"

	## Says which tables there are, their columns, and what each column may hold.
	func get_table_info(
		request := ProcgenV1.GetTableInfoRequest.new(), timeout_s := 60.0
	) -> TableGetTableInfoCall:
		var made := TableGetTableInfoCall.new()
		_start(made, "/procgen.v1.TableService/GetTableInfo", request, timeout_s)
		return made

	## Draws rows. Streams Progress events, the last with a preview, the chunks of each output in
	## the order asked, and one TableResult.
	func generate(
		request := ProcgenV1.TableRequest.new(), timeout_s := 3600.0
	) -> TableGenerateCall:
		var made := TableGenerateCall.new()
		_start(made, "/procgen.v1.TableService/Generate", request, timeout_s)
		return made

	## Says how probable whole rows are.
	func log_likelihood(
		request := ProcgenV1.LogLikelihoodRequest.new(), timeout_s := 60.0
	) -> TableLogLikelihoodCall:
		var made := TableLogLikelihoodCall.new()
		_start(made, "/procgen.v1.TableService/LogLikelihood", request, timeout_s)
		return made

	## Says how probable the values of some columns are, together, given what is known of others.
	func distribution(
		request := ProcgenV1.DistributionRequest.new(), timeout_s := 60.0
	) -> TableDistributionCall:
		var made := TableDistributionCall.new()
		_start(made, "/procgen.v1.TableService/Distribution", request, timeout_s)
		return made


## Makes terrain.
class TerrainService:
	extends "../service.gd"

	## Streams Progress events, the chunks of each output in the order asked, and one
	## TerrainResult.
	func generate(
		request := ProcgenV1.TerrainRequest.new(), timeout_s := 3600.0
	) -> TerrainGenerateCall:
		var made := TerrainGenerateCall.new()
		_start(made, "/procgen.v1.TerrainService/Generate", request, timeout_s)
		return made

	## Says what to ask for to get more land like a piece of land.
	func measure_land(
		request := ProcgenV1.MeasureLandRequest.new(), timeout_s := 60.0
	) -> TerrainMeasureLandCall:
		var made := TerrainMeasureLandCall.new()
		_start(made, "/procgen.v1.TerrainService/MeasureLand", request, timeout_s)
		return made


## Makes materials that continue at their opposite edges, in both directions.
class TextureService:
	extends "../service.gd"

	## Streams Progress events, the first of them with a preview, the chunks of each output in the
	## order asked, and one TextureResult.
	func generate(
		request := ProcgenV1.TextureRequest.new(), timeout_s := 3600.0
	) -> TextureGenerateCall:
		var made := TextureGenerateCall.new()
		_start(made, "/procgen.v1.TextureService/Generate", request, timeout_s)
		return made

	## Makes several materials that are used together: the layers of a terrain, the surfaces of a
	## building.
	func generate_set(
		request := ProcgenV1.TextureSetRequest.new(), timeout_s := 3600.0
	) -> TextureGenerateSetCall:
		var made := TextureGenerateSetCall.new()
		_start(made, "/procgen.v1.TextureService/GenerateSet", request, timeout_s)
		return made


## Makes worlds.
class WorldService:
	extends "../service.gd"

	## Streams Progress events, the chunks of each file in the order of the result's list, and one
	## WorldResult. The files form a folder: each goes into its artifact's `folder`, below a place
	## of the client's choice. Files are sent as they are done, and a WorldWalkable once one could
	## walk about, long before the last of them.
	func generate(
		request := ProcgenV1.WorldRequest.new(), timeout_s := 3600.0
	) -> WorldGenerateCall:
		var made := WorldGenerateCall.new()
		_start(made, "/procgen.v1.WorldService/Generate", request, timeout_s)
		return made

	## Draws an hour with its weather and who is about, given any part of it, in some milliseconds:
	## what engines show of a world, and go over to from what they show.
	func draw_scenario(
		request := ProcgenV1.DrawScenarioRequest.new(), timeout_s := 60.0
	) -> WorldDrawScenarioCall:
		var made := WorldDrawScenarioCall.new()
		_start(made, "/procgen.v1.WorldService/DrawScenario", request, timeout_s)
		return made


## Takes batches and does them one after another, beside other calls, which wait for one of its
## tasks at most. Needs a server that keeps results (`procgen serve --cache`). A batch outlives the
## call that sent it, the client, and the server's process. When it has ended, it and its results
## are kept for seven days or until Forget; beyond 100 batches those that ended first go first.
class BatchService:
	extends "../service.gd"

	## Takes a batch once every job of it has been found to be allowed; refuses all of it
	## otherwise, and names every field at fault. The same batch may be sent again under its id,
	## which changes nothing.
	func submit(
		request := ProcgenV1.SubmitBatchRequest.new(), timeout_s := 60.0
	) -> BatchSubmitCall:
		var made := BatchSubmitCall.new()
		_start(made, "/procgen.v1.BatchService/Submit", request, timeout_s)
		return made

	## Streams how far a batch has come, and a row for each job as soon as its result is there,
	## until the batch ends. A client that was cut off goes on from the last row that it has.
	func watch(
		request := ProcgenV1.WatchBatchRequest.new(), timeout_s := 3600.0
	) -> BatchWatchCall:
		var made := BatchWatchCall.new()
		_start(made, "/procgen.v1.BatchService/Watch", request, timeout_s)
		return made

	## Stops a batch after the task that is at work. What is made stays, and can be fetched.
	func cancel(
		request := ProcgenV1.CancelBatchRequest.new(), timeout_s := 60.0
	) -> BatchCancelCall:
		var made := BatchCancelCall.new()
		_start(made, "/procgen.v1.BatchService/Cancel", request, timeout_s)
		return made

	## Lists all batches that the server knows, the latest first.
	func list(
		request := ProcgenV1.ListBatchesRequest.new(), timeout_s := 60.0
	) -> BatchListCall:
		var made := BatchListCall.new()
		_start(made, "/procgen.v1.BatchService/List", request, timeout_s)
		return made

	## Streams a result: what the job's own call would have sent, without its progress.
	func fetch(
		request := ProcgenV1.FetchBatchRequest.new(), timeout_s := 3600.0
	) -> BatchFetchCall:
		var made := BatchFetchCall.new()
		_start(made, "/procgen.v1.BatchService/Fetch", request, timeout_s)
		return made

	## Forgets a batch that has ended. Its results are no longer held, and go when the cache needs
	## their room.
	func forget(
		request := ProcgenV1.ForgetBatchRequest.new(), timeout_s := 60.0
	) -> BatchForgetCall:
		var made := BatchForgetCall.new()
		_start(made, "/procgen.v1.BatchService/Forget", request, timeout_s)
		return made


## Keeps what later requests name, for a while, in memory.
class BlobService:
	extends "../service.gd"

	## Takes a piece of a blob. The first call may ask whether the blob is here already, by sending
	## no data.
	func put_blob(
		request := ProcgenV1.PutBlobRequest.new(), timeout_s := 60.0
	) -> BlobPutBlobCall:
		var made := BlobPutBlobCall.new()
		_start(made, "/procgen.v1.BlobService/PutBlob", request, timeout_s)
		return made


## Answers at once, whatever else the server does.
class SystemService:
	extends "../service.gd"

	## Says versions, limits, devices, domains and models. Clients call it first.
	func get_info(
		request := ProcgenV1.GetInfoRequest.new(), timeout_s := 60.0
	) -> SystemGetInfoCall:
		var made := SystemGetInfoCall.new()
		_start(made, "/procgen.v1.SystemService/GetInfo", request, timeout_s)
		return made

	## Stops a running call by its request id. For transports that cannot close a call.
	func cancel(
		request := ProcgenV1.CancelRequest.new(), timeout_s := 60.0
	) -> SystemCancelCall:
		var made := SystemCancelCall.new()
		_start(made, "/procgen.v1.SystemService/Cancel", request, timeout_s)
		return made

	## Lists the models with their licences and whether each can be used.
	func list_models(
		request := ProcgenV1.ListModelsRequest.new(), timeout_s := 60.0
	) -> SystemListModelsCall:
		var made := SystemListModelsCall.new()
		_start(made, "/procgen.v1.SystemService/ListModels", request, timeout_s)
		return made

	## Reads the catalogs of all model folders again and goes over to what they say, all at once:
	## running calls keep the models that they have, later ones get the new ones. New and changed
	## models are opened first; if one of them, or a catalog, can't be used, nothing changes and
	## the call fails with FAILED_PRECONDITION, naming it. Not for web pages.
	func reload_models(
		request := ProcgenV1.ReloadModelsRequest.new(), timeout_s := 60.0
	) -> SystemReloadModelsCall:
		var made := SystemReloadModelsCall.new()
		_start(made, "/procgen.v1.SystemService/ReloadModels", request, timeout_s)
		return made

	## Lists requests to begin with, each with a picture of what it makes.
	func list_presets(
		request := ProcgenV1.ListPresetsRequest.new(), timeout_s := 60.0
	) -> SystemListPresetsCall:
		var made := SystemListPresetsCall.new()
		_start(made, "/procgen.v1.SystemService/ListPresets", request, timeout_s)
		return made


## A call of AmbienceService.GetAmbienceInfo.
class AmbienceGetAmbienceInfoCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.GetAmbienceInfoResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.GetAmbienceInfoResponse, false)


## A call of AmbienceService.GenerateAmbience.
class AmbienceGenerateAmbienceCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.AmbienceResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.AmbienceEvent, true)


## A call of CharacterService.GetCharacterInfo.
class CharacterGetCharacterInfoCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.GetCharacterInfoResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.GetCharacterInfoResponse, false)


## A call of CharacterService.Describe.
class CharacterDescribeCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.DescribeResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.DescribeResponse, false)


## A call of CharacterService.Sample.
class CharacterSampleCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.SampleResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.SampleResponse, false)


## A call of CharacterService.Vary.
class CharacterVaryCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.VaryResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.VaryResponse, false)


## A call of CharacterService.Edit.
class CharacterEditCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.EditResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.EditResponse, false)


## A call of CharacterService.Measure.
class CharacterMeasureCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.MeasureResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.MeasureResponse, false)


## A call of CharacterService.Generate.
class CharacterGenerateCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.CharacterResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.CharacterEvent, true)


## A call of CharacterService.Update.
class CharacterUpdateCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.UpdateResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.UpdateResponse, false)


## A call of CharacterService.GenerateCrowd.
class CharacterGenerateCrowdCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.CrowdResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.CrowdEvent, true)


## A call of CreatureService.GetCreatureInfo.
class CreatureGetCreatureInfoCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.GetCreatureInfoResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.GetCreatureInfoResponse, false)


## A call of CreatureService.GenerateCreature.
class CreatureGenerateCreatureCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.CreatureResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.CreatureEvent, true)


## A call of SpeechService.GetSpeechInfo.
class SpeechGetSpeechInfoCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.GetSpeechInfoResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.GetSpeechInfoResponse, false)


## A call of SpeechService.GenerateSpeech.
class SpeechGenerateSpeechCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.SpeechResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.SpeechEvent, true)


## A call of SpeechService.GenerateBarks.
class SpeechGenerateBarksCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.SpeechResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.BarksEvent, true)


## A call of DialogueService.GetDialogueInfo.
class DialogueGetDialogueInfoCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.GetDialogueInfoResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.GetDialogueInfoResponse, false)


## A call of DialogueService.GenerateLines.
class DialogueGenerateLinesCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.LinesResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.LinesEvent, true)


## A call of DialogueService.GenerateScene.
class DialogueGenerateSceneCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.SceneResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.SceneEvent, true)


## A call of DialogueService.FillScene.
class DialogueFillSceneCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.FillSceneResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.FillSceneEvent, true)


## A call of DialogueService.CheckScene.
class DialogueCheckSceneCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.CheckSceneResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.CheckSceneResponse, false)


## A call of DialogueService.Converse.
class DialogueConverseCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.TurnResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.ConverseEvent, true)


## A call of LayoutService.Generate.
class LayoutGenerateCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.LayoutResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.LayoutEvent, true)


## A call of MusicService.GetMusicInfo.
class MusicGetMusicInfoCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.GetMusicInfoResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.GetMusicInfoResponse, false)


## A call of MusicService.GenerateMusic.
class MusicGenerateMusicCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.MusicResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.MusicEvent, true)


## A call of MusicService.GenerateMusicSet.
class MusicGenerateMusicSetCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.MusicSetResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.MusicSetEvent, true)


## A call of SoundService.GetSoundInfo.
class SoundGetSoundInfoCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.GetSoundInfoResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.GetSoundInfoResponse, false)


## A call of SoundService.GenerateSound.
class SoundGenerateSoundCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.SoundResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.SoundEvent, true)


## A call of TableService.GetTableInfo.
class TableGetTableInfoCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.GetTableInfoResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.GetTableInfoResponse, false)


## A call of TableService.Generate.
class TableGenerateCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.TableResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.TableEvent, true)


## A call of TableService.LogLikelihood.
class TableLogLikelihoodCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.LogLikelihoodResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.LogLikelihoodResponse, false)


## A call of TableService.Distribution.
class TableDistributionCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.DistributionResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.DistributionResponse, false)


## A call of TerrainService.Generate.
class TerrainGenerateCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.TerrainResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.TerrainEvent, true)


## A call of TerrainService.MeasureLand.
class TerrainMeasureLandCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.MeasureLandResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.MeasureLandResponse, false)


## A call of TextureService.Generate.
class TextureGenerateCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.TextureResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.TextureEvent, true)


## A call of TextureService.GenerateSet.
class TextureGenerateSetCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.TextureSetResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.TextureSetEvent, true)


## A call of WorldService.Generate.
class WorldGenerateCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.WorldResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.WorldEvent, true)


## A call of WorldService.DrawScenario.
class WorldDrawScenarioCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.DrawScenarioResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.DrawScenarioResponse, false)


## A call of BatchService.Submit.
class BatchSubmitCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.SubmitBatchResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.SubmitBatchResponse, false)


## A call of BatchService.Watch.
class BatchWatchCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.WatchBatchResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.WatchBatchEvent, true)


## A call of BatchService.Cancel.
class BatchCancelCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.CancelBatchResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.CancelBatchResponse, false)


## A call of BatchService.List.
class BatchListCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.ListBatchesResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.ListBatchesResponse, false)


## A call of BatchService.Fetch.
class BatchFetchCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var result: ProcgenV1.FetchBatchResult:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.FetchBatchEvent, true)


## A call of BatchService.Forget.
class BatchForgetCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.ForgetBatchResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.ForgetBatchResponse, false)


## A call of BlobService.PutBlob.
class BlobPutBlobCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.PutBlobResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.PutBlobResponse, false)


## A call of SystemService.GetInfo.
class SystemGetInfoCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.GetInfoResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.GetInfoResponse, false)


## A call of SystemService.Cancel.
class SystemCancelCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.CancelResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.CancelResponse, false)


## A call of SystemService.ListModels.
class SystemListModelsCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.ListModelsResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.ListModelsResponse, false)


## A call of SystemService.ReloadModels.
class SystemReloadModelsCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.ReloadModelsResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.ReloadModelsResponse, false)


## A call of SystemService.ListPresets.
class SystemListPresetsCall:
	extends ProcgenCall

	## What was asked for, once the call has finished with OK; null until then, and if it failed.
	var response: ProcgenV1.ListPresetsResponse:
		get:
			return answer

	func _init() -> void:
		super(ProcgenV1.ListPresetsResponse, false)
