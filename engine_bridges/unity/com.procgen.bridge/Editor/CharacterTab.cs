using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>Characters: a portrait, and more people like the one who is shown.</summary>
    internal sealed class CharacterTab : DomainTab {
        private const uint PortraitPx = 512;

        private readonly Toggle _keep = new Toggle { name = "Keep", tooltip = "Make the same person again, whatever the form says." };
        private readonly Slider _difference = new Slider("Difference", 0, 1) {
            name = "Difference", value = 0.3f, tooltip = "How far they differ: 0.3 siblings, 1 strangers." };
        private readonly Button _more;
        private CharacterFigure _figure;

        public CharacterTab(Domain domain, ServerLink link) : base(domain, link) {
            _more = new Button(() => Run(Vary)) { name = "MoreLikeThis", text = "More Like This" };
            foreach (var part in new VisualElement[] { _keep, _more, _difference })
                Rows.Add(part);
            Take(null);
        }

        /// <summary>Who is shown; null before there is anybody.</summary>
        public Person Person { get; private set; }

        protected override Task Prepare(Message request, CancellationToken stop) {
            var outputs = ((CharacterRequest)request).Outputs;
            if (_keep.value)
                request.MergeJson(new Dictionary<string, object> { { "person", Person.ToJson() }, { "text", null } });
            if (outputs.Count > 0 && outputs[0].Kind == "")
                outputs[0].Kind = "glb";
            foreach (var kind in new[] { "portrait", "glb" })
                if (outputs.TrueForAll(output => output.Kind != kind))
                    outputs.Add(new CharacterOutput { Kind = kind, PicturePx = kind == "portrait" ? PortraitPx : 0 });
            return Task.CompletedTask;
        }

        protected override void Show(Answer<Message> made) {
            var result = (CharacterResult)made.Result;
            _figure = null;
            Take(result.Person);
            ShowPicture(made.Artifact("portrait"));
            float Measure(string name) => result.Measures.TryGetValue(name, out var value) ? value : 0;
            var facts = new[] { Person.Name, Person.Role.Replace('_', ' '), FormattableString.Invariant($"{Person.Shape.AgeYears:0} years"),
                FormattableString.Invariant($"{Measure("stature"):0.00} m"), FormattableString.Invariant($"{Measure("mass"):0} kg") };
            Say($"{string.Join(", ", facts.Where(fact => fact != ""))}\n{Person.Background}");
        }

        protected override async Task<GameObject> Build(Answer<Message> made, CancellationToken stop) {
            _figure = await CharacterBuilder.BuildAsync(
                new Answer<CharacterResult>((CharacterResult)made.Result, made.Artifacts), true, stop);
            _figure.Stand();
            return _figure.Root;
        }

        protected override async Task<List<string>> Save(Answer<Message> made, CancellationToken stop) {
            var root = Placed ? Placed : await Build(made, stop);
            var paths = Saving.Write(Folder, made, kind => kind != "portrait").Values.ToList();
            // What stands in the scene becomes the assets', and a prefab of them can stand in others.
            var note = Saving.Note<CharacterResultAsset>(Folder, made, _figure.Owned);
            note.PersonJson = Json.Write(Person.ToJson());
            if (_figure.Clips.Count > 0)
                paths.Add(SaveMovements(root, made));
            paths.Add($"{Folder}/{Saving.FileName(root.name + ".prefab", made)}");
            note.Prefab = PrefabUtility.SaveAsPrefabAsset(root, paths.Last());
            if (!Placed)
                UnityEngine.Object.DestroyImmediate(root);
            paths.Add(Saving.Finish(note));
            return paths;
        }

        // Humanoid clips and their controller, in place of the clips that games make for themselves.
        private string SaveMovements(GameObject root, Answer<Message> made) {
            var clips = MecanimClips.Bake(_figure);
            var path = $"{Folder}/{Saving.FileName(root.name + ".controller", made)}";
            var controller = MecanimClips.Control(path, clips, _figure);
            foreach (var clip in clips)
                AssetDatabase.AddObjectToAsset(clip, controller);
            UnityEngine.Object.DestroyImmediate(_figure.Animation);
            _figure.Animator.runtimeAnimatorController = controller;
            return Saving.Finish(controller);
        }

        protected override void Adopt(Dictionary<string, object> request) {
            var known = new Person();
            if (request.TryGetValue("person", out var person) && request.Remove("person"))
                known.MergeJson((Dictionary<string, object>)person);
            base.Adopt(request);
            Take(known);
            _keep.value = true;
        }

        // Draws a relative of who is shown, and makes that person.
        private async Task Vary(CancellationToken stop) {
            var request = new VaryRequest { Person = Person, Seed = (uint)Guid.NewGuid().GetHashCode(), Amount = _difference.value };
            Take((await ServerLink.Client.Character.VaryAsync(request, stop)).Persons[0].Person);
            _keep.value = true;
            try {
                await Make(false, stop);
            } finally {
                _keep.value = false;
            }
        }

        private void Take(Person person) {
            Person = person;
            _more.SetEnabled(person != null);
            _keep.SetEnabled(person != null);
            _keep.label = string.IsNullOrEmpty(person?.Name) ? "Keep This Person" : $"Keep {person.Name}";
        }
    }
}
