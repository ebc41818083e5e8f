using System;
using System.Collections.Generic;
using System.Linq;
using Unity.Collections;
using UnityEngine.Rendering;
using UnityStubs;

namespace UnityEngine.Rendering
{
    public enum IndexFormat { UInt16, UInt32 }
    public enum ShadowCastingMode { Off, On, TwoSided, ShadowsOnly }
    [Flags] public enum MeshUpdateFlags { Default = 0, DontValidateIndices = 1, DontResetBoneBounds = 2, DontNotifyMeshUsers = 4, DontRecalculateBounds = 8 }
    public struct SubMeshDescriptor
    {
        public SubMeshDescriptor(int indexStart, int indexCount, MeshTopology topology = MeshTopology.Triangles) : this()
        {
            this.indexStart = indexStart; this.indexCount = indexCount; this.topology = topology;
        }
        public Bounds bounds { get; set; }
        public MeshTopology topology { get; set; }
        public int indexStart { get; set; }
        public int indexCount { get; set; }
        public int baseVertex { get; set; }
        public int firstVertex { get; set; }
        public int vertexCount { get; set; }
    }
}

namespace UnityEngine
{
    public enum MeshTopology { Triangles = 0, Quads = 2, Lines = 3, LineStrip = 4, Points = 5 }
    public enum SkinQuality { Auto = 0, Bone1 = 1, Bone2 = 2, Bone4 = 4 }
    public enum MotionVectorGenerationMode { Camera, Object, ForceNoMotion }

    [Serializable]
    public struct BoneWeight : IEquatable<BoneWeight>
    {
        public float weight0 { get; set; }
        public float weight1 { get; set; }
        public float weight2 { get; set; }
        public float weight3 { get; set; }
        public int boneIndex0 { get; set; }
        public int boneIndex1 { get; set; }
        public int boneIndex2 { get; set; }
        public int boneIndex3 { get; set; }
        public bool Equals(BoneWeight other) => weight0 == other.weight0 && weight1 == other.weight1 && weight2 == other.weight2 && weight3 == other.weight3
            && boneIndex0 == other.boneIndex0 && boneIndex1 == other.boneIndex1 && boneIndex2 == other.boneIndex2 && boneIndex3 == other.boneIndex3;
        public override bool Equals(object other) => other is BoneWeight weight && Equals(weight);
        public override int GetHashCode() => boneIndex0.GetHashCode() ^ weight0.GetHashCode();
    }
    public struct BoneWeight1
    {
        public float weight { get; set; }
        public int boneIndex { get; set; }
    }

    public sealed class Mesh : Object
    {
        private sealed class Shape { public string Name; public List<(float weight, Vector3[] vertices, Vector3[] normals, Vector3[] tangents)> Frames; }

        private Vector3[] m_Vertices = new Vector3[0], m_Normals = new Vector3[0];
        private Vector4[] m_Tangents = new Vector4[0];
        private Color32[] m_Colors = new Color32[0];
        private readonly Vector2[][] m_Uvs = Enumerable.Range(0, 8).Select(_ => new Vector2[0]).ToArray();
        private BoneWeight[] m_BoneWeights = new BoneWeight[0];
        private Matrix4x4[] m_Bindposes = new Matrix4x4[0];
        private List<int[]> m_Indices = new List<int[]> { new int[0] };
        private List<MeshTopology> m_Topologies = new List<MeshTopology> { MeshTopology.Triangles };
        private List<Shape> m_Shapes = new List<Shape>();
        private Bounds m_Bounds;

        public IndexFormat indexFormat { get; set; }
        public bool isReadable { get; private set; } = true;
        public int vertexCount => m_Vertices.Length;
        public Bounds bounds { get => m_Bounds; set => m_Bounds = value; }
        public Vector3[] vertices { get => (Vector3[])m_Vertices.Clone(); set => SetVertices(value); }
        public Vector3[] normals { get => (Vector3[])m_Normals.Clone(); set => m_Normals = Checked(value, "normals"); }
        public Vector4[] tangents { get => (Vector4[])m_Tangents.Clone(); set => m_Tangents = Checked(value, "tangents"); }
        public Vector2[] uv { get => (Vector2[])m_Uvs[0].Clone(); set => SetUVs(0, value); }
        public Vector2[] uv2 { get => (Vector2[])m_Uvs[1].Clone(); set => SetUVs(1, value); }
        public Color[] colors { get => m_Colors.Select(color => (Color)color).ToArray(); set => m_Colors = Checked(value?.Select(color => (Color32)color).ToArray(), "colors"); }
        public Color32[] colors32 { get => (Color32[])m_Colors.Clone(); set => m_Colors = Checked(value, "colors"); }
        public BoneWeight[] boneWeights { get => (BoneWeight[])m_BoneWeights.Clone(); set => m_BoneWeights = Checked(value, "boneWeights"); }
        public Matrix4x4[] bindposes { get => (Matrix4x4[])m_Bindposes.Clone(); set => m_Bindposes = (Matrix4x4[])value.Clone(); }
        public int[] triangles
        {
            get => m_Indices.Where((_, at) => m_Topologies[at] == MeshTopology.Triangles).SelectMany(part => part).ToArray();
            set { subMeshCount = 1; SetTriangles(value, 0); }
        }
        public int subMeshCount
        {
            get => m_Indices.Count;
            set
            {
                while (m_Indices.Count > value) { m_Indices.RemoveAt(value); m_Topologies.RemoveAt(value); }
                while (m_Indices.Count < value) { m_Indices.Add(new int[0]); m_Topologies.Add(MeshTopology.Triangles); }
            }
        }
        public int blendShapeCount => m_Shapes.Count;

        private T[] Checked<T>(T[] values, string what)
        {
            World.RequireMainThread("Mesh." + what);
            if (!isReadable) throw new InvalidOperationException($"Not allowed to access {what} on mesh '{name}' (isReadable is false)");
            values = values ?? new T[0];
            // Unity logs this and drops the data.
            if (values.Length != 0 && values.Length != m_Vertices.Length)
                throw new ArgumentException($"Mesh.{what} is out of bounds. The supplied array needs to be the same size as the Mesh.vertices array.");
            return (T[])values.Clone();
        }
        public void SetVertices(Vector3[] inVertices)
        {
            World.RequireMainThread("Mesh.vertices");
            m_Vertices = (Vector3[])inVertices.Clone();
            if (m_Normals.Length > 0 && m_Normals.Length != m_Vertices.Length) m_Normals = new Vector3[0];
        }
        public void SetVertices(List<Vector3> inVertices) => SetVertices(inVertices.ToArray());
        public void SetVertices<T>(NativeArray<T> inVertices) where T : struct => SetVertices((Vector3[])(object)inVertices.ToArray());
        public void SetNormals(Vector3[] inNormals) => normals = inNormals;
        public void SetNormals(List<Vector3> inNormals) => normals = inNormals.ToArray();
        public void SetTangents(Vector4[] inTangents) => tangents = inTangents;
        public void SetTangents(List<Vector4> inTangents) => tangents = inTangents.ToArray();
        public void SetColors(Color[] inColors) => colors = inColors;
        public void SetColors(Color32[] inColors) => colors32 = inColors;
        public void SetColors(List<Color32> inColors) => colors32 = inColors.ToArray();
        public void SetUVs(int channel, Vector2[] uvs) => m_Uvs[channel] = Checked(uvs, "uv");
        public void SetUVs(int channel, List<Vector2> uvs) => SetUVs(channel, uvs.ToArray());
        public void GetVertices(List<Vector3> vertices) { vertices.Clear(); vertices.AddRange(m_Vertices); }
        public void GetNormals(List<Vector3> normals) { normals.Clear(); normals.AddRange(m_Normals); }
        public void GetUVs(int channel, List<Vector2> uvs) { uvs.Clear(); uvs.AddRange(m_Uvs[channel]); }
        public void SetTriangles(int[] triangles, int submesh) => SetIndices(triangles, MeshTopology.Triangles, submesh, true);
        public void SetTriangles(int[] triangles, int submesh, bool calculateBounds) => SetIndices(triangles, MeshTopology.Triangles, submesh, calculateBounds);
        public void SetTriangles(List<int> triangles, int submesh) => SetTriangles(triangles.ToArray(), submesh);
        public void SetIndices(int[] indices, MeshTopology topology, int submesh) => SetIndices(indices, topology, submesh, true);
        public void SetIndices(int[] indices, MeshTopology topology, int submesh, bool calculateBounds) => SetIndices(indices, topology, submesh, calculateBounds, 0);
        public void SetIndices(int[] indices, MeshTopology topology, int submesh, bool calculateBounds, int baseVertex)
        {
            World.RequireMainThread("Mesh.SetIndices");
            if (submesh < 0 || submesh >= m_Indices.Count) throw new IndexOutOfRangeException("Failed setting triangles. Submesh index is out of bounds.");
            foreach (int index in indices)
            {
                if (index + baseVertex < 0 || index + baseVertex >= m_Vertices.Length)
                    throw new ArgumentException("Failed setting triangles. Some indices are referencing out of bounds vertices.");
                if (indexFormat == IndexFormat.UInt16 && index > ushort.MaxValue)
                    throw new ArgumentException("Failed setting triangles. The index format of the mesh is UInt16, and an index is beyond it.");
            }
            if (topology == MeshTopology.Triangles && indices.Length % 3 != 0)
                throw new ArgumentException("Failed setting triangles. The number of supplied triangle indices must be a multiple of 3.");
            m_Indices[submesh] = indices.Select(index => index + baseVertex).ToArray();
            m_Topologies[submesh] = topology;
            if (calculateBounds) RecalculateBounds();
        }
        public int[] GetTriangles(int submesh) => (int[])m_Indices[submesh].Clone();
        public int[] GetIndices(int submesh) => (int[])m_Indices[submesh].Clone();
        public uint GetIndexCount(int submesh) => (uint)m_Indices[submesh].Length;
        public MeshTopology GetTopology(int submesh) => m_Topologies[submesh];
        public void Clear() => Clear(true);
        public void Clear(bool keepVertexLayout)
        {
            m_Vertices = m_Normals = new Vector3[0];
            m_Tangents = new Vector4[0];
            m_Colors = new Color32[0];
            m_BoneWeights = new BoneWeight[0];
            m_Bindposes = new Matrix4x4[0];
            for (int channel = 0; channel < m_Uvs.Length; channel++) m_Uvs[channel] = new Vector2[0];
            m_Indices = new List<int[]> { new int[0] };
            m_Topologies = new List<MeshTopology> { MeshTopology.Triangles };
            m_Shapes = new List<Shape>();
            m_Bounds = default;
        }
        public void RecalculateBounds()
        {
            if (m_Vertices.Length == 0) { m_Bounds = default; return; }
            Vector3 least = m_Vertices[0], most = m_Vertices[0];
            foreach (Vector3 vertex in m_Vertices) { least = Vector3.Min(least, vertex); most = Vector3.Max(most, vertex); }
            m_Bounds.SetMinMax(least, most);
        }
        public void RecalculateNormals()
        {
            var sums = new Vector3[m_Vertices.Length];
            int[] corners = triangles;
            for (int at = 0; at < corners.Length; at += 3)
            {
                Vector3 a = m_Vertices[corners[at]], b = m_Vertices[corners[at + 1]], c = m_Vertices[corners[at + 2]];
                Vector3 normal = Vector3.Cross(b - a, c - a);
                for (int corner = 0; corner < 3; corner++) sums[corners[at + corner]] += normal;
            }
            m_Normals = sums.Select(sum => sum.normalized).ToArray();
        }
        public void RecalculateTangents() => m_Tangents = m_Normals.Select(normal => new Vector4(1, 0, 0, 1)).ToArray();
        public void Optimize() { }
        public void MarkDynamic() { }
        public void UploadMeshData(bool markNoLongerReadable) { if (markNoLongerReadable) isReadable = false; }

        public void AddBlendShapeFrame(string shapeName, float frameWeight, Vector3[] deltaVertices, Vector3[] deltaNormals, Vector3[] deltaTangents)
        {
            World.RequireMainThread("Mesh.AddBlendShapeFrame");
            if (deltaVertices.Length != vertexCount || (deltaNormals ?? deltaVertices).Length != vertexCount || (deltaTangents ?? deltaVertices).Length != vertexCount)
                throw new ArgumentException("Blend shape frames need as many deltas as the mesh has vertices.");
            if (m_Shapes.Count == 0 || m_Shapes[m_Shapes.Count - 1].Name != shapeName)
            {
                if (GetBlendShapeIndex(shapeName) >= 0) throw new ArgumentException($"Blend shape '{shapeName}' exists already.");
                m_Shapes.Add(new Shape { Name = shapeName, Frames = new List<(float, Vector3[], Vector3[], Vector3[])>() });
            }
            m_Shapes[m_Shapes.Count - 1].Frames.Add((frameWeight, (Vector3[])deltaVertices.Clone(), (Vector3[])deltaNormals?.Clone(), (Vector3[])deltaTangents?.Clone()));
        }
        public void ClearBlendShapes() => m_Shapes = new List<Shape>();
        public string GetBlendShapeName(int shapeIndex) => m_Shapes[shapeIndex].Name;
        public int GetBlendShapeIndex(string blendShapeName) => m_Shapes.FindIndex(shape => shape.Name == blendShapeName);
        public int GetBlendShapeFrameCount(int shapeIndex) => m_Shapes[shapeIndex].Frames.Count;
        public float GetBlendShapeFrameWeight(int shapeIndex, int frameIndex) => m_Shapes[shapeIndex].Frames[frameIndex].weight;
        public void GetBlendShapeFrameVertices(int shapeIndex, int frameIndex, Vector3[] deltaVertices, Vector3[] deltaNormals, Vector3[] deltaTangents)
        {
            var frame = m_Shapes[shapeIndex].Frames[frameIndex];
            frame.vertices.CopyTo(deltaVertices, 0);
            if (deltaNormals != null) (frame.normals ?? new Vector3[vertexCount]).CopyTo(deltaNormals, 0);
            if (deltaTangents != null) (frame.tangents ?? new Vector3[vertexCount]).CopyTo(deltaTangents, 0);
        }
        public void SetBoneWeights(NativeArray<byte> bonesPerVertex, NativeArray<BoneWeight1> weights)
        {
            var made = new BoneWeight[bonesPerVertex.Length];
            int at = 0;
            for (int vertex = 0; vertex < made.Length; vertex++)
            {
                var most = Enumerable.Range(at, bonesPerVertex[vertex]).Select(index => weights[index]).Take(4).ToArray();
                at += bonesPerVertex[vertex];
                if (most.Length > 0) { made[vertex].boneIndex0 = most[0].boneIndex; made[vertex].weight0 = most[0].weight; }
                if (most.Length > 1) { made[vertex].boneIndex1 = most[1].boneIndex; made[vertex].weight1 = most[1].weight; }
                if (most.Length > 2) { made[vertex].boneIndex2 = most[2].boneIndex; made[vertex].weight2 = most[2].weight; }
                if (most.Length > 3) { made[vertex].boneIndex3 = most[3].boneIndex; made[vertex].weight3 = most[3].weight; }
            }
            boneWeights = made;
        }
    }

    public sealed class MeshFilter : Component
    {
        public Mesh sharedMesh { get; set; }
        public Mesh mesh { get => sharedMesh; set => sharedMesh = value; }
    }

    public class Renderer : Component
    {
        private Material[] m_Materials = new Material[0];
        private MaterialPropertyBlock m_Block = new MaterialPropertyBlock();
        public bool enabled { get; set; } = true;
        public ShadowCastingMode shadowCastingMode { get; set; } = ShadowCastingMode.On;
        public bool receiveShadows { get; set; } = true;
        public virtual Bounds bounds => default;
        public Bounds localBounds { get; set; }
        public MotionVectorGenerationMode motionVectorGenerationMode { get; set; }
        public Material[] sharedMaterials { get => (Material[])m_Materials.Clone(); set => m_Materials = (Material[])value.Clone(); }
        public Material[] materials { get => sharedMaterials; set => sharedMaterials = value; }
        public Material sharedMaterial { get => m_Materials.FirstOrDefault(); set => m_Materials = new[] { value }.Concat(m_Materials.Skip(1)).ToArray(); }
        public Material material { get => sharedMaterial; set => sharedMaterial = value; }
        public void SetPropertyBlock(MaterialPropertyBlock properties) => m_Block = properties ?? new MaterialPropertyBlock();
        public void GetPropertyBlock(MaterialPropertyBlock properties) => properties.Take(m_Block);
    }
    public class MeshRenderer : Renderer
    {
        public override Bounds bounds
        {
            get
            {
                Mesh mesh = GetComponent<MeshFilter>()?.sharedMesh;
                if (!mesh) return default;
                var box = new Bounds(transform.TransformPoint(mesh.bounds.center), Vector3.zero);
                for (int corner = 0; corner < 8; corner++)
                    box.Encapsulate(transform.TransformPoint(mesh.bounds.center + Vector3.Scale(mesh.bounds.extents, new Vector3((corner & 1) * 2 - 1, (corner & 2) - 1, (corner & 4) / 2 - 1))));
                return box;
            }
        }
    }
    public class SkinnedMeshRenderer : Renderer
    {
        private Mesh m_Mesh;
        private Transform[] m_Bones = new Transform[0];
        private float[] m_Weights = new float[0];
        public Mesh sharedMesh { get => m_Mesh; set { m_Mesh = value; Array.Resize(ref m_Weights, value ? value.blendShapeCount : 0); } }
        public Transform[] bones { get => (Transform[])m_Bones.Clone(); set => m_Bones = (Transform[])value.Clone(); }
        public Transform rootBone { get; set; }
        public SkinQuality quality { get; set; }
        public bool updateWhenOffscreen { get; set; }
        public bool skinnedMotionVectors { get; set; } = true;
        public override Bounds bounds => localBounds;
        private int Checked(int index)
        {
            World.RequireMainThread("SkinnedMeshRenderer.BlendShapeWeight");
            int count = m_Mesh ? m_Mesh.blendShapeCount : 0;
            if (index < 0 || index >= count) throw new IndexOutOfRangeException($"Array index ({index}) is out of bounds (size={count})");
            if (m_Weights.Length < count) Array.Resize(ref m_Weights, count);
            return index;
        }
        public float GetBlendShapeWeight(int index) => m_Weights[Checked(index)];
        public void SetBlendShapeWeight(int index, float value) => m_Weights[Checked(index)] = value;
        /// <summary>The mesh as its bones and blend shapes deform it, in the space of this object.</summary>
        public void BakeMesh(Mesh mesh) => BakeMesh(mesh, false);
        public void BakeMesh(Mesh mesh, bool useScale)
        {
            Vector3[] positions = m_Mesh.vertices, normals = m_Mesh.normals;
            for (int shape = 0; shape < m_Mesh.blendShapeCount; shape++)
            {
                float weight = GetBlendShapeWeight(shape);
                if (weight == 0) continue;
                Vector3[] deltas = new Vector3[positions.Length], turns = new Vector3[positions.Length];
                m_Mesh.GetBlendShapeFrameVertices(shape, m_Mesh.GetBlendShapeFrameCount(shape) - 1, deltas, turns, null);
                float share = weight / m_Mesh.GetBlendShapeFrameWeight(shape, m_Mesh.GetBlendShapeFrameCount(shape) - 1);
                for (int vertex = 0; vertex < positions.Length; vertex++)
                {
                    positions[vertex] += deltas[vertex] * share;
                    if (normals.Length > 0) normals[vertex] += turns[vertex] * share;
                }
            }
            BoneWeight[] weights = m_Mesh.boneWeights;
            Matrix4x4 back = useScale ? transform.worldToLocalMatrix : Matrix4x4.TRS(transform.position, transform.rotation, Vector3.one).inverse;
            Matrix4x4[] binds = m_Mesh.bindposes;
            Matrix4x4[] moves = m_Bones.Select((bone, at) => back * bone.localToWorldMatrix * binds[at]).ToArray();
            for (int vertex = 0; vertex < weights.Length; vertex++)
            {
                BoneWeight w = weights[vertex];
                Vector3 p = positions[vertex], n = normals.Length > 0 ? normals[vertex] : default, sum = default, turned = default;
                foreach ((int bone, float weight) in new[] { (w.boneIndex0, w.weight0), (w.boneIndex1, w.weight1), (w.boneIndex2, w.weight2), (w.boneIndex3, w.weight3) })
                {
                    if (weight == 0) continue;
                    sum += moves[bone].MultiplyPoint3x4(p) * weight;
                    turned += moves[bone].MultiplyVector(n) * weight;
                }
                positions[vertex] = sum;
                if (normals.Length > 0) normals[vertex] = turned.normalized;
            }
            mesh.Clear();
            mesh.indexFormat = m_Mesh.indexFormat;
            mesh.SetVertices(positions);
            mesh.SetNormals(normals);
            mesh.uv = m_Mesh.uv;
            mesh.subMeshCount = m_Mesh.subMeshCount;
            for (int part = 0; part < m_Mesh.subMeshCount; part++) mesh.SetTriangles(m_Mesh.GetTriangles(part), part);
        }
    }
}

namespace Unity.Collections
{
    public enum Allocator { Invalid, None, Temp, TempJob, Persistent }
    public enum NativeArrayOptions { UninitializedMemory, ClearMemory }
    /// <summary>Over a managed array; struct copies share it, as Unity's share their memory.</summary>
    public struct NativeArray<T> : IDisposable, IEnumerable<T> where T : struct
    {
        private T[] m_Values;
        public NativeArray(int length, Allocator allocator, NativeArrayOptions options = NativeArrayOptions.ClearMemory) { m_Values = new T[length]; }
        public NativeArray(T[] array, Allocator allocator) { m_Values = (T[])array.Clone(); }
        public int Length => m_Values?.Length ?? 0;
        public bool IsCreated => m_Values != null;
        public T this[int index] { get => m_Values[index]; set => m_Values[index] = value; }
        public T[] ToArray() => (T[])m_Values.Clone();
        public void CopyFrom(T[] array) => array.CopyTo(m_Values, 0);
        public void CopyTo(T[] array) => m_Values.CopyTo(array, 0);
        public void Dispose() => m_Values = null;
        internal T[] Values => m_Values;
        internal static NativeArray<T> Over(T[] values) => new NativeArray<T> { m_Values = values };
        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)m_Values).GetEnumerator();
        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => m_Values.GetEnumerator();
    }
}
