@tool
# Made from the contract by engine_bridges/codegen; changes here are lost.
class_name ProcgenV1
extends RefCounted
## The messages of procgen's contract, with its field names. A message that is null is unset, and
## so is a field of which has_field() says false; writing to it sets it. 64-bit unsigned numbers
## are signed ones with the same bits.

## What a tile is. The number is the byte in fixed_tiles and in the outputs, where 0 is rock.
enum LayoutTile {
	## Solid: the mass that caves and dungeons are cut from.
	ROCK = 0,
	## Of a building; solid.
	WALL = 1,
	## Indoors, or underground; walkable.
	FLOOR = 2,
	## Stands in a wall and joins its two sides; walkable.
	DOOR = 3,
	## Opens with a key, then walkable.
	LOCKED_DOOR = 4,
	## Lies on walkable ground; opens any one locked door.
	KEY = 5,
	## Where one comes in; walkable.
	ENTRANCE = 6,
	## Where one goes on; walkable.
	EXIT = 7,
	## Shallow; not walkable.
	WATER = 8,
	## Not walkable.
	DEEP_WATER = 9,
	## Over water; walkable.
	BRIDGE = 10,
	## Walkable.
	GRASS = 11,
	## Walkable.
	ROAD = 12,
	## Walkable.
	PATH = 13,
	## Not walkable.
	TREE = 14,
	## Ploughed land; walkable.
	FIELD = 15,
	## Not walkable.
	FENCE = 16,
	## Not walkable.
	BOULDER = 17,
	## Walkable.
	SAND = 18,
	## Walkable.
	SNOW = 19,
	## Not walkable.
	SHRUB = 20,
	## Walkable.
	MARSH = 21,
	## Walkable.
	PAVEMENT = 22,
	## A paved square; walkable.
	PLAZA = 23,
	## In a wall; not walkable.
	WINDOW = 24,
	## Not walkable.
	CHEST = 25,
	## Not walkable.
	TABLE = 26,
	## Not walkable.
	BED = 27,
	## Not walkable.
	HEARTH = 28,
	## Not walkable.
	SHELF = 29,
	## Boards over water; walkable.
	PIER = 30,
	## Walkable.
	RUBBLE = 31,
}

## Something that can be made of a layout.
enum LayoutOutput {
	## Not allowed.
	UNSPECIFIED = 0,
	## The tiles' numbers: a byte each, row by row from the north-west.
	TILES_U8 = 1,
	## A picture with 16 pixels a tile, 8-bit RGB PNG.
	PNG = 2,
	## The tiles' names, a line a row, separated by commas.
	CSV = 3,
	## The tiles' numbers as a NumPy array of uint8, (depth, width); its sidecar lists rooms,
	## doors, keys and entrances.
	NPY = 4,
	## A map for Tiled as JSON, with objects for rooms, doors, keys, entrances and exits. TILES_PNG
	## follows it, unless the request asks for that itself or an earlier output brought it.
	TMJ = 5,
	## The same as XML.
	TMX = 6,
	## A scene for Godot 4.3 or later: a TileMapLayer with its TileSet, and markers. TILES_PNG
	## follows it as above.
	GODOT_TSCN = 7,
	## A scene for Godot 4.3 or later: a GridMap with its MeshLibrary, metres, and markers.
	GODOT_GRIDMAP_TSCN = 8,
	## A tile map as JSON that the Unity package makes a Tilemap of. TILES_PNG follows it as above.
	UNITY_TILEMAP_JSON = 9,
	## A block-out of modular pieces as binary glTF: a mesh for each piece, a node for each place
	## where it stands.
	GLB = 10,
	## The picture of all tiles that the maps refer to: 16 pixels a tile, eight in a row. Its name,
	## "procgen-tiles.png", and its bytes are the same for all layouts.
	TILES_PNG = 11,
}

## What a stroke draws.
enum StrokeKind {
	## Not allowed.
	UNSPECIFIED = 0,
	## A crest that the ground falls away from on both sides.
	RIDGE = 1,
	## A bed that never rises from the first point to the last; it is carved into the finished
	## heights.
	RIVER = 2,
	## A trough that the ground rises from on both sides.
	VALLEY = 3,
	## The heights of its points, which must all be given.
	HEIGHT = 4,
}

## How a stamp's heights and the ground under it make the new ground.
enum StampRule {
	## Not allowed.
	UNSPECIFIED = 0,
	## The stamp is added to the ground.
	ADD = 1,
	## The higher of both: a mountain that stands on the land.
	RAISE = 2,
	## The lower of both: a valley or a crater that is cut into it.
	LOWER = 3,
	## The stamp takes the place of the ground.
	REPLACE = 4,
	## Added less its own mean, so that the mean height of the ground under it stays: what is cut
	## in one place is heaped up in another.
	KEEP_MEAN = 5,
}

## What becomes of hollows that water cannot leave.
enum DrainingMethod {
	## The same as HYBRID.
	UNSPECIFIED = 0,
	## Large ones become lakes, others are cut through or filled.
	HYBRID = 1,
	## All are cut through.
	CARVE = 2,
	## All are filled.
	FILL = 3,
}

## Something that can be made of a terrain.
enum TerrainOutput {
	## Not allowed.
	UNSPECIFIED = 0,
	## Heights in metres: float32, little-endian, row by row from the north-west.
	HEIGHTS_F32 = 1,
	## Unit normals (x east, y up, z south): 3 float32 a pixel, little-endian.
	NORMALS_F32 = 2,
	## Slope in degrees, 0 to 90: float32, little-endian.
	SLOPE_DEG_F32 = 3,
	## Coloured hillshade, 8-bit RGB PNG.
	HILLSHADE_PNG = 4,
	## Heights as 16-bit greyscale PNG; 0 is height_min_m and 65535 is height_max_m.
	PNG16 = 5,
	## Heights as uint16, little-endian, row by row from the north-west (Terrain3D's .r16), scaled
	## as in PNG16.
	R16 = 6,
	## Heights as Unity's RAW: uint16, little-endian, southern row first; width and depth must be
	## equal and 2^n + 1.
	UNITY_RAW = 7,
	## Heights in metres as OpenEXR, one float32 channel named Y.
	EXR = 8,
	## Heights in metres as a NumPy array.
	NPY = 9,
	## A triangle mesh in metres as binary glTF, with its north-western corner at the origin.
	GLB = 10,
	## Meshes of falling detail with skirts as binary glTF, one scene node a level.
	LOD_GLB = 11,
	## A coarse grid of heights for collision: float32, little-endian, row by row from the north-
	## west.
	COLLISION_F32 = 12,
	## A collision mesh of few triangles as binary glTF.
	COLLISION_GLB = 13,
	## Heights for the Godot addon Terrain3D: an image as a Godot resource.
	TERRAIN3D_HEIGHT_RES = 14,
	## A region of the Godot addon Terrain3D; width and depth must be a region size that it has.
	TERRAIN3D_REGION_RES = 15,
	## Splat weights of rock, scree, soil and grass, 8-bit RGBA PNG. Over both pictures a pixel
	## sums to 255.
	SPLAT0_PNG = 16,
	## Splat weights of forest floor, sand, snow and mud, 8-bit RGBA PNG.
	SPLAT1_PNG = 17,
	## The weights of SPLAT0_PNG as OpenEXR, 0 to 1.
	SPLAT0_EXR = 18,
	## The weights of SPLAT1_PNG as OpenEXR, 0 to 1.
	SPLAT1_EXR = 19,
	## All layers in one OpenEXR file, 16-bit floats.
	LAYERS_EXR = 20,
	## The control map of the Godot addon Terrain3D, painted by the splat weights, as a Godot
	## resource.
	TERRAIN3D_CONTROL_RES = 21,
	## A region of the Godot addon Terrain3D, painted by the splat weights.
	TERRAIN3D_PAINTED_REGION_RES = 22,
	## Topographic wetness, 8-bit greyscale PNG; white is wet.
	WETNESS_PNG = 23,
	## Share of each pixel that is river, 8-bit greyscale PNG.
	RIVER_PNG = 24,
	## Lakes, 8-bit greyscale PNG; 255 in lakes.
	LAKE_PNG = 25,
	## The sea, 8-bit greyscale PNG; 255 in it.
	SEA_PNG = 26,
	## Where fine debris lies, 8-bit greyscale PNG.
	SEDIMENT_PNG = 27,
	## Numbers of biomes, 8-bit greyscale PNG.
	BIOME_PNG = 28,
	## Density of trees for scattering, 8-bit greyscale PNG.
	TREES_PNG = 29,
	## Density of bushes for scattering, 8-bit greyscale PNG.
	BUSHES_PNG = 30,
	## Density of grass for scattering, 8-bit greyscale PNG.
	GRASS_PNG = 31,
	## Density of loose rocks for scattering, 8-bit greyscale PNG.
	ROCKS_PNG = 32,
	## Slope in degrees as OpenEXR, 16-bit floats.
	SLOPE_EXR = 33,
	## Where the ground faces, degrees clockwise from north, as OpenEXR, 16-bit floats.
	ASPECT_EXR = 34,
	## Mean curvature in 1/m, ridges positive, as OpenEXR, 16-bit floats.
	CURVATURE_EXR = 35,
	## log10 of the discharge in m³/s as OpenEXR, 16-bit floats.
	FLOW_EXR = 36,
	## Width of rivers in metres at and beside them as OpenEXR, 16-bit floats.
	RIVER_WIDTH_EXR = 37,
	## Metres of water above the ground as OpenEXR, 16-bit floats.
	WATER_DEPTH_EXR = 38,
	## Meshes of the water as binary glTF: ribbons along rivers, surfaces of lakes and of the sea,
	## with the flow's velocity (_FLOW, east and south in m/s), depth (_DEPTH, metres) and foam
	## (red of COLOR_0) at each vertex.
	WATER_GLB = 39,
	## Where water runs to, degrees clockwise from north, as OpenEXR, 16-bit floats; 0 in lakes and
	## the sea.
	FLOW_DIRECTION_EXR = 40,
	## Metres of loose ground that water and gravity have laid down as OpenEXR, 16-bit floats.
	DEPOSIT_EXR = 41,
	## Coarse debris below rock, 8-bit greyscale PNG.
	DEBRIS_PNG = 42,
	## Bare rock, under snow as well, 8-bit greyscale PNG.
	ROCK_PNG = 43,
	## Snow that stays all the year, 8-bit greyscale PNG.
	SNOW_PNG = 44,
	## How far the ground is exposed to wind, 8-bit greyscale PNG; white is most.
	WIND_PNG = 45,
	## Heights in metres as GeoTIFF: float32 in deflated tiles, with smaller images for far views,
	## and geo_frame.
	GEOTIFF = 60,
	## The same in whole metres, int16.
	GEOTIFF_INT16 = 61,
}

## Something that can be made of a material. Kinds for graphics cards (BC) need a server with the
## `gpu` extra.
enum TextureOutput {
	## Not allowed.
	UNSPECIFIED = 0,
	## Base colour, sRGB, as 8-bit PNG.
	ALBEDO_PNG = 1,
	## Base colour, sRGB, as lossless WebP.
	ALBEDO_WEBP = 2,
	## Base colour, sRGB, as raw bytes, 3 a pixel, row by row from the upper edge, no header.
	ALBEDO_RGB8 = 3,
	## Base colour, sRGB, as KTX 2.0 with BC7 and mip levels.
	ALBEDO_BC7_KTX2 = 4,
	## Base colour, sRGB, as DDS with BC7 and mip levels.
	ALBEDO_BC7_DDS = 5,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	ALBEDO_UASTC_KTX2 = 6,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	ALBEDO_ETC1S_KTX2 = 7,
	## Normals, OpenGL (green is up), as 8-bit PNG.
	NORMAL_PNG = 8,
	## Normals, OpenGL (green is up), as lossless WebP.
	NORMAL_WEBP = 9,
	## Normals, OpenGL (green is up), as 16-bit PNG.
	NORMAL_PNG16 = 10,
	## Normals, OpenGL (green is up), as raw bytes, 3 a pixel, row by row from the upper edge, no
	## header.
	NORMAL_RGB8 = 11,
	## Normals, OpenGL (green is up), as KTX 2.0 with BC7 and mip levels.
	NORMAL_BC7_KTX2 = 12,
	## Normals, OpenGL (green is up), as DDS with BC7 and mip levels.
	NORMAL_BC7_DDS = 13,
	## Normals, OpenGL (green is up), as KTX 2.0 with BC5 (x and y alone) and mip levels.
	NORMAL_BC5_KTX2 = 14,
	## Normals, OpenGL (green is up), as DDS with BC5 (x and y alone) and mip levels.
	NORMAL_BC5_DDS = 15,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	NORMAL_UASTC_KTX2 = 16,
	## Normals, DirectX (green is down), as 8-bit PNG.
	NORMAL_DX_PNG = 17,
	## Normals, DirectX (green is down), as lossless WebP.
	NORMAL_DX_WEBP = 18,
	## Normals, DirectX (green is down), as 16-bit PNG.
	NORMAL_DX_PNG16 = 19,
	## Normals, DirectX (green is down), as KTX 2.0 with BC7 and mip levels.
	NORMAL_DX_BC7_KTX2 = 20,
	## Normals, DirectX (green is down), as DDS with BC7 and mip levels.
	NORMAL_DX_BC7_DDS = 21,
	## Normals, DirectX (green is down), as KTX 2.0 with BC5 (x and y alone) and mip levels.
	NORMAL_DX_BC5_KTX2 = 22,
	## Normals, DirectX (green is down), as DDS with BC5 (x and y alone) and mip levels.
	NORMAL_DX_BC5_DDS = 23,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	NORMAL_DX_UASTC_KTX2 = 24,
	## Height, black is height_min_m and white height_max_m, as 16-bit PNG.
	HEIGHT_PNG16 = 25,
	## Height, black is height_min_m and white height_max_m, as KTX 2.0 with 16-bit numbers and mip
	## levels.
	HEIGHT_R16_KTX2 = 26,
	## Perceptual roughness, as 8-bit PNG.
	ROUGHNESS_PNG = 27,
	## Perceptual roughness, as lossless WebP.
	ROUGHNESS_WEBP = 28,
	## Perceptual roughness, as 16-bit PNG.
	ROUGHNESS_PNG16 = 29,
	## Perceptual roughness, as raw bytes, 1 a pixel, row by row from the upper edge, no header.
	ROUGHNESS_R8 = 30,
	## Perceptual roughness, as KTX 2.0 with BC4 and mip levels.
	ROUGHNESS_BC4_KTX2 = 31,
	## Perceptual roughness, as DDS with BC4 and mip levels.
	ROUGHNESS_BC4_DDS = 32,
	## Ambient occlusion, white is open, as 8-bit PNG.
	AO_PNG = 33,
	## Ambient occlusion, white is open, as lossless WebP.
	AO_WEBP = 34,
	## Ambient occlusion, white is open, as 16-bit PNG.
	AO_PNG16 = 35,
	## Ambient occlusion, white is open, as raw bytes, 1 a pixel, row by row from the upper edge,
	## no header.
	AO_R8 = 36,
	## Ambient occlusion, white is open, as KTX 2.0 with BC4 and mip levels.
	AO_BC4_KTX2 = 37,
	## Ambient occlusion, white is open, as DDS with BC4 and mip levels.
	AO_BC4_DDS = 38,
	## Metallic, as 8-bit PNG.
	METALLIC_PNG = 39,
	## Metallic, as lossless WebP.
	METALLIC_WEBP = 40,
	## Metallic, as 16-bit PNG.
	METALLIC_PNG16 = 41,
	## Metallic, as raw bytes, 1 a pixel, row by row from the upper edge, no header.
	METALLIC_R8 = 42,
	## Metallic, as KTX 2.0 with BC4 and mip levels.
	METALLIC_BC4_KTX2 = 43,
	## Metallic, as DDS with BC4 and mip levels.
	METALLIC_BC4_DDS = 44,
	## Opacity; white where all is opaque, as 8-bit PNG.
	OPACITY_PNG = 45,
	## Opacity; white where all is opaque, as lossless WebP.
	OPACITY_WEBP = 46,
	## Opacity; white where all is opaque, as 16-bit PNG.
	OPACITY_PNG16 = 47,
	## Opacity; white where all is opaque, as raw bytes, 1 a pixel, row by row from the upper edge,
	## no header.
	OPACITY_R8 = 48,
	## Opacity; white where all is opaque, as KTX 2.0 with BC4 and mip levels.
	OPACITY_BC4_KTX2 = 49,
	## Opacity; white where all is opaque, as DDS with BC4 and mip levels.
	OPACITY_BC4_DDS = 50,
	## Occlusion, roughness and metallic in R, G and B, as 8-bit PNG.
	ORM_PNG = 51,
	## Occlusion, roughness and metallic in R, G and B, as lossless WebP.
	ORM_WEBP = 52,
	## Occlusion, roughness and metallic in R, G and B, as raw bytes, 3 a pixel, row by row from
	## the upper edge, no header.
	ORM_RGB8 = 53,
	## Occlusion, roughness and metallic in R, G and B, as KTX 2.0 with BC7 and mip levels.
	ORM_BC7_KTX2 = 54,
	## Occlusion, roughness and metallic in R, G and B, as DDS with BC7 and mip levels.
	ORM_BC7_DDS = 55,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	ORM_UASTC_KTX2 = 56,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	ORM_ETC1S_KTX2 = 57,
	## Unity HDRP's mask: metallic, occlusion, detail and smoothness in R, G, B and A, as 8-bit
	## PNG.
	HDRP_MASK_PNG = 58,
	## Unity HDRP's mask: metallic, occlusion, detail and smoothness in R, G, B and A, as lossless
	## WebP.
	HDRP_MASK_WEBP = 59,
	## Unity HDRP's mask: metallic, occlusion, detail and smoothness in R, G, B and A, as raw
	## bytes, 4 a pixel, row by row from the upper edge, no header.
	HDRP_MASK_RGBA8 = 60,
	## Unity HDRP's mask: metallic, occlusion, detail and smoothness in R, G, B and A, as KTX 2.0
	## with BC7 and mip levels.
	HDRP_MASK_BC7_KTX2 = 61,
	## Unity HDRP's mask: metallic, occlusion, detail and smoothness in R, G, B and A, as DDS with
	## BC7 and mip levels.
	HDRP_MASK_BC7_DDS = 62,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	HDRP_MASK_UASTC_KTX2 = 63,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	HDRP_MASK_ETC1S_KTX2 = 64,
	## Unity URP's metallic in RGB and smoothness in A, as 8-bit PNG.
	URP_METALLIC_PNG = 65,
	## Unity URP's metallic in RGB and smoothness in A, as lossless WebP.
	URP_METALLIC_WEBP = 66,
	## Unity URP's metallic in RGB and smoothness in A, as raw bytes, 4 a pixel, row by row from
	## the upper edge, no header.
	URP_METALLIC_RGBA8 = 67,
	## Unity URP's metallic in RGB and smoothness in A, as KTX 2.0 with BC7 and mip levels.
	URP_METALLIC_BC7_KTX2 = 68,
	## Unity URP's metallic in RGB and smoothness in A, as DDS with BC7 and mip levels.
	URP_METALLIC_BC7_DDS = 69,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	URP_METALLIC_UASTC_KTX2 = 70,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	URP_METALLIC_ETC1S_KTX2 = 71,
	## Terrain3D's base colour, sRGB, with height in A, as 8-bit PNG.
	TERRAIN3D_ALBEDO_HEIGHT_PNG = 72,
	## Terrain3D's base colour, sRGB, with height in A, as lossless WebP.
	TERRAIN3D_ALBEDO_HEIGHT_WEBP = 73,
	## Terrain3D's base colour, sRGB, with height in A, as KTX 2.0 with BC7 and mip levels.
	TERRAIN3D_ALBEDO_HEIGHT_BC7_KTX2 = 74,
	## Terrain3D's base colour, sRGB, with height in A, as DDS with BC7 and mip levels.
	TERRAIN3D_ALBEDO_HEIGHT_BC7_DDS = 75,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	TERRAIN3D_ALBEDO_HEIGHT_UASTC_KTX2 = 76,
	## Terrain3D's normals, OpenGL, with roughness in A, as 8-bit PNG.
	TERRAIN3D_NORMAL_ROUGHNESS_PNG = 77,
	## Terrain3D's normals, OpenGL, with roughness in A, as lossless WebP.
	TERRAIN3D_NORMAL_ROUGHNESS_WEBP = 78,
	## Terrain3D's normals, OpenGL, with roughness in A, as KTX 2.0 with BC7 and mip levels.
	TERRAIN3D_NORMAL_ROUGHNESS_BC7_KTX2 = 79,
	## Terrain3D's normals, OpenGL, with roughness in A, as DDS with BC7 and mip levels.
	TERRAIN3D_NORMAL_ROUGHNESS_BC7_DDS = 80,
	## Refused: Basis Universal is no longer written. Ask for BC7, or for PNG, which engines
	## compress for phones.
	TERRAIN3D_NORMAL_ROUGHNESS_UASTC_KTX2 = 81,
	## Heights in metres: float32, little-endian, row by row from the upper edge.
	HEIGHT_F32 = 82,
	## All maps in one OpenEXR file.
	MAPS_EXR = 83,
	## A ball of the material on a piece of ground as binary glTF, with its textures.
	BALL_GLB = 84,
	## An ORMMaterial3D of Godot that refers to the PNGs of albedo, normal, ORM and height beside
	## it.
	GODOT_ORM_TRES = 85,
	## A StandardMaterial3D of Godot that refers to the PNGs beside it.
	GODOT_STANDARD_TRES = 86,
	## What procgen's Unity bridge makes a URP material of.
	UNITY_URP_JSON = 87,
	## What procgen's Unity bridge makes an HDRP material of.
	UNITY_HDRP_JSON = 88,
	## The tile under light, seen from straight ahead, 256 x 256 pixels.
	THUMBNAIL_PNG = 89,
	## The material on a ball in a studio, 256 x 256 pixels.
	BALL_PNG = 90,
	## The material as a floor in perspective, tiled, 256 x 256 pixels.
	FLOOR_PNG = 91,
	## The material as MaterialX, which refers to albedo, normal, ORM and height as PNG.
	MATERIALX_MTLX = 92,
	## Share of light that goes through, of foliage; black elsewhere, as 8-bit PNG.
	TRANSLUCENCY_PNG = 93,
	## Share of light that goes through, of foliage; black elsewhere, as lossless WebP.
	TRANSLUCENCY_WEBP = 94,
	## Share of light that goes through, of foliage; black elsewhere, as 16-bit PNG.
	TRANSLUCENCY_PNG16 = 95,
	## Share of light that goes through, of foliage; black elsewhere, as raw bytes, 1 a pixel, row
	## by row from the upper edge, no header.
	TRANSLUCENCY_R8 = 96,
	## Share of light that goes through, of foliage; black elsewhere, as KTX 2.0 with BC4 and mip
	## levels.
	TRANSLUCENCY_BC4_KTX2 = 97,
	## Share of light that goes through, of foliage; black elsewhere, as DDS with BC4 and mip
	## levels.
	TRANSLUCENCY_BC4_DDS = 98,
	## Strips of a trim sheet or cards of foliage, and the facts of the material, as JSON.
	REGIONS_JSON = 99,
	## The mask of Unity's terrain layers: R metallic, G occlusion, B height, A smoothness, as
	## 8-bit PNG.
	UNITY_LAYER_MASK_PNG = 100,
	## The mask of Unity's terrain layers: R metallic, G occlusion, B height, A smoothness, as
	## lossless WebP.
	UNITY_LAYER_MASK_WEBP = 101,
	## The mask of Unity's terrain layers: R metallic, G occlusion, B height, A smoothness, as raw
	## bytes, 4 a pixel, row by row from the upper edge, no header.
	UNITY_LAYER_MASK_RGBA8 = 102,
	## The mask of Unity's terrain layers: R metallic, G occlusion, B height, A smoothness, as KTX
	## 2.0 with BC7 and mip levels.
	UNITY_LAYER_MASK_BC7_KTX2 = 103,
	## The mask of Unity's terrain layers: R metallic, G occlusion, B height, A smoothness, as DDS
	## with BC7 and mip levels.
	UNITY_LAYER_MASK_BC7_DDS = 104,
}

## Something that can be made of several materials of one size, in the order of the set.
enum TextureArrayOutput {
	## Not allowed.
	UNSPECIFIED = 0,
	## Base colour, sRGB, as layers in one PNG, one below the other, 16-bit for height.
	ALBEDO_ARRAY_PNG = 1,
	## Base colour, sRGB, as layers of a KTX 2.0 with BC7 and mip levels.
	ALBEDO_ARRAY_BC7_KTX2 = 2,
	## Base colour, sRGB, as layers of a DDS with BC7 and mip levels.
	ALBEDO_ARRAY_BC7_DDS = 3,
	## Base colour, sRGB, as an atlas PNG with continued edges around each tile.
	ALBEDO_ATLAS_PNG = 4,
	## Normals, OpenGL (green is up), as layers in one PNG, one below the other, 16-bit for height.
	NORMAL_ARRAY_PNG = 5,
	## Normals, OpenGL (green is up), as layers of a KTX 2.0 with BC7 and mip levels.
	NORMAL_ARRAY_BC7_KTX2 = 6,
	## Normals, OpenGL (green is up), as layers of a DDS with BC7 and mip levels.
	NORMAL_ARRAY_BC7_DDS = 7,
	## Normals, OpenGL (green is up), as an atlas PNG with continued edges around each tile.
	NORMAL_ATLAS_PNG = 8,
	## Occlusion, roughness and metallic in R, G and B, as layers in one PNG, one below the other,
	## 16-bit for height.
	ORM_ARRAY_PNG = 9,
	## Occlusion, roughness and metallic in R, G and B, as layers of a KTX 2.0 with BC7 and mip
	## levels.
	ORM_ARRAY_BC7_KTX2 = 10,
	## Occlusion, roughness and metallic in R, G and B, as layers of a DDS with BC7 and mip levels.
	ORM_ARRAY_BC7_DDS = 11,
	## Occlusion, roughness and metallic in R, G and B, as an atlas PNG with continued edges around
	## each tile.
	ORM_ATLAS_PNG = 12,
	## Height, black is height_min_m and white height_max_m, as layers in one PNG, one below the
	## other, 16-bit for height.
	HEIGHT_ARRAY_PNG = 13,
	## Height, black is height_min_m and white height_max_m, as layers of a KTX 2.0 with 16-bit
	## numbers and mip levels.
	HEIGHT_ARRAY_R16_KTX2 = 14,
	## Height, black is height_min_m and white height_max_m, as an atlas PNG with continued edges
	## around each tile.
	HEIGHT_ATLAS_PNG = 15,
	## Unity HDRP's mask: metallic, occlusion, detail and smoothness in R, G, B and A, as layers in
	## one PNG, one below the other, 16-bit for height.
	HDRP_MASK_ARRAY_PNG = 16,
	## Unity HDRP's mask: metallic, occlusion, detail and smoothness in R, G, B and A, as layers of
	## a KTX 2.0 with BC7 and mip levels.
	HDRP_MASK_ARRAY_BC7_KTX2 = 17,
	## Unity HDRP's mask: metallic, occlusion, detail and smoothness in R, G, B and A, as layers of
	## a DDS with BC7 and mip levels.
	HDRP_MASK_ARRAY_BC7_DDS = 18,
	## Unity HDRP's mask: metallic, occlusion, detail and smoothness in R, G, B and A, as an atlas
	## PNG with continued edges around each tile.
	HDRP_MASK_ATLAS_PNG = 19,
	## Unity URP's metallic in RGB and smoothness in A, as layers in one PNG, one below the other,
	## 16-bit for height.
	URP_METALLIC_ARRAY_PNG = 20,
	## Unity URP's metallic in RGB and smoothness in A, as layers of a KTX 2.0 with BC7 and mip
	## levels.
	URP_METALLIC_ARRAY_BC7_KTX2 = 21,
	## Unity URP's metallic in RGB and smoothness in A, as layers of a DDS with BC7 and mip levels.
	URP_METALLIC_ARRAY_BC7_DDS = 22,
	## Unity URP's metallic in RGB and smoothness in A, as an atlas PNG with continued edges around
	## each tile.
	URP_METALLIC_ATLAS_PNG = 23,
	## Terrain3D's base colour, sRGB, with height in A, as layers in one PNG, one below the other,
	## 16-bit for height.
	TERRAIN3D_ALBEDO_HEIGHT_ARRAY_PNG = 24,
	## Terrain3D's base colour, sRGB, with height in A, as layers of a KTX 2.0 with BC7 and mip
	## levels.
	TERRAIN3D_ALBEDO_HEIGHT_ARRAY_BC7_KTX2 = 25,
	## Terrain3D's base colour, sRGB, with height in A, as layers of a DDS with BC7 and mip levels.
	TERRAIN3D_ALBEDO_HEIGHT_ARRAY_BC7_DDS = 26,
	## Terrain3D's base colour, sRGB, with height in A, as an atlas PNG with continued edges around
	## each tile.
	TERRAIN3D_ALBEDO_HEIGHT_ATLAS_PNG = 27,
	## Terrain3D's normals, OpenGL, with roughness in A, as layers in one PNG, one below the other,
	## 16-bit for height.
	TERRAIN3D_NORMAL_ROUGHNESS_ARRAY_PNG = 28,
	## Terrain3D's normals, OpenGL, with roughness in A, as layers of a KTX 2.0 with BC7 and mip
	## levels.
	TERRAIN3D_NORMAL_ROUGHNESS_ARRAY_BC7_KTX2 = 29,
	## Terrain3D's normals, OpenGL, with roughness in A, as layers of a DDS with BC7 and mip
	## levels.
	TERRAIN3D_NORMAL_ROUGHNESS_ARRAY_BC7_DDS = 30,
	## Terrain3D's normals, OpenGL, with roughness in A, as an atlas PNG with continued edges
	## around each tile.
	TERRAIN3D_NORMAL_ROUGHNESS_ATLAS_PNG = 31,
}

## How repeats of a tile can be hidden.
enum TextureRepeats {
	## Not said.
	UNSPECIFIED = 0,
	## All is one fine grain: places of the tile can be laid over each other, with their contrast
	## kept.
	BLEND = 1,
	## Forms that should stay whole: patches of the tile from several places, of which one shows at
	## each.
	PATCHES = 2,
	## Joints, courses, threads or a drawing, which patches would cut: variants of the tile.
	VARIANTS = 3,
}

## Where a batch stands.
enum BatchState {
	## Never sent.
	UNSPECIFIED = 0,
	## Others are done first.
	WAITING = 1,
	## It is at work.
	RUNNING = 2,
	## Something is in its way, such as a full disk; `problem` says what. The server tries again
	## within a minute.
	PAUSED = 3,
	## It has ended: every job was made or has failed.
	DONE = 4,
	## It was cancelled.
	CANCELLED = 5,
}

## Whether a model can be used.
enum ModelState {
	## Never sent.
	UNSPECIFIED = 0,
	## Checked and usable, not in memory.
	AVAILABLE = 1,
	## In memory.
	LOADED = 2,
	## Its file is not there.
	MISSING = 3,
	## Its file is not what the catalog says: wrong checksum, or ONNX Runtime refuses it.
	DAMAGED = 4,
	## It comes from elsewhere and the user has not allowed it: `procgen models trust` or `--trust-
	## models`.
	UNTRUSTED = 5,
}

static var _types: Dictionary[StringName, GDScript] = {}


## A new message of a type by its name in the contract, "TerrainRequest"; null if it has none.
static func create(type: StringName) -> Message:
	if _types.is_empty():
		_types[&"Progress"] = Progress
		_types[&"Chunk"] = Chunk
		_types[&"Artifact"] = Artifact
		_types[&"Recipe"] = Recipe
		_types[&"FieldViolation"] = FieldViolation
		_types[&"ErrorDetail"] = ErrorDetail
		_types[&"GetAmbienceInfoRequest"] = GetAmbienceInfoRequest
		_types[&"GetAmbienceInfoResponse"] = GetAmbienceInfoResponse
		_types[&"AmbienceThing"] = AmbienceThing
		_types[&"AmbienceRequest"] = AmbienceRequest
		_types[&"AmbienceEvent"] = AmbienceEvent
		_types[&"AmbienceLayer"] = AmbienceLayer
		_types[&"AmbienceEmitter"] = AmbienceEmitter
		_types[&"AmbienceResult"] = AmbienceResult
		_types[&"Person"] = Person
		_types[&"BodyShape"] = BodyShape
		_types[&"Skin"] = PersonSkin
		_types[&"Scar"] = Scar
		_types[&"Tattoo"] = Tattoo
		_types[&"Eyes"] = Eyes
		_types[&"Worn"] = Worn
		_types[&"Style"] = Style
		_types[&"Conditions"] = Conditions
		_types[&"GetCharacterInfoRequest"] = GetCharacterInfoRequest
		_types[&"GetCharacterInfoResponse"] = GetCharacterInfoResponse
		_types[&"WearableInfo"] = WearableInfo
		_types[&"MeasureInfo"] = MeasureInfo
		_types[&"SliderInfo"] = SliderInfo
		_types[&"WordInfo"] = WordInfo
		_types[&"ColourInfo"] = ColourInfo
		_types[&"AxisInfo"] = AxisInfo
		_types[&"RoleInfo"] = RoleInfo
		_types[&"DescribeRequest"] = DescribeRequest
		_types[&"DescribeResponse"] = DescribeResponse
		_types[&"SampleRequest"] = SampleRequest
		_types[&"SampleResponse"] = SampleResponse
		_types[&"SampledPerson"] = SampledPerson
		_types[&"VaryRequest"] = VaryRequest
		_types[&"VaryResponse"] = VaryResponse
		_types[&"EditRequest"] = EditRequest
		_types[&"EditResponse"] = EditResponse
		_types[&"MeasureRequest"] = MeasureRequest
		_types[&"MeasureResponse"] = MeasureResponse
		_types[&"CharacterRequest"] = CharacterRequest
		_types[&"OwnGarment"] = OwnGarment
		_types[&"GarmentReport"] = GarmentReport
		_types[&"CharacterOutput"] = CharacterOutput
		_types[&"Manner"] = Manner
		_types[&"ClipInfo"] = ClipInfo
		_types[&"CharacterEvent"] = CharacterEvent
		_types[&"CharacterResult"] = CharacterResult
		_types[&"UpdateRequest"] = UpdateRequest
		_types[&"UpdateResponse"] = UpdateResponse
		_types[&"PartUpdate"] = PartUpdate
		_types[&"CrowdRequest"] = CrowdRequest
		_types[&"CrowdEvent"] = CrowdEvent
		_types[&"CrowdMember"] = CrowdMember
		_types[&"CrowdResult"] = CrowdResult
		_types[&"GetCreatureInfoRequest"] = GetCreatureInfoRequest
		_types[&"CreatureSpecies"] = CreatureSpecies
		_types[&"GetCreatureInfoResponse"] = GetCreatureInfoResponse
		_types[&"CreatureRequest"] = CreatureRequest
		_types[&"CreatureEvent"] = CreatureEvent
		_types[&"CreatureClip"] = CreatureClip
		_types[&"CreatureResult"] = CreatureResult
		_types[&"Fact"] = Fact
		_types[&"Entity"] = Entity
		_types[&"World"] = World
		_types[&"Persona"] = Persona
		_types[&"Situation"] = Situation
		_types[&"Bounds"] = Bounds
		_types[&"Line"] = Line
		_types[&"GetSpeechInfoRequest"] = GetSpeechInfoRequest
		_types[&"GetSpeechInfoResponse"] = GetSpeechInfoResponse
		_types[&"SpeechPerson"] = SpeechPerson
		_types[&"SpeechVoice"] = SpeechVoice
		_types[&"SpeechRequest"] = SpeechRequest
		_types[&"SungNote"] = SungNote
		_types[&"BarksRequest"] = BarksRequest
		_types[&"SpeechSound"] = SpeechSound
		_types[&"SpokenSentence"] = SpokenSentence
		_types[&"FaceCurve"] = FaceCurve
		_types[&"SpeechEvent"] = SpeechEvent
		_types[&"BarksEvent"] = BarksEvent
		_types[&"SpokenWord"] = SpokenWord
		_types[&"SpokenPhoneme"] = SpokenPhoneme
		_types[&"SpeechResult"] = SpeechResult
		_types[&"GetDialogueInfoRequest"] = GetDialogueInfoRequest
		_types[&"GetDialogueInfoResponse"] = GetDialogueInfoResponse
		_types[&"DialogueModelInfo"] = DialogueModelInfo
		_types[&"Wish"] = Wish
		_types[&"LinesRequest"] = LinesRequest
		_types[&"LinesEvent"] = LinesEvent
		_types[&"LinesResult"] = LinesResult
		_types[&"SceneRequest"] = SceneRequest
		_types[&"SceneEvent"] = SceneEvent
		_types[&"SceneResult"] = SceneResult
		_types[&"FillSceneRequest"] = FillSceneRequest
		_types[&"FillSceneEvent"] = FillSceneEvent
		_types[&"FillSceneResult"] = FillSceneResult
		_types[&"CheckSceneRequest"] = CheckSceneRequest
		_types[&"CheckSceneResponse"] = CheckSceneResponse
		_types[&"SceneProblem"] = SceneProblem
		_types[&"TalkAction"] = TalkAction
		_types[&"TalkParameter"] = TalkParameter
		_types[&"ConverseRequest"] = ConverseRequest
		_types[&"TalkMember"] = TalkMember
		_types[&"TalkVoice"] = TalkVoice
		_types[&"TalkBudget"] = TalkBudget
		_types[&"ConverseEvent"] = ConverseEvent
		_types[&"TalkLine"] = TalkLine
		_types[&"ActionCall"] = ActionCall
		_types[&"TurnResult"] = TurnResult
		_types[&"TalkMemberResult"] = TalkMemberResult
		_types[&"TalkMind"] = TalkMind
		_types[&"TalkFeeling"] = TalkFeeling
		_types[&"TalkPromise"] = TalkPromise
		_types[&"LayoutRequest"] = LayoutRequest
		_types[&"TilePlace"] = TilePlace
		_types[&"LayoutEvent"] = LayoutEvent
		_types[&"LayoutResult"] = LayoutResult
		_types[&"LayoutFlow"] = LayoutFlow
		_types[&"LayoutFloor"] = LayoutFloor
		_types[&"LayoutFlowRoom"] = LayoutFlowRoom
		_types[&"LayoutFlowPassage"] = LayoutFlowPassage
		_types[&"LayoutFlowKey"] = LayoutFlowKey
		_types[&"LayoutRoom"] = LayoutRoom
		_types[&"LayoutDoor"] = LayoutDoor
		_types[&"GetMusicInfoRequest"] = GetMusicInfoRequest
		_types[&"GetMusicInfoResponse"] = GetMusicInfoResponse
		_types[&"MusicChoice"] = MusicChoice
		_types[&"MusicRequest"] = MusicRequest
		_types[&"MusicSetRequest"] = MusicSetRequest
		_types[&"MusicEvent"] = MusicEvent
		_types[&"MusicSetEvent"] = MusicSetEvent
		_types[&"MusicPart"] = MusicPart
		_types[&"MusicSection"] = MusicSection
		_types[&"MusicPiece"] = MusicPiece
		_types[&"MusicResult"] = MusicResult
		_types[&"MusicSetResult"] = MusicSetResult
		_types[&"GetSoundInfoRequest"] = GetSoundInfoRequest
		_types[&"GetSoundInfoResponse"] = GetSoundInfoResponse
		_types[&"SoundModel"] = SoundModel
		_types[&"SoundEffect"] = SoundEffect
		_types[&"SoundKind"] = SoundKind
		_types[&"SoundRequest"] = SoundRequest
		_types[&"SoundEvent"] = SoundEvent
		_types[&"SoundVariant"] = SoundVariant
		_types[&"SoundResult"] = SoundResult
		_types[&"GetTableInfoRequest"] = GetTableInfoRequest
		_types[&"GetTableInfoResponse"] = GetTableInfoResponse
		_types[&"TableInfo"] = TableInfo
		_types[&"TableColumn"] = TableColumn
		_types[&"TableRequest"] = TableRequest
		_types[&"TableEvent"] = TableEvent
		_types[&"TableResult"] = TableResult
		_types[&"TableRow"] = TableRow
		_types[&"LogLikelihoodRequest"] = LogLikelihoodRequest
		_types[&"LogLikelihoodResponse"] = LogLikelihoodResponse
		_types[&"DistributionRequest"] = DistributionRequest
		_types[&"DistributionResponse"] = DistributionResponse
		_types[&"DistributionAxis"] = DistributionAxis
		_types[&"DistributionState"] = DistributionState
		_types[&"WorldArea"] = WorldArea
		_types[&"Base"] = Base
		_types[&"GeoFrame"] = GeoFrame
		_types[&"PathPoint"] = PathPoint
		_types[&"Stroke"] = Stroke
		_types[&"Lock"] = Lock
		_types[&"Edges"] = Edges
		_types[&"SeedMix"] = SeedMix
		_types[&"LandformEntry"] = LandformEntry
		_types[&"LandformMap"] = LandformMap
		_types[&"PointConstraint"] = PointConstraint
		_types[&"FlatArea"] = FlatArea
		_types[&"Road"] = Road
		_types[&"Constraints"] = Constraints
		_types[&"Stamp"] = Stamp
		_types[&"ErosionMap"] = ErosionMap
		_types[&"Rivers"] = Rivers
		_types[&"Ground"] = Ground
		_types[&"TerrainRequest"] = TerrainRequest
		_types[&"Sketch"] = Sketch
		_types[&"MeasureLandRequest"] = MeasureLandRequest
		_types[&"MeasureLandResponse"] = MeasureLandResponse
		_types[&"TerrainEvent"] = TerrainEvent
		_types[&"TerrainResult"] = TerrainResult
		_types[&"Exemplar"] = Exemplar
		_types[&"MaterialMix"] = MaterialMix
		_types[&"MixMask"] = MixMask
		_types[&"StyleVariation"] = StyleVariation
		_types[&"TextureLayout"] = TextureLayout
		_types[&"TextureSynthesis"] = TextureSynthesis
		_types[&"TextureWeather"] = TextureWeather
		_types[&"TextureLook"] = TextureLook
		_types[&"TextureDecal"] = TextureDecal
		_types[&"TextureTrim"] = TextureTrim
		_types[&"TextureFoliage"] = TextureFoliage
		_types[&"TextureRequest"] = TextureRequest
		_types[&"TextureEvent"] = TextureEvent
		_types[&"TextureResult"] = TextureResult
		_types[&"TextureFinish"] = TextureFinish
		_types[&"TextureRegion"] = TextureRegion
		_types[&"TextureSetRequest"] = TextureSetRequest
		_types[&"TextureSetMember"] = TextureSetMember
		_types[&"TextureSetEvent"] = TextureSetEvent
		_types[&"TextureSetResult"] = TextureSetResult
		_types[&"TextureSetMaterial"] = TextureSetMaterial
		_types[&"DrawScenarioRequest"] = DrawScenarioRequest
		_types[&"DrawScenarioResponse"] = DrawScenarioResponse
		_types[&"WorldRequest"] = WorldRequest
		_types[&"WorldEvent"] = WorldEvent
		_types[&"WorldWalkable"] = WorldWalkable
		_types[&"WorldResult"] = WorldResult
		_types[&"WorldPart"] = WorldPart
		_types[&"BatchJob"] = BatchJob
		_types[&"OtherRequest"] = OtherRequest
		_types[&"SubmitBatchRequest"] = SubmitBatchRequest
		_types[&"SubmitBatchResponse"] = SubmitBatchResponse
		_types[&"BatchStatus"] = BatchStatus
		_types[&"BatchRow"] = BatchRow
		_types[&"WatchBatchRequest"] = WatchBatchRequest
		_types[&"WatchBatchEvent"] = WatchBatchEvent
		_types[&"WatchBatchResult"] = WatchBatchResult
		_types[&"CancelBatchRequest"] = CancelBatchRequest
		_types[&"CancelBatchResponse"] = CancelBatchResponse
		_types[&"ListBatchesRequest"] = ListBatchesRequest
		_types[&"ListBatchesResponse"] = ListBatchesResponse
		_types[&"FetchBatchRequest"] = FetchBatchRequest
		_types[&"FetchBatchEvent"] = FetchBatchEvent
		_types[&"FetchBatchResult"] = FetchBatchResult
		_types[&"ForgetBatchRequest"] = ForgetBatchRequest
		_types[&"ForgetBatchResponse"] = ForgetBatchResponse
		_types[&"PutBlobRequest"] = PutBlobRequest
		_types[&"PutBlobResponse"] = PutBlobResponse
		_types[&"GetInfoRequest"] = GetInfoRequest
		_types[&"GetInfoResponse"] = GetInfoResponse
		_types[&"Cache"] = Cache
		_types[&"Domain"] = Domain
		_types[&"Parameter"] = Parameter
		_types[&"Choice"] = Choice
		_types[&"Text"] = Text
		_types[&"Switch"] = Switch
		_types[&"Limits"] = Limits
		_types[&"CancelRequest"] = CancelRequest
		_types[&"CancelResponse"] = CancelResponse
		_types[&"ListModelsRequest"] = ListModelsRequest
		_types[&"ListModelsResponse"] = ListModelsResponse
		_types[&"Model"] = Model
		_types[&"ReloadModelsRequest"] = ReloadModelsRequest
		_types[&"ReloadModelsResponse"] = ReloadModelsResponse
		_types[&"ListPresetsRequest"] = ListPresetsRequest
		_types[&"ListPresetsResponse"] = ListPresetsResponse
		_types[&"Preset"] = Preset
	return _types[type].new() if type in _types else null


## What all messages have in common.
class Message:
	extends "../message.gd"

	func _create(type: StringName) -> ProcgenMessage:
		return ProcgenV1.create(type)

	func _enum_value(type: StringName, name: String) -> Variant:
		match type:
			&"LayoutTile":
				return LayoutTile.get(name.trim_prefix("LAYOUT_TILE_"))
			&"LayoutOutput":
				return LayoutOutput.get(name.trim_prefix("LAYOUT_OUTPUT_"))
			&"StrokeKind":
				return StrokeKind.get(name.trim_prefix("STROKE_KIND_"))
			&"StampRule":
				return StampRule.get(name.trim_prefix("STAMP_RULE_"))
			&"DrainingMethod":
				return DrainingMethod.get(name.trim_prefix("DRAINING_METHOD_"))
			&"TerrainOutput":
				return TerrainOutput.get(name.trim_prefix("TERRAIN_OUTPUT_"))
			&"TextureOutput":
				return TextureOutput.get(name.trim_prefix("TEXTURE_OUTPUT_"))
			&"TextureArrayOutput":
				return TextureArrayOutput.get(name.trim_prefix("TEXTURE_ARRAY_OUTPUT_"))
			&"TextureRepeats":
				return TextureRepeats.get(name.trim_prefix("TEXTURE_REPEATS_"))
			&"BatchState":
				return BatchState.get(name.trim_prefix("BATCH_STATE_"))
			&"ModelState":
				return ModelState.get(name.trim_prefix("MODEL_STATE_"))
		return null


## How far a long call has come. Sent as often as something worth showing happens, at most about 20
## times a second; never where the result was kept of an earlier call.
class Progress:
	extends Message

	const FIELDS := {
		1: [&"stage", &"stage", 9, 0, &"", -1, 0],
		2: [&"fraction", &"fraction", 2, 0, &"", -1, 0],
		3: [&"preview_png", &"preview_png", 12, 0, &"", -1, 0],
	}

	## What is being done, in a word or two for people: "landforms", "detail", "export".
	var stage := ""

	## Share of the whole call that is done, 0 to 1; never falls within a call.
	var fraction := 0.0

	## A picture of the result so far as a PNG of at most 256 x 256 pixels; empty where there is
	## none yet.
	var preview_png := PackedByteArray()

	func _type_name() -> StringName:
		return &"Progress"

	func _fields() -> Dictionary:
		return FIELDS


## A piece of one artifact. The pieces of an artifact come in order and without gaps; artifacts
## follow one another.
class Chunk:
	extends Message

	const FIELDS := {
		1: [&"artifact_index", &"artifact_index", 13, 0, &"", -1, 0],
		2: [&"offset_bytes", &"offset_bytes", 4, 0, &"", -1, 0],
		3: [&"total_bytes", &"total_bytes", 4, 0, &"", -1, 0],
		4: [&"data", &"data", 12, 0, &"", -1, 0],
	}

	## Position of the artifact in the result's list, from 0.
	var artifact_index := 0

	## Where this piece starts, in bytes from the artifact's start.
	var offset_bytes := 0

	## The artifact's whole size in bytes, the same in each of its chunks.
	var total_bytes := 0

	## The piece itself, at most 1 MiB.
	var data := PackedByteArray()

	func _type_name() -> StringName:
		return &"Chunk"

	func _fields() -> Dictionary:
		return FIELDS


## Something that a call made: a file, or a raster that can be used as it is.
class Artifact:
	extends Message

	const FIELDS := {
		1: [&"kind", &"kind", 9, 0, &"", -1, 0],
		2: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
		3: [&"media_type", &"media_type", 9, 0, &"", -1, 0],
		4: [&"size_bytes", &"size_bytes", 4, 0, &"", -1, 0],
		5: [&"sha256", &"sha256", 9, 0, &"", -1, 0],
		6: [&"width_px", &"width_px", 13, 0, &"", -1, 0],
		7: [&"height_px", &"height_px", 13, 0, &"", -1, 0],
		8: [&"height_min_m", &"height_min_m", 2, 0, &"", -1, 0],
		9: [&"height_max_m", &"height_max_m", 2, 0, &"", -1, 0],
		10: [&"sidecar_json", &"sidecar_json", 9, 0, &"", -1, 0],
		11: [&"sidecar_name", &"sidecar_name", 9, 0, &"", -1, 0],
		12: [&"folder", &"folder", 9, 0, &"", -1, 0],
	}

	## What it is, as in the request: "heights_f32", "png16", "glb".
	var kind := ""

	## A file name that suits it, without a folder: "terrain-5f2c9a.png".
	var file_name := ""

	## IANA media type; "application/octet-stream" for plain rasters.
	var media_type := ""

	## Size in bytes.
	var size_bytes := 0

	## SHA-256 of the bytes, 64 lower-case hexadecimal digits.
	var sha256 := ""

	## Raster size, where the artifact is a raster; else 0.
	var width_px := 0

	## Raster size, where the artifact is a raster; else 0.
	var height_px := 0

	## Height that the smallest stored value stands for, in metres, where the artifact stores
	## heights.
	var height_min_m := 0.0

	## Height that the largest stored value stands for, in metres, where the artifact stores
	## heights.
	var height_max_m := 0.0

	## JSON with the recipe and the units, to be stored beside a file that has no place for them;
	## else empty.
	var sidecar_json := ""

	## File name for the sidecar; empty where there is none.
	var sidecar_name := ""

	## Folder that the file and its sidecar belong in, below where the result goes: names of
	## letters, digits, _ and -, joined by "/"; empty where files lie side by side. File names of
	## one result differ even without it.
	var folder := ""

	func _type_name() -> StringName:
		return &"Artifact"

	func _fields() -> Dictionary:
		return FIELDS


## Everything needed to make the same bytes again.
class Recipe:
	extends Message

	const FIELDS := {
		1: [&"domain", &"domain", 9, 0, &"", -1, 0],
		2: [&"request_json", &"request_json", 9, 0, &"", -1, 0],
		3: [&"model_sha256", &"model_sha256", 9, 3, &"", -1, 9],
		4: [&"code_version", &"code_version", 9, 0, &"", -1, 0],
		5: [&"sha256", &"sha256", 9, 0, &"", -1, 0],
	}

	## The domain: "terrain".
	var domain := ""

	## The request with every default filled in, as canonical JSON: sorted keys, no white space,
	## fields named as in the .proto, 64-bit numbers as strings.
	var request_json := ""

	## SHA-256 of each model file that took part, by model name.
	var model_sha256: Dictionary[String, String] = {}

	## Version of the generating code. Another version may make other bytes.
	var code_version := ""

	## SHA-256 of the canonical JSON of fields 1 to 4; it names the result.
	var sha256 := ""

	func _type_name() -> StringName:
		return &"Recipe"

	func _fields() -> Dictionary:
		return FIELDS


## One field of a request that can't be accepted.
class FieldViolation:
	extends Message

	const FIELDS := {
		1: [&"field", &"field", 9, 0, &"", -1, 0],
		2: [&"value", &"value", 9, 0, &"", -1, 0],
		3: [&"allowed", &"allowed", 9, 0, &"", -1, 0],
	}

	## Path of the field as in the .proto: "sketch.heights_m[lb]12]".
	var field := ""

	## The value that came, shortened to at most 80 characters; "missing" where none came.
	var value := ""

	## What is allowed, for people: "a whole number from 64 to 2049".
	var allowed := ""

	func _type_name() -> StringName:
		return &"FieldViolation"

	func _fields() -> Dictionary:
		return FIELDS


## Rides in the status details of every error, beside the google.rpc ones, for clients that read no
## google.rpc.
class ErrorDetail:
	extends Message

	const FIELDS := {
		1: [&"reason", &"reason", 9, 0, &"", -1, 0],
		2: [&"remedy", &"remedy", 9, 0, &"", -1, 0],
		3: [&"violations", &"violations", 11, 2, &"FieldViolation", -1, 0],
		4: [&"retry_after_ms", &"retry_after_ms", 13, 0, &"", -1, 0],
		5: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
	}

	## Which case it is, stable and in capitals: "INVALID_FIELDS", "MODEL_DAMAGED", "BUSY".
	var reason := ""

	## What a person can do about it, in one sentence.
	var remedy := ""

	## All fields that are at fault, where fields are.
	var violations: Array[FieldViolation] = []

	## When it makes sense to come again, in milliseconds; 0 where waiting does not help.
	var retry_after_ms := 0

	## The request's id, as in the server's log.
	var request_id := ""

	func _type_name() -> StringName:
		return &"ErrorDetail"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class GetAmbienceInfoRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"GetAmbienceInfoRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What can be asked for.
class GetAmbienceInfoResponse:
	extends Message

	const FIELDS := {
		1: [&"biomes", &"biomes", 9, 2, &"", -1, 0],
		2: [&"weathers", &"weathers", 9, 2, &"", -1, 0],
		3: [&"settlements", &"settlements", 9, 2, &"", -1, 0],
		4: [&"things", &"things", 9, 2, &"", -1, 0],
	}

	## Kinds of places, the default first: terrain's biomes, and some indoors.
	var biomes := PackedStringArray()

	## Weathers, the default first.
	var weathers := PackedStringArray()

	## Settlements, the default first.
	var settlements := PackedStringArray()

	## Things that can be placed.
	var things := PackedStringArray()

	func _type_name() -> StringName:
		return &"GetAmbienceInfoResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Something in the place that is heard.
class AmbienceThing:
	extends Message

	const FIELDS := {
		1: [&"kind", &"kind", 9, 0, &"", -1, 0],
		2: [&"x_m", &"x_m", 2, 0, &"", -1, 0],
		3: [&"y_m", &"y_m", 2, 0, &"", -1, 0],
		4: [&"z_m", &"z_m", 2, 0, &"", -1, 0],
	}

	## A thing of GetAmbienceInfo. Must be given.
	var kind := ""

	## East of the middle, -5000 to 5000 metres.
	var x_m := 0.0

	## Above it, -1000 to 1000 metres.
	var y_m := 0.0

	## South of it, -5000 to 5000 metres.
	var z_m := 0.0

	func _type_name() -> StringName:
		return &"AmbienceThing"

	func _fields() -> Dictionary:
		return FIELDS


## Of which place, when.
class AmbienceRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"biome", &"biome", 9, 0, &"", -1, 0],
		4: [&"weather", &"weather", 9, 0, &"", -1, 0],
		5: [&"settlement", &"settlement", 9, 0, &"", -1, 0],
		6: [&"hour", &"hour", 2, 1, &"", -1, 0],
		7: [&"radius_m", &"radius_m", 2, 1, &"", -1, 0],
		8: [&"bed_s", &"bed_s", 2, 1, &"", -1, 0],
		9: [&"loudness_lufs", &"loudness_lufs", 2, 1, &"", -1, 0],
		10: [&"mix_s", &"mix_s", 2, 1, &"", -1, 0],
		11: [&"things", &"things", 11, 2, &"AmbienceThing", -1, 0],
		12: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		13: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Which ambience of such places; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## What kind of place, of GetAmbienceInfo; "temperate_forest" if empty.
	var biome := ""

	## What the sky does; "clear" if empty.
	var weather := ""

	## Who lives there; "none" if empty.
	var settlement := ""

	## Time of day, 0 to 24 hours; 12 if unset.
	var hour := 0.0:
		set(value):
			hour = value
			_choose(6)

	## How far around the middle what nobody placed is heard, 10 to 500 metres; 60 if unset.
	var radius_m := 0.0:
		set(value):
			radius_m = value
			_choose(7)

	## Length of the loops, 4 to 30 seconds; 12 if unset.
	var bed_s := 0.0:
		set(value):
			bed_s = value
			_choose(8)

	## Loudness of each sound by itself, -40 to -16 LUFS; -23 if unset.
	var loudness_lufs := 0.0:
		set(value):
			loudness_lufs = value
			_choose(9)

	## Length of the mix to listen to, 4 to 60 seconds; 20 if unset.
	var mix_s := 0.0:
		set(value):
			mix_s = value
			_choose(10)

	## What is heard where, at most 64.
	var things: Array[AmbienceThing] = []

	## Files to send, none twice: "wav", "ogg", "flac", "opus" or "godot" of each sound, "json"
	## (the plan), "mix" (what is heard in the middle, as WAV); WAV and JSON if empty.
	var outputs := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the recipe if empty.
	var file_name := ""

	func _type_name() -> StringName:
		return &"AmbienceRequest"

	func _fields() -> Dictionary:
		return FIELDS


## An event of GenerateAmbience.
class AmbienceEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"AmbienceResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: AmbienceResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"AmbienceEvent"

	func _fields() -> Dictionary:
		return FIELDS


## A loop of two channels that is heard all around.
class AmbienceLayer:
	extends Message

	const FIELDS := {
		1: [&"sound", &"sound", 9, 0, &"", -1, 0],
		2: [&"gain_db", &"gain_db", 2, 0, &"", -1, 0],
	}

	## What the name of its file starts with.
	var sound := ""

	## How much louder or softer than its file it is to be played.
	var gain_db := 0.0

	func _type_name() -> StringName:
		return &"AmbienceLayer"

	func _fields() -> Dictionary:
		return FIELDS


## A sound in space.
class AmbienceEmitter:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"x_m", &"x_m", 2, 0, &"", -1, 0],
		3: [&"y_m", &"y_m", 2, 0, &"", -1, 0],
		4: [&"z_m", &"z_m", 2, 0, &"", -1, 0],
		5: [&"radius_m", &"radius_m", 2, 0, &"", -1, 0],
		6: [&"gain_db", &"gain_db", 2, 0, &"", -1, 0],
		7: [&"sound", &"sound", 9, 0, &"", -1, 0],
		8: [&"loop", &"loop", 8, 0, &"", -1, 0],
		9: [&"silent_least_s", &"silent_least_s", 2, 0, &"", -1, 0],
		10: [&"silent_most_s", &"silent_most_s", 2, 0, &"", -1, 0],
		11: [&"strewn", &"strewn", 8, 0, &"", -1, 0],
	}

	## For people, such as "songbird 2".
	var name := ""

	## East of the middle, metres.
	var x_m := 0.0

	## Above it, metres.
	var y_m := 0.0

	## South of it, metres.
	var z_m := 0.0

	## Within which it is heard in full, metres; beyond, half as loud at twice the distance.
	var radius_m := 0.0

	## How much louder or softer than its file it is to be played there.
	var gain_db := 0.0

	## What the names of its files start with: one, or one a variant with -1, -2 and so on.
	var sound := ""

	## Whether it goes on all the time.
	var loop := false

	## How long it is silent between, at least, in seconds; 0 for a loop.
	var silent_least_s := 0.0

	## At most.
	var silent_most_s := 0.0

	## Whether it is of the land, and stands for others like it all around: it may be where
	## somebody walks. What is of the settlement, of the sky or of somebody's things stays where it
	## is.
	var strewn := false

	func _type_name() -> StringName:
		return &"AmbienceEmitter"

	func _fields() -> Dictionary:
		return FIELDS


## What is heard.
class AmbienceResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"bed", &"bed", 11, 2, &"AmbienceLayer", -1, 0],
		5: [&"emitters", &"emitters", 11, 2, &"AmbienceEmitter", -1, 0],
		6: [&"room_m", &"room_m", 2, 0, &"", -1, 0],
		7: [&"reverberation_s", &"reverberation_s", 2, 0, &"", -1, 0],
		8: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked, of sounds one a file; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## All around.
	var bed: Array[AmbienceLayer] = []

	## In space.
	var emitters: Array[AmbienceEmitter] = []

	## Side of the room that the place is, in metres; 0 outdoors.
	var room_m := 0.0

	## Until a sound is quieter by 60 dB, in seconds; 0 outdoors.
	var reverberation_s := 0.0

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"AmbienceResult"

	func _fields() -> Dictionary:
		return FIELDS


## Everything that a character is made from. Equal persons make equal bytes.
class Person:
	extends Message

	const FIELDS := {
		1: [&"seed", &"seed", 4, 0, &"", -1, 0],
		2: [&"name", &"name", 9, 0, &"", -1, 0],
		3: [&"background", &"background", 9, 0, &"", -1, 0],
		4: [&"setting", &"setting", 9, 0, &"", -1, 0],
		5: [&"role", &"role", 9, 0, &"", -1, 0],
		6: [&"shape", &"shape", 11, 1, &"BodyShape", -1, 0],
		7: [&"skin", &"skin", 11, 1, &"Skin", -1, 0],
		8: [&"eyes", &"eyes", 11, 1, &"Eyes", -1, 0],
		9: [&"hair", &"hair", 11, 1, &"Worn", -1, 0],
		10: [&"beard", &"beard", 11, 1, &"Worn", -1, 0],
		11: [&"brows", &"brows", 11, 1, &"Worn", -1, 0],
		12: [&"outfit", &"outfit", 11, 2, &"Worn", -1, 0],
		13: [&"style", &"style", 11, 1, &"Style", -1, 0],
	}

	## Chance for what is too small to name: pores, strands, threads. Any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Given and family name; not part of what is made.
	var name := ""

	## A few sentences; not part of what is made.
	var background := ""

	## "medieval", "modern" or "scifi".
	var setting := ""

	## What the person is, one of the names that GetCharacterInfo lists, or empty.
	var role := ""

	## Body and face.
	var shape: BodyShape = null

	## Skin.
	var skin: PersonSkin = null

	## Eyes.
	var eyes: Eyes = null

	## Hair of the head; bald if unset.
	var hair: Worn = null

	## Beard; none if unset.
	var beard: Worn = null

	## Eyebrows; none if unset.
	var brows: Worn = null

	## Clothes, shoes and things that are worn. The underlayer is always there and need not be
	## named.
	var outfit: Array[Worn] = []

	## Proportions and shading.
	var style: Style = null

	func _type_name() -> StringName:
		return &"Person"

	func _fields() -> Dictionary:
		return FIELDS


## Shape of body and face, as sliders. Factors lie in 0 to 1 with the average in the middle.
class BodyShape:
	extends Message

	const FIELDS := {
		1: [&"sex", &"sex", 2, 0, &"", -1, 0],
		2: [&"age_years", &"age_years", 2, 0, &"", -1, 0],
		3: [&"muscle", &"muscle", 2, 0, &"", -1, 0],
		4: [&"weight", &"weight", 2, 0, &"", -1, 0],
		5: [&"height", &"height", 2, 0, &"", -1, 0],
		6: [&"proportions", &"proportions", 2, 0, &"", -1, 0],
		7: [&"bust", &"bust", 2, 0, &"", -1, 0],
		8: [&"firmness", &"firmness", 2, 0, &"", -1, 0],
		9: [&"heritage", &"heritage", 2, 3, &"", -1, 9],
		10: [&"modifiers", &"modifiers", 2, 3, &"", -1, 9],
	}

	## 0 female to 1 male.
	var sex := 0.0

	## 6 to 90.
	var age_years := 0.0

	## Muscularity.
	var muscle := 0.0

	## Fatness.
	var weight := 0.0

	## Height; 0.35 to 0.65 holds nearly all adults.
	var height := 0.0

	## From uncommon to ideal proportions.
	var proportions := 0.0

	## Bust; no effect below 18 years.
	var bust := 0.0

	## Firmness; no effect below 18 years.
	var firmness := 0.0

	## Shares of "african", "asian" and "caucasian"; they need not add up to 1.
	var heritage: Dictionary[String, float] = {}

	## Modelling sliders by the names that GetCharacterInfo lists, -1 to 1; "_left" or "_right"
	## after the name of a sided one moves one side. Those that are missing are 0.
	var modifiers: Dictionary[String, float] = {}

	func _type_name() -> StringName:
		return &"BodyShape"

	func _fields() -> Dictionary:
		return FIELDS


## Skin; what is missing has its default, or is drawn where a person is drawn.
class PersonSkin:
	extends Message

	const FIELDS := {
		1: [&"numbers", &"numbers", 2, 3, &"", -1, 9],
		2: [&"words", &"words", 9, 3, &"", -1, 9],
		3: [&"colours_rgb", &"colours_rgb", 13, 3, &"", -1, 9],
		4: [&"scars", &"scars", 11, 2, &"Scar", -1, 0],
		5: [&"tattoos", &"tattoos", 11, 2, &"Tattoo", -1, 0],
		6: [&"seed", &"seed", 4, 1, &"", -1, 0],
	}

	## Tone, wrinkles, freckles, make-up, … by the names that GetCharacterInfo lists.
	var numbers: Dictionary[String, float] = {}

	## Words, such as the kind of war paint.
	var words: Dictionary[String, String] = {}

	## Colours of lips, paint and ink by the names that GetCharacterInfo lists, 0xRRGGBB.
	var colours_rgb: Dictionary[String, int] = {}

	## At most 12.
	var scars: Array[Scar] = []

	## At most 12.
	var tattoos: Array[Tattoo] = []

	## Which freckles, moles and mottling; the person's seed if unset.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0:
		set(value):
			seed = value
			_choose(6)

	func _type_name() -> StringName:
		return &"Skin"

	func _fields() -> Dictionary:
		return FIELDS


## A scar.
class Scar:
	extends Message

	const FIELDS := {
		1: [&"place", &"place", 9, 0, &"", -1, 0],
		2: [&"kind", &"kind", 9, 0, &"", -1, 0],
		3: [&"length_mm", &"length_mm", 2, 1, &"", -1, 0],
		4: [&"age", &"age", 2, 1, &"", -1, 0],
	}

	## Where, one of the names that GetCharacterInfo lists.
	var place := ""

	## "cut", "gash", "stitched" or "burn"; a cut if empty.
	var kind := ""

	## 5 to 200 millimetres; 40 if unset.
	var length_mm := 0.0:
		set(value):
			length_mm = value
			_choose(3)

	## 0 fresh and red to 1 old and pale; 0.7 if unset.
	var age := 0.0:
		set(value):
			age = value
			_choose(4)

	func _type_name() -> StringName:
		return &"Scar"

	func _fields() -> Dictionary:
		return FIELDS


## A tattoo.
class Tattoo:
	extends Message

	const FIELDS := {
		1: [&"motif", &"motif", 9, 0, &"", -1, 0],
		2: [&"place", &"place", 9, 0, &"", -1, 0],
		3: [&"colour_rgb", &"colour_rgb", 13, 1, &"", -1, 0],
		4: [&"strength", &"strength", 2, 1, &"", -1, 0],
	}

	## One of the motifs that GetCharacterInfo lists.
	var motif := ""

	## Where, one of the names that GetCharacterInfo lists.
	var place := ""

	## Colour of the ink, 0xRRGGBB; blue-black if unset.
	var colour_rgb := 0:
		set(value):
			colour_rgb = value
			_choose(3)

	## 0 to 1; 0.85 if unset.
	var strength := 0.0:
		set(value):
			strength = value
			_choose(4)

	func _type_name() -> StringName:
		return &"Tattoo"

	func _fields() -> Dictionary:
		return FIELDS


## Eyes; what is missing has its default, or is drawn where a person is drawn.
class Eyes:
	extends Message

	const FIELDS := {
		1: [&"numbers", &"numbers", 2, 3, &"", -1, 9],
		2: [&"words", &"words", 9, 3, &"", -1, 9],
		3: [&"colours_rgb", &"colours_rgb", 13, 3, &"", -1, 9],
		4: [&"seed", &"seed", 4, 1, &"", -1, 0],
	}

	## Redness, pupil, … by the names that GetCharacterInfo lists.
	var numbers: Dictionary[String, float] = {}

	## Names of colours, "left" and "right" (as the left if empty), and the shape of the pupil.
	var words: Dictionary[String, String] = {}

	## Colours that take the place of named ones: "left", "right", 0xRRGGBB.
	var colours_rgb: Dictionary[String, int] = {}

	## Which fibres and veins; the person's seed if unset.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0:
		set(value):
			seed = value
			_choose(4)

	func _type_name() -> StringName:
		return &"Eyes"

	func _fields() -> Dictionary:
		return FIELDS


## One thing that is worn, hair and beard too.
class Worn:
	extends Message

	const FIELDS := {
		1: [&"kind", &"kind", 9, 0, &"", -1, 0],
		2: [&"numbers", &"numbers", 2, 3, &"", -1, 9],
		3: [&"words", &"words", 9, 3, &"", -1, 9],
		4: [&"colours_rgb", &"colours_rgb", 13, 3, &"", -1, 9],
	}

	## Kind, one of the names that GetCharacterInfo lists.
	var kind := ""

	## Options that are numbers; those that are missing have their defaults.
	var numbers: Dictionary[String, float] = {}

	## Options that are words; of what is of cloth, "weave" and "pattern" too.
	var words: Dictionary[String, String] = {}

	## Colours of its materials, 0xRRGGBB by slot name; of what is of cloth, that of its "pattern"
	## too.
	var colours_rgb: Dictionary[String, int] = {}

	func _type_name() -> StringName:
		return &"Worn"

	func _fields() -> Dictionary:
		return FIELDS


## How true to life the character is.
class Style:
	extends Message

	const FIELDS := {
		1: [&"kind", &"kind", 9, 0, &"", -1, 0],
		2: [&"amount", &"amount", 2, 1, &"", -1, 0],
	}

	## "realistic", "heroic", "chibi" or "faceted"; realistic if empty.
	var kind := ""

	## 0 to 1, how far it goes; whole if unset.
	var amount := 0.0:
		set(value):
			amount = value
			_choose(2)

	func _type_name() -> StringName:
		return &"Style"

	func _fields() -> Dictionary:
		return FIELDS


## What is known of a person; chance, as the learned populations have it, decides the rest.
class Conditions:
	extends Message

	const FIELDS := {
		1: [&"sex", &"sex", 2, 1, &"", -1, 0],
		2: [&"age_years", &"age_years", 2, 1, &"", -1, 0],
		3: [&"heritage", &"heritage", 2, 3, &"", -1, 9],
		4: [&"muscle", &"muscle", 2, 1, &"", -1, 0],
		5: [&"measures", &"measures", 2, 3, &"", -1, 9],
		6: [&"body_axes", &"body_axes", 2, 3, &"", -1, 9],
		7: [&"face_axes", &"face_axes", 2, 3, &"", -1, 9],
		8: [&"modifiers", &"modifiers", 2, 3, &"", -1, 9],
		9: [&"skin", &"skin", 11, 1, &"Skin", -1, 0],
		10: [&"eyes", &"eyes", 11, 1, &"Eyes", -1, 0],
		11: [&"hair", &"hair", 11, 1, &"Worn", -1, 0],
		12: [&"beard", &"beard", 11, 1, &"Worn", -1, 0],
		13: [&"outfit", &"outfit", 11, 2, &"Worn", -1, 0],
		14: [&"setting", &"setting", 9, 0, &"", -1, 0],
		15: [&"role", &"role", 9, 0, &"", -1, 0],
		16: [&"style", &"style", 11, 1, &"Style", -1, 0],
		17: [&"face_strength", &"face_strength", 2, 1, &"", -1, 0],
		18: [&"without", &"without", 9, 2, &"", -1, 0],
		19: [&"only_outfit", &"only_outfit", 8, 0, &"", -1, 0],
	}

	## 0 female to 1 male.
	var sex := 0.0:
		set(value):
			sex = value
			_choose(1)

	## 6 to 90.
	var age_years := 0.0:
		set(value):
			age_years = value
			_choose(2)

	## Shares of "african", "asian" and "caucasian"; from the population of the setting if empty.
	var heritage: Dictionary[String, float] = {}

	## 0 lean to 1 muscular.
	var muscle := 0.0:
		set(value):
			muscle = value
			_choose(4)

	## Measures by the names that GetCharacterInfo lists, in metres and kilograms: "stature",
	## "mass", "waist_circumference", ….
	var measures: Dictionary[String, float] = {}

	## Axes of the body population, in standard deviations, by the names that GetCharacterInfo
	## lists.
	var body_axes: Dictionary[String, float] = {}

	## Axes of the face population, in standard deviations.
	var face_axes: Dictionary[String, float] = {}

	## Modelling sliders that are set outright.
	var modifiers: Dictionary[String, float] = {}

	## Skin that is known.
	var skin: PersonSkin = null

	## Eyes that are known.
	var eyes: Eyes = null

	## Hair that is known; a kind of "none" is bald, an empty one is any; a colour named "" is that
	## of the whole hair.
	var hair: Worn = null

	## Beard that is known; a kind of "none" is shaven, an empty one is any; a colour named "" is
	## that of the whole beard.
	var beard: Worn = null

	## Things that are worn, whatever the role wears.
	var outfit: Array[Worn] = []

	## "medieval", "modern" or "scifi"; the role's, or any, if empty.
	var setting := ""

	## One of the names that GetCharacterInfo lists; any of the setting if empty.
	var role := ""

	## Style; realistic if unset.
	var style: Style = null

	## How strongly faces differ from the average, 0.25 to 2; 1 if unset.
	var face_strength := 0.0:
		set(value):
			face_strength = value
			_choose(17)

	## Kinds that are not worn, even if the role has them.
	var without := PackedStringArray()

	## Whether nothing but `outfit` is worn: the role's clothes are left away.
	var only_outfit := false

	func _type_name() -> StringName:
		return &"Conditions"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class GetCharacterInfoRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"GetCharacterInfoRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What a client needs for its forms.
class GetCharacterInfoResponse:
	extends Message

	const FIELDS := {
		1: [&"wearables", &"wearables", 11, 2, &"WearableInfo", -1, 0],
		2: [&"measures", &"measures", 11, 2, &"MeasureInfo", -1, 0],
		3: [&"sliders", &"sliders", 11, 2, &"SliderInfo", -1, 0],
		4: [&"body_axes", &"body_axes", 11, 2, &"AxisInfo", -1, 0],
		5: [&"face_axes", &"face_axes", 11, 2, &"AxisInfo", -1, 0],
		6: [&"looks", &"looks", 11, 2, &"SliderInfo", -1, 0],
		7: [&"words", &"words", 11, 2, &"WordInfo", -1, 0],
		8: [&"colours", &"colours", 11, 2, &"ColourInfo", -1, 0],
		9: [&"roles", &"roles", 11, 2, &"RoleInfo", -1, 0],
		10: [&"styles", &"styles", 9, 2, &"", -1, 0],
		11: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		12: [&"locks", &"locks", 9, 2, &"", -1, 0],
		13: [&"clips", &"clips", 11, 2, &"ClipInfo", -1, 0],
	}

	## What can be worn: garments, shoes, accessories, hair, beards, brows.
	var wearables: Array[WearableInfo] = []

	## Measures that conditions take and that Measure gives.
	var measures: Array[MeasureInfo] = []

	## Modelling sliders.
	var sliders: Array[SliderInfo] = []

	## Axes of the body population.
	var body_axes: Array[AxisInfo] = []

	## Axes of the face population.
	var face_axes: Array[AxisInfo] = []

	## Numbers of skin and eyes: "skin.freckles", "eyes.redness".
	var looks: Array[SliderInfo] = []

	## Words of skin and eyes, of scars and tattoos: "eyes.left", "scar.kind", "tattoo.place".
	var words: Array[WordInfo] = []

	## Colours of skin and eyes: "skin.lipstick", "eyes.left".
	var colours: Array[ColourInfo] = []

	## Roles.
	var roles: Array[RoleInfo] = []

	## Styles.
	var styles := PackedStringArray()

	## Outputs that Generate makes.
	var outputs := PackedStringArray()

	## What `locks` takes beside sliders and measures.
	var locks := PackedStringArray()

	## Movements that files can have.
	var clips: Array[ClipInfo] = []

	func _type_name() -> StringName:
		return &"GetCharacterInfoResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Something that can be worn.
class WearableInfo:
	extends Message

	const FIELDS := {
		1: [&"kind", &"kind", 9, 0, &"", -1, 0],
		2: [&"label", &"label", 9, 0, &"", -1, 0],
		3: [&"category", &"category", 9, 0, &"", -1, 0],
		4: [&"settings", &"settings", 9, 2, &"", -1, 0],
		5: [&"layer", &"layer", 13, 0, &"", -1, 0],
		6: [&"numbers", &"numbers", 11, 2, &"SliderInfo", -1, 0],
		7: [&"words", &"words", 11, 2, &"WordInfo", -1, 0],
		8: [&"colours_rgb", &"colours_rgb", 13, 3, &"", -1, 9],
		9: [&"child_safe", &"child_safe", 8, 0, &"", -1, 0],
		10: [&"covers", &"covers", 9, 2, &"", -1, 0],
		11: [&"cultures", &"cultures", 9, 2, &"", -1, 0],
	}

	## Name.
	var kind := ""

	## For people.
	var label := ""

	## "garment", "footwear", "accessory", "hair", "beard" or "brows".
	var category := ""

	## Settings that it belongs to.
	var settings := PackedStringArray()

	## 0 next to the skin; larger lies outside.
	var layer := 0

	## Options that are numbers.
	var numbers: Array[SliderInfo] = []

	## Options that are words.
	var words: Array[WordInfo] = []

	## Materials and their usual colours, 0xRRGGBB.
	var colours_rgb: Dictionary[String, int] = {}

	## Whether people below 18 may wear it.
	var child_safe := false

	## Regions of the body that it covers.
	var covers := PackedStringArray()

	## Cultures that wear it: the settings, "desert", "arctic", "tribal", "east", "west" and
	## "noir".
	var cultures := PackedStringArray()

	func _type_name() -> StringName:
		return &"WearableInfo"

	func _fields() -> Dictionary:
		return FIELDS


## A measure of the body.
class MeasureInfo:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"unit", &"unit", 9, 0, &"", -1, 0],
		3: [&"label", &"label", 9, 0, &"", -1, 0],
		4: [&"minimum", &"minimum", 2, 0, &"", -1, 0],
		5: [&"maximum", &"maximum", 2, 0, &"", -1, 0],
		6: [&"measured", &"measured", 8, 0, &"", -1, 0],
	}

	## Name.
	var name := ""

	## "m" or "kg".
	var unit := ""

	## For people.
	var label := ""

	## Smallest value that conditions take.
	var minimum := 0.0

	## Largest value that conditions take.
	var maximum := 0.0

	## Whether the body shows it: Measure gives it and Edit reaches it. Conditions take all.
	var measured := false

	func _type_name() -> StringName:
		return &"MeasureInfo"

	func _fields() -> Dictionary:
		return FIELDS


## A number with its range.
class SliderInfo:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"minimum", &"minimum", 2, 0, &"", -1, 0],
		3: [&"maximum", &"maximum", 2, 0, &"", -1, 0],
		4: [&"default_value", &"default_value", 2, 0, &"", -1, 0],
		5: [&"description", &"description", 9, 0, &"", -1, 0],
	}

	## Name.
	var name := ""

	## Smallest value.
	var minimum := 0.0

	## Largest value.
	var maximum := 0.0

	## Value if nobody says it.
	var default_value := 0.0

	## One sentence for a tooltip.
	var description := ""

	func _type_name() -> StringName:
		return &"SliderInfo"

	func _fields() -> Dictionary:
		return FIELDS


## One of several words.
class WordInfo:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"values", &"values", 9, 2, &"", -1, 0],
		3: [&"description", &"description", 9, 0, &"", -1, 0],
	}

	## Name.
	var name := ""

	## The words; the first is the default.
	var values := PackedStringArray()

	## One sentence for a tooltip.
	var description := ""

	func _type_name() -> StringName:
		return &"WordInfo"

	func _fields() -> Dictionary:
		return FIELDS


## A colour.
class ColourInfo:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"default_rgb", &"default_rgb", 13, 1, &"", -1, 0],
	}

	## Name.
	var name := ""

	## Colour if nobody says it, 0xRRGGBB; not set where it follows from something else.
	var default_rgb := 0:
		set(value):
			default_rgb = value
			_choose(2)

	func _type_name() -> StringName:
		return &"ColourInfo"

	func _fields() -> Dictionary:
		return FIELDS


## An axis of a learned population, in standard deviations.
class AxisInfo:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"low", &"low", 9, 0, &"", -1, 0],
		3: [&"high", &"high", 9, 0, &"", -1, 0],
		4: [&"limit", &"limit", 2, 0, &"", -1, 0],
	}

	## Name.
	var name := ""

	## What people look like at its lower end...
	var low := ""

	## ...and at its upper end.
	var high := ""

	## Largest value; the smallest is as far below 0.
	var limit := 0.0

	func _type_name() -> StringName:
		return &"AxisInfo"

	func _fields() -> Dictionary:
		return FIELDS


## What people do, and so wear.
class RoleInfo:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"label", &"label", 9, 0, &"", -1, 0],
		3: [&"setting", &"setting", 9, 0, &"", -1, 0],
		4: [&"age_min_years", &"age_min_years", 2, 0, &"", -1, 0],
		5: [&"age_max_years", &"age_max_years", 2, 0, &"", -1, 0],
	}

	## Name.
	var name := ""

	## For people.
	var label := ""

	## "medieval", "modern" or "scifi".
	var setting := ""

	## Youngest who has it.
	var age_min_years := 0.0

	## Oldest who has it.
	var age_max_years := 0.0

	func _type_name() -> StringName:
		return &"RoleInfo"

	func _fields() -> Dictionary:
		return FIELDS


## Words to read.
class DescribeRequest:
	extends Message

	const FIELDS := {
		1: [&"text", &"text", 9, 0, &"", -1, 0],
	}

	## A description, at most 2000 characters: "a stout old blacksmith with a grey beard and a
	## leather apron".
	var text := ""

	func _type_name() -> StringName:
		return &"DescribeRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What was read.
class DescribeResponse:
	extends Message

	const FIELDS := {
		1: [&"conditions", &"conditions", 11, 1, &"Conditions", -1, 0],
		2: [&"unknown_words", &"unknown_words", 9, 2, &"", -1, 0],
	}

	## The conditions.
	var conditions: Conditions = null

	## Words that mean nothing to the server.
	var unknown_words := PackedStringArray()

	func _type_name() -> StringName:
		return &"DescribeResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Persons to draw.
class SampleRequest:
	extends Message

	const FIELDS := {
		1: [&"seed", &"seed", 4, 0, &"", -1, 0],
		2: [&"count", &"count", 13, 0, &"", -1, 0],
		3: [&"conditions", &"conditions", 11, 1, &"Conditions", -1, 0],
		4: [&"text", &"text", 9, 0, &"", -1, 0],
	}

	## Any 64-bit number. Person i does not depend on how many are drawn.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## 1 to 100; 1 if 0.
	var count := 0

	## What is known.
	var conditions: Conditions = null

	## More of what is known, in words; fields that are set win.
	var text := ""

	func _type_name() -> StringName:
		return &"SampleRequest"

	func _fields() -> Dictionary:
		return FIELDS


## The persons.
class SampleResponse:
	extends Message

	const FIELDS := {
		1: [&"persons", &"persons", 11, 2, &"SampledPerson", -1, 0],
		2: [&"unknown_words", &"unknown_words", 9, 2, &"", -1, 0],
	}

	## In order.
	var persons: Array[SampledPerson] = []

	## Words of the text that mean nothing to the server.
	var unknown_words := PackedStringArray()

	func _type_name() -> StringName:
		return &"SampleResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A person and what was measured.
class SampledPerson:
	extends Message

	const FIELDS := {
		1: [&"person", &"person", 11, 1, &"Person", -1, 0],
		2: [&"measures", &"measures", 2, 3, &"", -1, 9],
	}

	## The person.
	var person: Person = null

	## Measures of the body as it is, in metres and kilograms.
	var measures: Dictionary[String, float] = {}

	func _type_name() -> StringName:
		return &"SampledPerson"

	func _fields() -> Dictionary:
		return FIELDS


## More like this.
class VaryRequest:
	extends Message

	const FIELDS := {
		1: [&"person", &"person", 11, 1, &"Person", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"count", &"count", 13, 0, &"", -1, 0],
		4: [&"amount", &"amount", 2, 1, &"", -1, 0],
		5: [&"locks", &"locks", 9, 2, &"", -1, 0],
	}

	## Whose relatives.
	var person: Person = null

	## Any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## 1 to 100; 1 if 0.
	var count := 0

	## How far they differ, 0 to 1: 0.3 siblings, 1 strangers. 0.3 if unset.
	var amount := 0.0:
		set(value):
			amount = value
			_choose(4)

	## What must stay, bit by bit: "shape", "face", "skin", "eyes", "hair", "beard", "outfit",
	## "name", or a slider or measure.
	var locks := PackedStringArray()

	func _type_name() -> StringName:
		return &"VaryRequest"

	func _fields() -> Dictionary:
		return FIELDS


## The relatives.
class VaryResponse:
	extends Message

	const FIELDS := {
		1: [&"persons", &"persons", 11, 2, &"SampledPerson", -1, 0],
	}

	## In order.
	var persons: Array[SampledPerson] = []

	func _type_name() -> StringName:
		return &"VaryResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A change.
class EditRequest:
	extends Message

	const FIELDS := {
		1: [&"person", &"person", 11, 1, &"Person", -1, 0],
		2: [&"measures", &"measures", 2, 3, &"", -1, 9],
		3: [&"measure_changes", &"measure_changes", 2, 3, &"", -1, 9],
		4: [&"age_years", &"age_years", 2, 1, &"", -1, 0],
		5: [&"sex", &"sex", 2, 1, &"", -1, 0],
		6: [&"muscle", &"muscle", 2, 1, &"", -1, 0],
		7: [&"locks", &"locks", 9, 2, &"", -1, 0],
	}

	## Who is changed.
	var person: Person = null

	## Measures to reach, in metres and kilograms.
	var measures: Dictionary[String, float] = {}

	## Measures to change by, in metres and kilograms: {"mass": 10}.
	var measure_changes: Dictionary[String, float] = {}

	## New age.
	var age_years := 0.0:
		set(value):
			age_years = value
			_choose(4)

	## New sex, 0 female to 1 male.
	var sex := 0.0:
		set(value):
			sex = value
			_choose(5)

	## New muscularity, 0 to 1.
	var muscle := 0.0:
		set(value):
			muscle = value
			_choose(6)

	## What must stay: sliders stay bit by bit, measures within a millimetre or refused.
	var locks := PackedStringArray()

	func _type_name() -> StringName:
		return &"EditRequest"

	func _fields() -> Dictionary:
		return FIELDS


## The changed person.
class EditResponse:
	extends Message

	const FIELDS := {
		1: [&"person", &"person", 11, 1, &"Person", -1, 0],
		2: [&"before", &"before", 2, 3, &"", -1, 9],
		3: [&"after", &"after", 2, 3, &"", -1, 9],
	}

	## The person.
	var person: Person = null

	## Measures before.
	var before: Dictionary[String, float] = {}

	## Measures after.
	var after: Dictionary[String, float] = {}

	func _type_name() -> StringName:
		return &"EditResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Who is measured.
class MeasureRequest:
	extends Message

	const FIELDS := {
		1: [&"person", &"person", 11, 1, &"Person", -1, 0],
	}

	## The person.
	var person: Person = null

	func _type_name() -> StringName:
		return &"MeasureRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What was measured.
class MeasureResponse:
	extends Message

	const FIELDS := {
		1: [&"measures", &"measures", 2, 3, &"", -1, 9],
	}

	## In metres and kilograms.
	var measures: Dictionary[String, float] = {}

	func _type_name() -> StringName:
		return &"MeasureResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A character to make.
class CharacterRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"person", &"person", 11, 1, &"Person", 0, 0],
		3: [&"conditions", &"conditions", 11, 1, &"Conditions", 0, 0],
		4: [&"seed", &"seed", 4, 0, &"", -1, 0],
		5: [&"text", &"text", 9, 0, &"", -1, 0],
		6: [&"outputs", &"outputs", 11, 2, &"CharacterOutput", -1, 0],
		7: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
		8: [&"own_garments", &"own_garments", 11, 2, &"OwnGarment", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## A person.
	var person: Person = null:
		set(value):
			person = value
			if value:
				_choose(2)

	## What is known of a person, who is drawn by the seed.
	var conditions: Conditions = null:
		set(value):
			conditions = value
			if value:
				_choose(3)

	## Any 64-bit number; of the drawn person.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## More of what is known, in words; fields that are set win. Not with a person.
	var text := ""

	## What to send, in this order, at most 16; one "glb" if empty.
	var outputs: Array[CharacterOutput] = []

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the name if empty.
	var file_name := ""

	## Garments of one's own, at most 4, worn over the outfit; pieces of it that one of them covers
	## are left out.
	var own_garments: Array[OwnGarment] = []

	func _type_name() -> StringName:
		return &"CharacterRequest"

	func _fields() -> Dictionary:
		return FIELDS


## A mesh that was made on the neutral body: that of docs/examples/neutral.json as "slim" has it,
## in T-pose, in metres, y up, the front along +Z, feet on the floor.
class OwnGarment:
	extends Message

	const FIELDS := {
		1: [&"sha256", &"sha256", 9, 0, &"", -1, 0],
		2: [&"name", &"name", 9, 0, &"", -1, 0],
		3: [&"layer", &"layer", 13, 1, &"", -1, 0],
		4: [&"colour_rgb", &"colour_rgb", 13, 1, &"", -1, 0],
	}

	## SHA-256 of a GLB or OBJ that went ahead with PutBlob, 64 lower-case hexadecimal digits:
	## 40000 vertices and 60000 triangles at most, PNG or JPEG of 4096 pixels at most.
	var sha256 := ""

	## What its part is called, after "own_": 1 to 40 letters, digits, - and _; its number if
	## empty.
	var name := ""

	## 0 next to the skin to 4 over everything; 2 if unset.
	var layer := 0:
		set(value):
			layer = value
			_choose(3)

	## Colour that it is tinted with, 0xRRGGBB; the file's if unset.
	var colour_rgb := 0:
		set(value):
			colour_rgb = value
			_choose(4)

	func _type_name() -> StringName:
		return &"OwnGarment"

	func _fields() -> Dictionary:
		return FIELDS


## How a garment of one's own fits this body in its rest pose.
class GarmentReport:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"vertices", &"vertices", 13, 0, &"", -1, 0],
		3: [&"triangles", &"triangles", 13, 0, &"", -1, 0],
		4: [&"crossings", &"crossings", 13, 0, &"", -1, 0],
		5: [&"deepest_m", &"deepest_m", 2, 0, &"", -1, 0],
		6: [&"hidden_vertices", &"hidden_vertices", 13, 0, &"", -1, 0],
		7: [&"crossing_triangles", &"crossing_triangles", 13, 0, &"", -1, 0],
		8: [&"settled_vertices", &"settled_vertices", 13, 0, &"", -1, 0],
		9: [&"settled_m", &"settled_m", 2, 0, &"", -1, 0],
		10: [&"lowered_arms", &"lowered_arms", 8, 0, &"", -1, 0],
		11: [&"scale", &"scale", 2, 0, &"", -1, 0],
		12: [&"moved_m", &"moved_m", 2, 2, &"", -1, 0],
	}

	## Name of its part.
	var name := ""

	## Vertices of the mesh.
	var vertices := 0

	## Triangles of the mesh.
	var triangles := 0

	## Vertices more than a millimetre inside skin that is seen, found by rays.
	var crossings := 0

	## How deep the deepest of them lies, metres.
	var deepest_m := 0.0

	## Vertices of the body whose skin it hides.
	var hidden_vertices := 0

	## Triangles of the mesh that meet a triangle of skin that is seen.
	var crossing_triangles := 0

	## Vertices that were moved before it was bound, to bring it out of the neutral body.
	var settled_vertices := 0

	## How far the farthest of them was moved, metres.
	var settled_m := 0.0

	## It was taken to be made with lowered arms, not in T-pose.
	var lowered_arms := false

	## Its size was changed by this, from the point between the feet, as it was made for another
	## body; 1 as it was.
	var scale := 0.0

	## Then it was moved by x, y, z, metres; empty if not at all.
	var moved_m := PackedFloat32Array()

	func _type_name() -> StringName:
		return &"GarmentReport"

	func _fields() -> Dictionary:
		return FIELDS


## A file to make of a character.
class CharacterOutput:
	extends Message

	const FIELDS := {
		1: [&"kind", &"kind", 9, 0, &"", -1, 0],
		2: [&"lod", &"lod", 13, 0, &"", -1, 0],
		3: [&"texture_px", &"texture_px", 13, 1, &"", -1, 0],
		4: [&"texture_format", &"texture_format", 9, 0, &"", -1, 0],
		5: [&"clips", &"clips", 8, 1, &"", -1, 0],
		6: [&"picture_px", &"picture_px", 13, 0, &"", -1, 0],
		7: [&"clip_names", &"clip_names", 9, 2, &"", -1, 0],
		8: [&"manner", &"manner", 11, 1, &"Manner", -1, 0],
		9: [&"triangles", &"triangles", 13, 0, &"", -1, 0],
		10: [&"face_shapes", &"face_shapes", 8, 1, &"", -1, 0],
	}

	## One of the names that GetCharacterInfo lists: "glb" (rig, 52 face shapes and visemes),
	## "slim" (no shapes), "vrm", "game" (GLB of one mesh with an atlas, four levels of detail,
	## springs and a ragdoll), "portrait", "figure", "turnaround", "impostor" (PNG with alpha:
	## eight views from around), "person" (JSON), "outfit" (JSON: what is worn, as Conditions that
	## dress anybody so).
	var kind := ""

	## Level of detail, 0 (finest) to 3, of glb, slim and vrm; game has all.
	var lod := 0

	## Side of the skin's textures, of game that of the atlas: 0 for none, but for game, or 512,
	## 1024 or 2048; 1024 if unset.
	var texture_px := 0:
		set(value):
			texture_px = value
			_choose(3)

	## "png" or "webp"; png if empty.
	var texture_format := ""

	## Whether movements are in it; they are if unset.
	var clips := false:
		set(value):
			clips = value
			_choose(5)

	## Longer side of pictures, of an impostor its height, 64 to 1024, of a turnaround from 256;
	## 512 if 0.
	var picture_px := 0

	## Movements that are in it, by name or by the name of a set, such as "locomotion" or "all";
	## GetCharacterInfo lists them. Two names of the library with ">" between, such as
	## "sit_idle>walk_casual", are what leads from where the one ends to where the other begins.
	## "idle", "walk" and "wave" if empty.
	var clip_names := PackedStringArray()

	## How the movements of the library are moved; as the person would if unset.
	var manner: Manner = null

	## Of game, most triangles of the finest level, 5000 to 80000; 24000 if 0. The other levels
	## have 45, 18 and 6 % of it, as far as forms can be simplified.
	var triangles := 0

	## Of game, whether its two finest levels have the 52 face shapes and the visemes; they have if
	## unset.
	var face_shapes := false:
		set(value):
			face_shapes = value
			_choose(10)

	func _type_name() -> StringName:
		return &"CharacterOutput"

	func _fields() -> Dictionary:
		return FIELDS


## How somebody moves. It changes walks and runs, and how those stand and sit who talk or rest.
class Manner:
	extends Message

	const FIELDS := {
		1: [&"age_years", &"age_years", 2, 1, &"", -1, 0],
		2: [&"weight_kg_m2", &"weight_kg_m2", 2, 1, &"", -1, 0],
		3: [&"mood", &"mood", 2, 1, &"", -1, 0],
		4: [&"load", &"load", 2, 1, &"", -1, 0],
		5: [&"limp", &"limp", 2, 1, &"", -1, 0],
		6: [&"drunk", &"drunk", 2, 1, &"", -1, 0],
		7: [&"pace", &"pace", 2, 1, &"", -1, 0],
		8: [&"individuality", &"individuality", 2, 1, &"", -1, 0],
	}

	## Age that it shows, 6 to 90 years; the person's if unset.
	var age_years := 0.0:
		set(value):
			age_years = value
			_choose(1)

	## Body mass index that it shows, 13 to 60 kilograms a square metre; the person's if unset.
	var weight_kg_m2 := 0.0:
		set(value):
			weight_kg_m2 = value
			_choose(2)

	## -1 sad to 1 happy; 0 if unset.
	var mood := 0.0:
		set(value):
			mood = value
			_choose(3)

	## Load on the back, 0 none to 1, half the body's weight; 0 if unset.
	@warning_ignore("shadowed_global_identifier")
	var load := 0.0:
		set(value):
			load = value
			_choose(4)

	## -1 on the right to 1 on the left leg; 0 if unset.
	var limp := 0.0:
		set(value):
			limp = value
			_choose(5)

	## 0 sober to 1 hardly on the feet; 0 if unset.
	var drunk := 0.0:
		set(value):
			drunk = value
			_choose(6)

	## Speed as a multiple of one's own, 0.5 to 1.6; 1 if unset.
	var pace := 0.0:
		set(value):
			pace = value
			_choose(7)

	## How much of what is a person's own, by its seed, shows, 0 to 1; 1 if unset.
	var individuality := 0.0:
		set(value):
			individuality = value
			_choose(8)

	func _type_name() -> StringName:
		return &"Manner"

	func _fields() -> Dictionary:
		return FIELDS


## A movement that files can have.
class ClipInfo:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"sets", &"sets", 9, 2, &"", -1, 0],
	}

	## Name.
	var name := ""

	## Names of the sets that hold it.
	var sets := PackedStringArray()

	func _type_name() -> StringName:
		return &"ClipInfo"

	func _fields() -> Dictionary:
		return FIELDS


## What Generate sends.
class CharacterEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"CharacterResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: CharacterResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"CharacterEvent"

	func _fields() -> Dictionary:
		return FIELDS


## What was made.
class CharacterResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"person", &"person", 11, 1, &"Person", -1, 0],
		5: [&"measures", &"measures", 2, 3, &"", -1, 9],
		6: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
		7: [&"unknown_words", &"unknown_words", 9, 2, &"", -1, 0],
		8: [&"garments", &"garments", 11, 2, &"GarmentReport", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## Who it is.
	var person: Person = null

	## Measures of the body.
	var measures: Dictionary[String, float] = {}

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	## Words of the request's text that mean nothing to the server.
	var unknown_words := PackedStringArray()

	## How the request's own garments fit, in their order.
	var garments: Array[GarmentReport] = []

	func _type_name() -> StringName:
		return &"CharacterResult"

	func _fields() -> Dictionary:
		return FIELDS


## Sliders that move.
class UpdateRequest:
	extends Message

	const FIELDS := {
		1: [&"before", &"before", 11, 1, &"Person", -1, 0],
		2: [&"shape", &"shape", 11, 1, &"BodyShape", -1, 0],
		3: [&"lod", &"lod", 13, 0, &"", -1, 0],
	}

	## The person as the client shows it.
	var before: Person = null

	## Shape as it shall be.
	var shape: BodyShape = null

	## Level of detail of the mesh that the client has, 0 to 3.
	var lod := 0

	func _type_name() -> StringName:
		return &"UpdateRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What moves. Numbers are vertices of the parts in the GLB of the same person and level.
class UpdateResponse:
	extends Message

	const FIELDS := {
		1: [&"parts", &"parts", 11, 2, &"PartUpdate", -1, 0],
		2: [&"joints_f32", &"joints_f32", 12, 0, &"", -1, 0],
	}

	## Parts with vertices that move.
	var parts: Array[PartUpdate] = []

	## Places of all joints of the skin in the GLB, in its order and in T-pose, (joints, 3) float32
	## little-endian, metres; empty if none moves.
	var joints_f32 := PackedByteArray()

	func _type_name() -> StringName:
		return &"UpdateResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Vertices of one primitive that move.
class PartUpdate:
	extends Message

	const FIELDS := {
		1: [&"part", &"part", 9, 0, &"", -1, 0],
		2: [&"primitive", &"primitive", 13, 0, &"", -1, 0],
		3: [&"vertices_u16", &"vertices_u16", 12, 0, &"", -1, 0],
		4: [&"positions_f32", &"positions_f32", 12, 0, &"", -1, 0],
		5: [&"normals_i8", &"normals_i8", 12, 0, &"", -1, 0],
	}

	## Name of its node in the GLB.
	var part := ""

	## Which primitive of its mesh, from 0.
	var primitive := 0

	## Vertex numbers, uint16 little-endian; empty if all move.
	var vertices_u16 := PackedByteArray()

	## Their places in T-pose, (vertices, 3) float32 little-endian, metres.
	var positions_f32 := PackedByteArray()

	## Their normals, (vertices, 3) int8, 127 is 1.
	var normals_i8 := PackedByteArray()

	func _type_name() -> StringName:
		return &"PartUpdate"

	func _fields() -> Dictionary:
		return FIELDS


## People to make.
class CrowdRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"count", &"count", 13, 0, &"", -1, 0],
		4: [&"conditions", &"conditions", 11, 1, &"Conditions", -1, 0],
		5: [&"text", &"text", 9, 0, &"", -1, 0],
		6: [&"roles", &"roles", 2, 3, &"", -1, 9],
		7: [&"spread", &"spread", 2, 1, &"", -1, 0],
		8: [&"outputs", &"outputs", 11, 2, &"CharacterOutput", -1, 0],
		9: [&"contact_sheet", &"contact_sheet", 8, 0, &"", -1, 0],
		10: [&"collection", &"collection", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## 1 to 10000.
	var count := 0

	## What is known of all.
	var conditions: Conditions = null

	## More of what is known, in words; fields that are set win.
	var text := ""

	## Roles by name and how many of each, as shares; any of the setting if empty.
	var roles: Dictionary[String, float] = {}

	## How far apart they look at least, 0 to 0.5, as a share of the median distance; 0.05 if
	## unset.
	var spread := 0.0:
		set(value):
			spread = value
			_choose(7)

	## What to send of each, in this order, at most 4; only the persons if empty.
	var outputs: Array[CharacterOutput] = []

	## Also a picture with the portraits of all, at most 100 of them; of a collection, a page with
	## figures, palette and cloth of the first 40.
	var contact_sheet := false

	## Outfits that belong together, in a sentence of at most 500 characters: "a desert caravan's
	## guards and traders, faded indigo and brass". Member i wears outfit i, over and over from the
	## 40th on; not with roles. Adds a JSON with palette, cloth and outfits. Clothes as the roles
	## have them if empty.
	var collection := ""

	func _type_name() -> StringName:
		return &"CrowdRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What GenerateCrowd sends.
class CrowdEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"member", &"member", 11, 1, &"CrowdMember", 0, 0],
		4: [&"result", &"result", 11, 1, &"CrowdResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output. Artifacts are numbered over all members.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## A member, after its chunks.
	var member: CrowdMember = null:
		set(value):
			member = value
			if value:
				_choose(3)

	## The last event.
	var result: CrowdResult = null:
		set(value):
			result = value
			if value:
				_choose(4)

	func _type_name() -> StringName:
		return &"CrowdEvent"

	func _fields() -> Dictionary:
		return FIELDS


## One of the crowd.
class CrowdMember:
	extends Message

	const FIELDS := {
		1: [&"index", &"index", 13, 0, &"", -1, 0],
		2: [&"result", &"result", 11, 1, &"CharacterResult", -1, 0],
		3: [&"first_artifact", &"first_artifact", 13, 0, &"", -1, 0],
	}

	## Position, from 0.
	var index := 0

	## As Generate would have answered, but for times and the id.
	var result: CharacterResult = null

	## Number of its first artifact.
	var first_artifact := 0

	func _type_name() -> StringName:
		return &"CrowdMember"

	func _fields() -> Dictionary:
		return FIELDS


## The crowd.
class CrowdResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"count", &"count", 13, 0, &"", -1, 0],
		4: [&"smallest_distance", &"smallest_distance", 2, 0, &"", -1, 0],
		5: [&"drawn_again", &"drawn_again", 13, 0, &"", -1, 0],
		6: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		7: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
		8: [&"unknown_words", &"unknown_words", 9, 2, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## Members that were made.
	var count := 0

	## Smallest distance between two, as a share of the median distance.
	var smallest_distance := 0.0

	## Those that looked too much like another and were drawn again.
	var drawn_again := 0

	## The contact sheet, if it was asked for; of a collection, its JSON.
	var artifacts: Array[Artifact] = []

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	## Words of the request's text, and of the collection's sentence, that mean nothing to the
	## server.
	var unknown_words := PackedStringArray()

	func _type_name() -> StringName:
		return &"CrowdResult"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class GetCreatureInfoRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"GetCreatureInfoRequest"

	func _fields() -> Dictionary:
		return FIELDS


## A kind of animal.
class CreatureSpecies:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"title", &"title", 9, 0, &"", -1, 0],
		3: [&"bird", &"bird", 8, 0, &"", -1, 0],
		4: [&"breeds", &"breeds", 9, 2, &"", -1, 0],
		5: [&"coats", &"coats", 9, 2, &"", -1, 0],
		6: [&"clips", &"clips", 9, 2, &"", -1, 0],
		7: [&"height_m", &"height_m", 2, 0, &"", -1, 0],
	}

	## By which it is asked for, such as "horse".
	var name := ""

	## For people.
	var title := ""

	## Whether it is a bird.
	var bird := false

	## Its breeds.
	var breeds := PackedStringArray()

	## Its usual coats or plumages; others can be asked for, too.
	var coats := PackedStringArray()

	## Names of its movements.
	var clips := PackedStringArray()

	## Mean height at the withers, of birds at the back, metres.
	var height_m := 0.0

	func _type_name() -> StringName:
		return &"CreatureSpecies"

	func _fields() -> Dictionary:
		return FIELDS


## What can be asked for.
class GetCreatureInfoResponse:
	extends Message

	const FIELDS := {
		1: [&"species", &"species", 11, 2, &"CreatureSpecies", -1, 0],
		2: [&"coats", &"coats", 9, 2, &"", -1, 0],
	}

	## All species.
	var species: Array[CreatureSpecies] = []

	## All coats and plumages.
	var coats := PackedStringArray()

	func _type_name() -> StringName:
		return &"GetCreatureInfoResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Which animal.
class CreatureRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"species", &"species", 9, 0, &"", -1, 0],
		4: [&"breed", &"breed", 9, 0, &"", -1, 0],
		5: [&"coat", &"coat", 9, 0, &"", -1, 0],
		6: [&"growth", &"growth", 2, 1, &"", -1, 0],
		7: [&"build", &"build", 2, 1, &"", -1, 0],
		8: [&"size", &"size", 2, 1, &"", -1, 0],
		9: [&"horns", &"horns", 2, 1, &"", -1, 0],
		10: [&"lod", &"lod", 13, 1, &"", -1, 0],
		11: [&"picture_px", &"picture_px", 13, 1, &"", -1, 0],
		12: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		13: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Which individual; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## A species of GetCreatureInfo; "horse" if empty.
	var species := ""

	## One of its breeds; drawn if empty.
	var breed := ""

	## A coat of GetCreatureInfo; drawn of the breed's if empty.
	var coat := ""

	## 0 newborn to 1 grown; 1 if unset.
	var growth := 0.0:
		set(value):
			growth = value
			_choose(6)

	## -1 lean to 1 fat; 0 if unset.
	var build := 0.0:
		set(value):
			build = value
			_choose(7)

	## Height as a multiple of the individual's own, 0.6 to 1.5; 1 if unset.
	var size := 0.0:
		set(value):
			size = value
			_choose(8)

	## Length of horns, antlers or comb as a multiple of the kind's, 0 to 2, 0 for none; as breed
	## and sex have them if unset.
	var horns := 0.0:
		set(value):
			horns = value
			_choose(9)

	## Level of detail of "slim", 0 the finest to 3; 0 if unset.
	var lod := 0:
		set(value):
			lod = value
			_choose(10)

	## Longer side of pictures, 64 to 1024 pixels; 512 if unset.
	var picture_px := 0:
		set(value):
			picture_px = value
			_choose(11)

	## Files to send, none twice: "glb" (all levels of detail and movements), "slim" (one level,
	## the movements of herds), "portrait", "strip" (moments of each movement), "json"; GLB if
	## empty.
	var outputs := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the recipe if empty.
	var file_name := ""

	func _type_name() -> StringName:
		return &"CreatureRequest"

	func _fields() -> Dictionary:
		return FIELDS


## An event of GenerateCreature.
class CreatureEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"CreatureResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: CreatureResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"CreatureEvent"

	func _fields() -> Dictionary:
		return FIELDS


## A movement.
class CreatureClip:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"duration_s", &"duration_s", 2, 0, &"", -1, 0],
		3: [&"loop", &"loop", 8, 0, &"", -1, 0],
		4: [&"speed_m_s", &"speed_m_s", 2, 0, &"", -1, 0],
	}

	## Its name.
	var name := ""

	## How long it takes.
	var duration_s := 0.0

	## Whether it goes on from its beginning.
	var loop := false

	## How fast the animal goes ahead in it; 0 on the spot.
	var speed_m_s := 0.0

	func _type_name() -> StringName:
		return &"CreatureClip"

	func _fields() -> Dictionary:
		return FIELDS


## Who it is.
class CreatureResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"breed", &"breed", 9, 0, &"", -1, 0],
		5: [&"coat", &"coat", 9, 0, &"", -1, 0],
		6: [&"sex", &"sex", 9, 0, &"", -1, 0],
		7: [&"height_m", &"height_m", 2, 0, &"", -1, 0],
		8: [&"clips", &"clips", 11, 2, &"CreatureClip", -1, 0],
		9: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## Its breed.
	var breed := ""

	## Its coat or plumage.
	var coat := ""

	## "female" or "male".
	var sex := ""

	## Height at the withers, of birds at the back, metres.
	var height_m := 0.0

	## Its movements.
	var clips: Array[CreatureClip] = []

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"CreatureResult"

	func _fields() -> Dictionary:
		return FIELDS


## Something that is true in the world.
class Fact:
	extends Message

	const FIELDS := {
		1: [&"text", &"text", 9, 0, &"", -1, 0],
		2: [&"about", &"about", 9, 2, &"", -1, 0],
		3: [&"known_to", &"known_to", 9, 2, &"", -1, 0],
		4: [&"source", &"source", 9, 0, &"", -1, 0],
	}

	## A clause without its full stop ("the bridge is out"), or a thing, name or number ("three
	## moonpetals"); 1 to 200 characters on one line.
	var text := ""

	## Names of the entities and topics that it answers questions on, at most 16.
	var about := PackedStringArray()

	## Names of those who know it, at most 64; everybody if empty.
	var known_to := PackedStringArray()

	## Where it comes from, for whoever checks; at most 200 characters.
	var source := ""

	func _type_name() -> StringName:
		return &"Fact"

	func _fields() -> Dictionary:
		return FIELDS


## Somebody or something with a name.
class Entity:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"kind", &"kind", 9, 0, &"", -1, 0],
		3: [&"description", &"description", 9, 0, &"", -1, 0],
		4: [&"also", &"also", 9, 2, &"", -1, 0],
		5: [&"sex", &"sex", 9, 0, &"", -1, 0],
		6: [&"plural", &"plural", 8, 0, &"", -1, 0],
	}

	## As it is written in lines; 1 to 80 characters.
	var name := ""

	## One of "person", "place", "item", "faction", "creature", "event", "other"; "other" if empty.
	var kind := ""

	## A clause or a short sentence; at most 400 characters.
	var description := ""

	## Other names of it, at most 16.
	var also := PackedStringArray()

	## Of persons: "female", "male" or empty.
	var sex := ""

	## Whether it takes a plural verb: "the Ashen Hills".
	var plural := false

	func _type_name() -> StringName:
		return &"Entity"

	func _fields() -> Dictionary:
		return FIELDS


## What is true and who exists. Names outside it are not spoken.
class World:
	extends Message

	const FIELDS := {
		1: [&"setting", &"setting", 9, 0, &"", -1, 0],
		2: [&"entities", &"entities", 11, 2, &"Entity", -1, 0],
		3: [&"facts", &"facts", 11, 2, &"Fact", -1, 0],
		4: [&"currency", &"currency", 9, 0, &"", -1, 0],
	}

	## "medieval", "modern" or "scifi"; "medieval" if empty.
	var setting := ""

	## All that has a name, at most 512.
	var entities: Array[Entity] = []

	## What everybody, or those named, may know; at most 2048.
	var facts: Array[Fact] = []

	## What is paid with, in the plural: "crowns"; what suits the setting if empty.
	var currency := ""

	func _type_name() -> StringName:
		return &"World"

	func _fields() -> Dictionary:
		return FIELDS


## A speaker.
class Persona:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"role", &"role", 9, 0, &"", -1, 0],
		3: [&"traits", &"traits", 9, 2, &"", -1, 0],
		4: [&"age", &"age", 9, 0, &"", -1, 0],
		5: [&"sex", &"sex", 9, 0, &"", -1, 0],
		6: [&"register", &"register", 9, 0, &"", -1, 0],
		7: [&"background", &"background", 9, 0, &"", -1, 0],
		8: [&"goals", &"goals", 9, 2, &"", -1, 0],
		9: [&"knows", &"knows", 11, 2, &"Fact", -1, 0],
		10: [&"secrets", &"secrets", 9, 2, &"", -1, 0],
		11: [&"catchphrases", &"catchphrases", 9, 2, &"", -1, 0],
		12: [&"examples", &"examples", 9, 2, &"", -1, 0],
		13: [&"manners", &"manners", 9, 2, &"", -1, 0],
		14: [&"unlike", &"unlike", 9, 2, &"", -1, 0],
		15: [&"facts_only", &"facts_only", 8, 0, &"", -1, 0],
	}

	## As others say it; at most 80 characters; nobody in particular if empty.
	var name := ""

	## One of the roles that GetDialogueInfo lists; "villager" if empty.
	var role := ""

	## Of the traits that GetDialogueInfo lists, at most 8.
	var traits := PackedStringArray()

	## "child", "young", "adult" or "old"; "adult" if empty.
	var age := ""

	## "female", "male" or "other"; "other" if empty.
	var sex := ""

	## A way of speaking: one of the registers that GetDialogueInfo lists; what suits role and
	## setting if empty.
	var register := ""

	## A few sentences in the third person; at most 2000 characters.
	var background := ""

	## What they want, each to follow "I want": "to see the mill rebuilt"; at most 8.
	var goals := PackedStringArray()

	## Facts of their own besides the world's, at most 256.
	var knows: Array[Fact] = []

	## What they must never say, in any case, spacing or spelling trick; at most 64.
	var secrets := PackedStringArray()

	## Said now and then, word for word; at most 8.
	var catchphrases := PackedStringArray()

	## Lines of theirs that others should resemble, at most 16.
	var examples := PackedStringArray()

	## Of the manners that GetDialogueInfo lists, at most 4, each alone or with how often it is
	## heard, 0 to 1: "drunk:0.8".
	var manners := PackedStringArray()

	## Names of others with whom they share no line, as far as the books go; at most 63. Of a cast
	## that is told apart each has the rest: every template is then one person's alone.
	var unlike := PackedStringArray()

	## Whether they tell nothing of their own life but what is said of them here and in the world.
	## Else age, family, where they come from, likings and the like, which a player asks for and
	## nothing tells, are made up, and stay as they are in every talk.
	var facts_only := false

	func _type_name() -> StringName:
		return &"Persona"

	func _fields() -> Dictionary:
		return FIELDS


## Where and with whom somebody speaks.
class Situation:
	extends Message

	const FIELDS := {
		1: [&"world", &"world", 11, 1, &"World", -1, 0],
		2: [&"place", &"place", 9, 0, &"", -1, 0],
		3: [&"listener", &"listener", 9, 0, &"", -1, 0],
		4: [&"relation", &"relation", 17, 0, &"", -1, 0],
		5: [&"mood", &"mood", 9, 0, &"", -1, 0],
		6: [&"time", &"time", 9, 0, &"", -1, 0],
		7: [&"weather", &"weather", 9, 0, &"", -1, 0],
	}

	## What is true.
	var world: World = null

	## Name of the place; may be empty.
	var place := ""

	## Name of who is spoken to; a variable such as "{player}" is kept as it is; may be empty.
	var listener := ""

	## -2 (enemies) to 2 (friends).
	var relation := 0

	## One of the moods that GetDialogueInfo lists; "neutral" if empty.
	var mood := ""

	## "morning", "noon", "evening", "night" or empty.
	var time := ""

	## "clear", "rain", "snow", "storm", "fog" or empty.
	var weather := ""

	func _type_name() -> StringName:
		return &"Situation"

	func _fields() -> Dictionary:
		return FIELDS


## What a text must and must not hold, whichever model writes it.
class Bounds:
	extends Message

	const FIELDS := {
		1: [&"must_say", &"must_say", 9, 2, &"", -1, 0],
		2: [&"never_say", &"never_say", 9, 2, &"", -1, 0],
		3: [&"most_characters", &"most_characters", 13, 1, &"", -1, 0],
		4: [&"level", &"level", 9, 0, &"", -1, 0],
	}

	## Texts that must stand in it exactly, as whole words; at most 8.
	var must_say := PackedStringArray()

	## Texts that must not stand in it, in any case, spacing or spelling trick; at most 64.
	var never_say := PackedStringArray()

	## Most characters of a line, 20 to 1000; 400 if unset.
	var most_characters := 0:
		set(value):
			most_characters = value
			_choose(3)

	## Content filter: "none", "mild" (no slurs, nothing explicit) or "strict" (no swearing at
	## all); "mild" if empty.
	var level := ""

	func _type_name() -> StringName:
		return &"Bounds"

	func _fields() -> Dictionary:
		return FIELDS


## A line.
class Line:
	extends Message

	const FIELDS := {
		1: [&"text", &"text", 9, 0, &"", -1, 0],
		2: [&"intent", &"intent", 9, 0, &"", -1, 0],
		3: [&"speaker", &"speaker", 9, 0, &"", -1, 0],
		4: [&"mood", &"mood", 9, 0, &"", -1, 0],
		5: [&"id", &"id", 9, 0, &"", -1, 0],
		6: [&"candidates", &"candidates", 13, 0, &"", -1, 0],
		7: [&"likelihood", &"likelihood", 2, 0, &"", -1, 0],
		8: [&"source", &"source", 9, 0, &"", -1, 0],
	}

	## What is said.
	var text := ""

	## What it does: an intent, "bark:spot_enemy", "choice:accept", "describe:item".
	var intent := ""

	## Who says it.
	var speaker := ""

	## How it is said.
	var mood := ""

	## Stable within its request: "bram_greet_01".
	var id := ""

	## From how many candidates it was chosen.
	var candidates := 0

	## Mean log-likelihood of its tokens under the model that chose it, in nats; 0 where none did.
	var likelihood := 0.0

	## What it was made of: templates of the phrase books, or the model's name.
	var source := ""

	func _type_name() -> StringName:
		return &"Line"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class GetSpeechInfoRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"GetSpeechInfoRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What can be asked for.
class GetSpeechInfoResponse:
	extends Message

	const FIELDS := {
		1: [&"models", &"models", 9, 2, &"", -1, 0],
		2: [&"styles", &"styles", 9, 2, &"", -1, 0],
		3: [&"moods", &"moods", 9, 2, &"", -1, 0],
		4: [&"vocals", &"vocals", 9, 2, &"", -1, 0],
		5: [&"sample_rate_hz", &"sample_rate_hz", 13, 0, &"", -1, 0],
		6: [&"most_characters", &"most_characters", 13, 0, &"", -1, 0],
	}

	## Names of models, the default first.
	var models := PackedStringArray()

	## Kinds of beings.
	var styles := PackedStringArray()

	## Moods.
	var moods := PackedStringArray()

	## Sounds without words, for <vocal name="…"/> in markup.
	var vocals := PackedStringArray()

	## Samples a second.
	var sample_rate_hz := 0

	## Letters of a text at most.
	var most_characters := 0

	func _type_name() -> StringName:
		return &"GetSpeechInfoResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Whose voice it is. The same person has the same voice in all lines.
class SpeechPerson:
	extends Message

	const FIELDS := {
		1: [&"sex", &"sex", 2, 1, &"", -1, 0],
		2: [&"age_years", &"age_years", 2, 1, &"", -1, 0],
		3: [&"stature_m", &"stature_m", 2, 1, &"", -1, 0],
		4: [&"seed", &"seed", 4, 0, &"", -1, 0],
		5: [&"name", &"name", 9, 0, &"", -1, 0],
		6: [&"role", &"role", 9, 0, &"", -1, 0],
		7: [&"age", &"age", 9, 0, &"", -1, 0],
	}

	## 0 female to 1 male; what follows from the name if unset, 0 without one.
	var sex := 0.0:
		set(value):
			sex = value
			_choose(1)

	## Age in years, 4 to 100; what follows from age, role and name if unset, 30 without them.
	var age_years := 0.0:
		set(value):
			age_years = value
			_choose(2)

	## Height in metres, 0.5 to 3; what is usual for sex and age if unset.
	var stature_m := 0.0:
		set(value):
			stature_m = value
			_choose(3)

	## Which person of that kind; any 64-bit number; 0 leaves it to the name.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## What the person is called, as dialogue has it; at most 80 characters. Whoever has a name
	## sounds the same wherever it is told.
	var name := ""

	## A role of dialogue: those without a name have one voice by role; children, elders, spirits
	## and robots sound like such.
	var role := ""

	## "child", "young", "adult" or "old", as dialogue has it.
	var age := ""

	func _type_name() -> StringName:
		return &"SpeechPerson"

	func _fields() -> Dictionary:
		return FIELDS


## What is set of a voice; what is unset comes from the person.
class SpeechVoice:
	extends Message

	const FIELDS := {
		1: [&"f0_hz", &"f0_hz", 2, 1, &"", -1, 0],
		2: [&"pitch_range", &"pitch_range", 2, 1, &"", -1, 0],
		3: [&"tract_cm", &"tract_cm", 2, 1, &"", -1, 0],
		4: [&"tilt_db", &"tilt_db", 2, 1, &"", -1, 0],
		5: [&"breath", &"breath", 2, 1, &"", -1, 0],
		6: [&"roughness", &"roughness", 2, 1, &"", -1, 0],
		7: [&"rate", &"rate", 2, 1, &"", -1, 0],
		8: [&"jitter", &"jitter", 2, 1, &"", -1, 0],
	}

	## Pitch in the middle, Hz, 50 to 500.
	var f0_hz := 0.0:
		set(value):
			f0_hz = value
			_choose(1)

	## How far pitch moves, 0 to 2.5; 1 is usual.
	var pitch_range := 0.0:
		set(value):
			pitch_range = value
			_choose(2)

	## Length of the vocal tract in cm, 9 to 23.
	var tract_cm := 0.0:
		set(value):
			tract_cm = value
			_choose(3)

	## Brightness in dB an octave, -6 to 6.
	var tilt_db := 0.0:
		set(value):
			tilt_db = value
			_choose(4)

	## Breath, 0 to 1.
	var breath := 0.0:
		set(value):
			breath = value
			_choose(5)

	## Creak and growl, 0 to 1.
	var roughness := 0.0:
		set(value):
			roughness = value
			_choose(6)

	## Pace, 0.4 to 2.5; 1 is usual.
	var rate := 0.0:
		set(value):
			rate = value
			_choose(7)

	## Shake of the pitch, 0 to 1.
	var jitter := 0.0:
		set(value):
			jitter = value
			_choose(8)

	func _type_name() -> StringName:
		return &"SpeechVoice"

	func _fields() -> Dictionary:
		return FIELDS


## A line to speak.
class SpeechRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"model", &"model", 9, 0, &"", -1, 0],
		4: [&"text", &"text", 9, 0, &"", -1, 0],
		5: [&"markup", &"markup", 8, 0, &"", -1, 0],
		6: [&"person", &"person", 11, 1, &"SpeechPerson", -1, 0],
		7: [&"voice", &"voice", 11, 1, &"SpeechVoice", -1, 0],
		8: [&"style", &"style", 9, 0, &"", -1, 0],
		9: [&"mood", &"mood", 9, 0, &"", -1, 0],
		10: [&"intent", &"intent", 9, 0, &"", -1, 0],
		11: [&"strength", &"strength", 2, 1, &"", -1, 0],
		12: [&"rate", &"rate", 2, 1, &"", -1, 0],
		13: [&"pitch_semitones", &"pitch_semitones", 2, 0, &"", -1, 0],
		14: [&"loudness_lufs", &"loudness_lufs", 2, 1, &"", -1, 0],
		15: [&"babble", &"babble", 8, 0, &"", -1, 0],
		16: [&"dictionary", &"dictionary", 9, 3, &"", -1, 9],
		17: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		18: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
		19: [&"live", &"live", 8, 0, &"", -1, 0],
		20: [&"notes", &"notes", 11, 2, &"SungNote", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Which take of the line; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Which model; the default if empty.
	var model := ""

	## What is said, in English, at most 4000 characters. Must be given.
	var text := ""

	## Whether the text has marks, a subset of SSML.
	var markup := false

	## Whose voice it is.
	var person: SpeechPerson = null

	## What is set of the voice.
	var voice: SpeechVoice = null

	## A style of GetSpeechInfo; "human" if empty, or what the person's role says: "ghost" for
	## spirits, "robot".
	var style := ""

	## A mood of GetSpeechInfo, as dialogue has them; "neutral" if empty.
	var mood := ""

	## What the line does, an intent or event of dialogue; those that change nothing are fine.
	var intent := ""

	## How much of the mood is heard, 0 to 1; 0.75 if unset.
	var strength := 0.0:
		set(value):
			strength = value
			_choose(11)

	## Pace, beside the voice's own, 0.4 to 2.5; 1 if unset.
	var rate := 0.0:
		set(value):
			rate = value
			_choose(12)

	## Higher or lower, beside the voice's own, -12 to 12 semitones.
	var pitch_semitones := 0.0

	## Loudness of the files, -40 to -10 LUFS; -23 if unset.
	var loudness_lufs := 0.0:
		set(value):
			loudness_lufs = value
			_choose(14)

	## Whether made-up syllables are spoken, as many as the text has, whatever its language.
	var babble := false

	## How names sound, in IPA, by the name: {"Millford": "ˈmɪlfɚd"}.
	var dictionary: Dictionary[String, String] = {}

	## Files to send, none twice: "wav", "wav24", "flac", "ogg", "opus", "png" (a spectrogram),
	## "timing", "srt", "vtt", "rhubarb", "lips", "godot", "unity"; WAV if empty.
	var outputs := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the recipe if empty.
	var file_name := ""

	## Whether each sentence's times, lips and samples are sent as soon as they are there. The
	## first sentence's begin comes before the rest of it is made, unless it is short.
	var live := false

	## A melody to sing the text to, at most 512 notes: one for each vowel, beside tied notes and
	## rests. The first begins 0.25 s after the first sample.
	var notes: Array[SungNote] = []

	func _type_name() -> StringName:
		return &"SpeechRequest"

	func _fields() -> Dictionary:
		return FIELDS


## A note of a melody.
class SungNote:
	extends Message

	const FIELDS := {
		1: [&"midi", &"midi", 2, 0, &"", -1, 0],
		2: [&"duration_s", &"duration_s", 2, 0, &"", -1, 0],
		3: [&"tie", &"tie", 8, 0, &"", -1, 0],
	}

	## Key as MIDI counts them, 60 for middle C, fractions allowed; 0 for a rest.
	var midi := 0.0

	## For how long, 0.05 to 20 seconds.
	var duration_s := 0.0

	## Whether it goes on with the vowel of the note before.
	var tie := false

	func _type_name() -> StringName:
		return &"SungNote"

	func _fields() -> Dictionary:
		return FIELDS


## Lines to speak, each several times.
class BarksRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"lines", &"lines", 11, 2, &"SpeechRequest", -1, 0],
		3: [&"takes", &"takes", 13, 1, &"", -1, 0],
	}

	## Name for Cancel and the logs, as in SpeechRequest.
	var request_id := ""

	## Lines, 1 to 64, each with its own seed, person, mood and outputs; their request_id stays
	## empty.
	var lines: Array[SpeechRequest] = []

	## Takes of each line, 1 to 16; 1 if unset. Take 0 has the line's seed.
	var takes := 0:
		set(value):
			takes = value
			_choose(3)

	func _type_name() -> StringName:
		return &"BarksRequest"

	func _fields() -> Dictionary:
		return FIELDS


## Samples of a sentence, or the next of it.
class SpeechSound:
	extends Message

	const FIELDS := {
		1: [&"pcm_s16le", &"pcm_s16le", 12, 0, &"", -1, 0],
		2: [&"sample_rate_hz", &"sample_rate_hz", 13, 0, &"", -1, 0],
		3: [&"offset_samples", &"offset_samples", 4, 0, &"", -1, 0],
	}

	## 16-bit little-endian samples of one channel.
	var pcm_s16le := PackedByteArray()

	## Samples a second.
	var sample_rate_hz := 0

	## Place of the first sample in the line.
	var offset_samples := 0

	func _type_name() -> StringName:
		return &"SpeechSound"

	func _fields() -> Dictionary:
		return FIELDS


## A sentence whose samples come next.
class SpokenSentence:
	extends Message

	const FIELDS := {
		1: [&"text", &"text", 9, 0, &"", -1, 0],
		2: [&"begin_s", &"begin_s", 2, 0, &"", -1, 0],
		3: [&"duration_s", &"duration_s", 2, 0, &"", -1, 0],
		4: [&"words", &"words", 11, 2, &"SpokenWord", -1, 0],
		5: [&"phonemes", &"phonemes", 11, 2, &"SpokenPhoneme", -1, 0],
		6: [&"face", &"face", 11, 2, &"FaceCurve", -1, 0],
		7: [&"unspoken", &"unspoken", 9, 0, &"", -1, 0],
	}

	## As it is read.
	var text := ""

	## When its first sample is heard, in seconds from the first of all.
	var begin_s := 0.0

	## How long it lasts, with the silence after it: its samples, in one SpeechSound or several,
	## are as many.
	var duration_s := 0.0

	## Its words, in seconds from the first sample of all.
	var words: Array[SpokenWord] = []

	## Its sounds.
	var phonemes: Array[SpokenPhoneme] = []

	## What mouth and face do meanwhile.
	var face: Array[FaceCurve] = []

	## Why nothing of it is heard, where that is so, as when it has letters of another script; else
	## empty.
	var unspoken := ""

	func _type_name() -> StringName:
		return &"SpokenSentence"

	func _fields() -> Dictionary:
		return FIELDS


## How far a shape of the face is, over time.
class FaceCurve:
	extends Message

	const FIELDS := {
		1: [&"morph", &"morph", 9, 0, &"", -1, 0],
		2: [&"weights", &"weights", 12, 0, &"", -1, 0],
	}

	## The morph target: a viseme such as "viseme_PP", or one of ARKit's shapes.
	var morph := ""

	## A byte a frame, 60 frames a second from the sentence's begin; 255 is all of it.
	var weights := PackedByteArray()

	func _type_name() -> StringName:
		return &"FaceCurve"

	func _fields() -> Dictionary:
		return FIELDS


## An event of GenerateSpeech.
class SpeechEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"SpeechResult", 0, 0],
		4: [&"sound", &"sound", 11, 1, &"SpeechSound", 0, 0],
		5: [&"sentence", &"sentence", 11, 1, &"SpokenSentence", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: SpeechResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	## What is there already, with live.
	var sound: SpeechSound = null:
		set(value):
			sound = value
			if value:
				_choose(4)

	## Comes before the sound of each sentence, with live.
	var sentence: SpokenSentence = null:
		set(value):
			sentence = value
			if value:
				_choose(5)

	func _type_name() -> StringName:
		return &"SpeechEvent"

	func _fields() -> Dictionary:
		return FIELDS


## An event of GenerateBarks.
class BarksEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"SpeechResult", 0, 0],
		4: [&"sound", &"sound", 11, 1, &"SpeechSound", 0, 0],
		5: [&"sentence", &"sentence", 11, 1, &"SpokenSentence", 0, 0],
	}

	## How far all have come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output of the take that is sent.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event of a take.
	var result: SpeechResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	## What is there already of a take, with live.
	var sound: SpeechSound = null:
		set(value):
			sound = value
			if value:
				_choose(4)

	## Comes before the sound of each sentence, with live.
	var sentence: SpokenSentence = null:
		set(value):
			sentence = value
			if value:
				_choose(5)

	func _type_name() -> StringName:
		return &"BarksEvent"

	func _fields() -> Dictionary:
		return FIELDS


## A word that is heard.
class SpokenWord:
	extends Message

	const FIELDS := {
		1: [&"text", &"text", 9, 0, &"", -1, 0],
		2: [&"begin_s", &"begin_s", 2, 0, &"", -1, 0],
		3: [&"end_s", &"end_s", 2, 0, &"", -1, 0],
	}

	## As it is read.
	var text := ""

	## When it begins, in seconds.
	var begin_s := 0.0

	## When it ends.
	var end_s := 0.0

	func _type_name() -> StringName:
		return &"SpokenWord"

	func _fields() -> Dictionary:
		return FIELDS


## A sound that is heard.
class SpokenPhoneme:
	extends Message

	const FIELDS := {
		1: [&"phoneme", &"phoneme", 9, 0, &"", -1, 0],
		2: [&"begin_s", &"begin_s", 2, 0, &"", -1, 0],
		3: [&"end_s", &"end_s", 2, 0, &"", -1, 0],
	}

	## IPA, but for diphthongs and affricates, which are one letter each.
	var phoneme := ""

	## When it begins, in seconds.
	var begin_s := 0.0

	## When it ends.
	var end_s := 0.0

	func _type_name() -> StringName:
		return &"SpokenPhoneme"

	func _fields() -> Dictionary:
		return FIELDS


## What was spoken.
class SpeechResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"duration_s", &"duration_s", 2, 0, &"", -1, 0],
		5: [&"loudness_lufs", &"loudness_lufs", 2, 0, &"", -1, 0],
		6: [&"peak_db", &"peak_db", 2, 0, &"", -1, 0],
		7: [&"voice", &"voice", 11, 1, &"SpeechVoice", -1, 0],
		8: [&"words", &"words", 11, 2, &"SpokenWord", -1, 0],
		9: [&"phonemes", &"phonemes", 11, 2, &"SpokenPhoneme", -1, 0],
		10: [&"line", &"line", 13, 0, &"", -1, 0],
		11: [&"take", &"take", 13, 0, &"", -1, 0],
		12: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## How long it is, in seconds.
	var duration_s := 0.0

	## Loudness as measured.
	var loudness_lufs := 0.0

	## True peak as measured, dBTP.
	var peak_db := 0.0

	## The voice that was used: all of it.
	var voice: SpeechVoice = null

	## Words in order.
	var words: Array[SpokenWord] = []

	## Sounds in order.
	var phonemes: Array[SpokenPhoneme] = []

	## Which line and take it is, of GenerateBarks.
	var line := 0

	## The take.
	var take := 0

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"SpeechResult"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class GetDialogueInfoRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"GetDialogueInfoRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What a client needs for its forms.
class GetDialogueInfoResponse:
	extends Message

	const FIELDS := {
		1: [&"roles", &"roles", 9, 2, &"", -1, 0],
		2: [&"moods", &"moods", 9, 2, &"", -1, 0],
		3: [&"traits", &"traits", 9, 2, &"", -1, 0],
		4: [&"registers", &"registers", 9, 2, &"", -1, 0],
		5: [&"intents", &"intents", 9, 2, &"", -1, 0],
		6: [&"events", &"events", 9, 2, &"", -1, 0],
		7: [&"choices", &"choices", 9, 2, &"", -1, 0],
		8: [&"descriptions", &"descriptions", 9, 2, &"", -1, 0],
		9: [&"scene_kinds", &"scene_kinds", 9, 2, &"", -1, 0],
		10: [&"line_outputs", &"line_outputs", 9, 2, &"", -1, 0],
		11: [&"scene_outputs", &"scene_outputs", 9, 2, &"", -1, 0],
		12: [&"models", &"models", 11, 2, &"DialogueModelInfo", -1, 0],
		13: [&"slots", &"slots", 9, 2, &"", -1, 0],
		14: [&"quest_goals", &"quest_goals", 9, 2, &"", -1, 0],
		15: [&"manners", &"manners", 9, 2, &"", -1, 0],
	}

	## Roles that phrase books know.
	var roles := PackedStringArray()

	## Moods.
	var moods := PackedStringArray()

	## Traits.
	var traits := PackedStringArray()

	## Ways of speaking.
	var registers := PackedStringArray()

	## What a line can do.
	var intents := PackedStringArray()

	## Events of barks: an intent is "bark:" and one of them.
	var events := PackedStringArray()

	## What a player's answer can do: an intent is "choice:" and one of them.
	var choices := PackedStringArray()

	## Texts that nobody says: an intent is "describe:" and one of them.
	var descriptions := PackedStringArray()

	## Kinds of scenes.
	var scene_kinds := PackedStringArray()

	## Outputs of GenerateLines.
	var line_outputs := PackedStringArray()

	## Outputs of GenerateScene.
	var scene_outputs := PackedStringArray()

	## Models that this server has; the default first.
	var models: Array[DialogueModelInfo] = []

	## Words that phrase books take: "item", "price", "topic".
	var slots := PackedStringArray()

	## Goals of quests.
	var quest_goals := PackedStringArray()

	## How speakers come across, besides their traits.
	var manners := PackedStringArray()

	func _type_name() -> StringName:
		return &"GetDialogueInfoResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A model that writes or chooses lines.
class DialogueModelInfo:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"description", &"description", 9, 0, &"", -1, 0],
		3: [&"writes", &"writes", 8, 0, &"", -1, 0],
	}

	## As requests name it: "ours", "phrases", or what the server was started with.
	var name := ""

	## What it is, for people.
	var description := ""

	## Whether it writes whole lines; otherwise phrase books do, and it chooses among them.
	var writes := false

	func _type_name() -> StringName:
		return &"DialogueModelInfo"

	func _fields() -> Dictionary:
		return FIELDS


## Lines that are alike but for the seed.
class Wish:
	extends Message

	const FIELDS := {
		1: [&"intent", &"intent", 9, 0, &"", -1, 0],
		2: [&"count", &"count", 13, 1, &"", -1, 0],
		3: [&"mood", &"mood", 9, 0, &"", -1, 0],
		4: [&"role", &"role", 9, 0, &"", -1, 0],
		5: [&"facts", &"facts", 11, 2, &"Fact", -1, 0],
		6: [&"slots", &"slots", 9, 3, &"", -1, 9],
	}

	## An intent, "bark:spot_enemy", "choice:accept" or "describe:item"; "greet" if empty.
	var intent := ""

	## How many, 1 to 1000; 1 if unset.
	var count := 0:
		set(value):
			count = value
			_choose(2)

	## Mood, instead of the situation's.
	var mood := ""

	## Role, instead of the persona's.
	var role := ""

	## What must be said in each, at most 8.
	var facts: Array[Fact] = []

	## Words for the phrase books, by name: "item": "a brass key"; at most 32.
	var slots: Dictionary[String, String] = {}

	func _type_name() -> StringName:
		return &"Wish"

	func _fields() -> Dictionary:
		return FIELDS


## Lines to write.
class LinesRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"persona", &"persona", 11, 1, &"Persona", -1, 0],
		4: [&"situation", &"situation", 11, 1, &"Situation", -1, 0],
		5: [&"wishes", &"wishes", 11, 2, &"Wish", -1, 0],
		6: [&"bounds", &"bounds", 11, 1, &"Bounds", -1, 0],
		7: [&"said", &"said", 9, 2, &"", -1, 0],
		8: [&"model", &"model", 9, 0, &"", -1, 0],
		9: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		10: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Any 64-bit number; equal requests give equal lines.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Who speaks.
	var persona: Persona = null

	## Where, to whom.
	var situation: Situation = null

	## What to write, at most 256 wishes and 1000 lines; one greeting if empty.
	var wishes: Array[Wish] = []

	## What every line must and must not hold.
	var bounds: Bounds = null

	## Lines that were said before, at most 1000: they are not repeated.
	var said := PackedStringArray()

	## One of the models that GetDialogueInfo lists; the first if empty.
	var model := ""

	## Files to send: "json", "csv", "script"; none if empty.
	var outputs := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -.
	var file_name := ""

	func _type_name() -> StringName:
		return &"LinesRequest"

	func _fields() -> Dictionary:
		return FIELDS


## An event of GenerateLines.
class LinesEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"line", &"line", 11, 1, &"Line", 0, 0],
		3: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		4: [&"result", &"result", 11, 1, &"LinesResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## The next line.
	var line: Line = null:
		set(value):
			line = value
			if value:
				_choose(2)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(3)

	## The last event.
	var result: LinesResult = null:
		set(value):
			result = value
			if value:
				_choose(4)

	func _type_name() -> StringName:
		return &"LinesEvent"

	func _fields() -> Dictionary:
		return FIELDS


## What was written.
class LinesResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"lines", &"lines", 11, 2, &"Line", -1, 0],
		4: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		5: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
		6: [&"notes", &"notes", 9, 2, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## All lines, in the order of the wishes.
	var lines: Array[Line] = []

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	## Which lines there are no more words for that were not said before; all others are there.
	var notes := PackedStringArray()

	func _type_name() -> StringName:
		return &"LinesResult"

	func _fields() -> Dictionary:
		return FIELDS


## A branching scene to write.
class SceneRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"kind", &"kind", 9, 0, &"", -1, 0],
		4: [&"cast", &"cast", 11, 2, &"Persona", -1, 0],
		5: [&"situation", &"situation", 11, 1, &"Situation", -1, 0],
		6: [&"nodes", &"nodes", 13, 1, &"", -1, 0],
		7: [&"facts", &"facts", 11, 2, &"Fact", -1, 0],
		8: [&"guarded", &"guarded", 11, 2, &"Fact", -1, 0],
		9: [&"skills", &"skills", 9, 3, &"", -1, 9],
		10: [&"coins", &"coins", 13, 1, &"", -1, 0],
		11: [&"choices_per_node", &"choices_per_node", 13, 1, &"", -1, 0],
		12: [&"tone", &"tone", 9, 0, &"", -1, 0],
		13: [&"quest_goal", &"quest_goal", 9, 0, &"", -1, 0],
		14: [&"bounds", &"bounds", 11, 1, &"Bounds", -1, 0],
		15: [&"model", &"model", 9, 0, &"", -1, 0],
		16: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		17: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## One of the scene kinds that GetDialogueInfo lists; "talk" if empty.
	var kind := ""

	## Who speaks besides the player, the most important first, up to 6; somebody of no particular
	## role if empty. The kind's own people join them.
	var cast: Array[Persona] = []

	## Where, to whom; the listener is the player, "{player}" if empty.
	var situation: Situation = null

	## About how many nodes, 8 to 80; 24 if unset.
	var nodes := 0:
		set(value):
			nodes = value
			_choose(6)

	## What must be told somewhere on the way, at most 16.
	var facts: Array[Fact] = []

	## What is told only to those who are trusted, or after a skill check; at most 16.
	var guarded: Array[Fact] = []

	## The game's own variables for skills, by "persuasion", "intimidation", "deception",
	## "perception".
	var skills: Dictionary[String, String] = {}

	## What the player is taken to have, where the game does not set it; 60 if unset.
	var coins := 0:
		set(value):
			coins = value
			_choose(10)

	## Most choices shown at once, 3 to 8; 5 if unset.
	var choices_per_node := 0:
		set(value):
			choices_per_node = value
			_choose(11)

	## Mood of those who speak where the beat asks for no other; the situation's if empty.
	var tone := ""

	## Goal of the quest, where the kind has one: one of those that GetDialogueInfo lists; any if
	## empty.
	var quest_goal := ""

	## What the lines must not hold, and the content filter; must_say and most_characters are not
	## taken here, for facts are.
	var bounds: Bounds = null

	## One of the models that GetDialogueInfo lists; the first if empty.
	var model := ""

	## Files to send, of those that GetDialogueInfo lists, at most 16; one "json" if empty.
	var outputs := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -.
	var file_name := ""

	func _type_name() -> StringName:
		return &"SceneRequest"

	func _fields() -> Dictionary:
		return FIELDS


## An event of GenerateScene.
class SceneEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"SceneResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: SceneResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"SceneEvent"

	func _fields() -> Dictionary:
		return FIELDS


## A scene that was written.
class SceneResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"title", &"title", 9, 0, &"", -1, 0],
		5: [&"summary", &"summary", 9, 0, &"", -1, 0],
		6: [&"nodes", &"nodes", 13, 0, &"", -1, 0],
		7: [&"lines", &"lines", 13, 0, &"", -1, 0],
		8: [&"choices", &"choices", 13, 0, &"", -1, 0],
		9: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## Title, for people.
	var title := ""

	## What happens.
	var summary := ""

	## Nodes.
	var nodes := 0

	## Spoken lines.
	var lines := 0

	## The player's choices.
	var choices := 0

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"SceneResult"

	func _fields() -> Dictionary:
		return FIELDS


## Somebody's scene with lines missing.
class FillSceneRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"format", &"format", 9, 0, &"", -1, 0],
		4: [&"source", &"source", 9, 0, &"", -1, 0],
		5: [&"cast", &"cast", 11, 2, &"Persona", -1, 0],
		6: [&"situation", &"situation", 11, 1, &"Situation", -1, 0],
		7: [&"bounds", &"bounds", 11, 1, &"Bounds", -1, 0],
		8: [&"model", &"model", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## "ink" or "yarn".
	var format := ""

	## The file's text, at most 256 KiB; docs/dialogue.md says how missing lines are marked.
	var source := ""

	## Who speaks; marks name them. At most 16.
	var cast: Array[Persona] = []

	## Where, to whom.
	var situation: Situation = null

	## What every line must and must not hold; must_say is not taken here.
	var bounds: Bounds = null

	## One of the models that GetDialogueInfo lists; the first if empty.
	var model := ""

	func _type_name() -> StringName:
		return &"FillSceneRequest"

	func _fields() -> Dictionary:
		return FIELDS


## An event of FillScene.
class FillSceneEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"FillSceneResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of the file.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: FillSceneResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"FillSceneEvent"

	func _fields() -> Dictionary:
		return FIELDS


## A scene whose missing lines were written.
class FillSceneResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"lines", &"lines", 11, 2, &"Line", -1, 0],
		5: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The file; its bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## What was written into it, in the file's order.
	var lines: Array[Line] = []

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"FillSceneResult"

	func _fields() -> Dictionary:
		return FIELDS


## A scene to look through.
class CheckSceneRequest:
	extends Message

	const FIELDS := {
		1: [&"format", &"format", 9, 0, &"", -1, 0],
		2: [&"source", &"source", 9, 0, &"", -1, 0],
	}

	## "json", "ink" or "yarn".
	var format := ""

	## The file's text, at most 256 KiB.
	var source := ""

	func _type_name() -> StringName:
		return &"CheckSceneRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What is wrong with a scene.
class CheckSceneResponse:
	extends Message

	const FIELDS := {
		1: [&"problems", &"problems", 11, 2, &"SceneProblem", -1, 0],
		2: [&"nodes", &"nodes", 13, 0, &"", -1, 0],
		3: [&"lines", &"lines", 13, 0, &"", -1, 0],
		4: [&"choices", &"choices", 13, 0, &"", -1, 0],
	}

	## Empty where nothing is.
	var problems: Array[SceneProblem] = []

	## Nodes.
	var nodes := 0

	## Spoken lines.
	var lines := 0

	## The player's choices.
	var choices := 0

	func _type_name() -> StringName:
		return &"CheckSceneResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Something wrong with a scene.
class SceneProblem:
	extends Message

	const FIELDS := {
		1: [&"kind", &"kind", 9, 0, &"", -1, 0],
		2: [&"place", &"place", 9, 0, &"", -1, 0],
		3: [&"message", &"message", 9, 0, &"", -1, 0],
	}

	## What kind of problem: "unreachable", "dead_end", "no_exit".
	var kind := ""

	## Id of the node, choice, line or variable that has it.
	var place := ""

	## For people.
	var message := ""

	func _type_name() -> StringName:
		return &"SceneProblem"

	func _fields() -> Dictionary:
		return FIELDS


## Something that a speaker may do when asked.
class TalkAction:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"description", &"description", 9, 0, &"", -1, 0],
		3: [&"phrases", &"phrases", 9, 2, &"", -1, 0],
		4: [&"parameters", &"parameters", 11, 2, &"TalkParameter", -1, 0],
		5: [&"least_relation", &"least_relation", 17, 0, &"", -1, 0],
		6: [&"most_times", &"most_times", 13, 0, &"", -1, 0],
	}

	## As the game calls it, a verb first: "open_door"; lower-case letters, digits and underscores.
	var name := ""

	## What it does, for people and for models.
	var description := ""

	## Other ways to ask for it: "let me in".
	var phrases := PackedStringArray()

	## What it needs, at most 8.
	var parameters: Array[TalkParameter] = []

	## Least relation at which the speaker agrees, -2 to 2.
	var least_relation := 0

	## How often it is done in a talk; 0 means without end.
	var most_times := 0

	func _type_name() -> StringName:
		return &"TalkAction"

	func _fields() -> Dictionary:
		return FIELDS


## What an action needs.
class TalkParameter:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"kind", &"kind", 9, 0, &"", -1, 0],
		3: [&"allowed", &"allowed", 9, 2, &"", -1, 0],
		4: [&"lowest", &"lowest", 17, 0, &"", -1, 0],
		5: [&"highest", &"highest", 17, 0, &"", -1, 0],
		6: [&"optional", &"optional", 8, 0, &"", -1, 0],
	}

	## As the game calls it.
	var name := ""

	## "choice", "number" or "truth"; "choice" if empty.
	var kind := ""

	## Of choices, all values.
	var allowed := PackedStringArray()

	## Of numbers, the least.
	var lowest := 0

	## Of numbers, the greatest.
	var highest := 0

	## Whether the action can do without.
	var optional := false

	func _type_name() -> StringName:
		return &"TalkParameter"

	func _fields() -> Dictionary:
		return FIELDS


## One turn of a talk.
class ConverseRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"persona", &"persona", 11, 1, &"Persona", -1, 0],
		4: [&"situation", &"situation", 11, 1, &"Situation", -1, 0],
		5: [&"state", &"state", 9, 0, &"", -1, 0],
		6: [&"player_text", &"player_text", 9, 0, &"", -1, 0],
		7: [&"actions", &"actions", 11, 2, &"TalkAction", -1, 0],
		8: [&"bounds", &"bounds", 11, 1, &"Bounds", -1, 0],
		9: [&"model", &"model", 9, 0, &"", -1, 0],
		10: [&"budget", &"budget", 11, 1, &"TalkBudget", -1, 0],
		11: [&"speak", &"speak", 11, 1, &"TalkVoice", -1, 0],
		12: [&"others", &"others", 11, 2, &"TalkMember", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Any 64-bit number; the same seed, state and text give the same answer.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Who answers.
	var persona: Persona = null

	## Where, to whom; relation and mood count at the start of a talk alone.
	var situation: Situation = null

	## State of the talk as the last turn gave it; empty at the start.
	var state := ""

	## What the player says, at most 1000 characters; empty lets the speaker begin.
	var player_text := ""

	## What the speaker may do, at most 64.
	var actions: Array[TalkAction] = []

	## What the answer must and must not hold.
	var bounds: Bounds = null

	## One of the models that GetDialogueInfo lists; the first if empty.
	var model := ""

	## What the speaker may spend.
	var budget: TalkBudget = null

	## If it is there, even empty, the answer is spoken, too: each sentence is heard as soon as it
	## is written.
	var speak: TalkVoice = null

	## Others who hear what is said, and answer or join in where it is for them to; at most 5, each
	## with a name of its own. Lines come as "said" then, "speak" must not be there, and an empty
	## player_text lets them talk among themselves.
	var others: Array[TalkMember] = []

	func _type_name() -> StringName:
		return &"ConverseRequest"

	func _fields() -> Dictionary:
		return FIELDS


## One of several who talk with the player.
class TalkMember:
	extends Message

	const FIELDS := {
		1: [&"persona", &"persona", 11, 1, &"Persona", -1, 0],
		2: [&"state", &"state", 9, 0, &"", -1, 0],
		3: [&"relation", &"relation", 17, 0, &"", -1, 0],
		4: [&"mood", &"mood", 9, 0, &"", -1, 0],
	}

	## Who.
	var persona: Persona = null

	## As the last turn's others gave it; empty at the start.
	var state := ""

	## Relation to the player at the start, -2 (enemies) to 2 (friends).
	var relation := 0

	## Mood at the start, one that GetDialogueInfo lists; "neutral" if empty.
	var mood := ""

	func _type_name() -> StringName:
		return &"TalkMember"

	func _fields() -> Dictionary:
		return FIELDS


## How answers are spoken. A mood and an intent colour them, as the speaker has them.
class TalkVoice:
	extends Message

	const FIELDS := {
		1: [&"person", &"person", 11, 1, &"SpeechPerson", -1, 0],
		2: [&"voice", &"voice", 11, 1, &"SpeechVoice", -1, 0],
		3: [&"style", &"style", 9, 0, &"", -1, 0],
		4: [&"strength", &"strength", 2, 1, &"", -1, 0],
		5: [&"loudness_lufs", &"loudness_lufs", 2, 1, &"", -1, 0],
		6: [&"dictionary", &"dictionary", 9, 3, &"", -1, 9],
		7: [&"babble", &"babble", 8, 0, &"", -1, 0],
		8: [&"model", &"model", 9, 0, &"", -1, 0],
	}

	## Whose voice it is; name, role, sex and age are the persona's where they are unset.
	var person: SpeechPerson = null

	## What is set of the voice.
	var voice: SpeechVoice = null

	## A style of GetSpeechInfo; as in SpeechRequest.
	var style := ""

	## How much of the mood is heard, 0 to 1; 0.75 if unset.
	var strength := 0.0:
		set(value):
			strength = value
			_choose(4)

	## Loudness, -40 to -10 LUFS; -23 if unset.
	var loudness_lufs := 0.0:
		set(value):
			loudness_lufs = value
			_choose(5)

	## How names sound, in IPA, by the name: {"Millford": "ˈmɪlfɚd"}.
	var dictionary: Dictionary[String, String] = {}

	## Whether made-up syllables are spoken, whatever the language.
	var babble := false

	## One of the models that GetSpeechInfo lists; the first if empty.
	var model := ""

	func _type_name() -> StringName:
		return &"TalkVoice"

	func _fields() -> Dictionary:
		return FIELDS


## What a speaker may spend in one talk; at the end of it they take their leave in character.
class TalkBudget:
	extends Message

	const FIELDS := {
		1: [&"turns", &"turns", 13, 1, &"", -1, 0],
		2: [&"characters", &"characters", 13, 1, &"", -1, 0],
		3: [&"words", &"words", 13, 1, &"", -1, 0],
		4: [&"seconds", &"seconds", 2, 1, &"", -1, 0],
	}

	## Answers, 1 to 1000000; 2000 if unset.
	var turns := 0:
		set(value):
			turns = value
			_choose(1)

	## Characters of all answers together, 100 to 100000000; 400000 if unset.
	var characters := 0:
		set(value):
			characters = value
			_choose(2)

	## Words of one answer, about, 5 to 200, for models that write; 40 if unset.
	var words := 0:
		set(value):
			words = value
			_choose(3)

	## Seconds for one answer, 0.1 to 600, for models that write: then it ends at the last whole
	## sentence; 20 if unset.
	var seconds := 0.0:
		set(value):
			seconds = value
			_choose(4)

	func _type_name() -> StringName:
		return &"TalkBudget"

	func _fields() -> Dictionary:
		return FIELDS


## An event of Converse.
class ConverseEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"text", &"text", 9, 1, &"", 0, 0],
		3: [&"action", &"action", 11, 1, &"ActionCall", 0, 0],
		4: [&"result", &"result", 11, 1, &"TurnResult", 0, 0],
		5: [&"sentence", &"sentence", 11, 1, &"SpokenSentence", 0, 0],
		6: [&"sound", &"sound", 11, 1, &"SpeechSound", 0, 0],
		7: [&"said", &"said", 11, 1, &"TalkLine", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## The answer's next piece.
	var text := "":
		set(value):
			text = value
			_choose(2)

	## Something that the speaker does.
	var action: ActionCall = null:
		set(value):
			action = value
			if value:
				_choose(3)

	## The last event.
	var result: TurnResult = null:
		set(value):
			result = value
			if value:
				_choose(4)

	## What is heard next, if speak is there.
	var sentence: SpokenSentence = null:
		set(value):
			sentence = value
			if value:
				_choose(5)

	## Its samples.
	var sound: SpeechSound = null:
		set(value):
			sound = value
			if value:
				_choose(6)

	## A line of one of several, if there are others.
	var said: TalkLine = null:
		set(value):
			said = value
			if value:
				_choose(7)

	func _type_name() -> StringName:
		return &"ConverseEvent"

	func _fields() -> Dictionary:
		return FIELDS


## A line in a talk of several.
class TalkLine:
	extends Message

	const FIELDS := {
		1: [&"line", &"line", 11, 1, &"Line", -1, 0],
		2: [&"to", &"to", 9, 0, &"", -1, 0],
	}

	## What is said and by whom.
	var line: Line = null

	## Name of who is spoken to; empty for the player.
	var to := ""

	func _type_name() -> StringName:
		return &"TalkLine"

	func _fields() -> Dictionary:
		return FIELDS


## Something that a speaker does: an action of the request's list, with values that it allows.
class ActionCall:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"choices", &"choices", 9, 3, &"", -1, 9],
		3: [&"numbers", &"numbers", 17, 3, &"", -1, 9],
		4: [&"truths", &"truths", 8, 3, &"", -1, 9],
	}

	## The action's name.
	var name := ""

	## Values of its choices.
	var choices: Dictionary[String, String] = {}

	## Values of its numbers.
	var numbers: Dictionary[String, int] = {}

	## Values of its truths.
	var truths: Dictionary[String, bool] = {}

	func _type_name() -> StringName:
		return &"ActionCall"

	func _fields() -> Dictionary:
		return FIELDS


## The end of a turn.
class TurnResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"line", &"line", 11, 1, &"Line", -1, 0],
		3: [&"state", &"state", 9, 0, &"", -1, 0],
		4: [&"relation", &"relation", 17, 0, &"", -1, 0],
		5: [&"ends", &"ends", 8, 0, &"", -1, 0],
		6: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
		7: [&"mind", &"mind", 11, 1, &"TalkMind", -1, 0],
		8: [&"others", &"others", 11, 2, &"TalkMemberResult", -1, 0],
		9: [&"next_speaker", &"next_speaker", 9, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## The answer as a whole.
	var line: Line = null

	## State to send with the next turn and to save with the game: text of at most 64 KiB.
	var state := ""

	## Relation after the turn, -2 to 2.
	var relation := 0

	## Whether the speaker ends the talk.
	var ends := false

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	## What the speaker makes of the player.
	var mind: TalkMind = null

	## How the others are after the turn, in the request's order.
	var others: Array[TalkMemberResult] = []

	## Who is waited for in a talk of several: a name; empty for the player.
	var next_speaker := ""

	func _type_name() -> StringName:
		return &"TurnResult"

	func _fields() -> Dictionary:
		return FIELDS


## One of the others after a turn.
class TalkMemberResult:
	extends Message

	const FIELDS := {
		1: [&"state", &"state", 9, 0, &"", -1, 0],
		2: [&"relation", &"relation", 17, 0, &"", -1, 0],
		3: [&"ends", &"ends", 8, 0, &"", -1, 0],
		4: [&"mind", &"mind", 11, 1, &"TalkMind", -1, 0],
	}

	## State to send with the next turn.
	var state := ""

	## Relation to the player, -2 to 2.
	var relation := 0

	## Whether this one has ended the talk.
	var ends := false

	## What this one makes of the player.
	var mind: TalkMind = null

	func _type_name() -> StringName:
		return &"TalkMemberResult"

	func _fields() -> Dictionary:
		return FIELDS


## What somebody makes of the player after a turn; part of the state, told for games that show it.
class TalkMind:
	extends Message

	const FIELDS := {
		1: [&"player", &"player", 9, 3, &"", -1, 9],
		2: [&"claims", &"claims", 9, 2, &"", -1, 0],
		3: [&"feelings", &"feelings", 11, 2, &"TalkFeeling", -1, 0],
		4: [&"promises", &"promises", 11, 2, &"TalkPromise", -1, 0],
		5: [&"drift", &"drift", 2, 0, &"", -1, 0],
	}

	## What the player told of themselves: "name", "origin", "trade", "seeks", "likes", "has".
	var player: Dictionary[String, String] = {}

	## What the player said to have done: "you killed the wolf".
	var claims := PackedStringArray()

	## Why the relation has moved, the last of them last.
	var feelings: Array[TalkFeeling] = []

	## Words given by either.
	var promises: Array[TalkPromise] = []

	## How far the relation has moved from the game's, -4 to 4.
	var drift := 0.0

	func _type_name() -> StringName:
		return &"TalkMind"

	func _fields() -> Dictionary:
		return FIELDS


## Why a relation has moved.
class TalkFeeling:
	extends Message

	const FIELDS := {
		1: [&"turn", &"turn", 13, 0, &"", -1, 0],
		2: [&"change", &"change", 2, 0, &"", -1, 0],
		3: [&"why", &"why", 9, 0, &"", -1, 0],
	}

	## In which turn of the talk, from 0.
	var turn := 0

	## How far.
	var change := 0.0

	## For what, as the speaker says it: "you kept your word".
	var why := ""

	func _type_name() -> StringName:
		return &"TalkFeeling"

	func _fields() -> Dictionary:
		return FIELDS


## A word that was given in a talk.
class TalkPromise:
	extends Message

	const FIELDS := {
		1: [&"by_player", &"by_player", 8, 0, &"", -1, 0],
		2: [&"text", &"text", 9, 0, &"", -1, 0],
		3: [&"turn", &"turn", 13, 0, &"", -1, 0],
		4: [&"kept", &"kept", 9, 0, &"", -1, 0],
	}

	## Whether the player gave it, not the speaker.
	var by_player := false

	## What for, as the speaker says it: "bring me the bell".
	var text := ""

	## In which turn of the talk, from 0.
	var turn := 0

	## "open", "kept" or "broken".
	var kept := ""

	func _type_name() -> StringName:
		return &"TalkPromise"

	func _fields() -> Dictionary:
		return FIELDS


## A tile map whose walkable tiles are one piece, whose doors join two sides, and whose keys come
## before their locks. Tiles are counted from the north-western corner: x to the east, y to the
## south.
class LayoutRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"width", &"width", 13, 0, &"", -1, 0],
		4: [&"depth", &"depth", 13, 0, &"", -1, 0],
		5: [&"kind", &"kind", 9, 0, &"", -1, 0],
		6: [&"style", &"style", 9, 0, &"", -1, 0],
		7: [&"density", &"density", 2, 1, &"", -1, 0],
		8: [&"symmetry", &"symmetry", 9, 0, &"", -1, 0],
		9: [&"entrances", &"entrances", 11, 2, &"TilePlace", -1, 0],
		10: [&"locks", &"locks", 13, 0, &"", -1, 0],
		11: [&"fixed_tiles", &"fixed_tiles", 12, 0, &"", -1, 0],
		12: [&"model", &"model", 9, 0, &"", -1, 0],
		13: [&"metres_per_tile", &"metres_per_tile", 2, 1, &"", -1, 0],
		14: [&"outputs", &"outputs", 14, 2, &"LayoutOutput", -1, 0],
		15: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
		16: [&"best_of", &"best_of", 13, 1, &"", -1, 0],
		17: [&"flow", &"flow", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Which layout; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Columns of tiles, west to east; 16 to 128. Must be given, but for a flow graph.
	var width := 0

	## Rows of tiles, north to south; 16 to 128. Must be given, but for a flow graph.
	var depth := 0

	## What it is a map of: "village", "dungeon", "cave", "interior", "city" or "biomes". Must be
	## given.
	var kind := ""

	## One of the kind's styles, such as "roadside" or "round" of a village; GetInfo lists those of
	## all kinds. Any if empty.
	var style := ""

	## How full it is: of rooms, houses, caverns, trees; 0 to 1; any if unset.
	var density := 0.0:
		set(value):
			density = value
			_choose(7)

	## Mirror image of itself: "none", "west_east", "north_south" or "both"; "none" if empty.
	var symmetry := ""

	## Tiles where one must be able to come in, at most 16, none twice; the generator places at
	## least one if empty.
	var entrances: Array[TilePlace] = []

	## Locked doors, each with a key somewhere one gets to before; 0 to 4. Only kinds with doors
	## have any.
	var locks := 0

	## Tiles that must stay as they are: width * depth numbers of LayoutTile as bytes, row by row
	## from the north-west; 255 is a tile that the generator chooses. None if empty.
	var fixed_tiles := PackedByteArray()

	## Which generator, one of the names that GetInfo lists: a learned one, or a classical one,
	## some of which make certain kinds only. The first if empty.
	var model := ""

	## Side of a tile, 0.25 to 20 metres; 2 if unset. It scales meshes and says how large a tile is
	## in files.
	var metres_per_tile := 0.0:
		set(value):
			metres_per_tile = value
			_choose(13)

	## What to send, in this order, at most 16, none twice; TILES_U8 if empty.
	var outputs := PackedInt64Array()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the recipe if empty.
	var file_name := ""

	## Make so many layouts, that of this seed and others, and send the one that the critic finds
	## most plausible; the recipe holds its seed. 1 to 16; 1 if unset.
	var best_of := 0:
		set(value):
			best_of = value
			_choose(16)

	## A designer's flow graph as JSON, at most 65536 characters, which is laid out: rooms ("id",
	## "kind", "size", "floor", "keys", "piece") and passages ("from", "to", "kind", "key");
	## docs/layout.md says what each may be. For dungeons, caves and interiors; width and depth are
	## those of each of its floors then, or 0 both for what it takes, and symmetry, locks, density,
	## entrances and fixed_tiles must not be said. Any layout if empty.
	var flow := ""

	func _type_name() -> StringName:
		return &"LayoutRequest"

	func _fields() -> Dictionary:
		return FIELDS


## A tile by its place.
class TilePlace:
	extends Message

	const FIELDS := {
		1: [&"x", &"x", 13, 0, &"", -1, 0],
		2: [&"y", &"y", 13, 0, &"", -1, 0],
	}

	## Column, from the western edge; 0 to width - 1.
	var x := 0

	## Row, from the northern edge; 0 to depth - 1.
	var y := 0

	func _type_name() -> StringName:
		return &"TilePlace"

	func _fields() -> Dictionary:
		return FIELDS


## What Generate sends.
class LayoutEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"LayoutResult", 0, 0],
	}

	## How far it has come. Previews are at most 256 x 256 pixels.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: LayoutResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"LayoutEvent"

	func _fields() -> Dictionary:
		return FIELDS


## What was made.
class LayoutResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"kind", &"kind", 9, 0, &"", -1, 0],
		5: [&"style", &"style", 9, 0, &"", -1, 0],
		6: [&"width", &"width", 13, 0, &"", -1, 0],
		7: [&"depth", &"depth", 13, 0, &"", -1, 0],
		8: [&"metres_per_tile", &"metres_per_tile", 2, 0, &"", -1, 0],
		9: [&"walkable_tiles", &"walkable_tiles", 13, 0, &"", -1, 0],
		10: [&"rooms", &"rooms", 11, 2, &"LayoutRoom", -1, 0],
		11: [&"doors", &"doors", 11, 2, &"LayoutDoor", -1, 0],
		12: [&"keys", &"keys", 11, 2, &"TilePlace", -1, 0],
		13: [&"entrances", &"entrances", 11, 2, &"TilePlace", -1, 0],
		14: [&"exits", &"exits", 11, 2, &"TilePlace", -1, 0],
		15: [&"bits_per_tile", &"bits_per_tile", 2, 1, &"", -1, 0],
		16: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
		17: [&"plausibility", &"plausibility", 2, 1, &"", -1, 0],
		18: [&"flow", &"flow", 11, 1, &"LayoutFlow", -1, 0],
		19: [&"rank", &"rank", 2, 1, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## As asked for.
	var kind := ""

	## Style, from the request or chosen by the generator; empty where the generator has none.
	var style := ""

	## Columns of tiles.
	var width := 0

	## Rows of tiles.
	var depth := 0

	## Side of a tile in metres.
	var metres_per_tile := 0.0

	## Tiles that one can walk on.
	var walkable_tiles := 0

	## Indoor places that are at least 2 tiles wide either way, between doors and narrow passages,
	## the largest first.
	var rooms: Array[LayoutRoom] = []

	## All doors, row by row.
	var doors: Array[LayoutDoor] = []

	## Where keys lie.
	var keys: Array[TilePlace] = []

	## Where one comes in.
	var entrances: Array[TilePlace] = []

	## Where one goes on.
	var exits: Array[TilePlace] = []

	## How unexpected a learned generator found the map, bits a tile; unset for a classical one.
	var bits_per_tile := 0.0:
		set(value):
			bits_per_tile = value
			_choose(15)

	## Time the server spent on the model and the exports, in milliseconds.
	var elapsed_ms := 0.0

	## Share of the maps that the generator learned from which the critic finds less plausible, 0
	## to 1; unset where it was not asked.
	var plausibility := 0.0:
		set(value):
			plausibility = value
			_choose(17)

	## Where the rooms and passages of the request's flow graph lie; unset without one.
	var flow: LayoutFlow = null

	## Share of the maps of this kind, 64 x 64, as the packaged generator makes them without a
	## choice, which the critic finds less plausible, 0 to 1; unset where it was not asked. This
	## tells candidates apart: `plausibility` is near 0 for most, since the critic tells nearly all
	## that is made from what it was learned from.
	var rank := 0.0:
		set(value):
			rank = value
			_choose(19)

	func _type_name() -> StringName:
		return &"LayoutResult"

	func _fields() -> Dictionary:
		return FIELDS


## Where the rooms and passages of a flow graph lie. Places are those of the whole map, on which
## floors lie side by side.
class LayoutFlow:
	extends Message

	const FIELDS := {
		1: [&"floors", &"floors", 11, 2, &"LayoutFloor", -1, 0],
		2: [&"rooms", &"rooms", 11, 2, &"LayoutFlowRoom", -1, 0],
		3: [&"passages", &"passages", 11, 2, &"LayoutFlowPassage", -1, 0],
		4: [&"keys", &"keys", 11, 2, &"LayoutFlowKey", -1, 0],
	}

	## The lowest first.
	var floors: Array[LayoutFloor] = []

	## In the order asked.
	var rooms: Array[LayoutFlowRoom] = []

	## In the order asked.
	var passages: Array[LayoutFlowPassage] = []

	## All keys.
	var keys: Array[LayoutFlowKey] = []

	func _type_name() -> StringName:
		return &"LayoutFlow"

	func _fields() -> Dictionary:
		return FIELDS


## A floor's part of the map.
class LayoutFloor:
	extends Message

	const FIELDS := {
		1: [&"x", &"x", 13, 0, &"", -1, 0],
		2: [&"y", &"y", 13, 0, &"", -1, 0],
		3: [&"width", &"width", 13, 0, &"", -1, 0],
		4: [&"depth", &"depth", 13, 0, &"", -1, 0],
	}

	## Column of its western edge.
	var x := 0

	## Row of its northern edge.
	var y := 0

	## Columns.
	var width := 0

	## Rows.
	var depth := 0

	func _type_name() -> StringName:
		return &"LayoutFloor"

	func _fields() -> Dictionary:
		return FIELDS


## A room of a flow graph: its inside, without walls.
class LayoutFlowRoom:
	extends Message

	const FIELDS := {
		1: [&"id", &"id", 9, 0, &"", -1, 0],
		2: [&"kind", &"kind", 9, 0, &"", -1, 0],
		3: [&"on_floor", &"on_floor", 13, 0, &"", -1, 0],
		4: [&"x", &"x", 13, 0, &"", -1, 0],
		5: [&"y", &"y", 13, 0, &"", -1, 0],
		6: [&"width", &"width", 13, 0, &"", -1, 0],
		7: [&"depth", &"depth", 13, 0, &"", -1, 0],
	}

	## As asked for.
	var id := ""

	## As asked for: "entrance", "exit", "boss", "shop", "treasure", "secret", "key", "puzzle",
	## "hub", "rest" or "plain".
	var kind := ""

	## From 0.
	var on_floor := 0

	## Column of its western edge.
	var x := 0

	## Row of its northern edge.
	var y := 0

	## Columns.
	var width := 0

	## Rows.
	var depth := 0

	func _type_name() -> StringName:
		return &"LayoutFlowRoom"

	func _fields() -> Dictionary:
		return FIELDS


## A passage of a flow graph, and the tile by which it opens.
class LayoutFlowPassage:
	extends Message

	const FIELDS := {
		1: [&"from_room", &"from_room", 9, 0, &"", -1, 0],
		2: [&"to_room", &"to_room", 9, 0, &"", -1, 0],
		3: [&"kind", &"kind", 9, 0, &"", -1, 0],
		4: [&"key", &"key", 9, 0, &"", -1, 0],
		5: [&"on_floor", &"on_floor", 13, 0, &"", -1, 0],
		6: [&"x", &"x", 13, 0, &"", -1, 0],
		7: [&"y", &"y", 13, 0, &"", -1, 0],
		8: [&"to_floor", &"to_floor", 13, 0, &"", -1, 0],
		9: [&"to_x", &"to_x", 13, 0, &"", -1, 0],
		10: [&"to_y", &"to_y", 13, 0, &"", -1, 0],
	}

	## Id of a room; of a one-way passage the one that it leads from.
	var from_room := ""

	## Id of the other.
	var to_room := ""

	## As asked for: "open", "door", "locked", "one_way", "secret" or "stairs".
	var kind := ""

	## That opens it; empty where it is not locked.
	var key := ""

	## Of the first room.
	var on_floor := 0

	## Column of its door; of an open passage of the tile where it leaves a room, of a secret one
	## of the wall that opens, of stairs of where they stand on the first room's floor.
	var x := 0

	## Row of it.
	var y := 0

	## Of the second room.
	var to_floor := 0

	## Column of stairs on the other floor; as x of other passages.
	var to_x := 0

	## Row of stairs on the other floor; as y of other passages.
	var to_y := 0

	func _type_name() -> StringName:
		return &"LayoutFlowPassage"

	func _fields() -> Dictionary:
		return FIELDS


## A key of a flow graph.
class LayoutFlowKey:
	extends Message

	const FIELDS := {
		1: [&"id", &"id", 9, 0, &"", -1, 0],
		2: [&"room", &"room", 9, 0, &"", -1, 0],
		3: [&"on_floor", &"on_floor", 13, 0, &"", -1, 0],
		4: [&"x", &"x", 13, 0, &"", -1, 0],
		5: [&"y", &"y", 13, 0, &"", -1, 0],
	}

	## Of the key.
	var id := ""

	## Id of the room where it lies.
	var room := ""

	## Of the room.
	var on_floor := 0

	## Column.
	var x := 0

	## Row.
	var y := 0

	func _type_name() -> StringName:
		return &"LayoutFlowKey"

	func _fields() -> Dictionary:
		return FIELDS


## An indoor place.
class LayoutRoom:
	extends Message

	const FIELDS := {
		1: [&"x", &"x", 13, 0, &"", -1, 0],
		2: [&"y", &"y", 13, 0, &"", -1, 0],
		3: [&"width", &"width", 13, 0, &"", -1, 0],
		4: [&"depth", &"depth", 13, 0, &"", -1, 0],
		5: [&"tiles", &"tiles", 13, 0, &"", -1, 0],
	}

	## Column of its western edge.
	var x := 0

	## Row of its northern edge.
	var y := 0

	## Columns of the smallest rectangle around it.
	var width := 0

	## Rows of the smallest rectangle around it.
	var depth := 0

	## Tiles that belong to it.
	var tiles := 0

	func _type_name() -> StringName:
		return &"LayoutRoom"

	func _fields() -> Dictionary:
		return FIELDS


## A door.
class LayoutDoor:
	extends Message

	const FIELDS := {
		1: [&"x", &"x", 13, 0, &"", -1, 0],
		2: [&"y", &"y", 13, 0, &"", -1, 0],
		3: [&"locked", &"locked", 8, 0, &"", -1, 0],
		4: [&"north_south", &"north_south", 8, 0, &"", -1, 0],
	}

	## Column.
	var x := 0

	## Row.
	var y := 0

	## Whether it takes a key.
	var locked := false

	## Whether one walks through it from north to south, rather than from west to east.
	var north_south := false

	func _type_name() -> StringName:
		return &"LayoutDoor"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class GetMusicInfoRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"GetMusicInfoRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What can be asked for.
class GetMusicInfoResponse:
	extends Message

	const FIELDS := {
		1: [&"uses", &"uses", 11, 2, &"MusicChoice", -1, 0],
		2: [&"moods", &"moods", 9, 2, &"", -1, 0],
		3: [&"eras", &"eras", 9, 2, &"", -1, 0],
		4: [&"ensembles", &"ensembles", 11, 2, &"MusicChoice", -1, 0],
		5: [&"modes", &"modes", 9, 2, &"", -1, 0],
		6: [&"metres", &"metres", 9, 2, &"", -1, 0],
		7: [&"keys", &"keys", 9, 2, &"", -1, 0],
		8: [&"layers", &"layers", 9, 2, &"", -1, 0],
		9: [&"stingers", &"stingers", 11, 2, &"MusicChoice", -1, 0],
		10: [&"sample_rate_hz", &"sample_rate_hz", 13, 0, &"", -1, 0],
		11: [&"models", &"models", 9, 2, &"", -1, 0],
	}

	## What music can be for.
	var uses: Array[MusicChoice] = []

	## Moods.
	var moods := PackedStringArray()

	## Kinds of worlds, the default first.
	var eras := PackedStringArray()

	## Who can play.
	var ensembles: Array[MusicChoice] = []

	## Scales.
	var modes := PackedStringArray()

	## Metres.
	var metres := PackedStringArray()

	## Keys.
	var keys := PackedStringArray()

	## Layers of intensity, from the calmest.
	var layers := PackedStringArray()

	## Stingers.
	var stingers: Array[MusicChoice] = []

	## Samples a second.
	var sample_rate_hz := 0

	## Composers, the default first.
	var models := PackedStringArray()

	func _type_name() -> StringName:
		return &"GetMusicInfoResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Something that can be chosen.
class MusicChoice:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"about", &"about", 9, 0, &"", -1, 0],
	}

	## Its name in requests.
	var name := ""

	## A sentence.
	var about := ""

	func _type_name() -> StringName:
		return &"MusicChoice"

	func _fields() -> Dictionary:
		return FIELDS


## A piece. What is unset the text says, then the use, the mood and the seed.
class MusicRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"text", &"text", 9, 0, &"", -1, 0],
		4: [&"use", &"use", 9, 0, &"", -1, 0],
		5: [&"mood", &"mood", 9, 0, &"", -1, 0],
		6: [&"era", &"era", 9, 0, &"", -1, 0],
		7: [&"ensemble", &"ensemble", 9, 0, &"", -1, 0],
		8: [&"key", &"key", 9, 0, &"", -1, 0],
		9: [&"mode", &"mode", 9, 0, &"", -1, 0],
		10: [&"metre", &"metre", 9, 0, &"", -1, 0],
		11: [&"tempo_bpm", &"tempo_bpm", 2, 1, &"", -1, 0],
		12: [&"bars", &"bars", 13, 1, &"", -1, 0],
		13: [&"length_s", &"length_s", 2, 1, &"", -1, 0],
		14: [&"form", &"form", 9, 0, &"", -1, 0],
		15: [&"curve", &"curve", 9, 0, &"", -1, 0],
		16: [&"motif", &"motif", 9, 0, &"", -1, 0],
		17: [&"density", &"density", 2, 1, &"", -1, 0],
		18: [&"percussion", &"percussion", 2, 1, &"", -1, 0],
		19: [&"loudness_lufs", &"loudness_lufs", 2, 1, &"", -1, 0],
		20: [&"ending", &"ending", 9, 0, &"", -1, 0],
		21: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		22: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
		23: [&"lyrics", &"lyrics", 9, 0, &"", -1, 0],
		24: [&"singer", &"singer", 9, 0, &"", -1, 0],
		25: [&"motif_midi", &"motif_midi", 12, 0, &"", -1, 0],
		26: [&"continue_midi", &"continue_midi", 12, 0, &"", -1, 0],
		27: [&"song", &"song", 9, 0, &"", -1, 0],
		28: [&"singer_name", &"singer_name", 9, 0, &"", -1, 0],
		29: [&"model", &"model", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Which of such pieces; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Plain words, up to 300 characters: "sad harbour at night, slow waltz, accordion".
	var text := ""

	## What it is for, of GetMusicInfo; "exploration" if nothing says.
	var use := ""

	## How it feels, of GetMusicInfo; "neutral" if nothing says.
	var mood := ""

	## Kind of world, of GetMusicInfo; "medieval" if nothing says.
	var era := ""

	## Who plays, of GetMusicInfo; one that suits use and era if nothing says.
	var ensemble := ""

	## Its tonic, of GetMusicInfo.
	var key := ""

	## Its scale, of GetMusicInfo.
	var mode := ""

	## Its metre, of GetMusicInfo.
	var metre := ""

	## Quarters a minute, 40 to 220.
	var tempo_bpm := 0.0:
		set(value):
			tempo_bpm = value
			_choose(11)

	## How many bars, 4 to 160; at most 300 seconds.
	var bars := 0:
		set(value):
			bars = value
			_choose(12)

	## How long, 4 to 300 seconds, to the nearest bar; instead of bars.
	var length_s := 0.0:
		set(value):
			length_s = value
			_choose(13)

	## A letter a section, up to 16; equal letters are alike.
	var form := ""

	## How strong it is from its beginning to its end: up to 16 numbers from 0 to 1, spread over
	## the sections, such as "0.2 0.5 1".
	var curve := ""

	## Notes that it is made from, up to 24: "E4 D4 C4:2 R:0.5", with beats after a colon.
	var motif := ""

	## How many notes, 0 to 1.
	var density := 0.0:
		set(value):
			density = value
			_choose(17)

	## How much is drummed, 0 to 1; 1 if unset.
	var percussion := 0.0:
		set(value):
			percussion = value
			_choose(18)

	## Loudness of the mix, -40 to -10 LUFS; -18 if unset.
	var loudness_lufs := 0.0:
		set(value):
			loudness_lufs = value
			_choose(19)

	## "loop" if its end is to go on with its beginning, to the sample, or "close"; as the use has
	## it if empty.
	var ending := ""

	## Files to send, none twice: "wav", "ogg", "flac", "opus" (the mix), "layers" (WAV, one each),
	## "stems" (WAV, one a part), "midi", "musicxml", "png" (the notes), "json" (what is known),
	## "godot" (an AudioStreamSynchronized of the layers), "clips" (Ogg, one a layer, and JSON);
	## WAV and JSON if empty.
	var outputs := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the recipe if empty.
	var file_name := ""

	## English words that are sung, up to 2000 characters; lines are parted by "/" or by line ends.
	var lyrics := ""

	## Who sings: "woman", "man", "girl", "boy", "old woman" or "old man"; a woman if empty. Not
	## without lyrics or song.
	var singer := ""

	## A MIDI file of up to 256 KiB, whose melody's first two bars are the motif; instead of motif.
	var motif_midi := PackedByteArray()

	## A MIDI file of up to 256 KiB that is gone on with: what is made follows its last bar, in its
	## key, metre and tempo where nothing else is said.
	var continue_midi := PackedByteArray()

	## What a song is about, up to 80 characters: "Bram of Oxmoor and the old mill"; its words are
	## written. Not with lyrics.
	var song := ""

	## Who sings, by name, up to 80 characters: whoever has a name has one voice, in talk too. With
	## singer, somebody of that sex and age; not without lyrics or song.
	var singer_name := ""

	## Which composer, of GetMusicInfo; the default one if empty.
	var model := ""

	func _type_name() -> StringName:
		return &"MusicRequest"

	func _fields() -> Dictionary:
		return FIELDS


## The music of a place.
class MusicSetRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"text", &"text", 9, 0, &"", -1, 0],
		4: [&"uses", &"uses", 9, 2, &"", -1, 0],
		5: [&"stingers", &"stingers", 9, 2, &"", -1, 0],
		6: [&"mood", &"mood", 9, 0, &"", -1, 0],
		7: [&"era", &"era", 9, 0, &"", -1, 0],
		8: [&"ensemble", &"ensemble", 9, 0, &"", -1, 0],
		9: [&"key", &"key", 9, 0, &"", -1, 0],
		10: [&"motif", &"motif", 9, 0, &"", -1, 0],
		11: [&"bars", &"bars", 13, 1, &"", -1, 0],
		12: [&"length_s", &"length_s", 2, 1, &"", -1, 0],
		13: [&"percussion", &"percussion", 2, 1, &"", -1, 0],
		14: [&"loudness_lufs", &"loudness_lufs", 2, 1, &"", -1, 0],
		15: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		16: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
		17: [&"motif_midi", &"motif_midi", 12, 0, &"", -1, 0],
		18: [&"model", &"model", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs, as of MusicRequest.
	var request_id := ""

	## Which of such sets; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Plain words, as of MusicRequest. What they say of feeling, mode, metre and tempo holds for
	## the first piece; who plays, and the world, for all.
	var text := ""

	## What the pieces are for, up to 6 of GetMusicInfo; "exploration", "tension", "battle",
	## "victory" if empty. The motif is the first's.
	var uses := PackedStringArray()

	## Stingers, of GetMusicInfo; all if empty, "none" for none.
	var stingers := PackedStringArray()

	## How the first piece feels, of GetMusicInfo.
	var mood := ""

	## Kind of world, of GetMusicInfo; "medieval" if nothing says.
	var era := ""

	## Who plays all of it, of GetMusicInfo; of each piece who suits its use if nothing says.
	var ensemble := ""

	## The tonic of all, of GetMusicInfo.
	var key := ""

	## Notes that all is made from, as of MusicRequest.
	var motif := ""

	## How many bars each piece has, 4 to 160; at most 300 seconds.
	var bars := 0:
		set(value):
			bars = value
			_choose(11)

	## How long each piece is, 4 to 300 seconds, to the nearest bar; instead of bars.
	var length_s := 0.0:
		set(value):
			length_s = value
			_choose(12)

	## How much is drummed, 0 to 1; 1 if unset.
	var percussion := 0.0:
		set(value):
			percussion = value
			_choose(13)

	## Loudness of the mix, -40 to -10 LUFS; -18 if unset.
	var loudness_lufs := 0.0:
		set(value):
			loudness_lufs = value
			_choose(14)

	## Files to send, none twice: "wav", "ogg", "flac", "opus" (mixes), "layers", "midi", "png",
	## each of every piece; "json", "godot" (an AudioStreamInteractive, and an
	## AudioStreamRandomizer of the stingers), "clips"; OGG and JSON if empty.
	var outputs := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the recipe if empty.
	var file_name := ""

	## A MIDI file for the motif, as of MusicRequest.
	var motif_midi := PackedByteArray()

	## Which composer, as of MusicRequest.
	var model := ""

	func _type_name() -> StringName:
		return &"MusicSetRequest"

	func _fields() -> Dictionary:
		return FIELDS


## An event of GenerateMusic.
class MusicEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"MusicResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: MusicResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"MusicEvent"

	func _fields() -> Dictionary:
		return FIELDS


## An event of GenerateMusicSet.
class MusicSetEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"MusicSetResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: MusicSetResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"MusicSetEvent"

	func _fields() -> Dictionary:
		return FIELDS


## A part of an arrangement.
class MusicPart:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"instrument", &"instrument", 13, 0, &"", -1, 0],
		3: [&"role", &"role", 9, 0, &"", -1, 0],
		4: [&"layer", &"layer", 9, 0, &"", -1, 0],
		5: [&"notes", &"notes", 13, 0, &"", -1, 0],
	}

	## Of the instrument.
	var name := ""

	## General MIDI's program, from 0; 128 and more for drums.
	var instrument := 0

	## "melody", "counter", "harmony", "bass", "percussion" or "voice".
	var role := ""

	## The layer that it is in.
	var layer := ""

	## How many notes it has.
	var notes := 0

	func _type_name() -> StringName:
		return &"MusicPart"

	func _fields() -> Dictionary:
		return FIELDS


## Bars that belong together.
class MusicSection:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"bar", &"bar", 13, 0, &"", -1, 0],
		3: [&"bars", &"bars", 13, 0, &"", -1, 0],
		4: [&"energy", &"energy", 2, 0, &"", -1, 0],
	}

	## Its letter.
	var name := ""

	## Its first bar, from 0.
	var bar := 0

	## How many.
	var bars := 0

	## 0 to 1.
	var energy := 0.0

	func _type_name() -> StringName:
		return &"MusicSection"

	func _fields() -> Dictionary:
		return FIELDS


## A piece that was made.
class MusicPiece:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"kind", &"kind", 9, 0, &"", -1, 0],
		3: [&"mood", &"mood", 9, 0, &"", -1, 0],
		4: [&"era", &"era", 9, 0, &"", -1, 0],
		5: [&"ensemble", &"ensemble", 9, 0, &"", -1, 0],
		6: [&"key", &"key", 9, 0, &"", -1, 0],
		7: [&"mode", &"mode", 9, 0, &"", -1, 0],
		8: [&"beats_per_bar", &"beats_per_bar", 13, 0, &"", -1, 0],
		9: [&"beat_unit", &"beat_unit", 13, 0, &"", -1, 0],
		10: [&"tempo_bpm", &"tempo_bpm", 2, 0, &"", -1, 0],
		11: [&"loop", &"loop", 8, 0, &"", -1, 0],
		12: [&"duration_s", &"duration_s", 2, 0, &"", -1, 0],
		13: [&"motif", &"motif", 9, 0, &"", -1, 0],
		14: [&"layers", &"layers", 9, 2, &"", -1, 0],
		15: [&"sections", &"sections", 11, 2, &"MusicSection", -1, 0],
		16: [&"parts", &"parts", 11, 2, &"MusicPart", -1, 0],
		17: [&"bar_samples", &"bar_samples", 13, 2, &"", -1, 0],
		18: [&"beat_samples", &"beat_samples", 13, 2, &"", -1, 0],
		19: [&"lyrics", &"lyrics", 9, 0, &"", -1, 0],
	}

	## What it is for; of stingers, their name.
	var name := ""

	## Of a set: "piece", "bridge" (a bar that leads to the piece of that name) or "stinger".
	var kind := ""

	## How it feels.
	var mood := ""

	## Kind of world.
	var era := ""

	## Who plays.
	var ensemble := ""

	## Its tonic.
	var key := ""

	## Its scale.
	var mode := ""

	## Beats in a bar.
	var beats_per_bar := 0

	## Which note a beat is; 4 is a quarter.
	var beat_unit := 0

	## Quarters a minute.
	var tempo_bpm := 0.0

	## Whether its end goes on with its beginning.
	var loop := false

	## How long it is with what rings on, in seconds; of a loop, the loop.
	var duration_s := 0.0

	## What its melody begins with.
	var motif := ""

	## The layers that it has, from the calmest.
	var layers := PackedStringArray()

	## Its sections.
	var sections: Array[MusicSection] = []

	## Who plays what.
	var parts: Array[MusicPart] = []

	## The samples at which its bars start, and at which the last ends.
	var bar_samples := PackedInt64Array()

	## The samples at which its beats start.
	var beat_samples := PackedInt64Array()

	## The words that are sung, lines parted by " / ".
	var lyrics := ""

	func _type_name() -> StringName:
		return &"MusicPiece"

	func _fields() -> Dictionary:
		return FIELDS


## What was made.
class MusicResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"piece", &"piece", 11, 1, &"MusicPiece", -1, 0],
		5: [&"unknown_words", &"unknown_words", 9, 2, &"", -1, 0],
		6: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## The piece.
	var piece: MusicPiece = null

	## Words of the text that mean nothing here.
	var unknown_words := PackedStringArray()

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"MusicResult"

	func _fields() -> Dictionary:
		return FIELDS


## The music of a place.
class MusicSetResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"pieces", &"pieces", 11, 2, &"MusicPiece", -1, 0],
		5: [&"motif", &"motif", 9, 0, &"", -1, 0],
		6: [&"unknown_words", &"unknown_words", 9, 2, &"", -1, 0],
		7: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## Pieces in the order asked, then bars that lead to them, then stingers.
	var pieces: Array[MusicPiece] = []

	## What the first piece's melody begins with.
	var motif := ""

	## Words of the text that mean nothing here.
	var unknown_words := PackedStringArray()

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"MusicSetResult"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class GetSoundInfoRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"GetSoundInfoRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What can be asked for.
class GetSoundInfoResponse:
	extends Message

	const FIELDS := {
		1: [&"effects", &"effects", 11, 2, &"SoundEffect", -1, 0],
		2: [&"surface_of_class", &"surface_of_class", 9, 3, &"", -1, 9],
		3: [&"sample_rate_hz", &"sample_rate_hz", 13, 0, &"", -1, 0],
		4: [&"models", &"models", 11, 2, &"SoundModel", -1, 0],
	}

	## Effects, in the order to show them in.
	var effects: Array[SoundEffect] = []

	## What the classes of texture sound like underfoot, a surface each.
	var surface_of_class: Dictionary[String, String] = {}

	## Samples a second.
	var sample_rate_hz := 0

	## Learned models, the default first; and what each knows.
	var models: Array[SoundModel] = []

	func _type_name() -> StringName:
		return &"GetSoundInfoResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A learned model of sounds.
class SoundModel:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"classes", &"classes", 9, 2, &"", -1, 0],
		3: [&"usual", &"usual", 9, 2, &"", -1, 0],
	}

	## Its name in requests.
	var name := ""

	## What it knows: "effect/kind", and of effects with surfaces "effect/kind/surface".
	var classes := PackedStringArray()

	## Those of them that it makes where a request names no model: where it is nearer to recordings
	## than the parametric one.
	var usual := PackedStringArray()

	func _type_name() -> StringName:
		return &"SoundModel"

	func _fields() -> Dictionary:
		return FIELDS


## A model of what makes a sound.
class SoundEffect:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"about", &"about", 9, 0, &"", -1, 0],
		3: [&"kinds", &"kinds", 11, 2, &"SoundKind", -1, 0],
		4: [&"hears", &"hears", 9, 2, &"", -1, 0],
		5: [&"loops", &"loops", 8, 0, &"", -1, 0],
		6: [&"materials", &"materials", 9, 2, &"", -1, 0],
		7: [&"surfaces", &"surfaces", 9, 2, &"", -1, 0],
		8: [&"feet", &"feet", 9, 2, &"", -1, 0],
		9: [&"gaits", &"gaits", 9, 2, &"", -1, 0],
	}

	## Its name in requests.
	var name := ""

	## A sentence.
	var about := ""

	## Its kinds, the default first.
	var kinds: Array[SoundKind] = []

	## Names of the numbers of SoundRequest that change it; those from intensity to rate_hz that
	## are not among them are refused.
	var hears := PackedStringArray()

	## Whether it can loop.
	var loops := false

	## Materials that it knows, the default first.
	var materials := PackedStringArray()

	## Surfaces that it knows, the default first.
	var surfaces := PackedStringArray()

	## Feet that it knows, the default first.
	var feet := PackedStringArray()

	## Gaits that it knows, the default first.
	var gaits := PackedStringArray()

	func _type_name() -> StringName:
		return &"SoundEffect"

	func _fields() -> Dictionary:
		return FIELDS


## A kind of an effect.
class SoundKind:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"about", &"about", 9, 0, &"", -1, 0],
		3: [&"duration_s", &"duration_s", 2, 0, &"", -1, 0],
		4: [&"numbers", &"numbers", 2, 3, &"", -1, 9],
	}

	## Its name in requests.
	var name := ""

	## A few words.
	var about := ""

	## How long it is if unset, in seconds; of what is over at once, at most.
	var duration_s := 0.0

	## What its numbers are if unset.
	var numbers: Dictionary[String, float] = {}

	func _type_name() -> StringName:
		return &"SoundKind"

	func _fields() -> Dictionary:
		return FIELDS


## What to make.
class SoundRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"effect", &"effect", 9, 0, &"", -1, 0],
		4: [&"kind", &"kind", 9, 0, &"", -1, 0],
		5: [&"material", &"material", 9, 0, &"", -1, 0],
		6: [&"surface", &"surface", 9, 0, &"", -1, 0],
		7: [&"foot", &"foot", 9, 0, &"", -1, 0],
		8: [&"gait", &"gait", 9, 0, &"", -1, 0],
		9: [&"duration_s", &"duration_s", 2, 1, &"", -1, 0],
		10: [&"intensity", &"intensity", 2, 1, &"", -1, 0],
		11: [&"size_m", &"size_m", 2, 1, &"", -1, 0],
		12: [&"hardness", &"hardness", 2, 1, &"", -1, 0],
		13: [&"wetness", &"wetness", 2, 1, &"", -1, 0],
		14: [&"roughness", &"roughness", 2, 1, &"", -1, 0],
		15: [&"rate_hz", &"rate_hz", 2, 1, &"", -1, 0],
		16: [&"pitch_semitones", &"pitch_semitones", 2, 0, &"", -1, 0],
		17: [&"tilt_db", &"tilt_db", 2, 0, &"", -1, 0],
		18: [&"distance_m", &"distance_m", 2, 0, &"", -1, 0],
		19: [&"room_m", &"room_m", 2, 0, &"", -1, 0],
		20: [&"variation", &"variation", 2, 1, &"", -1, 0],
		21: [&"loudness_lufs", &"loudness_lufs", 2, 1, &"", -1, 0],
		22: [&"variants", &"variants", 13, 1, &"", -1, 0],
		23: [&"loop", &"loop", 8, 0, &"", -1, 0],
		24: [&"stereo", &"stereo", 8, 0, &"", -1, 0],
		25: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		26: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
		27: [&"model", &"model", 9, 0, &"", -1, 0],
		28: [&"morph_effect", &"morph_effect", 9, 0, &"", -1, 0],
		29: [&"morph_kind", &"morph_kind", 9, 0, &"", -1, 0],
		30: [&"morph", &"morph", 2, 1, &"", -1, 0],
		31: [&"morph_model", &"morph_model", 9, 0, &"", -1, 0],
		32: [&"clip", &"clip", 12, 0, &"", -1, 0],
		33: [&"clip_sha256", &"clip_sha256", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Which sound of that kind; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## An effect of GetSoundInfo. Must be given, but for a clip that is followed.
	var effect := ""

	## A kind of that effect; its first if empty.
	var kind := ""

	## What the thing is made of, of the effect's materials; the first if empty.
	var material := ""

	## What is walked on or dug: a surface of the effect, or a class of texture that sounds like
	## one; the first if empty.
	var surface := ""

	## What touches the ground, of the effect's feet; the first if empty.
	var foot := ""

	## How it is put down, of the effect's gaits; the first if empty.
	var gait := ""

	## How long, 0.02 to 60 seconds, to the sample; as long as it takes if unset.
	var duration_s := 0.0:
		set(value):
			duration_s = value
			_choose(9)

	## How strong, 0 to 1; as the kind says if unset.
	var intensity := 0.0:
		set(value):
			intensity = value
			_choose(10)

	## Size of what sounds, 0.01 to 30 metres; as the kind says if unset.
	var size_m := 0.0:
		set(value):
			size_m = value
			_choose(11)

	## Of what strikes, 0 a palm to 1 steel; as the kind says if unset.
	var hardness := 0.0:
		set(value):
			hardness = value
			_choose(12)

	## Of the ground, 0 to 1; as the kind says if unset.
	var wetness := 0.0:
		set(value):
			wetness = value
			_choose(13)

	## Of surfaces that rub, of hinges, of throats, 0 to 1; as the kind says if unset.
	var roughness := 0.0:
		set(value):
			roughness = value
			_choose(14)

	## How often it happens, 0.05 to 200 a second; as the kind says if unset.
	var rate_hz := 0.0:
		set(value):
			rate_hz = value
			_choose(15)

	## Higher or lower, and with it quicker or slower, -24 to 24 semitones.
	var pitch_semitones := 0.0

	## Brighter or darker, -6 to 6 dB an octave.
	var tilt_db := 0.0

	## How far away it is heard, 0 to 3000 metres.
	var distance_m := 0.0

	## Side of the room that it is heard in, 0 to 60 metres; 0 is outdoors.
	var room_m := 0.0

	## How far variants are apart, 0 to 1; 0.5, as things are, if unset.
	var variation := 0.0:
		set(value):
			variation = value
			_choose(20)

	## Loudness of the files, -40 to -10 LUFS; -23 if unset. A loop whose peaks don't allow it is
	## quieter.
	var loudness_lufs := 0.0:
		set(value):
			loudness_lufs = value
			_choose(21)

	## How many, none like another, 1 to 32; 1 if unset. At most 240 seconds in all.
	var variants := 0:
		set(value):
			variants = value
			_choose(22)

	## Whether the end goes on with the beginning, to the sample; of effects that can.
	var loop := false

	## Whether it has two channels: of what is all around, and of rooms.
	var stereo := false

	## Files to send, none twice: "wav", "wav24", "flac", "ogg", "opus", "png" (spectrogram and
	## wave), each one a variant; "json" (what is known of them), "godot" (an AudioStreamWAV, or an
	## AudioStreamRandomizer of them); WAV if empty.
	var outputs := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the recipe if empty.
	var file_name := ""

	## What makes it: "parametric", or a learned model of GetSoundInfo, which goes by effect, kind
	## and surface alone; if empty the learned one for the classes that it says it makes usually
	## where nothing else is asked for, else parametric.
	var model := ""

	## Another effect that the sound lies on the way to; it is then over at once.
	var morph_effect := ""

	## A kind of that effect; its first if empty.
	var morph_kind := ""

	## How far on the way, 0 the first to 1 the other; 0.5 if unset.
	var morph := 0.0:
		set(value):
			morph = value
			_choose(30)

	## What makes the other sound, as model says.
	var morph_model := ""

	## A clip of a thing to follow, at most 512 KiB of WAV, FLAC, OGG or MP3 and 10 seconds:
	## variants of it are made by a learned model, the default one if none is named. Larger files
	## go ahead with PutBlob. No effect is given with it.
	var clip := PackedByteArray()

	## The name of a clip that went ahead with PutBlob; not with clip.
	var clip_sha256 := ""

	func _type_name() -> StringName:
		return &"SoundRequest"

	func _fields() -> Dictionary:
		return FIELDS


## An event of GenerateSound.
class SoundEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"SoundResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: SoundResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"SoundEvent"

	func _fields() -> Dictionary:
		return FIELDS


## One of the sounds that were made.
class SoundVariant:
	extends Message

	const FIELDS := {
		1: [&"duration_s", &"duration_s", 2, 0, &"", -1, 0],
		2: [&"loudness_lufs", &"loudness_lufs", 2, 0, &"", -1, 0],
		3: [&"peak_db", &"peak_db", 2, 0, &"", -1, 0],
		4: [&"nearest_db", &"nearest_db", 2, 0, &"", -1, 0],
	}

	## How long it is, in seconds.
	var duration_s := 0.0

	## Loudness as measured, LUFS.
	var loudness_lufs := 0.0

	## True peak as measured, dBTP.
	var peak_db := 0.0

	## Mean difference of its bands' levels from those of the variant that is most like it, in dB;
	## 0 if it is the only one.
	var nearest_db := 0.0

	func _type_name() -> StringName:
		return &"SoundVariant"

	func _fields() -> Dictionary:
		return FIELDS


## What was made.
class SoundResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"kind", &"kind", 9, 0, &"", -1, 0],
		5: [&"variants", &"variants", 11, 2, &"SoundVariant", -1, 0],
		6: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
		7: [&"model", &"model", 9, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked, of each one a variant; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## The kind that was made; empty where a clip was followed.
	var kind := ""

	## The sounds in order.
	var variants: Array[SoundVariant] = []

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	## What made it: "parametric" or a learned model.
	var model := ""

	func _type_name() -> StringName:
		return &"SoundResult"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class GetTableInfoRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"GetTableInfoRequest"

	func _fields() -> Dictionary:
		return FIELDS


## All tables of this server, the default first.
class GetTableInfoResponse:
	extends Message

	const FIELDS := {
		1: [&"tables", &"tables", 11, 2, &"TableInfo", -1, 0],
	}

	## The tables.
	var tables: Array[TableInfo] = []

	func _type_name() -> StringName:
		return &"GetTableInfoResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A table.
class TableInfo:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"title", &"title", 9, 0, &"", -1, 0],
		3: [&"description", &"description", 9, 0, &"", -1, 0],
		4: [&"columns", &"columns", 11, 2, &"TableColumn", -1, 0],
		5: [&"training_rows", &"training_rows", 13, 0, &"", -1, 0],
	}

	## As requests name it: "loot".
	var name := ""

	## Its name for people.
	var title := ""

	## What a row is, in a sentence.
	var description := ""

	## Its columns, in the order in which rows are drawn where nothing is given.
	var columns: Array[TableColumn] = []

	## Rows that it was learned from.
	var training_rows := 0

	func _type_name() -> StringName:
		return &"TableInfo"

	func _fields() -> Dictionary:
		return FIELDS


## An attribute.
class TableColumn:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"kind", &"kind", 9, 0, &"", -1, 0],
		3: [&"values", &"values", 9, 2, &"", -1, 0],
		4: [&"minimum", &"minimum", 1, 1, &"", -1, 0],
		5: [&"maximum", &"maximum", 1, 1, &"", -1, 0],
		6: [&"missing", &"missing", 8, 0, &"", -1, 0],
	}

	## Its name: "rarity".
	var name := ""

	## "category", "ordinal", "integer" or "real".
	var kind := ""

	## What it may hold where that is one of finitely many values; of an ordinal in order.
	var values := PackedStringArray()

	## Least of the other numbers that it may hold; not set where there are none.
	var minimum := 0.0:
		set(value):
			minimum = value
			_choose(4)

	## Greatest of them.
	var maximum := 0.0:
		set(value):
			maximum = value
			_choose(5)

	## Whether a cell may be missing.
	var missing := false

	func _type_name() -> StringName:
		return &"TableColumn"

	func _fields() -> Dictionary:
		return FIELDS


## Rows to draw.
class TableRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"table", &"table", 9, 0, &"", -1, 0],
		4: [&"count", &"count", 13, 1, &"", -1, 0],
		5: [&"given", &"given", 9, 3, &"", -1, 9],
		6: [&"outputs", &"outputs", 9, 2, &"", -1, 0],
		7: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Which rows; any 64-bit number. Row i is the same whatever the count.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## One of the tables that GetTableInfo lists. Must be given.
	var table := ""

	## How many, 1 to 100000; 10 if unset.
	var count := 0:
		set(value):
			count = value
			_choose(4)

	## What is known, by column, for any of them: a value ("rare"), one of several
	## ("rare|legendary"), a range of numbers ("10..20", "10.."), or nothing for a missing value.
	var given: Dictionary[String, String] = {}

	## Files to send, none twice: "csv", "json", "npy"; CSV if empty.
	var outputs := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the recipe if empty.
	var file_name := ""

	func _type_name() -> StringName:
		return &"TableRequest"

	func _fields() -> Dictionary:
		return FIELDS


## An event of Generate.
class TableEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"TableResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: TableResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"TableEvent"

	func _fields() -> Dictionary:
		return FIELDS


## The rows.
class TableResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		7: [&"columns", &"columns", 9, 2, &"", -1, 0],
		4: [&"rows", &"rows", 11, 2, &"TableRow", -1, 0],
		5: [&"log_given", &"log_given", 1, 0, &"", -1, 0],
		6: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## Names of the columns.
	var columns := PackedStringArray()

	## The first rows, at most 1000; all are in the outputs.
	var rows: Array[TableRow] = []

	## Natural logarithm of how probable it is that a row has what was given; a density where a
	## real number was given. Far below zero, the values hardly go together.
	var log_given := 0.0

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"TableResult"

	func _fields() -> Dictionary:
		return FIELDS


## One row.
class TableRow:
	extends Message

	const FIELDS := {
		1: [&"cells", &"cells", 9, 2, &"", -1, 0],
	}

	## Text of each cell, in the order of the columns; empty where it is missing.
	var cells := PackedStringArray()

	func _type_name() -> StringName:
		return &"TableRow"

	func _fields() -> Dictionary:
		return FIELDS


## Rows to judge.
class LogLikelihoodRequest:
	extends Message

	const FIELDS := {
		1: [&"table", &"table", 9, 0, &"", -1, 0],
		4: [&"columns", &"columns", 9, 2, &"", -1, 0],
		2: [&"rows", &"rows", 11, 2, &"TableRow", -1, 0],
		3: [&"orders", &"orders", 13, 1, &"", -1, 0],
	}

	## One of the tables that GetTableInfo lists. Must be given.
	var table := ""

	## All columns of the table, in the order of the rows' cells; the table's own order if empty.
	var columns := PackedStringArray()

	## Whole rows, 1 to 1000.
	var rows: Array[TableRow] = []

	## 1 to factorise in the order of the columns, up to 64 for the even mixture of so many orders;
	## 1 if unset.
	var orders := 0:
		set(value):
			orders = value
			_choose(3)

	func _type_name() -> StringName:
		return &"LogLikelihoodRequest"

	func _fields() -> Dictionary:
		return FIELDS


## How probable they are.
class LogLikelihoodResponse:
	extends Message

	const FIELDS := {
		1: [&"nats", &"nats", 1, 2, &"", -1, 0],
	}

	## Of each row the natural logarithm of its probability, which is a density over real columns
	## where they hold none of their listed values.
	var nats := PackedFloat64Array()

	func _type_name() -> StringName:
		return &"LogLikelihoodResponse"

	func _fields() -> Dictionary:
		return FIELDS


## What to tell of.
class DistributionRequest:
	extends Message

	const FIELDS := {
		1: [&"table", &"table", 9, 0, &"", -1, 0],
		2: [&"columns", &"columns", 9, 2, &"", -1, 0],
		3: [&"given", &"given", 9, 3, &"", -1, 9],
	}

	## One of the tables that GetTableInfo lists. Must be given.
	var table := ""

	## Columns, none twice; at most 65536 combinations of their states.
	var columns := PackedStringArray()

	## What is known of others, as in TableRequest.
	var given: Dictionary[String, String] = {}

	func _type_name() -> StringName:
		return &"DistributionRequest"

	func _fields() -> Dictionary:
		return FIELDS


## A joint distribution.
class DistributionResponse:
	extends Message

	const FIELDS := {
		1: [&"axes", &"axes", 11, 2, &"DistributionAxis", -1, 0],
		2: [&"probabilities", &"probabilities", 1, 2, &"", -1, 0],
	}

	## Each column's states.
	var axes: Array[DistributionAxis] = []

	## Of each combination of states; the last column's states follow one another. Sums to 1.
	var probabilities := PackedFloat64Array()

	func _type_name() -> StringName:
		return &"DistributionResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A column's states.
class DistributionAxis:
	extends Message

	const FIELDS := {
		1: [&"column", &"column", 9, 0, &"", -1, 0],
		2: [&"states", &"states", 11, 2, &"DistributionState", -1, 0],
	}

	## Its name.
	var column := ""

	## They in order.
	var states: Array[DistributionState] = []

	func _type_name() -> StringName:
		return &"DistributionAxis"

	func _fields() -> Dictionary:
		return FIELDS


## A state: a value, a range of numbers, or missing.
class DistributionState:
	extends Message

	const FIELDS := {
		1: [&"text", &"text", 9, 0, &"", -1, 0],
		2: [&"minimum", &"minimum", 1, 1, &"", -1, 0],
		3: [&"maximum", &"maximum", 1, 1, &"", -1, 0],
	}

	## Its text as givens have it: "rare", "10..20"; empty for missing.
	var text := ""

	## Least number, where it is a range.
	var minimum := 0.0:
		set(value):
			minimum = value
			_choose(2)

	## Greatest number, where it is a range.
	var maximum := 0.0:
		set(value):
			maximum = value
			_choose(3)

	func _type_name() -> StringName:
		return &"DistributionState"

	func _fields() -> Dictionary:
		return FIELDS


## A rectangle of the world's pixel grid.
class WorldArea:
	extends Message

	const FIELDS := {
		1: [&"origin_x_px", &"origin_x_px", 18, 0, &"", -1, 0],
		2: [&"origin_z_px", &"origin_z_px", 18, 0, &"", -1, 0],
		3: [&"width_px", &"width_px", 13, 0, &"", -1, 0],
		4: [&"depth_px", &"depth_px", 13, 0, &"", -1, 0],
	}

	## Western edge; -2147483648 to 2147483648.
	var origin_x_px := 0

	## Northern edge; -2147483648 to 2147483648.
	var origin_z_px := 0

	## Columns, west to east; 1 to 1048576. Must be given.
	var width_px := 0

	## Rows, north to south; 1 to 1048576. Must be given.
	var depth_px := 0

	func _type_name() -> StringName:
		return &"WorldArea"

	func _fields() -> Dictionary:
		return FIELDS


## Real land, or any other raster, that the world is made of: its cells are made finer and keep
## their means, and the world goes on around it. Needs a learned model. The heights go ahead by
## BlobService.PutBlob.
class Base:
	extends Message

	const FIELDS := {
		1: [&"sha256", &"sha256", 9, 0, &"", -1, 0],
		2: [&"width", &"width", 13, 0, &"", -1, 0],
		3: [&"depth", &"depth", 13, 0, &"", -1, 0],
		4: [&"metres_per_cell", &"metres_per_cell", 2, 0, &"", -1, 0],
		5: [&"x_px", &"x_px", 1, 0, &"", -1, 0],
		6: [&"z_px", &"z_px", 1, 0, &"", -1, 0],
	}

	## SHA-256 of a blob: a zlib stream of width * depth float32, little-endian, row by row from
	## the north-west: heights in metres, -12000 to 20000, none missing. 64 lower-case hexadecimal
	## digits.
	var sha256 := ""

	## Columns; 16 to 4096.
	var width := 0

	## Rows; 16 to 4096.
	var depth := 0

	## From cell to cell in metres; 0.1 to 10000, 1 to 512 times the request's metres_per_pixel.
	var metres_per_cell := 0.0

	## Western outer edge on the world's grid of pixels; -2147483648 to 2147483648. May lie between
	## pixels.
	var x_px := 0.0

	## Northern outer edge; likewise.
	var z_px := 0.0

	func _type_name() -> StringName:
		return &"Base"

	func _fields() -> Dictionary:
		return FIELDS


## Where the world lies on a map. It says what GeoTIFFs say of themselves, and changes no height.
class GeoFrame:
	extends Message

	const FIELDS := {
		1: [&"epsg", &"epsg", 13, 0, &"", -1, 0],
		2: [&"easting_m", &"easting_m", 1, 0, &"", -1, 0],
		3: [&"northing_m", &"northing_m", 1, 0, &"", -1, 0],
	}

	## EPSG code of a projection in metres, such as 32633; 1024 to 32766; 0 for a local frame in
	## metres.
	var epsg := 0

	## Easting of the north-western corner of the world's pixel 0, 0 in metres; -1e8 to 1e8.
	var easting_m := 0.0

	## Its northing; likewise.
	var northing_m := 0.0

	func _type_name() -> StringName:
		return &"GeoFrame"

	func _fields() -> Dictionary:
		return FIELDS


## A corner of a line.
class PathPoint:
	extends Message

	const FIELDS := {
		1: [&"x_px", &"x_px", 1, 0, &"", -1, 0],
		2: [&"z_px", &"z_px", 1, 0, &"", -1, 0],
		3: [&"height_m", &"height_m", 2, 1, &"", -1, 0],
	}

	## Column; -1073741824 to 1073741824.
	var x_px := 0.0

	## Row; -1073741824 to 1073741824.
	var z_px := 0.0

	## Height there in metres; -12000 to 20000. Between points it is interpolated; unset, it
	## follows from the others or from the ground.
	var height_m := 0.0:
		set(value):
			height_m = value
			_choose(3)

	func _type_name() -> StringName:
		return &"PathPoint"

	func _fields() -> Dictionary:
		return FIELDS


## A line that shapes the ground around it. Needs a learned model.
class Stroke:
	extends Message

	const FIELDS := {
		1: [&"kind", &"kind", 14, 0, &"StrokeKind", -1, 0],
		2: [&"points", &"points", 11, 2, &"PathPoint", -1, 0],
		3: [&"radius_px", &"radius_px", 2, 1, &"", -1, 0],
		4: [&"amount_m", &"amount_m", 2, 1, &"", -1, 0],
		5: [&"strength", &"strength", 2, 1, &"", -1, 0],
		6: [&"width_m", &"width_m", 2, 1, &"", -1, 0],
	}

	## What it draws.
	var kind: int = 0

	## The line; 1 to 256 points, a river 2 or more. A river's heights may not rise, and it is at
	## most 32768 pixels long.
	var points: Array[PathPoint] = []

	## How far it reaches to each side; 1 to 512 pixels; 32 if unset.
	var radius_px := 0.0:
		set(value):
			radius_px = value
			_choose(3)

	## Height of a ridge above the ground, or depth of a valley or a river's bed below it, where
	## its points have no heights, in metres; 0 to 20000; 0.4 of the relief for ridges, 0.3 for
	## valleys, 0.01 for rivers if unset.
	var amount_m := 0.0:
		set(value):
			amount_m = value
			_choose(4)

	## How strictly it is followed, 0 to 1; 1 if unset. A river is carved whole unless this is 0.
	var strength := 0.0:
		set(value):
			strength = value
			_choose(5)

	## Width of a river's bed; 0.1 to 10000 metres; one and a half pixels, the narrowest that the
	## grid can show, if unset. Only for rivers.
	var width_m := 0.0:
		set(value):
			width_m = value
			_choose(6)

	func _type_name() -> StringName:
		return &"Stroke"

	func _fields() -> Dictionary:
		return FIELDS


## Heights to keep, bit for bit: the rest is fitted to them without a seam. They may lie anywhere,
## the edge of a neighbouring tile among them; the ground changes up to 64 pixels from them.
class Lock:
	extends Message

	const FIELDS := {
		1: [&"area", &"area", 11, 1, &"WorldArea", -1, 0],
		2: [&"heights_f32", &"heights_f32", 12, 0, &"", -1, 0],
		3: [&"mask_bits", &"mask_bits", 12, 0, &"", -1, 0],
		4: [&"compressed", &"compressed", 8, 0, &"", -1, 0],
	}

	## Where they lie; the request's own rectangle if unset. At most 2049 x 2049 pixels.
	var area: WorldArea = null

	## One height a pixel in metres, each -12000 to 20000 where it is kept: float32, little-endian,
	## row by row from the north-west.
	var heights_f32 := PackedByteArray()

	## Which pixels to keep: one bit each, 1 keeps, eight to a byte, the first in the highest bit,
	## in the order of the heights and without gaps between rows; all if empty.
	var mask_bits := PackedByteArray()

	## Whether heights_f32 and mask_bits are each compressed by zlib.
	var compressed := false

	func _type_name() -> StringName:
		return &"Lock"

	func _fields() -> Dictionary:
		return FIELDS


## The rims of neighbouring tiles, to keep as a Lock keeps heights: the new tile continues them.
## Each is a strip of strip_px rows or columns that lies just outside of the request. 8 or more
## make the best joint.
class Edges:
	extends Message

	const FIELDS := {
		1: [&"strip_px", &"strip_px", 13, 0, &"", -1, 0],
		2: [&"north_f32", &"north_f32", 12, 0, &"", -1, 0],
		3: [&"south_f32", &"south_f32", 12, 0, &"", -1, 0],
		4: [&"west_f32", &"west_f32", 12, 0, &"", -1, 0],
		5: [&"east_f32", &"east_f32", 12, 0, &"", -1, 0],
		6: [&"compressed", &"compressed", 8, 0, &"", -1, 0],
	}

	## Rows or columns in each strip; 1 to 64. Must be given.
	var strip_px := 0

	## Southernmost rows of the northern neighbour: width_px x strip_px heights in metres, float32,
	## little-endian, row by row from the north-west. Empty where there is no neighbour.
	var north_f32 := PackedByteArray()

	## Northernmost rows of the southern neighbour, likewise.
	var south_f32 := PackedByteArray()

	## Easternmost columns of the western neighbour: strip_px x depth_px heights, likewise.
	var west_f32 := PackedByteArray()

	## Westernmost columns of the eastern neighbour, likewise.
	var east_f32 := PackedByteArray()

	## Whether the strips are each compressed by zlib.
	var compressed := false

	func _type_name() -> StringName:
		return &"Edges"

	func _fields() -> Dictionary:
		return FIELDS


## A mixture of two worlds: a little of another seed varies what is there. Needs a learned model.
class SeedMix:
	extends Message

	const FIELDS := {
		1: [&"other_seed", &"other_seed", 4, 0, &"", -1, 0],
		2: [&"share", &"share", 2, 0, &"", -1, 0],
	}

	## The other world; any 64-bit number.
	var other_seed := 0

	## 0 is the request's seed and 1 is other_seed, each bit for bit; 0 to 1.
	var share := 0.0

	func _type_name() -> StringName:
		return &"SeedMix"

	func _fields() -> Dictionary:
		return FIELDS


## A kind of landscape in a LandformMap.
class LandformEntry:
	extends Message

	const FIELDS := {
		1: [&"landform", &"landform", 9, 0, &"", -1, 0],
		2: [&"mean_height_m", &"mean_height_m", 2, 1, &"", -1, 0],
		3: [&"relief_m", &"relief_m", 2, 1, &"", -1, 0],
	}

	## One of the names that GetInfo lists; any if empty.
	var landform := ""

	## Mean height above the sea in metres; -12000 to 20000; the request's if unset and given
	## there, else typical.
	var mean_height_m := 0.0:
		set(value):
			mean_height_m = value
			_choose(2)

	## Relief as in TerrainRequest, in metres; 1 to 20000; the request's if unset and given there,
	## else typical.
	var relief_m := 0.0:
		set(value):
			relief_m = value
			_choose(3)

	func _type_name() -> StringName:
		return &"LandformEntry"

	func _fields() -> Dictionary:
		return FIELDS


## Which landscape is where; the request's landform holds outside. Needs a learned model.
class LandformMap:
	extends Message

	const FIELDS := {
		1: [&"area", &"area", 11, 1, &"WorldArea", -1, 0],
		2: [&"width", &"width", 13, 0, &"", -1, 0],
		3: [&"depth", &"depth", 13, 0, &"", -1, 0],
		4: [&"palette", &"palette", 11, 2, &"LandformEntry", -1, 0],
		5: [&"indices", &"indices", 12, 0, &"", -1, 0],
		6: [&"roughness", &"roughness", 2, 1, &"", -1, 0],
	}

	## Where it lies; the request's own rectangle if unset.
	var area: WorldArea = null

	## Columns; 1 to 64.
	var width := 0

	## Rows; 1 to 64.
	var depth := 0

	## The landscapes that occur; 1 to 64.
	var palette: Array[LandformEntry] = []

	## width * depth bytes, each an index into the palette, row by row from the north-west.
	var indices := PackedByteArray()

	## How irregular the borders are, 0 (straight) to 1 (wander by half a cell of the map); 0.6 if
	## unset.
	var roughness := 0.0:
		set(value):
			roughness = value
			_choose(6)

	func _type_name() -> StringName:
		return &"LandformMap"

	func _fields() -> Dictionary:
		return FIELDS


## A place whose height is known. The surface passes through it at the pixel that it lies in.
class PointConstraint:
	extends Message

	const FIELDS := {
		1: [&"x_px", &"x_px", 1, 0, &"", -1, 0],
		2: [&"z_px", &"z_px", 1, 0, &"", -1, 0],
		3: [&"height_m", &"height_m", 2, 0, &"", -1, 0],
		4: [&"radius_px", &"radius_px", 2, 1, &"", -1, 0],
	}

	## Column; -1073741824 to 1073741824.
	var x_px := 0.0

	## Row; -1073741824 to 1073741824.
	var z_px := 0.0

	## Height in metres; -12000 to 20000.
	var height_m := 0.0

	## How far around it the ground follows; 1 to 128 pixels; 16 if unset.
	var radius_px := 0.0:
		set(value):
			radius_px = value
			_choose(4)

	func _type_name() -> StringName:
		return &"PointConstraint"

	func _fields() -> Dictionary:
		return FIELDS


## Level ground for a town, a plateau or a place to play: a circle of one corner and a radius, or a
## polygon of three or more corners.
class FlatArea:
	extends Message

	const FIELDS := {
		1: [&"corners", &"corners", 11, 2, &"PathPoint", -1, 0],
		2: [&"radius_px", &"radius_px", 2, 1, &"", -1, 0],
		3: [&"height_m", &"height_m", 2, 1, &"", -1, 0],
		4: [&"falloff_px", &"falloff_px", 2, 1, &"", -1, 0],
	}

	## Centre of the circle, or corners of the polygon in order; their heights must be unset.
	var corners: Array[PathPoint] = []

	## Radius of the circle; 0.5 to 1024 pixels. Only with one corner.
	var radius_px := 0.0:
		set(value):
			radius_px = value
			_choose(2)

	## Its height in metres; -12000 to 20000; that of the ground at its centre if unset.
	var height_m := 0.0:
		set(value):
			height_m = value
			_choose(3)

	## Width of the slope around it; 0 to 512 pixels; 16 if unset.
	var falloff_px := 0.0:
		set(value):
			falloff_px = value
			_choose(4)

	func _type_name() -> StringName:
		return &"FlatArea"

	func _fields() -> Dictionary:
		return FIELDS


## A road bed: level across, and nowhere steeper along than allowed.
class Road:
	extends Message

	const FIELDS := {
		1: [&"points", &"points", 11, 2, &"PathPoint", -1, 0],
		2: [&"width_m", &"width_m", 2, 1, &"", -1, 0],
		3: [&"maximum_grade", &"maximum_grade", 2, 1, &"", -1, 0],
		4: [&"shoulder_px", &"shoulder_px", 2, 1, &"", -1, 0],
	}

	## The line; 2 to 256 points, at most 32768 pixels long. The bed goes from height to height
	## where all are given, else it follows the ground, smoothed.
	var points: Array[PathPoint] = []

	## Width of the bed; 0.1 to 1000 metres; 8 if unset.
	var width_m := 0.0:
		set(value):
			width_m = value
			_choose(2)

	## Steepest grade along it, rise over run; 0.001 to 2; 0.1 if unset. It takes precedence over
	## the points' heights.
	var maximum_grade := 0.0:
		set(value):
			maximum_grade = value
			_choose(3)

	## Width of the slope on each side; 0 to 512 pixels; 8 if unset.
	var shoulder_px := 0.0:
		set(value):
			shoulder_px = value
			_choose(4)

	func _type_name() -> StringName:
		return &"Road"

	func _fields() -> Dictionary:
		return FIELDS


## What the finished ground must offer. Later entries win over earlier ones; flat areas are made
## first, then roads, then points.
class Constraints:
	extends Message

	const FIELDS := {
		1: [&"points", &"points", 11, 2, &"PointConstraint", -1, 0],
		2: [&"flat_areas", &"flat_areas", 11, 2, &"FlatArea", -1, 0],
		3: [&"roads", &"roads", 11, 2, &"Road", -1, 0],
	}

	## At most 256, no two in one pixel.
	var points: Array[PointConstraint] = []

	## At most 64, of 1 or 3 to 256 corners.
	var flat_areas: Array[FlatArea] = []

	## At most 64.
	var roads: Array[Road] = []

	func _type_name() -> StringName:
		return &"Constraints"

	func _fields() -> Dictionary:
		return FIELDS


## A form that is set onto the land: a height map of one's own, or a landform that a process makes.
## Its heights count from its foot, and places from the north-western corner of the world's pixel
## 0, 0, in metres: x east, z south. Where its own cells are wider than pixels, the land's detail
## stays on it.
class Stamp:
	extends Message

	const FIELDS := {
		1: [&"sha256", &"sha256", 9, 0, &"", -1, 0],
		2: [&"width", &"width", 13, 0, &"", -1, 0],
		3: [&"depth", &"depth", 13, 0, &"", -1, 0],
		4: [&"landform", &"landform", 9, 0, &"", -1, 0],
		5: [&"seed", &"seed", 4, 0, &"", -1, 0],
		6: [&"x_m", &"x_m", 1, 0, &"", -1, 0],
		7: [&"z_m", &"z_m", 1, 0, &"", -1, 0],
		8: [&"width_m", &"width_m", 2, 0, &"", -1, 0],
		9: [&"depth_m", &"depth_m", 2, 1, &"", -1, 0],
		10: [&"turn_deg", &"turn_deg", 2, 1, &"", -1, 0],
		11: [&"height_scale", &"height_scale", 2, 1, &"", -1, 0],
		12: [&"zero_m", &"zero_m", 2, 1, &"", -1, 0],
		13: [&"foot_m", &"foot_m", 2, 1, &"", -1, 0],
		14: [&"rule", &"rule", 14, 0, &"StampRule", -1, 0],
		15: [&"falloff", &"falloff", 2, 1, &"", -1, 0],
		16: [&"round", &"round", 8, 0, &"", -1, 0],
		17: [&"roughness", &"roughness", 2, 1, &"", -1, 0],
		18: [&"strength", &"strength", 2, 1, &"", -1, 0],
	}

	## SHA-256 of a blob: a zlib stream of width * depth float32, little-endian, row by row from
	## the north-west: heights in metres, -12000 to 20000, none missing. 64 lower-case hexadecimal
	## digits. Empty with landform.
	var sha256 := ""

	## Columns; 2 to 2048; unset with landform.
	var width := 0

	## Rows; 2 to 2048; unset with landform.
	var depth := 0

	## Instead of heights: one of the landforms that a process makes, such as "volcanic" or
	## "lunar_mare"; GetInfo lists them. One of its forms stands in the middle.
	var landform := ""

	## Which of the landform's forms; any 64-bit number. Unset without landform.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Where its middle lies: metres east of the world's pixel 0, 0; -2e12 to 2e12.
	var x_m := 0.0

	## Metres south of it; likewise.
	var z_m := 0.0

	## From its western edge to its eastern one, metres; 1 to 1e6. Must be given.
	var width_m := 0.0

	## From its northern edge to its southern one, metres; 1 to 1e6; what keeps its cells square if
	## unset.
	var depth_m := 0.0:
		set(value):
			depth_m = value
			_choose(9)

	## How far it is turned, clockwise from above: -360 to 360 degrees; 0 if unset.
	var turn_deg := 0.0:
		set(value):
			turn_deg = value
			_choose(10)

	## Factor on its heights over its foot; -100 to 100; 1 if unset. Below 0 it is upside down.
	var height_scale := 0.0:
		set(value):
			height_scale = value
			_choose(11)

	## The height in it that stands on the ground, metres; -12000 to 20000; the mean of its rim if
	## unset.
	var zero_m := 0.0:
		set(value):
			zero_m = value
			_choose(12)

	## Where that height comes to lie, metres; -12000 to 20000. If unset it lies on the land: on
	## the plane through the ground under it, with the stamps before it.
	var foot_m := 0.0:
		set(value):
			foot_m = value
			_choose(13)

	## RAISE if unset.
	var rule: int = 0

	## How far from its edge it fades out, as a share of the way to its middle; 0 to 1; 0.5 if
	## unset.
	var falloff := 0.0:
		set(value):
			falloff = value
			_choose(15)

	## Whether it ends at the ellipse within its edges, and not at these.
	@warning_ignore("shadowed_global_identifier")
	var round := false

	## How irregular its outline is, 0 (as drawn) to 1; 0.5 if unset. Not with KEEP_MEAN, whose
	## outline is as drawn.
	var roughness := 0.0:
		set(value):
			roughness = value
			_choose(17)

	## How much of it counts, 0 (nothing) to 1; 1 if unset.
	var strength := 0.0:
		set(value):
			strength = value
			_choose(18)

	func _type_name() -> StringName:
		return &"Stamp"

	func _fields() -> Dictionary:
		return FIELDS


## Where and how strongly the land is worn, and where debris settles: painted by hand, a byte a
## cell, smooth between. What happens in a place hangs on the ground up to some 250 pixels around
## it, and all tiles agree.
class ErosionMap:
	extends Message

	const FIELDS := {
		1: [&"area", &"area", 11, 1, &"WorldArea", -1, 0],
		2: [&"width", &"width", 13, 0, &"", -1, 0],
		3: [&"depth", &"depth", 13, 0, &"", -1, 0],
		4: [&"water", &"water", 12, 0, &"", -1, 0],
		5: [&"slopes", &"slopes", 12, 0, &"", -1, 0],
		6: [&"deposit", &"deposit", 12, 0, &"", -1, 0],
		7: [&"talus_deg", &"talus_deg", 2, 1, &"", -1, 0],
	}

	## Where it lies; the request's own rectangle if unset.
	var area: WorldArea = null

	## Columns; 2 to 256.
	var width := 0

	## Rows; 2 to 256.
	var depth := 0

	## Running water, which cuts gullies and lays down what it carries: width * depth bytes, 0
	## (none) to 255 (most), row by row from the north-west. Empty for none. Nothing is cut below
	## the sea.
	var water := PackedByteArray()

	## Slopes that slide to their angle of rest, likewise.
	var slopes := PackedByteArray()

	## Debris that settles in hollows and at the foot of slopes, likewise.
	var deposit := PackedByteArray()

	## The angle of rest; 5 to 80 degrees; 36 if unset.
	var talus_deg := 0.0:
		set(value):
			talus_deg = value
			_choose(7)

	func _type_name() -> StringName:
		return &"ErosionMap"

	func _fields() -> Dictionary:
		return FIELDS


## Rivers over the whole world, carved into the heights; every tile agrees on them. Needs a learned
## model.
class Rivers:
	extends Message

	const FIELDS := {
		1: [&"catchment_km2", &"catchment_km2", 2, 1, &"", -1, 0],
		2: [&"runoff_mm_per_year", &"runoff_mm_per_year", 2, 1, &"", -1, 0],
		3: [&"width_scale", &"width_scale", 2, 1, &"", -1, 0],
		4: [&"incision", &"incision", 2, 1, &"", -1, 0],
		5: [&"valley_width", &"valley_width", 2, 1, &"", -1, 0],
		6: [&"wandering", &"wandering", 2, 1, &"", -1, 0],
		7: [&"coast", &"coast", 2, 1, &"", -1, 0],
	}

	## Land that a stream must drain to count as a river; 0.000000001 to 1000000 square kilometres;
	## that of 40 cells of 8 x 8 pixels if unset.
	var catchment_km2 := 0.0:
		set(value):
			catchment_km2 = value
			_choose(1)

	## Water that leaves the land, rain less evaporation; 1 to 10000 mm a year; 600 if unset.
	var runoff_mm_per_year := 0.0:
		set(value):
			runoff_mm_per_year = value
			_choose(2)

	## Factor on widths; 0.1 to 10; 1 if unset.
	var width_scale := 0.0:
		set(value):
			width_scale = value
			_choose(3)

	## Factor on the depth of channels below their banks; 0 to 4; 1 if unset.
	var incision := 0.0:
		set(value):
			incision = value
			_choose(4)

	## Factor on the width of the even ground beside channels; 0 to 4; 1 if unset.
	var valley_width := 0.0:
		set(value):
			valley_width = value
			_choose(5)

	## How far rivers wander on even ground, and how much they meander; 0 to 1; 0.5 if unset.
	var wandering := 0.0:
		set(value):
			wandering = value
			_choose(6)

	## How far the sea's shores become beaches or cliffs, by the slope of the land behind; 0 to 1;
	## 1 if unset.
	var coast := 0.0:
		set(value):
			coast = value
			_choose(7)

	func _type_name() -> StringName:
		return &"Rivers"

	func _fields() -> Dictionary:
		return FIELDS


## Climate, water and erosion behind the layers. Layers are worked out on the requested rectangle
## and a margin of 16 pixels, or 64 where the request has rivers. They then show these rivers and
## their lakes, and layers of neighbouring tiles agree; the ground is not drained nor cut again, so
## that river_threshold_px, river_width_factor, river_depth_factor and all from draining to
## carve_rivers say nothing. Otherwise water is worked out for each rectangle anew and can differ
## between neighbours, as erosion always can.
class Ground:
	extends Message

	const FIELDS := {
		1: [&"reshape", &"reshape", 8, 0, &"", -1, 0],
		2: [&"sea_level_temperature_c", &"sea_level_temperature_c", 2, 1, &"", -1, 0],
		3: [&"lapse_c_per_km", &"lapse_c_per_km", 2, 1, &"", -1, 0],
		4: [&"rainfall_mm", &"rainfall_mm", 2, 1, &"", -1, 0],
		5: [&"runoff_share", &"runoff_share", 2, 1, &"", -1, 0],
		6: [&"river_threshold_px", &"river_threshold_px", 2, 1, &"", -1, 0],
		7: [&"river_width_factor", &"river_width_factor", 2, 1, &"", -1, 0],
		8: [&"river_depth_factor", &"river_depth_factor", 2, 1, &"", -1, 0],
		9: [&"draining", &"draining", 14, 0, &"DrainingMethod", -1, 0],
		10: [&"deepest_cut_m", &"deepest_cut_m", 2, 1, &"", -1, 0],
		11: [&"lake_area_px", &"lake_area_px", 2, 1, &"", -1, 0],
		12: [&"lake_depth_m", &"lake_depth_m", 2, 1, &"", -1, 0],
		13: [&"keep_edges", &"keep_edges", 8, 1, &"", -1, 0],
		14: [&"carve_rivers", &"carve_rivers", 8, 1, &"", -1, 0],
		15: [&"hydraulic_erosion", &"hydraulic_erosion", 2, 1, &"", -1, 0],
		16: [&"thermal_erosion", &"thermal_erosion", 2, 1, &"", -1, 0],
		17: [&"talus_deg", &"talus_deg", 2, 1, &"", -1, 0],
		18: [&"rock_slope_deg", &"rock_slope_deg", 2, 1, &"", -1, 0],
	}

	## Hand out the heights too as they are after erosion, draining and channels; otherwise only
	## the layers see them. They are then worked out on the requested rectangle alone.
	var reshape := false

	## Mean temperature of the year at the sea; -30 to 40 °C; 12 if unset.
	var sea_level_temperature_c := 0.0:
		set(value):
			sea_level_temperature_c = value
			_choose(2)

	## How much colder it is a kilometre higher; 0 to 100 °C; 6.5 if unset.
	var lapse_c_per_km := 0.0:
		set(value):
			lapse_c_per_km = value
			_choose(3)

	## Mean rain and snow of a year; 0 to 10000 mm; 750 if unset.
	var rainfall_mm := 0.0:
		set(value):
			rainfall_mm = value
			_choose(4)

	## Share of the rain that runs off in rivers; 0.01 to 1; 0.5 if unset.
	var runoff_share := 0.0:
		set(value):
			runoff_share = value
			_choose(5)

	## Catchment from which a river runs; 16 to 10000000 pixels; 1500 if unset.
	var river_threshold_px := 0.0:
		set(value):
			river_threshold_px = value
			_choose(6)

	## Width of a river at 1 m³/s; 0 to 1000 metres; 4 if unset.
	var river_width_factor := 0.0:
		set(value):
			river_width_factor = value
			_choose(7)

	## Depth of a river at 1 m³/s; 0 to 50 metres; 0.35 if unset.
	var river_depth_factor := 0.0:
		set(value):
			river_depth_factor = value
			_choose(8)

	## What becomes of hollows.
	var draining: int = 0

	## How far a lake's outlet is cut down at most; 0 to 10000 metres; 30 if unset.
	var deepest_cut_m := 0.0:
		set(value):
			deepest_cut_m = value
			_choose(10)

	## Least area of a lake; 1 to 10000000 pixels; 60 if unset.
	var lake_area_px := 0.0:
		set(value):
			lake_area_px = value
			_choose(11)

	## Least depth of a lake; 0 to 1000 metres; 3 if unset.
	var lake_depth_m := 0.0:
		set(value):
			lake_depth_m = value
			_choose(12)

	## Whether reshaped heights on the rectangle's edges stay as they are; yes if unset.
	var keep_edges := false:
		set(value):
			keep_edges = value
			_choose(13)

	## Whether channels are cut into the ground; yes if unset.
	var carve_rivers := false:
		set(value):
			carve_rivers = value
			_choose(14)

	## Strength of running water; 0 (none) to 1; 0 if unset.
	var hydraulic_erosion := 0.0:
		set(value):
			hydraulic_erosion = value
			_choose(15)

	## Strength of sliding slopes; 0 (none) to 1; 0 if unset.
	var thermal_erosion := 0.0:
		set(value):
			thermal_erosion = value
			_choose(16)

	## Angle at which loose slopes rest; 5 to 80 degrees; 36 if unset.
	var talus_deg := 0.0:
		set(value):
			talus_deg = value
			_choose(17)

	## Slope from which bare rock shows; 1 to 89 degrees; 32 if unset.
	var rock_slope_deg := 0.0:
		set(value):
			rock_slope_deg = value
			_choose(18)

	func _type_name() -> StringName:
		return &"Ground"

	func _fields() -> Dictionary:
		return FIELDS


## A rectangle of the world of one seed. The same rectangle of the same seed has the same heights,
## bit for bit.
class TerrainRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"origin_x_px", &"origin_x_px", 18, 0, &"", -1, 0],
		4: [&"origin_z_px", &"origin_z_px", 18, 0, &"", -1, 0],
		5: [&"width_px", &"width_px", 13, 0, &"", -1, 0],
		6: [&"depth_px", &"depth_px", 13, 0, &"", -1, 0],
		7: [&"metres_per_pixel", &"metres_per_pixel", 2, 1, &"", -1, 0],
		8: [&"model", &"model", 9, 0, &"", -1, 0],
		9: [&"landform", &"landform", 9, 0, &"", -1, 0],
		10: [&"mean_height_m", &"mean_height_m", 2, 1, &"", -1, 0],
		11: [&"relief_m", &"relief_m", 2, 1, &"", -1, 0],
		12: [&"wander", &"wander", 2, 1, &"", -1, 0],
		13: [&"sea_level_m", &"sea_level_m", 2, 1, &"", -1, 0],
		14: [&"keep_sea_floor", &"keep_sea_floor", 8, 0, &"", -1, 0],
		15: [&"sketch", &"sketch", 11, 1, &"Sketch", -1, 0],
		16: [&"outputs", &"outputs", 14, 2, &"TerrainOutput", -1, 0],
		17: [&"strokes", &"strokes", 11, 2, &"Stroke", -1, 0],
		18: [&"lock", &"lock", 11, 1, &"Lock", -1, 0],
		19: [&"edges", &"edges", 11, 1, &"Edges", -1, 0],
		20: [&"variation", &"variation", 11, 1, &"SeedMix", -1, 0],
		21: [&"landform_map", &"landform_map", 11, 1, &"LandformMap", -1, 0],
		22: [&"vertical_scale", &"vertical_scale", 2, 1, &"", -1, 0],
		23: [&"constraints", &"constraints", 11, 1, &"Constraints", -1, 0],
		24: [&"rivers", &"rivers", 11, 1, &"Rivers", -1, 0],
		25: [&"ground", &"ground", 11, 1, &"Ground", -1, 0],
		26: [&"level", &"level", 13, 0, &"", -1, 0],
		27: [&"age", &"age", 2, 1, &"", -1, 0],
		28: [&"rock", &"rock", 2, 1, &"", -1, 0],
		29: [&"ice", &"ice", 2, 1, &"", -1, 0],
		30: [&"wind_deg", &"wind_deg", 2, 1, &"", -1, 0],
		31: [&"wind_spread", &"wind_spread", 2, 1, &"", -1, 0],
		32: [&"sand", &"sand", 2, 1, &"", -1, 0],
		33: [&"base", &"base", 11, 1, &"Base", -1, 0],
		34: [&"geo_frame", &"geo_frame", 11, 1, &"GeoFrame", -1, 0],
		35: [&"refinements", &"refinements", 13, 0, &"", -1, 0],
		36: [&"stamps", &"stamps", 11, 2, &"Stamp", -1, 0],
		37: [&"erosion", &"erosion", 11, 1, &"ErosionMap", -1, 0],
		38: [&"grain", &"grain", 2, 1, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## The world; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Western edge on the world's pixel grid; -1073741824 to 1073741824, divided by 2^level.
	var origin_x_px := 0

	## Northern edge on the world's pixel grid; -1073741824 to 1073741824, divided by 2^level.
	var origin_z_px := 0

	## Columns, west to east; 64 to 2049. Must be given.
	var width_px := 0

	## Rows, north to south; 64 to 2049. Must be given.
	var depth_px := 0

	## Spacing of the grid at level 0; 0.1 to 1000 metres; 30 if unset.
	var metres_per_pixel := 0.0:
		set(value):
			metres_per_pixel = value
			_choose(7)

	## Which generator: "diffusion", "noise-fbm", "noise-ridged" or "noise-warped", or one from a
	## `--models` folder; "diffusion" if empty.
	var model := ""

	## Kind of landscape, one of the names that GetInfo lists; any if empty.
	var landform := ""

	## Mean height in metres; -12000 to 20000. If unset it is typical of the landform, and inland
	## higher by one standard deviation of what wander lets it drift, so that land is not flooded
	## by its wandering.
	var mean_height_m := 0.0:
		set(value):
			mean_height_m = value
			_choose(10)

	## Height difference between the 1st and 99th percentile in an area of 256 x 256 pixels, in
	## metres; 1 to 20000; typical of the landform at this spacing if unset.
	var relief_m := 0.0:
		set(value):
			relief_m = value
			_choose(11)

	## How far mean and relief may wander from place to place, 0 (hold them in every 256 x 256
	## pixels) to 1; 0.6 if unset.
	var wander := 0.0:
		set(value):
			wander = value
			_choose(12)

	## Sea level in metres; -12000 to 20000; 0 if unset.
	var sea_level_m := 0.0:
		set(value):
			sea_level_m = value
			_choose(13)

	## Leave the ground below the sea level as it is; otherwise it is raised to the sea level, so
	## that the sea is flat.
	var keep_sea_floor := false

	## Rough heights to follow; none if unset.
	var sketch: Sketch = null

	## What to send, in this order, at most 48, none twice; heights as float32 if empty.
	var outputs := PackedInt64Array()

	## Lines to follow; at most 64, with at most 4096 points in all. Later ones are drawn over
	## earlier ones.
	var strokes: Array[Stroke] = []

	## Heights to keep; none if unset.
	var lock: Lock = null

	## Rims of neighbouring tiles to continue, instead of a lock; none if unset.
	var edges: Edges = null

	## A second seed to mix in; none if unset.
	var variation: SeedMix = null

	## Which landscape is where; landform everywhere if unset.
	var landform_map: LandformMap = null

	## Factor on heights above the sea level, after they were made; 0.1 to 10; 1 if unset. Heights
	## that the request draws, keeps or demands are those of the finished terrain, and are not
	## scaled.
	var vertical_scale := 0.0:
		set(value):
			vertical_scale = value
			_choose(22)

	## Points, level ground and roads that the terrain must have; none if unset.
	var constraints: Constraints = null

	## Rivers to carve into the heights; none if unset.
	var rivers: Rivers = null

	## Climate, water and erosion behind layers; the defaults if unset.
	var ground: Ground = null

	## Level of detail, 0 to 5: a pixel is 2^level times as large, and the mean of what it covers.
	## Origin and size count such pixels; all else, metres_per_pixel and places of controls, stays
	## as at level 0. Levels 1 and 2 are exact means of level 0 and take as long as its pixels.
	## Levels 3 to 5 are made of the cells of 8 x 8 pixels that a learned model works with, which
	## cost about a sixth of their pixels, and differ from exact means by about 1 % of the relief
	## (root mean square; 8 % at most). They follow what is drawn and demanded as the cells do;
	## rivers, roads and locked heights are too fine for them. Edges need level 0, and noise models
	## end at level 2.
	var level := 0

	## What made the land, for landforms that a process makes (craters, dunes, volcanoes, fjords,
	## canyons and others). How worn it is, 0 (fresh) to 1 (old); 0.4 if unset.
	var age := 0.0:
		set(value):
			age = value
			_choose(27)

	## How unlike its beds of rock are, 0 (all alike) to 1 (hard and soft by turns: cliffs and
	## benches); 0.6 if unset.
	var rock := 0.0:
		set(value):
			rock = value
			_choose(28)

	## How far ice has shaped it, 0 (water alone: V-shaped valleys) to 1 (ice alone: U-shaped); 0.7
	## if unset.
	var ice := 0.0:
		set(value):
			ice = value
			_choose(29)

	## Where the wind comes from, and the ice over drumlins: 0 to 360 degrees clockwise from north;
	## 300 if unset.
	var wind_deg := 0.0:
		set(value):
			wind_deg = value
			_choose(30)

	## How many winds blow: 0 (one: dunes lie across it), 0.5 (two: along them), 1 (from all sides:
	## stars); 0 if unset.
	var wind_spread := 0.0:
		set(value):
			wind_spread = value
			_choose(31)

	## How much sand there is: 0 (a few crescents on bare ground) to 1 (a sea of dunes); 0.8 if
	## unset.
	var sand := 0.0:
		set(value):
			sand = value
			_choose(32)

	## Land that the world is made of; none if unset. It takes the place of a sketch and a landform
	## map, and strokes may only be rivers. mean_height_m and relief_m follow from it, and count
	## beyond it.
	var base: Base = null

	## Where the world lies on a map, for GeoTIFFs; a local frame if unset.
	var geo_frame: GeoFrame = null

	## How often land is made eight times finer than its landforms, 0 to 2, down to a metre a pixel
	## and less. Landforms then have pixels of metres_per_pixel times 8 or 64, and relief_m is that
	## of 256 x 256 of these: the world is the one of that spacing and no refinements, whose pixels
	## are the means of these. Heights of a lock and edges are kept, and landforms follow those of
	## whole pixels of theirs. Not with a sketch, strokes, landform map or constraints; nor with a
	## base, for which metres_per_pixel alone says how fine it is made.
	var refinements := 0

	## Forms set onto the land, one after the other; at most 32. They go with all else: rivers take
	## their way around them, what is demanded and locked comes after them, and far levels show
	## them.
	var stamps: Array[Stamp] = []

	## Where land is worn and filled after it was made and stamped; nowhere if unset. Levels 3 to 5
	## are too coarse for it.
	var erosion: ErosionMap = null

	## How rough the last pixels are, among real land of the landform and about the spacing: 0 (the
	## softest: as drawn over from contour lines) to 1 (the roughest: as a laser sees it); drawn by
	## the seed if unset.
	var grain := 0.0:
		set(value):
			grain = value
			_choose(38)

	func _type_name() -> StringName:
		return &"TerrainRequest"

	func _fields() -> Dictionary:
		return FIELDS


## Rough heights over a rectangle, at any resolution.
class Sketch:
	extends Message

	const FIELDS := {
		1: [&"width", &"width", 13, 0, &"", -1, 0],
		2: [&"depth", &"depth", 13, 0, &"", -1, 0],
		3: [&"heights_m", &"heights_m", 2, 2, &"", -1, 0],
		4: [&"weights", &"weights", 2, 2, &"", -1, 0],
		5: [&"area", &"area", 11, 1, &"WorldArea", -1, 0],
		6: [&"strength", &"strength", 2, 1, &"", -1, 0],
	}

	## Columns; 2 to 256.
	var width := 0

	## Rows; 2 to 256.
	var depth := 0

	## width * depth heights in metres, row by row from the north-west; each -12000 to 20000.
	var heights_m := PackedFloat32Array()

	## How much each cell counts, 0 (free) to 1; either empty (all 1) or width * depth numbers.
	var weights := PackedFloat32Array()

	## Where it lies on the world's grid; the request's own rectangle if unset.
	var area: WorldArea = null

	## Factor on all weights, 0 to 1; 1 if unset.
	var strength := 0.0:
		set(value):
			strength = value
			_choose(6)

	func _type_name() -> StringName:
		return &"Sketch"

	func _fields() -> Dictionary:
		return FIELDS


## A piece of land to measure.
class MeasureLandRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"width_px", &"width_px", 13, 0, &"", -1, 0],
		3: [&"depth_px", &"depth_px", 13, 0, &"", -1, 0],
		4: [&"metres_per_pixel", &"metres_per_pixel", 2, 0, &"", -1, 0],
		5: [&"heights_f32", &"heights_f32", 12, 0, &"", -1, 0],
		6: [&"compressed", &"compressed", 8, 0, &"", -1, 0],
	}

	## Name for the logs; see TerrainRequest.
	var request_id := ""

	## Columns; 64 to 512. Must be given.
	var width_px := 0

	## Rows; 64 to 512. Must be given.
	var depth_px := 0

	## Spacing; 0.1 to 1000 metres. Must be given.
	var metres_per_pixel := 0.0

	## width_px * depth_px heights in metres above the sea, -12000 to 20000: float32, little-
	## endian, row by row from the north-west.
	var heights_f32 := PackedByteArray()

	## Whether heights_f32 is compressed by zlib.
	var compressed := false

	func _type_name() -> StringName:
		return &"MeasureLandRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What to ask for to get more of the kind, in the fields of TerrainRequest.
class MeasureLandResponse:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"landforms", &"landforms", 9, 2, &"", -1, 0],
		3: [&"relief_m", &"relief_m", 2, 0, &"", -1, 0],
		4: [&"mean_height_m", &"mean_height_m", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## The landforms that the land is nearest to, the nearest first. It is right for one piece in
	## three, and among the first three for two in three.
	var landforms := PackedStringArray()

	## Height difference within 256 x 256 pixels, in metres.
	var relief_m := 0.0

	## Mean height above the sea in metres.
	var mean_height_m := 0.0

	func _type_name() -> StringName:
		return &"MeasureLandResponse"

	func _fields() -> Dictionary:
		return FIELDS


## What Generate sends.
class TerrainEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"TerrainResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: TerrainResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"TerrainEvent"

	func _fields() -> Dictionary:
		return FIELDS


## What was made.
class TerrainResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"height_min_m", &"height_min_m", 2, 0, &"", -1, 0],
		5: [&"height_max_m", &"height_max_m", 2, 0, &"", -1, 0],
		6: [&"metres_per_pixel", &"metres_per_pixel", 2, 0, &"", -1, 0],
		7: [&"width_px", &"width_px", 13, 0, &"", -1, 0],
		8: [&"depth_px", &"depth_px", 13, 0, &"", -1, 0],
		9: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## Lowest height in metres.
	var height_min_m := 0.0

	## Greatest height in metres.
	var height_max_m := 0.0

	## Spacing of the pixels in metres: that of the request, times 2^level.
	var metres_per_pixel := 0.0

	## Columns of the height map.
	var width_px := 0

	## Rows of the height map.
	var depth_px := 0

	## Time the server spent on the model and the exports, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"TerrainResult"

	func _fields() -> Dictionary:
		return FIELDS


## A photo to follow. Either image or sha256 is set.
class Exemplar:
	extends Message

	const FIELDS := {
		1: [&"image", &"image", 12, 0, &"", -1, 0],
		2: [&"sha256", &"sha256", 9, 0, &"", -1, 0],
		3: [&"corners", &"corners", 2, 2, &"", -1, 0],
	}

	## The file itself, PNG, JPEG or WebP; at most 524288 bytes.
	var image := PackedByteArray()

	## SHA-256 of a file that was sent before with BlobService.PutBlob, 64 lower-case hexadecimal
	## digits.
	var sha256 := ""

	## For a surface that was photographed at an angle: x and y of its four corners, clockwise from
	## its top left one, as shares of the photo's width and height, 0 to 1 from the photo's top
	## left. Eight numbers, or none for all of it.
	var corners := PackedFloat32Array()

	func _type_name() -> StringName:
		return &"Exemplar"

	func _fields() -> Dictionary:
		return FIELDS


## A second material that the first goes over into.
class MaterialMix:
	extends Message

	const FIELDS := {
		1: [&"material", &"material", 9, 0, &"", -1, 0],
		2: [&"style_seed", &"style_seed", 4, 1, &"", -1, 0],
		3: [&"share", &"share", 2, 1, &"", -1, 0],
		4: [&"mask", &"mask", 11, 1, &"MixMask", -1, 0],
	}

	## Its class; that of the request if empty.
	var material := ""

	## Its style; that of the request if unset.
	var style_seed := 0:
		set(value):
			style_seed = value
			_choose(2)

	## How much of it, 0 (none) to 1 (nothing else); 0.5 if unset. With a mask, a factor on it.
	var share := 0.0:
		set(value):
			share = value
			_choose(3)

	## Where it is; everywhere if unset.
	var mask: MixMask = null

	func _type_name() -> StringName:
		return &"MaterialMix"

	func _fields() -> Dictionary:
		return FIELDS


## Shares on a grid over the tile; it is smoothed, and continues at the opposite edge.
class MixMask:
	extends Message

	const FIELDS := {
		1: [&"width", &"width", 13, 0, &"", -1, 0],
		2: [&"height", &"height", 13, 0, &"", -1, 0],
		3: [&"shares", &"shares", 12, 0, &"", -1, 0],
	}

	## Columns, 1 to 256.
	var width := 0

	## Rows, 1 to 256.
	var height := 0

	## width * height bytes, row by row from the upper left: 0 is none of the second material, 255
	## all.
	var shares := PackedByteArray()

	func _type_name() -> StringName:
		return &"MixMask"

	func _fields() -> Dictionary:
		return FIELDS


## A near relative of a style.
class StyleVariation:
	extends Message

	const FIELDS := {
		1: [&"other_seed", &"other_seed", 4, 0, &"", -1, 0],
		2: [&"strength", &"strength", 2, 0, &"", -1, 0],
	}

	## Where it goes; any 64-bit number.
	var other_seed := 0

	## How far, 0 (nowhere) to 1 (another material of the class).
	var strength := 0.0

	func _type_name() -> StringName:
		return &"StyleVariation"

	func _fields() -> Dictionary:
		return FIELDS


## How bricks, tiles, planks and stones are laid. What is unset is drawn as is usual for the class.
class TextureLayout:
	extends Message

	const FIELDS := {
		1: [&"bond", &"bond", 9, 0, &"", -1, 0],
		2: [&"columns", &"columns", 13, 1, &"", -1, 0],
		3: [&"rows", &"rows", 13, 1, &"", -1, 0],
		4: [&"joint", &"joint", 2, 1, &"", -1, 0],
		5: [&"irregularity", &"irregularity", 2, 1, &"", -1, 0],
		6: [&"roundness", &"roundness", 2, 1, &"", -1, 0],
		7: [&"proportion", &"proportion", 13, 1, &"", -1, 0],
		8: [&"shift_x", &"shift_x", 2, 1, &"", -1, 0],
		9: [&"shift_y", &"shift_y", 2, 1, &"", -1, 0],
		10: [&"none", &"none", 8, 0, &"", -1, 0],
		11: [&"rotated", &"rotated", 8, 1, &"", -1, 0],
		12: [&"mirrored", &"mirrored", 8, 1, &"", -1, 0],
		13: [&"piece_size", &"piece_size", 2, 1, &"", -1, 0],
	}

	## How they are joined, one of the names that GetInfo lists; the class's own if empty.
	var bond := ""

	## Pieces in a row of the tile, 1 to 256.
	var columns := 0:
		set(value):
			columns = value
			_choose(2)

	## Rows of the tile, 1 to 256; for some bonds a multiple of two or three.
	var rows := 0:
		set(value):
			rows = value
			_choose(3)

	## Width of the joints as a share of a piece's shorter side, 0 to 0.6.
	var joint := 0.0:
		set(value):
			joint = value
			_choose(4)

	## How far pieces differ in place, size and outline, 0 to 1.
	var irregularity := 0.0:
		set(value):
			irregularity = value
			_choose(5)

	## How round corners are, 0 to 1.
	var roundness := 0.0:
		set(value):
			roundness = value
			_choose(6)

	## Length of a piece over its width, in herringbone and basket; 2 to 6.
	var proportion := 0:
		set(value):
			proportion = value
			_choose(7)

	## How far it is moved to the right, in tiles; 0 to 1.
	var shift_x := 0.0:
		set(value):
			shift_x = value
			_choose(8)

	## How far it is moved down, in tiles; 0 to 1.
	var shift_y := 0.0:
		set(value):
			shift_y = value
			_choose(9)

	## Leave the layout away: only what the generator makes of the class by itself.
	var none := false

	## Rows stand upright, and `columns` counts pieces downwards.
	var rotated := false:
		set(value):
			rotated = value
			_choose(11)

	## Left and right exchanged, before the quarter turn.
	var mirrored := false:
		set(value):
			mirrored = value
			_choose(12)

	## Size of the pieces as a factor on their usual one, 0.125 to 8, where columns and rows are
	## not said; 1 if unset.
	var piece_size := 0.0:
		set(value):
			piece_size = value
			_choose(13)

	func _type_name() -> StringName:
		return &"TextureLayout"

	func _fields() -> Dictionary:
		return FIELDS


## How pieces of a scan are chosen and laid. What is unset is as usual.
class TextureSynthesis:
	extends Message

	const FIELDS := {
		1: [&"jitter", &"jitter", 2, 1, &"", -1, 0],
		2: [&"coherence", &"coherence", 2, 1, &"", -1, 0],
		3: [&"anisotropy", &"anisotropy", 2, 1, &"", -1, 0],
	}

	## How much worse than the best a piece may fit, as a share of its misfit: more gives more
	## variety, less joins better. 0 to 1; 0.1 if unset.
	var jitter := 0.0:
		set(value):
			jitter = value
			_choose(1)

	## How much of the scan stays together: 0 is pieces of half the usual width, 1 of twice that;
	## 0.5 if unset.
	var coherence := 0.0:
		set(value):
			coherence = value
			_choose(2)

	## Which way pieces are long: 1 is twice as long along u and half as long along v as the scan's
	## grain says, -1 the reverse; 0 if unset.
	var anisotropy := 0.0:
		set(value):
			anisotropy = value
			_choose(3)

	func _type_name() -> StringName:
		return &"TextureSynthesis"

	func _fields() -> Dictionary:
		return FIELDS


## What time and weather did, each layer over those before it: wear, dirt, moss, damp, puddles,
## snow. Amounts are 0 (nothing, the default) to 1.
class TextureWeather:
	extends Message

	const FIELDS := {
		1: [&"wear", &"wear", 2, 1, &"", -1, 0],
		2: [&"dirt", &"dirt", 2, 1, &"", -1, 0],
		3: [&"moss", &"moss", 2, 1, &"", -1, 0],
		4: [&"wetness", &"wetness", 2, 1, &"", -1, 0],
		5: [&"puddles", &"puddles", 2, 1, &"", -1, 0],
		6: [&"snow", &"snow", 2, 1, &"", -1, 0],
		7: [&"seed", &"seed", 4, 1, &"", -1, 0],
		8: [&"wear_metallic", &"wear_metallic", 2, 1, &"", -1, 0],
		9: [&"wear_rgb", &"wear_rgb", 13, 1, &"", -1, 0],
		10: [&"dirt_rgb", &"dirt_rgb", 13, 1, &"", -1, 0],
		11: [&"moss_rgb", &"moss_rgb", 13, 1, &"", -1, 0],
	}

	## How far raised edges and high places are rubbed bare.
	var wear := 0.0:
		set(value):
			wear = value
			_choose(1)

	## How much dirt has gathered, in hollows first.
	var dirt := 0.0:
		set(value):
			dirt = value
			_choose(2)

	## How much is overgrown with moss, low and sheltered places first.
	var moss := 0.0:
		set(value):
			moss = value
			_choose(3)

	## How much is damp: darker and shinier.
	var wetness := 0.0:
		set(value):
			wetness = value
			_choose(4)

	## How far standing water fills the low places.
	var puddles := 0.0:
		set(value):
			puddles = value
			_choose(5)

	## How much snow has fallen; 1 covers everything.
	var snow := 0.0:
		set(value):
			snow = value
			_choose(6)

	## Where the patches lie; that of the request if unset.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0:
		set(value):
			seed = value
			_choose(7)

	## Metallic of what wear lays bare, 0 to 1, such as 1 for painted steel; 0 if unset.
	var wear_metallic := 0.0:
		set(value):
			wear_metallic = value
			_choose(8)

	## What wear lays bare, 0xRRGGBB; the surface's own colour, lighter and greyer, if unset.
	var wear_rgb := 0:
		set(value):
			wear_rgb = value
			_choose(9)

	## Dirt, 0xRRGGBB; a dull brown if unset.
	var dirt_rgb := 0:
		set(value):
			dirt_rgb = value
			_choose(10)

	## Moss, 0xRRGGBB; greens and browns if unset.
	var moss_rgb := 0:
		set(value):
			moss_rgb = value
			_choose(11)

	func _type_name() -> StringName:
		return &"TextureWeather"

	func _fields() -> Dictionary:
		return FIELDS


## Colours, relief and gloss, changed after the material was made. What is unset changes nothing.
class TextureLook:
	extends Message

	const FIELDS := {
		1: [&"palette_rgb", &"palette_rgb", 13, 2, &"", -1, 0],
		2: [&"palette_strength", &"palette_strength", 2, 1, &"", -1, 0],
		3: [&"hue_deg", &"hue_deg", 2, 1, &"", -1, 0],
		4: [&"saturation", &"saturation", 2, 1, &"", -1, 0],
		5: [&"brightness", &"brightness", 2, 1, &"", -1, 0],
		6: [&"contrast", &"contrast", 2, 1, &"", -1, 0],
		7: [&"height_contrast", &"height_contrast", 2, 1, &"", -1, 0],
		8: [&"roughness_shift", &"roughness_shift", 2, 1, &"", -1, 0],
	}

	## One to six colours to move to, 0xRRGGBB, in any order; the material's own if empty.
	var palette_rgb := PackedInt64Array()

	## How far colours move to the palette, 0 to 1; 1 if unset.
	var palette_strength := 0.0:
		set(value):
			palette_strength = value
			_choose(2)

	## Turn of the hue, -180 to 180 degrees; 0 if unset.
	var hue_deg := 0.0:
		set(value):
			hue_deg = value
			_choose(3)

	## Factor on colourfulness, 0 (grey) to 3; 1 if unset.
	var saturation := 0.0:
		set(value):
			saturation = value
			_choose(4)

	## Exposure, -1 (a quarter of the light) to 1 (four times); 0 if unset.
	var brightness := 0.0:
		set(value):
			brightness = value
			_choose(5)

	## Factor on differences from the mean colour, 0 to 3; 1 if unset.
	var contrast := 0.0:
		set(value):
			contrast = value
			_choose(6)

	## Factor on the relief, 0 (flat) to 4; 1 if unset.
	var height_contrast := 0.0:
		set(value):
			height_contrast = value
			_choose(7)

	## Added to the roughness, -1 to 1; 0 if unset.
	var roughness_shift := 0.0:
		set(value):
			roughness_shift = value
			_choose(8)

	func _type_name() -> StringName:
		return &"TextureLook"

	func _fields() -> Dictionary:
		return FIELDS


## A piece of the material with transparency, to be laid over others.
class TextureDecal:
	extends Message

	const FIELDS := {
		1: [&"kind", &"kind", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 1, &"", -1, 0],
		3: [&"amount", &"amount", 2, 1, &"", -1, 0],
		4: [&"softness", &"softness", 2, 1, &"", -1, 0],
		5: [&"angle_deg", &"angle_deg", 2, 1, &"", -1, 0],
	}

	## Its shape, one of the names that GetInfo lists: "cracks", "stain" …
	var kind := ""

	## Which of its kind; that of the request if unset.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0:
		set(value):
			seed = value
			_choose(2)

	## How much of the picture it fills, and how many pieces it has, 0 to 1; 0.5 if unset.
	var amount := 0.0:
		set(value):
			amount = value
			_choose(3)

	## Width of its edges, 0 to 1; 0.3 if unset.
	var softness := 0.0:
		set(value):
			softness = value
			_choose(4)

	## Direction of scratches, -180 to 180 degrees anticlockwise from the right; 25 if unset.
	var angle_deg := 0.0:
		set(value):
			angle_deg = value
			_choose(5)

	func _type_name() -> StringName:
		return &"TextureDecal"

	func _fields() -> Dictionary:
		return FIELDS


## Strips of a material, one above the other, each of which goes on along u: borders, mouldings,
## boards, rivets.
class TextureTrim:
	extends Message

	const FIELDS := {
		1: [&"kinds", &"kinds", 9, 2, &"", -1, 0],
		2: [&"heights", &"heights", 2, 2, &"", -1, 0],
		3: [&"seed", &"seed", 4, 1, &"", -1, 0],
		4: [&"bevel", &"bevel", 2, 1, &"", -1, 0],
		5: [&"wear", &"wear", 2, 1, &"", -1, 0],
	}

	## Kinds of the strips from the upper edge down, at most 16, of the names that GetInfo lists:
	## "plain", "boards" … The usual ones if empty.
	var kinds := PackedStringArray()

	## Their heights, one for each, in any unit: together they are the sheet. As usual for their
	## kinds if empty.
	var heights := PackedFloat32Array()

	## Where strips are cut and how they differ; that of the request if unset.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0:
		set(value):
			seed = value
			_choose(3)

	## How far edges are rounded, over half the height of a strip, 0 to 0.4; 0.12 if unset.
	var bevel := 0.0:
		set(value):
			bevel = value
			_choose(4)

	## How far edges of strips are rubbed bare, 0 to 1; 0.4 if unset.
	var wear := 0.0:
		set(value):
			wear = value
			_choose(5)

	func _type_name() -> StringName:
		return &"TextureTrim"

	func _fields() -> Dictionary:
		return FIELDS


## Cards of a plant, to be cut out by their opacity.
class TextureFoliage:
	extends Message

	const FIELDS := {
		1: [&"species", &"species", 9, 0, &"", -1, 0],
	}

	## One of the names that GetInfo lists: "oak", "fern" …
	var species := ""

	func _type_name() -> StringName:
		return &"TextureFoliage"

	func _fields() -> Dictionary:
		return FIELDS


## A tile of a material. Row 0 is the upper edge of the picture.
class TextureRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"width_px", &"width_px", 13, 0, &"", -1, 0],
		4: [&"height_px", &"height_px", 13, 0, &"", -1, 0],
		5: [&"model", &"model", 9, 0, &"", -1, 0],
		6: [&"material", &"material", 9, 0, &"", -1, 0],
		7: [&"style_seed", &"style_seed", 4, 1, &"", -1, 0],
		8: [&"metres_per_tile", &"metres_per_tile", 2, 1, &"", -1, 0],
		9: [&"detail", &"detail", 13, 1, &"", -1, 0],
		10: [&"text", &"text", 9, 0, &"", -1, 0],
		11: [&"exemplar", &"exemplar", 11, 1, &"Exemplar", -1, 0],
		12: [&"mix", &"mix", 11, 1, &"MaterialMix", -1, 0],
		13: [&"variation", &"variation", 11, 1, &"StyleVariation", -1, 0],
		14: [&"look", &"look", 11, 1, &"TextureLook", -1, 0],
		15: [&"weather", &"weather", 11, 1, &"TextureWeather", -1, 0],
		16: [&"layout", &"layout", 11, 1, &"TextureLayout", -1, 0],
		17: [&"quarter_turns", &"quarter_turns", 13, 0, &"", -1, 0],
		18: [&"mirrored", &"mirrored", 8, 0, &"", -1, 0],
		19: [&"decal", &"decal", 11, 1, &"TextureDecal", -1, 0],
		20: [&"outputs", &"outputs", 14, 2, &"TextureOutput", -1, 0],
		21: [&"presets", &"presets", 9, 2, &"", -1, 0],
		22: [&"file_name", &"file_name", 9, 0, &"", -1, 0],
		23: [&"variant", &"variant", 13, 0, &"", -1, 0],
		24: [&"texel_density_px_per_m", &"texel_density_px_per_m", 2, 1, &"", -1, 0],
		25: [&"trim", &"trim", 11, 1, &"TextureTrim", -1, 0],
		26: [&"foliage", &"foliage", 11, 1, &"TextureFoliage", -1, 0],
		27: [&"synthesis", &"synthesis", 11, 1, &"TextureSynthesis", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Which piece of the material; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## Columns, a multiple of 32 from 32 to 4096. Must be given, but with a texel density.
	var width_px := 0

	## Rows, a multiple of 32 from 32 to 4096. Must be given, but with a texel density.
	var height_px := 0

	## Which generator, one of the names that GetInfo lists: a learned one, "noise", or, with an
	## exemplar, "quilting" or "random-phase". The first if empty.
	var model := ""

	## Class of material, one of the names that GetInfo lists. If empty, what the text names;
	## without text and exemplar one that goes with the rest is drawn by style_seed, or by seed.
	## The result and its recipe name it.
	var material := ""

	## Which material of its class; that of the seed if unset. Requests that differ in nothing but
	## the seed then are pieces of one material.
	var style_seed := 0:
		set(value):
			style_seed = value
			_choose(7)

	## Width of the tile, 0.005 to 10000 metres. If unset, so that bricks and leaves have their
	## usual size; if set, the detail is chosen so that they come near it.
	var metres_per_tile := 0.0:
		set(value):
			metres_per_tile = value
			_choose(8)

	## Pixels along a pixel of the base network: 1, 2 or 4. Less shows more of the surface on the
	## same tile, less finely. By default what leaves at least one usual piece on the tile.
	var detail := 0:
		set(value):
			detail = value
			_choose(9)

	## A description in English, such as "old mossy red brick wall". Fields that are set win.
	var text := ""

	## A photo to follow; none if unset.
	var exemplar: Exemplar = null

	## A second material; none if unset.
	var mix: MaterialMix = null

	## A near relative instead of the style itself; the style if unset.
	var variation: StyleVariation = null

	## Colours, relief and gloss; the material's own if unset.
	var look: TextureLook = null

	## What time and weather did to it; nothing if unset.
	var weather: TextureWeather = null

	## How pieces are laid, for classes that are laid of pieces; as is usual if unset.
	var layout: TextureLayout = null

	## Quarter turns, counter-clockwise, 0 to 3; before weather, so that water still runs down.
	var quarter_turns := 0

	## Left and right exchanged, before the turn.
	var mirrored := false

	## Cut a decal out of the material, which then does not tile; the whole tile if unset.
	var decal: TextureDecal = null

	## What to send, in this order, at most 48, none twice; albedo, normal, ORM and height as PNG
	## if both this and presets are empty.
	var outputs := PackedInt64Array()

	## Sets of files for an engine, after the outputs: names that GetInfo lists, such as "godot".
	## Outputs that are there already are not sent twice.
	var presets := PackedStringArray()

	## What the names of the files start with; 0 to 100 letters, digits, spaces and . _ -; made of
	## the recipe if empty.
	var file_name := ""

	## A variant of the tile against visible repeats, 1 to 255: other inside, the same border, so
	## that all variants of a request fit beside each other in any order; 0 is the tile itself.
	var variant := 0

	## Texel density of the project, 1 to 65536 pixels a metre: sets the width of the tile where
	## its sides are said, and where neither is, the sides, so that the tile is about as wide as
	## metres_per_tile says or as is usual for its class. If unset, sides and metres have nothing
	## to do with each other.
	var texel_density_px_per_m := 0.0:
		set(value):
			texel_density_px_per_m = value
			_choose(24)

	## Make a trim sheet of the material: strips that go on along u; the whole tile if unset.
	var trim: TextureTrim = null

	## Paint cards of a plant instead of a tile, on a square picture; look alone goes with it. None
	## if unset.
	var foliage: TextureFoliage = null

	## How pieces of a scan are laid, for the models "scan" and "composed"; as is usual if unset.
	var synthesis: TextureSynthesis = null

	func _type_name() -> StringName:
		return &"TextureRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What Generate sends.
class TextureEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"TextureResult", 0, 0],
	}

	## How far it has come. The first preview is at most 128 x 128 pixels of the same material.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: TextureResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"TextureEvent"

	func _fields() -> Dictionary:
		return FIELDS


## What was made.
class TextureResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"material", &"material", 9, 0, &"", -1, 0],
		5: [&"width_px", &"width_px", 13, 0, &"", -1, 0],
		6: [&"height_px", &"height_px", 13, 0, &"", -1, 0],
		7: [&"metres_per_pixel", &"metres_per_pixel", 2, 0, &"", -1, 0],
		8: [&"height_min_m", &"height_min_m", 2, 0, &"", -1, 0],
		9: [&"height_max_m", &"height_max_m", 2, 0, &"", -1, 0],
		10: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
		11: [&"unknown_words", &"unknown_words", 9, 2, &"", -1, 0],
		12: [&"repeats", &"repeats", 14, 0, &"TextureRepeats", -1, 0],
		13: [&"regions", &"regions", 11, 2, &"TextureRegion", -1, 0],
		14: [&"cutoff", &"cutoff", 2, 1, &"", -1, 0],
		15: [&"finish", &"finish", 11, 1, &"TextureFinish", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The outputs in the order asked; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## Class of material, from the request or its text; empty where an exemplar was followed
	## without one.
	var material := ""

	## Columns.
	var width_px := 0

	## Rows.
	var height_px := 0

	## Spacing of the pixels; the tile is width_px times as wide.
	var metres_per_pixel := 0.0

	## Lowest place of the relief in metres.
	var height_min_m := 0.0

	## Highest place of the relief in metres.
	var height_max_m := 0.0

	## Time the server spent on the model and the exports, in milliseconds.
	var elapsed_ms := 0.0

	## Words of the request's text that mean nothing to the server.
	var unknown_words := PackedStringArray()

	## How repeats of the tile can be hidden.
	var repeats: int = 0

	## What the picture is divided into: strips of a trim sheet, cards of foliage; empty for a
	## tile, which is one.
	var regions: Array[TextureRegion] = []

	## Opacity from which on something is there, of foliage, which is cut out; unset where opacity
	## fades, or is none.
	var cutoff := 0.0:
		set(value):
			cutoff = value
			_choose(14)

	## What base colour, roughness and metallic don't say; unset where there is nothing to say.
	var finish: TextureFinish = null

	func _type_name() -> StringName:
		return &"TextureResult"

	func _fields() -> Dictionary:
		return FIELDS


## A coat, fuzz, brushed grain or dull pores of a surface: factors, as glTF's
## KHR_materials_clearcoat, _sheen, _anisotropy and _specular have them.
class TextureFinish:
	extends Message

	const FIELDS := {
		1: [&"clearcoat", &"clearcoat", 2, 0, &"", -1, 0],
		2: [&"clearcoat_roughness", &"clearcoat_roughness", 2, 0, &"", -1, 0],
		3: [&"sheen", &"sheen", 2, 0, &"", -1, 0],
		4: [&"sheen_roughness", &"sheen_roughness", 2, 0, &"", -1, 0],
		5: [&"anisotropy", &"anisotropy", 2, 0, &"", -1, 0],
		6: [&"specular", &"specular", 2, 0, &"", -1, 0],
	}

	## How much of a clear layer lies on top, 0 to 1.
	var clearcoat := 0.0

	## Roughness of that layer, 0 to 1.
	var clearcoat_roughness := 0.0

	## How much fibres shine at grazing angles, 0 to 1.
	var sheen := 0.0

	## Roughness of that shine, 0 to 1.
	var sheen_roughness := 0.0

	## How much a highlight is stretched along u, 0 to 1.
	var anisotropy := 0.0

	## Of the reflection of what is no metal; 1 is usual.
	var specular := 0.0

	func _type_name() -> StringName:
		return &"TextureFinish"

	func _fields() -> Dictionary:
		return FIELDS


## A rectangle of a picture that is something by itself.
class TextureRegion:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"x_px", &"x_px", 13, 0, &"", -1, 0],
		3: [&"y_px", &"y_px", 13, 0, &"", -1, 0],
		4: [&"width_px", &"width_px", 13, 0, &"", -1, 0],
		5: [&"height_px", &"height_px", 13, 0, &"", -1, 0],
		6: [&"width_m", &"width_m", 2, 0, &"", -1, 0],
		7: [&"height_m", &"height_m", 2, 0, &"", -1, 0],
	}

	## Of a strip or a card; no other has it.
	var name := ""

	## Its left edge.
	var x_px := 0

	## Its upper edge.
	var y_px := 0

	## Columns.
	var width_px := 0

	## Rows.
	var height_px := 0

	## Width in the world.
	var width_m := 0.0

	## Height in the world.
	var height_m := 0.0

	func _type_name() -> StringName:
		return &"TextureRegion"

	func _fields() -> Dictionary:
		return FIELDS


## Materials that are used together.
class TextureSetRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"shared", &"shared", 11, 1, &"TextureRequest", -1, 0],
		3: [&"members", &"members", 11, 2, &"TextureSetMember", -1, 0],
		4: [&"biome", &"biome", 9, 0, &"", -1, 0],
		5: [&"array_outputs", &"array_outputs", 14, 2, &"TextureArrayOutput", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## What all of them share: size, outputs, weather; what a member says itself wins. A member
	## that says no seed has this one, plus its position in the set. The request_id does not count.
	var shared: TextureRequest = null

	## One to sixteen; the eight layers of a terrain's splat map, in the order of its channels, if
	## empty.
	var members: Array[TextureSetMember] = []

	## Biome that terrain layers are fit to, one of the names that GetInfo lists; none in
	## particular if empty.
	var biome := ""

	## Files of all of them together, after their own, in this order, at most 16, none twice.
	var array_outputs := PackedInt64Array()

	func _type_name() -> StringName:
		return &"TextureSetRequest"

	func _fields() -> Dictionary:
		return FIELDS


## One material of a set.
class TextureSetMember:
	extends Message

	const FIELDS := {
		1: [&"layer", &"layer", 9, 0, &"", -1, 0],
		2: [&"texture", &"texture", 11, 1, &"TextureRequest", -1, 0],
	}

	## Layer of a terrain that it is for, "rock" or another name that GetInfo lists: gives it a
	## class, colours and weather that fit; none in particular if empty.
	var layer := ""

	## What it is, where that differs from what the set shares and the layer gives. The request_id
	## does not count.
	var texture: TextureRequest = null

	func _type_name() -> StringName:
		return &"TextureSetMember"

	func _fields() -> Dictionary:
		return FIELDS


## What GenerateSet sends.
class TextureSetEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"TextureSetResult", 0, 0],
	}

	## How far it has come.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: TextureSetResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"TextureSetEvent"

	func _fields() -> Dictionary:
		return FIELDS


## What was made.
class TextureSetResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"materials", &"materials", 11, 2, &"TextureSetMaterial", -1, 0],
		5: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make all of them again; its domain is "texture_set" and its request a
	## TextureSetRequest.
	var recipe: Recipe = null

	## The files of the members, one member after the other, then those of all together.
	var artifacts: Array[Artifact] = []

	## The members, in order.
	var materials: Array[TextureSetMaterial] = []

	## Time the server spent on the models and the exports, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"TextureSetResult"

	func _fields() -> Dictionary:
		return FIELDS


## One material of a set, as it was made.
class TextureSetMaterial:
	extends Message

	const FIELDS := {
		1: [&"layer", &"layer", 9, 0, &"", -1, 0],
		2: [&"slope_min_deg", &"slope_min_deg", 2, 0, &"", -1, 0],
		3: [&"slope_max_deg", &"slope_max_deg", 2, 0, &"", -1, 0],
		4: [&"result", &"result", 11, 1, &"TextureResult", -1, 0],
		5: [&"first_artifact", &"first_artifact", 13, 0, &"", -1, 0],
	}

	## Layer of a terrain that it is for; empty for none.
	var layer := ""

	## Gentlest slope that the terrain service lays the layer on, about, degrees; 0 without a
	## layer.
	var slope_min_deg := 0.0

	## Steepest slope that the terrain service lays the layer on, about, degrees; 90 without a
	## layer.
	var slope_max_deg := 0.0

	## As Generate would have answered, but for times.
	var result: TextureResult = null

	## Position of its first file in the set's artifacts.
	var first_artifact := 0

	func _type_name() -> StringName:
		return &"TextureSetMaterial"

	func _fields() -> Dictionary:
		return FIELDS


## What is known of an hour.
class DrawScenarioRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"text", &"text", 9, 0, &"", -1, 0],
		4: [&"given", &"given", 9, 3, &"", -1, 9],
		5: [&"latitude_deg", &"latitude_deg", 2, 1, &"", -1, 0],
		6: [&"day", &"day", 13, 1, &"", -1, 0],
		7: [&"settlement", &"settlement", 9, 0, &"", -1, 0],
	}

	## Name for the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes one if it is
	## empty.
	var request_id := ""

	## Which of the hours that it may be; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## What is known, in English, such as "rush hour in the rain", at most 1000 characters. What is
	## given wins.
	var text := ""

	## By column of the table "scenario" what is known of it, as TableRequest has it:
	## "rain|heavy_rain", "7..9", "..0".
	var given: Dictionary[String, String] = {}

	## Where the sun's path is reckoned for, -66 to 66 degrees; 48 if unset.
	var latitude_deg := 0.0:
		set(value):
			latitude_deg = value
			_choose(5)

	## Day of the year, 1 to 365; the middle of the month that is drawn if unset.
	var day := 0:
		set(value):
			day = value
			_choose(6)

	## A settlement of WorldRequest: when its streets are full; "suburb", as today, if empty.
	var settlement := ""

	func _type_name() -> StringName:
		return &"DrawScenarioRequest"

	func _fields() -> Dictionary:
		return FIELDS


## An hour, and what is seen of it.
class DrawScenarioResponse:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"hour", &"hour", 2, 0, &"", -1, 0],
		3: [&"weather", &"weather", 9, 0, &"", -1, 0],
		4: [&"light", &"light", 9, 0, &"", -1, 0],
		5: [&"crowd", &"crowd", 9, 0, &"", -1, 0],
		6: [&"wind_m_s", &"wind_m_s", 2, 0, &"", -1, 0],
		7: [&"visibility_km", &"visibility_km", 2, 0, &"", -1, 0],
		8: [&"temperature_c", &"temperature_c", 2, 1, &"", -1, 0],
		9: [&"day", &"day", 13, 0, &"", -1, 0],
		10: [&"latitude_deg", &"latitude_deg", 2, 0, &"", -1, 0],
		11: [&"sun_altitude_deg", &"sun_altitude_deg", 2, 0, &"", -1, 0],
		12: [&"sun_azimuth_deg", &"sun_azimuth_deg", 2, 0, &"", -1, 0],
		13: [&"clouds", &"clouds", 2, 0, &"", -1, 0],
		14: [&"fog", &"fog", 2, 0, &"", -1, 0],
		15: [&"wet", &"wet", 2, 0, &"", -1, 0],
		16: [&"precipitation_mm_h", &"precipitation_mm_h", 2, 0, &"", -1, 0],
		17: [&"vehicles_share", &"vehicles_share", 2, 0, &"", -1, 0],
		18: [&"walkers_share", &"walkers_share", 2, 0, &"", -1, 0],
		19: [&"log_given", &"log_given", 1, 0, &"", -1, 0],
		20: [&"unknown_words", &"unknown_words", 9, 2, &"", -1, 0],
		21: [&"model_sha256", &"model_sha256", 9, 3, &"", -1, 9],
		22: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## Hour of the day, 0 to 23.
	var hour := 0.0

	## "fair", "windy", "mist", "fog", "rain", "heavy_rain" or "snow".
	var weather := ""

	## "daylight", "overcast", "low_sun", "twilight" or "night", as the table calls it.
	var light := ""

	## "empty", "sparse", "busy" or "packed".
	var crowd := ""

	## Metres a second.
	var wind_m_s := 0.0

	## How far one sees.
	var visibility_km := 0.0

	## Of the air; unset where the hour that is drawn does not say.
	var temperature_c := 0.0:
		set(value):
			temperature_c = value
			_choose(8)

	## Day of the year, 1 to 365.
	var day := 0

	## Where the sun's path was reckoned for.
	var latitude_deg := 0.0

	## Above the horizon.
	var sun_altitude_deg := 0.0

	## From north over east.
	var sun_azimuth_deg := 0.0

	## Sky that is covered, 0 to 1.
	var clouds := 0.0

	## Mist and fog, 0 to 1.
	var fog := 0.0

	## How wet all is, 0 to 1.
	var wet := 0.0

	## Rain or snow, as water, millimetres an hour.
	var precipitation_mm_h := 0.0

	## Of the vehicles of the busiest hour, those under way, 0 to 1.
	var vehicles_share := 0.0

	## Of the people on foot, likewise.
	var walkers_share := 0.0

	## Natural logarithm of how probable it is that an hour has what was given.
	var log_given := 0.0

	## Words of the text that mean nothing to the server.
	var unknown_words := PackedStringArray()

	## SHA-256 of the table, by name: with the request, how to draw the same again.
	var model_sha256: Dictionary[String, String] = {}

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	func _type_name() -> StringName:
		return &"DrawScenarioResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A square of land with all that is on it. It consists of parts: "terrain", "settlement",
## "materials", "props", "people" and "dialogue", each made of those before it that it stands on
## and of a seed of its own.
class WorldRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"text", &"text", 9, 0, &"", -1, 0],
		4: [&"side_m", &"side_m", 2, 1, &"", -1, 0],
		5: [&"metres_per_pixel", &"metres_per_pixel", 2, 1, &"", -1, 0],
		6: [&"landform", &"landform", 9, 0, &"", -1, 0],
		7: [&"climate", &"climate", 9, 0, &"", -1, 0],
		8: [&"settlement", &"settlement", 9, 0, &"", -1, 0],
		9: [&"props", &"props", 13, 1, &"", -1, 0],
		10: [&"people", &"people", 13, 1, &"", -1, 0],
		19: [&"animals", &"animals", 13, 1, &"", -1, 0],
		11: [&"lines", &"lines", 13, 1, &"", -1, 0],
		12: [&"part_seeds", &"part_seeds", 4, 3, &"", -1, 9],
		13: [&"locked", &"locked", 9, 2, &"", -1, 0],
		14: [&"locked_part_seeds", &"locked_part_seeds", 4, 3, &"", -1, 9],
		18: [&"cover", &"cover", 2, 1, &"", -1, 0],
		15: [&"parts", &"parts", 9, 2, &"", -1, 0],
		60: [&"formats", &"formats", 9, 2, &"", -1, 0],
		30: [&"vehicles", &"vehicles", 13, 1, &"", -1, 0],
		31: [&"walkers", &"walkers", 13, 1, &"", -1, 0],
		32: [&"traffic_hour", &"traffic_hour", 2, 1, &"", -1, 0],
		33: [&"traffic_hurry", &"traffic_hurry", 2, 1, &"", -1, 0],
		34: [&"traffic_attention", &"traffic_attention", 2, 1, &"", -1, 0],
		35: [&"traffic_gap_s", &"traffic_gap_s", 2, 1, &"", -1, 0],
		36: [&"traffic_events", &"traffic_events", 9, 2, &"", -1, 0],
		37: [&"fit_traffic", &"fit_traffic", 8, 0, &"", -1, 0],
		38: [&"collection", &"collection", 9, 0, &"", -1, 0],
		39: [&"no_signals", &"no_signals", 8, 0, &"", -1, 0],
		40: [&"region_tiles", &"region_tiles", 13, 1, &"", -1, 0],
		41: [&"column", &"column", 13, 1, &"", -1, 0],
		42: [&"row", &"row", 13, 1, &"", -1, 0],
	}

	## Name for Cancel and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes
	## one if it is empty.
	var request_id := ""

	## Which world; any 64-bit number.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## A description in English, such as "a fishing village under a volcano", at most 1000
	## characters. Fields that are set win.
	var text := ""

	## Side of the square, 250 to 2000 metres; 1000 if unset.
	var side_m := 0.0:
		set(value):
			side_m = value
			_choose(4)

	## Spacing of the heights, 1 to 8 metres; 2 if unset.
	var metres_per_pixel := 0.0:
		set(value):
			metres_per_pixel = value
			_choose(5)

	## Kind of landscape, one of the names that GetInfo lists; what the text says, or what suits
	## the rest, if empty.
	var landform := ""

	## One of the names that GetInfo lists; what the text says, or temperate, if empty.
	var climate := ""

	## "hamlet", "village", "fishing_village", "town", "harbour_town", "mining_camp", "monastery",
	## "castle", "trading_post", "nomad_camp", "oasis", "suburb", "outpost" or "none"; what the
	## text says, or a village, if empty.
	var settlement := ""

	## Plants, rocks and things, at most: 0 to 5000; 200 if unset.
	var props := 0:
		set(value):
			props = value
			_choose(9)

	## People who live in the settlement, 0 to 64; 12 if unset. Nobody where there is no
	## settlement.
	var people := 0:
		set(value):
			people = value
			_choose(10)

	## Animals, at most, 0 to 200: herds on meadows, beasts and birds by houses and waters; 40 if
	## unset.
	var animals := 0:
		set(value):
			animals = value
			_choose(19)

	## Lines that they say, of all of them together, 0 to 500; 30 if unset.
	var lines := 0:
		set(value):
			lines = value
			_choose(11)

	## Other seeds of single parts, by their names: each is made anew with that, together with what
	## stands on it. All other parts keep their files byte for byte. A part that is not named has a
	## seed that the world's decides.
	var part_seeds: Dictionary[String, int] = {}

	## Parts that are kept although what they stand on has another seed: "settlement", which keeps
	## the ground, the waters and all that is built as they are while the land around is made anew;
	## "dialogue", which keeps every line and who people are while they get other bodies, faces and
	## clothes. Refused where that can't be, with the reason.
	var locked := PackedStringArray()

	## `part_seeds` of the world that locked parts are kept from; may be empty.
	var locked_part_seeds: Dictionary[String, int] = {}

	## Grass, flowers, ferns, shrubs and woods, over their density in nature, 0 to 1; 1 if unset,
	## and 0 leaves them away.
	var cover := 0.0:
		set(value):
			cover = value
			_choose(18)

	## Whose files to send: names of parts, "built" for what stands there as one GLB for engines,
	## "scene" for the whole as one GLB, "map" for a picture, "life" for everybody's day and the
	## ground on which one can walk, and "traffic" for ten minutes of it; all if empty. What they
	## stand on is made too.
	var parts := PackedStringArray()

	## Further formats of the scene, beside world.glb: "usd", a folder of that name, which takes
	## the package usd-core where the server runs; FAILED_PRECONDITION where it is not installed.
	## Only where the scene is sent.
	var formats := PackedStringArray()

	## Vehicles on its roads at the busiest hour, 0 to 200: how many of them are under way follows
	## from hour, weather and crowd. None if unset.
	var vehicles := 0:
		set(value):
			vehicles = value
			_choose(30)

	## People on foot in its streets at the busiest hour, 0 to 400, likewise. None if unset.
	var walkers := 0:
		set(value):
			walkers = value
			_choose(31)

	## The hour at which the traffic begins, 0 to 24; that of the world's scenario if unset.
	var traffic_hour := 0.0:
		set(value):
			traffic_hour = value
			_choose(32)

	## How fast and how close up people drive and walk, 0 to 1; 0.5 if unset.
	var traffic_hurry := 0.0:
		set(value):
			traffic_hurry = value
			_choose(33)

	## How soon drivers see whoever steps out, and how readily they stop for those who wait, 0 to
	## 1; 0.8 if unset.
	var traffic_attention := 0.0:
		set(value):
			traffic_attention = value
			_choose(34)

	## Seconds that people want between those who have the right of way before they go, 1.5 to 12;
	## 4.5 if unset.
	var traffic_gap_s := 0.0:
		set(value):
			traffic_gap_s = value
			_choose(35)

	## What happens meanwhile: "breakdown", "fallen_tree", "jaywalking".
	var traffic_events := PackedStringArray()

	## Where more vehicles or walkers are asked for than the roads carry, takes as many as they do;
	## such a request is refused otherwise.
	var fit_traffic := false

	## Clothes of all people that belong together, in a sentence of at most 500 characters, as
	## CrowdRequest.collection takes it; as their work has them if empty.
	var collection := ""

	## No traffic lights at the junctions of main streets, which settlements of today have.
	var no_signals := false

	## A tile of a region: how many tiles lie along one side of the region, 2 to 16, each side_m
	## wide. The description is the whole region's. Ground, waters, roads and plants go on from
	## tile to tile, whichever are made, in any order: tiles of equal requests but for column and
	## row fit. side_m is a multiple of 8 then, metres_per_pixel 1, 2, 4 or 8, and there are no
	## vehicles, walkers or locked parts. A world alone if unset or 0.
	var region_tiles := 0:
		set(value):
			region_tiles = value
			_choose(40)

	## Which tile, from the west, 0 to region_tiles - 1; 0 if unset.
	var column := 0:
		set(value):
			column = value
			_choose(41)

	## From the north, likewise.
	var row := 0:
		set(value):
			row = value
			_choose(42)

	func _type_name() -> StringName:
		return &"WorldRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What Generate sends.
class WorldEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		3: [&"result", &"result", 11, 1, &"WorldResult", 0, 0],
		4: [&"walkable", &"walkable", 11, 1, &"WorldWalkable", 0, 0],
	}

	## How far it has come; with a picture from above once there is ground to show.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## A piece of a file.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(2)

	## The last event.
	var result: WorldResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	## After the chunks of the first files.
	var walkable: WorldWalkable = null:
		set(value):
			walkable = value
			if value:
				_choose(4)

	func _type_name() -> StringName:
		return &"WorldEvent"

	func _fields() -> Dictionary:
		return FIELDS


## There is what one needs to walk about: ground and water, buildings, plants, and what they look
## like. People, animals and all else follow. Sent at most once, and only where all of that is
## among the parts that are asked for.
class WorldWalkable:
	extends Message

	const FIELDS := {
		1: [&"files", &"files", 11, 2, &"Artifact", -1, 0],
		2: [&"manifest_json", &"manifest_json", 12, 0, &"", -1, 0],
	}

	## The files whose chunks came so far: the first ones of the result's list, which has them
	## again.
	var files: Array[Artifact] = []

	## What manifest.json would hold were these all of the world's files. Written beside them, it
	## makes the folder one that engines open; the world's own manifest takes its place at the end.
	var manifest_json := PackedByteArray()

	func _type_name() -> StringName:
		return &"WorldWalkable"

	func _fields() -> Dictionary:
		return FIELDS


## What was made.
class WorldResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
		3: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		4: [&"name", &"name", 9, 0, &"", -1, 0],
		5: [&"made_parts", &"made_parts", 11, 2, &"WorldPart", -1, 0],
		6: [&"buildings", &"buildings", 13, 0, &"", -1, 0],
		7: [&"props", &"props", 13, 0, &"", -1, 0],
		8: [&"people", &"people", 13, 0, &"", -1, 0],
		13: [&"animals", &"animals", 13, 0, &"", -1, 0],
		9: [&"lines", &"lines", 13, 0, &"", -1, 0],
		10: [&"unknown_words", &"unknown_words", 9, 2, &"", -1, 0],
		11: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
		12: [&"not_there", &"not_there", 9, 2, &"", -1, 0],
		14: [&"deserted", &"deserted", 8, 0, &"", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How to make the same again.
	var recipe: Recipe = null

	## The files; their bytes came as chunks before. The last one is the manifest, which lists all
	## others.
	var artifacts: Array[Artifact] = []

	## What the place is called.
	var name := ""

	## The parts that were made, in order.
	var made_parts: Array[WorldPart] = []

	## How many buildings stand there.
	var buildings := 0

	## How many plants, rocks and things there are.
	var props := 0

	## How many people live there.
	var people := 0

	## How many animals there are.
	var animals := 0

	## How many lines they say.
	var lines := 0

	## Words of the request's text that mean nothing to the server.
	var unknown_words := PackedStringArray()

	## Time the server spent, in milliseconds.
	var elapsed_ms := 0.0

	## What the text asked for and has found no place there: uses of buildings, "market", "wall",
	## "palisade", "pier".
	var not_there := PackedStringArray()

	## Whether the text says that nobody lives there, or no more: nobody does then, however many
	## are asked for, and no light burns there.
	var deserted := false

	func _type_name() -> StringName:
		return &"WorldResult"

	func _fields() -> Dictionary:
		return FIELDS


## A part of a world.
class WorldPart:
	extends Message

	const FIELDS := {
		1: [&"part", &"part", 9, 0, &"", -1, 0],
		2: [&"seed", &"seed", 4, 0, &"", -1, 0],
		3: [&"recipe", &"recipe", 11, 1, &"Recipe", -1, 0],
	}

	## "terrain", "settlement", "materials", "props", "people" or "dialogue".
	var part := ""

	## The seed that it was made with.
	@warning_ignore("shadowed_global_identifier")
	var seed := 0

	## How to make its files again, alone; its domain is "world".
	var recipe: Recipe = null

	func _type_name() -> StringName:
		return &"WorldPart"

	func _fields() -> Dictionary:
		return FIELDS


## Something to make, by the name of its domain: what the domain's own method takes. A `request_id`
## in it does nothing.
class BatchJob:
	extends Message

	const FIELDS := {
		1: [&"terrain", &"terrain", 11, 1, &"TerrainRequest", 0, 0],
		2: [&"texture", &"texture", 11, 1, &"TextureRequest", 0, 0],
		3: [&"texture_set", &"texture_set", 11, 1, &"TextureSetRequest", 0, 0],
		4: [&"character", &"character", 11, 1, &"CharacterRequest", 0, 0],
		5: [&"character_crowd", &"character_crowd", 11, 1, &"CrowdRequest", 0, 0],
		6: [&"dialogue", &"dialogue", 11, 1, &"LinesRequest", 0, 0],
		7: [&"dialogue_scene", &"dialogue_scene", 11, 1, &"SceneRequest", 0, 0],
		8: [&"dialogue_fill", &"dialogue_fill", 11, 1, &"FillSceneRequest", 0, 0],
		9: [&"layout", &"layout", 11, 1, &"LayoutRequest", 0, 0],
		10: [&"table", &"table", 11, 1, &"TableRequest", 0, 0],
		11: [&"world", &"world", 11, 1, &"WorldRequest", 0, 0],
		12: [&"other", &"other", 11, 1, &"OtherRequest", 0, 0],
		13: [&"speech", &"speech", 11, 1, &"SpeechRequest", 0, 0],
		14: [&"sound", &"sound", 11, 1, &"SoundRequest", 0, 0],
		15: [&"ambience", &"ambience", 11, 1, &"AmbienceRequest", 0, 0],
		16: [&"music", &"music", 11, 1, &"MusicRequest", 0, 0],
		17: [&"music_set", &"music_set", 11, 1, &"MusicSetRequest", 0, 0],
		18: [&"creature", &"creature", 11, 1, &"CreatureRequest", 0, 0],
	}

	## For TerrainService.Generate.
	var terrain: TerrainRequest = null:
		set(value):
			terrain = value
			if value:
				_choose(1)

	## For TextureService.Generate.
	var texture: TextureRequest = null:
		set(value):
			texture = value
			if value:
				_choose(2)

	## For TextureService.GenerateSet.
	var texture_set: TextureSetRequest = null:
		set(value):
			texture_set = value
			if value:
				_choose(3)

	## For CharacterService.Generate.
	var character: CharacterRequest = null:
		set(value):
			character = value
			if value:
				_choose(4)

	## For CharacterService.GenerateCrowd.
	var character_crowd: CrowdRequest = null:
		set(value):
			character_crowd = value
			if value:
				_choose(5)

	## For DialogueService.GenerateLines.
	var dialogue: LinesRequest = null:
		set(value):
			dialogue = value
			if value:
				_choose(6)

	## For DialogueService.GenerateScene.
	var dialogue_scene: SceneRequest = null:
		set(value):
			dialogue_scene = value
			if value:
				_choose(7)

	## For DialogueService.FillScene.
	var dialogue_fill: FillSceneRequest = null:
		set(value):
			dialogue_fill = value
			if value:
				_choose(8)

	## For LayoutService.Generate.
	var layout: LayoutRequest = null:
		set(value):
			layout = value
			if value:
				_choose(9)

	## For TableService.Generate.
	var table: TableRequest = null:
		set(value):
			table = value
			if value:
				_choose(10)

	## For WorldService.Generate.
	var world: WorldRequest = null:
		set(value):
			world = value
			if value:
				_choose(11)

	## For any domain, those that have no field here among them.
	var other: OtherRequest = null:
		set(value):
			other = value
			if value:
				_choose(12)

	## For SpeechService.GenerateSpeech.
	var speech: SpeechRequest = null:
		set(value):
			speech = value
			if value:
				_choose(13)

	## For SoundService.GenerateSound.
	var sound: SoundRequest = null:
		set(value):
			sound = value
			if value:
				_choose(14)

	## For AmbienceService.GenerateAmbience.
	var ambience: AmbienceRequest = null:
		set(value):
			ambience = value
			if value:
				_choose(15)

	## For MusicService.GenerateMusic.
	var music: MusicRequest = null:
		set(value):
			music = value
			if value:
				_choose(16)

	## For MusicService.GenerateMusicSet.
	var music_set: MusicSetRequest = null:
		set(value):
			music_set = value
			if value:
				_choose(17)

	## For CreatureService.GenerateCreature.
	var creature: CreatureRequest = null:
		set(value):
			creature = value
			if value:
				_choose(18)

	func _type_name() -> StringName:
		return &"BatchJob"

	func _fields() -> Dictionary:
		return FIELDS


## A request by the name of its domain, serialised.
class OtherRequest:
	extends Message

	const FIELDS := {
		1: [&"domain", &"domain", 9, 0, &"", -1, 0],
		2: [&"request", &"request", 12, 0, &"", -1, 0],
	}

	## As recipes name it, such as "terrain".
	var domain := ""

	## What the domain's method takes, in protobuf's binary form.
	var request := PackedByteArray()

	func _type_name() -> StringName:
		return &"OtherRequest"

	func _fields() -> Dictionary:
		return FIELDS


## A batch. Its jobs are those of `jobs`, then those of `lines`, then those of the blob: 1 to
## 100000 in all, whose requests have at most 64 MiB together.
class SubmitBatchRequest:
	extends Message

	const FIELDS := {
		1: [&"batch_id", &"batch_id", 9, 0, &"", -1, 0],
		2: [&"jobs", &"jobs", 11, 2, &"BatchJob", -1, 0],
		3: [&"lines", &"lines", 9, 0, &"", -1, 0],
		4: [&"lines_sha256", &"lines_sha256", 9, 0, &"", -1, 0],
	}

	## Name for the other methods; 1 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes one
	## if it is empty. With a name of its own a client can send a batch again when it does not know
	## whether it arrived.
	var batch_id := ""

	## Jobs as messages.
	var jobs: Array[BatchJob] = []

	## Jobs as JSON lines, each `{"domain": "terrain", "request": {...}}` with the names of
	## BatchJob and of the request's fields; a line whose values are swept stands for many jobs.
	## docs/batch.md has the form.
	var lines := ""

	## SHA-256 of more such lines, sent ahead with BlobService.PutBlob; none if empty.
	var lines_sha256 := ""

	func _type_name() -> StringName:
		return &"SubmitBatchRequest"

	func _fields() -> Dictionary:
		return FIELDS


## A batch was taken.
class SubmitBatchResponse:
	extends Message

	const FIELDS := {
		1: [&"status", &"status", 11, 1, &"BatchStatus", -1, 0],
		2: [&"is_new", &"is_new", 8, 0, &"", -1, 0],
	}

	## How it stands; `batch_id` is its name.
	var status: BatchStatus = null

	## False if the server had it already.
	var is_new := false

	func _type_name() -> StringName:
		return &"SubmitBatchResponse"

	func _fields() -> Dictionary:
		return FIELDS


## How a batch stands.
class BatchStatus:
	extends Message

	const FIELDS := {
		1: [&"batch_id", &"batch_id", 9, 0, &"", -1, 0],
		2: [&"state", &"state", 14, 0, &"BatchState", -1, 0],
		3: [&"total", &"total", 13, 0, &"", -1, 0],
		4: [&"done", &"done", 13, 0, &"", -1, 0],
		5: [&"kept", &"kept", 13, 0, &"", -1, 0],
		6: [&"failed", &"failed", 13, 0, &"", -1, 0],
		7: [&"jobs_per_s", &"jobs_per_s", 2, 0, &"", -1, 0],
		8: [&"remaining_ms", &"remaining_ms", 4, 1, &"", -1, 0],
		9: [&"problem", &"problem", 9, 0, &"", -1, 0],
		10: [&"size_bytes", &"size_bytes", 4, 0, &"", -1, 0],
		11: [&"submitted_unix_ms", &"submitted_unix_ms", 4, 0, &"", -1, 0],
		12: [&"ended_unix_ms", &"ended_unix_ms", 4, 0, &"", -1, 0],
		13: [&"expires_unix_ms", &"expires_unix_ms", 4, 0, &"", -1, 0],
	}

	## Its name.
	var batch_id := ""

	## Where it stands.
	var state: int = 0

	## Its jobs.
	var total := 0

	## Jobs whose results are there.
	var done := 0

	## Of `done`, those whose results the server had already: they had been made before, or an
	## equal job came first.
	var kept := 0

	## Jobs that failed, each after it was tried again where that may help.
	var failed := 0

	## Jobs a second, lately; 0 where nothing is made just now.
	var jobs_per_s := 0.0

	## How long it will take at that rate, in milliseconds; not set where that is not known.
	var remaining_ms := 0:
		set(value):
			remaining_ms = value
			_choose(8)

	## What is in its way; empty if nothing is.
	var problem := ""

	## Bytes of the results that are there.
	var size_bytes := 0

	## When it was sent, in milliseconds since 1970 (UTC).
	var submitted_unix_ms := 0

	## When it ended, likewise; 0 if it has not.
	var ended_unix_ms := 0

	## When it will be forgotten, likewise; 0 if it has not ended.
	var expires_unix_ms := 0

	func _type_name() -> StringName:
		return &"BatchStatus"

	func _fields() -> Dictionary:
		return FIELDS


## A job whose result is there, or that failed.
class BatchRow:
	extends Message

	const FIELDS := {
		1: [&"cursor", &"cursor", 4, 0, &"", -1, 0],
		2: [&"job_index", &"job_index", 13, 0, &"", -1, 0],
		3: [&"key", &"key", 9, 0, &"", -1, 0],
		4: [&"method", &"method", 9, 0, &"", -1, 0],
		5: [&"is_kept", &"is_kept", 8, 0, &"", -1, 0],
		6: [&"recipe_sha256", &"recipe_sha256", 9, 0, &"", -1, 0],
		7: [&"size_bytes", &"size_bytes", 4, 0, &"", -1, 0],
		8: [&"elapsed_ms", &"elapsed_ms", 2, 0, &"", -1, 0],
		9: [&"reason", &"reason", 9, 0, &"", -1, 0],
		10: [&"problem", &"problem", 9, 0, &"", -1, 0],
	}

	## Position among the batch's rows, from 1. Rows keep their positions.
	var cursor := 0

	## Position of the job in the batch, from 0. Those that a line stands for follow one another.
	var job_index := 0

	## Names the result, for Fetch: 64 lower-case hexadecimal digits. Equal jobs have the same.
	var key := ""

	## The method that makes it: "/procgen.v1.TerrainService/Generate".
	var method := ""

	## Whether the server had it already.
	var is_kept := false

	## SHA-256 of the recipe, which names what was made; empty if it failed.
	var recipe_sha256 := ""

	## Size of the result in bytes.
	var size_bytes := 0

	## Time that it took, in milliseconds.
	var elapsed_ms := 0.0

	## Why it failed: ErrorDetail's `reason`; empty if it did not.
	var reason := ""

	## The same in words.
	var problem := ""

	func _type_name() -> StringName:
		return &"BatchRow"

	func _fields() -> Dictionary:
		return FIELDS


## Which batch to watch, and from where.
class WatchBatchRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"batch_id", &"batch_id", 9, 0, &"", -1, 0],
		3: [&"after_cursor", &"after_cursor", 4, 0, &"", -1, 0],
	}

	## Name for Cancel of SystemService, which ends the stream and not the batch, and for the logs;
	## 0 to 64 characters of A-Z a-z 0-9 . _ : -; the server makes one if it is empty.
	var request_id := ""

	## The batch.
	var batch_id := ""

	## Rows after this one are sent; 0 for all.
	var after_cursor := 0

	func _type_name() -> StringName:
		return &"WatchBatchRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What happens to a batch.
class WatchBatchEvent:
	extends Message

	const FIELDS := {
		1: [&"progress", &"progress", 11, 1, &"Progress", 0, 0],
		2: [&"status", &"status", 11, 1, &"BatchStatus", 0, 0],
		3: [&"row", &"row", 11, 1, &"BatchRow", 0, 0],
		4: [&"result", &"result", 11, 1, &"WatchBatchResult", 0, 0],
	}

	## How far it has come, for progress bars. Comes with each `status`.
	var progress: Progress = null:
		set(value):
			progress = value
			if value:
				_choose(1)

	## How it stands. Comes at the beginning, when it has changed, but at most once a second, and
	## every ten seconds.
	var status: BatchStatus = null:
		set(value):
			status = value
			if value:
				_choose(2)

	## A job that is done or has failed.
	var row: BatchRow = null:
		set(value):
			row = value
			if value:
				_choose(3)

	## The last event: the batch has ended, and all rows have been sent.
	var result: WatchBatchResult = null:
		set(value):
			result = value
			if value:
				_choose(4)

	func _type_name() -> StringName:
		return &"WatchBatchEvent"

	func _fields() -> Dictionary:
		return FIELDS


## How a batch ended.
class WatchBatchResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"status", &"status", 11, 1, &"BatchStatus", -1, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## How it stands.
	var status: BatchStatus = null

	func _type_name() -> StringName:
		return &"WatchBatchResult"

	func _fields() -> Dictionary:
		return FIELDS


## Which batch to stop.
class CancelBatchRequest:
	extends Message

	const FIELDS := {
		1: [&"batch_id", &"batch_id", 9, 0, &"", -1, 0],
	}

	## The batch.
	var batch_id := ""

	func _type_name() -> StringName:
		return &"CancelBatchRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What became of it.
class CancelBatchResponse:
	extends Message

	const FIELDS := {
		1: [&"cancelled", &"cancelled", 8, 0, &"", -1, 0],
		2: [&"status", &"status", 11, 1, &"BatchStatus", -1, 0],
	}

	## True if this stopped it; false if it had ended already.
	var cancelled := false

	## How it stands.
	var status: BatchStatus = null

	func _type_name() -> StringName:
		return &"CancelBatchResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class ListBatchesRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"ListBatchesRequest"

	func _fields() -> Dictionary:
		return FIELDS


## All batches.
class ListBatchesResponse:
	extends Message

	const FIELDS := {
		1: [&"batches", &"batches", 11, 2, &"BatchStatus", -1, 0],
	}

	## The latest first.
	var batches: Array[BatchStatus] = []

	func _type_name() -> StringName:
		return &"ListBatchesResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Which result to send.
class FetchBatchRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"batch_id", &"batch_id", 9, 0, &"", -1, 0],
		3: [&"key", &"key", 9, 0, &"", -1, 0],
	}

	## Name for Cancel of SystemService and the logs; 0 to 64 characters of A-Z a-z 0-9 . _ : -;
	## the server makes one if it is empty.
	var request_id := ""

	## The batch.
	var batch_id := ""

	## The row's `key`.
	var key := ""

	func _type_name() -> StringName:
		return &"FetchBatchRequest"

	func _fields() -> Dictionary:
		return FIELDS


## A part of a result.
class FetchBatchEvent:
	extends Message

	const FIELDS := {
		1: [&"chunk", &"chunk", 11, 1, &"Chunk", 0, 0],
		2: [&"member", &"member", 11, 1, &"CrowdMember", 0, 0],
		3: [&"result", &"result", 11, 1, &"FetchBatchResult", 0, 0],
	}

	## A piece of an output.
	var chunk: Chunk = null:
		set(value):
			chunk = value
			if value:
				_choose(1)

	## A member of a crowd, after its chunks.
	var member: CrowdMember = null:
		set(value):
			member = value
			if value:
				_choose(2)

	## The last event.
	var result: FetchBatchResult = null:
		set(value):
			result = value
			if value:
				_choose(3)

	func _type_name() -> StringName:
		return &"FetchBatchEvent"

	func _fields() -> Dictionary:
		return FIELDS


## A result.
class FetchBatchResult:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
		2: [&"key", &"key", 9, 0, &"", -1, 0],
		3: [&"method", &"method", 9, 0, &"", -1, 0],
		4: [&"artifacts", &"artifacts", 11, 2, &"Artifact", -1, 0],
		5: [&"terrain", &"terrain", 11, 1, &"TerrainResult", 0, 0],
		6: [&"texture", &"texture", 11, 1, &"TextureResult", 0, 0],
		7: [&"texture_set", &"texture_set", 11, 1, &"TextureSetResult", 0, 0],
		8: [&"character", &"character", 11, 1, &"CharacterResult", 0, 0],
		9: [&"character_crowd", &"character_crowd", 11, 1, &"CrowdResult", 0, 0],
		10: [&"dialogue", &"dialogue", 11, 1, &"LinesResult", 0, 0],
		11: [&"dialogue_scene", &"dialogue_scene", 11, 1, &"SceneResult", 0, 0],
		12: [&"dialogue_fill", &"dialogue_fill", 11, 1, &"FillSceneResult", 0, 0],
		13: [&"layout", &"layout", 11, 1, &"LayoutResult", 0, 0],
		14: [&"table", &"table", 11, 1, &"TableResult", 0, 0],
		15: [&"world", &"world", 11, 1, &"WorldResult", 0, 0],
		16: [&"other", &"other", 12, 1, &"", 0, 0],
		17: [&"speech", &"speech", 11, 1, &"SpeechResult", 0, 0],
		18: [&"sound", &"sound", 11, 1, &"SoundResult", 0, 0],
		19: [&"ambience", &"ambience", 11, 1, &"AmbienceResult", 0, 0],
		20: [&"music", &"music", 11, 1, &"MusicResult", 0, 0],
		21: [&"music_set", &"music_set", 11, 1, &"MusicSetResult", 0, 0],
		22: [&"creature", &"creature", 11, 1, &"CreatureResult", 0, 0],
	}

	## The request's id, the server's own if the request had none.
	var request_id := ""

	## Its name.
	var key := ""

	## The method that made it.
	var method := ""

	## The artifacts that the result below lists; their bytes came as chunks before.
	var artifacts: Array[Artifact] = []

	## Of TerrainService.Generate.
	var terrain: TerrainResult = null:
		set(value):
			terrain = value
			if value:
				_choose(5)

	## Of TextureService.Generate.
	var texture: TextureResult = null:
		set(value):
			texture = value
			if value:
				_choose(6)

	## Of TextureService.GenerateSet.
	var texture_set: TextureSetResult = null:
		set(value):
			texture_set = value
			if value:
				_choose(7)

	## Of CharacterService.Generate.
	var character: CharacterResult = null:
		set(value):
			character = value
			if value:
				_choose(8)

	## Of CharacterService.GenerateCrowd.
	var character_crowd: CrowdResult = null:
		set(value):
			character_crowd = value
			if value:
				_choose(9)

	## Of DialogueService.GenerateLines.
	var dialogue: LinesResult = null:
		set(value):
			dialogue = value
			if value:
				_choose(10)

	## Of DialogueService.GenerateScene.
	var dialogue_scene: SceneResult = null:
		set(value):
			dialogue_scene = value
			if value:
				_choose(11)

	## Of DialogueService.FillScene.
	var dialogue_fill: FillSceneResult = null:
		set(value):
			dialogue_fill = value
			if value:
				_choose(12)

	## Of LayoutService.Generate.
	var layout: LayoutResult = null:
		set(value):
			layout = value
			if value:
				_choose(13)

	## Of TableService.Generate.
	var table: TableResult = null:
		set(value):
			table = value
			if value:
				_choose(14)

	## Of WorldService.Generate.
	var world: WorldResult = null:
		set(value):
			world = value
			if value:
				_choose(15)

	## Of a domain that has no field here: its result in protobuf's binary form; `method` says
	## whose.
	var other := PackedByteArray():
		set(value):
			other = value
			_choose(16)

	## Of SpeechService.GenerateSpeech.
	var speech: SpeechResult = null:
		set(value):
			speech = value
			if value:
				_choose(17)

	## Of SoundService.GenerateSound.
	var sound: SoundResult = null:
		set(value):
			sound = value
			if value:
				_choose(18)

	## Of AmbienceService.GenerateAmbience.
	var ambience: AmbienceResult = null:
		set(value):
			ambience = value
			if value:
				_choose(19)

	## Of MusicService.GenerateMusic.
	var music: MusicResult = null:
		set(value):
			music = value
			if value:
				_choose(20)

	## Of MusicService.GenerateMusicSet.
	var music_set: MusicSetResult = null:
		set(value):
			music_set = value
			if value:
				_choose(21)

	## Of CreatureService.GenerateCreature.
	var creature: CreatureResult = null:
		set(value):
			creature = value
			if value:
				_choose(22)

	func _type_name() -> StringName:
		return &"FetchBatchResult"

	func _fields() -> Dictionary:
		return FIELDS


## Which batch to forget.
class ForgetBatchRequest:
	extends Message

	const FIELDS := {
		1: [&"batch_id", &"batch_id", 9, 0, &"", -1, 0],
	}

	## The batch; it must have ended.
	var batch_id := ""

	func _type_name() -> StringName:
		return &"ForgetBatchRequest"

	func _fields() -> Dictionary:
		return FIELDS


## It is forgotten.
class ForgetBatchResponse:
	extends Message

	const FIELDS := {
		1: [&"size_bytes", &"size_bytes", 4, 0, &"", -1, 0],
	}

	## Bytes of results that are no longer held.
	var size_bytes := 0

	func _type_name() -> StringName:
		return &"ForgetBatchResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A piece of a blob. The pieces come in order; a piece that is here already may be sent again.
class PutBlobRequest:
	extends Message

	const FIELDS := {
		1: [&"sha256", &"sha256", 9, 0, &"", -1, 0],
		2: [&"total_bytes", &"total_bytes", 4, 0, &"", -1, 0],
		3: [&"offset_bytes", &"offset_bytes", 4, 0, &"", -1, 0],
		4: [&"data", &"data", 12, 0, &"", -1, 0],
	}

	## SHA-256 of the whole blob, 64 lower-case hexadecimal digits: its name.
	var sha256 := ""

	## The whole blob's size in bytes, the same in each call; 1 to 16777216.
	var total_bytes := 0

	## Where this piece starts, in bytes from the blob's start; at most `received_bytes` of the
	## last answer.
	var offset_bytes := 0

	## The piece, so that the whole request stays within 1 MiB: 1000000 bytes are a good size.
	## Empty to ask only.
	var data := PackedByteArray()

	func _type_name() -> StringName:
		return &"PutBlobRequest"

	func _fields() -> Dictionary:
		return FIELDS


## How much of a blob is here.
class PutBlobResponse:
	extends Message

	const FIELDS := {
		1: [&"received_bytes", &"received_bytes", 4, 0, &"", -1, 0],
		2: [&"complete", &"complete", 8, 0, &"", -1, 0],
		3: [&"expires_after_ms", &"expires_after_ms", 4, 0, &"", -1, 0],
	}

	## Bytes received so far, from the blob's start; the next piece starts here.
	var received_bytes := 0

	## True once all of it is here and matches its SHA-256; requests may then name it.
	var complete := false

	## When it will be forgotten if nobody names it or sends more of it, in milliseconds from now.
	## It goes earlier where others need the room: the server keeps 64 MiB in all.
	var expires_after_ms := 0

	func _type_name() -> StringName:
		return &"PutBlobResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class GetInfoRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"GetInfoRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What a client needs to know before it asks for anything.
class GetInfoResponse:
	extends Message

	const FIELDS := {
		1: [&"version", &"version", 9, 0, &"", -1, 0],
		2: [&"api_version", &"api_version", 9, 0, &"", -1, 0],
		3: [&"domains", &"domains", 11, 2, &"Domain", -1, 0],
		4: [&"limits", &"limits", 11, 1, &"Limits", -1, 0],
		5: [&"devices", &"devices", 9, 2, &"", -1, 0],
		6: [&"threads", &"threads", 13, 0, &"", -1, 0],
		7: [&"uptime_ms", &"uptime_ms", 4, 0, &"", -1, 0],
		8: [&"cache", &"cache", 11, 1, &"Cache", -1, 0],
	}

	## Version of the server, "0.1.0".
	var version := ""

	## Version of this contract, "v1".
	var api_version := ""

	## Domains that can be generated.
	var domains: Array[Domain] = []

	## What the server refuses to exceed.
	var limits: Limits = null

	## Where models run: "cpu", then others if ONNX Runtime finds any.
	var devices := PackedStringArray()

	## Threads that one model call uses.
	var threads := 0

	## How long the server has been up, in milliseconds.
	var uptime_ms := 0

	## What is kept of results.
	var cache: Cache = null

	func _type_name() -> StringName:
		return &"GetInfoResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Results that are kept, so that the same request is answered at once.
class Cache:
	extends Message

	const FIELDS := {
		1: [&"enabled", &"enabled", 8, 0, &"", -1, 0],
		2: [&"limit_bytes", &"limit_bytes", 4, 0, &"", -1, 0],
		3: [&"problem", &"problem", 9, 0, &"", -1, 0],
	}

	## Whether results are kept.
	var enabled := false

	## Bound on all of them together, in bytes; 0 where there is none.
	var limit_bytes := 0

	## Why none are kept although they should be, and what mends it; empty if all is well.
	var problem := ""

	func _type_name() -> StringName:
		return &"Cache"

	func _fields() -> Dictionary:
		return FIELDS


## One kind of content.
class Domain:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"models", &"models", 9, 2, &"", -1, 0],
		3: [&"parameters", &"parameters", 11, 2, &"Parameter", -1, 0],
		4: [&"choices", &"choices", 11, 2, &"Choice", -1, 0],
		5: [&"texts", &"texts", 11, 2, &"Text", -1, 0],
		6: [&"switches", &"switches", 11, 2, &"Switch", -1, 0],
		7: [&"method", &"method", 9, 0, &"", -1, 0],
		8: [&"request_type", &"request_type", 9, 0, &"", -1, 0],
		9: [&"title", &"title", 9, 0, &"", -1, 0],
		10: [&"basic", &"basic", 9, 2, &"", -1, 0],
	}

	## "terrain".
	var name := ""

	## Names that the request's `model` field takes; the first is the default.
	var models := PackedStringArray()

	## Numeric parameters with their ranges and defaults, for building a form.
	var parameters: Array[Parameter] = []

	## Parameters that take one of several names, for building a form.
	var choices: Array[Choice] = []

	## Parameters that take words, for building a form.
	var texts: Array[Text] = []

	## Parameters that are on or off, for building a form.
	var switches: Array[Switch] = []

	## The method that makes it: "/procgen.v1.TerrainService/Generate".
	var method := ""

	## What that method takes: "procgen.v1.TerrainRequest". Names of parameters are paths in it.
	var request_type := ""

	## Its name for people: "Terrain".
	var title := ""

	## Names of the parameters to show first, in this order, at most 8; a form keeps the others
	## until they are asked for.
	var basic := PackedStringArray()

	func _type_name() -> StringName:
		return &"Domain"

	func _fields() -> Dictionary:
		return FIELDS


## A number that a request takes.
class Parameter:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"minimum", &"minimum", 1, 0, &"", -1, 0],
		3: [&"maximum", &"maximum", 1, 0, &"", -1, 0],
		4: [&"default_value", &"default_value", 1, 1, &"", -1, 0],
		5: [&"description", &"description", 9, 0, &"", -1, 0],
	}

	## Field name in the request; the path to it where it lies in a message, "sketch.strength".
	## What ends in "_rgb" is a colour.
	var name := ""

	## Smallest allowed value, in the unit that the name ends in.
	var minimum := 0.0

	## Largest allowed value.
	var maximum := 0.0

	## What an unset field means; not set where it depends on other fields.
	var default_value := 0.0:
		set(value):
			default_value = value
			_choose(4)

	## One sentence for a tooltip.
	var description := ""

	func _type_name() -> StringName:
		return &"Parameter"

	func _fields() -> Dictionary:
		return FIELDS


## A name that a request takes.
class Choice:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"values", &"values", 9, 2, &"", -1, 0],
		3: [&"description", &"description", 9, 0, &"", -1, 0],
	}

	## Field name in the request, or the path to it. An enum takes the names in lower case without
	## its prefix.
	var name := ""

	## The allowed names.
	var values := PackedStringArray()

	## One sentence for a tooltip.
	var description := ""

	func _type_name() -> StringName:
		return &"Choice"

	func _fields() -> Dictionary:
		return FIELDS


## Words that a request takes.
class Text:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"description", &"description", 9, 0, &"", -1, 0],
		3: [&"many_lines", &"many_lines", 8, 0, &"", -1, 0],
	}

	## Field name in the request, or the path to it; a step through a repeated message means an
	## element of it.
	var name := ""

	## One sentence for a tooltip.
	var description := ""

	## Whether more than one line makes sense. Where the field or a message on the way to it is
	## repeated, each line is an element of its own.
	var many_lines := false

	func _type_name() -> StringName:
		return &"Text"

	func _fields() -> Dictionary:
		return FIELDS


## Something that a request turns on; off if unset.
class Switch:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"description", &"description", 9, 0, &"", -1, 0],
	}

	## Field name in the request, or the path to it. Where that is a message, it is on when the
	## message is there, be it empty.
	var name := ""

	## One sentence for a tooltip.
	var description := ""

	func _type_name() -> StringName:
		return &"Switch"

	func _fields() -> Dictionary:
		return FIELDS


## Bounds that hold for every call.
class Limits:
	extends Message

	const FIELDS := {
		1: [&"request_bytes", &"request_bytes", 13, 0, &"", -1, 0],
		2: [&"chunk_bytes", &"chunk_bytes", 13, 0, &"", -1, 0],
		3: [&"queued_calls", &"queued_calls", 13, 0, &"", -1, 0],
	}

	## Largest request message in bytes.
	var request_bytes := 0

	## Largest chunk of a stream in bytes.
	var chunk_bytes := 0

	## Calls of a domain that may wait; one more is refused with RESOURCE_EXHAUSTED.
	var queued_calls := 0

	func _type_name() -> StringName:
		return &"Limits"

	func _fields() -> Dictionary:
		return FIELDS


## Names the call to stop.
class CancelRequest:
	extends Message

	const FIELDS := {
		1: [&"request_id", &"request_id", 9, 0, &"", -1, 0],
	}

	## The `request_id` that the call was started with; 1 to 64 characters.
	var request_id := ""

	func _type_name() -> StringName:
		return &"CancelRequest"

	func _fields() -> Dictionary:
		return FIELDS


## Whether there was anything to stop.
class CancelResponse:
	extends Message

	const FIELDS := {
		1: [&"cancelled", &"cancelled", 8, 0, &"", -1, 0],
	}

	## True if a running or waiting call had that id; false if it had ended or never was.
	var cancelled := false

	func _type_name() -> StringName:
		return &"CancelResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class ListModelsRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"ListModelsRequest"

	func _fields() -> Dictionary:
		return FIELDS


## All models that the server knows.
class ListModelsResponse:
	extends Message

	const FIELDS := {
		1: [&"models", &"models", 11, 2, &"Model", -1, 0],
	}

	## In the order of the catalogs: the packaged ones, then those of each `--models` folder.
	var models: Array[Model] = []

	func _type_name() -> StringName:
		return &"ListModelsResponse"

	func _fields() -> Dictionary:
		return FIELDS


## One trained model.
class Model:
	extends Message

	const FIELDS := {
		1: [&"name", &"name", 9, 0, &"", -1, 0],
		2: [&"domain", &"domain", 9, 0, &"", -1, 0],
		3: [&"family", &"family", 9, 0, &"", -1, 0],
		4: [&"licence", &"licence", 9, 0, &"", -1, 0],
		5: [&"sha256", &"sha256", 9, 0, &"", -1, 0],
		6: [&"size_bytes", &"size_bytes", 4, 0, &"", -1, 0],
		7: [&"state", &"state", 14, 0, &"ModelState", -1, 0],
		8: [&"is_default", &"is_default", 8, 0, &"", -1, 0],
		9: [&"problem", &"problem", 9, 0, &"", -1, 0],
	}

	## Unique name, "terrain_coarse".
	var name := ""

	## The domain it serves: "terrain".
	var domain := ""

	## Model family: "diffusion", "gan", "vae", "autoregressive", "energy".
	var family := ""

	## SPDX licence expression of the weights.
	var licence := ""

	## SHA-256 that the catalog gives for the file.
	var sha256 := ""

	## Size of the file in bytes; 0 if it is missing.
	var size_bytes := 0

	## Whether it can be used.
	var state: int = 0

	## Whether it is its domain's default.
	var is_default := false

	## Why it can't be used and what mends it; empty if it can.
	var problem := ""

	func _type_name() -> StringName:
		return &"Model"

	func _fields() -> Dictionary:
		return FIELDS


## Nothing needs to be said.
class ReloadModelsRequest:
	extends Message

	const FIELDS := {
	}

	func _type_name() -> StringName:
		return &"ReloadModelsRequest"

	func _fields() -> Dictionary:
		return FIELDS


## What is different now, by names of models.
class ReloadModelsResponse:
	extends Message

	const FIELDS := {
		1: [&"added", &"added", 9, 2, &"", -1, 0],
		2: [&"changed", &"changed", 9, 2, &"", -1, 0],
		3: [&"removed", &"removed", 9, 2, &"", -1, 0],
	}

	## New in the catalogs.
	var added := PackedStringArray()

	## Of another file, or otherwise described.
	var changed := PackedStringArray()

	## No longer in the catalogs.
	var removed := PackedStringArray()

	func _type_name() -> StringName:
		return &"ReloadModelsResponse"

	func _fields() -> Dictionary:
		return FIELDS


## Which presets to list.
class ListPresetsRequest:
	extends Message

	const FIELDS := {
		1: [&"domain", &"domain", 9, 0, &"", -1, 0],
	}

	## Name of a domain as in GetInfo; all domains if empty.
	var domain := ""

	func _type_name() -> StringName:
		return &"ListPresetsRequest"

	func _fields() -> Dictionary:
		return FIELDS


## Requests to begin with, in the order to show them in.
class ListPresetsResponse:
	extends Message

	const FIELDS := {
		1: [&"presets", &"presets", 11, 2, &"Preset", -1, 0],
	}

	## Those of the domain that was asked for.
	var presets: Array[Preset] = []

	func _type_name() -> StringName:
		return &"ListPresetsResponse"

	func _fields() -> Dictionary:
		return FIELDS


## A request to begin with.
class Preset:
	extends Message

	const FIELDS := {
		1: [&"domain", &"domain", 9, 0, &"", -1, 0],
		2: [&"name", &"name", 9, 0, &"", -1, 0],
		3: [&"title", &"title", 9, 0, &"", -1, 0],
		4: [&"description", &"description", 9, 0, &"", -1, 0],
		5: [&"request_json", &"request_json", 9, 0, &"", -1, 0],
		6: [&"thumbnail_png", &"thumbnail_png", 12, 0, &"", -1, 0],
	}

	## Name of its domain.
	var domain := ""

	## Unique within the domain: "alpine_valley".
	var name := ""

	## Its name for people: "Alpine valley".
	var title := ""

	## One sentence for a tooltip.
	var description := ""

	## The fields of the domain's request that it sets, as JSON with the names of the .proto.
	var request_json := ""

	## What it makes, as a PNG of at most 128 x 128 pixels; empty where that can't be drawn.
	var thumbnail_png := PackedByteArray()

	func _type_name() -> StringName:
		return &"Preset"

	func _fields() -> Dictionary:
		return FIELDS
