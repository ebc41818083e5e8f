using System;
using System.Collections.Generic;
using System.Linq;
using Procgen.V1;
using UnityEngine;

namespace Procgen.Editing {
    /// <summary>What is painted on a map beside heights: which landform is where, where the land is worn or filled, and forms
    /// that are stamped onto it.</summary>
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
        // Each with its middle on a map of 1 x 1 from the north-west, its width as a share of the map's, and its turn in radians.
        private readonly List<(StampForm form, Vector2 place, float width, float turn, StampRule rule, float scale)> _stamps;

        public MapLayers(int side) {
            (_side, _landforms, _names) = (side, new byte[side * side], new List<string>());
            _worn = Eroding.Select(_ => new float[side * side]).ToArray();
            _stamps = new List<(StampForm, Vector2, float, float, StampRule, float)>();
        }

        private MapLayers(MapLayers other) {
            (_side, _landforms, _names) = (other._side, (byte[])other._landforms.Clone(), other._names.ToList());
            _worn = other._worn.Select(cells => (float[])cells.Clone()).ToArray();
            (_stamps, Softness) = (other._stamps.ToList(), other.Softness);
        }

        /// <summary>How irregular landforms' borders are, 0 to 1: as soft as the last brush was.</summary>
        public float Softness { get; set; } = 1;

        /// <summary>Outlines of the stamps: middle, half the width and turn, as shares of the map and radians.</summary>
        public IEnumerable<(Vector2 place, float reach, float turn)> Outlines =>
            _stamps.Select(stamp => (stamp.place, stamp.width / 2, stamp.turn));

        /// <summary>Heights that the stamps name, which the server must have before.</summary>
        public IEnumerable<byte[]> Blobs => _stamps.Select(stamp => stamp.form.Heights).Where(heights => heights != null).Distinct();

        public MapLayers Copy() => new MapLayers(this);

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

        /// <summary>Sets a form onto the land, upright.</summary>
        /// <param name="place">Its middle on a map of 1 x 1.</param>
        /// <param name="width">As a share of the map's.</param>
        /// <param name="scale">Factor on its heights.</param>
        public void AddStamp(StampForm form, Vector2 place, float width, StampRule rule, float scale) =>
            _stamps.Add((form, place, width, 0, rule, scale));

        /// <summary>Turns the last stamp towards a place: its top, which is north, points there.</summary>
        public void TurnLastStamp(Vector2 place) {
            var stamp = _stamps[_stamps.Count - 1];
            var away = place - stamp.place;
            // Clockwise from north: rows go south.
            if (away.magnitude > 0.01f)
                stamp.turn = Mathf.Atan2(away.x, -away.y);
            _stamps[_stamps.Count - 1] = stamp;
        }

        /// <summary>Takes away stamps whose middle lies around a place.</summary>
        public void EraseStamps(Vector2 place, float radius) => _stamps.RemoveAll(stamp => Vector2.Distance(stamp.place, place) <= radius);

        /// <summary>The stamps of a map that covers an area of the world's pixels.</summary>
        /// <param name="sent">The names that the server has given to <see cref="Blobs"/>.</param>
        public IEnumerable<Stamp> Stamps(WorldArea area, float metresPerPixel, IReadOnlyDictionary<byte[], string> sent) => _stamps.Select(kept => {
            var stamp = kept.form.Stamp(sent);
            stamp.XM = (area.OriginXPx + (double)kept.place.x * area.WidthPx) * metresPerPixel;
            stamp.ZM = (area.OriginZPx + (double)kept.place.y * area.DepthPx) * metresPerPixel;
            stamp.WidthM = kept.width * area.WidthPx * metresPerPixel;
            (stamp.TurnDeg, stamp.Rule, stamp.HeightScale, stamp.Round) = (kept.turn * Mathf.Rad2Deg, kept.rule, kept.scale, true);
            return stamp;
        });

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
