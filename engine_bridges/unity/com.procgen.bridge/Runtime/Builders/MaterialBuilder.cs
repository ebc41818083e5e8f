using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Rendering;

namespace Procgen {
    /// <summary>How a surface hides what is behind it.</summary>
    public enum SurfaceAlpha {
        /// <summary>Wholly.</summary>
        Opaque,
        /// <summary>Where its alpha is no less than the cutoff.</summary>
        Cutout,
        /// <summary>As far as its alpha says.</summary>
        Blend,
    }

    /// <summary>What a material is made of, whatever the render pipeline.</summary>
    public sealed class SurfaceMaps {
        /// <summary>Name of the material.</summary>
        public string Name = "";
        /// <summary>Base colour, sRGB; its alpha is what is seen through.</summary>
        public Texture2D Albedo;
        /// <summary>Normals of tangent space, green up, linear.</summary>
        public Texture2D Normal;
        /// <summary>Red metallic, green occlusion, alpha smoothness; linear.</summary>
        public Texture2D Mask;
        /// <summary>Factor on the base colour.</summary>
        public Color Tint = Color.white;
        /// <summary>Where there is no mask.</summary>
        public float Metallic;
        /// <summary>Where there is no mask.</summary>
        public float Smoothness = 0.5f;
        /// <summary>Repeats for each unit of texture coordinates.</summary>
        public Vector2 Tiling = Vector2.one;
        /// <summary>What is seen through it.</summary>
        public SurfaceAlpha Alpha;
        /// <summary>Least alpha that is drawn, of cut-outs.</summary>
        public float Cutoff = 0.5f;
        /// <summary>Whether colours of the mesh's vertices are factors too. HDRP's shader knows none.</summary>
        public bool VertexColours;
        /// <summary>Whether its back is drawn; the Built-in shader draws none.</summary>
        public bool TwoSided;
        /// <summary>Clear coat and anisotropy; null for neither. The Built-in shader has none of them, URP no anisotropy; sheen
        /// is no part of any of the three.</summary>
        public TextureFinish Finish;
    }

    /// <summary>Turns answers of the texture service into materials of the project's render pipeline: Built-in, URP or HDRP.
    /// </summary>
    /// <remarks>A unit of texture coordinates is a metre, so that a material has its true size where they are in metres.
    /// The server's mask for HDRP serves all three: the others read metallic and smoothness from its red and alpha, and
    /// occlusion from its green.</remarks>
    public static class MaterialBuilder {
        private static readonly string[] Maps = { "albedo", "normal", "hdrp_mask" };

        private static readonly Pipeline BuiltIn = new Pipeline {
            Shader = "Standard", ColouredShader = "Particles/Standard Surface", Albedo = "_MainTex", Normal = "_BumpMap", Masks = new[] { "_MetallicGlossMap", "_OcclusionMap" },
            Tint = "_Color", Smoothness = "_Glossiness", Cutoff = "_Cutoff",
            MaskKeywords = new[] { "_METALLICGLOSSMAP" }, CutoutKeywords = new[] { "_ALPHATEST_ON" }, BlendKeywords = new[] { "_ALPHABLEND_ON" },
            Masked = new[] { ("_GlossMapScale", 1f), ("_OcclusionStrength", 1f) },
            Cutout = new[] { ("_Mode", 1f) },
            Blend = new[] { ("_Mode", 2f), ("_SrcBlend", 5f), ("_DstBlend", 10f), ("_ZWrite", 0f) },
        };

        private static readonly Pipeline Universal = new Pipeline {
            Shader = "Universal Render Pipeline/Lit", ColouredShader = "Universal Render Pipeline/Particles/Lit", Albedo = "_BaseMap",
            Normal = "_BumpMap",
            Masks = new[] { "_MetallicGlossMap", "_OcclusionMap" }, Tint = "_BaseColor", Smoothness = "_Smoothness", Cutoff = "_Cutoff",
            MaskKeywords = new[] { "_METALLICSPECGLOSSMAP", "_OCCLUSIONMAP" }, CutoutKeywords = new[] { "_ALPHATEST_ON" },
            BlendKeywords = new[] { "_SURFACE_TYPE_TRANSPARENT" },
            Masked = new[] { ("_Smoothness", 1f), ("_OcclusionStrength", 1f) },
            Cutout = new[] { ("_AlphaClip", 1f) },
            Blend = new[] { ("_Surface", 1f), ("_SrcBlend", 5f), ("_DstBlend", 10f), ("_ZWrite", 0f) },
            TwoSided = new[] { ("_Cull", 0f) },
            CoatedShader = "Universal Render Pipeline/Complex Lit",
            CoatKeyword = "_CLEARCOAT",
            Coat = coat => new[] { ("_ClearCoat", 1f), ("_ClearCoatMask", coat.Clearcoat), ("_ClearCoatSmoothness", 1f - coat.ClearcoatRoughness) },
        };

        private static readonly Pipeline HighDefinition = new Pipeline {
            Shader = "HDRP/Lit", Albedo = "_BaseColorMap", Normal = "_NormalMap", Masks = new[] { "_MaskMap" },
            Tint = "_BaseColor", Smoothness = "_Smoothness", Cutoff = "_AlphaCutoff",
            NormalKeywords = new[] { "_NORMALMAP", "_NORMALMAP_TANGENT_SPACE" }, MaskKeywords = new[] { "_MASKMAP" },
            CutoutKeywords = new[] { "_ALPHATEST_ON" }, BlendKeywords = new[] { "_SURFACE_TYPE_TRANSPARENT", "_ENABLE_FOG_ON_TRANSPARENT" },
            TwoSidedKeywords = new[] { "_DOUBLESIDED_ON" },
            Masked = new[] {
                ("_MetallicRemapMax", 1f), ("_AORemapMin", 0f), ("_AORemapMax", 1f), ("_SmoothnessRemapMin", 0f), ("_SmoothnessRemapMax", 1f),
            },
            Cutout = new[] { ("_AlphaCutoffEnable", 1f) },
            Blend = new[] {
                ("_SurfaceType", 1f), ("_BlendMode", 0f), ("_SrcBlend", 1f), ("_DstBlend", 10f), ("_AlphaSrcBlend", 1f), ("_AlphaDstBlend", 10f),
                ("_ZWrite", 0f),
            },
            TwoSided = new[] { ("_DoubleSidedEnable", 1f), ("_CullMode", 0f), ("_CullModeForward", 0f) },
            CoatKeyword = "_MATERIAL_FEATURE_CLEAR_COAT",
            Coat = coat => new[] { ("_CoatMask", coat.Clearcoat) },
            BrushedKeyword = "_MATERIAL_FEATURE_ANISOTROPY",
            Brushed = brushed => new[] { ("_MaterialID", 2f), ("_Anisotropy", brushed.Anisotropy) },
        };

        /// <summary>Sets the outputs of a request that <see cref="Build"/> needs.</summary>
        /// <param name="request">The request.</param>
        /// <param name="asFiles">As PNG, to be kept; otherwise as pixels, which are there sooner. Decals and foliage, which are
        /// seen through, come as PNG.</param>
        public static void Ask(TextureRequest request, bool asFiles) {
            request.Presets.Clear();
            request.Outputs.Clear();
            request.Outputs.AddRange(asFiles || request.Decal != null || request.Foliage != null
                ? new[] { TextureOutput.AlbedoPng, TextureOutput.NormalPng, TextureOutput.HdrpMaskPng }
                : new[] { TextureOutput.AlbedoRgb8, TextureOutput.NormalRgb8, TextureOutput.HdrpMaskRgba8 });
        }

        /// <summary>The material of an answer.</summary>
        /// <exception cref="ProcgenException">The answer lacks a map, or the project the shader.</exception>
        public static Material Build(Answer<TextureResult> made) {
            var textures = Array.ConvertAll(Maps, map => TextureOf(made, map));
            var (tile, result) = (TileOf(made.Result), made.Result);
            return Assemble(new SurfaceMaps {
                Name = made.Result.Material, Albedo = textures[0], Normal = textures[1], Mask = textures[2],
                // Of sheets of strips or cards, texture coordinates are their own.
                Tiling = result.Regions.Count > 0 ? Vector2.one : new Vector2(1f / tile.x, 1f / tile.y),
                Alpha = result.Cutoff != null ? SurfaceAlpha.Cutout
                    : textures[0].format == TextureFormat.RGB24 ? SurfaceAlpha.Opaque : SurfaceAlpha.Blend,
                Cutoff = result.Cutoff ?? 0.5f, TwoSided = result.Cutoff != null, Finish = result.Finish,
            });
        }

        /// <summary>Width and height of a tile in metres.</summary>
        public static Vector2 TileOf(TextureResult result) =>
            new Vector2(result.WidthPx, result.HeightPx) * result.MetresPerPixel;

        /// <summary>A map of an answer that came as PNG or as pixels: "albedo", "normal", "hdrp_mask" or
        /// "unity_layer_mask".</summary>
        /// <exception cref="ProcgenException">It did not come.</exception>
        public static Texture2D TextureOf(Answer<TextureResult> made, string map) {
            var isLinear = map != "albedo";
            if (made.Artifact(map + "_png") is byte[] png)
                return ReadPicture(png, isLinear, map);
            var format = map.EndsWith("_mask", StringComparison.Ordinal) ? TextureFormat.RGBA32 : TextureFormat.RGB24;
            var pixels = TerrainBuilder.FileOf(made, map + (format == TextureFormat.RGBA32 ? "_rgba8" : "_rgb8"));
            // The file begins with the uppermost row, a texture with the lowest.
            var (flipped, row) = (new byte[pixels.Length], pixels.Length / (int)made.Result.HeightPx);
            for (var start = 0; start < pixels.Length; start += row)
                Buffer.BlockCopy(pixels, start, flipped, pixels.Length - row - start, row);
            var texture = new Texture2D((int)made.Result.WidthPx, (int)made.Result.HeightPx, format, true, isLinear);
            texture.SetPixelData(flipped, 0);
            texture.Apply();
            return Finished(texture, map);
        }

        /// <summary>A material of maps that are there already, such as textures of the project.</summary>
        /// <exception cref="ProcgenException">The project lacks the shader.</exception>
        public static Material Assemble(SurfaceMaps maps) {
            var pipeline = Current();
            var coated = maps.Finish != null && maps.Finish.Clearcoat > 0f && pipeline.Coat != null && !maps.VertexColours;
            var brushed = maps.Finish != null && maps.Finish.Anisotropy > 0f && pipeline.Brushed != null && !maps.VertexColours;
            var name = maps.VertexColours ? pipeline.ColouredShader ?? pipeline.Shader
                : coated ? pipeline.CoatedShader ?? pipeline.Shader : pipeline.Shader;
            var shader = Shader.Find(name);
            if (!shader)
                throw new ProcgenException(StatusCode.FailedPrecondition, $"The shader \"{name}\" is not in this build;"
                    + " add it to the always included shaders in Project Settings > Graphics.");
            var material = new Material(shader) { name = maps.Name };
            // Shaders for vertex colours have fewer properties.
            bool Takes(string property) => !maps.VertexColours || material.HasProperty(property);
            void Set(string[] keywords, (string Name, float Value)[] floats) {
                foreach (var keyword in keywords)
                    material.EnableKeyword(keyword);
                foreach (var (property, value) in floats)
                    if (Takes(property))
                        material.SetFloat(property, value);
            }
            material.SetColor(pipeline.Tint, maps.Tint);
            material.SetTexture(pipeline.Albedo, maps.Albedo);
            material.SetTextureScale(pipeline.Albedo, maps.Tiling);
            material.SetFloat("_Metallic", maps.Mask ? 1f : maps.Metallic);
            material.SetFloat(pipeline.Smoothness, maps.Smoothness);
            if (maps.Normal) {
                material.SetTexture(pipeline.Normal, maps.Normal);
                Set(pipeline.NormalKeywords, Array.Empty<(string, float)>());
            }
            if (maps.Mask) {
                foreach (var slot in pipeline.Masks.Where(Takes))
                    material.SetTexture(slot, maps.Mask);
                Set(pipeline.MaskKeywords, pipeline.Masked);
            }
            if (coated)
                Set(new[] { pipeline.CoatKeyword }, pipeline.Coat(maps.Finish));
            if (brushed)
                Set(new[] { pipeline.BrushedKeyword }, pipeline.Brushed(maps.Finish));
            if (maps.TwoSided) {
                material.doubleSidedGI = true;
                Set(pipeline.TwoSidedKeywords, pipeline.TwoSided);
            }
            if (maps.Alpha == SurfaceAlpha.Cutout) {
                material.SetFloat(pipeline.Cutoff, maps.Cutoff);
                material.SetOverrideTag("RenderType", "TransparentCutout");
                material.renderQueue = (int)RenderQueue.AlphaTest;
                Set(pipeline.CutoutKeywords, pipeline.Cutout);
            } else if (maps.Alpha == SurfaceAlpha.Blend) {
                material.SetOverrideTag("RenderType", "Transparent");
                material.renderQueue = (int)RenderQueue.Transparent;
                Set(pipeline.BlendKeywords, pipeline.Blend);
            }
            return material;
        }

        /// <summary>The same textures in a material that hides their repeats, for URP: fine grain such as sand is laid over
        /// itself, the rest shown in patches. It follows the texture coordinates.</summary>
        /// <param name="material">As <see cref="Build"/> makes it; it shares its textures with the new one.</param>
        /// <param name="repeats">Of the answer. What has joints or courses (Variants) would be cut.</param>
        /// <exception cref="ProcgenException">The project does not use URP, or lacks the shader.</exception>
        public static Material HexTiled(Material material, TextureRepeats repeats) {
            const string name = "procgen/Hex Tiling";
            if (material.shader.name != Universal.Shader && material.shader.name != Universal.CoatedShader)
                throw new ProcgenException(StatusCode.Unimplemented, $"The shader \"{name}\" is for materials of URP; {material.name} is of {material.shader.name}.");
            var shader = Shader.Find(name);
            if (!shader)
                throw new ProcgenException(StatusCode.FailedPrecondition, $"The shader \"{name}\" is not in this build;"
                    + " add it to the always included shaders in Project Settings > Graphics.");
            var hidden = new Material(shader) { name = material.name };
            foreach (var slot in Universal.Masks.Append(Universal.Albedo).Append(Universal.Normal))
                hidden.SetTexture(slot, material.GetTexture(slot));
            hidden.SetTextureScale(Universal.Albedo, material.GetTextureScale(Universal.Albedo));
            hidden.SetFloat("_Blended", repeats == TextureRepeats.Blend ? 1f : 0f);
            return hidden;
        }

        /// <summary>Destroys a material and its textures.</summary>
        public static void Release(Material material) {
            foreach (var texture in material.GetTexturePropertyNames().Select(material.GetTexture).Distinct().ToList())
                if (texture)
                    ProcgenRuntime.Release(texture);
            ProcgenRuntime.Release(material);
        }

        internal static Texture2D ReadPicture(byte[] file, bool isLinear, string name) {
            var texture = new Texture2D(2, 2, TextureFormat.RGBA32, true, isLinear);
            if (texture.LoadImage(file))
                return Finished(texture, name);
            ProcgenRuntime.Release(texture);
            throw new ProcgenException(StatusCode.DataLoss, $"The picture {name} can't be read; ask for PNG.");
        }

        // From glTF's occlusion, roughness and metallic, with their factors, which shaders leave out where they have a mask.
        internal static async Task<Texture2D> MaskAsync(byte[] file, float metallic, float roughness, FramePace pace, CancellationToken stop) {
            var orm = ReadPicture(file, true, "metallicRoughnessTexture");
            // It may have come without alpha.
            var (pixels, width, height) = (orm.GetPixels32(), orm.width, orm.height);
            ProcgenRuntime.Release(orm);
            await pace.AsideAsync(() => {
                for (var pixel = 0; pixel < pixels.Length; pixel++) {
                    var from = pixels[pixel];
                    pixels[pixel] = new Color32((byte)(from.b * metallic + 0.5f), from.r, 0, (byte)(255.5f - from.g * roughness));
                }
                return pixels;
            }, stop);
            var mask = Finished(new Texture2D(width, height, TextureFormat.RGBA32, true, true), "mask");
            mask.SetPixels32(pixels);
            mask.Apply();
            return mask;
        }

        internal static Texture2D Finished(Texture2D texture, string name) {
            (texture.name, texture.wrapMode, texture.anisoLevel) = (name, TextureWrapMode.Repeat, 8);
            texture.filterMode = FilterMode.Trilinear;
            return texture;
        }

        private static Pipeline Current() {
            var asset = GraphicsSettings.currentRenderPipeline;
            if (!asset)
                return BuiltIn;
            // By name: the package needs neither of the two.
            var name = asset.GetType().Name;
            return name.StartsWith("Universal", StringComparison.Ordinal) ? Universal
                : name.StartsWith("HDRender", StringComparison.Ordinal) ? HighDefinition
                : throw new ProcgenException(StatusCode.Unimplemented, $"There are no materials for the render pipeline {name};"
                    + " use the Built-in one, URP or HDRP.");
        }

        private sealed class Pipeline {
            public string Shader, ColouredShader, CoatedShader, CoatKeyword, BrushedKeyword, Albedo, Normal, Tint, Smoothness, Cutoff;
            public string[] Masks;
            public string[] NormalKeywords = { "_NORMALMAP" };
            public string[] MaskKeywords, CutoutKeywords, BlendKeywords;
            public string[] TwoSidedKeywords = { };
            public (string Name, float Value)[] Masked, Cutout, Blend;
            public (string Name, float Value)[] TwoSided = { };
            public Func<TextureFinish, (string Name, float Value)[]> Coat, Brushed;
        }
    }
}
