using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>Layouts: a picture of the map, and in the scene a tile map, or a block-out.</summary>
    internal sealed class LayoutTab : DomainTab {
        private const string UsualKind = "village";
        private static readonly LayoutOutput[] Needed = {
            LayoutOutput.UnityTilemapJson, LayoutOutput.TilesPng, LayoutOutput.Glb, LayoutOutput.Png };

        private readonly Toggle _isBlockOut = new Toggle("3D") {
            name = "BlockOut", tooltip = "Place a block-out of meshes rather than a tile map." };

        public LayoutTab(Domain domain, ServerLink link) : base(domain, link) => Rows.Add(_isBlockOut);

        protected override Task Prepare(Message request, CancellationToken stop) {
            var layout = (LayoutRequest)request;
            uint Usual(string side) => (uint)(Domain.Parameters.Find(parameter => parameter.Name == side)?.DefaultValue ?? 0);
            layout.Kind = layout.Kind == "" ? UsualKind : layout.Kind;
            layout.Width = layout.Width == 0 ? Usual("width") : layout.Width;
            layout.Depth = layout.Depth == 0 ? Usual("depth") : layout.Depth;
            var outputs = layout.Outputs;
            outputs.AddRange(Needed.Except(outputs).ToList());
            return Task.CompletedTask;
        }

        protected override void PreparePreview(Message request) {
            var layout = (LayoutRequest)request;
            layout.Outputs.RemoveAll(output => output != LayoutOutput.Png);
            layout.BestOf = null;
        }

        protected override void Show(Answer<Message> made) {
            var result = (LayoutResult)made.Result;
            ShowPicture(made.Artifact("png"));
            Say($"{FormField.Sentence($"{result.Style} {result.Kind}".Trim())}: {result.Width} × {result.Depth} tiles of "
                + $"{result.MetresPerTile:0.##} m, {result.Rooms.Count} rooms, {result.Doors.Count} doors.");
        }

        protected override async Task<GameObject> Build(Answer<Message> made, CancellationToken stop) {
            var answer = new Answer<LayoutResult>((LayoutResult)made.Result, made.Artifacts);
            if (Adopted)
                _isBlockOut.value = !Adopted.GetComponent<Grid>();
            return _isBlockOut.value ? await TilemapBuilder.BuildBlockOutAsync(answer, stop) : TilemapBuilder.Build(answer);
        }

        protected override Task<List<string>> Save(Answer<Message> made, CancellationToken stop) {
            var kinds = Form.Fields["outputs"].Value is IEnumerable chosen ? chosen.Cast<string>().ToList()
                : _isBlockOut.value ? new List<string> { "glb" } : new List<string> { "unity_tilemap_json", "tiles_png" };
            return Task.FromResult(Saving.Write(Folder, made, kinds.Contains).Values.ToList());
        }

        protected override void Adopt(Dictionary<string, object> request) {
            request.Remove("outputs");
            base.Adopt(request);
        }
    }
}
