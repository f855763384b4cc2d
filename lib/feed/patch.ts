import type { ArrayPart, Patch } from './protocol';

type Members = Readonly<Record<string, unknown>>;

/** What tells elements of an array apart, the best first: the first one that all of them have, each its own. */
const IDENTITY_FIELDS = ['uuid', 'id', 'hostname', 'name', 'at'] as const;

/** The patch that turns `before` into `after`; null when they are equal. Both are JSON values. */
export function diff(before: unknown, after: unknown): Patch | null {
  if (Object.is(before, after)) return null;
  if (Array.isArray(before) && Array.isArray(after)) return diffArrays(before, after);
  if (isMembers(before) && isMembers(after)) return diffMembers(before, after);
  return { v: after };
}

/** The value after the patch. What did not change keeps its object, so that a page draws only what did. */
export function applyPatch(value: unknown, patch: Patch): unknown {
  if ('v' in patch) return patch.v;
  if ('o' in patch) return applyMembers(isMembers(value) ? value : {}, patch.o, patch.d ?? []);
  return applyArray(Array.isArray(value) ? value : [], patch.l, patch.c);
}

function diffMembers(before: Members, after: Members): Patch | null {
  const changed: [string, Patch][] = [];
  for (const [name, value] of Object.entries(after)) {
    // JSON has no undefined: such a member is not sent, as if it were absent.
    if (value === undefined) continue;
    const old = own(before, name);
    const patch = old === undefined ? { v: value } : diff(old, value);
    if (patch !== null) changed.push([name, patch]);
  }
  const gone = Object.keys(before).filter((name) => own(before, name) !== undefined && own(after, name) === undefined);
  if (changed.length === 0 && gone.length === 0) return null;
  const o = Object.fromEntries(changed);
  return gone.length === 0 ? { o } : { o, d: gone };
}

function diffArrays(before: readonly unknown[], after: readonly unknown[]): Patch | null {
  const field = identityField(before, after);
  if (field === null) return sameElements(before, after) ? null : { v: after };
  const indexes = new Map(before.map((element, index) => [identityOf(element, field), index]));
  const parts: (ArrayPart & object)[] = [];
  const patches: [string, Patch][] = [];
  for (const [index, element] of after.entries()) {
    const oldIndex = indexes.get(identityOf(element, field));
    if (oldIndex === undefined) {
      parts.push({ v: element });
      continue;
    }
    keep(parts, oldIndex);
    const patch = diff(before[oldIndex], element);
    if (patch !== null) patches.push([String(index), patch]);
  }
  const c = Object.fromEntries(patches);
  if (!isWhole(parts, before.length)) return { l: parts, c };
  return patches.length === 0 ? null : { c };
}

/** Adds an old element to the last run when it follows it, else begins a run. */
function keep(parts: ArrayPart[], oldIndex: number): void {
  const last = parts.at(-1);
  if (last !== undefined && !('v' in last) && last[0] + last[1] === oldIndex) {
    parts[parts.length - 1] = [last[0], last[1] + 1];
    return;
  }
  parts.push([oldIndex, 1]);
}

function isWhole(parts: readonly ArrayPart[], length: number): boolean {
  if (length === 0) return parts.length === 0;
  const [only] = parts;
  return parts.length === 1 && only !== undefined && !('v' in only) && only[0] === 0 && only[1] === length;
}

function sameElements(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((element, index) => diff(element, after[index]) === null);
}

function identityField(before: readonly unknown[], after: readonly unknown[]): string | null {
  if (before.length === 0 || after.length === 0) return null;
  return IDENTITY_FIELDS.find((field) => hasIdentities(before, field) && hasIdentities(after, field)) ?? null;
}

function hasIdentities(elements: readonly unknown[], field: string): boolean {
  const seen = new Set<string | number>();
  for (const element of elements) {
    const identity = identityOf(element, field);
    if (identity === null || seen.has(identity)) return false;
    seen.add(identity);
  }
  return true;
}

function identityOf(element: unknown, field: string): string | number | null {
  if (!isMembers(element)) return null;
  const identity = own(element, field);
  return typeof identity === 'string' || Number.isFinite(identity) ? (identity as string | number) : null;
}

function applyMembers(value: Members, changed: Readonly<Record<string, Patch>>, gone: readonly string[]): Members {
  const members = new Map(Object.entries(value));
  for (const name of gone) members.delete(name);
  for (const [name, patch] of Object.entries(changed)) members.set(name, applyPatch(members.get(name), patch));
  // Names come from outside: fromEntries makes even `__proto__` a plain member.
  return Object.fromEntries(members);
}

function applyArray(
  value: readonly unknown[],
  parts: readonly ArrayPart[] | undefined,
  patches: Readonly<Record<string, Patch>>,
): unknown[] {
  const elements =
    parts === undefined
      ? [...value]
      : parts.flatMap((part) => ('v' in part ? [part.v] : value.slice(part[0], part[0] + part[1])));
  for (const [index, patch] of Object.entries(patches)) {
    elements[Number(index)] = applyPatch(elements[Number(index)], patch);
  }
  return elements;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(members: Members, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
