using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;

namespace Procgen {
    /// <summary>Somebody who lives in a <see cref="ProcgenWorld"/>: turns to whoever comes near and says one line after the
    /// other.</summary>
    [AddComponentMenu("")]
    public sealed class ProcgenWorldPerson : MonoBehaviour {
        private const float HeardM = 4.5f, SecondsALine = 6f, TurnsASecond = 3f;

        [SerializeField, HideInInspector] private string[] _lines = { };
        private Quaternion _facing;
        private float _secondsLeft;
        private int _nextLine;

        /// <summary>Somebody came near, and this was said.</summary>
        public event Action<string> Said;

        /// <summary>The name in people.json, such as "person-03".</summary>
        [field: SerializeField]
        public string Id { get; private set; }

        /// <summary>What they do for a living.</summary>
        [field: SerializeField]
        public string Role { get; private set; }

        /// <summary>Names of buildings.</summary>
        [field: SerializeField]
        public string Home { get; private set; }

        /// <summary>Name of a building.</summary>
        [field: SerializeField]
        public string Work { get; private set; }

        /// <summary>What they say.</summary>
        public IReadOnlyList<string> Lines => _lines;

        /// <summary>Skeleton, meshes and clips; null of who stands there as a prefab.</summary>
        public CharacterFigure Figure { get; private set; }

        /// <summary>To whom they turn and speak; nobody if null.</summary>
        public Transform Viewer { get; set; }

        /// <summary>Says the next line, if there is one.</summary>
        public void Speak() {
            if (Lines.Count == 0)
                return;
            _secondsLeft = SecondsALine;
            Said?.Invoke(Lines[_nextLine++ % Lines.Count]);
        }

        internal void Take(Dictionary<string, object> entry, IEnumerable<string> lines, CharacterFigure figure) {
            (Id, Role, Home, Work) = ((string)entry["id"], (string)entry["role"], (string)entry["home"], (string)entry["work"]);
            (_lines, Figure) = (lines.ToArray(), figure);
            if (figure.Animation)
                figure.Animation.Play("idle");
        }

        private void Start() => _facing = transform.localRotation;

        private void Update() {
            if (!Viewer)
                return;
            var away = transform.parent.InverseTransformPoint(Viewer.position) - transform.localPosition;
            var isNear = away.magnitude < HeardM;
            var wanted = isNear ? Quaternion.LookRotation(new Vector3(away.x, 0f, away.z)) : _facing;
            transform.localRotation = Quaternion.Slerp(transform.localRotation, wanted, TurnsASecond * Time.deltaTime);
            _secondsLeft = isNear ? _secondsLeft - Time.deltaTime : 0f;
            if (isNear && _secondsLeft <= 0f)
                Speak();
        }
    }
}
