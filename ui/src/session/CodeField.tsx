import { useEffect, useRef } from 'preact/hooks';

import { t } from '../strings/strings';

interface Props {
  value: string;
  bad: boolean;
  onChange: (code: string) => void;
  /** All six digits are there. */
  onComplete: (code: string) => void;
}

/** Six boxes over one field: pasting fills all of them, the sixth digit submits. */
export function CodeField({ value, bad, onChange, onComplete }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [bad]);
  const take = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, BOXES);
    onChange(digits);
    if (digits.length === BOXES && digits !== value) onComplete(digits);
  };
  return (
    <div class="code">
      <input
        ref={field}
        class="code-field"
        aria-label={t('si.code')}
        aria-invalid={bad ? true : undefined}
        inputMode="numeric"
        autocomplete="one-time-code"
        value={value}
        onInput={(event) => take(event.currentTarget.value)}
      />
      {Array.from({ length: BOXES }, (_, at) => (
        <span key={at} class={`field num code-box${bad ? ' is-bad' : at === value.length ? ' is-next' : ''}${at === 3 ? ' is-second' : ''}`} aria-hidden="true">{value[at] ?? ''}</span>
      ))}
    </div>
  );
}

const BOXES = 6;
