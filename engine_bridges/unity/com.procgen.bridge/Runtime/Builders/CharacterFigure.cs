using System;
using System.Collections.Generic;
using System.Linq;
using Procgen.V1;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen {
    /// <summary>A character in the scene, and what is needed to move its vertices.</summary>
    /// <remarks>A unit is a metre, +Z is the front, the feet stand at y = 0, and the character's left is at -x.</remarks>
    public sealed class CharacterFigure {
        // Of a blend shape that shows wholly, as Unity's own importers have it.
        internal const float WholeWeight = 100f;
        // A renderer's bounds hold what limbs reach when they move.
        private const float MarginM = 0.5f;
        private const float NormalSteps = 127f;

        internal readonly Dictionary<string, Part> Parts = new Dictionary<string, Part>();
        internal Transform[] Joints = { };
        internal Matrix4x4[] BindPoses = { };
        internal Action OnDestroyed;
        private readonly List<Object> _owned = new List<Object>();
        private readonly List<AnimationClip> _clips = new List<AnimationClip>();
        private readonly Dictionary<string, Vector3> _velocities = new Dictionary<string, Vector3>();
        private readonly Dictionary<string, string[]> _sets = new Dictionary<string, string[]>();

        /// <summary>What goes into a scene.</summary>
        public GameObject Root { get; internal set; }

        /// <summary>With a humanoid avatar, and no controller until somebody gives it one.</summary>
        public Animator Animator { get; internal set; }

        /// <summary>Plays the file's clips; null if it has none.</summary>
        public Animation Animation { get; internal set; }

        /// <summary>The file's clips, as <see cref="Animation"/> has them.</summary>
        public IReadOnlyList<AnimationClip> Clips => _clips;

        /// <summary>How fast the ground goes by below clips that walk on the spot, metres a second: x right, y up, z ahead.</summary>
        public IReadOnlyDictionary<string, Vector3> Velocities => _velocities;

        /// <summary>Where in loops this person is, 0 to 1, so that no two walk in step.</summary>
        public float Phase { get; private set; }

        /// <summary>Meshes, materials, textures, clips and the avatar, which go with <see cref="Destroy"/>.</summary>
        public IReadOnlyList<Object> Owned => _owned;

        /// <summary>Names of the sets that a clip of the library is in, such as "talk".</summary>
        public IReadOnlyList<string> SetsOf(string clip) => _sets.TryGetValue(clip, out var sets) ? sets : Array.Empty<string>();

        /// <summary>Puts the bones where the clip "idle" begins, instead of in T-pose.</summary>
        public void Stand() => _clips.Find(clip => clip.name == "idle")?.SampleAnimation(Root, 0);

        // What a file says of a clip.
        internal void Take(AnimationClip clip, Dictionary<string, object> said) {
            _clips.Add(clip);
            if (said.TryGetValue("velocity_m_s", out var way)) {
                var parts = ((List<object>)way).ConvertAll(Convert.ToSingle);
                _velocities[clip.name] = new Vector3(-parts[0], parts[1], parts[2]);
            }
            if (said.TryGetValue("speed_legs_s", out var speed))
                _velocities[clip.name] = new Vector3(0, 0, Convert.ToSingle(speed) * LegLength());
            if (said.TryGetValue("sets", out var sets))
                _sets[clip.name] = ((List<object>)sets).ConvertAll(set => (string)set).ToArray();
            if (said.TryGetValue("phase", out var phase))
                Phase = Convert.ToSingle(phase);
        }

        private float LegLength() {
            var length = 0f;
            foreach (var bone in Root.GetComponentsInChildren<Transform>(true))
                if (bone.name == "LeftLowerLeg" || bone.name == "LeftFoot")
                    length += bone.localPosition.magnitude;
            return length;
        }

        /// <summary>Destroys the objects and all that is owned.</summary>
        public void Destroy() {
            if (Root)
                ProcgenRuntime.Release(Root);
            foreach (var owned in _owned)
                if (owned)
                    ProcgenRuntime.Release(owned);
            _owned.Clear();
            OnDestroyed?.Invoke();
            OnDestroyed = null;
        }

        /// <summary>Sets a blend shape such as "mouthSmileLeft" or "viseme_aa" on all meshes that have it.</summary>
        /// <param name="shape">Its name.</param>
        /// <param name="weight">0 to 1.</param>
        /// <returns>Whether any has it.</returns>
        public bool SetBlendShape(string shape, float weight) {
            var isFound = false;
            foreach (var renderer in Root.GetComponentsInChildren<SkinnedMeshRenderer>(true)) {
                var index = renderer.sharedMesh.GetBlendShapeIndex(shape);
                if (index >= 0)
                    renderer.SetBlendShapeWeight(index, weight * renderer.sharedMesh.GetBlendShapeFrameWeight(index, 0));
                isFound |= index >= 0;
            }
            return isFound;
        }

        /// <summary>Moves vertices and bones as the server says.</summary>
        /// <exception cref="ProcgenException">The answer is for another mesh, or the figure came through glTFast, whose
        /// meshes can't be changed.</exception>
        public void Apply(UpdateResponse response) {
            foreach (var group in response.Parts.GroupBy(moved => moved.Part)) {
                if (!Parts.TryGetValue(group.Key, out var part))
                    throw Unfit($"it has no part {group.Key}");
                var mesh = part.Renderer.sharedMesh;
                part.Vertices ??= mesh.vertices;
                part.Normals ??= mesh.normals;
                foreach (var moved in group)
                    Take(part, moved);
                mesh.vertices = part.Vertices;
                mesh.normals = part.Normals;
                mesh.RecalculateBounds();
                FitBounds(part.Renderer);
            }
            if (response.JointsF32.Length > 0)
                MoveJoints(FloatsOf(response.JointsF32));
        }

        internal T Own<T>(T made)
            where T : Object {
            _owned.Add(made);
            return made;
        }

        internal void FitBounds(SkinnedMeshRenderer renderer) {
            var bounds = renderer.sharedMesh.bounds;
            bounds.Expand(2f * MarginM);
            renderer.localBounds = bounds;
        }

        private static void Take(Part part, PartUpdate moved) {
            var (positions, normals) = (FloatsOf(moved.PositionsF32), moved.NormalsI8);
            var count = positions.Length / 3;
            if (moved.Primitive >= part.FirstVertices.Length || normals.Length != count * 3
                || moved.VerticesU16.Length != 0 && moved.VerticesU16.Length != count * 2)
                throw Unfit($"{moved.Part} differs");
            var first = part.FirstVertices[moved.Primitive];
            var end = moved.Primitive + 1 < part.FirstVertices.Length ? part.FirstVertices[moved.Primitive + 1] : part.Vertices.Length;
            for (var entry = 0; entry < count; entry++) {
                var vertex = first + (moved.VerticesU16.Length == 0 ? entry : BitConverter.ToUInt16(moved.VerticesU16, entry * 2));
                if (vertex >= end)
                    throw Unfit($"{moved.Part} has fewer vertices");
                part.Vertices[vertex] = Glb.Point(positions, entry * 3);
                var normal = new Vector3(
                    -(sbyte)normals[entry * 3], (sbyte)normals[entry * 3 + 1], (sbyte)normals[entry * 3 + 2]);
                part.Normals[vertex] = (normal / NormalSteps).normalized;
            }
        }

        // Places of all joints at rest; they keep their directions, and what animation adds to their places.
        private void MoveJoints(float[] places) {
            if (places.Length != Joints.Length * 3)
                throw Unfit("it has other joints");
            var indices = Enumerable.Range(0, Joints.Length).ToDictionary(joint => Joints[joint]);
            var before = Array.ConvertAll(BindPoses, pose => pose.inverse);
            var after = (Matrix4x4[])before.Clone();
            for (var joint = 0; joint < Joints.Length; joint++)
                after[joint].SetColumn(3, (Vector4)Glb.Point(places, joint * 3) + new Vector4(0f, 0f, 0f, 1f));
            for (var joint = 0; joint < Joints.Length; joint++) {
                Vector3 Local(Matrix4x4[] rest) => indices.TryGetValue(Joints[joint].parent, out var parent)
                    ? rest[parent].inverse.MultiplyPoint3x4(rest[joint].GetPosition()) : rest[joint].GetPosition();
                Joints[joint].localPosition += Local(after) - Local(before);
            }
            BindPoses = Array.ConvertAll(after, rest => rest.inverse);
            foreach (var part in Parts.Values)
                part.Renderer.sharedMesh.bindposes = BindPoses;
        }

        private static float[] FloatsOf(byte[] bytes) {
            var floats = new float[bytes.Length / 4];
            Buffer.BlockCopy(bytes, 0, floats, 0, floats.Length * 4);
            return floats;
        }

        private static ProcgenException Unfit(string why) => new ProcgenException(
            StatusCode.FailedPrecondition, $"The character can't be moved so, for {why}; generate it again with live sliders.");

        internal sealed class Part {
            public readonly SkinnedMeshRenderer Renderer;
            // Of each primitive of the file.
            public readonly int[] FirstVertices;
            // Read once, on the first move.
            public Vector3[] Vertices, Normals;

            public Part(SkinnedMeshRenderer renderer, int[] firstVertices) => (Renderer, FirstVertices) = (renderer, firstVertices);
        }
    }
}
