using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;
using UnityEngine.UIElements;
using Object = UnityEngine.Object;

namespace Procgen.Editing {
    /// <summary>Requests to choose from, as a row of pictures.</summary>
    internal sealed class PictureStrip : ScrollView {
        private const int PicturePx = 72;

        private string _firstJson;

        public PictureStrip() : base(ScrollViewMode.Horizontal) => Show(Enumerable.Empty<(string, string, byte[], string)>());

        /// <summary>The designer picked a request: its fields, as JSON has them.</summary>
        public event Action<Dictionary<string, object>> Picked = _ => { };

        /// <summary>Shows requests; a row of none is not seen.</summary>
        public void Show(IEnumerable<(string title, string tip, byte[] png, string requestJson)> entries) {
            Release(this);
            Clear();
            _firstJson = null;
            foreach (var (title, tip, png, json) in entries) {
                _firstJson ??= json;
                var button = new Button(() => Pick(json)) { name = title, tooltip = tip };
                if (TextureOf(png) is Texture2D picture)
                    button.Add(new Image { image = picture, style = { width = PicturePx, height = PicturePx } });
                button.Add(new Label(title) { style = { maxWidth = 2 * PicturePx, textOverflow = TextOverflow.Ellipsis } });
                Add(button);
            }
            style.display = childCount > 0 ? DisplayStyle.Flex : DisplayStyle.None;
            style.flexShrink = 0;
        }

        /// <summary>Picks the first request as a designer would; nothing happens where there is none.</summary>
        public void PickFirst() {
            if (_firstJson != null)
                Pick(_firstJson);
        }

        private void Pick(string json) => Picked((Dictionary<string, object>)Json.Parse(json));

        /// <summary>Destroys the pictures that are shown in an element.</summary>
        public static void Release(VisualElement shown) => shown.Query<Image>().ForEach(place => Object.DestroyImmediate(place.image));

        /// <summary>The picture in a PNG, which somebody has to destroy; null if it is none.</summary>
        public static Texture2D TextureOf(byte[] png) {
            if (png == null || png.Length == 0)
                return null;
            var texture = new Texture2D(2, 2) { hideFlags = HideFlags.HideAndDontSave };
            if (texture.LoadImage(png))
                return texture;
            Object.DestroyImmediate(texture);
            return null;
        }

        /// <summary>A small PNG of a picture; null for none.</summary>
        public static byte[] Small(Texture2D picture) {
            if (!picture)
                return null;
            var small = new Texture2D(PicturePx, PicturePx);
            for (var y = 0; y < PicturePx; y++)
                for (var x = 0; x < PicturePx; x++)
                    small.SetPixel(x, y, picture.GetPixelBilinear((x + 0.5f) / PicturePx, (y + 0.5f) / PicturePx));
            var png = small.EncodeToPNG();
            Object.DestroyImmediate(small);
            return png;
        }
    }
}
