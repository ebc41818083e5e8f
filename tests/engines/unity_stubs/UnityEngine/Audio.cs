using System;

namespace UnityEngine
{
    public sealed class AudioClip : Object
    {
        private float[] _data;

        public int samples { get; private set; }
        public int channels { get; private set; }
        public int frequency { get; private set; }
        public float length => (float)samples / frequency;

        public static AudioClip Create(string name, int lengthSamples, int channels, int frequency, bool stream)
        {
            if (lengthSamples <= 0 || channels <= 0 || frequency <= 0) throw new ArgumentException("Length, channels and frequency are above 0.");
            return new AudioClip { name = name, samples = lengthSamples, channels = channels, frequency = frequency, _data = new float[lengthSamples * channels] };
        }

        public bool SetData(float[] data, int offsetSamples)
        {
            Array.Copy(data, 0, _data, offsetSamples * channels, data.Length);
            return true;
        }

        public bool GetData(float[] data, int offsetSamples)
        {
            Array.Copy(_data, offsetSamples * channels, data, 0, data.Length);
            return true;
        }
    }

    public enum AudioRolloffMode { Logarithmic, Linear, Custom }

    /// Plays by the clock.
    public static class AudioSettings
    {
        public static double dspTime => Time.time;
    }

    public sealed class AudioSource : Behaviour
    {
        private float began = -1;
        private double ends = double.PositiveInfinity;
        private AudioClip once;

        public AudioClip clip { get; set; }
        public bool loop { get; set; }
        public bool playOnAwake { get; set; } = true;
        public float volume { get; set; } = 1;
        public float spatialBlend { get; set; }
        public float minDistance { get; set; } = 1;
        public float maxDistance { get; set; } = 500;
        public AudioRolloffMode rolloffMode { get; set; }
        public bool isPlaying => began >= 0 && Heard && Time.time < ends && (loop && !once || Time.time - began < Heard.length);
        public float time => isPlaying ? (Time.time - began) % Heard.length : 0;
        private AudioClip Heard => once ? once : clip;

        public void Play() { once = null; ends = double.PositiveInfinity; began = clip ? Time.time : -1; }
        public void PlayScheduled(double time) { once = null; ends = double.PositiveInfinity; began = clip ? (float)time : -1; }
        public void SetScheduledEndTime(double time) => ends = time;
        public void PlayOneShot(AudioClip clip) { once = clip; began = clip ? Time.time : -1; }
        public void Stop() { once = null; began = -1; }
    }
}
