import type { ReactNode } from 'react';
import { cx } from './class-names';
import { CopyButton } from './copy-button';

interface CodeBlockProps {
  /** What is copied. */
  readonly text: string;
  readonly label: string;
  /** Drawn instead of the plain text. */
  readonly children?: ReactNode;
  /** Long values get a height and scroll in themselves. */
  readonly maxHeight?: boolean;
  /** Long lines go on in the next one instead of scrolling. */
  readonly wrap?: boolean;
  readonly className?: string;
}

/** Settings, arguments, results. Scrolls in itself and can be reached by keyboard; a group, since there may be many. */
export function CodeBlock({ text, label, children, maxHeight = false, wrap = false, className }: CodeBlockProps) {
  return (
    <div className={cx('relative rounded-md bg-subtle', className)}>
      <pre
        tabIndex={0}
        role="group"
        aria-label={label}
        className={cx(
          // On a phone one line is as high as the button, which is as wide as a finger.
          'overflow-auto py-1.75 pr-9 pl-2.5 text-small leading-4.5 max-md:py-2.75 max-md:pr-11',
          maxHeight && 'max-h-80',
          wrap && 'whitespace-pre-wrap wrap-anywhere',
        )}
      >
        {children ?? text}
      </pre>
      <CopyButton
        text={text}
        className="absolute! top-0.75 right-0.75 size-6.5 bg-subtle max-md:top-0.5 max-md:right-0.5"
      />
    </div>
  );
}

/** A word of code inside a sentence. */
export function InlineCode({ children }: { readonly children: ReactNode }) {
  return <code className="rounded-sm bg-subtle px-1 py-px wrap-anywhere">{children}</code>;
}
