/** An exception as a reader says it: its type, and what it says. */
export interface ExceptionText {
  readonly type: string;
  readonly message: string;
}

/** Reads the `repr` that events carry (`ConnectTimeout('hooks.example')`) and the `Type: message` of tracebacks. */
export function splitException(text: string): ExceptionText {
  const call = /^([A-Za-z_][\w.]{0,200})\((.*)\)$/s.exec(text.trim());
  if (call !== null) return { type: lastName(call[1] ?? ''), message: unquote(call[2] ?? '') };
  const line = /^([A-Za-z_][\w.]{0,200}): (.*)$/s.exec(text.trim());
  if (line !== null) return { type: lastName(line[1] ?? ''), message: line[2] ?? '' };
  return /^[A-Za-z_][\w.]{0,200}$/.test(text.trim())
    ? { type: lastName(text.trim()), message: '' }
    : { type: '', message: text.trim() };
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** `'words'` or `'words',` → words; other arguments stay as they are written. */
function unquote(args: string): string {
  const text = args.trim().replace(/,$/, '');
  const quoted = /^(['"])((?:[^\\]|\\.)*)\1$/s.exec(text);
  if (quoted === null) return text;
  const inner = quoted[2] ?? '';
  // Several quoted arguments begin and end with the same quote as well.
  if (new RegExp(`(?<!\\\\)${quoted[1] ?? "'"}`).test(inner)) return text;
  return inner.replace(/\\(['"\\])/g, '$1').replace(/\\n/g, ' ');
}
