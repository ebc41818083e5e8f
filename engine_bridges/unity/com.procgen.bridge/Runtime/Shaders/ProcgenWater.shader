// Water for the Universal Render Pipeline: waves and foam that the flow carries along, clear where it is shallow. Meshes
// have the velocity of the water in UV1 (m/s along x and z), and in their colours foam (red) and depth d as d / (d + 4 m)
// (green).
Shader "procgen/Water"
{
    Properties
    {
        _Shallow("Shallow", Color) = (0.20, 0.42, 0.42, 1)
        _Deep("Deep", Color) = (0.025, 0.115, 0.15, 1)
        _ClearM("Clear to a Depth of (m)", Range(0.1, 30)) = 4
        _WaveM("Height of Waves (m)", Range(0, 1)) = 0.05
        _WaveLengthM("Length of Waves (m)", Range(0.5, 40)) = 5
        _Smoothness("Smoothness", Range(0, 1)) = 0.92
    }
    SubShader
    {
        PackageRequirements { "com.unity.render-pipelines.universal": "12.0" }
        Tags { "RenderPipeline" = "UniversalPipeline" "RenderType" = "Transparent" "Queue" = "Transparent" }

        Pass
        {
            Name "ForwardLit"
            Tags { "LightMode" = "UniversalForward" }
            Blend SrcAlpha OneMinusSrcAlpha
            // Depth is drawn, so that where ribbons of a river overlap only one is seen.
            ZWrite On
            Cull Off

            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex Vertex
            #pragma fragment Fragment
            #pragma multi_compile _ _MAIN_LIGHT_SHADOWS _MAIN_LIGHT_SHADOWS_CASCADE _MAIN_LIGHT_SHADOWS_SCREEN
            #pragma multi_compile _ _ADDITIONAL_LIGHTS_VERTEX _ADDITIONAL_LIGHTS
            #pragma multi_compile_fog
            #pragma multi_compile_instancing

            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Core.hlsl"
            #include "Packages/com.unity.render-pipelines.universal/ShaderLibrary/Lighting.hlsl"

            // Seconds until a pattern that is carried along begins anew; two of them take turns.
            #define CARRIED_S 2.4

            CBUFFER_START(UnityPerMaterial)
                float4 _Shallow;
                float4 _Deep;
                float _ClearM;
                float _WaveM;
                float _WaveLengthM;
                float _Smoothness;
            CBUFFER_END

            struct Attributes
            {
                float4 positionOS : POSITION;
                float3 normalOS : NORMAL;
                float2 flow : TEXCOORD1;
                float4 colour : COLOR;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Varyings
            {
                float4 positionCS : SV_POSITION;
                float3 positionWS : TEXCOORD0;
                float3 normalWS : TEXCOORD1;
                float2 flow : TEXCOORD2;
                float2 foamAndDepth : TEXCOORD3;
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
                output.positionCS = position.positionCS;
                output.positionWS = position.positionWS;
                output.normalWS = TransformObjectToWorldDir(input.normalOS);
                // A direction, not a normal: it is as long in the world as on the mesh.
                output.flow = TransformObjectToWorldDir(float3(input.flow.x, 0.0, input.flow.y) + float3(0.0, 1e-4, 0.0)).xz
                    * length(input.flow);
                output.foamAndDepth = float2(input.colour.r, 4.0 * input.colour.g / max(1.0 - input.colour.g, 0.01));
                output.fog = ComputeFogFactor(position.positionCS.z);
                return output;
            }

            float Hash(float2 cell)
            {
                float3 mixed = frac(cell.xyx * 0.1031);
                mixed += dot(mixed, mixed.yzx + 33.33);
                return frac((mixed.x + mixed.y) * mixed.z);
            }

            float Noise(float2 at)
            {
                float2 cell = floor(at);
                float2 within = smoothstep(0.0, 1.0, at - cell);
                return lerp(lerp(Hash(cell), Hash(cell + float2(1.0, 0.0)), within.x),
                    lerp(Hash(cell + float2(0.0, 1.0)), Hash(cell + float2(1.0, 1.0)), within.x), within.y);
            }

            float Drifting(float2 at)
            {
                float sum = 0.0;
                float sizeM = _WaveLengthM;
                float high = 1.0;
                for (int octave = 0; octave < 4; octave++)
                {
                    sum += high * (Noise(at / sizeM + float2(0.25, 0.12) * _Time.y / sqrt(sizeM)) * 2.0 - 1.0);
                    at = float2(0.8 * at.x - 0.6 * at.y, 0.6 * at.x + 0.8 * at.y);
                    sizeM *= 0.52;
                    high *= 0.55;
                }
                return sum;
            }

            // Two patterns that are carried down the river, and the share of the second (Vlachos 2010).
            float3 Turns(float2 at)
            {
                float turn = _Time.y / CARRIED_S + Noise(at * 0.05);
                float first = frac(turn);
                return float3(first - 0.5, frac(turn + 0.5) - 0.5, abs(2.0 * first - 1.0));
            }

            float Waves(float2 at, float2 flow)
            {
                float3 turns = Turns(at);
                float2 second = float2(37.3, 11.9);
                return lerp(Drifting(at - flow * turns.x * CARRIED_S),
                    Drifting(at - flow * turns.y * CARRIED_S + second), turns.z);
            }

            float Flecks(float2 at, float2 flow, float amount)
            {
                float3 turns = Turns(at);
                float2 first = at - flow * turns.x * CARRIED_S;
                float2 second = at - flow * turns.y * CARRIED_S + float2(37.3, 11.9);
                float coarse = lerp(Noise(first * 0.9), Noise(second * 0.9), turns.z);
                float fine = lerp(Noise(first * 3.7), Noise(second * 3.7), turns.z);
                float open = 1.0 - 0.72 * amount;
                return smoothstep(open, open + 0.3, coarse * 0.6 + fine * 0.4 + 0.1) * min(amount * 1.5, 0.9);
            }

            half4 Fragment(Varyings input) : SV_Target
            {
                UNITY_SETUP_INSTANCE_ID(input);
                UNITY_SETUP_STEREO_EYE_INDEX_POST_VERTEX(input);
                float2 at = input.positionWS.xz;
                float white = input.foamAndDepth.x;
                float high = _WaveM * (1.0 + 3.0 * white);
                float stepM = 0.15;
                float here = Waves(at, input.flow);
                float2 slope = float2(Waves(at + float2(stepM, 0.0), input.flow) - here,
                    Waves(at + float2(0.0, stepM), input.flow) - here) * (high / stepM);
                float depthM = input.foamAndDepth.y;
                float murk = 1.0 - exp(-depthM * 2.3 / _ClearM);
                float foam = white > 0.01 ? Flecks(at, input.flow, white) : 0.0;

                InputData lighting = (InputData)0;
                lighting.positionWS = input.positionWS;
                lighting.normalWS = normalize(input.normalWS + float3(-slope.x, 0.0, -slope.y));
                lighting.viewDirectionWS = GetWorldSpaceNormalizeViewDir(input.positionWS);
                lighting.shadowCoord = TransformWorldToShadowCoord(input.positionWS);
                lighting.fogCoord = input.fog;
                lighting.bakedGI = SampleSH(lighting.normalWS);
                lighting.normalizedScreenSpaceUV = GetNormalizedScreenSpaceUV(input.positionCS);
                lighting.shadowMask = half4(1, 1, 1, 1);

                float fresnel = pow(1.0 - saturate(dot(lighting.normalWS, lighting.viewDirectionWS)), 4.0);
                SurfaceData surface = (SurfaceData)0;
                surface.albedo = lerp(lerp(_Shallow.rgb, _Deep.rgb, murk), float3(0.86, 0.9, 0.9), foam);
                surface.smoothness = _Smoothness * (1.0 - 0.7 * foam);
                surface.occlusion = 1.0;
                surface.normalTS = float3(0.0, 0.0, 1.0);
                surface.alpha = saturate(max(max(lerp(0.25, 0.93, murk), fresnel), foam) * smoothstep(0.0, 0.1, depthM + foam));

                half4 colour = UniversalFragmentPBR(lighting, surface);
                colour.rgb = MixFog(colour.rgb, lighting.fogCoord);
                colour.a = surface.alpha;
                return colour;
            }
            ENDHLSL
        }
    }
    FallBack "Hidden/Universal Render Pipeline/FallbackError"
}
