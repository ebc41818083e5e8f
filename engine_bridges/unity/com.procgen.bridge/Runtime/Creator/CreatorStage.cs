using System;
using System.Collections.Generic;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen {
    /// <summary>Where a character stands while it is made: seen near or whole, turned, lit and photographed.</summary>
    internal sealed class CreatorStage {
        /// <summary>How much is seen, in metres, and the height of its middle as a share of the body's.</summary>
        public static readonly IReadOnlyDictionary<string, Vector2> Views = new Dictionary<string, Vector2> {
            { "Face", new Vector2(0.36f, 0.93f) }, { "Bust", new Vector2(0.75f, 0.85f) }, { "Figure", new Vector2(2f, 0.5f) },
        };

        private const float FieldDeg = 24f;
        // Of a body of this stature views are as wide as said; of children they are less.
        private const float UsualM = 1.75f;
        private const float LeastShare = 0.7f;
        // Of the stature, where the joint of the head lies.
        private const float HeadShare = 0.88f;

        private readonly Camera _camera;
        private readonly ProcgenCharacter _character;
        private readonly List<GameObject> _lights = new List<GameObject>();

        public CreatorStage(Camera camera, ProcgenCharacter character) => (_camera, _character) = (camera, character);

        /// <summary>What is seen.</summary>
        public string View { get; set; } = "Bust";

        /// <summary>How far the character is turned to its left.</summary>
        public float TurnDeg { get; set; } = 18f;

        /// <summary>Three lights, from the front, the side and behind, as children.</summary>
        public void Light(Transform parent) {
            Add(parent, new Vector3(38f, 145f, 0f), new Color(1f, 0.95f, 0.88f), 0.85f, true);
            Add(parent, new Vector3(12f, 240f, 0f), new Color(0.75f, 0.85f, 1f), 0.22f, false);
            Add(parent, new Vector3(25f, 15f, 0f), new Color(1f, 0.98f, 0.95f), 0.5f, false);
        }

        /// <summary>Puts the camera where the view wants it. Nothing while nobody stands there.</summary>
        public void Frame() {
            if (_character.Figure == null)
                return;
            var place = _character.transform;
            place.localRotation = Quaternion.Euler(0f, TurnDeg, 0f);
            var head = _character.Figure.Animator.GetBoneTransform(HumanBodyBones.Head);
            var tall = (head.position.y - place.position.y) / HeadShare;
            var seen = Views[View];
            var away = seen.x * Mathf.Max(tall / UsualM, LeastShare) / 2f / Mathf.Tan(FieldDeg * Mathf.Deg2Rad / 2f);
            var middle = place.position + new Vector3(0f, tall * seen.y, 0f);
            _camera.fieldOfView = FieldDeg;
            _camera.transform.position = middle + new Vector3(0f, 0.02f, away);
            _camera.transform.LookAt(middle);
        }

        /// <summary>A picture of what is seen, with the camera's background. Whoever asked for it destroys it.</summary>
        /// <param name="widthPx">Its width.</param>
        /// <param name="heightPx">Its height.</param>
        public Texture2D Photograph(int widthPx, int heightPx) {
            var (target, active, rect) = (_camera.targetTexture, RenderTexture.active, _camera.rect);
            var film = new RenderTexture(widthPx, heightPx, 24);
            var picture = new Texture2D(widthPx, heightPx, TextureFormat.RGB24, false);
            try {
                (_camera.targetTexture, _camera.rect) = (film, new Rect(0f, 0f, 1f, 1f));
                _camera.Render();
                RenderTexture.active = film;
                picture.ReadPixels(new Rect(0f, 0f, widthPx, heightPx), 0, 0);
                picture.Apply();
                return picture;
            } catch (Exception) {
                ProcgenRuntime.Release(picture);
                throw;
            } finally {
                (_camera.targetTexture, _camera.rect, RenderTexture.active) = (target, rect, active);
                film.Release();
                ProcgenRuntime.Release(film);
            }
        }

        /// <summary>Takes the lights away.</summary>
        public void Clear() {
            foreach (var light in _lights)
                if (light)
                    ProcgenRuntime.Release(light);
            _lights.Clear();
        }

        private void Add(Transform parent, Vector3 turnDeg, Color colour, float intensity, bool hasShadow) {
            var made = new GameObject("Light");
            made.transform.SetParent(parent, false);
            made.transform.localRotation = Quaternion.Euler(turnDeg);
            var light = made.AddComponent<Light>();
            (light.type, light.color, light.intensity) = (LightType.Directional, colour, intensity);
            light.shadows = hasShadow ? LightShadows.Soft : LightShadows.None;
            _lights.Add(made);
        }
    }
}
