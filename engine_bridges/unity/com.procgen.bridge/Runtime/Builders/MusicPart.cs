using System.Collections.Generic;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>A piece, a bar that leads to one, or a stinger: clips of one length that play together.</summary>
    public sealed class MusicPart {
        internal MusicPart(MusicPiece told, List<AudioClip> clips) => (Told, Clips) = (told, clips);

        /// <summary>What the server says of it.</summary>
        public MusicPiece Told { get; }

        /// <summary>A clip a layer, from the calmest.</summary>
        public IReadOnlyList<AudioClip> Clips { get; }

        /// <summary>Seconds a beat.</summary>
        public double BeatS => 240.0 / (Told.BeatUnit * Told.TempoBpm);

        /// <summary>Seconds a bar.</summary>
        public double BarS => BeatS * Told.BeatsPerBar;

        /// <summary>Seconds until its last bar ends; of a loop, the loop.</summary>
        public double LengthS => Told.BarSamples[Told.BarSamples.Count - 1] / (double)Clips[0].frequency;
    }
}
