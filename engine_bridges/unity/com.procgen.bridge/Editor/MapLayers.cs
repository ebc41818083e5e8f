using System;
using System.Collections.Generic;
using System.Linq;
using Procgen.V1;
using UnityEngine;

namespace Procgen.Editing {
    /// <summary>What is painted on a map beside heights: which landform is where, and where the land is worn or filled.</summary>
    internal sealed class MapLayers {
        /// <summary>Brushes of erosion: running water, sliding slopes, settling debris.</summary>
        public static readonly string[] Eroding = { "Wear", "Slide", "Settle" };

        private static readonly Color[] Tints = {
            new Color(0, 0.75f, 1), new Color(0.63f, 0.32f, 0.18f), new Color(0.94f, 0.9f, 0.55f) };

        private readonly int _side;
        // Numbers of painted landforms, 0 for none, and what they stand for.
        private readonly byte[] _landforms;
        private readonly List<string> _names;
        // Of each brush of erosion the strength of each cell, 0 to 1.
        private readonly float[][] _worn;

        public MapLayers(int side) : this(side, new byte[side * side], new List<string>(), Eroding.Select(_ => new float[side * side])) { }

        private MapLayers(int side, byte[] landforms, IEnumerable<string> names, IEnumerable<float[]> worn) =>
            (_side, _landforms, _names, _worn) = (side, landforms, names.ToList(), worn.ToArray());

        /// <summary>How irregular landforms' borders are, 0 to 1: as soft as the last brush was.</summary>
        public float Softness { get; set; } = 1;

        public MapLayers Copy() => new MapLayers(_side, (byte[])_landforms.Clone(), _names, _worn.Select(cells => (float[])cells.Clone())) {
            Softness = Softness };

        /// <summary>Makes a cell a landform's; an empty name stands for any.</summary>
        public void PaintLandform(int cell, string title) {
            if (!_names.Contains(title))
                _names.Add(title);
            _landforms[cell] = (byte)(_names.IndexOf(title) + 1);
        }

        /// <summary>Wears or fills a cell at least so much, 0 to 1.</summary>
        public void PaintErosion(int cell, string brush, float strength) {
            var cells = _worn[Array.IndexOf(Eroding, brush)];
            cells[cell] = Math.Max(cells[cell], strength);
        }

        /// <summary>Takes away so much of what is painted on a cell, 0 to 1.</summary>
        public void Erase(int cell, float share) {
            if (share >= 0.5f)
                _landforms[cell] = 0;
            foreach (var cells in _worn)
                cells[cell] = Math.Min(cells[cell], 1 - share);
        }

        /// <summary>What a cell is tinted with.</summary>
        public Color Tint(int cell) {
            var tint = _landforms[cell] == 0 ? Color.clear : Color.HSVToRGB(_landforms[cell] * 0.381966f % 1, 0.7f, 0.9f);
            tint.a = _landforms[cell] == 0 ? 0 : 0.4f;
            for (var brush = 0; brush < _worn.Length; brush++)
                if (_worn[brush][cell] * 0.6f > tint.a) {
                    tint = Tints[brush];
                    tint.a = _worn[brush][cell] * 0.6f;
                }
            return tint;
        }

        /// <summary>Which landform is where; null where none is painted.</summary>
        /// <param name="own">That of the other cells.</param>
        public LandformMap LandformMap(string own) {
            if (_landforms.All(number => number == 0))
                return null;
            var map = new LandformMap { Width = (uint)_side, Depth = (uint)_side, Indices = (byte[])_landforms.Clone(), Roughness = Softness };
            map.Palette.AddRange(_names.Prepend(own).Select(title => new LandformEntry { Landform = title }));
            return map;
        }

        /// <summary>Where the land is worn and filled; null where nothing is painted.</summary>
        public ErosionMap Erosion() {
            if (_worn.All(cells => cells.All(strength => strength == 0)))
                return null;
            var painted = _worn.Select(cells => cells.All(strength => strength == 0) ? Array.Empty<byte>()
                : cells.Select(strength => (byte)Mathf.RoundToInt(strength * 255)).ToArray()).ToArray();
            return new ErosionMap { Width = (uint)_side, Depth = (uint)_side, Water = painted[0], Slopes = painted[1], Deposit = painted[2] };
        }
    }
}
