using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>The voice of a person: says lines aloud while the game runs, each sentence as soon as it is made, the first as soon as
    /// its first half second is, and moves the lips of a character. A <see cref="ProcgenDialogue"/> whose voice it is answers by it.</summary>
    [AddComponentMenu("procgen/Procgen Voice"), RequireComponent(typeof(AudioSource))]
    public sealed class ProcgenVoice : ProcgenBehaviour {
        private const float FramesPerS = 60f;

        [Header("Who")]
        [SerializeField, Tooltip("Whoever has a name has one voice, wherever it is said; a Procgen Dialogue's if empty.")]
        private string _speaker = "";
        [SerializeField, Tooltip("As dialogue has it; a Procgen Dialogue's if empty.")] private string _role = "";
        [SerializeField, Range(-1, 1), Tooltip("0 female to 1 male; what follows from the speaker if below 0.")]
        private float _sex = -1;
        [SerializeField, Range(0, 100), Tooltip("Years; what follows from the speaker if 0.")] private float _age;
        [SerializeField, Range(0, 3), Tooltip("Metres; what is usual for sex and age if 0.")] private float _stature;
        [SerializeField, Tooltip("Which person of that kind; 0 leaves it to the name.")] private ulong _person;
        [SerializeField, Tooltip("human, dwarf, giant, ghost, robot or small; what the role says if empty.")]
        private string _style = "";
        [Header("How")]
        [SerializeField, Tooltip("Mood, such as \"joyful\", where a line has none.")] private string _mood = "";
        [SerializeField, Range(0, 1), Tooltip("How much of the mood is heard.")] private float _strength = 0.75f;
        [SerializeField, Range(0.4f, 2.5f), Tooltip("Pace.")] private float _rate = 1;
        [SerializeField, Tooltip("Made-up syllables instead of words.")] private bool _babble;
        [SerializeField, Tooltip("How names sound, in IPA: Millford=ˈmɪlfɚd.")]
        private List<string> _pronounced = new List<string>();
        [SerializeField, Range(-40, -10), Tooltip("LUFS.")] private float _loudness = -23;
        [Header("Lips")]
        [SerializeField, Tooltip("Whose lips and brows move.")] private ProcgenCharacter _character;

        private readonly Queue<Sentence> _waiting = new Queue<Sentence>();
        private AudioSource _source;
        private Sentence _heard, _last;
        private Persona _persona;
        private ulong _takes;
        private bool _isComing, _isSpeaking;

        /// <summary>A sentence begins to be heard.</summary>
        public event Action<string> SentenceStarted;

        /// <summary>All that was to be said is heard, or stopped.</summary>
        public event Action LineEnded;

        /// <summary>A shape of the face, such as "viseme_PP", is so far, 0 to 1; also where no character is set.</summary>
        public event Action<string, float> FaceMoved;

        /// <summary>Whose lips and brows move; may be null.</summary>
        public ProcgenCharacter Character { get => _character; set => _character = value; }

        /// <summary>Name of the speaker.</summary>
        public string Speaker { get => _speaker; set => _speaker = value; }

        /// <summary>Whether something is heard, or still to come.</summary>
        public bool IsSpeaking => _isSpeaking || _isComing;

        private AudioSource Source => _source ? _source : _source = GetComponent<AudioSource>();

        /// <summary>Says a text; what is still heard is cut off. It is heard sentence by sentence; the task ends with the call,
        /// before the last sentence is over: see <see cref="LineEnded"/>.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task SayAsync(string text, string mood = "", string intent = "", CancellationToken cancellation = default) {
            Hush();
            return RunAsync(async stop => {
                var talk = TalkVoice();
                var request = new SpeechRequest {
                    Seed = _takes++, Text = text, Person = talk.Person, Style = talk.Style, Strength = talk.Strength, Rate = _rate,
                    Babble = talk.Babble, LoudnessLufs = talk.LoudnessLufs, Mood = mood == "" ? _mood : mood, Intent = intent,
                    Live = true,
                };
                foreach (var name in talk.Dictionary)
                    request.Dictionary[name.Key] = name.Value;
                // Sentences come as they are; of files, which a request can't be without, this is the smallest.
                request.Outputs.Add("timing");
                _isComing = true;
                try {
                    return await ProcgenRuntime.Client.Speech.GenerateSpeechAsync(
                        request, read => { if (!stop.IsCancellationRequested) Hear(read.Sentence, read.Sound); }, stop);
                } finally {
                    if (!stop.IsCancellationRequested)
                        End();
                }
            }, cancellation);
        }

        /// <summary>Stops at once, on the server too.</summary>
        public void Hush() => Cancel();

        /// <summary>Stops at once, on the server too.</summary>
        public override void Cancel() {
            base.Cancel();
            _isComing = false;
            _last = null;
            _waiting.Clear();
            if (_heard != null)
                Source.Stop();
            GoOn();
        }

        /// <summary>Lets it be the voice of somebody whom a dialogue describes, where it says nothing else itself.</summary>
        public void BelongTo(Persona persona) => _persona = persona;

        /// <summary>How a talk asks for it.</summary>
        public TalkVoice TalkVoice() {
            var person = new SpeechPerson {
                Name = _speaker == "" ? _persona?.Name ?? "" : _speaker, Role = _role == "" ? _persona?.Role ?? "" : _role,
                Age = _persona?.Age ?? "", Seed = _person,
            };
            if (_sex >= 0)
                person.Sex = _sex;
            else if (_persona?.Sex == "female" || _persona?.Sex == "male")
                person.Sex = _persona.Sex == "male" ? 1 : 0;
            if (_age > 0)
                person.AgeYears = _age;
            if (_stature > 0)
                person.StatureM = _stature;
            var asked = new TalkVoice {
                Person = person, Style = _style, Strength = _strength, LoudnessLufs = _loudness, Babble = _babble,
            };
            foreach (var pair in _pronounced.Select(entry => entry.Split(new[] { '=' }, 2)).Where(pair => pair.Length == 2))
                asked.Dictionary[pair[0].Trim()] = pair[1].Trim();
            return asked;
        }

        /// <summary>Sentences come next, for <see cref="Hear"/>; what is still heard is cut off.</summary>
        public void Begin() {
            Hush();
            _isComing = true;
        }

        /// <summary>Takes a sentence, or its samples, of what the server sends; either may be null.</summary>
        public void Hear(SpokenSentence sentence, SpeechSound sound) {
            if (!_isComing)
                return;
            if (sentence != null && sentence.Unspoken == "")
                _last = new Sentence { Told = sentence };
            if (sound != null && _last != null) {
                if (_last.Sounds.Count == 0)
                    _waiting.Enqueue(_last);
                _last.Sounds.Add(sound);
            }
        }

        /// <summary>No more sentences come.</summary>
        public void End() => _isComing = false;

        private void Update() {
            PutSounds();
            if (_heard != null && Source.isPlaying) {
                var frame = (int)(Source.time * FramesPerS);
                foreach (var curve in _heard.Told.Face)
                    Show(curve.Morph, curve.Weights[Math.Min(frame, curve.Weights.Length - 1)] / 255f);
            } else {
                GoOn();
            }
        }

        // The next sentence; where there is none, the face is as it was before.
        private void GoOn() {
            if (_heard != null) {
                foreach (var curve in _heard.Told.Face)
                    Show(curve.Morph, 0);
                ProcgenRuntime.Release(Source.clip);
                _heard = null;
            }
            if (_waiting.Count > 0) {
                _heard = _waiting.Dequeue();
                _isSpeaking = true;
                Source.clip = SpeechBuilder.BuildClip(_heard.Told, _heard.Sounds[0].SampleRateHz);
                PutSounds();
                Source.Play();
                SentenceStarted?.Invoke(_heard.Told.Text);
            } else if (_isSpeaking && !_isComing) {
                _isSpeaking = false;
                LineEnded?.Invoke();
            }
        }

        // What came of the sentence that is heard: its rest is made while its begin plays.
        private void PutSounds() {
            for (; _heard != null && _heard.Put < _heard.Sounds.Count; _heard.Put++)
                SpeechBuilder.Put(Source.clip, _heard.Sounds[_heard.Put], _heard.Sounds[0].OffsetSamples);
        }

        private void Show(string shape, float weight) {
            if (_character)
                _character.SetBlendShape(shape, weight);
            FaceMoved?.Invoke(shape, weight);
        }

        private sealed class Sentence {
            public SpokenSentence Told;
            public readonly List<SpeechSound> Sounds = new List<SpeechSound>();
            public int Put;
        }
    }
}
