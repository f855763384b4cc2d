import {
  CONDITIONS,
  FILTER_FIELDS,
  type Comparison,
  type Condition,
  type FilterField,
  type NumberField,
  type Term,
  type TextField,
  type TextValue,
} from './filter';
import { filterField } from './filter-field';
import type { FilterScanner } from './filter-scanner';
import { DURATION_EXAMPLES, defaultComparison, isCondition, isTextField, parseNumberValue } from './filter-value';

const COMPARISONS = ['>=', '<=', '>', '<', '='] as const;
const MAX_VALUES = 100;

/** Reads one word, phrase or `field:value`, and the space after it. */
export function parseTerm(scanner: FilterScanner, now: number): Term {
  const from = scanner.at;
  const name = scanner.takeFieldName();
  const term =
    name === null ? parseWord(scanner, from) : parseFieldTerm(scanner, fieldNamed(scanner, name, from), from, now);
  scanner.skipSpace();
  return term;
}

function parseWord(scanner: FilterScanner, from: number): Term {
  const value = scanner.takeValue('');
  if (value.text === '' || (!value.quoted && /^\*+$/.test(value.text))) {
    throw scanner.errorAt(from, scanner.at, 'There is nothing to look for here', ['a word', 'field:value']);
  }
  return { kind: 'word', value, from, to: scanner.at };
}

function fieldNamed(scanner: FilterScanner, name: string, from: number): FilterField {
  const field = filterField(name);
  if (field !== null) return field;
  const message = `There is no field “${name}”. Put it in quotation marks to look for it as text`;
  throw scanner.errorAt(from, from + name.length, message, Object.keys(FILTER_FIELDS));
}

function parseFieldTerm(scanner: FilterScanner, field: FilterField, from: number, now: number): Term {
  if (field === 'is') return parseConditions(scanner, from);
  return isTextField(field) ? parseTexts(scanner, field, from) : parseNumbers(scanner, field, from, now);
}

function parseConditions(scanner: FilterScanner, from: number): Term {
  const conditions = list(scanner, (value, at): Condition => {
    const text = value.text.toLowerCase();
    if (isCondition(text)) return text;
    throw scanner.errorAt(
      at,
      scanner.at,
      value.text === '' ? 'A condition is missing here' : `“is:” knows no “${value.text}”`,
      CONDITIONS,
    );
  });
  return { kind: 'condition', conditions, from, to: scanner.at };
}

function parseTexts(scanner: FilterScanner, field: TextField, from: number): Term {
  const values = list(scanner, (value, at): TextValue => {
    if (value.text === '' && !value.quoted)
      throw scanner.errorAt(at, at, `A value is missing after “${field}:”`, ['a value', '"…"']);
    return value;
  });
  return { kind: 'text', field, values, from, to: scanner.at };
}

function parseNumbers(scanner: FilterScanner, field: NumberField, from: number, now: number): Term {
  const signFrom = scanner.at;
  const sign = COMPARISONS.find((candidate) => scanner.takeText(candidate));
  const written: string[] = [];
  const values = list(scanner, (value, at) => {
    const parsed = parseNumberValue(field, value.text, now);
    if (!parsed.ok)
      throw scanner.errorAt(
        at,
        scanner.at,
        value.text === '' ? `A value is missing after “${field}:”` : parsed.message,
        parsed.expected,
      );
    written.push(value.text);
    return parsed.value;
  });
  const comparison: Comparison | null = sign ?? defaultComparison(field);
  if (comparison === null) {
    throw scanner.errorAt(
      signFrom,
      scanner.at,
      `“${field}:” needs a sign, such as >5s`,
      DURATION_EXAMPLES.map((example) => `>${example}`),
    );
  }
  if (values.length > 1 && comparison !== '=') {
    throw scanner.errorAt(signFrom, scanner.at, 'Several values can only be equal, not greater or less', ['one value']);
  }
  return { kind: 'number', field, comparison, values, written, from, to: scanner.at };
}

/** `a,b,"c d"`: values with commas between. */
function list<Value>(scanner: FilterScanner, read: (value: TextValue, at: number) => Value): readonly Value[] {
  const values: Value[] = [];
  do {
    const at = scanner.at;
    values.push(read(scanner.takeValue(','), at));
    if (values.length > MAX_VALUES) throw scanner.errorAt(at, scanner.at, `More than ${MAX_VALUES} values`, []);
  } while (scanner.takeText(','));
  return values;
}
