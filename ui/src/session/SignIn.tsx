import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import { errorWords } from '../errors';
import type { ActionError } from '../ipc/bindings';
import { actionError } from '../ipc/core';
import { Icon } from '../kit/Icon';
import { Logo } from '../kit/Logo';
import { t } from '../strings/strings';
import { CodeField } from './CodeField';

interface Props {
  /** An address that is known already, after a session ended. */
  url?: string | undefined;
  /** Where one may sign in, what is meant first; none where one may anywhere. */
  allowed?: string[];
  onCheck: (url: string) => Promise<void>;
  onSignIn: (url: string, user: string, password: string, code: string | null) => Promise<void>;
  onSignInWithToken: (url: string, userId: string, token: string) => Promise<void>;
  /** Back to where one came from; nothing where there is no such place. */
  onBack?: (() => void) | undefined;
}

type Step = 'address' | 'code' | 'password' | 'token';

/** Nothing that answers is most often a slip of the finger, or a VPN that is off. */
function addressWords(error: ActionError): string {
  return error.code === 'offline' ? t('si.notAWorkspace') : errorWords(error);
}

/** Signing in, one question at a time: the address, who one is, and a code if the workspace asks. Or a token, where the company's own way in is not offered here. */
export function SignIn({ url: known, allowed = [], onCheck, onSignIn, onSignInWithToken, onBack }: Props) {
  const [step, setStep] = useState<Step>(known ? 'password' : 'address');
  const [typed, setTyped] = useState(known ?? null);
  const only = allowed.length === 1;
  const meant = (allowed[0] ?? '').replace(/^https:\/\//, '');
  const url = typed ?? meant;
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [userId, setUserId] = useState('');
  const [token, setToken] = useState('');
  const [code, setCode] = useState('');
  const [method, setMethod] = useState('');
  const [error, setError] = useState<ActionError | null>(null);
  const [busy, setBusy] = useState(false);

  const attempt = async (deed: () => Promise<void>): Promise<ActionError | null> => {
    setBusy(true);
    setError(null);
    try {
      await deed();
      return null;
    } catch (reason) {
      return actionError(reason);
    } finally {
      setBusy(false);
    }
  };
  const check = async () => {
    const failed = await attempt(() => onCheck(url.trim()));
    setError(failed);
    if (!failed) setStep('password');
  };
  const signIn = async (given: string | null) => {
    const failed = await attempt(() => onSignIn(url.trim(), user.trim(), password, given));
    if (failed?.code === 'codeNeeded') {
      setMethod(failed.method);
      setStep('code');
      // Asked again although a code was given: that one was wrong.
      if (given !== null) setError({ code: 'wrongPassword' });
    } else setError(failed);
    if (failed && given !== null) setCode('');
  };
  const signInWithToken = async () => setError(await attempt(() => onSignInWithToken(url.trim(), userId.trim(), token.trim())));
  const change = () => {
    if (only) setTyped(null);
    to('address')();
  };
  const to = (next: Step) => () => {
    setError(null);
    setCode('');
    setStep(next);
  };

  const workspace = (
    <div class="signin-ws">
      <span class="grow"><b class="ell">{hostOf(url)}</b></span>
      {(!only || url !== meant) && <button type="button" class="btn btn-sm btn-ghost" onClick={change}>{t('si.change')}</button>}
    </div>
  );

  return (
    <main class="signin">
      {onBack && <button type="button" class="btn btn-ghost signin-back" onClick={onBack}><Icon name="arrow-left" size={16} />{t('back')}</button>}
      <div class="signin-page">
        {step === 'address' && (
          <Form title={t('si.welcome')} words={t('si.addressS')} button={t('si.continue')} busy={busy} ready={url.trim() !== ''} onSubmit={check}>
            <Field label={t('si.address')} icon="globe" value={url} locked={only} error={error && addressWords(error)} type="text" inputMode="url" onInput={setTyped} />
          </Form>
        )}
        {step === 'password' && (
          <Form title={t('si.signin')} small button={t('si.signin')} busy={busy} ready={user.trim() !== '' && password !== ''} more={{ label: t('si.useToken'), onPress: to('token') }} onSubmit={() => signIn(null)}>
            {workspace}
            <Field label={t('si.user')} value={user} type="text" autocomplete="username" onInput={setUser} />
            <Field label={t('si.pass')} value={password} type="password" autocomplete="current-password" error={error && errorWords(error)} focus={user !== ''} onInput={setPassword} />
          </Form>
        )}
        {step === 'token' && (
          <Form title={t('si.tokenTitle')} words={t('si.tokenS')} small button={t('si.signin')} busy={busy} ready={userId.trim() !== '' && token.trim() !== ''} more={{ label: t('si.usePassword'), onPress: to('password') }} onSubmit={signInWithToken}>
            {workspace}
            <Field label={t('si.userId')} value={userId} type="text" onInput={setUserId} />
            <Field label={t('si.token')} value={token} type="password" error={error && (error.code === 'wrongPassword' ? t('si.tokenBad') : errorWords(error))} focus={userId !== ''} onInput={setToken} />
          </Form>
        )}
        {step === 'code' && (
          <Form title={t('si.codeTitle')} words={t(method === 'email' ? 'si.codeMail' : 'si.codeS')} small button={t('si.signin')} busy={busy} ready={code.length === CODE_LENGTH} more={{ label: t('back'), onPress: to('password') }} onSubmit={() => signIn(code)}>
            <CodeField value={code} bad={error !== null} onChange={setCode} onComplete={(full) => void signIn(full)} />
            {error && <Problem words={error.code === 'wrongPassword' ? t('si.codeBad') : errorWords(error)} centred />}
          </Form>
        )}
      </div>
    </main>
  );
}

interface FormProps {
  title: string;
  words?: string;
  small?: boolean;
  button: string;
  busy: boolean;
  ready: boolean;
  /** Another way on, below the button. */
  more?: { label: string; onPress: () => void };
  onSubmit: () => void;
  children: ComponentChildren;
}

function Form({ title, words, small = false, button, busy, ready, more, onSubmit, children }: FormProps) {
  const submit = (event: Event) => {
    event.preventDefault();
    if (ready && !busy) onSubmit();
  };
  return (
    <form onSubmit={submit} noValidate>
      <div class={small ? 'signin-head is-small' : 'signin-head'}>
        <Logo size={small ? 48 : 64} />
        <h1>{title}</h1>
        {words && <p>{words}</p>}
      </div>
      {children}
      <button type="submit" class="btn btn-lg btn-accent btn-block" aria-busy={busy} disabled={!ready}>{busy ? t('si.wait') : button}</button>
      {more && <p class="signin-more"><button type="button" class="link" onClick={more.onPress}>{more.label}</button></p>}
    </form>
  );
}

interface FieldProps {
  label: string;
  value: string;
  type: 'password' | 'text';
  icon?: string;
  autocomplete?: string;
  inputMode?: 'text' | 'url';
  error?: string | null;
  /** The company has chosen what is in it. */
  locked?: boolean;
  /** Takes the focus when it appears. After a refusal it does so in any case, with its text selected. */
  focus?: boolean;
  onInput: (value: string) => void;
}

function Field({ label, value, type, icon, autocomplete = 'off', inputMode = 'text', error, locked = false, focus = true, onInput }: FieldProps) {
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

function Problem({ words, centred = false }: { words: string; centred?: boolean }) {
  return <div class={centred ? 'err is-centred' : 'err'} role="alert"><Icon name="warning" size={16} /><span>{words}</span></div>;
}

/** The address as people say it: without the scheme. */
function hostOf(url: string): string {
  return url.trim().replace(/^https?:\/\//i, '').replace(/\/+$/, '');
}

export const CODE_LENGTH = 6;
