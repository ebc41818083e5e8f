using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Procgen;
using UnityEngine;

/// <summary>A landscape without end, and two people who meet in it and talk.</summary>
/// <remarks>Put it on an empty object of a new scene, start a server (<c>procgen serve</c>) and press Play. The main camera goes
/// around the two; the terrain comes as it goes.</remarks>
public sealed class Village : MonoBehaviour {
    private const float DistanceM = 1.6f;
    private const float TurnDegrees = 6f;

    [SerializeField, Tooltip("The world.")] private ulong _seed = 7;
    [SerializeField, Tooltip("One of the server's biomes.")] private string _biome = "temperate_forest";
    [SerializeField, Tooltip("How often the two speak.")] private int _turns = 6;

    private readonly CancellationTokenSource _leaving = new CancellationTokenSource();
    private ProcgenTerrain _terrain;

    /// <summary>What was said, with who said it.</summary>
    public List<string> Said { get; } = new List<string>();

    private async void Start() {
        try {
            await PlayAsync(_leaving.Token);
        } catch (OperationCanceledException) {
            // The scene was left.
        } catch (ProcgenException error) {
            Debug.LogError(error.Message, this);
        }
    }

    private void OnDestroy() => _leaving.Cancel();

    private void LateUpdate() {
        var eye = Camera.main ? Camera.main.transform : null;
        if (!eye)
            return;
        var ground = _terrain.HeightAt(Vector3.zero);
        var middle = new Vector3(0f, float.IsNaN(ground) ? 0f : ground + 1.4f, 0f);
        eye.position = middle + Quaternion.Euler(12f, Time.time * TurnDegrees, 0f) * (Vector3.back * 4f);
        eye.LookAt(middle);
    }

    private async Task PlayAsync(CancellationToken leaving) {
        var isThere = new TaskCompletionSource<bool>();
        _terrain.AllReady += () => isThere.TrySetResult(true);
        using (leaving.Register(() => isThere.TrySetCanceled()))
            await isThere.Task;
        var smith = await SpawnAsync("Bram", "smith", "a stout old smith with a grey beard", -DistanceM / 2f, leaving);
        var trader = await SpawnAsync("Ysolde", "merchant", "a tall young merchant in a green cloak", DistanceM / 2f, leaving);
        var text = "";
        for (var turn = 0; turn < _turns; turn++) {
            // What one says is what the other hears.
            var speaker = turn % 2 == 0 ? smith : trader;
            text = (await speaker.SayAsync(text, leaving)).Text;
            Said.Add($"{speaker.Speaker}: {text}");
            Debug.Log(Said[turn], speaker);
        }
    }

    private async Task<ProcgenDialogue> SpawnAsync(string title, string role, string look, float x, CancellationToken leaving) {
        var somebody = new GameObject(title);
        somebody.transform.SetParent(transform);
        somebody.transform.SetPositionAndRotation(
            new Vector3(x, _terrain.HeightAt(new Vector3(x, 0f, 0f)), 0f), Quaternion.Euler(0f, x < 0f ? 90f : -90f, 0f));
        var body = somebody.AddComponent<ProcgenCharacter>();
        (body.Seed, body.Description) = (_seed, look);
        await body.GenerateAsync(leaving);
        body.Play("idle");
        var mind = somebody.AddComponent<ProcgenDialogue>();
        (mind.Speaker, mind.Role, mind.Seed) = (title, role, _seed);
        return mind;
    }

    private void Awake() {
        _terrain = new GameObject("Terrain").AddComponent<ProcgenTerrain>();
        _terrain.transform.SetParent(transform);
        (_terrain.Seed, _terrain.Biome, _terrain.Target) = (_seed, _biome, transform);
    }
}
