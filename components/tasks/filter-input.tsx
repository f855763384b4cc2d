'use client';

import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { Input } from '@/components/ui/input';
import { useFormat } from '@/components/ui/use-format';
import type { TaskFacets } from '@/lib/api/views';
import { parseFilter } from '@/lib/query/parse-filter';
import { takeCompletion, type Completion } from '@/lib/tasks/filter-completion';
import { FilterErrorNote } from './filter-error-note';
import { useCompletions } from './use-completions';

interface FilterInputProps {
  readonly initial: string;
  /** Not being written but found, so that what is only begun is wrong. */
  readonly isFinished?: boolean;
  readonly facets: TaskFacets | null;
  readonly onApply: (text: string) => void;
  readonly onCancel: () => void;
  readonly cancelLabel?: string;
}

/** One line in the grammar of filters, which offers what may come next and says where it can't be read. */
export function FilterInput({ initial, isFinished = false, facets, onApply, onCancel, cancelLabel }: FilterInputProps) {
  const t = useTranslations('tasks.filter');
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(initial);
  const [caret, setCaret] = useState(initial.length);
  const [chosen, setChosen] = useState(-1);
  const completions = useCompletions(text, caret, facets);
  const parsed = parseFilter(text, 0);
  const [finished, setFinished] = useState(isFinished);

  // What is only begun is not wrong yet, unless it is to be applied.
  const begun = completions.kind === 'value' && completions.options.length > 0;
  const wrong = !parsed.ok && (finished || !begun);

  const apply = () => {
    if (parsed.ok) onApply(text);
    else setFinished(true);
  };
  const write = (next: string, at: number) => {
    setFinished(false);
    setText(next);
    setCaret(at);
    setChosen(-1);
  };
  const take = (option: Completion) => {
    const taken = takeCompletion(text, completions, option);
    write(taken.text, taken.caret);
    input.current?.focus();
    // After React has written the value, else the caret jumps to the end.
    requestAnimationFrame(() => input.current?.setSelectionRange(taken.caret, taken.caret));
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const count = completions.options.length;
    const option = completions.options[chosen];
    if (event.key === 'ArrowDown' && count > 0) setChosen((chosen + 1) % count);
    else if (event.key === 'ArrowUp' && count > 0) setChosen(chosen <= 0 ? count - 1 : chosen - 1);
    else if (event.key === 'Tab' && option !== undefined) take(option);
    else if (event.key === 'Enter' && option !== undefined) take(option);
    else if (event.key === 'Enter') apply();
    else return;
    event.preventDefault();
  };

  return (
    <div>
      <Input
        ref={input}
        autoFocus
        role="combobox"
        aria-label={t('label')}
        aria-expanded={completions.options.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
        aria-autocomplete="list"
        aria-invalid={wrong}
        aria-describedby={`${id}-note`}
        autoComplete="off"
        spellCheck={false}
        placeholder={t('placeholder')}
        value={text}
        onChange={(event) => write(event.target.value, event.target.selectionStart ?? event.target.value.length)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? text.length)}
        onKeyDown={keyDown}
        className="font-mono text-small"
      />
      <div id={`${id}-note`}>
        {wrong ? (
          <FilterErrorNote text={text} error={parsed} />
        ) : (
          <p className="mt-1.5 text-small text-fg-3">
            {completions.field === null ? t('help') : t('values', { field: completions.field })}
          </p>
        )}
      </div>
      <Options
        id={id}
        options={completions.options}
        chosen={chosen}
        label={completions.field === null ? t('fields') : t('values', { field: completions.field })}
        onTake={take}
      />
      <div className="mt-3 flex justify-end gap-2">
        <Button onClick={onCancel}>{cancelLabel ?? t('cancel')}</Button>
        <Button variant="primary" onClick={apply}>
          {t('apply')}
        </Button>
      </div>
    </div>
  );
}

function intoView(option: HTMLLIElement | null): void {
  option?.scrollIntoView({ block: 'nearest' });
}

interface OptionsProps {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Completion[];
  readonly chosen: number;
  readonly onTake: (option: Completion) => void;
}

function Options({ id, label, options, chosen, onTake }: OptionsProps) {
  const format = useFormat();
  return (
    <ul id={`${id}-list`} role="listbox" aria-label={label} className="mt-1.5 max-h-60 overflow-y-auto">
      {options.map((option, index) => (
        <li
          key={option.label}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          ref={index === chosen ? intoView : undefined}
          // Before the field loses its focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onTake(option);
          }}
          className={cx(
            'flex min-h-7 items-center justify-between gap-3 rounded-sm px-2 hover:bg-inset max-md:min-h-touch',
            index === chosen && 'bg-inset',
          )}
        >
          <span className="truncate">{option.label}</span>
          {option.count !== null && <span className="text-small text-fg-3">{format.count(option.count)}</span>}
        </li>
      ))}
    </ul>
  );
}
