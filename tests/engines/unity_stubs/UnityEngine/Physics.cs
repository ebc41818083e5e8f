using System;
using UnityStubs;

namespace UnityEngine
{
    public enum ForceMode { Force = 0, Impulse = 1, VelocityChange = 2, Acceleration = 5 }
    [Flags] public enum MeshColliderCookingOptions { None = 0, CookForFasterSimulation = 2, EnableMeshCleaning = 4, WeldColocatedVertices = 8, UseFastMidphase = 16 }
    public class PhysicMaterial : Object { public float dynamicFriction { get; set; } = 0.6f; public float bounciness { get; set; } }
    public class Collider : Component
    {
        public bool enabled { get; set; } = true;
        public bool isTrigger { get; set; }
        public PhysicMaterial sharedMaterial { get; set; }
    }
    public class MeshCollider : Collider
    {
        public Mesh sharedMesh { get; set; }
        public bool convex { get; set; }
        public MeshColliderCookingOptions cookingOptions { get; set; }
    }
    public class BoxCollider : Collider { public Vector3 center { get; set; } public Vector3 size { get; set; } = Vector3.one; }
    public class SphereCollider : Collider { public Vector3 center { get; set; } public float radius { get; set; } = 0.5f; }
    public class CapsuleCollider : Collider
    {
        public Vector3 center { get; set; }
        public float radius { get; set; } = 0.5f;
        public float height { get; set; } = 1;
        public int direction { get; set; } = 1;
    }
    public class TerrainCollider : Collider { public TerrainData terrainData { get; set; } }
    public class CharacterController : Collider
    {
        public float height { get; set; } = 2;
        public float radius { get; set; } = 0.5f;
        public Vector3 center { get; set; }
        public bool isGrounded => false;
        public bool SimpleMove(Vector3 speed) { transform.position += speed * Time.deltaTime; return false; }
    }
    public class Rigidbody : Component { public bool isKinematic { get; set; } public float mass { get; set; } = 1; public bool useGravity { get; set; } = true; }
    public struct RaycastHit { public Vector3 point { get; set; } public Vector3 normal { get; set; } public float distance { get; set; } public Collider collider { get; internal set; } }
    /// Rays meet boxes alone.
    public static class Physics
    {
        public static bool Raycast(Ray ray, out RaycastHit hitInfo) => Raycast(ray, out hitInfo, float.PositiveInfinity);
        public static bool Raycast(Ray ray, out RaycastHit hitInfo, float maxDistance)
        {
            hitInfo = new RaycastHit { distance = maxDistance };
            foreach (BoxCollider box in World.Living<BoxCollider>())
            {
                if (!box.enabled || !box.gameObject.activeInHierarchy) continue;
                Vector3 from = box.transform.InverseTransformPoint(ray.origin) - box.center;
                Vector3 along = box.transform.InverseTransformPoint(ray.origin + ray.direction) - box.center - from;
                float near = 0, far = float.PositiveInfinity;
                for (int axis = 0; axis < 3; axis++)
                {
                    float half = box.size[axis] / 2, one = (-half - from[axis]) / along[axis], other = (half - from[axis]) / along[axis];
                    if (along[axis] == 0) { if (Math.Abs(from[axis]) > half) far = -1; continue; }
                    near = Math.Max(near, Math.Min(one, other));
                    far = Math.Min(far, Math.Max(one, other));
                }
                // A ray does not meet what it begins in.
                if (near > far || near <= 0 || near >= hitInfo.distance) continue;
                hitInfo = new RaycastHit { distance = near, point = ray.GetPoint(near), collider = box };
            }
            return hitInfo.collider;
        }
        public static void SyncTransforms() { }
        public static void BakeMesh(int meshID, bool convex) { }
    }
}
