using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEditor;
using UnityEditor.SceneManagement;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>Worlds: the map while it comes, a folder that builds take along, and an object that shows what is in it.
    /// </summary>
    internal sealed class WorldTab : DomainTab {
        private const string Streaming = "Assets/StreamingAssets";

        private const string Prefabs = "Assets/procgen/world";
        private const string NotStreamed = "Choose a folder below " + Streaming + ": builds take that along as it is.";
        // Of the world that is being made: what one walks about in, as soon as that has come; where that was placed, and in
        // which folder it lies; whether all of it lies there.
        private WalkableWorld _walkable;
        private ProcgenWorld _standing;
        private string _path = "";
        private bool _isStored;

        public WorldTab(Domain domain, ServerLink link) : base(domain, link) {
            Folder = Streaming + "/procgen";
            Rows.Add(new Button(() => Run(MakeEditable)) { name = "MakeEditable", text = "Make Editable", tooltip =
                "Make prefabs of the selected world, and put them into the scene in its place. Again, what stands there stays where you put it." });
        }

        protected override bool CanPlaceEarly => _walkable != null && _path == "";

        // The land and what is built, not who lives there.
        protected override void PreparePreview(Message request) {
            var world = (WorldRequest)request;
            (world.People, world.Lines) = (0, 0);
            world.Parts.Clear();
            world.Parts.Add("map");
        }

        protected override void Started() => (_walkable, _standing, _path, _isStored) = (null, null, "", false);

        protected override void Received(Message read, IReadOnlyList<byte[]> files) {
            if (IsLive || !(((WorldEvent)read).Walkable is WorldWalkable walkable))
                return;
            _walkable = new WalkableWorld(walkable, files);
            // What is made anew comes into the place of the old one as soon as it can.
            if (Adopted)
                BeginEarly();
        }

        // What one walks about in; people and their lines come into the same object later.
        protected override async Task PlaceEarly(CancellationToken stop) {
            if (!IsStreamed()) {
                Say(NotStreamed);
                return;
            }
            var (walkable, manifest) = (_walkable, _walkable.Manifest());
            var said = (Dictionary<string, object>)manifest["recipe"];
            var recipe = new Recipe { Domain = Domain.Name, Sha256 = (string)said["sha256"], CodeVersion = (string)said["code_version"],
                RequestJson = Json.Write(said["request"]) };
            foreach (var model in (Dictionary<string, object>)said["model_sha256"])
                recipe.ModelSha256[model.Key] = (string)model.Value;
            var path = PathOf((string)manifest["name"], recipe.Sha256);
            var whole = WholePath(path);
            await Task.Run(() => walkable.WriteTo(whole, stop), stop);
            stop.ThrowIfCancellationRequested();
            var placed = NewObject((string)manifest["name"], path, recipe, manifest);
            (_standing, _path) = (placed.GetComponent<ProcgenWorld>(), path);
            Put(placed);
        }

        // The folder gets all files though the object may have been taken away: it may be brought back.
        protected override async Task Complete(Answer<Message> made, CancellationToken stop) {
            if (_path == "")
                return;
            var (result, whole, known) = ((WorldResult)made.Result, WholePath(_path), _walkable.Artifacts);
            await Task.Run(() => WorldFiles.Write(whole, result.Artifacts, made.Artifacts, null, stop, known), stop);
            _isStored = true;
            stop.ThrowIfCancellationRequested();
            if (!_standing)
                return;
            var note = _standing.GetComponent<ProcgenRecipe>();
            if (note) {
                note.Note = new RecipeNote(result.Recipe);
                EditorUtility.SetDirty(note);
                EditorSceneManager.MarkSceneDirty(_standing.gameObject.scene);
            }
            // One that is switched off opens the folder once it is switched on.
            if (_standing.isActiveAndEnabled)
                await _standing.CompleteAsync(stop);
        }

        // Of a world whose making was cancelled after it had been placed, the rest is wanted, too.
        protected override void Adopt(Dictionary<string, object> request) {
            if (request.TryGetValue("parts", out var parts) && parts is List<object> list && !list.Contains("scene"))
                request.Remove("parts");
            base.Adopt(request);
        }

        protected override void Show(Answer<Message> made) {
            var result = (WorldResult)made.Result;
            ShowPicture(made.Artifact("map_png"));
            Say($"{result.Name}: {result.Buildings} buildings, {result.Props} plants and things, {result.People} people, {result.Lines} lines.");
        }

        protected override async Task<GameObject> Build(Answer<Message> made, CancellationToken stop) {
            var result = (WorldResult)made.Result;
            var isWhole = made.Artifact("scene_glb") != null && made.Artifact("heights_npy") != null;
            if (!isWhole || !IsStreamed()) {
                Say(isWhole ? NotStreamed : "A world is placed with all its parts: leave Parts to the server.");
                return null;
            }
            var path = (await Save(made, stop))[0];
            var manifest = (Dictionary<string, object>)Json.Parse(Encoding.UTF8.GetString(made.Artifact("manifest_json")));
            return NewObject(result.Name, path, result.Recipe, manifest);
        }

        private bool IsStreamed() => (Folder + "/").StartsWith(Streaming + "/", StringComparison.Ordinal);

        // The middle of its ground is at the origin.
        private static GameObject NewObject(string title, string path, Recipe recipe, Dictionary<string, object> manifest) {
            var placed = new GameObject(title);
            // Opened once it stands in the scene.
            placed.SetActive(false);
            placed.AddComponent<ProcgenWorld>().Folder = path.Substring(Streaming.Length).TrimStart('/');
            ProcgenRecipe.Take(placed, recipe);
            var side = Convert.ToSingle(((Dictionary<string, object>)manifest["ground"])["width_m"]);
            placed.transform.position = new Vector3(-side / 2f, 0f, side / 2f);
            placed.SetActive(true);
            return placed;
        }

        // A world that is switched off after this can be selected and made anew.
        private async Task MakeEditable(CancellationToken stop) {
            var selected = Selection.activeGameObject;
            var world = selected ? selected.GetComponent<ProcgenWorld>() : null;
            if (!world) {
                Say("Select a world that stands in the scene: its object has the component Procgen World.");
                return;
            }
            if (EditorApplication.isPlaying) {
                Say("Leave play mode first: what is placed in it is lost when it ends.");
                return;
            }
            var made = await WorldPrefabs.MakeAsync(world, Prefabs, stop);
            Say($"{made.Groups.Sum(group => group.Value.Count)} assets in {Prefabs}; {made.Added} objects came into the scene, {made.Kept} stay as they are.");
        }

        // Whatever is made of the same recipe lies in the same folder; what was placed early, in the one that it was placed with.
        protected override async Task<List<string>> Save(Answer<Message> made, CancellationToken stop) {
            var result = (WorldResult)made.Result;
            if (_isStored && _path.StartsWith(Folder + "/", StringComparison.Ordinal))
                return new List<string> { _path };
            var path = PathOf(result.Name, result.Recipe.Sha256);
            var whole = WholePath(path);
            await Task.Run(() => WorldFiles.Write(whole, result.Artifacts, made.Artifacts, null, stop), stop);
            return new List<string> { path };
        }

        private string PathOf(string title, string sha256) =>
            $"{Folder}/{string.Concat(title.ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'))}-{sha256.Substring(0, 8)}";

        private static string WholePath(string path) => Path.Combine(Path.GetDirectoryName(Application.dataPath), path);
    }
}
