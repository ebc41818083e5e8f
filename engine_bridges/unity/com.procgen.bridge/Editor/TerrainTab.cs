using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>Terrain: a map to paint on, and what becomes of it in the scene.</summary>
    internal sealed class TerrainTab : DomainTab {
        // The server's smallest terrain, in points along an edge.
        private const uint LeastPx = 64;
        // Spacing of a terrain that says none.
        private const float UsualSpacingM = 30;
        // Of one for a game, a kilometre wide, unless something is painted, whose places have a spacing already.
        private const double GameSpacingM = 2;
        private static readonly string[] Drawn = { "sketch", "strokes", "lock", "landform_map", "erosion", "stamps" };

        // What was drawn for the terrain that is made anew; what is painted since wins.
        private Dictionary<string, object> _kept = new Dictionary<string, object>();
        // The last terrain at the finest level, whose ground can be locked, and the pixels that it covers.
        private byte[] _ground;
        private WorldArea _area;

        public TerrainTab(Domain domain, ServerLink link) : base(domain, link) {
            Canvas = new SketchCanvas(Choices(domain, "landform"), Choices(domain, "stamps.landform"));
            Rows.Insert(0, Canvas);
            Canvas.Cleared += _kept.Clear;
            Canvas.Painted += Changed;
        }

        public SketchCanvas Canvas { get; }

        protected override void Begin() {
            if (Canvas.Sketch() == null && !Canvas.Layers.Blobs.Any())
                Form.SetValue("metres_per_pixel", GameSpacingM);
        }

        // The picture lies below the paint.
        protected override void ShowPicture(byte[] png) {
            base.ShowPicture(png);
            Canvas.Background = Preview.image;
            Preview.style.display = DisplayStyle.None;
        }

        protected override async Task Prepare(Message request, CancellationToken stop) {
            var terrain = (TerrainRequest)request;
            var own = terrain.Outputs.ToList();
            TerrainBuilder.Ask(terrain, true);
            terrain.Outputs.AddRange(own.Append(TerrainOutput.HillshadePng).Except(terrain.Outputs).ToList());
            terrain.MergeJson(_kept);
            terrain.Sketch = Canvas.Sketch() ?? terrain.Sketch;
            terrain.LandformMap = Canvas.Layers.LandformMap(terrain.Landform) ?? terrain.LandformMap;
            // The form has the angle of rest; it says nothing where nothing is painted.
            var eroded = Canvas.Layers.Erosion();
            if (eroded != null)
                eroded.TalusDeg = terrain.Erosion?.TalusDeg;
            terrain.Erosion = eroded ?? (terrain.Erosion?.Width > 0 ? terrain.Erosion : null);
            if (_ground != null)
                terrain.Lock = Canvas.Lock(_ground, _area) ?? terrain.Lock;
            var sent = new Dictionary<byte[], string>();
            foreach (var blob in Canvas.Layers.Blobs)
                sent[blob] = await ServerLink.Client.PutBlobAsync(blob, stop);
            var stamps = Canvas.Layers.Stamps(AreaOf(terrain), terrain.MetresPerPixel ?? UsualSpacingM, sent).ToList();
            if (stamps.Count > 0) {
                terrain.Stamps.Clear();
                terrain.Stamps.AddRange(stamps);
            }
        }

        // All of the ground, coarsely; what is too fine for that is left out.
        protected override void PreparePreview(Message request) {
            var terrain = (TerrainRequest)request;
            // Erosion is too fine for the model's own cells.
            var level = terrain.Model.StartsWith("noise", System.StringComparison.Ordinal) || terrain.Erosion != null ? 2 : 3;
            while (level > 0 && System.Math.Min(terrain.WidthPx, terrain.DepthPx) >> level < LeastPx)
                level--;
            terrain.Outputs.Clear();
            terrain.Outputs.AddRange(new[] { TerrainOutput.HeightsF32, TerrainOutput.HillshadePng });
            if (level == 0 || terrain.Level > 0)
                return;
            (terrain.Level, terrain.Rivers, terrain.Lock) = ((uint)level, null, null);
            (terrain.OriginXPx, terrain.OriginZPx) = (terrain.OriginXPx >> level, terrain.OriginZPx >> level);
            (terrain.WidthPx, terrain.DepthPx) = (terrain.WidthPx >> level, terrain.DepthPx >> level);
        }

        protected override void Show(Answer<Message> made) {
            var result = (TerrainResult)made.Result;
            var asked = new TerrainRequest();
            asked.MergeJson((Dictionary<string, object>)Json.Parse(result.Recipe.RequestJson));
            var heights = made.Artifact("heights_f32");
            if (asked.Level == 0)
                (_ground, _area) = (heights, AreaOf(asked));
            Canvas.SetGround(heights, (int)result.WidthPx, (int)result.DepthPx);
            ShowPicture(made.Artifact("hillshade_png"));
            Say($"{(result.WidthPx - 1) * result.MetresPerPixel:0} × {(result.DepthPx - 1) * result.MetresPerPixel:0} m, "
                + $"{result.HeightMinM:0} to {result.HeightMaxM:0} m high.");
        }

        // Where the ground is in the middle comes to lie at the origin, where one looks first: a landscape is kilometres wide,
        // and its heights count from the sea.
        protected override Task<GameObject> Build(Answer<Message> made, CancellationToken stop) {
            var data = Data(made, out var bottomM);
            var built = TerrainBuilder.BuildObject(data, bottomM, (TerrainResult)made.Result);
            built.transform.position = new Vector3(-data.size.x / 2, -data.GetInterpolatedHeight(0.5f, 0.5f), -data.size.z / 2);
            return Task.FromResult(built);
        }

        protected override Task<List<string>> Save(Answer<Message> made, CancellationToken stop) {
            // First, since it may be refused: half a terrain is not saved. What stands in the scene becomes the asset's.
            var data = Data(made, out var bottomM);
            var paths = Saving.Write(Folder, made, kind => kind != "heights_f32" && !kind.StartsWith("splat", System.StringComparison.Ordinal))
                .Values.ToList();
            if (Placed) {
                Object.DestroyImmediate(data);
                data = Placed.GetComponent<Terrain>().terrainData;
            }
            var layers = data.terrainLayers;
            // The pictures of the painting are parts of their own, which an asset has to be given.
            var inside = layers.Concat<Object>(layers.Select(layer => layer.diffuseTexture)).Concat(data.alphamapTextures);
            paths.Add(Saving.Create(data, Folder, Saving.FileName("terrain-data.asset", made), inside));
            var note = Saving.Note<TerrainResultAsset>(Folder, made);
            (note.Data, note.BottomM) = (data, bottomM);
            note.Layers.AddRange(layers);
            paths.Add(Saving.Finish(note));
            return Task.FromResult(paths);
        }

        protected override void Adopt(Dictionary<string, object> request) {
            _kept.Clear();
            foreach (var field in Drawn)
                if (request.TryGetValue(field, out var drawn) && request.Remove(field))
                    _kept[field] = drawn;
            base.Adopt(request);
        }

        private static TerrainData Data(Answer<Message> made, out float bottomM) => TerrainBuilder.BuildData(
            new Answer<TerrainResult>((TerrainResult)made.Result, made.Artifacts), out bottomM, TerrainBuilder.PlainLayers());

        private static IEnumerable<string> Choices(Domain domain, string field) =>
            domain.Choices.Where(choice => choice.Name == field).SelectMany(choice => choice.Values);

        // The world's pixels at the finest level that a request covers, as what is drawn counts them.
        private static WorldArea AreaOf(TerrainRequest request) => new WorldArea {
            OriginXPx = request.OriginXPx << (int)request.Level, OriginZPx = request.OriginZPx << (int)request.Level,
            WidthPx = request.WidthPx << (int)request.Level, DepthPx = request.DepthPx << (int)request.Level };
    }
}
