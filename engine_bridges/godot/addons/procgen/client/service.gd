@tool
extends RefCounted
## What the generated services have in common: they start their calls where the client says.

var _client: WeakRef


## Calls go to the server of [param client], which keeps its services.
func _init(client: RefCounted) -> void:
	_client = weakref(client)


func _start(made: ProcgenCall, path: String, request: ProcgenMessage, timeout_s: float) -> void:
	var client: ProcgenClient = _client.get_ref()
	assert(client, "a service is used as long as its client is kept")
	made.start(client, path, request.encode(), timeout_s)
