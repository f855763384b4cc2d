import { labelOf, OTHER_LABEL } from './label';

/** The cells of one outer name. */
export interface CellGroup<C> {
  readonly cells: Map<string, C>;
  /** Our clock when it was last counted. */
  at: number;
}

/**
 * Cells by two names, such as worker and task type, at most so many of them. What comes beyond is summed by its inner
 * name alone, and beyond a tenth as many of those in one cell: whichever cell counts something, counts it for good, so
 * that no counter ever goes down. Looked into for each event, hence maps in maps and no composed keys.
 */
export class CellTable<C> {
  /** Something is summed that would have had a cell of its own. */
  isFull = false;
  private readonly groups = new Map<string, CellGroup<C>>();
  private readonly others = new Map<string, C>();
  private size = 0;
  // Events come in bundles of one worker each.
  private lastOuter: string | null = null;
  private lastGroup: CellGroup<C> | undefined;

  constructor(
    private readonly most: number,
    private readonly make: () => C,
  ) {}

  of(outer: string, inner: string, now: number): C {
    const group = outer === this.lastOuter ? this.lastGroup : this.groups.get(outer);
    const known = group?.cells.get(inner);
    if (group === undefined || known === undefined) return this.add(outer, inner, now);
    this.lastOuter = outer;
    this.lastGroup = group;
    group.at = now;
    return known;
  }

  /** Lets go of the outer names that `isGone` names. */
  forget(isGone: (outer: string, at: number) => boolean): void {
    this.lastOuter = null;
    this.lastGroup = undefined;
    for (const [outer, { at, cells }] of this.groups) {
      if (!isGone(outer, at)) continue;
      this.groups.delete(outer);
      this.size -= cells.size;
    }
  }

  /** All cells by outer name; those that stand for the rest last, under `other`. */
  *all(): Iterable<readonly [outer: string, cells: ReadonlyMap<string, C>]> {
    for (const [outer, { cells }] of this.groups) yield [outer, cells];
    if (this.others.size > 0) yield [OTHER_LABEL, this.others];
  }

  private add(rawOuter: string, rawInner: string, now: number): C {
    // A name that must be changed to be a label takes this way each time; the others are known by now.
    const outer = labelOf(rawOuter);
    const inner = labelOf(rawInner);
    const group = this.groups.get(outer);
    const known = group?.cells.get(inner);
    if (group !== undefined) group.at = now;
    if (known !== undefined) return known;
    if (outer === OTHER_LABEL) return this.other(inner);
    if (this.size >= this.most) {
      this.isFull = true;
      return this.other(inner);
    }
    const cell = this.make();
    this.size += 1;
    if (group === undefined) this.groups.set(outer, { cells: new Map([[inner, cell]]), at: now });
    else group.cells.set(inner, cell);
    return cell;
  }

  private other(inner: string): C {
    const known = this.others.get(inner);
    if (known !== undefined) return known;
    const key = this.others.size < mostOthers(this.most) ? inner : OTHER_LABEL;
    const cell = this.others.get(key) ?? this.make();
    this.others.set(key, cell);
    return cell;
  }
}

/** No table of that bound tells more cells than this, whatever is counted. */
export function rowsOfTable(most: number): number {
  return most + mostOthers(most) + 1;
}

function mostOthers(most: number): number {
  return Math.ceil(most / 10);
}
