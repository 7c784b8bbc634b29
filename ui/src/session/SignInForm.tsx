/** What the steps of signing in are made of. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import { Icon } from '../kit/Icon';
import { Logo } from '../kit/Logo';
import { t } from '../strings/strings';

/** Another way on, below the button. */
export interface More {
  label: string;
  onPress: () => void;
}

interface FormProps {
  title: string;
  words?: string;
  small?: boolean;
  button: string;
  busy: boolean;
  ready: boolean;
  more?: (More | false)[];
  onSubmit: () => void;
  children: ComponentChildren;
}

/** One question, and the button that answers it. */
export function Form({ title, words, small = false, button, busy, ready, more = [], onSubmit, children }: FormProps) {
  const submit = (event: Event) => {
    event.preventDefault();
    if (ready && !busy) onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Head title={title} words={words} small={small} />
      {children}
      <button type="submit" class="btn btn-lg btn-accent btn-block" aria-busy={busy} disabled={!ready}>{busy ? t('si.wait') : button}</button>
      <Ways ways={more} />
    </form>
  );
}

/** `focus`: nothing below takes it, so that whoever cannot see the page hears what it says. */
export function Head({ title, words, small = false, focus = false }: { title: string; words?: string | undefined; small?: boolean; focus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (focus) heading.current?.focus();
  }, []);
  return (
    <div class={small ? 'signin-head is-small' : 'signin-head'}>
      <Logo size={small ? 48 : 64} />
      <h1 ref={heading} tabIndex={focus ? -1 : undefined}>{title}</h1>
      {words && <p>{words}</p>}
    </div>
  );
}

export function Ways({ ways }: { ways: (More | false)[] }) {
  return ways.map((way) => way && <p key={way.label} class="signin-more"><button type="button" class="link" onClick={way.onPress}>{way.label}</button></p>);
}

interface FieldProps {
  label: string;
  value: string;
  type: 'email' | 'password' | 'text';
  icon?: string;
  autocomplete?: string;
  inputMode?: 'email' | 'text' | 'url';
  error?: string | null;
  /** The company has chosen what is in it. */
  locked?: boolean;
  /** Takes the focus when it appears. After a refusal it does so in any case, with its text selected. */
  focus?: boolean;
  onInput: (value: string) => void;
}

export function Field({ label, value, type, icon, autocomplete = 'off', inputMode = 'text', error, locked = false, focus = true, onInput }: FieldProps) {
  const [shown, setShown] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // Before it is seen, or what is typed at once would be selected and gone with the next key; and once, or the next field
  // would take the focus from the one that is being typed in.
  useLayoutEffect(() => {
    if (focus) input.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (!error) return;
    input.current?.focus();
    input.current?.select();
  }, [error]);
  return (
    <div class="signin-field">
      <label>
        <span class="lbl">{label}</span>
        <span class={error ? 'field is-bad' : 'field'}>
          {icon && <Icon name={icon} size={16} />}
          <input ref={input} type={(shown ? 'text' : type) as 'text'} value={value} autocomplete={autocomplete} autocapitalize="off" spellcheck={false} readOnly={locked} inputMode={inputMode} aria-invalid={error ? true : undefined} onInput={(event) => onInput(event.currentTarget.value)} />
          {locked && <span class="lock-mark" title={t('managed.set')}><Icon name="lock" size={16} /></span>}
          {type === 'password' && (
            <button type="button" class="ib ib-xs" aria-label={t('si.show')} aria-pressed={shown} title={t('si.show')} onClick={() => setShown(!shown)}><Icon name="eye" size={16} /></button>
          )}
        </span>
      </label>
      {locked && <p class="hint">{t('managed.address')}</p>}
      {error && <Problem words={error} />}
    </div>
  );
}

export function Problem({ words, centred = false }: { words: string; centred?: boolean }) {
  return <div class={centred ? 'err is-centred' : 'err'} role="alert"><Icon name="warning" size={16} /><span>{words}</span></div>;
}
