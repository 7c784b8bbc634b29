import type { ActionError } from './ipc/bindings';
import { listWords } from './kit/list';
import { SHORTCUT_TITLES } from './settings/shortcutTitles';
import { t } from './strings/strings';

/** What to tell a person whose wish could not be carried out. */
export function errorWords(error: ActionError): string {
  switch (error.code) {
    case 'badCertificate': return t('err.badCertificate', { host: error.host });
    case 'busy': return t('err.busy');
    case 'callOver': return t('err.callOver');
    case 'codeNeeded': return t('err.codeNeeded');
    case 'keyInUse': return t('keys.inUse', { action: t(SHORTCUT_TITLES[error.shortcut]) });
    case 'keyReserved': return t('keys.reserved');
    case 'keyUnfit': return t('keys.unfit');
    case 'noProvider': return t('pf.noProvider');
    case 'notAllowed': return t(error.reason === 'encrypted' ? 'cm.encrypted' : 'err.notAllowed');
    case 'notASound': return t('err.notASound');
    case 'notAwaited': return t('link.signIn');
    case 'notAWorkspace': return t('si.notAWorkspace');
    case 'notSignedIn': return t('err.notSignedIn');
    case 'offline': return t('err.offline');
    case 'otherWorkspace': return t('managed.workspaces', { list: listed(error.allowed) });
    case 'refused': return error.message ? t('err.refused', { message: error.message }) : t('err.refusedPlain');
    case 'setByCompany': return t('err.setByCompany');
    case 'systemLacks': return t('err.systemLacks', { what: error.what });
    case 'tooLong': return t('err.tooLong', { seconds: error.seconds, megabytes: error.megabytes });
    case 'unknown': return t('err.unknown');
    case 'wait': return t('err.wait', { n: error.seconds });
    case 'wordsNotSent': return t('err.wordsNotSent');
    case 'wrongPassword': return t('si.bad');
  }
}

/** Addresses as people say them: without the usual scheme. */
function listed(addresses: string[]): string {
  return listWords(addresses.map((address) => address.replace(/^https:\/\//, '')));
}
