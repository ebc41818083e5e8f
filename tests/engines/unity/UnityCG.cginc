// What the package's shaders use of Unity's built-in shader library, with its names and types, so that a compiler can
// check the shader where there is no Unity. The functions give back anything of the right type.
#define UNITY_VERTEX_INPUT_INSTANCE_ID
#define UNITY_VERTEX_OUTPUT_STEREO
#define UNITY_SETUP_INSTANCE_ID(input)
#define UNITY_INITIALIZE_VERTEX_OUTPUT_STEREO(output)

float4 _Time;
float4x4 unity_ObjectToWorld;
float4x4 unity_MatrixV;
float4x4 unity_MatrixVP;
#define UNITY_MATRIX_V unity_MatrixV
#define UNITY_MATRIX_VP unity_MatrixVP

float3 UnityObjectToWorldNormal(float3 norm) { return normalize(norm); }
