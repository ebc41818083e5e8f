using System;
using System.Collections.Generic;
using System.Linq;
using Procgen.V1;
using UnityEditor;
using UnityEngine;
using UnityEngine.UIElements;

namespace Procgen.Editing {
    /// <summary>A map to paint on: heights to follow, ground to keep, landforms, places where the land is worn or filled, and
    /// forms to stamp onto it.
    /// Heights are metres above the sea. Painting starts from the last terrain, and where there is none from the sea.</summary>
    internal sealed class SketchCanvas : VisualElement {
        private const int Side = 64, Cells = Side * Side;
        private static readonly List<string> Tools = new List<string> {
            "Raise", "Lower", "Flatten", "Erase", "Lock", "Unlock", "Landform" }.Concat(MapLayers.Eroding).Append("Stamp").ToList();
        private static readonly List<string> Rules = Enum.GetNames(typeof(StampRule)).Skip(1).ToList();
        private const string Any = "any", Picture = "Picture…";

        private readonly DropdownField _tool = new DropdownField(Tools, 0) {
            name = "Tool", tooltip = "What the brush does. Locked ground stays when the terrain is made anew." };
        private readonly Slider _size = new Slider("Size", 1, 24) {
            name = "Size", value = 7, tooltip = "Radius of the brush, in 64ths of the map.", style = { flexGrow = 1 } };
        private readonly FloatField _metres = new FloatField("Metres") {
            name = "Metres", value = 200, tooltip = "How much a stroke raises or lowers, the height to flatten to, or of white in a picture." };
        private readonly Slider _softness = new Slider("Softness", 0, 1) {
            name = "Softness", value = 1, tooltip = "How softly the brush ends, and how irregularly landforms do.", style = { flexGrow = 1 } };
        private readonly Slider _strength = new Slider("Strength", 0, 1) {
            name = "Strength", value = 0.7f, tooltip = "How much the land is worn by water, slides, or is filled by debris.",
            style = { flexGrow = 1 } };
        private readonly DropdownField _landform, _form;
        private readonly DropdownField _rule = new DropdownField(Rules, Rules.IndexOf(nameof(StampRule.Raise))) {
            name = "Rule", tooltip = "How a stamp meets the land: the higher or lower of both, their sum, or itself." };
        private readonly FloatField _height = new FloatField("Height") {
            name = "Height", value = 1, tooltip = "Factor on the height of what is stamped; below 0 it is upside down." };
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
        // That of the picture which is stamped; null for none.
        private StampForm _picture;

        /// <param name="landforms">That can be painted.</param>
        /// <param name="forms">Landforms that can be stamped.</param>
        public SketchCanvas(IEnumerable<string> landforms, IEnumerable<string> forms) {
            name = "Canvas";
            _landform = new DropdownField(landforms.Select(title => title.Length > 0 ? title : Any).ToList(), 0) { name = "Landform" };
            _form = new DropdownField(forms.Append(Picture).ToList(), 0) {
                name = "Form", tooltip = "Click to set it onto the land, as wide as the brush; drag to turn it." };
            _form.RegisterValueChangedCallback(change => {
                if (change.newValue == Picture)
                    TakePicture(EditorUtility.OpenFilePanel("Height map to stamp", "", "png,jpg,jpeg"));
            });
            var tools = new VisualElement { style = { flexDirection = FlexDirection.Row, flexWrap = Wrap.Wrap } };
            foreach (var part in new VisualElement[] {
                    _tool, _size, _metres, _softness, _strength, _landform, _form, _rule, _height, new Button(Undo) { name = "UndoPaint", text = "Undo" },
                    new Button(() => Begin(true)) { name = "ClearPaint", text = "Clear" } })
                tools.Add(part);
            Add(tools);
            Add(_map);
            _map.Add(_paint);
            _paint.StretchToParentSize();
            _map.RegisterCallback<PointerDownEvent>(pointer => {
                _map.CapturePointer(pointer.pointerId);
                if (IsStamping && Form() == null)
                    return;
                Begin(false);
                if (IsStamping)
                    Layers.AddStamp(Form(), Place(pointer.localPosition), 2 * _size.value / Side, Rule(), _height.value);
                Drag(pointer.localPosition);
            });
            _map.RegisterCallback<PointerMoveEvent>(pointer => {
                if (_map.HasPointerCapture(pointer.pointerId) && (!IsStamping || Form() != null))
                    Drag(pointer.localPosition);
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

        /// <summary>Landforms, erosion and stamps.</summary>
        public MapLayers Layers { get; private set; } = new MapLayers(Side);

        /// <summary>What lies below the paint.</summary>
        public Texture Background { set => _map.image = value; }

        /// <summary>Stamps a height map from now on: its grey times what Metres says. Returns whether it can be read.</summary>
        public bool TakePicture(string path) {
            _picture = StampForm.OfPicture(path, Math.Abs(_metres.value));
            _form.SetValueWithoutNotify(_picture == null ? _form.choices[0] : Picture);
            return _picture != null;
        }

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
            return new Lock { Area = area, HeightsF32 = Zlib.Pack(kept), MaskBits = Zlib.Pack(bits), Compressed = true };
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

        private bool IsStamping => _tool.value == "Stamp";

        // Null where a picture was to be chosen and was not.
        private StampForm Form() => _form.value == Picture ? _picture : new StampForm(_form.value);

        private StampRule Rule() => (StampRule)Enum.Parse(typeof(StampRule), _rule.value);

        // On a map of 1 x 1.
        private Vector2 Place(Vector2 position) => new Vector2(position.x / _map.contentRect.width, position.y / _map.contentRect.height);

        private void Drag(Vector2 position) {
            if (IsStamping) {
                Layers.TurnLastStamp(Place(position));
                Draw();
            } else
                Brush(Place(position) * Side);
        }

        private void Brush(Vector2 place) {
            if (_tool.value == "Landform")
                Layers.Softness = _softness.value;
            if (_tool.value == "Erase")
                Layers.EraseStamps(place / Side, _size.value / Side);
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

        // Raised is warm, lowered is cold, landforms and erosion have colours of their own, locked is dark, stamps have a white
        // outline and a mark at their top. Textures begin below.
        private void Draw() {
            var texture = (Texture2D)_paint.image;
            var pixels = new Color32[Cells];
            for (var cell = 0; cell < Cells; cell++) {
                var change = _heights[cell] - _ground[cell];
                var at = Cells - Side - cell / Side * Side + cell % Side;
                var alpha = (byte)(255 * _weights[cell] * Mathf.Clamp(0.25f + Math.Abs(change) / 1000, 0, 0.7f));
                var tint = Layers.Tint(cell);
                pixels[at] = _locks[cell] ? new Color32(0, 0, 0, 140) : tint.a > 0 ? (Color32)tint
                    : change >= 0 ? new Color32(255, 69, 0, alpha) : new Color32(65, 105, 225, alpha);
            }
            foreach (var (place, reach, turn) in Layers.Outlines) {
                for (var step = 0; step < 8 * Side; step++)
                    Dot(pixels, place, reach, turn + 2 * Mathf.PI * step / (8 * Side));
                for (var step = 0f; step < 1; step += 0.5f / Side)
                    Dot(pixels, place, reach * step, turn);
            }
            texture.SetPixels32(pixels);
            texture.Apply();
        }

        // A white dot so far from a place, in the direction of a turn from north.
        private static void Dot(Color32[] pixels, Vector2 place, float away, float turn) {
            var (x, y) = (place.x + away * Mathf.Sin(turn), place.y - away * Mathf.Cos(turn));
            if (x >= 0 && y >= 0 && x < 1 && y < 1)
                pixels[(Side - 1 - (int)(y * Side)) * Side + (int)(x * Side)] = new Color32(255, 255, 255, 230);
        }
    }
}
