using System;
using System.Collections.Generic;
using System.Globalization;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>Makes clips and sources of Unity's of sounds and places that the server makes.</summary>
    public static class SoundBuilder {
        private const string Suffix = ".wav";

        /// <summary>The variants of a sound as clips, in their order. The call must have asked for "wav".</summary>
        /// <exception cref="FormatException">A file is none that Unity could play.</exception>
        public static List<AudioClip> BuildClips(Answer<SoundResult> answer) {
            var made = new List<AudioClip>();
            foreach (var (name, wav) in Files(answer))
                made.Add(SpeechBuilder.BuildClip(wav, name));
            return made;
        }

        /// <summary>An object with a source for each layer all around, and one in space for each emitter; they play as soon
        /// as it is active. The call must have asked for "wav".</summary>
        /// <exception cref="FormatException">A file is none that Unity could play.</exception>
        public static GameObject BuildAmbience(Answer<AmbienceResult> answer) {
            var root = new GameObject("Ambience");
            var clips = new Dictionary<string, AudioClip>();
            foreach (var (name, wav) in Files(answer))
                clips[name] = SpeechBuilder.BuildClip(wav, name);
            foreach (var layer in answer.Result.Bed)
                Add(root, layer.Sound, Variants(clips, layer.Sound), layer.GainDb, null);
            foreach (var emitter in answer.Result.Emitters)
                Add(root, emitter.Name, Variants(clips, emitter.Sound), emitter.GainDb, emitter);
            return root;
        }

        private static void Add(GameObject root, string name, List<AudioClip> clips, float gainDb, AmbienceEmitter told) {
            var made = new GameObject(name);
            made.transform.SetParent(root.transform, false);
            var source = made.AddComponent<AudioSource>();
            source.playOnAwake = false;
            source.volume = Mathf.Clamp01(Mathf.Pow(10f, gainDb / 20f));
            if (told == null) {
                // What is all around does not ring in rooms.
                source.bypassReverbZones = true;
            } else {
                // Unity's north is +z.
                made.transform.localPosition = new Vector3(told.XM, told.YM, -told.ZM);
                source.spatialBlend = 1f;
                source.rolloffMode = AudioRolloffMode.Logarithmic;
                source.minDistance = told.RadiusM;
                source.maxDistance = 100f * told.RadiusM;
            }
            var emitter = made.AddComponent<ProcgenSoundEmitter>();
            emitter.Tell(told == null, told != null && told.Strewn, told?.YM ?? 0f);
            emitter.Begin(source, clips, told?.SilentLeastS ?? 0f, told?.SilentMostS ?? 0f);
        }

        private static IEnumerable<(string Name, byte[] Wav)> Files<TResult>(Answer<TResult> answer)
            where TResult : Message, IHasArtifacts {
            for (var i = 0; i < answer.Artifacts.Count; i++) {
                var told = answer.Result.Artifacts[i];
                if (told.Kind == "wav")
                    yield return (told.FileName.Substring(0, told.FileName.Length - Suffix.Length), answer.Artifacts[i]);
            }
        }

        private static List<AudioClip> Variants(Dictionary<string, AudioClip> clips, string sound) {
            var found = new List<AudioClip>();
            if (clips.TryGetValue(sound, out var alone))
                found.Add(alone);
            for (var i = 1; clips.TryGetValue(sound + "-" + i.ToString(CultureInfo.InvariantCulture), out var one); i++)
                found.Add(one);
            return found;
        }
    }
}
