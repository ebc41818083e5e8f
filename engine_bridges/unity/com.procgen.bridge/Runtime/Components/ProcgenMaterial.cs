using System;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Events;

namespace Procgen {
    /// <summary>A material that the server makes while the game runs, and puts on a renderer.</summary>
    [AddComponentMenu("procgen/Procgen Material")]
    public sealed class ProcgenMaterial : ProcgenBehaviour {
        [Header("What")]
        [SerializeField, Tooltip("Class of material, one of the server's, such as \"brick\"; what the description says if empty.")]
        private string _material = "";
        [SerializeField, TextArea, Tooltip("In words; what is set here wins.")] private string _description = "";
        [SerializeField, Tooltip("Which piece of the material.")] private ulong _seed;
        [SerializeField, Range(32, 4096), Tooltip("Side of the pictures in pixels, a multiple of 32.")] private int _sizePx = 512;
        [SerializeField, Min(0f), Tooltip("Width of the tile in metres; its usual one if 0.")] private float _metres;
        [SerializeField, TextArea, Tooltip("What else is asked for: fields of TextureRequest as JSON, such as {\"weather\": {\"moss\": 0.6}}.")]
        private string _settings = "";
        [SerializeField, Tooltip("Hides that the pictures repeat, in URP. What patches would cut, such as bricks, stays as it is.")]
        private bool _hideRepeats;
        [Header("Target")]
        [SerializeField, Tooltip("What gets the material; this object's own renderer if empty.")] private Renderer _target;
        [SerializeField, Tooltip("Whether it is made when this is enabled.")] private bool _onEnable = true;
        [SerializeField, Tooltip("The material is there, and on its target.")]
        private UnityEvent<Material> _onReady = new UnityEvent<Material>();

        /// <summary>The material is there, and on its target.</summary>
        public event Action<Material> Ready;

        /// <summary>What was made; null until then.</summary>
        public Material Material { get; private set; }

        /// <summary>Class of material.</summary>
        public string MaterialClass { get => _material; set => _material = value; }

        /// <summary>In words.</summary>
        public string Description { get => _description; set => _description = value; }

        /// <summary>Which piece of the material.</summary>
        public ulong Seed { get => _seed; set => _seed = value; }

        /// <summary>Side of the pictures in pixels.</summary>
        public int SizePx { get => _sizePx; set => _sizePx = value; }

        /// <summary>Makes the material that the settings describe, in place of the last one.</summary>
        /// <exception cref="ProcgenException">The server did not do what was asked.</exception>
        /// <exception cref="OperationCanceledException">It was cancelled.</exception>
        public Task<Material> GenerateAsync(CancellationToken cancellation = default) {
            Cancel();
            return RunAsync(async stop => {
                var request = new TextureRequest();
                Merge(request, _settings, "Settings");
                (request.Seed, request.WidthPx, request.HeightPx) = (_seed, (uint)_sizePx, (uint)_sizePx);
                request.Material = _material == "" ? request.Material : _material;
                request.Text = _description == "" ? request.Text : _description;
                request.MetresPerTile = _metres > 0f ? _metres : request.MetresPerTile;
                MaterialBuilder.Ask(request, false);
                var made = await ProcgenRuntime.Client.Texture.GenerateAsync(request, cancellation: stop);
                stop.ThrowIfCancellationRequested();
                Release();
                Material = MaterialBuilder.Build(made);
                if (_hideRepeats && made.Result.Repeats != TextureRepeats.Variants) {
                    var plain = Material;
                    Material = MaterialBuilder.HexTiled(plain, made.Result.Repeats);
                    ProcgenRuntime.Release(plain);
                }
                var target = _target ? _target : GetComponent<Renderer>();
                if (target)
                    target.sharedMaterial = Material;
                Ready?.Invoke(Material);
                _onReady.Invoke(Material);
                return Material;
            }, cancellation);
        }

        /// <summary>Cancels, and destroys the material.</summary>
        protected override void OnDestroy() {
            base.OnDestroy();
            Release();
        }

        private void OnEnable() {
            if (_onEnable && !Material)
                Forget(GenerateAsync());
        }

        private void Release() {
            if (Material)
                MaterialBuilder.Release(Material);
        }
    }
}
