import { useState } from 'preact/hooks';

import { t } from '../strings/strings';
import { Group, type PageProps, Setting, SwitchSetting, Trouble } from './parts';

/** What rings how. */
export function CallSettings({ session, settings, onChange }: PageProps) {
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
      <SwitchSetting
        label={t('set.ringForMessages')}
        help={t('set.ringForMessagesS')}
        on={settings.ringForMessages}
        onChange={(ringForMessages) => onChange({ ...settings, ringForMessages })}
      />
      {session.troubles.includes('noSound') && <Trouble icon="volume-off" words={`${t('trouble.noSound')} ${t('trouble.noSoundS')}`} />}
      {session.troubles.includes('noNotifications') && <Trouble icon="bell-off" words={`${t('trouble.noNotifications')} ${t('trouble.noNotificationsS')}`} />}
    </Group>
  );
}
