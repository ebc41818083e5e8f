using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Procgen;
using Procgen.V1;
using UnityEngine;
using UnityEngine.Rendering;
using UnityEngine.UIElements;
using Object = UnityEngine.Object;
using World = UnityStubs.World;

public sealed class UniversalRenderPipelineAsset : RenderPipelineAsset { }
public sealed class HDRenderPipelineAsset : RenderPipelineAsset { }
public sealed class HomeMadePipelineAsset : RenderPipelineAsset { }

/// Does what a game would with the package's builders and components, and tells what came of it: a JSON object on the last
/// line, and arrays as files in a folder.
internal static partial class RuntimeProgram {
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;
    private static readonly Dictionary<string, object> Report = new Dictionary<string, object>();
    private static string _folder;
    private static ProcgenSettings _settings;

    private static int Main(string[] args) {
        _folder = args[2];
        World.Start(playing: true);
        _settings = ScriptableObject.CreateInstance<ProcgenSettings>();
        _settings.WebPort = int.Parse(args[1]);
        World.InResources[ProcgenSettings.AssetName] = _settings;
        var method = typeof(RuntimeProgram).GetMethod(args[0], BindingFlags.Static | BindingFlags.NonPublic);
        try {
            World.RunUntil((Task)method.Invoke(null, new object[0]), 200);
        } catch {
            foreach (var entry in Debug.Entries)
                Console.WriteLine(entry.text);
            Console.WriteLine($"by then: {Json.Write(Report)}");
            throw;
        }
        Report["log"] = Debug.Entries.Where(entry => entry.type != LogType.Log).Select(entry => (object)entry.text).ToList();
        Console.WriteLine(Json.Write(Report));
        return 0;
    }

    private static void Write<T>(string name, T[] values)
        where T : struct => File.WriteAllBytes(Path.Combine(_folder, name), MemoryMarshal.AsBytes<T>(values).ToArray());

    private static Dictionary<string, object> Table(params (string Name, object Value)[] entries) =>
        entries.ToDictionary(entry => entry.Name, entry => entry.Value);

    private static List<object> Numbers(params float[] values) => values.Select(value => (object)value).ToList();

    private static void Set(object component, string field, object value) =>
        component.GetType().GetField(field, Private).SetValue(component, value);

    // Not enabled yet, so that its fields can be set before.
    private static T Component<T>(string name, params (string Field, object Value)[] fields)
        where T : Component {
        var made = new GameObject(name);
        made.SetActive(false);
        var component = made.AddComponent<T>();
        foreach (var (field, value) in fields)
            Set(component, field, value);
        return component;
    }

    private static async Task<string> SentenceOf(Func<Task> work) {
        try {
            await work();
            return "no failure";
        } catch (Exception error) {
            return $"{error.GetType().Name}: {error.Message}";
        }
    }

    // Frames until something is so.
    private static async Task Until(Func<bool> isSo) {
        while (!isSo())
            await World.NextFrame();
    }

    private static int Living<T>()
        where T : Object => Resources.FindObjectsOfTypeAll<T>().Length;

    private static float[] WorldHeights(TerrainData data, float bottomM) {
        var heights = data.GetHeights(0, 0, data.heightmapResolution, data.heightmapResolution);
        return heights.Cast<float>().Select(height => height * data.size.y + bottomM).ToArray();
    }

    private static async Task Terrain() {
        var request = new TerrainRequest { Seed = 7, Landform = "alpine", WidthPx = 65, DepthPx = 65, MetresPerPixel = 30f, Model = "noise-fbm" };
        TerrainBuilder.Ask(request, true);
        var made = await ProcgenRuntime.Client.Terrain.GenerateAsync(request);
        var layers = TerrainBuilder.PlainLayers();
        var data = TerrainBuilder.BuildData(made, out var bottomM, layers);
        Write("heights", WorldHeights(data, bottomM));
        Write("weights", data.GetAlphamaps(0, 0, 64, 64).Cast<float>().ToArray());
        var stepped = TerrainBuilder.BuildData(made, out var steppedM, null, 0.25f);
        Write("stepped", WorldHeights(stepped, steppedM));
        var coarse = TerrainBuilder.BuildData(made, out _, null, 1f / 1024f);
        var placed = TerrainBuilder.BuildObject(data, bottomM, made.Result);
        Report["size"] = Numbers(data.size.x, data.size.y, data.size.z);
        Report["stepped"] = Numbers(steppedM, stepped.size.y, stepped.alphamapLayers, coarse.size.y);
        Report["layers"] = data.terrainLayers.Select(layer => (object)layer.name).ToList();
        Report["y"] = placed.transform.position.y;
        Report["collides"] = placed.GetComponent<TerrainCollider>().terrainData == data;
        Report["recipe"] = placed.GetComponent<ProcgenRecipe>().Note.Text;
        Report["owns"] = placed.GetComponent<ProcgenRecipe>().Owns(placed.transform);
        request.DepthPx = 64;
        made = await ProcgenRuntime.Client.Terrain.GenerateAsync(request);
        Report["refused"] = await SentenceOf(() => Task.FromResult(TerrainBuilder.BuildData(made, out _)));
    }

    private static async Task Water() {
        var request = new TerrainRequest {
            Seed = 7, Landform = "hills", WidthPx = 129, DepthPx = 129, MetresPerPixel = 30f,
            MeanHeightM = 100f, ReliefM = 600f, Wander = 0f, Rivers = new Rivers(),
        };
        TerrainBuilder.Ask(request, false);
        WaterBuilder.Ask(request);
        var made = await ProcgenRuntime.Client.Terrain.GenerateAsync(request);
        var data = TerrainBuilder.BuildData(made, out var bottomM);
        var ground = TerrainBuilder.BuildObject(data, bottomM, made.Result);
        var water = await WaterBuilder.BuildAsync(made, bottomM);
        water.transform.SetParent(ground.transform, false);
        var parts = new List<object>();
        foreach (Transform part in water.transform) {
            var mesh = part.GetComponent<MeshFilter>().sharedMesh;
            Write($"water {part.name}", mesh.vertices.Select(part.TransformPoint).SelectMany(at => new[] { at.x, at.y, at.z }).ToArray());
            Write($"flow {part.name}", mesh.uv2.Select(flow => part.TransformVector(new Vector3(flow.x, 0f, flow.y))).SelectMany(at => new[] { at.x, at.z }).ToArray());
            parts.Add(Table(("name", part.name), ("triangles", mesh.triangles.Length / 3), ("material", part.GetComponent<MeshRenderer>().sharedMaterial.name)));
        }
        Report["parts"] = parts;
        Object.Destroy(water);
        await Task.Yield();
        await Task.Yield();
        Report["left"] = Living<Mesh>();
        Report["missing"] = await SentenceOf(async () => {
            TerrainBuilder.Ask(request, false);
            await WaterBuilder.BuildAsync(await ProcgenRuntime.Client.Terrain.GenerateAsync(request), 0f);
        });
    }

    private static async Task Tiles() {
        var target = new GameObject("Target").transform;
        target.position = new Vector3(1256f, 40f, 756f);
        var goodPort = _settings.WebPort;
        _settings.WebPort = 1;
        var terrain = Component<ProcgenTerrain>("Terrain", ("_mostCalls", 1), ("_layerPx", 64));
        (terrain.Seed, terrain.Settings, terrain.TilePx, terrain.ReachM) = (7, "{\"model\": \"noise-fbm\"}", 64, 300f);
        (terrain.Target, terrain.Biome) = (target, "temperate_forest");
        terrain.transform.position = new Vector3(1000f, 10f, 500f);
        var order = new List<object>();
        var failures = new List<object>();
        var (complete, dressed) = (0, 0);
        terrain.TileReady += (coords, tile) => order.Add($"{coords.x} {coords.y}");
        terrain.AllReady += () => complete++;
        terrain.Dressed += () => dressed++;
        terrain.Failed += sentence => failures.Add(sentence);
        terrain.gameObject.SetActive(true);
        await Until(() => failures.Count > 0);
        Report["failure"] = failures[0];
        _settings.WebPort = goodPort;
        await Until(() => complete > 0 && dressed > 0);
        Report["order"] = order.ToList();
        var tiles = new List<object>();
        foreach (Transform child in terrain.transform) {
            var tile = child.GetComponent<UnityEngine.Terrain>();
            Write(child.name, WorldHeights(tile.terrainData, child.localPosition.y));
            string Name(UnityEngine.Terrain neighbour) => neighbour ? neighbour.name : "";
            tiles.Add(Table(("name", child.name), ("x", child.localPosition.x), ("z", child.localPosition.z), ("step", tile.terrainData.size.y / 32766f),
                ("left", Name(tile.leftNeighbor)), ("top", Name(tile.topNeighbor)), ("right", Name(tile.rightNeighbor)), ("bottom", Name(tile.bottomNeighbor)),
                ("layers", tile.terrainData.terrainLayers.Select(layer => (object)layer.name).ToList()),
                ("tile_m", tile.terrainData.terrainLayers[0].tileSize.x), ("mask", tile.terrainData.terrainLayers[0].maskMapTexture.width)));
        }
        Report["tiles"] = tiles;
        Report["height"] = terrain.HeightAt(target.position);
        Report["nowhere"] = float.IsNaN(terrain.HeightAt(new Vector3(9000f, 0f, 0f)));
        // Away before the first of the new ones is there, and back.
        target.position += new Vector3(51200f, 0f, 0f);
        await Until(() => terrain.transform.childCount == 0);
        Report["left_data"] = Living<TerrainData>();
        var before = order.Count;
        target.position = new Vector3(1256f, 40f, 756f);
        complete = 0;
        await Until(() => complete > 0);
        Report["came_back"] = order.Skip(before).Distinct().ToList();
        terrain.enabled = false;
        Report["kept"] = terrain.transform.childCount;
        Object.Destroy(terrain.gameObject);
        await Task.Yield();
        await Task.Yield();
        Report["left"] = Living<TerrainData>() + Living<TerrainLayer>() + Living<Texture2D>();
        Report["failures"] = failures.Distinct().Count();
    }

    private static readonly (string Name, Type Asset)[] Pipelines = {
        ("builtin", null), ("urp", typeof(UniversalRenderPipelineAsset)), ("hdrp", typeof(HDRenderPipelineAsset)),
    };

    private static readonly string[] Finishes = { "_ClearCoatMask", "_ClearCoatSmoothness", "_CoatMask", "_Anisotropy", "_Cutoff", "_AlphaCutoff" };

    private static async Task Materials() {
        var answers = new Dictionary<string, Answer<TextureResult>>();
        foreach (var kind in new[] { "raw", "png", "decal", "foliage", "coated", "brushed" }) {
            var request = new TextureRequest { Seed = 7, WidthPx = 64, HeightPx = 32, Material = "corrugated" };
            if (kind == "decal")
                (request.Material, request.HeightPx, request.Decal) = ("moss", 64, new TextureDecal { Kind = "moss_edge" });
            if (kind == "foliage")
                (request.Material, request.WidthPx, request.HeightPx, request.Foliage) = ("", 64, 64, new TextureFoliage { Species = "fern" });
            if (kind == "coated" || kind == "brushed")
                request.Material = kind == "coated" ? "porcelain" : "metal";
            MaterialBuilder.Ask(request, kind == "png");
            answers[kind] = await ProcgenRuntime.Client.Texture.GenerateAsync(request);
        }
        foreach (var (pipeline, asset) in Pipelines) {
            GraphicsSettings.defaultRenderPipeline = asset == null ? null : (RenderPipelineAsset)ScriptableObject.CreateInstance(asset);
            foreach (var answer in answers) {
                var material = MaterialBuilder.Build(answer.Value);
                var slots = new Dictionary<string, object>();
                foreach (var slot in material.GetTexturePropertyNames())
                    if (material.GetTexture(slot) is Texture2D texture && texture) {
                        Write($"{pipeline}-{answer.Key}{slot}", texture.GetPixels32());
                        slots[slot] = Table(("width", texture.width), ("height", texture.height), ("srgb", texture.isDataSRGB),
                            ("mips", texture.mipmapCount), ("wrap", texture.wrapMode.ToString()));
                    }
                var scale = material.mainTextureScale;
                Report[$"{pipeline}-{answer.Key}"] = Table(("shader", material.shader.name), ("keywords", material.shaderKeywords.Cast<object>().ToList()),
                    ("slots", slots), ("scale", Numbers(scale.x, scale.y)), ("queue", material.renderQueue), ("name", material.name),
                    ("metallic", material.GetFloat("_Metallic")), ("floats", Finishes.Where(material.HasProperty).ToDictionary(name => name,
                        name => (object)material.GetFloat(name))));
                if (pipeline == "urp")
                    Hide($"hidden-{answer.Key}", material);
                if (pipeline == "builtin" && answer.Key == "raw")
                    Report["not_urp"] = await SentenceOf(() => Task.FromResult(MaterialBuilder.HexTiled(material, TextureRepeats.Blend)));
                MaterialBuilder.Release(material);
            }
        }
        await HideInComponent();
        GraphicsSettings.defaultRenderPipeline = ScriptableObject.CreateInstance<HomeMadePipelineAsset>();
        Report["unknown"] = await SentenceOf(() => Task.FromResult(MaterialBuilder.Build(answers["raw"])));
        GraphicsSettings.defaultRenderPipeline = null;
        await Task.Yield();
        await Task.Yield();
        var textures = Living<Texture2D>();
        var wall = Component<ProcgenMaterial>("Wall", ("_metres", 0.8f));
        var renderer = wall.gameObject.AddComponent<MeshRenderer>();
        (wall.MaterialClass, wall.SizePx, wall.Seed) = ("brick", 64, 3);
        var ready = new List<Material>();
        wall.Ready += ready.Add;
        wall.gameObject.SetActive(true);
        await Until(() => ready.Count > 0);
        Report["on_renderer"] = renderer.sharedMaterial == ready[0] && wall.Material == ready[0];
        await wall.GenerateAsync();
        await Task.Yield();
        await Task.Yield();
        Report["textures"] = Living<Texture2D>() - textures;
        wall.MaterialClass = "no such";
        var told = "";
        wall.Failed += sentence => told = sentence;
        Report["refused"] = await SentenceOf(() => wall.GenerateAsync());
        Report["told"] = told;
        var late = wall.GenerateAsync();
        Object.Destroy(wall.gameObject);
        Report["destroyed"] = await SentenceOf(() => late);
        await Task.Yield();
        Report["after"] = Living<Texture2D>() - textures;
        Set(wall = Component<ProcgenMaterial>("Bad"), "_settings", "{\"width_px\": }");
        Set(wall, "_onEnable", false);
        wall.gameObject.SetActive(true);
        Report["no_json"] = await SentenceOf(() => wall.GenerateAsync());
    }

    private static void Hide(string name, Material material) {
        Shader.Declare("procgen/Hex Tiling", "_BaseMap:T _BaseColor:C _BumpMap:T _BumpScale:F _MetallicGlossMap:T _Metallic:F _Smoothness:F _OcclusionMap:T"
            + " _Blended:F _PatchSpacing:F _Rotation:F _Sharpness:F _Contrast:F");
        var found = new List<object>();
        foreach (var repeats in new[] { TextureRepeats.Blend, TextureRepeats.Patches }) {
            var hidden = MaterialBuilder.HexTiled(material, repeats);
            var same = hidden.GetTexturePropertyNames().All(slot => hidden.GetTexture(slot) && hidden.GetTexture(slot) == material.GetTexture(slot));
            found.Add(Table(("shader", hidden.shader.name), ("same", same), ("blended", hidden.GetFloat("_Blended")),
                ("scaled", hidden.mainTextureScale == material.mainTextureScale)));
            Object.Destroy(hidden);
        }
        Report[name] = found;
    }

    private static async Task HideInComponent() {
        GraphicsSettings.defaultRenderPipeline = (RenderPipelineAsset)ScriptableObject.CreateInstance(typeof(UniversalRenderPipelineAsset));
        foreach (var kind in new[] { "sand", "brick" }) {
            await Task.Yield();
            var (materials, textures) = (Living<Material>(), Living<Texture2D>());
            var wall = Component<ProcgenMaterial>("Hidden", ("_hideRepeats", true), ("_onEnable", false));
            (wall.MaterialClass, wall.SizePx) = (kind, 32);
            wall.gameObject.SetActive(true);
            var made = await wall.GenerateAsync();
            await Task.Yield();
            Report[$"component-{kind}"] = Table(("shader", made.shader.name), ("materials", Living<Material>() - materials));
            Object.Destroy(wall.gameObject);
            await Task.Yield();
            await Task.Yield();
            Report[$"left-{kind}"] = Living<Texture2D>() - textures;
        }
    }

    private static async Task Character() {
        var request = new CharacterRequest { Seed = 7 };
        CharacterBuilder.Ask(request, "glb", 1, 512);
        var made = await ProcgenRuntime.Client.Character.GenerateAsync(request);
        File.WriteAllBytes(Path.Combine(_folder, "person.glb"), made.Artifact("glb"));
        var figure = await CharacterBuilder.BuildAsync(made);
        Report["parts"] = figure.Root.GetComponentsInChildren<SkinnedMeshRenderer>(true).Select(renderer => (object)PartOf(renderer)).ToList();
        Report["joints"] = figure.Root.GetComponentsInChildren<SkinnedMeshRenderer>(true)[0].bones
            .ToDictionary(bone => bone.name, bone => (object)Numbers(bone.position.x, bone.position.y, bone.position.z));
        Report["sockets"] = new[] { "hand_l", "hand_r", "head_top" }.ToDictionary(name => name, name => {
            var socket = figure.Root.GetComponentsInChildren<Transform>(true).First(at => at.name == name);
            return (object)Numbers(socket.position.x, socket.position.y, socket.position.z, socket.up.x, socket.up.y, socket.up.z);
        });
        Report["human"] = figure.Animator.avatar.isHuman && figure.Animator.avatar.isValid;
        Report["bones"] = figure.Animator.avatar.humanDescription.human.ToDictionary(bone => bone.humanName, bone => (object)bone.boneName);
        Report["left_hand"] = figure.Animator.GetBoneTransform(HumanBodyBones.LeftHand).position.x;
        Report["shape"] = figure.SetBlendShape("jawOpen", 0.5f) && !figure.SetBlendShape("no such", 1f);
        Report["noted"] = figure.Root.GetComponent<ProcgenRecipe>().Note.Domain;
        var clip = figure.Animation.GetClip("walk");
        Report["clips"] = new[] { "idle", "walk", "wave" }.Count(name => figure.Animation.GetClip(name).legacy);
        Report["walk"] = clip.Curves.ToDictionary(curve => $"{curve.Key.path} {curve.Key.property}", curve => (object)Numbers(
            curve.Value.length, curve.Value.Evaluate(0.3f)));
        Report["materials"] = figure.Owned.OfType<Material>().ToDictionary(material => material.name, material => (object)Table(
            ("keywords", material.shaderKeywords.Cast<object>().ToList()), ("queue", material.renderQueue),
            ("tint", Numbers(material.GetColor("_Color").r, material.GetColor("_Color").g, material.GetColor("_Color").b))));
        Write("mask", ((Texture2D)figure.Owned.OfType<Material>().First(material => material.name == "skin").GetTexture("_MetallicGlossMap")).GetPixels32());
        var meshes = Living<Mesh>();
        figure.Destroy();
        await Task.Yield();
        await Task.Yield();
        Report["meshes"] = Numbers(meshes, Living<Mesh>(), Living<Texture2D>(), Living<Material>());
        Report["damaged"] = await SentenceOf(() => CharacterBuilder.BuildAsync(new Answer<CharacterResult>(
            made.Result, made.Artifacts.Select(file => file.Take(file.Length / 2).ToArray()).ToList())));
        Report["no_glb"] = await SentenceOf(() => CharacterBuilder.BuildAsync(new Answer<CharacterResult>(
            made.Result, made.Artifacts.Select(file => new byte[99]).ToList())));
        using (var stop = new CancellationTokenSource()) {
            var building = CharacterBuilder.BuildAsync(made, cancellation: stop.Token);
            stop.Cancel();
            Report["cancelled"] = await SentenceOf(() => building);
        }
        await Task.Yield();
        await Task.Yield();
        Report["after"] = Living<Mesh>() + Living<SkinnedMeshRenderer>();
    }

    private static Dictionary<string, object> PartOf(SkinnedMeshRenderer renderer) {
        var mesh = renderer.sharedMesh;
        var name = renderer.name;
        Write($"{name}-places", mesh.vertices);
        Write($"{name}-normals", mesh.normals);
        Write($"{name}-tangents", mesh.tangents);
        Write($"{name}-uvs", mesh.uv);
        Write($"{name}-triangles", mesh.triangles);
        if (mesh.GetBlendShapeIndex("jawOpen") is int jaw && jaw >= 0) {
            var moves = new Vector3[mesh.vertexCount];
            mesh.GetBlendShapeFrameVertices(jaw, 0, moves, null, null);
            Write($"{name}-jaw", moves);
        }
        var baked = new Mesh();
        renderer.BakeMesh(baked);
        var strayed = baked.vertices.Zip(mesh.vertices, (posed, rest) => (posed - rest).magnitude).Max();
        Object.DestroyImmediate(baked);
        var bounds = renderer.localBounds;
        return Table(("name", name), ("submeshes", mesh.subMeshCount), ("materials", renderer.sharedMaterials.Length), ("strayed", strayed),
            ("weights", Numbers(mesh.boneWeights.Min(SumOf), mesh.boneWeights.Max(SumOf))), ("joints", mesh.bindposes.Length),
            ("shapes", Enumerable.Range(0, mesh.blendShapeCount).Select(shape => (object)mesh.GetBlendShapeName(shape)).ToList()),
            ("inside", mesh.vertices.All(bounds.Contains)));
    }

    private static float SumOf(BoneWeight weight) => weight.weight0 + weight.weight1 + weight.weight2 + weight.weight3;

    private static async Task Sliders() {
        var character = Component<ProcgenCharacter>("Character", ("_onEnable", false), ("_withFace", false));
        (character.Seed, character.Lod, character.TexturePx, character.Description) = (5, 2, 0, "an old sailor");
        character.gameObject.SetActive(true);
        var generated = 0;
        character.Generated += () => generated++;
        var reshaped = 0;
        character.Reshaped += () => reshaped++;
        Report["early"] = await SentenceOf(() => character.SetSliderAsync("weight", 1f));
        await character.GenerateAsync();
        Report["generated"] = generated;
        Report["playing"] = character.Figure.Animation.Faded;
        Report["stature"] = character.Measures["stature"];
        Report["before"] = character.GetSlider("weight");
        var hand = character.Figure.Animator.GetBoneTransform(HumanBodyBones.LeftHand);
        hand.localPosition += Vector3.up;
        var moved = new List<Task>();
        for (var move = 0; move < 100; move++)
            moved.Add(character.SetSliderAsync("weight", move / 100f));
        foreach (var (slider, value) in new[] { ("height", 0.9f), ("nose_hump", 0.7f), ("weight", 0.95f) })
            moved.Add(character.SetSliderAsync(slider, value));
        await Task.WhenAll(moved);
        hand.localPosition -= Vector3.up;
        Report["reshaped"] = reshaped;
        Report["sliders"] = Numbers(character.GetSlider("weight"), character.GetSlider("height"), character.GetSlider("nose_hump"));
        Report["person"] = Convert.ToBase64String(character.Person.Encode());
        Report["parts"] = character.Figure.Root.GetComponentsInChildren<SkinnedMeshRenderer>(true).Select(renderer => (object)PartOf(renderer)).ToList();
        Report["joints"] = character.Figure.Root.GetComponentsInChildren<SkinnedMeshRenderer>(true)[0].bones
            .ToDictionary(bone => bone.name, bone => (object)Numbers(bone.position.x, bone.position.y, bone.position.z));
        Report["refused"] = await SentenceOf(() => character.SetSliderAsync("no_such_slider", 0.5f));
        Report["after_refusal"] = character.GetSlider("no_such_slider");
        var late = character.SetSliderAsync("weight", 0.5f);
        character.Cancel();
        Report["cancelled"] = await SentenceOf(() => late);
        Report["back"] = character.GetSlider("weight");
        var before = character.Figure;
        var first = character.GenerateAsync();
        var second = character.GenerateAsync(character.Person);
        Report["first"] = await SentenceOf(() => first);
        await second;
        await Task.Yield();
        await Task.Yield();
        Report["replaced"] = character.Figure != before && !before.Root && character.transform.childCount == 1;
        var stopped = character.GenerateAsync();
        ProcgenRuntime.CancelAll();
        Report["stopped"] = await SentenceOf(() => stopped);
        await character.GenerateAsync();
        Object.Destroy(character.gameObject);
        await Task.Yield();
        await Task.Yield();
        Report["left"] = Living<Mesh>() + Living<Material>() + Living<Avatar>() + Living<AnimationClip>();
    }

    private static async Task Creator() {
        var hero = Component<ProcgenCharacter>("Hero", ("_onEnable", false), ("_withFace", false));
        (hero.Lod, hero.TexturePx) = (3, 0);
        hero.gameObject.SetActive(true);
        var creator = Component<ProcgenCreator>("Creator", ("_character", hero));
        var document = creator.GetComponent<UIDocument>();
        creator.Failed += sentence => Report["unfurnished"] = sentence;
        creator.gameObject.SetActive(true);
        creator.gameObject.SetActive(false);
        document.panelSettings = ScriptableObject.CreateInstance<PanelSettings>();
        creator.gameObject.SetActive(true);
        var screen = document.rootVisualElement;
        string Said() => screen.Q<Label>("Message").text;
        string Text() => screen.Q<TextField>("Recipe").value;
        void Press(string button) => screen.Q<Button>(button).Click();
        await Until(() => creator.IsReady);
        Report["names"] = creator.Regions.Names.Cast<object>().ToList();
        Report["regions"] = CreatorRegions.Regions.ToDictionary(
            region => region, region => (object)creator.Regions.Of(region).Cast<object>().ToList());
        Report["first"] = Table(("words", creator.Recipe.Words), ("preset", screen.Q<DropdownField>("Preset").value), ("text", Text()));
        var bar = screen.Q<Slider>("muscle");
        var drawn = hero.GetSlider("muscle");
        foreach (var value in new[] { 0.25f, 0.5f, 0.99f })
            bar.value = value;
        await Until(() => creator.WaitsMs.Count > 0 && hero.GetSlider("muscle") > 0.9f);
        bar.SendEvent(new PointerCaptureOutEvent());
        Report["moved"] = Table(("text", Text()), ("muscle", hero.GetSlider("muscle")));
        Press("Undo");
        Report["undone"] = Table(("text", Text()), ("shown", bar.value), ("drawn", drawn));
        Press("Redo");
        Report["redone"] = Text();
        screen.Q<DropdownField>("Region").value = "Nose";
        screen.Q<Slider>("nose_hump").value = 0.5f;
        screen.Q<Slider>("nose_hump").SendEvent(new PointerCaptureOutEvent());
        screen.Q<Toggle>("Pin nose_hump").value = true;
        await creator.RandomiseAsync(new System.Random(7), 1f);
        Report["random"] = creator.Recipe.Sliders.ToDictionary(slider => slider.Key, slider => (object)slider.Value);
        Report["random_person"] = Convert.ToBase64String(hero.Person.Encode());
        var before = hero.Person.Name;
        await creator.AnotherAsync(5);
        Report["another"] = Table(("sliders", creator.Recipe.Sliders.Keys.Cast<object>().ToList()), ("person", hero.Person.Name),
            ("before", before), ("nose_hump", hero.GetSlider("nose_hump")));
        screen.Q<TextField>("Recipe").value = "P1.?";
        Report["bad_letters"] = Said();
        foreach (var (name, text) in new[] { ("no_recipe", "hello"), ("too_early", "P1.AAAAAFA") })
            Report[name] = await SentenceOf(() => creator.TakeTextAsync(text));
        Report["still"] = creator.Recipe.Sliders.ContainsKey("nose_hump");
        await creator.TakeTextAsync((string)Report["redone"]);
        Report["taken"] = Table(("person", hero.Person.Name), ("muscle", hero.GetSlider("muscle")), ("seed", hero.Seed));
        Report["far"] = new CreatorRecipe { Words = new string('\u00e9', 80) }.ToText(creator.Regions.Names);
        var camera = Camera.main ? Camera.main : Resources.FindObjectsOfTypeAll<Camera>()[0];
        var distances = new List<object>();
        foreach (var view in ProcgenCreator.Views) {
            Press(view);
            distances.Add((camera.transform.position - hero.transform.position).magnitude);
        }
        Report["distances"] = distances;
        Report["no_view"] = await SentenceOf(() => { creator.LookAt("Feet"); return Task.CompletedTask; });
        // There is nothing to photograph here; the camera is as it was.
        Report["photo"] = await SentenceOf(() => { creator.Photograph(); return Task.CompletedTask; });
        Report["camera"] = Table(("to_screen", camera.targetTexture == null && RenderTexture.active == null), ("wide", camera.rect.width));
        creator.Accepted += (person, text) => Report["accepted"] = Table(("person", person.Name), ("text", text));
        Press("Done");
        Object.Destroy(creator.gameObject);
        Object.Destroy(hero.gameObject);
        await Task.Yield();
        await Task.Yield();
        Report["left"] = Living<Mesh>() + Living<Material>() + Living<Avatar>() + Living<Camera>() + Living<Light>() + Living<Texture2D>();
    }

    private static async Task Dialogue() {
        var bram = Component<ProcgenDialogue>("Bram", ("_listener", "Ilsa"), ("_model", "phrases"),
            ("_personaFile", new TextAsset(File.ReadAllText(Path.Combine(_folder, "bram.json")))));
        bram.Seed = 5;
        bram.gameObject.SetActive(true);
        var (text, actions, lines, failures) = ("", new List<object>(), new List<object>(), new List<object>());
        bram.TextReceived += piece => text += piece;
        bram.ActionCalled += (name, arguments) => actions.Add(Table(("name", name), ("arguments", arguments.ToDictionary(entry => entry.Key, entry => entry.Value))));
        bram.LineFinished += line => lines.Add(line.Text);
        bram.Failed += sentence => failures.Add(sentence);
        var said = File.ReadAllLines(Path.Combine(_folder, "said.txt"));
        var saved = "";
        for (var turn = 0; turn < said.Length; turn++) {
            if (turn == 2)
                saved = bram.SaveState();
            await bram.SayAsync(said[turn]);
        }
        (Report["text"], Report["actions"], Report["lines"]) = (text, actions.ToList(), lines.ToList());
        Report["relation"] = bram.RelationNow;
        Report["state"] = bram.SaveState();
        bram.LoadState(saved);
        lines.Clear();
        for (var turn = 2; turn < said.Length; turn++)
            await bram.SayAsync(said[turn]);
        Report["again"] = lines.ToList();
        Report["same_state"] = bram.SaveState() == (string)Report["state"];
        text = "";
        var late = bram.SayAsync("And the bridge?");
        bram.enabled = false;
        Report["disabled"] = await SentenceOf(() => late);
        Report["off"] = await SentenceOf(() => bram.SayAsync("Hello?"));
        bram.enabled = true;
        using (var stop = new CancellationTokenSource()) {
            late = bram.SayAsync("And the bridge?", stop.Token);
            stop.Cancel();
            Report["stopped"] = await SentenceOf(() => late);
        }
        for (var frame = 0; frame < 20; frame++)
            await Task.Yield();
        Report["late_text"] = text;
        Report["still_same"] = bram.SaveState() == (string)Report["state"];
        lines.Clear();
        await bram.BarkAsync("see_rain");
        await bram.BarkAsync("see_rain");
        await bram.SpeakAsync("sell", new Dictionary<string, string> { { "item", "brass key" }, { "price", "12" } });
        Report["barks"] = lines.ToList();
        foreach (var bad in new[] { "no JSON", "{}", "[]", "{\"version\": 1, \"talk\": 7}" })
            Report[$"load {bad}"] = await SentenceOf(() => { bram.LoadState(bad); return Task.CompletedTask; });
        var good = _settings.WebPort;
        _settings.WebPort = 1;
        Report["no_server"] = await SentenceOf(() => bram.SayAsync("Hello?"));
        _settings.WebPort = good;
        Report["failures"] = failures.ToList();
        var unreadable = new List<object>();
        foreach (var file in new[] { _folder, Path.Combine(_folder, "missing"), "no\0path" }) {
            _settings.TokenFile = file;
            unreadable.Add(await SentenceOf(() => bram.SayAsync("Hello?")));
        }
        _settings.TokenFile = "";
        Report["unreadable"] = unreadable;
        bram.LoadState("");
        lines.Clear();
        await bram.SayAsync(said[0]);
        Report["anew"] = lines.ToList();
        var oda = Component<ProcgenDialogue>("Oda", ("_speaker", "Oda"), ("_role", "innkeeper"));
        oda.gameObject.SetActive(true);
        var together = new List<object>();
        bram.LineSaid += (speaker, line, to) => together.Add($"{speaker.Speaker}|{line.Speaker}|{line.Text}");
        bram.LoadState("");
        await bram.SayTogetherAsync("I am Ilsa. What happened to the bridge, Bram?", new[] { oda });
        Report["together"] = together.ToList();
        Report["both_know"] = new List<object> { bram.MindNow.Player["name"], oda.MindNow.Player["name"] };
        Object.Destroy(oda.gameObject);
        var asked = new LinesRequest { Seed = 9, Persona = new Persona { Name = "Ada", Role = "smith" }, Situation = new Situation { Place = "the forge" } };
        bram.Take(asked);
        Report["taken"] = $"{bram.Speaker} {bram.Role} {bram.Seed}";
        Report["ada"] = (await bram.BarkAsync("see_rain")).Speaker;
        late = bram.SayAsync("Wait.");
        Object.Destroy(bram.gameObject);
        Report["destroyed"] = await SentenceOf(() => late);
    }

    // Somebody says a line, then answers, is cut off in the middle, and answers again.
    private static async Task Voice() {
        var voice = Component<ProcgenVoice>("Voice", ("_sex", 1f), ("_age", 60f));
        voice.gameObject.SetActive(true);
        var source = voice.GetComponent<AudioSource>();
        var (heard, sentences, most, now, failures, ended) =
            (new List<float>(), new List<object>(), new Dictionary<string, float>(), new Dictionary<string, float>(), new List<object>(), 0);
        // A clip is whole when its sentence is over, not when it begins.
        var clips = new List<AudioClip>();
        voice.SentenceStarted += text => {
            sentences.Add(text);
            clips.Add(source.clip);
        };
        voice.FaceMoved += (shape, weight) => {
            now[shape] = weight;
            most[shape] = Math.Max(most.TryGetValue(shape, out var before) ? before : 0, weight);
        };
        voice.LineEnded += () => ended++;
        voice.Failed += sentence => failures.Add(sentence);
        async Task Over() {
            while (voice.IsSpeaking)
                await World.NextFrame();
            foreach (var clip in clips) {
                var samples = new float[clip.samples];
                clip.GetData(samples, 0);
                heard.AddRange(samples);
            }
            clips.Clear();
        }
        await voice.SayAsync("Bob, move away from the fire, and from the mill before it falls! Now.", "angry");
        await Over();
        Write("said", heard.ToArray());
        Report["sentences"] = sentences.ToList();
        Report["most"] = most.ToDictionary(entry => entry.Key, entry => (object)entry.Value);
        Report["at_rest"] = now.Values.All(weight => weight == 0);
        Report["refused"] = await SentenceOf(() => voice.SayAsync(""));
        (heard, sentences) = (new List<float>(), new List<object>());
        (Report["ended"], Report["failures"]) = (ended, failures.ToList());
        Set(voice, "_sex", -1f);
        Set(voice, "_age", 0f);
        var bram = Component<ProcgenDialogue>("Bram", ("_speaker", "Bram"), ("_role", "smith"), ("_sex", "male"),
            ("_knows", new List<string> { "the bridge is out since the flood" }), ("_voice", voice));
        bram.gameObject.SetActive(true);
        await bram.SayAsync("What happened to the bridge?");
        while (!source.isPlaying)
            await World.NextFrame();
        bram.Cancel();
        Report["silent"] = !source.isPlaying && !voice.IsSpeaking;
        (heard, sentences) = (new List<float>(), new List<object>());
        clips.Clear();
        var line = await bram.SayAsync("Where is the river?");
        await Over();
        Report["line"] = line.Text;
        Report["answered"] = sentences.ToList();
        Write("answered", heard.ToArray());
        sentences = new List<object>();
        var bark = await bram.BarkAsync("see_rain");
        while (voice.IsSpeaking)
            await World.NextFrame();
        Report["barked"] = string.Join(" ", sentences) == bark.Text;
    }

    // Labelled pictures of boxes. The stubs draw nothing: rays are followed here instead, and show what the shader would.
    private static async Task Capture() {
        Shader.Declare("procgen/Label", "_BaseMap:T _TerrainHolesTexture:T _Cutoff:F _Sway:F _Wind:V _ProcgenLabel:F _Cull:F");
        Camera.Draws += DrawBoxes;
        var cube = new Mesh {
            vertices = Enumerable.Range(0, 8).Select(at => new Vector3((at & 1) - 0.5f, (at >> 1 & 1) - 0.5f, (at >> 2) - 0.5f)).ToArray(),
        };
        cube.RecalculateBounds();
        GameObject Box(string name, Vector3 at, float turnDeg, Vector3 size) {
            var made = new GameObject(name);
            made.AddComponent<MeshFilter>().sharedMesh = cube;
            made.AddComponent<MeshRenderer>();
            (made.name, made.transform.position, made.transform.localScale) = (name, at, size);
            made.transform.rotation = Quaternion.Euler(0f, turnDeg, 0f);
            made.GetComponent<MeshRenderer>().sharedMaterial = new Material(Shader.Find("Standard"));
            return made;
        }
        var cart = Box("cart", new Vector3(1f, 1f, 9f), 30f, new Vector3(1f, 2f, 3f));
        cart.AddComponent<ProcgenLabel>().Class = "vehicle";
        Box("crate", new Vector3(-2f, 0.5f, 6f), -10f, Vector3.one);
        Box("floor", new Vector3(0f, -0.5f, 10f), 0f, new Vector3(60f, 1f, 60f)).AddComponent<ProcgenLabel>().Class = "road";
        Box("rain", new Vector3(0f, 1.5f, 2f), 0f, Vector3.one * 0.3f).AddComponent<ProcgenLabel>().Class = "none";
        var worn = cart.GetComponent<MeshRenderer>().sharedMaterial;
        var capture = new GameObject("Capture").AddComponent<ProcgenCapture>();
        capture.Size = new Vector2Int(96, 64);
        Report["refused"] = new List<object> { await SentenceOf(() => { capture.Begin(); return Task.CompletedTask; }) };
        capture.Folder = Path.Combine(_folder, "raw");
        capture.Begin();
        var eye = new GameObject("Eye").transform;
        for (var picture = 0; picture < 2; picture++) {
            (eye.position, eye.rotation) = (new Vector3(0.4f * picture, 1.6f, 0f), Quaternion.Euler(4f, 3f - 6f * picture, 0f));
            cart.transform.position += Vector3.right * 0.25f;
            capture.Take(eye, 10f + picture);
            await Task.Yield();
        }
        Report["worn"] = cart.GetComponent<MeshRenderer>().sharedMaterial == worn && GameObject.Find("rain").GetComponent<MeshRenderer>().enabled;
        Report["cart"] = Numbers(cart.transform.position.x, cart.transform.position.y, -cart.transform.position.z);
        try {
            cart.GetComponent<ProcgenLabel>().Class = "dragon";
        } catch (ArgumentException error) {
            Report["unknown"] = error.Message;
        }
        capture.End();
    }

    private static void DrawBoxes(Camera camera) {
        var (target, eye) = (camera.targetTexture, camera.transform);
        var up = Mathf.Tan(camera.fieldOfView * Mathf.Deg2Rad / 2f);
        var boxes = Object.FindObjectsOfType<MeshRenderer>().Where(box => box.enabled).ToList();
        var (pixels, shown) = (new Color32[target.width * target.height], Shader.GetGlobalFloat("_ProcgenShown"));
        for (var y = 0; y < target.height; y++)
            for (var x = 0; x < target.width; x++) {
                var own = new Vector3(((x + 0.5f) * 2f / target.width - 1f) * up * target.width / target.height, ((y + 0.5f) * 2f / target.height - 1f) * up, 1f);
                var (deep, normal, hit) = (float.PositiveInfinity, Vector3.zero, (MeshRenderer)null);
                foreach (var box in boxes) {
                    var (from, along) = (box.transform.InverseTransformPoint(eye.position), box.transform.InverseTransformPoint(eye.position + eye.rotation * own));
                    along -= from;
                    var (enters, leaves, axis) = (0f, float.PositiveInfinity, -1);
                    for (var each = 0; each < 3; each++) {
                        var (near, far) = ((-0.5f - from[each]) / along[each], (0.5f - from[each]) / along[each]);
                        (near, far) = (Mathf.Min(near, far), Mathf.Max(near, far));
                        (enters, axis) = near > enters ? (near, each) : (enters, axis);
                        leaves = Mathf.Min(leaves, far);
                    }
                    if (axis < 0 || enters > leaves || enters >= deep)
                        continue;
                    var faces = Vector3.zero;
                    faces[axis] = -Mathf.Sign(along[axis]);
                    (deep, hit) = (enters, box);
                    normal = Quaternion.Inverse(eye.rotation) * (box.transform.rotation * faces);
                }
                pixels[y * target.width + x] = hit ? Labelled(hit, deep, normal, shown) : (Color32)camera.backgroundColor;
            }
        target.Pixels = pixels;
    }

    private static Color32 Labelled(MeshRenderer hit, float deep, Vector3 up, float shown) {
        if (hit.sharedMaterial.shader.name != "procgen/Label")
            return new Color32(120, 130, 140, 255);
        var block = new MaterialPropertyBlock();
        hit.GetPropertyBlock(block);
        // Unity's view has z behind.
        up = new Vector3(up.x, up.y, -up.z) / (Mathf.Abs(up.x) + Mathf.Abs(up.y) + Mathf.Abs(up.z));
        var on = up.z < 0f ? new Vector2((1f - Mathf.Abs(up.y)) * Mathf.Sign(up.x), (1f - Mathf.Abs(up.x)) * Mathf.Sign(up.y)) : new Vector2(up.x, up.y);
        var (right, high) = ((int)((on.x * 0.5f + 0.5f) * 126f + 0.5f), (int)((on.y * 0.5f + 0.5f) * 126f + 0.5f));
        var bits = (BitConverter.ToInt32(BitConverter.GetBytes(deep), 0) - BitConverter.ToInt32(BitConverter.GetBytes(0.0625f), 0)) >> 9;
        var label = (int)block.GetFloat("_ProcgenLabel");
        var word = shown < 0.5f ? (label << 8) | (right << 1) | (bits >> 17) : (high << 17) | (bits & 0x1FFFF);
        return new Color32((byte)(word >> 16), (byte)(word >> 8), (byte)word, 255);
    }

    // The hour of the world in the folder "world", which is opened twice.
    private static async Task WorldScenario() {
        var world = Component<ProcgenWorld>("World", ("_folder", Path.Combine(_folder, "world")), ("_onEnable", false));
        world.gameObject.SetActive(true);
        var scenario = Component<ProcgenScenario>("Hour", ("_followManifest", false), ("_hour", 1f), ("_world", world));
        scenario.gameObject.SetActive(true);
        var opened = new List<object>();
        for (var time = 0; time < 2; time++) {
            await world.OpenAsync();
            await Task.Yield();
            var lamps = scenario.GetComponentsInChildren<Light>().Where(light => light.type == LightType.Point).ToList();
            opened.Add(Table(("lamps", lamps.Count), ("lit", lamps.Count(lamp => lamp.enabled)), ("y", lamps[0].transform.position.y)));
        }
        Report["opened"] = opened;
        var layer = world.Ground.terrainData.terrainLayers[0];
        var dry = layer.smoothness;
        scenario.Apply(ScenarioState.Of(1f, "heavy_rain"));
        Report["wetter"] = layer.smoothness - dry;
        // What nobody changes is left alone; what changes is set.
        var lamp = scenario.GetComponentsInChildren<Light>().First(light => light.type == LightType.Point);
        (layer.smoothness, lamp.intensity) = (0.123f, 0.456f);
        for (var frame = 0; frame < 3; frame++)
            await Task.Yield();
        Report["left_alone"] = layer.smoothness == 0.123f && lamp.intensity == 0.456f;
        scenario.Apply(ScenarioState.Of(12f, "fair"));
        Report["dry_again"] = layer.smoothness == dry;
        Report["out_at_noon"] = !lamp.enabled;
        scenario.gameObject.SetActive(false);
        await Task.Yield();
        Report["left"] = scenario.transform.childCount;
        // At midnight, the same world and one in which nobody lives.
        foreach (var name in new[] { "world", "deserted" }) {
            var place = Component<ProcgenWorld>(name, ("_folder", Path.Combine(_folder, name)), ("_onEnable", false));
            place.gameObject.SetActive(true);
            var midnight = Component<ProcgenScenario>("Midnight", ("_followManifest", false), ("_hour", 0f), ("_world", place));
            midnight.gameObject.SetActive(true);
            await place.OpenAsync();
            await Task.Yield();
            var glass = place.GetComponentsInChildren<MeshRenderer>(true).SelectMany(part => part.sharedMaterials).First(look => look && look.name == "glass");
            Report[name] = Table(("lamps", midnight.GetComponentsInChildren<Light>().Count(light => light.type == LightType.Point)),
                ("shines", glass.IsKeywordEnabled("_EMISSION") && glass.GetColor("_EmissionColor").r > 0f));
        }
    }

    // Walks through the world in the folder "world" beside the others' files.
    private static async Task WorldSound() {
        var world = Component<ProcgenWorld>("World", ("_folder", Path.Combine(_folder, "world")), ("_onEnable", false));
        world.gameObject.SetActive(true);
        var walker = new GameObject("Walker").transform;
        var sound = new GameObject("Sound").AddComponent<ProcgenWorldSound>();
        Report["astray"] = await SentenceOf(() => sound.MakeAsync());
        sound.transform.SetParent(world.transform, false);
        (sound.Walker, sound.Foot, sound.StepVariants, sound.MusicBars) = (walker, "boot", 2, 4);
        await sound.MakeAsync();
        var first = sound.Places[0];
        Report["places"] = sound.Places.Select(place => (object)Table(
            ("biome", place.Biome), ("hour", place.Hour), ("weather", place.Weather), ("settlement", place.Settlement),
            ("beds", place.Heard.Count(one => one.IsBed)))).ToList();
        Report["things"] = first.GetComponentsInChildren<ProcgenAmbienceThing>().Select(thing => (object)Table(
            ("kind", thing.Kind), ("x", thing.transform.position.x), ("z", thing.transform.position.z))).ToList();
        Report["rooms"] = sound.GetComponentsInChildren<AudioReverbZone>().Select(zone => (object)Table(
            ("decay", zone.decayTime), ("nearest", zone.minDistance), ("farthest", zone.maxDistance),
            ("x", zone.transform.position.x), ("z", zone.transform.position.z))).ToList();
        // Steps by what is underfoot, at places that are asked for.
        var places = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(_folder, "walked"))).ToArray();
        var (trodden, shares) = (new List<object>(), new List<float>());
        for (var at = 0; at < places.Length; at += 3) {
            walker.position = new Vector3(places[at], places[at + 1], places[at + 2]);
            for (var frame = 0; frame < 2; frame++)
                await Task.Yield();
            trodden.Add(sound.Steps.SurfaceBelow());
            shares.AddRange(sound.Places.Select(place => place.Presence));
        }
        Report["trodden"] = trodden;
        Report["shares"] = Numbers(shares.ToArray());
        var steps = 0;
        sound.Steps.Played += _ => steps++;
        for (var step = 0; step < 40; step++) {
            walker.position += Vector3.right * 0.2f;
            await Task.Yield();
        }
        Report["steps"] = steps;
        // Into the first house.
        async Task Wait(Func<bool> done) {
            for (var began = Time.time; !done() && Time.time - began < 30f;)
                await Task.Yield();
        }
        var filter = first.GetComponentsInChildren<AudioLowPassFilter>()[0];
        var open = filter.cutoffFrequency;
        walker.position = sound.GetComponentsInChildren<AudioReverbZone>()[0].transform.position;
        await Wait(() => filter.cutoffFrequency < 1000f);
        Report["indoors"] = Table(("is", sound.IsIndoors), ("open_hz", open), ("dull_hz", filter.cutoffFrequency));
        var heard = new List<object>();
        sound.Music.Changed += heard.Add;
        sound.Danger = 0.9f;
        await Wait(() => heard.Count == 2);
        Report["changes"] = heard.ToList();
        Report["pieces"] = sound.Music.Pieces.Cast<object>().ToList();
        Report["loudest"] = sound.Music.GetComponents<AudioSource>().Max(source => source.volume);
        // What stands on something else treads on what that says.
        var stage = new GameObject("Stage");
        stage.AddComponent<ProcgenSurface>().Surface = "planks";
        var board = new GameObject("Board").AddComponent<BoxCollider>();
        board.transform.SetParent(stage.transform, false);
        (board.size, stage.transform.position) = (new Vector3(4f, 1f, 4f), new Vector3(0f, 50f, 0f));
        walker.position = new Vector3(1f, 50.6f, 1f);
        await Task.Yield();
        Report["on_stage"] = sound.Steps.SurfaceBelow();
        // Away from where it was made: what is of the land goes along, what is of the settlement stays.
        var strewn = first.Heard.Where(one => one.Strewn).ToList();
        var staying = first.Heard.Where(one => !one.Strewn && !one.IsBed).ToDictionary(one => one, one => one.transform.position);
        first.KeepAround(new Vector3(700f, 0f, 300f));
        Report["followed"] = Numbers(strewn.Where(one => !one.Source.isPlaying).Select(one => Math.Max(
            Math.Abs(one.transform.localPosition.x - 700f), Math.Abs(one.transform.localPosition.z - 300f))).ToArray());
        Report["stays"] = staying.All(one => one.Key.transform.position == one.Value);
        first.Presence = 0f;
        await Wait(() => !first.Heard.Any(one => one.IsBed && one.Source.isPlaying));
        Report["beds_play"] = first.Heard.Count(one => one.IsBed && one.Source.isPlaying);
        sound.Clear();
        await Task.Yield();
        await Task.Yield();
        Report["left"] = sound.transform.childCount;
    }

    private static async Task Optional() {
        var request = new CharacterRequest { Seed = 7 };
        CharacterBuilder.Ask(request, "slim", 3, 0);
        var made = await ProcgenRuntime.Client.Character.GenerateAsync(request);
        Report["live"] = (await CharacterBuilder.BuildAsync(made)).Animator.avatar.isValid;
        var glTFast = Type.GetType("GLTFast.GltfImport, glTFast", true);
        int Count(string name) => (int)glTFast.GetField(name).GetValue(null);
        Report["other"] = await SentenceOf(() => CharacterBuilder.BuildAsync(made, live: false));
        Report["gltfast"] = Numbers(Count("Made"), Count("Living"));
    }
}
