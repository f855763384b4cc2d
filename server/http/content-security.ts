import { createHash } from 'node:crypto';

/**
 * A policy that lets exactly the inline scripts of this page run. The HTML is our own build's, hence the plain search.
 * Style attributes are allowed since charts place their parts with them; they can't run anything.
 */
export function contentSecurityPolicy(html: string): string {
  const scripts = inlineHashes(html, /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g);
  const styles = inlineHashes(html, /<style[^>]*>([\s\S]*?)<\/style>/g);
  return [
    "default-src 'none'",
    `script-src ${["'self'", ...scripts].join(' ')}`,
    `style-src ${["'self'", ...styles].join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** For answers that are no pages. */
export const NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'";

function inlineHashes(html: string, element: RegExp): string[] {
  const hashes = [...html.matchAll(element)].map(([, content = '']) =>
    createHash('sha256').update(content).digest('base64'),
  );
  return [...new Set(hashes)].map((hash) => `'sha256-${hash}'`);
}
