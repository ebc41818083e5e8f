using System;
using System.Threading;
using Procgen;
using UnityEngine;

/// <summary>Somebody who walks through a region: worlds come and go around them, and a server makes those that are not there yet.
/// </summary>
/// <remarks>Make a region with <c>procgen generate world "a fishing village under a volcano" --region-tiles 4 --no-tiles --out coast</c>
/// in a folder that can be written to, put this on an empty object of a new scene, name the folder, start a server
/// (<c>procgen serve</c>) and press Play. The keys of the axes Horizontal and Vertical walk; the main camera goes along.</remarks>
public sealed class Wanderer : MonoBehaviour {
    private const float EyeM = 1.7f, SpeedMS = 4f, TurnDegreesS = 90f;

    [SerializeField, Tooltip("Where region.json is: a whole path, or one below Assets/StreamingAssets.")] private string _folder = "coast";
    [SerializeField, Tooltip("Where the walk begins, metres east and north of the region's middle.")] private Vector2 _start;

    private readonly CancellationTokenSource _leaving = new CancellationTokenSource();
    private ProcgenRegion _region;
    private bool _isReady;

    private async void Start() {
        // What is set before an object is active counts when it becomes so.
        var place = new GameObject("Region");
        place.SetActive(false);
        _region = place.AddComponent<ProcgenRegion>();
        (_region.Folder, _region.Target, _region.Viewer, _region.AsksServer) = (_folder, transform, transform, true);
        _region.TileLoaded += tile => Debug.Log($"{_region.WorldOf(tile).Manifest["name"]} stands there.", _region);
        _region.TileMade += tile => Debug.Log($"The tile of column {tile.x} and row {tile.y} is made.", _region);
        _region.TileFailed += (tile, sentence) => Debug.LogWarning(sentence, _region);
        var hour = new GameObject("Hour").AddComponent<ProcgenScenario>();
        hour.Region = _region;
        place.SetActive(true);
        try {
            // What could not be opened is told; the land from afar is there in any case, and not solid.
            await _region.ReadyAroundAsync(new Vector3(_start.x, 0f, _start.y), _leaving.Token);
            transform.position = new Vector3(_start.x, 0f, _start.y);
            _isReady = true;
        } catch (OperationCanceledException) {
            // The scene was left.
        } catch (ProcgenException error) {
            Debug.LogError(error.Message, this);
        }
    }

    private void OnDestroy() => _leaving.Cancel();

    private void Update() {
        if (!_isReady)
            return;
        transform.Rotate(0f, Input.GetAxis("Horizontal") * TurnDegreesS * Time.deltaTime, 0f);
        var next = transform.position + transform.forward * (Input.GetAxis("Vertical") * SpeedMS * Time.deltaTime);
        var ground = _region.HeightAt(next);
        if (float.IsNaN(ground))
            return;
        transform.position = new Vector3(next.x, ground, next.z);
        if (Camera.main)
            Camera.main.transform.SetPositionAndRotation(transform.position + Vector3.up * EyeM, transform.rotation);
    }
}
