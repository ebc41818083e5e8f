using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    // Which thing each renderer belongs to, of which class it is, and which box it fills. Files have x east, y up and z
    // south; Unity's z points north.
    internal sealed class CaptureThings {
        public const int First = 256;
        private const int Largest = 65535;
        private static readonly Dictionary<string, string> Whole = new Dictionary<string, string> {
            ["Ground"] = "ground", ["Water"] = "water", ["Bridges"] = "road", ["Piers"] = "road",
        };
        private static readonly Dictionary<string, string> Each = new Dictionary<string, string> {
            ["Buildings"] = "building", ["Barriers"] = "prop", ["People"] = "person", ["Props"] = "prop",
        };

        internal sealed class Thing {
            public int Label;
            public string Kind, Name;
            public Transform Root;
            public readonly List<Renderer> Parts = new List<Renderer>();
            public bool Moves;
            public Vector3? Before;
        }

        private readonly Transform _origin;
        private readonly List<Thing> _things = new List<Thing>();
        private readonly Dictionary<Transform, Thing> _of = new Dictionary<Transform, Thing>();
        private readonly HashSet<Renderer> _known = new HashSet<Renderer>();
        private readonly Mesh _posed = new Mesh();
        private int _told;

        // Places in files are in the axes of this transform, or of the scene.
        public CaptureThings(Transform origin) => _origin = origin;

        public IReadOnlyList<Thing> All => _things;

        // A label for a renderer; below 0 for what shall not be seen. ArgumentException for a class that there is not.
        public int LabelOf(Renderer shape) {
            var (kind, root) = OwnerOf(shape.transform);
            if (kind == ProcgenLabel.None)
                return -1;
            if (!root)
                return IndexOf(kind);
            if (!_of.TryGetValue(root, out var thing)) {
                if (First + _things.Count > Largest)
                    throw new ArgumentException($"There are more things than labels: at most {Largest - First + 1}.");
                _of[root] = thing = new Thing { Label = First + _things.Count, Kind = kind, Name = root.name, Root = root };
                thing.Moves = kind == "person" || kind == "animal" || kind == "vehicle" || root.GetComponentInChildren<Rigidbody>();
                _things.Add(thing);
            }
            if (_known.Add(shape))
                thing.Parts.Add(shape);
            return thing.Label;
        }

        // Those that move, and those that were not told yet.
        public List<object> Told() {
            var told = _told;
            _told = _things.Count;
            return _things.Where((thing, index) => thing.Root && (thing.Moves || index >= told)).Select(Described).ToList();
        }

        // Where what moves is by label, and where it will be so much later if it goes on as it did since the last picture.
        public (Fields now, Fields next) Places(float sinceS, float momentS) {
            var (now, next) = (new Fields(), new Fields());
            foreach (var thing in _things.Where(thing => thing.Moves && thing.Root)) {
                var at = thing.Root.position;
                var gone = thing.Before is Vector3 before && sinceS > 0f ? (at - before) * (momentS / sinceS) : Vector3.zero;
                thing.Before = at;
                var axes = AxesOf(thing.Root);
                var label = thing.Label.ToString();
                now[label] = axes.Append(Listed(PlaceOf(at))).ToList();
                next[label] = axes.Append(Listed(PlaceOf(at + gone))).ToList();
            }
            return (now, next);
        }

        // In the axes of files.
        public Vector3 PlaceOf(Vector3 at) => Turned(_origin ? _origin.InverseTransformPoint(at) : at);

        public Vector3 DirectionOf(Vector3 along) => Turned(_origin ? _origin.InverseTransformDirection(along) : along);

        public static List<object> Listed(Vector3 of) => new List<object> { of.x, of.y, of.z };

        public void Release() => ProcgenRuntime.Release(_posed);

        private static Vector3 Turned(Vector3 of) => new Vector3(of.x, of.y, -of.z);

        private static int IndexOf(string kind) => Enumerable.Range(0, ProcgenLabel.Classes.Count).First(at => ProcgenLabel.Classes[at] == kind);

        // Its x points to its left, so that the three are right-handed where z points south.
        private List<object> AxesOf(Transform root) => new List<object> {
            Listed(-DirectionOf(root.right)), Listed(DirectionOf(root.up)), Listed(DirectionOf(root.forward)),
        };

        private object Described(Thing thing) {
            var frame = Matrix4x4.TRS(thing.Root.position, thing.Root.rotation, Vector3.one);
            var (back, box, isFirst) = (frame.inverse, new Bounds(), true);
            foreach (var part in thing.Parts.Where(part => part && part.enabled && part.gameObject.activeInHierarchy)) {
                var own = OwnBox(part);
                for (var corner = 0; corner < 8; corner++) {
                    var aside = new Vector3((corner & 1) * 2 - 1, (corner & 2) - 1, (corner & 4) / 2 - 1);
                    var at = back.MultiplyPoint3x4(part.transform.localToWorldMatrix.MultiplyPoint3x4(own.center + Vector3.Scale(own.extents, aside)));
                    if (isFirst)
                        box = new Bounds(at, Vector3.zero);
                    else
                        box.Encapsulate(at);
                    isFirst = false;
                }
            }
            return new Fields {
                ["label"] = thing.Label, ["class"] = thing.Kind, ["name"] = thing.Name,
                ["centre_m"] = Listed(PlaceOf(frame.MultiplyPoint3x4(box.center))), ["half_m"] = Listed(box.extents),
                ["axes"] = AxesOf(thing.Root), ["at_m"] = Listed(PlaceOf(thing.Root.position)), ["moves"] = thing.Moves,
            };
        }

        // In the axes of the part. Who is posed fills what bones make of them.
        private Bounds OwnBox(Renderer part) {
            if (part is SkinnedMeshRenderer skinned && skinned.sharedMesh) {
                skinned.BakeMesh(_posed, true);
                _posed.RecalculateBounds();
                return _posed.bounds;
            }
            var filter = part.GetComponent<MeshFilter>();
            return filter && filter.sharedMesh ? filter.sharedMesh.bounds : part.localBounds;
        }

        // The class of a renderer, and the root of the thing that it is part of; none for ground, water and the like.
        private static (string kind, Transform root) OwnerOf(Transform shape) {
            Transform below = null;
            for (var at = shape; at; (below, at) = (at, at.parent)) {
                var said = at.GetComponent<ProcgenLabel>();
                if (said) {
                    var kind = ProcgenLabel.Checked(said.Class, at.name);
                    return (kind, IsThing(kind) ? at : null);
                }
                if (at.GetComponent<ProcgenScenario>())
                    return (ProcgenLabel.None, null);
                if (!IsOfWorld(at))
                    continue;
                if (Whole.TryGetValue(at.name, out var whole))
                    return (whole, null);
                if (below && Each.TryGetValue(at.name, out var each))
                    return (at.name == "Props" ? WorldBuilder.ClassOf(below.name) : each, below);
            }
            return ("prop", shape);
        }

        // Ground, water and the like are no things of their own.
        private static bool IsThing(string kind) => kind != ProcgenLabel.None && kind != "sky" && !Whole.ContainsValue(kind);

        // Whether it is one of the groups that a world is built of.
        private static bool IsOfWorld(Transform at) {
            var above = at.parent;
            return above && (above.GetComponent<ProcgenWorld>() || (above.name == "Scenery" && above.parent && above.parent.GetComponent<ProcgenWorld>()));
        }
    }
}
