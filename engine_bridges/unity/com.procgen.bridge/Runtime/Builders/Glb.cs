using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using UnityEngine;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    // Reads binary glTF, on any thread: all that the server's files have, in Unity's space. glTF is right-handed and Unity
    // left-handed, and +Z is the front of both: so x changes its sign, triangles their sense, and v counts from below.
    internal sealed class Glb {
        private const uint Magic = 0x46546c67;
        private readonly byte[] _file;
        private readonly Fields _json;
        private readonly int _binary;
        private readonly Dictionary<string, List<Fields>> _lists = new Dictionary<string, List<Fields>>();

        // FormatException where it is no such file.
        public Glb(byte[] file) {
            if (file.Length < 20 || BitConverter.ToUInt32(file, 0) != Magic || BitConverter.ToUInt32(file, 4) != 2)
                throw new FormatException();
            var length = BitConverter.ToInt32(file, 12);
            (_file, _binary) = (file, 28 + length);
            _json = (Fields)Json.Parse(Encoding.UTF8.GetString(file, 20, length));
        }

        public static Vector3 Point(float[] values, int at = 0) => new Vector3(-values[at], values[at + 1], values[at + 2]);

        public static Quaternion Turn(float[] values, int at = 0) =>
            new Quaternion(values[at], -values[at + 1], -values[at + 2], values[at + 3]);

        public static int Number(Fields fields, string name, int otherwise = -1) =>
            fields.TryGetValue(name, out var value) ? (int)(long)value : otherwise;

        public static float[] Numbers(Fields fields, string name, params float[] otherwise) =>
            fields.TryGetValue(name, out var value) ? ((List<object>)value).Select(Convert.ToSingle).ToArray() : otherwise;

        public static Fields Inner(Fields fields, string name) =>
            fields.TryGetValue(name, out var value) ? (Fields)value : null;

        public static List<Fields> ListOf(Fields fields, string name) =>
            fields.TryGetValue(name, out var value) ? ((List<object>)value).Cast<Fields>().ToList() : new List<Fields>();

        public List<Fields> List(string name) =>
            _lists.TryGetValue(name, out var list) ? list : _lists[name] = ListOf(_json, name);

        public byte[] Picture(int texture) {
            var image = List("images")[Number(List("textures")[texture], "source")];
            var view = List("bufferViews")[Number(image, "bufferView")];
            return _file.AsSpan(_binary + Number(view, "byteOffset", 0), Number(view, "byteLength")).ToArray();
        }

        // Of a row of numbers for each element, one after the other; those of normalised types from -1 or 0 to 1.
        public float[] Floats(int accessor) {
            var fields = List("accessors")[accessor];
            var type = (string)fields["type"];
            var width = type == "SCALAR" ? 1 : type == "MAT4" ? 16 : type[3] - '0';
            var values = new float[Number(fields, "count") * width];
            var component = Number(fields, "componentType");
            var isNormalised = fields.TryGetValue("normalized", out var normalised) && (bool)normalised;
            if (fields.ContainsKey("bufferView"))
                Read(values, width, fields, component, isNormalised);
            if (!(Inner(fields, "sparse") is Fields sparse))
                return values;
            var (indices, changed) = (new float[Number(sparse, "count")], new float[Number(sparse, "count") * width]);
            Read(indices, 1, Inner(sparse, "indices"), Number(Inner(sparse, "indices"), "componentType"), false);
            Read(changed, width, Inner(sparse, "values"), component, isNormalised);
            for (var element = 0; element < indices.Length; element++)
                Array.Copy(changed, element * width, values, (int)indices[element] * width, width);
            return values;
        }

        public Matrix4x4[] Matrices(int accessor) {
            var values = Floats(accessor);
            var matrices = new Matrix4x4[values.Length / 16];
            for (var index = 0; index < values.Length; index++) {
                var (row, column) = (index % 4, index % 16 / 4);
                matrices[index / 16][row, column] = row == 0 != (column == 0) ? -values[index] : values[index];
            }
            return matrices;
        }

        public GlbMesh Mesh(int index) {
            var fields = List("meshes")[index];
            var mesh = new GlbMesh { Name = (string)fields["name"] };
            var primitives = ListOf(fields, "primitives");
            var names = Inner(fields, "extras") is Fields extras && extras.TryGetValue("targetNames", out var listed)
                ? ((List<object>)listed).Cast<string>().ToList() : new List<string>();
            mesh.Shapes = names.ConvertAll(name => (name, new List<Vector3>(), new List<Vector3>()));
            foreach (var primitive in primitives) {
                var attributes = Inner(primitive, "attributes");
                float[] Values(Fields from, string name) => from.ContainsKey(name) ? Floats(Number(from, name)) : null;
                var positions = Values(attributes, "POSITION");
                var (first, count) = (mesh.Vertices.Count, positions.Length / 3);
                mesh.FirstVertices.Add(first);
                mesh.Materials.Add(Number(primitive, "material"));
                Add(mesh.Vertices, count, positions, 3, Point);
                Add(mesh.Normals, count, Values(attributes, "NORMAL"), 3, Point);
                var colours = Values(attributes, "COLOR_0");
                mesh.IsColoured |= colours != null;
                for (var vertex = 0; vertex < count; vertex++)
                    mesh.Colours.Add(colours == null ? Color.white : new Color(
                        colours[vertex * 4], colours[vertex * 4 + 1], colours[vertex * 4 + 2], colours[vertex * 4 + 3]));
                Add(mesh.Uvs, count, Values(attributes, "TEXCOORD_0"), 2, (uv, at) => new Vector2(uv[at], 1f - uv[at + 1]));
                Add(mesh.Flows, count, Values(attributes, "_FLOW"), 2, (flow, at) => new Vector2(-flow[at], flow[at + 1]));
                // The bitangent stays where it is, though its cross product is mirrored.
                Add(mesh.Tangents, count, Values(attributes, "TANGENT"), 4,
                    (tangent, at) => new Vector4(-tangent[at], tangent[at + 1], tangent[at + 2], -tangent[at + 3]));
                if (Values(attributes, "JOINTS_0") is float[] joints) {
                    var weights = Values(attributes, "WEIGHTS_0");
                    Add(mesh.Weights, count, weights, 4, (weight, at) => new BoneWeight {
                        boneIndex0 = (int)joints[at], weight0 = weight[at], boneIndex1 = (int)joints[at + 1], weight1 = weight[at + 1],
                        boneIndex2 = (int)joints[at + 2], weight2 = weight[at + 2], boneIndex3 = (int)joints[at + 3], weight3 = weight[at + 3],
                    });
                }
                var targets = ListOf(primitive, "targets");
                for (var shape = 0; shape < names.Count; shape++) {
                    Add(mesh.Shapes[shape].Moves, count, Values(targets[shape], "POSITION"), 3, Point);
                    Add(mesh.Shapes[shape].Turns, count, Values(targets[shape], "NORMAL"), 3, Point);
                }
                var corners = Values(primitive, "indices") is float[] indices
                    ? Array.ConvertAll(indices, corner => (int)corner + first) : Enumerable.Range(first, count).ToArray();
                for (var corner = 0; corner < corners.Length; corner += 3)
                    (corners[corner + 1], corners[corner + 2]) = (corners[corner + 2], corners[corner + 1]);
                mesh.Triangles.Add(corners);
            }
            return mesh;
        }

        private static void Add<T>(List<T> list, int count, float[] values, int width, Func<float[], int, T> convert) {
            for (var element = 0; element < count; element++)
                list.Add(values == null ? default : convert(values, element * width));
        }

        private void Read(float[] values, int width, Fields where, int component, bool isNormalised) {
            var view = List("bufferViews")[Number(where, "bufferView")];
            var bytes = component == 5120 || component == 5121 ? 1 : component == 5122 || component == 5123 ? 2 : 4;
            var stride = Number(view, "byteStride", bytes * width);
            var start = _binary + Number(view, "byteOffset", 0) + Number(where, "byteOffset", 0);
            for (var index = 0; index < values.Length; index++) {
                var at = start + index / width * stride + index % width * bytes;
                var (value, one) = component switch {
                    5120 => ((float)(sbyte)_file[at], 127f),
                    5121 => (_file[at], 255f),
                    5122 => (BitConverter.ToInt16(_file, at), 32767f),
                    5123 => (BitConverter.ToUInt16(_file, at), 65535f),
                    5125 => (BitConverter.ToUInt32(_file, at), uint.MaxValue),
                    _ => (BitConverter.ToSingle(_file, at), 1f),
                };
                values[index] = isNormalised ? Math.Max(value / one, -1f) : value;
            }
        }
    }

    // A mesh of a file: its primitives one after the other, as submeshes.
    internal sealed class GlbMesh {
        public string Name;
        public readonly List<Vector3> Vertices = new List<Vector3>();
        public readonly List<Vector3> Normals = new List<Vector3>();
        public readonly List<Vector4> Tangents = new List<Vector4>();
        public readonly List<Color> Colours = new List<Color>();
        public bool IsColoured;
        public readonly List<Vector2> Uvs = new List<Vector2>();
        // Of water: metres a second along x and z.
        public readonly List<Vector2> Flows = new List<Vector2>();
        public readonly List<BoneWeight> Weights = new List<BoneWeight>();
        public readonly List<int[]> Triangles = new List<int[]>();
        public readonly List<int> FirstVertices = new List<int>();
        public readonly List<int> Materials = new List<int>();
        public List<(string Name, List<Vector3> Moves, List<Vector3> Turns)> Shapes;

        // What every mesh of the engine's has; the rest is for whoever asks. On the main thread.
        public Mesh ToMesh(string name) {
            var mesh = new Mesh { name = name };
            if (Vertices.Count > ushort.MaxValue)
                mesh.indexFormat = UnityEngine.Rendering.IndexFormat.UInt32;
            mesh.SetVertices(Vertices);
            mesh.SetNormals(Normals);
            mesh.subMeshCount = Triangles.Count;
            for (var part = 0; part < Triangles.Count; part++)
                mesh.SetTriangles(Triangles[part], part);
            mesh.RecalculateBounds();
            return mesh;
        }
    }
}
