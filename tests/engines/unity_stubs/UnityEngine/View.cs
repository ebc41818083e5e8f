using System;
using System.Linq;
using UnityStubs;

namespace UnityEngine
{
    public enum LightType { Spot = 0, Directional = 1, Point = 2, Area = 3 }
    public enum FogMode { Linear = 1, Exponential = 2, ExponentialSquared = 3 }
    public enum LightShadows { None, Hard, Soft }
    public enum CameraClearFlags { Skybox = 1, SolidColor = 2, Depth = 3, Nothing = 4 }
    public enum KeyCode { None = 0, Backspace = 8, Return = 13, Escape = 27, Space = 32, A = 97, D = 100, E = 101, S = 115, W = 119, LeftShift = 304, LeftControl = 306 }
    public enum EventType { MouseDown = 0, MouseUp = 1, MouseMove = 2, MouseDrag = 3, KeyDown = 4, KeyUp = 5, ScrollWheel = 6, Repaint = 7, Layout = 8, Ignore = 11, Used = 12 }
    public sealed class Event
    {
        public EventType type { get; set; }
        public Vector2 mousePosition { get; set; }
        public int button { get; set; }
        public EventModifiers modifiers { get; set; }
        public KeyCode keyCode { get; set; }
        public char character { get; set; }
        public int clickCount { get; set; }
    }
    [Flags] public enum EventModifiers { None = 0, Shift = 1, Control = 2, Alt = 4, Command = 8 }

    public sealed class Camera : Behaviour
    {
        public static Camera main => World.Living<Camera>().FirstOrDefault(camera => camera.CompareTag("MainCamera") && camera.isActiveAndEnabled);
        public static Camera current => main;
        public float fieldOfView { get; set; } = 60;
        public float nearClipPlane { get; set; } = 0.3f;
        public float farClipPlane { get; set; } = 1000;
        public float aspect { get; set; } = 16f / 9;
        public CameraClearFlags clearFlags { get; set; }
        public Color backgroundColor { get; set; }
        public RenderTexture targetTexture { get; set; }
        public bool allowHDR { get; set; } = true;
        public bool allowMSAA { get; set; } = true;
        /// <summary>A stub's own: draws what a camera sees into the pixels of its target.</summary>
        public static event Action<Camera> Draws;
        public void Render() => Draws?.Invoke(this);
        public Rect rect { get; set; } = new Rect(0, 0, 1, 1);
    }
    public sealed class Light : Behaviour
    {
        public LightType type { get; set; }
        public Color color { get; set; } = Color.white;
        public float intensity { get; set; } = 1;
        public LightShadows shadows { get; set; }
        public float shadowStrength { get; set; } = 1;
        public float range { get; set; } = 10;
    }
    public static class RenderSettings
    {
        public static Material skybox { get; set; }
        public static Light sun { get; set; }
        public static Color ambientLight { get; set; }
        public static Rendering.AmbientMode ambientMode { get; set; }
        public static bool fog { get; set; }
        public static FogMode fogMode { get; set; } = FogMode.ExponentialSquared;
        public static Color fogColor { get; set; } = new Color(0.5f, 0.5f, 0.5f);
        public static float fogDensity { get; set; } = 0.01f;
    }
    public class LODGroup : Component
    {
        private LOD[] m_Lods = new LOD[0];
        public int lodCount => m_Lods.Length;
        public float size { get; set; } = 1;
        public void SetLODs(LOD[] lods) => m_Lods = (LOD[])lods.Clone();
        public LOD[] GetLODs() => (LOD[])m_Lods.Clone();
        public void RecalculateBounds() { }
    }
    public struct LOD
    {
        public float screenRelativeTransitionHeight, fadeTransitionWidth;
        public Renderer[] renderers;
        public LOD(float screenRelativeTransitionHeight, Renderer[] renderers) { this.screenRelativeTransitionHeight = screenRelativeTransitionHeight; fadeTransitionWidth = 0; this.renderers = renderers; }
    }
    public static class Input
    {
        public static bool GetKey(KeyCode key) => false;
        public static bool GetKeyDown(KeyCode key) => false;
        public static float GetAxis(string axisName) => 0;
        public static bool GetMouseButton(int button) => false;
        public static Vector3 mousePosition => default;
    }
    public static class Gizmos
    {
        public static Color color { get; set; }
        public static Matrix4x4 matrix { get; set; }
        public static void DrawWireCube(Vector3 center, Vector3 size) { }
        public static void DrawLine(Vector3 from, Vector3 to) { }
        public static void DrawWireSphere(Vector3 center, float radius) { }
    }
    [Serializable]
    public class GUIContent
    {
        public static readonly GUIContent none = new GUIContent("");
        public GUIContent() { }
        public GUIContent(string text) { this.text = text; }
        public GUIContent(string text, string tooltip) { this.text = text; this.tooltip = tooltip; }
        public GUIContent(string text, Texture image, string tooltip) : this(text, tooltip) { this.image = image; }
        public string text { get; set; } = "";
        public string tooltip { get; set; } = "";
        public Texture image { get; set; }
    }
}
