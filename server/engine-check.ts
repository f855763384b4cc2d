const MIN_NODE = [22, 19] as const;
/** better-sqlite3 crashes without a word below this. */
const MIN_NODE_API = 10;

/** Why this Node can't run it, in one line that says what to do; null when it can. */
export function engineProblem(versions: { readonly node: string; readonly napi?: string | undefined }): string | null {
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  const isNew = major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1]);
  if (isNew && Number(versions.napi ?? 0) >= MIN_NODE_API) return null;
  return `Celeryscope needs Node ${MIN_NODE.join('.')} or later, and this is ${versions.node}: install a newer one from https://nodejs.org or run it with npx -p node@24 -p celeryscope celeryscope.`;
}
