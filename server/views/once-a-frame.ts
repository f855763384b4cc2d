import type { ClusterSnapshot } from '../cluster-mirror';

/** Makes an answer that is nothing but a part of a frame once for all who ask before the next. */
export function onceAFrame<Value extends object>(
  make: (cluster: ClusterSnapshot) => Value,
): (cluster: ClusterSnapshot) => Value {
  const made = new WeakMap<ClusterSnapshot, Value>();
  return (cluster) => {
    const known = made.get(cluster);
    if (known !== undefined) return known;
    const value = make(cluster);
    made.set(cluster, value);
    return value;
  };
}
