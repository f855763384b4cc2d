/**
 * Runs every step, also when one fails: a setup that broke half-way must not leave its servers and workers behind.
 * The first failure is thrown in the end.
 */
export async function stopAll(...steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
