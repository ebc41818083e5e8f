## A call whose answer is one message.
extends "grpc_web_call.gd"

const Messages := preload("messages.gd")

var _answer: Messages.Message
var _answer_name: String
var _is_answered := false


## The answer is decoded into [param answer], whose type is called [param answer_name].
func _init(answer: Messages.Message, answer_name: String) -> void:
	_answer = answer
	_answer_name = answer_name


func _take_message(message: PackedByteArray) -> String:
	_is_answered = true
	return "" if _answer.decode(message) else _answer_name


func _check_answer() -> String:
	return "" if _is_answered else _answer_name
