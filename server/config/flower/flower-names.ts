import { OPTION_KEYS, OPTIONS, type OptionKey } from '../options';

/** Variables of other programs that mean an option of ours. */
export const VARIABLES: ReadonlyMap<string, OptionKey> = new Map(
  OPTION_KEYS.flatMap((key) => OPTIONS[key].alsoFrom.map((name) => [name, key] as const)),
);

/** Flower's options as its file writes them, in small letters. */
export const FLOWERS: ReadonlyMap<string, OptionKey> = new Map(
  [...VARIABLES].flatMap(([name, key]) =>
    name.startsWith('FLOWER_') ? [[name.slice('FLOWER_'.length).toLowerCase(), key] as const] : [],
  ),
);
