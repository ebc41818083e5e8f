// Which thing is seen, how far it is and which way it faces, as exact bytes instead of how it looks; for the Built-in
// pipeline and URP, of which both draw a pass without a light mode. Two pictures of 24 bits: the label in 16, 7 of the
// normal's and the highest of the depth's; then 7 of the normal's and the other 17 of the depth's. Depths are the bits of
// a float from 1/16 m on; normals lie on an octahedron (Meyer et al., 2010).
Shader "procgen/Label"
{
    Properties
    {
        _BaseMap("Picture", 2D) = "white" {}
        _TerrainHolesTexture("Holes of a Terrain", 2D) = "white" {}
        _Cutoff("Cutoff", Range(0, 1)) = 0
        _Sway("Sway", Range(0, 2)) = 0
        _Wind("Wind (m/s, east and north)", Vector) = (0, 0, 0, 0)
        _ProcgenLabel("Label", Float) = 0
        _Cull("Cull", Float) = 2
    }
    SubShader
    {
        Tags { "RenderType" = "Opaque" "Queue" = "Geometry" }

        Pass
        {
            Name "Label"
            Cull [_Cull]
            ZWrite On
            Blend Off

            HLSLPROGRAM
            #pragma target 3.5
            #pragma vertex Vertex
            #pragma fragment Fragment
            #pragma multi_compile_instancing

            #include "UnityCG.cginc"

            Texture2D _BaseMap;
            SamplerState sampler_BaseMap;
            Texture2D _TerrainHolesTexture;
            SamplerState sampler_TerrainHolesTexture;
            float4 _BaseMap_ST;
            float4 _Wind;
            float _Cutoff;
            float _Sway;
            float _ProcgenLabel;
            // 0 for the first picture, 1 for the second.
            float _ProcgenShown;

            #include "ProcgenWind.hlsl"

            struct Attributes
            {
                float4 positionOS : POSITION;
                float3 normalOS : NORMAL;
                float2 uv : TEXCOORD0;
                UNITY_VERTEX_INPUT_INSTANCE_ID
            };

            struct Varyings
            {
                float4 positionCS : SV_POSITION;
                float3 positionVS : TEXCOORD0;
                float3 normalVS : TEXCOORD1;
                float4 uv : TEXCOORD2;
                UNITY_VERTEX_OUTPUT_STEREO
            };

            Varyings Vertex(Attributes input)
            {
                Varyings output = (Varyings)0;
                UNITY_SETUP_INSTANCE_ID(input);
                UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(output);
                float3 world = mul(unity_ObjectToWorld, float4(input.positionOS.xyz, 1.0)).xyz;
                world.xz += _Sway * Blown(world.xz, max(input.positionOS.y, 0.0));
                output.positionCS = mul(UNITY_MATRIX_VP, float4(world, 1.0));
                output.positionVS = mul(UNITY_MATRIX_V, float4(world, 1.0)).xyz;
                output.normalVS = mul((float3x3)UNITY_MATRIX_V, UnityObjectToWorldNormal(input.normalOS));
                output.uv = float4(input.uv * _BaseMap_ST.xy + _BaseMap_ST.zw, input.uv);
                return output;
            }

            float4 Bytes(int word)
            {
                return float4(float((word >> 16) & 255), float((word >> 8) & 255), float(word & 255), 255.0) / 255.0;
            }

            float4 Fragment(Varyings input) : SV_Target
            {
                clip(_BaseMap.Sample(sampler_BaseMap, input.uv.xy).a - _Cutoff);
                clip(_TerrainHolesTexture.Sample(sampler_TerrainHolesTexture, input.uv.zw).r - 0.5);
                // The camera's axes: right, up, back. A sheet faces who sees it.
                float3 up = normalize(input.normalVS);
                up = dot(up, input.positionVS) > 0.0 ? -up : up;
                up /= abs(up.x) + abs(up.y) + abs(up.z);
                float2 on = up.z < 0.0 ? (1.0 - abs(up.yx)) * (step(float2(0.0, 0.0), up.xy) * 2.0 - 1.0) : up.xy;
                int2 place = int2(clamp(on * 0.5 + 0.5, 0.0, 1.0) * 126.0 + 0.5);
                int deep = clamp((asint(-input.positionVS.z) - asint(0.0625)) >> 9, 0, 262143);
                int label = int(_ProcgenLabel + 0.5);
                int first = (label << 8) | (place.x << 1) | (deep >> 17);
                int second = (place.y << 17) | (deep & 0x1FFFF);
                return Bytes(_ProcgenShown < 0.5 ? first : second);
            }
            ENDHLSL
        }
    }
}
