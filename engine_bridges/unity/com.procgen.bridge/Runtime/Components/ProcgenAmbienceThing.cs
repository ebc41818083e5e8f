using UnityEngine;

namespace Procgen {
    /// <summary>Something that is heard from where this object is, once the <see cref="ProcgenAmbience"/> above it is made.
    /// </summary>
    [AddComponentMenu("procgen/Procgen Ambience Thing")]
    public sealed class ProcgenAmbienceThing : MonoBehaviour {
        [SerializeField, Tooltip("What it is, such as campfire, brook, smithy.")] private string _kind = "campfire";

        /// <summary>What it is, such as "campfire", "brook" or "smithy".</summary>
        public string Kind { get => _kind; set => _kind = value; }
    }
}
