"""The words of :mod:`procgen.character.people.describe`: what each means.

Words of a phrase are joined by "-". Numbers of axes are standard deviations of the learned populations.
"""

from __future__ import annotations

from collections.abc import Mapping

from procgen.character.hair.palette import NATURAL

SILENT = frozenset((
    "a", "an", "and", "the", "of", "on", "at", "to", "by", "for", "as", "it", "its", "this", "that", "some", "pair",
    "from", "looking", "look", "looks", "like", "type", "kind", "people", "human", "character", "npc", "years",
    "year", "very-much", "made", "out", "been", "being", "but", "under", "over", "upon", "both", "matching", "simple",
    "plain", "about", "around", "roughly", "approximately", "some-kind", "sort", "style", "styled", "wear", "worn",
    "dressed", "clad", "in", "who", "whose", "which", "where", "there", "also", "or", "nor", "their", "them", "they",
    "tied", "put", "up", "back", "down", "full-of", "head", "person", "persons", "somebody", "someone", "set", "nice",
    "good", "appearance", "complexion-of", "one", "aged", "weighs", "weighing", "standing", "stands", "colour",
    "color", "coloured", "colored", "old-fashioned", "covering", "covered", "all", "just",
    "left", "right", "across", "near", "only", "own",
))  # fmt: skip
"""Words that say nothing by themselves."""
BREAKS = frozenset((
    "with", "has", "have", "had", "having", "wears", "wearing", "carries", "carrying", "holding", "bearing",
    "sporting", ";", ".", ":",
))  # fmt: skip
"""After these, adjectives speak of what follows."""
LINKS = frozenset(("is", "are", "was", "were", "looks", "be"))
"""After these, adjectives speak of the noun before."""
DEGREES: Mapping[str, float] = {
    "very": 1.6, "extremely": 2.2, "really": 1.5, "quite": 1.1, "rather": 0.9, "fairly": 0.8, "somewhat": 0.6,
    "slightly": 0.45, "a-little": 0.45, "a-bit": 0.5, "huge": 1.8, "enormously": 2.2, "incredibly": 2.2, "too": 1.4,
    "moderately": 0.7, "exceptionally": 2.2, "unusually": 1.7, "heavily": 1.4,
}  # fmt: skip
NEGATIONS = frozenset(("no", "not", "without", "never", "nor", "lacks", "lacking", "missing"))
NOT_QUITE = -0.4
""""Not tall" is somewhat short."""
SHADES: Mapping[str, float] = {
    "dark": -0.4, "deep": -0.35, "light": 0.35, "pale": 0.5, "bright": 0.15, "faded": 0.25,
}  # fmt: skip

_WOMEN = """
    woman women female females lady ladies girl girls lass lasses mother grandmother queen princess duchess nun witch
    sorceress businesswoman actress barmaid heroine matron daughter sister wife granny countess baroness priestess
    schoolgirl waitress saleswoman policewoman
    """
_MEN = """
    man men male males gentleman gentlemen boy boys lad lads guy guys father grandfather king prince duke monk wizard
    sorcerer businessman actor hero son brother husband grandpa lord count baron bloke fellow dude schoolboy waiter
    salesman policeman
    """
SEXES: Mapping[str, float] = {
    **dict.fromkeys(_WOMEN.split(), 0.0),
    **dict.fromkeys(_MEN.split(), 1.0),
    **dict.fromkeys(("androgynous", "nonbinary", "non-binary", "enby"), 0.5),
}
PRONOUNS: Mapping[str, float | None] = {
    "he": 1.0, "his": 1.0, "him": 1.0, "she": 0.0, "her": 0.0, "hers": 0.0, "they": None, "their": None,
}  # fmt: skip
"""They tell the sex where no noun does."""
AGE_ADJECTIVES: Mapping[str, float] = {
    "young": 22, "adult": 32, "grown": 32, "grown-up": 32, "middle-aged": 48, "mature": 45, "ageing": 58, "aging": 58,
    "old": 68, "older": 60, "elderly": 74, "ancient": 84, "teenage": 15, "teenaged": 15, "adolescent": 15,
    "preteen": 11, "senior": 68, "youthful": 20,
}  # fmt: skip
AGE_NOUNS: Mapping[str, float] = {
    "child": 9, "children": 9, "kid": 9, "kids": 9, "boy": 10, "boys": 10, "girl": 10, "girls": 10, "lad": 14,
    "lads": 14, "lass": 14, "lasses": 14, "teenager": 15, "teenagers": 15, "teen": 15, "teens": 15, "youth": 18,
    "grandfather": 70, "grandmother": 68, "granny": 72, "grandpa": 72, "schoolboy": 11, "schoolgirl": 11,
}  # fmt: skip
YOUNGER = 0.8
"""How much younger a young child is."""
BODY: Mapping[str, Mapping[str, float]] = {
    "tall": {"size": 1.3},
    "short": {"size": -1.3},
    "petite": {"size": -1.4, "adiposity": -0.8},
    "giant": {"size": 2.4},
    "fat": {"adiposity": 1.8},
    "obese": {"adiposity": 2.4},
    "stout": {"adiposity": 1.3, "frame": 0.8},
    "heavy": {"adiposity": 1.3},
    "heavyset": {"adiposity": 1.2, "frame": 1.0},
    "plump": {"adiposity": 1.2},
    "chubby": {"adiposity": 1.2},
    "portly": {"adiposity": 1.5, "lower_body": -1.0},
    "round": {"adiposity": 1.2},
    "pot-bellied": {"adiposity": 1.0, "lower_body": -1.8},
    "overweight": {"adiposity": 1.4},
    "thin": {"adiposity": -1.4},
    "slim": {"adiposity": -1.0},
    "slender": {"adiposity": -1.1},
    "lean": {"adiposity": -1.0},
    "skinny": {"adiposity": -1.8},
    "gaunt": {"adiposity": -2.0},
    "lanky": {"adiposity": -1.2, "limb_length": 1.5, "size": 0.8},
    "muscular": {"muscularity": 1.6, "adiposity": 0.2},
    "athletic": {"muscularity": 1.1, "adiposity": -0.4},
    "strong": {"muscularity": 1.3},
    "burly": {"muscularity": 1.3, "frame": 1.3, "adiposity": 0.6},
    "brawny": {"muscularity": 1.6},
    "fit": {"muscularity": 0.9, "adiposity": -0.4},
    "weak": {"muscularity": -1.4},
    "frail": {"muscularity": -1.5, "frame": -1.4},
    "wiry": {"adiposity": -1.2, "muscularity": 0.8},
    "stocky": {"size": -0.9, "frame": 1.4, "muscularity": 0.8},
    "broad-shouldered": {"shoulders": 1.6},
    "narrow-shouldered": {"shoulders": -1.6},
    "broad": {"shoulders": 1.2, "frame": 0.8},
    "long-legged": {"limb_length": 1.7},
    "short-legged": {"limb_length": -1.7},
    "curvy": {"lower_body": 1.6, "adiposity": 0.4},
    "big": {"size": 1.0, "frame": 0.8},
    "large": {"size": 1.0, "frame": 0.8},
    "small": {"size": -1.2},
    "delicate": {"frame": -1.4},
    "robust": {"frame": 1.4},
    "average": {"size": 0.0, "adiposity": 0.0},
    "medium": {"size": 0.0, "adiposity": 0.0},
    "little": {"size": -1.2},
    "tiny": {"size": -2.0},
    "towering": {"size": 2.2},
    "buff": {"muscularity": 1.6},
    "well-built": {"muscularity": 1.1, "frame": 0.6},
    "toned": {"muscularity": 0.9, "adiposity": -0.5},
    "bony": {"adiposity": -1.7},
    "bulky": {"muscularity": 1.0, "frame": 1.2, "adiposity": 0.6},
}
PARTS: Mapping[str, Mapping[str, tuple[str, int]]] = {
    "face": {
        "long": ("face_length", 1),
        "short": ("face_length", -1),
        "wide": ("face_width", 1),
        "broad": ("face_width", 1),
        "narrow": ("face_width", -1),
        "round": ("fullness", 1),
        "full": ("fullness", 1),
        "gaunt": ("fullness", -1),
        "thin": ("fullness", -1),
        "uneven": ("asymmetry", 1),
        "asymmetric": ("asymmetry", 1),
        "youthful": ("age_features", -1),
    },
    "jaw": {
        "strong": ("jaw", 1),
        "square": ("jaw", 1),
        "broad": ("jaw", 1),
        "narrow": ("jaw", -1),
        "weak": ("jaw", -1),
    },
    "chin": {"strong": ("chin", 1), "prominent": ("chin", 1), "weak": ("chin", -1), "receding": ("chin", -1)},
    "cheekbones": {"high": ("cheekbones", 1), "strong": ("cheekbones", 1), "flat": ("cheekbones", -1)},
    "cheeks": {
        "full": ("fullness", 1),
        "round": ("fullness", 1),
        "hollow": ("fullness", -1),
        "sunken": ("fullness", -1),
    },
    "forehead": {"high": ("forehead", 1), "low": ("forehead", -1)},
    "brow": {"heavy": ("brow_ridge", 1), "strong": ("brow_ridge", 1), "smooth": ("brow_ridge", -1)},
    "eyes": {
        "big": ("eye_size", 1),
        "large": ("eye_size", 1),
        "small": ("eye_size", -1),
        "narrow": ("eye_size", -1),
        "almond": ("eye_tilt", 1),
        "slanted": ("eye_tilt", 1),
        "close-set": ("eye_spacing", -1),
        "wide-set": ("eye_spacing", 1),
        "hooded": ("eyelids", 1),
        "tired": ("eyelids", 1),
    },
    "nose": {
        "big": ("nose_size", 1),
        "large": ("nose_size", 1),
        "long": ("nose_size", 1),
        "small": ("nose_size", -1),
        "broad": ("nose_width", 1),
        "wide": ("nose_width", 1),
        "narrow": ("nose_width", -1),
        "thin": ("nose_width", -1),
        "hooked": ("nose_profile", 1),
        "aquiline": ("nose_profile", 1),
        "crooked": ("nose_profile", 1),
        "broken": ("nose_profile", 1),
        "snub": ("nose_profile", -1),
        "button": ("nose_profile", -1),
        "upturned": ("nose_profile", -1),
    },
    "mouth": {"wide": ("mouth_width", 1), "small": ("mouth_width", -1), "big": ("mouth_width", 1)},
    "lips": {"full": ("lip_fullness", 1), "thick": ("lip_fullness", 1), "thin": ("lip_fullness", -1)},
    "ears": {
        "big": ("ear_size", 1),
        "large": ("ear_size", 1),
        "small": ("ear_size", -1),
        "protruding": ("ear_protrusion", 1),
    },
    "hands": {"big": ("+hands", 1), "large": ("+hands", 1), "small": ("+hands", -1)},
    "feet": {"big": ("+feet", 1), "large": ("+feet", 1), "small": ("+feet", -1)},
    "head": {"big": ("+head", 1), "large": ("+head", 1), "small": ("+head", -1)},
    "shoulders": {"broad": ("+shoulders", 1), "wide": ("+shoulders", 1), "narrow": ("+shoulders", -1)},
    "legs": {"long": ("+limb_length", 1), "short": ("+limb_length", -1)},
    "belly": {"big": ("+lower_body", -1), "large": ("+lower_body", -1), "round": ("+lower_body", -1)},
}
"""Noun and adjective to an axis of the face, or of the body where it starts with "+"."""
BUILD: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    "build": {**BODY, "average": {"adiposity": 0.0}, "medium": {"adiposity": 0.0}},
    "height": {
        "tall": {"size": 1.3}, "short": {"size": -1.3}, "small": {"size": -1.3}, "great": {"size": 1.6},
        "average": {"size": 0.0}, "medium": {"size": 0.0},
    },
    "weight": {"average": {"adiposity": 0.0}, "medium": {"adiposity": 0.0}, "heavy": {"adiposity": 1.3}},
}  # fmt: skip
"""Nouns that tell what of the body an adjective speaks of."""
BUILD_NOUNS: Mapping[str, str] = {
    "build": "build", "built": "build", "body": "build", "figure": "build", "physique": "build", "frame": "build",
    "height": "height", "stature": "height", "weight": "weight",
}  # fmt: skip
FEATURE = 1.7
"""Standard deviations of "a big nose"."""
FACES: Mapping[str, Mapping[str, float]] = {
    "beautiful": {"asymmetry": -1.2, "cheekbones": 0.5},
    "handsome": {"asymmetry": -1.0, "jaw": 0.5, "chin": 0.3},
    "pretty": {"asymmetry": -1.0, "eye_size": 0.5},
    "ugly": {"asymmetry": 1.6, "nose_size": 1.0},
    "masculine": {"masculinity": 1.4},
    "feminine": {"masculinity": -1.4},
    "square-jawed": {"jaw": 1.7},
    "lantern-jawed": {"jaw": 1.4, "chin": 1.4},
    "hook-nosed": {"nose_profile": 1.8},
    "snub-nosed": {"nose_profile": -1.8},
    "thin-lipped": {"lip_fullness": -1.7},
    "full-lipped": {"lip_fullness": 1.7},
    "wide-eyed": {"eye_size": 1.7},
    "round-faced": {"fullness": 1.6},
    "baby-faced": {"age_features": -1.6, "fullness": 1.0},
}
_HERITAGE_WORDS = {
    "african": "african black-skinned nigerian kenyan ghanaian ethiopian senegalese congolese afro-american",
    "asian": "asian chinese japanese korean vietnamese thai mongolian filipino",
    "caucasian": "european caucasian nordic scandinavian german irish italian french slavic celtic",
}
HERITAGES: Mapping[str, Mapping[str, float]] = {
    **{word: {name: 1.0} for name, words in _HERITAGE_WORDS.items() for word in words.split()},
    "african-american": {"african": 0.8, "caucasian": 0.2},
    "eurasian": {"asian": 1.0, "caucasian": 1.0},
    "mixed-heritage": {"african": 1.0, "asian": 1.0, "caucasian": 1.0},
    "mixed-race": {"african": 1.0, "asian": 1.0, "caucasian": 1.0},
}
SKIN_TONES: Mapping[str, float] = {
    "pale": 0.08, "fair": 0.14, "light": 0.18, "white": 0.12, "olive": 0.42, "tanned": 0.42, "tan": 0.42, "brown": 0.62,
    "dark": 0.82, "black": 0.93, "ebony": 0.96, "bronze": 0.52, "swarthy": 0.52, "bronzed": 0.52,
}  # fmt: skip
"""Melanin, 0 to 1, where the noun is skin."""
PERSON_TONES: Mapping[str, Mapping[str, float]] = {
    "black": {"african": 1.0},
    "white": {"caucasian": 1.0},
}
"""Where these speak of a person, they tell the heritage, and the skin follows."""
SKIN: Mapping[str, Mapping[str, float]] = {
    "freckled": {"freckles": 0.7},
    "freckles": {"freckles": 0.7},
    "wrinkled": {"wrinkles": 0.9},
    "wrinkles": {"wrinkles": 0.9},
    "smooth-skinned": {"wrinkles": 0.0, "pores": 0.2},
    "sunburnt": {"sunburn": 0.8},
    "sunburned": {"sunburn": 0.8},
    "dirty": {"dirt": 0.7},
    "grimy": {"dirt": 0.9},
    "muddy": {"dirt": 0.9},
    "flushed": {"flush": 0.8},
    "rosy-cheeked": {"flush": 0.8},
    "rosy": {"flush": 0.7},
    "ruddy": {"haemoglobin": 0.9},
    "pallid": {"haemoglobin": 0.1},
    "moles": {"moles": 14},
    "tired": {"under_eyes": 0.8},
    "lipstick": {"lipstick": 0.85},
    "eyeshadow": {"eyeshadow": 0.7},
    "eyeliner": {"eyeliner": 0.8},
    "dark-circles": {"under_eyes": 0.85},
    "dark-rings": {"under_eyes": 0.85},
    "weathered": {"wrinkles": 0.7, "sunburn": 0.25},
    "lined": {"wrinkles": 0.8},
    "make-up": {"lipstick": 0.7, "eyeliner": 0.6, "blush": 0.4},
    "makeup": {"lipstick": 0.7, "eyeliner": 0.6, "blush": 0.4},
    "unshaven": {"beard_stubble": 0.8},
    "stubble": {"beard_stubble": 0.8},
    "stubbly": {"beard_stubble": 0.8},
    "nail-polish": {"nail_polish": 0.9},
}
MAKE_UP = frozenset(("lipstick", "eyeshadow", "eyeliner", "nail-polish"))
"""Words of the skin that colours can speak of."""
MARKS: Mapping[str, str] = {
    **dict.fromkeys(("scar", "scars", "scarred"), "scar"),
    **dict.fromkeys(("tattoo", "tattoos", "tattooed"), "tattoo"),
    **dict.fromkeys(("war-paint", "warpaint", "face-paint"), "paint"),
}
STYLES: Mapping[str, str] = {
    "heroic": "heroic", "chibi": "chibi", "cartoon": "chibi", "low-poly": "faceted", "faceted": "faceted",
    "realistic": "realistic",
}  # fmt: skip
SETTINGS: Mapping[str, str] = {
    "medieval": "medieval", "fantasy": "medieval", "modern": "modern", "contemporary": "modern", "today": "modern",
    "present-day": "modern", "scifi": "scifi", "sci-fi": "scifi", "futuristic": "scifi", "space": "scifi",
    "cyberpunk": "scifi", "science-fiction": "scifi", "spaceship": "scifi",
}  # fmt: skip
HAIR_COLOURS: Mapping[str, str] = {
    **{name.replace("_", "-"): name for name in NATURAL},
    "blond": "blonde", "ginger": "red", "brunette": "brown", "gray": "grey", "silver": "grey", "silvery": "grey",
    "fair": "blonde", "dark": "dark_brown", "golden": "blonde", "copper": "red", "chestnut": "auburn", "raven": "black",
    "snow-white": "white", "greying": "grey", "graying": "grey", "light-blonde": "platinum",
    "dark-blond": "dark_blonde", "light-blond": "platinum", "dark-red": "auburn",
}  # fmt: skip
HAIR_WORDS = frozenset((
    "long", "short", "shoulder-length", "curly", "wavy", "straight", "braided", "plaited", "messy", "spiky", "shaved",
    "shaven", "cropped", "buzzed", "slicked", "slicked-back", "thick", "thin", "thinning", "receding", "voluminous",
    "chin-length", "waist-length", "frizzy", "coiled", "unkempt",
))  # fmt: skip
BEARD_WORDS = frozenset((
    "long", "short", "braided", "bushy", "thick", "full", "big", "trimmed", "neat", "curly", "thin", "great", "large",
))  # fmt: skip
EYE_SYNONYMS: Mapping[str, str] = {
    "gray": "grey", "purple": "violet", "golden": "gold", "emerald": "green", "turquoise": "cyan", "dark": "dark brown",
    "silvery": "silver", "dark-brown": "dark brown", "light-brown": "hazel", "light": "grey", "crimson": "red",
}  # fmt: skip
MATERIALS: Mapping[str, str] = {
    "leather": "leather", "wooden": "wood", "iron": "metal", "steel": "metal", "metal": "metal", "linen": "cloth",
    "wool": "cloth", "woollen": "cloth", "cotton": "cloth", "cloth": "cloth", "fabric": "cloth", "canvas": "cloth",
    "plastic": "plastic",
}  # fmt: skip
"""They say nothing new of what is made of that anyway."""
NOUNS: Mapping[str, str] = {
    **dict.fromkeys(("hair", "haired", "hairstyle", "hairdo", "haircut"), "hair"),
    **dict.fromkeys(("beard", "beards", "bearded", "whiskers"), "beard"),
    **dict.fromkeys(("skin", "skinned", "complexion"), "skin"),
    **dict.fromkeys(("eye", "eyed", "eyes"), "eyes"),
    **dict.fromkeys(("lip", "lipped", "lips"), "lips"),
    **dict.fromkeys(("ear", "eared", "ears"), "ears"),
    **dict.fromkeys(("hand", "handed", "hands"), "hands"),
    **dict.fromkeys(("foot", "feet"), "feet"),
    **dict.fromkeys(("cheek", "cheeks", "cheeked"), "cheeks"),
    **dict.fromkeys(("cheekbone", "cheekbones"), "cheekbones"),
    **dict.fromkeys(("jaw", "jawline", "jawed"), "jaw"),
    **dict.fromkeys(("nose", "nosed"), "nose"),
    **dict.fromkeys(("face", "faced", "features"), "face"),
    **dict.fromkeys(("leg", "legs", "legged"), "legs"),
    **dict.fromkeys(("brow", "eyebrow", "eyebrows", "brows", "browed"), "brow"),
    **dict.fromkeys(("shoulder", "shoulders", "shouldered"), "shoulders"),
    **dict.fromkeys(("stomach", "belly", "bellied", "paunch"), "belly"),
    **{name: name for name in ("chin", "forehead", "mouth")},
}
"""Words for parts of the body, and what the tables call them."""
PLACES: Mapping[str, tuple[str, ...]] = {
    "cheek": ("left_cheek", "right_cheek"), "cheeks": ("left_cheek", "right_cheek"), "eye": ("left_brow", "right_brow"),
    "brow": ("left_brow", "right_brow"), "eyebrow": ("left_brow", "right_brow"), "forehead": ("forehead",),
    "nose": ("nose",), "lip": ("lip",), "lips": ("lip",), "chin": ("chin",), "neck": ("neck",), "chest": ("chest",),
    "arm": ("left_arm", "right_arm"), "arms": ("left_arm", "right_arm"), "back": ("back",), "face": ("face",),
    "forearm": ("left_forearm", "right_forearm"), "forearms": ("left_forearm", "right_forearm"),
}  # fmt: skip
"""Where scars and tattoos are; of two places the first is the left one."""
