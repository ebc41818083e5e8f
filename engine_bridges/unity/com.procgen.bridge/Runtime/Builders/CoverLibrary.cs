using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    // What a world's folder "cover" holds: models of plants in levels of detail, layers, and the trees of woods. Places are
    // metres from the ground's north-western corner, x east and z south.
    internal sealed class CoverLibrary {
        private const string ShaderName = "procgen/Plants";
        private readonly Dictionary<string, Mesh> _models = new Dictionary<string, Mesh>();
        private readonly Dictionary<Mesh, int[]> _parts = new Dictionary<Mesh, int[]>();
        private readonly Material[] _materials = new Material[2];
        private readonly List<Object> _owned = new List<Object>();
        private readonly float[] _heights;
        private readonly int _rows, _columns;

        public sealed class Layer {
            public CoverPattern Pattern;
            public Mesh[] Models;
            public Vector2 Scale;
        }

        public readonly struct Tree {
            public Tree(Vector3 place, int shape, float turnDeg, float scale) => (Place, Shape, TurnDeg, Scale) = (place, shape, turnDeg, scale);

            public Vector3 Place { get; }

            public int Shape { get; }

            public float TurnDeg { get; }

            public float Scale { get; }
        }

        private CoverLibrary(WorldFolder folder, Fields said) {
            var ground = Glb.Inner(folder.Manifest, "ground");
            SizeM = new Vector2(Convert.ToSingle(ground["width_m"]), Convert.ToSingle(ground["depth_m"]));
            CellM = Convert.ToSingle(said["cell_m"]);
            _heights = folder.Floats("ground/heights.npy", out _rows, out _columns);
            if (Glb.Inner(said, "woods") is Fields woods)
                ReadTrees(woods, folder.Bytes((string)woods["file"]));
        }

        // ProcgenException if a file can't be read; on the main thread.
        public static async Task<CoverLibrary> LoadAsync(WorldFolder folder, FramePace pace, CancellationToken stop) {
            var said = new Fields();
            var models = new List<(string Name, GlbMesh Mesh)>();
            var files = new List<byte[]>();
            var made = await pace.AsideAsync(() => {
                said = folder.Json("cover/cover.json");
                var glb = new Glb(folder.Bytes((string)said["models"]));
                models.AddRange(glb.List("nodes").Select(node => ((string)node["name"], glb.Mesh(Glb.Number(node, "mesh")))));
                files.Add(folder.Bytes((string)said["leaves"]));
                files.AddRange(Glb.ListOf(said, "layers").Select(entry => folder.Bytes((string)entry["file"])));
                return new CoverLibrary(folder, said);
            }, stop);
            try {
                made.MakeMaterials(MaterialBuilder.ReadPicture(files[0], false, "leaves"));
                foreach (var (name, mesh) in models) {
                    made.MakeModel(name, mesh);
                    await pace.RestAsync(stop);
                }
                foreach (var (entry, number) in Glb.ListOf(said, "layers").Select((entry, number) => (entry, number))) {
                    var map = MaterialBuilder.ReadPicture(files[number + 1], true, "density");
                    var scale = Glb.Numbers(entry, "scale");
                    made.Layers.Add(new Layer {
                        Pattern = new CoverPattern(entry, made.CellM, map.GetPixels32(), map.width, made.SizeM),
                        Models = made.ModelsOf(entry), Scale = new Vector2(scale[0], scale[1]),
                    });
                    ProcgenRuntime.Release(map);
                    await pace.RestAsync(stop);
                }
                if (Glb.Inner(said, "woods") is Fields woods)
                    made.TreeModels.AddRange(Glb.ListOf(woods, "shapes").Select(made.ModelsOf));
                return made;
            } catch {
                made.Release();
                throw;
            }
        }

        public Vector2 SizeM { get; }

        public float CellM { get; }

        public List<Layer> Layers { get; } = new List<Layer>();

        public List<Tree> Trees { get; } = new List<Tree>();

        public List<Mesh[]> TreeModels { get; } = new List<Mesh[]>();

        public Material MaterialOf(Mesh mesh, int part) => _materials[_parts[mesh][part]];

        public float HeightAt(float x, float z) {
            var (u, v) = (Mathf.Clamp(x / SizeM.x, 0f, 1f) * (_columns - 1), Mathf.Clamp(z / SizeM.y, 0f, 1f) * (_rows - 1));
            var (column, row) = (Math.Min((int)u, _columns - 2), Math.Min((int)v, _rows - 2));
            float At(int down, int right) => _heights[(row + down) * _columns + column + right];
            (u, v) = (u - column, v - row);
            // Cells are split from north-east to south-west.
            return u + v <= 1f ? At(0, 0) + u * (At(0, 1) - At(0, 0)) + v * (At(1, 0) - At(0, 0))
                : At(1, 1) + (1f - u) * (At(1, 0) - At(1, 1)) + (1f - v) * (At(0, 1) - At(1, 1));
        }

        public void Release() {
            foreach (var owned in _owned)
                if (owned)
                    ProcgenRuntime.Release(owned);
            _owned.Clear();
        }

        private Mesh[] ModelsOf(Fields entry) => ((List<object>)entry["models"]).Select(name => _models[(string)name]).ToArray();

        // Bark and leaves of grass have the colours of vertices; crowns are cut from a picture.
        private void MakeMaterials(Texture2D leaves) {
            _owned.Add(leaves);
            var shader = Shader.Find(ShaderName);
            for (var kind = 0; kind < _materials.Length; kind++) {
                var maps = new SurfaceMaps { Name = kind == 0 ? "Plants" : "Leaves", TwoSided = true, Smoothness = 0.15f, VertexColours = true };
                if (kind == 1)
                    (maps.Albedo, maps.Alpha) = (leaves, SurfaceAlpha.Cutout);
                var look = shader && shader.isSupported ? new Material(shader) { name = maps.Name } : MaterialBuilder.Assemble(maps);
                if (shader && shader.isSupported && kind == 1)
                    look.SetTexture("_BaseMap", leaves);
                look.enableInstancing = true;
                _owned.Add(_materials[kind] = look);
            }
        }

        private void MakeModel(string name, GlbMesh read) {
            var mesh = read.ToMesh(name);
            if (read.Uvs.Count == read.Vertices.Count)
                mesh.SetUVs(0, read.Uvs);
            mesh.SetColors(read.Colours.ToArray());
            _owned.Add(mesh);
            _models[name] = mesh;
            _parts[mesh] = read.Materials.ToArray();
        }

        private void ReadTrees(Fields woods, byte[] data) {
            var size = Glb.Number(Glb.Inner(woods, "record"), "bytes");
            for (var at = 0; at + size <= data.Length; at += size) {
                float Number(int field) => BitConverter.ToSingle(data, at + 4 * field);
                Trees.Add(new Tree(new Vector3(Number(0), Number(1), Number(2)), data[at + 12], data[at + 13] * 360f / 256f, data[at + 14] / 100f));
            }
        }
    }
}
