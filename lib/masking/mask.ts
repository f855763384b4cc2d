/** Stands where a secret stood. It is no Python literal and no word of JSON, so nothing takes it for a value. */
export const MASK = '•••';

/** Whether something in the text was masked; such a text is never sent as an argument. */
export function holdsMask(text: string): boolean {
  return text.includes(MASK);
}
