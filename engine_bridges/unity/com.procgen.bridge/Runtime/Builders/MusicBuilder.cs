using System;
using System.Collections.Generic;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>Makes clips of Unity's of music that the server makes.</summary>
    public static class MusicBuilder {
        private const string Suffix = ".wav";

        /// <summary>The pieces of a set, the bars that lead to them, and the stingers, in the order of the result. The call must
        /// have asked for "layers".</summary>
        /// <exception cref="FormatException">A file is none that Unity could play.</exception>
        public static List<MusicPart> BuildSet(Answer<MusicSetResult> answer) {
            var files = new Dictionary<string, byte[]>();
            for (var i = 0; i < answer.Artifacts.Count; i++) {
                var told = answer.Result.Artifacts[i];
                if (told.Kind == "layers")
                    files[told.FileName.Substring(0, told.FileName.Length - Suffix.Length)] = answer.Artifacts[i];
            }
            var made = new List<MusicPart>();
            foreach (var piece in answer.Result.Pieces)
                made.Add(Build(piece, files));
            return made;
        }

        private static MusicPart Build(MusicPiece piece, Dictionary<string, byte[]> files) {
            var ending = piece.Kind == "bridge" ? "-to-" : piece.Kind == "stinger" ? "-stinger-" : "-";
            var clips = new List<AudioClip>();
            foreach (var layer in piece.Layers) {
                foreach (var file in files) {
                    // A piece "night" is not the bar "to-night" that leads to it.
                    var end = ending + piece.Name + "-" + layer;
                    var isAnother = piece.Kind == "piece" && (file.Key.EndsWith("-to" + end, StringComparison.Ordinal)
                        || file.Key.EndsWith("-stinger" + end, StringComparison.Ordinal));
                    if (file.Key.EndsWith(end, StringComparison.Ordinal) && !isAnother) {
                        clips.Add(SpeechBuilder.BuildClip(file.Value, file.Key));
                        break;
                    }
                }
            }
            if (clips.Count != piece.Layers.Count)
                throw new FormatException($"The layers of {piece.Name} are not all there.");
            return new MusicPart(piece, clips);
        }
    }
}
