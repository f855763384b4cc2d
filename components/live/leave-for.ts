/** Leaves for a path of ours as a fresh page, so that nothing of what was shown before stays. */
export function leaveFor(path: string): void {
  window.location.assign(path);
}
