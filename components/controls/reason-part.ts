/** A typed reason as a part of a request, which has none where nothing was typed. */
export function reasonPart(typed: string): { readonly reason?: string } {
  const reason = typed.trim();
  return reason === '' ? {} : { reason };
}
