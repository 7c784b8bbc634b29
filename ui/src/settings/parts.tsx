import type { ComponentChildren } from 'preact';

import type { ActionError, Browsers, Diagnosis, KeyChoice, Managed, Place, QuietSpan, Room, RoomRef, Session, Settings, Shortcut, Sound, Workspace } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { Lockable, LockMark, type Member } from './managed';
import { useShown } from './shown';

/** What each page of the settings gets. */
export interface PageProps {
  session: Session;
  settings: Settings;
  managed: Managed;
  browsers: Browsers;
  sound: Sound;
  /** Of all workspaces. */
  rooms: Room[];
  diagnosis: Diagnosis;
  onChange: (settings: Settings) => void;
  /** Has a shortcut work by another key; tells what is to be said against it, if anything. */
  onChooseKey: (shortcut: Shortcut, place: Place, choice: KeyChoice) => Promise<ActionError | null>;
  onStartAtLogin: (on: boolean) => void;
  /** Has the system open our links here. */
  onOpenLinks: () => void;
  /** Turns Do not disturb on for this long, or off. */
  onDoNotDisturb: (span: QuietSpan | null) => void;
  onAdd: () => void;
  onSignIn: (workspace: Workspace) => void;
  onSignOut: (workspace: Workspace) => void;
  onLookAtBrowsers: (looks: boolean) => void;
  onLookAtSound: (looks: boolean) => void;
  onRingFile: (file: File) => void;
  /** Plays the tone of the person in this room, or everybody's; or stops it. */
  onTestRing: (room: RoomRef | null) => void;
  onLookAtDiagnosis: (looks: boolean) => void;
  onRingMe: () => void;
  onCopyReport: () => void;
  onShowLicences: () => void;
  onShowLogs: () => void;
}

interface GroupProps {
  title?: string;
  /** The one setting that it all is about. */
  sets?: Member;
  /** Or its first part: that says by itself what is fixed. */
  locksItself?: boolean;
  children: ComponentChildren;
}

export function Group({ title, sets, locksItself, children }: GroupProps) {
  const { place, lit } = useShown<HTMLElement>(title);
  return (
    <section ref={place} class={`group${lit}`}>
      {title && <h2 class="set-name">{title}<LockMark sets={sets} /></h2>}
      <Lockable sets={locksItself ? undefined : sets} block>{children}</Lockable>
    </section>
  );
}

interface SettingProps {
  label: string;
  help?: ComponentChildren;
  /** The setting that its controls change. */
  sets?: Member | undefined;
  /** Some of its controls work whatever the company has fixed: they say by themselves which. */
  locksItself?: boolean;
  children: ComponentChildren;
}

export function Setting({ label, help, sets, locksItself, children }: SettingProps) {
  const { place, lit } = useShown<HTMLDivElement>(label);
  return (
    <div ref={place} class={`set${lit}`}>
      <div><div class="set-name"><div class="l">{label}</div><LockMark sets={sets} /></div>{help && <div class="h">{help}</div>}</div>
      <Lockable sets={locksItself ? undefined : sets}>{children}</Lockable>
    </div>
  );
}

interface SwitchProps {
  label: string;
  help?: string;
  sets?: Member;
  on: boolean;
  onChange: (on: boolean) => void;
}

export function SwitchSetting({ label, help, sets, on, onChange }: SwitchProps) {
  return (
    <Setting label={label} help={help} sets={sets}>
      <button type="button" class="sw" role="switch" aria-checked={on} aria-label={label} onClick={() => onChange(!on)} />
    </Setting>
  );
}

/** What this system cannot do, in the place of the switch for it. */
export function NotAvailable({ label, help }: { label: string; help: string }) {
  return <Setting label={label} help={help}><span class="not-available">{t('set.notAvailable')}</span></Setting>;
}

interface Choice {
  label: string;
  help?: string;
  sets?: Member;
  value: string;
  options: readonly (readonly [value: string, title: string])[];
  onChange: (value: string) => void;
  /** Its options have long names. */
  wide?: boolean;
}

/** One of many. */
export function SelectSetting({ help, sets, ...choice }: Choice) {
  return <Setting label={choice.label} help={help} sets={sets}><Select {...choice} /></Setting>;
}

/** The field alone, for a setting that has more beside it. */
export function Select({ label, value, options, onChange, wide }: Omit<Choice, 'help' | 'sets'>) {
  return (
    <span class={`field select-field${wide ? ' is-wide' : ''}`}>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([one, title]) => <option key={one} value={one}>{title}</option>)}
      </select>
      <Icon name="chevron-down" size={16} />
    </span>
  );
}

/** One of two or three. */
export function SegmentSetting({ label, help, sets, value, options, onChange }: Choice) {
  return (
    <Setting label={label} help={help} sets={sets}>
      <div class="segments" role="radiogroup" aria-label={label}>
        {options.map(([one, title]) => (
          <button key={one} type="button" role="radio" class="btn btn-sm" aria-checked={one === value} onClick={() => onChange(one)}>{title}</button>
        ))}
      </div>
    </Setting>
  );
}

export function Trouble({ icon, words }: { icon: string; words: string }) {
  return <div class="note wait"><Icon name={icon} size={18} /><span>{words}</span></div>;
}
