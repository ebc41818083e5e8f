using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.UIElements;
using Image = UnityEngine.UIElements.Image;

namespace Procgen {
    // One screen: its parts are the recipe, the sliders and the stage; here is what its buttons do.
    /// <summary>A screen on which players make a character: presets, sliders by region with pins, chance within a region, undo,
    /// a photo booth, and a recipe that is a line of text.</summary>
    /// <remarks>Put it on an object with a <see cref="UIDocument"/> that has panel settings; it brings a character, lights and,
    /// where the scene has none, a camera. What the player is content with comes with <see cref="Accepted"/>:
    /// <code>creator.Accepted += (person, recipe) => player.GenerateAsync(person);</code></remarks>
    [AddComponentMenu("procgen/Procgen Creator")]
    [RequireComponent(typeof(UIDocument))]
    public sealed class ProcgenCreator : ProcgenBehaviour {
        /// <summary>Somebody to begin with.</summary>
        [Serializable]
        public struct Preset {
            /// <summary>What players read.</summary>
            public string Label;

            /// <summary>A description, as the server reads it.</summary>
            public string Words;

            /// <summary>With what players read, and the description.</summary>
            public Preset(string label, string words) => (Label, Words) = (label, words);
        }

        private const int UndoSteps = 60;
        // Of half a slider's way, how far chance moves it at the most.
        private const float Chance = 0.35f;
        private const float PanelShare = 0.36f;
        private const float TurnDegPerPx = 0.5f;

        [SerializeField, Tooltip("What players can begin with.")] private List<Preset> _presets = new List<Preset> {
            new Preset("Ranger", "a lean ranger in a green cloak"),
            new Preset("Knight", "a knight of thirty with a short beard"),
            new Preset("Noblewoman", "a young noblewoman with braided hair"),
            new Preset("Blacksmith", "a stout old blacksmith with a grey beard"),
            new Preset("Mage", "an old mage with a long beard"),
            new Preset("Student", "a young student in a hoodie"),
            new Preset("Doctor", "a doctor of forty with glasses"),
            new Preset("Pilot", "a woman who is a pilot, short hair"),
        };
        [SerializeField, Tooltip("Who is made; one of its own if empty.")] private ProcgenCharacter _character;
        [SerializeField, Tooltip("What sees the character; the main camera if empty, or one of its own.")] private Camera _camera;
        [SerializeField, Tooltip("Whether it brings three lights.")] private bool _isLit = true;
        [SerializeField, Tooltip("Side of the skin's pictures: 0 for plain colours, 512, 1024 or 2048.")] private int _texturePx = 1024;
        [SerializeField, Tooltip("Side of a photograph.")] private int _photoPx = 1024;

        private readonly List<CreatorRecipe> _done = new List<CreatorRecipe>();
        private readonly List<CreatorRecipe> _undone = new List<CreatorRecipe>();
        private readonly Dictionary<string, float> _drawn = new Dictionary<string, float>();
        private readonly Stopwatch _moving = new Stopwatch();
        private readonly List<GameObject> _own = new List<GameObject>();
        private readonly System.Random _random = new System.Random();
        private VisualElement _screen;
        private CreatorStage _stage;
        private DropdownField _begin;
        private TextField _words, _text;
        private Slider _amount;
        private Label _message;
        private Image _photo;
        private Texture2D _photographed;
        private bool _isMaking;

        /// <summary>The player is content: who it is, and the recipe to keep.</summary>
        public event Action<Person, string> Accepted;

        /// <summary>A photograph was taken; the path of its file. The picture goes with the next one.</summary>
        public event Action<Texture2D, string> Photographed;

        /// <summary>What is shown, as it can be kept.</summary>
        public CreatorRecipe Recipe { get; private set; } = new CreatorRecipe();

        /// <summary>The sliders.</summary>
        public CreatorRegions Regions { get; private set; }

        /// <summary>The character that is shown.</summary>
        public ProcgenCharacter Character => _character;

        /// <summary>Milliseconds from the move of a slider until the figure had moved, of all moves.</summary>
        public List<float> WaitsMs { get; } = new List<float>();

        /// <summary>Whether sliders are there and somebody is shown.</summary>
        public bool IsReady => Regions != null && Regions.Names.Count > 0 && _character.Figure != null && !_isMaking;

        /// <summary>What players can begin with.</summary>
        public IReadOnlyList<Preset> Presets => _presets;

        /// <summary>Names of the views: the face, the bust, the figure.</summary>
        public static IEnumerable<string> Views => CreatorStage.Views.Keys;

        /// <summary>The recipe's text; empty if more was moved than it holds.</summary>
        public string RecipeText => Recipe.ToText(Regions.Names);

        /// <summary>Shows what a recipe makes: sliders alone move at once, somebody else takes a second.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">Somebody else was asked for meanwhile.</exception>
        public async Task ShowAsync(CreatorRecipe wanted) {
            var before = Recipe;
            Recipe = wanted.Copy();
            _words.SetValueWithoutNotify(Recipe.Words);
            _begin.SetValueWithoutNotify(_presets.Find(preset => preset.Words == Recipe.Words).Label ?? "");
            ShowValues();
            if (_character.Figure == null || before.IsSomebodyElse(Recipe))
                await MakeAsync();
            else
                await MoveAsync(Regions.Names.Where(slider => ValueOf(before, slider) != ValueOf(Recipe, slider)));
            ShowValues();
        }

        /// <summary>Somebody else by the same words; pinned sliders stay.</summary>
        /// <param name="seed">Chance for what the words leave open.</param>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        public Task AnotherAsync(uint seed) => BeginAsync(seed, Recipe.Words);

        /// <summary>Somebody by other words; pinned sliders stay.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        public Task DescribeAsync(string words) => BeginAsync(Recipe.Seed, CreatorRecipe.Cut(words));

        /// <summary>Moves the sliders of the region that is shown by chance, but for those that are pinned.</summary>
        /// <param name="chance">Where it comes from.</param>
        /// <param name="amount">0 not at all, 1 far.</param>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        public Task RandomiseAsync(System.Random chance, float amount) {
            Keep();
            var next = Recipe.Copy();
            foreach (var slider in Regions.Of(Regions.Region).Where(slider => !Regions.Pins.Contains(slider))) {
                var ends = Regions.RangeOf(slider);
                var moved = DrawnOf(slider) + Normal(chance) * Chance * amount * (ends.y - ends.x) / 2f;
                next.Sliders[slider] = Mathf.Clamp(CreatorRecipe.Stepped(moved), ends.x, ends.y);
            }
            return ShowAsync(next);
        }

        /// <summary>Takes the last change back; nothing where there is none.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        public Task UndoAsync() => StepAsync(_done, _undone);

        /// <summary>Makes the change again that was taken back last.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        public Task RedoAsync() => StepAsync(_undone, _done);

        /// <summary>Takes a recipe's text.</summary>
        /// <exception cref="FormatException">It is none; nothing has changed.</exception>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        public Task TakeTextAsync(string text) {
            var next = CreatorRecipe.Parse(text, Regions.Names);
            Keep();
            return ShowAsync(next);
        }

        /// <summary>Shows the face, the bust or the figure.</summary>
        /// <exception cref="ArgumentException">There is no such view.</exception>
        public void LookAt(string view) {
            if (!CreatorStage.Views.ContainsKey(view))
                throw new ArgumentException($"there is no view {view}: {string.Join(", ", Views)}", nameof(view));
            _stage.View = view;
            _stage.Frame();
        }

        /// <summary>A picture of what is seen, which is kept in the game's folder.</summary>
        /// <returns>The path of its file.</returns>
        public string Photograph() {
            var picture = _stage.Photograph(_photoPx, _photoPx);
            DropPhoto();
            _photographed = picture;
            _photo.image = picture;
            var folder = Path.Combine(Application.persistentDataPath, "photos");
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, $"{DateTime.UtcNow:yyyyMMdd-HHmmss-fff}.png");
            File.WriteAllBytes(path, picture.EncodeToPNG());
            Say($"Kept as {path}.");
            Photographed?.Invoke(picture, path);
            return path;
        }

        /// <summary>Cancels, and takes the screen away; who was made stays until this is destroyed.</summary>
        protected override void OnDisable() {
            base.OnDisable();
            if (_screen == null)
                return;
            _screen.RemoveFromHierarchy();
            _character.Reshaped -= Reshaped;
            _character.Failed -= Say;
            _camera.rect = new Rect(0f, 0f, 1f, 1f);
            _stage.Clear();
            _screen = null;
        }

        /// <summary>Destroys what it brought.</summary>
        protected override void OnDestroy() {
            base.OnDestroy();
            DropPhoto();
            foreach (var own in _own)
                if (own)
                    ProcgenRuntime.Release(own);
            _own.Clear();
        }

        private void OnEnable() {
            var document = GetComponent<UIDocument>();
            if (!document.panelSettings) {
                Tell("Give the UIDocument beside the creator panel settings (Assets > Create > UI Toolkit > Panel Settings Asset).");
                return;
            }
            Equip();
            _stage = new CreatorStage(_camera, _character);
            if (_isLit)
                _stage.Light(transform);
            _camera.rect = new Rect(0f, 0f, 1f - PanelShare, 1f);
            _screen = Build();
            document.rootVisualElement.Add(_screen);
            _character.Reshaped += Reshaped;
            _character.Failed += Say;
            Run(StartAsync());
        }

        private async Task StartAsync() {
            var info = await RunAsync(
                stop => ProcgenRuntime.Client.Character.GetCharacterInfoAsync(new GetCharacterInfoRequest(), stop), default);
            Regions.Take(info.Sliders);
            var first = Recipe.Copy();
            if (first.Words == "" && _presets.Count > 0)
                first.Words = CreatorRecipe.Cut(_presets[0].Words);
            await ShowAsync(first);
        }

        // What nobody gave it.
        private void Equip() {
            if (!_character) {
                var made = new GameObject("Character");
                made.SetActive(false);
                made.transform.SetParent(transform, false);
                _character = made.AddComponent<ProcgenCharacter>();
                _character.IsMadeOnEnable = false;
                _character.TexturePx = _texturePx;
                made.SetActive(true);
                _own.Add(made);
            }
            if (!_camera)
                _camera = Camera.main;
            if (!_camera) {
                var made = new GameObject("Camera");
                made.transform.SetParent(transform, false);
                _camera = made.AddComponent<Camera>();
                _camera.clearFlags = CameraClearFlags.SolidColor;
                _camera.backgroundColor = new Color(0.16f, 0.17f, 0.2f);
                _own.Add(made);
            }
        }

        private Task BeginAsync(uint seed, string words) {
            Keep();
            var next = new CreatorRecipe { Seed = seed, Words = words };
            foreach (var slider in Regions.Pins)
                next.Sliders[slider] = CreatorRecipe.Stepped(ValueOf(Recipe, slider));
            return ShowAsync(next);
        }

        private Task StepAsync(List<CreatorRecipe> from, List<CreatorRecipe> to) {
            if (from.Count == 0)
                return Task.CompletedTask;
            to.Add(Recipe.Copy());
            var next = from[from.Count - 1];
            from.RemoveAt(from.Count - 1);
            return ShowAsync(next);
        }

        private async Task MakeAsync() {
            _isMaking = true;
            Say("…");
            try {
                (_character.Seed, _character.Description) = (Recipe.Seed, Recipe.Words);
                await _character.GenerateAsync();
                _drawn.Clear();
                foreach (var slider in Regions.Names)
                    _drawn[slider] = _character.GetSlider(slider);
                _stage.Frame();
                await MoveAsync(Recipe.Sliders.Keys.ToList());
                Say("");
            } finally {
                _isMaking = false;
            }
        }

        private Task MoveAsync(IEnumerable<string> sliders) {
            var moved = Task.CompletedTask;
            foreach (var slider in sliders)
                moved = _character.SetSliderAsync(slider, ValueOf(Recipe, slider));
            return moved;
        }

        private float ValueOf(CreatorRecipe recipe, string slider) =>
            recipe.Sliders.TryGetValue(slider, out var value) ? value : DrawnOf(slider);

        private float DrawnOf(string slider) => _drawn.TryGetValue(slider, out var value) ? value : 0f;

        private void ShowValues() {
            ShowValuesOfRegion();
            _text.SetValueWithoutNotify(RecipeText);
            if (_text.value == "")
                Say("More sliders were moved than a text holds.");
        }

        private void Keep() {
            _done.Add(Recipe.Copy());
            if (_done.Count > UndoSteps)
                _done.RemoveAt(0);
            _undone.Clear();
        }

        private void Move(string slider, float value) {
            if (_isMaking || _character.Figure == null)
                return;
            if (!_moving.IsRunning)
                Keep();
            _moving.Restart();
            Recipe.Sliders[slider] = CreatorRecipe.Stepped(value);
            Run(_character.SetSliderAsync(slider, Recipe.Sliders[slider]));
        }

        private void Rest() {
            _moving.Reset();
            ShowValues();
        }

        private void Reshaped() {
            if (_moving.IsRunning) {
                WaitsMs.Add((float)_moving.Elapsed.TotalMilliseconds);
                _moving.Restart();
            }
            _stage.Frame();
        }

        private async void Run(Task task) {
            try {
                await task;
            } catch (OperationCanceledException) {
                // By whoever asked for somebody else.
            } catch (Exception error) when (error is ProcgenException || error is FormatException) {
                Say(error.Message);
            }
        }

        private void Say(string what) => _message.text = what;

        private void DropPhoto() {
            if (_photographed)
                ProcgenRuntime.Release(_photographed);
            _photographed = null;
        }

        private VisualElement Build() {
            Regions = new CreatorRegions();
            Regions.Moved += Move;
            Regions.Rested += Rest;
            Regions.RegionShown += ShowValuesOfRegion;
            _begin = new DropdownField { name = "Preset", choices = _presets.ConvertAll(preset => preset.Label) };
            _begin.RegisterValueChangedCallback(
                change => Run(DescribeAsync(_presets.Find(preset => preset.Label == change.newValue).Words)));
            _words = Field("Words", CreatorRecipe.MostWords, words => DescribeAsync(words));
            _text = Field("Recipe", CreatorRecipe.Length, TakeTextAsync);
            _amount = new Slider(0f, 1f) { name = "Amount", value = 0.5f, style = { flexGrow = 1 } };
            _message = new Label { name = "Message", style = { whiteSpace = WhiteSpace.Normal } };
            _photo = new Image { name = "Photo", style = { width = 96, height = 96 } };
            var views = Views.Select(view => (VisualElement)Press(view, () => LookAt(view)));
            var panel = new VisualElement {
                name = "Panel",
                style = { width = Length.Percent(100f * PanelShare), backgroundColor = new Color(0.12f, 0.12f, 0.14f, 0.95f) },
            };
            panel.Add(Row(_begin, _words));
            panel.Add(Row(views.Append(Press("Somebody else", () => Run(AnotherAsync(AnySeed())))).ToArray()));
            panel.Add(Regions);
            panel.Add(Row(Press("Random", () => Run(RandomiseAsync(_random, _amount.value))), _amount));
            panel.Add(Row(
                Press("Undo", () => Run(UndoAsync())), Press("Redo", () => Run(RedoAsync())), Press("Photo", () => Photograph())));
            panel.Add(Row(_text, Press("Copy", () => GUIUtility.systemCopyBuffer = _text.value)));
            panel.Add(Row(_message, _photo));
            panel.Add(Press("Done", () => Accepted?.Invoke(_character.Person, RecipeText)));
            var stage = new VisualElement { name = "Stage", style = { flexGrow = 1 } };
            stage.RegisterCallback<PointerMoveEvent>(Turn);
            var screen = new VisualElement { name = "Creator", style = { flexGrow = 1, flexDirection = FlexDirection.Row } };
            screen.Add(stage);
            screen.Add(panel);
            return screen;
        }

        private uint AnySeed() => (uint)_random.Next(int.MinValue, int.MaxValue);

        private void ShowValuesOfRegion() {
            foreach (var slider in Regions.Of(Regions.Region))
                Regions.Put(slider, ValueOf(Recipe, slider));
        }

        private void Turn(PointerMoveEvent move) {
            if ((move.pressedButtons & 1) == 0)
                return;
            _stage.TurnDeg -= move.deltaPosition.x * TurnDegPerPx;
            _stage.Frame();
        }

        private TextField Field(string label, int longest, Func<string, Task> take) {
            // Delayed: what is typed counts when it is done.
            var field = new TextField { name = label, maxLength = longest, isDelayed = true, style = { flexGrow = 1 } };
            field.RegisterValueChangedCallback(change => Run(Guarded(() => take(change.newValue))));
            return field;
        }

        private static async Task Guarded(Func<Task> work) => await work();

        // Of mean 0 and deviation 1 (Box and Muller).
        private static float Normal(System.Random chance) =>
            (float)(Math.Sqrt(-2.0 * Math.Log(1.0 - chance.NextDouble())) * Math.Cos(2.0 * Math.PI * chance.NextDouble()));

        private static VisualElement Row(params VisualElement[] parts) {
            var row = new VisualElement { style = { flexDirection = FlexDirection.Row } };
            foreach (var part in parts)
                row.Add(part);
            return row;
        }

        private static Button Press(string label, Action pressed) => new Button(pressed) { name = label, text = label };
    }
}
