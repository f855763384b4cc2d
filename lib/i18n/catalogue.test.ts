import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTranslator } from 'use-intl/core';
import { describe, expect, it } from 'vitest';
import { catalogueOf } from './catalogue';

const texts = new Map(flatten(catalogueOf('en'), ''));
const sources = ['app', 'components', 'lib', 'server'].flatMap(sourcesIn);

describe('the catalogue', () => {
  it('has every key that a component or a message uses', () => {
    const missing = sources.flatMap(({ path, code }) =>
      usedKeys(code)
        .filter((key) => !isKnown(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(missing).toEqual([]);
  });

  it('finds the keys that are used, so that the check above means something', () => {
    const code =
      "const t = useTranslations('now');\nt('a.b');\nt(x === 'y' ? 'c' : `d.${e}`, { f: 'g' });\nmessage('findings.h');";
    expect(usedKeys(code)).toEqual(['now.a.b', 'now.c', 'now.d.*', 'findings.h']);
  });

  it('holds only texts that can be formatted', () => {
    const failures: string[] = [];
    const translate = createTranslator<Record<string, never>>({
      locale: 'en',
      messages: catalogueOf('en') as Record<string, never>,
      onError: (error) => failures.push(error.message),
    });
    for (const [key, text] of texts) translate.markup(key as never, valuesFor(text) as never);
    expect(failures).toEqual([]);
  });
});

function* flatten(messages: object, prefix: string): Generator<[string, string]> {
  for (const [name, value] of Object.entries(messages) as [string, unknown][]) {
    if (typeof value === 'string') yield [prefix + name, value];
    else if (typeof value === 'object' && value !== null) yield* flatten(value, `${prefix}${name}.`);
  }
}

function sourcesIn(folder: string): { path: string; code: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => /(?<!\.(test|fixture|contract))\.tsx?$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .map((path) => ({ path, code: readFileSync(path, 'utf8') }));
}

/** Keys in the order of their use; a part that is computed is `*`. A translator is known from where it is made. */
function usedKeys(code: string): string[] {
  const prefixes = new Map<string, string>([['message', '']]);
  const keys: string[] = [];
  const step = /const (\w+) = useTranslations\((?:'([\w.-]+)')?\)|(?<![\w.$])(\w+)(?:\.rich|\.markup)?\(/g;
  for (const match of code.matchAll(step)) {
    const [, declared, namespace, called = ''] = match;
    if (declared) prefixes.set(declared, namespace ? `${namespace}.` : '');
    const prefix = declared ? undefined : prefixes.get(called);
    if (prefix === undefined) continue;
    const argument = firstArgument(code, match.index + match[0].length).replace(/[!=]== '[^']*'/g, '');
    for (const literal of argument.matchAll(/'([^']*)'|`([^`]*)`/g)) {
      const key = literal[1] ?? literal[2] ?? '';
      keys.push(prefix + key.replace(/\$\{[^}]*\}/g, '*'));
    }
  }
  return keys.filter((key) => !/^\*/.test(key));
}

function firstArgument(code: string, from: number): string {
  let depth = 0;
  for (let index = from; index < code.length; index += 1) {
    const character = code[index] ?? '';
    if ('([{'.includes(character)) depth += 1;
    if (depth === 0 && ',)'.includes(character)) return code.slice(from, index);
    if (')]}'.includes(character)) depth -= 1;
  }
  return '';
}

function isKnown(key: string): boolean {
  if (!key.includes('*')) return texts.has(key);
  const pattern = new RegExp(`^${key.split('*').map(escape).join('.+')}$`);
  return [...texts.keys()].some((known) => pattern.test(known));
}

function escape(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

/** A value for each argument and a function for each tag of a text. */
function valuesFor(text: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [, name] of text.matchAll(/\{(\w+)/g)) values[name ?? ''] = 2;
  for (const [, name] of text.matchAll(/<(\w+)>/g)) values[name ?? ''] = (words: string) => words;
  return values;
}
