import { useState } from 'preact/hooks';

import { errorWords } from '../errors';
import type { ActionError } from '../ipc/bindings';
import { actionError } from '../ipc/core';
import { t } from '../strings/strings';
import { Field, Form, Head, Ways } from './SignInForm';

interface Props {
  /** What was typed as the person's name: often the address already. */
  user: string;
  onReset: (email: string) => Promise<void>;
  onBack: () => void;
}

/** Has the workspace mail a way to a new password. It does not tell whether it knows the address, and neither do we. */
export function ForgotStep({ user, onReset, onBack }: Props) {
  const [email, setEmail] = useState(user.includes('@') ? user : '');
  const [sent, setSent] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const back = { label: t('back'), onPress: onBack };
  if (sent) {
    return (
      <>
        <Head small focus title={t('si.forgotSent')} words={t('si.forgotSentS', { mail: email.trim() })} />
        <Ways ways={[back]} />
      </>
    );
  }
  const reset = async () => {
    setBusy(true);
    setError(null);
    try {
      await onReset(email.trim());
      setSent(true);
    } catch (reason) {
      setError(actionError(reason));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form title={t('si.forgot')} words={t('si.forgotS')} small button={t('si.forgotSend')} busy={busy} ready={email.includes('@')} more={[back]} onSubmit={() => void reset()}>
      <Field label={t('si.mail')} value={email} type="email" inputMode="email" autocomplete="email" error={error && errorWords(error)} onInput={setEmail} />
    </Form>
  );
}
