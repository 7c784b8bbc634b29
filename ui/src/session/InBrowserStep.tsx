import { useEffect, useRef } from 'preact/hooks';

import { errorWords } from '../errors';
import type { ActionError, Service } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { Head, Problem, Ways } from './SignInForm';

interface Props {
  service: Service;
  /** The browser has come back, and the workspace is asked. */
  returned: boolean;
  /** Why no browser came up. */
  error: ActionError | null;
  onOpenAgain: () => void;
  onToken: () => void;
  onBack: () => void;
}

/** Waits for the browser, where the person signs in: a link brings them back, and the state goes on by itself. */
export function InBrowserStep({ service, returned, error, onOpenAgain, onToken, onBack }: Props) {
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => again.current?.focus(), []);
  return (
    <>
      <Head small title={t('si.browserTitle')} words={t('si.browserS', { idp: service.label })} />
      <div class="signin-spin" role="status" aria-label={t('si.wait')}>
        <svg class="ic" width="28" height="28" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true"><path d="M10 2.5a7.5 7.5 0 1 1-7.5 7.5" /></svg>
      </div>
      {error && <Problem words={errorWords(error)} centred />}
      <button ref={again} type="button" class="btn btn-lg btn-line btn-block" aria-disabled={returned} onClick={() => { if (!returned) onOpenAgain(); }}><Icon name="open" size={18} />{t('si.browserAgain')}</button>
      <button type="button" class="btn btn-lg btn-ghost btn-block signin-second" onClick={onBack}>{t('back')}</button>
      {!returned && <Ways ways={[{ label: t('si.useToken'), onPress: onToken }]} />}
    </>
  );
}
