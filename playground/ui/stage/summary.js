// The map in words, for those who don't see it: how many points are right, and where it errs.

import { fixed } from "./palette.js";

export function summary(frame, scene, text) {
  if (!scene.classes) return regression(frame, scene, text);
  const side = scene.is_test.includes(1) ? 1 : 0;
  let count = 0;
  let wrong = 0;
  let first = -1;
  for (let i = 0; i < scene.labels.length; i++) {
    if (scene.is_test[i] !== side) continue;
    count += 1;
    if (!frame.wrong?.[i]) continue;
    wrong += 1;
    if (first < 0) first = i;
  }
  const facts = { share: (count - wrong) / count, count, wrong };
  if (!wrong) return side ? text("all_test_right", facts) : text("all_train_right", facts);
  facts.x1 = fixed(scene.points[2 * first], 1);
  facts.x2 = fixed(scene.points[2 * first + 1], 1);
  return side ? text("test_summary", facts) : text("train_summary", facts);
}

function regression(frame, scene, text) {
  let worst = 0;
  const errors = frame.errors ?? [];
  for (let i = 1; i < errors.length; i++) {
    if (Math.abs(errors[i]) > Math.abs(errors[worst])) worst = i;
  }
  if (!errors.length) return "";
  return text("value_summary", {
    error: fixed(errors[worst], 2),
    x1: fixed(scene.points[2 * worst], 1),
    x2: fixed(scene.points[2 * worst + 1], 1),
  });
}
