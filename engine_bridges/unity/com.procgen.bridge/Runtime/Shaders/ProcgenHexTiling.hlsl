#ifndef PROCGEN_HEX_TILING_INCLUDED
#define PROCGEN_HEX_TILING_INCLUDED

// Hex-tiling: hides the repeats of a tile without new pictures.
//
// The plane is covered with a lattice of triangles. Each corner of the lattice shows the same tile, but from a place of
// its own, moved and turned at random; between corners the three are blended so that one of them shows nearly
// everywhere and contrast is kept. After Mikkelsen, "Practical Real-Time Hex-Tiling", JCGT 11(3), 2022.
//
// Usage: ProcgenHexPatches once a pixel; then a sample of each of the three patches with SAMPLE_TEXTURE2D_GRAD; then
// ProcgenHexWeights with the three base colours; then blend all maps with the same three weights, so that they go on
// fitting together; slopes of normal maps with ProcgenHexSlope and ProcgenHexNormal. Needs shader model 4.
//
// Of one fine grain, such as sand, no patch has to show alone: the three are laid over each other, with
// ProcgenHexBlendWeights and ProcgenHexBlend, which keeps mean and contrast. That is the operator of Heitz and Neyret,
// "High-Performance By-Example Noise using a Histogram-Preserving Blending Operator", HPG 2018, on the maps as they
// are. Their tables, by which values become Gaussian first, are left out: that needs maps of another kind, which block
// compression harms and which no engine imports by itself, and the grain that this is for is nearly Gaussian.

// One of the three corners around a pixel.
struct ProcgenHexPatch
{
    // Where to sample, and its derivatives.
    float2 uv;
    float2 uvDx;
    float2 uvDy;
    // Cosine and sine of the patch's turn.
    float2 turn;
    // Barycentric weight of the corner, 0 to 1.
    float weight;
};

float2 ProcgenHexTurn(float2 turn, float2 v)
{
    return float2(turn.x * v.x - turn.y * v.y, turn.y * v.x + turn.x * v.y);
}

// Random numbers of a lattice corner, each 0 to 1: the two-dimensional permuted congruential generator of Jarzynski and
// Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
float2 ProcgenHexRandom(int2 corner, uint salt)
{
    uint2 v = (asuint(corner) ^ salt) * 1664525u + 1013904223u;
    v.x += v.y * 1664525u;
    v.y += v.x * 1664525u;
    v ^= v >> 16u;
    v.x += v.y * 1664525u;
    v.y += v.x * 1664525u;
    v ^= v >> 16u;
    return float2(v >> 8u) / 16777216.0;
}

// The patch of one corner. The place and its derivatives are in widths of the tile; aspect is the tile's width over its
// height.
ProcgenHexPatch ProcgenHexPatchOf(
    int2 corner, float weight, float2 place, float2 dx, float2 dy, float aspect, float spacing, float rotation)
{
    float2 centre = spacing * float2(corner.x + 0.5 * corner.y, 0.8660254 * corner.y);
    float angle = rotation * 3.14159265 * (2.0 * ProcgenHexRandom(corner, 0x5bd1u).x - 1.0);
    float2 toUv = float2(1.0, aspect);
    ProcgenHexPatch hex;
    hex.turn = float2(cos(angle), sin(angle));
    hex.uv = (ProcgenHexTurn(hex.turn, place - centre) + centre) * toUv + ProcgenHexRandom(corner, 0u);
    hex.uvDx = ProcgenHexTurn(hex.turn, dx) * toUv;
    hex.uvDy = ProcgenHexTurn(hex.turn, dy) * toUv;
    hex.weight = weight;
    return hex;
}

// The three patches around a place. Spacing is the distance of corners in widths of the tile; rotation 0 turns no patch,
// 1 turns them to all sides.
void ProcgenHexPatches(
    float2 place, float aspect, float spacing, float rotation,
    out ProcgenHexPatch first, out ProcgenHexPatch second, out ProcgenHexPatch third)
{
    float2 dx = ddx(place);
    float2 dy = ddy(place);
    // Along the lattice's own axes, which lie 60 degrees apart.
    float row = place.y / (0.8660254 * spacing);
    float2 along = float2(place.x / spacing - 0.5 * row, row);
    int2 base = int2(floor(along));
    float2 f = frac(along);
    // Each rhombus has two triangles, which share the corners to its right and above.
    bool isFar = f.x + f.y > 1.0;
    int2 apex = base + (isFar ? 1 : 0);
    float2 beside = isFar ? 1.0 - f.yx : f;
    int2 right = base + int2(1, 0);
    int2 above = base + int2(0, 1);
    float3 weights = float3(1.0 - beside.x - beside.y, beside);
    // A corner is always the same one of the three: then only that one changes between neighbouring pixels whose weight
    // is next to nothing there, and hardware that filters pixels in groups of four shows no dots along the lattice.
    int difference = base.x - base.y;
    int order = difference - 3 * (int)floor(difference / 3.0);
    int2 corner1 = order == 0 ? apex : order == 1 ? above : right;
    int2 corner2 = order == 0 ? right : order == 1 ? apex : above;
    int2 corner3 = order == 0 ? above : order == 1 ? right : apex;
    weights = order == 0 ? weights : order == 1 ? weights.zxy : weights.yzx;
    first = ProcgenHexPatchOf(corner1, weights.x, place, dx, dy, aspect, spacing, rotation);
    second = ProcgenHexPatchOf(corner2, weights.y, place, dx, dy, aspect, spacing, rotation);
    third = ProcgenHexPatchOf(corner3, weights.z, place, dx, dy, aspect, spacing, rotation);
}

// Weights that keep contrast: a high power of the barycentric ones leaves little to blend, and where patches meet,
// the brighter one covers the darker by as much as contrast says, 0 to 1.
float3 ProcgenHexWeights(
    float3 barycentric, float3 colour1, float3 colour2, float3 colour3, float sharpness, float contrast)
{
    float3 luma = float3(0.299, 0.587, 0.114);
    float3 brightness = float3(dot(colour1, luma), dot(colour2, luma), dot(colour3, luma));
    float3 weights = lerp(float3(1.0, 1.0, 1.0), brightness + 0.001, contrast)
        * pow(max(barycentric, 0.0), float3(sharpness, sharpness, sharpness));
    return weights / (weights.x + weights.y + weights.z);
}

// How the height of a patch rises along the surface, from its normal. Slopes, unlike normals, can be added, and they
// turn back with the patch. Unity's v rises up the picture, as the slope that green stands for does (OpenGL).
float2 ProcgenHexSlope(float3 normalTS, float2 turn)
{
    float2 slope = -normalTS.xy / max(normalTS.z, 0.01);
    return ProcgenHexTurn(float2(turn.x, -turn.y), slope);
}

// Weights for laying patches over each other; somewhat narrower than the barycentric ones, so that grain is not seen
// through grain over the whole patch.
float3 ProcgenHexBlendWeights(float3 barycentric)
{
    float3 weights = barycentric * barycentric;
    return weights / (weights.x + weights.y + weights.z);
}

// Three samples laid over each other. What differs from the mean loses contrast when it is averaged: by the length of
// the weights, by which it is divided. The mean of a map is its smallest mip level.
float4 ProcgenHexBlend(float3 weights, float4 mean, float4 sample1, float4 sample2, float4 sample3)
{
    float4 sum = weights.x * sample1 + weights.y * sample2 + weights.z * sample3;
    return saturate(mean + (sum - mean) / length(weights));
}

// The normal of a slope, of unit length.
float3 ProcgenHexNormal(float2 slope)
{
    return normalize(float3(-slope, 1.0));
}

#endif
