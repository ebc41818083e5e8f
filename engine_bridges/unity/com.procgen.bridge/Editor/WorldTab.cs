using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>Worlds: the map while it comes, a folder that builds take along, and an object that shows what is in it.
    /// </summary>
    internal sealed class WorldTab : DomainTab {
        private const string Streaming = "Assets/StreamingAssets";

        private const string Prefabs = "Assets/procgen/world";

        public WorldTab(Domain domain, ServerLink link) : base(domain, link) {
            Folder = Streaming + "/procgen";
            Rows.Add(new Button(() => Run(MakeEditable)) { name = "MakeEditable", text = "Make Editable", tooltip =
                "Make prefabs of the selected world, and put them into the scene in its place. Again, what stands there stays where you put it." });
        }

        // The land and what is built, not who lives there.
        protected override void PreparePreview(Message request) {
            var world = (WorldRequest)request;
            (world.People, world.Lines) = (0, 0);
            world.Parts.Clear();
            world.Parts.Add("map");
        }

        protected override void Show(Answer<Message> made) {
            var result = (WorldResult)made.Result;
            ShowPicture(made.Artifact("map_png"));
            Say($"{result.Name}: {result.Buildings} buildings, {result.Props} plants and things, {result.People} people, {result.Lines} lines.");
        }

        protected override async Task<GameObject> Build(Answer<Message> made, CancellationToken stop) {
            var result = (WorldResult)made.Result;
            var isWhole = made.Artifact("scene_glb") != null && made.Artifact("heights_npy") != null;
            if (!isWhole || !(Folder + "/").StartsWith(Streaming + "/", StringComparison.Ordinal)) {
                Say(isWhole ? $"Choose a folder below {Streaming}: builds take that along as it is."
                    : "A world is placed with all its parts: leave Parts to the server.");
                return null;
            }
            var path = (await Save(made, stop))[0];
            var placed = new GameObject(result.Name);
            // Opened once it stands in the scene.
            placed.SetActive(false);
            placed.AddComponent<ProcgenWorld>().Folder = path.Substring(Streaming.Length).TrimStart('/');
            ProcgenRecipe.Take(placed, result.Recipe);
            var manifest = (Dictionary<string, object>)Json.Parse(Encoding.UTF8.GetString(made.Artifact("manifest_json")));
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

        // Whatever is made of the same recipe lies in the same folder.
        protected override async Task<List<string>> Save(Answer<Message> made, CancellationToken stop) {
            var result = (WorldResult)made.Result;
            var name = string.Concat(result.Name.ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'));
            var path = $"{Folder}/{name}-{result.Recipe.Sha256.Substring(0, 8)}";
            var whole = Path.Combine(Path.GetDirectoryName(Application.dataPath), path);
            await Task.Run(() => {
                foreach (var (artifact, bytes) in result.Artifacts.Zip(made.Artifacts, (file, bytes) => (file, bytes))) {
                    stop.ThrowIfCancellationRequested();
                    Directory.CreateDirectory(Path.Combine(whole, artifact.Folder));
                    File.WriteAllBytes(Path.Combine(whole, artifact.Folder, artifact.FileName), bytes);
                }
            }, stop);
            return new List<string> { path };
        }
    }
}
