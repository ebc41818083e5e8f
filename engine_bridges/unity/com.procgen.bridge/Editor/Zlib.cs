using System.IO;
using System.IO.Compression;

namespace Procgen.Editing {
    /// <summary>Streams of zlib (RFC 1950), which .NET Standard 2.1 does not write.</summary>
    internal static class Zlib {
        public static byte[] Pack(byte[] bytes) {
            using var packed = new MemoryStream();
            packed.Write(new byte[] { 0x78, 0x9c }, 0, 2);
            using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, true))
                deflate.Write(bytes, 0, bytes.Length);
            var (a, b) = (1u, 0u);
            foreach (var value in bytes)
                b = (b + (a = (a + value) % 65521)) % 65521;
            packed.Write(new[] { (byte)(b >> 8), (byte)b, (byte)(a >> 8), (byte)a }, 0, 4);
            return packed.ToArray();
        }
    }
}
