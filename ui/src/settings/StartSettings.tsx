import { t } from '../strings/strings';
import { Group, type PageProps, SwitchSetting, Trouble } from './parts';

/** When the program runs. */
export function StartSettings({ session, settings, onChange }: PageProps) {
  return (
    <Group>
      <SwitchSetting label={t('set.keepRunning')} help={t('set.keepRunningS')} on={settings.keepRunning} onChange={(keepRunning) => onChange({ ...settings, keepRunning })} />
      {session.troubles.includes('noTray') && <Trouble icon="info" words={`${t('trouble.noTray')} ${t('trouble.noTrayS')}`} />}
    </Group>
  );
}
