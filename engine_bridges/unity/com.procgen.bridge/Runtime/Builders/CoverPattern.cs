using System;
using System.Collections.Generic;
using UnityEngine;

namespace Procgen {
    using Fields = Dictionary<string, object>;

    // Where the plants of a layer stand: the rule of the server's procgen.world.cover.pattern. x and z are metres from the
    // ground's north-western corner, east and south.
    internal sealed class CoverPattern {
        private const double StepX = 0.7548776662466927, StepZ = 0.5698402909980532;
        private const double Thinning = 1.6;

        private readonly Color32[] _density;
        private readonly int _side;
        private readonly Vector2 _sizeM;
        private readonly float _cellM;
        private readonly uint _seed;

        // Of a layer of cover.json: its map, from the south as Unity has pictures, and the ground's size east and south.
        public CoverPattern(Fields layer, float cellM, Color32[] density, int side, Vector2 sizeM) {
            (_density, _side, _sizeM, _cellM) = (density, side, sizeM, cellM);
            (Points, _seed) = (Glb.Number(layer, "points_in_cell"), (uint)Glb.Number(layer, "seed"));
            (ReachM, WholeM) = (Convert.ToSingle(layer["reach_m"]), Convert.ToSingle(layer["whole_m"]));
        }

        public int Points { get; }

        public float ReachM { get; }

        public float WholeM { get; }

        // The share of all plants that is drawn so far away.
        public float ShareAt(float metres) => metres > ReachM ? 0f
            : (float)Math.Min(Math.Pow(WholeM / Math.Max(metres, 0.1f), Thinning), 1.0);

        // The plants of a cell: x and z, and a number from 0 to 1 that is each one's own; those that thinning leaves.
        public IEnumerable<Vector3> Plants(int column, int row, float share) {
            var (shiftX, shiftZ) = Shift((uint)column, (uint)row);
            for (var number = 0; number < Points; number++) {
                var x = (float)((column + Fraction(number * StepX + shiftX)) * _cellM);
                var z = (float)((row + Fraction(number * StepZ + shiftZ)) * _cellM);
                if (x >= _sizeM.x || z >= _sizeM.y || Density(x, z) * share <= (number + 0.5) / Points)
                    continue;
                yield return new Vector3(x, (float)Fraction(number * 0.6180339887 + shiftX), z);
            }
        }

        private float Density(float x, float z) {
            var column = Math.Min((int)(x / _sizeM.x * _side), _side - 1);
            var row = Math.Min((int)(z / _sizeM.y * _side), _side - 1);
            return _density[(_side - 1 - row) * _side + column].r / 255f;
        }

        private (double X, double Z) Shift(uint column, uint row) {
            unchecked {
                var word = column * 73856093u ^ row * 19349663u ^ _seed;
                word = (word ^ word >> 16) * 0x85EBCA6Bu;
                word = (word ^ word >> 16) * 0xC2B2AE35u;
                word ^= word >> 16;
                return ((word & 0xFFFF) / 65536.0, (word >> 16) / 65536.0);
            }
        }

        private static double Fraction(double value) => value - Math.Floor(value);
    }
}
