namespace UnityEngine
{
    public enum ParticleSystemSimulationSpace { Local, World, Custom }
    public enum ParticleSystemShapeType { Sphere = 0, Hemisphere = 2, Cone = 4, Box = 5 }
    public enum ParticleSystemRenderMode { Billboard, Stretch, HorizontalBillboard, VerticalBillboard, Mesh, None }

    public sealed class ParticleSystemRenderer : Renderer
    {
        public ParticleSystemRenderMode renderMode { get; set; }
        public float lengthScale { get; set; } = 2;
    }

    /// <summary>As in Unity its modules are structs that write to the system they were taken from.</summary>
    [RequireComponent(typeof(ParticleSystemRenderer))]
    public sealed class ParticleSystem : Component
    {
        public struct MinMaxCurve
        {
            public MinMaxCurve(float constant) { this.constant = constant; }
            public float constant { get; set; }
            public static implicit operator MinMaxCurve(float constant) => new MinMaxCurve(constant);
        }
        public struct MinMaxGradient
        {
            public MinMaxGradient(Color color) { this.color = color; }
            public Color color { get; set; }
            public static implicit operator MinMaxGradient(Color color) => new MinMaxGradient(color);
        }
        private sealed class State
        {
            public MinMaxCurve Speed = 5, Size = 1, Lifetime = 5, Rate = 10, X, Y, Z;
            public MinMaxGradient Colour = Color.white;
            public int Most = 1000;
            public bool Moves;
            public ParticleSystemSimulationSpace Space, MovesIn;
            public ParticleSystemShapeType Shape = ParticleSystemShapeType.Cone;
            public Vector3 Scale = Vector3.one;
        }
        private readonly State m_State = new State();
        public MainModule main => new MainModule(this);
        public EmissionModule emission => new EmissionModule(this);
        public ShapeModule shape => new ShapeModule(this);
        public VelocityOverLifetimeModule velocityOverLifetime => new VelocityOverLifetimeModule(this);

        public struct MainModule
        {
            private readonly State of;
            internal MainModule(ParticleSystem system) { of = system.m_State; }
            public MinMaxCurve startSpeed { get => of.Speed; set => of.Speed = value; }
            public MinMaxCurve startSize { get => of.Size; set => of.Size = value; }
            public MinMaxCurve startLifetime { get => of.Lifetime; set => of.Lifetime = value; }
            public MinMaxGradient startColor { get => of.Colour; set => of.Colour = value; }
            public int maxParticles { get => of.Most; set => of.Most = value; }
            public ParticleSystemSimulationSpace simulationSpace { get => of.Space; set => of.Space = value; }
        }
        public struct EmissionModule
        {
            private readonly State of;
            internal EmissionModule(ParticleSystem system) { of = system.m_State; }
            public MinMaxCurve rateOverTime { get => of.Rate; set => of.Rate = value; }
        }
        public struct ShapeModule
        {
            private readonly State of;
            internal ShapeModule(ParticleSystem system) { of = system.m_State; }
            public ParticleSystemShapeType shapeType { get => of.Shape; set => of.Shape = value; }
            public Vector3 scale { get => of.Scale; set => of.Scale = value; }
        }
        public struct VelocityOverLifetimeModule
        {
            private readonly State of;
            internal VelocityOverLifetimeModule(ParticleSystem system) { of = system.m_State; }
            public bool enabled { get => of.Moves; set => of.Moves = value; }
            public ParticleSystemSimulationSpace space { get => of.MovesIn; set => of.MovesIn = value; }
            public MinMaxCurve x { get => of.X; set => of.X = value; }
            public MinMaxCurve y { get => of.Y; set => of.Y = value; }
            public MinMaxCurve z { get => of.Z; set => of.Z = value; }
        }
    }
}
