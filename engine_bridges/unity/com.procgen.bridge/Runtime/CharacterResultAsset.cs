using UnityEngine;

namespace Procgen {
    /// <summary>A character.</summary>
    public sealed class CharacterResultAsset : ProcgenResult {
        /// <summary>The character, to be instantiated.</summary>
        [Tooltip("The character.")] public GameObject Prefab;

        /// <summary>Who it is, as JSON of the message Person.</summary>
        [TextArea, Tooltip("Who it is: the message Person as JSON.")] public string PersonJson = "";
    }
}
