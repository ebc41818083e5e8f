## The messages of procgen's contract about dialogue, with the contract's field names.
##
## The .proto files say what each field means. Fields of newer servers are passed over. 64-bit
## unsigned numbers come as signed ones with the same bits. A number or a message that is null is
## unset.
extends RefCounted

const Messages := preload("messages.gd")
const Wire := preload("wire.gd")
const WorldMessages := preload("dialogue_world_messages.gd")


## What a client needs for its forms.
class GetDialogueInfoResponse:
	extends Messages.Message

	var roles := PackedStringArray()
	var moods := PackedStringArray()
	var traits := PackedStringArray()
	var registers := PackedStringArray()
	var intents := PackedStringArray()
	var events := PackedStringArray()
	var choices := PackedStringArray()
	var descriptions := PackedStringArray()
	var scene_kinds := PackedStringArray()
	var line_outputs := PackedStringArray()
	var scene_outputs := PackedStringArray()
	var models: Array[DialogueModelInfo] = []
	var slots := PackedStringArray()
	var quest_goals := PackedStringArray()

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				roles.append(reader.read_string())
			2:
				moods.append(reader.read_string())
			3:
				traits.append(reader.read_string())
			4:
				registers.append(reader.read_string())
			5:
				intents.append(reader.read_string())
			6:
				events.append(reader.read_string())
			7:
				choices.append(reader.read_string())
			8:
				descriptions.append(reader.read_string())
			9:
				scene_kinds.append(reader.read_string())
			10:
				line_outputs.append(reader.read_string())
			11:
				scene_outputs.append(reader.read_string())
			12:
				models.append(DialogueModelInfo.new())
				models[-1].merge(reader.read_message())
			13:
				slots.append(reader.read_string())
			14:
				quest_goals.append(reader.read_string())
			_:
				reader.skip()


## A model that writes or chooses lines.
class DialogueModelInfo:
	extends Messages.Message

	var name := ""
	var description := ""
	var writes := false

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				description = reader.read_string()
			3:
				writes = reader.read_bool()
			_:
				reader.skip()


## Lines that are alike but for the seed.
class Wish:
	extends RefCounted

	var intent := ""
	## Null if unset.
	var count: Variant = null
	var mood := ""
	var role := ""
	var facts: Array[WorldMessages.Fact] = []
	var slots: Dictionary[String, String] = {}

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, intent)
		writer.write_optional_varint(2, count)
		writer.write_string(3, mood)
		writer.write_string(4, role)
		for fact in facts:
			writer.write_message(5, fact.encode())
		writer.write_string_entries(6, slots)
		return writer.bytes


## Lines to write.
class LinesRequest:
	extends RefCounted

	var request_id := ""
	@warning_ignore("shadowed_global_identifier") var seed := 0
	var persona: WorldMessages.Persona = null
	var situation: WorldMessages.Situation = null
	var wishes: Array[Wish] = []
	var bounds: WorldMessages.Bounds = null
	var said := PackedStringArray()
	var model := ""
	var outputs := PackedStringArray()
	var file_name := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, request_id)
		writer.write_varint(2, seed)
		if persona:
			writer.write_message(3, persona.encode())
		if situation:
			writer.write_message(4, situation.encode())
		for wish in wishes:
			writer.write_message(5, wish.encode())
		if bounds:
			writer.write_message(6, bounds.encode())
		for text in said:
			writer.write_message(7, text.to_utf8_buffer())
		writer.write_string(8, model)
		for output in outputs:
			writer.write_message(9, output.to_utf8_buffer())
		writer.write_string(10, file_name)
		return writer.bytes


## An event of GenerateLines.
class LinesEvent:
	extends Messages.Message

	var progress: Messages.Progress = null
	var line: WorldMessages.Line = null
	var chunk: Messages.Chunk = null
	var result: LinesResult = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				progress = Messages.Progress.new()
				progress.merge(reader.read_message())
			2:
				line = WorldMessages.Line.new()
				line.merge(reader.read_message())
			3:
				chunk = Messages.Chunk.new()
				chunk.merge(reader.read_message())
			4:
				result = LinesResult.new()
				result.merge(reader.read_message())
			_:
				reader.skip()


## What was written.
class LinesResult:
	extends Messages.Message

	var request_id := ""
	var recipe := Messages.Recipe.new()
	var lines: Array[WorldMessages.Line] = []
	var artifacts: Array[Messages.Artifact] = []
	var elapsed_ms := 0.0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				request_id = reader.read_string()
			2:
				recipe.merge(reader.read_message())
			3:
				lines.append(WorldMessages.Line.new())
				lines[-1].merge(reader.read_message())
			4:
				artifacts.append(Messages.Artifact.new())
				artifacts[-1].merge(reader.read_message())
			5:
				elapsed_ms = reader.read_float()
			_:
				reader.skip()


## A branching scene to write.
class SceneRequest:
	extends RefCounted

	var request_id := ""
	@warning_ignore("shadowed_global_identifier") var seed := 0
	var kind := ""
	var cast: Array[WorldMessages.Persona] = []
	var situation: WorldMessages.Situation = null
	## Null if unset.
	var nodes: Variant = null
	var facts: Array[WorldMessages.Fact] = []
	var guarded: Array[WorldMessages.Fact] = []
	var skills: Dictionary[String, String] = {}
	## Null if unset.
	var coins: Variant = null
	## Null if unset.
	var choices_per_node: Variant = null
	var tone := ""
	var quest_goal := ""
	var bounds: WorldMessages.Bounds = null
	var model := ""
	var outputs := PackedStringArray()
	var file_name := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, request_id)
		writer.write_varint(2, seed)
		writer.write_string(3, kind)
		for persona in cast:
			writer.write_message(4, persona.encode())
		if situation:
			writer.write_message(5, situation.encode())
		writer.write_optional_varint(6, nodes)
		for fact in facts:
			writer.write_message(7, fact.encode())
		for fact in guarded:
			writer.write_message(8, fact.encode())
		writer.write_string_entries(9, skills)
		writer.write_optional_varint(10, coins)
		writer.write_optional_varint(11, choices_per_node)
		writer.write_string(12, tone)
		writer.write_string(13, quest_goal)
		if bounds:
			writer.write_message(14, bounds.encode())
		writer.write_string(15, model)
		for output in outputs:
			writer.write_message(16, output.to_utf8_buffer())
		writer.write_string(17, file_name)
		return writer.bytes


## An event of GenerateScene.
class SceneEvent:
	extends Messages.Message

	var progress: Messages.Progress = null
	var chunk: Messages.Chunk = null
	var result: SceneResult = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				progress = Messages.Progress.new()
				progress.merge(reader.read_message())
			2:
				chunk = Messages.Chunk.new()
				chunk.merge(reader.read_message())
			3:
				result = SceneResult.new()
				result.merge(reader.read_message())
			_:
				reader.skip()


## A scene that was written.
class SceneResult:
	extends Messages.Message

	var request_id := ""
	var recipe := Messages.Recipe.new()
	var artifacts: Array[Messages.Artifact] = []
	var title := ""
	var summary := ""
	var nodes := 0
	var lines := 0
	var choices := 0
	var elapsed_ms := 0.0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				request_id = reader.read_string()
			2:
				recipe.merge(reader.read_message())
			3:
				artifacts.append(Messages.Artifact.new())
				artifacts[-1].merge(reader.read_message())
			4:
				title = reader.read_string()
			5:
				summary = reader.read_string()
			6:
				nodes = reader.read_varint()
			7:
				lines = reader.read_varint()
			8:
				choices = reader.read_varint()
			9:
				elapsed_ms = reader.read_float()
			_:
				reader.skip()


## Somebody's scene with lines missing.
class FillSceneRequest:
	extends RefCounted

	var request_id := ""
	@warning_ignore("shadowed_global_identifier") var seed := 0
	var format := ""
	var source := ""
	var cast: Array[WorldMessages.Persona] = []
	var situation: WorldMessages.Situation = null
	var bounds: WorldMessages.Bounds = null
	var model := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, request_id)
		writer.write_varint(2, seed)
		writer.write_string(3, format)
		writer.write_string(4, source)
		for persona in cast:
			writer.write_message(5, persona.encode())
		if situation:
			writer.write_message(6, situation.encode())
		if bounds:
			writer.write_message(7, bounds.encode())
		writer.write_string(8, model)
		return writer.bytes


## An event of FillScene.
class FillSceneEvent:
	extends Messages.Message

	var progress: Messages.Progress = null
	var chunk: Messages.Chunk = null
	var result: FillSceneResult = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				progress = Messages.Progress.new()
				progress.merge(reader.read_message())
			2:
				chunk = Messages.Chunk.new()
				chunk.merge(reader.read_message())
			3:
				result = FillSceneResult.new()
				result.merge(reader.read_message())
			_:
				reader.skip()


## A scene whose missing lines were written.
class FillSceneResult:
	extends Messages.Message

	var request_id := ""
	var recipe := Messages.Recipe.new()
	var artifacts: Array[Messages.Artifact] = []
	var lines: Array[WorldMessages.Line] = []
	var elapsed_ms := 0.0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				request_id = reader.read_string()
			2:
				recipe.merge(reader.read_message())
			3:
				artifacts.append(Messages.Artifact.new())
				artifacts[-1].merge(reader.read_message())
			4:
				lines.append(WorldMessages.Line.new())
				lines[-1].merge(reader.read_message())
			5:
				elapsed_ms = reader.read_float()
			_:
				reader.skip()


## A scene to look through.
class CheckSceneRequest:
	extends RefCounted

	var format := ""
	var source := ""

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, format)
		writer.write_string(2, source)
		return writer.bytes


## What is wrong with a scene.
class CheckSceneResponse:
	extends Messages.Message

	var problems: Array[SceneProblem] = []
	var nodes := 0
	var lines := 0
	var choices := 0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				problems.append(SceneProblem.new())
				problems[-1].merge(reader.read_message())
			2:
				nodes = reader.read_varint()
			3:
				lines = reader.read_varint()
			4:
				choices = reader.read_varint()
			_:
				reader.skip()


## Something wrong with a scene.
class SceneProblem:
	extends Messages.Message

	var kind := ""
	var place := ""
	var message := ""

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				kind = reader.read_string()
			2:
				place = reader.read_string()
			3:
				message = reader.read_string()
			_:
				reader.skip()


## Something that a speaker may do when asked.
class TalkAction:
	extends RefCounted

	var name := ""
	var description := ""
	var phrases := PackedStringArray()
	var parameters: Array[TalkParameter] = []
	var least_relation := 0
	var most_times := 0

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, name)
		writer.write_string(2, description)
		for phrase in phrases:
			writer.write_message(3, phrase.to_utf8_buffer())
		for parameter in parameters:
			writer.write_message(4, parameter.encode())
		writer.write_zigzag(5, least_relation)
		writer.write_varint(6, most_times)
		return writer.bytes


## What an action needs.
class TalkParameter:
	extends RefCounted

	var name := ""
	var kind := ""
	var allowed := PackedStringArray()
	var lowest := 0
	var highest := 0
	var optional := false

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, name)
		writer.write_string(2, kind)
		for value in allowed:
			writer.write_message(3, value.to_utf8_buffer())
		writer.write_zigzag(4, lowest)
		writer.write_zigzag(5, highest)
		writer.write_bool(6, optional)
		return writer.bytes


## One turn of a talk.
class ConverseRequest:
	extends RefCounted

	var request_id := ""
	@warning_ignore("shadowed_global_identifier") var seed := 0
	var persona: WorldMessages.Persona = null
	var situation: WorldMessages.Situation = null
	var state := ""
	var player_text := ""
	var actions: Array[TalkAction] = []
	var bounds: WorldMessages.Bounds = null
	var model := ""
	var budget: TalkBudget = null

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_string(1, request_id)
		writer.write_varint(2, seed)
		if persona:
			writer.write_message(3, persona.encode())
		if situation:
			writer.write_message(4, situation.encode())
		writer.write_string(5, state)
		writer.write_string(6, player_text)
		for action in actions:
			writer.write_message(7, action.encode())
		if bounds:
			writer.write_message(8, bounds.encode())
		writer.write_string(9, model)
		if budget:
			writer.write_message(10, budget.encode())
		return writer.bytes


## What a speaker may spend in one talk; at the end of it they take their leave in character.
class TalkBudget:
	extends RefCounted

	## Null if unset.
	var turns: Variant = null
	## Null if unset.
	var characters: Variant = null
	## Null if unset.
	var words: Variant = null
	## NAN if unset.
	var seconds := NAN

	## The bytes that go over the wire.
	func encode() -> PackedByteArray:
		var writer := Wire.Writer.new()
		writer.write_optional_varint(1, turns)
		writer.write_optional_varint(2, characters)
		writer.write_optional_varint(3, words)
		writer.write_optional_float(4, seconds)
		return writer.bytes


## An event of Converse.
class ConverseEvent:
	extends Messages.Message

	var progress: Messages.Progress = null
	## Null if unset.
	var text: Variant = null
	var action: ActionCall = null
	var result: TurnResult = null

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				progress = Messages.Progress.new()
				progress.merge(reader.read_message())
			2:
				text = reader.read_string()
			3:
				action = ActionCall.new()
				action.merge(reader.read_message())
			4:
				result = TurnResult.new()
				result.merge(reader.read_message())
			_:
				reader.skip()


## Something that a speaker does: an action of the request's list, with values that it allows.
class ActionCall:
	extends Messages.Message

	var name := ""
	var choices: Dictionary[String, String] = {}
	var numbers: Dictionary[String, int] = {}
	var truths: Dictionary[String, bool] = {}

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				name = reader.read_string()
			2:
				reader.read_string_entry(choices)
			3:
				reader.read_zigzag_entry(numbers)
			4:
				reader.read_bool_entry(truths)
			_:
				reader.skip()


## The end of a turn.
class TurnResult:
	extends Messages.Message

	var request_id := ""
	var line: WorldMessages.Line = null
	var state := ""
	var relation := 0
	var ends := false
	var elapsed_ms := 0.0

	func _read_field(reader: Wire.Reader) -> void:
		match reader.field:
			1:
				request_id = reader.read_string()
			2:
				line = WorldMessages.Line.new()
				line.merge(reader.read_message())
			3:
				state = reader.read_string()
			4:
				relation = reader.read_zigzag()
			5:
				ends = reader.read_bool()
			6:
				elapsed_ms = reader.read_float()
			_:
				reader.skip()
