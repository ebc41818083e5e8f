using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    /// <summary>Grass, flowers, shrubs and woods of a <see cref="ProcgenWorld"/>, drawn as instances around the camera: ever
    /// fewer and simpler plants farther away. <see cref="ProcgenWorld"/> adds it to worlds that have them.</summary>
    [AddComponentMenu(""), ExecuteAlways]
    public sealed class ProcgenWorldCover : MonoBehaviour {
        /// <summary>Instances of one call, at most: what Unity takes.</summary>
        public const int MostInstances = 1023;
        private const float StepM = 4f;
        private const float TreesM = 300f;
        // A plant's level by its distance.
        private static readonly float[] PlantLevels = { 14f, 46f }, TreeLevels = { 24f, 80f };
        private static readonly float[] Coarse = { 1f, 1.35f, 2f };

        private readonly List<(Mesh Mesh, int Part, RenderParams Look, Matrix4x4[] Places)> _batches =
            new List<(Mesh, int, RenderParams, Matrix4x4[])>();
        // Drawn by whoever takes pictures, for each of their cameras.
        internal bool IsHeld { get; set; }

        private CoverLibrary _library;
        private Vector3 _lastEye = Vector3.positiveInfinity;

        /// <summary>Who looks; the main camera if null.</summary>
        public Camera Viewer { get; set; }

        /// <summary>How many plants and trees are drawn now.</summary>
        public int Drawn => _batches.Sum(batch => batch.Part == 0 ? batch.Places.Length : 0);

        /// <summary>Draws what is to be seen from a camera, for it alone and in this frame.</summary>
        /// <param name="camera">Who looks.</param>
        /// <param name="dress">What each material is drawn with.</param>
        internal void DrawFor(Camera camera, Func<Material, Material> dress) {
            if (_library == null)
                return;
            var eye = transform.InverseTransformPoint(camera.transform.position);
            _lastEye = eye;
            Gather(new Vector3(eye.x, eye.y, -eye.z));
            foreach (var (mesh, part, look, places) in _batches)
                Graphics.RenderMeshInstanced(new RenderParams(dress(look.material)) { camera = camera, receiveShadows = true }, mesh, part, places);
        }

        internal void Take(CoverLibrary library) => (_library, _lastEye) = (library, Vector3.positiveInfinity);

        private void Update() {
            var viewer = Viewer ? Viewer : Camera.main;
            if (_library == null || IsHeld || !viewer)
                return;
            var eye = transform.InverseTransformPoint(viewer.transform.position);
            if (!((eye - _lastEye).magnitude < StepM)) {
                _lastEye = eye;
                Gather(new Vector3(eye.x, eye.y, -eye.z));
            }
            foreach (var (mesh, part, look, places) in _batches)
                Graphics.RenderMeshInstanced(look, mesh, part, places);
        }

        // All that is to be seen from a place (x east, z south).
        private void Gather(Vector3 eye) {
            _batches.Clear();
            var places = new Dictionary<Mesh, List<Matrix4x4>>();
            foreach (var layer in _library.Layers)
                GatherLayer(layer, eye, places);
            foreach (var tree in _library.Trees) {
                var away = Vector2.Distance(new Vector2(tree.Place.x, tree.Place.z), new Vector2(eye.x, eye.z));
                if (away < TreesM)
                    Put(places, _library.TreeModels[tree.Shape][Level(away, TreeLevels)], tree.Place, tree.TurnDeg, tree.Scale, 1f);
            }
            foreach (var (mesh, all) in places.Select(pair => (pair.Key, pair.Value)))
                for (var first = 0; first < all.Count; first += MostInstances) {
                    var some = all.GetRange(first, Math.Min(MostInstances, all.Count - first)).ToArray();
                    for (var part = 0; part < mesh.subMeshCount; part++)
                        _batches.Add((mesh, part, new RenderParams(_library.MaterialOf(mesh, part)) { receiveShadows = true }, some));
                }
        }

        private void GatherLayer(CoverLibrary.Layer layer, Vector3 eye, Dictionary<Mesh, List<Matrix4x4>> places) {
            var (cellM, reach) = (_library.CellM, layer.Pattern.ReachM);
            var (low, high) = (new Vector2Int(Cell(eye.x - reach), Cell(eye.z - reach)), new Vector2Int(Cell(eye.x + reach), Cell(eye.z + reach)));
            var last = new Vector2Int(Cell(_library.SizeM.x), Cell(_library.SizeM.y));
            for (var row = Math.Max(low.y, 0); row <= Math.Min(high.y, last.y); row++)
                for (var column = Math.Max(low.x, 0); column <= Math.Min(high.x, last.x); column++) {
                    var nearest = new Vector2(Mathf.Clamp(eye.x, column * cellM, (column + 1) * cellM),
                        Mathf.Clamp(eye.z, row * cellM, (row + 1) * cellM));
                    var away = Vector2.Distance(nearest, new Vector2(eye.x, eye.z));
                    var share = layer.Pattern.ShareAt(away);
                    if (share <= 0f)
                        continue;
                    var level = Level(away, PlantLevels);
                    foreach (var plant in layer.Pattern.Plants(column, row, share)) {
                        var scale = Mathf.Lerp(layer.Scale.x, layer.Scale.y, plant.y * plant.y);
                        var at = new Vector3(plant.x, _library.HeightAt(plant.x, plant.z), plant.z);
                        Put(places, layer.Models[level], at, plant.y * 7919f % 360f, scale, Coarse[level]);
                    }
                }

            int Cell(float metres) => Mathf.FloorToInt(metres / cellM);
        }

        private void Put(Dictionary<Mesh, List<Matrix4x4>> places, Mesh mesh, Vector3 at, float turnDeg, float scale, float wider) {
            if (!places.TryGetValue(mesh, out var list))
                places[mesh] = list = new List<Matrix4x4>();
            var local = Matrix4x4.TRS(new Vector3(at.x, at.y, -at.z), Quaternion.Euler(0f, 180f - turnDeg, 0f),
                new Vector3(scale * wider, scale, scale * wider));
            list.Add(transform.localToWorldMatrix * local);
        }

        private static int Level(float away, float[] ends) => away < ends[0] ? 0 : away < ends[1] ? 1 : 2;
    }
}
