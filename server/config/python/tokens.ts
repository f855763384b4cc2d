import { readString } from './string-token';
import { NotPython, type Token } from './token';

/** What Python takes as one line, however many it is written over. */
export interface LogicalLine {
  readonly tokens: readonly Token[];
  /** Columns before it: more than the line above is a block. */
  readonly indent: number;
  readonly line: number;
}

const SPACE = /(?:[ \t\f]|\\\n)+/y;
const NEWLINE = /\n/y;
const COMMENT = /#[^\n]*/y;
const STRING_START = /([rRbBuUfFtT]{0,2})('''|"""|'|")/y;
const NUMBER =
  /(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*)?\.?\d(?:_?\d)*\.?(?:[eE][+-]?\d(?:_?\d)*)?)[jJ]?/y;
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy;
const OP = /\*\*=|\/\/=|>>=|<<=|\.\.\.|:=|->|==|!=|<=|>=|\*\*|\/\/|<<|>>|[-+*/%@&|^]=|[-+*/%@&|^~<>=()[\]{},.:;]/y;
const OPENS = '([{';
const CLOSES = ')]}';

/** Throws NotPython where a string or a bracket does not end, or something stands there that Python has no word for. */
export function readLogicalLines(source: string): LogicalLine[] {
  // Python reads every end of a line as \n, also within strings.
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const lines: LogicalLine[] = [];
  let tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let indent = 0;
  const open: { readonly char: string; readonly line: number }[] = [];
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null || found[0] === '') return null;
    at += found[0].length;
    line += found[0].split('\n').length - 1;
    return found;
  };
  const endLine = (): void => {
    const [first] = tokens;
    if (first !== undefined) lines.push({ tokens, indent, line: first.line });
    tokens = [];
  };
  let isFresh = true;
  while (at < text.length) {
    const from = at;
    const startLine = line;
    if (match(SPACE) !== null) {
      if (isFresh) indent = columns(text.slice(from, at));
      continue;
    }
    if (match(COMMENT) !== null) continue;
    if (match(NEWLINE) !== null) {
      if (open.length > 0) continue;
      endLine();
      isFresh = true;
      indent = 0;
      continue;
    }
    isFresh = false;
    const string = match(STRING_START);
    if (string !== null) {
      const [, prefix = '', quote = ''] = string;
      const { end, token } = readString(text, at, { prefix, quote, line: startLine });
      line += text.slice(at, end).split('\n').length - 1;
      at = end;
      tokens.push(token);
      continue;
    }
    const [kind, found] = oneOf(match);
    if (found === null) throw new NotPython(line, `${JSON.stringify(text[at])} stands where Python knows nothing`);
    tokens.push({ kind, text: found, line: startLine });
    if (kind === 'op' && OPENS.includes(found)) open.push({ char: found, line: startLine });
    if (kind === 'op' && CLOSES.includes(found)) {
      if (open.pop()?.char !== OPENS[CLOSES.indexOf(found)])
        throw new NotPython(startLine, `"${found}" closes nothing`);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw new NotPython(unclosed.line, `"${unclosed.char}" is not closed`);
  endLine();
  return lines;
}

function oneOf(match: (pattern: RegExp) => RegExpExecArray | null): readonly ['name' | 'number' | 'op', string | null] {
  const name = match(NAME);
  if (name !== null) return ['name', name[0]];
  const number = match(NUMBER);
  if (number !== null) return ['number', number[0]];
  return ['op', match(OP)?.[0] ?? null];
}

function columns(space: string): number {
  return space.replace(/\t/g, '        ').length;
}
