/** Copies a text; false when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  // The clipboard API exists on https and localhost only; a dashboard is often on plain http inside a network.
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused by a permission: the old way may still be allowed.
    }
  }
  return copyBySelection(text);
}

// Deprecated, and the only way on plain http.
const legacyCopy = (page: { execCommand: (command: string) => boolean }) => page.execCommand('copy');

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.style.position = 'fixed';
  area.style.opacity = '0';
  const focused = document.activeElement;
  // Inside an open modal dialog the rest of the page is inert and can't be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const copied = legacyCopy(document);
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
