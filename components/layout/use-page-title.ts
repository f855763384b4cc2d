'use client';

import { useEffect } from 'react';

const MAX_LENGTH = 120;

/**
 * Names what the page is about in the title of its tab: who has ten of them open must tell one from another. Written
 * again whenever the router puts the page's common title there.
 */
export function usePageTitle(title: string): void {
  // Browsers give a title back without such spaces: one that never reads as it was written would be written for ever.
  const whole = `${title.slice(0, MAX_LENGTH)} · Celeryscope`.replace(/[\t\n\f\r ]+/g, ' ').trim();
  useEffect(() => {
    // What the router wrote last: that of this page, and of the next one before this one has gone.
    let common = document.title;
    const write = () => {
      if (document.title === whole) return;
      common = document.title;
      document.title = whole;
    };
    write();
    const observer = new MutationObserver(write);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      if (document.title === whole) document.title = common;
    };
  }, [whole]);
}
