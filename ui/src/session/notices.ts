/** What the line above the room has to say, if anything. */
import type { CallRecord, DoNotDisturb, Link, Loss, SignedOut, Trouble, Workspace } from '../ipc/bindings';
import { type Key, t } from '../strings/strings';
import { untilWords } from './doNotDisturb';

export interface Notice {
  kind: 'back' | 'lost' | 'missed' | 'quiet' | 'reconnecting' | 'signedOut' | 'trouble';
  tone: '' | 'ok' | 'stop';
  icon: string;
  title: string;
  words: string;
  /** The word on its button; or the label of a cross. */
  act?: string;
  actIcon?: string;
  trouble?: Trouble;
  call?: CallRecord;
}

/** What happened to the connection, as far as it matters for the line. */
export interface Outage {
  workspace: string;
  since: number;
  /** When it was over; nothing while it lasts. */
  over: number | null;
}

/** A blip is not worth a line. */
export const PATIENCE_MS = 2000;
const BACK_MS = 3000;

/** The outage of `workspace` after its link became `link` at `now`. */
export function outageAfter(before: Outage | null, workspace: string, link: Link, now: number): Outage | null {
  const known = before?.workspace === workspace ? before : null;
  switch (link.state) {
    case 'signedOut': return null;
    case 'reachable': return known && known.over === null && now - known.since >= PATIENCE_MS ? { ...known, over: now } : known?.over ? known : null;
    case 'connecting':
    case 'lost':
    case 'subscribing': return known && known.over === null ? known : { workspace, since: link.since, over: null };
  }
}

/** The most important thing to say about `workspace` at `now`. */
export function noticeFor(workspace: Workspace, outage: Outage | null, missed: CallRecord | null, troubles: Trouble[], now: number, doNotDisturb: DoNotDisturb = { state: 'off' }): Notice | null {
  const { link, name } = workspace;
  if (link.state === 'signedOut') {
    return { kind: 'signedOut', tone: 'stop', icon: 'lock', title: t(SIGNED_OUT[link.reason], { ws: name }), words: t('net.signedOutS'), act: t('si.signin') };
  }
  if (link.state !== 'reachable') {
    if (outage && now - outage.since < PATIENCE_MS) return null;
    const wait = link.state === 'lost' ? Math.ceil((link.nextTry - now) / 1000) : 0;
    if (wait <= 0) return { kind: 'reconnecting', tone: '', icon: 'refresh', title: t('net.re'), words: '' };
    return { kind: 'lost', tone: '', icon: 'cloud-off', title: lossTitle(link, name), words: t('net.lostS', { n: wait }), act: t('net.now') };
  }
  if (outage?.over && missed) {
    const who = (missed.other ?? missed.startedBy).name;
    return { kind: 'missed', tone: 'ok', icon: 'phone-missed', title: t('net.back'), words: t('net.missed', { name: who }), act: t('call.back'), call: missed };
  }
  if (outage?.over && now - outage.over < BACK_MS) return { kind: 'back', tone: 'ok', icon: 'check', title: t('net.back'), words: '' };
  const trouble = troubles[0];
  if (trouble) return { kind: 'trouble', tone: '', icon: TROUBLE_ICONS[trouble], title: t(`trouble.${trouble}`), words: t(`trouble.${trouble}S`), actIcon: t('close'), trouble };
  const quiet = untilWords(doNotDisturb);
  return quiet === null ? null : { kind: 'quiet', tone: '', icon: 'moon', title: t('quiet.onSince'), words: quiet, act: t('quiet.turnOff') };
}

/** What stands between this computer and the workspace, as far as somebody can do something about it. */
function lossTitle(link: Link, name: string): string {
  const loss: Loss = link.state === 'lost' ? link.loss : 'noAnswer';
  switch (loss) {
    case 'badCertificate': return t('net.certificate', { ws: name });
    case 'noProxy': return t('net.proxy');
    case 'notAWorkspace': return t('net.portal', { ws: name });
    case 'noAnswer':
    case 'noNetwork': return `${t('net.lost')}.`;
  }
}

/** A call missed while the connection was gone. */
export function missedMeanwhile(outage: Outage | null, calls: CallRecord[]): CallRecord | null {
  if (!outage?.over) return null;
  const { workspace, since, over } = outage;
  return calls.find(({ state, room, startedAt }) => state === 'missed' && room.workspace === workspace && startedAt >= since && startedAt <= over) ?? null;
}

const SIGNED_OUT: Record<SignedOut, Key> = { expired: 'net.signedOut', keyStoreLocked: 'net.locked', noKeyStore: 'net.noKeyStore', noStoredSession: 'net.signedOut' };

const TROUBLE_ICONS: Record<Trouble, string> = {
  keyStoreLocked: 'lock',
  muted: 'volume-off',
  noKeyStore: 'key',
  noNotifications: 'bell-off',
  noRingTone: 'bell',
  noShortcuts: 'keyboard',
  noSound: 'volume-off',
  noTray: 'info',
};
