@tool
extends AcceptDialog
## How a server comes to be here, in the editor itself: a newcomer may be without a network.

const SIZE_PX := Vector2i(520, 460)
const WORDS := """procgen makes things with a program of its own, the [b]server[/b], which runs \
on this computer and sends nothing elsewhere. Choose one way to have it; with each come the same \
bytes.

[b]Without Python[/b]
1. Get the standalone folder of version %s for this system, [code]%s[/code], from where you got \
the addon.
2. Press [i]Install server…[/i] and name that file, or its address.
3. Press [i]Install[/i]. The dialog says first what goes where and what is fetched; the file is \
held to its SHA-256.
4. Press [i]Start server[/i].

[b]With Python 3.11 or newer, or uv[/b]
Press [i]Install server…[/i] and take the environment that the dialog offers, of a wheel that you \
name or of the package index. Then press [i]Start server[/i].

[b]One that you have already[/b]
Give the program's path in Project Settings, [code]procgen/server/command[/code]; or start \
[code]procgen serve[/code] yourself, and the dock finds it.

[b]When it does not start[/b]
The dock shows the last words of the server. Where a port is taken, choose another in Project \
Settings, [code]procgen/server/web_port[/code]. Where a file is damaged, press [i]Installed > \
Repair[/i]. To be rid of it all, press [i]Installed > Uninstall[/i]."""

var _words := RichTextLabel.new()


func _init() -> void:
	name = "InstallHelp"
	title = "How to install the server"
	ok_button_text = "Close"
	_words.bbcode_enabled = true
	_words.selection_enabled = true
	_words.custom_minimum_size = Vector2(SIZE_PX)
	add_child(_words)


## Shows it, for a version of the server and the archive's name.
func tell(version: String, archive: String) -> void:
	_words.text = WORDS % [version, archive]
	popup_centered(Vector2i(Vector2(SIZE_PX) * EditorInterface.get_editor_scale()))
