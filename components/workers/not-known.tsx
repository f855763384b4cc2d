/** Not known, which is not zero: the reason is its tooltip, and is read aloud. */
export function NotKnown({ reason }: { readonly reason: string }) {
  return (
    <span title={reason} className="text-fg-3">
      <span aria-hidden>–</span>
      <span className="sr-only">{reason}</span>
    </span>
  );
}
