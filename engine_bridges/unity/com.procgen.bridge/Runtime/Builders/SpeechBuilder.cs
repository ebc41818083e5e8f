using System;
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

        /// <summary>A sentence that begins to be heard: as long as the whole, silent where no samples were put in yet.</summary>
        /// <param name="sentence">Its text names the clip.</param>
        /// <param name="sampleRateHz">Of its samples.</param>
        public static AudioClip BuildClip(SpokenSentence sentence, uint sampleRateHz) {
            var samples = Math.Max((int)Math.Round(sentence.DurationS * (double)sampleRateHz), 1);
            return AudioClip.Create(sentence.Text, samples, 1, (int)sampleRateHz, false);
        }

        /// <summary>Puts samples into the clip of a sentence, which may be playing.</summary>
        /// <param name="clip">Of the sentence.</param>
        /// <param name="sound">Samples that the server sends while it speaks.</param>
        /// <param name="first">The offset of the sentence's first sample.</param>
        public static void Put(AudioClip clip, SpeechSound sound, ulong first) =>
            clip.SetData(SamplesOf(sound.PcmS16le, 0, sound.PcmS16le.Length / 2), (int)(sound.OffsetSamples - first));

        private static AudioClip ClipOf(byte[] wav, int start, int count, int channels, int rateHz, string name) {
            var clip = AudioClip.Create(name, count / channels, channels, rateHz, false);
            clip.SetData(SamplesOf(wav, start, count), 0);
            return clip;
        }

        private static float[] SamplesOf(byte[] pcm, int start, int count) {
            var samples = new float[count];
            for (var i = 0; i < count; i++) {
                samples[i] = BitConverter.ToInt16(pcm, start + 2 * i) / 32768f;
            }
            return samples;
        }
    }
}
