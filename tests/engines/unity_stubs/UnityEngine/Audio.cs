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
        private bool paused;

        public AudioClip clip { get; set; }
        public bool loop { get; set; }
        public bool playOnAwake { get; set; } = true;
        public float volume { get; set; } = 1;
        public bool bypassReverbZones { get; set; }
        public float spatialBlend { get; set; }
        public float minDistance { get; set; } = 1;
        public float maxDistance { get; set; } = 500;
        public AudioRolloffMode rolloffMode { get; set; }
        public bool isPlaying => began >= 0 && !paused && Heard && Time.time < ends && (loop && !once || Time.time - began < Heard.length);
        public float time => isPlaying ? (Time.time - began) % Heard.length : 0;
        private AudioClip Heard => once ? once : clip;

        public void Play() { once = null; ends = double.PositiveInfinity; began = clip ? Time.time : -1; }
        public void PlayScheduled(double time) { once = null; ends = double.PositiveInfinity; began = clip ? (float)time : -1; }
        public void SetScheduledEndTime(double time) => ends = time;
        public void Pause() => paused = true;
        public void UnPause() => paused = false;
        public void PlayOneShot(AudioClip clip) => PlayOneShot(clip, 1);
        public void PlayOneShot(AudioClip clip, float volumeScale) { once = clip; began = clip ? Time.time : -1; }
        public void Stop() { once = null; began = -1; }
    }

    public sealed class AudioLowPassFilter : Behaviour
    {
        public float cutoffFrequency { get; set; } = 5000;
        public float lowpassResonanceQ { get; set; } = 1;
    }

    public enum AudioReverbPreset { Off, Generic, PaddedCell, Room, Bathroom, Livingroom, Stoneroom, Auditorium, Concerthall, Cave, Arena, Hangar, CarpetedHallway, Hallway, StoneCorridor, Alley, Forest, City, Mountains, Quarry, Plain, ParkingLot, SewerPipe, Underwater, Drugged, Dizzy, Psychotic, User }

    public sealed class AudioReverbZone : Behaviour
    {
        private float m_DecayTime = 1.49f;
        public float minDistance { get; set; } = 10;
        public float maxDistance { get; set; } = 15;
        public AudioReverbPreset reverbPreset { get; set; } = AudioReverbPreset.Generic;
        public int room { get; set; } = -1000;
        public int roomHF { get; set; } = -100;
        public float decayTime
        {
            get => m_DecayTime;
            set => m_DecayTime = value >= 0.1f && value <= 20 ? value : throw new ArgumentException("A decay of 0.1 to 20 s.");
        }
        public float decayHFRatio { get; set; } = 0.83f;
        public int reflections { get; set; } = -2602;
        public float reflectionsDelay { get; set; } = 0.007f;
        public int reverb { get; set; } = 200;
        public float reverbDelay { get; set; } = 0.011f;
    }
}
