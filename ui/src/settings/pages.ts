/** The pages of the settings, and the words by which their settings are found. */
import type { FunctionComponent } from 'preact';

import { SHORTCUTS } from '../ipc/bindings';
import type { Key } from '../strings/strings';
import { AboutSettings } from './AboutSettings';
import { Accounts } from './Accounts';
import { CallSettings } from './CallSettings';
import { CallStartSettings } from './CallStartSettings';
import { LookSettings } from './LookSettings';
import { NotificationSettings, RingMe } from './NotificationSettings';
import { ShortcutSettings } from './ShortcutSettings';
import { SHORTCUT_TITLES } from './shortcutTitles';
import { StartSettings } from './StartSettings';
import type { Member } from './managed';
import type { PageProps } from './parts';

export interface Page {
  icon: string;
  title: Key;
  content: FunctionComponent<PageProps>;
  /** Stands beside the title. */
  act?: FunctionComponent<PageProps>;
  /** What can be found on it, in the order of the page. The page draws something by each of these names. */
  entries: Entry[];
}

export interface Entry {
  label: Key;
  /** What it changes of the settings. */
  sets?: Member[];
  /** The addresses one may sign in to are behind it. */
  workspaces?: boolean;
  /** Further words that lead to it. */
  words?: Key[];
}

export const PAGES: Page[] = [
  {
    icon: 'phone',
    title: 'set.calls',
    content: CallSettings,
    entries: [
      { label: 'set.ringTone', sets: ['ringTone'], words: ['set.ringFile', 'set.tone.brook', 'set.tone.wood', 'set.tone.lamp', 'set.tone.bell', 'set.tone.classic'] },
      { label: 'set.volume', sets: ['ringVolume'], words: ['set.volumeS'] },
      { label: 'set.ringOn', sets: ['ringOn'], words: ['set.ringOnS'] },
      { label: 'set.ringAlsoOn', sets: ['ringAlsoOn'], words: ['set.ringAlsoOnS'] },
      { label: 'set.ringInCall', sets: ['ringInCall'], words: ['set.ringBeep', 'set.ringRing', 'set.ringSilent'] },
      { label: 'set.busyInCall', sets: ['busyInCall'], words: ['set.busyInCallS'] },
      { label: 'set.ringBack', sets: ['ringBack'], words: ['set.ringBackS'] },
      { label: 'set.ringForMessages', sets: ['ringForMessages'], words: ['set.ringForMessagesS'] },
      { label: 'set.personTones', words: ['set.personTonesS', 'set.personAdd', 'set.ringTone'] },
      { label: 'tray.dnd', sets: ['doNotDisturb'], words: ['set.dndS', 'set.quiet'] },
      { label: 'set.quietHours', sets: ['quietHours', 'quietDays', 'quietFrom', 'quietUntil', 'quietWeekend'], words: ['set.quiet', 'set.weekend'] },
      { label: 'set.favouritesThrough', sets: ['favouritesThrough'], words: ['set.quiet'] },
      { label: 'set.secondThrough', sets: ['secondCallThrough'], words: ['set.secondThroughS', 'set.quiet'] },
      { label: 'set.quietFullScreen', sets: ['quietFullScreen'], words: ['set.fullScreenS', 'set.quiet'] },
    ],
  },
  {
    icon: 'bell',
    title: 'set.notifications',
    content: NotificationSettings,
    act: RingMe,
    entries: [
      { label: 'dg.ringMe', words: ['dg.trial'] },
      { label: 'set.callComesIn', sets: ['showCalls'], words: ['set.show.notification', 'set.show.callWindow', 'set.show.onlyHere'] },
      { label: 'set.showCaller', sets: ['showCaller'], words: ['set.showCallerS'] },
      { label: 'set.hideLocked', sets: ['hideLocked'] },
      { label: 'set.hideFullScreen', sets: ['hideFullScreen'], words: ['set.fullScreenS'] },
      { label: 'set.notifyMissed', sets: ['notifyMissed'], words: ['set.notifyMissedS'] },
      { label: 'set.notifyStarted', sets: ['notifyStarted'], words: ['set.whereMember', 'set.never'] },
      { label: 'set.notifyMessages', sets: ['notifyMessages'], words: ['set.notifyMessagesS'] },
      { label: 'set.numberOnIcon', sets: ['numberOnIcon'], words: ['set.numberOnIconS', 'set.whatWaits', 'set.never'] },
    ],
  },
  {
    icon: 'camera',
    title: 'set.callStart',
    content: CallStartSettings,
    entries: [
      { label: 'pf.mic', sets: ['devices'], words: ['set.phoneIcon'] },
      { label: 'pf.cam', sets: ['devices'], words: ['set.phoneIcon'] },
      { label: 'set.remember', sets: ['rememberDevices'], words: ['set.rememberS'] },
      { label: 'set.atOnce', sets: ['callAtOnce'], words: ['set.atOnceS'] },
      { label: 'set.callsOpen', sets: ['callsOpen'], words: ['set.inBrowser', 'set.inWindow'] },
      { label: 'set.browser', sets: ['browser'], words: ['set.browserDefault'] },
      { label: 'set.replies', sets: ['replies'], words: ['call.declineMenu', 'set.replyAdd'] },
    ],
  },
  {
    icon: 'keyboard',
    title: 'keys.title',
    content: ShortcutSettings,
    entries: [
      ...SHORTCUTS.map(({ is }) => ({ label: SHORTCUT_TITLES[is] })),
      { label: 'keys.work', sets: ['shortcutsEverywhere'], words: ['keys.workS', 'keys.everywhere'] },
    ],
  },
  {
    icon: 'contrast',
    title: 'set.look',
    content: LookSettings,
    entries: [
      { label: 'set.theme', sets: ['theme'], words: ['set.themeSystem', 'set.themeLight', 'set.themeDark'] },
      { label: 'set.textSize', sets: ['textSize'], words: ['set.reading'] },
      { label: 'set.rows', sets: ['rows'], words: ['set.reading', 'set.comfortable', 'set.compact'] },
      { label: 'set.motion', sets: ['motion'], words: ['set.reading', 'set.motionLess'] },
      { label: 'set.unreadFirst', sets: ['unreadFirst'], words: ['set.unreadFirstS'] },
      { label: 'set.language', sets: ['language'], words: ['set.languageS'] },
      { label: 'set.clock', sets: ['clock'], words: ['set.clock24', 'set.clock12'] },
    ],
  },
  {
    icon: 'power',
    title: 'set.start',
    content: StartSettings,
    entries: [
      { label: 'start.login', words: ['start.loginS'] },
      { label: 'start.hidden', sets: ['startWithoutWindow'], words: ['start.hiddenS'] },
      { label: 'set.keepRunning', sets: ['keepRunning'], words: ['set.keepRunningS'] },
      { label: 'links.open', words: ['links.title'] },
    ],
  },
  {
    icon: 'people',
    title: 'set.accounts',
    content: Accounts,
    entries: [{ label: 'nav.addWorkspace', workspaces: true, words: ['set.signOut', 'si.signin'] }],
  },
  {
    icon: 'info',
    title: 'dg.about',
    content: AboutSettings,
    entries: [
      { label: 'dg.ringMe', words: ['dg.reach', 'dg.trial', 'dg.connection', 'dg.ringTone', 'dg.notifications', 'dg.callWindow', 'dg.tray', 'dg.keyStore'] },
      { label: 'dg.copy', words: ['dg.copyS'] },
      { label: 'dg.logs' },
      { label: 'dg.licences' },
    ],
  },
];
