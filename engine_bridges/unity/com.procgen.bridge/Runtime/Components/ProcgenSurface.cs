using UnityEngine;

namespace Procgen {
    /// <summary>Says what the colliders of this object and of those below it are made of, to feet that tread there.</summary>
    [AddComponentMenu("procgen/Procgen Surface")]
    public sealed class ProcgenSurface : MonoBehaviour {
        [SerializeField, Tooltip("A surface such as \"gravel\" or a class of texture such as \"planks\".")] private string _surface = "wood";

        /// <summary>A surface such as "gravel" or a class of texture such as "planks".</summary>
        public string Surface { get => _surface; set => _surface = value; }
    }
}
