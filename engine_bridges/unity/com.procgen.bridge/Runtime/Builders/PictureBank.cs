using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using UnityEngine;

namespace Procgen {
    // Textures of several worlds by what they are made of: those that are the same are in memory once, as long as one of the
    // worlds has them.
    internal sealed class PictureBank {
        private readonly Dictionary<string, Texture2D> _pictures = new Dictionary<string, Texture2D>();
        private readonly Dictionary<Texture2D, (string Key, int Uses)> _uses = new Dictionary<Texture2D, (string, int)>();

        public int Count => _pictures.Count;

        // On the main thread, as the others.
        public async Task<Texture2D> TakeAsync(string key, Func<Task<Texture2D>> make) {
            if (!_pictures.ContainsKey(key)) {
                var made = await make();
                // Another one may have made it meanwhile.
                if (_pictures.ContainsKey(key))
                    ProcgenRuntime.Release(made);
                else
                    _uses[_pictures[key] = made] = (key, 0);
            }
            var picture = _pictures[key];
            _uses[picture] = (key, _uses[picture].Uses + 1);
            return picture;
        }

        // Lets go of one that was taken. Whether it came from here.
        public bool Return(Texture2D picture) {
            if (picture is null || !_uses.TryGetValue(picture, out var used))
                return false;
            if (used.Uses > 1) {
                _uses[picture] = (used.Key, used.Uses - 1);
                return true;
            }
            _uses.Remove(picture);
            _pictures.Remove(used.Key);
            if (picture)
                ProcgenRuntime.Release(picture);
            return true;
        }
    }
}
