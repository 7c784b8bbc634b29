/** What was found about a call's way to this person, in words. */
import type { Finding, Link, Loudness, Trouble, Verdict } from '../ipc/bindings';
import { chordName } from '../keys';
import { timeOfDay } from '../kit/time';
import { notRung } from '../calls/notRung';
import { type Key, t } from '../strings/strings';

export interface Words {
  about: string;
  found: string;
}

export const VERDICT_ICONS: Record<Verdict, string> = { good: 'check', note: 'info', warning: 'warning', broken: 'x' };

export function findingWords(finding: Finding): Words {
  switch (finding.about) {
    case 'connection': return { about: t('dg.connection', { ws: finding.workspace }), found: linkWords(finding.link, finding.answerMs) };
    case 'nobodySignedIn': return { about: t('dg.nobody'), found: t('dg.nobodyS') };
    case 'policy': return { about: t('dg.policy'), found: policyWords(finding) };
    case 'provider': return { about: t('dg.provider'), found: providerWords(finding.provider) };
    case 'quiet': return { about: t('dg.quiet'), found: notRung(finding.quiet) };
    case 'ringTone': return { about: t('dg.ringTone'), found: ringToneWords(finding) };
    case 'notifications': return { about: t('dg.notifications'), found: notificationWords(finding) };
    case 'callWindow': return { about: t('dg.callWindow'), found: t(`dg.window.${finding.place}`) };
    case 'tray': return { about: t('dg.tray'), found: t(finding.there ? 'dg.trayThere' : 'dg.trayNone') };
    case 'shortcuts': return { about: t('dg.shortcuts'), found: shortcutWords(finding) };
    case 'login': return { about: t('dg.login'), found: t(finding.on === null ? 'dg.loginNot' : finding.on ? 'dg.loginOn' : 'dg.loginOff') };
    case 'keyStore': return { about: t('dg.keyStore'), found: finding.trouble ? troubleWords(finding.trouble) : t('dg.keyStoreKeeps') };
    case 'lastRing': return { about: t(finding.trial ? 'dg.trial' : 'dg.lastCall'), found: `${timeOfDay(finding.at)} · ${ringWords(finding)}` };
  }
}

const troubleWords = (trouble: Trouble) => `${t(`trouble.${trouble}`)} ${t(`trouble.${trouble}S`)}`;

function shortcutWords({ missing, taken }: Extract<Finding, { about: 'shortcuts' }>): string {
  if (missing) return troubleWords('noShortcuts');
  return taken.length > 0 ? taken.map((chord) => t('keys.notFree', { key: chordName(chord) })).join(' ') : t('dg.shortcutsFree');
}

function linkWords(link: Link, answerMs: number | null): string {
  switch (link.state) {
    case 'reachable': {
      const since = t('dg.connected', { time: timeOfDay(link.since) });
      return answerMs === null ? since : `${since} · ${t('dg.answers', { ms: Math.max(1, answerMs) })}`;
    }
    case 'signedOut': return t('dg.signedOut');
    case 'lost': return t('dg.lost');
    default: return t('dg.connecting');
  }
}

function providerWords(provider: Extract<Finding, { about: 'provider' }>['provider']): string {
  if (provider.state !== 'ready') return t(provider.state === 'notSetUp' ? 'dg.providerNotSetUp' : 'dg.providerUnknown');
  const can: Key[] = [...(provider.mic ? ['dg.mic' as const] : []), ...(provider.cam ? ['dg.cam' as const] : []), ...(provider.title ? ['dg.title' as const] : [])];
  return [provider.name, ...(can.length > 0 ? [can.map((one) => t(one)).join(', ')] : [])].join(' · ');
}

function ringToneWords({ playsOn, volume, trouble }: Extract<Finding, { about: 'ringTone' }>): string {
  if (trouble) return troubleWords(trouble);
  if (volume === 0) return t('dg.volumeNone');
  return playsOn.length > 0 ? t('dg.playsOn', { name: playsOn.join(', ') }) : t('dg.playsSomewhere');
}

function notificationWords({ service, missing }: Extract<Finding, { about: 'notifications' }>): string {
  if (missing) return troubleWords('noNotifications');
  if (!service) return t('dg.serviceLater');
  return `${service.name} ${service.version} · ${t(service.buttons ? 'dg.buttons' : 'dg.noButtons')}`;
}

function policyWords({ locked, faults }: Extract<Finding, { about: 'policy' }>): string {
  const set = t('dg.policySet', { n: locked });
  return faults.length === 0 ? set : `${set} · ${t('dg.policyFaults', { faults: faults.join('; ') })}`;
}

function ringWords({ shownMs, soundingMs, silent, quiet, loudness }: Extract<Finding, { about: 'lastRing' }>): string {
  if (soundingMs === null && quiet) return notRung(quiet);
  const shown = shownMs === null ? t('dg.notShown') : t('dg.shown', { ms: shownMs });
  const ringing = soundingMs === null ? t(silent ? 'dg.silent' : 'dg.notHeard') : t('dg.heard', { ms: soundingMs });
  return [`${shown}, ${ringing}`, ...(loudness ? [loudnessWords(loudness)] : [])].join(' · ');
}

function loudnessWords(loudness: Loudness): string {
  switch (loudness.state) {
    case 'heard': return t('dg.loud', { db: loudness.db < 0 ? `−${-loudness.db}` : 0 });
    case 'nothing': return t('dg.loudNothing');
    case 'unknown': return t('dg.loudUnknown');
  }
}
