using System;
using System.Collections.Generic;
using System.Linq;
using UnityEditor;
using UnityEditor.Animations;
using UnityEngine;

namespace Procgen.Editing {
    /// <summary>Makes humanoid clips of a figure's own, and a controller that plays them: a blend by speed, a state for each
    /// clip, and a layer for the upper body. Unity makes such clips in its editor alone.</summary>
    internal static class MecanimClips {
        /// <summary>Parameters of the controller: metres a second to the right and ahead.</summary>
        public const string Sideways = "Sideways", Ahead = "Ahead";
        /// <summary>The state that blends what stands and walks.</summary>
        public const string Move = "Move";
        private const float FramesPerSecond = 30, Fade = 0.25f, LeastApart = 0.05f;
        private static readonly string[] Stands = { "idle_stand", "idle" };
        private static readonly string[] Steps = { "walk", "walk_casual", "walk_brisk", "walk_backwards", "strafe_left", "strafe_right",
            "run_jog", "run_sprint", "run_strafe_left", "run_strafe_right" };
        private static readonly string[] Stays = { "death", "lie_down", "sit_down", "sit_floor_down" };
        private static readonly string[] Fingers = { "Thumb", "Index", "Middle", "Ring", "Little" };

        /// <summary>A humanoid clip of each of the figure's clips, any humanoid can play; they have no files yet.</summary>
        public static List<AnimationClip> Bake(CharacterFigure figure) {
            var made = new List<AnimationClip>();
            using (var handler = new HumanPoseHandler(figure.Animator.avatar, figure.Root.transform)) {
                foreach (var clip in figure.Clips)
                    made.Add(Bake(clip, figure, handler));
                figure.Stand();
            }
            return made;
        }

        /// <summary>Makes a controller asset that plays clips.</summary>
        public static AnimatorController Control(string path, IReadOnlyCollection<AnimationClip> clips, CharacterFigure figure) {
            var controller = AnimatorController.CreateAnimatorControllerAtPath(path);
            controller.AddParameter(Sideways, AnimatorControllerParameterType.Float);
            controller.AddParameter(Ahead, AnimatorControllerParameterType.Float);
            var move = controller.CreateBlendTreeInController(Move, out var tree);
            (tree.blendType, tree.blendParameter, tree.blendParameterY) = (BlendTreeType.FreeformDirectional2D, Sideways, Ahead);
            var taken = new List<Vector2>();
            foreach (var clip in clips.Where(clip => clip.name == Stands.FirstOrDefault(name => clips.Any(one => one.name == name)))
                .Concat(clips.Where(clip => Steps.Contains(clip.name)))) {
                var at = figure.Velocities.TryGetValue(clip.name, out var way) ? new Vector2(way.x, way.z) : Vector2.zero;
                if (taken.Any(other => Vector2.Distance(other, at) < LeastApart))
                    continue;
                taken.Add(at);
                tree.AddChild(clip, at);
            }
            var machine = controller.layers[0].stateMachine;
            machine.defaultState = move;
            foreach (var clip in clips.Where(clip => !Steps.Contains(clip.name) && !Stands.Contains(clip.name)))
                AddState(machine, clip, move);
            AddUpperBody(controller, clips, figure);
            return controller;
        }

        private static AnimationClip Bake(AnimationClip from, CharacterFigure figure, HumanPoseHandler handler) {
            var count = Mathf.Max(Mathf.RoundToInt(from.length * FramesPerSecond), 1) + 1;
            var curves = new Dictionary<string, Keyframe[]>();
            figure.Velocities.TryGetValue(from.name, out var way);
            var pose = new HumanPose();
            for (var frame = 0; frame < count; frame++) {
                var time = from.length * frame / (count - 1);
                from.SampleAnimation(figure.Root, time);
                handler.GetHumanPose(ref pose);
                void Key(string name, float value) {
                    if (!curves.TryGetValue(name, out var keys))
                        curves[name] = keys = new Keyframe[count];
                    keys[frame] = new Keyframe(time, value);
                }
                // What treads on the spot covers the ground here: places of bodies are in heights of the avatar.
                var body = pose.bodyPosition + way * (time / figure.Animator.humanScale);
                for (var axis = 0; axis < 3; axis++)
                    Key("RootT." + "xyz"[axis], body[axis]);
                for (var axis = 0; axis < 4; axis++)
                    Key("RootQ." + "xyzw"[axis], pose.bodyRotation[axis]);
                for (var muscle = 0; muscle < HumanTrait.MuscleCount; muscle++)
                    Key(PropertyOf(HumanTrait.MuscleName[muscle]), pose.muscles[muscle]);
            }
            var clip = new AnimationClip { name = from.name, frameRate = FramesPerSecond };
            foreach (var curve in curves)
                AnimationUtility.SetEditorCurve(clip, EditorCurveBinding.FloatCurve("", typeof(Animator), curve.Key), Smooth(curve.Value));
            var isRound = from.wrapMode == WrapMode.Loop;
            AnimationUtility.SetAnimationClipSettings(clip, new AnimationClipSettings {
                stopTime = from.length, loopTime = isRound, keepOriginalOrientation = true, keepOriginalPositionY = true,
                keepOriginalPositionXZ = true, loopBlendOrientation = true, loopBlendPositionY = true, loopBlendPositionXZ = way == Vector3.zero,
            });
            return clip;
        }

        // "Left Thumb 1 Stretched" is the property "LeftHand.Thumb.1 Stretched" of clips.
        private static string PropertyOf(string muscle) {
            var words = muscle.Split(' ');
            return words.Length < 3 || !Fingers.Contains(words[1]) ? muscle
                : $"{words[0]}Hand.{words[1]}.{string.Join(" ", words.Skip(2))}";
        }

        private static AnimationCurve Smooth(Keyframe[] keys) {
            float Slope(int from) => from < 0 || from + 1 >= keys.Length ? 0f
                : (keys[from + 1].value - keys[from].value) / (keys[from + 1].time - keys[from].time);
            return new AnimationCurve(keys.Select((key, at) => new Keyframe(key.time, key.value, Slope(at - 1), Slope(at))).ToArray());
        }

        private static void AddState(AnimatorStateMachine machine, AnimationClip clip, AnimatorState back) {
            var state = machine.AddState(clip.name);
            state.motion = clip;
            if (AnimationUtility.GetAnimationClipSettings(clip).loopTime || Stays.Any(clip.name.StartsWith))
                return;
            var over = state.AddTransition(back);
            (over.hasExitTime, over.exitTime, over.hasFixedDuration, over.duration) = (true, 1f - Fade / Mathf.Max(clip.length, 2 * Fade), true, Fade);
        }

        // What is said with the hands can be played over what the legs do: give the layer a weight.
        private static void AddUpperBody(AnimatorController controller, IEnumerable<AnimationClip> clips, CharacterFigure figure) {
            var mask = new AvatarMask { name = "Upper Body" };
            for (var part = AvatarMaskBodyPart.Root; part < AvatarMaskBodyPart.LastBodyPart; part++)
                mask.SetHumanoidBodyPartActive(part, Array.IndexOf(Legs, part) < 0);
            var machine = new AnimatorStateMachine { name = mask.name };
            machine.defaultState = machine.AddState("Nothing");
            foreach (var clip in clips.Where(clip => figure.SetsOf(clip.name).Any(set => set == "talk" || set == "greet") || clip.name == "wave"))
                AddState(machine, clip, machine.defaultState);
            AssetDatabase.AddObjectToAsset(mask, controller);
            AssetDatabase.AddObjectToAsset(machine, controller);
            controller.AddLayer(new AnimatorControllerLayer { name = mask.name, stateMachine = machine, avatarMask = mask, defaultWeight = 0 });
        }

        private static readonly AvatarMaskBodyPart[] Legs = { AvatarMaskBodyPart.Root, AvatarMaskBodyPart.LeftLeg, AvatarMaskBodyPart.RightLeg,
            AvatarMaskBodyPart.LeftFootIK, AvatarMaskBodyPart.RightFootIK };
    }
}
