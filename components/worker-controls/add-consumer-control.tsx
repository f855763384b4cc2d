'use client';

import { ChevronDown } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import { Deferred } from '@/components/layout/deferred';
import { Button } from '@/components/ui/button';

const AddConsumerMenu = dynamic(() => import('./add-consumer-menu').then((module) => module.AddConsumerMenu), {
  ssr: false,
});

/** Chooses a worker that is to take from a queue. */
export function AddConsumerControl({ queue }: { readonly queue: string }) {
  return (
    <Deferred
      closed={(open) => <AddButton onClick={open} />}
      opened={<AddConsumerMenu queue={queue} trigger={<AddButton />} />}
    />
  );
}

function AddButton(props: Omit<ComponentProps<typeof Button>, 'children'>) {
  const t = useTranslations('queue.consumers');
  return (
    <Button aria-haspopup="menu" icon={ChevronDown} {...props}>
      {t('add')}
    </Button>
  );
}
