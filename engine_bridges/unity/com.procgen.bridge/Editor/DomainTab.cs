using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>A tab of the window: all that can be asked of a domain, and what came of it. It is built from what GetInfo
    /// says; classes that extend it add what is particular to a domain.</summary>
    internal class DomainTab : VisualElement {
        private const long LivePauseMs = 300, LiveSoonMs = 50;
        // Sizes that a request must have: of a grid with a point more than it has cells, and of a picture.
        private static readonly Dictionary<string, uint> UsualSizes = new Dictionary<string, uint> {
            { "depth_px", 513 }, { "height_px", 1024 } };
        private static readonly Dictionary<string, uint> LiveSizes = new Dictionary<string, uint> {
            { "depth_px", 129 }, { "height_px", 128 } };

        private readonly string _seedPath;
        private readonly PictureStrip _presets = new PictureStrip { name = "Presets" };
        private readonly SeedRow _seedRow;
        private readonly ProgressBar _progress = new ProgressBar { name = "Progress", highValue = 1 };
        private readonly Label _message = new Label { name = "Message", style = { whiteSpace = WhiteSpace.Normal } };
        private readonly TextField _folder = new TextField("Folder") { name = "Folder", tooltip = "Where Save writes to." };
        private readonly Toggle _live = new Toggle("Live") { name = "Live" };
        private readonly IVisualElementScheduledItem _soon;
        private readonly Dictionary<string, Button> _buttons = new Dictionary<string, Button>();
        private CancellationTokenSource _stop;
        private bool _isLive, _isPlacedEarly;
        private Task _early = Task.CompletedTask;

        public DomainTab(Domain domain, ServerLink link) {
            (Domain, Link, name) = (domain, link, domain.Title);
            style.flexGrow = 1;
            // The request's own, or where it has none, that of a part.
            var paths = domain.Parameters.Select(parameter => parameter.Name).ToList();
            _seedPath = paths.Contains("seed") ? "seed"
                : paths.FirstOrDefault(path => path.EndsWith(".seed", StringComparison.Ordinal)) ?? "seed";
            Form = new DomainForm(domain, _seedPath);
            _seedRow = new SeedRow(domain.Name);
            _seedRow.SeedChosen += seed => Form.SetValue(_seedPath, seed);
            _seedRow.Strip.Picked += Restore;
            _presets.Picked += Restore;
            _folder.SetValueWithoutNotify("Assets/procgen/" + domain.Name);
            _live.tooltip = "Make a small picture anew whenever something is changed.";
            _live.RegisterValueChangedCallback(_ => Changed());
            _soon = schedule.Execute(RestartLive);
            _soon.Pause();
            Rows.Add(Form);
            foreach (var part in new VisualElement[] { _presets, _seedRow, Rows, Preview, _progress, _message, _folder })
                Add(part);
            AddButtons(
                ("Generate", "", Generate), ("Cancel", "", Cancel),
                ("Place", "Put it into the open scene, in one step that can be undone.", PressPlace),
                ("Save", "Write what was made into the project; nothing is written before.", () => Run(SaveMade)),
                ("Regenerate", "Make the selected object anew, from what it was made of.", () => Run(Regenerate)));
            Form.Changed += Changed;
            Restore((Dictionary<string, object>)Json.Parse(SessionState.GetString(StateKey, "{}")));
            Say("");
            ShowBusy();
        }

        public Domain Domain { get; }
        public DomainForm Form { get; }
        public Image Preview { get; } = new Image { name = "Preview", scaleMode = ScaleMode.ScaleToFit, style = { height = 200 } };

        /// <summary>The last call that ended well and made all that was asked for; else null.</summary>
        public Answer<Message> Made { get; private set; }

        /// <summary>Whether something is being made, placed or saved.</summary>
        public bool IsBusy => _stop != null;

        public string MessageText => _message.text;

        protected ServerLink Link { get; }
        protected ScrollView Rows { get; } = new ScrollView { name = "Rows", style = { flexGrow = 1 } };

        /// <summary>The object that is made anew, and whose place the next one takes; null in between.</summary>
        protected GameObject Adopted { get; private set; }

        /// <summary>What was made, where it stands in the scene; null before.</summary>
        protected GameObject Placed { get; private set; }

        /// <summary>Whether what is made is but a small picture.</summary>
        protected bool IsLive => _isLive;

        /// <summary>Whether something that can be placed is there while the rest of it is still made.</summary>
        protected virtual bool CanPlaceEarly => false;

        /// <summary>The folder of the project that Save writes to.</summary>
        protected string Folder {
            get => _folder.value.Trim().TrimEnd('/');
            set => _folder.SetValueWithoutNotify(value);
        }

        /// <summary>Whether what is made can be placed, and made anew where it was.</summary>
        protected virtual bool CanPlace => GetType() != typeof(DomainTab);

        private string StateKey => "procgen.request." + Domain.Name;

        /// <summary>The tab that knows most of a domain.</summary>
        public static DomainTab Of(Domain domain, ServerLink link) => domain.Name switch {
            "terrain" => new TerrainTab(domain, link),
            "texture" => new MaterialTab(domain, link),
            "character" => new CharacterTab(domain, link),
            "dialogue" => new DialogueTab(domain, link),
            "dialogue_scene" => new DialogueTab(domain, link),
            "layout" => new LayoutTab(domain, link),
            "table" => new TableTab(domain, link),
            "world" => new WorldTab(domain, link),
            _ => new DomainTab(domain, link),
        };

        public void ShowPresets(IEnumerable<Preset> presets) => _presets.Show(presets.Select(preset => (
            preset.Title, $"{preset.Title}\n{preset.Description}", preset.ThumbnailPng, preset.RequestJson)));

        /// <summary>Asks for what the form describes; where it says nothing yet, for something good. A seed that was chosen is
        /// kept.</summary>
        public void Generate() {
            if (!IsBusy && Form.IsBlank) {
                var wanted = Form.Request.GetPath(_seedPath);
                Begin();
                if (wanted != null)
                    Form.SetValue(_seedPath, wanted);
            }
            Run(stop => Make(false, stop));
        }

        /// <summary>Stops what runs.</summary>
        public void Cancel() {
            _soon.Pause();
            _stop?.Cancel();
        }

        /// <summary>Does something that takes a while, and says what goes wrong in it.</summary>
        public async void Run(Func<CancellationToken, Task> work) {
            if (IsBusy)
                return;
            using var stop = _stop = new CancellationTokenSource();
            ShowBusy();
            await Watch(() => work(stop.Token));
            // However the call has ended: what is placed meanwhile is its own.
            await _early;
            _stop = null;
            ShowBusy();
        }

        // Says what goes wrong.
        private async Task Watch(Func<Task> work) {
            try {
                await work();
            } catch (OperationCanceledException) {
                if (!_isLive)
                    Say("Cancelled.");
            } catch (ProcgenException error) {
                Say(error.Message);
                Form.Mark(error.Detail?.Violations ?? new List<FieldViolation>());
                if (error.Code == StatusCode.Unavailable)
                    Link.Look();
            } catch (Exception error) when (error is IOException || error is UnauthorizedAccessException) {
                Say(error.Message);
            } catch (Exception error) {
                Debug.LogException(error);
                Say("That did not work; the Console says why.");
            }
        }

        /// <summary>Says something below the picture.</summary>
        protected void Say(string text) => _message.text = text;

        /// <summary>Shows a PNG in the tab; nothing happens if it is none.</summary>
        protected virtual void ShowPicture(byte[] png) {
            if (!(PictureStrip.TextureOf(png) is Texture2D picture))
                return;
            UnityEngine.Object.DestroyImmediate(Preview.image);
            Preview.image = picture;
        }

        /// <summary>Fills a form that says nothing: with the first preset, which every domain can make.</summary>
        protected virtual void Begin() => _presets.PickFirst();

        /// <summary>Adds to a request what no field of the form says.</summary>
        protected virtual Task Prepare(Message request, CancellationToken stop) => Task.CompletedTask;

        /// <summary>Makes a request that is prepared into one for a small and quick picture.</summary>
        protected virtual void PreparePreview(Message request) {
            SetSizes(request, LiveSizes, true);
            if (request is CharacterRequest character)
                character.Outputs.RemoveAll(output => output.Kind != "portrait");
        }

        /// <summary>Something begins to be made.</summary>
        protected virtual void Started() { }

        /// <summary>Is told of every event of a call, with the bytes of the files that it lists.</summary>
        protected virtual void Received(Message read, IReadOnlyList<byte[]> files) { }

        /// <summary>Shows what was made.</summary>
        protected virtual void Show(Answer<Message> made) { }

        /// <summary>Makes an object for the scene of what was made; null if that can't be, once the tab has said why.</summary>
        protected virtual Task<GameObject> Build(Answer<Message> made, CancellationToken stop) => Task.FromResult<GameObject>(null);

        /// <summary>Puts what was made into the open scene, as one step that can be undone.</summary>
        protected virtual async Task Place(Answer<Message> made, CancellationToken stop) {
            var built = await Build(made, stop);
            if (!built)
                return;
            Put(built);
        }

        /// <summary>Puts what there is by now into the open scene while the rest is made, as one step that can be undone.</summary>
        protected virtual Task PlaceEarly(CancellationToken stop) => Task.CompletedTask;

        /// <summary>Adds to what was placed early what has been made since.</summary>
        protected virtual Task Complete(Answer<Message> made, CancellationToken stop) => Task.CompletedTask;

        /// <summary>Puts an object into the open scene, or in the place of the one that is made anew.</summary>
        protected void Put(GameObject built) {
            Placing.Place("Generate " + Domain.Title, built, Adopted);
            (Placed, _isPlacedEarly) = (built, true);
        }

        /// <summary>Places early what is there by now, once; the call goes on meanwhile.</summary>
        protected async void BeginEarly() {
            if (!IsBusy || !CanPlaceEarly || !_early.IsCompleted)
                return;
            var stop = _stop.Token;
            _early = Watch(() => {
                if (!EditorApplication.isPlaying)
                    return PlaceEarly(stop);
                Say("Leave play mode first: what is placed in it is lost when it ends.");
                return Task.CompletedTask;
            });
            ShowButtons();
            await _early;
            ShowButtons();
        }

        /// <summary>Fills the form from what an object was made of.</summary>
        protected virtual void Adopt(Dictionary<string, object> request) => Form.SetRequest(request);

        /// <summary>Writes what was made into the project.</summary>
        /// <returns>The paths of what was written.</returns>
        protected virtual Task<List<string>> Save(Answer<Message> made, CancellationToken stop) =>
            Task.FromResult(Saving.Write(Folder, made, _ => true).Values.ToList());

        protected async Task Make(bool live, CancellationToken stop) {
            (_isLive, _isPlacedEarly, Made, Placed, _early) = (live, false, null, null, Task.CompletedTask);
            Started();
            Say("");
            Form.Mark(new List<FieldViolation>());
            var wanted = Form.Request;
            var request = Form.Request;
            SetSizes(request, UsualSizes, false);
            await Prepare(request, stop);
            if (live)
                PreparePreview(request);
            var answer = await ServerLink.Client.GenerateAsync(Domain.Method, request, Take, stop);
            // What a small picture is made of is no use in a scene.
            Made = live ? null : answer;
            Say("Done.");
            Show(answer);
            if (answer.Result.Type.Find("unknown_words") != null && answer.Result.GetPath("unknown_words") is List<string> unknown)
                Say($"{_message.text}\nNot understood: {string.Join(", ", unknown)}.");
            if (!live)
                _seedRow.Remember(wanted, Preview.image as Texture2D);
            ShowRequest();
            await _early;
            await Complete(answer, stop);
        }

        private void Take(Message read, IReadOnlyList<byte[]> files) {
            if (((IServerEvent)read).Progress is V1.Progress progress) {
                _progress.value = progress.Fraction;
                if (!_isLive)
                    Say(FormField.Sentence(progress.Stage) + "…");
                ShowPicture(progress.PreviewPng);
            }
            Received(read, files);
            ShowButtons();
        }

        private void PressPlace() {
            if (IsBusy)
                BeginEarly();
            else
                Run(PlaceMade);
        }

        private Task PlaceMade(CancellationToken stop) {
            if (!EditorApplication.isPlaying)
                return Place(Made, stop);
            Say("Leave play mode first: what is placed in it is lost when it ends.");
            return Task.CompletedTask;
        }

        private async Task SaveMade(CancellationToken stop) =>
            Say(Folder != "Assets" && !Folder.StartsWith("Assets/", StringComparison.Ordinal)
                ? "Choose a folder of the project: it begins with Assets/."
                : $"Saved as {string.Join(" and ", await Save(Made, stop))}.");

        private async Task Regenerate(CancellationToken stop) {
            var selected = Selection.activeGameObject;
            var recipe = selected ? selected.GetComponentsInChildren<ProcgenRecipe>(true)
                .FirstOrDefault(own => own.Note.Domain == Domain.Name) : null;
            if (!recipe) {
                Say("Select an object that this tab has placed: it is then made anew.");
                return;
            }
            Adopt((Dictionary<string, object>)Json.Parse(recipe.Note.RequestJson));
            Changed();
            Adopted = recipe.gameObject;
            try {
                await Make(false, stop);
                if (!_isPlacedEarly)
                    await PlaceMade(stop);
            } finally {
                Adopted = null;
            }
        }

        private void Restore(Dictionary<string, object> request) {
            Say(string.Join("\n", Form.SetRequest(request)));
            Changed();
        }

        protected void Changed() {
            ShowRequest();
            SessionState.SetString(StateKey, Json.Write(Form.Request.ToJson()));
            if (_live.value)
                _soon.ExecuteLater(LivePauseMs);
        }

        private void ShowRequest() => _seedRow.Show(Form.Request, Form.Request.GetPath(_seedPath)?.ToString() ?? "0");

        private void RestartLive() {
            if (IsBusy) {
                // What was asked for with the button comes first.
                if (_isLive)
                    _stop.Cancel();
                _soon.ExecuteLater(LiveSoonMs);
            } else
                Run(stop => Make(true, stop));
        }

        // Sets sizes that are missing, and with a limit those that are larger.
        private void SetSizes(Message request, Dictionary<string, uint> sizes, bool limit) {
            foreach (var path in Domain.Parameters.Select(parameter => parameter.Name)) {
                if (!sizes.TryGetValue(FormField.Leaf(path), out var size))
                    continue;
                foreach (var side in new[] { path, path.Substring(0, path.Length - FormField.Leaf(path).Length) + "width_px" })
                    if (!(request.GetPath(side) is uint now) || limit && now > size)
                        request.SetPath(side, size);
            }
        }

        private void AddButtons(params (string title, string tip, Action action)[] actions) {
            var row = new VisualElement { style = { flexDirection = FlexDirection.Row, flexWrap = Wrap.Wrap } };
            foreach (var (title, tip, action) in actions)
                row.Add(_buttons[title] = new Button(action) { name = title, text = title, tooltip = tip });
            row.Add(_live);
            Add(row);
        }

        private void ShowBusy() {
            void See(string title, bool isSeen) => _buttons[title].style.display = isSeen ? DisplayStyle.Flex : DisplayStyle.None;
            See("Cancel", IsBusy && !_isLive);
            See("Generate", !(IsBusy && !_isLive));
            See("Place", CanPlace);
            See("Regenerate", CanPlace);
            ShowButtons();
            _progress.value = 0;
            // Unseen, it still keeps its place.
            _progress.visible = IsBusy;
        }

        private void ShowButtons() {
            foreach (var title in new[] { "Generate", "Place", "Save", "Regenerate" })
                _buttons[title].SetEnabled(!IsBusy && (title == "Generate" || title == "Regenerate" || Made != null));
            if (IsBusy && !_isLive && CanPlaceEarly && _early.IsCompleted && !_isPlacedEarly)
                _buttons["Place"].SetEnabled(true);
        }
    }
}
