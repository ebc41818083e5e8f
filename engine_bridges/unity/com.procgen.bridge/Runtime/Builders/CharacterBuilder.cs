using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Procgen.V1;
using UnityEngine;

namespace Procgen {
    /// <summary>Turns answers of the character service into objects of a scene.</summary>
    public static class CharacterBuilder {
        /// <summary>Sets the output of a request that <see cref="BuildAsync"/> needs.</summary>
        /// <param name="request">The request.</param>
        /// <param name="kind">"glb" with 52 ARKit blend shapes and 15 visemes, "slim" without, or "game" of one mesh with
        /// levels of detail.</param>
        /// <param name="lod">Level of detail, 0 (finest) to 3.</param>
        /// <param name="texturePx">Side of the skin's pictures: 0 for plain colours, 512, 1024 or 2048.</param>
        public static void Ask(CharacterRequest request, string kind = "glb", int lod = 0, int texturePx = 1024) {
            request.Outputs.Clear();
            request.Outputs.Add(new CharacterOutput { Kind = kind, Lod = (uint)lod, TexturePx = (uint)texturePx });
        }

        /// <summary>The character of an answer, with a humanoid avatar and its recipe noted.</summary>
        /// <param name="made">With a "glb", "game" or "slim".</param>
        /// <param name="live">Whether vertices will be moved: glTFast, which is used otherwise where the project has it,
        /// hands over meshes that can't be changed.</param>
        /// <param name="cancellation">Destroys what was made so far.</param>
        /// <exception cref="ProcgenException">The file did not come, or can't be read.</exception>
        /// <exception cref="System.OperationCanceledException">It was cancelled.</exception>
        public static async Task<CharacterFigure> BuildAsync(
            Answer<CharacterResult> made, bool live = true, CancellationToken cancellation = default) {
            var glb = made.Artifact("glb") ?? made.Artifact("game") ?? TerrainBuilder.FileOf(made, "slim");
            var name = string.IsNullOrEmpty(made.Result.Person.Name) ? "Character" : made.Result.Person.Name;
#if PROCGEN_GLTFAST
            var figure = live
                ? await GlbLoader.LoadAsync(glb, cancellation) : await LoadWithGltFastAsync(glb, cancellation);
#else
            var figure = await GlbLoader.LoadAsync(glb, cancellation);
#endif
            Complete(figure, name);
            ProcgenRecipe.Take(figure.Root, made.Result.Recipe);
            return figure;
        }

        internal static void Complete(CharacterFigure figure, string name) {
            figure.Animator = figure.Root.AddComponent<Animator>();
            figure.Animator.avatar = figure.Own(BuildAvatar(figure.Root));
            // Not before: a node below has the person's name too, and an avatar tells transforms by their names.
            figure.Root.name = figure.Animator.avatar.name = name;
            if (figure.Animator.avatar.isValid)
                return;
            figure.Destroy();
            throw new ProcgenException(StatusCode.DataLoss, "Unity can't make a humanoid of the character; the log says why.");
        }

        /// <summary>A humanoid avatar of a hierarchy in T-pose whose bones have the server's names, which are those of Godot's
        /// SkeletonProfileHumanoid; the manual has the table.</summary>
        public static Avatar BuildAvatar(GameObject root) {
            var transforms = root.GetComponentsInChildren<Transform>(true);
            var names = new HashSet<string>(transforms.Select(transform => transform.name));
            return AvatarBuilder.BuildHumanAvatar(root, new HumanDescription {
                human = HumanTrait.BoneName.Where(human => names.Contains(BoneOf(human))).Select(human => new HumanBone {
                    humanName = human, boneName = BoneOf(human), limit = new HumanLimit { useDefaultValues = true },
                }).ToArray(),
                skeleton = transforms.Select(transform => new SkeletonBone {
                    name = transform.name, position = transform.localPosition, rotation = transform.localRotation,
                    scale = transform.localScale,
                }).ToArray(),
                upperArmTwist = 0.5f, lowerArmTwist = 0.5f, upperLegTwist = 0.5f, lowerLegTwist = 0.5f,
                armStretch = 0.05f, legStretch = 0.05f,
            });
        }

        // "Left Index Proximal" is "LeftIndexProximal"; a thumb's first bone is its metacarpal, and so all of it is shifted.
        private static string BoneOf(string human) {
            var bone = human.Replace(" ", "");
            return !bone.Contains("Thumb") ? bone
                : bone.Replace("Proximal", "Metacarpal").Replace("Intermediate", "Proximal");
        }

#if PROCGEN_GLTFAST
        private static async Task<CharacterFigure> LoadWithGltFastAsync(byte[] glb, CancellationToken cancellation) {
            var import = new GLTFast.GltfImport();
            // What it imports lives as long as it does.
            var figure = new CharacterFigure { Root = new GameObject(GlbLoader.RootName), OnDestroyed = import.Dispose };
            try {
                if (!await import.Load(glb, cancellationToken: cancellation)
                    || !await import.InstantiateMainSceneAsync(figure.Root.transform, cancellation))
                    throw new ProcgenException(StatusCode.DataLoss, "glTFast can't read the character's file; the log says why.");
                cancellation.ThrowIfCancellationRequested();
                figure.Animation = figure.Root.GetComponentInChildren<Animation>();
                return figure;
            } catch {
                figure.Destroy();
                throw;
            }
        }
#endif
    }
}
