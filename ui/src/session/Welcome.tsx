import { useEffect, useRef, useState } from 'preact/hooks';

import type { RoomRef, Session, Settings, Sound } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { useSight } from '../kit/sight';
import { Setting, SwitchSetting } from '../settings/parts';
import { toneOptions } from '../settings/tones';
import { t } from '../strings/strings';
import { Head } from './SignInForm';

interface Props {
  session: Session;
  settings: Settings;
  sound: Sound;
  onChange: (settings: Settings) => void;
  onStartAtLogin: (on: boolean) => void;
  onTestRing: (room: RoomRef | null) => void;
  onLookAtSound: (looks: boolean) => void;
  onOpen: () => void;
}

/** After the first sign-in: what it takes to be reached. What is on here is what most people want; nothing of it is done before they go on. */
export function Welcome({ session, settings, sound, onChange, onStartAtLogin, onTestRing, onLookAtSound, onOpen }: Props) {
  useSight(onLookAtSound);
  const [starts, setStarts] = useState(true);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const tone = toneOptions(settings).find(([one]) => one === settings.ringTone)?.[1] ?? '';
  const open = () => {
    if (session.startsAtLogin !== null && session.startsAtLogin !== starts) onStartAtLogin(starts);
    onOpen();
  };
  return (
    <main class="signin">
      <div class="signin-page">
        <Head small title={t('welcome.title')} words={t('welcome.titleS')} />
        {session.startsAtLogin !== null && <SwitchSetting label={t('start.login')} help={t('start.loginS')} on={starts} onChange={setStarts} />}
        <SwitchSetting
          label={t('welcome.show')}
          help={t('welcome.showS')}
          sets="showCalls"
          on={settings.showCalls === 'notification'}
          onChange={(on) => onChange({ ...settings, showCalls: on ? 'notification' : 'callWindow' })}
        />
        <Setting label={t('welcome.tone', { tone })} help={settings.ringOn?.name ?? t('set.ringDefault')}>
          <button type="button" class="btn btn-line" onClick={() => onTestRing(null)}>
            <Icon name={sound.testing ? 'x' : 'play'} size={16} />{t(sound.testing ? 'set.ringTestStop' : 'set.ringTest')}
          </button>
        </Setting>
        <button ref={button} type="button" class="btn btn-lg btn-accent btn-block signin-go" onClick={open}>{t('welcome.open')}</button>
      </div>
    </main>
  );
}
