using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>Materials: a photo to follow, and what is made goes on the selected objects.</summary>
    internal sealed class MaterialTab : DomainTab {
        private readonly Button _photoButton;
        private byte[] _photo;
        // What was made, as what goes on objects; null before.
        private Material _material;

        public MaterialTab(Domain domain, ServerLink link) : base(domain, link) {
            this.Q<Button>("Place").text = "Apply to Selection";
            Rows.Add(_photoButton = new Button(() => Follow(
                _photo == null ? EditorUtility.OpenFilePanel("Photo to follow", "", "png,jpg,jpeg,webp") : "")) { name = "Photo" });
            Follow("");
        }

        /// <summary>Follows the photo in a file from now on; none if the path is empty.</summary>
        public void Follow(string path) {
            _photo = path == "" ? null : File.ReadAllBytes(path);
            _photoButton.text = path == "" ? "Follow a Photo…" : $"Follows {Path.GetFileName(path)} ×";
        }

        protected override async Task Prepare(Message request, CancellationToken stop) {
            var texture = (TextureRequest)request;
            var (outputs, presets) = (texture.Outputs.ToList(), texture.Presets.ToList());
            MaterialBuilder.Ask(texture, true);
            texture.Outputs.AddRange(outputs.Except(texture.Outputs).ToList());
            texture.Presets.AddRange(presets);
            if (_photo != null)
                texture.Exemplar = new Exemplar { Sha256 = await ServerLink.Client.PutBlobAsync(_photo, stop) };
        }

        protected override void Show(Answer<Message> made) {
            var result = (TextureResult)made.Result;
            // The last one stays where it was put.
            _material = null;
            ShowPicture(made.Artifact("albedo_png"));
            var title = CultureInfo.InvariantCulture.TextInfo.ToTitleCase((result.Material == "" ? "material" : result.Material).Replace('_', ' '));
            Say(FormattableString.Invariant($"{title}, {result.WidthPx * result.MetresPerPixel:0.00} m wide."));
        }

        protected override Task Place(Answer<Message> made, CancellationToken stop) {
            var targets = Adopted ? new[] { Adopted } : Selection.gameObjects;
            var renderers = targets.SelectMany(target => target.GetComponentsInChildren<Renderer>(true)).Distinct().ToArray();
            if (renderers.Length == 0)
                Say("To apply the material, select objects with a Renderer first.");
            else
                Placing.Apply("Apply " + Domain.Title, MaterialOf(made), Saving.RecipeOf(made), renderers);
            return Task.CompletedTask;
        }

        protected override Task<List<string>> Save(Answer<Message> made, CancellationToken stop) {
            var paths = Saving.Write(Folder, made, _ => true);
            var material = MaterialOf(made);
            // The material's pictures have the names of the maps.
            foreach (var slot in material.GetTexturePropertyNames())
                if (material.GetTexture(slot) is Texture picture && picture && paths.TryGetValue(picture.name + "_png", out var path))
                    material.SetTexture(slot, AssetDatabase.LoadAssetAtPath<Texture2D>(path));
            var file = Saving.Create(material, Folder, Saving.FileName($"{((TextureResult)made.Result).Material}.mat", made));
            var note = Saving.Note<MaterialResultAsset>(Folder, made);
            note.Materials.Add(material);
            return Task.FromResult(paths.Values.Append(file).Append(Saving.Finish(note)).ToList());
        }

        private Material MaterialOf(Answer<Message> made) => _material = _material ? _material
            : MaterialBuilder.Build(new Answer<TextureResult>((TextureResult)made.Result, made.Artifacts));
    }
}
