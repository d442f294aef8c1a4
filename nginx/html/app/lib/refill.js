import { fill } from "./dom.js";

/**
 * Replaces the children of `node`, which has a `tabindex`. The focus stays at its place: on the control that comes at
 * that point of the new content.
 */
export function refill(node, ...content) {
  const place = controls(node).indexOf(document.activeElement);
  const hadFocus = node.contains(document.activeElement);
  fill(node, ...content);
  if (!hadFocus || node.contains(document.activeElement)) return;
  const next = controls(node);
  (next[Math.min(Math.max(place, 0), next.length - 1)] ?? node).focus({ preventScroll: true });
}

const controls = (node) => [
  ...node.querySelectorAll("a[href]:not([tabindex='-1']), button:enabled, input:enabled, select:enabled"),
];
