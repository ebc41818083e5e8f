"""The demo's page: plain HTML, no network, no script needed."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass

from procgen import __version__


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One thing on the page, and what it was made with."""

    title: str
    caption: str
    picture: str = ""
    """File name; none if empty."""
    facts: str = ""
    files: tuple[str, ...] = ()
    """Names of the files that belong to it."""
    recipe: str = ""
    """JSON; none if empty."""
    command: str = ""
    """Lines for a shell in the page's folder; none if empty."""
    wide: bool = False
    quotes: tuple[tuple[str, str], ...] = ()
    """Who says what, or what it is, and the words."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page."""

    title: str
    text: str
    exhibits: tuple[Exhibit, ...]
    missing: int = 0
    """How many are still being made."""


_RECIPE_CHARACTERS = 4000

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #888; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1240px; padding: 1.5rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.3rem; margin: 2.2rem 0 0; }
h3 { font-size: 1.05rem; margin: .6rem 0 0; }
p { margin: .2rem 0; } .soft { color: var(--soft); font-size: .9rem; }
.grid { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); margin-top: 1rem; }
article { min-width: 0; } .wide { grid-column: 1 / -1; }
img { width: 100%; border-radius: 6px; display: block; }
.wide img { max-height: 88vh; object-fit: cover; }
dl { margin: .5rem 0; } dt { color: var(--soft); font-size: .8rem; } dd { margin: 0 0 .4rem; }
details { border-top: 1px solid var(--line); margin-top: .4rem; padding-top: .3rem; }
summary { cursor: pointer; font-size: .9rem; }
pre { font-size: .78rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 18rem; }
pre { margin: .4rem 0; }
ul { margin: .2rem 0; padding-left: 1.1rem; font-size: .85rem; overflow-wrap: anywhere; }
"""


def _folded(summary: str, inside: str, *, unfolded: bool = False) -> str:
    return f"<details{' open' if unfolded else ''}><summary>{summary}</summary>{inside}</details>"


def _article(exhibit: Exhibit) -> str:
    picture, title = html.escape(exhibit.picture), html.escape(exhibit.title)
    about = "<br>".join(html.escape(text) for text in (exhibit.caption, exhibit.facts) if text)
    parts = [f'<article class="{"wide" if exhibit.wide else ""}">']
    if picture:
        parts.append(f'<a href="{picture}"><img src="{picture}" alt="{title}"></a>')
    parts.append(f'<h3>{title}</h3>\n<p class="soft">{about}</p>')
    if exhibit.quotes:
        said = "".join(f"<dt>{html.escape(who)}</dt><dd>{html.escape(text)}</dd>" for who, text in exhibit.quotes)
        parts.append(f"<dl>{said}</dl>")
    if exhibit.command:
        shown = f"<pre>{html.escape(exhibit.command)}</pre>"
        parts.append(_folded("Command", shown, unfolded=exhibit.wide))
    if exhibit.files:
        files = "".join(f'<li><a href="{html.escape(name)}">{html.escape(name)}</a></li>' for name in exhibit.files)
        parts.append(_folded("Files", f"<ul>{files}</ul>"))
    if exhibit.recipe:
        recipe = json.dumps(json.loads(exhibit.recipe), indent=1, ensure_ascii=False)
        if len(recipe) > _RECIPE_CHARACTERS:
            recipe = recipe[:_RECIPE_CHARACTERS] + "\n…"
        parts.append(_folded("Recipe", f"<pre>{html.escape(recipe)}</pre>"))
    return "\n".join([*parts, "</article>"])


def _section(section: Section) -> str:
    articles = "\n".join(map(_article, section.exhibits))
    waiting = f'\n<p class="soft">{section.missing} more are being made …</p>' if section.missing else ""
    return f"""<section>
<h2>{html.escape(section.title)}</h2>
<p class="soft">{html.escape(section.text)}</p>
<div class="grid">
{articles}
</div>{waiting}
</section>"""


def gallery_html(sections: list[Section], made: str, seconds: float, *, finished: bool = True) -> str:
    """The page.

    Args:
        sections: what to show, in order; the files lie beside the page.
        made: how many of what were made, such as "21 terrains".
        seconds: how long everything took.
        finished: whether nothing more is made; else the page loads itself again until it is.
    """
    again = "" if finished else '<meta http-equiv="refresh" content="1">'
    made = made or "nothing yet"
    body = "\n".join(map(_section, sections))
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{again}
<title>procgen {__version__}</title><style>{_STYLE}</style></head>
<body>
<h1>Made on this computer</h1>
<p class="soft">procgen {__version__} made {html.escape(made)} in {seconds:.1f} s, through its gRPC server, with the
weights that came with it. All but the talk can be made again, byte for byte: run the command in this folder, or
<code>procgen generate DOMAIN --recipe FILE</code> with the recipe.</p>
{body}
</body>
</html>
"""
