import type { Subject } from './finding';

type Ids = Readonly<Partial<Record<Subject['kind'], Iterable<string | null | undefined>>>>;

/** Each of them once, in the order given, without those that are not known. */
export function subjectsOf(ids: Ids): readonly Subject[] {
  // Its keys lose their type on the way.
  const kinds = Object.keys(ids) as Subject['kind'][];
  return kinds.flatMap((kind) => [...new Set(ids[kind])].filter((id) => id != null).map((id) => ({ kind, id })));
}
