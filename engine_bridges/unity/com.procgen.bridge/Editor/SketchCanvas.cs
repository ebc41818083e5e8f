using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Procgen.V1;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>A map to paint on: heights to follow, ground to keep, landforms, and places where the land is worn or filled.
    /// Heights are metres above the sea. Painting starts from the last terrain, and where there is none from the sea.</summary>
    internal sealed class SketchCanvas : VisualElement {
        private const int Side = 64, Cells = Side * Side;
        private static readonly List<string> Tools = new List<string> {
            "Raise", "Lower", "Flatten", "Erase", "Lock", "Unlock", "Landform" }.Concat(MapLayers.Eroding).ToList();
        private const string Any = "any";

        private readonly DropdownField _tool = new DropdownField(Tools, 0) {
            name = "Tool", tooltip = "What the brush does. Locked ground stays when the terrain is made anew." };
        private readonly Slider _size = new Slider("Size", 1, 24) {
            name = "Size", value = 7, tooltip = "Radius of the brush, in 64ths of the map.", style = { flexGrow = 1 } };
        private readonly FloatField _metres = new FloatField("Metres") {
            name = "Metres", value = 200, tooltip = "How much a stroke raises or lowers, or the height to flatten to." };
        private readonly Slider _softness = new Slider("Softness", 0, 1) {
            name = "Softness", value = 1, tooltip = "How softly the brush ends, and how irregularly landforms do.", style = { flexGrow = 1 } };
        private readonly Slider _strength = new Slider("Strength", 0, 1) {
            name = "Strength", value = 0.7f, tooltip = "How much the land is worn by water, slides, or is filled by debris.",
            style = { flexGrow = 1 } };
        private readonly DropdownField _landform;
        private readonly Image _map = new Image {
            name = "Map", scaleMode = ScaleMode.StretchToFill, style = { height = 256, backgroundColor = new Color(0.22f, 0.26f, 0.22f) } };
        private readonly Image _paint = new Image { scaleMode = ScaleMode.StretchToFill, pickingMode = PickingMode.Ignore };
        // What was painted before each stroke of the brush.
        private readonly Stack<(float[], float[], bool[], MapLayers)> _steps = new Stack<(float[], float[], bool[], MapLayers)>();
        // Painted heights in metres, weights 0 to 1, ground to keep; row by row from the north-west.
        private float[] _heights = new float[Cells], _weights = new float[Cells];
        private bool[] _locks = new bool[Cells];
        // Heights of the last terrain, those when the brush came down, and how far each cell is in its stroke.
        private float[] _ground = new float[Cells], _before, _reach;

        /// <param name="landforms">That can be painted.</param>
        public SketchCanvas(IEnumerable<string> landforms) {
            name = "Canvas";
            _landform = new DropdownField(landforms.Select(title => title.Length > 0 ? title : Any).ToList(), 0) { name = "Landform" };
            var tools = new VisualElement { style = { flexDirection = FlexDirection.Row, flexWrap = Wrap.Wrap } };
            foreach (var part in new VisualElement[] {
                    _tool, _size, _metres, _softness, _strength, _landform, new Button(Undo) { name = "UndoPaint", text = "Undo" },
                    new Button(() => Begin(true)) { name = "ClearPaint", text = "Clear" } })
                tools.Add(part);
            Add(tools);
            Add(_map);
            _map.Add(_paint);
            _paint.StretchToParentSize();
            _map.RegisterCallback<PointerDownEvent>(pointer => {
                _map.CapturePointer(pointer.pointerId);
                Begin(false);
                Brush(pointer.localPosition);
            });
            _map.RegisterCallback<PointerMoveEvent>(pointer => {
                if (_map.HasPointerCapture(pointer.pointerId))
                    Brush(pointer.localPosition);
            });
            _map.RegisterCallback<PointerUpEvent>(pointer => {
                _map.ReleasePointer(pointer.pointerId);
                Painted();
            });
            _paint.image = new Texture2D(Side, Side) { hideFlags = HideFlags.HideAndDontSave };
            Draw();
        }

        /// <summary>The designer wants a blank map.</summary>
        public event Action Cleared = () => { };

        /// <summary>A stroke of the brush has ended, or was taken back.</summary>
        public event Action Painted = () => { };

        /// <summary>Landforms and erosion.</summary>
        public MapLayers Layers { get; private set; } = new MapLayers(Side);

        /// <summary>What lies below the paint.</summary>
        public Texture Background { set => _map.image = value; }

        /// <summary>Takes over the heights of a terrain: float32, row by row from the north-west.</summary>
        public void SetGround(byte[] heights, int width, int depth) {
            for (var cell = 0; cell < Cells; cell++) {
                var (column, row) = ((cell % Side * 2 + 1) * width / (2 * Side), (cell / Side * 2 + 1) * depth / (2 * Side));
                _ground[cell] = BitConverter.ToSingle(heights, (row * width + column) * 4);
            }
            Draw();
        }

        /// <summary>The painted heights; null where there are none.</summary>
        public Sketch Sketch() {
            if (_weights.All(weight => weight == 0))
                return null;
            var sketch = new Sketch { Width = Side, Depth = Side };
            sketch.HeightsM.AddRange(Shown());
            sketch.Weights.AddRange(_weights);
            return sketch;
        }

        /// <summary>The locked ground of a terrain whose heights cover an area; null if nothing is locked. Where the ground is
        /// free there are zeros, which compress to nothing.</summary>
        public Lock Lock(byte[] heights, WorldArea area) {
            if (!_locks.Contains(true))
                return null;
            var (width, depth) = ((int)area.WidthPx, (int)area.DepthPx);
            var (kept, bits) = (new byte[width * depth * 4], new byte[(width * depth + 7) / 8]);
            for (var index = 0; index < width * depth; index++)
                if (_locks[index / width * Side / depth * Side + index % width * Side / width]) {
                    Buffer.BlockCopy(heights, index * 4, kept, index * 4, 4);
                    bits[index >> 3] |= (byte)(0x80 >> (index & 7));
                }
            return new Lock { Area = area, HeightsF32 = Zlib(kept), MaskBits = Zlib(bits), Compressed = true };
        }

        private static byte[] Zlib(byte[] bytes) {
            using var packed = new MemoryStream();
            packed.Write(new byte[] { 0x78, 0x9c }, 0, 2);
            using (var deflate = new DeflateStream(packed, System.IO.Compression.CompressionLevel.Optimal, true))
                deflate.Write(bytes, 0, bytes.Length);
            var (a, b) = (1u, 0u);
            foreach (var value in bytes)
                b = (b + (a = (a + value) % 65521)) % 65521;
            packed.Write(new[] { (byte)(b >> 8), (byte)b, (byte)(a >> 8), (byte)a }, 0, 4);
            return packed.ToArray();
        }

        private void Begin(bool blank) {
            _steps.Push((_heights, _weights, _locks, Layers));
            Layers = Layers.Copy();
            (_heights, _weights, _locks) = ((float[])_heights.Clone(), (float[])_weights.Clone(), (bool[])_locks.Clone());
            (_before, _reach) = (Shown(), new float[Cells]);
            if (!blank)
                return;
            (_weights, _locks, Layers) = (new float[Cells], new bool[Cells], new MapLayers(Side));
            Draw();
            Cleared();
            Painted();
        }

        private void Undo() {
            if (_steps.Count > 0)
                (_heights, _weights, _locks, Layers) = _steps.Pop();
            Draw();
            Painted();
        }

        private void Brush(Vector2 position) {
            var place = new Vector2(position.x / _map.contentRect.width, position.y / _map.contentRect.height) * Side;
            if (_tool.value == "Landform")
                Layers.Softness = _softness.value;
            for (var cell = 0; cell < Cells; cell++) {
                var away = Vector2.Distance(place, new Vector2(cell % Side + 0.5f, cell / Side + 0.5f)) / _size.value;
                if (away < 1)
                    Touch(cell, _reach[cell] = Math.Max(_reach[cell], Fade(away)));
            }
            Draw();
        }

        // 1 in the middle of the brush to 0 at its edge.
        private float Fade(float away) => 1 - Mathf.SmoothStep(0, 1, (away - (1 - _softness.value)) / Math.Max(_softness.value, 0.001f));

        private void Touch(int cell, float reach) {
            if (_tool.value == "Lock" || _tool.value == "Unlock")
                _locks[cell] = _tool.value == "Lock";
            else if (_tool.value == "Erase") {
                _weights[cell] = Math.Min(_weights[cell], 1 - reach);
                Layers.Erase(cell, reach);
            } else if (_tool.value == "Landform") {
                if (reach >= 0.5f)
                    Layers.PaintLandform(cell, _landform.value == Any ? "" : _landform.value);
            } else if (MapLayers.Eroding.Contains(_tool.value))
                Layers.PaintErosion(cell, _tool.value, reach * _strength.value);
            else {
                _heights[cell] = _tool.value == "Flatten" ? Mathf.Lerp(_before[cell], _metres.value, reach)
                    : _before[cell] + _metres.value * reach * (_tool.value == "Raise" ? 1 : -1);
                _weights[cell] = Math.Max(_weights[cell], reach);
            }
        }

        private float[] Shown() => _ground.Select((ground, cell) => _weights[cell] > 0 ? _heights[cell] : ground).ToArray();

        // Raised is warm, lowered is cold, landforms and erosion have colours of their own, locked is dark. Textures begin below.
        private void Draw() {
            var texture = (Texture2D)_paint.image;
            var pixels = new Color32[Cells];
            for (var cell = 0; cell < Cells; cell++) {
                var change = _heights[cell] - _ground[cell];
                var alpha = (byte)(255 * _weights[cell] * Mathf.Clamp(0.25f + Math.Abs(change) / 1000, 0, 0.7f));
                var tint = Layers.Tint(cell);
                pixels[Cells - Side - cell / Side * Side + cell % Side] = _locks[cell] ? new Color32(0, 0, 0, 140) : tint.a > 0 ? (Color32)tint
                    : change >= 0 ? new Color32(255, 69, 0, alpha) : new Color32(65, 105, 225, alpha);
            }
            texture.SetPixels32(pixels);
            texture.Apply();
        }
    }
}
