using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.InteropServices;
using Unity.Collections;
using UnityEngine.Experimental.Rendering;
using UnityStubs;

namespace UnityEngine.Experimental.Rendering
{
    public enum GraphicsFormat
    {
        None = 0, R8_SRGB = 1, R8G8B8A8_SRGB = 4, R8_UNorm = 5, R8G8_UNorm = 6, R8G8B8A8_UNorm = 8, R16_UNorm = 21, R16_SFloat = 45, R32_SFloat = 49, R32G32B32A32_SFloat = 52,
    }
    [Flags] public enum TextureCreationFlags { None = 0, MipChain = 1, DontInitializePixels = 4 }
}

namespace UnityEngine
{
    public enum TextureFormat
    {
        Alpha8 = 1, RGB24 = 3, RGBA32 = 4, ARGB32 = 5, R16 = 9, DXT1 = 10, DXT5 = 12, BGRA32 = 14, RHalf = 15, RGHalf = 16,
        RGBAHalf = 17, RFloat = 18, RGFloat = 19, RGBAFloat = 20, BC6H = 24, BC7 = 25, BC4 = 26, BC5 = 27, RG16 = 62, R8 = 63, RG32 = 72, RGB48 = 73, RGBA64 = 74,
    }
    public enum FilterMode { Point, Bilinear, Trilinear }
    public enum TextureWrapMode { Repeat, Clamp, Mirror, MirrorOnce }
    public enum ColorSpace { Uninitialized = -1, Gamma = 0, Linear = 1 }
    public enum RenderTextureFormat { ARGB32 = 0, Default = 7, RFloat = 14, R16 = 28 }
    public enum RenderTextureReadWrite { Default, Linear, sRGB }
    public static class QualitySettings { public static ColorSpace activeColorSpace { get; set; } = ColorSpace.Linear; }

    public class Texture : Object
    {
        internal Texture() { }
        public virtual int width { get; set; }
        public virtual int height { get; set; }
        public virtual bool isReadable { get; internal set; } = true;
        public int mipmapCount { get; internal set; } = 1;
        public FilterMode filterMode { get; set; } = FilterMode.Bilinear;
        public TextureWrapMode wrapMode { get; set; }
        public TextureWrapMode wrapModeU { get => wrapMode; set => wrapMode = value; }
        public TextureWrapMode wrapModeV { get => wrapMode; set => wrapMode = value; }
        public int anisoLevel { get; set; } = 1;
        public float mipMapBias { get; set; }
        public GraphicsFormat graphicsFormat { get; internal set; }
        public bool isDataSRGB { get; internal set; }
        public Vector2 texelSize => new Vector2(1f / width, 1f / height);
    }

    /// <summary>Pixels in their format's own bytes, bottom row first; only the largest of the mip levels is kept.</summary>
    public sealed class Texture2D : Texture
    {
        private byte[] m_Data = new byte[0];
        private TextureFormat m_Format;

        public Texture2D(int width, int height) : this(width, height, TextureFormat.RGBA32, true, false) { }
        public Texture2D(int width, int height, TextureFormat textureFormat, bool mipChain) : this(width, height, textureFormat, mipChain, false) { }
        public Texture2D(int width, int height, TextureFormat textureFormat, bool mipChain, bool linear)
        {
            if (width < 1 || height < 1 || width > 16384 || height > 16384) throw new UnityException("Failed to create texture because of invalid parameters.");
            Set(width, height, textureFormat, mipChain);
            isDataSRGB = !linear;
        }
        private void Set(int newWidth, int newHeight, TextureFormat textureFormat, bool mipChain)
        {
            width = newWidth; height = newHeight; m_Format = textureFormat;
            mipmapCount = mipChain ? 1 + (int)Math.Log(Math.Max(newWidth, newHeight), 2) : 1;
            m_Data = Enumerable.Repeat((byte)205, newWidth * newHeight * PixelBytes).ToArray();
        }
        public static Texture2D whiteTexture => Plain("white", Color.white);
        public static Texture2D blackTexture => Plain("black", Color.clear);
        public static Texture2D normalTexture => Plain("normal", new Color(0.5f, 0.5f, 1f));
        private static Texture2D Plain(string name, Color color)
        {
            var made = new Texture2D(4, 4) { name = name };
            made.SetPixels(Enumerable.Repeat(color, 16).ToArray());
            return made;
        }
        public TextureFormat format => m_Format;
        private int PixelBytes
        {
            get
            {
                switch (m_Format)
                {
                    case TextureFormat.Alpha8: case TextureFormat.R8: return 1;
                    case TextureFormat.R16: case TextureFormat.RHalf: case TextureFormat.RG16: return 2;
                    case TextureFormat.RGB24: return 3;
                    case TextureFormat.RGBA32: case TextureFormat.ARGB32: case TextureFormat.BGRA32: case TextureFormat.RFloat: case TextureFormat.RG32: case TextureFormat.RGHalf: return 4;
                    case TextureFormat.RGB48: return 6;
                    case TextureFormat.RGBA64: case TextureFormat.RGBAHalf: case TextureFormat.RGFloat: return 8;
                    case TextureFormat.RGBAFloat: return 16;
                    default: throw new NotSupportedException($"the stubs keep no {m_Format}");
                }
            }
        }
        private void Check()
        {
            World.RequireMainThread("Texture2D");
            RequireAlive();
            if (!isReadable) throw new UnityException($"Texture '{name}' is not readable, the texture memory can not be accessed from scripts.");
        }
        public byte[] GetRawTextureData() { Check(); return (byte[])m_Data.Clone(); }
        public NativeArray<T> GetRawTextureData<T>() where T : struct
        {
            Check();
            if (typeof(T) == typeof(byte)) return (NativeArray<T>)(object)NativeArray<byte>.Over(m_Data);
            return NativeArray<T>.Over(MemoryMarshal.Cast<byte, T>(m_Data).ToArray());
        }
        public NativeArray<T> GetPixelData<T>(int mipLevel) where T : struct => GetRawTextureData<T>();
        public void LoadRawTextureData(byte[] data)
        {
            Check();
            if (data.Length < m_Data.Length) throw new UnityException("LoadRawTextureData: not enough data provided (will result in overread).");
            Array.Copy(data, m_Data, m_Data.Length);
        }
        public void LoadRawTextureData<T>(NativeArray<T> data) where T : struct => LoadRawTextureData(MemoryMarshal.AsBytes<T>(data.Values).ToArray());
        public void SetPixelData<T>(T[] data, int mipLevel, int sourceDataStartIndex = 0)
        {
            Check();
            if (mipLevel != 0) return;
            var bytes = (byte[])(object)(data as byte[]) ?? Bytes(data);
            int start = sourceDataStartIndex * (bytes.Length / Math.Max(1, data.Length));
            if (bytes.Length - start < m_Data.Length) throw new UnityException("SetPixelData: not enough data provided (will result in overread).");
            Array.Copy(bytes, start, m_Data, 0, m_Data.Length);
        }
        public void SetPixelData<T>(NativeArray<T> data, int mipLevel, int sourceDataStartIndex = 0) where T : struct => SetPixelData(data.Values, mipLevel, sourceDataStartIndex);
        private static byte[] Bytes(Array data)
        {
            GCHandle pin = GCHandle.Alloc(data, GCHandleType.Pinned);
            try
            {
                var bytes = new byte[data.Length * Marshal.SizeOf(data.GetType().GetElementType())];
                Marshal.Copy(pin.AddrOfPinnedObject(), bytes, 0, bytes.Length);
                return bytes;
            }
            finally { pin.Free(); }
        }
        private Color Read(int pixel)
        {
            int at = pixel * PixelBytes;
            float U8(int offset) => m_Data[at + offset] / 255f;
            float U16(int offset) => BitConverter.ToUInt16(m_Data, at + offset) / 65535f;
            float F16(int offset) => Mathf.HalfToFloat(BitConverter.ToUInt16(m_Data, at + offset));
            float F32(int offset) => BitConverter.ToSingle(m_Data, at + offset);
            switch (m_Format)
            {
                case TextureFormat.Alpha8: return new Color(1, 1, 1, U8(0));
                case TextureFormat.R8: return new Color(U8(0), 0, 0);
                case TextureFormat.RG16: return new Color(U8(0), U8(1), 0);
                case TextureFormat.RGB24: return new Color(U8(0), U8(1), U8(2));
                case TextureFormat.RGBA32: return new Color(U8(0), U8(1), U8(2), U8(3));
                case TextureFormat.ARGB32: return new Color(U8(1), U8(2), U8(3), U8(0));
                case TextureFormat.BGRA32: return new Color(U8(2), U8(1), U8(0), U8(3));
                case TextureFormat.R16: return new Color(U16(0), 0, 0);
                case TextureFormat.RG32: return new Color(U16(0), U16(2), 0);
                case TextureFormat.RGB48: return new Color(U16(0), U16(2), U16(4));
                case TextureFormat.RGBA64: return new Color(U16(0), U16(2), U16(4), U16(6));
                case TextureFormat.RHalf: return new Color(F16(0), 0, 0);
                case TextureFormat.RGHalf: return new Color(F16(0), F16(2), 0);
                case TextureFormat.RGBAHalf: return new Color(F16(0), F16(2), F16(4), F16(6));
                case TextureFormat.RFloat: return new Color(F32(0), 0, 0);
                case TextureFormat.RGFloat: return new Color(F32(0), F32(4), 0);
                default: return new Color(F32(0), F32(4), F32(8), F32(12));
            }
        }
        private void Write(int pixel, Color color)
        {
            int at = pixel * PixelBytes;
            Color32 c = color;
            void Put(byte[] bytes) => bytes.CopyTo(m_Data, at);
            byte[] U16(float value) => BitConverter.GetBytes((ushort)Mathf.Round(Mathf.Clamp01(value) * 65535f));
            byte[] F16(float value) => BitConverter.GetBytes(Mathf.FloatToHalf(value));
            byte[] F32(float value) => BitConverter.GetBytes(value);
            switch (m_Format)
            {
                case TextureFormat.Alpha8: Put(new[] { c.a }); break;
                case TextureFormat.R8: Put(new[] { c.r }); break;
                case TextureFormat.RG16: Put(new[] { c.r, c.g }); break;
                case TextureFormat.RGB24: Put(new[] { c.r, c.g, c.b }); break;
                case TextureFormat.RGBA32: Put(new[] { c.r, c.g, c.b, c.a }); break;
                case TextureFormat.ARGB32: Put(new[] { c.a, c.r, c.g, c.b }); break;
                case TextureFormat.BGRA32: Put(new[] { c.b, c.g, c.r, c.a }); break;
                case TextureFormat.R16: Put(U16(color.r)); break;
                case TextureFormat.RG32: Put(U16(color.r).Concat(U16(color.g)).ToArray()); break;
                case TextureFormat.RGB48: Put(U16(color.r).Concat(U16(color.g)).Concat(U16(color.b)).ToArray()); break;
                case TextureFormat.RGBA64: Put(U16(color.r).Concat(U16(color.g)).Concat(U16(color.b)).Concat(U16(color.a)).ToArray()); break;
                case TextureFormat.RHalf: Put(F16(color.r)); break;
                case TextureFormat.RGHalf: Put(F16(color.r).Concat(F16(color.g)).ToArray()); break;
                case TextureFormat.RGBAHalf: Put(F16(color.r).Concat(F16(color.g)).Concat(F16(color.b)).Concat(F16(color.a)).ToArray()); break;
                case TextureFormat.RFloat: Put(F32(color.r)); break;
                case TextureFormat.RGFloat: Put(F32(color.r).Concat(F32(color.g)).ToArray()); break;
                default: Put(F32(color.r).Concat(F32(color.g)).Concat(F32(color.b)).Concat(F32(color.a)).ToArray()); break;
            }
        }
        private int Index(int x, int y) => Mathf.Clamp(y, 0, height - 1) * width + Mathf.Clamp(x, 0, width - 1);
        public Color GetPixel(int x, int y) { Check(); return Read(Index(x, y)); }
        public void SetPixel(int x, int y, Color color) { Check(); Write(Index(x, y), color); }
        public Color[] GetPixels() { Check(); return Enumerable.Range(0, width * height).Select(Read).ToArray(); }
        public Color[] GetPixels(int miplevel) => GetPixels();
        public Color32[] GetPixels32() => GetPixels().Select(color => (Color32)color).ToArray();
        public Color32[] GetPixels32(int miplevel) => GetPixels32();
        public void SetPixels(Color[] colors)
        {
            Check();
            if (colors.Length < width * height) throw new UnityException("SetPixels: array size is smaller than the texture.");
            for (int pixel = 0; pixel < width * height; pixel++) Write(pixel, colors[pixel]);
        }
        public void SetPixels32(Color32[] colors) => SetPixels(colors.Select(color => (Color)color).ToArray());
        public Color GetPixelBilinear(float u, float v) => GetPixel(Mathf.FloorToInt(u * width), Mathf.FloorToInt(v * height));
        public void Apply() => Apply(true, false);
        public void Apply(bool updateMipmaps) => Apply(updateMipmaps, false);
        public void Apply(bool updateMipmaps, bool makeNoLongerReadable) { Check(); if (makeNoLongerReadable) isReadable = false; }
        public void Compress(bool highQuality) => Check();
        public bool Reinitialize(int width, int height) { Set(width, height, m_Format, mipmapCount > 1); return true; }
        public void ReadPixels(Rect source, int destX, int destY) => ReadPixels(source, destX, destY, true);
        public void ReadPixels(Rect source, int destX, int destY, bool recalculateMipMaps)
        {
            Check();
            Color32[] drawn = RenderTexture.active?.Pixels ?? throw new NotSupportedException("the stubs draw nothing");
            for (int y = 0; y < (int)source.height; y++)
                for (int x = 0; x < (int)source.width; x++) Write(Index(destX + x, destY + y), drawn[((int)source.y + y) * RenderTexture.active.width + (int)source.x + x]);
        }
        internal void Load(int newWidth, int newHeight, TextureFormat newFormat, byte[] data) { Set(newWidth, newHeight, newFormat, mipmapCount > 1); m_Data = data; }
    }

    public class RenderTexture : Texture
    {
        public RenderTexture(int width, int height, int depth) { this.width = width; this.height = height; }
        public RenderTexture(int width, int height, int depth, RenderTextureFormat format, RenderTextureReadWrite readWrite) : this(width, height, depth) { }
        public static RenderTexture active { get; set; }
        /// <summary>A stub's own: what was drawn, bottom row first; null before anything was.</summary>
        public Color32[] Pixels { get; set; }
        public bool Create() => true;
        public void Release() { }
    }

    /// <summary>PNG for real, but for interlaced ones; of JPEG only the size, in grey; of EXR the stubs know nothing.</summary>
    public static class ImageConversion
    {
        // Segments up to the frame's header, which has its size.
        private static bool LoadJpeg(Texture2D tex, byte[] data)
        {
            for (int at = 2; at + 9 < data.Length; at += 2 + (data[at + 2] << 8 | data[at + 3]))
                if (data[at + 1] >= 0xc0 && data[at + 1] <= 0xc2)
                {
                    int height = data[at + 5] << 8 | data[at + 6], width = data[at + 7] << 8 | data[at + 8];
                    tex.Reinitialize(width, height);
                    tex.SetPixels(Enumerable.Repeat(Color.grey, width * height).ToArray());
                    tex.Apply();
                    return true;
                }
            return false;
        }

        private static readonly byte[] signature = { 137, 80, 78, 71, 13, 10, 26, 10 };

        public static bool LoadImage(this Texture2D tex, byte[] data) => LoadImage(tex, data, false);
        public static bool LoadImage(this Texture2D tex, byte[] data, bool markNonReadable)
        {
            World.RequireMainThread("LoadImage");
            if (data.Length > 4 && data[0] == 0xff && data[1] == 0xd8) return LoadJpeg(tex, data);
            if (data.Length < 33 || !data.Take(8).SequenceEqual(signature)) return false;
            int Big(int at) => data[at] << 24 | data[at + 1] << 16 | data[at + 2] << 8 | data[at + 3];
            int width = Big(16), height = Big(20), depth = data[24], kind = data[25];
            int channels = kind == 0 || kind == 3 ? 1 : kind == 2 ? 3 : kind == 4 ? 2 : 4;
            if (data[28] != 0) throw new NotSupportedException("the stubs read no PNG with interlacing");
            var packed = new MemoryStream();
            byte[] palette = null;
            for (int at = 8; at < data.Length; at += 12 + Big(at))
                if (data[at + 4] == 'I' && data[at + 5] == 'D') packed.Write(data, at + 8, Big(at));
                else if (data[at + 4] == 'P' && data[at + 5] == 'L') palette = data.Skip(at + 8).Take(Big(at)).ToArray();
            packed.Position = 2;
            int size = Math.Max(channels * depth / 8, 1), stride = (width * channels * depth + 7) / 8;
            var raw = new byte[(stride + 1) * height];
            using (var inflate = new DeflateStream(packed, CompressionMode.Decompress))
                for (int got = 0, n; got < raw.Length; got += n)
                    if ((n = inflate.Read(raw, got, raw.Length - got)) <= 0) return false;
            for (int row = 0, at = 0; row < height; row++, at += stride + 1)
                for (int i = 1; i <= stride; i++)
                {
                    int left = i > size ? raw[at + i - size] : 0, up = row > 0 ? raw[at + i - stride - 1] : 0, corner = i > size && row > 0 ? raw[at + i - size - stride - 1] : 0;
                    int guess = raw[at] == 1 ? left : raw[at] == 2 ? up : raw[at] == 3 ? (left + up) / 2 : raw[at] == 4 ? Paeth(left, up, corner) : 0;
                    raw[at + i] = (byte)(raw[at + i] + guess);
                }
            // As Unity does: RGBA32 or RGB24, also of 16 bits a channel; the last row first.
            bool alpha = channels == 2 || channels == 4;
            int step = alpha ? 4 : 3;
            var pixels = new byte[width * height * step];
            for (int row = 0; row < height; row++)
                for (int column = 0; column < width; column++)
                {
                    int from = row * (stride + 1) + 1 + column * channels * depth / 8, to = ((height - 1 - row) * width + column) * step;
                    if (depth < 8 || palette != null)
                    {
                        int most = (1 << depth) - 1, value = raw[from] >> 8 - depth - column * depth % 8 & most;
                        for (int channel = 0; channel < 3; channel++) pixels[to + channel] = palette == null ? (byte)(value * 255 / most) : palette[value * 3 + channel];
                        continue;
                    }
                    for (int channel = 0; channel < 3; channel++) pixels[to + channel] = raw[from + (channels < 3 ? 0 : channel) * depth / 8];
                    if (alpha) pixels[to + 3] = raw[from + (channels - 1) * depth / 8];
                }
            tex.Load(width, height, alpha ? TextureFormat.RGBA32 : TextureFormat.RGB24, pixels);
            if (markNonReadable) tex.Apply(false, true);
            return true;
        }
        private static int Paeth(int a, int b, int c)
        {
            int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
            return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
        }

        public static byte[] EncodeToPNG(this Texture2D tex)
        {
            bool alpha = tex.format == TextureFormat.RGBA32 || tex.format == TextureFormat.ARGB32 || tex.format == TextureFormat.BGRA32;
            Color32[] pixels = tex.GetPixels32();
            var raw = new MemoryStream();
            for (int row = tex.height - 1; row >= 0; row--)
            {
                raw.WriteByte(0);
                for (int column = 0; column < tex.width; column++)
                {
                    Color32 c = pixels[row * tex.width + column];
                    raw.Write(alpha ? new[] { c.r, c.g, c.b, c.a } : new[] { c.r, c.g, c.b }, 0, alpha ? 4 : 3);
                }
            }
            byte[] bytes = raw.ToArray();
            var packed = new MemoryStream();
            packed.Write(new byte[] { 0x78, 0x9c }, 0, 2);
            using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, true)) deflate.Write(bytes, 0, bytes.Length);
            uint a = 1, b = 0;
            foreach (byte value in bytes) { a = (a + value) % 65521; b = (b + a) % 65521; }
            packed.Write(BigEndian(b << 16 | a), 0, 4);
            var png = new MemoryStream();
            png.Write(signature, 0, 8);
            Chunk(png, "IHDR", BigEndian((uint)tex.width).Concat(BigEndian((uint)tex.height)).Concat(new byte[] { 8, (byte)(alpha ? 6 : 2), 0, 0, 0 }).ToArray());
            Chunk(png, "IDAT", packed.ToArray());
            Chunk(png, "IEND", new byte[0]);
            return png.ToArray();
        }
        private static byte[] BigEndian(uint value) => new[] { (byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value };
        private static void Chunk(Stream png, string kind, byte[] data)
        {
            byte[] body = kind.Select(letter => (byte)letter).Concat(data).ToArray();
            uint crc = 0xffffffff;
            foreach (byte value in body)
            {
                crc ^= value;
                for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
            }
            png.Write(BigEndian((uint)data.Length), 0, 4);
            png.Write(body, 0, body.Length);
            png.Write(BigEndian(~crc), 0, 4);
        }
        public static byte[] EncodeToJPG(this Texture2D tex) => throw new NotSupportedException("the stubs write no JPEG");
        public static byte[] EncodeToEXR(this Texture2D tex) => throw new NotSupportedException("the stubs write no EXR");
    }
}
