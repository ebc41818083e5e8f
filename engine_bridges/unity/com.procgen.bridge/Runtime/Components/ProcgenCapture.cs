using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    /// <summary>Takes labelled pictures of a scene: how it looks, and for each pixel which thing is seen, how far it is and
    /// which way it faces, with where the camera and all that moves are. <c>procgen capture --raw FOLDER</c> makes of them what
    /// Godot's has: masks, depths, normals, boxes, flow and poses, in COCO's and KITTI's forms.</summary>
    /// <remarks>For the Built-in pipeline and URP. Worlds of this package say what things are; a game's own objects do by
    /// <see cref="ProcgenLabel"/>, and are props without one. Rain and snow have no labels.</remarks>
    [AddComponentMenu("procgen/Procgen Capture")]
    public sealed class ProcgenCapture : MonoBehaviour {
        /// <summary>How long from now to the moment to which optical flow leads, seconds.</summary>
        public const float MomentS = 0.1f;
        private const float NearestM = 0.0625f;
        private const int MostPx = 4096;
        private const string ShaderName = "procgen/Label";

        [SerializeField, Tooltip("In whose axes places are told; the scene's if none.")] private ProcgenWorld _world;
        [SerializeField, Tooltip("Where pictures are left: a whole path.")] private string _folder = "";
        [SerializeField, Tooltip("Pixels.")] private Vector2Int _size = new Vector2Int(640, 360);
        [SerializeField, Range(10f, 120f), Tooltip("From a picture's lower to its upper edge, degrees.")] private float _fovDeg = 60f;
        [SerializeField] private float _nearM = 0.1f, _farM = 4000f;

        private readonly Dictionary<Material, Material> _dressed = new Dictionary<Material, Material>();
        private readonly List<Fields> _pictures = new List<Fields>();
        private CaptureThings _things;
        private Camera _eye;
        private Shader _shader;
        private Material _ground, _plain;
        private float _lastTaken = float.NaN;

        /// <summary>In whose axes places are told: east, up and south of its north-western corner.</summary>
        public ProcgenWorld World { get => _world; set => _world = value; }

        /// <summary>Where pictures are left.</summary>
        public string Folder { get => _folder; set => _folder = value; }

        /// <summary>Pixels.</summary>
        public Vector2Int Size { get => _size; set => _size = value; }

        /// <summary>From a picture's lower to its upper edge, degrees.</summary>
        public float FovDeg { get => _fovDeg; set => _fovDeg = value; }

        /// <summary>How many were taken.</summary>
        public int Taken => _pictures.Count;

        /// <summary>Gets ready: the scene has to stand there.</summary>
        /// <exception cref="ArgumentException">Something can't be; it is named.</exception>
        public void Begin() {
            End();
            if (string.IsNullOrEmpty(_folder))
                throw new ArgumentException("Folder is empty: name where pictures are left.");
            if (_size.x < 1 || _size.y < 1 || _size.x > MostPx || _size.y > MostPx)
                throw new ArgumentException($"Size is {_size.x} x {_size.y}: each must be 1 to {MostPx}.");
            if (!(_fovDeg >= 10f && _fovDeg <= 120f))
                throw new ArgumentException($"FovDeg is {_fovDeg}: it must be 10 to 120.");
            if (!(_nearM >= NearestM && _farM > _nearM))
                throw new ArgumentException($"What is seen begins at {_nearM} m and ends at {_farM} m: it must begin at {NearestM} m or later, and end beyond.");
            _shader = Shader.Find(ShaderName);
            if (!_shader)
                throw new ArgumentException($"The project lacks the shader {ShaderName}: add it to the shaders that are always included.");
            Directory.CreateDirectory(_folder);
            if (Directory.EnumerateFileSystemEntries(_folder).Any())
                throw new ArgumentException($"Folder is {_folder}, where there are other files: name a new one.");
            _things = new CaptureThings(_world ? _world.transform : null);
            _plain = Labelled(null);
            _ground = Labelled(null);
            _ground.SetFloat("_ProcgenLabel", 1f);
            _eye = new GameObject("Eye") { hideFlags = HideFlags.HideAndDontSave }.AddComponent<Camera>();
            (_eye.enabled, _eye.fieldOfView, _eye.aspect) = (false, _fovDeg, (float)_size.x / _size.y);
            (_eye.nearClipPlane, _eye.farClipPlane) = (_nearM, _farM);
            // Bytes must come through as they are.
            (_eye.allowHDR, _eye.allowMSAA) = (false, false);
            foreach (var shape in Shapes())
                _things.LabelOf(shape);
            Leave("things.json", _things.Told());
        }

        /// <summary>Takes a picture from a place, in this frame.</summary>
        /// <param name="from">Whose place and direction the camera takes.</param>
        /// <param name="second">Of the day, as the scene has it; told along.</param>
        /// <exception cref="ArgumentException">The camera is below the ground; or something is labelled as nothing can be.</exception>
        public void Take(Transform from, float second = 0f) {
            if (_things == null)
                throw new InvalidOperationException("Begin first.");
            var ground = _world ? _world.Ground : null;
            if (ground && IsOver(ground, from.position) && from.position.y < ground.SampleHeight(from.position) + ground.transform.position.y)
                throw new ArgumentException($"The camera at {from.position} is below the ground.");
            _eye.transform.SetPositionAndRotation(from.position, from.rotation);
            var covers = Object.FindObjectsOfType<ProcgenWorldCover>();
            foreach (var cover in covers)
                cover.IsHeld = true;
            try {
                var bytes = new byte[9 * _size.x * _size.y];
                (_eye.clearFlags, _eye.backgroundColor) = (CameraClearFlags.Skybox, Color.black);
                Draw(covers, look => look, RenderTextureReadWrite.sRGB, bytes, 0);
                (_eye.clearFlags, _eye.backgroundColor) = (CameraClearFlags.SolidColor, Color.clear);
                var worn = Undress();
                try {
                    for (var which = 0; which < 2; which++) {
                        Shader.SetGlobalFloat("_ProcgenShown", which);
                        Draw(covers, look => Dressed(look), RenderTextureReadWrite.Linear, bytes, 1 + which);
                    }
                } finally {
                    worn.ForEach(put => put());
                }
                Tell(bytes, second);
            } finally {
                foreach (var cover in covers)
                    cover.IsHeld = false;
            }
        }

        /// <summary>Says what all pictures have in common, and takes away what was made for them.</summary>
        public void End() {
            if (_things == null)
                return;
            Leave("raw.json", new Fields {
                ["format"] = "procgen-raw-capture", ["version"] = 1, ["engine"] = $"Unity {Application.unityVersion}",
                ["size_px"] = new List<object> { _size.x, _size.y }, ["fov_deg"] = _fovDeg,
                ["pictures"] = _pictures.Cast<object>().ToList(),
            });
            _things.Release();
            ProcgenRuntime.Release(_eye.gameObject);
            foreach (var made in _dressed.Values.Append(_plain).Append(_ground))
                ProcgenRuntime.Release(made);
            _dressed.Clear();
            _pictures.Clear();
            (_things, _eye, _lastTaken) = (null, null, float.NaN);
        }

        private void OnDisable() => End();

        private static IEnumerable<Renderer> Shapes() => Object.FindObjectsOfType<Renderer>()
            .Where(shape => shape.enabled && (shape is MeshRenderer || shape is SkinnedMeshRenderer));

        private static bool IsOver(Terrain ground, Vector3 at) {
            var (away, size) = (at - ground.transform.position, ground.terrainData.size);
            return away.x >= 0f && away.z >= 0f && away.x <= size.x && away.z <= size.z;
        }

        // Has all that is drawn show its label. What is returned gives everything its own look back.
        private List<Action> Undress() {
            var back = new List<Action>();
            foreach (var shape in Object.FindObjectsOfType<Renderer>().Where(shape => shape.enabled)) {
                var label = shape is MeshRenderer || shape is SkinnedMeshRenderer ? _things.LabelOf(shape) : -1;
                if (label < 0) {
                    shape.enabled = false;
                    back.Add(() => shape.enabled = true);
                    continue;
                }
                var (worn, before, block) = (shape.sharedMaterials, new MaterialPropertyBlock(), new MaterialPropertyBlock());
                shape.GetPropertyBlock(before);
                block.SetFloat("_ProcgenLabel", label);
                shape.sharedMaterials = Array.ConvertAll(worn, Dressed);
                shape.SetPropertyBlock(block);
                back.Add(() => {
                    shape.sharedMaterials = worn;
                    shape.SetPropertyBlock(before.isEmpty ? null : before);
                });
            }
            foreach (var ground in Object.FindObjectsOfType<Terrain>()) {
                var (worn, instanced) = (ground.materialTemplate, ground.drawInstanced);
                (ground.materialTemplate, ground.drawInstanced) = (_ground, false);
                back.Add(() => (ground.materialTemplate, ground.drawInstanced) = (worn, instanced));
            }
            return back;
        }

        // What shows labels where something is worn: it has the same holes and bends in the same wind.
        private Material Dressed(Material worn) {
            if (!worn)
                return _plain;
            if (!_dressed.TryGetValue(worn, out var made))
                _dressed[worn] = made = Labelled(worn);
            return made;
        }

        private Material Labelled(Material worn) {
            // Grass and woods are of a class and no things: their label is the material's.
            var made = new Material(_shader) { hideFlags = HideFlags.HideAndDontSave, enableInstancing = true };
            made.SetFloat("_ProcgenLabel", PlantClass);
            if (!worn)
                return made;
            var isPlant = worn.HasProperty("_Sway");
            if (isPlant || worn.IsKeywordEnabled("_ALPHATEST_ON")) {
                var map = worn.HasProperty("_BaseMap") ? "_BaseMap" : "_MainTex";
                if (worn.HasProperty(map)) {
                    made.SetTexture("_BaseMap", worn.GetTexture(map));
                    made.SetFloat("_Cutoff", worn.HasProperty("_Cutoff") ? worn.GetFloat("_Cutoff") : 0.5f);
                }
            }
            if (isPlant) {
                made.SetFloat("_Sway", worn.GetFloat("_Sway"));
                made.SetVector("_Wind", worn.GetVector("_Wind"));
                made.SetFloat("_Cull", 0f);
            }
            return made;
        }

        private static float PlantClass => ProcgenLabel.Classes.ToList().IndexOf("plant");

        // Draws what the eye sees, and reads it, three bytes a pixel from the upper left corner on.
        private void Draw(ProcgenWorldCover[] covers, Func<Material, Material> dress, RenderTextureReadWrite light, byte[] bytes, int part) {
            foreach (var cover in covers)
                cover.DrawFor(_eye, dress);
            var (target, read) = (new RenderTexture(_size.x, _size.y, 24, RenderTextureFormat.ARGB32, light), new Texture2D(_size.x, _size.y, TextureFormat.RGB24, false));
            var active = RenderTexture.active;
            try {
                _eye.targetTexture = RenderTexture.active = target;
                _eye.Render();
                RenderTexture.active = target;
                read.ReadPixels(new Rect(0, 0, _size.x, _size.y), 0, 0, false);
                var (pixels, row) = (read.GetRawTextureData(), 3 * _size.x);
                for (var up = 0; up < _size.y; up++)
                    Array.Copy(pixels, up * row, bytes, (part * _size.y + _size.y - 1 - up) * row, row);
            } finally {
                (_eye.targetTexture, RenderTexture.active) = (null, active);
                target.Release();
                ProcgenRuntime.Release(target);
                ProcgenRuntime.Release(read);
            }
        }

        private void Tell(byte[] bytes, float second) {
            var name = $"{_pictures.Count:D6}";
            var (now, next) = _things.Places(Time.time - _lastTaken, MomentS);
            _lastTaken = Time.time;
            var eye = _eye.transform;
            _pictures.Add(new Fields {
                ["number"] = _pictures.Count, ["second"] = second, ["at_m"] = CaptureThings.Listed(_things.PlaceOf(eye.position)),
                ["axes"] = new List<object> {
                    CaptureThings.Listed(_things.DirectionOf(eye.right)), CaptureThings.Listed(_things.DirectionOf(eye.up)),
                    CaptureThings.Listed(-_things.DirectionOf(eye.forward)),
                },
            });
            File.WriteAllBytes(Path.Combine(_folder, $"{name}.bin"), bytes);
            Leave($"{name}.json", new Fields { ["coding"] = "bytes", ["things"] = _things.Told(), ["now"] = now, ["next"] = next });
        }

        private void Leave(string name, object said) => File.WriteAllText(Path.Combine(_folder, name), Json.Write(said));
    }
}
