using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Procgen.V1;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen.Editing {
    /// <summary>What can be set onto the land: a landform's form, or the heights of a picture.</summary>
    internal sealed class StampForm {
        private const int PicturePx = 1024;

        private readonly string _landform = "";
        private readonly int _width, _depth;

        /// <param name="landform">One that a process makes.</param>
        public StampForm(string landform) => _landform = landform;

        private StampForm(byte[] heights, int width, int depth) => (Heights, _width, _depth) = (heights, width, depth);

        /// <summary>Heights that the server must have before; null for a landform.</summary>
        public byte[] Heights { get; }

        /// <summary>Heights of a picture file: its grey times what white stands for; null if it can't be read.</summary>
        public static StampForm OfPicture(string path, float whiteM) {
            var picture = File.Exists(path) ? PictureStrip.TextureOf(File.ReadAllBytes(path)) : null;
            if (!picture)
                return null;
            var shrink = Math.Min(1f, (float)PicturePx / Math.Max(picture.width, picture.height));
            var (width, depth) = (Math.Max(2, (int)(picture.width * shrink)), Math.Max(2, (int)(picture.height * shrink)));
            // Textures begin below, heights in the north-west.
            var heights = Enumerable.Range(0, width * depth).Select(index => whiteM * picture.GetPixelBilinear(
                (index % width + 0.5f) / width, 1 - (index / width + 0.5f) / depth).grayscale).ToArray();
            Object.DestroyImmediate(picture);
            var bytes = new byte[heights.Length * sizeof(float)];
            Buffer.BlockCopy(heights, 0, bytes, 0, bytes.Length);
            return new StampForm(Zlib.Pack(bytes), width, depth);
        }

        /// <summary>A stamp of it.</summary>
        /// <param name="sent">The names of heights that the server has.</param>
        public Stamp Stamp(IReadOnlyDictionary<byte[], string> sent) => Heights == null ? new Stamp { Landform = _landform }
            : new Stamp { Sha256 = sent[Heights], Width = (uint)_width, Depth = (uint)_depth };
    }
}
