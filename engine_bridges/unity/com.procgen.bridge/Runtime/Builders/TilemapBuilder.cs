using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Tilemaps;

namespace Procgen {
    /// <summary>Turns a layout's file for Unity, the output UNITY_TILEMAP_JSON, into a grid with a tile map.</summary>
    /// <remarks>A unit is a metre; x points east, y north. The south-western corner lies at the grid's origin. What one can't
    /// walk through, and locked doors, have colliders.</remarks>
    public static class TilemapBuilder {
        private const string LockedDoor = "locked_door";

        /// <summary>Sets the outputs of a request that <see cref="Build(Answer{LayoutResult})"/> needs.</summary>
        public static void Ask(LayoutRequest request) {
            request.Outputs.Clear();
            request.Outputs.AddRange(new[] { LayoutOutput.UnityTilemapJson, LayoutOutput.TilesPng });
        }

        /// <summary>Name of the picture that a file refers to, which lies beside it.</summary>
        /// <exception cref="FormatException">It is no such file.</exception>
        public static string PictureOf(string json) => (string)Read(json)["image"];

        /// <summary>What a call came to, of a request to which <see cref="Ask"/> was applied.</summary>
        public static GameObject Build(Answer<LayoutResult> made) {
            var picture = new Texture2D(2, 2, TextureFormat.RGBA32, false) { name = "procgen-tiles" };
            picture.LoadImage(made.Artifact("tiles_png"));
            return Build(System.Text.Encoding.UTF8.GetString(made.Artifact("unity_tilemap_json")), picture);
        }

        /// <summary>What a file says, drawn with the tiles of a picture.</summary>
        /// <returns>An object "Layout" with a <see cref="Grid"/>, its recipe, a <see cref="Tilemap"/> "Tiles", and below
        /// "Markers" an object for each door, key, entrance and exit.</returns>
        /// <exception cref="FormatException">It is no such file.</exception>
        public static GameObject Build(string json, Texture2D picture) {
            var said = Read(json);
            int Whole(string name) => Convert.ToInt32(said[name]);
            var (width, depth) = (Whole("width"), Whole("depth"));
            var side = Convert.ToSingle(said["metres_per_tile"]);
            var numbers = ((List<object>)said["tiles"]).Select(Convert.ToInt32).ToArray();
            if (numbers.Length != width * depth)
                throw new FormatException($"The map has {numbers.Length} tiles, not {width} x {depth}; generate it anew.");
            picture.filterMode = FilterMode.Point;
            picture.wrapMode = TextureWrapMode.Clamp;
            var tiles = ((List<object>)said["legend"]).Cast<Dictionary<string, object>>().ToDictionary(
                entry => Convert.ToInt32(entry["number"]), entry => TileOf(entry, picture, Whole("tile_px"), Whole("image_columns"), side));

            var made = new GameObject("Layout", typeof(Grid));
            made.GetComponent<Grid>().cellSize = new Vector3(side, side, 0f);
            var layer = new GameObject("Tiles", typeof(Tilemap), typeof(TilemapRenderer));
            layer.transform.SetParent(made.transform, false);
            var map = layer.GetComponent<Tilemap>();
            map.SetTilesBlock(new BoundsInt(0, 0, 0, width, depth, 1), numbers.Select(number => (TileBase)tiles[number]).ToArray());
            layer.AddComponent<TilemapCollider2D>();
            var markers = new GameObject("Markers");
            markers.transform.SetParent(made.transform, false);
            foreach (var (list, kind) in new[] { ("doors", "door"), ("keys", "key"), ("entrances", "entrance"), ("exits", "exit") })
                foreach (var (place, index) in ((List<object>)said[list]).Cast<Dictionary<string, object>>().Select((place, index) => (place, index))) {
                    var marker = new GameObject($"{kind} {index + 1}");
                    marker.transform.SetParent(markers.transform, false);
                    // Places count rows from the north.
                    var (column, row) = (Convert.ToInt32(place["x"]), depth - 1 - Convert.ToInt32(place["y"]));
                    marker.transform.localPosition = new Vector3((column + 0.5f) * side, (row + 0.5f) * side, 0f);
                }
            var recipe = new Recipe();
            recipe.MergeJson((Dictionary<string, object>)said["recipe"]);
            ProcgenRecipe.Take(made, recipe);
            return made;
        }

        /// <summary>A block-out of a call's output GLB: meshes with colliders, a unit a metre; the north-western corner lies
        /// at the origin, x points east, z north.</summary>
        /// <exception cref="ProcgenException">The output did not come, or can't be read.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public static async Task<GameObject> BuildBlockOutAsync(Answer<LayoutResult> made, CancellationToken cancellation = default) {
            var glb = made.Artifact("glb") ?? throw new ProcgenException(
                StatusCode.FailedPrecondition, "The answer has no glb; ask for that output.");
            var figure = await GlbLoader.LoadAsync(
                glb, _ => true, (node, _) => node.gameObject.AddComponent<MeshCollider>().sharedMesh = node.GetComponent<MeshFilter>().sharedMesh,
                null, null, cancellation);
            figure.Root.name = "Layout";
            // What is read from a file looks to the south where +z is the front.
            figure.Root.transform.localRotation = Quaternion.Euler(0f, 180f, 0f);
            ProcgenRecipe.Take(figure.Root, made.Result.Recipe);
            return figure.Root;
        }

        private static Tile TileOf(Dictionary<string, object> entry, Texture2D picture, int px, int columns, float side) {
            var (number, name) = (Convert.ToInt32(entry["number"]), (string)entry["name"]);
            var tile = ScriptableObject.CreateInstance<Tile>();
            tile.name = name;
            var corner = new Rect(number % columns * px, picture.height - (number / columns + 1) * px, px, px);
            tile.sprite = Sprite.Create(picture, corner, new Vector2(0.5f, 0.5f), px / side, 0, SpriteMeshType.FullRect);
            tile.colliderType = (bool)entry["walkable"] && name != LockedDoor ? Tile.ColliderType.None : Tile.ColliderType.Grid;
            return tile;
        }

        private static Dictionary<string, object> Read(string json) {
            var said = Json.Parse(json) as Dictionary<string, object>;
            if (said == null || !said.TryGetValue("format", out var format) || (format as string) != "procgen-tilemap")
                throw new FormatException("The file is no tile map of procgen; ask for UNITY_TILEMAP_JSON.");
            return said;
        }
    }
}
