using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using UnityEditor;
using UnityEngine;
using Object = UnityEngine.Object;

namespace Procgen.Editing {
    /// <summary>Makes a world's folder into assets of the project and a scene of prefab instances that can be selected, moved
    /// and lit: a prefab for each building, barrier, bridge, kind of plant, thing and person, all with their levels of detail
    /// and static flags, and a terrain that has the woods as trees and the grass as details.</summary>
    internal sealed class WorldPrefabs {
        private const int MostPlantsInACell = 16, PatchCells = 32, LeastCells = 128, MostCells = 2048;
        private const float TreesM = 1000f, PlantsM = 120f;
        // Of the picture's height, as world.glb has them for what grows.
        private static readonly float[] TreeShares = { 0.2f, 0.06f, GlbLoader.LeastShare };
        private const StaticEditorFlags Seen = StaticEditorFlags.BatchingStatic | StaticEditorFlags.OccludeeStatic
            | StaticEditorFlags.ReflectionProbeStatic;
        private const StaticEditorFlags Hiding = Seen | StaticEditorFlags.OccluderStatic | StaticEditorFlags.ContributeGI;

        private readonly string _folder;
        private readonly CancellationToken _stop;
        private readonly HashSet<Object> _saved = new HashSet<Object>();
        private readonly HashSet<Transform> _new = new HashSet<Transform>();
        private readonly Dictionary<string, List<string>> _groups = new Dictionary<string, List<string>>();
        private WorldBuilder _built;
        private Transform _root, _known;
        private readonly HashSet<string> _came = new HashSet<string>();

        private WorldPrefabs(string folder, CancellationToken stop) => (_folder, _stop) = (folder, stop);

        /// <summary>How many instances were there before, and stay as they are.</summary>
        public int Kept { get; private set; }

        /// <summary>How many instances came.</summary>
        public int Added { get; private set; }

        /// <summary>The prefabs' paths by group.</summary>
        public IReadOnlyDictionary<string, List<string>> Groups => _groups;

        /// <summary>Makes the prefabs, and puts instances of them into the open scene in the place of the world; those of an
        /// earlier time stay, and show the new prefabs.</summary>
        /// <param name="world">Whose folder is read. It is switched off.</param>
        /// <param name="folder">Of the project, below which the assets come to lie.</param>
        /// <exception cref="ProcgenException">A file of the world is missing or can't be read.</exception>
        public static async Task<WorldPrefabs> MakeAsync(ProcgenWorld world, string folder, CancellationToken stop) {
            var files = await WorldFolder.OpenAsync(world.Folder, stop);
            var made = new WorldPrefabs($"{folder}/{NameOf((string)files.Manifest["name"])}", stop);
            await made.MakeAsync(world, files);
            return made;
        }

        /// <summary>A name as files have it.</summary>
        public static string NameOf(string said) =>
            string.Concat(said.ToLowerInvariant().Select(letter => char.IsLetterOrDigit(letter) ? letter : '-'));

        private async Task MakeAsync(ProcgenWorld world, WorldFolder files) {
            var place = new GameObject((string)files.Manifest["name"]);
            _root = place.transform;
            _built = new WorldBuilder(_root, files, _stop);
            try {
                await _built.BuildAsync();
                _stop.ThrowIfCancellationRequested();
            } catch {
                _built.Release();
                Object.DestroyImmediate(place);
                throw;
            }
            // Nothing is awaited from here on: it is made wholly, or nothing of it.
            var known = Object.FindObjectsOfType<ProcgenWorldPrefabs>().FirstOrDefault(one => one.Folder == _folder);
            _known = known ? known.transform : null;
            if (known)
                _came.UnionWith(known.Came);
            Saving.MakeFolder(_folder);
            SaveGround();
            var scenery = _root.Find("Scenery");
            foreach (var group in scenery.Cast<Transform>().ToList())
                if (group.name == "Props")
                    SaveShapes(group);
                else
                    foreach (var one in group.Cast<Transform>().ToList()) {
                        GameObjectUtility.EnsureUniqueNameForSibling(one.gameObject);
                        Replace(one, Prefab(one, group.name, one.name));
                    }
            SavePeople();
            WorldAddressables.Mark(place.name, _groups);
            AssetDatabase.SaveAssets();
            Put(world, place, known);
        }

        // The scene gets all of it, or what it has not got yet, in one step.
        private void Put(ProcgenWorld world, GameObject place, ProcgenWorldPrefabs known) {
            const string Step = "Make world editable";
            if (known) {
                foreach (var group in _root.GetComponentsInChildren<Transform>(true).Where(part => _new.Contains(part)).ToList()) {
                    var above = AnimationUtility.CalculateTransformPath(group.parent, _root);
                    group.SetParent(above == "" ? _known : _known.Find(above) ?? _known, false);
                    Undo.RegisterCreatedObjectUndo(group.gameObject, Step);
                }
                Object.DestroyImmediate(place);
                Undo.RegisterCompleteObjectUndo(known, Step);
                known.Came = _came.ToArray();
                Selection.activeGameObject = known.gameObject;
            } else {
                var note = place.AddComponent<ProcgenWorldPrefabs>();
                (note.Folder, note.Came) = (_folder, _came.ToArray());
                (_root.position, _root.rotation) = (world.transform.position, world.transform.rotation);
                Placing.Place(Step, place);
            }
            Undo.RegisterCompleteObjectUndo(world.gameObject, Step);
            // Unity refuses to destroy children of an object that is being switched off.
            world.Clear();
            world.gameObject.SetActive(false);
        }

        // Takes an object's place by an instance of a prefab, unless the scene has, or had, it of an earlier time.
        private void Replace(Transform one, GameObject prefab) {
            var path = AnimationUtility.CalculateTransformPath(one, _root);
            if (!_came.Add(path)) {
                Kept += _known && _known.Find(path) ? 1 : 0;
                Object.DestroyImmediate(one.gameObject);
                return;
            }
            var instance = ((GameObject)PrefabUtility.InstantiatePrefab(prefab, one.parent)).transform;
            instance.name = one.name;
            (instance.localPosition, instance.localRotation, instance.localScale) = (one.localPosition, one.localRotation, one.localScale);
            Object.DestroyImmediate(one.gameObject);
            _new.Add(instance);
            Added++;
        }

        // Of an object at the origin, with its meshes and materials beside it. One that is there is written anew: instances
        // of it show that, and keep what a designer has changed of them.
        private GameObject Prefab(Transform one, string group, string name) {
            var folder = $"{_folder}/{group}";
            Saving.MakeFolder(folder);
            Flag(one, group);
            SaveParts(one, folder, name);
            var (position, rotation, scale, parent) = (one.localPosition, one.localRotation, one.localScale, one.parent);
            one.SetParent(null, false);
            (one.localPosition, one.localRotation, one.localScale) = (Vector3.zero, Quaternion.identity, Vector3.one);
            var path = $"{folder}/{NameOf(name)}.prefab";
            var prefab = PrefabUtility.SaveAsPrefabAsset(one.gameObject, path);
            one.SetParent(parent, false);
            (one.localPosition, one.localRotation, one.localScale) = (position, rotation, scale);
            if (!_groups.TryGetValue(group, out var paths))
                _groups[group] = paths = new List<string>();
            paths.Add(path);
            return prefab;
        }

        private void Flag(Transform one, string group) {
            foreach (var part in one.GetComponentsInChildren<Transform>(true)) {
                if (group == "People" || _built.IsMoving(part))
                    continue;
                var hides = (group == "Buildings" || group == "Barriers") && !_built.IsRoom(part) && part.GetComponent<Renderer>();
                GameObjectUtility.SetStaticEditorFlags(part.gameObject, hides ? Hiding : Seen);
            }
        }

        // Meshes lie in one file a prefab; materials and their pictures, which many share, in the file of whoever comes first.
        private void SaveParts(Transform one, string folder, string name) {
            var meshes = one.GetComponentsInChildren<MeshFilter>(true).Select(filter => (Object)filter.sharedMesh)
                .Concat(one.GetComponentsInChildren<SkinnedMeshRenderer>(true).Select(skin => (Object)skin.sharedMesh));
            var materials = one.GetComponentsInChildren<Renderer>(true).SelectMany(drawn => drawn.sharedMaterials).Where(look => look).Distinct().ToList();
            var pictures = materials.SelectMany(look => look.GetTexturePropertyNames().Select(slot => (Object)look.GetTexture(slot)));
            SaveAll(folder, name, meshes.Concat(materials).Concat(pictures));
        }

        private void SaveAll(string folder, string name, IEnumerable<Object> objects) {
            var fresh = objects.Where(part => part && !_saved.Contains(part) && !AssetDatabase.Contains(part)).Distinct().ToList();
            if (fresh.Count == 0)
                return;
            _saved.UnionWith(fresh);
            var file = NameOf(name) + "-parts.asset";
            AssetDatabase.DeleteAsset($"{folder}/{file}");
            Saving.Create(fresh[0], folder, file, fresh.Skip(1));
        }

        // Of things and plants there is a prefab a shape.
        private void SaveShapes(Transform props) {
            var prefabs = new Dictionary<string, GameObject>();
            foreach (var one in props.Cast<Transform>().ToList()) {
                var shape = one.name.Substring(0, one.name.LastIndexOf(", ", StringComparison.Ordinal));
                if (!prefabs.TryGetValue(shape, out var prefab))
                    prefabs[shape] = prefab = Prefab(one, props.name, shape);
                Replace(one, prefab);
            }
        }

        private void SavePeople() {
            var group = _root.Find("People");
            RuntimeAnimatorController controller = null;
            foreach (var person in _built.People.ToList()) {
                var figure = person.Figure;
                var folder = $"{_folder}/People";
                Saving.MakeFolder(folder);
                // Humanoid clips fit everybody.
                if (!controller && figure.Clips.Count > 0) {
                    var path = $"{folder}/movements.controller";
                    AssetDatabase.DeleteAsset(path);
                    var clips = MecanimClips.Bake(figure);
                    controller = MecanimClips.Control(path, clips, figure);
                    foreach (var clip in clips)
                        AssetDatabase.AddObjectToAsset(clip, controller);
                    Saving.Finish(controller);
                }
                figure.Stand();
                if (figure.Animation)
                    Object.DestroyImmediate(figure.Animation);
                figure.Animator.runtimeAnimatorController = controller;
                var name = $"{person.Id} {figure.Root.name}";
                figure.Root.name = name;
                SaveAll(folder, name, figure.Owned.Where(part => !(part is AnimationClip)));
                Replace(figure.Root.transform, Prefab(figure.Root.transform, group.name, name));
            }
        }

        private void SaveGround() {
            var terrain = _built.Ground;
            var data = terrain.terrainData;
            if (_built.Cover != null) {
                PlantWoods(data, _built.Cover, terrain.transform.localPosition.y);
                Sow(data, _built.Cover);
                Object.DestroyImmediate(_root.Find("Cover").gameObject);
            }
            (terrain.treeDistance, terrain.detailObjectDistance) = (TreesM, PlantsM);
            var path = $"{_folder}/ground.asset";
            // Painted or raised by hand, it stays: whoever wants the new ground deletes the file before.
            if (_known && AssetDatabase.LoadAssetAtPath<TerrainData>(path)) {
                Kept++;
                Object.DestroyImmediate(terrain.gameObject);
                return;
            }
            AssetDatabase.DeleteAsset(path);
            var layers = data.terrainLayers;
            var inside = layers.Concat<Object>(layers.SelectMany(layer => new Object[] {
                layer.diffuseTexture, layer.normalMapTexture, layer.maskMapTexture })).Concat(data.alphamapTextures);
            Saving.Create(data, _folder, "ground.asset", inside.Where(part => part));
            GameObjectUtility.SetStaticEditorFlags(terrain.gameObject, Hiding);
            _groups["Ground"] = new List<string> { path };
            _new.Add(terrain.transform);
            Added++;
        }

        private void PlantWoods(TerrainData data, CoverLibrary cover, float bottomM) {
            if (cover.Trees.Count == 0)
                return;
            data.treePrototypes = cover.TreeModels.Select(levels => new TreePrototype {
                prefab = PlantPrefab(levels, cover, "Trees", true) }).ToArray();
            data.SetTreeInstances(cover.Trees.Select(tree => new TreeInstance {
                // The terrain's origin is its south-western corner.
                position = new Vector3(tree.Place.x / data.size.x, (tree.Place.y - bottomM) / data.size.y, 1f - tree.Place.z / data.size.z),
                rotation = (180f - tree.TurnDeg) * Mathf.Deg2Rad, widthScale = tree.Scale, heightScale = tree.Scale,
                prototypeIndex = tree.Shape, color = Color.white, lightmapColor = Color.white,
            }).ToArray(), false);
        }

        // How many plants of a layer stand in each of the terrain's cells, by the rule that the server counts with.
        private void Sow(TerrainData data, CoverLibrary cover) {
            if (cover.Layers.Count == 0)
                return;
            var cells = Mathf.Clamp(Mathf.NextPowerOfTwo((int)data.size.x), LeastCells, MostCells);
            data.SetDetailResolution(cells, PatchCells);
            data.SetDetailScatterMode(DetailScatterMode.InstanceCountMode);
            data.detailPrototypes = cover.Layers.Select(layer => new DetailPrototype {
                prototype = PlantPrefab(new[] { layer.Models[0] }, cover, "Plants", false), usePrototypeMesh = true, useInstancing = true,
                renderMode = DetailRenderMode.VertexLit, minWidth = layer.Scale.x, maxWidth = layer.Scale.y, minHeight = layer.Scale.x,
                maxHeight = layer.Scale.y, healthyColor = Color.white, dryColor = Color.white,
            }).ToArray();
            for (var number = 0; number < cover.Layers.Count; number++)
                data.SetDetailLayer(0, 0, number, Count(cover.Layers[number].Pattern, cover, cells));
        }

        private static int[,] Count(CoverPattern pattern, CoverLibrary cover, int cells) {
            var counts = new int[cells, cells];
            for (var row = 0; row * cover.CellM < cover.SizeM.y; row++)
                for (var column = 0; column * cover.CellM < cover.SizeM.x; column++)
                    foreach (var plant in pattern.Plants(column, row, 1f)) {
                        // Rows of the terrain's cells go from south to north.
                        var (x, z) = ((int)(plant.x / cover.SizeM.x * cells), cells - 1 - (int)(plant.z / cover.SizeM.y * cells));
                        if (counts[z, x] < MostPlantsInACell)
                            counts[z, x]++;
                    }
            return counts;
        }

        private GameObject PlantPrefab(IReadOnlyList<Mesh> levels, CoverLibrary cover, string group, bool isTree) {
            var name = levels[0].name.Replace(" LOD0", "");
            var plant = new GameObject(name);
            var drawn = levels.Select((mesh, level) => {
                var part = levels.Count == 1 ? plant : new GameObject(mesh.name);
                if (part != plant)
                    part.transform.SetParent(plant.transform, false);
                part.AddComponent<MeshFilter>().sharedMesh = mesh;
                var renderer = part.AddComponent<MeshRenderer>();
                renderer.sharedMaterials = Enumerable.Range(0, mesh.subMeshCount).Select(one => cover.MaterialOf(mesh, one)).ToArray();
                return renderer;
            }).ToArray();
            if (levels.Count > 1) {
                var levelled = plant.AddComponent<LODGroup>();
                levelled.SetLODs(drawn.Select((renderer, level) => new LOD(
                    TreeShares[Math.Min(level, TreeShares.Length - 1)], new Renderer[] { renderer })).ToArray());
                levelled.RecalculateBounds();
            }
            if (isTree)
                WorldBuilder.AddTrunk(plant);
            var prefab = Prefab(plant.transform, group, name);
            Object.DestroyImmediate(plant);
            return prefab;
        }
    }
}
