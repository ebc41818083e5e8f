using System;
using UnityEngine.Rendering;
using UnityStubs;

namespace UnityEngine
{
    public struct RenderParams
    {
        public RenderParams(Material mat) : this() { material = mat; layer = 0; renderingLayerMask = 1; }
        public int layer { get; set; }
        public uint renderingLayerMask { get; set; }
        public Camera camera { get; set; }
        public Material material { get; set; }
        public Bounds worldBounds { get; set; }
        public ShadowCastingMode shadowCastingMode { get; set; }
        public bool receiveShadows { get; set; }
    }

    public static class Graphics
    {
        /// <summary>A stub's own: instances drawn since the program began.</summary>
        public static long DrawnInstances { get; private set; }

        public static void RenderMeshInstanced<T>(in RenderParams rparams, Mesh mesh, int submeshIndex, T[] instanceData, int instanceCount = -1, int startInstance = 0) where T : unmanaged
        {
            if (mesh is null || rparams.material is null) throw new ArgumentNullException(mesh is null ? "mesh" : "material");
            if (!rparams.material.enableInstancing) throw new InvalidOperationException("Material needs to enable instancing for use with RenderMeshInstanced.");
            if (submeshIndex < 0 || submeshIndex >= mesh.subMeshCount) throw new ArgumentOutOfRangeException(nameof(submeshIndex));
            int count = instanceCount < 0 ? instanceData.Length - startInstance : instanceCount;
            if (typeof(T) != typeof(Matrix4x4)) throw new ArgumentException("A stub knows matrices only.");
            if (count <= 0 || count > 1023) throw new ArgumentOutOfRangeException(nameof(instanceCount), "Up to 1023 instances a call.");
            DrawnInstances += count;
        }
    }
}
