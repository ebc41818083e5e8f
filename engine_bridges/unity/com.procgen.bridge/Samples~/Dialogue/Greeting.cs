using System;
using System.Threading;
using Procgen;
using UnityEngine;

/// <summary>Somebody answers, word for word as the answer comes.</summary>
/// <remarks>Put it on any object of a scene, start a server (<c>procgen serve</c>) and press Play; the Console shows the talk.
/// </remarks>
[RequireComponent(typeof(ProcgenDialogue))]
public sealed class Greeting : MonoBehaviour {
    [SerializeField, Tooltip("What is said to them.")] private string _text = "Good morning! What news?";

    private readonly CancellationTokenSource _leaving = new CancellationTokenSource();

    /// <summary>What came so far.</summary>
    public string Heard { get; private set; } = "";

    private async void Start() {
        var speaker = GetComponent<ProcgenDialogue>();
        if (speaker.Speaker == "")
            (speaker.Speaker, speaker.Role) = ("Bram", "smith");
        speaker.TextReceived += piece => Heard += piece;
        try {
            var line = await speaker.SayAsync(_text, _leaving.Token);
            Debug.Log($"{speaker.Speaker}: {line.Text}", this);
        } catch (OperationCanceledException) {
            // The scene was left.
        } catch (ProcgenException error) {
            Debug.LogError(error.Message, this);
        }
    }

    private void OnDestroy() => _leaving.Cancel();
}
