import { maskKeys, maskPatterns } from './masking';
import { withDefault } from './option';
import * as value from './values';

/** What is masked before anything is kept or shown. */
export const MASKING_OPTIONS = {
  maskKeys: withDefault<readonly string[]>(maskKeys(), [], {
    name: 'mask-keys',
    placeholder: 'NAMES',
    help: 'Names whose values are masked in arguments, results and exceptions, beside `password`, `token`, `api_key` and others (docs/security.md): `licence,*licence_no*`; `-session` takes one out.',
    joins: ',',
  }),
  maskPatterns: withDefault<readonly string[]>(maskPatterns(), [], {
    name: 'mask-patterns',
    placeholder: 'REGEX',
    help: 'What matches is masked too, in the syntax of RE2; may be given more than once, or one a line.',
    joins: '\n',
  }),
  noMask: withDefault(value.onOff(), false, {
    name: 'no-mask',
    placeholder: null,
    help: 'Masks nothing.',
  }),
};
