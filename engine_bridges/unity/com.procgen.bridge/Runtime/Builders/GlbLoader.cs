using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    // Makes objects of a binary glTF. What takes long is read on another thread; what Unity wants on its own is done in
    // pieces, between which frames go on.
    internal sealed class GlbLoader {
        // As no node of a file is called.
        public const string RootName = "procgen character";
        // Of the picture's height: what stands still and takes less of it is not drawn.
        internal const float LeastShare = 0.003f;
        private const double UsualMs = 5;
        private const int NodesAtOnce = 32;

        private readonly CharacterFigure _figure = new CharacterFigure();
        private readonly Dictionary<string, Texture2D> _textures = new Dictionary<string, Texture2D>();
        private readonly FramePace _pace;
        private readonly PictureBank _bank;
        private readonly CancellationToken _cancellation;
        private readonly Func<Fields, bool> _wants;
        private readonly Action<Transform, Fields> _placed;
        private readonly Dictionary<(int Material, bool Coloured), Material> _materials = new Dictionary<(int, bool), Material>();
        private Glb _glb;
        private Transform[] _nodes;
        // Of each picture, where they are shared.
        private string[] _sums = { };

        private GlbLoader(
            Func<Fields, bool> wants, Action<Transform, Fields> placed, FramePace pace, PictureBank bank, CancellationToken cancellation) =>
            (_wants, _placed, _pace, _bank, _cancellation) = (wants, placed, pace ?? new FramePace(UsualMs), bank, cancellation);

        // ProcgenException if it can't be read.
        public static Task<CharacterFigure> LoadAsync(byte[] file, CancellationToken cancellation, FramePace pace = null) =>
            LoadAsync(file, _ => true, (_, __) => { }, pace, null, cancellation);

        // Of what stands still only the nodes that are wanted get their meshes, which those share that have the same; each is
        // told of with what the file says of it. Its pictures are those of the bank, where there is one.
        public static async Task<CharacterFigure> LoadAsync(
            byte[] file, Func<Fields, bool> wants, Action<Transform, Fields> placed, FramePace pace, PictureBank bank,
            CancellationToken cancellation) {
            var loader = new GlbLoader(wants, placed, pace, bank, cancellation);
            try {
                await loader.MakeAsync(file);
                return loader._figure;
            } catch (Exception error) {
                loader._figure.Destroy();
                if (error is ProcgenException || error is OperationCanceledException)
                    throw;
                throw new ProcgenException(StatusCode.DataLoss,
                    $"The file is no glTF that can be read ({error.GetType().Name}); ask for it again.");
            }
        }

        private async Task MakeAsync(byte[] file) {
            var meshes = new Dictionary<int, GlbMesh>();
            await _pace.AsideAsync(() => {
                _glb = new Glb(file);
                foreach (var mesh in _glb.List("nodes").Where(_wants).Select(node => Glb.Number(node, "mesh")).Where(mesh => mesh >= 0))
                    if (!meshes.ContainsKey(mesh))
                        meshes[mesh] = _glb.Mesh(mesh);
                if (_bank != null)
                    _sums = Enumerable.Range(0, _glb.List("textures").Count).Select(index => ArtifactAssembler.Sha256(_glb.Picture(index))).ToArray();
                return meshes;
            }, _cancellation);
            _figure.Root = new GameObject(RootName);
            _figure.Root.SetActive(false);
            await MakeNodesAsync();
            var skin = _glb.List("skins").FirstOrDefault();
            if (skin != null) {
                _figure.Joints = Glb.Numbers(skin, "joints").Select(joint => _nodes[(int)joint]).ToArray();
                _figure.BindPoses = _glb.Matrices(Glb.Number(skin, "inverseBindMatrices"));
            }
            var made = new Dictionary<int, Mesh>();
            for (var node = 0; node < _nodes.Length; node++) {
                var fields = _glb.List("nodes")[node];
                if (!_wants(fields) || !(Glb.Number(fields, "mesh") is int mesh) || mesh < 0)
                    continue;
                if (!made.ContainsKey(mesh))
                    made[mesh] = MakeMesh(meshes[mesh]);
                await MakePartAsync(_nodes[node], meshes[mesh], made[mesh]);
                _placed(_nodes[node], fields);
                await RestAsync();
            }
            GroupLevels();
            // What stands still has none.
            foreach (var animation in _figure.Parts.Count > 0 ? _glb.List("animations") : new List<Fields>()) {
                MakeClip(animation);
                await RestAsync();
            }
            _figure.Root.SetActive(true);
        }

        // Levels of detail by MSFT_lod: how much of the picture something takes chooses the one that is drawn. Somebody's
        // levels hang on the same bones; those of what stands still hang below it, and go where it goes.
        private void GroupLevels() {
            var nodes = _glb.List("nodes");
            for (var index = 0; index < nodes.Count; index++) {
                if (!(Glb.Inner(nodes[index], "extensions") is Fields extensions)
                    || !(Glb.Inner(extensions, "MSFT_lod") is Fields levels)
                    || !Glb.Numbers(levels, "ids").All(node => _wants(nodes[(int)node])))
                    continue;
                var shares = Glb.Numbers(Glb.Inner(nodes[index], "extras"), "MSFT_screencoverage");
                var still = _figure.Parts.Count == 0;
                var ids = Array.ConvertAll(Glb.Numbers(levels, "ids"), id => (int)id);
                foreach (var id in still ? ids : Array.Empty<int>()) {
                    _nodes[id].SetParent(_nodes[index], false);
                    (_nodes[id].localPosition, _nodes[id].localRotation, _nodes[id].localScale) =
                        (Vector3.zero, Quaternion.identity, Vector3.one);
                }
                var group = (still ? _nodes[index].gameObject : _figure.Root).AddComponent<LODGroup>();
                group.SetLODs(ids.Prepend(index).Select((node, level) => new LOD(
                    still ? Mathf.Max(shares[level], LeastShare) : shares[level], new[] { _nodes[node].GetComponent<Renderer>() })).ToArray());
                group.RecalculateBounds();
            }
        }

        private Task RestAsync() => _pace.RestAsync(_cancellation);

        private async Task MakeNodesAsync() {
            var nodes = _glb.List("nodes");
            _nodes = new Transform[nodes.Count];
            for (var index = 0; index < nodes.Count; index++) {
                _nodes[index] = new GameObject((string)nodes[index]["name"]).transform;
                _nodes[index].SetParent(_figure.Root.transform, false);
                if (index % NodesAtOnce == 0)
                    await RestAsync();
            }
            for (var index = 0; index < nodes.Count; index++) {
                foreach (var child in Glb.Numbers(nodes[index], "children"))
                    _nodes[(int)child].SetParent(_nodes[index], false);
                _nodes[index].localPosition = Glb.Point(Glb.Numbers(nodes[index], "translation", 0, 0, 0));
                _nodes[index].localRotation = Glb.Turn(Glb.Numbers(nodes[index], "rotation", 0, 0, 0, 1));
                var scale = Glb.Numbers(nodes[index], "scale", 1, 1, 1);
                _nodes[index].localScale = new Vector3(scale[0], scale[1], scale[2]);
                if (index % NodesAtOnce == 0)
                    await RestAsync();
            }
        }

        private Mesh MakeMesh(GlbMesh read) {
            var mesh = _figure.Own(read.ToMesh(read.Name));
            mesh.SetTangents(read.Tangents);
            mesh.SetUVs(0, read.Uvs);
            if (read.IsColoured)
                mesh.SetColors(read.Colours.ToArray());
            if (read.Weights.Count > 0) {
                mesh.boneWeights = read.Weights.ToArray();
                mesh.bindposes = _figure.BindPoses;
            }
            foreach (var (name, moves, turns) in read.Shapes)
                mesh.AddBlendShapeFrame(name, CharacterFigure.WholeWeight, moves.ToArray(), turns.ToArray(), null);
            return mesh;
        }

        private async Task MakePartAsync(Transform node, GlbMesh read, Mesh mesh) {
            var materials = new Material[read.Materials.Count];
            for (var part = 0; part < materials.Length; part++)
                materials[part] = await MaterialOfAsync(read.Materials[part], read.IsColoured);
            if (read.Weights.Count == 0) {
                node.gameObject.AddComponent<MeshFilter>().sharedMesh = mesh;
                node.gameObject.AddComponent<MeshRenderer>().sharedMaterials = materials;
                return;
            }
            var renderer = node.gameObject.AddComponent<SkinnedMeshRenderer>();
            renderer.sharedMesh = mesh;
            renderer.sharedMaterials = materials;
            renderer.bones = _figure.Joints;
            renderer.rootBone = _figure.Joints[0];
            _figure.Parts[node.name] = new CharacterFigure.Part(renderer, read.FirstVertices.ToArray());
            _figure.FitBounds(renderer);
        }

        private async Task<Material> MaterialOfAsync(int index, bool isColoured) {
            if (!_materials.TryGetValue((index, isColoured), out var material))
                _materials[(index, isColoured)] = material = _figure.Own(await MakeMaterialAsync(_glb.List("materials")[index], isColoured));
            return material;
        }

        private async Task<Material> MakeMaterialAsync(Fields fields, bool isColoured) {
            var surface = Glb.Inner(fields, "pbrMetallicRoughness") ?? new Fields();
            var tint = Glb.Numbers(surface, "baseColorFactor", 1, 1, 1, 1);
            var (metallic, roughness) = (One(surface, "metallicFactor"), One(surface, "roughnessFactor"));
            var alpha = fields.TryGetValue("alphaMode", out var mode) ? (string)mode : "OPAQUE";
            var albedo = await PictureAsync(surface, "baseColorTexture", false);
            var normal = await PictureAsync(fields, "normalTexture", true);
            var mask = await MaskAsync(surface, metallic, roughness);
            return MaterialBuilder.Assemble(new SurfaceMaps {
                Name = (string)fields["name"],
                Albedo = albedo, Normal = normal, Mask = mask,
                // Factors are linear, and a material's colours are not.
                Tint = new Color(tint[0], tint[1], tint[2], tint[3]).gamma,
                Metallic = metallic, Smoothness = 1f - roughness,
                Alpha = alpha == "MASK" ? SurfaceAlpha.Cutout : alpha == "BLEND" ? SurfaceAlpha.Blend : SurfaceAlpha.Opaque,
                Cutoff = One(fields, "alphaCutoff", 0.5f),
                VertexColours = isColoured,
                TwoSided = fields.TryGetValue("doubleSided", out var isTwoSided) && (bool)isTwoSided,
            });
        }

        private static float One(Fields fields, string name, float otherwise = 1f) =>
            fields.TryGetValue(name, out var value) ? Convert.ToSingle(value) : otherwise;

        private async Task<Texture2D> PictureAsync(Fields fields, string slot, bool isLinear) {
            if (!(Glb.Inner(fields, slot) is Fields reference))
                return null;
            var index = Glb.Number(reference, "index");
            return await OnceAsync(index, isLinear ? "linear" : "sRGB",
                () => Task.FromResult(MaterialBuilder.ReadPicture(_glb.Picture(index), isLinear, slot)));
        }

        private async Task<Texture2D> MaskAsync(Fields surface, float metallic, float roughness) {
            if (!(Glb.Inner(surface, "metallicRoughnessTexture") is Fields reference))
                return null;
            var index = Glb.Number(reference, "index");
            return await OnceAsync(index, $"mask {metallic} {roughness}",
                () => MaterialBuilder.MaskAsync(_glb.Picture(index), metallic, roughness, _pace, _cancellation));
        }

        private async Task<Texture2D> OnceAsync(int index, string use, Func<Task<Texture2D>> make) {
            if (_textures.TryGetValue($"{index} {use}", out var texture))
                return texture;
            if (_bank == null)
                texture = _figure.Own(await make());
            else {
                texture = await _bank.TakeAsync($"{_sums[index]} {use}", make);
                _figure.OnDestroyed += () => _bank.Return(texture);
            }
            _textures[$"{index} {use}"] = texture;
            await RestAsync();
            return texture;
        }

        // For the component Animation: Unity makes clips for an Animator in its editor alone.
        private void MakeClip(Fields animation) {
            var said = Glb.Inner(animation, "extras") ?? new Fields();
            var isRound = said.TryGetValue("loop", out var loops) && (bool)loops;
            var clip = _figure.Own(new AnimationClip { name = (string)animation["name"], legacy = true,
                wrapMode = isRound ? WrapMode.Loop : WrapMode.ClampForever });
            _figure.Take(clip, said);
            var samplers = Glb.ListOf(animation, "samplers");
            foreach (var channel in Glb.ListOf(animation, "channels")) {
                var (target, sampler) = (Glb.Inner(channel, "target"), samplers[Glb.Number(channel, "sampler")]);
                var (times, values) = (_glb.Floats(Glb.Number(sampler, "input")), _glb.Floats(Glb.Number(sampler, "output")));
                var isTurn = (string)target["path"] == "rotation";
                var bone = _nodes[Glb.Number(target, "node")];
                for (var axis = 0; axis < (isTurn ? 4 : 3); axis++) {
                    float Value(int key) => isTurn ? Glb.Turn(values, key * 4)[axis] : Glb.Point(values, key * 3)[axis];
                    clip.SetCurve(PathOf(bone), typeof(Transform),
                        (isTurn ? "localRotation." : "localPosition.") + "xyzw"[axis], Straight(times, Value));
                }
            }
            clip.EnsureQuaternionContinuity();
            if (!_figure.Animation)
                _figure.Animation = _figure.Root.AddComponent<Animation>();
            _figure.Animation.AddClip(clip, clip.name);
        }

        private string PathOf(Transform node) => node.parent == _figure.Root.transform ? node.name : $"{PathOf(node.parent)}/{node.name}";

        private static AnimationCurve Straight(float[] times, Func<int, float> value) {
            float Slope(int from) => from < 0 || from + 1 >= times.Length ? 0f
                : (value(from + 1) - value(from)) / (times[from + 1] - times[from]);
            return new AnimationCurve(Enumerable.Range(0, times.Length)
                .Select(key => new Keyframe(times[key], value(key), Slope(key - 1), Slope(key))).ToArray());
        }
    }
}
