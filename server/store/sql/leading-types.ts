import type { NamedCount } from './series-charts';

const LISTED_TYPES = 5;
// A p95 of fewer runs than this says little, so such a type does not lead the list of slow ones while others can.
const FEW_RUNS = 5;

/** The types that run longest. */
export function slowestTypes(
  types: readonly NamedCount[],
  p95s: ReadonlyMap<string, number | null>,
): readonly NamedCount[] {
  const enough = types.filter(({ runs }) => runs >= FEW_RUNS);
  return (enough.length > 0 ? enough : types)
    .filter(({ name }) => (p95s.get(name) ?? null) !== null)
    .toSorted((a, b) => (p95s.get(b.name) ?? 0) - (p95s.get(a.name) ?? 0))
    .slice(0, LISTED_TYPES);
}

/** The types of which the greatest share fails. */
export function failingTypes(types: readonly NamedCount[]): readonly NamedCount[] {
  return types
    .filter(({ failures }) => failures > 0)
    .toSorted((a, b) => b.failures / b.runs - a.failures / a.runs || b.failures - a.failures)
    .slice(0, LISTED_TYPES);
}
