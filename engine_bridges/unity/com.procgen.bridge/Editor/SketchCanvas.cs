using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Procgen.V1;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>A map to paint on: heights to follow, and ground to keep. Heights are metres above the sea. Painting starts
    /// from the last terrain, and where there is none from the sea.</summary>
    internal sealed class SketchCanvas : VisualElement {
        private const int Side = 64, Cells = Side * Side;
        private static readonly List<string> Tools = new List<string> { "Raise", "Lower", "Flatten", "Erase", "Lock", "Unlock" };

        private readonly DropdownField _tool = new DropdownField(Tools, 0) {
            name = "Tool", tooltip = "What the brush does. Locked ground stays when the terrain is made anew." };
        private readonly Slider _size = new Slider("Size", 1, 24) {
            name = "Size", value = 7, tooltip = "Radius of the brush, in 64ths of the map.", style = { flexGrow = 1 } };
        private readonly FloatField _metres = new FloatField("Metres") {
            name = "Metres", value = 200, tooltip = "How much a stroke raises or lowers, or the height to flatten to." };
        private readonly Image _map = new Image {
            name = "Map", scaleMode = ScaleMode.StretchToFill, style = { height = 256, backgroundColor = new Color(0.22f, 0.26f, 0.22f) } };
        private readonly Image _paint = new Image { scaleMode = ScaleMode.StretchToFill, pickingMode = PickingMode.Ignore };
        // What was painted before each stroke of the brush.
        private readonly Stack<(float[], float[], bool[])> _steps = new Stack<(float[], float[], bool[])>();
        // Painted heights in metres, weights 0 to 1, ground to keep; row by row from the north-west.
        private float[] _heights = new float[Cells], _weights = new float[Cells];
        private bool[] _locks = new bool[Cells];
        // Heights of the last terrain, those when the brush came down, and how far each cell is in its stroke.
        private float[] _ground = new float[Cells], _before, _reach;

        public SketchCanvas() {
            name = "Canvas";
            var tools = new VisualElement { style = { flexDirection = FlexDirection.Row, flexWrap = Wrap.Wrap } };
            foreach (var part in new VisualElement[] {
                    _tool, _size, _metres, new Button(Undo) { name = "UndoPaint", text = "Undo" },
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
            _map.RegisterCallback<PointerUpEvent>(pointer => _map.ReleasePointer(pointer.pointerId));
            _paint.image = new Texture2D(Side, Side) { hideFlags = HideFlags.HideAndDontSave };
            Draw();
        }

        /// <summary>The designer wants a blank map.</summary>
        public event Action Cleared = () => { };

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
            _steps.Push((_heights, _weights, _locks));
            (_heights, _weights, _locks) = ((float[])_heights.Clone(), (float[])_weights.Clone(), (bool[])_locks.Clone());
            (_before, _reach) = (Shown(), new float[Cells]);
            if (!blank)
                return;
            (_weights, _locks) = (new float[Cells], new bool[Cells]);
            Draw();
            Cleared();
        }

        private void Undo() {
            if (_steps.Count > 0)
                (_heights, _weights, _locks) = _steps.Pop();
            Draw();
        }

        private void Brush(Vector2 position) {
            var place = new Vector2(position.x / _map.contentRect.width, position.y / _map.contentRect.height) * Side;
            for (var cell = 0; cell < Cells; cell++) {
                var away = Vector2.Distance(place, new Vector2(cell % Side + 0.5f, cell / Side + 0.5f)) / _size.value;
                if (away < 1)
                    Touch(cell, _reach[cell] = Math.Max(_reach[cell], Mathf.SmoothStep(1, 0, away)));
            }
            Draw();
        }

        private void Touch(int cell, float reach) {
            if (_tool.value == "Lock" || _tool.value == "Unlock")
                _locks[cell] = _tool.value == "Lock";
            else if (_tool.value == "Erase")
                _weights[cell] = Math.Min(_weights[cell], 1 - reach);
            else {
                _heights[cell] = _tool.value == "Flatten" ? Mathf.Lerp(_before[cell], _metres.value, reach)
                    : _before[cell] + _metres.value * reach * (_tool.value == "Raise" ? 1 : -1);
                _weights[cell] = Math.Max(_weights[cell], reach);
            }
        }

        private float[] Shown() => _ground.Select((ground, cell) => _weights[cell] > 0 ? _heights[cell] : ground).ToArray();

        // Raised is warm, lowered is cold, locked is dark. Textures begin below.
        private void Draw() {
            var texture = (Texture2D)_paint.image;
            var pixels = new Color32[Cells];
            for (var cell = 0; cell < Cells; cell++) {
                var change = _heights[cell] - _ground[cell];
                var alpha = (byte)(255 * _weights[cell] * Mathf.Clamp(0.25f + Math.Abs(change) / 1000, 0, 0.7f));
                pixels[Cells - Side - cell / Side * Side + cell % Side] = _locks[cell] ? new Color32(0, 0, 0, 140)
                    : change >= 0 ? new Color32(255, 69, 0, alpha) : new Color32(65, 105, 225, alpha);
            }
            texture.SetPixels32(pixels);
            texture.Apply();
        }
    }
}
