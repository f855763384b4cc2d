import type { z } from 'zod';

export interface Option<T> {
  /** Without the dashes; `CELERYSCOPE_…` and the key in a file are made from it. */
  readonly name: string;
  /** What stands for the value in `--help`; null for a switch, which needs none. */
  readonly placeholder: string | null;
  readonly help: string;
  readonly schema: z.ZodType<T, string>;
  readonly fallback: T;
  /** How the fallback reads in `--help`. */
  readonly fallbackText: string;
  /** Other programs' variables that mean the same, asked last. */
  readonly alsoFrom: readonly string[];
  /** Other spellings on the command line (Flower's). */
  readonly aliases: readonly string[];
  /** The value may hold a password: it is never printed. */
  readonly secret: boolean;
  /** What stands between several values; null where the last one counts. */
  readonly joins: string | null;
  /** It may differ from one cluster to the other. */
  readonly eachCluster: boolean;
}

type Details<T> = Pick<Option<T>, 'name' | 'help'> & Partial<Option<T>>;

/** An option that is null when it is not given. */
export function optional<T>(schema: z.ZodType<T, string>, details: Details<T | null>): Option<T | null> {
  return { ...BLANK, ...details, schema, fallback: null };
}

/** An option that is never null. */
export function withDefault<T>(schema: z.ZodType<T, string>, fallback: T, details: Details<T>): Option<T> {
  return { ...BLANK, fallbackText: String(fallback), ...details, schema, fallback };
}

const BLANK = {
  placeholder: 'TEXT',
  fallbackText: '',
  alsoFrom: [],
  aliases: [],
  secret: false,
  joins: null,
  eachCluster: false,
};
