import { useState } from 'preact/hooks';

import { errorWords } from '../errors';
import type { ActionError } from '../ipc/bindings';
import { t } from '../strings/strings';
import { CodeField } from './CodeField';
import { Field, Form, Problem } from './SignInForm';

interface Props {
  /** What the code comes from: `email`, `totp`, or nothing where the workspace does not say. */
  method: string;
  /** The workspace's name. */
  at: string;
  busy: boolean;
  /** Why the last one was not taken. */
  error: ActionError | null;
  /** Tries of it so far: another empties the field. */
  tries: number;
  onCode: (code: string) => void;
  /** Has it mailed once more, where one is mailed to whoever signs in so. */
  onMail?: () => void;
  onBack: () => void;
}

/**
 * Asks for a code: six digits, or one of the backup codes, which are words of their own. A workspace that wants one of an
 * app takes no mailed one in its place.
 */
export function CodeStep({ method, at, busy, error, tries, onCode, onMail, onBack }: Props) {
  const [backup, setBackup] = useState(false);
  const mailed = method === 'email';
  const back = { label: t('back'), onPress: onBack };
  const mail = mailed && onMail !== undefined && { label: t('si.mailAgain'), onPress: onMail };
  const words = error && (error.code === 'wrongPassword' ? t(backup ? 'si.backupBad' : 'si.codeBad') : errorWords(error));
  if (backup) {
    const digits = { label: t('si.digitsInstead'), onPress: () => setBackup(false) };
    return <BackupCode key={tries} busy={busy} error={words} more={[digits, back]} onCode={onCode} />;
  }
  const spare = method === 'totp' && { label: t('si.backupInstead'), onPress: () => setBackup(true) };
  return <Digits key={tries} words={t(mailed ? 'si.codeMail' : 'si.codeS', { ws: at })} busy={busy} error={words} more={[mail, spare, back]} onCode={onCode} />;
}

interface StepProps {
  busy: boolean;
  error: string | null;
  more: Parameters<typeof Form>[0]['more'];
  onCode: (code: string) => void;
}

function Digits({ words, busy, error, more, onCode }: StepProps & { words: string }) {
  const [code, setCode] = useState('');
  return (
    <Form title={t('si.codeTitle')} words={words} small button={t('si.signin')} busy={busy} ready={code.length === CODE_LENGTH} more={more} onSubmit={() => onCode(code)}>
      <CodeField value={code} bad={error !== null} onChange={setCode} onComplete={onCode} />
      {error && <Problem words={error} centred />}
    </Form>
  );
}

function BackupCode({ busy, error, more, onCode }: StepProps) {
  const [code, setCode] = useState('');
  return (
    <Form title={t('si.backupTitle')} words={t('si.backupS')} small button={t('si.signin')} busy={busy} ready={code.trim() !== ''} more={more} onSubmit={() => onCode(code.trim())}>
      <Field label={t('si.backup')} value={code} type="text" error={error} onInput={setCode} />
    </Form>
  );
}

const CODE_LENGTH = 6;
