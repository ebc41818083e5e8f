using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Events;

namespace Procgen {
    /// <summary>A character that the server makes while the game runs, and that sliders can change.</summary>
    [AddComponentMenu("procgen/Procgen Character")]
    public sealed class ProcgenCharacter : ProcgenBehaviour {
        /// <summary>Sex of a character.</summary>
        public enum Sexes {
            /// <summary>Chance decides.</summary>
            Any,
            /// <summary>Female.</summary>
            Female,
            /// <summary>Male.</summary>
            Male,
        }

        // Sliders that are fields of a shape of their own; all others are modelling sliders.
        private static readonly string[] Factors = {
            "sex", "age_years", "muscle", "weight", "height", "proportions", "bust", "firmness",
        };

        [Header("Who")]
        [SerializeField, Tooltip("Chance for what is not said below.")] private ulong _seed;
        [SerializeField, TextArea, Tooltip("In words; what is set below wins.")] private string _description = "";
        [SerializeField, Tooltip("\"medieval\", \"modern\" or \"scifi\"; any if empty.")] private string _setting = "";
        [SerializeField, Tooltip("One of the server's roles, such as \"blacksmith\"; any if empty.")] private string _role = "";
        [SerializeField, Tooltip("Sex.")] private Sexes _sex;
        [SerializeField, Range(0f, 90f), Tooltip("Years, from 6; any if 0.")] private float _ageYears;
        [SerializeField, Range(0f, 2.3f), Tooltip("Height in metres; any if 0.")] private float _heightM;
        [SerializeField, TextArea, Tooltip("What else is asked for: fields of CharacterRequest as JSON, such as {\"conditions\": {\"muscle\": 0.8}}.")]
        private string _settings = "";
        [Header("File")]
        [SerializeField, Tooltip("With ARKit's blend shapes and visemes; without them it is there sooner.")] private bool _withFace = true;
        [SerializeField, Range(0, 3), Tooltip("Level of detail; 0 is the finest.")] private int _lod;
        [SerializeField, Tooltip("Side of the skin's pictures: 0 for plain colours, 512, 1024 or 2048.")] private int _texturePx = 1024;
        [SerializeField, Tooltip("Whether sliders will move it.")] private bool _liveSliders = true;
        [SerializeField, Tooltip("Clip that is played at once: idle, walk or wave; none if empty.")] private string _clip = "idle";
        [SerializeField, Tooltip("Whether it is made when this is enabled.")] private bool _onEnable = true;
        [SerializeField, Tooltip("The character stands there.")] private UnityEvent _onGenerated = new UnityEvent();

        private BodyShape _wanted;
        private Task _updating = Task.CompletedTask;

        /// <summary>The character stands there.</summary>
        public event Action Generated;

        /// <summary>Sliders have moved it.</summary>
        public event Action Reshaped;

        /// <summary>Objects of the character; null until it stands there.</summary>
        public CharacterFigure Figure { get; private set; }

        /// <summary>Who it is, as it is shown; null until it stands there.</summary>
        public Person Person { get; private set; }

        /// <summary>Measures of the body as it was generated, in metres and kilograms. Sliders don't change them:
        /// <see cref="GenerateAsync(Procgen.V1.Person, CancellationToken)"/> with <see cref="Person"/> measures anew.</summary>
        public IReadOnlyDictionary<string, float> Measures { get; private set; } = new Dictionary<string, float>();

        /// <summary>Chance for what is not said.</summary>
        public ulong Seed { get => _seed; set => _seed = value; }

        /// <summary>In words.</summary>
        public string Description { get => _description; set => _description = value; }

        /// <summary>One of the server's roles.</summary>
        public string Role { get => _role; set => _role = value; }

        /// <summary>Fields of CharacterRequest as JSON.</summary>
        public string Settings { get => _settings; set => _settings = value; }

        /// <summary>Level of detail, 0 (finest) to 3.</summary>
        public int Lod { get => _lod; set => _lod = value; }

        /// <summary>Side of the skin's pictures: 0, 512, 1024 or 2048.</summary>
        public int TexturePx { get => _texturePx; set => _texturePx = value; }

        /// <summary>Whether it is made when this is enabled.</summary>
        public bool IsMadeOnEnable { get => _onEnable; set => _onEnable = value; }

        /// <summary>Makes the character that the settings describe, in place of the last one.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<CharacterFigure> GenerateAsync(CancellationToken cancellation = default) {
            Cancel();
            return RunAsync(stop => GenerateAsync(Described(), stop), cancellation);
        }

        /// <summary>The same of a certain person: one that <c>Vary</c> or <c>Edit</c> came up with, or the one that sliders
        /// have changed, whose clips and sockets then fit it too.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<CharacterFigure> GenerateAsync(Person person, CancellationToken cancellation = default) {
            Cancel();
            return RunAsync(stop => GenerateAsync(new CharacterRequest { Person = person }, stop), cancellation);
        }

        /// <summary>Moves a slider: "sex", "age_years", "muscle", "weight", "height", "proportions", "bust", "firmness", or a
        /// modelling slider by the name that <c>GetCharacterInfo</c> lists. Of many moves in a row the server is asked for the
        /// last one.</summary>
        /// <returns>Ends when vertices are where the sliders are.</returns>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        /// <exception cref="InvalidOperationException">There is no character yet.</exception>
        public Task SetSliderAsync(string slider, float value) {
            if (Figure == null)
                throw new InvalidOperationException("Generate the character first: there is nothing yet that sliders could move.");
            _wanted ??= (BodyShape)Person.Shape.Clone();
            if (Factors.Contains(slider))
                _wanted.SetPath(slider, value);
            else
                _wanted.Modifiers[slider] = value;
            return _updating = _updating.IsCompleted ? RunAsync(UpdateAsync, CancellationToken.None) : _updating;
        }

        /// <summary>Moves a slider for which nobody waits, such as one of a form.</summary>
        public void SetSlider(string slider, float value) => Forget(SetSliderAsync(slider, value));

        /// <summary>Where a slider is.</summary>
        public float GetSlider(string slider) {
            var shape = _wanted ?? Person?.Shape;
            return shape == null ? 0f : !Factors.Contains(slider) ? shape.Modifiers.TryGetValue(slider, out var moved) ? moved : 0f
                : shape.GetPath(slider) is float value ? value : 0f;
        }

        /// <summary>Sets the weight, 0 to 1, of a blend shape such as "mouthSmileLeft"; false if the character has none of that
        /// name.</summary>
        public bool SetBlendShape(string shape, float weight) => Figure != null && Figure.SetBlendShape(shape, weight);

        /// <summary>Plays a clip, over and over if it is one that goes round, fading over into it.</summary>
        public void Play(string clip) {
            _clip = clip;
            if (Figure?.Animation && Figure.Animation.GetClip(clip))
                Figure.Animation.CrossFade(clip);
        }

        /// <inheritdoc/>
        public override void Cancel() {
            _wanted = null;
            base.Cancel();
        }

        /// <summary>Cancels, and destroys the character.</summary>
        protected override void OnDestroy() {
            base.OnDestroy();
            Figure?.Destroy();
            Figure = null;
        }

        private void OnEnable() {
            if (_onEnable && Figure == null)
                Forget(GenerateAsync());
        }

        private CharacterRequest Described() {
            var request = new CharacterRequest();
            Merge(request, _settings, "Settings");
            if (request.Person != null)
                return request;
            request.Seed = _seed;
            request.Text = _description == "" ? request.Text : _description;
            var conditions = request.Conditions ??= new Conditions();
            conditions.Setting = _setting == "" ? conditions.Setting : _setting;
            conditions.Role = _role == "" ? conditions.Role : _role;
            conditions.Sex = _sex == Sexes.Any ? conditions.Sex : _sex == Sexes.Male ? 1f : 0f;
            conditions.AgeYears = _ageYears > 0f ? _ageYears : conditions.AgeYears;
            if (_heightM > 0f)
                conditions.Measures["stature"] = _heightM;
            return request;
        }

        private async Task<CharacterFigure> GenerateAsync(CharacterRequest request, CancellationToken stop) {
            CharacterBuilder.Ask(request, _withFace ? "glb" : "slim", _lod, _texturePx);
            var made = await ProcgenRuntime.Client.Character.GenerateAsync(request, cancellation: stop);
            var figure = await CharacterBuilder.BuildAsync(made, _liveSliders, stop);
            Figure?.Destroy();
            Figure = figure;
            (Person, Measures) = (made.Result.Person, made.Result.Measures);
            figure.Root.transform.SetParent(transform, false);
            if (_clip != "")
                Play(_clip);
            Generated?.Invoke();
            _onGenerated.Invoke();
            return figure;
        }

        // One update after the other, as long as sliders move.
        private async Task<bool> UpdateAsync(CancellationToken stop) {
            while (_wanted != null) {
                var shape = (BodyShape)_wanted.Clone();
                var request = new UpdateRequest { Before = Person, Shape = shape, Lod = (uint)_lod };
                try {
                    var response = await ProcgenRuntime.Client.Character.UpdateAsync(request, stop);
                    stop.ThrowIfCancellationRequested();
                    Figure.Apply(response);
                } catch (ProcgenException) {
                    // Sliders are where the figure is.
                    _wanted = null;
                    throw;
                }
                Person.Shape = shape;
                if (_wanted != null && _wanted.Encode().SequenceEqual(shape.Encode()))
                    _wanted = null;
                Reshaped?.Invoke();
            }
            return true;
        }
    }
}
