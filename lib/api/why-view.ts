import type { Message } from '../i18n/message';

/** `GET /api/v1/tasks/{uuid}/why` */
export interface WhyView {
  /** A stable name, as in `checked`. */
  readonly verdict: string;
  readonly isProblem: boolean;
  readonly sentence: string;
  readonly evidence: readonly { readonly claim: string; readonly source: string; readonly at: number }[];
  readonly advice: string | null;
  /** Exact setting or line to copy. */
  readonly setting: string | null;
  /** Everything that was looked at, in order; `note` says what holds, or why it can't be told. */
  readonly checked: readonly {
    readonly verdict: string;
    readonly holds: 'yes' | 'no' | 'unknown';
    readonly note: string | null;
  }[];
  /** The same texts by their keys, for readers of other languages. */
  readonly messages: {
    readonly sentence: Message;
    readonly evidence: readonly Message[];
    readonly advice: Message | null;
    readonly notes: readonly (Message | null)[];
  };
}
