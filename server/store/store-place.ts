/** Where the history is kept. */
export type StorePlace =
  /** A folder that exists and can be written to. */
  | { readonly kind: 'sqlite'; readonly dataDir: string }
  /** With credentials. */
  | { readonly kind: 'postgres'; readonly url: string };
