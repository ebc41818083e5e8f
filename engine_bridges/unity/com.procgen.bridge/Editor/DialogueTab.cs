using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>Lines and scenes: the text as it comes, an object that speaks, and files for dialogue systems.</summary>
    internal sealed class DialogueTab : DomainTab {
        private readonly TextField _text = new TextField { name = "Text", multiline = true, isReadOnly = true };

        public DialogueTab(Domain domain, ServerLink link) : base(domain, link) => Rows.Add(_text);

        protected override Task Prepare(Message request, CancellationToken stop) {
            _text.value = "";
            // The text of a scene is read from the JSON.
            request.SetPath("outputs", Wanted(request).Append("json").Distinct().Cast<object>().ToList());
            return Task.CompletedTask;
        }

        protected override void Received(Message read, IReadOnlyList<byte[]> files) {
            if (read is LinesEvent lines && lines.Line != null)
                _text.value += $"{(lines.Line.Speaker == "" ? lines.Line.Intent : lines.Line.Speaker)}: {lines.Line.Text}\n";
        }

        protected override void Show(Answer<Message> made) {
            if (!(made.Result is SceneResult result)) {
                Say($"{((LinesResult)made.Result).Lines.Count} lines.");
                return;
            }
            Say($"{result.Title}: {result.Nodes} nodes, {result.Lines} lines, {result.Choices} choices.\n{result.Summary}");
            var scene = (Dictionary<string, object>)Json.Parse(Encoding.UTF8.GetString(made.Artifact("json")));
            var text = new StringBuilder();
            foreach (var node in PartsOf(scene, "nodes")) {
                text.Append($"[{node["id"]}]\n");
                foreach (var line in PartsOf(node, "lines"))
                    text.Append($"{line["speaker"]}: {line["text"]}\n");
                foreach (var choice in PartsOf(node, "choices"))
                    text.Append($"    • {choice["text"]}\n");
            }
            _text.value = text.ToString();
        }

        // The first speaker becomes an object that can be talked to.
        protected override Task<GameObject> Build(Answer<Message> made, CancellationToken stop) {
            var recipe = Saving.RecipeOf(made);
            var asked = MessageTypes.Create[FormField.Leaf(Domain.RequestType)]();
            asked.MergeJson((Dictionary<string, object>)Json.Parse(recipe.RequestJson));
            var built = new GameObject("Dialogue");
            var speaker = built.AddComponent<ProcgenDialogue>();
            speaker.Take(asked);
            built.name = speaker.Speaker == "" ? built.name : speaker.Speaker;
            ProcgenRecipe.Take(built, recipe);
            return Task.FromResult(built);
        }

        protected override Task<List<string>> Save(Answer<Message> made, CancellationToken stop) {
            var wanted = Wanted(Form.Request);
            var paths = Saving.Write(Folder, made, kind => kind != "json" || wanted.Contains(kind)).Values.ToList();
            var note = Saving.Note<DialogueResultAsset>(Folder, made);
            note.ResultJson = Json.Write(made.Result.ToJson());
            // Texts that Unity knows as such; what reads the others brings its own importer.
            note.Files.AddRange(paths.Select(AssetDatabase.LoadAssetAtPath<TextAsset>).Where(file => file));
            return Task.FromResult(paths.Append(Saving.Finish(note)).ToList());
        }

        protected override void Adopt(Dictionary<string, object> request) {
            request.Remove("outputs");
            base.Adopt(request);
        }

        private List<string> Wanted(Message request) => request.GetPath("outputs") as List<string>
            ?? new List<string> { Domain.Name == "dialogue" ? "script" : "ink" };

        private static IEnumerable<Dictionary<string, object>> PartsOf(Dictionary<string, object> whole, string name) =>
            ((List<object>)whole[name]).Cast<Dictionary<string, object>>();
    }
}
