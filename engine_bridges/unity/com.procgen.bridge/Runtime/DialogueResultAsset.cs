using System.Collections.Generic;
using UnityEngine;

namespace Procgen {
    /// <summary>Lines, or a scene.</summary>
    public sealed class DialogueResultAsset : ProcgenResult {
        /// <summary>The server's answer, LinesResult or SceneResult, as JSON.</summary>
        [TextArea, Tooltip("The server's answer as JSON.")] public string ResultJson = "";

        /// <summary>Files that came with it: Ink, Yarn and others.</summary>
        [Tooltip("Files that came with it: Ink, Yarn and others.")] public List<TextAsset> Files = new List<TextAsset>();
    }
}
