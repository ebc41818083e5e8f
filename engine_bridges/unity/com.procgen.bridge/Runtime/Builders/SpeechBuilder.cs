using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>Makes sounds of Unity's of what the server speaks.</summary>
    public static class SpeechBuilder {
        private const int Bits = 16;

        /// <summary>What a WAV file of 16 bits holds, as the server sends it for the output "wav".</summary>
        /// <param name="wav">The file.</param>
        /// <param name="name">Of the clip.</param>
        /// <exception cref="FormatException">It is no such file.</exception>
        public static AudioClip BuildClip(byte[] wav, string name) {
            int channels = 0, rateHz = 0;
            for (var at = 12; at + 8 <= wav.Length;) {
                var kind = Encoding.ASCII.GetString(wav, at, 4);
                var size = BitConverter.ToInt32(wav, at + 4);
                if (size < 0 || at + 8 + size > wav.Length) {
                    break;
                }
                if (kind == "fmt " && BitConverter.ToInt16(wav, at + 22) == Bits) {
                    (channels, rateHz) = (BitConverter.ToInt16(wav, at + 10), BitConverter.ToInt32(wav, at + 12));
                } else if (kind == "data" && channels > 0) {
                    return ClipOf(wav, at + 8, size / 2, channels, rateHz, name);
                }
                at += 8 + size + size % 2;
            }
            throw new FormatException("This is no WAV file of 16 bits.");
        }

        /// <summary>Samples that the server sends while it speaks.</summary>
        /// <param name="sounds">Of one sample rate, in order; at least one sample.</param>
        /// <param name="name">Of the clip.</param>
        public static AudioClip BuildClip(IReadOnlyList<SpeechSound> sounds, string name) {
            var pcm = sounds.SelectMany(sound => sound.PcmS16le).ToArray();
            return ClipOf(pcm, 0, pcm.Length / 2, 1, (int)sounds[0].SampleRateHz, name);
        }

        private static AudioClip ClipOf(byte[] wav, int start, int count, int channels, int rateHz, string name) {
            var samples = new float[count];
            for (var i = 0; i < count; i++) {
                samples[i] = BitConverter.ToInt16(wav, start + 2 * i) / 32768f;
            }
            var clip = AudioClip.Create(name, count / channels, channels, rateHz, false);
            clip.SetData(samples, 0);
            return clip;
        }
    }
}
