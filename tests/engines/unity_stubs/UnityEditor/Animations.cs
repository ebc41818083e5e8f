using System;
using System.Collections.Generic;
using System.Linq;
using UnityEngine;
using Object = UnityEngine.Object;

namespace UnityEditor.Animations
{
    public enum BlendTreeType { Simple1D, SimpleDirectional2D, FreeformDirectional2D, FreeformCartesian2D, Direct }
    public struct ChildMotion
    {
        public Motion motion { get; set; }
        public Vector2 position { get; set; }
    }
    public class BlendTree : Motion
    {
        private readonly List<ChildMotion> found = new List<ChildMotion>();
        public BlendTreeType blendType { get; set; }
        public string blendParameter { get; set; }
        public string blendParameterY { get; set; }
        public ChildMotion[] children => found.ToArray();
        public void AddChild(Motion motion, Vector2 position) => found.Add(new ChildMotion { motion = motion, position = position });
    }
    public class AnimatorStateTransition : Object
    {
        public AnimatorState destinationState { get; set; }
        public bool hasExitTime { get; set; }
        public bool hasFixedDuration { get; set; }
        public float exitTime { get; set; }
        public float duration { get; set; }
    }
    public sealed class AnimatorState : Object
    {
        private readonly List<AnimatorStateTransition> found = new List<AnimatorStateTransition>();
        public Motion motion { get; set; }
        public AnimatorStateTransition[] transitions => found.ToArray();
        public AnimatorStateTransition AddTransition(AnimatorState destinationState)
        {
            found.Add(new AnimatorStateTransition { destinationState = destinationState });
            return found.Last();
        }
    }
    public struct ChildAnimatorState
    {
        public AnimatorState state { get; set; }
    }
    public sealed class AnimatorStateMachine : Object
    {
        private readonly List<AnimatorState> found = new List<AnimatorState>();
        public AnimatorState defaultState { get; set; }
        public ChildAnimatorState[] states => found.Select(state => new ChildAnimatorState { state = state }).ToArray();
        public AnimatorState AddState(string name)
        {
            found.Add(new AnimatorState { name = name });
            return found.Last();
        }
    }
    public class AnimatorControllerLayer
    {
        public string name { get; set; }
        public AnimatorStateMachine stateMachine { get; set; }
        public AvatarMask avatarMask { get; set; }
        public float defaultWeight { get; set; }
    }
    public sealed class AnimatorController : RuntimeAnimatorController
    {
        private readonly List<AnimatorControllerLayer> found = new List<AnimatorControllerLayer> { new AnimatorControllerLayer { name = "Base Layer", stateMachine = new AnimatorStateMachine() } };
        private readonly List<string> parameters = new List<string>();
        public AnimatorControllerLayer[] layers => found.ToArray();
        public static AnimatorController CreateAnimatorControllerAtPath(string path)
        {
            var controller = new AnimatorController();
            AssetDatabase.CreateAsset(controller, path);
            return controller;
        }
        public void AddParameter(string name, AnimatorControllerParameterType type)
        {
            if (parameters.Contains(name)) throw new ArgumentException(name);
            parameters.Add(name);
        }
        public void AddLayer(AnimatorControllerLayer layer) => found.Add(layer);
        public AnimatorState CreateBlendTreeInController(string name, out BlendTree tree)
        {
            tree = new BlendTree { name = name };
            AnimatorState state = found[0].stateMachine.AddState(name);
            state.motion = tree;
            return state;
        }
    }
}
