using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Rendering;

namespace Procgen {
    /// <summary>Turns answers of the terrain service into Unity's terrains: a unit is a metre, x points east, z north.</summary>
    /// <remarks>The server's z points south, and its rows begin in the north: a terrain's origin is its south-western corner.
    /// </remarks>
    public static class TerrainBuilder {
        // A height map holds whole numbers from 0 to this.
        private const int MostSteps = 32766;
        private const float LeastReliefM = 1f;

        private static readonly (string Name, Color Colour)[] Plain = {
            ("rock", new Color(0.42f, 0.4f, 0.38f)), ("scree", new Color(0.52f, 0.49f, 0.45f)),
            ("soil", new Color(0.36f, 0.27f, 0.19f)), ("grass", new Color(0.3f, 0.42f, 0.17f)),
            ("forest_floor", new Color(0.24f, 0.27f, 0.14f)), ("sand", new Color(0.76f, 0.67f, 0.48f)),
            ("snow", new Color(0.93f, 0.95f, 0.97f)), ("mud", new Color(0.29f, 0.23f, 0.18f)),
        };

        /// <summary>Names of the eight layers that the server paints, in the order of its pictures' channels.</summary>
        public static IReadOnlyList<string> LayerNames { get; } = Array.ConvertAll(Plain, layer => layer.Name);

        /// <summary>Sets the outputs of a request that <see cref="BuildData"/> needs.</summary>
        public static void Ask(TerrainRequest request, bool painted) {
            request.Outputs.Clear();
            request.Outputs.Add(TerrainOutput.HeightsF32);
            if (painted)
                request.Outputs.AddRange(new[] { TerrainOutput.Splat0Png, TerrainOutput.Splat1Png });
        }

        /// <summary>Heights, and layers where they came.</summary>
        /// <param name="made">A square of 33 to 4097 pixels, a power of two and one; the server makes 65 to 2049.</param>
        /// <param name="bottomM">Height of the data's zero in metres.</param>
        /// <param name="layers">Eight in the order of <see cref="LayerNames"/>; null leaves it unpainted.</param>
        /// <param name="stepM">Heights are multiples of this many metres, so that neighbours meet exactly on their common
        /// border; 0 takes the finest that fits. It is doubled as often as the relief asks for it.</param>
        /// <exception cref="ProcgenException">Size or outputs are not what a terrain needs.</exception>
        public static TerrainData BuildData(
            Answer<TerrainResult> made, out float bottomM, IReadOnlyList<TerrainLayer> layers = null, float stepM = 0f) {
            var result = made.Result;
            var side = (int)result.WidthPx;
            if (result.DepthPx != side || side < 33 || side > TerrainData.maximumResolution || !Mathf.IsPowerOfTwo(side - 1))
                throw new ProcgenException(StatusCode.InvalidArgument, "Unity's terrains are squares of 65, 129, 257, 513, 1025"
                    + $" or 2049 pixels, not {side} x {result.DepthPx}; ask for such a size.");
            var data = BuildData(MemoryMarshal.Cast<byte, float>(FileOf(made, "heights_f32")), side, (side - 1) * result.MetresPerPixel,
                (result.HeightMinM, result.HeightMaxM), stepM, out bottomM);
            if (layers != null)
                Paint(data, new[] { "splat0_png", "splat1_png" }.Select(kind => FileOf(made, kind)), layers);
            return data;
        }

        // Of a square of heights, row by row from the north.
        internal static TerrainData BuildData(
            Span<float> metres, int side, float lengthM, (float Least, float Most) range, float stepM, out float bottomM) {
            var steps = StepsOf(metres, side, range, stepM, out var highM, out bottomM);
            var data = NewData(side, lengthM, highM);
            data.SetHeights(0, 0, steps);
            return data;
        }

        // As Unity has them, row by row from the south and 0 to 1; on any thread.
        internal static float[,] StepsOf(
            Span<float> metres, int side, (float Least, float Most) range, float stepM, out float highM, out float bottomM) {
            var relief = Math.Max(range.Most - range.Least, LeastReliefM);
            var (step, bottom) = ((double)stepM, Math.Floor((double)range.Least / stepM) * stepM);
            if (stepM <= 0f)
                (step, bottom) = ((double)relief / MostSteps, range.Least);
            while (range.Most - bottom > (MostSteps + 0.5) * step) {
                step *= 2;
                bottom = Math.Floor(range.Least / step) * step;
            }
            var heights = new float[side, side];
            for (var row = 0; row < side; row++)
                for (var column = 0; column < side; column++)
                    // Halves are rounded up everywhere: to even ones, neighbours with another bottom would differ.
                    heights[side - 1 - row, column] =
                        (float)(Math.Floor((metres[row * side + column] - bottom) / step + 0.5) / MostSteps);
            (highM, bottomM) = ((float)(MostSteps * step), (float)bottom);
            return heights;
        }

        // Heights are multiples of this where a relief of so many metres has to fit.
        internal static float StepFor(float reliefM) => Mathf.Pow(2f, Mathf.Ceil(Mathf.Log(reliefM / MostSteps, 2f)));

        internal static TerrainData NewData(int side, float lengthM, float highM) =>
            new TerrainData { heightmapResolution = side, name = "Terrain", size = new Vector3(lengthM, highM, lengthM) };

        // Rows of something that Unity takes in pieces.
        internal static float[,] RowsOf(float[,] all, int first, int count) {
            var some = new float[count, all.GetLength(1)];
            Buffer.BlockCopy(all, first * all.GetLength(1) * sizeof(float), some, 0, some.Length * sizeof(float));
            return some;
        }

        internal static float[,,] RowsOf(float[,,] all, int first, int count) {
            var some = new float[count, all.GetLength(1), all.GetLength(2)];
            Buffer.BlockCopy(all, first * all.GetLength(1) * all.GetLength(2) * sizeof(float), some, 0, some.Length * sizeof(float));
            return some;
        }

        /// <summary>An object that shows the data and can be stood on, with its recipe noted.</summary>
        public static GameObject BuildObject(TerrainData data, float bottomM, TerrainResult result) {
            var made = BuildObject(data, bottomM);
            ProcgenRecipe.Take(made, result.Recipe);
            return made;
        }

        internal static GameObject BuildObject(TerrainData data, float bottomM) {
            var made = Terrain.CreateTerrainGameObject(data);
            made.transform.position = new Vector3(0f, bottomM, 0f);
            var terrain = made.GetComponent<Terrain>();
            terrain.drawInstanced = true;
            if (GraphicsSettings.currentRenderPipeline)
                terrain.materialTemplate = GraphicsSettings.currentRenderPipeline.defaultTerrainMaterial;
            return made;
        }

        /// <summary>A layer of one colour for each of <see cref="LayerNames"/>.</summary>
        public static TerrainLayer[] PlainLayers() => Array.ConvertAll(Plain, layer => {
            var colour = new Texture2D(4, 4) { name = layer.Name };
            colour.SetPixels(Enumerable.Repeat(layer.Colour, 16).ToArray());
            colour.Apply();
            return new TerrainLayer { name = layer.Name, diffuseTexture = colour };
        });

        /// <summary>Asks for a material for each of <see cref="LayerNames"/>, all of which suit a biome.</summary>
        public static TextureSetRequest LayersRequest(ulong seed, string biome, int sizePx) {
            var shared = new TextureRequest { Seed = seed, WidthPx = (uint)sizePx, HeightPx = (uint)sizePx };
            // With heights, by which the pipelines' terrain shaders blend layers.
            shared.Outputs.AddRange(new[] { TextureOutput.AlbedoRgb8, TextureOutput.NormalRgb8, TextureOutput.UnityLayerMaskRgba8 });
            return new TextureSetRequest { Shared = shared, Biome = biome };
        }

        /// <summary>The layers of what <see cref="LayersRequest"/> came to.</summary>
        public static TerrainLayer[] LayersOf(Answer<TextureSetResult> made) => made.Result.Materials.Select(material => {
            var files = made.Artifacts.Skip((int)material.FirstArtifact).Take(material.Result.Artifacts.Count).ToList();
            var one = new Answer<TextureResult>(material.Result, files);
            return new TerrainLayer {
                name = material.Layer,
                diffuseTexture = MaterialBuilder.TextureOf(one, "albedo"),
                normalMapTexture = MaterialBuilder.TextureOf(one, "normal"),
                maskMapTexture = MaterialBuilder.TextureOf(one, "unity_layer_mask"),
                tileSize = MaterialBuilder.TileOf(material.Result),
            };
        }).ToArray();

        /// <summary>Destroys layers and their textures.</summary>
        public static void Release(IEnumerable<TerrainLayer> layers) {
            foreach (var layer in layers)
                foreach (var part in new UnityEngine.Object[] {
                        layer.diffuseTexture, layer.normalMapTexture, layer.maskMapTexture, layer })
                    ProcgenRuntime.Release(part);
        }

        internal static byte[] FileOf<T>(Answer<T> made, string kind)
            where T : Message => made.Artifact(kind) ?? throw new ProcgenException(
                StatusCode.FailedPrecondition, $"The answer has no {kind}; ask for that output.");

        internal static void Paint(TerrainData data, IEnumerable<byte[]> pictures, IReadOnlyList<TerrainLayer> layers) {
            var read = pictures.Select(ReadSplat).ToList();
            data.terrainLayers = layers.ToArray();
            var side = data.alphamapResolution = data.heightmapResolution - 1;
            data.SetAlphamaps(0, 0, WeightsOf(read, side, layers.Count));
        }

        // A picture of four layers, from the south.
        internal static (Color32[] Pixels, int Width, int Height) ReadSplat(byte[] picture) {
            var texture = MaterialBuilder.ReadPicture(picture, true, "splat");
            var read = (texture.GetPixels32(), texture.width, texture.height);
            ProcgenRuntime.Release(texture);
            return read;
        }

        // A weight lies in the middle of four heights. The two pictures have their pixels on the border as heights do, and as
        // many or others. On any thread.
        internal static float[,,] WeightsOf(IEnumerable<(Color32[] Pixels, int Width, int Height)> pictures, int side, int layers) {
            var weights = new float[side, side, layers];
            var first = 0;
            foreach (var (pixels, width, height) in pictures) {
                for (var z = 0; z < side; z++)
                    for (var x = 0; x < side; x++) {
                        var (u, v) = ((x + 0.5f) / side * (width - 1), (z + 0.5f) / side * (height - 1));
                        var (left, low) = (Math.Min((int)u, width - 2), Math.Min((int)v, height - 2));
                        for (var corner = 0; corner < 4; corner++) {
                            var pixel = pixels[(low + corner / 2) * width + left + corner % 2];
                            var share = Math.Abs(1 - corner % 2 - (u - left)) * Math.Abs(1 - corner / 2 - (v - low)) / 255f;
                            weights[z, x, first] += pixel.r * share;
                            weights[z, x, first + 1] += pixel.g * share;
                            weights[z, x, first + 2] += pixel.b * share;
                            weights[z, x, first + 3] += pixel.a * share;
                        }
                    }
                first += 4;
            }
            return weights;
        }
    }
}
