@tool
extends RefCounted
## What several worlds have in common, such as tiles of a region the pictures of their ground, is
## kept once, for as long as one of them uses it. On any thread.

static var _kept: Dictionary[String, WeakRef] = {}
static var _lock := Mutex.new()


## What is kept under a key, or else what [param make] returns, which is kept from now on. A key
## says all that the thing depends on.
static func fetch(key: String, make: Callable) -> RefCounted:
	_lock.lock()
	for known: String in _kept.keys():
		if not _kept[known].get_ref():
			_kept.erase(known)
	var found: RefCounted = _kept[key].get_ref() if key in _kept else null
	_lock.unlock()
	if found:
		return found
	# Two may make the same at once: the second is kept, and both are right.
	found = make.call()
	_lock.lock()
	_kept[key] = weakref(found)
	_lock.unlock()
	return found


## How many things are in use.
static func count() -> int:
	_lock.lock()
	var number := 0
	for key in _kept:
		number += int(_kept[key].get_ref() != null)
	_lock.unlock()
	return number


## A key for files' bytes.
static func digest_of(files: Array[PackedByteArray]) -> String:
	var context := HashingContext.new()
	context.start(HashingContext.HASH_SHA256)
	for bytes in files:
		if bytes:
			context.update(bytes)
	return context.finish().hex_encode()
