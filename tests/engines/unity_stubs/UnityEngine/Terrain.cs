using System;
using System.Collections.Generic;
using System.Linq;
using UnityStubs;

namespace UnityEngine
{
    public enum TerrainHeightmapSyncControl { None, HeightOnly, HeightAndLod }
    public enum DetailScatterMode { CoverageMode, InstanceCountMode }
    public enum DetailRenderMode { GrassBillboard, VertexLit, Grass }
    public enum TerrainLayerSmoothnessSource { Constant, DiffuseAlphaChannel }

    [Serializable]
    public struct TreeInstance
    {
        public Vector3 position;
        public float widthScale, heightScale, rotation;
        public Color32 color, lightmapColor;
        public int prototypeIndex;
    }
    public sealed class TreePrototype
    {
        public TreePrototype() { }
        public TreePrototype(TreePrototype other) { prefab = other.prefab; bendFactor = other.bendFactor; }
        public GameObject prefab { get; set; }
        public float bendFactor { get; set; }
    }
    public sealed class DetailPrototype
    {
        public GameObject prototype { get; set; }
        public Texture2D prototypeTexture { get; set; }
        public float minWidth { get; set; } = 1;
        public float maxWidth { get; set; } = 2;
        public float minHeight { get; set; } = 1;
        public float maxHeight { get; set; } = 2;
        public Color healthyColor { get; set; }
        public Color dryColor { get; set; }
        public bool usePrototypeMesh { get; set; }
        public bool useInstancing { get; set; }
        public DetailRenderMode renderMode { get; set; }
    }

    public sealed class TerrainLayer : Object
    {
        public Texture2D diffuseTexture { get; set; }
        public Texture2D normalMapTexture { get; set; }
        public Texture2D maskMapTexture { get; set; }
        public Vector2 tileSize { get; set; } = new Vector2(2, 2);
        public Vector2 tileOffset { get; set; }
        public Color specular { get; set; }
        public float metallic { get; set; }
        public float smoothness { get; set; }
        public float normalScale { get; set; } = 1;
        public Vector4 diffuseRemapMin { get; set; }
        public Vector4 diffuseRemapMax { get; set; } = Vector4.one;
        public Vector4 maskMapRemapMin { get; set; }
        public Vector4 maskMapRemapMax { get; set; } = Vector4.one;
        public TerrainLayerSmoothnessSource smoothnessSource { get; set; }
    }

    public sealed class TerrainData : Object
    {
        private float[,] m_Heights = new float[33, 33];
        private float[,,] m_Alphamaps = new float[16, 16, 0];
        private bool[,] m_Holes = new bool[32, 32];
        private TerrainLayer[] m_Layers = new TerrainLayer[0];
        private TreeInstance[] m_Trees = new TreeInstance[0];
        private TreePrototype[] m_TreePrototypes = new TreePrototype[0];
        private DetailPrototype[] m_DetailPrototypes = new DetailPrototype[0];
        private List<int[,]> m_Details = new List<int[,]>();
        private Vector3 m_Scale = new Vector3(1, 600, 1);

        public TerrainData() { Clear(m_Holes); }
        private static void Clear(bool[,] holes) { for (int y = 0; y < holes.GetLength(0); y++) for (int x = 0; x < holes.GetLength(1); x++) holes[y, x] = true; }

        public static int maximumResolution => 4097;
        public int heightmapResolution
        {
            get => m_Heights.GetLength(0);
            set
            {
                World.RequireMainThread("TerrainData.heightmapResolution");
                // Unity rounds to 2^n + 1 within 33 ... 4097 by itself, and keeps the cells' size: its width and length change.
                int asked = Mathf.Clamp(value, 33, maximumResolution), resolution = Mathf.ClosestPowerOfTwo(asked - 1) + 1;
                m_Heights = new float[resolution, resolution];
                m_Holes = new bool[resolution - 1, resolution - 1];
                Clear(m_Holes);
            }
        }
        public int holesResolution => heightmapResolution - 1;
        public Vector3 heightmapScale => new Vector3(m_Scale.x, m_Scale.y, m_Scale.z);
        public Vector3 size
        {
            get => new Vector3(m_Scale.x * (heightmapResolution - 1), m_Scale.y, m_Scale.z * (heightmapResolution - 1));
            set => m_Scale = new Vector3(value.x / (heightmapResolution - 1), value.y, value.z / (heightmapResolution - 1));
        }
        public Bounds bounds
        {
            get
            {
                float least = 1, most = 0;
                foreach (float height in m_Heights) { least = Mathf.Min(least, height); most = Mathf.Max(most, height); }
                Bounds box = default;
                box.SetMinMax(new Vector3(0, least * size.y, 0), new Vector3(size.x, most * size.y, size.z));
                return box;
            }
        }
        /// <summary>heights[z, x], 0 ... 1 of the size's height, kept in 15 bits or so, from 0 on.</summary>
        public void SetHeights(int xBase, int yBase, float[,] heights)
        {
            World.RequireMainThread("TerrainData.SetHeights");
            RequireAlive();
            int depth = heights.GetLength(0), width = heights.GetLength(1);
            if (xBase < 0 || yBase < 0 || xBase + width > heightmapResolution || yBase + depth > heightmapResolution)
                throw new ArgumentException($"X or Y base out of bounds. Setting up to {xBase + width}x{yBase + depth} while map size is {heightmapResolution}x{heightmapResolution}");
            for (int z = 0; z < depth; z++)
                for (int x = 0; x < width; x++) m_Heights[yBase + z, xBase + x] = Mathf.Round(Mathf.Clamp01(heights[z, x]) * 32766f) / 32766f;
        }
        public void SetHeightsDelayLOD(int xBase, int yBase, float[,] heights) => SetHeights(xBase, yBase, heights);
        public void SyncHeightmap() { }
        public float[,] GetHeights(int xBase, int yBase, int width, int height)
        {
            var part = new float[height, width];
            for (int z = 0; z < height; z++) for (int x = 0; x < width; x++) part[z, x] = m_Heights[yBase + z, xBase + x];
            return part;
        }
        public float GetHeight(int x, int y) => m_Heights[y, x] * size.y;
        public float GetInterpolatedHeight(float x, float y)
        {
            float column = Mathf.Clamp01(x) * (heightmapResolution - 1), row = Mathf.Clamp01(y) * (heightmapResolution - 1);
            int x0 = Mathf.Min((int)column, heightmapResolution - 2), y0 = Mathf.Min((int)row, heightmapResolution - 2);
            float low = Mathf.Lerp(m_Heights[y0, x0], m_Heights[y0, x0 + 1], column - x0);
            return Mathf.Lerp(low, Mathf.Lerp(m_Heights[y0 + 1, x0], m_Heights[y0 + 1, x0 + 1], column - x0), row - y0) * size.y;
        }
        /// <summary>holes[z, x], true where there is ground.</summary>
        public void SetHoles(int xBase, int yBase, bool[,] holes)
        {
            for (int z = 0; z < holes.GetLength(0); z++) for (int x = 0; x < holes.GetLength(1); x++) m_Holes[yBase + z, xBase + x] = holes[z, x];
        }
        public bool[,] GetHoles(int xBase, int yBase, int width, int height)
        {
            var part = new bool[height, width];
            for (int z = 0; z < height; z++) for (int x = 0; x < width; x++) part[z, x] = m_Holes[yBase + z, xBase + x];
            return part;
        }
        public TerrainLayer[] terrainLayers
        {
            get => (TerrainLayer[])m_Layers.Clone();
            set
            {
                World.RequireMainThread("TerrainData.terrainLayers");
                m_Layers = (TerrainLayer[])value.Clone();
                alphamapResolution = alphamapResolution;
            }
        }
        public int alphamapLayers => m_Layers.Length;
        public int alphamapWidth => alphamapResolution;
        public int alphamapHeight => alphamapResolution;
        public int alphamapTextureCount => (m_Layers.Length + 3) / 4;
        private Texture2D[] m_AlphamapTextures = new Texture2D[0];
        /// <summary>Four layers in each, which the terrain keeps itself; here they stay blank.</summary>
        public Texture2D[] alphamapTextures
        {
            get
            {
                if (m_AlphamapTextures.Length != alphamapTextureCount) m_AlphamapTextures = Enumerable.Range(0, alphamapTextureCount).Select(at => new Texture2D(alphamapResolution, alphamapResolution) { name = "SplatAlpha " + at }).ToArray();
                return (Texture2D[])m_AlphamapTextures.Clone();
            }
        }
        public int alphamapResolution
        {
            get => m_Alphamaps.GetLength(0);
            set
            {
                int resolution = Mathf.ClosestPowerOfTwo(Mathf.Clamp(value, 16, 4096));
                m_Alphamaps = new float[resolution, resolution, m_Layers.Length];
                if (m_Layers.Length > 0) for (int y = 0; y < resolution; y++) for (int x = 0; x < resolution; x++) m_Alphamaps[y, x, 0] = 1;
            }
        }
        public int baseMapResolution { get; set; } = 512;
        /// <summary>map[z, x, layer].</summary>
        public void SetAlphamaps(int x, int y, float[,,] map)
        {
            World.RequireMainThread("TerrainData.SetAlphamaps");
            RequireAlive();
            if (map.GetLength(2) != alphamapLayers) throw new Exception($"Float array size wrong (layers should be {alphamapLayers})");
            if (x < 0 || y < 0 || x + map.GetLength(1) > alphamapWidth || y + map.GetLength(0) > alphamapHeight) throw new ArgumentException("Trying to set alphamaps out of bounds");
            for (int row = 0; row < map.GetLength(0); row++)
                for (int column = 0; column < map.GetLength(1); column++)
                    for (int layer = 0; layer < map.GetLength(2); layer++) m_Alphamaps[y + row, x + column, layer] = map[row, column, layer];
        }
        public float[,,] GetAlphamaps(int x, int y, int width, int height)
        {
            var part = new float[height, width, alphamapLayers];
            for (int row = 0; row < height; row++)
                for (int column = 0; column < width; column++)
                    for (int layer = 0; layer < alphamapLayers; layer++) part[row, column, layer] = m_Alphamaps[y + row, x + column, layer];
            return part;
        }
        public TreePrototype[] treePrototypes { get => (TreePrototype[])m_TreePrototypes.Clone(); set => m_TreePrototypes = (TreePrototype[])value.Clone(); }
        public TreeInstance[] treeInstances { get => (TreeInstance[])m_Trees.Clone(); set => SetTreeInstances(value, false); }
        public int treeInstanceCount => m_Trees.Length;
        public void SetTreeInstances(TreeInstance[] instances, bool snapToHeightmap)
        {
            if (instances.Any(tree => tree.prototypeIndex < 0 || tree.prototypeIndex >= m_TreePrototypes.Length)) throw new ArgumentException("Invalid tree instance: no such prototype");
            m_Trees = (TreeInstance[])instances.Clone();
        }
        public void RefreshPrototypes() { }
        public DetailPrototype[] detailPrototypes
        {
            get => (DetailPrototype[])m_DetailPrototypes.Clone();
            set { m_DetailPrototypes = (DetailPrototype[])value.Clone(); m_Details = value.Select(_ => new int[detailResolution, detailResolution]).ToList(); }
        }
        public int detailResolution { get; private set; }
        public int detailWidth => detailResolution;
        public int detailHeight => detailResolution;
        public void SetDetailResolution(int detailResolution, int resolutionPerPatch)
        {
            this.detailResolution = detailResolution;
            m_Details = m_DetailPrototypes.Select(_ => new int[detailResolution, detailResolution]).ToList();
        }
        public DetailScatterMode detailScatterMode { get; private set; }
        public void SetDetailScatterMode(DetailScatterMode scatterMode) => detailScatterMode = scatterMode;
        public int[,] GetDetailLayer(int xBase, int yBase, int width, int height, int layer)
        {
            var part = new int[height, width];
            for (int z = 0; z < height; z++) for (int x = 0; x < width; x++) part[z, x] = m_Details[layer][yBase + z, xBase + x];
            return part;
        }
        public void SetDetailLayer(int xBase, int yBase, int layer, int[,] details)
        {
            for (int z = 0; z < details.GetLength(0); z++) for (int x = 0; x < details.GetLength(1); x++) m_Details[layer][yBase + z, xBase + x] = details[z, x];
        }
    }

    public sealed class Terrain : Behaviour
    {
        public TerrainData terrainData { get; set; }
        public Material materialTemplate { get; set; }
        public bool drawInstanced { get; set; }
        public bool drawHeightmap { get; set; } = true;
        public bool drawTreesAndFoliage { get; set; } = true;
        public bool allowAutoConnect { get; set; }
        public int groupingID { get; set; }
        public float heightmapPixelError { get; set; } = 5;
        public float basemapDistance { get; set; } = 1000;
        public float treeDistance { get; set; } = 5000;
        public float detailObjectDistance { get; set; } = 80;
        public Terrain leftNeighbor { get; private set; }
        public Terrain topNeighbor { get; private set; }
        public Terrain rightNeighbor { get; private set; }
        public Terrain bottomNeighbor { get; private set; }
        public static Terrain[] activeTerrains => World.Living<Terrain>().Where(terrain => terrain.isActiveAndEnabled).ToArray();
        public static Terrain activeTerrain => activeTerrains.FirstOrDefault();
        public void SetNeighbors(Terrain left, Terrain top, Terrain right, Terrain bottom) { leftNeighbor = left; topNeighbor = top; rightNeighbor = right; bottomNeighbor = bottom; }
        public float SampleHeight(Vector3 worldPosition)
        {
            Vector3 local = worldPosition - transform.position;
            return terrainData.GetInterpolatedHeight(local.x / terrainData.size.x, local.z / terrainData.size.z);
        }
        public Vector3 GetPosition() => transform.position;
        public void Flush() { }
        public static void SetConnectivityDirty() { }
        public static GameObject CreateTerrainGameObject(TerrainData assignTerrain)
        {
            var made = new GameObject("Terrain") { isStatic = true };
            Terrain terrain = made.AddComponent<Terrain>();
            terrain.terrainData = assignTerrain;
            terrain.drawInstanced = false;
            made.AddComponent<TerrainCollider>().terrainData = assignTerrain;
            return made;
        }
    }
}
