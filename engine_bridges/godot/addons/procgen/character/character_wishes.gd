extends RefCounted
## The few things that most people want to say about a character, as conditions for the server.

## Sex of a character.
enum Sex { ANY, FEMALE, MALE }

const PersonMessages := preload("../client/person_messages.gd")

## "medieval", "modern" or "scifi"; any if empty.
var setting := ""
## One of the server's roles; any of the setting if empty.
var role := ""
var sex := Sex.ANY
## Any if 0, as the two below.
var age_years := 0.0
var height_m := 0.0
var mass_kg := 0.0
## "realistic", "heroic", "chibi" or "faceted"; realistic if empty.
var style := ""


## What the server is told.
func to_conditions() -> PersonMessages.Conditions:
	var conditions := PersonMessages.Conditions.new()
	conditions.setting = setting
	conditions.role = role
	if sex != Sex.ANY:
		conditions.sex = 0.0 if sex == Sex.FEMALE else 1.0
	if age_years > 0.0:
		conditions.age_years = age_years
	if height_m > 0.0:
		conditions.measures["stature"] = height_m
	if mass_kg > 0.0:
		conditions.measures["mass"] = mass_kg
	if style:
		conditions.style = PersonMessages.Style.new()
		conditions.style.kind = style
	return conditions
