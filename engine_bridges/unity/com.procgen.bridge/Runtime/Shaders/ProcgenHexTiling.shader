// A material without visible repeats, for the Universal Render Pipeline: see ProcgenHexTiling.hlsl for how.
Shader "procgen/Hex Tiling"
{
    Properties
    {
        [MainTexture] _BaseMap("Albedo", 2D) = "white" {}
        [MainColor] _BaseColor("Tint", Color) = (1, 1, 1, 1)
        [NoScaleOffset][Normal] _BumpMap("Normal", 2D) = "bump" {}
        _BumpScale("Normal Scale", Range(-4, 4)) = 1
        [NoScaleOffset] _MetallicGlossMap("Metallic (RGB), Smoothness (A)", 2D) = "white" {}
        _Metallic("Metallic", Range(0, 1)) = 1
        _Smoothness("Smoothness", Range(0, 1)) = 1
        [NoScaleOffset] _OcclusionMap("Occlusion", 2D) = "white" {}
        [Toggle] _Blended("Laid Over Each Other (fine grain)", Float) = 0
        _PatchSpacing("Patch Spacing (tiles)", Range(0.1, 1)) = 0.3
        _Rotation("Rotation", Range(0, 1)) = 0
        _Sharpness("Sharpness", Range(1, 16)) = 7
        _Contrast("Contrast", Range(0, 1)) = 0.6
    }
    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.universal": "12.0" }
        Tags { "RenderPipeline" = "UniversalPipeline" "RenderType" = "Opaque" "Queue" = "Geometry" }

        Pass
        {
            Name "ForwardLit"
            Tags { "LightMode" = "UniversalForward" }

            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex Vertex
            #pragma fragment Fragment
            #pragma multi_compile _ _MAIN_LIGHT_SHADOWS _MAIN_LIGHT_SHADOWS_CASCADE _MAIN_LIGHT_SHADOWS_SCREEN
            #pragma multi_compile _ _ADDITIONAL_LIGHTS_VERTEX _ADDITIONAL_LIGHTS
            #pragma multi_compile_fragment _ _ADDITIONAL_LIGHT_SHADOWS
            #pragma multi_compile_fragment _ _SHADOWS_SOFT
            #pragma multi_compile_fog
            #pragma multi_compile_instancing

            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Lighting.hlsl"
            #include "ProcgenHexTiling.hlsl"

            TEXTURE2D(_BaseMap);
            SAMPLER(sampler_BaseMap);
            TEXTURE2D(_BumpMap);
            SAMPLER(sampler_BumpMap);
            TEXTURE2D(_MetallicGlossMap);
            SAMPLER(sampler_MetallicGlossMap);
            TEXTURE2D(_OcclusionMap);
            SAMPLER(sampler_OcclusionMap);

            CBUFFER_START(UnityPerMaterial)
                float4 _BaseMap_ST;
                float4 _BaseColor;
                float _BumpScale;
                float _Metallic;
                float _Smoothness;
                float _Blended;
                float _PatchSpacing;
                float _Rotation;
                float _Sharpness;
                float _Contrast;
            CBUFFER_END

            struct Attributes
            {
                float4 positionOS : POSITION;
                float3 normalOS : NORMAL;
                float4 tangentOS : TANGENT;
                float2 uv : TEXCOORD0;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Varyings
            {
                float4 positionCS : SV_POSITION;
                float2 uv : TEXCOORD0;
                float3 positionWS : TEXCOORD1;
                float3 normalWS : TEXCOORD2;
                float4 tangentWS : TEXCOORD3;
                float fog : TEXCOORD4;
                UNITY_VERTEX_INPUT_INSTANCE_ID
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Varyings Vertex(Attributes input)
            {
                Varyings output = (Varyings)0;
                UNITY_SETUP_INSTANCE_ID(input);
                UNITY_TRANSFER_INSTANCE_ID(input, output);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(output);
                VertexPositionInputs position = GetVertexPositionInputs(input.positionOS.xyz);
                VertexNormalInputs normal = GetVertexNormalInputs(input.normalOS, input.tangentOS);
                output.positionCS = position.positionCS;
                output.positionWS = position.positionWS;
                output.normalWS = normal.normalWS;
                output.tangentWS = float4(normal.tangentWS, input.tangentOS.w * GetOddNegativeScale());
                output.uv = input.uv * _BaseMap_ST.xy + _BaseMap_ST.zw;
                output.fog = ComputeFogFactor(position.positionCS.z);
                return output;
            }

            #define PROCGEN_HEX_SAMPLE(map, hex) \
                SAMPLE_TEXTURE2D_GRAD(map, sampler##map, (hex).uv, (hex).uvDx, (hex).uvDy)
            // Beyond the smallest mip level of any texture.
            #define PROCGEN_HEX_MEAN(map) SAMPLE_TEXTURE2D_LOD(map, sampler##map, float2(0.5, 0.5), 16.0)

            float2 SlopeOf(ProcgenHexPatch hex)
            {
                float3 normalTS = UnpackNormal(PROCGEN_HEX_SAMPLE(_BumpMap, hex));
                return _BumpScale * ProcgenHexSlope(normalTS, hex.turn);
            }

            half4 Fragment(Varyings input) : SV_Target
            {
                UNITY_SETUP_INSTANCE_ID(input);
                UNITY_SETUP_STEREO_EYE_INDEX_POST_VERTEX(input);

                ProcgenHexPatch a, b, c;
                float aspect = _BaseMap_ST.y / _BaseMap_ST.x;
                ProcgenHexPatches(
                    float2(input.uv.x, input.uv.y / aspect), aspect, _PatchSpacing, _Rotation, a, b, c);
                float4 albedoA = PROCGEN_HEX_SAMPLE(_BaseMap, a);
                float4 albedoB = PROCGEN_HEX_SAMPLE(_BaseMap, b);
                float4 albedoC = PROCGEN_HEX_SAMPLE(_BaseMap, c);
                float4 glossA = PROCGEN_HEX_SAMPLE(_MetallicGlossMap, a);
                float4 glossB = PROCGEN_HEX_SAMPLE(_MetallicGlossMap, b);
                float4 glossC = PROCGEN_HEX_SAMPLE(_MetallicGlossMap, c);
                // Occlusion is green, as in URP's own materials.
                float4 occlusionA = PROCGEN_HEX_SAMPLE(_OcclusionMap, a);
                float4 occlusionB = PROCGEN_HEX_SAMPLE(_OcclusionMap, b);
                float4 occlusionC = PROCGEN_HEX_SAMPLE(_OcclusionMap, c);
                float2 slopeA = SlopeOf(a);
                float2 slopeB = SlopeOf(b);
                float2 slopeC = SlopeOf(c);
                float3 w = float3(a.weight, b.weight, c.weight);
                float4 albedo, gloss, occlusion;
                float gain = 1.0;
                if (_Blended > 0.5)
                {
                    w = ProcgenHexBlendWeights(w);
                    albedo = ProcgenHexBlend(w, PROCGEN_HEX_MEAN(_BaseMap), albedoA, albedoB, albedoC);
                    gloss = ProcgenHexBlend(w, PROCGEN_HEX_MEAN(_MetallicGlossMap), glossA, glossB, glossC);
                    occlusion = ProcgenHexBlend(
                        w, PROCGEN_HEX_MEAN(_OcclusionMap), occlusionA, occlusionB, occlusionC);
                    // Slopes are 0 in the mean.
                    gain = 1.0 / length(w);
                }
                else
                {
                    w = ProcgenHexWeights(w, albedoA.rgb, albedoB.rgb, albedoC.rgb, _Sharpness, _Contrast);
                    albedo = w.x * albedoA + w.y * albedoB + w.z * albedoC;
                    gloss = w.x * glossA + w.y * glossB + w.z * glossC;
                    occlusion = w.x * occlusionA + w.y * occlusionB + w.z * occlusionC;
                }

                SurfaceData surface = (SurfaceData)0;
                surface.albedo = _BaseColor.rgb * albedo.rgb;
                surface.metallic = _Metallic * gloss.r;
                surface.smoothness = _Smoothness * gloss.a;
                surface.occlusion = occlusion.g;
                surface.normalTS = ProcgenHexNormal(gain * (w.x * slopeA + w.y * slopeB + w.z * slopeC));
                surface.alpha = 1.0;

                float3 bitangentWS = input.tangentWS.w * cross(input.normalWS, input.tangentWS.xyz);
                InputData lighting = (InputData)0;
                lighting.positionWS = input.positionWS;
                lighting.normalWS = normalize(TransformTangentToWorld(
                    surface.normalTS, half3x3(input.tangentWS.xyz, bitangentWS, input.normalWS)));
                lighting.viewDirectionWS = GetWorldSpaceNormalizeViewDir(input.positionWS);
                lighting.shadowCoord = TransformWorldToShadowCoord(input.positionWS);
                lighting.fogCoord = input.fog;
                lighting.bakedGI = SampleSH(lighting.normalWS);
                lighting.normalizedScreenSpaceUV = GetNormalizedScreenSpaceUV(input.positionCS);
                lighting.shadowMask = half4(1, 1, 1, 1);

                half4 colour = UniversalFragmentPBR(lighting, surface);
                colour.rgb = MixFog(colour.rgb, lighting.fogCoord);
                return colour;
            }
            ENDHLSL
        }

        // Shadows and depth do not depend on the maps, so URP's own passes serve. Their constants are others than
        // those of the pass above, which keeps materials of this shader out of the SRP batcher.
        UsePass "Universal Render Pipeline/Lit/ShadowCaster"
        UsePass "Universal Render Pipeline/Lit/DepthOnly"
        UsePass "Universal Render Pipeline/Lit/DepthNormals"
    }
    FallBack "Hidden/Universal Render Pipeline/FallbackError"
}
