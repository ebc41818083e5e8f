using System.Collections.Generic;
using UnityEngine;

namespace Procgen {
    /// <summary>A sound that goes on, or is heard again and again after some silence, never the same twice in a row.</summary>
    [AddComponentMenu("")]
    public sealed class ProcgenSoundEmitter : MonoBehaviour {
        private AudioSource _source;
        private List<AudioClip> _clips = new List<AudioClip>();
        private float _leastS;
        private float _mostS;
        private float _silentS;
        private int _last = -1;

        internal void Begin(AudioSource source, List<AudioClip> clips, float leastS, float mostS) {
            (_source, _clips, _leastS, _mostS) = (source, clips, leastS, mostS);
            if (mostS > 0f) {
                // Not all at once, as soon as the place is there.
                _silentS = Random.Range(0f, mostS);
            } else if (clips.Count > 0) {
                source.loop = true;
                source.clip = clips[0];
                source.Play();
            }
        }

        private void Update() {
            if (_mostS <= 0f || _clips.Count == 0 || _source.isPlaying)
                return;
            _silentS -= Time.deltaTime;
            if (_silentS > 0f)
                return;
            _last = ProcgenSound.Other(_last, _clips.Count);
            _source.clip = _clips[_last];
            _source.Play();
            _silentS = Random.Range(_leastS, _mostS);
        }

        private void OnDestroy() => _clips.ForEach(ProcgenRuntime.Release);
    }
}
