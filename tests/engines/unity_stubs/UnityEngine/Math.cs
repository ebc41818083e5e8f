using System;
using System.Globalization;

namespace UnityEngine
{
    public static class Mathf
    {
        public const float PI = (float)Math.PI;
        public const float Deg2Rad = PI / 180f;
        public const float Rad2Deg = 180f / PI;
        public const float Infinity = float.PositiveInfinity;
        public const float NegativeInfinity = float.NegativeInfinity;
        public static readonly float Epsilon = float.Epsilon;

        public static float Abs(float f) => Math.Abs(f);
        public static int Abs(int value) => Math.Abs(value);
        public static float Acos(float f) => (float)Math.Acos(f);
        public static float Asin(float f) => (float)Math.Asin(f);
        public static float Atan(float f) => (float)Math.Atan(f);
        public static float Atan2(float y, float x) => (float)Math.Atan2(y, x);
        public static float Ceil(float f) => (float)Math.Ceiling(f);
        public static int CeilToInt(float f) => (int)Math.Ceiling(f);
        public static float Clamp(float value, float min, float max) => value < min ? min : value > max ? max : value;
        public static int Clamp(int value, int min, int max) => value < min ? min : value > max ? max : value;
        public static float Clamp01(float value) => Clamp(value, 0f, 1f);
        public static int ClosestPowerOfTwo(int value)
        {
            int next = NextPowerOfTwo(value), previous = next >> 1;
            return value - previous < next - value ? previous : next;
        }
        public static float Cos(float f) => (float)Math.Cos(f);
        public static float Exp(float power) => (float)Math.Exp(power);
        public static float Floor(float f) => (float)Math.Floor(f);
        public static int FloorToInt(float f) => (int)Math.Floor(f);
        public static ushort FloatToHalf(float value)
        {
            int bits = BitConverter.SingleToInt32Bits(value), sign = (bits >> 16) & 0x8000;
            int exponent = ((bits >> 23) & 0xff) - 112, mantissa = bits & 0x7fffff;
            if (exponent >= 31) return (ushort)(sign | 0x7c00 | (exponent == 143 && mantissa != 0 ? 0x200 : 0));
            if (exponent <= 0)
            {
                if (exponent < -10) return (ushort)sign;
                mantissa = (mantissa | 0x800000) >> (1 - exponent);
                return (ushort)(sign | ((mantissa + 0x1000) >> 13));
            }
            return (ushort)(sign | (((exponent << 23 | mantissa) + 0x1000) >> 13));
        }
        public static float HalfToFloat(ushort value)
        {
            int exponent = (value >> 10) & 31, mantissa = value & 1023;
            float size = exponent == 0 ? mantissa * (float)Math.Pow(2, -24)
                : exponent == 31 ? (mantissa == 0 ? float.PositiveInfinity : float.NaN)
                : (1 + mantissa / 1024f) * (float)Math.Pow(2, exponent - 15);
            return (value & 0x8000) != 0 ? -size : size;
        }
        public static float GammaToLinearSpace(float value) =>
            value <= 0.04045f ? value / 12.92f : (float)Math.Pow((value + 0.055) / 1.055, 2.4);
        public static float LinearToGammaSpace(float value) =>
            value <= 0.0031308f ? value * 12.92f : (float)(1.055 * Math.Pow(value, 1 / 2.4) - 0.055);
        public static float InverseLerp(float a, float b, float value) => a == b ? 0f : Clamp01((value - a) / (b - a));
        public static bool IsPowerOfTwo(int value) => value > 0 && (value & (value - 1)) == 0;
        public static float Lerp(float a, float b, float t) => a + (b - a) * Clamp01(t);
        public static float LerpUnclamped(float a, float b, float t) => a + (b - a) * t;
        public static float LerpAngle(float a, float b, float t) => a + DeltaAngle(a, b) * Clamp01(t);
        public static float DeltaAngle(float current, float target)
        {
            float delta = Repeat(target - current, 360f);
            return delta > 180f ? delta - 360f : delta;
        }
        public static float Log(float f) => (float)Math.Log(f);
        public static float Log(float f, float p) => (float)Math.Log(f, p);
        public static float Log10(float f) => (float)Math.Log10(f);
        public static float Max(float a, float b) => a > b ? a : b;
        public static int Max(int a, int b) => a > b ? a : b;
        public static float Max(params float[] values)
        {
            float most = values.Length == 0 ? 0f : values[0];
            foreach (float value in values) most = Max(most, value);
            return most;
        }
        public static int Max(params int[] values)
        {
            int most = values.Length == 0 ? 0 : values[0];
            foreach (int value in values) most = Max(most, value);
            return most;
        }
        public static float Min(float a, float b) => a < b ? a : b;
        public static int Min(int a, int b) => a < b ? a : b;
        public static float Min(params float[] values)
        {
            float least = values.Length == 0 ? 0f : values[0];
            foreach (float value in values) least = Min(least, value);
            return least;
        }
        public static int Min(params int[] values)
        {
            int least = values.Length == 0 ? 0 : values[0];
            foreach (int value in values) least = Min(least, value);
            return least;
        }
        public static float MoveTowards(float current, float target, float maxDelta) =>
            Abs(target - current) <= maxDelta ? target : current + Sign(target - current) * maxDelta;
        public static int NextPowerOfTwo(int value)
        {
            int power = 1;
            while (power < value) power <<= 1;
            return power;
        }
        public static float PingPong(float t, float length)
        {
            t = Repeat(t, length * 2f);
            return length - Abs(t - length);
        }
        public static float Pow(float f, float p) => (float)Math.Pow(f, p);
        public static float Repeat(float t, float length) => Clamp(t - Floor(t / length) * length, 0f, length);
        public static float Round(float f) => (float)Math.Round(f);
        public static int RoundToInt(float f) => (int)Math.Round(f);
        public static float Sign(float f) => f >= 0f ? 1f : -1f;
        public static float Sin(float f) => (float)Math.Sin(f);
        public static float SmoothStep(float from, float to, float t)
        {
            t = Clamp01(t);
            t = t * t * (3f - 2f * t);
            return to * t + from * (1f - t);
        }
        public static float Sqrt(float f) => (float)Math.Sqrt(f);
        public static float Tan(float f) => (float)Math.Tan(f);
        public static bool Approximately(float a, float b) =>
            Abs(b - a) < Max(0.000001f * Max(Abs(a), Abs(b)), Epsilon * 8f);
    }

    [Serializable]
    public struct Vector2 : IEquatable<Vector2>, IFormattable
    {
        public float x, y;
        public const float kEpsilon = 0.00001f;
        public Vector2(float x, float y) { this.x = x; this.y = y; }
        public float this[int index] { get => index == 0 ? x : y; set { if (index == 0) x = value; else y = value; } }
        public static Vector2 zero => new Vector2(0, 0);
        public static Vector2 one => new Vector2(1, 1);
        public static Vector2 up => new Vector2(0, 1);
        public static Vector2 down => new Vector2(0, -1);
        public static Vector2 left => new Vector2(-1, 0);
        public static Vector2 right => new Vector2(1, 0);
        public float magnitude => Mathf.Sqrt(sqrMagnitude);
        public float sqrMagnitude => x * x + y * y;
        public Vector2 normalized => magnitude > kEpsilon ? this / magnitude : zero;
        public void Set(float newX, float newY) { x = newX; y = newY; }
        public void Normalize() => this = normalized;
        public static float Distance(Vector2 a, Vector2 b) => (a - b).magnitude;
        public static float Dot(Vector2 lhs, Vector2 rhs) => lhs.x * rhs.x + lhs.y * rhs.y;
        public static Vector2 Lerp(Vector2 a, Vector2 b, float t) => a + (b - a) * Mathf.Clamp01(t);
        public static Vector2 Max(Vector2 lhs, Vector2 rhs) => new Vector2(Mathf.Max(lhs.x, rhs.x), Mathf.Max(lhs.y, rhs.y));
        public static Vector2 Min(Vector2 lhs, Vector2 rhs) => new Vector2(Mathf.Min(lhs.x, rhs.x), Mathf.Min(lhs.y, rhs.y));
        public static Vector2 Scale(Vector2 a, Vector2 b) => a * b;
        public static Vector2 ClampMagnitude(Vector2 vector, float maxLength) =>
            vector.magnitude > maxLength ? vector.normalized * maxLength : vector;
        public static Vector2 operator +(Vector2 a, Vector2 b) => new Vector2(a.x + b.x, a.y + b.y);
        public static Vector2 operator -(Vector2 a, Vector2 b) => new Vector2(a.x - b.x, a.y - b.y);
        public static Vector2 operator *(Vector2 a, Vector2 b) => new Vector2(a.x * b.x, a.y * b.y);
        public static Vector2 operator /(Vector2 a, Vector2 b) => new Vector2(a.x / b.x, a.y / b.y);
        public static Vector2 operator -(Vector2 a) => new Vector2(-a.x, -a.y);
        public static Vector2 operator *(Vector2 a, float d) => new Vector2(a.x * d, a.y * d);
        public static Vector2 operator *(float d, Vector2 a) => a * d;
        public static Vector2 operator /(Vector2 a, float d) => new Vector2(a.x / d, a.y / d);
        public static bool operator ==(Vector2 lhs, Vector2 rhs) => (lhs - rhs).sqrMagnitude < kEpsilon * kEpsilon;
        public static bool operator !=(Vector2 lhs, Vector2 rhs) => !(lhs == rhs);
        public static implicit operator Vector2(Vector3 v) => new Vector2(v.x, v.y);
        public static implicit operator Vector3(Vector2 v) => new Vector3(v.x, v.y, 0);
        public bool Equals(Vector2 other) => x == other.x && y == other.y;
        public override bool Equals(object other) => other is Vector2 v && Equals(v);
        public override int GetHashCode() => x.GetHashCode() ^ (y.GetHashCode() << 2);
        public override string ToString() => ToString("F2", CultureInfo.InvariantCulture);
        public string ToString(string format) => ToString(format, CultureInfo.InvariantCulture);
        public string ToString(string format, IFormatProvider provider) =>
            $"({x.ToString(format, provider)}, {y.ToString(format, provider)})";
    }

    [Serializable]
    public struct Vector3 : IEquatable<Vector3>, IFormattable
    {
        public float x, y, z;
        public const float kEpsilon = 0.00001f;
        public Vector3(float x, float y, float z) { this.x = x; this.y = y; this.z = z; }
        public Vector3(float x, float y) : this(x, y, 0) { }
        public float this[int index]
        {
            get => index == 0 ? x : index == 1 ? y : index == 2 ? z : throw new IndexOutOfRangeException("Invalid Vector3 index!");
            set { if (index == 0) x = value; else if (index == 1) y = value; else if (index == 2) z = value; else throw new IndexOutOfRangeException("Invalid Vector3 index!"); }
        }
        public static Vector3 zero => new Vector3(0, 0, 0);
        public static Vector3 one => new Vector3(1, 1, 1);
        public static Vector3 up => new Vector3(0, 1, 0);
        public static Vector3 down => new Vector3(0, -1, 0);
        public static Vector3 left => new Vector3(-1, 0, 0);
        public static Vector3 right => new Vector3(1, 0, 0);
        public static Vector3 forward => new Vector3(0, 0, 1);
        public static Vector3 back => new Vector3(0, 0, -1);
        public static Vector3 positiveInfinity => one * float.PositiveInfinity;
        public static Vector3 negativeInfinity => one * float.NegativeInfinity;
        public float magnitude => Mathf.Sqrt(sqrMagnitude);
        public float sqrMagnitude => x * x + y * y + z * z;
        public Vector3 normalized => magnitude > kEpsilon ? this / magnitude : zero;
        public void Set(float newX, float newY, float newZ) { x = newX; y = newY; z = newZ; }
        public void Normalize() => this = normalized;
        public void Scale(Vector3 scale) => this = Scale(this, scale);
        public static float Angle(Vector3 from, Vector3 to) =>
            Mathf.Acos(Mathf.Clamp(Dot(from.normalized, to.normalized), -1f, 1f)) * Mathf.Rad2Deg;
        public static Vector3 ClampMagnitude(Vector3 vector, float maxLength) =>
            vector.magnitude > maxLength ? vector.normalized * maxLength : vector;
        public static Vector3 Cross(Vector3 lhs, Vector3 rhs) => new Vector3(
            lhs.y * rhs.z - lhs.z * rhs.y, lhs.z * rhs.x - lhs.x * rhs.z, lhs.x * rhs.y - lhs.y * rhs.x);
        public static float Distance(Vector3 a, Vector3 b) => (a - b).magnitude;
        public static float Dot(Vector3 lhs, Vector3 rhs) => lhs.x * rhs.x + lhs.y * rhs.y + lhs.z * rhs.z;
        public static Vector3 Lerp(Vector3 a, Vector3 b, float t) => a + (b - a) * Mathf.Clamp01(t);
        public static Vector3 LerpUnclamped(Vector3 a, Vector3 b, float t) => a + (b - a) * t;
        public static float Magnitude(Vector3 vector) => vector.magnitude;
        public static float SqrMagnitude(Vector3 vector) => vector.sqrMagnitude;
        public static Vector3 Normalize(Vector3 value) => value.normalized;
        public static Vector3 Max(Vector3 lhs, Vector3 rhs) =>
            new Vector3(Mathf.Max(lhs.x, rhs.x), Mathf.Max(lhs.y, rhs.y), Mathf.Max(lhs.z, rhs.z));
        public static Vector3 Min(Vector3 lhs, Vector3 rhs) =>
            new Vector3(Mathf.Min(lhs.x, rhs.x), Mathf.Min(lhs.y, rhs.y), Mathf.Min(lhs.z, rhs.z));
        public static Vector3 MoveTowards(Vector3 current, Vector3 target, float maxDistanceDelta) =>
            Distance(current, target) <= maxDistanceDelta ? target : current + (target - current).normalized * maxDistanceDelta;
        public static Vector3 Project(Vector3 vector, Vector3 onNormal) =>
            onNormal.sqrMagnitude < Mathf.Epsilon ? zero : onNormal * (Dot(vector, onNormal) / onNormal.sqrMagnitude);
        public static Vector3 ProjectOnPlane(Vector3 vector, Vector3 planeNormal) => vector - Project(vector, planeNormal);
        public static Vector3 Scale(Vector3 a, Vector3 b) => new Vector3(a.x * b.x, a.y * b.y, a.z * b.z);
        public static Vector3 operator +(Vector3 a, Vector3 b) => new Vector3(a.x + b.x, a.y + b.y, a.z + b.z);
        public static Vector3 operator -(Vector3 a, Vector3 b) => new Vector3(a.x - b.x, a.y - b.y, a.z - b.z);
        public static Vector3 operator -(Vector3 a) => new Vector3(-a.x, -a.y, -a.z);
        public static Vector3 operator *(Vector3 a, float d) => new Vector3(a.x * d, a.y * d, a.z * d);
        public static Vector3 operator *(float d, Vector3 a) => a * d;
        public static Vector3 operator /(Vector3 a, float d) => new Vector3(a.x / d, a.y / d, a.z / d);
        public static bool operator ==(Vector3 lhs, Vector3 rhs) => (lhs - rhs).sqrMagnitude < kEpsilon * kEpsilon;
        public static bool operator !=(Vector3 lhs, Vector3 rhs) => !(lhs == rhs);
        public bool Equals(Vector3 other) => x == other.x && y == other.y && z == other.z;
        public override bool Equals(object other) => other is Vector3 v && Equals(v);
        public override int GetHashCode() => x.GetHashCode() ^ (y.GetHashCode() << 2) ^ (z.GetHashCode() >> 2);
        public override string ToString() => ToString("F2", CultureInfo.InvariantCulture);
        public string ToString(string format) => ToString(format, CultureInfo.InvariantCulture);
        public string ToString(string format, IFormatProvider provider) =>
            $"({x.ToString(format, provider)}, {y.ToString(format, provider)}, {z.ToString(format, provider)})";
    }

    [Serializable]
    public struct Vector4 : IEquatable<Vector4>, IFormattable
    {
        public float x, y, z, w;
        public Vector4(float x, float y, float z, float w) { this.x = x; this.y = y; this.z = z; this.w = w; }
        public Vector4(float x, float y, float z) : this(x, y, z, 0) { }
        public Vector4(float x, float y) : this(x, y, 0, 0) { }
        public static Vector4 zero => default;
        public static Vector4 one => new Vector4(1, 1, 1, 1);
        public float this[int index]
        {
            get => index == 0 ? x : index == 1 ? y : index == 2 ? z : index == 3 ? w : throw new IndexOutOfRangeException("Invalid Vector4 index!");
            set { if (index == 0) x = value; else if (index == 1) y = value; else if (index == 2) z = value; else if (index == 3) w = value; else throw new IndexOutOfRangeException("Invalid Vector4 index!"); }
        }
        public float magnitude => Mathf.Sqrt(sqrMagnitude);
        public float sqrMagnitude => Dot(this, this);
        public Vector4 normalized => magnitude > 0.00001f ? this / magnitude : zero;
        public static float Dot(Vector4 a, Vector4 b) => a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;
        public static Vector4 Lerp(Vector4 a, Vector4 b, float t) => a + (b - a) * Mathf.Clamp01(t);
        public static Vector4 operator +(Vector4 a, Vector4 b) => new Vector4(a.x + b.x, a.y + b.y, a.z + b.z, a.w + b.w);
        public static Vector4 operator -(Vector4 a, Vector4 b) => new Vector4(a.x - b.x, a.y - b.y, a.z - b.z, a.w - b.w);
        public static Vector4 operator -(Vector4 a) => new Vector4(-a.x, -a.y, -a.z, -a.w);
        public static Vector4 operator *(Vector4 a, float d) => new Vector4(a.x * d, a.y * d, a.z * d, a.w * d);
        public static Vector4 operator *(float d, Vector4 a) => a * d;
        public static Vector4 operator /(Vector4 a, float d) => new Vector4(a.x / d, a.y / d, a.z / d, a.w / d);
        public static bool operator ==(Vector4 lhs, Vector4 rhs) => (lhs - rhs).sqrMagnitude < 1e-10f;
        public static bool operator !=(Vector4 lhs, Vector4 rhs) => !(lhs == rhs);
        public static implicit operator Vector4(Vector3 v) => new Vector4(v.x, v.y, v.z, 0);
        public static implicit operator Vector3(Vector4 v) => new Vector3(v.x, v.y, v.z);
        public static implicit operator Vector4(Vector2 v) => new Vector4(v.x, v.y, 0, 0);
        public static implicit operator Vector2(Vector4 v) => new Vector2(v.x, v.y);
        public bool Equals(Vector4 other) => x == other.x && y == other.y && z == other.z && w == other.w;
        public override bool Equals(object other) => other is Vector4 v && Equals(v);
        public override int GetHashCode() => x.GetHashCode() ^ (y.GetHashCode() << 2) ^ (z.GetHashCode() >> 2) ^ (w.GetHashCode() >> 1);
        public override string ToString() => ToString("F2", CultureInfo.InvariantCulture);
        public string ToString(string format, IFormatProvider provider) =>
            $"({x.ToString(format, provider)}, {y.ToString(format, provider)}, {z.ToString(format, provider)}, {w.ToString(format, provider)})";
    }

    [Serializable]
    public struct Vector2Int : IEquatable<Vector2Int>
    {
        private int m_X, m_Y;
        public int x { get => m_X; set => m_X = value; }
        public int y { get => m_Y; set => m_Y = value; }
        public Vector2Int(int x, int y) { m_X = x; m_Y = y; }
        public static Vector2Int zero => default;
        public static Vector2Int one => new Vector2Int(1, 1);
        public static Vector2Int up => new Vector2Int(0, 1);
        public static Vector2Int down => new Vector2Int(0, -1);
        public static Vector2Int left => new Vector2Int(-1, 0);
        public static Vector2Int right => new Vector2Int(1, 0);
        public float magnitude => Mathf.Sqrt(sqrMagnitude);
        public int sqrMagnitude => x * x + y * y;
        public static float Distance(Vector2Int a, Vector2Int b) => (a - b).magnitude;
        public static Vector2Int FloorToInt(Vector2 v) => new Vector2Int(Mathf.FloorToInt(v.x), Mathf.FloorToInt(v.y));
        public static Vector2Int RoundToInt(Vector2 v) => new Vector2Int(Mathf.RoundToInt(v.x), Mathf.RoundToInt(v.y));
        public static Vector2Int operator +(Vector2Int a, Vector2Int b) => new Vector2Int(a.x + b.x, a.y + b.y);
        public static Vector2Int operator -(Vector2Int a, Vector2Int b) => new Vector2Int(a.x - b.x, a.y - b.y);
        public static Vector2Int operator -(Vector2Int v) => new Vector2Int(-v.x, -v.y);
        public static Vector2Int operator *(Vector2Int a, int b) => new Vector2Int(a.x * b, a.y * b);
        public static Vector2Int operator *(int a, Vector2Int b) => b * a;
        public static Vector2Int operator *(Vector2Int a, Vector2Int b) => new Vector2Int(a.x * b.x, a.y * b.y);
        public static bool operator ==(Vector2Int lhs, Vector2Int rhs) => lhs.x == rhs.x && lhs.y == rhs.y;
        public static bool operator !=(Vector2Int lhs, Vector2Int rhs) => !(lhs == rhs);
        public static implicit operator Vector2(Vector2Int v) => new Vector2(v.x, v.y);
        public bool Equals(Vector2Int other) => this == other;
        public override bool Equals(object other) => other is Vector2Int v && Equals(v);
        public override int GetHashCode() => x.GetHashCode() ^ (y.GetHashCode() << 2);
        public override string ToString() => $"({x}, {y})";
    }

    [Serializable]
    public struct Vector3Int : IEquatable<Vector3Int>
    {
        private int m_X, m_Y, m_Z;
        public int x { get => m_X; set => m_X = value; }
        public int y { get => m_Y; set => m_Y = value; }
        public int z { get => m_Z; set => m_Z = value; }
        public Vector3Int(int x, int y, int z) { m_X = x; m_Y = y; m_Z = z; }
        public static Vector3Int zero => default;
        public static Vector3Int one => new Vector3Int(1, 1, 1);
        public static Vector3Int operator +(Vector3Int a, Vector3Int b) => new Vector3Int(a.x + b.x, a.y + b.y, a.z + b.z);
        public static Vector3Int operator -(Vector3Int a, Vector3Int b) => new Vector3Int(a.x - b.x, a.y - b.y, a.z - b.z);
        public static bool operator ==(Vector3Int lhs, Vector3Int rhs) => lhs.Equals(rhs);
        public static bool operator !=(Vector3Int lhs, Vector3Int rhs) => !lhs.Equals(rhs);
        public static implicit operator Vector3(Vector3Int v) => new Vector3(v.x, v.y, v.z);
        public bool Equals(Vector3Int other) => x == other.x && y == other.y && z == other.z;
        public override bool Equals(object other) => other is Vector3Int v && Equals(v);
        public override int GetHashCode() => x ^ (y << 4) ^ (z >> 4);
        public override string ToString() => $"({x}, {y}, {z})";
    }

    [Serializable]
    public struct Quaternion : IEquatable<Quaternion>
    {
        public float x, y, z, w;
        public Quaternion(float x, float y, float z, float w) { this.x = x; this.y = y; this.z = z; this.w = w; }
        public static Quaternion identity => new Quaternion(0, 0, 0, 1);
        public float this[int index] => index == 0 ? x : index == 1 ? y : index == 2 ? z : w;
        public Quaternion normalized => Normalize(this);
        public void Normalize() => this = Normalize(this);
        public void Set(float newX, float newY, float newZ, float newW) { x = newX; y = newY; z = newZ; w = newW; }
        public Vector3 eulerAngles
        {
            get
            {
                // Y, then X, then Z, as Unity turns.
                Matrix4x4 m = Matrix4x4.Rotate(this);
                float pitch = Mathf.Asin(Mathf.Clamp(-m.m12, -1f, 1f)), yaw, roll;
                if (Mathf.Abs(m.m12) < 0.99999f) { yaw = Mathf.Atan2(m.m02, m.m22); roll = Mathf.Atan2(m.m10, m.m11); }
                else { yaw = Mathf.Atan2(-m.m20, m.m00); roll = 0; }
                Vector3 degrees = new Vector3(pitch, yaw, roll) * Mathf.Rad2Deg;
                return new Vector3(Mathf.Repeat(degrees.x, 360f), Mathf.Repeat(degrees.y, 360f), Mathf.Repeat(degrees.z, 360f));
            }
            set => this = Euler(value);
        }
        public static float Angle(Quaternion a, Quaternion b) =>
            Mathf.Acos(Mathf.Min(Mathf.Abs(Dot(a, b)), 1f)) * 2f * Mathf.Rad2Deg;
        public static Quaternion AngleAxis(float angle, Vector3 axis)
        {
            Vector3 v = axis.normalized * Mathf.Sin(angle * Mathf.Deg2Rad / 2);
            return new Quaternion(v.x, v.y, v.z, Mathf.Cos(angle * Mathf.Deg2Rad / 2));
        }
        public void ToAngleAxis(out float angle, out Vector3 axis)
        {
            Quaternion q = normalized;
            angle = 2f * Mathf.Acos(Mathf.Clamp(q.w, -1f, 1f)) * Mathf.Rad2Deg;
            var v = new Vector3(q.x, q.y, q.z);
            axis = v.magnitude > 1e-6f ? v.normalized : Vector3.right;
        }
        public static float Dot(Quaternion a, Quaternion b) => a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;
        public static Quaternion Euler(Vector3 euler) => Euler(euler.x, euler.y, euler.z);
        public static Quaternion Euler(float x, float y, float z) =>
            AngleAxis(y, Vector3.up) * AngleAxis(x, Vector3.right) * AngleAxis(z, Vector3.forward);
        public static Quaternion FromToRotation(Vector3 fromDirection, Vector3 toDirection)
        {
            Vector3 from = fromDirection.normalized, to = toDirection.normalized, axis = Vector3.Cross(from, to);
            float cosine = Vector3.Dot(from, to);
            if (cosine < -0.99999f) return AngleAxis(180, Mathf.Abs(from.x) < 0.9f ? Vector3.Cross(from, Vector3.right) : Vector3.Cross(from, Vector3.up));
            return Normalize(new Quaternion(axis.x, axis.y, axis.z, 1 + cosine));
        }
        public static Quaternion Inverse(Quaternion rotation)
        {
            float norm = Dot(rotation, rotation);
            return new Quaternion(-rotation.x / norm, -rotation.y / norm, -rotation.z / norm, rotation.w / norm);
        }
        public static Quaternion LookRotation(Vector3 forward) => LookRotation(forward, Vector3.up);
        public static Quaternion LookRotation(Vector3 forward, Vector3 upwards)
        {
            Vector3 z = forward.normalized, x = Vector3.Cross(upwards, z).normalized;
            if (x == Vector3.zero) return FromToRotation(Vector3.forward, z);
            Vector3 y = Vector3.Cross(z, x);
            return new Matrix4x4(x, y, z, new Vector4(0, 0, 0, 1)).rotation;
        }
        public static Quaternion Normalize(Quaternion q)
        {
            float length = Mathf.Sqrt(Dot(q, q));
            return length < 1e-12f ? identity : new Quaternion(q.x / length, q.y / length, q.z / length, q.w / length);
        }
        public static Quaternion Lerp(Quaternion a, Quaternion b, float t)
        {
            t = Mathf.Clamp01(t);
            float sign = Dot(a, b) < 0 ? -1 : 1, s = 1 - t;
            return Normalize(new Quaternion(a.x * s + b.x * t * sign, a.y * s + b.y * t * sign, a.z * s + b.z * t * sign, a.w * s + b.w * t * sign));
        }
        public static Quaternion Slerp(Quaternion a, Quaternion b, float t)
        {
            float cosine = Dot(a, b), sign = cosine < 0 ? -1 : 1, angle = Mathf.Acos(Mathf.Min(cosine * sign, 1f));
            if (angle < 1e-3f) return Lerp(a, b, t);
            t = Mathf.Clamp01(t);
            float s = Mathf.Sin((1 - t) * angle) / Mathf.Sin(angle), r = sign * Mathf.Sin(t * angle) / Mathf.Sin(angle);
            return new Quaternion(a.x * s + b.x * r, a.y * s + b.y * r, a.z * s + b.z * r, a.w * s + b.w * r);
        }
        public static Quaternion operator *(Quaternion a, Quaternion b) => new Quaternion(
            a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y, a.w * b.y + a.y * b.w + a.z * b.x - a.x * b.z,
            a.w * b.z + a.z * b.w + a.x * b.y - a.y * b.x, a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z);
        public static Vector3 operator *(Quaternion rotation, Vector3 point)
        {
            var q = new Vector3(rotation.x, rotation.y, rotation.z);
            Vector3 t = 2 * Vector3.Cross(q, point);
            return point + rotation.w * t + Vector3.Cross(q, t);
        }
        public static bool operator ==(Quaternion lhs, Quaternion rhs) => Dot(lhs, rhs) > 1f - 0.000001f;
        public static bool operator !=(Quaternion lhs, Quaternion rhs) => !(lhs == rhs);
        public bool Equals(Quaternion other) => x == other.x && y == other.y && z == other.z && w == other.w;
        public override bool Equals(object other) => other is Quaternion q && Equals(q);
        public override int GetHashCode() => x.GetHashCode() ^ (y.GetHashCode() << 2) ^ (z.GetHashCode() >> 2) ^ (w.GetHashCode() >> 1);
        public override string ToString() => FormattableString.Invariant($"({x:F5}, {y:F5}, {z:F5}, {w:F5})");
    }

    /// <summary>mRC: row R, column C; the constructor and the index by one number go column by column.</summary>
    [Serializable]
    public struct Matrix4x4 : IEquatable<Matrix4x4>
    {
        public float m00, m10, m20, m30, m01, m11, m21, m31, m02, m12, m22, m32, m03, m13, m23, m33;
        public Matrix4x4(Vector4 column0, Vector4 column1, Vector4 column2, Vector4 column3)
        {
            m00 = column0.x; m10 = column0.y; m20 = column0.z; m30 = column0.w;
            m01 = column1.x; m11 = column1.y; m21 = column1.z; m31 = column1.w;
            m02 = column2.x; m12 = column2.y; m22 = column2.z; m32 = column2.w;
            m03 = column3.x; m13 = column3.y; m23 = column3.z; m33 = column3.w;
        }
        public static Matrix4x4 identity => new Matrix4x4(new Vector4(1, 0, 0, 0), new Vector4(0, 1, 0, 0), new Vector4(0, 0, 1, 0), new Vector4(0, 0, 0, 1));
        public static Matrix4x4 zero => default;
        public float this[int row, int column] { get => this[row + column * 4]; set => this[row + column * 4] = value; }
        public float this[int index]
        {
            get
            {
                switch (index)
                {
                    case 0: return m00; case 1: return m10; case 2: return m20; case 3: return m30;
                    case 4: return m01; case 5: return m11; case 6: return m21; case 7: return m31;
                    case 8: return m02; case 9: return m12; case 10: return m22; case 11: return m32;
                    case 12: return m03; case 13: return m13; case 14: return m23; case 15: return m33;
                    default: throw new IndexOutOfRangeException("Invalid matrix index!");
                }
            }
            set
            {
                switch (index)
                {
                    case 0: m00 = value; break; case 1: m10 = value; break; case 2: m20 = value; break; case 3: m30 = value; break;
                    case 4: m01 = value; break; case 5: m11 = value; break; case 6: m21 = value; break; case 7: m31 = value; break;
                    case 8: m02 = value; break; case 9: m12 = value; break; case 10: m22 = value; break; case 11: m32 = value; break;
                    case 12: m03 = value; break; case 13: m13 = value; break; case 14: m23 = value; break; case 15: m33 = value; break;
                    default: throw new IndexOutOfRangeException("Invalid matrix index!");
                }
            }
        }
        public Vector4 GetColumn(int index) => new Vector4(this[0, index], this[1, index], this[2, index], this[3, index]);
        public Vector4 GetRow(int index) => new Vector4(this[index, 0], this[index, 1], this[index, 2], this[index, 3]);
        public void SetColumn(int index, Vector4 column) { for (int row = 0; row < 4; row++) this[row, index] = column[row]; }
        public void SetRow(int index, Vector4 row) { for (int column = 0; column < 4; column++) this[index, column] = row[column]; }
        public Vector3 GetPosition() => new Vector3(m03, m13, m23);
        public Vector3 lossyScale
        {
            get
            {
                Vector3 x = GetColumn(0), y = GetColumn(1), z = GetColumn(2);
                float sign = determinant < 0 ? -1 : 1;
                return new Vector3(x.magnitude * sign, y.magnitude, z.magnitude);
            }
        }
        public Quaternion rotation
        {
            get
            {
                Vector3 size = lossyScale;
                Vector3 a = (Vector3)GetColumn(0) / size.x, b = (Vector3)GetColumn(1) / size.y, c = (Vector3)GetColumn(2) / size.z;
                float w = Mathf.Sqrt(Mathf.Max(0, 1 + a.x + b.y + c.z)) / 2, x = Mathf.Sqrt(Mathf.Max(0, 1 + a.x - b.y - c.z)) / 2;
                float y = Mathf.Sqrt(Mathf.Max(0, 1 - a.x + b.y - c.z)) / 2, z = Mathf.Sqrt(Mathf.Max(0, 1 - a.x - b.y + c.z)) / 2;
                if (w >= x && w >= y && w >= z) { x = (b.z - c.y) / (4 * w); y = (c.x - a.z) / (4 * w); z = (a.y - b.x) / (4 * w); }
                else if (x >= y && x >= z) { w = (b.z - c.y) / (4 * x); y = (a.y + b.x) / (4 * x); z = (a.z + c.x) / (4 * x); }
                else if (y >= z) { w = (c.x - a.z) / (4 * y); x = (a.y + b.x) / (4 * y); z = (b.z + c.y) / (4 * y); }
                else { w = (a.y - b.x) / (4 * z); x = (a.z + c.x) / (4 * z); y = (b.z + c.y) / (4 * z); }
                return new Quaternion(x, y, z, w).normalized;
            }
        }
        public float determinant
        {
            get
            {
                var sum = 0f;
                for (int column = 0; column < 4; column++) sum += this[0, column] * Cofactor(0, column);
                return sum;
            }
        }
        private float Cofactor(int row, int column)
        {
            var m = new float[9];
            int at = 0;
            for (int r = 0; r < 4; r++) for (int c = 0; c < 4; c++) if (r != row && c != column) m[at++] = this[r, c];
            float minor = m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) + m[2] * (m[3] * m[7] - m[4] * m[6]);
            return (row + column) % 2 == 0 ? minor : -minor;
        }
        public Matrix4x4 inverse
        {
            get
            {
                float whole = determinant;
                Matrix4x4 result = default;
                if (whole == 0) return result;
                for (int row = 0; row < 4; row++) for (int column = 0; column < 4; column++) result[column, row] = Cofactor(row, column) / whole;
                return result;
            }
        }
        public Matrix4x4 transpose => new Matrix4x4(GetRow(0), GetRow(1), GetRow(2), GetRow(3));
        public bool isIdentity => this == identity;
        public Vector3 MultiplyPoint(Vector3 point)
        {
            Vector4 v = this * new Vector4(point.x, point.y, point.z, 1);
            return (Vector3)v / v.w;
        }
        public Vector3 MultiplyPoint3x4(Vector3 point) => this * new Vector4(point.x, point.y, point.z, 1);
        public Vector3 MultiplyVector(Vector3 vector) => this * new Vector4(vector.x, vector.y, vector.z, 0);
        public static Matrix4x4 Inverse(Matrix4x4 m) => m.inverse;
        public static Matrix4x4 Transpose(Matrix4x4 m) => m.transpose;
        public static Matrix4x4 Translate(Vector3 vector)
        {
            Matrix4x4 m = identity;
            m.SetColumn(3, new Vector4(vector.x, vector.y, vector.z, 1));
            return m;
        }
        public static Matrix4x4 Scale(Vector3 vector)
        {
            Matrix4x4 m = identity;
            m.m00 = vector.x; m.m11 = vector.y; m.m22 = vector.z;
            return m;
        }
        public static Matrix4x4 Rotate(Quaternion q) =>
            new Matrix4x4(q * Vector3.right, q * Vector3.up, q * Vector3.forward, new Vector4(0, 0, 0, 1));
        public static Matrix4x4 TRS(Vector3 pos, Quaternion q, Vector3 s) => Translate(pos) * Rotate(q) * Scale(s);
        public void SetTRS(Vector3 pos, Quaternion q, Vector3 s) => this = TRS(pos, q, s);
        public static Matrix4x4 operator *(Matrix4x4 lhs, Matrix4x4 rhs) =>
            new Matrix4x4(lhs * rhs.GetColumn(0), lhs * rhs.GetColumn(1), lhs * rhs.GetColumn(2), lhs * rhs.GetColumn(3));
        public static Vector4 operator *(Matrix4x4 lhs, Vector4 vector) => new Vector4(
            Vector4.Dot(lhs.GetRow(0), vector), Vector4.Dot(lhs.GetRow(1), vector),
            Vector4.Dot(lhs.GetRow(2), vector), Vector4.Dot(lhs.GetRow(3), vector));
        public static bool operator ==(Matrix4x4 lhs, Matrix4x4 rhs)
        {
            for (int column = 0; column < 4; column++) if (lhs.GetColumn(column) != rhs.GetColumn(column)) return false;
            return true;
        }
        public static bool operator !=(Matrix4x4 lhs, Matrix4x4 rhs) => !(lhs == rhs);
        public bool Equals(Matrix4x4 other)
        {
            for (int index = 0; index < 16; index++) if (!this[index].Equals(other[index])) return false;
            return true;
        }
        public override bool Equals(object other) => other is Matrix4x4 m && Equals(m);
        public override int GetHashCode() => GetColumn(0).GetHashCode() ^ GetColumn(3).GetHashCode();
    }

    [Serializable]
    public struct Color : IEquatable<Color>
    {
        public float r, g, b, a;
        public Color(float r, float g, float b, float a) { this.r = r; this.g = g; this.b = b; this.a = a; }
        public Color(float r, float g, float b) : this(r, g, b, 1) { }
        public static Color HSVToRGB(float H, float S, float V)
        {
            // Each channel falls by the saturation, by how far the hue is from its own, in sixths of the circle.
            float Channel(float own)
            {
                var sixths = (own + H * 6) % 6;
                return V - V * S * Math.Max(0, Math.Min(Math.Min(sixths, 4 - sixths), 1));
            }
            return new Color(Channel(5), Channel(3), Channel(1));
        }
        public static Color black => new Color(0, 0, 0);
        public static Color blue => new Color(0, 0, 1);
        public static Color clear => new Color(0, 0, 0, 0);
        public static Color cyan => new Color(0, 1, 1);
        public static Color gray => new Color(0.5f, 0.5f, 0.5f);
        public static Color grey => gray;
        public static Color green => new Color(0, 1, 0);
        public static Color magenta => new Color(1, 0, 1);
        public static Color red => new Color(1, 0, 0);
        public static Color white => new Color(1, 1, 1);
        public static Color yellow => new Color(1, 235 / 255f, 4 / 255f);
        public float grayscale => 0.299f * r + 0.587f * g + 0.114f * b;
        public float maxColorComponent => Mathf.Max(Mathf.Max(r, g), b);
        public Color linear => new Color(Mathf.GammaToLinearSpace(r), Mathf.GammaToLinearSpace(g), Mathf.GammaToLinearSpace(b), a);
        public Color gamma => new Color(Mathf.LinearToGammaSpace(r), Mathf.LinearToGammaSpace(g), Mathf.LinearToGammaSpace(b), a);
        public float this[int index] => index == 0 ? r : index == 1 ? g : index == 2 ? b : a;
        public static Color Lerp(Color a, Color b, float t) => a + (b - a) * Mathf.Clamp01(t);
        public static Color operator +(Color a, Color b) => new Color(a.r + b.r, a.g + b.g, a.b + b.b, a.a + b.a);
        public static Color operator -(Color a, Color b) => new Color(a.r - b.r, a.g - b.g, a.b - b.b, a.a - b.a);
        public static Color operator *(Color a, Color b) => new Color(a.r * b.r, a.g * b.g, a.b * b.b, a.a * b.a);
        public static Color operator *(Color a, float b) => new Color(a.r * b, a.g * b, a.b * b, a.a * b);
        public static Color operator *(float b, Color a) => a * b;
        public static Color operator /(Color a, float b) => a * (1 / b);
        public static bool operator ==(Color lhs, Color rhs) => (Vector4)lhs == (Vector4)rhs;
        public static bool operator !=(Color lhs, Color rhs) => !(lhs == rhs);
        public static implicit operator Vector4(Color c) => new Vector4(c.r, c.g, c.b, c.a);
        public static implicit operator Color(Vector4 v) => new Color(v.x, v.y, v.z, v.w);
        public bool Equals(Color other) => r.Equals(other.r) && g.Equals(other.g) && b.Equals(other.b) && a.Equals(other.a);
        public override bool Equals(object other) => other is Color c && Equals(c);
        public override int GetHashCode() => ((Vector4)this).GetHashCode();
        public override string ToString() => FormattableString.Invariant($"RGBA({r:F3}, {g:F3}, {b:F3}, {a:F3})");
    }

    [Serializable]
    public struct Color32
    {
        public byte r, g, b, a;
        public Color32(byte r, byte g, byte b, byte a) { this.r = r; this.g = g; this.b = b; this.a = a; }
        public byte this[int index] => index switch { 0 => r, 1 => g, 2 => b, 3 => a, _ => throw new IndexOutOfRangeException("Invalid Color32 index(" + index + ")!") };
        public static implicit operator Color32(Color c) => new Color32(
            (byte)Mathf.Round(Mathf.Clamp01(c.r) * 255f), (byte)Mathf.Round(Mathf.Clamp01(c.g) * 255f),
            (byte)Mathf.Round(Mathf.Clamp01(c.b) * 255f), (byte)Mathf.Round(Mathf.Clamp01(c.a) * 255f));
        public static implicit operator Color(Color32 c) => new Color(c.r / 255f, c.g / 255f, c.b / 255f, c.a / 255f);
        public static Color32 Lerp(Color32 a, Color32 b, float t) => Color.Lerp(a, b, t);
        public override string ToString() => $"RGBA({r}, {g}, {b}, {a})";
    }

    public static class ColorUtility
    {
        public static string ToHtmlStringRGB(Color color) { Color32 c = color; return $"{c.r:X2}{c.g:X2}{c.b:X2}"; }
        public static string ToHtmlStringRGBA(Color color) { Color32 c = color; return $"{c.r:X2}{c.g:X2}{c.b:X2}{c.a:X2}"; }
        public static bool TryParseHtmlString(string htmlString, out Color color)
        {
            color = Color.white;
            if (htmlString.Length != 7 && htmlString.Length != 9 || htmlString[0] != '#') return false;
            if (!uint.TryParse(htmlString.Substring(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint code)) return false;
            if (htmlString.Length == 7) code = code << 8 | 255;
            color = new Color32((byte)(code >> 24), (byte)(code >> 16), (byte)(code >> 8), (byte)code);
            return true;
        }
    }

    [Serializable]
    public struct Bounds : IEquatable<Bounds>
    {
        private Vector3 m_Center, m_Extents;
        public Bounds(Vector3 center, Vector3 size) { m_Center = center; m_Extents = size * 0.5f; }
        public Vector3 center { get => m_Center; set => m_Center = value; }
        public Vector3 extents { get => m_Extents; set => m_Extents = value; }
        public Vector3 size { get => m_Extents * 2; set => m_Extents = value * 0.5f; }
        public Vector3 min { get => m_Center - m_Extents; set => SetMinMax(value, max); }
        public Vector3 max { get => m_Center + m_Extents; set => SetMinMax(min, value); }
        public void SetMinMax(Vector3 min, Vector3 max) { m_Extents = (max - min) * 0.5f; m_Center = min + m_Extents; }
        public void Encapsulate(Vector3 point) => SetMinMax(Vector3.Min(min, point), Vector3.Max(max, point));
        public void Encapsulate(Bounds bounds) { Encapsulate(bounds.min); Encapsulate(bounds.max); }
        public void Expand(float amount) => size += Vector3.one * amount;
        public bool Contains(Vector3 point) => Vector3.Max(min, point).Equals(point) && Vector3.Min(max, point).Equals(point);
        public bool Intersects(Bounds bounds) =>
            min.x <= bounds.max.x && max.x >= bounds.min.x && min.y <= bounds.max.y && max.y >= bounds.min.y && min.z <= bounds.max.z && max.z >= bounds.min.z;
        public static bool operator ==(Bounds lhs, Bounds rhs) => lhs.center == rhs.center && lhs.extents == rhs.extents;
        public static bool operator !=(Bounds lhs, Bounds rhs) => !(lhs == rhs);
        public bool Equals(Bounds other) => center.Equals(other.center) && extents.Equals(other.extents);
        public override bool Equals(object other) => other is Bounds bounds && Equals(bounds);
        public override int GetHashCode() => center.GetHashCode() ^ (extents.GetHashCode() << 2);
        public override string ToString() => $"Center: {center}, Extents: {extents}";
    }

    [Serializable]
    public struct Rect : IEquatable<Rect>
    {
        private float m_XMin, m_YMin, m_Width, m_Height;
        public Rect(float x, float y, float width, float height) { m_XMin = x; m_YMin = y; m_Width = width; m_Height = height; }
        public Rect(Vector2 position, Vector2 size) : this(position.x, position.y, size.x, size.y) { }
        public static Rect zero => default;
        public float x { get => m_XMin; set => m_XMin = value; }
        public float y { get => m_YMin; set => m_YMin = value; }
        public float width { get => m_Width; set => m_Width = value; }
        public float height { get => m_Height; set => m_Height = value; }
        public Vector2 position { get => new Vector2(x, y); set { x = value.x; y = value.y; } }
        public Vector2 size { get => new Vector2(width, height); set { width = value.x; height = value.y; } }
        public Vector2 center { get => position + size / 2; set => position = value - size / 2; }
        public Vector2 min { get => position; set { size += position - value; position = value; } }
        public Vector2 max { get => position + size; set => size = value - position; }
        public float xMin { get => x; set { m_Width += m_XMin - value; m_XMin = value; } }
        public float yMin { get => y; set { m_Height += m_YMin - value; m_YMin = value; } }
        public float xMax { get => x + width; set => m_Width = value - m_XMin; }
        public float yMax { get => y + height; set => m_Height = value - m_YMin; }
        public bool Contains(Vector2 point) => point.x >= xMin && point.x < xMax && point.y >= yMin && point.y < yMax;
        public bool Overlaps(Rect other) => other.xMax > xMin && other.xMin < xMax && other.yMax > yMin && other.yMin < yMax;
        public static bool operator ==(Rect lhs, Rect rhs) => lhs.Equals(rhs);
        public static bool operator !=(Rect lhs, Rect rhs) => !lhs.Equals(rhs);
        public bool Equals(Rect other) => x == other.x && y == other.y && width == other.width && height == other.height;
        public override bool Equals(object other) => other is Rect rect && Equals(rect);
        public override int GetHashCode() => x.GetHashCode() ^ (width.GetHashCode() << 2) ^ (y.GetHashCode() >> 2) ^ (height.GetHashCode() >> 1);
    }

    [Serializable]
    public struct RectInt
    {
        public RectInt(int xMin, int yMin, int width, int height) { x = xMin; y = yMin; this.width = width; this.height = height; }
        public int x { get; set; }
        public int y { get; set; }
        public int width { get; set; }
        public int height { get; set; }
        public int xMin => x;
        public int yMin => y;
        public int xMax => x + width;
        public int yMax => y + height;
    }

    public struct Plane
    {
        public Plane(Vector3 inNormal, Vector3 inPoint) { normal = inNormal.normalized; distance = -Vector3.Dot(normal, inPoint); }
        public Vector3 normal { get; set; }
        public float distance { get; set; }
        public float GetDistanceToPoint(Vector3 point) => Vector3.Dot(normal, point) + distance;
        public bool Raycast(Ray ray, out float enter)
        {
            float along = Vector3.Dot(ray.direction, normal);
            enter = Mathf.Approximately(along, 0) ? 0 : -GetDistanceToPoint(ray.origin) / along;
            return enter > 0;
        }
    }

    public struct Ray
    {
        private Vector3 m_Direction;
        public Ray(Vector3 origin, Vector3 direction) { this.origin = origin; m_Direction = direction.normalized; }
        public Vector3 origin { get; set; }
        public Vector3 direction { get => m_Direction; set => m_Direction = value.normalized; }
        public Vector3 GetPoint(float distance) => origin + direction * distance;
    }

    public static class Random
    {
        private static System.Random source = new System.Random(0);
        public static void InitState(int seed) => source = new System.Random(seed);
        public static float value => (float)source.NextDouble();
        public static int Range(int minInclusive, int maxExclusive) => source.Next(minInclusive, maxExclusive);
        public static float Range(float minInclusive, float maxInclusive) => minInclusive + value * (maxInclusive - minInclusive);
    }
}
