import { appendFileSync } from 'node:fs';
import type { FlowerCase } from './flower-case';
import { shapeOf } from './shape-of';

export interface FlowerAnswered {
  readonly status: number;
  readonly type: string;
  readonly hasEtag: boolean;
  readonly text: string;
}

/** A line of the table that `npm run flower-compat` prints. */
export interface FlowerRow {
  readonly on: string;
  readonly request: string;
  readonly flower: string;
  readonly ours: string;
  readonly verdict: 'same' | 'different on purpose' | 'DIFFERENT';
  readonly reason: string;
}

/** Compares two answers to one request. */
export function toRow(one: FlowerCase, flower: FlowerAnswered, ours: FlowerAnswered): FlowerRow {
  const { ignore = [], differs, method = 'GET', path, on = 'open' } = one;
  const [left, right] = [contentOf(flower, one), contentOf(ours, one)];
  const isSame = flower.status === ours.status && left === right && headersOf(flower) === headersOf(ours);
  const row = {
    on,
    request: `${method} ${path}${bodyText(one)}`,
    flower: `${flower.status} ${left}`.trim(),
    ours: `${ours.status} ${right}`.trim(),
  };
  if (differs === undefined)
    return isSame
      ? { ...row, verdict: 'same', reason: one.atThatInstant?.because ?? '' }
      : { ...row, verdict: 'DIFFERENT', reason: firstDifference(left, right) };
  if (ignore.length > 0 && isSameWhole(one, flower, ours)) return { ...row, verdict: 'same', reason: '' };
  const isAsMeant = ignore.length > 0 ? isSame : !isSame && isOurs(one, ours);
  const reason = isAsMeant ? differs : `not as it is meant to differ: ${differs}`;
  return { ...row, verdict: isAsMeant ? 'different on purpose' : 'DIFFERENT', reason };
}

export function writeFlowerRow(row: FlowerRow): void {
  const file = process.env['CELERYSCOPE_FLOWER_ROWS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

// Errors have another type on purpose: Flower's are HTML.
function headersOf({ status, type, hasEtag }: FlowerAnswered): string {
  return status === 200 && type.includes('json') ? `${type} ${hasEtag ? 'with' : 'without'} an Etag` : '';
}

// Of pages only that they are pages: they are meant to be other ones.
function contentOf({ type, text }: FlowerAnswered, { ignore = [], atThatInstant }: FlowerCase): string {
  if (type.includes('json') && text !== '') {
    const shape = shapeOf(JSON.parse(text), ignore);
    return atThatInstant === undefined ? shape : withoutInstant(shape, atThatInstant.states);
  }
  return /^\s*<(!doctype|html)/i.test(text) ? 'a page' : text;
}

function isSameWhole(one: FlowerCase, flower: FlowerAnswered, ours: FlowerAnswered): boolean {
  const whole = { ...one, ignore: [] };
  const isSameFrame = flower.status === ours.status && headersOf(flower) === headersOf(ours);
  return isSameFrame && contentOf(flower, whole) === contentOf(ours, whole);
}

// What is none of these states stays as it is, and so is compared.
function withoutInstant(shape: string, states: readonly string[]): string {
  const told = states.find((state) => shape.includes(`state: "${state}"`));
  return told === undefined ? shape : shape.replace(`state: "${told}"`, `state: ${states.join(' or ')}`);
}

function isOurs({ ours }: FlowerCase, { status, text }: FlowerAnswered): boolean {
  if (ours === undefined) return false;
  const isText = ours.text instanceof RegExp ? ours.text.test(text) : ours.text === undefined || ours.text === text;
  return ours.status === status && isText;
}

function bodyText({ form, json }: FlowerCase): string {
  if (form !== undefined)
    return ` ${Object.entries(form)
      .map((pair) => pair.join('='))
      .join('&')}`.trimEnd();
  return json === undefined ? '' : ` ${JSON.stringify(json)}`;
}

function firstDifference(left: string, right: string): string {
  let at = 0;
  while (at < Math.min(left.length, right.length) && left[at] === right[at]) at += 1;
  const from = Math.max(0, at - 60);
  return at === left.length && at === right.length
    ? 'the status or the headers'
    : `Flower …${left.slice(from, at + 60)}… ours …${right.slice(from, at + 60)}…`;
}
