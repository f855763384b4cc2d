/** Where a list ends: what it leaves out, and from when on. */
export function ListFoot({ notes }: { readonly notes: readonly (string | null)[] }) {
  const said = notes.filter((note) => note !== null);
  if (said.length === 0) return null;
  return <p className="px-6 pt-2.5 pb-6 text-small text-fg-3 max-md:px-4">{said.join(' ')}</p>;
}
