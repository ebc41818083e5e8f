"""The demo's page: plain HTML, no network, no script needed."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass

from procgen import __version__


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One terrain on the page."""

    title: str
    caption: str
    picture: str
    """File name of the hillshade."""
    heights: str
    """File name of the 16-bit PNG."""
    facts: str
    files: tuple[str, ...]
    recipe: str
    wide: bool = False


_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #888; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1240px; padding: 1.5rem; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.05rem; margin: .6rem 0 0; }
p { margin: .2rem 0; } .soft { color: var(--soft); font-size: .9rem; }
main { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); margin-top: 1.5rem; }
article { min-width: 0; } .wide { grid-column: 1 / -1; }
img { width: 100%; border-radius: 6px; display: block; }
.wide img { max-height: 78vh; object-fit: cover; }
details { border-top: 1px solid var(--line); margin-top: .4rem; padding-top: .3rem; }
summary { cursor: pointer; font-size: .9rem; }
pre { font-size: .78rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 18rem; }
ul { margin: .2rem 0; padding-left: 1.1rem; font-size: .85rem; overflow-wrap: anywhere; }
"""


def _article(exhibit: Exhibit) -> str:
    files = "".join(f'<li><a href="{html.escape(name)}">{html.escape(name)}</a></li>' for name in exhibit.files)
    recipe = json.dumps(json.loads(exhibit.recipe), indent=1, ensure_ascii=False)
    if len(recipe) > 4000:
        recipe = recipe[:4000] + "\n…"
    picture, title = html.escape(exhibit.picture), html.escape(exhibit.title)
    return f"""<article class="{"wide" if exhibit.wide else ""}">
<a href="{picture}"><img src="{picture}" alt="{title}"></a>
<h2>{title}</h2>
<p class="soft">{html.escape(exhibit.caption)}<br>{html.escape(exhibit.facts)}</p>
<details><summary>Files</summary><ul>{files}</ul></details>
<details><summary>Recipe</summary><pre>{html.escape(recipe)}</pre></details>
</article>"""


def gallery_html(exhibits: list[Exhibit], seconds: float) -> str:
    """The page.

    Args:
        exhibits: what to show, in order; the files lie beside the page.
        seconds: how long everything took.
    """
    articles = "\n".join(map(_article, exhibits))
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>procgen {__version__}: terrain</title><style>{_STYLE}</style></head>
<body>
<h1>Terrain made on this computer</h1>
<p class="soft">procgen {__version__} made {len(exhibits)} terrains in {seconds:.1f} s, through its gRPC server, with
the weights that came with it. Each can be made again, byte for byte: save its recipe and run
<code>procgen generate terrain --recipe FILE</code>.</p>
<main>
{articles}
</main>
</body>
</html>
"""
