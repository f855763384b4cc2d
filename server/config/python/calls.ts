import { isTrue, NotPlain, numberOf, type PlainValue } from './value';

interface Variables {
  readonly variable: (name: string) => string | undefined;
}

/** The few calls whose result is known without running them: those that read a variable, and those that turn it. */
export function callPlain(path: string, given: readonly PlainValue[], known: Variables): PlainValue {
  const [first, second] = given;
  const hasOne = given.length === 1 && first !== undefined;
  switch (path) {
    case 'os.environ.get':
    case 'os.getenv': {
      if (first?.kind !== 'text' || given.length > 2) break;
      const value = known.variable(first.text);
      return value === undefined ? (second ?? { kind: 'none' }) : { kind: 'text', text: value };
    }
    case 'int':
      if (hasOne) return toInt(first);
      break;
    case 'float':
      if (hasOne && (first.kind === 'number' || first.kind === 'text')) return toFloat(first.text);
      break;
    case 'str':
      if (hasOne && first.kind === 'text') return first;
      break;
    case 'bool':
      if (hasOne) return { kind: 'bool', value: isTrue(first) };
      break;
    default:
  }
  throw new NotPlain(`the call of ${path}()`);
}

function toInt(value: PlainValue): PlainValue {
  if (value.kind === 'bool') return { kind: 'number', text: value.value ? '1' : '0' };
  const text = value.kind === 'number' || value.kind === 'text' ? value.text.trim() : '';
  // int('1.5') is an error in Python, and int(1.5) cuts it off.
  if (!/^[+-]?\d(?:_?\d)*$/.test(text)) throw new NotPlain('int() of such a value');
  return { kind: 'number', text: String(BigInt(text.replace(/[+_]/g, ''))) };
}

function toFloat(text: string): PlainValue {
  // Flower's own word for the last bucket of a histogram.
  if (/^\+?inf$/i.test(text.trim())) return { kind: 'number', text: 'inf' };
  if (!/^\s*\d+(?:\.\d*)?\s*$/.test(text)) throw new NotPlain('float() of such a value');
  return numberOf(String(Number(text)));
}
