using System.Collections.Generic;
using UnityEngine;

namespace Procgen {
    /// <summary>A terrain.</summary>
    public sealed class TerrainResultAsset : ProcgenResult {
        /// <summary>Heights, and layers where it is painted.</summary>
        [Tooltip("Heights and layers.")] public TerrainData Data;

        /// <summary>Height of the data's bottom in metres: the y of whatever shows it.</summary>
        [Tooltip("Height of the data's bottom in metres.")] public float BottomM;

        /// <summary>Layers that the data refers to.</summary>
        [Tooltip("Layers that the data refers to.")] public List<TerrainLayer> Layers = new List<TerrainLayer>();
    }
}
