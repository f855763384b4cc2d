'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button, IconButton } from './button';
import { copyText } from './copy-text';

interface CopyButtonProps {
  readonly text: string;
  /** With words; else an icon alone. */
  readonly label?: string;
  readonly className?: string;
}

export function CopyButton({ text, label, className }: CopyButtonProps) {
  const t = useTranslations('common');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void copyText(text).then(setCopied);
  const classes = className ? { className } : {};
  const icon = copied ? Check : Copy;
  if (label === undefined) {
    return <IconButton icon={icon} size={14} label={copied ? t('copied') : t('copy')} onClick={copy} {...classes} />;
  }
  return (
    <Button icon={icon} onClick={copy} {...classes}>
      {copied ? t('copied') : label}
    </Button>
  );
}
