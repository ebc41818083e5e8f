using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Rendering;

namespace Procgen {
    /// <summary>Turns the water of a terrain, output WATER_GLB, into objects: rivers that flow, lakes and the sea.</summary>
    public static class WaterBuilder {
        private const string FlowShader = "procgen/Water";

        /// <summary>Adds to a request what <see cref="BuildAsync"/> needs; the ground below the sea stays as it is.</summary>
        public static void Ask(TerrainRequest request) {
            request.KeepSeaFloor = true;
            request.Outputs.Add(TerrainOutput.WaterGlb);
        }

        /// <summary>An object with a child for each kind of water: "rivers", "lakes", "sea". It lies right as a child of the
        /// terrain's object, whose origin is the south-western corner at <paramref name="bottomM"/>.</summary>
        /// <param name="made">With WATER_GLB among its outputs.</param>
        /// <param name="bottomM">Height of the terrain object in metres.</param>
        /// <param name="material">Of the water; null takes the package's own.</param>
        /// <param name="cancellation">Stops the work.</param>
        /// <exception cref="ProcgenException">WATER_GLB is missing or can't be read.</exception>
        public static async Task<GameObject> BuildAsync(
            Answer<TerrainResult> made, float bottomM, Material material = null, CancellationToken cancellation = default) {
            var file = TerrainBuilder.FileOf(made, "water_glb");
            (string Name, GlbMesh Mesh)[] parts;
            try {
                parts = await Task.Run(() => {
                    var glb = new Glb(file);
                    return glb.List("nodes").Where(node => Glb.Number(node, "mesh") >= 0)
                        .Select(node => ((string)node["name"], glb.Mesh(Glb.Number(node, "mesh")))).ToArray();
                }, cancellation);
            } catch (Exception error) when (!(error is OperationCanceledException)) {
                throw new ProcgenException(StatusCode.DataLoss,
                    $"The water is no glTF that can be read ({error.GetType().Name}); ask for it again.");
            }
            cancellation.ThrowIfCancellationRequested();
            var root = new GameObject("Water");
            var water = root.AddComponent<ProcgenWater>();
            var look = material ? material : water.Own(MakeMaterial());
            foreach (var (name, read) in parts) {
                var part = new GameObject(name);
                part.transform.SetParent(root.transform, false);
                part.AddComponent<MeshFilter>().sharedMesh = water.Own(MakeMesh(read));
                var renderer = part.AddComponent<MeshRenderer>();
                renderer.sharedMaterial = look;
                renderer.shadowCastingMode = ShadowCastingMode.Off;
            }
            // Read from glTF, x points west; turned half round, x points east and z north, from the north-western corner.
            var depthM = (made.Result.DepthPx - 1) * made.Result.MetresPerPixel;
            root.transform.localRotation = Quaternion.Euler(0f, 180f, 0f);
            root.transform.localPosition = new Vector3(0f, -bottomM, depthM);
            return root;
        }

        /// <summary>The material that water starts with: in the Universal Render Pipeline one that the flow carries along, in
        /// others plain blended water.</summary>
        /// <exception cref="ProcgenException">The project lacks the shader.</exception>
        public static Material MakeMaterial() {
            var shader = Shader.Find(FlowShader);
            if (shader && shader.isSupported)
                return new Material(shader) { name = "Water" };
            return MaterialBuilder.Assemble(new SurfaceMaps {
                Name = "Water", Tint = new Color(0.08f, 0.24f, 0.3f, 0.8f).gamma, Smoothness = 0.9f, Alpha = SurfaceAlpha.Blend, TwoSided = true,
            });
        }

        private static Mesh MakeMesh(GlbMesh read) {
            var mesh = read.ToMesh(read.Name);
            mesh.SetUVs(0, read.Uvs);
            mesh.SetUVs(1, read.Flows);
            mesh.SetColors(read.Colours.ToArray());
            return mesh;
        }
    }
}
