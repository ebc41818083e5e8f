@tool
class_name ProcgenTable
extends Resource
## Rows that were drawn from a table of the server, as the dock saves them. The recipe stands in the
## metadata [code]procgen_recipe[/code].

## Name of the table, such as "loot".
@export var table := ""
## What each row has in each column: an int, a float or a text, null where it is missing.
@export var rows: Array[Dictionary] = []


## The rows in a file of the output "json"; null, with an error, if it is none.
static func read(json: PackedByteArray) -> ProcgenTable:
	var said: Variant = JSON.parse_string(json.get_string_from_utf8())
	if said is not Dictionary or said.get("rows") is not Array:
		push_error("ProcgenTable: ask for json among the outputs.")
		return null
	var made := ProcgenTable.new()
	made.table = said["table"]
	made.rows.assign(said["rows"] as Array)
	# JSON has floats only.
	for column: Dictionary in said["columns"]:
		for row in made.rows if column["kind"] == "integer" else []:
			if row[column["name"]] != null:
				row[column["name"]] = int(row[column["name"]] as float)
	return made
