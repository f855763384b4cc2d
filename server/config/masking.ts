import { z } from 'zod';
import { RE2JS, RE2JSException } from 're2js';
import { MASK } from '@/lib/masking/mask';
import { createMasker, NO_MASKER, type Masker } from '@/lib/masking/masker';
import type { SecretPattern } from '@/lib/masking/secret-patterns';

/** Plain data, as threads need it. */
export interface Masking {
  readonly maskKeys: readonly string[];
  readonly maskPatterns: readonly string[];
  readonly noMask: boolean;
}

const MAX_WORDS = 200;
const MAX_PATTERNS = 50;
const MAX_PATTERN_CHARS = 1000;

export function maskerOf({ maskKeys: keys, maskPatterns: sources, noMask }: Masking): Masker {
  return noMask ? NO_MASKER : createMasker({ keys, patterns: sources.map(toPattern) });
}

/** RE2 takes time in proportion to the text, whatever the pattern: nobody's own one can hold up the collector. */
function toPattern(source: string): SecretPattern {
  const compiled = RE2JS.compile(source);
  return {
    sign: { test: (text) => compiled.matcher(text).find() },
    replace: (text) => compiled.matcher(text).replaceAll(MASK),
  };
}

export const maskKeys = (): z.ZodType<readonly string[], string> =>
  z.string().transform((given, context) => {
    const words = given.split(',').map((word) => word.trim());
    const isGood = words.every((word) => /^-?\*?[\p{L}\p{N}][\p{L}\p{N}_\-. ]{0,98}\*?$/u.test(word));
    if (isGood && words.length <= MAX_WORDS) return words;
    context.addIssue({ code: 'custom', message: 'must be names with a comma between, such as licence,*pin*,-session' });
    return z.NEVER;
  });

export const maskPatterns = (): z.ZodType<readonly string[], string> =>
  z.string().transform((given, context) => {
    const sources = given.split('\n').filter((line) => line.trim() !== '');
    const wrong = sources.length > MAX_PATTERNS ? `can be ${MAX_PATTERNS} at most` : sources.map(faultOf).find(Boolean);
    if (wrong === undefined) return sources;
    context.addIssue({ code: 'custom', message: wrong });
    return z.NEVER;
  });

function faultOf(source: string): string | undefined {
  if (source.length > MAX_PATTERN_CHARS) return `must be shorter than ${MAX_PATTERN_CHARS} characters each`;
  try {
    if (!RE2JS.compile(source).matcher('').find()) return undefined;
    return 'must not match an empty text';
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `must be regular expressions of RE2 (${error.message.slice(0, 120)})`;
  }
}
