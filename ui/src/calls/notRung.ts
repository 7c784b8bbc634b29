/** Why a call was not rung for. */
import type { Quiet } from '../ipc/bindings';
import { t } from '../strings/strings';

/** "Not rung: quiet hours" */
export function notRung(quiet: Quiet): string {
  return t('quiet.notRung', { why: why(quiet) });
}

/** "quiet hours" */
export function why(quiet: Quiet): string {
  return t(`quiet.${quiet}`);
}
