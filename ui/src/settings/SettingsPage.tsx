import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import type { Session, Settings, Theme, Workspace } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { Logo } from '../kit/Logo';
import { colour, initials } from '../kit/people';
import { type Key, t } from '../strings/strings';

interface Props {
  session: Session;
  settings: Settings;
  onChange: (settings: Settings) => void;
  onAdd: () => void;
  onSignIn: (workspace: Workspace) => void;
  onSignOut: (workspace: Workspace) => void;
  onBack: () => void;
}

type Part = 'accounts' | 'calls' | 'look' | 'start';

const PARTS: [part: Part, icon: string, title: Key][] = [
  ['calls', 'phone', 'set.calls'],
  ['look', 'contrast', 'set.look'],
  ['start', 'power', 'set.start'],
  ['accounts', 'people', 'set.accounts'],
];

/** What can be chosen. Every choice counts at once. */
export function SettingsPage(props: Props) {
  const [part, setPart] = useState<Part>('calls');
  const title = PARTS.find(([one]) => one === part)?.[2] ?? 'set.calls';
  return (
    <div class="settings">
      <nav class="side settings-nav" aria-label={t('set.title')} data-region="sidebar">
        <div class="side-head">
          <button type="button" class="ib" aria-label={t('back')} title={`${t('back')}  Esc`} onClick={props.onBack}><Icon name="arrow-left" size={18} /></button>
          <span class="nm">{t('set.title')}</span>
        </div>
        {PARTS.map(([one, icon, name]) => (
          <button key={one} type="button" class={one === part ? 'row is-current' : 'row'} aria-current={one === part ? 'page' : undefined} onClick={() => setPart(one)}>
            <span class="lead"><Icon name={icon} size={18} /></span>
            <span class="row-name">{t(name)}</span>
          </button>
        ))}
      </nav>
      <div class="settings-page" data-region="messages">
        <div class="settings-column">
          <h1>{t(title)}</h1>
          {part === 'calls' && <CallSettings {...props} />}
          {part === 'look' && <LookSettings {...props} />}
          {part === 'start' && <StartSettings {...props} />}
          {part === 'accounts' && <Accounts {...props} />}
        </div>
      </div>
    </div>
  );
}

function CallSettings({ session, settings, onChange }: Props) {
  const [volume, setVolume] = useState<number | null>(null);
  const shown = volume ?? settings.ringVolume;
  const keep = () => {
    if (volume !== null && volume !== settings.ringVolume) onChange({ ...settings, ringVolume: volume });
    setVolume(null);
  };
  return (
    <Group title={t('set.sound')}>
      <Setting label={t('set.volume')} help={t('set.volumeS')}>
        <div class="volume">
          <input
            class="range"
            type="range"
            min="0"
            max="100"
            step="5"
            value={shown}
            aria-label={t('set.volume')}
            style={{ '--v': `${shown}%` }}
            onInput={(event) => setVolume(Number(event.currentTarget.value))}
            onChange={keep}
          />
          <span class="num">{shown} %</span>
        </div>
      </Setting>
      <SwitchSetting label={t('set.ringBack')} help={t('set.ringBackS')} on={settings.ringBack} onChange={(ringBack) => onChange({ ...settings, ringBack })} />
      {session.troubles.includes('noSound') && <Trouble icon="volume-off" words={`${t('trouble.noSound')} ${t('trouble.noSoundS')}`} />}
      {session.troubles.includes('noNotifications') && <Trouble icon="bell-off" words={`${t('trouble.noNotifications')} ${t('trouble.noNotificationsS')}`} />}
    </Group>
  );
}

const THEMES: [theme: Theme, title: Key][] = [['system', 'set.themeSystem'], ['light', 'set.themeLight'], ['dark', 'set.themeDark']];
const LANGUAGES: [code: string | null, name: string][] = [[null, ''], ['en', 'English'], ['de', 'Deutsch'], ['fr', 'Français']];

function LookSettings({ settings, onChange }: Props) {
  return (
    <>
      <Group title={t('set.theme')}>
        <div class="theme-cards" role="radiogroup" aria-label={t('set.theme')}>
          {THEMES.map(([theme, title]) => (
            <button key={theme} type="button" role="radio" aria-checked={settings.theme === theme} class="theme-card" onClick={() => onChange({ ...settings, theme })}>
              <span class={`theme-picture is-${theme}`} aria-hidden="true">
                {(theme === 'system' ? ['light', 'dark'] : [theme]).map((one) => <ThemePicture key={one} theme={one} />)}
              </span>
              {t(title)}
            </button>
          ))}
        </div>
      </Group>
      <Group title={t('set.languageAnd')}>
        <Setting label={t('set.language')} help={t('set.languageS')}>
          <span class="field select-field">
            <select aria-label={t('set.language')} value={settings.language ?? ''} onChange={(event) => onChange({ ...settings, language: event.currentTarget.value || null })}>
              {LANGUAGES.map(([code, name]) => <option key={code ?? ''} value={code ?? ''}>{name || t('set.themeSystem')}</option>)}
            </select>
            <Icon name="chevron-down" size={16} />
          </span>
        </Setting>
      </Group>
    </>
  );
}

/** A small drawing of the window; its colours are the theme's own. */
function ThemePicture({ theme }: { theme: string }) {
  return (
    <svg viewBox="0 0 180 64" preserveAspectRatio="xMinYMid slice" class={`theme-drawing is-${theme}`}>
      <rect class="d-bg" width="180" height="64" />
      <rect class="d-side" width="52" height="64" />
      {[[10, 30], [20, 24], [30, 33], [40, 20]].map(([y, width]) => <rect key={y} class="d-line" x="10" y={y} width={width} height="4" rx="2" />)}
      <rect class="d-fg" x="66" y="12" width="60" height="4" rx="2" />
      <rect class="d-line" x="66" y="21" width="90" height="4" rx="2" />
      <rect class="d-side" x="66" y="34" width="72" height="18" rx="5" />
      <rect class="d-live" x="112" y="39" width="20" height="8" rx="3" />
    </svg>
  );
}

function StartSettings({ session, settings, onChange }: Props) {
  return (
    <Group>
      <SwitchSetting label={t('set.keepRunning')} help={t('set.keepRunningS')} on={settings.keepRunning} onChange={(keepRunning) => onChange({ ...settings, keepRunning })} />
      {session.troubles.includes('noTray') && <Trouble icon="info" words={`${t('trouble.noTray')} ${t('trouble.noTrayS')}`} />}
    </Group>
  );
}

function Accounts({ session, onAdd, onSignIn, onSignOut }: Props) {
  return (
    <div class="accounts">
      {session.workspaces.map((workspace, index) => {
        const { icon, words, tone } = linkWords(workspace);
        const out = workspace.link.state === 'signedOut';
        return (
          <div key={workspace.id} class="account">
            <span class={index === 0 ? 'ws' : `ws av-c${colour(workspace.id)}`} aria-hidden="true">{index === 0 ? <Logo size={38} /> : initials(workspace.name).slice(0, 1)}</span>
            <div class="grow">
              <div class="account-name ell">{workspace.name}</div>
              <div class="account-who ell">{workspace.me.username} · {workspace.id.replace(/^https?:\/\//, '')}</div>
            </div>
            <span class={`account-link ${tone}`}><Icon name={icon} size={16} />{t(words)}</span>
            {out && <button type="button" class="btn btn-line" onClick={() => onSignIn(workspace)}>{t('si.signin')}</button>}
            <button type="button" class="btn btn-line" onClick={() => onSignOut(workspace)}>{t(out ? 'set.forget' : 'set.signOut')}</button>
          </div>
        );
      })}
      <button type="button" class="btn btn-line add-account" onClick={onAdd}><Icon name="plus" size={16} />{t('nav.addWorkspace')}</button>
      {session.troubles.filter((trouble) => trouble === 'noKeyStore' || trouble === 'keyStoreLocked').map((trouble) => (
        <Trouble key={trouble} icon="key" words={`${t(`trouble.${trouble}`)} ${t(`trouble.${trouble}S`)}`} />
      ))}
    </div>
  );
}

function linkWords({ link }: Workspace): { icon: string; words: Key; tone: string } {
  switch (link.state) {
    case 'reachable': return { icon: 'check', words: 'set.connected', tone: 'is-live' };
    case 'signedOut': return { icon: 'lock', words: 'set.signedOut', tone: 'is-stop' };
    default: return { icon: 'refresh', words: 'net.re', tone: 'is-wait' };
  }
}

function Group({ title, children }: { title?: string; children: ComponentChildren }) {
  return <section class="group">{title && <h2>{title}</h2>}{children}</section>;
}

function Setting({ label, help, children }: { label: string; help: string; children: ComponentChildren }) {
  return (
    <div class="set">
      <div><div class="l">{label}</div><div class="h">{help}</div></div>
      {children}
    </div>
  );
}

function SwitchSetting({ label, help, on, onChange }: { label: string; help: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <Setting label={label} help={help}>
      <button type="button" class="sw" role="switch" aria-checked={on} aria-label={label} onClick={() => onChange(!on)} />
    </Setting>
  );
}

function Trouble({ icon, words }: { icon: string; words: string }) {
  return <div class="note wait"><Icon name={icon} size={18} /><span>{words}</span></div>;
}
