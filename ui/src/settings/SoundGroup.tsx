import { useRef } from 'preact/hooks';

import type { RingInCall, RingTone, SoundOutput } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { useSight } from '../kit/sight';
import { type Key, t } from '../strings/strings';
import { Lockable } from './managed';
import { RING_FILE } from './ringFile';
import { Group, type PageProps, SegmentSetting, Select, SelectSetting, Setting, SwitchSetting, Trouble } from './parts';
import { toneOptions } from './tones';
import { Volume } from './Volume';

const IN_CALL: [choice: RingInCall, title: Key][] = [['beep', 'set.ringBeep'], ['ring', 'set.ringRing'], ['silent', 'set.ringSilent']];

/** How and where calls ring. What there is to ring on is told while this is in sight. */
export function SoundGroup({ session, settings, sound, onChange, onLookAtSound, onRingFile, onTestRing }: PageProps) {
  useSight(onLookAtSound);
  const file = useRef<HTMLInputElement>(null);
  const testing = sound.testing && sound.testingOf === null;
  const ownTone = (
    <Lockable sets="ringTone">
      <button type="button" class="link" title={t('set.ringFileS', { ...RING_FILE })} onClick={() => file.current?.click()}>{t('set.ringFile')}</button>
    </Lockable>
  );
  const output = (id: string) => sound.outputs.find((one) => one.id === id) ?? null;
  return (
    <Group title={t('set.sound')}>
      <Setting label={t('set.ringTone')} sets="ringTone" locksItself help={ownTone}>
        <div class="ring-tone">
          <Lockable sets="ringTone">
            <Select
              label={t('set.ringTone')}
              value={settings.ringTone}
              options={toneOptions(settings)}
              onChange={(ringTone) => onChange({ ...settings, ringTone: ringTone as RingTone })}
            />
          </Lockable>
          <button type="button" class="btn btn-line" onClick={() => onTestRing(null)}>
            <Icon name={testing ? 'x' : 'play'} size={16} />{t(testing ? 'set.ringTestStop' : 'set.ringTest')}
          </button>
          <input
            ref={file}
            type="file"
            hidden
            accept=".mp3,.ogg,.oga,.flac,.wav"
            aria-label={t('set.ringFile')}
            onChange={({ currentTarget }) => {
              const [chosen] = currentTarget.files ?? [];
              if (chosen) onRingFile(chosen);
              currentTarget.value = ''; // The same file may be chosen again.
            }}
          />
        </div>
      </Setting>
      <Volume volume={settings.ringVolume} onChange={(ringVolume) => onChange({ ...settings, ringVolume })} />
      <SelectSetting
        wide
        label={t('set.ringOn')}
        help={t('set.ringOnS')}
        value={settings.ringOn?.id ?? ''}
        options={[['', t('set.ringDefault')], ...outputs(sound.outputs, settings.ringOn)]}
        onChange={(id) => onChange({ ...settings, ringOn: output(id) })}
      />
      <SelectSetting
        wide
        label={t('set.ringAlsoOn')}
        help={t('set.ringAlsoOnS')}
        value={settings.ringAlsoOn?.id ?? ''}
        options={[['', t('set.ringNowhere')], ...outputs(sound.outputs, settings.ringAlsoOn)]}
        onChange={(id) => onChange({ ...settings, ringAlsoOn: output(id) })}
      />
      <SegmentSetting
        label={t('set.ringInCall')}
        sets="ringInCall"
        value={settings.ringInCall}
        options={IN_CALL.map(([choice, title]) => [choice, t(title)])}
        onChange={(ringInCall) => onChange({ ...settings, ringInCall: ringInCall as RingInCall })}
      />
      <SwitchSetting label={t('set.busyInCall')} sets="busyInCall" help={t('set.busyInCallS')} on={settings.busyInCall} onChange={(busyInCall) => onChange({ ...settings, busyInCall })} />
      <SwitchSetting label={t('set.ringBack')} sets="ringBack" help={t('set.ringBackS')} on={settings.ringBack} onChange={(ringBack) => onChange({ ...settings, ringBack })} />
      <SwitchSetting
        label={t('set.ringForMessages')}
        help={t('set.ringForMessagesS')}
        sets="ringForMessages"
        on={settings.ringForMessages}
        onChange={(ringForMessages) => onChange({ ...settings, ringForMessages })}
      />
      {session.troubles.filter((trouble) => trouble === 'muted' || trouble === 'noRingTone' || trouble === 'noSound').map((trouble) => (
        <Trouble key={trouble} icon="volume-off" words={`${t(`trouble.${trouble}`)} ${t(`trouble.${trouble}S`)}`} />
      ))}
    </Group>
  );
}

/** The outputs to choose from; one that was chosen stays among them while it is away. */
function outputs(there: SoundOutput[], chosen: SoundOutput | null): [id: string, name: string][] {
  const away: [string, string][] = chosen && !there.some(({ id }) => id === chosen.id) ? [[chosen.id, t('set.ringAway', { name: chosen.name })]] : [];
  return [...there.map(({ id, name }): [string, string] => [id, name]), ...away];
}
