using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine.Rendering;
using UnityStubs;

namespace UnityEngine.Rendering
{
    public enum ShaderPropertyType { Color, Vector, Float, Range, Texture, Int }
    public enum BlendMode { Zero, One, DstColor, SrcColor, OneMinusDstColor, SrcAlpha, OneMinusSrcColor, DstAlpha, OneMinusDstAlpha, SrcAlphaSaturate, OneMinusSrcAlpha }
    public enum CullMode { Off, Front, Back }
    public enum RenderQueue { Background = 1000, Geometry = 2000, AlphaTest = 2450, GeometryLast = 2500, Transparent = 3000, Overlay = 4000 }
    public enum AmbientMode { Skybox = 0, Trilight = 1, Flat = 3, Custom = 4 }
    public abstract class RenderPipelineAsset : ScriptableObject
    {
        public virtual Material defaultMaterial => null;
        public virtual Shader defaultShader => null;
        public virtual Material defaultTerrainMaterial => null;
    }
    public static class GraphicsSettings
    {
        /// <summary>Null with the Built-in pipeline. Tests set a class of their own with Unity's name for it.</summary>
        public static RenderPipelineAsset currentRenderPipeline => defaultRenderPipeline;
        public static RenderPipelineAsset defaultRenderPipeline { get; set; }
        public static RenderPipelineAsset renderPipelineAsset { get => defaultRenderPipeline; set => defaultRenderPipeline = value; }
    }
}

namespace UnityEngine
{
    [Flags] public enum MaterialGlobalIlluminationFlags { None = 0, RealtimeEmissive = 1, BakedEmissive = 2, EmissiveIsBlack = 4, AnyEmissive = 3 }

    /// <summary>Known by name: Unity's own that the stubs list with their properties, and those that tests declare.</summary>
    public sealed class Shader : Object
    {
        private static readonly Dictionary<string, int> ids = new Dictionary<string, int>();
        internal static readonly List<string> Names = new List<string>();
        private static readonly Dictionary<string, string> known = new Dictionary<string, string>
        {
            ["Standard"] = "_Color:C _MainTex:T _Cutoff:F _Glossiness:F _GlossMapScale:F _SmoothnessTextureChannel:F _Metallic:F _MetallicGlossMap:T _BumpScale:F _BumpMap:T _Parallax:F _ParallaxMap:T _OcclusionStrength:F _OcclusionMap:T _EmissionColor:C _EmissionMap:T _DetailMask:T _DetailAlbedoMap:T _DetailNormalMapScale:F _DetailNormalMap:T _UVSec:F _Mode:F _SrcBlend:F _DstBlend:F _ZWrite:F",
            ["Universal Render Pipeline/Lit"] = "_WorkflowMode:F _BaseMap:T _BaseColor:C _Cutoff:F _Smoothness:F _SmoothnessTextureChannel:F _Metallic:F _MetallicGlossMap:T _SpecColor:C _SpecGlossMap:T _BumpScale:F _BumpMap:T _Parallax:F _ParallaxMap:T _OcclusionStrength:F _OcclusionMap:T _EmissionColor:C _EmissionMap:T _DetailMask:T _DetailAlbedoMapScale:F _DetailAlbedoMap:T _DetailNormalMapScale:F _DetailNormalMap:T _ClearCoatMask:F _ClearCoatSmoothness:F _Surface:F _Blend:F _Cull:F _AlphaClip:F _SrcBlend:F _DstBlend:F _ZWrite:F _ReceiveShadows:F _QueueOffset:F _MainTex:T _Color:C",
            ["Universal Render Pipeline/Complex Lit"] = "_WorkflowMode:F _BaseMap:T _BaseColor:C _Cutoff:F _Smoothness:F _SmoothnessTextureChannel:F _Metallic:F _MetallicGlossMap:T _SpecColor:C _SpecGlossMap:T _BumpScale:F _BumpMap:T _Parallax:F _ParallaxMap:T _OcclusionStrength:F _OcclusionMap:T _EmissionColor:C _EmissionMap:T _DetailMask:T _DetailAlbedoMapScale:F _DetailAlbedoMap:T _DetailNormalMapScale:F _DetailNormalMap:T _ClearCoatMask:F _ClearCoatSmoothness:F _Surface:F _Blend:F _Cull:F _AlphaClip:F _SrcBlend:F _DstBlend:F _ZWrite:F _ReceiveShadows:F _QueueOffset:F _MainTex:T _Color:C _ClearCoat:F _ClearCoatMap:T",
            ["HDRP/Lit"] = "_BaseColor:C _BaseColorMap:T _Metallic:F _Smoothness:F _MaskMap:T _SmoothnessRemapMin:F _SmoothnessRemapMax:F _MetallicRemapMin:F _MetallicRemapMax:F _AORemapMin:F _AORemapMax:F _NormalMap:T _NormalScale:F _HeightMap:T _HeightAmplitude:F _HeightCenter:F _HeightMin:F _HeightMax:F _HeightTessAmplitude:F _HeightTessCenter:F _HeightOffset:F _HeightMapParametrization:F _HeightPoMAmplitude:F _DisplacementMode:F _EmissiveColor:C _EmissiveColorMap:T _EmissiveColorLDR:C _UseEmissiveIntensity:F _EmissiveIntensity:F _EmissiveExposureWeight:F _DetailMap:T _CoatMask:F _CoatMaskMap:T _Anisotropy:F _AnisotropyMap:T _DoubleSidedEnable:F _AlphaCutoffEnable:F _AlphaCutoff:F _SurfaceType:F _BlendMode:F _MaterialID:F _NormalMapSpace:F _UVBase:F _CullMode:F _CullModeForward:F _SrcBlend:F _DstBlend:F _AlphaSrcBlend:F _AlphaDstBlend:F _ZWrite:F",
            ["Particles/Standard Surface"] = "_MainTex:T _Color:C _Cutoff:F _MetallicGlossMap:T _Metallic:F _Glossiness:F _BumpScale:F _BumpMap:T _EmissionColor:C _EmissionMap:T _Mode:F _ColorMode:F _FlipbookMode:F _Cull:F _BlendOp:F _SrcBlend:F _DstBlend:F _ZWrite:F",
            ["Universal Render Pipeline/Particles/Lit"] = "_BaseMap:T _BaseColor:C _Cutoff:F _MetallicGlossMap:T _Metallic:F _Smoothness:F _BumpScale:F _BumpMap:T _EmissionColor:C _EmissionMap:T _Surface:F _Blend:F _Cull:F _AlphaClip:F _BlendOp:F _SrcBlend:F _DstBlend:F _ZWrite:F _ColorMode:F _QueueOffset:F",
            ["Nature/Terrain/Standard"] = "_MainTex:T _Color:C",
            ["Universal Render Pipeline/Terrain/Lit"] = "_MainTex:T _BaseColor:C _EnableHeightBlend:F _HeightTransition:F",
            ["HDRP/TerrainLit"] = "_EnableHeightBlend:F _HeightTransition:F",
            ["Sprites/Default"] = "_MainTex:T _Color:C",
            ["Unlit/Texture"] = "_MainTex:T",
            ["Hidden/Internal-Colored"] = "_Color:C",
        };
        internal Dictionary<string, ShaderPropertyType> Properties = new Dictionary<string, ShaderPropertyType>();
        private Shader() { }

        /// <summary>Lets <see cref="Find"/> know a shader. For test programs: "_MainTex:T _Size:F _Tint:C _Offset:V".</summary>
        public static void Declare(string name, string properties) => known[name] = properties;
        public static Shader Find(string name)
        {
            World.RequireMainThread("Shader.Find");
            Shader found = World.Living<Shader>().FirstOrDefault(shader => shader.name == name);
            if (found || !known.ContainsKey(name) || !Fits(name)) return found;
            found = new Shader { name = name };
            foreach (string entry in known[name].Split(' '))
            {
                string[] parts = entry.Split(':');
                found.Properties[parts[0]] = parts[1] == "T" ? ShaderPropertyType.Texture : parts[1] == "C" ? ShaderPropertyType.Color : parts[1] == "V" ? ShaderPropertyType.Vector : ShaderPropertyType.Float;
            }
            return found;
        }
        // A project has the shaders of URP and HDRP only with their packages.
        private static bool Fits(string name)
        {
            string pipeline = GraphicsSettings.currentRenderPipeline ? GraphicsSettings.currentRenderPipeline.GetType().Name : "";
            return name.StartsWith("Universal Render Pipeline/") ? pipeline.StartsWith("Universal") : !name.StartsWith("HDRP/") || pipeline.StartsWith("HDRender");
        }
        private static readonly Dictionary<string, float> globals = new Dictionary<string, float>();
        public static void SetGlobalFloat(string name, float value) => globals[name] = value;
        public static float GetGlobalFloat(string name) => globals.TryGetValue(name, out float value) ? value : 0;
        public static int PropertyToID(string name)
        {
            lock (ids)
            {
                if (!ids.TryGetValue(name, out int id)) { ids[name] = id = Names.Count; Names.Add(name); }
                return id;
            }
        }
        public bool isSupported => true;
        public int GetPropertyCount() => Properties.Count;
        public string GetPropertyName(int propertyIndex) => Properties.Keys.ElementAt(propertyIndex);
        public int FindPropertyIndex(string propertyName) => Properties.Keys.ToList().IndexOf(propertyName);
        public ShaderPropertyType GetPropertyType(int propertyIndex) => Properties.Values.ElementAt(propertyIndex);
    }

    public class Material : Object
    {
        private Dictionary<string, object> m_Values = new Dictionary<string, object>();
        private List<string> m_Keywords = new List<string>();
        private Dictionary<string, string> m_Tags = new Dictionary<string, string>();
        public Material(Shader shader)
        {
            if (!shader) throw new ArgumentNullException(nameof(shader));
            this.shader = shader;
            name = shader.name;
        }
        public Material(Material source) : this(source.shader, 0) { CopyPropertiesFromMaterial(source); name = source.name; }
        internal Material(Shader shader, int unused) { this.shader = shader; }
        public Shader shader { get; set; }
        public Color color { get => GetColor("_Color"); set => SetColor("_Color", value); }
        public Texture mainTexture { get => GetTexture(Main); set => SetTexture(Main, value); }
        public Vector2 mainTextureScale { get => GetTextureScale(Main); set => SetTextureScale(Main, value); }
        public Vector2 mainTextureOffset { get => GetTextureOffset(Main); set => SetTextureOffset(Main, value); }
        // Where a shader marks its own as [MainTexture].
        private string Main => HasProperty("_BaseMap") ? "_BaseMap" : HasProperty("_BaseColorMap") ? "_BaseColorMap" : "_MainTex";
        public int renderQueue { get; set; } = 2000;
        public bool enableInstancing { get; set; }
        public bool doubleSidedGI { get; set; }
        public MaterialGlobalIlluminationFlags globalIlluminationFlags { get; set; } = MaterialGlobalIlluminationFlags.EmissiveIsBlack;
        public string[] shaderKeywords { get => m_Keywords.ToArray(); set => m_Keywords = value.ToList(); }
        public bool HasProperty(string name) => shader.Properties.ContainsKey(name);
        public bool HasProperty(int nameID) => HasProperty(Shader.Names[nameID]);
        public bool HasTexture(string name) => shader.Properties.TryGetValue(name, out ShaderPropertyType type) && type == ShaderPropertyType.Texture;
        public bool HasFloat(string name) => shader.Properties.TryGetValue(name, out ShaderPropertyType type) && type == ShaderPropertyType.Float;
        public bool HasColor(string name) => shader.Properties.TryGetValue(name, out ShaderPropertyType type) && type == ShaderPropertyType.Color;
        public void EnableKeyword(string keyword) { if (!m_Keywords.Contains(keyword)) m_Keywords.Add(keyword); }
        public void DisableKeyword(string keyword) => m_Keywords.Remove(keyword);
        public bool IsKeywordEnabled(string keyword) => m_Keywords.Contains(keyword);
        public void SetOverrideTag(string tag, string val) => m_Tags[tag] = val;
        public string GetTag(string tag, bool searchFallbacks, string defaultValue) => m_Tags.TryGetValue(tag, out string value) ? value : defaultValue;
        public void SetShaderPassEnabled(string passName, bool enabled) { }
        private void Set(string name, object value)
        {
            World.RequireMainThread("Material.Set");
            RequireAlive();
            // Unity is silent about a name that the shader lacks; a test had better not be.
            if (!HasProperty(name.Split('@')[0])) Debug.LogError($"Material '{this.name}' with Shader '{shader.name}' doesn't have a property '{name}'");
            else m_Values[name] = value;
        }
        private T Get<T>(string name, T missing = default) => m_Values.TryGetValue(name, out object value) ? (T)value : missing;
        public void SetTexture(string name, Texture value) => Set(name, value);
        public void SetTexture(int nameID, Texture value) => Set(Shader.Names[nameID], value);
        public Texture GetTexture(string name) => Get<Texture>(name);
        public Texture GetTexture(int nameID) => Get<Texture>(Shader.Names[nameID]);
        public void SetFloat(string name, float value) => Set(name, value);
        public void SetFloat(int nameID, float value) => Set(Shader.Names[nameID], value);
        public float GetFloat(string name) => Get<float>(name);
        public float GetFloat(int nameID) => Get<float>(Shader.Names[nameID]);
        public void SetInt(string name, int value) => Set(name, (float)value);
        public int GetInt(string name) => (int)Get<float>(name);
        public void SetInteger(string name, int value) => Set(name, (float)value);
        public void SetColor(string name, Color value) => Set(name, value);
        public void SetColor(int nameID, Color value) => Set(Shader.Names[nameID], value);
        public Color GetColor(string name) => Get(name, Color.white);
        public Color GetColor(int nameID) => GetColor(Shader.Names[nameID]);
        public void SetVector(string name, Vector4 value) => Set(name, value);
        public void SetVector(int nameID, Vector4 value) => Set(Shader.Names[nameID], value);
        public Vector4 GetVector(string name) => Get<Vector4>(name);
        public void SetTextureScale(string name, Vector2 value) => Set(name + "@scale", value);
        public void SetTextureScale(int nameID, Vector2 value) => SetTextureScale(Shader.Names[nameID], value);
        public Vector2 GetTextureScale(string name) => Get(name + "@scale", Vector2.one);
        public void SetTextureOffset(string name, Vector2 value) => Set(name + "@offset", value);
        public Vector2 GetTextureOffset(string name) => Get<Vector2>(name + "@offset");
        public string[] GetTexturePropertyNames() => shader.Properties.Where(entry => entry.Value == ShaderPropertyType.Texture).Select(entry => entry.Key).ToArray();
        public void CopyPropertiesFromMaterial(Material mat)
        {
            m_Values = new Dictionary<string, object>(mat.m_Values);
            m_Keywords = mat.m_Keywords.ToList();
        }
    }

    public sealed class MaterialPropertyBlock
    {
        private Dictionary<string, object> m_Values = new Dictionary<string, object>();
        internal void Take(MaterialPropertyBlock other) => m_Values = new Dictionary<string, object>(other.m_Values);
        public bool isEmpty => m_Values.Count == 0;
        public void Clear() => m_Values.Clear();
        public void SetFloat(string name, float value) => m_Values[name] = value;
        public void SetColor(string name, Color value) => m_Values[name] = value;
        public void SetVector(string name, Vector4 value) => m_Values[name] = value;
        public void SetTexture(string name, Texture value) => m_Values[name] = value;
        public float GetFloat(string name) => m_Values.TryGetValue(name, out object value) ? (float)value : 0;
        public Color GetColor(string name) => m_Values.TryGetValue(name, out object value) ? (Color)value : default;
        public Texture GetTexture(string name) => m_Values.TryGetValue(name, out object value) ? (Texture)value : null;
    }
}
