using System.Collections.Generic;
using UnityEngine;

namespace Procgen {
    /// <summary>A material, or a set of them.</summary>
    public sealed class MaterialResultAsset : ProcgenResult {
        /// <summary>The materials, with their textures.</summary>
        [Tooltip("The materials.")] public List<Material> Materials = new List<Material>();
    }
}
