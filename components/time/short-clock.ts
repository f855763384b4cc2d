/** `14:02` of `14:02:00`; `20 Nov 14:00` stays as it is. */
export function shortClock(text: string): string {
  return text.replace(/^(\d\d:\d\d):\d\d$/, '$1');
}
