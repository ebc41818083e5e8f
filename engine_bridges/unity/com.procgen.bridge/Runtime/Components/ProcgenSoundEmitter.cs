using System.Collections.Generic;
using UnityEngine;

namespace Procgen {
    /// <summary>A sound in space or all around that goes on, or is heard again and again after some silence, never the same
    /// twice in a row.</summary>
    [AddComponentMenu("")]
    public sealed class ProcgenSoundEmitter : MonoBehaviour {
        private AudioSource _source;
        private List<AudioClip> _clips = new List<AudioClip>();
        private float _leastS;
        private float _mostS;
        private float _silentS;
        private float _volume;
        private float _share = 1f;
        private int _last = -1;

        /// <summary>What is heard through.</summary>
        public AudioSource Source => _source;

        /// <summary>Whether it is all around, and not in space.</summary>
        public bool IsBed { get; private set; }

        /// <summary>Whether it stands for others like it all around, and may be where somebody walks.</summary>
        public bool Strewn { get; private set; }

        /// <summary>How far it is above the ground of its place, metres.</summary>
        public float HighM { get; private set; }

        /// <summary>How much of it is heard, 0 to 1; what is not heard at all is not mixed either.</summary>
        public float Share {
            get => _share;
            set {
                if (_share > 0f && value <= 0f)
                    _source.Pause();
                else if (_share <= 0f && value > 0f)
                    _source.UnPause();
                _share = value;
                _source.volume = _volume * value;
            }
        }

        internal bool IsOfTheLand => IsBed || Strewn;

        // Whether it is heard once, right now.
        internal bool IsBusy => _mostS > 0f && _source.isPlaying;

        internal void Begin(AudioSource source, List<AudioClip> clips, float leastS, float mostS) {
            (_source, _clips, _leastS, _mostS, _volume) = (source, clips, leastS, mostS, source.volume);
            if (mostS > 0f) {
                // Not all at once, as soon as the place is there.
                _silentS = Random.Range(0f, mostS);
            } else if (clips.Count > 0) {
                source.loop = true;
                source.clip = clips[0];
                source.Play();
            }
        }

        internal void Tell(bool isBed, bool strewn, float highM) => (IsBed, Strewn, HighM) = (isBed, strewn, highM);

        private void Update() {
            if (_mostS <= 0f || _clips.Count == 0 || _source.isPlaying || _share <= 0f)
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
