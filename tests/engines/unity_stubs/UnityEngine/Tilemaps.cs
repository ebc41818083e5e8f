using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public enum SpriteMeshType { FullRect, Tight }

    public sealed class Sprite : Object
    {
        private Sprite() { }
        public static Sprite Create(Texture2D texture, Rect rect, Vector2 pivot, float pixelsPerUnit, uint extrude, SpriteMeshType meshType)
        {
            if (!texture) throw new ArgumentNullException(nameof(texture));
            if (rect.x < 0f || rect.y < 0f || rect.xMax > texture.width || rect.yMax > texture.height)
                throw new ArgumentException("Could not create sprite from a rectangle outside the texture.");
            if (pixelsPerUnit <= 0f) throw new ArgumentException("pixelsPerUnit must be set to a positive non-zero value.");
            return new Sprite { texture = texture, rect = rect, pivot = new Vector2(pivot.x * rect.width, pivot.y * rect.height), pixelsPerUnit = pixelsPerUnit };
        }
        public Texture2D texture { get; private set; }
        public Rect rect { get; private set; }
        public Vector2 pivot { get; private set; }
        public float pixelsPerUnit { get; private set; }
    }

    public struct BoundsInt
    {
        public BoundsInt(int xMin, int yMin, int zMin, int sizeX, int sizeY, int sizeZ) { position = new Vector3Int(xMin, yMin, zMin); size = new Vector3Int(sizeX, sizeY, sizeZ); }
        public Vector3Int position { get; set; }
        public Vector3Int size { get; set; }
    }

    public class GridLayout : Behaviour
    {
        public Vector3 cellSize { get; set; } = new Vector3(1f, 1f, 0f);
    }
    public sealed class Grid : GridLayout { }

    public class Collider2D : Behaviour { }
}

namespace UnityEngine.Tilemaps
{
    public abstract class TileBase : ScriptableObject { }

    public class Tile : TileBase
    {
        public enum ColliderType { None, Sprite, Grid }
        public Sprite sprite { get; set; }
        public Color color { get; set; } = Color.white;
        public ColliderType colliderType { get; set; } = ColliderType.Sprite;
    }

    public sealed class Tilemap : GridLayout
    {
        private readonly Dictionary<Vector3Int, TileBase> m_Tiles = new Dictionary<Vector3Int, TileBase>();
        public void SetTilesBlock(BoundsInt position, TileBase[] tileArray)
        {
            Vector3Int size = position.size;
            if (tileArray.Length != size.x * size.y * size.z) throw new ArgumentException("the array of tiles does not fill the block");
            int next = 0;
            for (int z = 0; z < size.z; z++)
                for (int y = 0; y < size.y; y++)
                    for (int x = 0; x < size.x; x++)
                        m_Tiles[position.position + new Vector3Int(x, y, z)] = tileArray[next++];
        }
        public TileBase GetTile(Vector3Int position) => m_Tiles.TryGetValue(position, out TileBase found) ? found : null;
        public T GetTile<T>(Vector3Int position) where T : TileBase => GetTile(position) as T;
    }
    public sealed class TilemapRenderer : Renderer { }
    public sealed class TilemapCollider2D : Collider2D { }
}
