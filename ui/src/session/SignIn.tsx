import { useEffect, useRef, useState } from 'preact/hooks';

import { errorWords } from '../errors';
import type { ActionError, SignIn as Door, Service } from '../ipc/bindings';
import { actionError } from '../ipc/core';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { CodeStep } from './CodeStep';
import { ForgotStep } from './ForgotStep';
import { InBrowserStep } from './InBrowserStep';
import { Field, Form } from './SignInForm';
import { WaysIn } from './WaysIn';

interface Props {
  /** An address that is known already, after a session ended. */
  url?: string | undefined;
  /** Where one may sign in, what is meant first; none where one may anywhere. */
  allowed?: string[];
  /** How the workspace that was looked for introduces itself, and how far a sign-in in the browser has come. */
  door: Door;
  onCheck: (url: string) => Promise<void>;
  onSignIn: (url: string, user: string, password: string, code: string | null) => Promise<void>;
  onSignInWithToken: (url: string, userId: string, token: string) => Promise<void>;
  onSignInInBrowser: (service: string) => Promise<void>;
  onGiveCode: (code: string) => Promise<void>;
  onCancel: () => void;
  onMailCode: (url: string, user: string) => Promise<void>;
  onResetPassword: (url: string, email: string) => Promise<void>;
  /** Back to where one came from; nothing where there is no such place. */
  onBack?: (() => void) | undefined;
}

type Step = 'address' | 'code' | 'forgot' | 'token' | 'who';

/** Nothing that answers is most often a slip of the finger, or a VPN that is off. */
function addressWords(error: ActionError): string {
  return error.code === 'offline' ? t('si.notAWorkspace') : errorWords(error);
}

/** Signing in, one question at a time: the address, who one is by one of the ways that the workspace offers, and a code if it asks. */
export function SignIn({ url: known, allowed = [], door, onCheck, onSignIn, onSignInWithToken, onSignInInBrowser, onGiveCode, onCancel, onMailCode, onResetPassword, onBack }: Props) {
  const { inBrowser } = door;
  // The window may have been closed meanwhile.
  const underWay = (inBrowser.state === 'waiting' || inBrowser.state === 'returned' || inBrowser.state === 'code') && (known === undefined || known === door.workspace?.id);
  const there = underWay ? door.workspace?.id : known;
  const [step, setStep] = useState<Step>(there ? 'who' : 'address');
  const [typed, setTyped] = useState(there ?? null);
  const [checked, setChecked] = useState(underWay);
  const only = allowed.length === 1;
  const meant = (allowed[0] ?? '').replace(/^https:\/\//, '');
  const url = (typed ?? meant).trim();
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [userId, setUserId] = useState('');
  const [token, setToken] = useState('');
  const [method, setMethod] = useState('');
  const [tries, setTries] = useState(0);
  const [error, setError] = useState<ActionError | null>(null);
  const [busy, setBusy] = useState(false);
  // An address that was not typed has not been looked at yet; if nothing answers, signing in will say so.
  useEffect(() => {
    if (known && !underWay) void onCheck(known).then(() => setChecked(true), () => {});
  }, []);
  const at = checked ? door.workspace : null;
  /** The look that is under way, or was the last one: nobody waits twice for the same address. */
  const looked = useRef<{ url: string; answer: Promise<void> } | null>(null);
  const look = (): Promise<void> => {
    if (looked.current?.url !== url) looked.current = { url, answer: onCheck(url) };
    return looked.current.answer;
  };
  // While it is being typed, so that the next step knows the workspace already.
  useEffect(() => {
    if (step !== 'address' || !WHOLE.test(url)) return;
    const pause = setTimeout(() => {
      const answer = look();
      // What did not answer then may do so when one goes on.
      answer.catch(() => { if (looked.current?.answer === answer) looked.current = null; });
    }, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [step, url]);

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
  const to = (next: Step) => () => {
    setError(null);
    setStep(next);
  };
  const check = async () => {
    const failed = await attempt(look);
    if (failed) looked.current = null;
    setError(failed);
    setChecked(!failed);
    if (!failed) setStep('who');
  };
  const signIn = async (code: string | null) => {
    const failed = await attempt(() => onSignIn(url, user.trim(), password, code));
    if (failed?.code === 'codeNeeded') {
      setMethod(failed.method);
      setStep('code');
      // Asked again although a code was given: that one was wrong.
      if (code !== null) setError({ code: 'wrongPassword' });
    } else setError(failed);
    if (failed && code !== null) setTries(tries + 1);
  };
  const mailCode = async () => setError(await attempt(() => onMailCode(url, user.trim())));
  // What is wrong with it, the state says.
  const giveCode = async (code: string) => {
    const failed = await attempt(() => onGiveCode(code));
    if (failed && failed.code !== 'codeNeeded' && failed.code !== 'wrongPassword') setError(failed);
    setTries(tries + 1);
  };
  const signInWithToken = async () => setError(await attempt(() => onSignInWithToken(url, userId.trim(), token.trim())));
  const openBrowser = async ({ name }: Service) => setError(await attempt(() => onSignInInBrowser(name)));
  const change = () => {
    if (inBrowser.state !== 'no') onCancel();
    if (only) setTyped(null);
    to('address')();
  };

  const workspace = (
    <div class="signin-ws">
      <span class="grow"><b class="ell">{at?.name ?? hostOf(url)}</b>{at && at.name !== hostOf(at.id) && <span class="ell signin-host">{hostOf(at.id)}</span>}</span>
      {(!only || url !== meant) && <button type="button" class="btn btn-sm btn-ghost" onClick={change}>{t('si.change')}</button>}
    </div>
  );

  const giveUp = () => {
    setError(null);
    onCancel();
  };
  const back = onBack && (() => {
    if (inBrowser.state !== 'no') onCancel();
    onBack();
  });

  const page = () => {
    if (step === 'who' && inBrowser.state === 'code') {
      const refused = error ?? (inBrowser.wrong ? { code: 'wrongPassword' as const } : null);
      return <CodeStep method={inBrowser.method} at={at?.name ?? hostOf(url)} busy={busy} error={refused} tries={tries} onCode={(code) => void giveCode(code)} onBack={giveUp} />;
    }
    if (step === 'who' && (inBrowser.state === 'waiting' || inBrowser.state === 'returned')) {
      const { service } = inBrowser;
      const token = () => {
        giveUp();
        setStep('token');
      };
      return <InBrowserStep service={service} returned={inBrowser.state === 'returned'} error={error} onOpenAgain={() => void openBrowser(service)} onToken={token} onBack={giveUp} />;
    }
    switch (step) {
      case 'address':
        return (
          <Form title={t('si.welcome')} words={t('si.addressS')} button={t('si.continue')} busy={busy} ready={url !== ''} onSubmit={() => void check()}>
            <Field label={t('si.address')} icon="globe" value={typed ?? meant} locked={only} error={error && addressWords(error)} type="text" inputMode="url" onInput={setTyped} />
          </Form>
        );
      case 'who':
        return (
          <WaysIn
            at={at}
            inBrowser={inBrowser}
            workspace={workspace}
            user={user}
            password={password}
            busy={busy}
            error={error}
            onUser={setUser}
            onPassword={setPassword}
            onSignIn={() => void signIn(null)}
            onService={(service) => void openBrowser(service)}
            onForgot={to('forgot')}
            onToken={to('token')}
          />
        );
      case 'forgot': return <ForgotStep user={user.trim()} onReset={(email) => onResetPassword(url, email)} onBack={to('who')} />;
      case 'token':
        return (
          <Form title={t('si.tokenTitle')} words={t('si.tokenS')} small button={t('si.signin')} busy={busy} ready={userId.trim() !== '' && token.trim() !== ''} more={[{ label: t(at?.password === false ? 'back' : 'si.usePassword'), onPress: to('who') }]} onSubmit={() => void signInWithToken()}>
            {workspace}
            <Field label={t('si.userId')} value={userId} type="text" onInput={setUserId} />
            <Field label={t('si.token')} value={token} type="password" error={error && (error.code === 'wrongPassword' ? t('si.tokenBad') : errorWords(error))} focus={userId !== ''} onInput={setToken} />
          </Form>
        );
      case 'code':
        return <CodeStep method={method} at={at?.name ?? hostOf(url)} busy={busy} error={error} tries={tries} onCode={(code) => void signIn(code)} onMail={() => void mailCode()} onBack={to('who')} />;
    }
  };

  return (
    <main class="signin">
      {back && <button type="button" class="btn btn-ghost signin-back" onClick={back}><Icon name="arrow-left" size={16} />{t('back')}</button>}
      <div class="signin-page">{page()}</div>
    </main>
  );
}

/** What can be an address already. */
const WHOLE = /\.[a-z]{2,}|localhost|:\d+/i;
/** Without a key: it is typed to its end, or its person thinks. */
const PAUSE_MS = 600;

/** The address as people say it: without the scheme. */
function hostOf(url: string): string {
  return url.trim().replace(/^https?:\/\//i, '').replace(/\/+$/, '');
}
