import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { errorWords } from '../errors';
import type { ActionError, InBrowser, Service, WorkspaceAtDoor } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { Field, Form, Head, Problem, Ways } from './SignInForm';

interface Props {
  /** What the workspace says of itself; nothing where it does not, and until it has: it takes a password then. */
  at: WorkspaceAtDoor | null;
  inBrowser: InBrowser;
  /** Which one it is, and the way to another. */
  workspace: ComponentChildren;
  user: string;
  password: string;
  busy: boolean;
  error: ActionError | null;
  onUser: (user: string) => void;
  onPassword: (password: string) => void;
  onSignIn: () => void;
  onService: (service: Service) => void;
  onForgot: () => void;
  onToken: () => void;
}

/** Who one is, by one of the ways that this workspace offers. */
export function WaysIn({ at, inBrowser, workspace, user, password, busy, error, onUser, onPassword, onSignIn, onService, onForgot, onToken }: Props) {
  const services = at?.services ?? [];
  const came = inBrowser.state === 'failed' ? inBrowser.error : null;
  const token = { label: t('si.useToken'), onPress: onToken };
  const ways = useRef<HTMLDivElement>(null);
  const takesPassword = at?.password !== false;
  useEffect(() => {
    if (!takesPassword) ways.current?.querySelector<HTMLButtonElement>('.signin-service')?.focus();
  }, [takesPassword]);
  const top = (
    <div ref={ways}>
      {workspace}
      {at?.calls === false && <div class="note wait signin-note" role="status"><Icon name="info" size={18} /><span>{t('si.noCalls')}</span></div>}
      {came && <div class="signin-field"><Problem words={came.code === 'wrongPassword' ? t('si.browserBad') : errorWords(came)} /></div>}
      {services.map((service) => (
        <button key={service.name} type="button" class="btn btn-lg btn-line btn-block signin-service" disabled={busy} onClick={() => onService(service)}>
          <Icon name="key" size={18} />{t('si.sso', { idp: service.label })}
        </button>
      ))}
      {at?.complete === false && <p class="hint signin-hint" role="status">{t('si.asking')}</p>}
    </div>
  );
  if (!takesPassword) {
    return (
      <>
        <Head small title={t('si.signin')} />
        {top}
        {error && <Problem words={errorWords(error)} />}
        <Ways ways={[token]} />
      </>
    );
  }
  const forgot = at?.resetsPasswords === true && { label: t('si.forgot'), onPress: onForgot };
  return (
    <Form title={t('si.signin')} small button={t('si.signin')} busy={busy} ready={user.trim() !== '' && password !== ''} more={[forgot, token]} onSubmit={onSignIn}>
      {top}
      {services.length > 0 && <div class="signin-or"><span>{t('si.or')}</span></div>}
      <Field label={t('si.user')} value={user} type="text" autocomplete="username" onInput={onUser} />
      <Field label={t('si.pass')} value={password} type="password" autocomplete="current-password" error={error && errorWords(error)} focus={user !== ''} onInput={onPassword} />
    </Form>
  );
}
