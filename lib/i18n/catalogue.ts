import { EXPLAINING_TEXTS } from './explaining-texts';
import { FIRST_TEXTS } from './first-texts';
import { PAGE_TEXTS } from './page-texts';

const en = { ...FIRST_TEXTS, ...PAGE_TEXTS, ...EXPLAINING_TEXTS };

/** All texts of one language, by namespace. */
export type Catalogue = Readonly<Record<string, object>>;

const CATALOGUES: Readonly<Record<string, Catalogue>> = { en };

/** The texts of a language; English where there are none yet. */
export function catalogueOf(locale: string): Catalogue {
  return CATALOGUES[locale] ?? en;
}
