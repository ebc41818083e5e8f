// What the package's shaders use of Unity's Universal Render Pipeline, with URP 14's names and types, so that a
// compiler can check the shader where there is no Unity. The functions give back anything of the right type.
#define half float
#define half3 float3
#define half4 float4
#define half3x3 float3x3
#define real float
#define real4 float4
#define real3 float3

#define CBUFFER_START(name) cbuffer name {
#define CBUFFER_END }
#define TEXTURE2D(name) Texture2D name
#define SAMPLER(name) SamplerState name
#define SAMPLE_TEXTURE2D(map, state, uv) map.Sample(state, uv)
#define SAMPLE_TEXTURE2D_GRAD(map, state, uv, dx, dy) map.SampleGrad(state, uv, dx, dy)
#define SAMPLE_TEXTURE2D_LOD(map, state, uv, lod) map.SampleLevel(state, uv, lod)
#define UNITY_VERTEX_INPUT_INSTANCE_ID
#define UNITY_VERTEX_OUTPUT_STEREO
#define UNITY_SETUP_INSTANCE_ID(input)
#define UNITY_TRANSFER_INSTANCE_ID(input, output)
#define UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(output)
#define UNITY_SETUP_STEREO_EYE_INDEX_POST_VERTEX(input)

struct VertexPositionInputs
{
    float3 positionWS;
    float3 positionVS;
    float4 positionCS;
    float4 positionNDC;
};

struct VertexNormalInputs
{
    real3 tangentWS;
    real3 bitangentWS;
    float3 normalWS;
};

struct InputData
{
    float3 positionWS;
    float4 positionCS;
    float3 normalWS;
    half3 viewDirectionWS;
    float4 shadowCoord;
    half fogCoord;
    half3 vertexLighting;
    half3 bakedGI;
    float2 normalizedScreenSpaceUV;
    half4 shadowMask;
    half3x3 tangentToWorld;
};

struct SurfaceData
{
    half3 albedo;
    half3 specular;
    half metallic;
    half smoothness;
    half3 normalTS;
    half3 emission;
    half occlusion;
    half alpha;
    half clearCoatMask;
    half clearCoatSmoothness;
};

float4 _Time;

float3 TransformObjectToWorldDir(float3 dirOS) { return normalize(dirOS); }

VertexPositionInputs GetVertexPositionInputs(float3 positionOS)
{
    VertexPositionInputs inputs = (VertexPositionInputs)0;
    inputs.positionCS = float4(positionOS, 1.0);
    return inputs;
}

VertexNormalInputs GetVertexNormalInputs(float3 normalOS, float4 tangentOS)
{
    VertexNormalInputs inputs = (VertexNormalInputs)0;
    inputs.normalWS = normalOS + tangentOS.xyz;
    return inputs;
}

real GetOddNegativeScale() { return 1.0; }
real ComputeFogFactor(float zPositionCS) { return zPositionCS; }
real3 UnpackNormal(real4 packedNormal) { return packedNormal.xyz * 2.0 - 1.0; }
real3 TransformTangentToWorld(real3 directionTS, half3x3 tangentToWorld) { return mul(directionTS, tangentToWorld); }
half3 GetWorldSpaceNormalizeViewDir(float3 positionWS) { return normalize(positionWS); }
float4 TransformWorldToShadowCoord(float3 positionWS) { return float4(positionWS, 1.0); }
half3 SampleSH(half3 normalWS) { return normalWS; }
float2 GetNormalizedScreenSpaceUV(float4 positionCS) { return positionCS.xy; }
half3 MixFog(half3 fragColor, half fogFactor) { return fragColor * fogFactor; }
half4 UniversalFragmentPBR(InputData inputData, SurfaceData surfaceData)
{
    return half4(surfaceData.albedo * inputData.normalWS, surfaceData.smoothness);
}

float4 TransformWorldToHClip(float3 positionWS) { return float4(positionWS, 1.0); }
