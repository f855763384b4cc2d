import type { OptionKey } from './options';

/** The text that a source gives for an option, and how the source calls it. */
export interface Given {
  readonly text: string;
  readonly from: string;
}
export type Source = ReadonlyMap<OptionKey, Given>;
